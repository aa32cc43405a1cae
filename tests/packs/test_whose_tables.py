"""Whose edit tables fill the slots of a chain, limits of state and payer, and tables that a test fills."""

import json
from datetime import date
from decimal import Decimal

import pytest

from debridecode import read_encounter, rulebook
from debridecode.errors import PackError
from debridecode.packs.bundled import bundled_chain, fixtures
from debridecode.packs.discover import load_pack
from debridecode.packs.load import read_pack
from debridecode.packs.write import condition_json
from debridecode.releases import PairEdit, Release, UnitLimit
from debridecode.testing import run_tests

CITE = [{"source": "manual", "locator": "p. 1"}]
HEAD = {
    "format": "debridecode-pack/1",
    "id": "acme/plan",
    "version": "2026.1",
    "title": "Acme",
    "vocabulary": "facts/1",
    "supports": {"from": "2024-01-01"},
    "extends": "cms/base",
    "sources": {"manual": {"title": "Manual", "publisher": "Acme", "read": "verified"}},
}
DAY = date(2024, 8, 15)


def pack(write, **parts):
    return load_pack(write({**HEAD, **parts}))


def limits(most, level, indicator="3"):
    history = [
        {
            "from": "2024-01-01",
            "release": "2024",
            "rows": [{"code": "97598", "limit": most, "indicator": indicator}],
            "cite": CITE,
        }
    ]
    return {
        "kind": "unit_limits",
        "title": f"{level} limits",
        "setting": "practitioner",
        "level": level,
        "history": history,
    }


def whole(area=300, fixture="selective"):
    document = json.loads(fixtures()[fixture])
    for wound in document["wounds"]:
        wound["before"] = wound["after"] = {"length_cm": area, "width_cm": 1, "depth_cm": 0.2}
        wound["debridement"]["area_sq_cm"] = area
    return read_encounter(json.dumps(document))


def findings(decision, rule):
    return [each for each in decision.findings if each.rule.endswith(rule)]


@pytest.mark.parametrize(
    ("state", "payer", "area", "limit"),
    [
        (4, None, 120, "4"),  # 97598 x5: above the state's 4, within the program's 8
        (4, 3, 100, "3"),  # x4: above the payer's 3 alone
        (12, None, 200, "8"),  # x9: above the program's 8, within the state's 12
        (4, 3, 240, "3"),  # x11: above all three; the strictest is said first
    ],
)
def test_the_stricter_limit_wins_and_each_is_named(write, state, payer, area, limit):
    tables = {"of-the-state": limits(state, "state")}
    if payer:
        tables["of-the-payer"] = limits(payer, "payer")
    decision = rulebook(pack(write, tables=tables), on=DAY).code(whole(area))
    (found,) = findings(decision, ":units.limit")
    assert decision.status == "query"
    assert f"above the unit limit of {limit} " in found.message
    for other in {str(each) for each in (state, payer, 8) if each} - {limit}:
        assert f"limit {other} (indicator" in found.message


@pytest.mark.parametrize(
    ("state", "payer"), [((2, "3"), (3, "2")), ((3, "2"), (2, "3")), ((3, "3"), (3, "2"))]
)
def test_a_limit_that_nothing_lifts_is_not_hidden_by_one_that_records_may_lift(write, state, payer):
    """Indicator 2 is policy: x5 is above it for good, whatever limit of indicator 3 it passes too."""
    tables = {
        "of-the-state": limits(state[0], "state", state[1]),
        "of-the-payer": limits(payer[0], "payer", payer[1]),
    }
    decision = rulebook(pack(write, tables=tables), on=DAY).code(whole(120))
    (found,) = findings(decision, ":units.limit-policy")
    assert "x5 is above the unit limit of 3 " in found.message
    assert not findings(decision, ":units.limit")


def test_within_every_limit_nothing_is_said(write):
    tables = {"of-the-state": limits(4, "state"), "of-the-payer": limits(6, "payer")}
    decision = rulebook(pack(write, tables=tables), on=DAY).code(whole(100))
    assert [line.units for line in decision.lines] == [1, 4]
    assert decision.status == "clean"


def test_a_limit_by_line_does_not_hide_one_by_date(write):
    """The state counts by line (indicator 1): 4 on the line are within 4, and 9 on the date above 8."""
    document = json.loads(fixtures()["selective"])
    document["wounds"][0]["before"] = document["wounds"][0]["after"] = {
        "length_cm": 100,
        "width_cm": 1,
        "depth_cm": 0.2,
    }
    document["wounds"][0]["debridement"]["area_sq_cm"] = 100
    document["other_services"] = [
        {"code": "97598", "units": 5, "location": "left heel", "laterality": "left"}
    ]
    tables = {"of-the-state": limits(4, "state", indicator="1")}
    decision = rulebook(pack(write, tables=tables), on=DAY).code(read_encounter(json.dumps(document)))
    found = findings(decision, ":units.limit")
    assert found
    assert "x9 is above the unit limit of 8" in found[0].message


def test_a_limit_of_the_state_leaves_that_of_the_program_unknown(write):
    """Without the program's table a stricter limit may be: what is within the state's is not checked."""
    parts = {
        "tables": {"of-the-state": limits(4, "state")},
        "edit_tables": {"program": "medicaid", "reason": "its own", "cite": CITE},
    }
    book = rulebook(pack(write, **parts), on=DAY)
    within, above = book.code(whole(60)), book.code(whole(120))
    assert [each.outcome for each in findings(within, ":units.limit")] == ["not_checked"], (
        "said once of both lines"
    )
    assert "failed" in [each.outcome for each in findings(above, ":units.limit")]
    assert within.status == above.status == "query"


def test_a_chain_reads_the_tables_of_the_program_that_it_names(write):
    parts = {"edit_tables": {"program": "medicaid", "reason": "its own", "cite": CITE}}
    chain = pack(write, **parts)
    book = rulebook(chain, on=DAY)
    assert {table.slot.split("/")[0] for table in book.resolved.edits} == {"medicaid"}
    assert all(table.releases == () for table in book.resolved.edits)
    release = Release(
        slot="medicaid/unit_limits/practitioner",
        release="2024 Q3",
        start=date(2024, 7, 1),
        until=date(2024, 9, 30),
        codes=None,
        partners=None,
        sources=(),
        digest="x",
        rows=(UnitLimit("97597", Decimal(1), "1"), UnitLimit("97598", Decimal(1), "1")),
    )
    decision = rulebook(chain, on=DAY, tables=(release,)).code(whole(60))
    (found,) = findings(decision, ":units.limit")
    assert (
        "97598 x2 is above the unit limit of 1 (indicator 1; NCCI unit limits, practitioner, 2024 Q3"
        in found.message
    )


def test_medicaid_never_reads_a_table_of_medicare():
    """Medicaid NCCI files are not Medicare's."""
    for id_ in ("medicaid/base", "medicaid/texas", "medicaid/virginia-sentara", "medicaid/texas-cshcn"):
        book = rulebook(id_, on=DAY)
        assert not any(table.releases for table in book.resolved.edits)
        decision = book.code(read_encounter(fixtures()["selective"]))
        assert decision.status == "query"
        assert decision.provenance.tables == ()


def test_a_medicaid_table_that_is_imported_makes_a_record_clean():
    releases = tuple(
        Release(
            slot=f"medicaid/{kind}/practitioner",
            release="2024 Q3",
            start=date(2024, 7, 1),
            until=date(2024, 9, 30),
            codes=None,
            partners=None,
            sources=(),
            rows=rows,
            digest=kind,
        )
        for kind, rows in (
            ("unit_limits", tuple(UnitLimit(code, Decimal(8), "3") for code in ("97597", "97598", "11042"))),
            ("pair_edits", (PairEdit("11042", "97597", "1"), PairEdit("11042", "97598", "1"))),
        )
    )
    decision = rulebook("medicaid/base", on=DAY, tables=releases).code(
        read_encounter(fixtures()["two_depths"])
    )
    assert decision.status == "clean"
    assert [str(line.modifiers[0]) for line in decision.lines if line.code.startswith("9759")] == ["XS", "XS"]


RULE = {
    "acme.pair": {
        "title": "Pair",
        "scope": "pair",
        "history": [
            {
                "from": "2024-01-01",
                "when": {
                    "all": [
                        {"fact": "pair.indicator", "known": True},
                        {"fact": "pair.indicator", "is": "1"},
                        {"fact": "pair.column_2", "is": "97140"},
                    ]
                },
                "then": {"finding": {"severity": "advice", "message": "m"}},
                "cite": CITE,
            }
        ],
    }
}
GIVEN = {
    "base": "selective",
    "set": {
        "/other_services": [{"code": "97140", "units": 1, "location": "left elbow", "laterality": "left"}]
    },
}
ROWS = {
    "ncci-ptp-practitioner": {
        "from": "2024-01-01",
        "rows": [{"column_1": "97597", "column_2": "97140", "indicator": "1"}],
    }
}


def test_a_test_of_a_pack_may_fill_a_table(write):
    """97597 with 97140 has no edit in the bundled release; the test says that it has one."""
    cases = [
        {
            "name": "filled",
            "covers": ["acme.pair"],
            "given": {**GIVEN, "tables": ROWS},
            "expect": {"failed": ["acme.pair"]},
        },
        {"name": "as it is", "covers": ["acme.pair"], "given": GIVEN, "expect": {}},
    ]
    result = run_tests(pack(write, rules=RULE, tests=cases))
    assert [each.problems for each in result.cases] == [(), ()]
    assert result.uncovered == ()


@pytest.mark.parametrize(
    ("tables", "place"),
    [
        ({"no-table": {"from": "2024-01-01", "rows": []}}, "/tests/0/given/tables/no-table"),
        ({"ncci-ptp-practitioner": {"rows": []}}, "/tests/0/given/tables/ncci-ptp-practitioner"),
        ({"services": {"from": "2024-01-01", "rows": []}}, "/tests/0/given/tables/services"),
    ],
)
def test_a_table_that_cannot_be_filled_is_refused(write, tables, place):
    case = {
        "name": "n",
        "covers": ["doc.location"],
        "given": {"base": "selective", "tables": tables},
        "expect": {},
    }
    with pytest.raises(PackError) as refused:
        pack(write, tests=[case])
    assert [each.pointer for each in refused.value.problems] == [place]


def test_rows_of_another_kind_are_named_when_the_test_runs(write):
    rows = {"ncci-ptp-practitioner": {"from": "2024-01-01", "rows": [{"code": "97140", "limit": 1}]}}
    case = {"name": "n", "covers": ["doc.location"], "given": {**GIVEN, "tables": rows}, "expect": {}}
    result = run_tests(pack(write, tests=[case]))
    assert result.cases[0].problems == (
        "could not run: tables/ncci-ptp-practitioner: expected rows of the kind pair_edits",
    )


def test_a_severity_that_differs_is_told(write):
    case = {
        "name": "n",
        "covers": ["doc.drainage"],
        "given": {"base": "selective", "set": {"/wounds/0/assessment/drainage": None}},
        "expect": {"failed": ["doc.drainage@A"], "severities": {"doc.drainage@A": "error"}},
    }
    result = run_tests(pack(write, tests=[case]))
    assert result.cases[0].problems == ("doc.drainage@A has severity warning, expected error",)


@pytest.mark.parametrize(
    ("serves", "place", "said"),
    [
        ({"areas": [{"state": "ZZ", "cite": CITE}]}, "/serves/areas/0/state", "no state ZZ"),
        (
            {"areas": [{"state": "TX", "cite": CITE}, {"state": "TX", "cite": CITE}]},
            "/serves/areas/1/state",
            "TX stands at",
        ),
        (
            {"areas": [{"state": "TX", "cite": [{"source": "nowhere", "locator": "p"}]}]},
            "/serves/areas/0/cite/0/source",
            "no source nowhere",
        ),
        ({"program": "champus"}, "/serves/program", "expected one of"),
        ({"areas": [{"state": "TX"}]}, "/serves/areas/0", "expected the key cite"),
    ],
)
def test_whom_a_pack_serves_is_checked(write, serves, place, said):
    document = {**HEAD, "serves": {"program": "commercial", "names": ["Acme"], "areas": [], **serves}}
    with pytest.raises(PackError) as refused:
        load_pack(write(document))
    assert [(each.pointer, said in each.message) for each in refused.value.problems] == [(place, True)]


UNREAD = {"title": "Rumor", "publisher": "Nobody", "read": "unverified"}


@pytest.mark.parametrize(
    ("changes", "source", "said"),
    [
        ({}, "nowhere", "/edit_tables/cite/0/source: no source nowhere"),
        ({}, "rumor", "/edit_tables: whose edit tables are read may not rest on unverified sources alone"),
        ({"program": "medicad"}, "manual", "/edit_tables/program: expected one of medicare, medicaid"),
    ],
)
def test_whose_edit_tables_is_said_by_a_source_that_was_read(write, changes, source, said):
    told = {"program": "medicaid", "reason": "r", "cite": [{"source": source, "locator": "p"}], **changes}
    with pytest.raises(PackError, match=said):
        pack(write, edit_tables=told, sources={**HEAD["sources"], "rumor": UNREAD})


def test_limits_of_a_state_fill_no_slot_of_the_program(write):
    """A slot is the program's: a limit of the state in one would be lost where the tables change."""
    table = {**limits(1, "state"), "slot": "texas/unit_limits/practitioner"}
    del table["history"]
    with pytest.raises(PackError, match="/tables/of-the-state/slot: limits of a state or payer have rows of"):
        pack(write, tables={"of-the-state": table})


def test_a_list_of_diagnoses_is_of_every_setting(write):
    table = {
        "kind": "covered_diagnoses",
        "title": "List",
        "setting": "practitioner",
        "slot": "medicare/covered_diagnoses/a1234",
    }
    with pytest.raises(PackError, match="/tables/listed/setting: a list of diagnoses is of every setting"):
        pack(write, tables={"listed": table})


AUTHORIZED = {"fact": "encounter.authorization_on_file", "is": True}


@pytest.mark.parametrize("target", ["units.limit", "pairs.earned", "pairs.not-covered", "dressing.included"])
def test_no_override_lets_an_authorization_take_an_edit_away(write, target):
    """TXM-005: claims are edited also where the services were authorized."""
    rule = bundled_chain("cms/base")[0].rules[target]
    override = {
        "target": f"rules/{target}",
        "from": "2024-01-01",
        "change": "when",
        "was": condition_json(rule.history[0].when),
        "was_from": "2024-01-01",
        "to": {"all": [condition_json(rule.history[0].when), {"not": AUTHORIZED}]},
        "reason": "r",
        "cite": CITE,
    }
    with pytest.raises(PackError, match=r"no edit may turn on encounter\.authorization_on_file") as refused:
        pack(write, overrides=[override])
    assert {each.pointer for each in refused.value.problems} == {"/overrides/0/to/all/1/not/fact"}


@pytest.mark.parametrize(
    ("scope", "when", "then"),
    [
        ("line", AUTHORIZED, {"drop": True, "step": "s"}),
        ("line", {"fact": "line.authorized", "is": False}, {"hold": True, "step": "s"}),
        ("pair", AUTHORIZED, {"modifier": "XU", "step": "s"}),
        (
            "line",
            {"all": [{"fact": "line.limit_published", "is": True}, {"not": AUTHORIZED}]},
            {"finding": {"severity": "error", "message": "m"}},
        ),
    ],
)
def test_no_rule_that_edits_reads_an_authorization(write, scope, when, then):
    segment = {"from": "2024-01-01", "when": when, "then": then, "cite": CITE}
    with pytest.raises(PackError, match="prior authorization takes none away"):
        pack(write, rules={"acme.rule": {"title": "t", "scope": scope, "history": [segment]}})


def test_a_finding_alone_may_turn_on_an_authorization(write):
    then = {"finding": {"severity": "warning", "message": "m"}}
    segment = {"from": "2024-01-01", "when": AUTHORIZED, "then": then, "cite": CITE}
    rules = {"acme.rule": {"title": "t", "scope": "line", "history": [segment]}}
    assert pack(write, rules=rules)[-1].rules["acme.rule"].scope == "line"


@pytest.mark.parametrize(
    "parameter",
    ["filing.limit_days", "filing.limit_months", "filing.limit_days_outside", "frequency.window_days"],
)
def test_days_and_months_are_whole(write, parameter):
    segment = {"from": "2024-01-01", "value": 94.5, "cite": CITE}
    held = {"title": "t", "type": "number", "history": [segment]}
    with pytest.raises(PackError, match=f"/parameters/{parameter}/history/0/value: expected a whole number"):
        pack(write, parameters={parameter: held}, extends="medicaid/base")


def test_a_threshold_that_is_said_again_after_an_override_stays_that_of_its_year(write):
    """The threshold of 2026 says nothing of 2028, whatever an override said of 2027 between them."""
    override = {
        "target": "parameters/therapy.threshold",
        "from": "2027-01-01",
        "until": "2028-01-01",
        "change": "value",
        "was": 2480,
        "was_from": "2026-01-01",
        "to": 2550,
        "reason": "r",
        "cite": CITE,
    }
    chain = pack(write, overrides=[override])
    document = json.loads(fixtures()["therapist"])
    document["therapy_plan"] |= {"threshold_exceeded": None, "charges_this_year": 2500}
    seen = []
    for day in ("2026-12-31", "2027-01-01", "2027-12-31", "2028-01-03"):
        told = {**document, "date_of_service": day}
        told["therapy_plan"] = {k: v for k, v in told["therapy_plan"].items() if "certified" not in k}
        decision = rulebook(chain, on=date.fromisoformat(day)).code(read_encounter(json.dumps(told)))
        marked = [str(mark) for line in decision.lines for mark in line.modifiers]
        seen.append((bool(decision.lines), "KX" in marked))
    assert seen == [(True, True), (True, False), (True, False), (False, False)]


def test_a_printed_pack_keeps_whose_tables_it_reads():
    """`packs show --resolved` writes the slots as the chain fills them."""
    from debridecode.packs.standalone import standalone
    from debridecode.packs.write import text_of

    chain = bundled_chain("medicaid/texas")
    resolved = rulebook(chain, on=DAY).resolved
    text = text_of(standalone(chain, resolved, DAY))
    again = read_pack(text, file="again.json", find=bundled_chain, known=dict, fixtures=fixtures())
    printed = rulebook(again, on=DAY).resolved
    assert {table.slot for table in printed.edits} == {table.slot for table in resolved.edits}
    encounter = read_encounter(fixtures()["two_depths"])
    assert rulebook(again, on=DAY).code(encounter).lines == rulebook(chain, on=DAY).code(encounter).lines
