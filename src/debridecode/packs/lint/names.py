"""Every name that a pack may use."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from attrs import frozen

from debridecode.packs.model import Pack
from debridecode.packs.raw import Json, members, objects


@frozen(kw_only=True)
class Names:
    """Every name that a pack may use: its own, and those of the packs it extends.

    Attributes:
        sources: id -> how it was read.
        parameters: id -> type.
        rules: ids.
        rows: `table.row` of classification rows, and `table.fact` of questions.
        families: ids that stand in every segment of the table of families.
        questions: facts that every segment of the table of questions asks for.
        slots: ids of the tables that releases fill.
        fixtures: encounters that in-pack tests may start from.
    """

    sources: Mapping[str, str]
    parameters: Mapping[str, str]
    rules: frozenset[str]
    rows: frozenset[str]
    families: frozenset[str]
    questions: frozenset[str]
    slots: frozenset[str]
    fixtures: frozenset[str]

    @classmethod
    def of(cls, document: Json, base: Sequence[Pack], fixtures: Iterable[str]) -> "Names":
        """Collect the names of a document and of its base chain."""
        sources = {id_: source.read for pack in base for id_, source in pack.sources.items()}
        parameters = {id_: each.type for pack in base for id_, each in pack.parameters.items()}
        rules = {id_ for pack in base for id_ in pack.rules}
        tables = [*_inherited(base), *_own(document)]
        return cls(
            sources={**sources, **{id_: str(each.get("read")) for id_, each in members(document, "sources")}},
            parameters={
                **parameters,
                **{id_: str(each.get("type")) for id_, each in members(document, "parameters")},
            },
            rules=frozenset(rules | {id_ for id_, _ in members(document, "rules")}),
            rows=frozenset(
                f"{id_}.{name}"
                for id_, kind, segments in tables
                if kind in ("classification", "questions")
                for segment in segments
                for name in segment
            ),
            families=_in_every_segment(tables, "families"),
            questions=_in_every_segment(tables, "questions"),
            slots=frozenset(
                [id_ for pack in base for id_, table in pack.tables.items() if table.slot]
                + [id_ for id_, table in members(document, "tables") if "slot" in table]
            ),
            fixtures=frozenset(fixtures),
        )


_Table = tuple[str, str, list[set[str]]]
"""Of a table: its id, its kind, and the names of the rows of each segment."""


def _inherited(base: Sequence[Pack]) -> Iterator[_Table]:
    for table in (table for pack in base for table in pack.tables.values()):
        key = "fact" if table.kind == "questions" else "id"
        yield table.id, table.kind, [{getattr(row, key, "") for row in seg.rows} for seg in table.history]


def _own(document: Json) -> Iterator[_Table]:
    for id_, table in members(document, "tables"):
        kind = str(table.get("kind"))
        key = "fact" if kind == "questions" else "id"
        yield id_, kind, [_named(segment.get("rows"), key) for segment in objects(table.get("history"))]


def _named(rows: Any, key: str) -> set[str]:
    return {row[key] for row in objects(rows) if isinstance(row.get(key), str)}


def _in_every_segment(tables: Iterable[_Table], kind: str) -> frozenset[str]:
    """Names of rows that hold on every day: what a condition or a row may count on."""
    held = (set.intersection(*segments) for _, each, segments in tables if each == kind and segments)
    return frozenset(name for names in held for name in names)
