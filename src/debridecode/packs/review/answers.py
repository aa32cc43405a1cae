"""What a condition may answer where its facts are known, and where some of them are left open.

A condition answers that it holds, that it does not, or that it is unknown. As long as facts are left open, it
may have several of these answers; `possible` finds them by Kleene's tables. Of a whole world, in which every
fact has a value or is unknown, it has exactly one, and that is what the engine answers.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from operator import and_, or_
from typing import Any, Final

from debridecode.packs.model import AllOf, AnyOf, AnyWound, Condition, EveryWound, FactRef, Leaf, Not
from debridecode.packs.operators import COMPARE

WOUNDS = "wounds"
"""Where a world keeps its wounds, each with the facts of its own."""

World = Mapping[str, Any]
"""Name of a fact -> its value; a fact that is not there is unknown."""

Asked = Leaf | AnyWound | EveryWound
"""What a condition is built of, as far as a world answers it."""


HOLDS: Final = 1
FAILS: Final = 2
UNKNOWN: Final = 4
"""Answers, which add up to those that a condition may have."""


def possible(condition: Condition, answer: Callable[[Asked], int]) -> int:
    """The answers that a condition may have, given those that each part of it may have."""
    match condition:
        case AllOf(parts):
            return every(possible(part, answer) for part in parts)
        case AnyOf(parts):
            return some(possible(part, answer) for part in parts)
        case Not(part):
            return _denied(possible(part, answer))
        case Leaf() | AnyWound() | EveryWound():
            return answer(condition)


def every(parts: Iterable[int]) -> int:
    """What `all` of parts may answer."""
    told = list(parts)
    can, must = reduce(or_, told, 0), reduce(and_, told, HOLDS | FAILS | UNKNOWN)
    found = (must & HOLDS) | (can & FAILS)
    if can & UNKNOWN and all(each & (HOLDS | UNKNOWN) for each in told):
        found |= UNKNOWN
    return found


def some(parts: Iterable[int]) -> int:
    """What `any` of parts may answer."""
    return _denied(every(_denied(each) for each in parts))


def _denied(answers: int) -> int:
    return (answers & UNKNOWN) | (FAILS if answers & HOLDS else 0) | (HOLDS if answers & FAILS else 0)


def answer_in(world: World) -> Callable[[Asked], int]:
    """How a world answers what conditions are built of."""

    def answer(asked: Asked) -> int:
        if isinstance(asked, Leaf):
            return _of_leaf(asked, world)
        join = some if isinstance(asked, AnyWound) else every
        wounds = world.get(WOUNDS, ())
        return join(possible(asked.part, answer_in({**world, **wound})) for wound in wounds)

    return answer


def _of_leaf(leaf: Leaf, world: World) -> int:
    value, operand = world.get(leaf.fact), leaf.operand
    if leaf.operator == "known":
        return HOLDS if (value is not None) is operand else FAILS
    if isinstance(operand, FactRef):
        operand = world.get(operand.name)
    if value is None or operand is None:
        return UNKNOWN
    return HOLDS if COMPARE[leaf.operator](value, operand) else FAILS
