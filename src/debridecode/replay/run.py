"""Decide every encounter of a file with two packs, and keep what changes."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Final

from attrs import frozen

from debridecode.errors import OutOfDateError, ReplayError
from debridecode.model import Encounter
from debridecode.replay.because import Because
from debridecode.replay.changes import changes
from debridecode.replay.folder import CHANGES, NOT_REPLAYED, TOTALS, WRITTEN, Folder, alone, put
from debridecode.replay.rows import EncounterFile, Row
from debridecode.replay.totals import Totals, as_json
from debridecode.rulebooks import RuleBook, RuleBooks
from debridecode.version import __version__

EVERY: Final = 500
"""Rows between two checkpoints: what is decided again after an interruption."""
UNREADABLE: Final = "the row is not an encounter"
OLD_SILENT: Final = "the old pack does not answer for the date"
NEW_SILENT: Final = "the new pack does not answer for the date"
NOT_TOLD: Final = "not told"


@frozen(kw_only=True)
class Replay:
    """What was compared, and what came of it.

    Attributes:
        old: the rule books of the pack as it was.
        new: the rule books of the pack as it is to be.
        compared: what the replay is of, in words and digests.
        totals: what came of it.
    """

    old: RuleBooks
    new: RuleBooks
    compared: Mapping[str, str]
    totals: Totals


def replay(
    old: RuleBooks,
    new: RuleBooks,
    encounters: Path,
    into: Path,
    *,
    restart: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Replay:
    """Decide every encounter of a file with two packs, and write what changes into a folder.

    Each encounter is decided on its own date of service, whatever payer it names. A row that cannot be read,
    or whose date a pack does not answer for, is listed and passed over. What is written holds no value of a
    record but the encounter's id and its date of service. Interrupted at any point, the same call goes on
    where it stopped, and writes the same bytes as one that ran through.

    Args:
        old: rule books of the pack as it was.
        new: rule books of the pack as it is to be.
        encounters: JSON Lines, or Parquet.
        into: the folder, which is made.
        restart: whether to begin again, over what the folder holds of an earlier replay.
        progress: is told how much of the file is done, and how much there is.

    Raises:
        ReplayError: the file cannot be read or was changed meanwhile, or the folder cannot be written or
            holds another replay.
        EncounterError: the file is Parquet, and not of encounters.
    """
    if encounters.resolve() in {(into / name).resolve() for name in WRITTEN}:
        raise ReplayError(
            f"{encounters}: expected a file of encounters that the replay does not write itself"
        )
    file = EncounterFile(encounters)
    compared = _compared(old, new, file)
    try:
        with alone(into):
            folder = Folder(into, compared, restart=restart)
            _go_on(folder, file, _Pairs(old, new), progress)
            totals = folder.state.totals
            said = {"compared": compared, **as_json(totals)}
            put(into / TOTALS, json.dumps(said, indent=1, ensure_ascii=False) + "\n")
    except OSError as error:
        raise ReplayError(f"{into}: expected a folder that can be written: {error.strerror}") from None
    return Replay(old=old, new=new, compared=compared, totals=totals)


def _compared(old: RuleBooks, new: RuleBooks, file: EncounterFile) -> dict[str, str]:
    """What a replay is of: of the same, an interrupted one goes on."""
    return {
        "old pack": _title(old),
        "old rules": old.digest,
        "new pack": _title(new),
        "new rules": new.digest,
        "file": file.path.name,
        "content of the file": file.digest,
        "library": f"debridecode {__version__}",
    }


def _title(books: RuleBooks) -> str:
    return f"{books.chain[-1].id} {books.chain[-1].version}"


def _go_on(
    folder: Folder, file: EncounterFile, pairs: "_Pairs", progress: Callable[[int, int], None] | None
) -> None:
    """Replay the rows that the folder does not have yet."""
    state = folder.state
    for count, row in enumerate(file.rows(state.row, state.at), 1):
        _take(folder, pairs, row)
        state.row, state.at = row.number, row.end
        if progress is not None:
            progress(row.end, file.total)
        if count % EVERY == 0:
            folder.checkpoint()
    file.expect_unchanged()
    folder.checkpoint()


def _take(folder: Folder, pairs: "_Pairs", row: Row) -> None:
    """Replay one row."""
    if row.encounter is None:
        _pass_over(folder, row, UNREADABLE, row.problem)
        return
    try:
        pair = pairs.on(row.encounter.date_of_service)
    except _SilentError as silent:
        _pass_over(folder, row, *silent.args)
    else:
        _decide(folder, row.number, row.encounter, pair)


@frozen
class _Pair:
    """The rule books that hold on a day, and what differs between them."""

    old: RuleBook
    new: RuleBook
    because: Because


class _Pairs:
    """The pairs of rule books of two packs: one for each span of days."""

    def __init__(self, old: RuleBooks, new: RuleBooks) -> None:
        self._old = old
        self._new = new
        self._known: dict[tuple[date, date], _Pair] = {}

    def on(self, day: date) -> _Pair:
        """The pair that holds on a day; what differs is found once."""
        old, new = _answering(self._old, day, OLD_SILENT), _answering(self._new, day, NEW_SILENT)
        starts = (old.resolved.start, new.resolved.start)
        if starts not in self._known:
            self._known[starts] = _Pair(old, new, Because(old.resolved, new.resolved))
        return self._known[starts]


class _SilentError(Exception):
    """A pack does not answer for a day: which, and in its own words."""


def _answering(books: RuleBooks, day: date, silent: str) -> RuleBook:
    try:
        return books.on(day)
    except OutOfDateError as error:
        raise _SilentError(silent, str(error)) from None


def _decide(folder: Folder, row: int, encounter: Encounter, pair: _Pair) -> None:
    if pair.because.same:
        folder.state.totals.pass_over(encounter)
        return
    old, new = pair.old.code(encounter), pair.new.code(encounter)
    found = changes(old, new, pair.because)
    folder.state.totals.decide(row, encounter, old, new, found)
    day = encounter.date_of_service
    for each in found:
        rules = "; ".join(each.rules) or NOT_TOLD
        folder.write(CHANGES, row, encounter.encounter_id, day, each.kind, each.old, each.new, rules)


def _pass_over(folder: Folder, row: Row, why: str, reason: str) -> None:
    folder.state.totals.refuse(row.number, why, reason)
    folder.write(NOT_REPLAYED, row.number, why, reason)
