"""Whether two wounds lie at distinct places, as far as the words of the record tell.

Distinct places earn a modifier, so a doubt is never settled in favor of it: where the words neither set two
places apart nor make them one, the answer is unknown, and the place is asked for.
"""

import re
from collections.abc import Mapping
from typing import Final

from attrs import frozen

_WORD: Final = re.compile(r"[a-z0-9]+")

Opposed = frozenset[frozenset[frozenset[str]]]
"""Groups of meanings that exclude each other, each meaning the words that say it: left, lt; right, rt."""


@frozen
class Place:
    """A location, read word by word.

    Attributes:
        landmarks: words that name a part of the body.
        told: group of opposed meanings -> those that the record says.
        exact: whether there is any word beyond the vague ones.
        side_contradicted: whether the words tell another side than the side that goes with them.
    """

    landmarks: frozenset[str]
    told: Mapping[int, frozenset[int]]
    exact: bool
    side_contradicted: bool


class PlaceReader:
    """Reads locations with the words that a pack gives.

    Example:
        >>> sides = frozenset({frozenset({frozenset({"left", "lt"}), frozenset({"right", "rt"})})})
        >>> read = PlaceReader(vague=frozenset({"left", "right"}), opposed=sides).read
        >>> left, right, untold = read("left heel", None), read("heel", "right"), read("heel", None)
        >>> distinct(left, right), distinct(left, left), distinct(left, untold)
        (True, False, None)
    """

    __slots__ = ("_meanings", "_vague")

    def __init__(self, *, vague: frozenset[str], opposed: Opposed) -> None:
        """Number the groups and meanings."""
        self._vague = vague
        self._meanings = {
            word: (group, meaning)
            for group, meanings in enumerate(opposed)
            for meaning, words in enumerate(meanings)
            for word in words
        }

    def read(self, text: str, side: str | None) -> Place:
        """Read a location and the side that goes with it."""
        words = set(_WORD.findall(text.lower()))
        rest = words - self._vague
        told: dict[int, frozenset[int]] = {}
        for word in words:
            if word in self._meanings:
                group, meaning = self._meanings[word]
                told[group] = told.get(group, frozenset()) | {meaning}
        contradicted = False
        if side in self._meanings:
            group, meaning = self._meanings[side]
            contradicted = group in told and meaning not in told[group]
            told[group] = told.get(group, frozenset()) | {meaning}
        landmarks = frozenset(word for word in rest if word not in self._meanings and not word.isdigit())
        return Place(landmarks, told, exact=bool(rest), side_contradicted=contradicted)


def distinct(first: Place, second: Place) -> bool | None:
    """Whether two places are apart (True), one (False), or cannot be told (None).

    They are apart when the record says opposed things of them, or when they share no landmark. They are one
    when landmarks and opposed meanings are the same.
    """
    if first.landmarks == second.landmarks and first.told == second.told:
        return False
    for group, meanings in first.told.items():
        if group in second.told and meanings.isdisjoint(second.told[group]):
            return True
    if first.landmarks and second.landmarks and first.landmarks.isdisjoint(second.landmarks):
        return True
    return None
