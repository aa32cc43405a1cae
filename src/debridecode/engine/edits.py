"""Steps 5 and 6: refusals, pair edits, unit limits, and the modifiers that lines carry."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from debridecode.engine.conditions import missing
from debridecode.engine.facts import EncounterFacts
from debridecode.engine.places import apart
from debridecode.engine.program import RuleProgram
from debridecode.engine.work import DraftLine, Work
from debridecode.model import ClaimLine
from debridecode.packs.catalogue import FACTS
from debridecode.packs.resolve import ResolvedTable

Line = DraftLine | ClaimLine
"""One of our lines, or another service of the day."""


class PairFacts:
    """Two lines as a pair edit sees them. Its attributes are the facts of scope `pair`."""

    __slots__ = ("distinct_places", "encounter", "first", "indicator", "second")

    def __init__(self, first: Line, second: Line, indicator: str | None, encounter: EncounterFacts) -> None:
        """Take the column 1 line and the column 2 line."""
        self.first = first
        self.second = second
        self.indicator = indicator
        self.encounter = encounter
        self.distinct_places = _all_apart(first, second) if indicator != "none" else None

    @property
    def column_1(self) -> str:
        """The column 1 code."""
        return self.first.code

    @property
    def column_2(self) -> str:
        """The column 2 code."""
        return self.second.code

    @property
    def column_1_wounds(self) -> str:
        """The wounds of the column 1 line."""
        return _wounds(self.first)

    @property
    def column_2_wounds(self) -> str:
        """The wounds of the column 2 line."""
        return _wounds(self.second)

    @property
    def stands(self) -> bool:
        """Whether both lines may be billed, as far as they have been asked."""
        return all(line.stands for line in (self.first, self.second) if isinstance(line, DraftLine))


def _all_apart(first: Line, second: Line) -> bool | None:
    """Whether each wound of one line lies apart from each of the other, if the record tells."""
    if not isinstance(first, DraftLine) or not isinstance(second, DraftLine):
        return None
    told: bool | None = True
    for one in first.members:
        for other in second.members:
            answer = apart(one.place, other.place, (one.separate, other.separate))
            if answer is False:
                return False
            told = told and answer
    return told


def _wounds(line: Line) -> str:
    return line.wounds if isinstance(line, DraftLine) else ", ".join(line.wound_ids)


def edit(work: Work, lines: list[DraftLine], others: tuple[ClaimLine, ...]) -> None:
    """Ask every edit of the lines; drop, hold and modify them as the rules say.

    What drops a line is asked first, so that no other line carries a modifier for the sake of a dropped one.
    """
    program = work.program
    if lines and work.encounter.setting is None:
        work.question("encounter.setting", None)
    for line in lines:
        _read_limit(work, line, others)
        for rule in program.refusals:
            if not line.dropped:
                _apply(work, rule, line, line)
    pairs = list(_pairs(work, [line for line in lines if line.stands], others))
    _edit_pairs(work, program.dropping_pair_rules, pairs)
    _edit_pairs(work, program.pair_rules, pairs)
    _hold_column_2(work, lines)
    for line in lines:
        if line.stands:
            for rule in program.line_rules:
                _apply(work, rule, line, line)
    _hold_column_2(work, lines)
    _drop_lone_add_ons(work, lines)


def _read_limit(work: Work, line: DraftLine, others: tuple[ClaimLine, ...]) -> None:
    line.units_on_date = line.units + sum(other.units for other in others if other.code == line.code)
    table, limits = work.program.limits.get(work.encounter.setting or "", (None, {}))
    if table is None:
        return
    work.tables[table.id] = table
    row = limits.get(line.code)
    if row is not None:
        line.unit_limit = row.limit
        line.unit_limit_indicator = row.indicator


def _edit_pairs(work: Work, rules: tuple[RuleProgram, ...], pairs: list[PairFacts]) -> None:
    table, _ = _pair_table(work)
    sources = table.sources if table else ()
    for pair in pairs:
        if pair.stands:
            line = pair.second if isinstance(pair.second, DraftLine) else None
            for rule in rules:
                _apply(work, rule, pair, line, sources)


def _apply(
    work: Work, rule: RuleProgram, subject: Any, line: DraftLine | None, tables: tuple[str, ...] = ()
) -> None:
    """Put a rule to a line or a pair, and let its effects fall on the line."""
    answer = work.ask(rule, subject, tables=tables)
    if answer is False or line is None:
        return
    then = rule.rule.then
    if answer is None:
        facts = missing(rule.rule.when, subject, rule.rule.scope, work.program.parameters)
        if then.decides and not all(FACTS[name].from_table for name in facts):
            _hold(work, rule.rule.name, line, f"{line.code} held back: {rule.rule.title} cannot be told")
        return
    if rule.modifier is not None and rule.modifier not in line.modifiers:
        line.modifiers.append(rule.modifier)
        line.rules.append(rule.rule.name)
        work.step(rule.rule.name, f"{rule.step(subject)} -> {rule.modifier} on {line.code}")
    if then.drop and not line.dropped:
        line.dropped = True
        work.step(rule.rule.name, f"{rule.step(subject)} -> {line.code} is not billable")
    if then.hold:
        _hold(work, rule.rule.name, line, f"{rule.step(subject)} -> {line.code} held back")


def _hold(work: Work, rule: str, line: DraftLine, text: str) -> None:
    if not line.held:
        line.held = True
        work.step(rule, text)


def _pair_table(work: Work) -> tuple[ResolvedTable | None, dict[tuple[str, str], str]]:
    return work.program.pairs.get(work.encounter.setting or "", (None, {}))


def _pairs(work: Work, lines: list[DraftLine], others: tuple[ClaimLine, ...]) -> Iterator[PairFacts]:
    """Pairs of lines of different families, and of each line with the other services of the day."""
    table, rows = _pair_table(work)
    ours: list[tuple[DraftLine, Line]] = [
        (first, second) for first, second in combinations(lines, 2) if first.family != second.family
    ]
    ours += [(line, other) for line in lines for other in others]
    if ours and table is not None:
        work.tables[table.id] = table
    for one, other in ours:
        first, second = (other, one) if (other.code, one.code) in rows else (one, other)
        covered = table is not None and {first.code, second.code} <= table.codes
        indicator = rows.get((first.code, second.code), "none" if covered else None)
        yield PairFacts(first, second, indicator, work.encounter)


def _hold_column_2(work: Work, lines: list[DraftLine]) -> None:
    """Hold a column 2 line when the line or the table that decides its modifier cannot be told yet."""
    waiting = {code for id_ in work.open_families for code in work.program.family_codes[id_]}
    waiting |= {line.code for line in lines if line.waits}
    table, rows = _pair_table(work)
    name = table.name if table else work.program.questions_table.name
    if table is None:
        waiting |= {line.code for line in lines if line.stands}
        rows = {
            pair: indicator for _, each in work.program.pairs.values() for pair, indicator in each.items()
        }
    for line in lines:
        first = next((code for code in sorted(waiting) if (code, line.code) in rows), None)
        if first is not None and line.stands:
            text = (
                f"{line.code} held back: it is column 2 to {first}, and what that decides cannot be told yet"
            )
            _hold(work, name, line, text)
            waiting.add(line.code)


def _drop_lone_add_ons(work: Work, lines: list[DraftLine]) -> None:
    """Never an add-on without its own primary."""
    standing = {line.code for line in lines if line.stands}
    waiting = {line.code for line in lines if line.waits}
    for line in lines:
        if line.role != "add_on" or not line.stands:
            continue
        table, primaries = work.program.add_ons[line.code]
        if primaries & standing:
            continue
        if primaries & waiting:
            _hold(work, table, line, f"{line.code} held back with its primary")
        else:
            line.dropped = True
            work.step(table, f"{line.code} is not billable without its primary")
