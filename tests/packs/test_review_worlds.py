"""Worlds stand for every record: one answers as the engine does, and where none is found there is none."""

from decimal import Decimal
from types import SimpleNamespace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from debridecode.engine.conditions import holds
from debridecode.packs.catalogue import FACTS, SCOPES
from debridecode.packs.model import AllOf, AnyOf, AnyWound, EveryWound, FactRef, Leaf, Not, ParameterRef
from debridecode.packs.review.answers import FAILS, HOLDS, UNKNOWN, answer_in, possible
from debridecode.packs.review.choices import TooManyWorldsError
from debridecode.packs.review.worlds import world_where
from property.conditions import conditions, subjects

ANSWERS = {True: HOLDS, False: FAILS, None: UNKNOWN}


def subject_in(world, scope):
    """Something with the facts of a world, as the engine asks for them."""
    by_scope = {each: SimpleNamespace() for each in SCOPES}
    for name, fact in FACTS.items():
        setattr(by_scope[fact.scope], fact.slot, world.get(name))
    encounter = by_scope["encounter"]
    encounter.wounds = [
        subject_in({**world, **each, "wounds": ()}, "wound") for each in world.get("wounds", ())
    ]
    for subject in by_scope.values():
        subject.encounter = encounter
    return by_scope[scope]


def world_of(subject, scope):
    """The world of a subject. What is always known is known in it."""
    world = {**facts_of(subject.encounter if scope != "encounter" else subject, "encounter")}
    if scope == "encounter":
        return {**world, "wounds": tuple(facts_of(wound, "wound") for wound in subject.wounds)}
    return {**world, **facts_of(subject, scope)}


LEAST = {"yes_no": False, "words": frozenset(), "number": Decimal(0), "family": "-", "code": "-"}


def facts_of(subject, scope):
    found = {name: getattr(subject, fact.slot) for name, fact in FACTS.items() if fact.scope == scope}
    return {
        name: LEAST.get(FACTS[name].kind, "".join(FACTS[name].values[:1]))
        if value is None and FACTS[name].always_known
        else value
        for name, value in found.items()
    }


def as_lint_allows(condition):
    """The condition, with no parameters, and facts held against facts only where both are numbers."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            return type(condition)(tuple(map(as_lint_allows, parts)))
        case Not(part) | AnyWound(part) | EveryWound(part):
            return type(condition)(as_lint_allows(part))
        case Leaf(fact, operator, ParameterRef() | FactRef()) if FACTS[fact].kind == "words":
            return Leaf(fact, operator, frozenset(FACTS[fact].values[3:5]))
        case Leaf(fact, _, ParameterRef()):
            return Leaf(fact, "known", operand=True)
        case Leaf(fact, _, FactRef()) if FACTS[fact].kind != "number":
            return Leaf(fact, "known", operand=False)
    return condition


@st.composite
def asked(draw, number):
    scope = draw(st.sampled_from(SCOPES))
    return scope, [as_lint_allows(draw(conditions(scope))) for _ in range(number)]


@settings(max_examples=120)
@given(st.data(), asked(1))
def test_a_world_answers_as_the_engine_does(data, case):
    scope, (condition,) = case
    world = world_of(data.draw(subjects(scope)), scope)
    answer = possible(condition, answer_in(world))
    assert answer == ANSWERS[holds(condition, subject_in(world, scope), scope, {})]


@settings(max_examples=120)
@given(asked(2), st.sampled_from([1, 2, 3, 4, 5, 6]), st.sampled_from([1, 2, 4]))
def test_a_world_that_is_found_answers_as_was_wanted(case, first, second):
    scope, (one, other) = case
    try:
        world = world_where((one, first), (other, second))
    except TooManyWorldsError:
        assume(False)
    assume(world is not None)
    subject = subject_in(world, scope)
    assert ANSWERS[holds(one, subject, scope, {})] & first
    assert ANSWERS[holds(other, subject, scope, {})] & second
    for name, value in [pair for each in (world, *world.get("wounds", ())) for pair in each.items()]:
        assert name == "wounds" or value is not None or not FACTS[name].always_known


@settings(max_examples=120)
@given(st.data(), asked(2))
def test_where_a_record_answers_so_a_world_is_found(data, case):
    """Whatever a record answers to two conditions is not said to be impossible."""
    scope, (one, other) = case
    record = answer_in(world_of(data.draw(subjects(scope)), scope))
    wanted = [possible(each, record) for each in (one, other)]
    try:
        assert world_where((one, wanted[0]), (other, wanted[1])) is not None
    except TooManyWorldsError:
        assume(False)
