"""Conditions in three values, by the walker and by the closures, and the facts that leave them unknown."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from debridecode.engine.conditions import compiled, holds, missing, path_of
from debridecode.packs.model import (
    AllOf,
    AnyOf,
    AnyWound,
    EveryWound,
    FactRef,
    Leaf,
    Not,
    ParameterRef,
)

YES = Leaf("wound.measured_before", "is", operand=True)
NO = Leaf("wound.measured_before", "is", operand=False)
UNKNOWN = Leaf("wound.family", "is", "deep")
PARTS = {True: YES, False: NO, None: UNKNOWN}
VALUES = {"words": frozenset({"slough", "fibrin"}), "most": Decimal(8)}


def subject(**said):
    facts = {
        "measured_before": True,
        "family": None,
        "etiology": None,
        "method": "larval",
        "area_sq_cm": Decimal(8),
        "tissue_removed": frozenset({"slough"}),
        "encounter": SimpleNamespace(role="physician", setting=None),
        **said,
    }
    return SimpleNamespace(**facts)


def by_closure(condition, asked, scope, values):
    return compiled(condition, scope, values)(asked)


both_ways = pytest.mark.parametrize("ask", [holds, by_closure])


@both_ways
@pytest.mark.parametrize(
    ("parts", "all_", "any_"),
    [
        ((), True, False),
        ((True,), True, True),
        ((False,), False, False),
        ((None,), None, None),
        ((True, True), True, True),
        ((True, False), False, True),
        ((False, True), False, True),
        ((True, None), None, True),
        ((None, True), None, True),
        ((False, None), False, None),
        ((None, False), False, None),
        ((None, None), None, None),
        ((False, False), False, False),
        ((True, True, True), True, True),
        ((True, None, True), None, True),
        ((None, True, True), None, True),
        ((True, None, False), False, True),
        ((False, None, True), False, True),
        ((False, None, False), False, None),
        ((None, False, False), False, None),
        ((False, False, False), False, False),
    ],
)
def test_all_and_any(ask, parts, all_, any_):
    conditions = tuple(PARTS[part] for part in parts)
    assert ask(AllOf(conditions), subject(), "wound", {}) is all_
    assert ask(AnyOf(conditions), subject(), "wound", {}) is any_


@both_ways
@pytest.mark.parametrize(("part", "answer"), [(True, False), (False, True), (None, None)])
def test_not(ask, part, answer):
    assert ask(Not(PARTS[part]), subject(), "wound", {}) is answer


@both_ways
@pytest.mark.parametrize(
    ("wounds", "any_", "every"),
    [
        ((), False, True),
        ((True,), True, True),
        ((False,), False, False),
        ((None,), None, None),
        ((True, None), True, None),
        ((False, None), None, False),
        ((True, False), True, False),
        ((False, False), False, False),
        ((None, True, False), True, False),
    ],
)
def test_any_wound_and_every_wound(ask, wounds, any_, every):
    asked = SimpleNamespace(wounds=[subject(measured_before=each) for each in wounds])
    assert ask(AnyWound(YES), asked, "encounter", {}) is any_
    assert ask(EveryWound(YES), asked, "encounter", {}) is every


@both_ways
@pytest.mark.parametrize(
    ("fact", "operator", "operand", "answer"),
    [
        ("wound.method", "is", "larval", True),
        ("wound.method", "is", "enzymatic", False),
        ("wound.method", "is_not", "larval", False),
        ("wound.method", "is_not", "enzymatic", True),
        ("wound.method", "in", frozenset({"larval", "waterjet"}), True),
        ("wound.method", "in", frozenset({"waterjet"}), False),
        ("wound.method", "known", True, True),
        ("wound.method", "known", False, False),
        ("wound.family", "known", True, False),
        ("wound.family", "known", False, True),
        ("wound.family", "is", "deep", None),
        ("wound.family", "is_not", "deep", None),
        ("wound.family", "in", frozenset({"deep"}), None),
        ("wound.tissue_removed", "includes", frozenset({"slough", "eschar"}), True),
        ("wound.tissue_removed", "includes", frozenset({"eschar"}), False),
        ("wound.tissue_removed", "within", frozenset({"slough", "eschar"}), True),
        ("wound.tissue_removed", "within", frozenset({"slough"}), True),
        ("wound.tissue_removed", "within", frozenset({"eschar"}), False),
        ("wound.tissue_removed", "within", ParameterRef("words"), True),
        ("wound.tissue_removed", "includes", ParameterRef("none of that name"), None),
        ("wound.area_sq_cm", "lt", Decimal(9), True),
        ("wound.area_sq_cm", "lt", Decimal(8), False),
        ("wound.area_sq_cm", "le", Decimal(8), True),
        ("wound.area_sq_cm", "le", Decimal(7), False),
        ("wound.area_sq_cm", "gt", Decimal(7), True),
        ("wound.area_sq_cm", "gt", ParameterRef("most"), False),
        ("wound.area_sq_cm", "ge", Decimal(8), True),
        ("wound.area_sq_cm", "ge", Decimal(9), False),
        ("wound.area_sq_cm", "eq", ParameterRef("most"), True),
        ("wound.area_sq_cm", "eq", Decimal(7), False),
        ("wound.area_sq_cm", "ne", Decimal(7), True),
        ("wound.area_sq_cm", "ne", Decimal("8.0"), False),
        ("wound.area_sq_cm", "eq", FactRef("wound.area_sq_cm"), True),
        ("wound.area_sq_cm", "lt", FactRef("wound.area_sq_cm"), False),
        ("wound.method", "is", FactRef("wound.family"), None),
        ("wound.family", "is", FactRef("wound.method"), None),
        ("encounter.role", "is", "physician", True),
        ("encounter.role", "in", frozenset({"other"}), False),
        ("encounter.setting", "is", "practitioner", None),
    ],
)
def test_a_leaf(ask, fact, operator, operand, answer):
    assert ask(Leaf(fact, operator, operand), subject(), "wound", VALUES) is answer


@both_ways
@pytest.mark.parametrize("operator", ["includes", "within"])
def test_of_no_tissue_nothing_holds(ask, operator):
    leaf = Leaf("wound.tissue_removed", operator, frozenset({"slough"}))
    assert ask(leaf, subject(tissue_removed=frozenset()), "wound", {}) is False


def test_two_parts_are_not_asked_further_than_needed():
    """What was settled by the first part asks nothing of a second that could not be asked."""
    without = SimpleNamespace(measured_before=True)
    assert compiled(AllOf((NO, UNKNOWN)), "wound", {})(without) is False
    assert compiled(AllOf((NO, UNKNOWN, UNKNOWN)), "wound", {})(without) is False
    assert compiled(AnyOf((YES, UNKNOWN)), "wound", {})(without) is True


def test_a_fact_stands_on_its_subject_or_on_the_encounter():
    assert path_of("wound.method", "wound") == "method"
    assert path_of("encounter.role", "encounter") == "role"
    assert path_of("encounter.role", "wound") == "encounter.role"


ETIOLOGY = Leaf("wound.etiology", "is", "burn")


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        (YES, []),
        (UNKNOWN, ["wound.family"]),
        (AllOf((UNKNOWN, YES)), ["wound.family"]),
        (AllOf((UNKNOWN, NO)), []),
        (AnyOf((ETIOLOGY, NO, UNKNOWN)), ["wound.etiology", "wound.family"]),
        (AnyOf((ETIOLOGY, YES)), []),
        (AllOf((UNKNOWN, AnyOf((ETIOLOGY, YES)))), ["wound.family"]),
        (AllOf((UNKNOWN, Not(UNKNOWN))), ["wound.family"]),
        (Not(Leaf("encounter.setting", "is", "practitioner")), ["encounter.setting"]),
        (
            Leaf("wound.family", "is", FactRef("wound.etiology")),
            ["wound.family", "wound.etiology"],
        ),
        (Leaf("wound.method", "is", FactRef("wound.etiology")), ["wound.etiology"]),
        (Leaf("wound.area_sq_cm", "gt", ParameterRef("none of that name")), []),
    ],
)
def test_what_is_missing(condition, names):
    assert missing(condition, subject(), "wound", {}) == names


@pytest.mark.parametrize("of_wounds", [AnyWound, EveryWound])
def test_what_is_missing_of_any_wound_is_said_once(of_wounds):
    asked = SimpleNamespace(wounds=[subject(), subject(), subject(measured_before=None)])
    parts = AllOf((UNKNOWN, YES))
    assert missing(of_wounds(parts), asked, "encounter", {}) == [
        "wound.family",
        "wound.measured_before",
    ]


def test_what_is_missing_is_found_with_the_values_of_parameters():
    condition = AllOf((Leaf("wound.area_sq_cm", "le", ParameterRef("most")), UNKNOWN))
    assert missing(condition, subject(), "wound", {"most": Decimal(8)}) == ["wound.family"]
    assert missing(condition, subject(), "wound", {"most": Decimal(7)}) == []
    assert missing(Not(condition), subject(), "wound", {"most": Decimal(7)}) == []
    asked = SimpleNamespace(wounds=[subject()])
    assert missing(AnyWound(condition), asked, "encounter", {"most": Decimal(7)}) == []
    assert missing(AnyWound(condition), asked, "encounter", {"most": Decimal(8)}) == ["wound.family"]


@both_ways
@pytest.mark.parametrize("of_wounds", [AnyWound, EveryWound])
def test_parameters_are_known_in_every_part(ask, of_wounds):
    leaf = Leaf("wound.area_sq_cm", "le", ParameterRef("most"))
    for condition in (AnyOf((leaf,)), AllOf((leaf,)), Not(Not(leaf)), AnyOf((NO, leaf, NO))):
        assert ask(condition, subject(), "wound", VALUES) is True
        assert ask(of_wounds(condition), SimpleNamespace(wounds=[subject()]), "encounter", VALUES) is True


def test_what_is_missing_below_not_is_found_with_the_values_of_parameters():
    leaf = Leaf("wound.area_sq_cm", "le", ParameterRef("most"))
    assert missing(Not(AllOf((leaf, UNKNOWN))), subject(), "wound", VALUES) == ["wound.family"]
