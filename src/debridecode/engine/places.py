"""Whether two wounds lie at distinct places, as far as the words of the record tell.

Distinct places earn a modifier, so a doubt is never settled in favor of it: where the words neither set two
places apart nor make them one, the answer is unknown, and the place is asked for.
"""

import re
from collections.abc import Iterable
from typing import Final

from attrs import frozen

_WORD: Final = re.compile(r"[a-z0-9]+")
Opposed = frozenset[frozenset[str]]
"""Groups of words that exclude each other, such as left and right."""


@frozen
class Place:
    """A location, read word by word.

    Attributes:
        landmarks: words that name a part of the body.
        opposed: words of the record that belong to a group of opposed words.
        exact: whether there is any word beyond the vague ones.
    """

    landmarks: frozenset[str]
    opposed: frozenset[str]
    exact: bool


def place_of(text: str, side: str | None, vague: frozenset[str], opposed: Opposed) -> Place:
    """Read a location and the side that goes with it.

    Example:
        >>> place = place_of("right plantar heel", None, frozenset({"right"}), frozenset())
        >>> sorted(place.landmarks)
        ['heel', 'plantar']
    """
    words = frozenset(_WORD.findall(text.lower()))
    grouped = (words | {side} if side else words) & _all_of(opposed)
    landmarks = frozenset(word for word in words - vague - grouped if not word.isdigit())
    return Place(landmarks, grouped, exact=bool(words - vague))


def distinct(first: Place, second: Place, opposed: Opposed) -> bool | None:
    """Whether two places are apart (True), one (False), or cannot be told (None).

    They are apart when the record uses opposed words of them, or when they share no landmark. They are one
    when landmarks and opposed words are the same.

    Example:
        >>> sides = frozenset({frozenset({"left", "right"})})
        >>> a, b, c = (place_of(t, None, frozenset(), sides) for t in ("left heel", "right heel", "heel"))
        >>> distinct(a, b, sides), distinct(a, a, sides), distinct(a, c, sides)
        (True, False, None)
    """
    if first.landmarks == second.landmarks and first.opposed == second.opposed:
        return False
    for group in opposed:
        here, there = first.opposed & group, second.opposed & group
        if here and there and not here & there:
            return True
    if first.landmarks and second.landmarks and not first.landmarks & second.landmarks:
        return True
    return None


def _all_of(groups: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*groups)
