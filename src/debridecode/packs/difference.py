"""What two packs say differently, or one pack on two days."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from attrs import asdict, frozen

from debridecode.packs.model import ROW_KEYS
from debridecode.packs.resolve import (
    Resolved,
    ResolvedEdits,
    ResolvedParameter,
    ResolvedRule,
    ResolvedTable,
)
from debridecode.releases import WITHDRAWN, PairEdit, Release, UnitLimit

WHOLE: Final = ""
"""The part of a change that is about a whole rule, parameter, table or source: only one pack has it."""
ORDER: Final = "order"
RELEASES: Final = "releases"
ROW: Final = "row "
"""How a part begins that is a row of a table; its key follows."""


@frozen(kw_only=True)
class Change:
    """One thing that two packs say differently.

    Attributes:
        section: `rules`, `parameters`, `tables`, `edit tables` or `sources`.
        id: names it in its pack.
        part: which part of it: of a table, also the key of a row; `WHOLE` where only one pack has it.
        was: what the first pack says there: a value, a row, or part -> value for a whole; None for nothing.
        to: what the second says there.
    """

    section: str
    id: str
    part: str
    was: Any
    to: Any


@frozen
class Asked:
    """A release of an edit table: whether it is known to hold on the day, and for which codes."""

    release: str
    holds: bool
    codes: frozenset[str] | None = None
    partners: frozenset[str] | None = None


def changes(one: Resolved, other: Resolved) -> tuple[Change, ...]:
    """Everything that two packs, each resolved for a day, say differently; nothing when they decide alike.

    Of edit tables the rows are compared that answer on the day, and the releases in the order they are asked.
    Versions, titles of packs, and days since when something holds are not compared.

    Example:
        >>> from datetime import date
        >>> from debridecode.packs.bundled import bundled_chain
        >>> from debridecode.packs.resolve import resolve
        >>> base, payer = (resolve(bundled_chain(id_), date(2026, 3, 2), ())
        ...                for id_ in ("cms/base", "medicare/palmetto-jm"))
        >>> [change.id for change in changes(base, payer) if change.section == "rules"]
        ['palmetto.no-local-policy']
    """
    was, to = _said(one), _said(other)
    return tuple(change for section in was for change in _changes(section, was[section], to[section]))


_Parts = Mapping[str, Any]


def _changes(section: str, one: Mapping[str, _Parts], other: Mapping[str, _Parts]) -> Iterator[Change]:
    """The changes between the members of a section, each as its parts by name."""
    for id_ in {**one, **other}:
        was, to = one.get(id_), other.get(id_)
        if was is None or to is None:
            yield Change(section=section, id=id_, part=WHOLE, was=was, to=to)
            continue
        for part in {**was, **to}:
            if was.get(part) != to.get(part):
                yield Change(section=section, id=id_, part=part, was=was.get(part), to=to.get(part))
        if section == "tables":
            yield from _moved(section, id_, _rows(was), _rows(to))
    if section == "rules":
        yield from _moved(section, "", one, other)


def _rows(parts: _Parts) -> list[str]:
    return [part for part in parts if part.startswith(ROW)]


def _moved(section: str, id_: str, one: Iterable[str], other: Iterable[str]) -> Iterator[Change]:
    """Another order of what both have: of rows the first that holds decides, and rules are asked in order."""
    both = set(one) & set(other)
    was, to = (tuple(each for each in listed if each in both) for listed in (one, other))
    if was != to:
        yield Change(section=section, id=id_, part=ORDER, was=was, to=to)


def _said(resolved: Resolved) -> dict[str, dict[str, _Parts]]:
    """What a pack says: section -> id -> part -> value."""
    return {
        "parameters": {id_: _parameter(each) for id_, each in resolved.parameters.items()},
        "rules": {rule.id: _rule(rule) for rule in resolved.rules},
        "tables": {table.id: _table(table, resolved) for table in resolved.tables},
        "edit tables": {table.id: _edits(table, resolved) for table in resolved.edits},
        "sources": {id_: asdict(source) for id_, source in resolved.sources.items()},
    }


def _parameter(held: ResolvedParameter) -> _Parts:
    return {"pack": held.origin, "value": held.value, "cited": held.cites}


def _rule(held: ResolvedRule) -> _Parts:
    then = held.then
    finding = {} if then.finding is None else asdict(then.finding)
    if finding.get("ask") is None:
        finding.pop("ask_of", None)
    return {
        "pack": held.origin,
        "title": held.title,
        "scope": held.scope,
        "condition": held.when,
        "modifier": then.modifier,
        "drops the line": then.drop,
        "holds the line back": then.hold,
        "step": then.step or None,
        **finding,
        "cited": held.cites,
    }


def _table(held: ResolvedTable, resolved: Resolved) -> _Parts:
    rows = {_key(held.kind, row): row for row in held.rows}
    said: dict[str, Any] = {"pack": held.origin, "title": held.title, "kind": held.kind, "cited": held.cites}
    if held.kind == "deleted_codes":
        said["no longer billed"] = frozenset(row.code for row in held.rows if row.ended < resolved.start)
    return {**said, **rows}


def _edits(table: ResolvedEdits, resolved: Resolved) -> _Parts:
    day = resolved.start
    return {
        "pack": table.name.partition(":")[0],
        "title": table.title,
        "kind": table.kind,
        "setting": table.setting,
        "slot": table.slot,
        RELEASES: tuple(
            Asked(each.release, each.holds_on(day), each.codes, each.partners) for each in table.releases
        ),
        **dict(_answering(table, resolved)),
    }


def _key(kind: str, row: Any) -> str:
    return ROW + " with ".join(getattr(row, name) for name in ROW_KEYS[kind])


def _answering(table: ResolvedEdits, resolved: Resolved) -> Iterator[tuple[str, Any]]:
    """The rows that answer on the day: those of a release where none asked before it has an answer."""
    settled: set[Any] = set()
    before: list[Release] = []
    for release in table.releases:
        rows = [row for row in release.rows_on(resolved.start) if not _is_withdrawn(row)]
        for row in rows:
            if _codes(row) not in settled and not _silent(table.kind, row, before, resolved):
                yield _key(table.kind, row), _undated(row)
        settled.update(map(_codes, rows))
        before.append(release)


def _is_withdrawn(row: Any) -> bool:
    return isinstance(row, PairEdit) and row.indicator == WITHDRAWN


def _codes(row: Any) -> Any:
    """What a release is asked for: two codes in whichever order, or one."""
    if isinstance(row, PairEdit):
        return frozenset((row.column_1, row.column_2))
    return row.code if isinstance(row, UnitLimit) else row.add_on


def _silent(kind: str, row: Any, before: Iterable[Release], resolved: Resolved) -> bool:
    """Whether a release that is asked before says by its silence that there is no such row."""
    if kind == "pair_edits":
        return any(each.covers_pair(row.column_1, row.column_2) for each in before)
    return any(each.holds_on(resolved.start) and each.covers(_codes(row)) for each in before)


def _undated(row: Any) -> Any:
    """A row without its own days: only what it says on the day counts."""
    return row._replace(start=None, until=None) if hasattr(row, "start") else row
