"""The conformance suite, run against this library: one test for each case of `cases/`."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import debridecode as dc
from debridecode.decision import SupportedLine
from debridecode.vocabulary import MATTERS

HERE = Path(__file__).parent
SCHEMA = json.loads((HERE / "case.schema.json").read_text(encoding="utf-8"))
CASES = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((HERE / "cases").glob("*.json"))
}
ACTIVE = {id_: case for id_, case in CASES.items() if "waits_for" not in case}
WAITING = {id_: case for id_, case in CASES.items() if "waits_for" in case}

WORKED_EXAMPLES = """
WX-AU-001 WX-AU-011 WX-AU-014 WX-AU-015 WX-AU-021 WX-AU-028 WX-AU-031 WX-AU-035 WX-AU-036 WX-AU-037
WX-CS-005 WX-CS-008 WX-CS-010 WX-CS-012 WX-CS-013 WX-CS-015 WX-CS-017 WX-CS-018 WX-CS-026 WX-CS-034
WX-CS-037 WX-CS-042 WX-CS-054 WX-CS-064
WX-MO-001 WX-MO-002 WX-MO-009 WX-MO-011 WX-MO-020 WX-MO-021
WX-BU-002 WX-BU-009 WX-BU-012 WX-BU-016 WX-BU-020 WX-BU-026
WX-UE-001 WX-UE-005
WX-DE-005 WX-DE-008 WX-DE-010 WX-DE-011 WX-DE-015
WX-SN-003 WX-SN-007
"""

IDEAS = {
    "bundled": ("pairs.bundled",),
    "never_together": ("pairs.never",),
    "not_a_debridement": (
        "classification.dressing-change",
        "classification.cleansing",
        "classification.nothing-removed",
    ),
    "not_paid_separately": ("refuse.nonselective-professional",),
    "not_this_profession": ("who.surgical",),
    "other_codes": (
        "classification.burn",
        "classification.nail",
        "classification.callus",
        "classification.eczematous-skin",
        "classification.open-fracture",
        "classification.necrotizing-infection",
        "classification.paronychia",
        "classification.ultrasound",
    ),
    "out_of_period": ("tables.out-of-period",),
    "same_place": ("pairs.same-place",),
    "tissue_and_depth_disagree": ("classification.tissue-conflict",),
    "unit_limit": ("units.limit",),
    "what_was_done": ("classification.abscess", "classification.autolytic"),
}
"""Words of `must_find` that name an idea -> the rules that say it here. All other words are gaps."""

UNTOLD = ("not_told", "not_recorded", "modifier_side_untold")
"""Matters that say that something cannot be told."""

PRIMARIES = {"97598": "97597", "11045": "11042", "11046": "11043", "11047": "11044"}

LAST = {"code": "97598", "units": 1, "modifiers": ["GP", "CQ"]}


def decide(case: dict[str, Any]) -> dc.Decision:
    encounter = dc.read_encounter(json.dumps(case["encounter"]))
    return dc.rulebook(case["pack"], on=encounter.date_of_service).code(encounter)


def audit(case: dict[str, Any]) -> dc.Audit:
    encounter = dc.read_encounter(json.dumps(case["encounter"]))
    lines = [
        dc.ClaimLine(code=line["code"], units=line["units"], modifiers=tuple(line["modifiers"]))
        for line in case["billed"]
    ]
    return dc.rulebook(case["pack"], on=encounter.date_of_service).audit(encounter, lines)


def lines_of(lines: Iterable[SupportedLine]) -> list[str]:
    return [" ".join([line.code, f"x{line.units}", *map(str, line.modifiers)]) for line in lines]


def lines_expected(lines: list[dict[str, Any]]) -> list[str]:
    return [" ".join([line["code"], f"x{line['units']}", *line["modifiers"]]) for line in lines]


def says(finding: dc.Finding, wanted: dict[str, str]) -> bool:
    """Whether a finding is the one that a case wants."""
    if wanted.get("wound_id", finding.wound_id) != finding.wound_id:
        return False
    what = wanted["what"]
    if what in IDEAS:
        return finding.rule.partition(":")[2] in IDEAS[what]
    return finding.gap == what


def said(finding: dc.Finding) -> str:
    return f"{finding.rule} ({finding.gap}, {finding.wound_id or 'encounter'}, {finding.severity})"


def unsafe(decision: dc.Decision, expect: dict[str, Any]) -> Iterator[str]:
    """What no answer may have, whatever else it gets right."""
    lines = (*decision.lines, *decision.other_lines)
    codes = {line.code for line in lines}
    yield from (f"{code} stands and is not billable" for code in sorted(codes & set(expect["not_billable"])))
    for add_on in sorted(codes & PRIMARIES.keys()):
        if PRIMARIES[add_on] not in codes:
            yield f"{add_on} stands without its primary"
    for modifier in sorted(expect.get("never_modifiers", ())):
        if any(modifier in map(str, line.modifiers) for line in lines):
            yield f"a line carries {modifier}"


def differences(decision: dc.Decision, expect: dict[str, Any]) -> Iterator[str]:
    """Where a decision is not what the case expects, in words."""
    yield from unsafe(decision, expect)
    if expect.get("status", decision.status) != decision.status:
        yield f"status is {decision.status}, expected {expect['status']}"
    for name in {"lines", "other_lines"} & set(expect):
        ours, wanted = Counter(lines_of(getattr(decision, name))), Counter(lines_expected(expect[name]))
        yield from (f"missing line: {line}" for line in (wanted - ours).elements())
        yield from (f"line too many: {line}" for line in (ours - wanted).elements())
    for each in expect["must_find"]:
        if not any(says(finding, each) for finding in decision.findings):
            yield f"not found: {each['what']} of {each.get('wound_id', 'the encounter')}"
    if "status" in expect:
        for finding in decision.findings:
            if finding.severity == "error" and not any(says(finding, each) for each in expect["must_find"]):
                yield f"an error that the case does not have: {said(finding)}"


def audit_differences(held: dc.Audit, expect: dict[str, Any]) -> Iterator[str]:
    """Where an audit is not what the case expects, in words."""
    if held.status != expect["status"]:
        yield f"status is {held.status}, expected {expect['status']}"
    ours = {(each.matter, each.code, each.modifier) for each in held.differences if each.severity == "error"}
    wanted = {(each["matter"], each["code"], each.get("modifier")) for each in expect["differences"]}
    yield from (f"not found: {each}" for each in sorted(wanted - ours, key=str))
    yield from (f"found, and not in the case: {each}" for each in sorted(ours - wanted, key=str))


@pytest.mark.parametrize("id_", [id_ for id_, case in CASES.items() if "audit" in case])
def test_audit(id_):
    """A claim is held against the record also where the rest of the case waits."""
    case = CASES[id_]
    assert list(audit_differences(audit(case), case["audit"])) == []


@pytest.mark.parametrize(
    ("id_", "wrong"),
    [
        ("WX-BU-016", {"status": "differs"}),
        ("WX-BU-016", {"differences": [{"matter": "not_told", "code": "29445"}]}),
        ("WX-BU-002", {"differences": []}),
        ("WX-BU-002", {"differences": [{"matter": "not_supported", "code": "11042"}]}),
        ("WX-UE-005", {"status": "agrees"}),
    ],
)
def test_comparison_of_an_audit_sees_what_is_wrong(id_, wrong):
    case = CASES[id_]
    assert list(audit_differences(audit(case), case["audit"])) == []
    assert list(audit_differences(audit(case), case["audit"] | wrong)) != []


@pytest.mark.parametrize("id_", ACTIVE)
def test_case(id_):
    case = ACTIVE[id_]
    assert list(differences(decide(case), case["expect"])) == []


@pytest.mark.parametrize("id_", WAITING)
def test_waiting_case(id_):
    """Its full expectation waits; it must read, must not be wrong and clean, and must be safe meanwhile."""
    case = WAITING[id_]
    if "encounter" not in case:
        assert case["waits_for"] == "denials"
        return
    decision = decide(case)
    wrong = {line.code for line in decision.lines} & set(case["expect"]["not_billable"])
    assert not (decision.status == "clean" and wrong)
    assert list(differences(decision, case.get("meanwhile", {"must_find": [], "not_billable": []}))) == []


@pytest.mark.parametrize(
    ("id_", "wrong"),
    [
        ("DC-020", {"status": "query"}),
        ("DC-020", {"lines": [{"code": "97597", "units": 1, "modifiers": ["GP", "CQ"]}]}),
        ("DC-020", {"lines": [{"code": "97597", "units": 1, "modifiers": ["CQ", "GP"]}, LAST]}),
        ("DC-020", {"lines": [{"code": "97597", "units": 2, "modifiers": ["GP", "CQ"]}, LAST]}),
        ("DC-020", {"not_billable": ["97598"]}),
        ("DC-020", {"never_modifiers": ["CQ"]}),
        ("DC-020", {"must_find": [{"what": "depth"}]}),
        ("DC-018", {"must_find": [{"what": "not_a_debridement", "wound_id": "A"}]}),
        ("DC-030", {"must_find": []}),
    ],
)
def test_comparison_sees_what_is_wrong(id_, wrong):
    case = CASES[id_]
    assert list(differences(decide(case), case["expect"])) == []
    assert list(differences(decide(case), case["expect"] | wrong)) != []


@pytest.mark.parametrize("id_", CASES)
def test_case_has_the_shape_of_the_schema(id_):
    checker = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
    assert [error.message for error in checker.iter_errors(CASES[id_])] == []


def test_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("id_", CASES)
def test_case_agrees_with_itself(id_):
    case = CASES[id_]
    assert case["id"] == id_
    if "encounter" in case:
        assert case["encounter"]["encounter_id"] == id_
        assert case["encounter"]["payer"] == case["pack"]
        assert date.fromisoformat(case["encounter"]["date_of_service"]) >= date(2024, 1, 1)
    for name in ("expect", "meanwhile"):
        wanted = case.get(name, {})
        codes = {line["code"] for line in wanted.get("lines", ())}
        others = {line["code"] for line in wanted.get("other_lines", ())}
        assert (codes | others).isdisjoint(wanted.get("not_billable", ()))
        assert {PRIMARIES[code] for code in codes if code in PRIMARIES} <= codes
        if wanted.get("status") == "not_billable":
            assert not codes
        wounds = {wound["wound_id"] for wound in case.get("encounter", {}).get("wounds", ())}
        assert {each["wound_id"] for each in wanted.get("must_find", ()) if "wound_id" in each} <= wounds


@pytest.mark.parametrize("id_", [id_ for id_, case in CASES.items() if "audit" in case])
def test_an_expected_audit_agrees_with_itself(id_):
    expect = CASES[id_]["audit"]
    differs = [each for each in expect["differences"] if each["matter"] not in UNTOLD]
    assert (expect["status"] == "differs") is bool(differs)
    assert expect["status"] != "agrees" or not expect["differences"]


def test_matters_are_those_of_the_library_and_the_readme():
    matters = SCHEMA["$defs"]["matter"]["enum"]
    assert sorted(matters) == sorted(MATTERS)
    readme = (HERE / "README.md").read_text(encoding="utf-8")
    assert [matter for matter in matters if f"`{matter}`" not in readme] == []


def test_every_worked_example_is_here():
    ids = WORKED_EXAMPLES.split()
    assert len(ids) == 45
    assert {id_ for id_ in CASES if id_.startswith("WX-")} == set(ids)


def test_words_of_must_find_are_the_words_of_the_readme():
    words = SCHEMA["$defs"]["expectation"]["properties"]["must_find"]["items"]["properties"]["what"]["enum"]
    readme = (HERE / "README.md").read_text(encoding="utf-8")
    assert [word for word in words if f"`{word}`" not in readme] == []
    assert set(IDEAS) <= set(words)


def test_waiting_cases_are_counted():
    """A case that no longer waits loses its mark, and this count changes with it."""
    assert Counter(case["waits_for"] for case in WAITING.values()) == {
        "denials": 3,
        "payer packs": 1,
    }
    assert len(ACTIVE) == len(CASES) - 4
    assert len([case for case in CASES.values() if "audit" in case]) == 13
