"""The rows of a workbook. What reads workbooks comes with the extra `ncci` and is imported only here."""

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import IO, Any, Final

from debridecode.errors import ReleaseError

MOST_BYTES: Final = 1_000_000_000
# What unpacks other packings fails in ways of its own, and takes as much memory as the file asks for.
PACKINGS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_CHUNK: Final = 1 << 20
_OVERLAP: Final = 40
_WIDE: Final = re.compile(rb"""\br\s*=\s*["'][A-Za-z]{2,}[0-9]""")
_COUNTED: Final = re.compile(rb"""ount\s*=\s*["'][0-9]{8,}""")
_INSTALL: Final = "a workbook is read with python-calamine; run: pip install 'debridecode[ncci]'"


def workbook_rows(stream: IO[bytes], file: str) -> Iterator[list[str]]:
    """The rows of the one sheet of a workbook, as text, without the empty cells at their ends.

    Raises:
        ReleaseError: it is no whole workbook, it is too large, or it has rows on several sheets.
    """
    _check(stream, file)
    try:
        import python_calamine as calamine  # noqa: PLC0415 - it comes with the extra only
    except ModuleNotFoundError:
        raise ReleaseError(file, _INSTALL) from None
    stream.seek(0)
    try:
        with calamine.CalamineWorkbook.from_filelike(stream) as book:
            sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
            yield from map(_texts, _filled(sheets, file).iter_rows())
    except ReleaseError:
        raise
    except (calamine.CalamineError, OSError, ValueError):
        raise ReleaseError(file, _BROKEN) from None
    except BaseException as error:
        # A fault inside calamine comes as a PanicException, which is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise ReleaseError(file, _BROKEN) from None


_BROKEN: Final = "expected a workbook that is whole; download it again"


def _filled(sheets: Sequence[Any], file: str) -> Any:
    """The one sheet that has rows."""
    filled = [sheet for sheet in sheets if sheet.total_height]
    if len(filled) != 1:
        message = f"expected rows on one sheet, found them on {len(filled)}; use the text file instead"
        raise ReleaseError(file, message)
    return filled[0]


def _check(stream: IO[bytes], file: str) -> None:
    """Unpack everything once: a file cut short or changed fails its checksums, a bomb grows too large."""
    left = MOST_BYTES
    try:
        with zipfile.ZipFile(stream) as packed:
            for member in packed.infolist():
                left -= _unpacked(packed, member, file, left)
    except ReleaseError:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError):
        raise ReleaseError(file, _BROKEN) from None


def _unpacked(packed: zipfile.ZipFile, member: zipfile.ZipInfo, file: str, most: int) -> int:
    if member.compress_type not in PACKINGS:
        raise ReleaseError(file, _BROKEN)
    size = 0
    before = b""
    with packed.open(member) as unpacked:
        while chunk := unpacked.read(_CHUNK):
            size += len(chunk)
            if size > most:
                raise ReleaseError(file, f"larger than {MOST_BYTES:,} bytes once unpacked")
            # One cell far to the right would make every row that wide in memory, and room is made for as
            # many strings as the workbook says it has, be it true or not.
            if "worksheets" in member.filename and _WIDE.search(before + chunk):
                raise ReleaseError(file, "expected at most 26 columns")
            if "worksheets" not in member.filename and _COUNTED.search(before + chunk):
                raise ReleaseError(file, _BROKEN)
            before = chunk[-_OVERLAP:]
    return size


def _texts(row: Sequence[object]) -> list[str]:
    texts = [_text(cell) for cell in row]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _text(cell: object) -> str:
    """A cell as text. A whole number is written without the point that a workbook gives it."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
