"""A second opinion on conditions: walker, closures and CEL give the same answer, the unknown included."""

import json
from decimal import Decimal
from functools import cache
from itertools import pairwise, product
from types import SimpleNamespace

import pytest
from hypothesis import given, settings

from debridecode import ClaimLine, rulebook
from debridecode.engine import program
from debridecode.engine.conditions import compiled, holds
from debridecode.packs.bundled import bundled, bundled_chain
from debridecode.packs.catalogue import FACTS, OPERATORS, SCOPES, facts_of
from debridecode.packs.model import AllOf, AnyOf, AnyWound, EveryWound, FactRef, Not, ParameterRef
from debridecode.packs.structure import condition_from
from property.as_cel import as_value, asked
from property.conditions import cases, words_of
from property.strategies import FEW, encounters

SLOTS = {
    scope: [fact.slot for fact in FACTS.values() if fact.scope == scope and fact.kind != "text"]
    for scope in SCOPES
}
"""The facts of each scope that a condition may ask for."""


# From the objects that the engine walks, back to the JSON that the translation reads.


def written(condition):
    """The JSON of a condition."""
    match condition:
        case AllOf(parts):
            return {"all": [written(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [written(part) for part in parts]}
        case Not(part):
            return {"not": written(part)}
        case AnyWound(part):
            return {"any_wound": written(part)}
        case EveryWound(part):
            return {"every_wound": written(part)}
    return {"fact": condition.fact, condition.operator: _operand(condition.operand)}


def _operand(operand):
    match operand:
        case ParameterRef(id_):
            return {"parameter": id_}
        case FactRef(name):
            return {"fact": name}
        case frozenset():
            return sorted(operand)
    return operand


# What is known, as CEL is given it.


def known(thing, scope):
    """The facts of a thing that are known, by slot."""
    facts = ((slot, getattr(thing, slot)) for slot in SLOTS[scope])
    return {slot: as_value(value) for slot, value in facts if value is not None}


def variables(subject, scope):
    """Every fact that a condition of a scope may name, and that is known."""
    if scope == "encounter":
        wounds = [known(wound, "wound") for wound in subject.wounds]
        return {"encounter": known(subject, "encounter"), "wounds": wounds}
    return {"encounter": known(subject.encounter, "encounter"), scope: known(subject, scope)}


def opinions(raw, scope, values):
    """A condition ready to be put to the walker, the closures and CEL: of a subject, their one answer."""
    condition, in_cel = condition_from(raw), asked(raw, values)
    test = compiled(condition, scope, values)

    def answer(subject):
        walked = holds(condition, subject, scope, values)
        assert test(subject) is walked
        assert in_cel(variables(subject, scope)) is walked
        return walked

    return answer


# Any condition.


@settings(max_examples=40)
@given(cases(number=8))
def test_all_three_agree(case):
    scope, conditions, subject, values = case
    for condition in conditions:
        raw = written(condition)
        assert condition_from(raw) == condition
        opinions(raw, scope, values)(subject)


# Each fact that a condition names, with every value that the condition can tell from the others, and unknown.


def named(raw, values):
    """Fact -> what a condition holds it against: words and numbers, those of parameters too."""
    if isinstance(raw, list):
        parts = raw
    elif "fact" not in raw:
        parts = [part for value in raw.values() for part in (value if isinstance(value, list) else [value])]
    else:
        [operand] = (value for key, value in raw.items() if key != "fact")
        if isinstance(operand, dict) and "fact" in operand:
            return {raw["fact"]: set(), operand["fact"]: set()}
        held = values.get(operand["parameter"]) if isinstance(operand, dict) else operand
        return {raw["fact"]: set(held) if isinstance(held, list | frozenset) else {held} - {None}}
    found = {}
    for part in parts:
        for name, held in named(part, values).items():
            found[name] = found.get(name, set()) | held
    return found


def values_told_apart(name, held):
    """Unknown, then a value on every side of what a fact is held against."""
    fact = FACTS[name]
    if fact.kind == "yes_no":
        return [None, False, True]
    if fact.kind == "number":
        steps = (Decimal("-0.0001"), Decimal(0), Decimal("0.0001"))
        return [None, *sorted({Decimal(each) + step for each in held or {8} for step in steps})]
    words = {word for word in held if isinstance(word, str)}
    other = next((word for word in words_of(fact) if word not in words), "another")
    if fact.kind == "words":
        return [None, *map(frozenset, [(), {other}, {other, *words}, words, *({word} for word in words)])]
    return [None, *sorted(words), other]


def things(scope, told_apart):
    """A thing of a scope for every choice of values; facts that are not named are unknown."""
    mine = {FACTS[name].slot: values for name, values in told_apart.items() if FACTS[name].scope == scope}
    for chosen in product(*mine.values()):
        yield SimpleNamespace(**{**dict.fromkeys(SLOTS[scope]), **dict(zip(mine, chosen, strict=True))})


def subjects_for(raw, scope, values):
    """Everything of a scope that a condition can tell apart; of wounds, none, each, and two in a row."""
    told_apart = {name: values_told_apart(name, held) for name, held in named(raw, values).items()}
    for encounter in things("encounter", told_apart):
        encounter.wounds = []
        if scope != "encounter":
            for subject in things(scope, told_apart):
                subject.encounter = encounter
                yield subject
            continue
        yield encounter
        wounds = list(things("wound", told_apart))
        for group in (*((wound,) for wound in wounds), *pairwise(wounds)):
            encounter.wounds = list(group)
            for wound in group:
                wound.encounter = encounter
            yield encounter


PARAMETERS = {"number": Decimal(8), "words": frozenset({"slough", "fibrin"})}


def operands(fact, operator, scope):
    """Every form of what a fact may be held against."""
    if operator == "known" or fact.kind == "yes_no":
        return [True, False]
    others = [{"fact": name} for name, other in facts_of(scope).items() if other.kind == fact.kind]
    if fact.kind == "number":
        return [8, Decimal("8.5"), {"parameter": "number"}, *others]
    if operator in ("in", "includes", "within"):
        words = [*words_of(fact), "else"][:3]
        sets = [words[:1], words]
        return sets if operator == "in" else [*sets, {"parameter": "words"}, *others]
    return [(*words_of(fact), "else")[0], *others]


@pytest.mark.parametrize("scope", SCOPES)
def test_every_operator_on_every_fact_against_every_form_of_operand(scope):
    for fact in facts_of(scope).values():
        for operator in OPERATORS[fact.kind]:
            for operand in operands(fact, operator, scope):
                leaf = {"fact": fact.name, operator: operand}
                for raw, values in product((leaf, {"not": leaf}), (PARAMETERS, {})):
                    answer = opinions(raw, scope, values)
                    for subject in subjects_for(leaf, scope, PARAMETERS):
                        answer(subject)


@pytest.mark.parametrize("quantifier", ["any_wound", "every_wound"])
@pytest.mark.parametrize("inside", ["all", "any"])
def test_wounds_of_every_kind(quantifier, inside):
    """Facts of the encounter are the same for every wound, and facts of the wound are not."""
    parts = [
        {"fact": "wound.instrument_documented", "is": False},
        {"not": {"fact": "wound.area_sq_cm", "gt": {"parameter": "number"}}},
        {"fact": "encounter.role", "in": ["physician"]},
    ]
    raw = {quantifier: {inside: parts}}
    answer = opinions(raw, "encounter", PARAMETERS)
    answers = {answer(subject) for subject in subjects_for(raw, "encounter", PARAMETERS)}
    assert answers == {True, False, None}


# The conditions of the packs that come with the library.


def conditions_of(document):
    """Where each condition of a pack stands, its scope, and its JSON."""
    for id_, rule in document.get("rules", {}).items():
        for segment in rule["history"]:
            if "when" in segment:
                yield id_, rule["scope"], segment["when"]
    for id_, table in document.get("tables", {}).items():
        for segment in table.get("history", ()):
            for row in segment["rows"]:
                if "when" in row:
                    yield f"{id_}.{row['id']}", "wound", row["when"]


@pytest.mark.parametrize("pack", sorted(bundled()))
def test_every_condition_of_a_bundled_pack(pack):
    values = {
        parameter.id: parameter.history[-1].value
        for each in bundled_chain(pack)
        for parameter in each.parameters.values()
        if not parameter.type.endswith("_groups")
    }
    for id_, scope, raw in conditions_of(json.loads(bundled()[pack])):
        answer = opinions(raw, scope, values)
        answers = {answer(subject) for subject in subjects_for(raw, scope, values)}
        assert raw == {"all": []} or {True, False} <= answers, id_


@cache
def asked_thrice(pack, day):
    """A rule book whose every condition is put to all three, of whatever the engine asks it of."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(program, "compiled", lambda condition, *of: opinions(written(condition), *of))
        return rulebook(pack, on=day)


@settings(max_examples=8)
@given(encounters(wounds=3))
def test_what_the_engine_asks_of_an_encounter_and_its_claim(encounter):
    lines = [ClaimLine(code="97597", units=1), ClaimLine(code="11042", units=2)]
    for pack in FEW:
        asked_thrice(pack, encounter.date_of_service).audit(encounter, lines)
