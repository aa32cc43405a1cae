"""Every name that a pack may use."""

from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen

from debridecode.packs.model import Pack
from debridecode.packs.raw import Json, members, rows


@frozen(kw_only=True)
class Names:
    """Every name that a pack may use: its own, and those of the packs it extends."""

    sources: Mapping[str, str]
    parameters: Mapping[str, str]
    rules: frozenset[str]
    rows: frozenset[str]
    families: frozenset[str]
    fixtures: frozenset[str]

    @classmethod
    def of(cls, document: Json, base: Sequence[Pack], fixtures: Iterable[str]) -> "Names":
        """Collect the names of a document and of its base chain."""
        sources = {id_: source.read for pack in base for id_, source in pack.sources.items()}
        parameters = {id_: each.type for pack in base for id_, each in pack.parameters.items()}
        rules = {id_ for pack in base for id_ in pack.rules}
        row_ids, families = set(), set()
        for inherited in (table for pack in base for table in pack.tables.values()):
            for segment in inherited.history:
                if inherited.kind == "classification":
                    row_ids |= {f"{inherited.id}.{row.id}" for row in segment.rows}
                if inherited.kind == "families":
                    families |= {row.id for row in segment.rows}
        for id_, source in members(document, "sources"):
            sources[id_] = source.get("read", "")
        for id_, parameter in members(document, "parameters"):
            parameters[id_] = parameter.get("type", "")
        for id_, table in members(document, "tables"):
            for _, row in rows(table):
                if table.get("kind") == "classification":
                    row_ids.add(f"{id_}.{row.get('id')}")
                if table.get("kind") == "families":
                    families.add(str(row.get("id")))
        return cls(
            sources=sources,
            parameters=parameters,
            rules=frozenset(rules | {id_ for id_, _ in members(document, "rules")}),
            rows=frozenset(row_ids),
            families=frozenset(families),
            fixtures=frozenset(fixtures),
        )
