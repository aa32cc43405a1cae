"""Rows of the classification that no wound reaches are found, as are gaps and overlaps; others are not."""

from datetime import date

from attrs import evolve

from debridecode.packs.structure import condition_from
from debridecode.proof.day import Day
from debridecode.proof.rows import row_answers
from debridecode.rulebooks import rulebook

RESOLVED = rulebook("cms/base", on=date(2026, 3, 2)).resolved


def with_rows(change):
    """The base pack with the rows of its classification changed."""
    tables = tuple(
        evolve(table, rows=tuple(change(list(table.rows)))) if table.kind == "classification" else table
        for table in RESOLVED.tables
    )
    return list(row_answers(Day(evolve(RESOLVED, tables=tables))))


def texts(answers, status):
    return [answer.text for answer in answers if answer.status == status]


def new_row(rows, when, outcome="excluded"):
    return evolve(rows[0], id="seeded", when=condition_from(when), outcome=outcome, family="other codes")


def test_the_rows_of_the_base_are_reached_and_leave_no_gap():
    answers = with_rows(lambda rows: rows)
    assert texts(answers, "proved") == [
        "there are facts under which each of 23 rows of the classification is reached and holds",
        "every wound is placed by some row, or asked about",
    ]
    assert not texts(answers, "refuted")


def test_a_row_behind_one_that_always_decides_before_is_unreachable():
    when = {"all": [{"fact": "wound.etiology", "is": "burn"}, {"fact": "wound.method", "is": "larval"}]}
    assert texts(with_rows(lambda rows: [*rows, new_row(rows, when)]), "refuted") == [
        "row seeded of the classification is unreachable: an earlier row decides wherever it holds"
    ]
    assert not texts(with_rows(lambda rows: [new_row(rows, when), *rows]), "refuted")


def test_a_row_behind_one_that_only_asks_is_reached():
    """A row that asks is not the last: the rows after it are looked at too."""
    when = {"fact": "wound.etiology", "is": "abscess"}
    conflict = {"all": [when, {"fact": "wound.method", "is": "sharp_selective"}]}
    answers = with_rows(lambda rows: [new_row(rows, when, "query"), new_row(rows, conflict), *rows])
    assert not texts(answers, "refuted")
    answers = with_rows(lambda rows: [new_row(rows, when), evolve(new_row(rows, conflict), id="late"), *rows])
    assert "row late of the classification is unreachable: an earlier row decides wherever it holds" in texts(
        answers, "refuted"
    )


def test_a_row_that_cannot_hold_is_unreachable():
    when = {"all": [{"fact": "wound.tissue_documented", "is": False},
                    {"fact": "wound.tissue_removed", "includes": ["slough"]}]}  # fmt: skip
    assert texts(with_rows(lambda rows: [new_row(rows, when), *rows]), "refuted") == [
        "row seeded of the classification is unreachable: it can never hold"
    ]


def test_a_gap_is_named_by_the_facts_that_no_row_speaks_of():
    answers = with_rows(lambda rows: [row for row in rows if row.id != "bone"])
    [gap] = [text for text in texts(answers, "noted") if text.startswith("no row")]
    assert "wound.deepest_tissue_removed bone" in gap


def test_an_overlap_is_told_of_the_row_that_decides():
    overlaps = [text for text in texts(with_rows(lambda rows: rows), "noted") if text.startswith("row burn")]
    [text] = overlaps
    assert text.startswith("row burn decides by its place alone before nail, callus, ultrasound, ")
    assert "wound.etiology burn" in text
