"""Whole audits of a made-up payer, word for word: every difference, what to do, and what it rests on."""

import pytest
from plan import audit, claim_line, code, deep, differences, encounter, service, sheet, text, washed, wound

RECORD = encounter(wound(area=15), deep(area=9))


@pytest.mark.parametrize(
    "claim",
    [
        ("X0003 x1", "X0004 x2", "X0001 x1 XS", "X0002 x2 XS"),
        ("X0002 x2 XS", "X0001 x1 XS", "X0004 x2", "X0003 x1"),
    ],
)
def test_a_claim_that_agrees(claim):
    assert differences(audit(RECORD, *claim)) == ["agrees"]


def test_the_decision_of_an_audit_is_that_of_the_record():
    held = audit(RECORD, "X0003 x1")
    assert held.encounter_id == "e"
    assert sheet(held.decision) == sheet(code(wound(area=15), deep(area=9)))


def test_nothing_is_billed():
    expected = """
differs
failed error not_billed X0001 at -: debridement, primary, shallow: 0 units, 1 supported; other: ;
    reason: shallow: A 15 sq cm -> X0001 x1, X0002 x2 (5 sq cm beyond the first 10)
  billed None; supported X0001 x1 XS; modifier None
  do: Mend X0001.
  because placing.thin, families.shallow, area.first, area.step, apart; by claim.any
  from claim, row-thin, families, first-area, step-area, apart, vague, opposed, site
failed error not_billed X0002 at -: debridement, add_on, shallow: 0 units, 2 supported; other: ;
    reason: shallow: A 15 sq cm -> X0001 x1, X0002 x2 (5 sq cm beyond the first 10)
  billed None; supported X0002 x2 XS; modifier None
  do: Mend X0002.
  because placing.thin, families.shallow, area.first, area.step, apart; by claim.any
  from claim, row-thin, families, first-area, step-area, apart, vague, opposed, site
failed error not_billed X0003 at -: debridement, primary, deep: 0 units, 1 supported; other: ;
    reason: deep: B 9 sq cm -> X0003 x1, X0004 x2 (3 sq cm beyond the first 6)
  billed None; supported X0003 x1; modifier None
  do: Mend X0003.
  because placing.deep, families.deep, deep.first, deep.step; by claim.any
  from claim, row-deep, families, deep-first-area, deep-step-area
failed error not_billed X0004 at -: debridement, add_on, deep: 0 units, 2 supported; other: ;
    reason: deep: B 9 sq cm -> X0003 x1, X0004 x2 (3 sq cm beyond the first 6)
  billed None; supported X0004 x2; modifier None
  do: Mend X0004.
  because placing.deep, families.deep, deep.first, deep.step; by claim.any
  from claim, row-deep, families, deep-first-area, deep-step-area
"""
    assert differences(audit(RECORD)) == text(expected)


def test_an_add_on_beside_the_primary_of_another_family():
    expected = """
differs
failed error not_billed X0001 at -: debridement, primary, shallow: 0 units, 1 supported; other: ;
    reason: shallow: A 15 sq cm -> X0001 x1, X0002 x2 (5 sq cm beyond the first 10)
  billed None; supported X0001 x1 XS; modifier None
  do: Mend X0001.
  because placing.thin, families.shallow, area.first, area.step, apart; by claim.any
  from claim, row-thin, families, first-area, step-area, apart, vague, opposed, site
failed error not_billed X0004 at -: debridement, add_on, deep: 0 units, 2 supported; other: ;
    reason: deep: B 9 sq cm -> X0003 x1, X0004 x2 (3 sq cm beyond the first 6)
  billed None; supported X0004 x2; modifier None
  do: Mend X0004.
  because placing.deep, families.deep, deep.first, deep.step; by claim.any
  from claim, row-deep, families, deep-first-area, deep-step-area
failed error add_on_with_wrong_primary X0002 at 1: debridement, add_on, shallow: 2 units, 2
    supported; other: X0001; reason: shallow: A 15 sq cm -> X0001 x1, X0002 x2 (5 sq cm beyond the
    first 10)
  billed X0002 x2; supported X0002 x2 XS; modifier None
  do: Mend X0002.
  because placing.thin, families.shallow, area.first, area.step, apart; by claim.any
  from claim, row-thin, families, first-area, step-area, apart, vague, opposed, site
failed error modifier_missing X0002 at 1: debridement, add_on, shallow: 2 units, 2 supported; other:
    XS; reason: X0003 (B) and X0002 (A) are apart (pairs, first; in force on the date of service);
    X0004 (B) and X0002 (A) are apart (pairs, first; in force on the date of service)
  billed X0002 x2; supported X0002 x2 XS; modifier XS
  do: Mend X0002.
  because apart; by claim.any
  from claim, apart, vague, opposed, site, pairs
"""
    assert differences(audit(RECORD, "X0003 x1", "X0002 x2")) == text(expected)


def test_lines_and_modifiers_that_stand_twice():
    expected = """
differs
failed error primary_repeated X0003 at 0+1: debridement, primary, deep: 2 units, 1 supported; other:
    ; reason: deep: B 9 sq cm -> X0003 x1, X0004 x2 (3 sq cm beyond the first 6)
  billed X0003 x1, X0003 x1; supported X0003 x1; modifier None
  do: Mend X0003.
  because placing.deep, families.deep, deep.first, deep.step; by claim.any
  from claim, row-deep, families, deep-first-area, deep-step-area
failed error unit_limit X0003 at 0+1: debridement, primary, deep: 2 units, 1 supported; other: 2
    units count, and the limit is 1 (indicator 2; limits, third; known for 2024-01-01 to 2024-06-30,
    not for the date of service); reason:
  billed X0003 x1, X0003 x1; supported X0003 x1; modifier None
  do: Mend X0003.
  because placing.deep, families.deep, deep.first, deep.step; by claim.any
  from claim, limits, row-deep, families, deep-first-area, deep-step-area
failed error modifier_missing X0001 at 3: debridement, primary, shallow: 2 units, 1 supported;
    other: XS; reason: X0003 (B) and X0001 (A) are apart (pairs, first; in force on the date of
    service); X0004 (B) and X0001 (A) are apart (pairs, first; in force on the date of service)
  billed X0001 x2; supported X0001 x1 XS; modifier XS
  do: Mend X0001.
  because apart; by claim.any
  from claim, apart, vague, opposed, site, pairs
failed error primary_repeated X0001 at 3: debridement, primary, shallow: 2 units, 1 supported;
    other: ; reason: shallow: A 15 sq cm -> X0001 x1, X0002 x2 (5 sq cm beyond the first 10)
  billed X0001 x2; supported X0001 x1 XS; modifier None
  do: Mend X0001.
  because placing.thin, families.shallow, area.first, area.step, apart; by claim.any
  from claim, row-thin, families, first-area, step-area, apart, vague, opposed, site
failed error unit_limit X0001 at 3: debridement, primary, shallow: 2 units, 1 supported; other: 2
    units count, and the limit is 1 (indicator 2; limits, third; known for 2024-01-01 to 2024-06-30,
    not for the date of service); reason:
  billed X0001 x2; supported X0001 x1 XS; modifier None
  do: Mend X0001.
  because placing.thin, families.shallow, area.first, area.step, apart; by claim.any
  from claim, limits, row-thin, families, first-area, step-area, apart, vague, opposed, site
failed error modifier_doubled X0002 at 4: debridement, add_on, shallow: 1 units, 2 supported; other:
    XS; reason:
  billed X0002 x1 XS XS 59; supported X0002 x2 XS; modifier 59
  do: Mend X0002.
  because placing.thin, families.shallow, area.first, area.step, apart; by claim.any
  from claim, row-thin, families, first-area, step-area, apart, vague, opposed, site
failed error modifier_repeated X0002 at 4: debridement, add_on, shallow: 1 units, 2 supported;
    other: ; reason:
  billed X0002 x1 XS XS 59; supported X0002 x2 XS; modifier XS
  do: Mend X0002.
  because placing.thin, families.shallow, area.first, area.step, apart; by claim.any
  from claim, row-thin, families, first-area, step-area, apart, vague, opposed, site
failed error line_repeated X0002 at 4+5: debridement, add_on, shallow: 2 units, 2 supported; other:
    ; reason: shallow: A 15 sq cm -> X0001 x1, X0002 x2 (5 sq cm beyond the first 10)
  billed X0002 x1, X0002 x1 XS XS 59; supported X0002 x2 XS; modifier None
  do: Mend X0002.
  because placing.thin, families.shallow, area.first, area.step, apart; by claim.any
  from claim, row-thin, families, first-area, step-area, apart, vague, opposed, site
failed error modifier_missing X0002 at 5: debridement, add_on, shallow: 1 units, 2 supported; other:
    XS; reason: X0003 (B) and X0002 (A) are apart (pairs, first; in force on the date of service);
    X0004 (B) and X0002 (A) are apart (pairs, first; in force on the date of service)
  billed X0002 x1; supported X0002 x2 XS; modifier XS
  do: Mend X0002.
  because apart; by claim.any
  from claim, apart, vague, opposed, site, pairs
"""
    assert differences(
        audit(RECORD, "X0003 x1", "X0003 x1", "X0004 x2", "X0001 x2", "X0002 x1 XS XS 59", "X0002 x1")
    ) == text(expected)


def test_codes_that_the_record_does_not_support():
    expected = """
differs
failed error wrong_family X0005 at 0: debridement, primary, washed: 1 units, 0 supported; other:
    X0003; reason: wound A: skin was removed -> shallow; wound B: deep tissue was removed -> deep
  billed X0005 x1; supported X0003 x1; modifier None
  do: Mend X0005.
  because placing.deep, families.deep, deep.first, deep.step; by claim.any
  from claim, row-deep, families, deep-first-area, deep-step-area
failed error deleted_code X0009 at 1: debridement, other, other: 2 units, 0 supported; other: X0001;
    reason: X0009 ended on 2023-12-31
  billed X0009 x2; supported None; modifier None
  do: Mend X0009.
  because -; by claim.any
  from claim
failed error modifier_not_earned S0001 at 2: other, other, other: 3 units, 3 supported; other: ;
    reason:
  billed S0001 x3 59; supported S0001 x3; modifier 59
  do: Mend S0001.
  because -; by claim.any
  from claim
not_checked error not_recorded S0001 at 2: not recorded: no rule of this pack says what that means
  billed S0001 x3 59; supported S0001 x3; modifier None
  do: Look this difference up by hand.
  because -; by billed
  from -
not_checked error not_recorded Z9999 at 3: not recorded: no rule of this pack says what that means
  billed Z9999 x1; supported None; modifier None
  do: Look this difference up by hand.
  because -; by billed
  from -
failed error not_told X0001 at 4: debridement, primary, shallow: 1 units, 0 supported; other: ;
    reason: X0001 held back: One place cannot be told
  billed X0001 x1 XS; supported None; modifier None
  do: Mend X0001.
  because same; by claim.any
  from claim, same, vague, opposed, pairs
failed error add_on_with_wrong_primary X0004 at 5: debridement, add_on, deep: 2 units, 2 supported;
    other: X0003; reason: deep: B 9 sq cm -> X0003 x1, X0004 x2 (3 sq cm beyond the first 6)
  billed X0004 x2; supported X0004 x2; modifier None
  do: Mend X0004.
  because placing.deep, families.deep, deep.first, deep.step; by claim.any
  from claim, row-deep, families, deep-first-area, deep-step-area
failed error not_told X0002 at 6: debridement, add_on, shallow: 2 units, 0 supported; other: ;
    reason: X0002 held back with its primary
  billed X0002 x2 XS; supported None; modifier None
  do: Mend X0002.
  because families.shallow; by claim.any
  from claim, families
"""
    assert differences(
        audit(
            RECORD,
            "X0005 x1",
            "X0009 x2",
            "S0001 x3 59",
            "Z9999 x1",
            "X0001 x1 XS",
            "X0004 x2",
            "X0002 x2 XS",
        )
    ) == text(expected)


def test_an_add_on_in_place_of_that_of_the_right_family():
    expected = """
differs
failed error add_on_with_wrong_primary X0002 at 1: debridement, add_on, shallow: 1 units, 0
    supported; other: X0001; reason: deep: B 9 sq cm -> X0003 x1, X0004 x2 (3 sq cm beyond the first
    6)
  billed X0002 x1; supported X0004 x2; modifier None
  do: Mend X0002.
  because placing.deep, families.deep, deep.first, deep.step; by claim.any
  from claim, row-deep, families, deep-first-area, deep-step-area
"""
    assert differences(audit(encounter(deep(area=9)), "X0003 x1", "X0002 x1")) == text(expected)


def test_units_and_wounds_and_diagnoses():
    expected = """
differs
failed error diagnosis_not_documented X0004 at 1: debridement, add_on, deep: 1 units, 2 supported;
    other: wounds B; reason: deep: B 9 sq cm -> X0003 x1, X0004 x2 (3 sq cm beyond the first 6)
  billed X0004 x1; supported X0004 x2; modifier None
  do: Mend X0004.
  because placing.deep, families.deep, deep.first, deep.step; by claim.any
  from claim, row-deep, families, deep-first-area, deep-step-area
failed error units_under X0004 at 1: debridement, add_on, deep: 1 units, 2 supported; other: ;
    reason: deep: B 9 sq cm -> X0003 x1, X0004 x2 (3 sq cm beyond the first 6)
  billed X0004 x1; supported X0004 x2; modifier None
  do: Mend X0004.
  because placing.deep, families.deep, deep.first, deep.step; by claim.any
  from claim, row-deep, families, deep-first-area, deep-step-area
failed error wounds_differ X0004 at 1: debridement, add_on, deep: 1 units, 2 supported; other:
    wounds B; reason: deep: B 9 sq cm -> X0003 x1, X0004 x2 (3 sq cm beyond the first 6)
  billed X0004 x1; supported X0004 x2; modifier None
  do: Mend X0004.
  because placing.deep, families.deep, deep.first, deep.step; by claim.any
  from claim, row-deep, families, deep-first-area, deep-step-area
failed error units_over X0002 at 3: debridement, add_on, shallow: 3 units, 2 supported; other: ;
    reason: shallow: A 15 sq cm -> X0001 x1, X0002 x2 (5 sq cm beyond the first 10)
  billed X0002 x3 XS; supported X0002 x2 XS; modifier None
  do: Mend X0002.
  because placing.thin, families.shallow, area.first, area.step, apart; by claim.any
  from claim, row-thin, families, first-area, step-area, apart, vague, opposed, site
"""
    assert differences(
        audit(
            RECORD,
            "X0003 x1",
            claim_line("X0004 x1", wound_ids=("A",), diagnoses=("I10",)),
            "X0001 x1 XS",
            "X0002 x3 XS",
        )
    ) == text(expected)


def test_areas_of_two_wounds_are_summed():
    expected = """
differs
failed error areas_not_summed X0001 at 0+1: debridement, primary, shallow: 2 units, 1 supported;
    other: ; reason: shallow: A 5 + D 4 = 9 sq cm -> X0001 x1 (within the first 10)
  billed X0001 x1, X0001 x1; supported X0001 x1; modifier None
  do: Mend X0001.
  because placing.thin, families.shallow, area.first, area.step; by claim.any
  from claim, row-thin, families, first-area, step-area
failed error unit_limit X0001 at 0+1: debridement, primary, shallow: 2 units, 1 supported; other: 2
    units count, and the limit is 1 (indicator 2; limits, third; known for 2024-01-01 to 2024-06-30,
    not for the date of service); reason:
  billed X0001 x1, X0001 x1; supported X0001 x1; modifier None
  do: Mend X0001.
  because placing.thin, families.shallow, area.first, area.step; by claim.any
  from claim, limits, row-thin, families, first-area, step-area
"""
    assert differences(
        audit(encounter(wound("A", 5), wound("D", 4, "right ankle")), "X0001 x1", "X0001 x1")
    ) == text(expected)


def test_a_record_that_is_silent_tells_nothing():
    expected = """
differs
failed error not_told X0001 at 0: debridement, primary, shallow: 1 units, 0 supported; other: ;
    reason: shallow: the record leaves it open
  billed X0001 x1; supported None; modifier None
  do: Mend X0001.
  because -; by claim.any
  from claim
failed error not_told X0003 at 1: debridement, primary, deep: 1 units, 0 supported; other: ; reason:
    deep: the record leaves it open
  billed X0003 x1; supported None; modifier None
  do: Mend X0003.
  because -; by claim.any
  from claim
failed error not_supported X0005 at 2: debridement, primary, washed: 1 units, 0 supported; other:
    washed; reason: wound A: not placed; it may be deep, shallow; wound B: deep tissue was removed
    -> deep
  billed X0005 x1; supported None; modifier None
  do: Mend X0005.
  because -; by claim.any
  from claim
"""
    assert differences(
        audit(encounter(wound(deepest_tissue_removed=None), deep()), "X0001 x1", "X0003 x1", "X0005 x1")
    ) == text(expected)


def test_a_line_that_a_rule_refuses():
    expected = """
differs
failed error refused X0003 at 0: debridement, primary, deep: 1 units, 0 supported; other: ; reason:
    a nurse does nothing deep
  billed X0003 x1; supported None; modifier None
  do: Mend X0003.
  because who.nurse; by claim.any
  from claim, nurse
failed error refused X0004 at 1: debridement, add_on, deep: 1 units, 0 supported; other: ; reason:
    X0003 is not billable
  billed X0004 x1; supported None; modifier None
  do: Mend X0004.
  because families.deep; by claim.any
  from claim, families
"""
    assert differences(
        audit(encounter(deep(area=9), role="registered_nurse"), "X0003 x1", "X0004 x1")
    ) == text(expected)


def test_a_line_that_waits():
    expected = """
differs
failed error not_told X0001 at 0: debridement, primary, shallow: 1 units, 0 supported; other: ;
    reason: the role is not listed -> X0001 held back
  billed X0001 x1; supported None; modifier None
  do: Mend X0001.
  because who.other; by claim.any
  from claim, other-role
failed error not_told X0002 at 1: debridement, add_on, shallow: 2 units, 0 supported; other: ;
    reason: X0002 held back with its primary
  billed X0002 x2; supported None; modifier None
  do: Mend X0002.
  because families.shallow; by claim.any
  from claim, families
"""
    assert differences(audit(encounter(wound(area=15), role="other"), "X0001 x1", "X0002 x2")) == text(
        expected
    )


def test_codes_that_are_never_paid_together():
    expected = """
differs
failed error modifier_missing X0001 at 0: debridement, primary, shallow: 1 units, 1 supported;
    other: XS; reason: S0001 (C) and X0001 (A) are apart (pairs, first; in force on the date of
    service)
  billed X0001 x1; supported X0001 x1 XS; modifier XS
  do: Mend X0001.
  because apart; by claim.any
  from claim, apart, vague, opposed, site, pairs
failed error refused X0005 at 1: debridement, primary, washed: 1 units, 0 supported; other: ;
    reason: X0001 (A) and X0005 (C) are never paid together (pairs, first; in force on the date of
    service)
  billed X0005 x1; supported None; modifier None
  do: Mend X0005.
  because never; by claim.any
  from claim, never, pairs
failed error add_on_without_primary S0004 at 3: other, other, other: 1 units, 0 supported; other:
    S0002 or S0003; reason:
  billed S0004 x1; supported None; modifier None
  do: Mend S0004.
  because -; by claim.any
  from claim, partners
not_checked error not_recorded S0004 at 3: not recorded: no rule of this pack says what that means
  billed S0004 x1; supported None; modifier None
  do: Look this difference up by hand.
  because -; by billed
  from -
not_checked error not_recorded S0006 at 4: not recorded: no rule of this pack says what that means
  billed S0006 x1; supported None; modifier None
  do: Look this difference up by hand.
  because -; by billed
  from -
"""
    assert differences(
        audit(
            encounter(wound(), washed(), services=[service("S0001", wound_ids=("C",))]),
            "X0001 x1",
            "X0005 x1",
            "S0001 x1",
            "S0004 x1",
            "S0006 x1",
        )
    ) == text(expected)
