"""Whether two wounds lie at distinct places, as far as the words of the record tell.

Distinct places earn a modifier, so a doubt is never settled in favor of it: where the words neither set two
places apart nor make them one, the answer is unknown, and the place is asked for.
"""

import re
from typing import Final

from attrs import frozen

_WORD: Final = re.compile(r"[a-z0-9]+")
Meaning = frozenset[str]
"""Words that say the same, such as first and great of a toe."""
Opposed = frozenset[frozenset[Meaning]]
"""Groups of meanings that exclude each other, such as left and right."""


@frozen
class Place:
    """A location, read word by word.

    Attributes:
        landmarks: words that name a part of the body.
        opposed: what it says of the groups of opposed meanings.
        exact: whether there is any word beyond the vague ones.
    """

    landmarks: frozenset[str]
    opposed: frozenset[Meaning]
    exact: bool


def place_of(text: str, side: str | None, vague: frozenset[str], opposed: Opposed) -> Place:
    """Read a location and the side that goes with it.

    Example:
        >>> place = place_of("right plantar heel", None, frozenset({"right"}), frozenset())
        >>> sorted(place.landmarks)
        ['heel', 'plantar']
    """
    words = frozenset(_WORD.findall(text.lower()))
    told = words | {side} if side else words
    said = frozenset(meaning for group in opposed for meaning in group if not meaning.isdisjoint(told))
    rest = words - vague - frozenset().union(*said)
    landmarks = frozenset(word for word in rest if not word.isdigit())
    return Place(landmarks, said, exact=bool(words - vague))


def distinct(first: Place, second: Place, opposed: Opposed) -> bool | None:
    """Whether two places are apart (True), one (False), or cannot be told (None).

    They are apart when the record says opposed things of them, or when they share no landmark. They are one
    when landmarks and opposed meanings are the same.

    Example:
        >>> sides = frozenset({frozenset({frozenset({"left"}), frozenset({"right"})})})
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
