"""The JSON of a pack as it stands, wrong or not: how to walk it, and how to name a mistake."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, Final

from attrs import frozen

Json = Mapping[str, Any]
_FEW: Final = 12


@frozen
class Problem:
    """A mistake, before its line and column are looked up.

    Attributes:
        pointer: JSON pointer of the place.
        message: what was expected.
        hint: the nearest name, or what to do.
        at_key: whether the key, not the value, is the place.
    """

    pointer: str
    message: str
    hint: str = ""
    at_key: bool = False


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint with the nearest known name, or with all of them when they are few."""
    names = sorted(known)
    near = get_close_matches(name, names, n=1, cutoff=0.5)
    if near:
        return f"perhaps {near[0]}"
    return "known: " + ", ".join(names) if 0 < len(names) <= _FEW else ""


def escape(key: str) -> str:
    """A key as a part of a JSON pointer."""
    return key.replace("~", "~0").replace("/", "~1")


def members(document: Any, section: str) -> Iterator[tuple[str, Json]]:
    """The members of a section that are objects, by id."""
    members = document.get(section) if isinstance(document, Mapping) else None
    if isinstance(members, Mapping):
        yield from ((id_, member) for id_, member in members.items() if isinstance(member, Mapping))


def objects(value: Any) -> list[Json]:
    """The items of a list, with an empty object for each that is none, so that indexes stay true."""
    return [item if isinstance(item, Mapping) else {} for item in value] if isinstance(value, list) else []


def rows(table: Json) -> Iterator[tuple[str, Json]]:
    """Every row of a table, with its pointer within the table."""
    for at, segment in enumerate(objects(table.get("history"))):
        for index, row in enumerate(objects(segment.get("rows"))):
            yield f"/history/{at}/rows/{index}", row
