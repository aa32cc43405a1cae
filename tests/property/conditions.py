"""Conditions of every form, the facts that they may be asked of, and parameters; half of it is unknown."""

from decimal import Decimal
from functools import cache
from types import SimpleNamespace

from hypothesis import strategies as st

from debridecode.packs.catalogue import FACTS, OPERATORS, SCOPES, facts_of
from debridecode.packs.model import AllOf, AnyOf, AnyWound, EveryWound, FactRef, Leaf, Not, ParameterRef
from property.strategies import CODES, areas

NUMBERS = (Decimal(0), Decimal(8), Decimal("8.0"), Decimal(20), Decimal("20.0001"))
CODE_WORDS = ("11", "22", "97597", "11042")

parameters = st.fixed_dictionaries(
    {},
    optional={
        "number": st.sampled_from(NUMBERS),
        "words": st.frozensets(st.sampled_from(FACTS["wound.tissue_removed"].values), max_size=3),
    },
)


def words_of(fact):
    return {"family": tuple(CODES), "code": CODE_WORDS}.get(fact.kind, fact.values)


def values_of(fact):
    """What a fact may be, when it is known."""
    if fact.kind == "yes_no":
        return st.booleans()
    if fact.kind == "number":
        return st.sampled_from(NUMBERS) | areas(most=30)
    if fact.kind == "words":
        return st.frozensets(st.sampled_from(fact.values), max_size=4)
    return st.sampled_from(words_of(fact) or ("text",))


def operands_of(fact, operator, scope):
    """What a fact may be held against."""
    if operator == "known" or fact.kind == "yes_no":
        return st.booleans()
    others = st.sampled_from(
        [FactRef(other.name) for other in facts_of(scope).values() if other.kind == fact.kind]
    )
    if operator in ("includes", "within"):
        return values_of(fact) | st.just(ParameterRef("words")) | others
    if operator == "in":
        return st.frozensets(st.sampled_from(words_of(fact)), min_size=1, max_size=4)
    return values_of(fact) | others | (st.just(ParameterRef("number")) if fact.kind == "number" else others)


@cache
def leaves(scope, *, with_known):
    """Leaves that a rule of a scope may have: each fact with each operator as likely as the next."""
    return st.sampled_from(
        [
            st.builds(Leaf, st.just(fact.name), st.just(operator), operands_of(fact, operator, scope))
            for fact in facts_of(scope).values()
            for operator in OPERATORS[fact.kind]
            if with_known or operator != "known"
        ]
    ).flatmap(lambda leaf: leaf)


@cache
def conditions(scope, *, with_known=True):
    """Conditions that a rule of a scope may have."""
    start = leaves(scope, with_known=with_known)
    if scope == "encounter":
        of_wounds = _nested(leaves("wound", with_known=with_known), most=3)
        start |= of_wounds.map(AnyWound) | of_wounds.map(EveryWound)
    return _nested(start, most=6)


def _nested(start, most):
    return st.recursive(
        start,
        lambda inner: (
            st.lists(inner, max_size=3).map(lambda parts: AllOf(tuple(parts)))
            | st.lists(inner, max_size=3).map(lambda parts: AnyOf(tuple(parts)))
            | inner.map(Not)
        ),
        max_leaves=most,
    )


@cache
def facts(scope):
    """The facts of one thing; about half of them are unknown."""
    return st.builds(
        SimpleNamespace,
        **{fact.slot: st.none() | values_of(fact) for fact in FACTS.values() if fact.scope == scope},
    )


@st.composite
def subjects(draw, scope):
    """Something a condition of a scope may be asked of."""
    encounter = draw(facts("encounter"))
    encounter.wounds = draw(st.lists(facts("wound"), max_size=2)) if scope == "encounter" else []
    for wound in encounter.wounds:
        wound.encounter = encounter
    if scope == "encounter":
        return encounter
    subject = draw(facts(scope))
    subject.encounter = encounter
    return subject


@st.composite
def cases(draw, number=1, *, with_known=True):
    """A scope, so many conditions of it, a subject, and parameters."""
    scope = draw(st.sampled_from(SCOPES))
    asked = [draw(conditions(scope, with_known=with_known)) for _ in range(number)]
    return scope, asked, draw(subjects(scope)), draw(parameters)
