"""What the engine guarantees between the facts of one thing, whatever the record says.

Without these, the solver would think of records that cannot be: a wound whose area is known and comes from
nowhere. Each is a condition that always holds, or one that never does, so that the engine's own reading of
conditions can be held against them; a test does so on any records. They are of the engine and of the tables
and parameters that the facts are derived with, never of what a payer wants.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, Final

from attrs import frozen

from debridecode.engine.work import OTHER
from debridecode.packs.catalogue import FACTS
from debridecode.packs.model import (
    AllOf,
    AnyOf,
    AnyWound,
    ClassificationRow,
    Condition,
    FactRef,
    FamilyRow,
    Leaf,
    Not,
    TissueRow,
)
from debridecode.packs.resolve import Resolved, leaves
from debridecode.proof.encode import World

ANYTHING: Final = AllOf(())
_THERAPISTS: Final = frozenset(
    {
        "physical_therapist",
        "physical_therapist_assistant",
        "occupational_therapist",
        "occupational_therapy_assistant",
    }
)


@frozen
class Axiom:
    """A condition that holds of everything of a scope, or of nothing.

    Attributes:
        scope: what it is asked of; `any` where it is of the encounter alone.
        condition: the condition.
        always: whether it always holds; else it never does, and may fail or be unknown.
    """

    scope: str
    condition: Condition
    always: bool = True

    @property
    def placed(self) -> bool:
        """Whether it is true only once the wounds have been placed in families."""
        return any(FACTS[leaf.fact].placed for leaf in leaves(self.condition)) or not self.always


def assume(world: World, resolved: Resolved, *, placed: bool = True) -> None:
    """Take for granted in a world what the engine guarantees.

    Args:
        world: where.
        resolved: tables and parameters with which facts are derived.
        placed: whether wounds have been placed; the classification is asked before.
    """
    parameters = {id_: each.value for id_, each in resolved.parameters.items()}
    for axiom in axioms(resolved):
        if axiom.placed and not placed:
            continue
        if axiom.scope == "wound" and world.scope == "encounter":
            for index, present in enumerate(world.present):
                absent = world.solver.negation(present)
                held = _held(world, axiom, parameters, f"wound {index}")
                world.solver.assume(world.solver.any_of([absent, held]))
        elif axiom.scope in (world.scope, "any"):
            world.solver.assume(_held(world, axiom, parameters, world.subject))


def _held(world: World, axiom: Axiom, parameters: Any, subject: str) -> Any:
    holds = world.truth(axiom.condition, parameters, subject).holds
    return holds if axiom.always else world.solver.negation(holds)


def axioms(resolved: Resolved) -> Iterator[Axiom]:
    """Everything that is taken for granted under the tables and parameters of a day."""
    for condition in _encounter():
        yield Axiom("any", condition)
    # A wound that was placed nowhere is asked about as if it were debrided, so it counts as shown.
    yield Axiom("encounter", _if(AnyWound(ANYTHING), _is("encounter.debridement_shown")))
    for condition in (*_sizes(), *_assessment(), *_read(resolved), *_place(), *_tissue(resolved)):
        yield Axiom("wound", condition)
    yield from _placing(resolved)
    for condition in (*_line(resolved), *_limits()):
        yield Axiom("line", condition)
    for condition in _pair(resolved):
        yield Axiom("pair", condition)
    for condition in _billed(resolved):
        yield Axiom("billed", condition)


def _is(fact: str, value: Any = True) -> Leaf:  # noqa: FBT002 - most facts are yes or no
    return Leaf(fact, "is", value)


def _known(fact: str) -> Leaf:
    return Leaf(fact, "known", operand=True)


def _in(fact: str, words: Iterable[str]) -> Leaf:
    return Leaf(fact, "in", frozenset(words))


def _if(cause: Condition, follows: Condition) -> Condition:
    """The one is known not to hold, or the other holds."""
    return AnyOf((Not(cause), follows))


def _unless_unknown(fact: str, leaf: Condition) -> Condition:
    """A leaf that holds, or whose fact is not known."""
    return AnyOf((Not(_known(fact)), leaf))


def _both(one: Condition, other: Condition) -> Condition:
    """Either both hold, or neither does."""
    return AnyOf((AllOf((one, other)), AllOf((Not(one), Not(other)))))


def _so(fact: str, leaf: Condition) -> Condition:
    """A leaf, false where its fact is not known."""
    return AllOf((_known(fact), leaf))


def _encounter() -> Iterator[Condition]:
    # One is derived from the other.
    form, setting = "encounter.claim_form", "encounter.setting"
    yield _both(_known(form), _known(setting))
    yield _both(_so(form, _is(form, "professional")), _so(setting, _is(setting, "practitioner")))
    # Where the plan is silent, the profession of a therapist tells whose it is.
    role, plan = "encounter.role", "encounter.plan_discipline"
    yield _if(_so(role, _in(role, _THERAPISTS)), _known(plan))


def _sizes() -> Iterator[Condition]:
    area, source, beyond = "wound.area_sq_cm", "wound.area_source", "wound.area_beyond_measured"
    before, after = _is("wound.measured_before"), _is("wound.measured_after")
    recorded = _so(source, _is(source, "recorded"))
    # Areas and lengths of 0 are refused when an encounter is read.
    yield _unless_unknown(area, Leaf(area, "gt", Decimal(0)))
    # An area comes with where it comes from. One measurement is enough for one; two may differ.
    yield _both(_known(area), _known(source))
    yield _if(AllOf((before, Not(after))), _known(source))
    yield _if(AllOf((after, Not(before))), _known(source))
    yield _unless_unknown(source, _if(_is(source, "computed_before"), before))
    yield _unless_unknown(source, _if(_is(source, "computed_after"), AllOf((after, Not(before)))))
    # Only a recorded area can be beyond a measurement, and there must be one to tell.
    yield _both(_known(beyond), AnyOf((Not(recorded), before, after)))
    yield _if(_so(beyond, _is(beyond)), recorded)


def _assessment() -> Iterator[Condition]:
    elements = (
        "drainage",
        "color",
        "texture",
        "temperature",
        "vascularity",
        "surrounding_tissue",
        "infection",
    )
    said = AnyOf(tuple(_is(f"wound.{element}_documented") for element in elements))
    yield _both(_is("wound.assessment_documented"), said)


def _read(resolved: Resolved) -> Iterator[Condition]:
    """What is known or not for every record: the pack has the words to read it by, or has not."""
    has = resolved.parameters.keys()
    if "necessity.words" in has:
        yield _known("wound.medical_necessity_tied")
    else:
        yield Not(_known("wound.medical_necessity_tied"))
    places = {"location.vague_words", "location.opposed_words"} <= has
    for fact in ("wound.location_exact", "wound.side_contradicted"):
        yield _known(fact) if places else Not(_known(fact))


def _place() -> Iterator[Condition]:
    # A location that is not given is not read.
    for fact in ("wound.location_exact", "wound.side_contradicted"):
        yield _if(_so(fact, _is(fact)), _is("wound.location_documented"))
    doubt, family = _is("wound.place_in_doubt"), "wound.family"
    # Two wounds of one family, both with a place.
    yield _if(doubt, AllOf((_known(family), _is("wound.location_documented"))))
    # A wound of which a rule is asked was debrided, or may have been.
    yield _is("encounter.debridement_shown")


def _tissue(resolved: Resolved) -> Iterator[Condition]:
    removed, deepest = "wound.tissue_removed", "wound.deepest_tissue_removed"
    named, devitalized = _is("wound.tissue_documented"), "wound.devitalized_tissue_removed"
    listed = resolved.parameters.get("tissue.not_devitalized")
    tissues = frozenset(FACTS[removed].values)
    shown = Leaf(removed, "includes", tissues - (listed.value if listed else frozenset()))
    layer = AllOf((_known(deepest), Not(_is(deepest, "none"))))
    yield _both(named, Leaf(removed, "within", tissues))
    # A layer that was removed shows it, or else the tissues named do; where neither is said, it is not known.
    yield _both(_known(devitalized), AnyOf((_known(deepest), named)))
    yield _if(layer, _is(devitalized))
    yield _if(AllOf((Not(layer), named)), _both(_is(devitalized), shown))
    yield _if(AllOf((Not(layer), Not(named), _known(deepest))), Not(_is(devitalized)))
    yield _both(_is("wound.tissue_contradicts_depth"), _contradicted(deepest, removed, shown, resolved))


def _contradicted(deepest: str, removed: str, shown: Condition, resolved: Resolved) -> Condition:
    """That the deepest of the tissues named belongs to another step of depth than the deepest layer."""
    steps: list[TissueRow] = [row for each in resolved.tables if each.kind == "tissues" for row in each.rows]
    none = _is(deepest, "none")
    wrong: list[Condition] = [AllOf((Not(shown), Not(none)))]
    deeper: list[Condition] = []
    for step in reversed(steps):
        named = Leaf(removed, "includes", step.tissues)
        wrong.append(AllOf((shown, *deeper, named, Not(_in(deepest, step.layers)))))
        deeper.append(Not(named))
    wrong.append(AllOf((shown, *deeper, none)))
    told = AllOf((_known(deepest), _is("wound.tissue_documented")))
    return AllOf((told, AnyOf(tuple(wrong))))


def _rows(resolved: Resolved) -> list[ClassificationRow]:
    return [row for table in resolved.tables if table.kind == "classification" for row in table.rows]


def _placing(resolved: Resolved) -> Iterator[Axiom]:
    """A wound is of a family when one row surely sends it there and no earlier one may send it elsewhere.

    A wound that is surely none, or excluded, is no longer asked about.
    """
    rows, family = _rows(resolved), "wound.family"
    ways: dict[str, list[Condition]] = {}
    for at, row in enumerate(rows):
        goes = (row.outcome, row.family)
        others = [Not(each.when) for each in rows[:at] if (each.outcome, each.family) != goes]
        way = AllOf((row.when, *others))
        if row.outcome == "family":
            ways.setdefault(row.family or "", []).append(way)
            yield Axiom("wound", AllOf((way, Not(_known(family)))), always=False)
        elif row.outcome != "query":
            yield Axiom("wound", way, always=False)
    for id_ in _families(resolved):
        held = AnyOf(tuple(ways.get(id_, ())))
        yield Axiom("wound", _if(_so(family, _is(family, id_)), held))


def _families(resolved: Resolved) -> dict[str, FamilyRow]:
    return {row.id: row for table in resolved.tables if table.kind == "families" for row in table.rows}


def _line(resolved: Resolved) -> Iterator[Condition]:
    role, family, units = "line.role", "line.family", "line.units"
    other = _is(role, OTHER)
    for id_, row in _families(resolved).items():
        if id_ == OTHER:
            continue
        codes = [AllOf((_is(role, "primary"), _is("line.code", row.primary)))]
        if row.add_on is not None:
            codes.append(AllOf((_is(role, "add_on"), _is("line.code", row.add_on))))
        yield _if(_is(family, id_), AnyOf(tuple(codes)))
    # Another service is of no family; every line of a family is for a wound.
    yield _if(other, _is(family, OTHER))
    if OTHER not in _families(resolved):
        yield _if(_is(family, OTHER), other)
    yield AnyOf((other, _is("encounter.debridement_shown")))
    # What the record says of another service is said of no line of ours.
    yield _if(_is("line.other_practitioner"), other)
    yield Leaf(units, "ge", Decimal(1))
    yield _if(_is(role, "primary"), Leaf(units, "eq", Decimal(1)))
    yield Leaf("line.units_on_date", "ge", FactRef(units))


def _limits() -> Iterator[Condition]:
    limit, indicator, published = "line.unit_limit", "line.unit_limit_indicator", "line.limit_published"
    counted = "line.units_counted"
    # All three come from one row of a table of the encounter's setting.
    yield _both(_known(limit), _known(published))
    yield _both(_known(limit), _known(indicator))
    yield _unless_unknown(published, _is(published))
    yield _if(_known(limit), _known("encounter.setting"))
    by_line = _so(indicator, _is(indicator, "1"))
    yield _if(by_line, Leaf(counted, "eq", FactRef("line.units")))
    yield _if(Not(by_line), Leaf(counted, "eq", FactRef("line.units_on_date")))


def _pair(resolved: Resolved) -> Iterator[Condition]:
    indicator, apart, elsewhere = "pair.indicator", "pair.distinct_by", "pair.elsewhere"
    by = {word: _so(apart, _is(apart, word)) for word in FACTS[apart].values}
    # The table is that of the setting. What sets two lines apart is looked at where it may matter.
    yield _if(_known(indicator), _known("encounter.setting"))
    settled = _so(indicator, _in(indicator, ("none", "0")))
    yield _if(settled, AllOf((Not(_known(apart)), Not(_known(elsewhere)))))
    # That all lies elsewhere is said first; that some does, last, and only where not all does.
    yield _both(by["place"], _so(elsewhere, _is(elsewhere)))
    yield _if(AnyOf((by["part"], by["nothing"])), _so(elsewhere, _is(elsewhere, value=False)))
    yield _if(_so(elsewhere, _is(elsewhere, value=False)), _known(apart))
    yield _if(by["practitioner"], _is("pair.other_practitioner"))
    yield _both(_is("pair.debridement"), Not(_is("pair.family", OTHER)))
    if OTHER not in _families(resolved):
        yield _if(_is("pair.debridement"), _is("encounter.debridement_shown"))
    yield from _kinds(resolved)


def _kinds(resolved: Resolved) -> Iterator[Condition]:
    """What a line is for tells a debridement line, unless the pack calls other services debridement too."""
    services = [row for table in resolved.tables if table.kind == "services" for row in table.rows]
    if any(row.kind == "debridement" for row in services) or OTHER in _families(resolved):
        return
    ours = [_is(f"pair.column_{column}_kind", "debridement") for column in (1, 2)]
    yield _both(_is("pair.debridement"), AnyOf(tuple(ours)))
    # Of two debridement lines, nobody else did one, and neither was in another session.
    nobody = AllOf(
        (
            Not(_is("pair.other_practitioner")),
            Not(_known("pair.separately_identifiable")),
            _unless_unknown("pair.distinct_by", _in("pair.distinct_by", ("place", "nothing"))),
        )
    )
    yield _if(AllOf(tuple(ours)), nobody)
    rows = _families(resolved).values()
    codes = frozenset(code for row in rows for code in (row.primary, row.add_on) if code)
    for column, own in zip((1, 2), ours, strict=True):
        yield _if(own, _in(f"pair.column_{column}", codes))
    for code in sorted(_codes_named(resolved)):
        kind = next(
            (row.kind for row in services if code in row.codes or code.startswith(row.beginning)), OTHER
        )
        kinds = {kind, "debridement"} if code in codes else {kind}
        for column in (1, 2):
            yield _if(_is(f"pair.column_{column}", code), _in(f"pair.column_{column}_kind", kinds))


def _codes_named(resolved: Resolved) -> frozenset[str]:
    """Codes of lines that a rule of a pair names; of others, nothing is asked."""
    named: set[str] = set()
    for rule in resolved.rules:
        for leaf in leaves(rule.when) if rule.scope == "pair" else ():
            if leaf.fact in ("pair.column_1", "pair.column_2"):
                named |= leaf.operand if isinstance(leaf.operand, frozenset) else {str(leaf.operand)}
    return frozenset(named)


def _billed(resolved: Resolved) -> Iterator[Condition]:
    for fact in ("billed.units", "billed.supported_units"):
        yield Leaf(fact, "ge", Decimal(0))
    if OTHER not in _families(resolved):
        yield _both(_is("billed.role", OTHER), _is("billed.family", OTHER))
    yield AnyOf((_is("billed.role", OTHER), _is("billed.kind", "debridement")))
