"""What rules see of lines and of pairs of lines, and what becomes of lines by their edits."""

import pytest
from plan import (
    CODES,
    ONE,
    among,
    audit,
    book,
    code,
    deep,
    encounter,
    every,
    finding,
    is_,
    known,
    limit,
    lines,
    measured,
    others,
    pair,
    rule,
    rules_of,
    service,
    steps,
    table,
    washed,
    wound,
)

import debridecode as dc

NO_RULES = dict.fromkeys(
    (
        *("told.instrument", "told.beyond", "told.plan", "told.soft", "period", "who.nurse", "who.other"),
        *("who.plan", "limit", "never", "same", "apart", "session", "visit"),
    )
)
SEEN_OF_A_PAIR = (
    *("column_1", "column_2", "indicator", "distinct_by", "debridement", "column_1_kind", "column_2_kind"),
    *("family", "separately_identifiable", "column_1_wounds", "column_2_wounds", "release"),
)
SEEN_OF_A_LINE = (
    *("code", "role", "family", "units", "units_on_date", "units_counted", "limit_published", "unit_limit"),
    *("unit_limit_indicator", "wounds", "limit_release"),
)


def told(scope, names, *wounds, when=None, **said):
    """What a rule that always holds sees of each line or pair."""
    message = "; ".join(f"{{{scope}.{name}}}" for name in names)
    seen = rule(scope, when or {"all": []}, "seen", finding=finding("advice", message))
    rules = {**NO_RULES, "seen": seen}
    found = code(*wounds, rules=book(rules=rules), **said).findings
    return [each.message for each in found if each.rule == "acme/plan:seen"]


def test_what_a_line_shows():
    shown = told(
        "line", SEEN_OF_A_LINE, wound(area=15), washed(), services=[service("X0002", 4), service("S0001")]
    )
    release = "limits, third; known for 2024-01-01 to 2024-06-30, not for the date of service"
    assert shown == [
        f"X0001; primary; shallow; 1; 1; 1; yes; 1; 2; A; {release}",
        f"X0002; add_on; shallow; 2; 6; 6; yes; 3; 3; A; {release}",
        f"X0005; primary; washed; 1; 1; 1; yes; 1; 3; C; {release}",
        f"S0001; other; other; 1; 1; 1; yes; 2; 1; ; {release}",
        f"X0002; other; other; 4; 4; 4; yes; 3; 3; ; {release}",
    ]


def test_the_same_code_twice_is_counted_on_the_date_or_by_the_line():
    """Indicator 1 counts by line, 2 and 3 by date; each line counts the other once."""
    twice = [service("S0001", 2), service("S0001", 3), service("S0002", 2), service("S0002", 3)]
    assert told("line", ("code", "units", "units_on_date", "units_counted"), wound(), services=twice) == [
        "X0001; 1; 1; 1",
        "S0001; 2; 5; 2",
        "S0001; 3; 5; 3",
        "S0002; 2; 5; 5",
        "S0002; 3; 5; 5",
    ]


def test_a_code_that_no_unit_limit_covers():
    names = ("code", "limit_published", "unit_limit", "unit_limit_indicator", "limit_release")
    assert told("line", names, wound(), services=[service("Q0001")])[1:] == [
        "Q0001; unknown; unknown; unknown; no release"
    ]


def test_what_a_pair_shows():
    shown = told(
        "pair",
        SEEN_OF_A_PAIR,
        wound(),
        deep(),
        services=[service("S0001", wound_ids=("B",)), service("V0001", separately_identifiable=False)],
    )
    release = "pairs, first; in force on the date of service"
    assert shown == [
        f"X0003; X0001; 1; place; yes; debridement; debridement; shallow; unknown; B; A; {release}",
        f"X0003; S0001; none; unknown; yes; debridement; other; deep; unknown; B; B; {release}",
        f"X0003; V0001; none; unknown; yes; debridement; evaluation; deep; no; B; ; {release}",
        f"S0001; X0001; 1; place; yes; other; debridement; shallow; unknown; B; A; {release}",
        f"X0001; V0001; 1; unknown; yes; debridement; evaluation; shallow; no; A; ; {release}",
        f"S0001; V0001; none; unknown; no; other; evaluation; other; no; B; ; {release}",
    ]


def test_what_a_pair_shows_that_no_table_covers():
    assert told("pair", SEEN_OF_A_PAIR, wound(), services=[service("Q0001", wound_ids=("A",))]) == [
        "X0001; Q0001; unknown; nothing; yes; debridement; other; shallow; unknown; A; A; no release"
    ]


def test_the_pairs_that_are_asked():
    """Not two lines of one family, nor one code with itself."""
    shown = told(
        "pair",
        ("column_1", "column_2"),
        wound(area=15),
        washed(),
        services=[service("S0002"), service("S0001"), service("S0001", 2), service("V0001")],
        form="institutional",
    )
    assert shown == [
        *("X0001; X0005", "X0002; X0005"),
        *("X0001; S0001", "X0001; S0002", "X0001; V0001"),
        *("X0002; S0001", "X0002; S0002", "X0002; V0001"),
        *("X0005; S0001", "X0005; S0002", "X0005; V0001"),
        *("S0001; S0002", "S0001; V0001", "S0002; V0001"),
    ]


ELSEWHERE = {"location": "right heel"}
HERE = {"location": "left heel"}
SOMEWHERE = {"location": "heel"}


@pytest.mark.parametrize(
    ("said", "distinct"),
    [
        (ELSEWHERE, "place"),
        (HERE, "nothing"),
        (SOMEWHERE, "unknown"),
        ({}, "unknown"),
        ({"wound_ids": ("A",)}, "nothing"),
        ({"wound_ids": ("B",)}, "place"),
        ({"wound_ids": ("A", "B")}, "nothing"),
        ({"wound_ids": ("B", "A")}, "nothing"),
        ({"wound_ids": ("B", "B")}, "place"),
        ({"wound_ids": ("B", "Z")}, "unknown"),
        ({"wound_ids": ("B", "Z"), **HERE}, "nothing"),
        ({"wound_ids": ("B",), **HERE}, "nothing"),
        ({"separate_session": True}, "session"),
        ({"separate_session": True, **HERE}, "session"),
        ({"separate_session": True, **ELSEWHERE}, "place"),
        ({"separate_session": False, **HERE}, "nothing"),
        ({"other_practitioner": True}, "practitioner"),
        ({"other_practitioner": True, **HERE}, "practitioner"),
        ({"other_practitioner": True, "separate_session": True}, "session"),
    ],
)
def test_what_sets_a_service_apart_from_the_debridement(said, distinct):
    at_b = washed("B", "right heel")
    shown = told(
        "pair",
        ("distinct_by",),
        wound(),
        at_b,
        when=is_("pair.column_2", "S0002"),
        services=[service("S0002", **said)],
    )
    assert shown[0] == distinct


@pytest.mark.parametrize(
    ("one", "other", "distinct"),
    [
        ({"separate_session": True}, {"separate_session": False}, "session"),
        ({"separate_session": False}, {"separate_session": True}, "session"),
        ({"separate_session": True}, {}, "unknown"),
        ({"separate_session": False}, {}, "unknown"),
        ({"separate_session": False}, {"separate_session": False}, "unknown"),
        ({"separate_session": True}, {"separate_session": True}, "unknown"),
        ({"separate_session": True, **HERE}, {"separate_session": True, **HERE}, "nothing"),
        ({"other_practitioner": True}, {"other_practitioner": True}, "unknown"),
        ({"other_practitioner": False}, {"other_practitioner": True}, "practitioner"),
        ({}, {"other_practitioner": True}, "unknown"),
        (HERE, ELSEWHERE, "place"),
        (HERE, SOMEWHERE, "unknown"),
        ({"wound_ids": ("A",)}, ELSEWHERE, "place"),
        ({"wound_ids": ("A", "B")}, ELSEWHERE, "nothing"),
        ({"wound_ids": ("A", "B")}, {"location": "sacrum"}, "unknown"),
    ],
)
def test_what_sets_two_services_apart(one, other, distinct):
    shown = told(
        "pair",
        ("distinct_by",),
        wound(etiology="burn"),
        deep(etiology="burn"),
        services=[service("S0003", **one), service("S0004", **other)],
    )
    assert shown == [distinct]


def test_a_wound_of_several_must_lie_apart_from_each():
    """One wound at the same place is enough; one at an unknown place leaves it unknown."""
    same = told("pair", ("distinct_by",), wound(), deep("B", 1), deep("D", 1, "left heel"))
    assert same == ["nothing"]
    unknown = told("pair", ("distinct_by",), wound(), deep("B", 1), deep("D", 1, "heel"))
    assert unknown == ["unknown"]
    apart = told("pair", ("distinct_by",), wound(), deep("B", 1), deep("D", 1, "right ankle"))
    assert apart == ["place"]


def test_what_the_record_states_of_two_wounds_comes_first():
    one, other = wound(separate_wound=True), deep(where="left heel", separate_wound=True)
    assert told("pair", ("distinct_by",), one, other) == ["place"]
    assert told("pair", ("distinct_by",), wound(separate_wound=False), deep()) == ["nothing"]
    assert told("pair", ("distinct_by",), wound(), deep(separate_wound=False)) == ["nothing"]


def test_nothing_sets_a_pair_apart_that_is_never_paid_or_has_no_edit():
    assert told("pair", ("indicator", "distinct_by"), wound(), washed()) == ["0; unknown"]
    assert told("pair", ("indicator", "distinct_by"), deep(), washed()) == ["none; unknown"]
    there = told("pair", ("indicator", "distinct_by"), deep(), washed(), form="institutional")
    assert there == ["none; unknown"]


BOTH = {"all": []}


def dropped(when, source="dropped"):
    return rule("line", when, source, drop=True, step=f"{source} so")


def test_a_line_is_dropped_once():
    rules = {**NO_RULES, "one": dropped(BOTH, "one"), "two": dropped(BOTH, "two")}
    done = code(wound(), rules=book(rules=rules))
    assert (done.status, lines(done)) == ("not_billable", [])
    assert steps(done)[2:] == ["one: one so -> X0001 is not billable"]
    assert done.checked.passed == 1


def test_a_line_is_held_once_and_a_held_line_may_still_be_dropped():
    held = rule("line", BOTH, "held", hold=True, step="held so")
    rules = {**NO_RULES, "one": held, "two": {**held}, "three": dropped(BOTH)}
    done = code(wound(), rules=book(rules=rules))
    assert (done.status, lines(done)) == ("not_billable", [])
    assert steps(done)[2:] == [
        "one: held so -> X0001 held back",
        "three: dropped so -> X0001 is not billable",
    ]


def test_a_pair_whose_second_line_no_longer_stands_is_asked_no_more():
    gone = rule("pair", BOTH, "gone", drop=True, step="gone")
    seen = rule("pair", BOTH, "seen", finding=finding("advice", "{pair.column_1} {pair.column_2}"))
    done = code(wound(), deep(), washed(), rules=book(rules={**NO_RULES, "seen": seen, "gone": gone}))
    assert lines(done) == ["X0003 x1"]
    assert rules_of(done) == []
    assert steps(done)[6:] == [
        "gone: gone -> X0001 is not billable",
        "gone: gone -> X0005 is not billable",
    ]


def test_the_facts_of_a_held_line_are_asked_no_further():
    held = rule("line", is_("line.family", "deep"), "held", hold=True, step="held")
    seen = rule("line", BOTH, "seen", finding=finding("advice", "{line.code}"))
    done = code(washed(), deep(), rules=book(rules={**NO_RULES, "held": held, "seen": seen}))
    assert [each.message for each in done.findings] == ["X0005"]


def test_a_dropped_service_is_asked_no_further():
    gone = dropped(is_("line.code", "S0001"))
    seen = rule("line", is_("line.role", "other"), "seen", finding=finding("advice", "{line.code}"))
    done = code(
        wound(),
        services=[service("S0002"), service("S0001")],
        rules=book(rules={**NO_RULES, "gone": gone, "seen": seen}),
    )
    assert [each.message for each in done.findings] == ["S0002"]
    assert others(done) == ["S0002 x1"]


def test_a_modifier_is_put_once_for_all_its_reasons():
    more = rule("pair", every(ONE, is_("pair.distinct_by", "place")), "more", modifier="XS", step="more")
    done = code(wound(), deep(area=7), rules=book(rules={"more": more}))
    assert lines(done) == ["X0003 x1", "X0004 x1", "X0001 x1 XS"]
    assert [each for each in steps(done) if "XS" in each] == [
        (
            "apart: X0003 (B) and X0001 (A) are apart (pairs, first; in force on the date of service) "
            "-> XS on X0001"
        )
    ]
    assert done.lines[2].rules[-1] == "acme/plan:apart"


def test_a_rule_that_only_reports_leaves_no_step():
    seen = rule("line", BOTH, "seen", finding=finding("advice", "seen"))
    assert len(steps(code(wound(), rules=book(rules={"seen": seen})))) == 2


def test_a_finding_of_several_lines_is_said_once_and_counted_for_each():
    seen = rule("line", BOTH, "seen", finding=finding("advice", "seen"))
    done = code(wound(area=15), rules=book(rules={**NO_RULES, "seen": seen}))
    assert [each.message for each in done.findings] == ["seen"]
    assert (done.checked.failed, done.checked.passed, done.checked.not_checked) == (2, 0, 0)


def test_a_rule_that_cannot_be_told_for_want_of_a_table_holds_nothing():
    rules = {
        **NO_RULES,
        "limit": rule(
            "line", {"fact": "line.units", "gt": {"fact": "line.unit_limit"}}, "limit", drop=True, step="over"
        ),
    }
    done = code(wound(), form="institutional", rules=book(rules=rules))
    assert (done.status, lines(done)) == ("query", ["X0001 x1"])
    assert [(each.severity, each.outcome, each.facts) for each in done.findings] == [
        ("error", "not_checked", ("line.unit_limit",))
    ]


def test_a_rule_that_lacks_a_fact_of_the_record_as_well_names_the_table_first():
    mixed = every(
        {"fact": "line.units", "le": {"fact": "line.unit_limit"}}, is_("encounter.plan_discipline", "speech")
    )
    rules = {**NO_RULES, "mixed": rule("line", mixed, "mixed", title="Mixed", drop=True, step="so")}
    done = code(wound(), form="institutional", rules=book(rules=rules))
    assert [each.facts for each in done.findings] == [("line.unit_limit",)]
    assert [each.ask_of for each in done.findings] == ["coder"]
    assert lines(done) == []
    assert steps(done)[2:] == ["mixed: X0001 held back: Mixed cannot be told"]


def test_a_rule_that_changes_no_line_is_a_warning_where_it_cannot_be_told():
    seen = rule("line", is_("encounter.plan_discipline", "speech"), "seen", finding=finding("error", "seen"))
    done = code(wound(), rules=book(rules={**NO_RULES, "seen": seen}))
    assert [(each.severity, each.ask, each.ask_of, each.gap) for each in done.findings] == [
        ("warning", "Please give the discipline.", "coder", "discipline")
    ]
    assert (done.status, lines(done)) == ("clean", ["X0001 x1"])


def test_a_fact_without_a_question_is_not_asked():
    seen = rule("line", is_("encounter.advance_notice", "none"), "seen", finding=finding("error", "seen"))
    done = code(wound(), rules=book(rules={**NO_RULES, "seen": seen}))
    assert [(each.ask, each.ask_of, each.gap, each.facts) for each in done.findings] == [
        (None, None, None, ("encounter.advance_notice",))
    ]


def test_several_facts_are_asked_together():
    """Of the clinician only when every one of them is."""
    both = every(is_("wound.method", "larval"), is_("wound.etiology", "burn"))
    silent = wound(method=None, etiology=None)
    seen = rule("wound", both, "seen", title="Both", finding=finding("error", "seen"))
    rows = {**NO_RULES, "seen": seen}
    (found,) = [each for each in code(silent, rules=book(rules=rows)).findings if each.rule.endswith("seen")]
    assert found.ask == "Please give the method. Please give the kind."
    assert (found.ask_of, found.gap, found.wound_id) == ("clinician", "method", "A")
    assert found.message == (
        "not checked: Both; not known: how the wound was treated; what kind of wound it is"
    )
    mixed = every(is_("wound.method", "larval"), is_("encounter.plan_discipline", "speech"))
    rows["seen"] = rule("wound", mixed, "seen", finding=finding("error", "seen"))
    (found,) = [each for each in code(silent, rules=book(rules=rows)).findings if each.rule.endswith("seen")]
    assert found.ask == "Please give the method. Please give the discipline."
    assert (found.ask_of, found.gap) == ("coder", "method")


def test_a_line_that_waits_holds_those_that_are_column_2_to_it():
    """And those in turn; it is the first code by name that is named."""
    held = rule("line", is_("line.family", "deep"), "held", hold=True, step="held")
    done = code(wound(area=15), deep(area=7), washed(), rules=book(rules={**NO_RULES, "held": held}))
    assert lines(done) == []
    assert steps(done)[-3:] == [
        "to-ask: X0001 held back: it is column 2 to X0003, and what that decides cannot be told yet",
        "to-ask: X0002 held back: it is column 2 to X0003, and what that decides cannot be told yet",
        "to-ask: X0005 held back: it is column 2 to X0001, and what that decides cannot be told yet",
    ]


def test_a_line_that_waits_for_a_line_rule_holds_column_2_as_well():
    late = rule(
        "line",
        every(is_("line.family", "deep"), is_("encounter.therapy_plan_of_care", word=True)),
        "late",
        title="Late",
        modifier="GP",
        step="late",
    )
    done = code(wound(), deep(), plan=None, rules=book(rules={**NO_RULES, "late": late}))
    assert steps(done)[4:] == [
        "late: X0003 held back: Late cannot be told",
        "to-ask: X0001 held back: it is column 2 to X0003, and what that decides cannot be told yet",
    ]


def test_a_line_that_is_dropped_holds_nothing():
    gone = dropped(is_("line.family", "deep"))
    assert lines(code(wound(), deep(), rules=book(rules={**NO_RULES, "gone": gone}))) == ["X0001 x1"]


def test_a_pair_without_an_edit_holds_nothing():
    held = rule("line", is_("line.family", "deep"), "held", hold=True, step="held")
    done = code(deep(), washed(), rules=book(rules={**NO_RULES, "held": held}))
    assert lines(done) == ["X0005 x1"]


def test_without_a_claim_form_the_form_is_asked_for_lines_alone():
    assert "to-ask.encounter.setting" not in rules_of(code(wound(etiology="burn"), form=None))
    alone = code(wound(), form=None, rules=book(rules=NO_RULES))
    assert rules_of(alone) == ["to-ask.encounter.setting"]
    assert (alone.status, lines(alone)) == ("query", ["X0001 x1"])


def test_other_services_keep_their_modifiers_but_for_those_that_edits_settle():
    given = [
        service("S0002", 2, modifiers=("59", "XU", "AA", "XE", "AA", "XS"), diagnoses=("I10",), **ELSEWHERE)
    ]
    done = code(wound(), services=given)
    assert others(done) == ["S0002 x2 XS AA"]
    assert done.other_lines[0].diagnoses == ("I10",)
    named = code(
        wound(),
        deep(diagnoses=("I10", "L97.411")),
        services=[service("S0003", wound_ids=("A", "B"))],
        rules=book(rules=NO_RULES),
    )
    assert named.other_lines[0].diagnoses == ("L97.411", "I10")
    assert named.other_lines[0].wound_ids == ("A", "B")


def test_other_services_come_in_the_order_given():
    done = code(
        wound(), services=[service("S0009"), service("S0003"), service("S0005")], rules=book(rules=NO_RULES)
    )
    assert others(done) == ["S0009 x1", "S0003 x1", "S0005 x1"]


def test_the_diagnoses_of_a_line_are_said_once():
    done = code(wound("A", 4, diagnoses=("I10", "L97.411")), wound("D", 4, "right heel"))
    assert done.lines[0].diagnoses == ("I10", "L97.411")
    assert done.lines[0].wound_ids == ("A", "D")


def test_areas_are_summed_within_a_family():
    done = code(wound("A", "5.50"), wound("D", "12.6", "right heel"), deep("B", 6, "right ankle"))
    assert [each.partition(" XS")[0] for each in lines(done)] == ["X0003 x1", "X0001 x1", "X0002 x3"]
    assert steps(done)[3:5] == [
        "families.deep: deep: B 6 sq cm -> X0003 x1 (within the first 6)",
        (
            "families.shallow: shallow: A 5.5 + D 12.6 = 18.1 sq cm -> X0001 x1, X0002 x3 "
            "(8.1 sq cm beyond the first 10)"
        ),
    ]


def test_an_area_is_computed_from_what_was_measured():
    before = code(wound(area=None, before=measured("2.5", 2), after=measured("2.5", 2)))
    assert steps(before)[1] == (
        "families.shallow: wound A: area 2.5 x 2 = 5 sq cm, computed from the length and width before the "
        "debridement"
    )
    after = code(wound(area=None, before=measured(), after=measured(3, "1.5")))
    assert steps(after)[1] == (
        "families.shallow: wound A: area 3 x 1.5 = 4.5 sq cm, computed from the length and width after the "
        "debridement"
    )
    assert lines(after) == ["X0001 x1"]


def test_a_wound_without_an_area_holds_its_family_alone():
    done = code(
        wound("A", None, before=measured()),
        wound("D", 4, "right ankle"),
        deep("B", 5),
        washed("C", "right ankle"),
    )
    assert rules_of(done)[0] == "to-ask.wound.area_sq_cm@A"
    assert [each for each in steps(done) if "held back" in each] == [
        "families.shallow: shallow: held back until what is asked is known",
        "to-ask: X0005 held back: it is column 2 to X0001, and what that decides cannot be told yet",
    ]
    assert lines(done) == ["X0003 x1"]


def test_the_wounds_of_a_session_are_named_and_no_area_is_asked():
    done = code(washed("C", before=measured()), washed("D", "left ankle", before=measured()))
    assert lines(done) == ["X0005 x1"]
    assert steps(done)[2:] == ["families.washed: washed: C, D -> X0005 x1 (counted by session, not by area)"]
    assert done.lines[0].wound_ids == ("C", "D")


def test_a_wound_of_a_dropped_line_is_not_asked_further():
    gone = dropped(is_("line.code", "X0003"))
    rules = {"gone": gone, "told.soft": None, "told.plan": None, "period": None}
    done = code(wound(instruments=()), deep(instruments=()), rules=book(rules=rules))
    assert rules_of(done) == ["told.instrument@A"]


def test_a_release_that_was_asked_is_named_once():
    done = code(wound(area=15), deep(), washed())
    assert [(each.id, each.release, each.covers_date_of_service) for each in done.provenance.tables] == [
        ("limits", "third", False),
        ("pairs", "first", True),
    ]
    assert (done.provenance.pack, done.provenance.pack_version) == ("acme/plan", "2024.1")
    assert done.provenance.digest == book().resolved.digest
    assert done.encounter_id == "e"


@pytest.mark.parametrize(
    ("one", "other", "doubt"),
    [
        ("left heel", "right heel", "no"),
        ("left heel", "left heel", "yes"),
        ("left heel", "heel", "yes"),
        ("left heel", "n/a", "no"),
        ("n/a", "left heel", "no"),
    ],
)
def test_two_wounds_of_a_family_that_may_be_one(one, other, doubt):
    seen = rule("wound", BOTH, "seen", finding=finding("advice", "{wound.place_in_doubt}"))
    rules = book(rules={**NO_RULES, "seen": seen})
    done = code(wound("A", 4, one), wound("D", 4, other), deep("B", 4, one), rules=rules)
    found = {each.wound_id: each.message for each in done.findings}
    assert found == {"A": doubt, "D": doubt, "B": "no"}


def test_two_wounds_that_are_stated_to_be_apart_are_in_no_doubt():
    seen = rule("wound", BOTH, "seen", finding=finding("advice", "{wound.place_in_doubt}"))
    rules = book(rules={**NO_RULES, "seen": seen})
    done = code(wound("A", 4, separate_wound=True), wound("D", 4, separate_wound=True), rules=rules)
    assert [each.message for each in done.findings] == ["no", "no"]


def test_what_is_shown_of_the_encounter_after_the_wounds_are_placed():
    names = ("debridement_shown", "wounds_excluded", "debridement_elsewhere")
    burnt = wound("Z", etiology="burn")
    assert told("encounter", names, wound()) == ["yes; no; no"]
    assert told("encounter", names, wound(), burnt, services=[service("X0001")]) == ["yes; yes; yes"]
    done = code(
        burnt,
        rules=book(
            rules={
                **NO_RULES,
                "seen": rule(
                    "encounter",
                    is_("encounter.debridement_shown", word=False),
                    "seen",
                    finding=finding("advice", "none"),
                ),
            }
        ),
    )
    assert rules_of(done) == ["placing.burn@Z", "seen"]


def test_a_wound_that_is_not_placed_may_have_been_debrided():
    names = ("debridement_shown",)
    assert told("encounter", names, wound(deepest_tissue_removed=None))[-1] == "yes"


def test_the_limit_of_a_release_is_cited_where_it_is_read():
    read = rule(
        "line",
        {"fact": "line.unit_limit", "ge": {"fact": "line.units"}},
        "read",
        finding=finding("advice", "read"),
    )
    unread = rule("line", BOTH, "unread", finding=finding("advice", "unread"))
    done = code(wound(), rules=book(rules={**NO_RULES, "read": read, "unread": unread}))
    assert [each.sources for each in done.findings] == [("read", "limits"), ("unread",)]


def test_the_table_of_the_other_setting_is_asked_for_column_2_where_the_setting_is_unknown():
    done = code(wound(), deep(), washed(), form=None, rules=book(rules=NO_RULES))
    assert steps(done)[6:] == [
        "to-ask: X0003 held back: it is column 2 to X0001, and what that decides cannot be told yet",
        "to-ask: X0001 held back: it is column 2 to X0003, and what that decides cannot be told yet",
        "to-ask: X0005 held back: it is column 2 to X0001, and what that decides cannot be told yet",
    ]


def test_tables_may_be_replaced_by_those_of_the_payer():
    """A limit of none is no limit; the pair table may name any codes."""
    tables = {
        "limits": table(
            "unit_limits", [limit("X0001", 2, "1")], "limits", release="own", setting="practitioner"
        ),
        "pairs": table(
            "pair_edits",
            [pair("X0001", "X0003", "0")],
            "pairs",
            release="own",
            setting="practitioner",
            codes=["X0001", "X0003"],
        ),
    }
    done = code(wound(), deep(), rules=book(tables=tables))
    assert lines(done) == ["X0001 x1"]
    assert [(each.id, each.covers_date_of_service) for each in done.provenance.tables] == [
        ("limits", True),
        ("pairs", True),
    ]


@pytest.mark.parametrize("fact", ["encounter.role", "encounter.setting"])
def test_a_rule_may_ask_whether_a_fact_is_unknown(fact):
    """Then the fact is among those that the finding lacks."""
    seen = rule("encounter", known(fact, yes=False), "seen", finding=finding("advice", "seen"))
    done = code(wound(), role=None, form=None, rules=book(rules={**NO_RULES, "seen": seen}))
    (found,) = [each for each in done.findings if each.rule.endswith("seen")]
    assert found.facts == (fact,)
    known_of = rule("encounter", known(fact), "seen", finding=finding("advice", "seen"))
    done = code(wound(), rules=book(rules={**NO_RULES, "seen": known_of}))
    (found,) = done.findings
    assert found.facts == ()


def test_a_rule_with_a_modifier_and_a_finding_does_both():
    both = rule(
        "line",
        among("line.role", "primary", "add_on"),
        "both",
        modifier={"parameter": "modifier.distinct_site"},
        step="marked with {modifier.distinct_site}",
        finding=finding("advice", "{line.code} is marked", ask="Look at {line.code}.", gap="mark"),
    )
    done = code(wound(area=15), rules=book(rules={**NO_RULES, "both": both}))
    assert lines(done) == ["X0001 x1 XS", "X0002 x2 XS"]
    assert [(each.message, each.ask, each.ask_of, each.gap) for each in done.findings] == [
        ("X0001 is marked", "Look at X0001.", "coder", "mark"),
        ("X0002 is marked", "Look at X0002.", "coder", "mark"),
    ]
    assert steps(done)[2:] == ["both: marked with XS -> XS on X0001", "both: marked with XS -> XS on X0002"]
    assert done.findings[0].sources == ("both", "site")


def test_an_encounter_is_its_own():
    """The same book answers for one encounter after another."""
    rules = book()
    first = code(wound(), rules=rules)
    code(deep(), washed(), rules=rules)
    assert code(wound(), rules=rules) == first
    assert rules.code(encounter(wound())) == first


def test_one_modifier_that_sets_a_line_apart_is_enough():
    """Each further reason is kept under the one that stands there."""
    services = [service("S0001", separate_session=True, location="left heel")]
    done = code(wound(), deep(), services=services)
    assert lines(done) == ["X0003 x1", "X0001 x1 XS"]
    assert [each for each in steps(done) if " -> X" in each and "sq cm" not in each] == [
        (
            "apart: X0003 (B) and X0001 (A) are apart (pairs, first; in force on the date of service) "
            "-> XS on X0001"
        )
    ]
    first = code(wound(), services=services)
    assert lines(first) == ["X0001 x1 XE"]
    planned = code(wound(), deep(), services=services, plan=True)
    assert lines(planned) == ["X0003 x1 GP", "X0001 x1 XS GP"]


def test_a_service_that_is_column_2_to_a_waiting_line_waits():
    done = code(wound(), services=[service("S0002", location="right heel"), service("S0003")], role="other")
    assert "to-ask: S0002 held back: it is column 2 to X0001, and what that decides cannot be told yet" in (
        steps(done)
    )
    assert others(done) == []
    alone = code(wound(), services=[service("S0002", location="right heel")])
    assert others(alone) == ["S0002 x1 XS"]


def test_the_form_is_asked_for_services_as_well():
    burnt = wound(etiology="burn")
    assert "to-ask.encounter.setting" in rules_of(code(burnt, services=[service("S0002")], form=None))
    assert "to-ask.encounter.setting" not in rules_of(code(burnt, services=[service("S0002")]))


def test_a_debridement_code_among_the_services_is_no_line_of_its_own():
    given = [service("X0002"), service("X0009"), service("S0003")]
    done = code(wound(), services=given, rules=book(rules=NO_RULES))
    assert others(done) == ["S0003 x1"]


def test_the_rules_of_another_service_know_the_encounter():
    seen = rule(
        "line",
        every(is_("line.role", "other"), is_("encounter.role", "physician")),
        "seen",
        finding=finding("advice", "{line.code} by a {encounter.role}"),
    )
    done = code(wound(), services=[service("S0002")], rules=book(rules={**NO_RULES, "seen": seen}))
    assert [each.message for each in done.findings] == ["S0002 by a physician"]
    pair_seen = rule(
        "pair",
        every(is_("pair.column_1", "S0001"), is_("encounter.role", "physician")),
        "seen",
        finding=finding("advice", "{pair.column_2} by a {encounter.role}"),
    )
    done = code(wound(), services=[service("S0001")], rules=book(rules={**NO_RULES, "seen": pair_seen}))
    assert [each.message for each in done.findings] == ["X0001 by a physician"]


def test_the_wounds_of_a_line_are_named_in_order():
    seen = rule("line", BOTH, "seen", finding=finding("advice", "{line.wounds}"))
    rules = book(rules={**NO_RULES, "seen": seen})
    done = code(wound("A", 2), wound("D", 2, "right heel"), wound("B", 2, "left ankle"), rules=rules)
    assert [each.message for each in done.findings] == ["A, D, B"]


def test_several_wounds_leave_all_their_families_open():
    """What the second wound may be does not settle what the first may be."""
    done = code(wound(deepest_tissue_removed=None), washed("C", method=None), deep())
    assert [each for each in steps(done) if "not placed" in each] == [
        "placing: wound A: not placed; it may be deep, shallow",
        "placing: wound C: not placed; it may be shallow, washed",
    ]
    assert lines(done) == []


def test_what_is_only_reported_is_asked_of_nobody():
    (found,) = code(wound(etiology="burn"), rules=book(rules=NO_RULES)).findings
    assert (found.ask, found.ask_of) == (None, None)
    (found,) = code(wound(deepest_tissue_removed="bone"), rules=book(rules=NO_RULES)).findings
    assert (found.ask, found.ask_of) == ("Please say what was removed.", "clinician")


def only(row):
    """A pack with one row of classification."""
    return {"placing": table("classification", [row], "placing")}


def test_a_pack_may_have_one_row_of_classification():
    cut = {
        "id": "cut",
        "when": is_("wound.method", "sharp_selective"),
        "outcome": "family",
        "family": "shallow",
        "message": "cut",
        "cite": [{"source": "cut", "locator": "p. 1"}],
    }
    rules = book(rules=NO_RULES, tables=only(cut))
    assert lines(code(wound(), rules=rules)) == ["X0001 x1"]
    unplaced = code(wound(method="larval"), rules=rules)
    assert rules_of(unplaced) == ["placing@A"]
    assert steps(unplaced) == ["placing: wound A: not placed; it may be none of these codes"]
    held = audit(encounter(wound()), "X0003 x1", rules=book(tables=only(cut)))
    assert "reason: wound A: cut -> shallow" in held.differences[0].message


def test_a_row_may_read_a_parameter():
    soft = {
        "id": "soft",
        "when": every(
            {"fact": "wound.tissue_removed", "within": {"parameter": "soft.tissues"}},
            is_("wound.method", "sharp_selective"),
        ),
        "outcome": "family",
        "family": "shallow",
        "message": "soft",
        "cite": [{"source": "soft-row", "locator": "p. 1"}],
    }
    rest = {**soft, "id": "rest", "when": {"all": []}, "outcome": "none", "message": "none"}
    del rest["family"]
    tables = {"placing": table("classification", [soft, rest], "placing")}
    rules = book(rules=NO_RULES, tables=tables)
    assert lines(code(wound(), rules=rules)) == ["X0001 x1"]
    assert lines(code(deep(), rules=rules)) == []
    assert rules_of(code(wound(method=None), rules=rules)) == ["to-ask.wound.method@A"]


def test_a_rule_that_reads_a_parameter_may_lack_a_fact():
    few = every(
        {"fact": "line.units", "le": {"parameter": "many.units"}}, is_("encounter.plan_discipline", "speech")
    )
    seen = rule("line", few, "seen", finding=finding("error", "few"))
    (found,) = code(wound(), rules=book(rules={**NO_RULES, "seen": seen})).findings
    assert (found.outcome, found.facts) == ("not_checked", ("encounter.plan_discipline",))


def row(id_, when, outcome, **said):
    cites = [{"source": f"row-{id_}", "locator": "p. 1"}]
    return {"id": id_, "when": when, "outcome": outcome, "message": id_, "cite": cites, **said}


def test_a_row_that_asks_does_not_end_the_list():
    """What the rows after it need is asked for at the same time."""
    rows = [
        row("burnt", is_("wound.etiology", "burn"), "query", ask="Which?"),
        row("cut", is_("wound.method", "sharp_selective"), "family", family="shallow"),
    ]
    rules = book(rules=NO_RULES, tables={"placing": table("classification", rows, "placing")})
    asked = code(wound(etiology="burn", method=None), rules=rules)
    assert rules_of(asked) == ["placing.burnt@A", "to-ask.wound.method@A"]
    alone = code(wound(etiology="burn", method="larval"), rules=rules)
    assert (alone.status, rules_of(alone)) == ("query", ["placing.burnt@A"])
    assert steps(alone) == [
        "placing.burnt: wound A: burnt -> ask",
        "placing: wound A: not placed; it may be deep, shallow, washed",
    ]


def test_wounds_of_one_family_are_compared_whatever_stands_before_them():
    seen = rule("wound", BOTH, "seen", finding=finding("advice", "{wound.place_in_doubt}"))
    rules = book(rules={**NO_RULES, "seen": seen})
    done = code(deep(), wound("A", 2), wound("D", 2), rules=rules)
    assert {each.wound_id: each.message for each in done.findings} == {"A": "yes", "B": "no", "D": "yes"}


def test_a_finding_with_nothing_to_ask_is_asked_of_nobody():
    seen = rule("line", BOTH, "seen", finding=finding("advice", "seen"))
    (found,) = code(wound(), rules=book(rules={**NO_RULES, "seen": seen})).findings
    assert (found.ask, found.ask_of) == (None, None)


def test_without_a_claim_form_no_other_service_can_be_told():
    done = code(wound(), services=[service("S0003"), service("V0001")], form=None, rules=book(rules=NO_RULES))
    assert (done.status, lines(done), others(done)) == ("query", ["X0001 x1"], [])
    assert steps(done)[2:] == [
        "to-ask: S0003 held back: which edit tables govern is not known",
        "to-ask: V0001 held back: which edit tables govern is not known",
    ]


def test_a_service_that_waits_holds_what_is_column_2_to_it():
    held = rule("line", is_("line.code", "S0001"), "held", hold=True, step="held")
    services = [service("S0001", location="right heel")]
    done = code(wound(), services=services, rules=book(rules={**NO_RULES, "held": held}))
    assert (lines(done), others(done)) == ([], [])
    assert steps(done)[3:] == [
        "to-ask: X0001 held back: it is column 2 to S0001, and what that decides cannot be told yet"
    ]


@pytest.mark.parametrize(
    ("said", "distinct"),
    [
        ({"location": "left heel"}, "part"),
        ({"location": "right ankle"}, "part"),
        ({"location": "sacrum"}, "unknown"),
        ({"location": "both heels", "wound_ids": ("E",)}, "part"),
        ({"wound_ids": ("A", "D", "E")}, "nothing"),
    ],
)
def test_a_service_may_lie_elsewhere_than_some_of_the_wounds(said, distinct):
    treated = wound("A", 2), wound("D", 2, "right ankle"), wound("E", 2, "left heel, outside")
    assert told("pair", ("distinct_by",), *treated, services=[service("S0002", **said)]) == [distinct]


def test_part_is_said_of_a_debridement_and_another_service_alone():
    """Of two debridement lines, one wound in the same place is enough for nothing to set them apart."""
    mixed = told("pair", ("distinct_by",), wound("A", 2), deep("B", 1), deep("D", 1, "left heel"))
    assert mixed == ["nothing"]
    first = told("pair", ("distinct_by",), wound(), services=[service("S0001", wound_ids=("A",))])
    assert first == ["nothing"]
    several = wound("A", 2), wound("D", 2, "right ankle")
    before = told("pair", ("distinct_by",), *several, services=[service("S0001", wound_ids=("A",))])
    assert before == ["part"]


@pytest.mark.parametrize(
    ("said", "shown"),
    [({}, "no"), ({"other_practitioner": False}, "no"), ({"other_practitioner": True}, "yes")],
)
def test_whether_another_practitioner_did_the_service(said, shown):
    assert told("pair", ("other_practitioner",), wound(), services=[service("S0002", **said)]) == [shown]
    assert told("pair", ("other_practitioner",), wound(), services=[service("S0001", **said)]) == [shown]
    assert told("pair", ("other_practitioner",), wound(), deep()) == ["no"]


def test_what_is_held_so_holds_what_stood_before_it():
    """X0003 waits; so does S0001, its column 2; so does X0001, the column 2 of that."""
    chain = [pair("X0003", "S0001", "1"), pair("S0001", "X0001", "1"), pair("X0001", "X0005", "1")]
    tables = {
        "pairs": table(
            "pair_edits",
            chain,
            "pairs",
            release="own",
            setting="practitioner",
            codes=["X0001", "X0003", "X0005", "S0001"],
        )
    }
    held = rule("line", is_("line.family", "deep"), "held", hold=True, step="held")
    rules = book(rules={**NO_RULES, "held": held}, tables=tables)
    done = code(wound(), deep(), washed(), services=[service("S0001")], rules=rules)
    why = "and what that decides cannot be told yet"
    assert steps(done)[-3:] == [
        f"to-ask: S0001 held back: it is column 2 to X0003, {why}",
        f"to-ask: X0001 held back: it is column 2 to S0001, {why}",
        f"to-ask: X0005 held back: it is column 2 to X0001, {why}",
    ]
    assert (lines(done), others(done)) == ([], [])


def test_what_is_silence_is_silence_of_the_encounter_too():
    assert told("encounter", ("care_instructions_documented",), wound(), care_instructions="n/a") == ["no"]
    assert told("encounter", ("care_instructions_documented",), wound(), care_instructions="dry") == ["yes"]


def test_a_line_that_cannot_be_counted_is_asked_and_not_unbillable():
    done = code(wound(area=None, before=measured()), rules=book(rules=NO_RULES))
    assert (done.status, lines(done)) == ("query", [])
    assert done.provenance.engine_version == dc.__version__


def test_without_a_claim_form_an_open_family_holds_column_2_as_well():
    done = code(wound(area=None, before=measured()), washed(), form=None, rules=book(rules=NO_RULES))
    assert (done.status, lines(done)) == ("query", [])
    assert steps(done)[-1] == (
        "to-ask: X0005 held back: it is column 2 to X0001, and what that decides cannot be told yet"
    )


def test_what_another_practitioner_did_is_told_of_its_line():
    given = [
        service("S0003"),
        service("S0003", other_practitioner=False),
        service("S0003", other_practitioner=True),
    ]
    assert told("line", ["other_practitioner"], wound(), services=given) == ["no", "yes"]


def test_a_line_that_is_dropped_itself_drops_no_other():
    """S0001 takes X0001 off, so that X0001 takes nothing off: X0005 stands."""
    gone = rule(
        "pair",
        every(ONE, is_("pair.distinct_by", "nothing")),
        "gone",
        drop=True,
        step="gone",
    )
    rules = book(rules={"same": None, "gone": gone})
    given = [service("S0001", wound_ids=("A",))]
    done = code(wound(), washed(), services=given, rules=rules)
    assert (lines(done), others(done)) == (["X0005 x1"], ["S0001 x1"])
    assert lines(code(wound(), washed(), rules=rules)) == ["X0001 x1"]


def test_lines_that_drop_each_other_are_taken_in_the_order_of_the_pairs():
    ring = [pair("X0001", "X0003", "1"), pair("X0003", "X0005", "1"), pair("X0005", "X0001", "1")]
    gone = rule("pair", ONE, "gone", drop=True, step="gone")
    circle = table(
        *("pair_edits", ring, "ring"),
        release="r",
        setting="practitioner",
        codes=CODES,
        known_until="2024-12-31",
    )
    rules = book(rules={**NO_RULES, "gone": gone}, tables={"pairs": circle})
    assert len(lines(code(wound(), deep(), washed(), rules=rules))) == 1


def test_a_row_that_only_may_hold_places_nothing():
    """That no row holds is a way too: the last row is not taken for want of another."""
    only = {
        "id": "only",
        "when": is_("wound.method", "sharp_selective"),
        "outcome": "family",
        "family": "shallow",
        "message": "cut",
        "cite": [{"source": "only-row", "locator": "p. 1"}],
    }
    rules = book(rules=NO_RULES, tables={"placing": table("classification", [only], "placing")})
    assert lines(code(wound(), rules=rules)) == ["X0001 x1"]
    done = code(wound(method=None), rules=rules)
    assert (done.status, lines(done)) == ("query", [])
    assert [each.ask for each in done.findings if each.severity == "error"] == ["Please give the method."]


def test_nothing_is_billable_though_another_service_is_open():
    done = code(washed(method="cleansing_only"), services=[service("S0003")], form=None)
    assert (done.status, lines(done), others(done)) == ("not_billable", [], [])
    assert "S0003 held back: which edit tables govern is not known" in " ".join(steps(done))
