"""The lines of one's own Decision never differ, whatever stands among the other services of the day."""

import pytest
from records import (
    DELETED,
    LEFT_HEEL,
    RECORDS,
    RIGHT_CALF,
    RIGHT_HEEL,
    audit,
    book,
    own,
    record,
    said,
    service,
    treated,
)

import debridecode as dc
from debridecode.packs.bundled import bundled

SMALL = treated("A", "selective", 8)
ONLY_DRESSED = treated("A", "selective", 8, debridement=dc.Debridement(method="dressing_change_only"))


@pytest.mark.parametrize("pack", sorted(bundled()))
@pytest.mark.parametrize("name", RECORDS)
def test_they_agree_under_every_bundled_pack(name, pack):
    rules = book(RECORDS[name].date_of_service, pack)
    decision = rules.code(RECORDS[name])
    assert decision.status == "clean"
    for others in (False, True):
        done = rules.audit(RECORDS[name], own(decision, others=others))
        assert done.differences == ()
        assert done.status == "agrees"


@pytest.mark.parametrize("code", ["97597", "97598", "11042", "11045", "97602"])
@pytest.mark.parametrize("apart", [{}, {"separate_session": True}, {"other_practitioner": True}])
def test_a_debridement_among_the_other_services(code, apart):
    """It is a query; what the Decision itself lists is no difference."""
    whole = record(SMALL, services=[service(code, place=RIGHT_CALF, **apart)])
    decision = book().code(whole)
    assert decision.status == "query"
    for others in (False, True):
        done = book().audit(whole, own(decision, others=others))
        assert done.status == "query"
        assert done.differences == ()


@pytest.mark.parametrize("code", DELETED)
@pytest.mark.parametrize("wound", [SMALL, ONLY_DRESSED])
def test_a_deleted_code_among_the_other_services_is_not_given(code, wound):
    """11040 and 11041 ended on 2010-12-31: no Decision says that they may be billed."""
    whole = record(wound, services=[service(code)])
    decision = book().code(whole)
    assert [each.code for each in decision.other_lines] == []
    assert book().audit(whole, own(decision, others=True)).differences == ()


def _two_places():
    return record(
        SMALL,
        services=[service("97140", place=RIGHT_CALF), service("97140", wound_ids=("A",))],
    )


@pytest.mark.parametrize(
    ("whole", "claim"),
    [
        (
            record(SMALL, services=[service("29581", place=RIGHT_CALF)]),
            ("97597 x1", "29581 x1 XS", "29581 x1"),
        ),
        (
            record(SMALL, services=[service("99213", separately_identifiable=True)]),
            ("97597 x1", "99213 x1 25", "99213 x1"),
        ),
        (
            record(
                SMALL,
                services=[service("97610", place=RIGHT_HEEL), service("97610", place=LEFT_HEEL)],
            ),
            ("97597 x1", "97610 x1 XS", "97610 x1"),
        ),
        (_two_places(), ("97597 x1", "97140 x1", "97140 x2")),
    ],
)
def test_one_service_on_several_lines_is_answered_in_any_order(whole, claim):
    """Which of the two lines the record is about must not turn on which comes first."""
    first, *rest = claim
    forward, backward = audit(whole, first, *rest), audit(whole, first, *reversed(rest))
    assert said(forward) == said(backward)


@pytest.mark.parametrize("modifier", ["59", "XE", "XS", "XP", "XU"])
@pytest.mark.parametrize(
    ("whole", "claim"),
    [
        (
            record(SMALL, services=[service("99213", separately_identifiable=True)]),
            ("97597 x1", "99213 x1 25 {}"),
        ),
        (record(SMALL, services=[service("97140", place=RIGHT_CALF)]), ("97597 x1", "97140 x1 {}")),
    ],
)
def test_a_distinct_service_that_nothing_asks_for_is_not_agreed_to(whole, claim, modifier):
    """A modifier beyond those of the Decision is an error (docs/decisions/0014), on any line."""
    assert audit(whole, *(each.replace("{}", "") for each in claim)).status == "agrees"
    assert audit(whole, *(each.replace("{}", modifier) for each in claim)).status != "agrees"
