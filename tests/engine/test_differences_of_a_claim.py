"""Which differences an audit names: of codes, units, wounds, and above all of modifiers."""

import pytest
from plan import (
    audit,
    book,
    claim_line,
    deep,
    encounter,
    every,
    finding,
    is_,
    limit,
    matters,
    measured,
    parameter,
    rule,
    service,
    table,
    washed,
    wound,
)

import debridecode as dc

RECORD = encounter(wound(), deep())


def of_modifiers(held):
    return [each for each in matters(held) if each.startswith("modifier")]


def said(held, matter):
    """Code, modifier and the rest of what each such difference says."""
    return [
        (each.code, each.modifier, each.message.partition("; other: ")[2] or each.message)
        for each in held.differences
        if each.matter == matter
    ]


REASON = "reason: X0003 (B) and X0001 (A) are apart (pairs, first; in force on the date of service)"


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("", "XS", []),
        ("", "", ["modifier_missing X0001 XS"]),
        ("", "59", ["modifier_alternative X0001 59"]),
        ("", "XU", ["modifier_alternative X0001 XU"]),
        ("", "XE", ["modifier_missing X0001 XS", "modifier_not_earned X0001 XE"]),
        ("", "XS 59", ["modifier_doubled X0001 59"]),
        ("", "59 XS", ["modifier_doubled X0001 59"]),
        ("", "59 XU", ["modifier_alternative X0001 59", "modifier_not_earned X0001 XU"]),
        ("", "XS XS", ["modifier_repeated X0001 XS"]),
        (
            "",
            "XS AA AA BB",
            ["modifier_not_earned X0001 AA", "modifier_not_earned X0001 BB", "modifier_repeated X0001 AA"],
        ),
        ("XS", "", ["modifier_on_column_1 X0001 XS"]),
        ("59", "", ["modifier_on_column_1 X0001 59"]),
        ("XU", "", ["modifier_on_column_1 X0001 XU"]),
        ("XS 59", "", ["modifier_on_column_1 X0001 XS", "modifier_not_earned X0003 59"]),
        ("XS", "XS", ["modifier_not_earned X0003 XS"]),
        ("AA", "", ["modifier_missing X0001 XS", "modifier_not_earned X0003 AA"]),
        ("", "LT", ["modifier_side_alternative X0001 LT"]),
        ("RT", "LT", ["modifier_side_alternative X0001 LT"]),
        ("RT", "", ["modifier_side_alternative X0001 RT"]),
        ("LT", "", ["modifier_missing X0001 XS", "modifier_side_contradicted X0003 LT"]),
        ("", "RT", ["modifier_missing X0001 XS", "modifier_side_contradicted X0001 RT"]),
        (
            "LT",
            "LT",
            ["modifier_missing X0001 XS", "modifier_side X0001 LT", "modifier_side_contradicted X0003 LT"],
        ),
        ("", "XS LT", ["modifier_side X0001 LT"]),
        ("", "XS RT", ["modifier_side_contradicted X0001 RT"]),
        ("", "XS TA", ["modifier_side_untold X0001 TA"]),
        ("", "TA", ["modifier_missing X0001 XS", "modifier_side_untold X0001 TA"]),
    ],
)
def test_modifiers_of_two_lines_that_are_apart(first, second, expected):
    held = audit(RECORD, f"X0003 x1 {first}", f"X0001 x1 {second}")
    assert sorted(matters(held)) == sorted(expected)


@pytest.mark.parametrize("first", ["XS", "59", "RT"])
def test_where_the_payer_takes_it_on_column_2_alone(first):
    own = book(parameters={"modifier.accepted_on": parameter("line_choice", "column_2", "accepted on")})
    held = audit(RECORD, f"X0003 x1 {first}", "X0001 x1", rules=own)
    idle = "modifier_side X0003 RT" if first == "RT" else f"modifier_not_earned X0003 {first}"
    assert matters(held) == [idle, "modifier_missing X0001 XS"]
    on_column_2 = audit(RECORD, "X0003 x1", "X0001 x1 LT", rules=own)
    assert matters(on_column_2) == ["modifier_side_alternative X0001 LT"]


def test_what_each_way_is_held_against():
    missing = audit(RECORD, "X0003 x1", "X0001 x1")
    assert said(missing, "modifier_missing") == [("X0001", "XS", f"XS; {REASON}")]
    (found,) = missing.differences
    assert found.because == ("acme/plan:apart",)
    assert found.sources == ("claim", "apart", "vague", "opposed", "site", "pairs")
    accepted = audit(RECORD, "X0003 x1", "X0001 x1 59")
    assert said(accepted, "modifier_alternative") == [("X0001", "59", f"XS; {REASON}")]
    elsewhere = audit(RECORD, "X0003 x1 59", "X0001 x1")
    assert said(elsewhere, "modifier_on_column_1") == [("X0001", "59", f"XS on X0001; {REASON}")]
    side = audit(RECORD, "X0003 x1 RT", "X0001 x1 LT")
    assert said(side, "modifier_side_alternative") == [("X0001", "LT", f"XS on X0001; {REASON}")]
    assert side.differences[0].positions == (1,)
    doubled = audit(RECORD, "X0003 x1", "X0001 x1 XS 59")
    assert said(doubled, "modifier_doubled") == [("X0001", "59", "XS; reason: ")]
    beyond = audit(RECORD, "X0003 x1", "X0001 x1 XS AA")
    assert said(beyond, "modifier_not_earned") == [("X0001", "AA", "; reason: ")]


def test_a_modifier_that_no_pair_asks_for_is_met_in_no_other_way():
    """GP is earned by the line itself; that the other line carries it is nothing to this one."""
    record = encounter(wound(), deep(), plan=True)
    held = audit(record, "X0003 x1 GP", "X0001 x1 XS")
    assert matters(held) == ["modifier_missing X0001 GP"]
    assert matters(audit(record, "X0003 x1 GP", "X0001 x1 XS GP")) == []


def test_a_pair_whose_column_1_is_not_billed_is_met_in_no_other_way():
    held = audit(RECORD, "X0001 x1 LT")
    assert matters(held) == ["not_billed X0003", "modifier_missing X0001 XS", "modifier_side X0001 LT"]


def test_every_pair_must_be_met():
    """XS is missing as long as one of the two pairs is met in no way."""
    record = encounter(wound(), deep(area=7))
    one = audit(record, "X0003 x1 XS", "X0004 x1", "X0001 x1")
    assert matters(one) == ["modifier_not_earned X0003 XS", "modifier_missing X0001 XS"]
    both = audit(record, "X0003 x1 XS", "X0004 x1 59", "X0001 x1")
    assert matters(both) == ["modifier_on_column_1 X0001 XS", "modifier_on_column_1 X0001 59"]
    same_way = audit(record, "X0003 x1", "X0004 x1", "X0001 x1 LT")
    assert of_modifiers(same_way) == ["modifier_side_alternative X0001 LT"]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("left heel", "left"), ("ankle", None), ["modifier_missing X0001 XS"]),
        (("both heels", None), ("ankle", "right"), ["modifier_missing X0001 XS"]),
        (("first_toe of the heel", "left"), ("ankle", "right"), ["modifier_side_alternative X0001 LT"]),
    ],
)
def test_a_side_must_be_true_of_its_line_and_denied_of_the_other(one, other, expected):
    record = encounter(wound(where=one[0], laterality=one[1]), deep(where=other[0], laterality=other[1]))
    held = audit(record, "X0003 x1", "X0001 x1 LT")
    assert of_modifiers(held)[:1] == expected


def test_a_side_of_several_wounds_must_be_true_of_each():
    def held(*places):
        record = encounter(*(wound(f"W{at}", 2, where) for at, where in enumerate(places)))
        return matters(audit(record, "X0001 x1 LT"))

    assert held("left heel", "left ankle") == ["modifier_side X0001 LT"]
    assert held("left heel", "right ankle") == ["modifier_side_contradicted X0001 LT"]
    assert held("right ankle", "left heel") == ["modifier_side_contradicted X0001 LT"]
    assert held("left heel", "ankle") == ["modifier_side_untold X0001 LT"]
    assert held("ankle", "left heel") == ["modifier_side_untold X0001 LT"]
    assert held("ankle", "right heel") == ["modifier_side_contradicted X0001 LT"]
    assert held("left heel", "n/a") == ["modifier_side_untold X0001 LT"]
    assert held("left heel", "both ankles") == ["modifier_side_contradicted X0001 LT"]


def test_a_toe_is_a_side_and_a_toe():
    def held(where):
        return matters(audit(encounter(wound(where=where)), "X0001 x1 TA"))

    assert held("left first toe") == ["modifier_side X0001 TA"]
    assert held("right first toe") == ["modifier_side_contradicted X0001 TA"]
    assert held("left second toe") == ["modifier_side_contradicted X0001 TA"]
    assert held("left heel") == ["modifier_side_untold X0001 TA"]


def test_without_words_for_places_no_side_is_told():
    own = book(parameters={"location.vague_words": None, "location.opposed_words": None})
    assert matters(audit(encounter(wound()), "X0001 x1 LT", rules=own)) == ["modifier_side_untold X0001 LT"]


def test_the_modifiers_of_another_service():
    """What edits settle is judged; a side that the record denies is untrue; all else is not checked."""
    record = encounter(wound(), services=[service("S0002", location="right heel", modifiers=("AA",))])
    assert matters(audit(record, "X0001 x1", "S0002 x1 XS AA")) == []
    assert matters(audit(record, "X0001 x1", "S0002 x1 XS BB")) == ["modifier_not_recorded S0002 BB"]
    assert matters(audit(record, "X0001 x1", "S0002 x1 XS RT")) == ["modifier_not_recorded S0002 RT"]
    assert matters(audit(record, "X0001 x1", "S0002 x1 XS LT")) == ["modifier_side_contradicted S0002 LT"]
    assert matters(audit(record, "X0001 x1", "S0002 x1 AA")) == ["modifier_missing S0002 XS"]
    assert matters(audit(record, "X0001 x1", "S0002 x1 59")) == ["modifier_alternative S0002 59"]
    assert matters(audit(record, "X0001 x1", "S0002 x1 XS XE")) == ["modifier_not_earned S0002 XE"]
    assert matters(audit(record, "X0001 x1", "S0002 x1 XS 59")) == ["modifier_doubled S0002 59"]
    assert matters(audit(record, "X0001 x1", "S0002 x1 XS AA AA")) == ["modifier_repeated S0002 AA"]
    assert matters(audit(record, "X0001 x1 XS", "S0002 x1")) == ["modifier_on_column_1 S0002 XS"]
    assert matters(audit(record, "X0001 x1 LT", "S0002 x1 RT")) == ["modifier_side_alternative S0002 RT"]


def test_a_service_of_the_record_that_is_not_billed_is_held_against_nothing():
    record = encounter(wound(), services=[service("S0002", modifiers=("XE",), location="right heel")])
    assert matters(audit(record, "X0001 x1")) == []


def test_a_service_that_stands_twice_is_taken_line_by_line():
    record = encounter(
        wound(), services=[service("S0002", 1, location="right heel"), service("S0002", 1, location="heel")]
    )
    held = audit(record, "S0002 x1 59", "X0001 x1", "S0002 x1")
    assert [(each.matter, each.positions, each.modifier) for each in held.differences] == [
        ("not_told", (0,), None),
        ("modifier_missing", (2,), "XS"),
    ]


def test_a_service_is_held_as_it_is_billed_and_the_record_says_where():
    """The units and modifiers of the claim, with what the record says of the service."""
    record = encounter(wound(), services=[service("S0002", 1, modifiers=("59",), location="right heel")])
    held = audit(record, "X0001 x1", "S0002 x3 XS AA")
    (other,) = held.decision.other_lines
    assert (other.code, other.units) == ("S0002", 3)
    assert [str(each) for each in other.modifiers] == ["XS", "AA"]
    assert [each.rule for each in held.decision.findings if each.severity == "error"] == ["acme/plan:limit"]
    assert matters(held) == ["modifier_not_recorded S0002 AA", "not_recorded S0002"]


def test_what_the_record_says_of_a_service_is_taken_for_one_line_of_it():
    record = encounter(wound(), services=[service("S0002", location="right heel")])
    held = audit(record, "X0001 x1", "S0002 x1 XS", "S0002 x1 XS")
    assert [(each.matter, each.positions) for each in held.differences] == [("not_recorded", (2,))]


def test_a_service_of_the_record_stands_beside_the_claim():
    services = [service("S0003", location="right heel"), service("S0002", location="right heel")]
    held = audit(encounter(wound(), services=services), "X0001 x1", "S0002 x1 XS")
    assert [line.code for line in held.decision.other_lines] == ["S0002", "S0003"]


@pytest.mark.parametrize(
    ("status", "severities"),
    [("agrees", []), ("agrees", ["warning"]), ("agrees", ["advice"]), ("differs", ["error", "warning"])],
)
def test_only_an_error_moves_the_status(status, severities):
    matter = {"error": "primary_repeated", "warning": "line_repeated", "advice": "line_repeated"}
    rules = {
        each: rule("billed", is_("billed.matter", matter[each]), each, finding=finding(each, "so"))
        for each in severities
    }
    limits = [limit("X0001", 9, "2"), limit("X0002", 9, "2")]
    tables = {"limits": table("unit_limits", limits, "limits", release="own", setting="practitioner")}
    claim = ["X0001 x1"] * (1 + ("error" in severities)) + (["X0002 x1"] * 2 if severities else ["X0002 x2"])
    own = book(rules={"claim.any": None, **rules}, tables=tables)
    held = audit(encounter(wound(area=15)), *claim, rules=own)
    assert held.status == status
    assert [each.severity for each in held.differences] == severities


def test_a_rule_of_a_difference_that_cannot_be_told_is_not_checked():
    """It is said beside the rules that do speak, with its own severity, and moves the status as they do."""
    over = every(is_("billed.matter", "line_repeated"), is_("encounter.plan_discipline", "physical"))
    rules = {
        "claim.any": None,
        "line": rule(
            "billed", is_("billed.matter", "line_repeated"), "line", finding=finding("advice", "so")
        ),
        "over": rule("billed", over, "over", finding=finding("error", "over", ask="Do.")),
    }
    claim = ("X0001 x1", "X0002 x1", "X0002 x1")
    own = book(rules=rules, tables={"limits": None})
    held = audit(encounter(wound(area=15)), *claim, rules=own)
    (first, second) = [(each.rule, each.outcome, each.severity) for each in held.differences]
    assert first == ("acme/plan:over", "not_checked", "error")
    assert second == ("acme/plan:line", "failed", "advice")
    assert held.differences[0].message.startswith("not checked: over; not known: ")
    assert held.differences[0].action == "Please give the discipline."
    assert held.status == "query"


def test_what_was_not_checked_leaves_a_query():
    unchecked = rule(
        "billed",
        is_("billed.matter", "line_repeated"),
        "unchecked",
        finding=finding("error", "so", outcome="not_checked"),
    )
    record = encounter(wound(area=15))
    rules = book(rules={"claim.any": None, "unchecked": unchecked})
    held = audit(record, "X0001 x1", "X0002 x1", "X0002 x1", rules=rules)
    assert (held.status, [each.outcome for each in held.differences]) == ("query", ["not_checked"])
    none = audit(record, "X0001 x1", "X0002 x1", "X0002 x1", rules=book(rules={"claim.any": None}))
    assert (none.status, none.differences[0].rule) == ("query", "acme/plan:billed")
    assert none.differences[0].message == "line repeated: no rule of this pack says what that means"
    assert (none.differences[0].billed, none.differences[0].supported) == ("X0002 x1, X0002 x1", "X0002 x2")
    assert none.differences[0].because[0] == "acme/plan:placing.thin"
    assert none.differences[0].modifier is None


def test_a_record_that_must_be_asked_never_agrees():
    silent = encounter(wound(), deep(deepest_tissue_removed=None))
    assert audit(silent).status == "query"


def test_each_rule_that_holds_says_its_own():
    held = audit(
        encounter(wound()),
        rules=book(
            rules={
                "more": rule(
                    "billed", is_("billed.matter", "not_billed"), "more", finding=finding("advice", "more")
                )
            }
        ),
    )
    assert [(each.rule, each.severity) for each in held.differences] == [
        ("acme/plan:claim.any", "error"),
        ("acme/plan:more", "advice"),
    ]
    assert held.differences[1].action is None


def test_the_order_is_errors_first_then_where_they_stand():
    rules = book(
        rules={
            "claim.any": None,
            "a": rule("billed", is_("billed.matter", "line_repeated"), "a", finding=finding("advice", "so")),
            "b": rule("billed", is_("billed.matter", "not_billed"), "b", finding=finding("warning", "so")),
            "c": rule("billed", is_("billed.matter", "units_under"), "c", finding=finding("error", "so")),
        }
    )
    held = audit(encounter(wound(area=20)), "X0002 x1", "X0002 x1", rules=rules)
    assert [(each.severity, each.matter) for each in held.differences] == [
        ("error", "add_on_without_primary"),
        ("error", "units_under"),
        ("warning", "not_billed"),
        ("advice", "line_repeated"),
    ]


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (("X0001 x1", "X0002 x2"), []),
        (("X0001 x1", "X0002 x1"), ["units_under X0002"]),
        (("X0001 x1", "X0002 x3"), ["units_over X0002"]),
        (("X0001 x1", "X0002 x4"), ["unit_limit X0002", "units_over X0002"]),
        (("X0001 x2", "X0002 x2"), ["primary_repeated X0001", "unit_limit X0001"]),
        (("X0001 x1",), ["not_billed X0002"]),
        (("X0002 x2",), ["not_billed X0001", "add_on_without_primary X0002"]),
        (("X0002 x1", "X0001 x1", "X0002 x1"), ["line_repeated X0002"]),
        (("X0003 x1", "X0004 x2"), ["wrong_family X0003", "wrong_family X0004"]),
        (("X0003 x1",), ["not_billed X0002", "wrong_family X0003"]),
        (
            ("X0005 x1", "X0002 x2"),
            ["wrong_family X0005", "add_on_without_primary X0002", "pair_never X0005"],
        ),
        (("X0004 x2",), ["not_billed X0001", "not_billed X0002", "add_on_without_primary X0004"]),
        (("X0001 x1", "X0004 x2"), ["add_on_with_wrong_primary X0004"]),
        (("X0001 x1", "X0002 x2", "X0004 x2"), ["add_on_with_wrong_primary X0004"]),
        (("X0001 x1", "X0002 x2", "X0003 x1"), ["not_supported X0003"]),
        (("X0001 x1", "X0002 x2", "X0003 x1", "X0004 x1"), ["not_supported X0003", "not_supported X0004"]),
        (("X0009 x1",), ["not_billed X0002", "deleted_code X0009"]),
        (("X0009 x1", "X0001 x1", "X0002 x2"), ["deleted_code X0009"]),
        (("X0009 x1", "X0003 x1"), ["not_billed X0002", "deleted_code X0009", "not_supported X0003"]),
    ],
)
def test_codes_and_units_of_one_wound(claim, expected):
    assert sorted(matters(audit(encounter(wound(area=15)), *claim))) == sorted(expected)


def test_an_add_on_that_no_area_is_left_for_is_too_many_units():
    held = audit(encounter(wound(area=8)), "X0001 x1", "X0002 x1")
    assert matters(held) == ["units_over X0002"]
    assert said(held, "units_over") == [
        ("X0002", None, "; reason: shallow: A 8 sq cm -> X0001 x1 (within the first 10)")
    ]
    assert (held.differences[0].supported, held.differences[0].because) == (None, ())


def test_a_primary_of_one_wound_or_of_a_session_is_repeated_and_of_several_not_summed():
    two = encounter(wound("A", 3), wound("D", 4, "right ankle"))
    assert "areas_not_summed X0001" in matters(audit(two, "X0001 x2"))
    assert "areas_not_summed X0001" in matters(audit(two, "X0001 x1", "X0001 x1"))
    assert "primary_repeated X0001" in matters(audit(encounter(wound()), "X0001 x2"))
    both = encounter(washed("C"), washed("D", "left ankle"))
    assert "primary_repeated X0005" in matters(audit(both, "X0005 x1", "X0005 x1"))


def test_the_family_that_the_named_wound_belongs_to_stands_instead():
    record = encounter(wound("A", 4), deep("B", 4))
    named = claim_line("X0005 x1", wound_ids=("A",))
    held = audit(record, named)
    assert [(each.matter, each.code, each.supported) for each in held.differences] == [
        ("not_billed", "X0003", "X0003 x1"),
        ("wrong_family", "X0005", "X0001 x1 XS"),
    ]
    held = audit(record, "X0005 x1")
    assert [(each.matter, each.code, each.supported) for each in held.differences] == [
        ("not_billed", "X0001", "X0001 x1 XS"),
        ("wrong_family", "X0005", "X0003 x1"),
    ]
    nobody = audit(record, claim_line("X0005 x1", wound_ids=("Z",)))
    assert [each.supported for each in nobody.differences] == ["X0001 x1 XS", "X0003 x1"]


def test_one_supported_line_stands_for_one_billed_code():
    record = encounter(wound(area=4))
    held = audit(record, "X0003 x1", "X0005 x1")
    assert [(each.matter, each.code) for each in held.differences] == [
        ("wrong_family", "X0003"),
        ("not_supported", "X0005"),
    ]
    assert "wound A: skin was removed -> shallow" in held.differences[1].message
    assert "other: washed;" in held.differences[1].message


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ((("A",),), []),
        ((("D",),), ["wounds_differ X0001"]),
        ((("A", "D"),), ["wounds_differ X0001"]),
        (((),), []),
        ((("A",), ()), []),
        ((("A",), ("D",)), ["wounds_differ X0001"]),
    ],
)
def test_the_wounds_of_a_line(named, expected):
    lines = [claim_line("X0001 x1", wound_ids=wound_ids) for wound_ids in named]
    held = matters(audit(encounter(wound(area=8)), *lines))
    assert [each for each in held if each.startswith("wounds")] == expected


@pytest.mark.parametrize(
    ("pointed", "expected"),
    [
        (("L97.411",), []),
        (("L97411",), []),
        (("I10", "L97.411"), []),
        (("I11",), ["diagnosis_not_documented X0001"]),
        (("L97.411", "I11"), ["diagnosis_not_documented X0001"]),
    ],
)
def test_the_diagnoses_of_a_line(pointed, expected):
    record = encounter(wound(diagnoses=("L97.411", "I10")))
    assert matters(audit(record, claim_line("X0001 x1", diagnoses=pointed))) == expected


def test_a_unit_limit_counts_by_line_or_by_date():
    """And what is not billed of the record counts on the date, as far as it is of the same code."""
    record = encounter(deep(area=20), wound(area=20), services=[service("X0002", 1), service("S0001", 9)])
    assert "unit_limit X0004" not in matters(audit(record, "X0003 x1", "X0004 x2", "X0004 x2"))
    assert "unit_limit X0004" not in matters(audit(encounter(deep(area=10)), "X0003 x1", "X0004 x2"))
    assert "unit_limit X0004" in matters(audit(encounter(deep(area=10)), "X0003 x1", "X0004 x3"))
    alone = encounter(wound(area=20))
    assert "unit_limit X0002" not in matters(audit(alone, "X0001 x1", "X0002 x1", "X0002 x2"))
    assert "unit_limit X0002" in matters(audit(alone, "X0001 x1", "X0002 x2", "X0002 x2"))


def test_a_unit_limit_that_the_record_itself_exceeds_is_left_to_the_decision():
    held = audit(encounter(wound(area=30)), "X0001 x1", "X0002 x5")
    assert matters(held) == []
    assert [each.rule for each in held.decision.findings if each.severity == "error"] == ["acme/plan:limit"]
    assert matters(audit(encounter(wound(area=8)), "X0001 x1", "X0002 x4")) == [
        "unit_limit X0002",
        "units_over X0002",
    ]


@pytest.mark.parametrize(("claim", "billed"), [(("X0001 x1",), None), (("X0001 x1", "X0002 x4"), "X0002 x4")])
def test_nobody_is_told_to_bill_more_than_a_unit_limit(claim, billed):
    (found,) = audit(encounter(wound(area=30)), *claim).differences
    assert (found.matter, found.code, found.billed) == ("not_told", "X0002", billed)
    assert found.message.endswith("X0001 x1, X0002 x5 (20 sq cm beyond the first 10); above the unit limit")


def test_nobody_is_told_to_bill_more_of_an_area_larger_than_the_wound():
    small = wound(area=20, before=measured(4, 4))
    (found,) = audit(encounter(small), "X0001 x1").differences
    assert (found.matter, found.code) == ("not_told", "X0002")
    assert found.message.endswith("; an area is larger than the wound as measured")
    assert matters(audit(encounter(small), "X0002 x3")) == [
        "not_billed X0001",
        "add_on_without_primary X0002",
    ]


def test_nobody_is_told_to_bill_more_of_wounds_that_may_be_one():
    record = encounter(wound("A", 8), wound("D", 8))
    (found,) = audit(record, "X0001 x1").differences
    assert (found.matter, found.code) == ("not_told", "X0002")
    assert found.message.endswith("; one wound may be counted twice")
    apart = encounter(wound("A", 8), wound("D", 8, "right ankle"))
    assert matters(audit(apart, "X0001 x1")) == ["not_billed X0002"]


def test_up_to_a_unit_limit_more_may_be_billed():
    assert matters(audit(encounter(wound(area=20)), "X0001 x1")) == ["not_billed X0002"]
    assert matters(audit(encounter(wound(area=20)), "X0001 x1", "X0002 x2")) == ["units_under X0002"]


def test_a_unit_limit_that_is_not_known_is_not_exceeded():
    record = encounter(wound(area=8), form="institutional")
    assert matters(audit(record, "X0001 x9")) == ["primary_repeated X0001"]


def test_pairs_that_are_never_paid_are_named_by_the_code_of_column_2():
    """As long as the column 1 line stands; else it is that line which is taken off."""
    record = encounter(wound(deepest_tissue_removed=None), services=[service("S0001", wound_ids=("A",))])
    assert said(audit(record, "X0001 x1", "X0005 x1"), "pair_never") == []
    held = audit(encounter(wound()), "X0001 x1", "X0005 x1")
    assert said(held, "pair_never") == [
        ("X0005", None, "X0001; reason: indicator 0; pairs, first; in force on the date of service")
    ]
    assert matters(audit(encounter(deep()), "X0003 x1")) == []


def test_add_ons_of_other_services():
    def held(*codes):
        services = [service(code, location="sacrum") for code in codes]
        record = encounter(deep(), services=services)
        return [
            each
            for each in matters(audit(record, "X0003 x1", *(f"{code} x1" for code in codes)))
            if "primary" in each
        ]

    assert held("S0004") == ["add_on_without_primary S0004"]
    assert held("S0004", "S0003") == []
    assert held("S0004", "S0002") == []
    assert held("S0006") == []
    assert held("S0003") == []


def test_the_primary_of_an_add_on_may_be_in_the_record_alone():
    record = encounter(
        deep(), services=[service("S0003", location="sacrum"), service("S0004", location="sacrum")]
    )
    assert "add_on_without_primary S0004" not in matters(audit(record, "X0003 x1", "S0004 x1"))


def test_what_no_rule_refuses_and_no_record_tells():
    record = encounter(wound(), services=[service("S0002")])
    held = audit(record, "X0001 x1", "S0002 x1")
    assert [(each.matter, each.code) for each in held.differences] == [("not_told", "S0002")]
    assert said(held, "not_told") == [("S0002", None, "; reason: S0002 held back: One place cannot be told")]


def test_differences_of_services_tell_what_they_are_for():
    gone = rule("line", is_("line.code", "V0001"), "gone", drop=True, step="gone")
    held = audit(
        encounter(wound(), services=[service("V0001")]),
        "X0001 x1",
        "V0001 x1",
        rules=book(rules={"gone": gone}),
    )
    (found,) = held.differences
    assert (found.matter, found.code) == ("refused", "V0001")
    assert found.message.startswith("evaluation, other, other: 1 units, 0 supported; other: ; reason: gone")
    assert (found.because, found.sources) == (("acme/plan:gone",), ("claim", "gone"))


def test_a_claim_for_wounds_of_a_waiting_family():
    record = encounter(wound(area=None, before=measured()), deep())
    held = audit(record, "X0003 x1", "X0001 x1")
    assert "not_told X0001" in matters(held)


def test_a_line_held_for_a_pair_is_not_told():
    held = audit(encounter(wound(where="heel"), deep()), "X0003 x1", "X0001 x1")
    assert matters(held) == ["not_told X0001"]


def test_every_part_of_a_rule_may_name_the_difference():
    own = rule(
        "billed",
        every(
            is_("billed.matter", "units_under"),
            {"fact": "billed.units", "lt": {"fact": "billed.supported_units"}},
        ),
        "own",
        finding=finding(
            "warning",
            "{billed.line} < {billed.supported} {billed.modifier}",
            ask="Bill {billed.supported_units}.",
        ),
    )
    held = audit(
        encounter(wound(area=15)), "X0001 x1", "X0002 x1", rules=book(rules={"claim.any": None, "own": own})
    )
    (found,) = held.differences
    assert (found.message, found.action) == ("X0002 x1 < X0002 x2 unknown", "Bill 2.")
    assert found.sources[:2] == ("own", "row-thin")


def test_a_modifier_beside_a_code_that_no_table_covers_is_not_told():
    record = encounter(wound(), services=[service("Q0001", location="right heel")])
    free = {"never": None, "same": None, "apart": None, "session": None}
    held = audit(record, "X0001 x1 59", "Q0001 x1", rules=book(rules=free))
    assert matters(held) == ["modifier_untold X0001 59"]
    assert matters(audit(record, "X0001 x1 59", rules=book(rules=free))) == ["modifier_untold X0001 59"]
    other = audit(record, "X0001 x1 AA", "Q0001 x1 XE", rules=book(rules=free))
    assert matters(other) == ["modifier_not_earned X0001 AA", "modifier_untold Q0001 XE"]
    covered = encounter(wound(), services=[service("V0001", separately_identifiable=False)])
    held = audit(covered, "X0001 x1 59", "V0001 x1", rules=book(rules=free))
    assert matters(held) == ["modifier_not_earned X0001 59"]


def test_a_modifier_of_a_visit_is_met_on_the_visit_alone():
    """25 stands on the line of the visit: nowhere else will do, and no side takes its place."""
    record = encounter(
        wound(), services=[service("V0001", location="right heel", separately_identifiable=True)]
    )
    alone = book(rules={"apart": None})
    assert matters(audit(record, "X0001 x1", "V0001 x1 25", rules=alone)) == []
    assert matters(audit(record, "X0001 x1 25", "V0001 x1", rules=alone)) == [
        "modifier_not_earned X0001 25",
        "modifier_missing V0001 25",
    ]
    assert matters(audit(record, "X0001 x1 LT", "V0001 x1 RT", rules=alone)) == [
        "modifier_side X0001 LT",
        "modifier_missing V0001 25",
        "modifier_not_recorded V0001 RT",
    ]
    unearned = encounter(wound(), services=[service("V0001", separately_identifiable=False)])
    free = book(rules={"apart": None, "same": None})
    held = audit(unearned, "X0001 x1", "V0001 x1 25", rules=free)
    assert matters(held) == ["modifier_not_earned V0001 25"]


def test_a_side_stands_for_a_distinct_place_alone():
    """Another session is no other place, whatever the sides are."""
    record = encounter(wound(), services=[service("S0002", location="heel", separate_session=True)])
    assert matters(audit(record, "X0001 x1", "S0002 x1 XE")) == []
    held = audit(record, "X0001 x1 LT", "S0002 x1")
    assert matters(held) == ["modifier_side X0001 LT", "modifier_missing S0002 XE"]
    none = book(rules={"apart": None}, parameters={"modifier.distinct_site": None})
    assert matters(audit(record, "X0001 x1 XE", "S0002 x1", rules=none)) == ["modifier_on_column_1 S0002 XE"]


def test_without_a_list_of_add_ons_no_service_is_known_to_need_a_primary():
    record = encounter(wound(), services=[service("S0002", location="right heel")])
    assert matters(audit(record, "X0001 x1", "S0002 x1 XS")) == []
    without = audit(record, "X0001 x1", "S0002 x1 XS", rules=book(tables={"partners": None}))
    assert matters(without) == ["not_told S0002"]
    assert said(without, "not_told") == [("S0002", None, "; reason: no add-on table")]


def test_more_units_than_the_record_names_are_not_recorded():
    record = encounter(wound(), services=[service("S0001", 2, location="right heel")])
    free = book(rules={"apart": None})
    for units, expected in ((1, []), (2, []), (3, ["not_recorded S0001"])):
        assert matters(audit(record, "X0001 x1", f"S0001 x{units}", rules=free)) == expected


def test_a_code_that_ended_is_no_other_service():
    """Nor is a debridement code that stands among the other services of the record."""
    record = encounter(wound(), services=[service("X0009"), service("X0005"), service("S0003")])
    free = book(rules={"never": None, "same": None, "apart": None, "session": None})
    held = audit(record, "X0001 x1", "X0009 x1", rules=free)
    assert [each.code for each in held.decision.other_lines] == ["S0003"]
    assert matters(held) == ["deleted_code X0009"]


def test_what_an_audit_asked_is_among_the_tables_of_its_decision():
    record = encounter(wound(), services=[service("S0004", location="right heel")])

    def asked(*claim):
        return [each.id for each in audit(record, *claim).decision.provenance.tables]

    assert asked("X0001 x1") == ["limits"]
    assert asked("X0001 x1", "S0004 x1") == ["limits", "partners"]
    assert asked("X0001 x1", "X0005 x1") == ["limits", "pairs"]


def test_a_modifier_that_no_rule_speaks_of_is_named():
    held = audit(encounter(wound()), "X0001 x1 AA", rules=book(rules={"claim.any": None}))
    assert [(each.matter, each.modifier, each.outcome) for each in held.differences] == [
        ("modifier_not_earned", "AA", "not_checked")
    ]
    assert held.differences[0].message == "modifier not earned: no rule of this pack says what that means"


def test_a_modifier_for_which_nothing_else_is_accepted_doubles_none():
    record = encounter(wound(), plan=True)
    assert matters(audit(record, "X0001 x1 GP AA")) == ["modifier_not_earned X0001 AA"]


def test_the_version_of_the_engine_is_told():
    held = audit(encounter(wound()), "X0001 x1")
    assert held.decision.provenance.engine_version == dc.__version__


def test_the_order_of_the_claim_does_not_tell_which_line_the_record_names():
    record = encounter(wound(), services=[service("S0001", 1, location="right heel")])
    free = book(rules={"apart": None, "same": None})
    for claim in (("S0001 x1", "S0001 x2"), ("S0001 x2", "S0001 x1")):
        held = audit(record, "X0001 x1", *claim, rules=free)
        assert [(each.matter, each.billed) for each in held.differences] == [("not_recorded", "S0001 x2")]


def test_what_stands_in_place_of_a_code_that_ended():
    (found,) = audit(encounter(wound()), "X0009 x1").differences
    assert (found.matter, found.billed, found.supported) == ("deleted_code", "X0009 x1", "X0001 x1")
    assert found.because[0] == "acme/plan:placing.thin"


def test_a_limit_by_the_line_counts_the_longest_line():
    record = encounter(deep(area=10))
    assert matters(audit(record, "X0003 x1", "X0004 x2", "X0004 x2")) == [
        "line_repeated X0004",
        "units_over X0004",
    ]
    assert "unit_limit X0004" in matters(audit(record, "X0003 x1", "X0004 x1", "X0004 x3"))


def test_what_the_record_names_beside_the_claim_counts_on_the_date():
    record = encounter(wound(area=15), services=[service("X0002", 1), service("S0003", 5, location="sacrum")])
    free = book(rules={"never": None, "same": None, "apart": None, "session": None})
    assert matters(audit(record, "X0001 x1", "X0002 x2", rules=free)) == []
    held = audit(record, "X0001 x1", "X0002 x3", rules=free)
    assert matters(held) == ["unit_limit X0002", "units_over X0002"]
    assert "4 units count, and the limit is 3 (indicator 3; limits, third;" in said(held, "unit_limit")[0][2]


def test_a_service_whose_primary_cannot_be_looked_up_is_named_as_it_is_billed():
    record = encounter(wound(), services=[service("S0002", location="right heel")])
    (found,) = audit(record, "X0001 x1", "S0002 x1 XS", rules=book(tables={"partners": None})).differences
    assert (found.positions, found.billed, found.supported) == ((1,), "S0002 x1 XS", "S0002 x1 XS")


def test_an_add_on_of_no_family_that_the_record_supports_has_no_reason():
    (found,) = audit(encounter(wound()), "X0001 x1", "X0004 x1").differences
    assert (found.matter, found.supported) == ("add_on_with_wrong_primary", None)
    assert found.message.endswith("; other: X0003; reason: ")


def test_every_step_of_the_count_is_a_reason():
    record = encounter(wound(area=None, before=measured(5, 3)))
    (found,) = audit(record, "X0001 x1").differences
    assert found.message.endswith(
        "reason: wound A: area 5 x 3 = 15 sq cm, computed from the length and width before the debridement; "
        "shallow: A 15 sq cm -> X0001 x1, X0002 x2 (5 sq cm beyond the first 10)"
    )


def test_the_sides_set_nothing_apart_that_another_session_does():
    """The record says outright that the wound is no other; its sides set no place apart then."""
    away = service("S0002", location="right heel", separate_session=True)
    record = encounter(wound(separate_wound=False), services=[away])
    assert matters(audit(record, "X0001 x1", "S0002 x1 XE")) == []
    assert matters(audit(record, "X0001 x1 LT", "S0002 x1 RT")) == [
        "modifier_side X0001 LT",
        "modifier_missing S0002 XE",
        "modifier_not_recorded S0002 RT",
    ]


def test_a_rule_of_a_difference_knows_the_encounter():
    own = rule(
        "billed", is_("encounter.role", "physician"), "own", finding=finding("error", "{encounter.role}")
    )
    held = audit(encounter(wound()), rules=book(rules={"claim.any": None, "own": own}))
    assert [each.message for each in held.differences] == ["physician"]


@pytest.mark.parametrize(
    ("units", "left"),
    [
        (1, ["S0003 x3", "S0003 x5"]),
        (2, ["S0003 x1", "S0003 x5"]),
        (3, ["S0003 x1", "S0003 x5"]),
        (4, ["S0003 x1", "S0003 x3"]),
        (6, ["S0003 x1", "S0003 x3"]),
    ],
)
def test_a_billed_line_is_the_recorded_service_that_is_just_enough(units, left):
    services = [service("S0003", each) for each in (3, 1, 5)]
    free = book(rules={"never": None, "same": None, "apart": None, "session": None})
    held = audit(encounter(wound(), services=services), "X0001 x1", f"S0003 x{units}", rules=free)
    supported = sorted(f"{each.code} x{each.units}" for each in held.decision.other_lines)
    assert supported == sorted([*left, f"S0003 x{units}"])
    assert matters(held) == (["not_recorded S0003"] if units == 6 else [])


@pytest.mark.parametrize(
    ("pointed", "expected"),
    [
        ((), []),
        (("L97.411",), []),
        (("L97.411", "I10"), ["diagnosis_of_another_wound X0001"]),
        (("I10", "L97411"), ["diagnosis_of_another_wound X0001"]),
        (("L97.411", "E11.9"), ["diagnosis_of_another_wound X0001"]),
        (("I10",), ["diagnosis_not_documented X0001"]),
        (("E11.9",), ["diagnosis_not_documented X0001"]),
        (("L97.411", "Z99.9"), ["diagnosis_not_documented X0001"]),
    ],
)
def test_a_diagnosis_of_another_wound_or_service_of_the_day(pointed, expected):
    """Beside one of its own it is one too many; alone it is none of the line."""
    record = encounter(
        wound(),
        deep(diagnoses=("I10",)),
        services=[service("S0003", diagnoses=("E11.9",), location="sacrum")],
    )
    free = book(rules={"never": None, "same": None, "apart": None, "session": None})
    held = audit(record, "X0003 x1", claim_line("X0001 x1", diagnoses=pointed), rules=free)
    assert matters(held) == expected
    assert [each.message.partition("; other: ")[2] for each in held.differences] == [
        "wounds A; reason: shallow: A 8 sq cm -> X0001 x1 (within the first 10)" for _ in expected
    ]


FREE = {"never": None, "same": None, "apart": None, "session": None}


@pytest.mark.parametrize(
    ("line", "said", "expected"),
    [
        ({"wound_ids": ("A",)}, {"wound_ids": ("A",)}, []),
        ({"wound_ids": ("B",)}, {"wound_ids": ("A",)}, [("wounds_differ", "wounds A; reason: ")]),
        ({"wound_ids": ("A",)}, {"location": "sacrum"}, [("wounds_differ", "no wound; reason: ")]),
        ({}, {"wound_ids": ("A",)}, []),
        ({"diagnoses": ("E119",)}, {"diagnoses": ("E11.9",)}, []),
        (
            {"diagnoses": ("E11.9", "I10")},
            {"diagnoses": ("E11.9",)},
            [("diagnosis_not_documented", "this service; reason: ")],
        ),
        ({"diagnoses": ("I10",)}, {}, []),
    ],
)
def test_wounds_and_diagnoses_of_another_service_are_those_of_the_record(line, said, expected):
    record = encounter(wound(), deep(), services=[service("S0003", **said)])
    held = audit(
        record, "X0003 x1", "X0001 x1", claim_line("S0003 x1", **line), rules=book(rules=FREE)
    ).differences
    assert [(each.matter, each.message.partition("; other: ")[2]) for each in held] == expected
    assert {each.code for each in held} <= {"S0003"}


@pytest.mark.parametrize(
    ("lines", "expected"), [(1, ["not_recorded S0003"]), (2, []), (3, ["not_recorded S0003"])]
)
def test_which_of_two_recorded_services_was_billed_is_not_guessed(lines, expected):
    services = [service("S0003", wound_ids=("A",)), service("S0003", location="sacrum")]
    record = encounter(wound(), services=services)
    assert matters(audit(record, "X0001 x1", *["S0003 x1"] * lines, rules=book(rules=FREE))) == expected


def test_of_services_that_differ_in_units_alone_any_may_be_billed():
    record = encounter(wound(), services=[service("S0003", 2), service("S0003", 1)])
    assert matters(audit(record, "X0001 x1", "S0003 x1", rules=book(rules=FREE))) == []


def test_the_diagnoses_of_each_line_are_taken_by_themselves():
    record = encounter(wound("A", 8, diagnoses=("I10",)))
    lines = [claim_line("X0001 x1", diagnoses=("I10",)), claim_line("X0001 x1", diagnoses=("I11",))]
    assert "diagnosis_not_documented X0001" in matters(audit(record, *lines))
    silent = [claim_line("X0001 x1", diagnoses=("I10",)), claim_line("X0001 x1")]
    assert "diagnosis_not_documented X0001" not in matters(audit(record, *silent))


def test_what_the_record_gives_a_service_it_may_carry():
    free = book(rules={"apart": None, "same": None})
    record = encounter(wound(), services=[service("S0002", modifiers=("AA", "LT"), location="right heel")])
    assert matters(audit(record, "X0001 x1", "S0002 x1 AA LT", rules=free)) == []
    assert matters(audit(record, "X0001 x1", "S0002 x1 BB", rules=free)) == ["modifier_not_recorded S0002 BB"]
    assert matters(audit(record, "X0001 x1", "S0002 x1 TA", rules=free)) == [
        "modifier_side_contradicted S0002 TA"
    ]
    unplaced = encounter(wound(), services=[service("S0002")])
    assert matters(audit(unplaced, "X0001 x1", "S0002 x1 LT", rules=free)) == [
        "modifier_not_recorded S0002 LT"
    ]
    unknown = encounter(wound())
    assert matters(audit(unknown, "X0001 x1", "S0002 x1 AA", rules=free)) == [
        "modifier_not_recorded S0002 AA",
        "not_recorded S0002",
    ]
