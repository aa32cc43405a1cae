"""What a pack cites: sources that it names, and how they were read."""

from collections.abc import Iterator, Mapping
from typing import Any

from debridecode.packs.lint.names import Names
from debridecode.packs.raw import Json, Problem, escape, members, nearest, objects, rows
from debridecode.vocabulary import STATES


def citation_problems(document: Json, names: Names) -> Iterator[Problem]:
    """Cites in histories and rows, and of whose edit tables there are, of sources that there are not."""
    choice = document.get("edit_tables")
    if isinstance(choice, Mapping):
        yield from cite_problems(choice, "/edit_tables", names)
        yield from unread_problems(choice, "/edit_tables", "whose edit tables are read", names)
    yield from _area_problems(document.get("serves"), names)
    for section in ("rules", "parameters", "tables"):
        for id_, member in members(document, section):
            pointer = f"/{section}/{escape(id_)}"
            for index, segment in enumerate(objects(member.get("history"))):
                yield from cite_problems(segment, f"{pointer}/history/{index}", names)
            for at, row in rows(member):
                yield from cite_problems(row, f"{pointer}{at}", names)


def _area_problems(serves: Any, names: Names) -> Iterator[Problem]:
    """Areas of states that there are not, or of one state twice, and their cites."""
    seen: dict[str, str] = {}
    for index, area in enumerate(objects(serves.get("areas")) if isinstance(serves, Mapping) else ()):
        at, state = f"/serves/areas/{index}", area.get("state")
        yield from cite_problems(area, at, names)
        if isinstance(state, str) and state not in STATES:
            yield Problem(f"{at}/state", f"no state {state[:20]}", "use the two letters of the post")
        elif isinstance(state, str) and state in seen:
            yield Problem(f"{at}/state", f"{state} stands at {seen[state]} already", "make one area of both")
        seen[str(state)] = at


def cite_problems(holder: Json, pointer: str, names: Names) -> Iterator[Problem]:
    """Cites of one segment, row or override of sources that there are not."""
    for index, cite in enumerate(objects(holder.get("cite"))):
        source = cite.get("source")
        if isinstance(source, str) and source not in names.sources:
            yield Problem(
                f"{pointer}/cite/{index}/source", f"no source {source}", nearest(source, names.sources)
            )


def unread_problems(holder: Json, pointer: str, what: str, names: Names) -> Iterator[Problem]:
    """What can move a line or a status must not rest on sources alone that nobody has read."""
    cited = [names.sources.get(str(cite.get("source"))) for cite in objects(holder.get("cite"))]
    if cited and all(read == "unverified" for read in cited):
        yield Problem(
            pointer, f"{what} may not rest on unverified sources alone", "cite a source that was read"
        )
