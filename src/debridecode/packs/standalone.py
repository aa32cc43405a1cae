"""One pack that says by itself what a chain of packs says on a day."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from attrs import evolve

from debridecode.packs.catalogue import VOCABULARY
from debridecode.packs.model import Pack, Parameter, ParameterSegment, Rule, RuleSegment, Table, TableSegment
from debridecode.packs.resolve import Resolved, ResolvedTable, slot_in
from debridecode.packs.write import parameter_json, rule_json, source_json, table_json

FORMAT: Final = "debridecode-pack/1"


def standalone(chain: Sequence[Pack], resolved: Resolved, on: date) -> dict[str, Any]:
    """The JSON of a pack that extends none and decides as the chain does.

    It answers for the days around `on` on which nothing that the chain and the releases say changes. Each
    part names the pack that it is from, so that findings keep their names. Edit tables that releases fill
    stay so; those whose rows stand in a pack keep all of them: where one release is silent, another may
    answer.

    Args:
        chain: packs, base first.
        resolved: what the chain says on the day.
        on: the date of service.
    """
    child = chain[-1]
    until = {} if resolved.until is None else {"until": resolved.until.isoformat()}
    sources = {id_: source for pack in chain for id_, source in pack.sources.items()}
    return {
        "format": FORMAT,
        "id": child.id,
        "version": child.version,
        "title": child.title,
        "vocabulary": VOCABULARY,
        "supports": {"from": resolved.start.isoformat(), **until},
        "resolved": {"on": on.isoformat(), "chain": [name for pack in chain for name in _names(pack)]},
        "sources": {id_: source_json(source) for id_, source in sources.items()},
        "parameters": {each.id: parameter_json(each) for each in _parameters(chain, resolved)},
        "tables": {each.id: table_json(each) for each in _tables(chain, resolved)},
        "rules": {each.id: rule_json(each) for each in _rules(resolved)},
    }


def _names(pack: Pack) -> tuple[str, ...]:
    """The packs that a pack stands for: itself, or those that it was resolved from."""
    return pack.resolved.chain if pack.resolved else (f"{pack.id} {pack.version}",)


def _parameters(chain: Sequence[Pack], resolved: Resolved) -> Iterator[Parameter]:
    declared = {id_: parameter for pack in chain for id_, parameter in pack.parameters.items()}
    for id_, held in resolved.parameters.items():
        # A yearly threshold is of the year in which it was said, so that day is kept.
        segment = ParameterSegment(start=held.said, value=held.value, cites=held.cites)
        yield Parameter(
            id=id_,
            origin=held.origin,
            title=declared[id_].title,
            type=declared[id_].type,
            history=(segment,),
        )


def _rules(resolved: Resolved) -> Iterator[Rule]:
    for held in resolved.rules:
        segment = RuleSegment(start=resolved.start, when=held.when, then=held.then, cites=held.cites)
        yield Rule(id=held.id, origin=held.origin, title=held.title, scope=held.scope, history=(segment,))


def _tables(chain: Sequence[Pack], resolved: Resolved) -> Iterator[Table[Any]]:
    held = {table.id: table for table in resolved.tables}
    for pack in chain:
        for id_, table in pack.tables.items():
            if id_ in held:
                yield _cut(table, held[id_], resolved.start)
            else:
                yield evolve(table, origin=table.origin or pack.id, slot=slot_in(chain, table))


def _cut(table: Table[Any], held: ResolvedTable, start: date) -> Table[Any]:
    segment = TableSegment(start=start, release="", rows=held.rows, cites=held.cites)
    return Table(id=table.id, origin=held.origin, kind=table.kind, title=table.title, history=(segment,))
