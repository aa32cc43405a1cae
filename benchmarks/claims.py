"""Made-up claims: the lines that an encounter supports, and the same with one thing wrong."""

import random
from collections.abc import Callable, Sequence
from typing import Final

from attrs import evolve

import debridecode as dc

Lines = tuple[dc.ClaimLine, ...]

OTHER_FAMILY: Final = {
    "11042": "11043",
    "11043": "11042",
    "11044": "11043",
    "11045": "11046",
    "11046": "11045",
    "11047": "11046",
    "97597": "11042",
    "97598": "11045",
    "97602": "97597",
}
UNEARNED: Final = ("59", "XS", "25", "GP", "RT", "LT", "KX", "76")
UNRECORDED: Final = ("97605", "29581", "99213", "97610")


def own_lines(decision: dc.Decision) -> Lines:
    """Every line that the record supports, as a claim bills it."""
    return tuple(
        dc.ClaimLine(
            code=line.code,
            units=line.units,
            modifiers=line.modifiers,
            wound_ids=line.wound_ids,
            diagnoses=line.diagnoses,
        )
        for line in (*decision.lines, *decision.other_lines)
    )


def spoiled(seed: int, claims: Sequence[Lines]) -> list[Lines]:
    """Each claim with one change, the same for the same seed. No claim may be empty."""
    draw = random.Random(seed)
    return [draw.choice(CHANGES)(draw, lines) for lines in claims]


def _with(
    draw: random.Random, lines: Lines, change: Callable[[dc.ClaimLine], tuple[dc.ClaimLine, ...]]
) -> Lines:
    at = draw.randrange(len(lines))
    return (*lines[:at], *change(lines[at]), *lines[at + 1 :])


def _line_left_out(draw: random.Random, lines: Lines) -> Lines:
    return _with(draw, lines, lambda _: ())


def _line_twice(draw: random.Random, lines: Lines) -> Lines:
    return _with(draw, lines, lambda line: (line, line))


def _unit_more(draw: random.Random, lines: Lines) -> Lines:
    return _with(draw, lines, lambda line: (evolve(line, units=line.units + 1),))


def _modifiers_off(draw: random.Random, lines: Lines) -> Lines:
    return _with(draw, lines, lambda line: (evolve(line, modifiers=()),))


def _modifier_more(draw: random.Random, lines: Lines) -> Lines:
    more = dc.Modifier(draw.choice(UNEARNED))
    return _with(draw, lines, lambda line: (evolve(line, modifiers=(*line.modifiers, more)),))


def _other_family(draw: random.Random, lines: Lines) -> Lines:
    return _with(draw, lines, lambda line: (evolve(line, code=OTHER_FAMILY.get(line.code, "97602")),))


def _unrecorded_service(draw: random.Random, lines: Lines) -> Lines:
    return (*lines, dc.ClaimLine(code=draw.choice(UNRECORDED), units=1))


CHANGES: Final = (
    _line_left_out,
    _line_twice,
    _unit_more,
    _modifiers_off,
    _modifier_more,
    _other_family,
    _unrecorded_service,
)
