"""The plain walker and the closures answer alike, and both keep to Kleene's three values."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debridecode.engine.conditions import compiled, holds
from debridecode.packs.catalogue import FACTS, OPERATORS, SCOPES, facts_of
from debridecode.packs.model import AllOf, AnyOf, AnyWound, EveryWound, FactRef, Leaf, Not, ParameterRef
from property.conditions import cases, conditions, leaves, parameters, subjects, values_of, words_of


def run(condition, subject, scope, values):
    return compiled(condition, scope, values)(subject)


both_ways = pytest.mark.parametrize("ask", [holds, run])


def test_every_operator_of_the_catalogue_is_asked():
    """The tests below draw from these; a new operator must be drawn too, and answered by both."""
    kinds = {fact.kind for fact in FACTS.values()}
    operators = {name for kind in kinds for name in OPERATORS[kind]}
    assert operators == {
        "is",
        "is_not",
        "in",
        "known",
        "includes",
        "within",
        "lt",
        "le",
        "gt",
        "ge",
        "eq",
        "ne",
    }


@given(cases())
def test_the_walker_and_the_closures_agree(case):
    scope, [condition], subject, values = case
    walked = holds(condition, subject, scope, values)
    assert walked in (True, False, None)
    assert compiled(condition, scope, values)(subject) is walked


@pytest.mark.parametrize(
    ("scope", "fact", "operator"),
    [
        (scope, fact.name, operator)
        for scope in SCOPES
        for fact in facts_of(scope).values()
        for operator in OPERATORS[fact.kind]
    ],
)
def test_each_operator_on_each_fact_known_and_unknown(scope, fact, operator):
    """Asked one by one, so that none is left to luck: against itself, and against nothing."""
    declared = FACTS[fact]
    word = (words_of(declared) or ("text",))[0]
    alike = {"yes_no": True, "number": Decimal(20), "words": frozenset({word})}.get(declared.kind, word)
    operand = frozenset({word}) if operator == "in" else True if operator == "known" else alike
    condition = Leaf(fact, operator, operand)
    for value, answer in (
        (alike, operator in _TRUE_OF_EQUALS),
        (None, False if operator == "known" else None),
    ):
        encounter = SimpleNamespace(wounds=[])
        subject = encounter if scope == "encounter" else SimpleNamespace(encounter=encounter)
        setattr(encounter if declared.scope == "encounter" else subject, declared.slot, value)
        assert holds(condition, subject, scope, {}) is answer
        assert compiled(condition, scope, {})(subject) is answer


_TRUE_OF_EQUALS = {"is", "in", "known", "includes", "within", "le", "ge", "eq"}


MEANS = {
    "is": lambda value, operand: value == operand,
    "is_not": lambda value, operand: value != operand,
    "in": lambda value, operand: value in operand,
    "includes": lambda value, operand: len(value - operand) < len(value),
    "within": lambda value, operand: len(value) > 0 and len(value - operand) == 0,
    "lt": lambda value, operand: value - operand < 0,
    "le": lambda value, operand: value - operand <= 0,
    "gt": lambda value, operand: value - operand > 0,
    "ge": lambda value, operand: value - operand >= 0,
    "eq": lambda value, operand: value - operand == 0,
    "ne": lambda value, operand: value - operand != 0,
}
"""What each operator means, said another way; of no words, nothing is included and nothing is within."""


@both_ways
@given(data=st.data(), scope=st.sampled_from(SCOPES), values=parameters)
def test_a_leaf_means_what_its_operator_says(ask, data, scope, values):
    leaf = data.draw(leaves(scope, with_known=True))
    subject = data.draw(subjects(scope))

    def fact(name):
        holder = subject if FACTS[name].scope == scope else subject.encounter
        return getattr(holder, FACTS[name].slot)

    value, operand = fact(leaf.fact), leaf.operand
    if isinstance(operand, FactRef):
        operand = fact(operand.name)
    elif isinstance(operand, ParameterRef):
        operand = values.get(operand.id)
    if leaf.operator == "known":
        expected = operand if value is not None else not operand
    elif value is None or operand is None:
        expected = None
    else:
        expected = MEANS[leaf.operator](value, operand)
    assert ask(leaf, subject, scope, values) is expected


@both_ways
@pytest.mark.parametrize("operator", ["includes", "within"])
def test_of_no_words_nothing_holds(ask, operator):
    leaf = Leaf("wound.tissue_removed", operator, frozenset({"slough"}))
    assert ask(leaf, SimpleNamespace(tissue_removed=frozenset()), "wound", {}) is False


@both_ways
@given(case=cases())
def test_not_not(ask, case):
    scope, [condition], subject, values = case
    assert ask(Not(Not(condition)), subject, scope, values) is ask(condition, subject, scope, values)


@both_ways
@given(case=cases(number=2))
def test_de_morgan(ask, case):
    scope, [first, second], subject, values = case
    both, either = AllOf((first, second)), AnyOf((first, second))
    neither, not_both = AllOf((Not(first), Not(second))), AnyOf((Not(first), Not(second)))
    assert ask(Not(both), subject, scope, values) is ask(not_both, subject, scope, values)
    assert ask(Not(either), subject, scope, values) is ask(neither, subject, scope, values)


@both_ways
@given(condition=conditions("wound"), subject=subjects("encounter"), values=parameters)
def test_de_morgan_over_wounds(ask, condition, subject, values):
    def answer(asked):
        return ask(asked, subject, "encounter", values)

    assert answer(Not(AnyWound(condition))) is answer(EveryWound(Not(condition)))
    assert answer(Not(EveryWound(condition))) is answer(AnyWound(Not(condition)))
    one_by_one = [ask(condition, wound, "wound", values) for wound in subject.wounds]
    expected = False if False in one_by_one else None if None in one_by_one else True
    assert answer(EveryWound(condition)) is expected


@both_ways
@given(case=cases(number=2))
def test_kleenes_tables(ask, case):
    """`all` is the least of its parts and `any` the greatest, where false < unknown < true."""
    scope, pair, subject, values = case
    rank = [False, None, True]
    one, two = (rank.index(ask(each, subject, scope, values)) for each in pair)
    assert ask(AllOf(tuple(pair)), subject, scope, values) is rank[min(one, two)]
    assert ask(AnyOf(tuple(pair)), subject, scope, values) is rank[max(one, two)]


@both_ways
@given(case=cases(number=3))
def test_a_further_part_never_makes_all_true_nor_any_false(ask, case):
    """Unknown never becomes true by adding a conjunct, nor false by adding an alternative."""
    scope, [first, second, more], subject, values = case
    less = ask(AllOf((first, second)), subject, scope, values)
    if less is not True:
        assert ask(AllOf((first, second, more)), subject, scope, values) is not True
        assert ask(AllOf((more, first, second)), subject, scope, values) is not True
    less = ask(AnyOf((first, second)), subject, scope, values)
    if less is not False:
        assert ask(AnyOf((first, second, more)), subject, scope, values) is not False


@both_ways
@given(case=cases(), values=parameters)
def test_the_order_of_parts_is_of_no_consequence(ask, case, values):
    scope, [condition], subject, _ = case
    if isinstance(condition, AllOf | AnyOf):
        turned = type(condition)(condition.parts[::-1])
        assert ask(turned, subject, scope, values) is ask(condition, subject, scope, values)


@both_ways
@given(case=cases(with_known=False), data=st.data())
def test_learning_a_fact_never_turns_an_answer(ask, case, data):
    """True or false with a fact unknown stays so, whatever the fact turns out to be; only `known` turns."""
    scope, [condition], subject, values = case
    before = ask(condition, subject, scope, values)
    things = [(scope, subject)]
    if scope == "encounter":
        things += [("wound", wound) for wound in subject.wounds]
    else:
        things.append(("encounter", subject.encounter))
    for its_scope, thing in things:
        for fact in FACTS.values():
            if fact.scope == its_scope and getattr(thing, fact.slot) is None and data.draw(st.booleans()):
                setattr(thing, fact.slot, data.draw(values_of(fact)))
    after = ask(condition, subject, scope, values)
    assert before is None or after is before


@both_ways
@given(case=cases(with_known=False))
def test_nothing_known_is_never_answered_by_a_leaf(ask, case):
    """With no fact known, no leaf is true or false; `all` of none is true and `any` of none is false."""
    scope, [condition], _, values = case
    nothing = SimpleNamespace(**{fact.slot: None for fact in FACTS.values() if fact.scope == "encounter"})
    nothing.wounds = []
    subject = nothing
    if scope != "encounter":
        subject = SimpleNamespace(
            **{fact.slot: None for fact in FACTS.values() if fact.scope == scope}, encounter=nothing
        )
    if isinstance(condition, Leaf):
        assert ask(condition, subject, scope, values) is None
    assert ask(AllOf(()), subject, scope, values) is True
    assert ask(AnyOf(()), subject, scope, values) is False
