"""Packs resolved for a day: each part names the pack that it is from, and nothing is left to change."""

from collections.abc import Iterator, Mapping
from typing import Final

from debridecode.packs.raw import Json, Problem, day_problems, escape, members, nearest

_PARTS: Final = ("parameters", "tables", "rules")


def resolved_problems(document: Json) -> Iterator[Problem]:
    """What is wrong with the origins of parts, and beside `resolved`."""
    resolved = document.get("resolved")
    if not isinstance(resolved, Mapping):
        for at in _origins(document):
            yield Problem(at, "origin is for resolved packs alone", "take it out", at_key=True)
        return
    yield from day_problems(resolved.get("on"), "/resolved/on")
    for key in ("extends", "overrides"):
        if key in document:
            message = f"a resolved pack takes no {key}: it holds what the packs of its chain say together"
            yield Problem(f"/{key}", message, at_key=True)
    chain = resolved.get("chain")
    known = [str(each).partition(" ")[0] for each in chain] if isinstance(chain, list) else []
    for at, origin in _origins(document).items():
        if origin not in known:
            yield Problem(at, f"no pack {origin} in the chain that was resolved", nearest(str(origin), known))


def _origins(document: Json) -> dict[str, object]:
    """Pointer -> origin, of each part that names one."""
    return {
        f"/{section}/{escape(id_)}/origin": part["origin"]
        for section in _PARTS
        for id_, part in members(document, section)
        if "origin" in part
    }
