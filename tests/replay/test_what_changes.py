"""What changes in a decision when a pack changes, and by which rule: worked out by hand for small packs."""

import json

import pytest

from debridecode import rulebook
from debridecode.commands.named import chain_named
from debridecode.interop.json import encounter_from
from packs.small_packs import ALONE, BARE, spoilt
from replay.past import SEVERE, TEN, WATERJET, encounter, packs, replayed, rows, told, written

CASES = {
    # 24 sq cm: 20 and one more step of 20; or 10 and two more steps of 10.
    "an area": ([TEN], {}, [("units", "X0002 x1", "X0002 x2", "area.first")]),
    "a severity": (
        [SEVERE],
        {"instruments": []},
        [
            ("status", "clean", "query", "look.instrument"),
            ("finding_changed", "look.instrument: warning", "look.instrument: error", "look.instrument"),
        ],
    ),
    "a modifier": (
        [('"value": "XS", "cite"', '"value": "XU", "cite"')],
        {},
        [
            ("modifiers", "X0001 XS", "X0001 XU", "site.modifier"),
            ("modifiers", "X0002 XS", "X0002 XU", "site.modifier"),
        ],
    ),
    "a rule for a modifier": (
        [('{"fact": "encounter.role", "is": "physician"}', '{"fact": "encounter.role", "is": "podiatrist"}')],
        {},
        [("modifiers", "X0001 XS", "X0001", "mark"), ("modifiers", "X0002 XS", "X0002", "mark")],
    ),
    # The row that placed the wound no longer does; the one that asks is the same, and is not to blame.
    "a row of the classification": (
        [WATERJET],
        {},
        [
            ("status", "clean", "query", "placing.sharp"),
            ("line_removed", "X0001 x1 XS", "", "placing.sharp"),
            ("line_removed", "X0002 x1 XS", "", "placing.sharp"),
            ("finding_added", "", "placing.rest: error", "placing.sharp"),
        ],
    ),
    # 45 sq cm are 20 and two more steps of 20: over a limit of 1, and not over one of 8.
    "an edit table": (
        [('"limit": 8', '"limit": 1')],
        {"area": 45},
        [("status", "clean", "query", "limits"), ("finding_added", "", "many: error", "limits")],
    ),
    "two at once, each told apart": (
        [TEN, ('"value": "XS", "cite"', '"value": "XU", "cite"')],
        {},
        [
            ("modifiers", "X0001 XS", "X0001 XU", "site.modifier"),
            ("units", "X0002 x1", "X0002 x2", "area.first"),
            ("modifiers", "X0002 XS", "X0002 XU", "site.modifier"),
        ],
    ),
    "words": (
        [('"message": "soft on', '"message": "softened on')],
        {},
        [("finding_words", "look.tissue: advice", "look.tissue: advice, in other words", "look.tissue")],
    ),
    "what moves nothing here": ([SEVERE], {}, []),
}


@pytest.mark.parametrize("name", CASES)
def test_what_changes_and_by_which_rule(tmp_path, name):
    changes, record, expected = CASES[name]
    done = replayed(tmp_path, packs(tmp_path, *changes), [encounter("e", **record)])
    assert told(tmp_path / "out") == expected
    assert (done.totals.changed, done.totals.unchanged) == ((1, 0) if expected else (0, 1))


def test_a_wound_that_joins_a_line_is_counted_and_not_named(tmp_path):
    """Two of 24 sq cm. The old pack places one of them, the new one both: 48 are 20 and two steps of 20."""
    value = encounter("e")
    value["wounds"].append(json.loads(json.dumps(value["wounds"][0], default=float)))
    value["wounds"][1]["wound_id"] = "Zebulon"
    value["wounds"][1]["debridement"]["method"] = "waterjet"
    old = spoilt(
        ALONE,
        ('"outcome": "query"', '"outcome": "none"'),
        (',\n              "ask": "Please say what was done."', ""),
    )
    placing = ('"is": "sharp_selective"', '"in": ["sharp_selective", "waterjet"]')
    replayed(tmp_path, packs(tmp_path, placing, old=old), [value])
    assert told(tmp_path / "out") == [
        ("wounds", "X0001: 1 wound", "X0001: 2 wounds", "placing.sharp"),
        ("units", "X0002 x1", "X0002 x2", "placing.sharp"),
        ("wounds", "X0002: 1 wound", "X0002: 2 wounds", "placing.sharp"),
        ("finding_removed", "placing.rest: warning", "", "placing.sharp"),
    ]


def test_a_change_of_the_base_is_the_bases_own(tmp_path):
    """The severity of one rule of the base, overridden: the status moves with it."""
    new = overriding({"target": "rules/doc.color", "change": "severity", "was": "warning", "to": "error"})
    value = encounter("e", day="2026-03-02")
    value["wounds"][0]["assessment"]["color"] = None
    replayed(tmp_path, (written(tmp_path / "old.json", BARE), written(tmp_path / "new.json", new)), [value])
    assert [row[3:] for row in rows(tmp_path / "out")] == [
        ["status", "clean", "query", "cms/base:doc.color"],
        ["finding_changed", "cms/base:doc.color: warning", "cms/base:doc.color: error", "cms/base:doc.color"],
    ]


SILENCE = {"target": "parameters/record.silence", "change": "value"}
"""A parameter that stands behind many facts, and that no rule, row or step names."""
OTHER = {"target": "rules/doc.texture", "change": "disable"}
"""Nothing to do with instruments."""


@pytest.mark.parametrize(
    ("overrides", "rule"), [([SILENCE], "cms/base:record.silence"), ([SILENCE, OTHER], "not told")]
)
def test_a_cause_that_no_decision_names_is_told_only_where_it_is_the_only_one(tmp_path, overrides, rule):
    silence = sorted(chain_named("cms/base")[-1].parameters["record.silence"].history[0].value)
    silent = {**SILENCE, "was": silence, "to": [*silence, "by hand"]}
    new = overriding(*(silent if each is SILENCE else each for each in overrides))
    value = encounter("e", day="2026-03-02", instruments=["by hand"])
    replayed(tmp_path, (written(tmp_path / "old.json", BARE), written(tmp_path / "new.json", new)), [value])
    assert ["finding_added", "", "cms/base:doc.instrument: error", rule] in [
        row[3:] for row in rows(tmp_path / "out")
    ]


def overriding(*overrides):
    """The small pack on the base, with overrides from the first day."""
    because = {
        "from": "2024-01-01",
        "was_from": "2024-01-01",
        "reason": "Acme",
        "cite": [{"source": "policy", "locator": "p. 1"}],
    }
    return json.dumps({**json.loads(BARE), "overrides": [{**because, **each} for each in overrides]})


def test_other_services_are_told_without_their_codes(tmp_path):
    """A visit of the day earns its modifier by a rule that the new pack disables."""
    value = encounter("e", day="2026-03-02")
    value["other_services"] = [{"code": "99213", "units": 1, "separately_identifiable": True}]
    old, plain = written(tmp_path / "old.json", BARE), replayed_visit(value)
    new = overriding({"target": f"rules/{plain}", "change": "disable"})
    replayed(tmp_path, (old, written(tmp_path / "new.json", new)), [value])
    assert [row[3:6] for row in rows(tmp_path / "out")][-1:] == [
        ["other_service_modifiers", "1 modifier", "0 modifiers"]
    ]


def replayed_visit(value):
    """The rule that gives a visit its modifier, without the pack's id."""
    record = encounter_from(value)
    visit = rulebook("cms/base", on=record.date_of_service).code(record).other_lines[0]
    assert len(visit.modifiers) == len(visit.rules) == 1
    return visit.rules[0].removeprefix("cms/base:")


def test_each_encounter_is_decided_on_its_own_date(tmp_path):
    """The rule about instruments ends with 2025: from 2026 on both packs say the same."""
    days = ["2025-12-31", "2026-01-01", "2029-12-31"]
    values = [encounter(day, day=day, instruments=[]) for day in days]
    done = replayed(tmp_path, packs(tmp_path, SEVERE), values)
    assert {row[2] for row in rows(tmp_path / "out")} == {"2025-12-31"}
    assert (done.totals.changed, done.totals.unchanged, done.totals.same_rules) == (1, 0, 2)
    assert (done.totals.first_day, done.totals.last_day) == (days[0], days[-1])


def test_totals_add_up(tmp_path):
    """Of four, one has no instrument, one is large, one is both, and one is neither."""
    of = {"a": ({"instruments": []}, 4), "b": ({"area": 24}, 24), "c": ({"instruments": [], "area": 24}, 24)}
    values = [encounter(id_, **{"area": area, **record}) for id_, (record, area) in of.items()]
    totals = replayed(tmp_path, packs(tmp_path, SEVERE, TEN), [*values, encounter("d", area=4)]).totals
    assert (totals.rows, totals.changed, totals.unchanged) == (4, 3, 1)
    assert totals.statuses == {"clean": {"query": 2, "clean": 2}}
    assert totals.changes == {"status": 2, "finding_changed": 2, "units": 2}
    assert totals.encounters == totals.changes
    by_rule = {rule: (of.encounters, of.changes) for rule, of in totals.rules.items()}
    assert by_rule == {
        "acme/alone:look.instrument": (2, {"status": 2, "finding_changed": 2}),
        "acme/alone:area.first": (2, {"units": 2}),
    }
    shown = totals.rules["acme/alone:area.first"].shown
    assert [(each.row, each.encounter_id, each.told) for each in shown] == [
        (2, "b", [("X0002 x1", "X0002 x2")]),
        (3, "c", [("X0002 x1", "X0002 x2")]),
    ]
    assert shown[1].status == ("clean", "query")
    assert shown[1].lines == (["X0001 x1 XS", "X0002 x1 XS"], ["X0001 x1 XS", "X0002 x2 XS"])
