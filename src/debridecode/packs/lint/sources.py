"""What a pack cites: sources that it names, and how they were read."""

from collections.abc import Iterator, Mapping

from debridecode.packs.lint.names import Names
from debridecode.packs.raw import Json, Problem, escape, members, nearest, objects, rows


def citation_problems(document: Json, names: Names) -> Iterator[Problem]:
    """Cites in histories and rows of sources that there are not."""
    for section in ("rules", "parameters", "tables"):
        for id_, member in members(document, section):
            pointer = f"/{section}/{escape(id_)}"
            for index, segment in enumerate(objects(member.get("history"))):
                yield from cite_problems(segment, f"{pointer}/history/{index}", names)
            for at, row in rows(member):
                yield from cite_problems(row, f"{pointer}{at}", names)


def cite_problems(holder: Json, pointer: str, names: Names) -> Iterator[Problem]:
    """Cites of one segment, row or override of sources that there are not."""
    for index, cite in enumerate(objects(holder.get("cite"))):
        source = cite.get("source")
        if isinstance(source, str) and source not in names.sources:
            yield Problem(
                f"{pointer}/cite/{index}/source", f"no source {source}", nearest(source, names.sources)
            )


def strength_problems(then: Json, segment: Json, pointer: str, names: Names) -> Iterator[Problem]:
    """A rule that rests only on unverified sources can warn, never fail a claim, nor change its lines."""
    cited = [names.sources.get(str(cite.get("source"))) for cite in objects(segment.get("cite"))]
    if not cited or any(read != "unverified" for read in cited):
        return
    finding = then.get("finding")
    if isinstance(finding, Mapping) and finding.get("severity") == "error":
        yield Problem(
            f"{pointer}/then/finding/severity",
            "a rule that cites only unverified sources may not be an error",
            "make it a warning, or cite a source that was read",
        )
    for key in ("modifier", "drop", "hold"):
        if key in then:
            yield Problem(
                f"{pointer}/then/{key}",
                "a rule that cites only unverified sources may not change lines",
                "cite a source that was read",
                at_key=True,
            )


def needs_a_source_that_was_read(holder: Json, pointer: str, what: str, names: Names) -> Iterator[Problem]:
    """What can move a line or a status must not rest on unverified sources alone."""
    cited = [names.sources.get(str(cite.get("source"))) for cite in objects(holder.get("cite"))]
    if cited and all(read == "unverified" for read in cited):
        yield Problem(
            pointer, f"{what} may not rest on unverified sources alone", "cite a source that was read"
        )
