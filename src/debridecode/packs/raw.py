"""The JSON of a pack as it stands, wrong or not: how to walk it, and how to name a mistake."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any, Final

from attrs import frozen

from debridecode.errors import ProblemCode

Json = Mapping[str, Any]
_FEW: Final = 12
_LONGEST: Final = 200
"""A name that is longer was not misspelled, and to compare it takes time with the square of its length."""
PACK_ID: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)*")
"""The form of a pack's id, as in the schema."""

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@frozen
class Near:
    """A name that is not known, and those that are. The nearest is looked up only for what is shown."""

    name: str
    known: tuple[str, ...]

    def __str__(self) -> str:
        """The nearest known name, or all of them when they are few."""
        if near := closest(self.name, self.known):
            return f"perhaps {near}"
        return "known: " + ", ".join(sorted(self.known)) if 0 < len(self.known) <= _FEW else ""


@frozen
class Problem:
    """A mistake, before its line and column are looked up.

    Attributes:
        pointer: JSON pointer of the place.
        message: what was expected.
        hint: the nearest name, or what to do.
        at_key: whether the key, not the value, is the place.
        code: what kind of mistake it is.
    """

    pointer: str
    message: str
    hint: str | Near = ""
    at_key: bool = False
    code: ProblemCode = "refused"


def closest(name: str, known: Iterable[str]) -> str | None:
    """The known name that a misspelled one was most likely meant to be."""
    near = get_close_matches(name, known, n=1, cutoff=0.5) if len(name) <= _LONGEST else []
    return near[0] if near else None


def nearest(name: str, known: Iterable[str]) -> Near:
    """A hint with the nearest known name."""
    return Near(name, tuple(known))


def escape(key: str) -> str:
    """A key as a part of a JSON pointer."""
    return key.replace("~", "~0").replace("/", "~1")


def members(document: Any, section: str) -> Iterator[tuple[str, Json]]:
    """The members of a section that are objects, by id."""
    held = document.get(section) if isinstance(document, Mapping) else None
    if isinstance(held, Mapping):
        yield from ((id_, member) for id_, member in held.items() if isinstance(member, Mapping))


def objects(value: Any) -> list[Json]:
    """The items of a list, with an empty object for each that is none, so that indexes stay true."""
    return [item if isinstance(item, Mapping) else {} for item in value] if isinstance(value, list) else []


def day(value: Any) -> date | None:
    """A day that exists, of text as YYYY-MM-DD, or None."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def day_problems(value: Any, pointer: str) -> Iterator[Problem]:
    """A text of the form of a day that is no day. Other forms are for the schema to report."""
    if isinstance(value, str) and _DAY.fullmatch(value) and day(value) is None:
        yield Problem(pointer, "expected a date that exists, as YYYY-MM-DD")


def rows_of_kind(document: Json, kind: str) -> Iterator[tuple[str, Json]]:
    """Every row of the tables of a kind, with its pointer."""
    for id_, table in members(document, "tables"):
        if table.get("kind") == kind:
            yield from ((f"/tables/{escape(id_)}{at}", row) for at, row in rows(table))


def rows(table: Json) -> Iterator[tuple[str, Json]]:
    """Every row of a table, with its pointer within the table."""
    for at, segment in enumerate(objects(table.get("history"))):
        for index, row in enumerate(objects(segment.get("rows"))):
            yield f"/history/{at}/rows/{index}", row
