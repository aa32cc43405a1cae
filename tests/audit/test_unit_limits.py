"""Unit limits: summed over all lines of the date, or by line where the table says so (MAI 1)."""

from datetime import date
from decimal import Decimal

import pytest
from records import DAY, RIGHT_CALF, RIGHT_HEEL, audit, book, found, line, record, service, treated

import debridecode as dc
from debridecode.releases import Release, Source, UnitLimit

SOURCE = Source(id="own", title="Own limits", publisher="Acme", read="verified")


def _limited(indicator, *, limit=8, code="97598"):
    """Rules with a later release of the unit limits, which covers one code alone."""
    own = Release(
        slot="medicare/unit_limits/practitioner",
        release="own",
        start=date(2024, 8, 1),
        until=None,
        codes=frozenset({code}),
        partners=None,
        sources=(SOURCE,),
        rows=(UnitLimit(code, Decimal(limit), indicator),),
    )
    return dc.rulebook("cms/base", on=DAY, tables=(own,))


def _limit(done):
    return [each for each in done.differences if each.matter == "unit_limit"]


def test_units_are_summed_over_the_lines_of_the_date():
    """97598: 8 units, indicator 3. Each line alone is within it."""
    done = audit(record(treated("A", "selective", 180)), "97597 x1", "97598 x5", "97598 x5")
    assert done.status == "differs"
    (over,) = _limit(done)
    assert over.code == "97598"
    assert over.positions == (1, 2)
    for word in ("10 units count", "8", "indicator 3", "2024 Q3"):
        assert word in over.message
    assert over.severity == "error"


@pytest.mark.parametrize(
    ("claim", "exceeded"),
    [
        (("97598 x8",), False),
        (("97598 x9",), True),
        (("97598 x4", "97598 x4"), False),
        (("97598 x4", "97598 x5"), True),
        (("97598 x1",) * 9, True),
    ],
)
def test_both_sides_of_the_limit(claim, exceeded):
    done = audit(record(treated("A", "selective", 180)), "97597 x1", *claim)
    assert bool(_limit(done)) is exceeded
    assert (done.status == "agrees") is (claim == ("97598 x8",))


@pytest.mark.parametrize(
    ("indicator", "claim", "exceeded"),
    [
        ("1", ("97598 x5", "97598 x5"), False),
        ("1", ("97598 x8", "97598 x8"), False),
        ("1", ("97598 x1", "97598 x9"), True),
        ("1", ("97598 x9",), True),
        ("2", ("97598 x5", "97598 x5"), True),
        ("3", ("97598 x5", "97598 x5"), True),
        ("2", ("97598 x4", "97598 x4"), False),
        ("3", ("97598 x4", "97598 x4"), False),
    ],
)
def test_indicator_1_counts_by_line_and_2_and_3_by_date(indicator, claim, exceeded):
    done = audit(record(treated("A", "selective", 180)), "97597 x1", *claim, rules=_limited(indicator))
    assert bool(_limit(done)) is exceeded
    for each in _limit(done):
        assert f"indicator {indicator}" in each.message
        assert "own" in each.message
        assert "own" in each.sources
    assert done.status == "differs"


@pytest.mark.parametrize(("indicator", "status"), [("1", "clean"), ("2", "query"), ("3", "query")])
def test_units_of_another_line_of_the_day_count_by_date_alone(indicator, status):
    """29581 x5 in two places of the day, and a limit of 8."""
    others = [service("29581", 5, RIGHT_CALF), service("29581", 5, RIGHT_HEEL)]
    whole = record(treated("A", "selective", 8), services=others)
    rules = _limited(indicator, code="29581")
    assert rules.code(whole).status == status
    done = audit(whole, "97597 x1", "29581 x5 XS", "29581 x5 XS", rules=rules)
    assert (done.status == "agrees") is (indicator == "1")


def test_by_line_a_line_above_the_limit_is_above_it():
    whole = record(treated("A", "selective", 8), services=[service("29581", 9, RIGHT_CALF)])
    assert _limited("1", code="29581").code(whole).status == "query"


def test_units_elsewhere_on_the_day_count():
    """3 of 97598 here and 6 elsewhere exceed 8; 5 elsewhere do not."""
    for elsewhere, exceeded in ((6, True), (5, False)):
        whole = record(treated("A", "selective", 80), services=[service("97598", elsewhere)])
        done = audit(whole, "97597 x1", "97598 x3")
        limits = [each for each in done.decision.findings if each.rule.endswith(":units.limit")]
        assert bool(limits) is exceeded
        assert done.status != "agrees"
        for each in limits:
            assert "97598 x9" in each.message
            assert "limit of 8" in each.message


def test_units_elsewhere_count_with_what_is_billed_too_many():
    """3 supported, 6 billed, 4 elsewhere: 7 would be within the limit, 10 are not."""
    whole = record(treated("A", "selective", 80), services=[service("97598", 4)])
    done = audit(whole, "97597 x1", "97598 x6")
    assert done.status == "differs"
    assert found(done)["units_over", "97598", None] == 1
    (over,) = _limit(done)
    assert "limit is 8" in over.message
    assert "10" in over.message.split(), "6 billed is within 8; the message must say what exceeds it"


def test_a_primary_on_two_lines_exceeds_its_limit_by_date():
    done = audit(record(treated("A", "subcutaneous", 8)), "11042 x1", "11042 x1")
    (over,) = _limit(done)
    assert over.positions == (0, 1)
    assert "indicator 2" in over.message


def test_a_record_above_the_limit_is_a_query_and_says_the_limit():
    """240 sq cm: 97598 x11, and the limit is 8. The units stand; the claim needs the records."""
    whole = record(treated("A", "selective", 240))
    done = audit(whole, "97597 x1", "97598 x11")
    assert done.status == "query"
    assert audit(whole, "97597 x1", "97598 x8").status != "agrees"


def _dressed(*services, **changes):
    """Only the dressing was changed: no debridement line at all."""
    only = dc.Debridement(method="dressing_change_only")
    return record(treated("A", "selective", 8, debridement=only), services=services, **changes)


def test_a_service_above_its_limit_never_agrees_beside_a_debridement():
    whole = record(treated("A", "selective", 8), services=[service("29581", 3, RIGHT_CALF)])
    assert audit(whole, "97597 x1", "29581 x3 XS").status != "agrees"


def test_a_service_above_its_limit_never_agrees_alone():
    """29581: 1 unit, indicator 2, by date as policy; nothing overrides it (NCCI manual, chapter I, V)."""
    whole = _dressed(service("29581", 3, RIGHT_CALF))
    assert book().code(whole).status == "not_billable"
    assert audit(whole, "29581 x1").status == "agrees"
    assert audit(whole, "29581 x3").status != "agrees"
    assert audit(whole, "29581 x1", "29581 x1", "29581 x1").status != "agrees"


def test_a_limit_of_0_is_not_payable():
    done = audit(record(treated("A", "nonselective", 8)), "97602 x1")
    assert done.status == "differs"
    assert found(done)["unit_limit", "97602", None] == 1


def test_many_units_on_one_line_are_told_in_whole_numbers():
    done = audit(record(treated("A", "selective", 30)), "97597 x1", line("97598 x9999"))
    (over,) = _limit(done)
    assert "9999 units count" in over.message
