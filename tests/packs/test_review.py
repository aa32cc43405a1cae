"""Packs that load and cannot mean what they say: each mistake is found, and its twin is none."""

import json
from collections import Counter

import pytest
from small_packs import ALONE, CHILD, spoilt

from debridecode import PackError, load_pack
from debridecode.packs.bundled import bundled, bundled_chain
from debridecode.packs.review import review
from debridecode.packs.review import rules as review_rules
from debridecode.vocabulary import ETIOLOGIES

CITE = [{"source": "policy", "locator": "p. 1"}]


def is_(fact, value):
    return {"fact": fact, "is": value}


def in_(fact, *values):
    return {"fact": fact, "in": list(values)}


def all_(*parts):
    return {"all": list(parts)}


def known(fact):
    return {"fact": fact, "known": True}


def segment(when, then, start="2024-01-01"):
    if isinstance(then, str):
        then = {"finding": {"severity": then, "message": "says so", "gap": "ours"}}
    elif "finding" not in then:
        then = {**then, "step": "so it is"}
    return {"from": start, "when": when, "then": then, "cite": CITE}


def rule(scope, when, then="warning", *later):
    return {"title": "Ours", "scope": scope, "history": [segment(when, then), *later]}


def override(target, change, was, to, start="2024-07-01"):
    return {
        "target": target,
        "from": start,
        "change": change,
        "was_from": "2024-01-01",
        "was": was,
        "to": to,
        "reason": "ours",
        "cite": CITE,
    }


def parameter(type_, value, **later):
    history = [{"from": "2024-01-01", "value": value, "cite": CITE}]
    history += [{"from": start.replace("_", "-")[1:], "value": each, "cite": CITE}
                for start, each in later.items()]  # fmt: skip
    return {"title": "Ours", "type": type_, "history": history}


def pack(rules=None, **more):
    return {
        "format": "debridecode-pack/1",
        "id": "acme/ours",
        "version": "2026.1",
        "title": "Ours",
        "vocabulary": "facts/1",
        "supports": {"from": "2024-01-01"},
        "extends": "cms/base",
        "sources": {"policy": {"title": "Policy", "publisher": "Acme", "read": "verified"}},
        "rules": {"ours.cites": rule("wound", is_("wound.etiology", "burn"), "advice"), **(rules or {})},
        **more,
    }


@pytest.fixture
def found(write):
    """What the review says of a pack: code and pointer of each problem."""

    def found_in(written):
        return [(each.code, each.pointer) for each in review(load_pack(write(written)))]

    return found_in


@pytest.fixture
def said(write):
    """The one thing that the review says of a pack."""

    def said_of(written):
        (problem,) = review(load_pack(write(written)))
        return problem

    return said_of


def when_of(id_, index=0):
    return f"/rules/{id_}/history/{index}/when"


# The packs of the library.


@pytest.mark.parametrize("id_", bundled())
def test_the_bundled_packs_have_no_mistakes_of_sense(id_):
    assert [str(each) for each in review(bundled_chain(id_)) if not each.is_note] == []


def test_the_one_note_on_them_is_what_was_before_2024():
    (note,) = [each for id_ in bundled() for each in review(bundled_chain(id_))]
    assert note.code == "before-supports"
    assert note.pointer == "/parameters/modifier.accepted_on/history/0/from"
    assert "to before 2019-07-01" in note.message


# Rules that can never hold.

NEVER = {
    "two words at once": all_(is_("wound.method", "larval"), is_("wound.method", "abrasion")),
    "no part of any": {"any": [in_("wound.method", "larval"), is_("wound.etiology", "burn")]},
    "unknown and a value": all_({"fact": "wound.method", "known": False}, is_("wound.method", "larval")),
    "neither it nor another": {"not": {"any": [
        is_("wound.method", "larval"),
        {"fact": "wound.method", "is_not": "larval"},
    ]}},
    "always known": {"fact": "wound.place_in_doubt", "is": True},
    "above and below": all_(
        {"fact": "wound.area_sq_cm", "gt": {"parameter": "units.first_area"}},
        {"fact": "wound.area_sq_cm", "le": 20},
    ),
    "less than nothing": {"fact": "wound.area_sq_cm", "lt": 0},
    "between": all_({"fact": "wound.area_sq_cm", "gt": 19.9}, {"fact": "wound.area_sq_cm", "lt": 20}),
    "words": all_(
        {"fact": "wound.tissue_removed", "within": ["slough"]},
        {"fact": "wound.tissue_removed", "includes": ["callus"]},
    ),
    "one of two words": all_(
        {"fact": "wound.tissue_removed", "within": ["slough", "callus"]},
        {"fact": "wound.tissue_removed", "includes": ["callus"]},
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "never"),
    [
        ("two words at once", True),
        ("no part of any", False),
        ("unknown and a value", True),
        ("neither it nor another", True),
        ("always known", False),
        ("above and below", True),
        ("less than nothing", True),
        ("between", False),
        ("words", True),
        ("one of two words", False),
    ],
)
def test_a_condition_that_no_record_makes_true(found, name, never):
    expected = [("unreachable-rule", when_of("ours.it"))] if never else []
    assert found(pack({"ours.it": rule("wound", NEVER[name])})) == expected


def test_a_fact_that_is_always_known_is_never_unknown(found):
    unknown = {"fact": "wound.place_in_doubt", "known": False}
    assert found(pack({"ours.it": rule("wound", unknown)})) == [("unreachable-rule", when_of("ours.it"))]


def test_the_parts_that_exclude_each_other_are_named(said):
    burn, callus = is_("wound.etiology", "burn"), is_("wound.etiology", "callus")
    problem = said(pack({"ours.it": rule("wound", all_(burn, known("wound.method"), callus))}))
    assert problem.hint == "all/0 and all/2 exclude each other"
    problem = said(pack({"ours.it": rule("wound", all_(known("wound.method"), all_(burn, callus)))}))
    assert problem.hint == "all/1 alone never holds"


@pytest.mark.parametrize(
    ("parts", "never"),
    [
        # Of three wounds each may be of another kind, and none of them needs to be two things at once.
        (tuple({"any_wound": is_("wound.etiology", each)} for each in ("burn", "callus", "abscess")), False),
        (({"any_wound": is_("wound.etiology", "burn")}, {"every_wound": is_("wound.etiology", "callus")}),
         True),
        # Without wounds both hold.
        (({"every_wound": is_("wound.etiology", "burn")}, {"every_wound": is_("wound.etiology", "callus")}),
         False),
        (({"any_wound": all_(is_("encounter.role", "podiatrist"), is_("wound.etiology", "burn"))},
          is_("encounter.role", "physician")), True),
        (({"any_wound": all_(is_("encounter.role", "podiatrist"), is_("wound.etiology", "burn"))},
          is_("encounter.claim_form", "professional")), False),
    ],
)  # fmt: skip
def test_conditions_over_wounds(found, parts, never):
    expected = [("unreachable-rule", when_of("ours.it"))] if never else []
    assert found(pack({"ours.it": rule("encounter", all_(*parts))})) == expected


def test_numbers_are_held_against_each_other(found):
    over = {"fact": "line.units_counted", "gt": {"fact": "line.unit_limit"}}
    under = {"fact": "line.units_counted", "le": {"fact": "line.unit_limit"}}
    around = [{"fact": "line.units_counted", "lt": 2}, {"fact": "line.unit_limit", "ge": 2}]
    rules = {
        "ours.both": rule("line", all_(over, under)),
        "ours.around": rule("line", all_(over, *around)),
        "ours.small": rule("line", all_(over, around[0])),
    }
    never = [("unreachable-rule", when_of("ours.both")), ("unreachable-rule", when_of("ours.around"))]
    assert found(pack(rules)) == never


def test_a_parameter_may_leave_nothing_to_hold_from_a_day_on(said):
    large = {"fact": "wound.area_sq_cm", "gt": {"parameter": "ours.least"}}
    condition = all_(large, {"fact": "wound.area_sq_cm", "lt": 10})
    parameters = {"ours.least": parameter("area_sq_cm", 5, _2025_03_01=10)}
    problem = said(pack({"ours.it": rule("wound", condition)}, parameters=parameters))
    assert (problem.code, problem.pointer) == ("unreachable-rule", when_of("ours.it"))
    assert problem.message.startswith("from 2025-03-01 on, ours.it can never hold")


def test_an_override_may_leave_nothing_to_hold(said):
    was = {"fact": "wound.location_documented", "is": False}
    to = all_(was, is_("wound.location_documented", True))
    problem = said(pack(overrides=[override("rules/doc.location", "when", was, to)]))
    assert (problem.code, problem.pointer) == ("unreachable-rule", "/overrides/0/to")
    assert problem.message.startswith("from 2024-07-01 on, doc.location can never hold")


def test_each_segment_is_looked_at_on_its_own_days(found):
    never = all_(is_("wound.method", "larval"), is_("wound.method", "abrasion"))
    later = segment(never, "warning", start="2025-01-01")
    last = segment(is_("wound.method", "larval"), "warning", start="2025-06-01")
    written = pack({"ours.it": rule("wound", is_("wound.method", "larval"), "warning", later, last)})
    assert found(written) == [("unreachable-rule", when_of("ours.it", 1))]


# Rules that add nothing to another.

FEET = in_("wound.etiology", "diabetic_foot_ulcer", "neuropathic_ulcer")
FOOT = is_("wound.etiology", "diabetic_foot_ulcer")


def test_a_rule_that_another_always_implies(said, write):
    rules = {"ours.narrow": rule("wound", FOOT), "ours.wide": rule("wound", FEET)}
    problem = said(pack(rules))
    assert (problem.code, problem.pointer) == ("implied-rule", when_of("ours.narrow"))
    text = write(pack(rules)).read_text(encoding="utf-8")
    line = 1 + text[: text.index('"ours.wide"')].count("\n")
    assert f":{line}: /rules/ours.wide" in problem.message


@pytest.mark.parametrize("then", ["error", {"finding": {"severity": "warning", "message": "x", "gap": "g"}}])
def test_a_rule_of_another_effect_is_not_implied(found, then):
    rules = {"ours.narrow": rule("wound", FOOT, then), "ours.wide": rule("wound", FEET)}
    assert found(pack(rules)) == []


def test_two_demands_without_a_gap_are_one_only_in_the_same_words(found):
    one, other = (
        {"finding": {"severity": "error", "message": words}} for words in ("no photo", "no consent")
    )
    rules = {"ours.narrow": rule("wound", FOOT, one), "ours.wide": rule("wound", FEET, other)}
    assert found(pack(rules)) == []
    rules["ours.wide"] = rule("wound", FEET, one)
    assert found(pack(rules)) == [("implied-rule", when_of("ours.narrow"))]


def test_of_two_overrides_of_a_day_the_last_says_how_a_rule_reads(found):
    base = {"target": "rules/doc.color", "from": "2025-01-01", "was_from": "2024-01-01", "reason": "r",
            "cite": CITE}  # fmt: skip
    never = {"all": [FOOT, {"not": FOOT}]}
    first = {**base, "change": "severity", "was": "warning", "to": "advice"}
    was = json.loads(bundled()["cms/base"])["rules"]["doc.color"]["history"][0]["when"]
    last = {**base, "change": "when", "was": was, "to": never}
    assert found(pack(overrides=[first, last])) == [("unreachable-rule", "/overrides/1/to")]
    assert found(pack(overrides=[last, first])) == [("unreachable-rule", "/overrides/1/to")]
    assert found(pack(overrides=[{**last, "until": "2026-01-01"}])) == [
        ("unreachable-rule", "/overrides/0/to")
    ]
    assert found(
        pack(overrides=[{**base, "change": "disable", "from": "2020-01-01", "until": "2023-01-01"}])
    ) == [("before-supports", "/overrides/0/until")]


NUMBER = {"title": "Most", "type": "number"}


@pytest.mark.parametrize(
    ("read", "severity", "expected"),
    [
        ("unverified", "error", [("unread-number", when_of("ours.large"))]),
        ("unverified", "advice", []),
        ("secondary", "error", []),
    ],
)
def test_a_number_that_nobody_has_read_fails_no_claim(found, read, severity, expected):
    most = {
        "history": [{"from": "2024-01-01", "value": 40, "cite": [{"source": "rumor", "locator": "p. 1"}]}]
    }
    when = {"fact": "wound.area_sq_cm", "gt": {"parameter": "most"}}
    written = pack({"ours.large": rule("wound", when, severity)}, parameters={"most": {**NUMBER, **most}})
    written["sources"]["rumor"] = {"title": "t", "publisher": "p", "read": read}
    assert found(written) == expected


def test_a_row_that_nobody_has_read_is_refused(write):
    """What can move a line or a status must not rest on sources alone that nobody has read."""
    document = json.loads(ALONE)
    document["sources"]["rumor"] = {"title": "t", "publisher": "p", "read": "unverified"}
    table = next(id_ for id_, each in document["tables"].items() if each["kind"] == "classification")
    document["tables"][table]["history"][0]["rows"][0]["cite"] = [{"source": "rumor", "locator": "p. 1"}]
    with pytest.raises(PackError) as caught:
        load_pack(write(document))
    (problem,) = caught.value.problems
    assert problem.pointer == f"/tables/{table}/history/0/rows/0"
    assert "a row may not rest on unverified sources alone" in problem.message


def test_pairs_that_read_the_same_are_looked_at_once(write, monkeypatch):
    """The review of a pack with many days finds what a look at each day would, with no more questions."""
    one = rule("wound", FEET, {"finding": {"severity": "error", "message": "one"}})
    rules = {
        f"ours.r{n}": {**rule("wound", FOOT, {"finding": {"severity": "error", "message": str(n)}})}
        for n in range(4)
    }
    days = [{"from": f"2024-{month:02}-01", "value": month, "cite": CITE} for month in range(1, 13)]
    when = {"fact": "wound.area_sq_cm", "gt": {"parameter": "most"}}
    rules["ours.large"] = rule("wound", when, {"finding": {"severity": "error", "message": "large"}})
    rules["ours.last"] = rule("wound", FOOT, {"finding": {"severity": "error", "message": "3"}})
    chain = load_pack(
        write(pack({**rules, "ours.one": one}, parameters={"most": {**NUMBER, "history": days}}))
    )
    asked = Counter()
    of_two = review_rules._of_two

    def counted(first, second, span):
        asked[first.rule.id, second.rule.id] += 1
        return of_two(first, second, span)

    monkeypatch.setattr(review_rules, "_of_two", counted)
    (problem,) = (each for each in review(chain) if each.code == "implied-rule")
    assert problem.pointer == when_of("ours.last")
    assert asked["ours.r0", "ours.r1"] == 1
    assert asked["ours.r0", "ours.large"] == 12


def test_two_rules_that_are_one_are_said_once_of_the_later(found):
    rules = {"ours.one": rule("wound", FOOT), "ours.two": rule("wound", all_(FOOT))}
    assert found(pack(rules)) == [("implied-rule", when_of("ours.two"))]


def test_a_rule_of_the_base_that_says_the_same_is_named(said):
    then = {"finding": {"severity": "error", "message": "no place", "gap": "location"}}
    problem = said(pack({"ours.place": rule("wound", is_("wound.location_documented", False), then)}))
    assert problem.code == "implied-rule"
    assert "doc.location, cms/base (rulepacks/cms/base.json:" in problem.message


def test_a_wider_rule_than_one_of_the_base_leaves_that_idle(said):
    then = {"finding": {"severity": "error", "message": "no place", "gap": "location"}}
    wide = {"any": [is_("wound.location_documented", False), is_("wound.etiology", "burn")]}
    problem = said(pack({"ours.place": rule("wound", wide, then)}))
    assert (problem.code, problem.pointer) == ("implied-rule", when_of("ours.place"))
    assert problem.message.startswith("whenever doc.location, cms/base (")
    assert problem.hint == "disable the other with an override"


def test_rules_of_two_scopes_are_not_compared(found):
    form = is_("encounter.claim_form", "professional")
    assert found(pack({"ours.one": rule("wound", form), "ours.two": rule("encounter", form)})) == []


# Rules that contradict each other.

X = is_("line.code", "X0001")
MORE = all_(X, is_("line.role", "other"))


@pytest.mark.parametrize(
    ("first", "second", "at"),
    [
        ((X, {"drop": True}), (X, {"modifier": "GP"}), "ours.two"),
        ((X, {"modifier": "GP"}), (X, {"drop": True}), "ours.one"),
        ((X, {"drop": True}), (X, {"hold": True}), "ours.two"),
        ((X, {"hold": True}), (X, {"modifier": "GP"}), "ours.two"),
        ((X, {"drop": True}), (MORE, {"modifier": "GP"}), "ours.two"),
        ((X, {"drop": True}), (MORE, "warning"), "ours.two"),
        ((X, {"modifier": "XS"}), (X, {"modifier": "59"}), "ours.two"),
        ((X, {"modifier": "XS"}), (X, {"modifier": "XE"}), "ours.two"),
        ((X, "warning"), (X, "error"), "ours.two"),
        # An exception to a rule, modifiers that stand side by side, and what is said of other things.
        ((MORE, {"drop": True}), (X, {"modifier": "GP"}), None),
        ((MORE, {"hold": True}), (X, {"modifier": "GP"}), None),
        ((X, {"modifier": "GP"}), (X, {"modifier": "KX"}), None),
        ((X, {"modifier": "XS"}), (MORE, {"modifier": "XE"}), None),
        ((X, "warning"), (MORE, "error"), None),
        ((X, {"hold": True}), (X, "warning"), None),
    ],
)
def test_effects_that_are_opposite(found, first, second, at):
    rules = {"ours.one": rule("line", *first), "ours.two": rule("line", *second)}
    assert found(pack(rules)) == ([] if at is None else [("contradictory-rule", when_of(at))])


@pytest.mark.parametrize("effects", [("drop", "hold"), ("drop", "modifier"), ("hold", "modifier")])
def test_a_rule_that_says_the_opposite_of_itself(found, effects):
    values = {"drop": True, "hold": True, "modifier": "GP"}
    written = pack({"ours.it": rule("line", X, {each: values[each] for each in effects})})
    assert found(written) == [("contradictory-rule", when_of("ours.it"))]


def test_failed_and_not_checked_are_opposite(said):
    then = {"finding": {"severity": "error", "message": "x", "gap": "ours", "outcome": "not_checked"}}
    problem = said(pack({"ours.one": rule("wound", FOOT, "error"), "ours.two": rule("wound", FOOT, then)}))
    assert (problem.code, problem.pointer) == ("contradictory-rule", when_of("ours.two"))
    assert "one says that it fails, the other that it is not checked" in problem.message
    assert "ours.one, acme/ours (" in problem.message


def test_a_rule_beside_one_of_the_base_that_drops_the_line(said):
    surgical = all_(is_("line.family", "bone"), is_("encounter.role", "registered_nurse"))
    problem = said(pack({"ours.nurse": rule("line", surgical, {"modifier": "GP"})}))
    assert problem.code == "contradictory-rule"
    assert "who.surgical, cms/base (rulepacks/cms/base.json:" in problem.message
    assert problem.message.endswith("drops the line")


# Rows of the classification.


def alone(*changes):
    return json.loads(spoilt(ALONE, *changes))


def rows(*whens):
    """The pack that extends none, with rows: a condition, and whether the row asks or places."""
    document = alone()
    document["tables"]["placing"]["history"][0]["rows"] = [
        {
            "id": f"row-{index}",
            "when": when,
            "message": "x",
            "cite": [{"source": "manual", "locator": "p. 7"}],
            **({"outcome": "query", "ask": "Which?"} if asks else {"outcome": "family", "family": "deep"}),
        }
        for index, (when, asks) in enumerate(whens)
    ]
    document["tests"] = []
    return document


SHARP = is_("wound.method", "sharp_selective")
OTHERS = {"not": SHARP}
ROW = "/tables/placing/history/0/rows/{}/when"


@pytest.mark.parametrize(
    ("whens", "unreached"),
    [
        ([(SHARP, False), (SHARP, False)], [1]),
        ([(SHARP, True), (SHARP, False)], []),
        ([(in_("wound.method", "sharp_selective", "larval"), False), (SHARP, True), (OTHERS, False)], [1]),
        # No single row takes it, and both together do.
        ([(SHARP, False), (OTHERS, False), (known("wound.method"), False)], [2]),
        # Where the method is unknown, no row before holds.
        ([(SHARP, False), (OTHERS, False), ({"all": []}, False)], []),
        ([(all_(SHARP, OTHERS), False), (SHARP, False)], [0]),
    ],
)
def test_rows_that_no_wound_reaches(found, whens, unreached):
    problems = [each for each in found(rows(*whens)) if each[0] == "unreachable-row"]
    assert problems == [("unreachable-row", ROW.format(index)) for index in unreached]


def test_the_row_that_takes_another_s_wounds_is_named(write):
    problems = review(load_pack(write(rows((SHARP, False), (SHARP, True)))))
    (message,) = [each.message for each in problems if each.code == "unreachable-row"]
    assert "row row-0 (/tables/placing/history/0/rows/0) holds before it" in message


# Days.


def test_what_begins_when_the_pack_no_longer_answers(found):
    late = segment(FOOT, "warning", start="2026-01-01")
    written = pack(
        {"ours.it": rule("wound", FOOT, "warning", late)},
        supports={"from": "2024-01-01", "until": "2026-01-01"},
        overrides=[override("rules/doc.color", "severity", "warning", "error", start="2026-02-01")],
    )
    assert found(written) == [
        ("outside-supports", "/rules/ours.it/history/1/from"),
        ("outside-supports", "/overrides/0/from"),
    ]


def test_what_begins_on_the_last_day_is_within(found):
    late = segment(FOOT, "advice", start="2025-12-31")
    supports = {"from": "2024-01-01", "until": "2026-01-01"}
    assert found(pack({"ours.it": rule("wound", FOOT, "warning", late)}, supports=supports)) == []


def test_what_ends_before_the_pack_answers_is_noted(said):
    later = segment(FOOT, "advice", start="2024-06-01")
    problem = said(pack({"ours.it": rule("wound", FOOT, "warning", later)}, supports={"from": "2024-06-01"}))
    assert (problem.code, problem.pointer) == ("before-supports", "/rules/ours.it/history/0/from")
    assert problem.is_note


def test_what_ends_a_day_after_the_pack_begins_to_answer_is_not(found):
    later = segment(FOOT, "advice", start="2024-06-02")
    written = pack({"ours.it": rule("wound", FOOT, "warning", later)}, supports={"from": "2024-06-01"})
    assert found(written) == []


def test_days_that_the_base_does_not_answer_for(said):
    problem = said(pack(supports={"from": "2023-12-31"}))
    assert (problem.code, problem.pointer) == ("outside-supports", "/supports/from")
    assert problem.message.startswith("cms/base answers from 2024-01-01 on")


@pytest.mark.parametrize(
    ("given", "at"),
    [
        ({"base": "selective"}, "/tests/0/given/base"),
        ({"base": "selective", "set": {"/date_of_service": "2024-12-31"}},
         "/tests/0/given/set/~1date_of_service"),
        ({"base": "selective", "set": {"/date_of_service": "2025-01-01"}}, None),
    ],
)  # fmt: skip
def test_tests_of_days_that_the_pack_does_not_answer_for(found, given, at):
    case = {"name": "x", "covers": ["ours.cites"], "given": given, "expect": {}}
    written = pack(supports={"from": "2025-01-01"}, tests=[case])
    assert found(written) == ([] if at is None else [("outside-supports", at)])


# Sources and parameters.


def test_a_source_that_nothing_cites(found):
    written = pack()
    written["sources"]["rumor"] = {"title": "Rumor", "publisher": "Nobody", "read": "unverified"}
    assert found(written) == [("uncited-source", "/sources/rumor")]


@pytest.mark.parametrize("where", ["override", "parameter", "row"])
def test_a_source_may_be_cited_anywhere(found, write, where):
    cite = [{"source": "new", "locator": "p. 9"}]
    document = json.loads(CHILD) if where == "override" else alone()
    document["sources"]["new"] = {"title": "New", "publisher": "Acme", "read": "verified"}
    uncited = found(document)
    assert ("uncited-source", "/sources/new") in uncited
    if where == "override":
        document["overrides"][0]["cite"] += cite
    elif where == "parameter":
        document["parameters"]["many.units"]["history"][0]["cite"] += cite
    else:
        document["tables"]["placing"]["history"][0]["rows"][0]["cite"] += cite
    assert set(uncited) - set(found(document)) == {("uncited-source", "/sources/new")}


READS = {
    "condition": rule("wound", {"fact": "wound.area_sq_cm", "gt": {"parameter": "ours.it"}}),
    "message": rule(
        "wound", FOOT, {"finding": {"severity": "warning", "message": "{ours.it} sq cm", "gap": "g"}}
    ),
    "modifier": rule("line", X, {"modifier": {"parameter": "ours.it"}}),
}


@pytest.mark.parametrize("how", READS)
def test_a_parameter_that_nothing_reads(found, how):
    held = parameter("modifier", "GP") if how == "modifier" else parameter("area_sq_cm", 30)
    assert found(pack(parameters={"ours.it": held})) == [("unread-parameter", "/parameters/ours.it")]
    assert found(pack({"ours.reads": READS[how]}, parameters={"ours.it": held})) == []


def test_a_parameter_that_an_override_reads(found):
    was = {"fact": "wound.location_documented", "is": False}
    to = all_(was, {"fact": "wound.area_sq_cm", "gt": {"parameter": "ours.it"}})
    changes = [override("rules/doc.location", "when", was, to)]
    assert found(pack(parameters={"ours.it": parameter("area_sq_cm", 30)}, overrides=changes)) == []


# What is too much to look at.


TISSUES = ("slough", "fibrin", "biofilm", "exudate", "debris", "eschar", "callus", "nail", "secretions",
           "foreign_material", "necrotic_bone", "necrotic_muscle", "necrotic_fascia")  # fmt: skip
MUCH = all_(*({"fact": "wound.tissue_removed", "includes": [each]} for each in TISSUES))


def test_what_has_too_many_combinations_is_said_to_be_not_checked(said):
    problem = said(pack({"ours.it": rule("wound", MUCH)}))
    assert (problem.code, problem.pointer) == ("undecided", when_of("ours.it"))
    assert problem.is_note
    assert problem.hint == "debridecode packs prove decides"


def test_what_was_not_compared_is_counted(found, write):
    written = pack({"ours.it": rule("wound", MUCH), "ours.other": rule("wound", FOOT)})
    counts = {each.pointer: each.message for each in review(load_pack(write(written)))}
    assert set(counts) == {when_of("ours.it"), when_of("ours.other")}
    assert counts[when_of("ours.it")].endswith("(questions on this condition: 1)")
    assert counts[when_of("ours.other")].endswith("(questions on this condition: 1)")


@pytest.mark.parametrize("kinds", [5, 9])
def test_many_questions_on_wounds(found, kinds):
    """Of nine at once there are too many ways in which wounds may answer."""
    parts = [{"any_wound": is_("wound.etiology", each)} for each in ETIOLOGIES[:kinds]]
    expected = [] if kinds == 5 else [("undecided", when_of("ours.it"))]
    assert found(pack({"ours.it": rule("encounter", all_(*parts))})) == expected
