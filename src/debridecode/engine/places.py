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
_PART: Final = re.compile(r"[^,;:()/]+")
_LEAST_LETTERS: Final = 3
_SIDES: Final = ("left", "right", "midline")
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

    __slots__ = ("_meanings", "_ranging", "_relating", "_sides", "_vague")

    def __init__(
        self,
        *,
        vague: frozenset[str],
        opposed: Opposed,
        relating: frozenset[str] = frozenset(),
        ranging: frozenset[str] = frozenset(),
    ) -> None:
        """Number the groups and meanings. A word may say several: both says left and right.

        Args:
            vague: words that alone do not tell where.
            opposed: groups of meanings that exclude each other.
            relating: words after which a region is a landmark, and not the place: above the ankle.
            ranging: words that make a range of the regions around them: knee to toes.
        """
        self._vague = vague
        self._relating = relating
        self._ranging = ranging
        self._meanings: dict[str, list[tuple[int, int]]] = {}
        for group, meanings in enumerate(opposed):
            for meaning, words in enumerate(meanings):
                for word in words:
                    self._meanings.setdefault(word, []).append((group, meaning))
        self._sides = frozenset(group for side in _SIDES for group, _ in self._meanings.get(side, ()))

    def side_of(self, place: Place) -> Place:
        """A place of which only the side counts, for what covers more than the place that it names."""
        told = {group: said for group, said in place.told.items() if group in self._sides}
        return Place(place.landmarks | {""}, told, place.exact, place.side_contradicted)

    def meanings(self, words: Iterable[str]) -> list[tuple[int, int]]:
        """What words say, as group and meaning."""
        return [told_by for word in words for told_by in self._meanings.get(word, ())]

    def read(self, text: str, side: str | None) -> Place:
        """Read a location and the side that goes with it."""
        words = _WORD.findall(text.lower())
        known = self._meanings
        said = [word for part in _PART.findall(text.lower()) for word in self._named(_WORD.findall(part))]
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
        landmarks = frozenset(word for word in telling if word not in said)
        return Place(landmarks, told, exact=bool(telling), side_contradicted=contradicted)

    def _named(self, words: list[str]) -> list[str]:
        """The known words of a part of a location that say where it is, and not where it is from there.

        After above or below, and all around from and to, regions are landmarks; a side always tells.
        """
        ranged, related = not self._ranging.isdisjoint(words), False
        said = []
        for word in words:
            related = related or word in self._relating
            tells_side = any(group in self._sides for group, _ in self._meanings.get(word, ()))
            if word in self._meanings and (tells_side or not (ranged or related)):
                said.append(word)
        return said


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
