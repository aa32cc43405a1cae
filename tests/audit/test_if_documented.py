"""What each missing fact would lead to: for every answer, just what code() gives with that answer put in."""

import pytest
from attrs import evolve
from records import (
    RECORDS,
    RIGHT_CALF,
    RIGHT_HEEL,
    book,
    hospital,
    record,
    service,
    treated,
    two_depths,
)

import debridecode as dc
from debridecode import vocabulary
from debridecode.model import GlobalPeriod, TherapyPlan
from property.strategies import NOTHING_MEASURED

YES_NO = {"yes": True, "no": False}


def _done(whole, wound_id, **changes):
    wounds = [
        evolve(each, debridement=evolve(each.debridement, **changes)) if each.wound_id == wound_id else each
        for each in whole.wounds
    ]
    return evolve(whole, wounds=tuple(wounds))


def _wound(whole, wound_id, **changes):
    wounds = [evolve(each, **changes) if each.wound_id == wound_id else each for each in whole.wounds]
    return evolve(whole, wounds=tuple(wounds))


def _apart(whole, value):
    return evolve(whole, wounds=tuple(evolve(each, separate_wound=value) for each in whole.wounds))


def _visits(whole, value):
    return evolve(
        whole,
        other_services=tuple(evolve(each, separately_identifiable=value) for each in whole.other_services),
    )


def _words(words):
    return {word: word for word in words}


ONE = record(treated("A", "selective", 30))
UNSIZED = evolve(
    _done(_wound(two_depths(), "A", before=NOTHING_MEASURED, after=NOTHING_MEASURED), "A", area_sq_cm=None)
)
THERAPIST = dc.RenderingProvider(role="physical_therapist", therapy_plan_of_care=True)
DOCTOR_UNDER_PLAN = dc.RenderingProvider(role="physician", therapy_plan_of_care=True)
OVER = TherapyPlan(threshold_exceeded=False)

# fact -> record without it, the wound, each answer in words, how to put an answer in.
CASES = {
    "wound.method": (
        _done(two_depths(), "A", method=None), "A", _words(vocabulary.METHODS),
        lambda whole, word: _done(whole, "A", method=word),
    ),
    "wound.deepest_tissue_removed": (
        _done(two_depths(), "B", deepest_tissue_removed=None), "B", _words(vocabulary.LAYERS),
        lambda whole, word: _done(whole, "B", deepest_tissue_removed=word),
    ),
    "wound.etiology": (
        _wound(two_depths(), "A", etiology=None), "A", _words(vocabulary.ETIOLOGIES),
        lambda whole, word: _wound(whole, "A", etiology=word),
    ),
    "encounter.setting": (
        evolve(two_depths(), setting=None), None, _words(vocabulary.CLAIM_FORMS),
        lambda whole, word: evolve(whole, setting=dc.EncounterSetting(claim_form=word)),
    ),
    "encounter.role": (
        evolve(two_depths(), rendering_provider=dc.RenderingProvider(therapy_plan_of_care=False)), None,
        _words(vocabulary.ROLES),
        lambda whole, word: evolve(
            whole, rendering_provider=evolve(whole.rendering_provider, role=word)
        ),
    ),
    "encounter.therapy_plan_of_care": (
        evolve(ONE, rendering_provider=dc.RenderingProvider(role="physical_therapist"), therapy_plan=OVER),
        None, YES_NO,
        lambda whole, value: evolve(
            whole, rendering_provider=evolve(whole.rendering_provider, therapy_plan_of_care=value)
        ),
    ),
    "encounter.plan_discipline": (
        evolve(ONE, rendering_provider=DOCTOR_UNDER_PLAN, therapy_plan=OVER), None,
        _words(vocabulary.DISCIPLINES),
        lambda whole, word: evolve(whole, therapy_plan=evolve(whole.therapy_plan, discipline=word)),
    ),
    "encounter.therapy_threshold_exceeded": (
        evolve(ONE, rendering_provider=THERAPIST), None, YES_NO,
        lambda whole, value: evolve(whole, therapy_plan=TherapyPlan(threshold_exceeded=value)),
    ),
    "encounter.postoperative": (
        evolve(ONE, global_period=GlobalPeriod(within=True)), None,
        {
            f"yes, {word.replace('_', ' ')}": GlobalPeriod(within=True, relation=word)
            for word in vocabulary.POSTOPERATIVE
        },
        lambda whole, value: evolve(whole, global_period=value),
    ),
    "pair.distinct_by": (
        record(
            treated("A", "selective", 8, location=None, laterality=None),
            treated("B", "subcutaneous", 8, RIGHT_HEEL),
        ),
        None, {"separate wounds": True, "one wound": False}, _apart,
    ),
    "pair.separately_identifiable": (
        record(treated("A", "selective", 8), services=[service("99213")]), None, YES_NO, _visits,
    ),
}  # fmt: skip
CLINICIAN_ASKED = {
    "wound.method",
    "wound.deepest_tissue_removed",
    "wound.etiology",
    "pair.distinct_by",
    "pair.separately_identifiable",
}
"""Facts whose question goes to a clinician and whose answers are a closed list."""


def _short(decision):
    return tuple(
        " ".join((each.code, f"x{each.units}", *map(str, each.modifiers))) for each in decision.lines
    )


@pytest.mark.parametrize("fact", CASES)
def test_each_answer_gives_what_code_gives(fact):
    whole, wound_id, answers, put = CASES[fact]
    assert book().code(whole).status == "query"
    told = [each for each in book().if_documented(whole) if (each.fact, each.wound_id) == (fact, wound_id)]
    assert sorted(word for each in told for word in each.answers) == sorted(answers)
    for each in told:
        for word in each.answers:
            decision = book().code(put(whole, answers[word]))
            assert (each.status, each.lines) == (decision.status, _short(decision)), word


@pytest.mark.parametrize("fact", CASES)
def test_answers_that_lead_to_the_same_are_told_together(fact):
    whole, wound_id, *_ = CASES[fact]
    told = [each for each in book().if_documented(whole) if (each.fact, each.wound_id) == (fact, wound_id)]
    outcomes = [(each.status, each.lines, each.other_lines) for each in told]
    assert len(outcomes) == len(set(outcomes))


def test_an_area_within_the_first_step_and_one_beyond_it():
    told = [each for each in book().if_documented(UNSIZED) if each.fact == "wound.area_sq_cm"]
    assert {each.wound_id for each in told} == {"A"}
    assert {each.answers: each.lines for each in told} == {
        ("20 sq cm",): ("11042 x1", "97597 x1 XS"),
        ("40 sq cm",): ("11042 x1", "97597 x1 XS", "97598 x1 XS"),
    }


@pytest.mark.parametrize("name", RECORDS)
def test_nothing_when_nothing_is_open(name):
    assert book().if_documented(RECORDS[name]) == ()


def test_nothing_when_there_is_no_debridement():
    whole = record(treated("A", "selective", 8, debridement=dc.Debridement(method="dressing_change_only")))
    assert book().if_documented(whole) == ()


def _facts(whole):
    return {(each.fact, each.wound_id) for each in book(whole.date_of_service).if_documented(whole)}


def test_several_missing_facts_are_each_listed():
    whole = _wound(
        _done(_done(two_depths(), "A", method=None), "B", deepest_tissue_removed=None), "A", etiology=None
    )
    assert {
        ("wound.method", "A"),
        ("wound.etiology", "A"),
        ("wound.deepest_tissue_removed", "B"),
    } <= _facts(whole)


@pytest.mark.parametrize("fact", sorted(CLINICIAN_ASKED))
def test_a_fact_asked_of_a_clinician_is_listed(fact):
    whole, wound_id, *_ = CASES[fact]
    asked = [
        each for each in book().code(whole).findings if fact in each.facts and each.ask_of == "clinician"
    ]
    assert asked
    assert (fact, wound_id) in _facts(whole)


def test_the_tissue_removed_is_a_closed_list_too():
    """`wound.devitalized_tissue_removed` is asked as: what tissue was removed, if any was."""
    whole = _done(ONE, "A", deepest_tissue_removed=None, tissue_removed=())
    asked = [
        each
        for each in book().code(whole).findings
        if "wound.devitalized_tissue_removed" in each.facts and each.ask_of == "clinician"
    ]
    assert asked
    assert ("wound.devitalized_tissue_removed", "A") in _facts(whole)


def test_the_global_period_of_a_surgical_wound_is_listed():
    """The status is `query` for want of it (docs/decisions/0015), and `if_documented` shows each answer."""
    whole = record(treated("A", "subcutaneous", 8, etiology="surgical_wound"))
    decision = book().code(whole)
    assert decision.status == "query"
    errors = [each.rule for each in decision.findings if each.severity == "error"]
    assert errors == ["cms/base:global.not-supplied"]
    told = {each.answers: each.lines for each in book().if_documented(whole)}
    assert told == {
        ("no",): ("11042 x1",),
        ("yes, staged",): ("11042 x1 58",),
        ("yes, return to operating room",): ("11042 x1 78",),
        ("yes, complication elsewhere",): (),
        ("yes, unrelated",): ("11042 x1 79",),
    }


def test_whether_a_visit_is_apart_changes_the_visit_and_not_the_debridement_lines():
    whole = CASES["pair.separately_identifiable"][0]
    told = {each.answers: (each.status, each.lines, each.other_lines) for each in book().if_documented(whole)}
    assert told == {
        ("yes",): ("clean", ("97597 x1",), ("99213 x1 25",)),
        ("no",): ("clean", ("97597 x1",), ()),
    }


def test_where_and_when_another_service_was_done():
    """29581 is column 2 to 97597, indicator 1: bundled at the same wound, XE in another session."""
    whole = record(treated("A", "selective", 8), services=[service("29581")])
    told = {each.answers: (each.status, each.lines, each.other_lines) for each in book().if_documented(whole)}
    assert told == {
        ("other services at these wounds",): ("clean", ("97597 x1",), ()),
        ("other services in another session",): ("clean", ("97597 x1",), ("29581 x1 XE",)),
    }


def test_a_fact_of_a_wound_names_the_wound():
    for whole, *_ in CASES.values():
        for each in book().if_documented(whole):
            assert (each.wound_id is not None) is each.fact.startswith("wound.")


def test_in_a_hospital_the_answers_are_those_of_its_tables():
    whole = hospital(treated("A", "selective", 8), treated("B", "nonselective", 8, RIGHT_CALF))
    whole = _done(whole, "B", method=None)
    for each in book().if_documented(whole):
        for word in each.answers:
            assert _short(book().code(_done(whole, "B", method=word))) == each.lines
