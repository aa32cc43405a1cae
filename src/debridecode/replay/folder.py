"""The folder that a replay writes into, and the state from which one that was interrupted goes on.

The rows of the two tables are held back until a checkpoint. It writes them through to the disk, and only
then replaces the state, which says how long each table is. What was written after the last state is cut off
when the replay goes on, so that an interrupted replay and one that ran through leave the same bytes.
"""

import csv
import io
import json
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

import cattrs
from attrs import Factory, define

from debridecode.errors import ReplayError
from debridecode.replay.totals import Totals

CHANGES: Final = "changes.csv"
NOT_REPLAYED: Final = "not-replayed.csv"
TOTALS: Final = "totals.json"
PAGE: Final = "replay.html"
STATE: Final = "replay-state.json"
_HEADS: Final = {
    CHANGES: ("row", "encounter_id", "date_of_service", "change", "old", "new", "rules"),
    NOT_REPLAYED: ("row", "why", "reason"),
}
WRITTEN: Final = (*_HEADS, TOTALS, PAGE, STATE)
"""Every file that a replay writes."""
_ACTIVE: Final = ("=", "+", "-", "@", "\t", "\r", "\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}",
                  "\N{FULLWIDTH HYPHEN-MINUS}", "\N{FULLWIDTH COMMERCIAL AT}")  # fmt: skip
"""What a spreadsheet may take for the beginning of a formula."""


@define(kw_only=True)
class State:
    """How far a replay has come.

    Attributes:
        compared: of what it is; a replay of anything else does not go on from here.
        row: number of the last row that was replayed.
        at: where that row ended in the file of encounters.
        lengths: of each table, in bytes.
        totals: so far.
    """

    compared: dict[str, str]
    row: int = 0
    at: int = 0
    lengths: dict[str, int] = Factory(dict)
    totals: Totals = Factory(Totals)


class Folder:
    """A folder with the tables of one replay and its state.

    Attributes:
        state: how far the replay has come; whoever replays keeps it up.
    """

    def __init__(self, path: Path, compared: dict[str, str], *, restart: bool) -> None:
        """Begin, or go on where an interrupted replay of the same stopped.

        Raises:
            ReplayError: the folder holds something else.
            OSError: it cannot be written.
        """
        self._path = path
        self._waiting = {name: io.StringIO() for name in _HEADS}
        self.state = (None if restart else self._found()) or self._begin(compared, restart=restart)
        _expect_same(self.state.compared, compared)
        for name, head in _HEADS.items():
            self._cut(name, self.state.lengths[name])
            if not self.state.lengths[name]:
                self.write(name, *head)

    def write(self, table: str, *cells: object) -> None:
        """Put a row into a table at the next checkpoint; no cell is a formula to a spreadsheet."""
        csv.writer(self._waiting[table], lineterminator="\n").writerow([_inert(str(cell)) for cell in cells])

    def checkpoint(self) -> None:
        """Write the rows that wait, and then the state."""
        for name, waiting in self._waiting.items():
            data = waiting.getvalue().encode()
            with (self._path / name).open("ab") as file:
                file.write(data)
                _to_disk(file)
            self.state.lengths[name] += len(data)
            self._waiting[name] = io.StringIO()
        self._save(self.state)

    def _begin(self, compared: dict[str, str], *, restart: bool) -> State:
        written = [name for name in (*_HEADS, TOTALS, PAGE) if (self._path / name).exists()]
        if written and not restart:
            raise ReplayError(
                f"{self._path}: expected a folder without {written[0]}, or with the state of the replay that "
                "wrote it; choose another folder, or write over it with --restart"
            )
        state = State(compared=compared, lengths=dict.fromkeys(_HEADS, 0))
        self._save(state)
        for name in written:
            (self._path / name).unlink()
        return state

    def _save(self, state: State) -> None:
        put(self._path / STATE, json.dumps(cattrs.unstructure(state), ensure_ascii=False) + "\n")

    def _found(self) -> State | None:
        try:
            text = (self._path / STATE).read_bytes()
        except FileNotFoundError:
            return None
        try:
            return cattrs.structure(json.loads(text), State)
        except Exception:  # noqa: BLE001 - there are many ways in which a file is not ours
            raise ReplayError(
                f"{self._path / STATE}: expected the state of a replay; begin again with --restart"
            ) from None

    def _cut(self, name: str, length: int) -> None:
        """Cut off what was written after the last checkpoint."""
        path = self._path / name
        if (path.stat().st_size if path.exists() else 0) < length:
            raise ReplayError(
                f"{path}: expected the table that the interrupted replay wrote; begin again with --restart"
            )
        with path.open("ab") as file:
            file.truncate(length)


@contextmanager
def alone(path: Path) -> Generator[None]:
    """Hold a folder, made if need be, for one replay; on Windows, where no folder can be held, it is not.

    Raises:
        ReplayError: another replay holds it.
        OSError: it cannot be made.
    """
    path.mkdir(parents=True, exist_ok=True)
    if sys.platform == "win32":
        yield
        return
    import fcntl  # noqa: PLC0415 - Windows has none

    held = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise ReplayError(
            f"{path}: another replay writes into it; wait for its end, or choose another"
        ) from None
    finally:
        os.close(held)


def put(path: Path, text: str) -> None:
    """Write a file whole: it is there as it was, or as it is to be, and never half-written."""
    part = path.with_name(f"{path.name}.part")
    with part.open("wb") as file:
        file.write(text.encode())
        _to_disk(file)
    part.replace(path)


def _expect_same(held: dict[str, str], given: dict[str, str]) -> None:
    other = [what for what in given if held.get(what) != given[what]]
    if other:
        raise ReplayError(
            f"the folder holds another replay: not the same {', '.join(other)}; choose another folder, or "
            "begin again with --restart"
        )


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_ACTIVE) else cell


def _to_disk(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
