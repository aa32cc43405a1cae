"""The rules of one day made ready to ask: conditions compiled, tables indexed, messages parsed."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any

from attrs import frozen

from debridecode.decision import Finding
from debridecode.engine.circumstances import Limits
from debridecode.engine.conditions import Test, compiled, missing, path_of
from debridecode.engine.facts import Reading
from debridecode.engine.places import PlaceReader
from debridecode.engine.tables import EditTables
from debridecode.measures import plain
from debridecode.model import Modifier
from debridecode.packs.catalogue import FACTS, PLACEHOLDER
from debridecode.packs.model import (
    ClassificationRow,
    FamilyRow,
    FindingEffect,
    ParameterRef,
    QuestionRow,
    ServiceRow,
)
from debridecode.packs.resolve import Resolved, ResolvedRule, leaves

Words = Callable[[Any], str]
"""Fills in a message for a subject."""


@frozen(kw_only=True)
class RuleProgram:
    """One rule, ready.

    Attributes:
        rule: as resolved.
        test: its condition; None is unknown.
        message: its finding's message.
        ask: its finding's ask.
        step: words for its step.
        modifier: the modifier it gives, or None.
        unknown: facts that it asks to be unknown; when it holds, those are missing.
        reads_table: whether it reads an edit table.
    """

    rule: ResolvedRule
    test: Test
    message: Words
    ask: Words
    step: Words
    modifier: Modifier | None
    unknown: tuple[str, ...]
    reads_table: bool


@frozen(kw_only=True)
class Placement:
    """One row of the classification, ready."""

    table: str
    name: str
    row: ClassificationRow
    test: Test
    sources: tuple[str, ...]


@frozen(kw_only=True)
class Family:
    """One family of codes, ready; `first` and `step` are None when it is counted by session."""

    row: FamilyRow
    first: Decimal | None
    step: Decimal | None
    rules: tuple[str, ...]


class Program:
    """All rules of one day, by the step of reasoning that asks them."""

    __slots__ = (
        "accepted_on",
        "alternatives",
        "anatomic",
        "billed_rules",
        "codes",
        "deleted",
        "dropping_pair_rules",
        "encounter_rules",
        "families",
        "family_codes",
        "family_of",
        "line_rules",
        "pair_rules",
        "parameters",
        "placements",
        "questions",
        "questions_table",
        "reading",
        "refusals",
        "resolved",
        "services",
        "settled",
        "side_stands_for",
        "sources_of",
        "table_rules",
        "tables",
        "wound_rules",
    )

    def __init__(self, resolved: Resolved) -> None:
        """Compile every rule and index every table."""
        self.resolved = resolved
        self.parameters = {id_: each.value for id_, each in resolved.parameters.items()}
        rules = [_rule(rule, self.parameters) for rule in resolved.rules]
        self.encounter_rules = _of(rules, "encounter")
        self.wound_rules = _of(rules, "wound")
        self.table_rules = _of(rules, "table")
        pairs = _of(rules, "pair")
        self.dropping_pair_rules = tuple(each for each in pairs if each.rule.then.drop)
        self.pair_rules = tuple(each for each in pairs if not each.rule.then.drop)
        lines = _of(rules, "line")
        self.refusals = tuple(each for each in lines if each.rule.then.drop or each.rule.then.hold)
        self.line_rules = tuple(each for each in lines if each not in self.refusals)
        self.reading = Reading(
            silence=self.parameters.get("record.silence", frozenset()),
            necessity=self.parameters.get("necessity.words"),
            not_devitalized=self.parameters.get("tissue.not_devitalized"),
            tissues=_rows(resolved, "tissues"),
            places=_place_reader(self.parameters),
            diagnoses=_rows(resolved, "diagnoses"),
            limits=_limits(resolved),
        )
        self.placements = tuple(_placements(resolved, self.parameters))
        self.families = {family.row.id: family for family in _families(resolved)}
        self.family_of = {
            code: (family, role)
            for family in self.families.values()
            for role, code in (("primary", family.row.primary), ("add_on", family.row.add_on))
            if code
        }
        self.codes = frozenset(self.family_of)
        self.family_codes = {
            id_: tuple(code for code in (family.row.primary, family.row.add_on) if code)
            for id_, family in self.families.items()
        }
        self.questions: dict[str, QuestionRow] = {row.fact: row for row in _rows(resolved, "questions")}
        self.questions_table = next(table for table in resolved.tables if table.kind == "questions")
        self.tables = EditTables(resolved)
        self.billed_rules = _of(rules, "billed")
        self.services: tuple[ServiceRow, ...] = _rows(resolved, "services")
        self.deleted = {
            row.code: row for row in _rows(resolved, "deleted_codes") if row.ended < resolved.start
        }
        self.anatomic = {row.modifier: row.words for row in _rows(resolved, "anatomic")}
        self.alternatives = _alternatives(self.parameters.get("modifier.alternatives", ()))
        self.accepted_on = self.parameters.get("modifier.accepted_on")
        self.side_stands_for = self.parameters.get("modifier.distinct_site")
        self.settled = frozenset(self.alternatives).union(
            *self.alternatives.values(), (each.modifier.code for each in pairs if each.modifier is not None)
        )
        self.sources_of = dict(_sources(resolved))

    def kind_of(self, code: str) -> str:
        """What another service is for."""
        row = self._service_row(code)
        return "other" if row is None else row.kind

    def covers_limb(self, code: str) -> bool:
        """Whether another service covers more of a limb than the place that it names."""
        row = self._service_row(code)
        return row is not None and row.covers_limb

    def _service_row(self, code: str) -> ServiceRow | None:
        for row in self.services:
            if code in row.codes or code.startswith(row.beginning):
                return row
        return None


def _alternatives(groups: Iterable[Iterable[frozenset[str]]]) -> dict[str, tuple[str, ...]]:
    """A modifier -> those that the payer accepts instead."""
    listed = [[word for words in group for word in words] for group in groups]
    return {preferred: tuple(accepted) for preferred, *accepted in listed}


def _sources(resolved: Resolved) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Names of rules, parameters, tables and rows -> ids of their sources."""
    for rule in resolved.rules:
        yield rule.name, rule.sources
    for parameter in resolved.parameters.values():
        yield parameter.name, parameter.sources
    for table in resolved.tables:
        yield table.name, table.sources
        for row in table.rows:
            cites = tuple(dict.fromkeys(cite.source for cite in getattr(row, "cites", ())))
            yield f"{table.name}.{getattr(row, 'id', '')}", cites or table.sources


def _place_reader(parameters: Mapping[str, Any]) -> PlaceReader | None:
    vague, opposed = (parameters.get(f"location.{words}_words") for words in ("vague", "opposed"))
    if vague is None or opposed is None:
        return None
    relating, ranging = (
        parameters.get(f"location.{words}_words", frozenset()) for words in ("relating", "ranging")
    )
    return PlaceReader(vague=vague, opposed=opposed, relating=relating, ranging=ranging)


def _limits(resolved: Resolved) -> Limits:
    parameters = {id_: each.value for id_, each in resolved.parameters.items()}
    closed, threshold = parameters.get("filing.closed_days"), resolved.parameters.get("therapy.threshold")
    return Limits(
        therapy_threshold=None if threshold is None else threshold.value,
        therapy_year=None if threshold is None else threshold.said.year,
        window_days=parameters.get("frequency.window_days"),
        window_codes=parameters.get("frequency.codes"),
        deep_codes=parameters.get("frequency.deep_codes"),
        filing_days=parameters.get("filing.limit_days"),
        filing_days_outside=parameters.get("filing.limit_days_outside"),
        filing_months=parameters.get("filing.limit_months"),
        enrollment_days=parameters.get("filing.enrollment_days"),
        enrollment_most_days=parameters.get("filing.enrollment_most_days"),
        closed_days=None if closed is None else frozenset(map(date.fromisoformat, closed)),
    )


def _of(rules: Iterable[RuleProgram], scope: str) -> tuple[RuleProgram, ...]:
    return tuple(each for each in rules if each.rule.scope == scope)


def _rows(resolved: Resolved, kind: str) -> tuple[Any, ...]:
    return tuple(row for table in resolved.tables if table.kind == kind for row in table.rows)


def _rule(rule: ResolvedRule, parameters: Mapping[str, Any]) -> RuleProgram:
    finding = rule.then.finding
    modifier = rule.then.modifier
    code = parameters[modifier.id] if isinstance(modifier, ParameterRef) else modifier
    read = list(leaves(rule.when))
    return RuleProgram(
        rule=rule,
        test=compiled(rule.when, rule.scope, parameters),
        message=_words(finding.message if finding else "", rule.scope, parameters),
        ask=_words((finding.ask if finding else None) or "", rule.scope, parameters),
        step=_words(rule.then.step, rule.scope, parameters),
        modifier=None if code is None else Modifier(code),
        unknown=tuple(leaf.fact for leaf in read if leaf.operator == "known" and leaf.operand is False),
        reads_table=any(FACTS[leaf.fact].from_table for leaf in read),
    )


def _placements(resolved: Resolved, parameters: Mapping[str, Any]) -> Iterable[Placement]:
    for table in resolved.tables:
        if table.kind == "classification":
            for row in table.rows:
                yield Placement(
                    table=table.name,
                    name=f"{table.name}.{row.id}",
                    row=row,
                    test=compiled(row.when, "wound", parameters),
                    sources=tuple(dict.fromkeys(cite.source for cite in row.cites)),
                )


def _families(resolved: Resolved) -> Iterable[Family]:
    for table in resolved.tables:
        if table.kind == "families":
            for row in table.rows:
                read = [resolved.parameters[ref.id] for ref in (row.first, row.step) if ref is not None]
                yield Family(
                    row=row,
                    first=None if row.first is None else resolved.parameters[row.first.id].value,
                    step=None if row.step is None else resolved.parameters[row.step.id].value,
                    rules=(f"{table.name}.{row.id}", *(each.name for each in read)),
                )


def _words(template: str, scope: str, parameters: Mapping[str, Any]) -> Words:
    """A message with its placeholders bound to facts and parameters; no author text is ever evaluated."""
    pieces = PLACEHOLDER.split(template)
    if len(pieces) == 1:
        return lambda _subject: template
    fixed, names = pieces[::2], pieces[1::2]
    getters = [_value_of(name, scope, parameters) for name in names]

    def fill(subject: Any) -> str:
        filled = [fixed[0]]
        for get, after in zip(getters, fixed[1:], strict=True):
            filled += (get(subject), after)
        return "".join(filled)

    return fill


def _value_of(name: str, scope: str, parameters: Mapping[str, Any]) -> Words:
    if name not in FACTS:
        text = shown(parameters[name])
        return lambda _subject: text
    get = attrgetter(path_of(name, scope))
    return lambda subject: shown(get(subject))


def shown(value: Any) -> str:
    """A fact or parameter as people read it."""
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, frozenset):
        return ", ".join(sorted(value))
    if isinstance(value, date):
        return value.isoformat()
    return "unknown" if value is None else str(value)


def fired(
    program: RuleProgram, finding: FindingEffect, subject: Any, wound_id: str | None, tables: tuple[str, ...]
) -> Finding:
    """The finding of a rule that holds."""
    return Finding(
        rule=program.rule.name,
        outcome=finding.outcome,
        severity=finding.severity,
        gap=finding.gap,
        wound_id=wound_id,
        message=program.message(subject),
        ask=program.ask(subject) or None,
        ask_of=None if finding.ask is None else finding.ask_of,
        facts=program.unknown,
        sources=tuple(dict.fromkeys(program.rule.sources + tables)),
    )


def _about(subject: Any) -> str:
    """The codes of a pair, which its rules' titles do not name."""
    return f" for {subject.column_1} with {subject.column_2}" if hasattr(subject, "column_2") else ""


def undecided(
    whole: Program, program: RuleProgram, subject: Any, wound_id: str | None, tables: tuple[str, ...]
) -> Finding:
    """The finding of a rule that rests on unknown facts.

    It is an error where a line or a modifier turns on the rule, or where an edit table is missing for it.
    """
    rule = program.rule
    facts = missing(rule.when, subject, rule.scope, whole.parameters)
    facts = [name for name in facts if FACTS[name].from_table] or facts
    questions = [whole.questions[name] for name in facts if name in whole.questions]
    readers = {question.ask_of for question in questions}
    unknown = "; ".join(FACTS[name].meaning for name in facts)
    return Finding(
        rule=rule.name,
        outcome="not_checked",
        severity="error" if rule.then.decides or any(FACTS[name].from_table for name in facts) else "warning",
        gap=questions[0].gap if questions else None,
        wound_id=wound_id,
        message=f"not checked{_about(subject)}: {rule.title}; not known: {unknown}",
        ask=" ".join(question.ask for question in questions) or None,
        ask_of=None if not readers else "clinician" if readers == {"clinician"} else "coder",
        facts=tuple(facts),
        sources=tuple(dict.fromkeys(rule.sources + tables)),
    )
