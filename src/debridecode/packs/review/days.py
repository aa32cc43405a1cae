"""What a pack and those it extends say on each span of days, and where the pack itself says it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from attrs import evolve, frozen

from debridecode.packs.model import (
    AllOf,
    AnyOf,
    AnyWound,
    ClassificationRow,
    Condition,
    Effects,
    EveryWound,
    Leaf,
    Not,
    Pack,
    ParameterRef,
)
from debridecode.packs.places import place_in
from debridecode.packs.raw import escape
from debridecode.packs.resolve import Resolved, ResolvedRule, ResolvedTable, parameters_asked, resolve


@frozen(kw_only=True, eq=False)
class SaidRule:
    """A rule on a span of days, its parameters and the overrides worked in.

    It stays the same object on every span on which it reads the same.

    Attributes:
        rule: as resolved.
        when: its condition, with the values of parameters in their place.
        then: its effects, likewise.
        at: JSON pointer of where the reviewed pack says so, or None where only those that it extends do.
        owner: the pack in which the rule stands.
        unread: ids of the parameters that its condition rests on, and that rest on unverified sources alone.
    """

    rule: ResolvedRule
    when: Condition
    then: Effects
    at: str | None
    owner: Pack
    unread: tuple[str, ...]

    @property
    def place(self) -> str:
        """The rule and where it stands, for a message of another place."""
        return f"{self.rule.id}, {place_in(self.owner, f'/rules/{escape(self.rule.id)}')}"


@frozen(kw_only=True)
class SaidRow:
    """A row of the classification on a span of days: likewise."""

    row: ClassificationRow
    when: Condition
    at: str


@frozen(kw_only=True)
class Span:
    """A span of days on which nothing changes.

    Attributes:
        start: its first day.
        rules: all that hold, in the order in which they are asked.
        rows: of the classification, where the reviewed pack has it.
        apart: modifiers of which a line takes one alone: they say the same, or one is enough.
    """

    start: date
    rules: tuple[SaidRule, ...]
    rows: tuple[SaidRow, ...]
    apart: frozenset[str]


def first_day(chain: Sequence[Pack]) -> date:
    """The first date of service that all of a chain answer for."""
    return max(pack.supports_from for pack in chain)


def end_day(chain: Sequence[Pack]) -> date | None:
    """The first date of service that one of a chain no longer answers for, or None."""
    return min((pack.supports_until for pack in chain if pack.supports_until is not None), default=None)


def spans(chain: Sequence[Pack]) -> Iterator[Span]:
    """Each span of days that a chain answers for, in order."""
    day, end = first_day(chain), end_day(chain)
    before: Mapping[str, SaidRule] = {}
    while end is None or day < end:
        resolved = resolve(chain, day, ())
        span = _span(chain, resolved, day, before)
        yield span
        before = {said.rule.id: said for said in span.rules}
        if resolved.until is None:
            return
        day = resolved.until


def _span(chain: Sequence[Pack], resolved: Resolved, day: date, before: Mapping[str, SaidRule]) -> Span:
    values = {id_: each.value for id_, each in resolved.parameters.items()}
    groups = values.get("modifier.alternatives", ())
    said = [_rule(chain, rule, resolved, values, day) for rule in resolved.rules]
    return Span(
        start=day,
        rules=tuple(_as_before(each, before.get(each.rule.id)) for each in said),
        rows=tuple(row for table in resolved.tables for row in _rows(chain[-1], table, values)),
        apart=frozenset(modifier for group in groups for words in group for modifier in words),
    )


def _as_before(said: SaidRule, before: SaidRule | None) -> SaidRule:
    """The rule of the span before, where it reads the same."""
    if before is None:
        return said
    same = (said.when, said.then, said.at, said.unread) == (
        before.when,
        before.then,
        before.at,
        before.unread,
    )
    return before if same else said


def _rule(
    chain: Sequence[Pack], rule: ResolvedRule, resolved: Resolved, values: Mapping[str, Any], day: date
) -> SaidRule:
    modifier = rule.then.modifier
    if isinstance(modifier, ParameterRef):
        modifier = values.get(modifier.id)
    return SaidRule(
        rule=rule,
        when=bound(rule.when, values),
        then=evolve(rule.then, modifier=modifier),
        at=_said_at(chain[-1], rule, day),
        owner=next(pack for pack in chain if rule.id in pack.rules),
        unread=tuple(dict.fromkeys(_unread(rule.when, resolved))),
    )


def _unread(condition: Condition, resolved: Resolved) -> Iterator[str]:
    for id_ in parameters_asked(condition):
        held = resolved.parameters.get(id_)
        if held and all(resolved.sources[source].read == "unverified" for source in held.sources):
            yield id_


def _said_at(pack: Pack, rule: ResolvedRule, day: date) -> str | None:
    """Where a pack says how a rule reads on a day: its last override of it, or its own segment."""
    targets = {f"parameters/{id_}" for id_ in parameters_asked(rule.when)} | {f"rules/{rule.id}"}
    changes = [
        f"/overrides/{index}/to"
        for index, override in enumerate(pack.overrides)
        if override.target in targets and override.reaches(day) and override.change not in ("message", "ask")
    ]
    if changes:
        return changes[-1]
    if rule.id not in pack.rules:
        return None
    held = max(index for index, each in enumerate(pack.rules[rule.id].history) if each.start <= day)
    return f"/rules/{escape(rule.id)}/history/{held}/when"


def _rows(pack: Pack, table: ResolvedTable, values: Mapping[str, Any]) -> Iterator[SaidRow]:
    if table.kind == "classification" and table.id in pack.tables:
        starts = [segment.start for segment in pack.tables[table.id].history]
        at = f"/tables/{escape(table.id)}/history/{starts.index(table.start)}/rows"
        for index, row in enumerate(table.rows):
            yield SaidRow(row=row, when=bound(row.when, values), at=f"{at}/{index}/when")


def bound(condition: Condition, values: Mapping[str, Any]) -> Condition:
    """A condition with the values of parameters in their place."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            return type(condition)(tuple(bound(part, values) for part in parts))
        case Not(part) | AnyWound(part) | EveryWound(part):
            return type(condition)(bound(part, values))
        case Leaf(operand=ParameterRef(id_)):
            return evolve(condition, operand=values.get(id_))
        case Leaf():
            return condition
