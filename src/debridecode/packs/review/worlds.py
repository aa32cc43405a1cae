"""Whether there is a world in which conditions answer so and so, by looking at every one that matters."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import product
from math import prod

from debridecode.packs.catalogue import FACTS
from debridecode.packs.model import AnyWound, Condition, EveryWound, Leaf
from debridecode.packs.review.answers import (
    FAILS,
    HOLDS,
    UNKNOWN,
    WOUNDS,
    Asked,
    World,
    every,
    possible,
    some,
)
from debridecode.packs.review.choices import (
    MOST,
    Choice,
    Group,
    TooManyWorldsError,
    asked_in,
    groups_of,
    named_by,
)

Wanted = tuple[tuple[Condition, int], ...]
"""Conditions, and the answers that each shall have."""


@lru_cache(maxsize=20_000)
def world_where(*wanted: tuple[Condition, int]) -> World | None:
    """A world in which each condition has one of the answers that are wanted of it, or None if there is none.

    The conditions are of one scope and without parameters. Wanted is HOLDS, FAILS, UNKNOWN, or a sum.

    Raises:
        TooManyWorldsError: it was not found among as many as are looked at.

    Example:
        >>> from debridecode.packs.structure import condition_from
        >>> small = condition_from({"fact": "wound.area_sq_cm", "le": 20})
        >>> large = condition_from({"fact": "wound.area_sq_cm", "gt": 20})
        >>> world_where((small, HOLDS), (large, FAILS))
        {'wound.area_sq_cm': Decimal('0')}
        >>> world_where((small, HOLDS), (large, HOLDS + UNKNOWN)) is None
        True
    """
    asked = dict.fromkeys(each for condition, _ in wanted for each in asked_in(condition))
    leaves = [each for each in asked if isinstance(each, Leaf)]
    of_wounds = [each for each in asked if not isinstance(each, Leaf)]
    groups = _with_wounds(leaves, of_wounds) if of_wounds else groups_of(leaves)
    return _search(wanted, groups, {}, iter(range(MOST)))


def _search(
    wanted: Wanted, groups: Sequence[Group], told: Mapping[Asked, int], steps: Iterator[int]
) -> World | None:
    """Choose group by group; give up a choice as soon as what is wanted is out of reach."""
    if next(steps, None) is None:
        raise TooManyWorldsError
    answers = {**_open(groups), **told}
    if not all(possible(condition, answers.__getitem__) & want for condition, want in wanted):
        return None
    if not groups:
        return {}
    for choice in groups[0]:
        found = _search(wanted, groups[1:], {**told, **choice.answers}, steps)
        if found is not None:
            return {**choice.values, **found}
    return None


def _open(groups: Iterable[Group]) -> dict[Asked, int]:
    """What may be answered while nothing is chosen."""
    answers: dict[Asked, int] = {}
    for group in groups:
        for choice in group:
            for asked, answer in choice.answers.items():
                answers[asked] = answers.get(asked, 0) | answer
    return answers


def _with_wounds(leaves: Sequence[Leaf], of_wounds: Sequence[AnyWound | EveryWound]) -> list[Group]:
    """The groups of leaves, and one of the wounds with what of the encounter is asked together with them."""
    inner = [leaf for each in of_wounds for leaf in asked_in(each.part) if isinstance(leaf, Leaf)]
    if any(_of_both(leaf) for leaf in inner):
        raise TooManyWorldsError
    beside = {name for leaf in inner for name in named_by(leaf) if FACTS[name].scope == "encounter"}
    groups = groups_of([*leaves, *(leaf for leaf in inner if leaf.fact in beside)])
    joined = [group for group in groups if beside & set(group[0].values)]
    if prod(map(len, joined)) * 3 ** len(of_wounds) > MOST:
        raise TooManyWorldsError
    wounds = groups_of(leaf for leaf in inner if leaf.fact not in beside)
    choices: list[Choice] = []
    for combined in product(*joined):
        values = {name: value for choice in combined for name, value in choice.values.items()}
        told = {asked: answer for choice in combined for asked, answer in choice.answers.items()}
        for answers, records in _of_wounds(of_wounds, wounds, told).items():
            choices.append(
                Choice({**values, WOUNDS: records}, {**told, **dict(zip(of_wounds, answers, strict=True))})
            )
    return [*(group for group in groups if group not in joined), tuple(choices)]


def _of_both(leaf: Leaf) -> bool:
    return len({FACTS[name].scope for name in named_by(leaf)}) > 1


def _of_wounds(
    asked: Sequence[AnyWound | EveryWound], wounds: Sequence[Group], told: Mapping[Asked, int]
) -> dict[tuple[int, ...], tuple[World, ...]]:
    """What wounds may answer together, however many there are, with wounds that answer so."""
    one: dict[tuple[int, ...], World] = {}
    for answers in product((HOLDS, FAILS, UNKNOWN), repeat=len(asked)):
        wanted = tuple((each.part, answer) for each, answer in zip(asked, answers, strict=True))
        found = _search(wanted, wounds, told, iter(range(MOST)))
        if found is not None:
            one[answers] = found
    none = tuple(FAILS if isinstance(each, AnyWound) else HOLDS for each in asked)
    reached: dict[tuple[int, ...], tuple[World, ...]] = {none: ()}
    waiting = [none]
    while waiting:
        before = waiting.pop()
        for answers, wound in one.items():
            after = tuple(
                (some if isinstance(each, AnyWound) else every)(pair)
                for each, *pair in zip(asked, before, answers, strict=True)
            )
            if after not in reached:
                reached[after] = (*reached[before], wound)
                waiting.append(after)
    return reached
