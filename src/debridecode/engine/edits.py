"""Steps 5 and 6: refusals, pair edits, unit limits, and the modifiers that lines carry."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any, Final

from attrs import evolve

from debridecode.engine.conditions import missing
from debridecode.engine.facts import EncounterFacts, Site, WoundFacts
from debridecode.engine.places import apart
from debridecode.engine.program import RuleProgram
from debridecode.engine.tables import PairFound
from debridecode.engine.work import OTHER, DraftLine, Reason, Work
from debridecode.model import Modifier
from debridecode.packs.catalogue import FACTS

_POLICY: Final = "2"
"""The indicator of a unit limit that no record lifts."""


class PairFacts:
    """Two lines as a pair edit sees them. Its attributes are the facts of scope `pair`."""

    __slots__ = ("distinct_by", "elsewhere", "encounter", "first", "found", "indicator", "second")

    def __init__(self, first: DraftLine, second: DraftLine, found: PairFound | None) -> None:
        """Take the column 1 line and the column 2 line."""
        self.first = first
        self.second = second
        self.found = found
        self.indicator = None if found is None else found.indicator
        self.encounter: EncounterFacts = first.encounter
        self.elsewhere: bool | None = None
        self.distinct_by: str | None = None
        if self.indicator not in ("none", "0"):
            self.elsewhere = _all_apart(first.sites, second.sites)
            self.distinct_by = _distinct_by(first, second, elsewhere=self.elsewhere)

    @property
    def column_1(self) -> str:
        """The column 1 code."""
        return self.first.code

    @property
    def column_2(self) -> str:
        """The column 2 code."""
        return self.second.code

    @property
    def column_1_kind(self) -> str:
        """What the column 1 line is for."""
        return self.first.kind

    @property
    def column_2_kind(self) -> str:
        """What the column 2 line is for."""
        return self.second.kind

    @property
    def column_1_wounds(self) -> str:
        """The wounds of the column 1 line."""
        return self.first.wounds

    @property
    def column_2_wounds(self) -> str:
        """The wounds of the column 2 line."""
        return self.second.wounds

    @property
    def family(self) -> str:
        """The family of the debridement line of the pair; of two, that of column 2."""
        return self.first.family if self.second.family == OTHER else self.second.family

    @property
    def debridement(self) -> bool:
        """Whether one of the two is a debridement line."""
        return self.family != OTHER

    @property
    def release(self) -> str:
        """The release of the pair table, for a message."""
        return "no release" if self.found is None else self.found.asked.words

    @property
    def separately_identifiable(self) -> bool | None:
        """Whether the record shows an evaluation apart from the debridement."""
        stated = [line.service.separately_identifiable for line in (self.first, self.second) if line.service]
        return next((each for each in stated if each is not None), None)

    @property
    def other_practitioner(self) -> bool:
        """Whether the record states that another practitioner did the other service."""
        return self.first.other_practitioner or self.second.other_practitioner

    @property
    def stands(self) -> bool:
        """Whether both lines may be billed, as far as they have been asked."""
        return self.first.stands and self.second.stands


def _distinct_by(first: DraftLine, second: DraftLine, *, elsewhere: bool | None) -> str | None:
    """What sets two lines apart in the record; `nothing`, or None where it cannot be told.

    The debridement is in the session and by the practitioner of the encounter. Another service was too,
    unless the record states otherwise; of two other services, it states it of one and denies it of the other.
    """
    if elsewhere:
        return "place"
    services = [line.service for line in (first, second)]
    if {service.separate_session if service else False for service in services} == {True, False}:
        return "session"
    if {service.other_practitioner if service else False for service in services} == {True, False}:
        return "practitioner"
    return None if elsewhere is None else _overlap(first, second)


def _overlap(first: DraftLine, second: DraftLine) -> str:
    """Whether a debridement line lies elsewhere than another service for some of its wounds, or for none."""
    ours = first if first.service is None else second
    other = second if ours is first else first
    apart_from = [_all_apart([site], other.sites) for site in ours.sites]
    return "part" if other.service is not None and True in apart_from else "nothing"


def _all_apart(first: Sequence[WoundFacts | Site], second: Sequence[WoundFacts | Site]) -> bool | None:
    """Whether each site of one line lies apart from each of the other, if the record tells."""
    told: bool | None = True if first and second else None
    for one in first:
        for other in second:
            answer = one is not other and apart(one.place, other.place, (one.separate, other.separate))
            if answer is False:
                return False
            told = told and answer
    return told


def edit(work: Work, lines: list[DraftLine], services: list[DraftLine]) -> None:
    """Ask every edit of the lines; drop, hold and modify them as the rules say.

    What drops a line is asked first, so that no other line carries a modifier for the sake of a dropped one.
    """
    program = work.program
    if (lines or services) and work.encounter.setting is None:
        work.question("encounter.setting", None)
        for service in services:
            text = f"{service.code} held back: which edit tables govern is not known"
            _hold(work, service, _question(work, text))
    for line in (*lines, *services):
        _read_limit(work, line, services)
        for rule in program.refusals:
            if line.refusal is None:
                _apply(work, rule, line, line)
    pairs = list(_pairs(work, [line for line in lines if line.stands], services))
    _edit_pairs(work, program.dropping_pair_rules, _in_turn(pairs, program.dropping_pair_rules))
    _edit_pairs(work, program.pair_rules, pairs)
    _hold_column_2(work, lines, services)
    for line in (*lines, *services):
        limits = tuple(source for limit in line.limits for source in limit.asked.sources)
        if line.stands:
            for rule in program.line_rules:
                _apply(work, rule, line, line, limits if rule.reads_table else ())
    _drop_lone_add_ons(work, lines)
    _hold_column_2(work, lines, services)


def _read_limit(work: Work, line: DraftLine, services: list[DraftLine]) -> None:
    line.units_on_date += sum(
        other.units for other in services if other.code == line.code and other is not line
    )
    line.limits = work.limits(line.code)
    passed = [limit for limit in line.limits if line.counted_by(limit) > limit.limit]
    # One that nothing lifts comes before a stricter one that the records may lift.
    passed.sort(key=lambda limit: limit.indicator != _POLICY)
    line.limit = next(iter((*passed, *line.limits)), None)
    # Within the limits of state and payer, the program's own may still be stricter, and unknown.
    if passed or any(limit.level is None for limit in line.limits):
        line.limit_published = True


def _in_turn(pairs: list[PairFacts], dropping: tuple[RuleProgram, ...]) -> Iterator[PairFacts]:
    """Pairs in such an order that a line which is dropped itself drops no other."""
    drops = [pair for pair in pairs if any(rule.test(pair) for rule in dropping)]
    waiting = pairs
    while waiting:
        falling = {id(pair.second) for pair in waiting if pair in drops and pair.stands}
        ready = [pair for pair in waiting if id(pair.first) not in falling] or waiting
        yield from ready
        waiting = [pair for pair in waiting if pair not in ready]


def _edit_pairs(work: Work, rules: tuple[RuleProgram, ...], pairs: Iterable[PairFacts]) -> None:
    for pair in pairs:
        sources = () if pair.found is None else pair.found.asked.sources
        for rule in rules:
            if pair.stands:
                _apply(work, rule, pair, pair.second, sources)


def _apply(
    work: Work, rule: RuleProgram, subject: Any, line: DraftLine, tables: tuple[str, ...] = ()
) -> None:
    """Put a rule to a line or a pair, and let its effects fall on the line."""
    answer = work.ask(rule, subject, tables=tables)
    if answer is False:
        return
    then, name = rule.rule.then, rule.rule.name
    sources = tuple(dict.fromkeys(rule.rule.sources + tables))
    if answer is None:
        facts = missing(rule.rule.when, subject, rule.rule.scope, work.program.parameters)
        if then.decides and not all(FACTS[fact].from_table for fact in facts):
            text = f"{line.code} held back: {rule.rule.title} cannot be told"
            _hold(work, line, Reason(name, text, sources, subject))
        return
    if not then.decides:
        return
    step = rule.step(subject)
    reason = Reason(name, step, sources, subject)
    if rule.modifier is not None:
        _modify(work, rule.modifier, line, reason)
    if then.drop and line.refusal is None:
        line.refusal = reason
        work.step(name, f"{step} -> {line.code} is not billable")
    if then.hold:
        _hold(work, line, evolve(reason, text=f"{step} -> {line.code} held back"))


def _modify(work: Work, modifier: Modifier, line: DraftLine, reason: Reason) -> None:
    """Put a modifier on a line. One that sets it apart is enough, whatever else sets it apart as well."""
    apart = work.program.alternatives
    if modifier.code in apart:
        modifier = next((each for each in line.modifiers if each.code in apart), modifier)
    line.reasons.setdefault(modifier, []).append(reason)
    if modifier not in line.modifiers:
        line.modifiers.append(modifier)
        line.rules.append(reason.rule)
        work.step(reason.rule, f"{reason.text} -> {modifier} on {line.code}")


def _hold(work: Work, line: DraftLine, reason: Reason) -> None:
    if line.hold is None:
        line.hold = reason
        work.step(reason.rule, reason.text)


def _question(work: Work, text: str) -> Reason:
    """The reason of a line that waits for the answer to a question."""
    table = work.program.questions_table
    return Reason(table.name, text, table.sources, None)


def _pairs(work: Work, lines: list[DraftLine], services: list[DraftLine]) -> Iterator[PairFacts]:
    """Pairs of lines of different families, of each line with the other services, and of those."""
    ours = [(first, second) for first, second in combinations(lines, 2) if first.family != second.family]
    ours += [(line, service) for line in lines for service in services]
    ours += [pair for pair in combinations(services, 2) if pair[0].code != pair[1].code]
    for one, other in ours:
        found = work.pair(one.code, other.code)
        first, second = (other, one) if found and found.column_1 == other.code != one.code else (one, other)
        yield PairFacts(first, second, found)


def _hold_column_2(work: Work, lines: list[DraftLine], services: list[DraftLine]) -> None:
    """Hold a column 2 line when the line or the table that decides its modifier cannot be told yet.

    What is held so may itself be column 1 to another line, so it goes on until nothing new is held.
    """
    waiting = {code for id_ in work.open_families for code in work.program.family_codes[id_]}
    waiting |= {line.code for line in (*lines, *services) if line.waits}
    if work.encounter.setting is None:
        waiting |= {line.code for line in lines if line.stands}
    news = True
    while news:
        news = False
        for line in (*lines, *services):
            first = next((code for code in sorted(waiting) if _is_column_2(work, code, line.code)), None)
            if first is not None and line.stands:
                why = f"it is column 2 to {first}, and what that decides cannot be told yet"
                _hold(work, line, _question(work, f"{line.code} held back: {why}"))
                waiting.add(line.code)
                news = True


def _is_column_2(work: Work, first: str, second: str) -> bool:
    tables, setting = work.program.tables, work.encounter.setting
    if setting is None:
        return tables.anywhere_column_2(first, second)
    found = tables.pair(setting, first, second)
    return found is not None and found.indicator != "none" and found.column_2 == second


def _drop_lone_add_ons(work: Work, lines: list[DraftLine]) -> None:
    """Never an add-on without its own primary."""
    primaries = {line.family: line for line in lines if line.role == "primary"}
    for line in lines:
        if line.role != "add_on" or not line.stands:
            continue
        primary, rule = primaries[line.family], work.program.families[line.family].rules[0]
        if primary.waits:
            _hold(work, line, Reason(rule, f"{line.code} held back with its primary", (), line))
        elif primary.refusal is not None:
            line.refusal = Reason(rule, f"{primary.code} is not billable", (), line)
            work.step(rule, f"{line.code} is not billable without its primary")
