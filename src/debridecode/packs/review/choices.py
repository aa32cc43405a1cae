"""The ways in which facts may be, as far as conditions can tell them apart.

Facts that are compared with each other vary together; all others vary each for itself. Of the values of a
fact, those that no leaf tells apart are one choice, so that few choices stand for every record there may be.
They also stand for some that there cannot be, such as an assessment without elements: what holds in no choice
holds of no record, and what holds in some choice may yet hold of none.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain, combinations, pairwise, product
from math import prod
from typing import Any, Final

from attrs import frozen

from debridecode.packs.catalogue import FACTS, Fact
from debridecode.packs.model import AllOf, AnyOf, AnyWound, Condition, EveryWound, FactRef, Leaf, Not
from debridecode.packs.review.answers import Asked, World, answer_in

MOST: Final = 5_000
"""Values of the facts of one group, and steps of one search, that are looked at; of more, nothing is said."""

_OTHER: Final = "-"
"""Stands for every code or family that no leaf names."""


class TooManyWorldsError(Exception):
    """There are more combinations than are looked at: nothing is known. It never leaves this room."""


@frozen
class Choice:
    """One way in which some facts may be: their values, and what each leaf over them answers."""

    values: World
    answers: Mapping[Asked, int]


Group = tuple[Choice, ...]
"""Every way in which facts that vary together may be."""


def asked_in(condition: Condition) -> Iterator[Asked]:
    """What a condition is built of, in the order written."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from asked_in(part)
        case Not(part):
            yield from asked_in(part)
        case Leaf() | AnyWound() | EveryWound():
            yield condition


def groups_of(leaves: Iterable[Leaf]) -> list[Group]:
    """The groups of the facts that some leaves name.

    Raises:
        TooManyWorldsError: some fact, or facts compared with each other, may be in too many ways.
    """
    together: list[tuple[set[str], list[Leaf]]] = []
    for leaf in dict.fromkeys(leaves):
        names, held = set(named_by(leaf)), [leaf]
        for group in [each for each in together if each[0] & names]:
            together.remove(group)
            names |= group[0]
            held = group[1] + held
        together.append((names, held))
    return [_group(sorted(names), held) for names, held in together]


def named_by(leaf: Leaf) -> tuple[str, ...]:
    """The facts that a leaf names."""
    return (leaf.fact, leaf.operand.name) if isinstance(leaf.operand, FactRef) else (leaf.fact,)


def _group(names: Sequence[str], leaves: Sequence[Leaf]) -> Group:
    values = [_values(FACTS[name], leaves, len(names)) for name in names]
    if prod(map(len, values)) > MOST:
        raise TooManyWorldsError
    told: dict[tuple[int, ...], Choice] = {}
    for combined in product(*values):
        world = dict(zip(names, combined, strict=True))
        answers = tuple(map(answer_in(world), leaves))
        if answers not in told:
            told[answers] = Choice(world, dict(zip(leaves, answers, strict=True)))
    return tuple(told.values())


def _values(fact: Fact, leaves: Sequence[Leaf], beside: int) -> list[Any]:
    """Values of a fact that stand for all that it may have, its being unknown last."""
    named = [leaf.operand for leaf in leaves if leaf.operator != "known"]
    unknown = [] if fact.always_known else [None]
    match fact.kind:
        case "yes_no":
            return [True, False, *unknown]
        case "number":
            return [*_points([each for each in named if isinstance(each, Decimal)], beside), *unknown]
        case "words":
            return [*_sets(fact, [each for each in named if isinstance(each, frozenset)]), *unknown]
        case "word":
            return [*fact.values, *unknown]
        case _:
            words = [each for each in named if isinstance(each, str)]
            lists = [sorted(each) for each in named if isinstance(each, frozenset)]
            return [*dict.fromkeys(chain(words, *lists)), _OTHER, *unknown]


def _points(constants: Iterable[Decimal], beside: int) -> list[Decimal]:
    """Numbers at, between and above some constants, enough of each for facts to differ there.

    No number of the catalogue is below 0.
    """
    at = sorted({Decimal(0), *(each for each in constants if each >= 0)})
    points = [at[-1] + step for step in range(1, beside + 1)]
    for low, high in pairwise(at):
        points += [low + (high - low) * step / (beside + 1) for step in range(1, beside + 1)]
    return [*at, *points]


def _sets(fact: Fact, named: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    """Sets of words: of the words that stand in the same lists of the leaves, one stands for all."""
    alike: dict[tuple[bool, ...], str] = {}
    for word in fact.values:
        alike.setdefault(tuple(word in each for each in named), word)
    words = list(alike.values())
    if 2 ** len(words) > MOST:
        raise TooManyWorldsError
    sizes = range(len(words) + 1)
    return [frozenset(each) for size in sizes for each in combinations(words, size)]


def whole(world: World, leaves: Iterable[Leaf]) -> World:
    """A world with the facts that leaves name besides: unknown, or where that cannot be, some value."""
    beside = {name for leaf in leaves for name in named_by(leaf)} - set(world)
    return {**world, **{name: _values(FACTS[name], (), 1)[-1] for name in beside}}
