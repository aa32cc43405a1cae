"""What two rule books do not both say, and what of it stands behind the names in a decision."""

from collections.abc import Iterable, Iterator
from typing import Any

from attrs import evolve

from debridecode.packs.catalogue import FACTS
from debridecode.packs.model import ClassificationRow, FamilyRow, QuestionRow
from debridecode.packs.resolve import Resolved, ResolvedTable, leaves, parameters_asked, parameters_read


class Because:
    """Says of names in two decisions what differs between the rule books that made them.

    Attributes:
        same: whether the two say the same, so that every decision is the same.
        differing: names of the rules, parameters, rows and tables that the two do not both say.
        gives_modifier: names of the rules that give a modifier, in either.
    """

    __slots__ = ("_rests_on", "differing", "gives_modifier", "same")

    def __init__(self, old: Resolved, new: Resolved) -> None:
        """Hold the one against the other. Titles, sources and versions decide nothing and are passed over."""
        one, other = list(_said(old)), list(_said(new))
        self.same = one == other
        before, after = dict(one), dict(other)
        names = before.keys() | after.keys()
        self.differing = frozenset(name for name in names if before.get(name) != after.get(name))
        self.gives_modifier = frozenset(
            rule.name for book in (old, new) for rule in book.rules if rule.then.modifier is not None
        )
        self._rests_on: dict[str, set[str]] = {name: {name} for name in self.differing}
        for name, read in (*_reads(old), *_reads(new)):
            if read in self.differing:
                self._rests_on.setdefault(name, set()).add(read)

    def of(self, names: Iterable[str]) -> frozenset[str]:
        """What differs among names of a decision, and among what their rules and rows read."""
        return frozenset(cause for name in names for cause in self._rests_on.get(name, ()))


def _said(resolved: Resolved) -> Iterator[tuple[str, Any]]:
    """Everything that decides, by the names under which findings, steps and lines know it."""
    for rule in resolved.rules:
        yield rule.name, (rule.scope, rule.when, rule.then)
    for parameter in resolved.parameters.values():
        yield parameter.name, parameter.value
    for table in resolved.tables:
        yield table.name, _unnamed(table)
        for id_, row in _named_rows(table):
            yield f"{table.name}.{id_}", evolve(row, cites=()) if isinstance(row, ClassificationRow) else row
    for edits in resolved.edits:
        yield edits.name, (edits.kind, edits.setting, edits.releases)


def _named_rows(table: ResolvedTable) -> Iterator[tuple[str, Any]]:
    """The rows that a decision can name, by their ids."""
    for row in table.rows:
        if isinstance(row, ClassificationRow | FamilyRow):
            yield row.id, row
        elif isinstance(row, QuestionRow):
            yield row.fact, row


def _unnamed(table: ResolvedTable) -> tuple[Any, ...]:
    """What is left of a table: its rows without a name, or the order of those with one."""
    return tuple(id_ for id_, _ in _named_rows(table)) or table.rows


def _reads(resolved: Resolved) -> Iterator[tuple[str, str]]:
    """Names of rules and rows, each with the name of a parameter or an edit table that it reads."""
    named = {id_: parameter.name for id_, parameter in resolved.parameters.items()}
    for rule in resolved.rules:
        for id_ in parameters_read(rule):
            yield rule.name, named.get(id_, id_)
        if any(FACTS[leaf.fact].from_table for leaf in leaves(rule.when)):
            for edits in resolved.edits:
                yield rule.name, edits.name
    for table in resolved.tables:
        for id_, row in _named_rows(table):
            for parameter in _parameters_of(row):
                yield f"{table.name}.{id_}", named.get(parameter, parameter)


def _parameters_of(row: Any) -> Iterator[str]:
    """Ids of the parameters that a row of a table reads."""
    if isinstance(row, FamilyRow):
        yield from (each.id for each in (row.first, row.step) if each is not None)
    if isinstance(row, ClassificationRow):
        yield from parameters_asked(row.when)
