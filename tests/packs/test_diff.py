"""`packs diff`: what two packs say differently, or one pack on two days."""

from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve
from click.testing import CliRunner

from debridecode import load_pack
from debridecode.commands import debridecode
from debridecode.packs.bundled import bundled_chain, bundled_releases
from debridecode.packs.difference import ORDER, WHOLE, Asked, changes
from debridecode.packs.model import Cite
from debridecode.packs.resolve import resolve
from debridecode.releases import PairEdit, UnitLimit
from packs.small_packs import ALONE, BARE, CHILD, spoilt

DAY = date(2024, 8, 15)


def run(*words):
    return CliRunner().invoke(debridecode, ["packs", "diff", *map(str, words)])


@pytest.fixture
def said(write):
    """What a pack says on a day."""

    def resolved(text, day=DAY):
        return resolve(load_pack(write(text)), day, bundled_releases())

    return resolved


def brief(found):
    return [
        (change.section, change.id, change.part, *map(without_codes, (change.was, change.to)))
        for change in found
    ]


def without_codes(value):
    """Releases without the codes that they cover, which a test of them looks at by itself."""
    if isinstance(value, tuple) and value and isinstance(value[0], Asked):
        return tuple(Asked(each.release, each.holds) for each in value)
    return value


def test_nothing_differs_between_a_pack_and_itself(said):
    assert changes(said(ALONE), said(ALONE)) == ()
    assert changes(said(CHILD), said(CHILD)) == ()
    result = run("cms/base", "cms/base", "--on", "2026-03-02")
    assert (result.exit_code, result.output.splitlines()[-1]) == (0, "Nothing differs.")


def test_what_overrides_change_is_told_part_by_part(said):
    base = resolve(bundled_chain("cms/base"), DAY, bundled_releases())
    found = [each for each in changes(base, said(CHILD)) if each.part not in ("cited", "condition")]
    assert brief(found) == [
        ("parameters", "units.step_area", "value", Decimal(20), Decimal(10)),
        ("rules", "doc.color", "severity", "warning", "error"),
        ("rules", "doc.texture", WHOLE, found[2].was, None),
        ("sources", "policy", WHOLE, None, found[3].to),
        ("sources", "rumor", WHOLE, None, found[4].to),
    ]
    assert found[2].was["title"] == "Assessment: the texture"
    assert found[3].to["read"] == "verified"
    assert [
        each.id
        for each in changes(said(BARE), said(CHILD, date(2024, 6, 30)))
        if each.section != "edit tables"
    ] == []


@pytest.mark.parametrize(
    ("old", "new", "part", "was", "to"),
    [
        ('"message": "no instrument"', '"message": "none"', "message", "no instrument", "none"),
        ('"ask": "Which?", ', "", "ask", "Which?", None),
        ('"gap": "tool"', '"gap": "tools"', "gap", "tool", "tools"),
        ('"title": "Instrument named"', '"title": "Named"', "title", "Instrument named", "Named"),
    ],
)
def test_each_part_of_a_rule_is_compared(said, old, new, part, was, to):
    found = changes(said(ALONE), said(spoilt(ALONE, (old, new))))
    assert ("rules", "look.instrument", part, was, to) in brief(found)
    assert {each.id for each in found} == {"look.instrument"}


def test_effects_on_a_line_are_compared(said):
    other = spoilt(
        ALONE,
        ('"then": {"modifier": {"parameter": "site.modifier"}, "step"', '"then": {"drop": true, "step"'),
    )
    found = brief(changes(said(ALONE), said(other)))
    assert [(id_, part) for _, id_, part, _, _ in found] == [("mark", "modifier"), ("mark", "drops the line")]
    assert found[1][3:] == (False, True)


def test_rows_of_a_table_are_compared_by_key_and_in_order(said):
    row = '{"id": "deep", "label": "deep", "primary": "X0003"}'
    other = spoilt(ALONE, (row, row.replace("X0003", "X0004")), ('{"modifier": "LT"', '{"modifier": "E1"'))
    found = brief(changes(said(ALONE), said(other)))
    assert [(id_, part) for _, id_, part, _, _ in found] == [
        ("groups", "row deep"),
        ("sides", "row LT"),
        ("sides", "row E1"),
    ]
    assert (found[0][3].primary, found[0][4].primary) == ("X0003", "X0004")
    assert (found[1][4], found[2][3]) == (None, None)


def test_another_order_of_rows_or_rules_is_a_difference(said):
    one = said(ALONE)
    tables = tuple(
        evolve(table, rows=table.rows[::-1]) if table.kind == "families" else table for table in one.tables
    )
    other = evolve(one, tables=tables, rules=one.rules[::-1])
    names = tuple(rule.id for rule in one.rules)
    assert brief(changes(one, other)) == [
        ("rules", "", ORDER, names, names[::-1]),
        (
            "tables",
            "groups",
            ORDER,
            ("row shallow", "row deep"),
            ("row deep", "row shallow"),
        ),
    ]


# Edit tables: the rows that answer, and the releases that are asked.


def test_the_pair_that_changed_with_a_quarter_is_told():
    """From 2025-01-01 on 97597 and 97602 may be paid together in the hospital: the I/OCE tables."""
    chain = bundled_chain("cms/base")
    before, after = (
        resolve(chain, day, bundled_releases()) for day in (date(2024, 12, 31), date(2025, 1, 1))
    )
    pair = PairEdit("97597", "97602", "0")
    thresholds = (Cite("noridian-kx", "2024"),), (Cite("prombs-kx", "2025"),)
    assert brief(changes(before, after)) == [
        ("parameters", "therapy.threshold", "value", Decimal(2330), Decimal(2410)),
        ("parameters", "therapy.threshold", "cited", *thresholds),
        ("edit tables", "ncci-ptp-hospital", "row 97597 with 97602", pair, pair._replace(indicator="1")),
    ]


def test_a_release_that_is_no_longer_known_is_told(said):
    before, after = said(ALONE, date(2026, 6, 30)), said(ALONE, date(2026, 7, 1))
    assert brief(changes(before, after)) == [
        ("edit tables", "pairs", "releases", (Asked("first", holds=True),), (Asked("first", holds=False),))
    ]


SECOND = """,
        {
          "from": "2025-01-01",
          "release": "second",
          "rows": [{"code": "X0001", "limit": 2, "indicator": "2"}],
          "cite": [{"source": "manual", "locator": "p. 13"}]
        }
      ]
    },
    "partners": {"""


def test_a_row_of_an_earlier_release_answers_where_the_later_has_none(said):
    """X0002 is not among the codes of the second release, so that its limit is still that of the first."""
    two = spoilt(
        ALONE,
        (
            """
      ]
    },
    "partners": {""",
            SECOND,
        ),
    )
    found = brief(changes(said(ALONE, date(2025, 2, 1)), said(two, date(2025, 2, 1))))
    assert found == [
        (
            "edit tables",
            "limits",
            "releases",
            (Asked("first", holds=True),),
            (Asked("second", holds=True), Asked("first", holds=False)),
        ),
        (
            "edit tables",
            "limits",
            "row X0001",
            UnitLimit("X0001", Decimal(1), "2"),
            UnitLimit("X0001", Decimal(2), "2"),
        ),
    ]


def test_a_pair_that_was_withdrawn_answers_nothing(said):
    withdrawn = spoilt(
        ALONE, ('"column_2": "X0001", "indicator": "1"', '"column_2": "X0001", "indicator": "9"')
    )
    assert brief(changes(said(ALONE), said(withdrawn))) == [
        ("edit tables", "pairs", "row X0003 with X0001", PairEdit("X0003", "X0001", "1"), None)
    ]


# In words.


def test_the_command_says_in_words_what_changes(write):
    result = run("cms/base", write(CHILD), "--on", "2024-08-15")
    assert result.exit_code == 1
    for text in (
        "A: cms/base 2026.5 on 2024-08-15\nB: acme/child 2026.1 on 2024-08-15\n\nParameters\n==========\n",
        "\nunits.step_area\n    value: 20 -> 10\n",
        "\ndoc.color\n    severity: warning -> error\n",
        "\ndoc.location\n    condition in A: wound.location_documented is false\n",
        "\n    condition in B: wound.location_documented is false and wound.area_sq_cm > 4\n",
        "\ndoc.texture\n    only in A\n    pack: cms/base\n    title: Assessment: the texture\n",
        "\npolicy\n    only in B\n    title: Policy\n",
    ):
        assert text in result.output


def test_one_pack_on_two_days(write):
    result = run(write(ALONE), "--on", "2024-12-31", "--on", "2026-07-01")
    assert result.exit_code == 1
    assert "\nmany.units\n    value: 3 -> 4.5\n" in result.output
    assert "\nlook.instrument\n    only in A\n" in result.output
    assert "\npairs\n    releases: first -> first (not known for the day)\n" in result.output
    same = run("cms/base", "--on", "2025-01-01", "--on", "2025-02-01")
    assert (same.exit_code, same.output.splitlines()[2:]) == (0, ["", "Nothing differs."])


def test_many_rows_of_an_edit_table_are_counted_not_listed(write):
    rows = ", ".join(f'{{"code": "Y{number:04}", "limit": 1, "indicator": "2"}}' for number in range(30))
    first = '{"code": "X0001", "limit": 1, "indicator": "2"}'
    result = run(
        write(ALONE), write(spoilt(ALONE, (first, f"{first}, {rows}")), "b.json"), "--on", "2024-08-15"
    )
    listed = [line for line in result.output.splitlines() if line.startswith("    row Y")]
    assert listed[0] == "    row Y0000: only in B: code: Y0000; limit: 1; indicator: 2"
    assert len(listed) == 25
    assert "\n    and 5 more rows\n" in result.output


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["cms/base", "--on", "2025-01-01"], 2, "expected two packs and one --on, or one pack and two"),
        (["cms/base", "cms/base", "--on", "2025-01-01", "--on", "2026-01-01"], 2, "one pack and two"),
        (["cms/base", "cms/bse", "--on", "2025-01-01"], 2, "perhaps cms/base"),
        (["cms/base", "--on", "2023-01-01", "--on", "2026-01-01"], 2, "choose a date in that range"),
    ],
)
def test_what_cannot_be_compared_is_named(words, code, message):
    result = run(*words)
    assert (result.exit_code, result.stdout) == (code, "")
    assert message in result.stderr


def test_a_bad_pack_is_refused(write):
    assert (
        run("cms/base", write(spoilt(CHILD, ('"was": 20', '"was": 21'))), "--on", "2025-01-01").exit_code == 3
    )


def test_codes_of_whose_pairs_a_release_alone_knows_that_there_are_none(write):
    """The first says nothing of X0002 with others; the second that such a pair may be billed."""
    fewer = spoilt(ALONE, ('"codes": ["X0001", "X0002", "X0003"]', '"codes": ["X0001", "X0003"]'))
    result = run(write(fewer, "a.json"), write(ALONE, "b.json"), "--on", "2024-08-15")
    assert (result.exit_code, result.output.splitlines()[-3:]) == (
        1,
        [
            "pairs",
            "    codes of first: 2 codes -> also X0002",
            "    partners of first: 2 codes -> also X0002",
        ],
    )


def test_a_code_that_ends_between_two_days_is_told(write):
    ends = write(spoilt(ALONE, ('"ended": "2010-12-31"', '"ended": "2024-08-15"')))
    result = run(ends, "--on", "2024-08-15", "--on", "2024-08-16")
    assert (result.exit_code, result.output.splitlines()[-2:]) == (
        1,
        ["gone", "    no longer billed: [] -> [X0000]"],
    )


def test_cells_of_a_row_that_change_are_set_apart(write):
    row = '"kind": "evaluation", "codes": ["X0009"], "beginning": ["Y0"]'
    other = spoilt(
        ALONE, (row, '"kind": "evaluation", "codes": ["X0009", "X0010", "X0011", "X0012", "X0013"]')
    )
    result = run(write(ALONE), write(other, "b.json"), "--on", "2024-08-15")
    said = " ".join(result.output.split())
    assert "codes in A: [X0009]; codes in B: [X0009, X0010, X0011, X0012, X0013]; beginning: [Y0]" in said
