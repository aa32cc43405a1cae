"""Whether two packs, or one on two days, ever decide differently: an encounter, or a proof that none does.

Whatever one says and the other does not is taken by itself. Either no record makes it tell, which is proved,
or encounters are looked for on which it does. Only when nothing is left that may tell is it proved that the
two decide alike. Words, and what only an audit asks, decide nothing of an encounter.
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from itertools import chain, pairwise
from typing import Any, Final

from attrs import evolve, frozen

from debridecode.interop.solver import Formula
from debridecode.measures import units_beyond
from debridecode.packs.catalogue import ENGINE_PARAMETERS, FACTS
from debridecode.packs.difference import RELEASES, Change, changes
from debridecode.packs.model import ClassificationRow, Condition, FamilyRow, ParameterRef
from debridecode.packs.resolve import Resolved, ResolvedEdits, ResolvedRule, leaves
from debridecode.proof.day import Day
from debridecode.proof.encode import World
from debridecode.proof.realize import Document, Wanted, changed, with_areas, with_codes
from debridecode.proof.rules import effect
from debridecode.proof.search import codes_worth_trying, imagined
from debridecode.proof.witness import Outcome, Shows, Side, Witness, witness

_OF_AN_AUDIT: Final = frozenset({"modifier.accepted_on", "modifier.distinct_site"})
"""Parameters that the engine itself reads of a claim alone; a rule may name the second for its modifier."""
_STEPS: Final = 40
_FEW: Final = 12


@frozen(kw_only=True)
class Compared:
    """What came of two packs.

    Attributes:
        witness: an encounter on which their Decisions differ, or None.
        open: what they say differently and may tell, as far as is proved; where there is nothing, and no
            witness, they decide every encounter alike.
    """

    witness: Witness | None
    open: tuple[str, ...]


@frozen(kw_only=True)
class Matter:
    """Something that two packs say differently, and that may tell on an encounter.

    Attributes:
        name: what it is.
        candidates: encounters on which it may tell.
    """

    name: str
    candidates: Callable[[], Iterator[Document]]


def compare(first: Side, second: Side) -> Compared:
    """Look for an encounter on which two rule books decide differently.

    The Decisions are held against each other without their words: status, lines, units, modifiers, and the
    rule, outcome and severity of findings. Rules are told by their ids, whichever pack they stand in.

    Args:
        first: one rule book, and the date of service that the encounter has there.
        second: the other.

    Raises:
        DebridecodeError: the solver is not installed.

    Example:
        >>> from datetime import date
        >>> from debridecode.rulebooks import rulebook
        >>> day = date(2026, 3, 2)
        >>> sides = [Side(rulebook(id_, on=day), day) for id_ in ("cms/base", "medicare/palmetto-jm")]
        >>> found = compare(*sides)
        >>> before, after = (set(outcome.findings) for outcome in found.witness.outcomes)
        >>> after - before
        {'advice failed: palmetto.no-local-policy'}
    """
    days = Day(first.book.resolved), Day(second.book.resolved)
    matters = list(_matters(*days))
    for matter in matters:
        for shows in _differs(first, second):
            found = witness(matter.candidates(), shows, first, second)
            if found is not None:
                return Compared(witness=found, open=())
    anything = _anything(*days) if matters else ()
    found = witness(anything, _differs(first, second)[1], first, second)
    return Compared(witness=found, open=() if found else tuple(matter.name for matter in matters))


def _differs(first: Side, second: Side) -> tuple[Shows, Shows]:
    """Whether two Decisions differ: in more than in what could not be checked, or at all."""

    def outcomes(document: Document) -> list[Outcome | None]:
        return [side.outcome(document) for side in (first, second)]

    def at_all(document: Document) -> bool:
        one, other = outcomes(document)
        return one is not None and other is not None and one != other

    def in_more(document: Document) -> bool:
        one, other = outcomes(document)
        return one is not None and other is not None and _settled(one) != _settled(other)

    return in_more, at_all


def _settled(outcome: Outcome) -> Outcome:
    """An outcome without the warnings that something could not be checked."""
    kept = tuple(each for each in outcome.findings if not each.startswith("warning not_checked"))
    return evolve(outcome, findings=kept)


def _matters(first: Day, second: Day) -> Iterator[Matter]:
    """What may tell, the likeliest to be shown first."""
    yield from _rules(first, second)
    yield from _families(first, second)
    yield from _classification(first, second)
    yield from _edits(first, second)
    yield from _tables(first, second)
    yield from _parameters(first, second)
    yield from _order(first, second)


def _anything(first: Day, second: Day) -> Iterator[Document]:
    """Fixtures with one thing changed, to the words and codes that either pack names."""
    words = {
        word
        for change in changes(first.resolved, second.resolved)
        if change.section == "parameters"
        for word in _words(change.was) ^ _words(change.to)
    }
    codes = (*codes_worth_trying(first.resolved), *codes_worth_trying(second.resolved))
    return changed(sorted(words), dict.fromkeys(codes))


def _words(value: Any) -> frozenset[str]:
    """The words of a parameter's value."""
    if isinstance(value, str):
        return frozenset({value})
    if isinstance(value, frozenset | tuple):
        return frozenset().union(*map(_words, value))
    return frozenset()


def _rules(first: Day, second: Day) -> Iterator[Matter]:
    was, now = ({rule.id: rule for rule in day.resolved.rules} for day in (first, second))
    for id_ in {**was, **now}:
        one, other = was.get(id_), now.get(id_)
        for rule in {each.scope: each for each in (one, other) if each is not None}.values():
            if rule.scope != "billed":
                of_scope = [each if each and each.scope == rule.scope else None for each in (one, other)]
                yield from _rule(first, second, of_scope[0], of_scope[1])


def _rule(first: Day, second: Day, one: ResolvedRule | None, other: ResolvedRule | None) -> Iterator[Matter]:
    """A rule that one pack has and the other has not, or not so."""
    day = second if one is None else first
    given = [(rule, of) for rule, of in ((one, first), (other, second)) if rule is not None]
    rule, conditions = given[0][0], [rule.when for rule, _ in given]
    same_effect = len(given) > 1 and len({_does(rule, of) for rule, of in given}) == 1
    if same_effect and len({_asks(rule, of) for rule, of in given}) == 1:
        return
    world = day.world(rule.scope, *conditions)
    if same_effect:
        differs = _tell_apart(world, [(each.when, of) for each, of in given])
    else:
        truths = [world.truth(each.when, of.parameters) for each, of in given]
        differs = world.solver.any_of([world.solver.negation(truth.fails) for truth in truths])
    if world.solver.ask(differs) != "impossible":
        yield Matter(name=f"rule {rule.id}", candidates=lambda: imagined(day, world, differs, *conditions))


def _asks(rule: ResolvedRule, day: Day) -> tuple[Any, ...]:
    """The condition of a rule, with the values of the parameters that it compares with."""
    refs = (leaf.operand for leaf in leaves(rule.when) if isinstance(leaf.operand, ParameterRef))
    return rule.when, *(day.parameters.get(ref.id) for ref in refs)


def _does(rule: ResolvedRule, day: Day) -> tuple[Any, ...]:
    """What a rule does that a Decision shows: a gap is a word for people."""
    *does, told = effect(rule, day)
    return (*does, told and told[:2])


def _tell_apart(world: World, asked: list[tuple[Condition, Day]]) -> Formula:
    """Where two conditions have different answers, or are unknown for want of other kinds of facts."""
    solver = world.solver
    (one, missing_one), (other, missing_other) = (
        (world.truth(when, day.parameters), world.missing(when, day.parameters)) for when, day in asked
    )
    same = [solver.same(one.holds, other.holds), solver.same(one.fails, other.fails)]
    # Whether a fact is wanting that an edit table has, or one that the record has, makes an error of it.
    for from_table in (True, False):
        wanting = [
            solver.any_of([where for name, where in missing.items() if FACTS[name].from_table is from_table])
            for missing in (missing_one, missing_other)
        ]
        same.append(solver.same(*wanting))
    return solver.negation(solver.all_of(same))


def _order(first: Day, second: Day) -> Iterator[Matter]:
    """Rules of lines and pairs in another order: the first to take a line away is the one that is heeded."""
    listed = [
        [rule.id for rule in day.resolved.rules if rule.scope in ("line", "pair")] for day in (first, second)
    ]
    both = set(listed[0]) & set(listed[1])
    was, now = ([id_ for id_ in ids if id_ in both] for ids in listed)
    if was != now:
        yield Matter(name="the order of rules", candidates=lambda: iter(()))


def _families(first: Day, second: Day) -> Iterator[Matter]:
    """Families whose codes, or whose areas of a unit, are others."""
    if list(first.families) != list(second.families):
        yield _of_areas("the families", first, second, ())
        return
    for id_ in first.families:
        counted = [_counted(day, day.families[id_]) for day in (first, second)]
        if counted[0] != counted[1]:
            yield _of_areas(f"family {id_}", first, second, (id_,))


def _counted(day: Day, row: FamilyRow) -> tuple[Any, ...]:
    sizes = (None if ref is None else day.parameters[ref.id] for ref in (row.first, row.step))
    return row.primary, row.add_on, *sizes


def _of_areas(name: str, first: Day, second: Day, ids: tuple[str, ...]) -> Matter:
    """Areas on which the units of a family may differ: one of each between two at which a unit begins."""
    areas = [Decimal(8), Decimal(90)]
    for id_ in ids:
        sizes = [_counted(day, day.families[id_])[2:] for day in (first, second)]
        if None not in sizes[0] + sizes[1]:
            areas = [*_areas_apart(*sizes), *areas]
    placings = [first.placing(id_) for id_ in ids or first.families]
    return Matter(name=name, candidates=lambda: with_areas(areas, placings))


def _areas_apart(one: tuple[Any, ...], other: tuple[Any, ...]) -> Iterator[Decimal]:
    """The middles between areas at which a unit begins by either count, where the units differ."""
    begins = {start + count * step for start, step in (one, other) for count in range(_STEPS)}
    for low, high in pairwise([Decimal(0), *sorted(begins)]):
        middle = ((low + high) / 2).quantize(Decimal("0.01"))
        if units_beyond(middle, *one) != units_beyond(middle, *other):
            yield middle


def _classification(first: Day, second: Day) -> Iterator[Matter]:
    """Rows that lead elsewhere, stand elsewhere, or hold elsewhere."""
    was, now = ([(row.id, row.outcome, row.family) for row in day.classification] for day in (first, second))
    rows = [{row.id: row for row in day.classification} for day in (first, second)]
    for id_ in {**rows[0], **rows[1]}:
        pair = [each.get(id_) for each in rows]
        found = _row(first, second, *pair, moved=was != now)
        if found is not None:
            yield found


def _row(
    first: Day, second: Day, one: ClassificationRow | None, other: ClassificationRow | None, *, moved: bool
) -> Matter | None:
    given = [(row, day) for row, day in ((one, first), (other, second)) if row is not None]
    world = first.world("wound", placed=False)
    if len(given) > 1 and not moved:
        differs = _tell_apart_by_fact(world, [(row.when, day) for row, day in given])
    else:
        truths = [world.truth(row.when, day.parameters) for row, day in given]
        differs = world.solver.any_of([world.solver.negation(truth.fails) for truth in truths])
    conditions = [row.when for row, _ in given]
    if world.solver.ask(differs) == "impossible":
        return None
    return Matter(
        name=f"row {given[0][0].id} of the classification",
        candidates=lambda: imagined(first, world, differs, *conditions),
    )


def _tell_apart_by_fact(world: World, asked: list[tuple[Condition, Day]]) -> Formula:
    """Likewise of rows: each fact that leaves one unknown is asked for."""
    solver = world.solver
    missing = [world.missing(when, day.parameters) for when, day in asked]
    never = solver.any_of([])
    others = [
        solver.negation(solver.same(*(each.get(name, never) for each in missing)))
        for name in {**missing[0], **missing[1]}
    ]
    return solver.any_of([_tell_apart(world, asked), *others])


def _tables(first: Day, second: Day) -> Iterator[Matter]:
    """Other tables that decide; what is asked in which words does not."""
    kinds: Mapping[str, Callable[[Day], Any]] = {
        "tissues": lambda day: [(row.tissues, row.layers) for row in day.rows("tissues")],
        "services": lambda day: day.services,
        "questions": lambda day: {row.fact for row in day.rows("questions")},
        "deleted_codes": lambda day: {
            row.code for row in day.rows("deleted_codes") if row.ended < day.resolved.start
        },
        # Findings that a table makes of itself are told by its id.
        "questions or the classification by its id": lambda day: {
            table.id for table in day.resolved.tables if table.kind in ("classification", "questions")
        },
    }
    for kind, said in kinds.items():
        if said(first) != said(second):
            yield Matter(name=f"the table of {kind}", candidates=lambda: _anything(first, second))
    # A modifier that some rule of a pair gives is taken off a service that has not earned it.
    given = [
        {effect(rule, day)[0] for rule in day.resolved.rules if rule.scope == "pair"}
        for day in (first, second)
    ]
    if given[0] != given[1]:
        yield Matter(name="the modifiers that rules give", candidates=lambda: _anything(first, second))


def _parameters(first: Day, second: Day) -> Iterator[Matter]:
    """Parameters with which facts are made. Those that rules compare with were looked at with the rules."""
    made_with = {*ENGINE_PARAMETERS, *(id_ for fact in FACTS.values() for id_ in fact.parameters)}
    for id_ in sorted((made_with - _OF_AN_AUDIT) & {*first.parameters, *second.parameters}):
        if first.parameters.get(id_) != second.parameters.get(id_):
            yield Matter(name=f"parameter {id_}", candidates=lambda: _anything(first, second))


def _edits(first: Day, second: Day) -> Iterator[Matter]:
    """Edit tables that answer otherwise: rows, what they cover, or whether they are known to hold."""
    answers = [[_answering(table, day.resolved) for table in day.resolved.edits] for day in (first, second)]
    if answers[0] == answers[1]:
        return
    found = [each for each in changes(first.resolved, second.resolved) if each.section == "edit tables"]
    family_of = {
        code: id_ for id_, row in first.families.items() for code in (row.primary, row.add_on) if code
    }
    of_rows = [_codes(change) for change in found if change.part.startswith("row ")]
    covered = [code for change in found if change.part == RELEASES for code in _covered_by_one(change)]
    codes = dict.fromkeys([*of_rows, *((code, other) for code in covered for other in family_of)])
    likely = sorted(codes, key=lambda each: (-sum(code in family_of for code in each), each))
    wanted = Wanted(scope="pair", values={}, families={id_: first.placing(id_) for id_ in first.families})
    yield Matter(
        name="the edit tables",
        candidates=lambda: chain.from_iterable(
            with_codes(each, family_of, wanted) for each in (*likely[:_FEW], *((code,) for code in family_of))
        ),
    )


def _answering(table: ResolvedEdits, resolved: Resolved) -> tuple[Any, ...]:
    """Everything of an edit table on which an answer may rest."""
    day = resolved.start
    releases = tuple(
        (each.holds_on(day), each.codes, each.partners, frozenset(each.rows_on(day)))
        for each in table.releases
    )
    return table.kind, table.setting, releases


def _covered_by_one(change: Change) -> list[str]:
    """Codes of whose silence a release says something in one pack alone."""
    both = zip(change.was or (), change.to or (), strict=False)
    apart = [
        one ^ other
        for was, to in both
        for one, other in ((was.codes, to.codes), (was.partners, to.partners))
        if one is not None and other is not None
    ]
    return sorted(frozenset().union(*apart))[:_FEW]


def _codes(change: Change) -> tuple[str, ...]:
    row = change.to if change.was is None else change.was
    named = (getattr(row, name, None) for name in ("column_1", "column_2", "code", "add_on", "primary"))
    return tuple(code for code in named if code is not None)
