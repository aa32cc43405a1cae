"""The record's own words stay in the record: they are in no repr, error, Decision or worksheet."""

import pickle
from decimal import Decimal

import pytest
from attrs import evolve, fields_dict
from hypothesis import given
from hypothesis import strategies as st

import debridecode as dc
from debridecode.interop.json import write
from debridecode.model import Assessment, Coverage, OtherService, PriorAuthorization
from debridecode.report.worksheet import worksheet
from property.strategies import books, complete_encounters, encounter, encounters, wound

WORD = "Zebulon"
# Words of a pack's lists stand around the canary, so that rules which read the text have something to find.
canaries = st.sampled_from([WORD, f"left heel {WORD}", f"slough delays healing, {WORD}", f" {WORD}\n{WORD}"])


def planted(whole, said):
    """The encounter with a canary in every field that holds the record's own words."""
    wounds = [
        evolve(
            each,
            location=said,
            medical_necessity=said,
            debridement=evolve(each.debridement, instruments=(said, said), technique=said),
            assessment=Assessment(**dict.fromkeys(fields_dict(Assessment), said)),
        )
        for each in whole.wounds
    ]
    return evolve(
        whole,
        wounds=tuple(wounds),
        care_instructions=said,
        note=said,
        coverage=Coverage(referral=said, prior_authorization=PriorAuthorization(number=said)),
        other_services=tuple(evolve(each, location=said) for each in whole.other_services),
    )


def test_every_field_of_words_is_planted():
    """A new field of free text must be planted too."""
    visit = OtherService(code="99213", units=1)
    whole = evolve(encounter([wound("w", "selective", Decimal(8))]), other_services=(visit,))
    whole = planted(whole, WORD)
    words = {"location", "medical_necessity", "technique", *fields_dict(Assessment)}
    words |= {"care_instructions", "note", "referral", "number"}
    told = {
        name
        for part in (
            whole,
            whole.coverage,
            whole.coverage.prior_authorization,
            whole.order,
            whole.plan_of_care,
            whole.history,
            whole.filing,
            whole.attachments,
            whole.therapy_plan,
            whole.global_period,
            *whole.wounds,
            *(each.debridement for each in whole.wounds),
            *whole.other_services,
        )
        for name, field in fields_dict(type(part)).items()
        if field.type == str | None and getattr(part, name) == WORD
    }
    assert told | set(fields_dict(Assessment)) == words
    # The location stands twice, of the wound and of the service; there are two instruments.
    assert write(whole).count(WORD) == len(words) + 3


@given(encounters() | complete_encounters(), canaries)
def test_no_repr_shows_the_records_words(whole, said):
    whole = planted(whole, said)
    parts = [
        whole,
        whole.setting,
        whole.rendering_provider,
        whole.coverage,
        whole.therapy_plan,
        whole.global_period,
        *whole.wounds,
        *whole.other_services,
    ]
    for each in whole.wounds:
        parts += [each.before, each.after, each.debridement, each.assessment]
    for part in parts:
        assert WORD not in repr(part)
        assert WORD not in str(part)
        assert WORD not in f"{part}"
    assert WORD not in repr(whole.wounds)


@given(encounters() | complete_encounters(), canaries)
def test_no_decision_or_worksheet_shows_the_records_words(whole, said):
    whole = planted(whole, said)
    for book in books(whole.date_of_service):
        decision = book.code(whole)
        for told in (
            write(decision),
            write(decision, indent=2),
            worksheet(decision, book.resolved.sources),
            repr(decision),
            str(decision),
            repr(decision.findings),
            repr(book),
        ):
            assert WORD not in told


@pytest.mark.parametrize("name", ["encounter_id", "date_of_service"])
def test_nothing_that_names_the_visit_is_in_a_repr(name):
    whole = evolve(encounter([wound("w", "selective", Decimal(8))]), encounter_id="enc-7712")
    assert str(getattr(whole, name)) not in repr(whole)
    assert repr(getattr(whole, name)) not in repr(whole)
    for book in books(whole.date_of_service):
        assert "enc-7712" not in repr(book.code(whole))


def test_diagnoses_are_in_no_repr():
    whole = encounter([wound("w", "selective", Decimal(8))])
    assert "L97" not in repr(whole)
    for book in books(whole.date_of_service):
        assert "L97" not in repr(book.code(whole))


TEXTS = (
    "location",
    "medical_necessity",
    "technique",
    "care_instructions",
    "note",
    "referral",
    "number",
)


def _made_with(name, value):
    """Make the part of the model that has a field, with a value in it."""
    if name in ("location", "medical_necessity"):
        return dc.Wound(wound_id="w", **{name: value})
    if name in ("care_instructions", "note"):
        return evolve(encounter([wound("w", "selective", Decimal(8))]), **{name: value})
    owner = {"technique": dc.Debridement, "referral": Coverage, "number": PriorAuthorization}
    return owner.get(name, Assessment)(**{name: value})


@pytest.mark.parametrize("wrong", [WORD * 1_000_000, [WORD], (WORD,), WORD.encode(), {WORD: WORD}], ids=type)
@pytest.mark.parametrize("name", [*TEXTS, *fields_dict(Assessment)])
def test_no_error_shows_the_records_words(name, wrong):
    with pytest.raises(dc.EncounterError) as caught:
        _made_with(name, wrong)
    error = caught.value
    assert [place for place, _ in error.problems] == [name]
    for told in (str(error), repr(error), repr(error.args), repr(error.__cause__), repr(error.__context__)):
        assert WORD not in told
    assert WORD.encode() not in pickle.dumps(error)


def test_no_error_elsewhere_shows_the_records_words():
    """Something else is wrong, and the words are at hand when the error is made."""
    whole = planted(encounter([wound("w", "selective", Decimal(8))]), WORD)
    for text in (
        write(whole).replace('"area_sq_cm": 8', '"area_sq_cm": "8"'),
        write(whole).replace('"w"', "5"),
        write(whole).replace('"payer"', '"paier"'),
        write(whole)[:-1],
        write(whole)[:-1] + ', "payer": "cms/base"}',
    ):
        with pytest.raises(dc.EncounterError) as caught:
            dc.read_encounter(text)
        error = caught.value
        for told in (
            str(error),
            repr(error),
            repr(error.args),
            repr(error.__cause__),
            repr(error.__context__),
        ):
            assert WORD not in told
