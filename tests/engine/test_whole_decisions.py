"""Whole Decisions of a made-up payer, word for word: lines, findings, steps, counts and tables."""

from plan import code, deep, measured, service, sheet, text, washed, wound


def test_one_wound():
    expected = """
clean
line X0001 x1 of A for L97.411
  by placing.thin, families.shallow, area.first, area.step
failed advice told.soft - -: nothing but fibrin, slough
  facts -; from soft-alone, soft
not_checked warning period - -: limits, third, is not of 2024-08-15
  facts -; from period, limits
step placing.thin: wound A: skin was removed -> shallow
step families.shallow: shallow: A 8 sq cm -> X0001 x1 (within the first 10)
passed 7, failed 1, not checked 1
asked limits third out
"""
    assert sheet(code(wound())) == text(expected)


def test_three_depths_at_three_places():
    expected = """
clean
line X0003 x1 of B for L97.411
  by placing.deep, families.deep, deep.first, deep.step
line X0004 x2 of B for L97.411
  by placing.deep, families.deep, deep.first, deep.step
line X0001 x1 XS of A for L97.411
  by placing.thin, families.shallow, area.first, area.step, apart
line X0002 x2 XS of A for L97.411
  by placing.thin, families.shallow, area.first, area.step, apart
failed warning never - -: X0005 never goes with X0001
  ask coder: Take it off.
  facts -; from never, pairs
not_checked warning period - -: limits, third, is not of 2024-08-15
  facts -; from period, limits
step placing.thin: wound A: skin was removed -> shallow
step placing.deep: wound B: deep tissue was removed -> deep
step placing.wash: wound C: it was washed off -> washed
step families.deep: deep: B 9 sq cm -> X0003 x1, X0004 x2 (3 sq cm beyond the first 6)
step families.shallow: shallow: A 15 sq cm -> X0001 x1, X0002 x2 (5 sq cm beyond the first 10)
step families.washed: washed: C -> X0005 x1 (counted by session, not by area)
step never: X0001 (A) and X0005 (C) are never paid together (pairs, first; in force on the date of
    service) -> X0005 is not billable
step apart: X0003 (B) and X0001 (A) are apart (pairs, first; in force on the date of service) -> XS
    on X0001
step apart: X0003 (B) and X0002 (A) are apart (pairs, first; in force on the date of service) -> XS
    on X0002
passed 47, failed 1, not checked 1
asked limits third out
asked pairs first in
"""
    assert sheet(code(wound(area=15), deep(area=9), washed())) == text(expected)


def test_two_depths_at_places_that_are_not_told_apart():
    expected = """
query
line X0003 x1 of B for L97.411
  by placing.deep, families.deep, deep.first, deep.step
line X0004 x2 of B for L97.411
  by placing.deep, families.deep, deep.first, deep.step
not_checked error same - place: not checked for X0003 with X0001: One place; not known:
    <pair.distinct_by>
  ask clinician: Please give the place.
  facts pair.distinct_by; from same, vague, opposed, pairs
not_checked warning period - -: limits, third, is not of 2024-08-15
  facts -; from period, limits
step placing.thin: wound A: skin was removed -> shallow
step placing.deep: wound B: deep tissue was removed -> deep
step families.deep: deep: B 9 sq cm -> X0003 x1, X0004 x2 (3 sq cm beyond the first 6)
step families.shallow: shallow: A 8 sq cm -> X0001 x1 (within the first 10)
step same: X0001 held back: One place cannot be told
passed 19, failed 0, not checked 2
asked limits third out
asked pairs first in
"""
    assert sheet(code(wound(), deep(area=9, where="leg"))) == text(expected)


def test_no_claim_form():
    expected = """
query
not_checked error to-ask.encounter.setting - form: no form
  ask coder: Please give the form.
  facts encounter.setting; from to-ask
not_checked error never - pair: not checked for X0003 with X0001: Never together; not known:
    <pair.indicator>
  ask coder: Please give the pair.
  facts pair.indicator; from never
not_checked error apart - pair: not checked for X0003 with X0001: Apart; not known: <pair.indicator>
  ask coder: Please give the pair.
  facts pair.indicator; from apart, vague, opposed, site
step placing.thin: wound A: skin was removed -> shallow
step placing.deep: wound B: deep tissue was removed -> deep
step families.deep: deep: B 5 sq cm -> X0003 x1 (within the first 6)
step families.shallow: shallow: A 8 sq cm -> X0001 x1 (within the first 10)
step to-ask: X0003 held back: it is column 2 to X0001, and what that decides cannot be told yet
step to-ask: X0001 held back: it is column 2 to X0003, and what that decides cannot be told yet
passed 13, failed 0, not checked 3
"""
    assert sheet(code(wound(), deep(), form=None)) == text(expected)


def test_a_primary_that_is_dropped_takes_its_add_on_along():
    expected = """
not_billable
failed error who.nurse - -: X0003 x1 was done by a nurse
  ask coder: Ask who did it.
  facts -; from nurse
failed advice told.soft - -: nothing but fibrin, slough
  facts -; from soft-alone, soft
not_checked warning period - -: limits, third, is not of 2024-08-15
  facts -; from period, limits
step placing.deep: wound B: deep tissue was removed -> deep
step families.deep: deep: B 9 sq cm -> X0003 x1, X0004 x2 (3 sq cm beyond the first 6)
step who.nurse: a nurse does nothing deep -> X0003 is not billable
step families.deep: X0004 is not billable without its primary
passed 5, failed 2, not checked 1
asked limits third out
"""
    assert sheet(code(deep(area=9), role="registered_nurse")) == text(expected)


def test_a_primary_that_is_held_holds_its_add_on():
    expected = """
query
line X0003 x1 of B for L97.411
  by placing.deep, families.deep, deep.first, deep.step
not_checked warning period - -: limits, third, is not of 2024-08-15
  facts -; from period, limits
step placing.thin: wound A: skin was removed -> shallow
step placing.deep: wound B: deep tissue was removed -> deep
step families.deep: deep: B 4 sq cm -> X0003 x1 (within the first 6)
step families.shallow: shallow: A 15 sq cm -> X0001 x1, X0002 x2 (5 sq cm beyond the first 10)
step who.other: the role is not listed -> X0001 held back
step apart: X0003 (B) and X0002 (A) are apart (pairs, first; in force on the date of service) -> XS
    on X0002
step families.shallow: X0002 held back with its primary
passed 22, failed 0, not checked 1
asked limits third out
asked pairs first in
"""
    assert sheet(code(wound(area=15), deep(area=4), role="other")) == text(expected)


def test_what_the_record_does_not_say_is_asked():
    expected = """
query
not_checked error who.plan - plan: not checked: Lines under a plan; not known:
    <encounter.therapy_plan_of_care>
  ask coder: Please give the plan.
  facts encounter.therapy_plan_of_care; from gp
failed warning told.instrument A instrument: no instrument; area 15, need no, depth dermis, slough,
    first 10
  ask clinician: Please name the instrument.
  facts -; from instrument, first-area
failed warning told.instrument B instrument: no instrument; area 10, need yes, depth muscle,
    necrotic_muscle, first 10
  ask clinician: Please name the instrument.
  facts -; from instrument, first-area
not_checked advice told.plan - -: no word of a plan on 2024-08-15
  ask coder: Look up the plan.
  facts encounter.therapy_plan_of_care; from plan
not_checked warning period - -: limits, third, is not of 2024-08-15
  facts -; from period, limits
step placing.thin: wound A: skin was removed -> shallow
step placing.deep: wound B: deep tissue was removed -> deep
step families.deep: wound B: area 2.5 x 4 = 10 sq cm, computed from the length and width before the
    debridement
step families.deep: deep: B 10 sq cm -> X0003 x1, X0004 x2 (4 sq cm beyond the first 6)
step families.shallow: shallow: A 15 sq cm -> X0001 x1, X0002 x2 (5 sq cm beyond the first 10)
step apart: X0003 (B) and X0001 (A) are apart (pairs, first; in force on the date of service) -> XS
    on X0001
step apart: X0003 (B) and X0002 (A) are apart (pairs, first; in force on the date of service) -> XS
    on X0002
step who.plan: X0003 held back: Lines under a plan cannot be told
step who.plan: X0001 held back: Lines under a plan cannot be told
step families.deep: X0004 held back with its primary
step families.shallow: X0002 held back with its primary
passed 38, failed 2, not checked 4
asked limits third out
asked pairs first in
"""
    assert sheet(
        code(
            wound(area=15, instruments=(), medical_necessity=None),
            deep(area=None, instruments=("n/a",), before=measured("2.5", 4)),
            plan=None,
        )
    ) == text(expected)


def test_other_services_of_the_day():
    expected = """
query
line X0003 x1 of B for L97.411
  by placing.deep, families.deep, deep.first, deep.step
line X0004 x3 of B for L97.411
  by placing.deep, families.deep, deep.first, deep.step
line X0001 x1 XS of A for L97.411
  by placing.thin, families.shallow, area.first, area.step, apart
line X0002 x3 XS of A for L97.411
  by placing.thin, families.shallow, area.first, area.step, apart
other S0001 x2 of B for L97.411
  by -
failed warning never - -: S0002 never goes with S0001
  ask coder: Take it off.
  facts -; from never, pairs
not_checked error same - place: not checked for X0001 with V0001: One place; not known:
    <pair.distinct_by>
  ask clinician: Please give the place.
  facts pair.distinct_by; from same, vague, opposed, pairs
failed error limit - -: X0004 x3 of 2 (limits, third; known for 2024-01-01 to 2024-06-30, not for
    the date of service)
  facts -; from over, limits
not_checked warning period - -: limits, third, is not of 2024-08-15
  facts -; from period, limits
step placing.thin: wound A: skin was removed -> shallow
step placing.deep: wound B: deep tissue was removed -> deep
step families.deep: deep: B 11 sq cm -> X0003 x1, X0004 x3 (5 sq cm beyond the first 6)
step families.shallow: shallow: A 20 sq cm -> X0001 x1, X0002 x3 (10 sq cm beyond the first 10)
step never: S0001 (B) and S0002 () are never paid together (pairs, first; in force on the date of
    service) -> S0002 is not billable
step apart: X0003 (B) and X0001 (A) are apart (pairs, first; in force on the date of service) -> XS
    on X0001
step apart: X0003 (B) and X0002 (A) are apart (pairs, first; in force on the date of service) -> XS
    on X0002
step visit: the visit stands by itself -> 25 on V0001
step same: V0001 held back: One place cannot be told
passed 87, failed 2, not checked 2
asked limits third out
asked pairs first in
"""
    assert sheet(
        code(
            wound(area=20, before=measured(4, 5)),
            deep(area=11),
            services=[
                service("S0001", 2, wound_ids=("B",)),
                service("S0002", 2, location="right ankle", separate_session=True),
                service("V0001", location="sacrum", separately_identifiable=True),
            ],
        )
    ) == text(expected)


def test_a_silent_record():
    expected = """
query
not_checked error to-ask.wound.method A method: no method
  ask clinician: Please give the method.
  facts wound.method; from to-ask
not_checked error to-ask.wound.devitalized_tissue_removed A tissue: no tissue
  ask clinician: Please give the tissue.
  facts wound.devitalized_tissue_removed; from to-ask
not_checked error to-ask.wound.deepest_tissue_removed A depth: no depth
  ask clinician: Please give the depth.
  facts wound.deepest_tissue_removed; from to-ask
not_checked error to-ask.wound.area_sq_cm A area: no area
  ask clinician: Please give the area.
  facts wound.area_sq_cm; from to-ask
step placing: wound A: not placed; it may be deep, shallow, washed
passed 4, failed 0, not checked 4
"""
    assert sheet(
        code(
            wound(
                method=None,
                deepest_tissue_removed=None,
                tissue_removed=(),
                area_sq_cm=None,
                before=measured(),
            )
        )
    ) == text(expected)


def test_a_wound_that_may_be_of_two_families_holds_the_lines_of_the_other():
    expected = """
query
not_checked error to-ask.wound.deepest_tissue_removed A depth: no depth
  ask clinician: Please give the depth.
  facts wound.deepest_tissue_removed; from to-ask
not_checked warning period - -: limits, third, is not of 2024-08-15
  facts -; from period, limits
step placing: wound A: not placed; it may be deep, shallow
step placing.deep: wound B: deep tissue was removed -> deep
step placing.wash: wound C: it was washed off -> washed
step families.deep: deep: held back until what is asked is known
step families.washed: washed: C -> X0005 x1 (counted by session, not by area)
step to-ask: X0005 held back: it is column 2 to X0001, and what that decides cannot be told yet
passed 10, failed 0, not checked 2
asked limits third out
"""
    assert sheet(code(wound(deepest_tissue_removed=None), deep(), washed())) == text(expected)


def test_wounds_that_lead_to_no_line():
    expected = """
not_billable
failed warning placing.burn A -: it is a burn
  facts -; from row-burn
failed warning placing.nothing B -: nothing was removed
  facts -; from row-nothing
failed advice told.soft - -: nothing but fibrin, slough
  facts -; from soft-alone, soft
step placing.burn: wound A: it is a burn -> not coded here: codes for burns
step placing.nothing: wound B: nothing was removed -> no debridement
passed 1, failed 3, not checked 0
"""
    assert sheet(code(wound(etiology="burn"), deep(method="cleansing_only"))) == text(expected)


def test_a_row_that_asks():
    expected = """
query
failed error placing.conflict A -: tissue and depth disagree
  ask clinician: Please say what was removed.
  facts -; from row-conflict
step placing.conflict: wound A: tissue and depth disagree -> ask
step placing: wound A: not placed; it may be deep, shallow, washed
step placing.deep: wound B: deep tissue was removed -> deep
step families.deep: deep: held back until what is asked is known
passed 6, failed 1, not checked 0
"""
    assert sheet(code(wound(deepest_tissue_removed="bone"), deep())) == text(expected)


def test_a_wound_that_no_row_is_for():
    expected = """
query
not_checked error placing A -: the pack's classification has no row for what the record says of this
    wound
  ask coder: Look up the codes for this wound by hand.
  facts -; from -
step placing: wound A: not placed; it may be none of these codes
passed 4, failed 0, not checked 1
"""
    assert sheet(
        code(
            wound(
                method="larval",
                deepest_tissue_removed="subcutaneous",
                tissue_removed=("necrotic_subcutaneous",),
            )
        )
    ) == text(expected)


def test_an_institutional_claim_has_tables_of_its_own():
    expected = """
query
line X0003 x1 XS of B for L97.411
  by placing.deep, families.deep, deep.first, deep.step, apart
line X0004 x2 of B for L97.411
  by placing.deep, families.deep, deep.first, deep.step
line X0001 x1 of A for L97.411
  by placing.thin, families.shallow, area.first, area.step
line X0005 x1 of C for L97.411
  by placing.wash, families.washed
not_checked error limit - limit: not checked: Within the unit limit; not known:
    <line.limit_published>; <line.unit_limit>
  ask coder: Please give the limit. Please give the limit.
  facts line.limit_published, line.unit_limit; from over
step placing.thin: wound A: skin was removed -> shallow
step placing.deep: wound B: deep tissue was removed -> deep
step placing.wash: wound C: it was washed off -> washed
step families.deep: deep: B 9 sq cm -> X0003 x1, X0004 x2 (3 sq cm beyond the first 6)
step families.shallow: shallow: A 8 sq cm -> X0001 x1 (within the first 10)
step families.washed: washed: C -> X0005 x1 (counted by session, not by area)
step apart: X0001 (A) and X0003 (B) are apart (hospital pairs, second; in force on the date of
    service) -> XS on X0003
passed 46, failed 0, not checked 4
asked pairs-hospital second in
"""
    assert sheet(code(wound(), deep(area=9), washed(), form="institutional")) == text(expected)
