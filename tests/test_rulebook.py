"""A rule book answers for its own span of days, and refuses what is no date, pack or encounter."""

import pickle
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import debridecode as dc
from debridecode.interop.json import write
from debridecode.packs.bundled import fixtures
from debridecode.packs.discover import load_pack
from debridecode.rulebooks import RuleBooks


def test_the_promised_names():
    promised = """
        Assessment Audit ClaimLine Debridement DebridecodeError Decision Difference Encounter EncounterError
        EncounterSetting Finding IfDocumented Measurement Modifier OtherService PackError RenderingProvider
        RuleBook Step Wound __version__ find_payer load_pack load_tables read_encounter rulebook
    """
    assert set(dc.__all__) == set(promised.split())
    for name in dc.__all__:
        assert getattr(dc, name) is not None


def test_a_pack_file_is_read_where_packs_are_found():
    assert dc.load_pack is load_pack


@pytest.mark.parametrize("on", ["2024-08-15", datetime(2024, 8, 15, tzinfo=UTC), None, 20240815])
def test_what_is_no_date_is_refused(on):
    with pytest.raises(dc.DebridecodeError, match=r"^on: expected a date of service"):
        dc.rulebook("cms/base", on=on)


@pytest.mark.parametrize("pack", [(), None, 5, []])
def test_what_is_no_pack_is_refused(pack):
    with pytest.raises(dc.DebridecodeError, match=r"^pack: expected"):
        dc.rulebook(pack, on=date(2024, 8, 15))


@pytest.mark.parametrize("encounter", [{}, None, "text"])
def test_what_is_no_encounter_is_refused(encounter):
    rules = dc.rulebook("cms/base", on=date(2024, 8, 15))
    for asked in (rules.code, rules.if_documented, lambda given: rules.audit(given, [])):
        with pytest.raises(dc.EncounterError):
            asked(encounter)


@pytest.mark.parametrize("line", [{}, None, "97597 x1", ("97597", 1)])
def test_what_is_no_claim_line_is_refused(line):
    encounter = dc.read_encounter(fixtures()["selective"])
    good = dc.ClaimLine(code="97597", units=1)
    with pytest.raises(dc.EncounterError, match=r"lines\[1\]: expected a ClaimLine"):
        dc.rulebook("cms/base", on=encounter.date_of_service).audit(encounter, [good, line])


@pytest.mark.parametrize("tables", ["no/such/folder", Path("no/such/folder")])
def test_a_folder_of_tables_that_is_not_there_is_refused(tables):
    with pytest.raises(dc.DebridecodeError, match="expected a folder of release files"):
        dc.rulebook("cms/base", on=date(2024, 8, 15), tables=tables)


def test_a_rule_book_refuses_a_date_of_service_beyond_its_days():
    encounter = dc.read_encounter(fixtures()["selective"])
    book = dc.rulebook("cms/base", on=date(2026, 3, 2))
    for asked in (book.code, book.if_documented, lambda given: book.audit(given, [])):
        with pytest.raises(dc.DebridecodeError, match="resolve one with on="):
            asked(encounter)


def test_a_pickled_rule_book_decides_the_same():
    encounter = dc.read_encounter(fixtures()["two_depths"])
    book = dc.rulebook("medicare/novitas-jh", on=encounter.date_of_service)
    again = pickle.loads(pickle.dumps(book))  # noqa: S301 - our own
    assert write(again.code(encounter)) == write(book.code(encounter))
    lines = [dc.ClaimLine(code="11042", units=2)]
    assert again.audit(encounter, lines) == book.audit(encounter, lines)


def test_the_digest_is_of_the_whole_chain():
    digests = {dc.rulebook(pack, on=date(2024, 8, 15)).resolved.digest for pack in
               ("cms/base", "medicare/novitas-jh", "medicare/palmetto-jm")}  # fmt: skip
    assert len(digests) == 3


def test_rule_books_are_one_for_each_span_of_days_whatever_the_order_of_asking():
    books = RuleBooks("cms/base")
    days = [date(2026, 3, 2), date(2024, 1, 1), date(2025, 8, 5), date(2024, 6, 30), date(2026, 3, 3)]
    asked = {day: books.on(day) for day in days}
    for day, book in asked.items():
        assert book is books.on(day)
        assert book.resolved == dc.rulebook("cms/base", on=day).resolved
    assert asked[date(2026, 3, 2)] is asked[date(2026, 3, 3)]
    assert asked[date(2024, 1, 1)] is not asked[date(2026, 3, 2)]


def test_rule_books_refuse_a_day_that_the_pack_does_not_answer_for():
    books = RuleBooks("cms/base")
    for _ in range(2):
        with pytest.raises(dc.DebridecodeError, match="answers for dates of service from 2024-01-01"):
            books.on(date(2023, 12, 31))
    assert books.on(date(2024, 1, 1)).resolved.start == date(2024, 1, 1)
