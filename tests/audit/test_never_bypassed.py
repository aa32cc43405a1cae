"""Indicator 0 is never bypassed; one side, 25 on a procedure, or another diagnosis earns no bypass."""

from datetime import date

import pytest
from records import (
    ADD_ONS,
    DAY,
    LEFT_HEEL,
    MODIFIERS,
    PRIMARIES,
    RIGHT_CALF,
    RIGHT_HEEL,
    SACRUM,
    audit,
    book,
    brief,
    found,
    hospital,
    line,
    record,
    service,
    treated,
    two_depths,
)

from debridecode.packs.bundled import bundled_releases

# Written out from the CMS rows of 2024 Q3, and for the hospital from those of each quarter until 2026 Q2.
PRACTITIONER = {
    ("97597", "97602"),
    ("97598", "97602"),
    ("97602", "97607"),
    ("97602", "97608"),
    ("97605", "97602"),
    ("97606", "97602"),
    ("97610", "97602"),
}
HOSPITAL_2024 = PRACTITIONER - {("97610", "97602")}
HOSPITAL_2025 = HOSPITAL_2024 - {("97597", "97602")}
NEVER = [
    *(("professional", DAY, *pair) for pair in sorted(PRACTITIONER)),
    *(("professional", date(2026, 3, 2), *pair) for pair in sorted(PRACTITIONER)),
    *(("institutional", DAY, *pair) for pair in sorted(HOSPITAL_2024)),
    *(("institutional", date(2024, 12, 31), *pair) for pair in sorted(HOSPITAL_2024)),
    *(("institutional", date(2025, 1, 1), *pair) for pair in sorted(HOSPITAL_2025)),
    *(("institutional", date(2026, 3, 2), *pair) for pair in sorted(HOSPITAL_2025)),
    *(("institutional", date(2027, 1, 4), *pair) for pair in sorted(HOSPITAL_2025)),
]
DEBRIDEMENT = {*PRIMARIES, *ADD_ONS}


@pytest.mark.parametrize(
    ("setting", "day", "pairs"),
    [
        ("practitioner", DAY, PRACTITIONER),
        ("outpatient_hospital", DAY, HOSPITAL_2024),
        ("outpatient_hospital", date(2024, 12, 31), HOSPITAL_2024),
        ("outpatient_hospital", date(2025, 1, 1), HOSPITAL_2025),
        ("outpatient_hospital", date(2026, 6, 30), HOSPITAL_2025),
    ],
)
def test_the_bundled_tables_hold_these_pairs_and_no_other(setting, day, pairs):
    told = [
        {
            (row.column_1, row.column_2)
            for row in release.rows_on(day)
            if row.indicator == "0" and {row.column_1, row.column_2} & DEBRIDEMENT
        }
        for release in bundled_releases()
        if release.slot == f"medicare/pair_edits/{setting}" and release.holds_on(day)
    ]
    assert told
    for each in told:
        assert each == pairs


def _bypass(form, day, first, second):
    """A record with everything that sets two services apart, and its claim without modifiers."""
    wounds = {
        "97597": treated("A", "selective", 8),
        "97598": treated("A", "selective", 30),
        "97602": treated("B", "nonselective", 8, RIGHT_CALF),
    }
    codes = [first, second]
    apart = {"separate_session": True, "other_practitioner": True}
    others = [service(code, place=SACRUM, **apart) for code in codes if code not in wounds]
    whole = record(*(wounds[code] for code in codes if code in wounds), day=day, form=form, services=others)
    claim = [line(f"{code} x1") for code in codes]
    return whole, [line("97597 x1"), *claim] if "97598" in codes else claim


@pytest.mark.parametrize(("form", "day", "first", "second"), NEVER)
def test_no_modifier_makes_indicator_0_agree(form, day, first, second):
    whole, claim = _bypass(form, day, first, second)
    rules = book(day)
    several = [("59", "XS"), ("LT", "RT"), ("59", "LT"), ("XE", "XP", "25"), ("58", "59")]
    for marks in [(), *((each,) for each in MODIFIERS), *several]:
        for codes in ({first}, {second}, {first, second}):
            billed = [
                line(f"{each.code} x1 {' '.join(marks if each.code in codes else ())}") for each in claim
            ]
            done = rules.audit(whole, billed)
            assert done.status == "differs", marks
            never = [each for each in done.differences if each.matter in ("refused", "pair_never")]
            assert second in {each.code for each in never} or first in {each.code for each in never}


@pytest.mark.parametrize(("form", "day", "first", "second"), NEVER)
def test_the_decision_gives_one_of_the_two_at_most(form, day, first, second):
    whole, _ = _bypass(form, day, first, second)
    decision = book(day).code(whole)
    given = {each.code for each in (*decision.lines, *decision.other_lines)}
    assert not {first, second} <= given


def test_the_other_code_of_a_pair_is_named_when_nothing_supports_it():
    """97602 is refused beside 97597 on a professional claim for more reasons than one."""
    done = audit(record(treated("A", "selective", 8)), "97597 x1", "97602 x1 59")
    (never,) = [each for each in done.differences if each.matter == "pair_never"]
    assert never.code == "97602"
    assert never.positions == (1,)
    for word in ("97597", "97602", "indicator 0", "2024 Q3"):
        assert word in never.message


def _one_side():
    """Both wounds on the right; what sets them apart is the region."""
    return record(treated("A", "selective", 8, RIGHT_CALF), treated("B", "subcutaneous", 8, RIGHT_HEEL))


def test_one_side_on_both_lines_earns_nothing():
    assert brief(book().code(_one_side())) == ["11042 x1", "97597 x1 XS"]
    done = audit(_one_side(), "11042 x1 RT", "97597 x1 RT")
    assert done.status == "differs"
    assert found(done)["modifier_missing", "97597", "XS"] == 1


@pytest.mark.parametrize("side", ["LT", "RT"])
def test_one_side_on_both_lines_of_two_sides_earns_nothing(side):
    done = audit(two_depths(), f"11042 x1 {side}", f"97597 x1 {side}", f"97598 x1 {side}")
    assert done.status == "differs"
    assert found(done)["modifier_missing", "97597", "XS"] == 1
    assert found(done)["modifier_missing", "97598", "XS"] == 1


def test_sides_that_the_record_denies_earn_nothing():
    done = audit(two_depths(), "11042 x1 LT", "97597 x1 RT", "97598 x1 RT")
    assert done.status == "differs"
    assert found(done)["modifier_missing", "97597", "XS"] == 1


@pytest.mark.parametrize(
    "claim",
    [
        ("11042 x1", "97597 x1 25", "97598 x1 25"),
        ("11042 x1 25", "97597 x1", "97598 x1"),
        ("11042 x1 25", "97597 x1 25", "97598 x1 25"),
    ],
)
def test_25_on_a_procedure_earns_nothing(claim):
    done = audit(two_depths(), *claim)
    assert done.status == "differs"
    assert found(done)["modifier_missing", "97597", "XS"] == 1


def _visit(**said):
    return record(
        treated("A", "selective", 8), services=[service("99213", separately_identifiable=True, **said)]
    )


def test_25_belongs_on_the_visit():
    assert audit(_visit(), "97597 x1", "99213 x1 25").differences == ()


def test_25_on_the_procedure_does_not_stand_for_25_on_the_visit():
    """Either line takes 59 and X (CR 11168); 25 belongs on the evaluation (NCCI manual, chapter I, D)."""
    done = audit(_visit(), "97597 x1 25", "99213 x1")
    assert done.status == "differs"
    assert found(done)["modifier_missing", "99213", "25"] == 1


@pytest.mark.parametrize(
    "claim", [("97597 x1 LT", "99213 x1 RT"), ("97597 x1 LT", "99213 x1"), ("97597 x1", "99213 x1 RT")]
)
def test_a_side_does_not_stand_for_25(claim):
    """25 says that an evaluation went further; where it was does not say so."""
    done = audit(_visit(place=RIGHT_CALF), *claim)
    assert done.status == "differs"
    assert found(done)["modifier_missing", "99213", "25"] == 1


@pytest.mark.parametrize("claim", [("97597 x1 LT", "97164 x1"), ("97597 x1 LT", "97164 x1 RT")])
def test_a_side_does_not_stand_for_a_change_of_status(claim):
    """A re-evaluation takes 59 or XU for a change of status (NCCI manual, chapter XI, P3), not a side."""
    again = service("97164", place=RIGHT_CALF, separately_identifiable=True)
    whole = record(treated("A", "selective", 8), services=[again])
    assert audit(whole, "97597 x1", "97164 x1 XU").differences == ()
    done = audit(whole, *claim)
    assert done.status == "differs"
    assert found(done)["modifier_missing", "97164", "XU"] == 1


@pytest.mark.parametrize("modifier", ["59", "XE", "XS", "XP", "XU"])
@pytest.mark.parametrize("on", ["97597", "99213"])
def test_a_distinct_service_does_not_stand_for_25(modifier, on):
    claim = [f"{code} x1 {modifier if code == on else ''}" for code in ("97597", "99213")]
    done = audit(_visit(), *claim)
    assert done.status == "differs"
    assert found(done)["modifier_missing", "99213", "25"] == 1


@pytest.mark.parametrize("place", [LEFT_HEEL, None])
@pytest.mark.parametrize("modifiers", ["XS", "59", "XU", "59 LT"])
def test_another_diagnosis_earns_nothing(place, modifiers):
    """Two diagnoses at one place, or at a place that one of the wounds lacks."""
    told = {} if place else {"location": None, "laterality": None}
    whole = record(
        treated("A", "selective", 8, diagnoses=("I87.2",), etiology="venous_ulcer", **told),
        treated("B", "subcutaneous", 8, diagnoses=("E11.621",), etiology="diabetic_foot_ulcer"),
    )
    decision = book().code(whole)
    assert decision.status == "query"
    assert brief(decision) == ["11042 x1"]
    for claim in (
        (line("11042 x1", diagnoses=("E11.621",)), line(f"97597 x1 {modifiers}", diagnoses=("I87.2",))),
        (line(f"11042 x1 {modifiers}", diagnoses=("E11.621",)), line("97597 x1", diagnoses=("I87.2",))),
    ):
        assert audit(whole, *claim).status != "agrees"


def test_another_diagnosis_does_not_earn_25():
    whole = record(treated("A", "selective", 8), services=[service("99213", diagnoses=("J45.909",))])
    done = audit(whole, "97597 x1", line("99213 x1 25", diagnoses=("J45.909",)))
    assert done.status == "query"
    assert found(done) == {("not_told", "99213", None): 1}


def test_what_a_claim_says_of_its_wounds_earns_nothing():
    whole = record(treated("A", "selective", 8), treated("B", "subcutaneous", 8))
    billed = [line("11042 x1", wound_ids=("B",)), line("97597 x1 XS", wound_ids=("A",))]
    assert audit(whole, *billed).status != "agrees"


def test_a_service_at_the_same_wound_earns_nothing():
    whole = record(treated("A", "selective", 8), services=[service("97610", wound_ids=("A",))])
    for marks in ("", "59", "XS", "XU", "LT", "76"):
        assert audit(whole, "97597 x1", f"97610 x1 {marks}").status != "agrees"
        assert audit(whole, f"97597 x1 {marks}", "97610 x1").status != "agrees"


def test_a_hospital_is_no_exception():
    whole = hospital(treated("A", "selective", 8), treated("B", "subcutaneous", 8))
    for marks in MODIFIERS:
        assert audit(whole, "11042 x1", f"97597 x1 {marks}").status != "agrees"
