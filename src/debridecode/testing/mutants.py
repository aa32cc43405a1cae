"""Packs with one thing changed. If no case notices, the cases do not hold that thing."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from attrs import evolve, frozen

from debridecode.packs.model import AnyOf, Condition, Not, Override, Parameter, ParameterSegment, RuleSegment
from debridecode.packs.resolve import leaves
from debridecode.releases import DAY
from debridecode.rulebooks import RuleBooks
from debridecode.testing.run import Ready, covering_first, run_case
from debridecode.testing.written import (
    Chain,
    Days,
    Written,
    conditions,
    dated,
    held,
    id_of,
    with_override,
    with_segment,
)


@frozen(kw_only=True)
class Mutant:
    """A chain with one thing changed.

    Attributes:
        words: what was changed.
        id: of the rule, row or parameter: cases that cover it are run first.
        chain: with the change.
    """

    words: str
    id: str
    chain: Chain


def survives(mutant: Mutant, cases: Sequence[Ready]) -> bool:
    """Whether every case passes all the same. It stops at the first that does not."""
    books = RuleBooks(mutant.chain)
    return not any(run_case(case, books).problems for case in covering_first(cases, mutant.id))


def mutants_of(chain: Chain) -> Iterator[Mutant]:
    """Every change of the last pack of a chain, one at a time."""
    for written in conditions(chain):
        yield from _of_condition(written)
    yield from _of_days(chain)
    for parameter in chain[-1].parameters.values():
        yield from _of_parameter(chain, parameter)
    for index, override in enumerate(chain[-1].overrides):
        yield from _of_override(chain, index, override)


def _of_condition(written: Written) -> Iterator[Mutant]:
    """It never holds, and it holds wherever it can be told.

    Both together ask for more than its negation does, which a firing case alone would notice. A condition
    without facts always holds already, and the last row of a classification may be the only one that is left.
    """
    changes: list[tuple[str, Condition]] = [("dropping", AnyOf(()))]
    if any(leaves(written.when)) and not written.last:
        changes.append(("widening", AnyOf((written.when, Not(written.when)))))
    for change, when in changes:
        yield Mutant(words=f"{change} {written.words}", id=written.id, chain=written.instead(when))


def _of_days(chain: Chain) -> Iterator[Mutant]:
    """A change of a rule, its end too, or of a parameter a day earlier, and a day later."""
    for section, said in (("rules", _said), ("parameters", _value)):
        for id_, member in getattr(chain[-1], section).items():
            for index, segment in enumerate(member.history):
                if index and said(segment) == said(member.history[index - 1]):
                    continue
                for day in _beside(segment.start, Days.of(chain)):
                    moved = evolve(segment, start=day)
                    yield Mutant(
                        words=f"moving {section}/{id_} from {segment.start} to {day}",
                        id=id_,
                        chain=with_segment(chain, len(chain) - 1, section, id_, index, moved),
                    )


def _beside(start: date, days: Days) -> tuple[date, ...]:
    """The day before a change and the day after it; none where it parts no days."""
    return (start - DAY, start + DAY) if days.parted_by(start) else ()


def _said(segment: RuleSegment) -> object:
    """What a case can tell of a rule: not its words, nor a severity that moves no status."""
    finding = segment.then.finding
    reported = None if finding is None else (finding.outcome, finding.severity == "error")
    return segment.retired, segment.when, evolve(segment.then, finding=None, step=""), reported


def _value(segment: ParameterSegment) -> object:
    return segment.value


def _of_parameter(chain: Chain, parameter: Parameter) -> Iterator[Mutant]:
    """Another value in each segment that holds."""
    for index, segment, _ in held(parameter.history, Days.of(chain)):
        for change, value in _others(segment.value):
            changed = evolve(segment, value=value)
            yield Mutant(
                words=f"{change} parameters/{dated(parameter.id, parameter.history, index)}",
                id=parameter.id,
                chain=with_segment(chain, len(chain) - 1, "parameters", parameter.id, index, changed),
            )


def _others(value: Any) -> Iterator[tuple[str, Any]]:
    """Values that a parameter might have had instead."""
    match value:
        case Decimal():
            last_digit = Decimal((0, (1,), min(int(value.as_tuple().exponent), 0)))
            yield "raising", value + last_digit
            yield "lowering", value - last_digit
        case frozenset() | tuple():
            yield "emptying", type(value)()
        case str():
            yield "changing", _OTHER_LINE.get(value, _NO_MODIFIER)


_OTHER_LINE: Final = {"column_2": "either", "either": "column_2"}
_NO_MODIFIER: Final = "ZZ"
"""Of the shape of a modifier, and none."""


def _moved(edge: date, override: Override, chain: Chain) -> Iterator[date]:
    """The days to which an edge of an override moves over a day on which its target holds."""
    section, _, id_ = override.target.partition("/")
    (history,) = (getattr(pack, section)[id_].history for pack in chain[:-1] if id_ in getattr(pack, section))
    for day in _beside(edge, Days.of(chain)):
        before = [segment for segment in history if segment.start <= min(day, edge)]
        if before and not getattr(before[-1], "retired", False):
            yield day


def _of_override(chain: Chain, index: int, override: Override) -> Iterator[Mutant]:
    """The base goes on as it was, for a day or for good, or another number holds.

    Of words and of a severity that moves no status, no case can tell.
    """
    id_ = id_of(override.target)
    if override.change in ("message", "ask"):
        return
    if override.change == "severity" and "error" not in (override.was, override.to):
        return
    words = f"override of {id_} from {override.start}"
    yield Mutant(words=f"dropping the {words}", id=id_, chain=with_override(chain, index))
    for day in _moved(override.start, override, chain):
        moved = evolve(override, start=day)
        yield Mutant(words=f"moving the {words} to {day}", id=id_, chain=with_override(chain, index, moved))
    for day in _moved(override.until, override, chain) if override.until else ():
        moved = evolve(override, until=day)
        moving = f"moving the end of the {words} to {day}"
        yield Mutant(words=moving, id=id_, chain=with_override(chain, index, moved))
    if isinstance(override.to, Decimal):
        for change, value in _others(override.to):
            other = evolve(override, to=value)
            yield Mutant(words=f"{change} the {words}", id=id_, chain=with_override(chain, index, other))
