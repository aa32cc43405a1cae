"""The formulas of a condition say of any facts what the engine's reference walker says."""

from decimal import Decimal
from functools import cache
from types import SimpleNamespace

from hypothesis import given, settings
from hypothesis import strategies as st

from debridecode.engine.conditions import holds, missing
from debridecode.packs.catalogue import FACTS, SCOPES
from debridecode.packs.model import AllOf, AnyOf, AnyWound, EveryWound, Leaf, Not
from debridecode.packs.resolve import leaves
from debridecode.proof.encode import World, wounds_needed
from property.conditions import conditions, parameters, values_of
from property.strategies import CODES


def known_values(fact):
    """What a fact is, when it is known: what is counted comes in whole numbers."""
    if fact.kind == "number" and fact.name not in ("wound.area_sq_cm", "line.unit_limit"):
        return st.sampled_from((0, 8, 20, 21)).map(Decimal)
    return values_of(fact)


@cache
def facts(scope):
    """The facts of one thing; about half of those that may be unknown are."""
    each = {
        fact.slot: known_values(fact) if fact.always_known else st.none() | known_values(fact)
        for fact in FACTS.values()
        if fact.scope == scope
    }
    return st.builds(SimpleNamespace, **each)


@st.composite
def subjects(draw, scope):
    encounter = draw(facts("encounter"))
    encounter.wounds = draw(st.lists(facts("wound"), max_size=3)) if scope == "encounter" else []
    for wound in encounter.wounds:
        wound.encounter = encounter
    if scope == "encounter":
        return encounter
    subject = draw(facts(scope))
    subject.encounter = encounter
    return subject


@st.composite
def asked(draw):
    scope = draw(st.sampled_from(("encounter", *SCOPES)))
    return scope, draw(conditions(scope)), draw(subjects(scope)), draw(parameters)


def told(world, scope, subject, condition):
    """A world in which the facts that a condition reads are those of the subject."""
    wounds = subject.wounds if scope == "encounter" else ()
    for present, wound in zip(world.present, [*wounds, *(None for _ in world.present)], strict=False):
        world.solver.assume(present if wound else world.solver.negation(present))
    things = [(world.subject, subject), *((f"wound {at}", wound) for at, wound in enumerate(wounds))]
    if scope != "encounter":
        things.append(("encounter", subject.encounter))
    read = {name for leaf in leaves(condition) for name in (leaf.fact, getattr(leaf.operand, "name", None))}
    for name in read - {None}:
        for at, thing in things:
            if FACTS[name].scope == at.partition(" ")[0]:
                value = getattr(thing, FACTS[name].slot)
                world.solver.assume(world.is_value((at, name), value))


@settings(max_examples=60)
@given(case=asked())
def test_formulas_say_what_the_walker_says(case):
    scope, condition, subject, values = case
    world = World(scope, CODES, wounds=len(subject.wounds) if scope == "encounter" else 0)
    told(world, scope, subject, condition)
    truth = world.truth(condition, values)
    answer = {
        True: truth.holds,
        False: truth.fails,
        None: world.unknown(truth),
    }
    expected = holds(condition, subject, scope, values)
    for said, formula in answer.items():
        assert world.solver.ask(formula) == ("possible" if said is expected else "impossible")
    named = world.missing(condition, values)
    missed = missing(condition, subject, scope, values)
    assert {name for name, formula in named.items() if world.solver.ask(formula) == "possible"} == set(missed)


@settings(max_examples=25)
@given(conditions=st.lists(conditions("encounter"), min_size=1, max_size=2), subject=subjects("encounter"))
def test_a_wound_for_each_part_that_speaks_of_wounds_is_enough(conditions, subject):
    """With at most so many wounds as parts, the world has every answer that any number of wounds gives."""
    world = World("encounter", CODES, wounds=sum(map(wounds_needed, conditions)))
    wanted = []
    for condition in conditions:
        truth = world.truth(condition, {})
        answer = holds(condition, subject, "encounter", {})
        wanted.append({True: truth.holds, False: truth.fails, None: world.unknown(truth)}[answer])
    assert world.solver.ask(*wanted) == "possible"


def test_two_parts_need_two_wounds():
    """One wound cannot be both, and one part must be true of each."""
    method = [Leaf("wound.method", "is", word) for word in ("abrasion", "larval")]
    both = AllOf(tuple(AnyWound(each) for each in method))
    assert wounds_needed(both) == 2
    for wounds, found in ((1, "impossible"), (2, "possible")):
        world = World("encounter", CODES, wounds=wounds)
        assert world.solver.ask(world.truth(both, {}).holds) == found


def test_codes_that_no_condition_names_are_told_apart():
    world = World("pair", CODES)
    one = Leaf("pair.column_1", "in", frozenset({"11042"}))
    other = Leaf("pair.column_2", "is_not", "11042")
    neither = AllOf((Not(one), other))
    assert world.solver.ask(world.truth(neither, {}).holds) == "possible"
    assert world.value(("pair", "pair.column_1")) != "11042"


def test_what_nothing_makes_true_is_impossible():
    world = World("encounter", CODES, wounds=2)
    part = Leaf("wound.area_sq_cm", "known", operand=True)
    wrong = AllOf((AnyWound(Not(part)), EveryWound(part)))
    truth = world.truth(wrong, {})
    assert world.solver.ask(truth.holds) == "impossible"
    assert world.solver.ask(world.unknown(truth)) == "impossible"
    assert world.solver.ask(world.truth(AnyOf(()), {}).holds) == "impossible"
