"""Each number that a condition compares with is shown from both sides."""

from collections.abc import Iterator, Sequence

from debridecode.engine.program import shown
from debridecode.packs.catalogue import FACTS
from debridecode.packs.model import (
    AllOf,
    AnyOf,
    AnyWound,
    Condition,
    EveryWound,
    FactRef,
    Leaf,
    Not,
    Override,
    ParameterRef,
)
from debridecode.rulebooks import RuleBooks
from debridecode.testing.run import Ready, covering_first
from debridecode.testing.spoken import outspoken, spoken
from debridecode.testing.written import Chain, Written, conditions, conditions_of, days_of, id_of

Sides = tuple[Leaf, Condition, Condition]
"""A leaf; what holds where it alone decides and holds; and what holds where it alone decides and does not."""


def one_sided_thresholds(chain: Chain, cases: Sequence[Ready]) -> Iterator[str]:
    """Numbers in the conditions of the last pack of a chain, or put in by its overrides, without both sides.

    A side is shown by a case in which the rule fires once its condition is replaced by that side, of a day on
    which that condition holds.
    """
    chain = outspoken(chain)
    for written in conditions(chain):
        for sides in _sides(written.when):
            yield from _unshown(written, sides, cases)
    for override in chain[-1].overrides:
        if override.change == "value":
            yield from _one_sided_value(chain, override, cases)


def _one_sided_value(chain: Chain, override: Override, cases: Sequence[Ready]) -> Iterator[str]:
    """A number that an override puts in, in the conditions that compare with it."""
    replaced = {
        id_of(other.target) for pack in chain for other in pack.overrides if other.change in _REPLACING
    }
    read = ParameterRef(id_of(override.target))
    for at in range(len(chain)):
        for written in conditions_of(chain, at, days_of(chain, override)):
            for sides in _sides(written.when):
                if sides[0].operand == read and written.id not in replaced:
                    yield from _unshown(written, sides, cases)


_REPLACING = ("when", "disable")


def _unshown(written: Written, sides: Sides, cases: Sequence[Ready]) -> Iterator[str]:
    leaf, *held = sides
    dated = [case for case in cases if case.day and case.day in written.days]
    for side, words in zip(held, ("holds", "does not hold"), strict=True):
        books = RuleBooks(written.instead(side))
        if not any(written.id in spoken(case, books).fired for case in covering_first(dated, written.id)):
            rest = "and the rest of the condition leaves the answer to that"
            yield f"{written.words}: no case in which {_text(leaf)} {words} {rest}; write one"


def _sides(condition: Condition) -> Iterator[Sides]:
    """Both sides of each number in a condition, with what stands beside it not deciding.

    In `all` the other parts hold, in `any` none of them does, and of the wounds one is enough.
    """
    match condition:
        case Leaf(fact, operator, _):
            if FACTS[fact].kind == "number" and operator != "known":
                yield condition, condition, Not(condition)
        case AllOf(parts) | AnyOf(parts):
            for index, part in enumerate(parts):
                beside = (*parts[:index], *parts[index + 1 :])
                if isinstance(condition, AnyOf):
                    beside = tuple(map(Not, beside))
                for leaf, over, under in _sides(part):
                    yield leaf, AllOf((*beside, over)), AllOf((*beside, under))
        case Not(part):
            yield from _sides(part)
        case AnyWound(part) | EveryWound(part):
            for leaf, over, under in _sides(part):
                yield leaf, AnyWound(over), AnyWound(under)


def _text(leaf: Leaf) -> str:
    """A leaf as a pack writes it, without its signs."""
    match leaf.operand:
        case ParameterRef(id_):
            operand = id_
        case FactRef(name):
            operand = name
        case number:
            operand = shown(number)
    return f"{leaf.fact} {leaf.operator} {operand}"
