"""97597 with 97602 in a hospital: indicator 0 until 2024-12-31, indicator 1 from 2025-01-01."""

from datetime import date

import pytest
from attrs import evolve
from records import DAY, LEFT_HEEL, RIGHT_CALF, audit, book, brief, found, hospital, record, treated

BEFORE, AFTER = date(2024, 12, 31), date(2025, 1, 1)
LATE = date(2026, 7, 1)


def _apart(day, area=8, place=RIGHT_CALF):
    return hospital(treated("A", "selective", area), treated("B", "nonselective", 8, place), day=day)


def _only(rule, findings):
    (each,) = [one for one in findings if one.rule.endswith(f":{rule}")]
    return each


def test_before_the_change_97602_is_not_billable():
    decision = book(BEFORE).code(_apart(BEFORE))
    assert brief(decision) == ["97597 x1"]
    assert decision.status == "clean"
    never = _only("pairs.never", decision.findings)
    assert never.outcome == "failed"
    for word in ("97597", "97602", "indicator 0", "I/OCE"):
        assert word in never.message


def test_after_the_change_97602_carries_xs():
    decision = book(AFTER).code(_apart(AFTER))
    assert brief(decision) == ["97597 x1", "97602 x1 XS"]
    assert decision.status == "clean"
    (earned,) = [step for step in decision.steps if step.rule.endswith(":pairs.earned")]
    for word in ("97597", "97602", "indicator 1", "I/OCE", "XS"):
        assert word in earned.text


def test_after_the_change_one_place_earns_nothing():
    decision = book(AFTER).code(_apart(AFTER, place=LEFT_HEEL))
    assert brief(decision) == ["97597 x1"]
    assert decision.status == "query"


@pytest.mark.parametrize("day", [BEFORE, AFTER, date(2026, 6, 30)])
def test_the_pair_with_the_add_on_keeps_indicator_0(day):
    decision = book(day).code(_apart(day, area=30))
    assert brief(decision) == ["97597 x1", "97598 x1"]
    assert audit(_apart(day, area=30), "97597 x1", "97598 x1", "97602 x1 XS").status == "differs"


@pytest.mark.parametrize("modifier", ["", "XS", "59", "LT"])
def test_before_the_change_no_modifier_helps(modifier):
    done = audit(_apart(BEFORE), "97597 x1", f"97602 x1 {modifier}")
    assert done.status == "differs"
    (refused,) = [each for each in done.differences if each.matter == "refused"]
    assert refused.code == "97602"
    assert refused.positions == (1,)
    assert refused.because == ("cms/base:pairs.never",)
    for word in ("97597", "97602", "indicator 0", "I/OCE", "in force on the date of service"):
        assert word in refused.message
    assert audit(_apart(BEFORE), "97597 x1").differences == ()


def test_after_the_change_the_modifier_is_held_to_the_record():
    whole = _apart(AFTER)
    assert audit(whole, "97597 x1", "97602 x1 XS").differences == ()
    assert audit(whole, "97597 x1", "97602 x1 XS").status == "agrees"
    assert found(audit(whole, "97597 x1", "97602 x1 59")) == {("modifier_alternative", "97602", "59"): 1}
    done = audit(whole, "97597 x1", "97602 x1")
    assert done.status == "differs"
    (missing,) = done.differences
    assert (missing.matter, missing.code, missing.modifier) == ("modifier_missing", "97602", "XS")
    for word in ("97597", "97602", "indicator 1", "I/OCE", "in force on the date of service"):
        assert word in missing.message
    assert found(audit(whole, "97597 x1")) == {("not_billed", "97602", None): 1}


def test_on_a_professional_claim_97602_is_never_billed():
    for day in (BEFORE, AFTER):
        whole = record(treated("A", "selective", 8), treated("B", "nonselective", 8, RIGHT_CALF), day=day)
        assert brief(book(day).code(whole)) == ["97597 x1"]
        assert audit(whole, "97597 x1", "97602 x1 XS").status == "differs"


@pytest.mark.parametrize("day", [AFTER, date(2026, 6, 30)])
def test_the_release_covers_the_date(day):
    for decision in (book(day).code(_apart(day)), audit(_apart(day), "97597 x1").decision):
        (pairs,) = [each for each in decision.provenance.tables if each.id == "ncci-ptp-hospital"]
        assert pairs.release.startswith("I/OCE")
        assert pairs.covers_date_of_service


def test_a_date_after_the_last_quarter_is_flagged():
    decision = book(LATE).code(_apart(LATE))
    assert brief(decision) == ["97597 x1", "97602 x1 XS"]
    (pairs,) = [each for each in decision.provenance.tables if each.id == "ncci-ptp-hospital"]
    assert not pairs.covers_date_of_service
    flagged = [each.message for each in decision.findings if each.rule.endswith(":tables.out-of-period")]
    assert any("pair table" in message and "I/OCE" in message for message in flagged)
    (missing,) = audit(_apart(LATE), "97597 x1", "97602 x1").differences
    assert "2026-06-30" in missing.message
    assert "not for the date of service" in missing.message


def test_the_practitioner_release_covers_its_quarter_alone():
    wounds = (treated("A", "selective", 8), treated("B", "subcutaneous", 8, RIGHT_CALF))
    for day, covers in ((DAY, True), (date(2024, 9, 30), True), (date(2024, 10, 1), False)):
        done = audit(record(*wounds, day=day), "11042 x1", "97597 x1")
        (missing,) = done.differences
        assert ("not for the date of service" in missing.message) is not covers
        tables = {each.id: each.covers_date_of_service for each in done.decision.provenance.tables}
        assert tables["ncci-ptp-practitioner"] is covers


def test_a_place_that_cannot_be_told_is_asked_for():
    whole = _apart(AFTER)
    untold = evolve(whole.wounds[1], location="leg", laterality=None)
    done = audit(evolve(whole, wounds=(whole.wounds[0], untold)), "97597 x1", "97602 x1 XS")
    assert done.status == "query"
    assert found(done) == {("not_told", "97602", None): 1}
