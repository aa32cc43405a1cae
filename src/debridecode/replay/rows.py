"""A file of past encounters, read row by row: JSON Lines, or Parquet."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from stat import S_ISREG
from typing import Any, Final

from attrs import frozen

from debridecode.errors import EncounterError, ReplayError
from debridecode.interop.json import MAX_BYTES, encounter_from, read_encounter
from debridecode.model import Encounter

_PARQUET: Final = ".parquet"
_MOST_PROBLEMS: Final = 3


@frozen
class Row:
    """One row of the file.

    Attributes:
        number: of the row, from 1; of JSON Lines the number of the line.
        end: where the next row begins: in JSON Lines a byte, in Parquet the count of rows before it.
        encounter: what it holds, or None when it cannot be read.
        problem: why it cannot be read, without a value of the record.
    """

    number: int
    end: int
    encounter: Encounter | None
    problem: str = ""


class EncounterFile:
    """A file of encounters. Its ending says what it is: `.parquet`, and else JSON Lines.

    Attributes:
        path: of the file.
        digest: sha256 over its bytes.
        total: how far there is to go: of JSON Lines in bytes, of Parquet in rows.
    """

    def __init__(self, path: Path) -> None:
        """Read the file once for its digest.

        Raises:
            ReplayError: it cannot be read.
            EncounterError: it is Parquet, and not of encounters.
        """
        self.path = path
        self._seen = _seen(path)
        try:
            with path.open("rb") as file:
                self.digest = "sha256:" + hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            raise _unreadable(path) from None
        self.total = self._seen[0]
        if self._is_parquet:
            from debridecode.interop.arrow import count_rows  # noqa: PLC0415 - it comes with an extra

            self.total = count_rows(path)

    @property
    def _is_parquet(self) -> bool:
        return self.path.suffix.lower() == _PARQUET

    def rows(self, number: int, at: int) -> Iterator[Row]:
        """The rows after a row.

        Args:
            number: of that row; 0 for the whole file.
            at: where it ended.
        """
        if not self._is_parquet:
            try:
                yield from _lines(self.path, number, at)
            except OSError:
                raise _unreadable(self.path) from None
            return
        from debridecode.interop.arrow import read_rows  # noqa: PLC0415 - it comes with an extra

        for place, value in enumerate(read_rows(self.path, at), at + 1):
            yield _row(place, place, value)

    def expect_unchanged(self) -> None:
        """See that the file is the one whose digest was taken.

        Raises:
            ReplayError: it was written to in the meantime.
        """
        if _seen(self.path) != self._seen:
            raise ReplayError(f"{self.path} was changed while it was read; begin again with --restart")


def _seen(path: Path) -> tuple[int, int]:
    """Size, and when it was last written."""
    try:
        stat = path.stat()
    except (OSError, ValueError):
        raise _unreadable(path) from None
    if not S_ISREG(stat.st_mode):  # a pipe or a device may have no end, and is not read twice
        raise _unreadable(path)
    return stat.st_size, stat.st_mtime_ns


def _unreadable(path: Path) -> ReplayError:
    return ReplayError(f"{path}: expected a file of encounters that can be read")


def _lines(path: Path, number: int, at: int) -> Iterator[Row]:
    """The lines that are not blank. One too long to be read is passed over in parts."""
    with path.open("rb") as file:
        file.seek(at, os.SEEK_SET)
        while line := file.readline(MAX_BYTES + 1):
            number += 1
            at += len(line)
            end = line
            while not end.endswith(b"\n") and (end := file.readline(MAX_BYTES)):
                at += len(end)
            if line.strip():
                yield _row(number, at, line.rstrip(b"\n"))


def _row(number: int, end: int, value: Any) -> Row:
    try:
        encounter = read_encounter(value) if isinstance(value, bytes) else encounter_from(value)
    except EncounterError as error:
        return Row(number, end, None, _words(error))
    return Row(number, end, encounter)


def _words(error: EncounterError) -> str:
    """The first problems of a row on one line; none of them holds a value."""
    told = [f"{path}: {message}" for path, message in error.problems[:_MOST_PROBLEMS]]
    more = len(error.problems) - len(told)
    return "; ".join([*told, f"and {more} more"] if more else told)
