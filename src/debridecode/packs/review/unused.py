"""Sources that nothing cites, and parameters that nothing reads."""

from collections.abc import Iterator

from debridecode.packs.catalogue import ENGINE_PARAMETERS, PLACEHOLDER
from debridecode.packs.model import Cite, Pack
from debridecode.packs.raw import Problem, escape
from debridecode.packs.resolve import parameters_asked, parameters_read


def unused_problems(pack: Pack) -> Iterator[Problem]:
    """What stands in a pack and has no part in what it says."""
    cited = {cite.source for cite in _cites(pack)}
    for id_ in pack.sources:
        if id_ not in cited:
            at = f"/sources/{escape(id_)}"
            message = f"nothing in this pack cites {id_}"
            yield Problem(at, message, "cite it where it says something", at_key=True, code="uncited-source")
    read = {*ENGINE_PARAMETERS, *_parameters(pack)}
    for id_ in pack.parameters:
        if id_ not in read:
            at = f"/parameters/{escape(id_)}"
            message = f"nothing reads {id_}: no rule, row or message of this pack, and not the engine"
            yield Problem(at, message, at_key=True, code="unread-parameter")


def _cites(pack: Pack) -> Iterator[Cite]:
    for held in (pack.rules, pack.parameters, pack.tables):
        for member in held.values():
            for segment in member.history:
                yield from segment.cites
                for row in getattr(segment, "rows", ()):
                    yield from getattr(row, "cites", ())
    for override in pack.overrides:
        yield from override.cites
    if pack.edit_tables is not None:
        yield from pack.edit_tables.cites
    for area in pack.serves.areas if pack.serves else ():
        yield from area.cites


def _parameters(pack: Pack) -> Iterator[str]:
    """Ids of the parameters that rules, rows and overrides of a pack read."""
    for rule in pack.rules.values():
        for segment in rule.history:
            yield from parameters_read(segment)
    for override in pack.overrides:
        if override.change == "when":
            yield from parameters_asked(override.to)
        elif override.change in ("message", "ask"):
            yield from PLACEHOLDER.findall(override.to or "")
    for table in pack.tables.values():
        for row in (row for segment in table.history for row in segment.rows):
            if table.kind == "classification":
                yield from parameters_asked(row.when)
            elif table.kind == "families":
                yield from (ref.id for ref in (row.first, row.step) if ref is not None)
