"""A rule book answers for its own span of days, and refuses what is no date, pack or encounter."""

import pickle
from datetime import UTC, date, datetime

import pytest

import debridecode as dc
from debridecode.interop.json import write
from debridecode.packs.discover import fixtures


def test_the_promised_names():
    promised = """
        Assessment ClaimLine Debridement DebridecodeError Decision Encounter EncounterError EncounterSetting
        Finding Measurement Modifier PackError RenderingProvider RuleBook Step Wound __version__ load_pack
        read_encounter rulebook
    """
    assert set(dc.__all__) == set(promised.split())
    for name in dc.__all__:
        assert getattr(dc, name) is not None


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
    with pytest.raises(dc.EncounterError):
        dc.rulebook("cms/base", on=date(2024, 8, 15)).code(encounter)


def test_a_rule_book_refuses_a_date_of_service_beyond_its_days():
    encounter = dc.read_encounter(fixtures()["selective"])
    book = dc.rulebook("cms/base", on=date(2026, 3, 2))
    with pytest.raises(dc.DebridecodeError, match="resolve one with on="):
        book.code(encounter)


def test_a_pickled_rule_book_decides_the_same():
    encounter = dc.read_encounter(fixtures()["two_depths"])
    book = dc.rulebook("medicare/novitas-jh", on=encounter.date_of_service)
    again = pickle.loads(pickle.dumps(book))  # noqa: S301 - our own
    assert write(again.code(encounter)) == write(book.code(encounter))


def test_the_digest_is_of_the_whole_chain():
    digests = {dc.rulebook(pack, on=date(2024, 8, 15)).resolved.digest for pack in
               ("cms/base", "medicare/novitas-jh", "medicare/palmetto-jm")}  # fmt: skip
    assert len(digests) == 3
