"""Whether a pack ever clears what its base fails, save where an override says so.

A rule of the base can fail a claim with an error, by dropping or holding a line, and where it cannot be told.
Of the same facts, the pack must fail wherever the base does. What changes the facts themselves, or what is
asked of them, is then looked at one by one: the parameters that the engine reads, and what the pack adds. An
override names its exception, with a reason; an addition is harmless, or an encounter that it clears is looked
for.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

from attrs import frozen

from debridecode.decision import Decision
from debridecode.interop.solver import Formula
from debridecode.packs.catalogue import ENGINE_PARAMETERS, FACTS
from debridecode.packs.model import Condition, FactRef, Override, Pack
from debridecode.packs.places import place_in
from debridecode.packs.resolve import ResolvedRule, leaves, parameters_read
from debridecode.proof.answers import Answer, all_or
from debridecode.proof.day import Day
from debridecode.proof.encode import Parameters, World
from debridecode.proof.realize import Document, changed
from debridecode.proof.rules import asked_of, effect
from debridecode.proof.search import codes_worth_trying, imagined
from debridecode.proof.witness import Shows, Side, witness

_RANK: Final = {"advice": 0, "warning": 1, "error": 2}


@frozen(kw_only=True)
class Step:
    """A pack and what it extends, on one day.

    Attributes:
        base: the rules of what it extends.
        child: its rules.
        sides: both as they are run, base first.
        pack: the pack itself, whose overrides name exceptions.
    """

    base: Day
    child: Day
    sides: tuple[Side, Side]
    pack: Pack

    @property
    def overrides(self) -> list[tuple[int, Override]]:
        """The overrides of the pack that are in force, with where they stand."""
        day = self.sides[1].day
        return [(at, each) for at, each in enumerate(self.pack.overrides) if each.reaches(day)]


def clearing_answers(step: Step) -> list[Answer]:
    """Whether the pack fails whatever its base fails."""
    failing = [rule for rule in step.base.resolved.rules if _can_fail(rule)]
    proved = (
        f"each of {len(failing)} rules of the base that can fail a claim still does wherever it did of the "
        "same facts, save for the exceptions"
    )
    return [
        *all_or((answer for rule in failing for answer in _kept(step, rule)), proved),
        *_parameters(step),
        *_added_tables(step),
        *(list(_added_rules(step)) or [Answer(status="proved", text=_HARMLESS)]),
    ]


_HARMLESS: Final = (
    "every rule that the pack adds only reports, or does what a rule of the base does there too"
)


def _can_fail(rule: ResolvedRule) -> bool:
    """Whether a claim can fail for a rule: where it holds, or where it cannot be told."""
    return _fails_where_it_holds(rule) or rule.then.decides or _reads_an_edit_table(rule)


def _fails_where_it_holds(rule: ResolvedRule) -> bool:
    finding = rule.then.finding
    return rule.then.drop or rule.then.hold or (finding is not None and finding.severity == "error")


def _reads_an_edit_table(rule: ResolvedRule) -> bool:
    read = list(leaves(rule.when))
    names = [leaf.fact for leaf in read]
    names += [leaf.operand.name for leaf in read if isinstance(leaf.operand, FactRef)]
    return any(FACTS[name].from_table for name in names)


def _failing(world: World, rule: ResolvedRule, when: Condition, parameters: Parameters) -> Formula:
    """Where a claim fails for a rule with this condition.

    What cannot be told fails it as well: a line is held back if it turns on the rule, and that an edit table
    has no answer is an error.
    """
    truth, missing = world.truth(when, parameters), world.missing(when, parameters)
    where = [formula for name, formula in missing.items() if FACTS[name].from_table]
    if _fails_where_it_holds(rule):
        where.append(truth.holds)
    if rule.then.decides:
        where.append(world.unknown(truth))
    return world.solver.any_of(where)


def _kept(step: Step, rule: ResolvedRule) -> Iterator[Answer]:
    """How a rule of the base fares in the pack; nothing when it fails as before."""
    held = next((each for each in step.child.resolved.rules if each.id == rule.id), None)
    if held is None:
        yield _weaker(step, rule, "is gone", ("disable",))
        return
    was, now = rule.then.finding, held.then.finding
    if was and (now is None or _RANK[now.severity] < _RANK[was.severity]):
        severity = "nothing" if now is None else now.severity
        yield _weaker(step, rule, f"is {severity} where it was {was.severity}", ("severity",))
    read = {id_ for id_ in parameters_read(rule) if _value(step.base, id_) != _value(step.child, id_)}
    if held.when != rule.when or read:
        yield from _looser(step, rule, held)
        yield from _wider(step, rule, held)


def _value(day: Day, parameter: str) -> Any:
    return day.parameters.get(parameter)


def _looser(step: Step, rule: ResolvedRule, held: ResolvedRule) -> Iterator[Answer]:
    """Where the base fails and the pack does not, of the same facts, with another condition or number."""
    world = step.base.world(rule.scope, rule.when, held.when)
    failed = _failing(world, rule, rule.when, step.base.parameters)
    fails = _failing(world, rule, held.when, step.child.parameters)
    cleared = world.solver.all_of([failed, world.solver.negation(fails)])
    found = world.solver.ask(cleared)
    if found == "not decided":
        yield Answer(status="not decided", text=f"whether {rule.name} still fails wherever it did")
    elif found == "possible":
        yield _weaker(
            step,
            rule,
            "no longer fails all that it failed",
            ("when", "value"),
            cleared=(world, cleared, held),
        )


def _wider(step: Step, rule: ResolvedRule, held: ResolvedRule) -> Iterator[Answer]:
    """Where a rule now decides and did not: a line that is gone may free another, a modifier clears."""
    world = step.base.world(rule.scope, rule.when, held.when)
    was = world.truth(rule.when, step.base.parameters)
    now = world.truth(held.when, step.child.parameters)
    if rule.then.decides and world.solver.ask(was.fails, world.solver.negation(now.fails)) != "impossible":
        modifier = effect(rule, step.child)[0]
        does = "takes lines away" if modifier is None else f"gives {modifier}"
        named = _exceptions(step, rule, ("when", "value"))
        text = f"{rule.name} {does} where it did not{f': {named}' if named else ''}"
        yield Answer(status="exception" if named else "not decided", text=text)


def _weaker(
    step: Step,
    rule: ResolvedRule,
    how: str,
    changes: tuple[str, ...],
    *,
    cleared: tuple[World, Formula, ResolvedRule] | None = None,
) -> Answer:
    """A rule that fails less than it did: an exception where overrides say so, and else a refutation."""
    if named := _exceptions(step, rule, changes):
        return Answer(status="exception", text=f"{rule.name} {how}: {named}")

    def shows(document: Document) -> bool:
        before, after = (side.decision(document) for side in step.sides)
        return before is not None and after is not None and _fails(before, rule) and not _fails(after, rule)

    world = step.base.world(rule.scope, rule.when)
    formula, conditions = _failing(world, rule, rule.when, step.base.parameters), [rule.when]
    if cleared is not None:
        world, formula, held = cleared
        conditions.append(held.when)
    found = witness(imagined(step.base, world, formula, *conditions), shows, *step.sides)
    return Answer(status="refuted", text=f"{rule.name} {how}, and no override says so", witness=found)


def _fails(decision: Decision, rule: ResolvedRule) -> bool:
    """Whether a rule fails something of a Decision: an error of it, or a line that it drops or holds."""
    errors = {finding.rule for finding in decision.findings if finding.severity == "error"}
    took = {step.rule for step in decision.steps} if rule.then.drop or rule.then.hold else set()
    return rule.name in errors | took


def _exceptions(step: Step, rule: ResolvedRule, changes: tuple[str, ...]) -> str:
    """Overrides that change a rule, or a number that it reads, in one of these ways; "" where none does."""
    targets = {f"rules/{rule.id}", *(f"parameters/{id_}" for id_ in parameters_read(rule))}
    named = [
        _named(step, at, each)
        for at, each in step.overrides
        if each.target in targets and each.change in changes
    ]
    return "; ".join(named)


def _named(step: Step, at: int, override: Override) -> str:
    """Where an override stands, and its reason."""
    return f"{place_in(step.pack, f'/overrides/{at}')}: {override.reason}"


def _parameters(step: Step) -> Iterator[Answer]:
    """Parameters that facts, lines and units are made with: what they change cannot be told of same facts."""
    made_with = {*ENGINE_PARAMETERS, *(id_ for fact in FACTS.values() for id_ in fact.parameters)}
    for row in step.base.families.values():
        made_with |= {ref.id for ref in (row.first, row.step) if ref is not None}
    for id_ in sorted({*step.base.parameters, *step.child.parameters} & made_with):
        if _value(step.base, id_) == _value(step.child, id_):
            continue
        named = [_named(step, at, each) for at, each in step.overrides if each.target == f"parameters/{id_}"]
        if named:
            text = f"{id_}, with which facts or units are made, is another: {'; '.join(named)}"
            yield Answer(status="exception", text=text)
        else:
            yield _added(step, f"the parameter {id_}, with which facts or units are made", None)


def _added_tables(step: Step) -> Iterator[Answer]:
    had, has = (
        [table.name for table in day.resolved.tables] + [table.name for table in day.resolved.edits]
        for day in (step.base, step.child)
    )
    for name in has:
        if name not in had:
            yield _added(step, f"the table {name}", None)


def _added_rules(step: Step) -> Iterator[Answer]:
    """What the pack's own rules could clear: lines taken away, modifiers, differences made light of."""
    had = {rule.name for rule in step.base.resolved.rules}
    for rule in step.child.resolved.rules:
        if rule.name in had or not _may_clear(rule):
            continue
        more, untold = _beyond_the_base(step, rule, had)
        if rule.scope == "billed":
            text = f"{rule.name} makes less than an error of what no rule of the base speaks of"
        else:
            modifier = effect(rule, step.child)[0]
            text = f"{rule.name} gives {modifier} where the base does not: an audit then accepts it"
        if (more and (rule.then.drop or rule.then.hold)) or untold:
            yield _added(step, f"the rule {rule.name}, which takes lines away", rule)
        elif more:
            yield Answer(status="noted", text=text)


def _beyond_the_base(step: Step, rule: ResolvedRule, had: set[str]) -> tuple[bool, bool]:
    """Whether a rule can hold where none of the base does as much, and hold a line back for being unknown."""
    asked = asked_of(step.child, rule.scope)
    solver, truth = asked.world.solver, asked.truths[rule.name]
    others = [
        asked.truths[each.name]
        for each in asked.rules
        if each.name in had and _does_as_much(step, rule, each)
    ]
    more = solver.ask(truth.holds, *(solver.negation(other.holds) for other in others))
    # A line is held back for want of a fact of the record, not of one that an edit table has.
    missing = asked.world.missing(rule.when, step.child.parameters)
    wanting = [where for name, where in missing.items() if not FACTS[name].from_table]
    untold = solver.ask(solver.any_of(wanting), *(other.fails for other in others))
    return more != "impossible", rule.then.decides and untold != "impossible"


def _may_clear(rule: ResolvedRule) -> bool:
    """Whether a rule does more than report: a finding takes nothing away from other findings.

    Of a claim, the base reports a difference of which no rule speaks as an error that is not checked.
    """
    finding = rule.then.finding
    light = rule.scope == "billed" and finding is not None and finding.severity != "error"
    return rule.then.decides or light


def _does_as_much(step: Step, rule: ResolvedRule, other: ResolvedRule) -> bool:
    """Whether a rule of the base leaves nothing for the new one to clear, where it holds too."""
    if rule.scope == "billed" or rule.then.drop:
        return rule.scope == "billed" or other.then.drop
    if rule.then.hold:
        return other.then.drop or other.then.hold
    return bool(effect(rule, step.child)[0] == effect(other, step.base)[0])


def _added(step: Step, what: str, rule: ResolvedRule | None) -> Answer:
    """What the pack adds of its own accord: an encounter that it clears, or that none was found."""
    if rule is None:
        codes = codes_worth_trying(step.child.resolved)
        candidates = changed((), codes)
    else:
        world = step.child.world(rule.scope, rule.when)
        truth = world.truth(rule.when, step.child.parameters)
        candidates = imagined(step.child, world, world.solver.negation(truth.fails), rule.when)
    found = witness(candidates, _clears(*step.sides), *step.sides)
    if found is None:
        text = f"the pack adds {what}: whether it clears anything; no encounter was found that it does"
        return Answer(status="not decided", text=text)
    text = f"the pack adds {what}, and clears what the base fails"
    return Answer(status="refuted", text=text, witness=found)


def _clears(base: Side, child: Side) -> Shows:
    """Whether the pack gives more of a code, or is clean with the same codes where its base is not."""

    def shows(document: Document) -> bool:
        before, after = base.decision(document), child.decision(document)
        if before is None or after is None:
            return False
        was, now = _units(before), _units(after)
        more = any(units > was[code] for code, units in now.items())
        return more or (before.status != "clean" and after.status == "clean" and was.keys() == now.keys())

    return shows


def _units(decision: Decision) -> Counter[str]:
    units: Counter[str] = Counter()
    for line in (*decision.lines, *decision.other_lines):
        units[line.code] += line.units
    return units


def step_of(chain: Sequence[Pack], rules: Day, base: Side, child: Side) -> Step:
    """A chain of packs on one day, as the last step of it.

    Args:
        chain: packs, base first.
        rules: of the whole chain.
        base: what the last pack extends, to run an encounter through.
        child: the whole chain, likewise.
    """
    return Step(base=Day(base.book.resolved), child=rules, sides=(base, child), pack=chain[-1])
