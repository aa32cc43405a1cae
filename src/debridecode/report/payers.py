"""One encounter under several packs as text: what all ask, a table of the packs, and what only some ask."""

from collections.abc import Sequence
from textwrap import wrap
from typing import Any, Final

from attrs import asdict

from debridecode.decision import Decision
from debridecode.model.claim import line_text
from debridecode.payers import Asked, SideBySide, UnderPack
from debridecode.report.sections import WIDTH, aligned, section

_NO_LINE: Final = "no line"
_PAIR: Final = 2


def payers_text(seen: SideBySide) -> str:
    """Write an encounter under several packs, side by side."""
    numbers = {asked: number for number, asked in enumerate(seen.by_some, 1)}
    lines = [f"{seen.encounter_id} under {len(seen.packs)} {'pack' if len(seen.packs) == 1 else 'packs'}"]
    lines += section("Every pack asks", map(_words, seen.by_all))
    rows = [("Pack", "Status", "Lines", "Asks besides"), *(_row(each, numbers) for each in seen.packs)]
    lines += ["", *aligned(rows)]
    if seen.by_some:
        lines += ["", "What only some ask (in brackets how severe it is, and how its source was read)"]
        for asked, number in numbers.items():
            lines += wrap(
                f"{number:>3}  {_words(asked)}", WIDTH, subsequent_indent="     ", break_on_hyphens=False
            )
    return "\n".join(lines) + "\n"


def payers_json(seen: SideBySide) -> dict[str, Any]:
    """The same for programs; of each pack, `asks` are places in the list of what only some ask."""
    numbers = {asked: number for number, asked in enumerate(seen.by_some)}
    return {
        "encounter_id": seen.encounter_id,
        "by_all": [_fields(asked) for asked in seen.by_all],
        "by_some": [_fields(asked) for asked in seen.by_some],
        "packs": [
            {
                "pack": each.pack,
                "status": None if each.decision is None else each.decision.status,
                "problem": each.problem or None,
                "lines": [] if each.decision is None else _lines(each.decision),
                "asks": [numbers[asked] for asked in each.asks if asked in numbers],
            }
            for each in seen.packs
        ],
    }


def _row(each: UnderPack, numbers: dict[Asked, int]) -> tuple[str, str, str, str]:
    """A pack: its answer, and the numbers of what it asks besides."""
    if each.decision is None:
        return each.pack, "not answered", "", each.problem
    asks = _ranges(sorted(numbers[asked] for asked in each.asks if asked in numbers))
    return each.pack, each.decision.status, ", ".join(_lines(each.decision)) or _NO_LINE, asks or "nothing"


def _ranges(numbers: Sequence[int]) -> str:
    """Numbers in words: three or more in a row by the first and the last.

    Example:
        >>> _ranges([1, 2, 3, 7, 8])
        '1-3, 7, 8'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = [f"{run[0]}-{run[-1]}" if len(run) > _PAIR else ", ".join(map(str, run)) for run in runs]
    return ", ".join(parts)


def _lines(decision: Decision) -> list[str]:
    return [line_text(line.code, line.units, line.modifiers) for line in decision.lines]


def _words(asked: Asked) -> str:
    """What is asked: how grave, how its sources were read, of which wounds, and what it says."""
    # What a rule rests on and is not known, its message says to be not checked itself.
    untold = asked.outcome == "not_checked" and not asked.message.startswith("not checked")
    marks = [asked.severity, *(["not checked"] if untold else [])]
    marks += [asked.read] if asked.read else []
    plural = "s" if len(asked.wound_ids) > 1 else ""
    wounds = f"wound{plural} {', '.join(asked.wound_ids)}: " if asked.wound_ids else ""
    ask = f" {asked.ask}" if asked.ask else ""
    return f"[{', '.join(marks)}] {wounds}{asked.message}.{ask} ({asked.rule})"


def _fields(asked: Asked) -> dict[str, Any]:
    return {**asdict(asked), "read": asked.read or None, "wound_ids": list(asked.wound_ids)}
