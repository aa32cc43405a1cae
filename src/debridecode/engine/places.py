"""Whether two wounds lie at distinct places, as far as the words of the record tell.

Distinct places earn a modifier, so a doubt is never settled in favor of it: places are apart only when the
record says opposed things of them (left and right; heel and ankle), and where it neither does that nor says
the same of both, the answer is unknown, and the place is asked for.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Final

from attrs import frozen

_WORD: Final = re.compile(r"[a-z0-9]+")
_LEAST_LETTERS: Final = 3
_JOINING: Final = frozenset({"and", "to", "through", "thru"})

Opposed = tuple[tuple[frozenset[str], ...], ...]
"""Groups of meanings that exclude each other, each meaning the words that say it: left, lt; right, rt.

Two words in a row are written with an underscore: first_toe.
"""


@frozen
class Place:
    """A location, read word by word.

    Attributes:
        landmarks: words that name a part of the body, or more of where it is.
        told: group of opposed meanings -> those that the record says.
        exact: whether any word tells more than the vague ones.
        side_contradicted: whether the words tell another side than the side that goes with them.
    """

    landmarks: frozenset[str]
    told: Mapping[int, frozenset[int]]
    exact: bool
    side_contradicted: bool


class PlaceReader:
    """Reads locations with the words that a pack gives.

    Example:
        >>> sides = ((frozenset({"left", "lt"}), frozenset({"right", "rt"})),)
        >>> read = PlaceReader(vague=frozenset({"left", "right"}), opposed=sides).read
        >>> left, right, untold = read("left heel", None), read("heel", "right"), read("heel", None)
        >>> distinct(left, right), distinct(left, left), distinct(left, untold)
        (True, False, None)
    """

    __slots__ = ("_meanings", "_vague")

    def __init__(self, *, vague: frozenset[str], opposed: Opposed) -> None:
        """Number the groups and meanings. A word may say several: both says left and right."""
        self._vague = vague
        self._meanings: dict[str, list[tuple[int, int]]] = {}
        for group, meanings in enumerate(opposed):
            for meaning, words in enumerate(meanings):
                for word in words:
                    self._meanings.setdefault(word, []).append((group, meaning))

    def meanings(self, words: Iterable[str]) -> list[tuple[int, int]]:
        """What words say, as group and meaning."""
        return [told_by for word in words for told_by in self._meanings.get(word, ())]

    def read(self, text: str, side: str | None) -> Place:
        """Read a location and the side that goes with it."""
        words = _WORD.findall(text.lower())
        known = self._meanings
        said = [word for word in words if word in known]
        if _JOINING.isdisjoint(words):  # "first and second toe" names two, and the pair of words only one
            said += [pair for pair in map("_".join, pairwise(words)) if pair in known]
        told: dict[int, frozenset[int]] = {}
        for group, meaning in (told_by for word in said for told_by in known[word]):
            told[group] = told.get(group, frozenset()) | {meaning}
        contradicted = False
        for group, meaning in known.get(side or "", ()):
            contradicted = contradicted or (group in told and meaning not in told[group])
            told[group] = told.get(group, frozenset()) | {meaning}
        telling = {w for w in words if w not in self._vague and len(w) >= _LEAST_LETTERS and not w.isdigit()}
        landmarks = frozenset(word for word in telling if word not in known)
        return Place(landmarks, told, exact=bool(telling), side_contradicted=contradicted)


def distinct(first: Place, second: Place) -> bool | None:
    """Whether two places are apart (True), one (False), or cannot be told (None).

    They are apart when the record says opposed things of them. They are one when landmarks and opposed
    meanings are the same.
    """
    for group, meanings in first.told.items():
        if group in second.told and meanings.isdisjoint(second.told[group]):
            return True
    return False if first.landmarks == second.landmarks and first.told == second.told else None


def apart(first: Place | None, second: Place | None, stated: tuple[bool | None, bool | None]) -> bool | None:
    """Whether two wounds lie apart: as the record states outright, and else as their places tell.

    Args:
        first: place of one wound, None when the record gives none.
        second: place of the other.
        stated: of each wound, whether the record states that it is separate from the others.
    """
    if False in stated:
        return False
    if stated == (True, True):
        return True
    return None if first is None or second is None else distinct(first, second)
