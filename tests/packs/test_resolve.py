"""What a chain of packs says on a day: histories, overrides, the span of days on which nothing changes."""

import json
import pickle
from datetime import date, timedelta
from functools import cache

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from small_packs import ALONE, BARE, CHILD, encounter_of, replaced

from debridecode import PackError, load_pack, rulebook
from debridecode.errors import OutOfDateError
from debridecode.packs.bundled import bundled, bundled_chain, bundled_releases, fixtures
from debridecode.packs.load import read_pack
from debridecode.packs.resolve import resolve
from debridecode.releases import PairEdit, Release, Source
from debridecode.rulebooks import RuleBook

DAY = timedelta(days=1)
CITE = [{"source": "policy", "locator": "p. 9"}]
OTHER_CITE = [{"source": "rumor", "locator": "p. 9"}]


def child_of(*bases, **parts):
    """Make a chain of a pack that extends a chain, the base pack unless told, and has only these parts."""
    base = bases[0] if bases else bundled_chain("cms/base")
    document = {**json.loads(BARE), "extends": base[-1].id, **parts}
    return read_pack(
        json.dumps(document, indent=1),
        file="child.json",
        find=lambda _id: base,
        known=lambda: [base[-1].id],
        fixtures=fixtures(),
    )


def wound_rule(*segments):
    """Make a wound rule of segments; each is a day, and a severity and message or None when retired."""
    when = {"fact": "wound.method", "is": "sharp_selective"}
    history = [
        {"from": start, "retired": True, "cite": CITE}
        if said is None
        else {
            "from": start,
            "when": when,
            "then": {"finding": {"severity": said[0], "message": said[1]}},
            "cite": CITE,
        }
        for start, said in segments
    ]
    return {"title": "Sharp", "scope": "wound", "history": history}


def override(target, start, change, cite=CITE, **values):
    """Make one override; `was` and `to` are named values."""
    known = {"was_from": "2024-01-01", "reason": "ours", "cite": cite}
    return {"target": target, "from": start, "change": change, **known, **values}


def decided(chain, day, base="selective", **changes):
    """Code a fixture on a day."""
    encounter = evolve(encounter_of(base, **changes), date_of_service=date.fromisoformat(day))
    return rulebook(chain, on=encounter.date_of_service).code(encounter)


def resolved_on(chain, day, releases=None):
    """Resolve with the releases that came with the library, unless told others."""
    return resolve(chain, day, bundled_releases() if releases is None else releases)


def findings(decision, rule):
    """The findings of a rule, by the end of its name."""
    return [finding for finding in decision.findings if finding.rule.endswith(f":{rule}")]


def finding(decision, rule):
    (only,) = findings(decision, rule)
    return only


def lines(decision):
    return [(line.code, line.units, *map(str, line.modifiers)) for line in decision.lines]


HISTORY = (
    ("2025-03-01", ("advice", "one")),
    ("2025-06-01", ("warning", "two")),
    ("2025-09-01", None),
    ("2026-01-01", ("error", "three")),
)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2024-01-01", None),
        ("2025-02-28", None),
        ("2025-03-01", ("advice", "one")),
        ("2025-05-31", ("advice", "one")),
        ("2025-06-01", ("warning", "two")),
        ("2025-08-31", ("warning", "two")),
        ("2025-09-01", None),
        ("2025-12-31", None),
        ("2026-01-01", ("error", "three")),
        ("2031-01-01", ("error", "three")),
    ],
)
def test_a_rule_holds_from_the_day_of_its_segment(day, expected):
    decision = decided(child_of(rules={"sharp": wound_rule(*HISTORY)}), day)
    found = [(each.severity, each.message) for each in findings(decision, "sharp")]
    assert found == ([] if expected is None else [expected])


def test_a_retired_rule_is_not_counted():
    chain = child_of(rules={"sharp": wound_rule(("2024-01-01", ("advice", "m")), ("2025-01-01", None))})
    before, after = decided(chain, "2024-12-31"), decided(chain, "2025-01-01")
    assert before.checked.failed == after.checked.failed + 1
    assert before.checked.passed == after.checked.passed


PARAMETER_PACK = {
    "parameters": {
        "most": {
            "title": "Most",
            "type": "number",
            "history": [
                {"from": "2024-01-01", "value": 24, "cite": CITE},
                {"from": "2025-01-01", "value": 23.5, "cite": OTHER_CITE},
            ],
        }
    },
    "rules": {
        "large": {
            "title": "Large",
            "scope": "wound",
            "history": [
                {
                    "from": "2024-01-01",
                    "when": {"fact": "wound.area_sq_cm", "gt": {"parameter": "most"}},
                    "then": {"finding": {"severity": "advice", "message": "above {most}"}},
                    "cite": [{"source": "mln1783722", "locator": "x"}],
                }
            ],
        }
    },
}


def test_a_parameter_holds_from_the_day_of_its_segment():
    chain = child_of(**PARAMETER_PACK)
    assert findings(decided(chain, "2024-12-31"), "large") == []
    found = finding(decided(chain, "2025-01-01"), "large")
    assert found.message == "above 23.5"
    assert list(found.sources) == ["mln1783722", "rumor"]


COLOR = {"wounds__0__assessment__color": None}
COLOR_MESSAGE = "the assessment does not describe the color"
COLOR_ASK = "Please describe the color of this wound."
DOC_COLOR_WHEN = {
    "all": [
        {"fact": "wound.assessment_documented", "is": True},
        {"fact": "wound.color_documented", "is": False},
    ]
}
SMALL = {"fact": "wound.area_sq_cm", "lt": 1}


def color_override(change, **values):
    return child_of(overrides=[override("rules/doc.color", "2025-07-01", change, **values)])


@pytest.mark.parametrize(
    ("change", "was", "to"),
    [
        ("severity", "warning", "error"),
        ("severity", "warning", "advice"),
        ("message", COLOR_MESSAGE, "no color, at {wound.area_sq_cm} sq cm"),
        ("ask", COLOR_ASK, "Which color?"),
    ],
)
def test_an_override_of_words_holds_from_its_day(change, was, to):
    chain = color_override(change, was=was, to=to)
    before = finding(decided(chain, "2025-06-30", **COLOR), "doc.color")
    after = finding(decided(chain, "2025-07-01", **COLOR), "doc.color")
    assert getattr(before, change) == was
    assert getattr(after, change) == to.replace("{wound.area_sq_cm}", "24")
    same = {"severity", "message", "ask"} - {change}
    assert all(getattr(before, each) == getattr(after, each) for each in same)
    assert "policy" not in before.sources
    assert after.sources == (*before.sources, "policy")
    assert before.rule == after.rule == "cms/base:doc.color"


def test_an_override_to_an_error_moves_the_status():
    chain = color_override("severity", was="warning", to="error")
    assert decided(chain, "2025-06-30", **COLOR).status == "clean"
    assert decided(chain, "2025-07-01", **COLOR).status == "query"


def test_an_override_of_a_condition_holds_from_its_day():
    chain = color_override("when", was=DOC_COLOR_WHEN, to={"all": [DOC_COLOR_WHEN, SMALL]})
    assert len(findings(decided(chain, "2025-06-30", **COLOR), "doc.color")) == 1
    assert findings(decided(chain, "2025-07-01", **COLOR), "doc.color") == []
    smaller = {**COLOR, "wounds__0__debridement__area_sq_cm": 0.5}
    assert finding(decided(chain, "2025-07-01", **smaller), "doc.color").sources[-1] == "policy"


def test_a_condition_may_be_restated_in_another_layout_but_not_in_another_order():
    turned = {"all": DOC_COLOR_WHEN["all"][::-1]}
    with pytest.raises(PackError):
        color_override("when", was=turned, to=SMALL)
    spaced = json.loads(json.dumps(DOC_COLOR_WHEN, indent=3))
    assert color_override("when", was=spaced, to=SMALL)


def test_an_override_of_an_area_holds_from_its_day():
    chain = child_of(
        overrides=[override("parameters/units.step_area", "2025-07-01", "value", was=20.0, to=2)]
    )
    assert lines(decided(chain, "2025-06-30")) == [("97597", 1), ("97598", 1)]
    assert lines(decided(chain, "2025-07-01")) == [("97597", 1), ("97598", 2)]


def test_an_override_of_a_modifier_holds_from_its_day():
    chain = child_of(
        overrides=[override("parameters/modifier.distinct_site", "2025-07-01", "value", was="XS", to="59")]
    )
    before, after = (decided(chain, day, "two_depths") for day in ("2025-06-30", "2025-07-01"))
    assert lines(before) == [("11042", 1), ("97597", 1, "XS"), ("97598", 1, "XS")]
    assert lines(after) == [("11042", 1), ("97597", 1, "59"), ("97598", 1, "59")]


def test_an_override_of_words_that_a_fact_is_derived_with_is_cited():
    words = bundled_chain("cms/base")[0].parameters["location.vague_words"].history[0].value
    chain = child_of(
        overrides=[
            override(
                "parameters/location.vague_words",
                "2025-07-01",
                "value",
                was=sorted(words),
                to=[*sorted(words), "knee"],
            )
        ]
    )
    vague = {"wounds__0__location": "left knee"}
    assert findings(decided(chain, "2025-06-30", **vague), "doc.location-exact") == []
    assert "policy" in finding(decided(chain, "2025-07-01", **vague), "doc.location-exact").sources


def test_a_parameter_in_a_message_is_cited():
    parts = json.loads(json.dumps(PARAMETER_PACK))
    parts["rules"]["large"]["history"][0]["when"] = {"fact": "wound.area_sq_cm", "gt": 1}
    assert finding(decided(child_of(**parts), "2024-01-01"), "large").sources == ("mln1783722", "policy")
    assert finding(decided(child_of(**parts), "2025-01-01"), "large").sources == ("mln1783722", "rumor")


SILENT = {
    **COLOR,
    "wounds__0__assessment__texture": None,
    "wounds__0__diagnoses": [],
    "care_instructions": None,
}


@pytest.mark.parametrize("rule", ["doc.color", "doc.texture", "doc.diagnosis", "doc.instructions"])
def test_a_disabled_rule_loses_its_findings_and_nothing_else_changes(rule):
    chain = child_of(overrides=[override(f"rules/{rule}", "2025-07-01", "disable")])
    plain = decided(child_of(), "2025-07-01", **SILENT)
    before, after = (decided(chain, day, **SILENT) for day in ("2025-06-30", "2025-07-01"))
    assert len(findings(before, rule)) == 1
    assert after.findings == tuple(each for each in plain.findings if not each.rule.endswith(f":{rule}"))
    assert after.lines == plain.lines
    assert after.steps == plain.steps
    assert after.checked == evolve(plain.checked, failed=plain.checked.failed - 1)


def test_a_disabled_rule_leaves_the_others_of_the_rule_book_alone():
    chain = child_of(overrides=[override("rules/doc.color", "2025-07-01", "disable")])
    day = date(2025, 7, 1)
    here, there = rulebook(chain, on=day).resolved, rulebook(child_of(), on=day).resolved
    assert here.rules == tuple(rule for rule in there.rules if rule.name != "cms/base:doc.color")
    assert here.tables == there.tables
    assert here.edits == there.edits
    assert here.parameters == there.parameters


def test_an_override_from_before_the_base_began_changes_it_all():
    chain = child_of(
        overrides=[override("rules/doc.color", "2020-01-01", "severity", was="warning", to="advice")]
    )
    assert finding(decided(chain, "2024-01-01", **COLOR), "doc.color").severity == "advice"


def test_an_override_of_a_rule_that_begins_later_waits_for_it():
    base = child_of(rules={"sharp": wound_rule(("2025-03-01", ("warning", "m")))})
    chain = child_of(
        base,
        id="acme/grand",
        sources={},
        overrides=[
            override(
                "rules/sharp", "2024-01-01", "severity", was="warning", to="advice", was_from="2025-03-01"
            )
        ],
    )
    assert findings(decided(chain, "2025-02-28"), "sharp") == []
    assert finding(decided(chain, "2025-03-01"), "sharp").severity == "advice"


# `was` over a history of several segments.

BASE_HISTORY = {"sharp": wound_rule(("2024-01-01", ("warning", "a")), ("2025-01-01", ("advice", "a")))}


def grandchild(*overrides, rules=None):
    base = child_of(rules=rules or BASE_HISTORY, parameters=PARAMETER_PACK["parameters"])
    return child_of(base, id="acme/grand", sources={}, overrides=list(overrides))


def refused(*overrides, rules=None):
    with pytest.raises(PackError) as caught:
        grandchild(*overrides, rules=rules)
    return caught.value.problems


def test_was_must_hold_over_every_segment_that_it_reaches():
    (problem,) = refused(override("rules/sharp", "2024-06-01", "severity", was="warning", to="error"))
    assert problem.pointer == "/overrides/0/was"
    assert "from 2025-01-01" in problem.message
    assert "acme/child (child.json:" in problem.message
    (problem,) = refused(override("rules/sharp", "2024-06-01", "severity", was="advice", to="error"))
    assert "from 2024-06-01" in problem.message
    (problem,) = refused(override("rules/sharp", "2025-01-01", "severity", was="warning", to="error"))
    assert "from 2025-01-01" in problem.message


def test_was_does_not_mind_segments_that_ended_before():
    later = {"was": "advice", "was_from": "2025-01-01"}
    chain = grandchild(override("rules/sharp", "2025-02-01", "severity", to="error", **later))
    severities = [
        finding(decided(chain, day), "sharp").severity
        for day in ("2024-12-31", "2025-01-01", "2025-01-31", "2025-02-01")
    ]
    assert severities == ["warning", "advice", "advice", "error"]


def test_was_that_is_the_same_in_two_segments_reaches_both():
    chain = grandchild(override("rules/sharp", "2024-06-01", "message", was="a", to="b"))
    found = [finding(decided(chain, day), "sharp") for day in ("2024-05-31", "2024-06-01", "2025-01-01")]
    assert [(each.severity, each.message) for each in found] == [
        ("warning", "a"),
        ("warning", "b"),
        ("advice", "b"),
    ]


def test_was_of_a_parameter_over_two_segments():
    (problem,) = refused(override("parameters/most", "2024-06-01", "value", was=24, to=30))
    assert "from 2025-01-01" in problem.message
    assert grandchild(
        override("parameters/most", "2025-06-01", "value", was=23.50, was_from="2025-01-01", to=30)
    )


RENAMED = {"keen": BASE_HISTORY["sharp"]}


def test_an_override_of_a_rule_that_the_base_renamed_names_both_places():
    later = {"was": "advice", "was_from": "2025-01-01"}
    (problem,) = refused(
        override("rules/sharp", "2025-02-01", "severity", to="error", **later), rules=RENAMED
    )
    assert problem.pointer == "/overrides/0/target"
    assert "no rules/sharp" in problem.message
    assert "acme/child (child.json:" in problem.message + problem.hint


@pytest.mark.parametrize("day", ["2024-12-15", "2025-01-15"])
def test_an_override_of_a_segment_that_the_base_dated_anew_names_both_places(day):
    mine = override("rules/sharp", "2025-02-01", "severity", was="advice", was_from="2025-01-01", to="error")
    assert grandchild(mine)
    moved = {"sharp": wound_rule(("2024-01-01", ("warning", "a")), (day, ("advice", "a")))}
    (problem,) = refused(mine, rules=moved)
    assert problem.pointer == "/overrides/0/was_from"
    assert f"says this from {day} on" in problem.message
    assert "acme/child (child.json:" in problem.message


@pytest.mark.parametrize("day", ["2023-12-15", "2024-06-01", "2025-06-01"])
def test_a_rule_that_the_base_dated_anew_is_not_disabled_unseen(day):
    mine = override("rules/sharp", "2025-02-01", "disable")
    assert grandchild(mine)
    (problem,) = refused(mine, rules={"sharp": wound_rule((day, ("warning", "a")))})
    assert problem.pointer == "/overrides/0/was_from"
    assert f"says this from {day} on" in problem.message


def test_a_second_override_restates_what_the_first_made():
    first, second = {"was": "advice", "was_from": "2025-01-01"}, {"was": "error", "was_from": "2025-02-01"}
    first = override("rules/sharp", "2025-02-01", "severity", to="error", **first)
    chain = grandchild(first, override("rules/sharp", "2025-03-01", "severity", to="warning", **second))
    severities = [
        finding(decided(chain, day), "sharp").severity
        for day in ("2025-01-31", "2025-02-01", "2025-02-28", "2025-03-01")
    ]
    assert severities == ["advice", "error", "error", "warning"]
    (problem,) = refused(first, override("rules/sharp", "2025-03-01", "severity", was="advice", to="warning"))
    assert problem.pointer == "/overrides/1/was"


def test_what_the_pack_itself_made_of_a_rule_is_not_laid_to_the_base():
    first = override("rules/sharp", "2025-02-01", "severity", was="advice", was_from="2025-01-01", to="error")
    second = override("rules/sharp", "2025-03-01", "severity", was="advice", to="warning")
    (problem,) = refused(first, second)
    assert problem.message == (
        'rules/sharp after the override before it, /overrides/0, says "error" from 2025-03-01'
    )


def test_an_override_ends_where_the_base_changes_and_another_begins():
    """With `until` it reaches the days before; from then on the base holds again."""
    first = override("parameters/most", "2024-06-01", "value", was=24, to=30, until="2025-01-01")
    second = override(
        "parameters/most", "2025-03-01", "value", was=23.5, was_from="2025-01-01", to=31, until="2025-06-01"
    )
    chain = grandchild(first, second)
    days = ["2024-05-31", "2024-06-01", "2024-12-31", "2025-01-01", "2025-02-28", "2025-03-01", "2025-05-31",
            "2025-06-01"]  # fmt: skip
    most = [resolved_on(chain, date.fromisoformat(day)).parameters["most"].value for day in days]
    assert [float(each) for each in most] == [24, 30, 30, 23.5, 23.5, 31, 31, 23.5]
    (problem,) = refused({**first, "until": "2025-01-02"})
    assert problem.pointer == "/overrides/0/was"
    assert "from 2025-01-01" in problem.message


def test_a_rule_that_is_disabled_for_a_time_comes_back():
    chain = grandchild(override("rules/sharp", "2024-06-01", "disable", until="2024-09-01"))
    days = ("2024-05-31", "2024-06-01", "2024-08-31", "2024-09-01")
    assert [len(findings(decided(chain, day), "sharp")) for day in days] == [1, 0, 0, 1]
    resolved = resolved_on(chain, date(2024, 7, 15))
    assert (resolved.start, resolved.until) == (date(2024, 7, 1), date(2024, 9, 1))


@pytest.mark.parametrize("until", ["2024-06-01", "2024-05-31"])
def test_an_override_that_reaches_no_day_is_refused(until):
    (problem,) = refused(override("rules/sharp", "2024-06-01", "disable", until=until))
    assert (problem.pointer, problem.message) == (
        "/overrides/0/until",
        "expected a date after from; the override reaches no day",
    )


def test_an_override_cannot_reach_a_rule_after_it_was_retired():
    rules = {"sharp": wound_rule(("2024-01-01", ("warning", "a")), ("2025-01-01", None))}
    (problem,) = refused(override("rules/sharp", "2024-06-01", "disable"), rules=rules)
    assert "has retired this rule from 2025-01-01" in problem.message
    assert problem.pointer == "/overrides/0/from"
    assert "end the override with until" in problem.hint
    assert grandchild(override("rules/sharp", "2024-06-01", "disable", until="2025-01-01"), rules=rules)
    (problem,) = refused(override("rules/sharp", "2024-06-01", "message", was="a", to="b"), rules=rules)
    assert "from 2025-01-01" in problem.message


def test_the_citations_of_every_pack_on_the_way_reach_the_finding():
    middle = child_of(
        overrides=[override("rules/doc.color", "2025-01-01", "severity", was="warning", to="advice")]
    )
    sources = {"more": {"title": "More", "publisher": "Acme", "read": "verified"}}
    cite = [{"source": "more", "locator": "p. 1"}]
    top = override("rules/doc.color", "2025-07-01", "message", was=COLOR_MESSAGE, to="no color", cite=cite)
    chain = child_of(middle, id="acme/grand", sources=sources, overrides=[top])
    found = finding(decided(chain, "2025-07-01", **COLOR), "doc.color")
    assert found.sources[-2:] == ("policy", "more")
    assert (found.severity, found.message) == ("advice", "no color")
    assert set(found.sources) <= set(rulebook(chain, on=date(2025, 7, 1)).resolved.sources)


# The span of days on which nothing changes.

OWN_EDGES = ["2024-01-01", "2025-01-01", "2026-01-01", "2026-07-01", "2030-01-01"]


@pytest.mark.parametrize(
    ("day", "start", "until"),
    [
        ("2024-01-01", 0, 1),
        ("2024-12-31", 0, 1),
        ("2025-01-01", 1, 2),
        ("2026-01-01", 2, 3),
        ("2026-06-30", 2, 3),
        ("2026-07-01", 3, 4),
        ("2029-12-31", 3, 4),
    ],
)
def test_a_slice_reaches_from_edge_to_edge(tmp_path, day, start, until):
    path = tmp_path / "alone.json"
    path.write_text(ALONE, encoding="utf-8")
    resolved = rulebook(load_pack(path), on=date.fromisoformat(day)).resolved
    assert [resolved.start.isoformat(), resolved.until.isoformat()] == [OWN_EDGES[start], OWN_EDGES[until]]


@cache
def chains():
    """Chains with edges of every kind, by name."""
    own = child_of(
        rules={"sharp": wound_rule(*HISTORY)},
        parameters=PARAMETER_PACK["parameters"],
        overrides=json.loads(CHILD)["overrides"],
    )
    return {**{id_: bundled_chain(id_) for id_ in bundled()}, "acme/child": own}


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([*bundled(), "acme/child"]),
    st.dates(date(2024, 1, 1), date(2028, 1, 1)),
    st.dates(date(2024, 1, 1), date(2028, 1, 1)),
)
def test_inside_a_slice_nothing_changes(id_, day, other):
    chain = chains()[id_]
    resolved = resolved_on(chain, day)
    assert resolved.start <= day
    assert resolved.until is None or day < resolved.until
    inside = resolved.start <= other and (resolved.until is None or other < resolved.until)
    assert (resolved_on(chain, other).start == resolved.start) is inside
    for same in (resolved.start, (resolved.until or date(2040, 1, 1)) - DAY, *([other] if inside else [])):
        assert resolved_on(chain, same) == resolved


@pytest.mark.parametrize("id_", [*bundled(), "acme/child"])
def test_slices_meet_at_edges_where_something_changes(id_):
    chain = chains()[id_]
    resolved = resolved_on(chain, date(2024, 1, 1))
    assert resolved.start == date(2024, 1, 1)
    changes = 0
    while resolved.until is not None:
        after = resolved_on(chain, resolved.until)
        assert after.start == resolved.until
        same = evolve(after, start=resolved.start, until=resolved.until)
        changes += same != resolved
        resolved = after
    assert changes > 0


def test_a_table_may_be_known_to_the_last_day_there_is(tmp_path):
    document = json.loads(ALONE)
    for table in document["tables"].values():
        if "known_until" in table:
            table["known_until"] = "9999-12-31"
        if table["kind"] == "deleted_codes":
            for row in table["history"][0]["rows"]:
                row["ended"] = "9999-12-31"
    assert json.dumps(document).count("9999-12-31") > 1
    path = tmp_path / "alone.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    assert rulebook(load_pack(path), on=date(2024, 1, 1)).resolved.start == date(2024, 1, 1)


def test_a_slice_ends_where_its_rules_no_longer_hold():
    chain = child_of(rules={"sharp": wound_rule(*HISTORY)})
    book = rulebook(chain, on=date(2025, 7, 15))
    # The hospital pairs change on 2025-07-01, the rule on 2025-09-01.
    assert (book.resolved.start, book.resolved.until) == (date(2025, 7, 1), date(2025, 9, 1))
    encounter = encounter_of("selective")
    for day in (date(2025, 7, 1), date(2025, 8, 31)):
        assert findings(book.code(evolve(encounter, date_of_service=day)), "sharp")
    for day in (date(2025, 6, 30), date(2025, 9, 1)):
        with pytest.raises(OutOfDateError, match="2025-07-01 to 2025-08-31"):
            book.code(evolve(encounter, date_of_service=day))


def test_a_pack_answers_until_the_day_before_its_end(tmp_path):
    path = tmp_path / "alone.json"
    path.write_text(ALONE, encoding="utf-8")
    chain = load_pack(path)
    assert rulebook(chain, on=date(2029, 12, 31)).resolved.until == date(2030, 1, 1)
    with pytest.raises(OutOfDateError, match="2030-01-01"):
        rulebook(chain, on=date(2030, 1, 1))


def test_a_chain_answers_only_where_all_its_packs_do():
    chain = child_of(supports={"from": "2020-01-01", "until": "2025-01-01"})
    for day in (date(2023, 12, 31), date(2025, 1, 1)):
        with pytest.raises(OutOfDateError):
            rulebook(chain, on=day)
    assert rulebook(chain, on=date(2024, 12, 31)).resolved.until == date(2025, 1, 1)


# The same again, and carried elsewhere.


@pytest.mark.parametrize("id_", [*bundled(), "acme/child"])
def test_resolving_again_gives_the_same(id_):
    chain = chains()[id_]
    day = date(2025, 7, 1)
    assert resolved_on(chain, day) == resolved_on(chain, day)
    assert repr(resolved_on(chain, day)) == repr(resolved_on(chain, day))


def test_the_digest_is_of_what_is_said_not_of_how_it_is_laid_out():
    document = json.loads(CHILD)
    turned = dict(reversed(document.items()))
    digests = {
        read_pack(text, file=f"{n}.json", find=bundled_chain, known=bundled, fixtures=fixtures())[-1].digest
        for n, text in enumerate((CHILD, json.dumps(document), json.dumps(turned, indent=4)))
    }
    assert len(digests) == 1


CHANGED = [
    (("title",), "Another"),
    (("version",), "2026.2"),
    (("supports", "until"), "2031-01-01"),
    (("sources", "rumor", "publisher"), "Somebody"),
    (("sources", "rumor", "read"), "secondary"),
    (("parameters", "area.first", "history", 0, "value"), 21),
    (("parameters", "area.first", "history", 0, "cite", 0, "locator"), "p. 99"),
    (("parameters", "many.units", "history", 1, "from"), "2025-01-02"),
    (("parameters", "soft.tissues", "history", 0, "value", 0), "biofilm"),
    (("tables", "groups", "history", 0, "rows", 1, "label"), "deeper"),
    (("tables", "limits", "history", 0, "rows", 1, "limit"), 9),
    (("tables", "pairs", "history", 0, "rows", 0, "indicator"), "0"),
    (("tables", "pairs", "known_until"), "2026-07-01"),
    (("rules", "look.instrument", "history", 0, "then", "finding", "severity"), "advice"),
    (("rules", "look.instrument", "history", 0, "when", "is"), True),
    (("rules", "many", "history", 0, "when", "any", 1, "fact"), "line.unit_limit"),
    (("tests", 0, "name"), "another"),
    (("tests", 0, "given", "set", "/wounds/0/debridement/instruments"), None),
    (("tests", 0, "expect", "not_checked"), ["many"]),
]


def digest_of(document):
    (pack,) = read_pack(
        json.dumps(document), file="alone.json", find=bundled_chain, known=bundled, fixtures=fixtures()
    )
    return resolved_on((pack,), date(2024, 1, 1)).digest


def test_the_digest_changes_with_any_value():
    document = json.loads(ALONE)
    digests = [digest_of(document), *(digest_of(replaced(document, at, value)) for at, value in CHANGED)]
    assert len(set(digests)) == len(digests)
    assert all(digest.startswith("sha256:") and len(digest) == 71 for digest in digests)


def test_the_digest_tells_a_number_from_a_text():
    at = ("tests", 0, "given", "set", "/wounds/0/debridement/area_sq_cm")
    document = json.loads(ALONE)
    assert digest_of(replaced(document, at, 1.5)) != digest_of(replaced(document, at, "1.5"))


def test_the_digest_is_of_the_whole_chain():
    day = date(2024, 1, 1)
    plain = child_of()
    other = (evolve(plain[0], digest="sha256:0"), plain[1])
    assert (
        resolved_on(plain, day).digest != resolved_on(other, day).digest != resolved_on(plain[:1], day).digest
    )
    assert decided(plain, "2024-08-15").provenance.digest == resolved_on(plain, date(2024, 8, 15)).digest


@pytest.mark.parametrize("id_", [*bundled(), "acme/child"])
def test_a_rule_book_can_be_pickled(id_):
    for day in ("2024-08-15", "2025-07-01"):
        book = rulebook(chains()[id_], on=date.fromisoformat(day))
        copy = pickle.loads(pickle.dumps(book))  # noqa: S301 - our own bytes
        assert copy.resolved == book.resolved
        assert repr(copy) == repr(book)
        for base in fixtures():
            encounter = evolve(encounter_of(base), date_of_service=date.fromisoformat(day))
            assert copy.code(encounter) == book.code(encounter)


# Edit tables and their releases.


def release(name, start, until, *rows, codes=("97597", "11042"), slot="medicare/pair_edits/practitioner"):
    """Make a release of pairs between a few codes; a row is its two codes and indicator, and perhaps days."""
    return Release(
        slot=slot,
        release=name,
        start=date.fromisoformat(start),
        until=until and date.fromisoformat(until),
        codes=frozenset(codes),
        partners=frozenset(codes),
        sources=(Source(id=f"source-{name}", title=name, publisher="Acme", read="verified"),),
        rows=tuple(PairEdit(*row) for row in rows),
        digest=f"digest-{name}",
    )


EARLY = release("early", "2024-01-01", "2024-06-30", ("11042", "97597", "0"))
MIDDLE = release("middle", "2025-01-01", "2025-06-30", ("11042", "97597", "1"))
AGAIN = release("again", "2025-04-01", "2025-06-30")
LATE = release("late", "2026-01-01", None, ("97597", "11042", "1"))
MANY = (LATE, EARLY, AGAIN, MIDDLE)


def pairs_on(day, releases=MANY):
    resolved = resolved_on(bundled_chain("cms/base"), date.fromisoformat(day), releases)
    (table,) = (
        each for each in resolved.edits if (each.kind, each.setting) == ("pair_edits", "practitioner")
    )
    return [each.release for each in table.releases]


@pytest.mark.parametrize(
    ("day", "order"),
    [
        ("2024-03-01", ["early", "middle", "again", "late"]),
        ("2024-06-30", ["early", "middle", "again", "late"]),
        ("2024-07-01", ["early", "middle", "again", "late"]),
        ("2025-03-31", ["middle", "early", "again", "late"]),
        ("2025-04-01", ["again", "middle", "early", "late"]),
        ("2025-07-01", ["again", "middle", "early", "late"]),
        ("2027-01-01", ["late", "again", "middle", "early"]),
    ],
)
def test_the_releases_that_hold_on_the_day_are_asked_first(day, order):
    """Then the last before the day, then the first after it. Of two that end alike, either may be first."""
    found = pairs_on(day)
    if day == "2025-07-01":
        assert sorted(found[:2]) == sorted(order[:2])
        assert found[2:] == order[2:]
    else:
        assert found == order


def test_a_release_of_a_slot_that_no_table_names_is_left_out():
    stray = release("stray", "2024-01-01", None, slot="medicaid/pair_edits/practitioner")
    chain, day = bundled_chain("cms/base"), date(2025, 4, 1)
    assert "stray" not in pairs_on("2025-04-01", (*MANY, stray))
    assert resolved_on(chain, day, (*MANY, stray)) == resolved_on(chain, day, MANY)


def test_the_digest_and_the_sources_are_of_the_releases_too():
    chain, day = bundled_chain("cms/base"), date(2025, 4, 1)
    plain, more = resolved_on(chain, day, ()), resolved_on(chain, day, (EARLY,))
    other = resolved_on(chain, day, (evolve(EARLY, digest="digest-other"),))
    assert len({plain.digest, more.digest, other.digest}) == 3
    assert set(more.sources) - set(plain.sources) == {"source-early"}


def test_a_slice_ends_where_a_release_or_a_row_of_it_does():
    rows = (
        ("11042", "97597", "0", date(2025, 1, 1), date(2025, 2, 14)),
        ("11042", "97597", "1", date(2025, 2, 15), None),
    )
    dated = release("dated", "2025-01-01", "2025-06-30", *rows)
    chain = bundled_chain("cms/base")
    for day, start, until in (
        ("2025-01-31", date(2025, 1, 1), date(2025, 2, 15)),
        ("2025-02-15", date(2025, 2, 15), date(2025, 7, 1)),
    ):
        resolved = resolved_on(chain, date.fromisoformat(day), (dated,))
        assert (resolved.start, resolved.until) == (start, until)


def code_two_depths(day, releases):
    encounter = evolve(encounter_of("two_depths"), date_of_service=date.fromisoformat(day))
    resolved = resolved_on(bundled_chain("cms/base"), encounter.date_of_service, releases)
    return RuleBook(resolved).code(encounter)


@pytest.mark.parametrize(
    ("day", "codes", "modified"),
    [
        ("2024-03-01", ["11042"], []),  # never together
        ("2025-03-01", ["11042", "97597", "97598"], ["97597"]),
        ("2025-05-01", ["11042", "97597", "97598"], []),  # no edit in the release that was asked
        ("2026-03-01", ["11042", "97597", "97598"], ["11042"]),  # the columns changed places
    ],
)
def test_the_pair_is_that_of_the_release_of_the_day(day, codes, modified):
    decision = code_two_depths(day, MANY)
    assert sorted(line.code for line in decision.lines) == codes
    assert [line.code for line in decision.lines if line.modifiers] == modified


def test_without_a_release_a_pair_is_not_checked():
    decision = code_two_depths("2025-03-01", ())
    assert decision.status == "query"
    told = findings(decision, "pairs.not-covered")
    assert [(each.outcome, each.severity) for each in told] == [("not_checked", "error")] * 2
    assert [each.message.partition(":")[0] for each in told] == ["11042 with 97597", "11042 with 97598"]


def test_a_table_in_a_pack_becomes_a_release_for_each_segment(tmp_path):
    document = json.loads(ALONE)
    first = document["tables"]["pairs"]["history"][0]
    document["tables"]["pairs"]["history"] = [first, {**first, "from": "2025-03-01", "release": "second"}]
    path = tmp_path / "alone.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    resolved = rulebook(load_pack(path), on=date(2025, 4, 1)).resolved
    (pairs,) = (each for each in resolved.edits if each.kind == "pair_edits")
    told = [(each.release, each.start, each.until, each.codes) for each in pairs.releases]
    codes = frozenset({"X0001", "X0002", "X0003"})
    assert told == [
        ("second", date(2025, 3, 1), date(2026, 6, 30), codes),
        ("first", date(2024, 1, 1), date(2025, 2, 28), codes),
    ]
    assert {source.id for each in pairs.releases for source in each.sources} == {"manual"}
    assert "pair_edits" not in {table.kind for table in resolved.tables}


def test_a_base_that_moved_is_named_beside_the_other_mistakes():
    rules = {"near": wound_rule(("2024-13-01", ("warning", "a")))}
    moved = override("rules/doc.color", "2025-07-01", "severity", was="error", to="advice")
    with pytest.raises(PackError) as caught:
        child_of(rules=rules, overrides=[moved])
    assert [problem.pointer for problem in caught.value.problems] == [
        "/rules/near/history/0/from",
        "/overrides/0/was",
    ]


def test_what_an_override_with_a_mistake_leaves_for_the_next_is_not_guessed():
    wrong = override("rules/doc.color", "2025-07-01", "severity", was="warning", to="eror")
    after = override(
        "rules/doc.color", "2025-08-01", "severity", was="error", to="advice", was_from="2025-07-01"
    )
    with pytest.raises(PackError) as caught:
        child_of(overrides=[wrong, after])
    assert [problem.pointer for problem in caught.value.problems] == ["/overrides/0/to"]
