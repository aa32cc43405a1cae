"""A pack printed as it holds on a day, and loaded again, is the same pack for that day.

The rule: it decides as the chain that it was made of, to the letter; resolved once more it is the same text;
and what was written of a condition, rule, parameter or table reads as it was.
"""

import json
from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from debridecode import rulebook
from debridecode.model import ClaimLine, Modifier
from debridecode.packs.bundled import bundled, bundled_chain, bundled_releases, fixtures
from debridecode.packs.catalogue import SCOPES
from debridecode.packs.difference import changes
from debridecode.packs.load import read_pack
from debridecode.packs.resolve import resolve
from debridecode.packs.standalone import standalone
from debridecode.packs.structure import condition_from, pack_from
from debridecode.packs.write import (
    condition_json,
    parameter_json,
    rule_json,
    source_json,
    table_json,
    text_of,
)
from debridecode.testing.run import Ready
from packs.small_packs import ALONE, CHILD, spoilt
from property.conditions import conditions
from property.strategies import encounters

CHANGED = json.loads(CHILD) | {
    "id": "acme/changed",
    "extends": "medicare/novitas-jh",
    "parameters": {
        "acme.large": {
            "title": "Large",
            "type": "area_sq_cm",
            "history": [
                {"from": "2024-01-01", "value": 40, "cite": [{"source": "policy", "locator": "p. 5"}]},
                {"from": "2025-01-01", "value": 12.5, "cite": [{"source": "policy", "locator": "p. 6"}]},
            ],
        }
    },
    "rules": {
        "acme.large": {
            "title": "Large wound",
            "scope": "encounter",
            "history": [
                {
                    "from": "2024-08-01",
                    "when": {"any_wound": {"fact": "wound.area_sq_cm", "gt": {"parameter": "acme.large"}}},
                    "then": {"finding": {"severity": "warning", "message": "more than {acme.large}"}},
                    "cite": [{"source": "policy", "locator": "p. 7"}],
                },
                {"from": "2026-01-01", "retired": True, "cite": [{"source": "policy", "locator": "p. 8"}]},
            ],
        }
    },
}
for _changed in (
    {"target": "rules/novitas.after", "change": "severity", "was": "warning", "to": "error"},
    {"target": "rules/doc.drainage", "change": "message", "was": None, "to": "nothing on the drainage"},
    {"target": "rules/novitas.depth", "change": "ask", "was": None, "to": None},
):
    CHANGED["overrides"].append(
        {
            "from": "2025-01-01",
            "was_from": "2024-01-01",
            "reason": "Acme says so",
            "cite": [{"source": "policy", "locator": "p. 9"}],
            **_changed,
        }
    )
"""Extends two packs; overrides of every kind, from two days; a rule that ends, a value that changes."""


def _was(override):
    """What the base says there: read off the base, since these tests are not about it."""
    finding = bundled_chain("medicare/novitas-jh")
    section, _, id_ = override["target"].partition("/")
    pack = next(each for each in finding if id_ in getattr(each, section))
    return getattr(getattr(pack, section)[id_].history[0].then.finding, override["change"])


for _changed in CHANGED["overrides"]:
    if _changed["change"] in ("message", "ask"):
        _changed["was"] = _was(_changed)

SEVERAL = spoilt(
    ALONE,
    (
        """          "rows": [{"column_1": "X0003", "column_2": "X0001", "indicator": "1"}],
          "cite": [{"source": "manual", "locator": "p. 12"}]
        }
""",
        """          "rows": [{"column_1": "X0003", "column_2": "X0001", "indicator": "1"}],
          "cite": [{"source": "manual", "locator": "p. 12"}]
        },
        {
          "from": "2025-01-01",
          "release": "second",
          "rows": [{"column_1": "X0001", "column_2": "X0003", "indicator": "0"}],
          "cite": [{"source": "manual", "locator": "p. 12"}]
        }
""",
    ),
    (
        """            {"code": "X0002", "limit": 8, "indicator": "3"}
          ],
          "cite": [{"source": "manual", "locator": "p. 13"}]
        }
""",
        """            {"code": "X0002", "limit": 8, "indicator": "3"}
          ],
          "cite": [{"source": "manual", "locator": "p. 13"}]
        },
        {
          "from": "2025-01-01",
          "release": "second",
          "rows": [{"code": "X0001", "limit": 2, "indicator": "2"}],
          "cite": [{"source": "manual", "locator": "p. 13"}]
        }
""",
    ),
    ('"2010-12-31"', '"2025-06-30"'),
)
"""Edit tables of its own, of which the second release does not cover every code; a code that ends."""
RESOLVED = (
    ("cms/base", date(2024, 8, 15)),
    ("cms/base", date(2027, 1, 4)),
    ("medicare/novitas-jh", date(2026, 3, 2)),
    ("medicare/palmetto-jm", date(2025, 1, 1)),
    ("acme/changed", date(2024, 6, 30)),
    ("acme/changed", date(2024, 8, 15)),
    ("acme/changed", date(2026, 3, 2)),
    ("acme/several", date(2024, 8, 15)),
    ("acme/several", date(2025, 6, 30)),
    ("acme/several", date(2025, 7, 1)),
    ("acme/several", date(2027, 1, 4)),
)
NAMES = tuple(dict.fromkeys(name for name, _ in RESOLVED))
on_each_day = pytest.mark.parametrize(("name", "day"), RESOLVED)


def read(text):
    return read_pack(text, file="pack.json", find=bundled_chain, known=bundled, fixtures=fixtures())


@cache
def chain_of(name):
    if name == "acme/several":
        return read(SEVERAL)
    return read(json.dumps(CHANGED)) if name == "acme/changed" else bundled_chain(name)


@cache
def printed(name, day):
    chain = chain_of(name)
    return text_of(standalone(chain, resolve(chain, day, bundled_releases()), day))


@cache
def again(name, day):
    """The pack as printed for the day, loaded."""
    return read(printed(name, day))


@cache
def books(name, day):
    """The rule book of a pack, and of the pack as printed for the day."""
    return rulebook(chain_of(name), on=day), rulebook(again(name, day), on=day)


def unmarked(answer):
    """An answer without the digest, which alone may differ."""
    if hasattr(answer, "decision"):
        return evolve(answer, decision=unmarked(answer.decision))
    return evolve(answer, provenance=evolve(answer.provenance, digest=""))


billed = st.lists(
    st.builds(
        ClaimLine,
        code=st.sampled_from(
            ("97597", "97598", "97602", "11042", "11040", "99213", "X0000", "X0001", "X0003")
        ),
        units=st.integers(1, 9),
        modifiers=st.sampled_from(((), (Modifier("XS"),), (Modifier("59"), Modifier("GP")))),
    ),
    max_size=4,
)


def decide_alike(name, day, encounter, lines):
    whole, alone = books(name, day)
    encounter = evolve(encounter, date_of_service=day)
    assert unmarked(alone.code(encounter)) == unmarked(whole.code(encounter))
    assert unmarked(alone.audit(encounter, lines)) == unmarked(whole.audit(encounter, lines))


@settings(max_examples=40)
@given(st.sampled_from(RESOLVED), encounters(wounds=4), billed)
def test_a_resolved_pack_decides_as_its_chain_does(resolved, encounter, lines):
    decide_alike(*resolved, encounter, lines)


@on_each_day
def test_a_resolved_pack_answers_the_cases_of_its_chain_alike(name, day):
    """On the fixtures, as the cases of the packs change them: every rule has a case in which it fires."""
    cases = [Ready.of(case) for pack in chain_of(name) for case in pack.cases[::6]]
    for case in cases:
        decide_alike(name, day, case.encounter, case.billed or ())
    assert cases or name == "acme/several"


@on_each_day
def test_a_resolved_pack_resolves_to_itself_for_the_same_days(name, day):
    chain = again(name, day)
    resolved = resolve(chain, day, bundled_releases())
    assert text_of(standalone(chain, resolved, day)) == printed(name, day)
    before = resolve(chain_of(name), day, bundled_releases())
    assert (resolved.start, resolved.until) == (before.start, before.until)
    assert (chain[0].supports_from, chain[0].supports_until) == (before.start, before.until)
    assert changes(before, resolved) == ()


def test_what_was_resolved_away_is_not_in_the_printed_pack():
    before, after, late = (json.loads(printed(name, day)) for name, day in RESOLVED if name == "acme/changed")
    assert [each["rules"].get("doc.texture") is None for each in (before, after, late)] == [False, True, True]
    assert ["acme.large" in each["rules"] for each in (before, after, late)] == [False, True, False]
    assert [
        (
            each["parameters"]["units.step_area"]["history"][0]["value"],
            each["parameters"]["acme.large"]["history"][0]["value"],
            each["rules"]["doc.color"]["history"][0]["then"]["finding"]["severity"],
            "ask" in each["rules"]["novitas.depth"]["history"][0]["then"]["finding"],
        )
        for each in (before, after, late)
    ] == [(20, 40, "warning", True), (10, 40, "error", True), (10, 12.5, "error", False)]
    assert after["resolved"] == {
        "on": "2024-08-15",
        "chain": [
            "cms/base 2026.5",
            "medicare/novitas 2026.5",
            "medicare/novitas-jh 2026.5",
            "acme/changed 2026.1",
        ],
    }
    assert [after["rules"][id_]["origin"] for id_ in ("doc.color", "novitas.after", "acme.large")] == [
        "cms/base",
        "medicare/novitas",
        "acme/changed",
    ]
    assert all(len(each["history"]) == 1 for each in after["rules"].values())
    assert not {"extends", "overrides", "tests"} & set(after)
    assert after["tables"]["add-ons"]["slot"] == "medicare/add_ons"


# What is written reads as it was.


@given(st.sampled_from(SCOPES).flatmap(conditions))
def test_a_condition_that_is_written_reads_as_it_was(condition):
    text = text_of(condition_json(condition))
    assert condition_from(json.loads(text, parse_float=Decimal)) == condition


@pytest.mark.parametrize("name", NAMES)
def test_the_parts_of_a_pack_that_are_written_read_as_they_were(name):
    pack = chain_of(name)[-1]
    written = {
        "sources": {id_: source_json(each) for id_, each in pack.sources.items()},
        "parameters": {id_: parameter_json(each) for id_, each in pack.parameters.items()},
        "tables": {id_: table_json(each) for id_, each in pack.tables.items()},
        "rules": {id_: rule_json(each) for id_, each in pack.rules.items()},
    }
    head = {"id": pack.id, "version": pack.version, "title": pack.title, "supports": {"from": "2024-01-01"}}
    again = pack_from(json.loads(text_of({**head, **written}), parse_float=Decimal), file="", text="")
    for section in written:
        assert getattr(again, section) == getattr(pack, section)


numbers = st.integers(-(10**20), 10**20) | st.decimals(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none() | st.booleans() | st.text() | numbers,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=30,
)


@given(values)
def test_the_text_of_a_json_value_says_the_value(value):
    def same(one, other):
        if isinstance(one, dict):
            return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
        if isinstance(one, list):
            return len(one) == len(other) and all(map(same, one, other))
        return one == other

    assert same(value, json.loads(text_of(value), parse_float=Decimal))
