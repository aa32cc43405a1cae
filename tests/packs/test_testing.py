"""What `packs test` asks of the cases of a pack, and which changes of the pack they must notice."""

import json
from copy import deepcopy
from decimal import Decimal

import pytest
from click.testing import CliRunner
from hypothesis import given
from small_packs import ALONE, spoilt

from debridecode.commands import debridecode
from debridecode.engine.conditions import holds
from debridecode.packs.bundled import bundled, bundled_chain, fixtures
from debridecode.packs.load import read_pack
from debridecode.packs.model import AllOf, AnyOf, AnyWound, EveryWound, Leaf, Not
from debridecode.testing import run_tests
from debridecode.testing.mutants import mutants_of
from debridecode.testing.thresholds import _sides
from property.conditions import cases as worlds

LASTING = spoilt(
    ALONE,
    (
        """,
        {"from": "2026-01-01", "retired": true, "cite": [{"source": "manual", "locator": "p. 16"}]}""",
        "",
    ),
)
CITE = [{"source": "policy", "locator": "p. 1"}]
AREA = "/wounds/0/debridement/area_sq_cm"
DEPTH = "/wounds/0/before/depth_cm"
TOOLS = "/wounds/0/debridement/instruments"
SIZE_AFTER = "/wounds/0/after"


def segment(day, when, severity="warning"):
    finding = {"severity": severity, "message": "so it is"}
    return {"from": day, "when": when, "then": {"finding": finding}, "cite": CITE}


def override(target, day, change, **said):
    return {
        "target": target,
        "from": day,
        "change": change,
        "was_from": "2024-01-01",
        "reason": "policy",
        "cite": CITE,
        **said,
    }


def case(name, covers, day, changes, **expect):
    """A case from the fixture `selective`: 24 sq cm, one wound, nothing missing."""
    changes = {"/date_of_service": day, **changes}
    return {
        "name": name,
        "covers": covers,
        "given": {"base": "selective", "set": changes},
        "expect": expect,
    }


def units(number):
    return ["X0001 x1 XS", f"X0002 x{number} XS"]


PARAMETERS = {
    "mine.area": {
        "title": "A large wound",
        "type": "area_sq_cm",
        "history": [
            {"from": "2024-01-01", "value": 30, "cite": CITE},
            {"from": "2024-08-10", "value": 50, "cite": CITE},
        ],
    }
}
RULES = {
    "mine.after": {
        "title": "Measured after",
        "scope": "wound",
        "history": [segment("2024-08-01", {"fact": "wound.measured_after", "is": False})],
    },
    "mine.large": {
        "title": "A large wound by a sharp tool",
        "scope": "wound",
        "history": [
            segment(
                "2024-01-01",
                {
                    "all": [
                        {"fact": "wound.method", "is": "sharp_selective"},
                        {"fact": "wound.area_sq_cm", "gt": {"parameter": "mine.area"}},
                    ]
                },
            )
        ],
    },
    "mine.depth": {
        "title": "Depth, for a while",
        "scope": "wound",
        "history": [
            segment("2024-01-01", {"fact": "wound.depth_measured", "is": False}),
            {"from": "2024-08-20", "retired": True, "cite": CITE},
        ],
    },
}
WAS_MANY = {
    "any": [
        {"fact": "line.units", "gt": {"parameter": "many.units"}},
        {"fact": "line.units", "gt": {"fact": "line.unit_limit"}},
    ]
}
NOW_MANY = {"all": [{"fact": "line.role", "is": "add_on"}, {"fact": "line.units", "gt": 2}]}
OVERRIDES = [
    override("rules/look.instrument", "2024-08-20", "severity", was="warning", to="error"),
    override("rules/look.tissue", "2024-01-01", "disable"),
    override("rules/many", "2024-01-01", "when", was=WAS_MANY, to=NOW_MANY),
    override("parameters/area.first", "2024-08-20", "value", was=20, to=10),
]
# Area: 20 for the primary and 20 for each unit of the add-on; from 20 August on, 10 and 10. A wound is large
# above 30, and from 10 August on above 50. So 61 is 41 beyond the first 20: three units, and 60 is two.
CASES = [
    case("after: before", ["mine.after"], "2024-07-31", {SIZE_AFTER: None}, status="clean"),
    case("after: on", ["mine.after"], "2024-08-01", {SIZE_AFTER: None}, failed=["mine.after@A"]),
    case("large: 30", ["mine.large"], "2024-08-09", {AREA: 30}),
    case("large: 31", ["mine.large"], "2024-08-09", {AREA: 31}, failed=["mine.large@A"]),
    case("large: 50", ["mine.large"], "2024-08-10", {AREA: 50}),
    case("large: 51", ["mine.large"], "2024-08-10", {AREA: 51}, failed=["mine.large@A"]),
    case("depth: last", ["mine.depth"], "2024-08-19", {DEPTH: None}, failed=["mine.depth@A"]),
    case("depth: gone", ["mine.depth"], "2024-08-20", {DEPTH: None}),
    case(
        "tool: before",
        ["look.instrument"],
        "2024-08-19",
        {TOOLS: []},
        status="clean",
        failed=["look.instrument@A"],
    ),
    case(
        "tool: on",
        ["look.instrument"],
        "2024-08-20",
        {TOOLS: []},
        status="query",
        failed=["look.instrument@A"],
    ),
    case("soft tissue alone", ["look.tissue"], "2024-08-15", {}),
    case("many: 2", ["many"], "2024-08-01", {AREA: 60}, lines=units(2), failed=["mine.large@A"]),
    case("many: 3", ["many"], "2024-08-01", {AREA: 61}, lines=units(3), failed=["mine.large@A", "many"]),
    case("step: before", ["area.first"], "2024-08-19", {AREA: 20.5}, lines=units(1)),
    case("step: 20", ["area.first"], "2024-08-20", {AREA: 20}, lines=units(1)),
    case("step: 20.5", ["area.first"], "2024-08-20", {AREA: 20.5}, lines=units(2)),
]
MINE = {
    "format": "debridecode-pack/1",
    "id": "acme/mine",
    "version": "2026.1",
    "title": "Extends acme/alone",
    "vocabulary": "facts/1",
    "supports": {"from": "2024-01-01"},
    "extends": "acme/alone",
    "sources": {"policy": {"title": "Policy", "publisher": "Acme", "read": "verified"}},
    "parameters": PARAMETERS,
    "rules": RULES,
    "overrides": OVERRIDES,
    "tests": CASES,
}


def read(document):
    """The chain of a pack on `acme/alone`, which is small."""
    base = read_pack(LASTING, file="alone.json", find=lambda _: (), known=tuple, fixtures=fixtures())
    return read_pack(
        json.dumps(document),
        file="mine.json",
        find=lambda _: base,
        known=lambda: ["acme/alone"],
        fixtures=fixtures(),
    )


def without(*names, **sections):
    """The pack without some of its cases, or with other sections."""
    kept = [each for each in CASES if each["name"] not in names]
    assert len(kept) == len(CASES) - len(names)
    return deepcopy({**MINE, "tests": kept, **sections})


def named(*names):
    """Some of the cases, to be changed."""
    return deepcopy([each for each in CASES if each["name"] in names])


def test_cases_on_both_sides_of_everything_pass_and_notice_every_change():
    result = run_tests(read(MINE), mutate=True)
    assert [(each.name, each.problems) for each in result.cases if each.problems] == []
    assert (result.uncovered, result.survivors) == ((), ())
    assert result.passed
    # Three rules and the condition of an override dropped and widened; a parameter of two segments raised and
    # lowered; four overrides dropped, one raised and lowered; and a day either way moved: the beginning of a
    # rule, the end of one, the change of a parameter and two overrides.
    assert result.mutants == 4 * 2 + 4 + 4 + 2 + 5 * 2


LARGE = "wound.area_sq_cm gt mine.area"
UNFIRED = "no case that covers it shows it firing; write one in which its condition holds"
REST = "and the rest of the condition leaves the answer to that; write one"
TOOL, MANY = "override of look.instrument", "the condition of the override of many from 2024-01-01"
BEFORE, ON = "no case that covers it on {}, the day before", "no case that covers it on {}, the day of"


@pytest.mark.parametrize(
    ("names", "untested"),
    [
        (
            ["after: before"],
            [f"mine.after: {BEFORE.format('2024-07-31')} its change of 2024-08-01; write one"],
        ),
        (
            ["after: on"],
            [
                f"mine.after: {UNFIRED}",
                f"mine.after: {ON.format('2024-08-01')} its change of 2024-08-01; write one",
            ],
        ),
        (["depth: gone"], [f"mine.depth: {ON.format('2024-08-20')} its change of 2024-08-20; write one"]),
        (
            ["tool: before"],
            [f"{TOOL}: {BEFORE.format('2024-08-19')} its change of 2024-08-20; write one"],
        ),
        (
            ["tool: on"],
            [f"{TOOL}: {ON.format('2024-08-20')} its change of 2024-08-20; write one"],
        ),
        (
            ["step: before"],
            [f"override of area.first: {BEFORE.format('2024-08-19')} its change of 2024-08-20; write one"],
        ),
        (["soft tissue alone"], ["override of look.tissue from 2024-01-01: no case covers it; write one"]),
        (
            ["large: 50", "large: 51"],
            [f"mine.area: {ON.format('2024-08-10')} its change of 2024-08-10; write one"],
        ),
        (
            ["many: 3"],
            [f"{MANY}: no case in which line.units gt 2 holds {REST}"],
        ),
    ],
)
def test_a_side_without_a_case_is_named(names, untested):
    result = run_tests(read(without(*names)))
    assert list(result.uncovered) == untested
    assert not result.passed


@pytest.mark.parametrize(
    ("names", "survivors"),
    [
        (["after: before"], ["moving rules/mine.after from 2024-08-01 to 2024-07-31"]),
        (["large: 30"], ["lowering parameters/mine.area from 2024-01-01"]),
        (
            ["large: 31"],
            [
                "moving parameters/mine.area from 2024-08-10 to 2024-08-09",
                "raising parameters/mine.area from 2024-01-01",
            ],
        ),
        (
            ["large: 50"],
            [
                "moving parameters/mine.area from 2024-08-10 to 2024-08-11",
                "lowering parameters/mine.area from 2024-08-10",
            ],
        ),
        (["large: 51"], ["raising parameters/mine.area from 2024-08-10"]),
        (
            ["depth: last"],
            [
                "dropping rules/mine.depth from 2024-01-01",
                "moving rules/mine.depth from 2024-08-20 to 2024-08-19",
            ],
        ),
        (["depth: gone"], ["moving rules/mine.depth from 2024-08-20 to 2024-08-21"]),
        (["tool: before"], ["moving the override of look.instrument from 2024-08-20 to 2024-08-19"]),
        (
            ["tool: on"],
            [
                "dropping the override of look.instrument from 2024-08-20",
                "moving the override of look.instrument from 2024-08-20 to 2024-08-21",
            ],
        ),
        (["step: before"], ["moving the override of area.first from 2024-08-20 to 2024-08-19"]),
        (["step: 20"], ["lowering the override of area.first from 2024-08-20"]),
        (
            ["many: 3"],
            [f"dropping {MANY}", "dropping the override of many from 2024-01-01"],
        ),
    ],
)
def test_a_change_that_no_case_notices_survives(names, survivors):
    result = run_tests(read(without(*names)), mutate=True)
    assert result.survivors == tuple(f"{each}: no case notices" for each in survivors)
    assert not result.passed


def test_a_day_that_is_a_month_off_is_noticed_by_a_case_that_shows_the_change():
    """A case on either side covers the rule, as `packs test` asks, and shows nothing of it."""
    document = without(rules={"mine.after": RULES["mine.after"]}, parameters={}, overrides=OVERRIDES[1:2])
    shown = {"/date_of_service": "2024-09-15", SIZE_AFTER: None}
    document["tests"] = [
        case("before", ["mine.after", "look.tissue"], "2024-07-31", {}),
        case("on", ["mine.after"], "2024-08-01", {}),
        case("later", ["mine.after"], "2024-09-15", shown, failed=["mine.after@A"]),
    ]
    result = run_tests(read(document), mutate=True)
    moved = "moving rules/mine.after from 2024-08-01 to 2024-{}: no case notices"
    assert (result.uncovered, result.survivors) == ((), (moved.format("07-31"), moved.format("08-02")))


def test_a_day_on_which_only_words_change_is_not_moved():
    after = segment("2024-01-01", {"fact": "wound.measured_after", "is": False})
    reworded = {**after, "from": "2024-08-10", "then": {"finding": {"severity": "advice", "message": "so"}}}
    rule = {"title": "Measured after", "scope": "wound", "history": [after, reworded]}
    same = {
        "title": "A word",
        "type": "modifier",
        "history": [{"from": day, "value": "XS", "cite": CITE} for day in ("2024-01-01", "2024-08-10")],
    }
    document = without(rules={"mine.after": rule}, parameters={"mine.same": same}, overrides=[])
    days = ("2024-08-09", "2024-08-10")
    document["tests"] = [
        case(
            day, ["mine.after", "mine.same"], day, {SIZE_AFTER: None}, failed=["look.tissue", "mine.after@A"]
        )
        for day in days
    ]
    tried = [each.words for each in mutants_of(read(document))]
    assert tried
    assert [each for each in tried if "moving" in each] == []


def test_both_sides_of_a_number_must_decide():
    """That a wound is not large where nothing sharp was used says nothing of the number."""
    document = without(overrides=OVERRIDES[1:2], rules={"mine.large": RULES["mine.large"]})
    enzymes = {"/wounds/0/debridement/method": "enzymatic"}
    document["tests"] = [
        *named("large: 31", "large: 51", "soft tissue alone"),
        case("enzymes", ["mine.large"], "2024-08-09", enzymes, failed=["placing.rest@A"]),
    ]
    document["tests"][2]["given"]["set"].update(enzymes)
    document["tests"][2]["expect"] = {"failed": ["placing.rest@A"]}
    result = run_tests(read(document))
    assert [each.problems for each in result.cases] == [()] * 4
    assert result.uncovered == (f"rules/mine.large: no case in which {LARGE} does not hold {REST}",)


def test_a_number_that_an_override_puts_in_needs_both_sides_since_then():
    rule = {
        "title": "Beyond the first area",
        "scope": "wound",
        "history": [
            segment("2024-01-01", {"fact": "wound.area_sq_cm", "gt": {"parameter": "area.first"}}, "advice")
        ],
    }
    document = without(rules={"mine.beyond": rule}, parameters={}, overrides=OVERRIDES[1::2])
    document["tests"] = [
        case("24, before", ["mine.beyond"], "2024-08-19", {}, failed=["mine.beyond@A"]),
        case("20, before", ["mine.beyond"], "2024-08-19", {AREA: 20}),
        case("24, since", ["mine.beyond", "look.tissue"], "2024-08-20", {}, failed=["mine.beyond@A"]),
    ]
    compared = "wound.area_sq_cm gt area.first"
    assert run_tests(read(document)).uncovered == (
        f"rules/mine.beyond: no case in which {compared} does not hold {REST}",
    )
    document["tests"].append(case("10, since", ["mine.beyond"], "2024-08-20", {AREA: 10}))
    assert run_tests(read(document)).passed


def test_a_number_is_shown_on_the_days_of_its_segment_alone():
    """A case of a day on which the other segment holds shows that one's number, and fires all the same."""
    larger = [
        segment(day, {"fact": "wound.area_sq_cm", "gt": area})
        for day, area in (("2024-01-01", 30), ("2024-08-10", 50))
    ]
    rule = {"title": "Larger", "scope": "wound", "history": larger}
    document = without(rules={"mine.larger": rule}, parameters={}, overrides=OVERRIDES[1:2])
    document["tests"] = [
        case("30, before", ["mine.larger", "look.tissue"], "2024-08-09", {AREA: 30}),
        case("50, since", ["mine.larger"], "2024-08-10", {AREA: 50}),
        case("51, since", ["mine.larger"], "2024-08-10", {AREA: 51}, failed=["mine.larger@A"]),
    ]
    assert run_tests(read(document)).uncovered == (
        f"rules/mine.larger from 2024-01-01: no case in which wound.area_sq_cm gt 30 holds {REST}",
    )
    before = case("31, before", ["mine.larger"], "2024-08-09", {AREA: 31}, failed=["mine.larger@A"])
    document["tests"].append(before)
    assert run_tests(read(document)).passed


def test_a_number_of_an_override_is_shown_on_its_days_alone():
    """Four units are many before the override too, and since a later one that looks at the units no more."""
    role = {"fact": "line.role", "is": "add_on"}
    later = override("rules/many", "2024-08-25", "when", was=NOW_MANY, was_from="2024-08-20", to=role)
    document = without(
        rules={},
        parameters={},
        overrides=[
            OVERRIDES[1],
            override("rules/many", "2024-08-20", "when", was=WAS_MANY, to=NOW_MANY),
            later,
        ],
    )
    many = {"covers": ["many", "look.tissue"], "failed": ["many"]}
    document["tests"] = [
        case("4, before", day="2024-08-19", changes={AREA: 81}, **many),
        case("2, since", ["many"], "2024-08-20", {AREA: 60}),
        case("2, the last day", ["many"], "2024-08-24", {AREA: 60}),
        case("4, later", day="2024-08-25", changes={AREA: 81}, **many),
    ]
    unshown = "the condition of the override of many from 2024-08-20: no case in which line.units gt 2 holds"
    assert run_tests(read(document)).uncovered == (f"{unshown} {REST}",)
    document["tests"].append(case("3, since", ["many"], "2024-08-20", {AREA: 61}, failed=["many"]))
    assert run_tests(read(document)).passed


def test_a_rule_is_silent_only_on_a_day_on_which_it_is_in_force():
    document = without(rules={"mine.after": RULES["mine.after"]}, parameters={}, overrides=OVERRIDES[1:2])
    document["tests"] = named("after: before", "after: on", "soft tissue alone")
    document["tests"][2]["given"]["set"] = {"/date_of_service": "2024-07-31"}
    lacking = "mine.after: no case shows it silent; write one in which its condition does not hold"
    assert run_tests(read(document)).uncovered == (lacking,)
    document["tests"][2]["given"]["set"] = {"/date_of_service": "2024-08-01"}
    assert run_tests(read(document)).passed


def alone(rule_id, scope, when, *tests, **said):
    """The pack with one rule of its own, and the one override that keeps soft tissue from being named."""
    rule = {"title": "Mine", "scope": scope, "history": [segment("2024-01-01", when)]}
    rule["history"][0]["then"]["finding"].update(said)
    document = without(rules={rule_id: rule}, parameters={}, overrides=OVERRIDES[1:2])
    return {**document, "tests": [*named("soft tissue alone"), *tests]}


BURN = {"fact": "wound.etiology", "is": "burn"}
ETIOLOGY = "/wounds/0/etiology"
METHOD = "/wounds/0/debridement/method"
OTHER_WOUND = {"/wounds/1/etiology": None, "/wounds/1/debridement/method": "sharp_selective"}


def test_a_rule_that_reports_what_is_not_checked_does_not_fire_where_it_is_unknown():
    unknown = case("unknown", ["mine.burn"], "2024-08-15", {ETIOLOGY: None}, not_checked=["mine.burn@A"])
    document = alone("mine.burn", "wound", BURN, unknown, outcome="not_checked")
    assert run_tests(read(document)).uncovered == (f"mine.burn: {UNFIRED}",)
    burn = case("burn", ["mine.burn"], "2024-08-15", {ETIOLOGY: "burn"}, not_checked=["mine.burn@A"])
    document["tests"].append(burn)
    assert run_tests(read(document)).passed


def test_a_rule_that_holds_of_one_wound_fires_though_of_another_it_is_unknown():
    both = case("both", ["mine.burn"], "2024-08-15", {ETIOLOGY: "burn", **OTHER_WOUND})
    both["given"]["base"] = "two_depths"
    both["expect"] = {"failed": ["mine.burn@A"], "not_checked": ["mine.burn@B"]}
    assert run_tests(read(alone("mine.burn", "wound", BURN, both))).passed


def test_a_rule_of_claims_is_silent_only_where_a_claim_differs():
    ended = {"fact": "billed.matter", "is": "deleted_code"}
    gone, agrees, other = (
        case(name, ["mine.gone"], "2024-08-15", {}, **expect)
        for name, expect in (
            ("gone", {"failed": ["claim.gone", "mine.gone"]}),
            ("agrees", {"status": "agrees"}),
            ("other", {"not_checked": ["billed"]}),
        )
    )
    gone["given"]["billed"] = ["X0000 x1", *units(1)]
    agrees["given"]["billed"] = units(1)
    other["given"]["billed"] = units(2)
    lacking = "mine.gone: no case shows it silent; write one in which its condition does not hold"
    document = alone("mine.gone", "billed", ended, gone, agrees, ask="Take it off.")
    assert run_tests(read(document)).uncovered == (lacking,)
    document["tests"].append(other)
    assert run_tests(read(document)).passed


def test_a_rule_of_pairs_is_silent_only_where_there_is_a_pair():
    visit = {"fact": "pair.column_2_kind", "is": "evaluation"}
    services = {"/other_services": [{"code": "X0009", "units": 1}]}
    untold = {"not_checked": ["many"]}  # of another service there is no unit limit
    with_visit = case("visit", ["mine.visit"], "2024-08-15", services, failed=["mine.visit"], **untold)
    document = alone("mine.visit", "pair", visit, with_visit)
    lacking = "mine.visit: no case shows it silent; write one in which its condition does not hold"
    assert run_tests(read(document)).uncovered == (lacking,)
    services = {"/other_services": [{"code": "X0008", "units": 1}]}
    document["tests"].append(case("other", ["mine.visit"], "2024-08-15", services, **untold))
    assert run_tests(read(document)).passed


@pytest.mark.parametrize(
    ("method", "asked", "shown"), [(None, ["to-ask.wound.method@A"], False), ("enzymatic", [], True)]
)
def test_a_row_is_silent_only_where_it_can_be_told(method, asked, shown):
    """A wound of which no method is recorded may belong to the row of the sharp method."""
    row = case("row", ["placing.rest"], "2024-08-15", {METHOD: method})
    row["expect"] = {"failed": ["look.tissue", "placing.rest@A"], "not_checked": asked}
    text = json.dumps({**json.loads(LASTING), "tests": [row]})
    alone = read_pack(text, file="alone.json", find=lambda _: (), known=tuple, fixtures=fixtures())
    result = run_tests(alone)
    assert result.cases[0].problems == ()
    lacking = "placing.sharp: no case shows it silent; write one in which its condition does not hold"
    assert (lacking not in result.uncovered) is shown


def test_a_pack_without_cases_does_not_pass():
    document = without(rules={}, parameters={}, overrides=[], tests=[])
    result = run_tests(read(document))
    assert (result.cases, result.uncovered, result.passed) == ((), (), False)


@pytest.mark.parametrize(
    ("pointer", "problem"),
    [
        ("/wounds/-1/after", "/wounds/-1/after leads nowhere in the fixture"),
        ("/wounds/00/after", "/wounds/00/after leads nowhere in the fixture"),
        ("/wounds/1/after", "/wounds/1/after leads nowhere in the fixture"),
        ("/wounds/-1", "/wounds/-1 leads nowhere in the fixture"),
        ("", '"" is no JSON pointer: expected one such as /date_of_service'),
        ("date_of_service", '"date_of_service" is no JSON pointer: expected one such as /date_of_service'),
    ],
)
def test_a_pointer_names_a_place_from_the_front_or_the_case_does_not_run(pointer, problem):
    document = without(rules={}, parameters={}, overrides=[])
    document["tests"] = [case("nowhere", ["many"], "2024-08-15", {pointer: None})]
    assert run_tests(read(document)).cases[0].problems == (f"could not run: {problem}",)


def test_nothing_is_changed_while_a_case_fails():
    document = without()
    document["tests"][10]["expect"] = {"status": "query"}
    result = run_tests(read(document), mutate=True)
    assert [each.name for each in result.cases if each.problems] == ["soft tissue alone"]
    assert (result.mutants, result.survivors) == (None, ())


@pytest.mark.parametrize("pack", sorted(bundled()))
def test_no_change_of_a_bundled_pack_goes_unnoticed(pack):
    result = run_tests(bundled_chain(pack), mutate=True)
    assert result.survivors == ()
    assert result.mutants or not bundled_chain(pack)[-1].rules
    assert result.passed


def test_the_command_takes_an_id_or_a_file_and_lists_what_survived(tmp_path):
    named = CliRunner().invoke(debridecode, ["packs", "test", "medicare/novitas", "--mutate"])
    assert (named.exit_code, named.output) == (
        0,
        "medicare/novitas: 35 passed, 0 failed, 0 untested, 0 of 24 changes survived\n",
    )
    bundled = json.loads(bundled_chain("medicare/novitas")[-1].text, parse_float=Decimal)
    shown = [case for case in bundled["tests"] if "novitas.after@A" in case["expect"].get("failed", ())]
    assert len(shown) == 1
    bundled["tests"].remove(*shown)
    file = tmp_path / "weak.json"
    file.write_text(json.dumps({**bundled, "id": "acme/weak"}), encoding="utf-8")
    weak = CliRunner().invoke(debridecode, ["packs", "test", str(file), "--mutate"])
    assert weak.exit_code == 3
    assert weak.output.splitlines() == [
        f"UNTESTED novitas.after: {UNFIRED}",
        "SURVIVED dropping rules/novitas.after: no case notices",
        f"{file}: 34 passed, 0 failed, 1 untested, 1 of 24 changes survived",
    ]


def flipped(condition, leaf):
    """A condition with one of its leaves, that very one, negated."""
    match condition:
        case Leaf():
            return Not(condition) if condition is leaf else condition
        case AllOf(parts):
            return AllOf(tuple(flipped(part, leaf) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(flipped(part, leaf) for part in parts))
        case Not(part):
            return Not(flipped(part, leaf))
        case AnyWound() | EveryWound():
            return condition


@given(worlds())
def test_a_side_holds_only_where_the_number_alone_decides(world):
    """Where a side holds, the number is on that side, and were it not, the answer would be another."""
    scope, (condition,), subject, parameters = world
    for leaf, *sides in _sides(condition):
        for side, on in zip(sides, (True, False), strict=True):
            if "Wound" in repr(side) or holds(side, subject, scope, parameters) is not True:
                continue
            assert holds(leaf, subject, scope, parameters) is on
            answer = holds(condition, subject, scope, parameters)
            assert answer is not None
            assert holds(flipped(condition, leaf), subject, scope, parameters) is (not answer)


def test_the_edge_of_an_override_moves_only_over_days_on_which_its_target_holds():
    """The base has the rule from 2026-01-01 to before 2028-01-01: a day more of the override is none."""
    words = {each.words for each in mutants_of(bundled_chain("payers/base")) if each.id == "therapy.review"}
    moving = "override of therapy.review from 2026-01-01"
    assert words == {
        f"dropping the {moving}",
        f"moving the {moving} to 2026-01-02",
        f"moving the end of the {moving} to 2027-12-31",
    }
