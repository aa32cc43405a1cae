"""The files of CMS as rows of text cells, be they text, comma separated, a workbook, or in a zip file.

Text is read as Latin-1: the cells that are used are plain ASCII, and the notice and the reasons, which may
hold anything, are not kept.
"""

import csv
import hashlib
import io
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import IO, Final

from attrs import define, frozen

from debridecode.errors import ReleaseError
from debridecode.interop.ncci_names import Named, named
from debridecode.interop.xlsx import MOST_BYTES, PACKINGS, workbook_rows

_TEXTS: Final = (".txt", ".csv")
_WORKBOOK: Final = ".xlsx"
_MOST_WORKBOOK: Final = 200_000_000
_LONGEST_LINE: Final = 100_000
_CHUNK: Final = 1 << 20
_ADD_ON_ENDS: Final = (1, 6, 13, 18, 25, 32, 39)
_ADD_ON_SHORTEST: Final = 32

Tick = Callable[[int], None]


@frozen
class Given:
    """A file that was given, and what its name says.

    Attributes:
        path: of the file.
        member: of a zip file, the one that holds the table; otherwise "".
        size: in bytes, unpacked.
        sha256: of the file as it was given.
        named: what the names of the file and its member say.
    """

    path: Path
    member: str
    size: int
    sha256: str
    named: Named

    @property
    def shown(self) -> str:
        """The file as a message names it."""
        return f"{self.path}/{self.member}" if self.member else str(self.path)

    @property
    def ending(self) -> str:
        """What the name of the table ends in."""
        return Path(self.member or self.path.name).suffix.lower()


@define
class Cells:
    """The rows of one file.

    Attributes:
        file: as a message names it.
        rows: each a list of cells; read once.
        headless: the table has no row of headings.
        ragged: empty cells at the end of a row are left out.
        ended: once read, whether the last row has the end of a line behind it.
    """

    file: str
    rows: Iterator[list[str]]
    headless: bool = False
    ragged: bool = False
    ended: bool = True


def given(path: Path) -> Given:
    """Look at a file without reading its rows.

    Raises:
        ReleaseError: it cannot be read, is empty or too large, or is no kind of file that CMS publishes.
    """
    try:
        member, size, sha256 = _looked_into(path)
    except ReleaseError:
        raise
    except (OSError, ValueError):
        raise ReleaseError(str(path), "expected a file that can be read") from None
    found = Given(path, member, size, sha256, _named(path, member))
    if found.ending not in (*_TEXTS, _WORKBOOK):
        raise ReleaseError(str(path), "expected a file of CMS that ends in .txt, .csv, .xlsx or .zip")
    if not size:
        raise ReleaseError(found.shown, "the file is empty")
    if size > (_MOST_WORKBOOK if found.ending == _WORKBOOK else MOST_BYTES):
        raise ReleaseError(found.shown, f"larger than any table of CMS: {size:,} bytes")
    return found


def _looked_into(path: Path) -> tuple[str, int, str]:
    """The member of a zip file or "", the size of the table, and the sha256 of the file."""
    size = path.stat().st_size
    if not path.is_file():
        raise ReleaseError(str(path), "expected a file")
    with path.open("rb") as stream:
        member, size = _member(stream, str(path)) if path.suffix.lower() == ".zip" else ("", size)
        stream.seek(0)
        return member, size, hashlib.file_digest(stream, "sha256").hexdigest()


def _named(path: Path, member: str) -> Named:
    try:
        return named(f"{path.name}/{member}" if member else path.name)
    except ReleaseError as error:
        raise ReleaseError(str(path), error.message) from None


def _member(stream: IO[bytes], file: str) -> tuple[str, int]:
    """The one table in a zip file. CMS puts the same table in as text and as a workbook: text goes first."""
    try:
        with zipfile.ZipFile(stream) as packed:
            members = [entry for entry in packed.infolist() if not entry.filename.startswith("__MACOSX")]
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError):
        raise ReleaseError(file, "expected a zip file that is whole; download it again") from None
    for endings in (_TEXTS, (_WORKBOOK,)):
        tables = [entry for entry in members if entry.filename.lower().endswith(endings)]
        if len(tables) == 1 and tables[0].compress_type not in PACKINGS:
            message = "expected a file packed as CMS packs it (deflate); unpack it and give the table itself"
            raise ReleaseError(f"{file}/{tables[0].filename}", message)
        if len(tables) == 1:
            return tables[0].filename, tables[0].file_size
        if tables:
            message = f"expected one table in the zip file, found {len(tables)}; unpack it and give one"
            raise ReleaseError(file, message)
    raise ReleaseError(file, "expected a zip file with a .txt, .csv or .xlsx file in it")


@contextmanager
def cells_of(source: Given, tick: Tick) -> Generator[Cells]:
    """Open a file for its rows; `tick` is told how many bytes were read.

    Raises:
        ReleaseError: it cannot be read, is cut short, or is no text.
    """
    try:
        with source.path.open("rb") as stream:
            if source.member:
                with zipfile.ZipFile(stream) as packed, packed.open(source.member) as unpacked:
                    yield _cells(source, unpacked, tick)
            else:
                yield _cells(source, stream, tick)
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, UnicodeDecodeError) as error:
        raise ReleaseError(source.shown, f"cannot be read to its end ({error}); download it again") from None


def _cells(source: Given, stream: IO[bytes], tick: Tick) -> Cells:
    if source.ending == _WORKBOOK:
        whole = io.BytesIO(stream.read(_MOST_WORKBOOK + 1)) if source.member else stream
        tick(source.size)
        return Cells(source.shown, workbook_rows(whole, source.shown), ragged=True)
    cells = Cells(source.shown, iter(()))
    lines = _lines(stream, cells, tick)
    if source.ending == ".csv":
        cells.rows = _records(lines, source.shown)
        return cells
    first = list(islice(lines, 2))
    cells.headless = source.named.kind == "add_ons" and not any("\t" in line for line in first)
    every = chain(first, lines)
    cells.rows = _fixed(every, cells) if cells.headless else (line.split("\t") for line in every)
    return cells


def _lines(stream: IO[bytes], cells: Cells, tick: Tick) -> Iterator[str]:
    """The lines of a text, cut by hand, so that a file without line ends does not fill the memory."""
    rest = ""
    size = number = 0
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        tick(len(chunk))
        lines = (rest + chunk.decode("latin-1")).split("\n")
        rest = lines.pop()
        if b"\0" in chunk or size > MOST_BYTES or len(rest) > _LONGEST_LINE:
            message = "expected lines of text; save the file from CMS again, unchanged"
            raise ReleaseError(cells.file, message, number + len(lines) + 1)
        if not number and lines:
            lines[0] = lines[0].removeprefix("\xef\xbb\xbf")
        number += len(lines)
        for line in lines:
            yield line.removesuffix("\r")
    cells.ended = not rest
    if rest:
        yield rest.removesuffix("\r")


def _records(lines: Iterable[str], file: str) -> Iterator[list[str]]:
    number = 0
    try:
        for number, record in enumerate(csv.reader((line + "\n" for line in lines), strict=True), 1):  # noqa: B007
            yield record
    except csv.Error as error:
        message = f"expected comma separated values ({error}); the file may be cut short"
        raise ReleaseError(file, message, number + 1) from None


def _fixed(lines: Iterable[str], cells: Cells) -> Iterator[list[str]]:
    """The rows of an add-on file, in which every cell has its place in the line."""
    starts = (0, *_ADD_ON_ENDS)
    before = 0
    for number, line in enumerate(lines, 1):
        if line and len(line) < _ADD_ON_SHORTEST:
            message = f"expected a line of at least {_ADD_ON_SHORTEST} characters: the row may be cut short"
            raise ReleaseError(cells.file, message, number)
        # A line without an end may be cut just before a date that says when the row ended.
        if line and not cells.ended and len(line) < max(before, *_ADD_ON_ENDS):
            raise ReleaseError(cells.file, "the last row ends early: the file is cut short", number)
        before = len(line)
        yield [line[start:end].strip(" ") for start, end in zip(starts, (*_ADD_ON_ENDS, None), strict=True)]
