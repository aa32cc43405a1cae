"""What is not known is never agreed to: facts taken away, tables missing, tables of another quarter."""

from datetime import date

import pytest
from attrs import evolve
from records import (
    DAY,
    LEFT_HEEL,
    RECORDS,
    RIGHT_CALF,
    RIGHT_HEEL,
    audit,
    book,
    brief,
    found,
    hospital,
    own,
    pack_of,
    record,
    service,
    treated,
    two_depths,
    without,
)

import debridecode as dc
from debridecode.model import Assessment, GlobalPeriod
from property.strategies import NOTHING_MEASURED

LESS = [
    pytest.param(whole, less, id=f"{name}, without {fact}")
    for name, whole in RECORDS.items()
    for fact, less in without(whole)
]


@pytest.mark.parametrize("name", RECORDS)
def test_the_records_are_complete(name):
    whole = RECORDS[name]
    decision = book(whole.date_of_service).code(whole)
    assert decision.status == "clean", decision.findings
    done = book(whole.date_of_service).audit(whole, own(decision, others=True))
    assert done.status == "agrees"
    assert done.differences == ()


@pytest.mark.parametrize(("whole", "less"), LESS)
def test_a_fact_taken_away_never_leaves_agreement_unless_nothing_turned_on_it(whole, less):
    rules = book(whole.date_of_service)
    full, part = rules.code(whole), rules.code(less)
    done = rules.audit(less, own(full, others=True))
    if done.status == "agrees":
        assert part.status in ("clean", "not_billable")
        assert brief(part) == brief(full)
        told = [(each.code, each.modifiers) for each in full.other_lines]
        assert [(each.code, each.modifiers) for each in part.other_lines] == told


def _less(name, *, wound="A", **changes):
    whole = RECORDS[name]
    wounds = [evolve(each, **changes) if each.wound_id == wound else each for each in whole.wounds]
    return evolve(whole, wounds=tuple(wounds))


def _less_done(name, **changes):
    done = evolve(RECORDS[name].wounds[0].debridement, **changes)
    return _less(name, debridement=done)


def _less_service(name, **changes):
    whole = RECORDS[name]
    return evolve(whole, other_services=(evolve(whole.other_services[0], **changes),))


def _whole(name, **changes):
    return evolve(RECORDS[name], **changes)


UNSIZED = {"before": NOTHING_MEASURED, "after": NOTHING_MEASURED}
# Written out by hand: each of these decides a line, its units or a modifier, or is wanted by the payer.
DECIDES = {
    "method": ("two depths", _less_done("two depths", method=None)),
    "deepest tissue": ("two depths", _less_done("two depths", deepest_tissue_removed=None)),
    "kind of wound": ("two depths", _less("two depths", etiology=None)),
    "area": (
        "two depths",
        _less(
            "two depths",
            debridement=evolve(two_depths().wounds[0].debridement, area_sq_cm=None),
            **UNSIZED,
        ),
    ),
    "location": ("two depths", _less("two depths", location=None, laterality=None)),
    "vague location": ("two depths", _less("two depths", location="foot", laterality=None)),
    "diagnosis": ("two depths", _less("two depths", diagnoses=())),
    "assessment": ("two depths", _less("two depths", assessment=Assessment())),
    "need": ("two depths", _less("two depths", medical_necessity=None)),
    "setting": ("two depths", _whole("two depths", setting=None)),
    "claim form": ("two depths", _whole("two depths", setting=dc.EncounterSetting(place_of_service="11"))),
    "provider": ("two depths", _whole("two depths", rendering_provider=None)),
    "profession": (
        "two depths",
        _whole("two depths", rendering_provider=dc.RenderingProvider(therapy_plan_of_care=False)),
    ),
    "plan of care": (
        "two depths",
        _whole("two depths", rendering_provider=dc.RenderingProvider(role="physician")),
    ),
    "hospital: setting": ("two depths, hospital", _whole("two depths, hospital", setting=None)),
    "hospital: location": (
        "two depths, hospital",
        _less("two depths, hospital", location=None, laterality=None),
    ),
    "visit: apart or not": (
        "beside a visit",
        _less_service("beside a visit", separately_identifiable=None),
    ),
    "visit: not named": ("beside a visit", _whole("beside a visit", other_services=())),
    "service: place": (
        "beside a service at another place",
        _less_service("beside a service at another place", location=None, laterality=None),
    ),
    "service: vague place": (
        "beside a service at another place",
        _less_service("beside a service at another place", location="leg", laterality=None),
    ),
    "service: not named": (
        "beside a service at another place",
        _whole("beside a service at another place", other_services=()),
    ),
    "service: session": (
        "beside a service at another session",
        _less_service("beside a service at another session", separate_session=None),
    ),
    "service: unknown": (
        "two depths",
        _whole("two depths", other_services=(service("36415"),)),
    ),
    "therapy: threshold": ("therapy", _whole("therapy", therapy_plan=None)),
    "therapy: threshold, KX": (
        "therapy above the threshold",
        _whole("therapy above the threshold", therapy_plan=None),
    ),
    "therapy: plan": (
        "therapy",
        _whole("therapy", rendering_provider=dc.RenderingProvider(role="physical_therapist")),
    ),
    "therapy: profession": (
        "therapy",
        _whole("therapy", rendering_provider=dc.RenderingProvider(therapy_plan_of_care=True)),
    ),
    "global period": ("staged", _whole("staged", global_period=None)),
    "global period: relation": ("staged", _whole("staged", global_period=GlobalPeriod(within=True))),
    "global period: within": ("staged", _whole("staged", global_period=GlobalPeriod(relation="staged"))),
    "notice": ("notice", _whole("notice", coverage=None)),
}


@pytest.mark.parametrize("fact", DECIDES)
def test_what_decides_is_never_agreed_to(fact):
    name, less = DECIDES[fact]
    rules = book(less.date_of_service)
    claim = own(rules.code(RECORDS[name]), others=True)
    done = rules.audit(less, claim)
    assert done.status != "agrees"
    if done.status == "query":
        open_ = [each for each in done.decision.findings if each.severity == "error"]
        assert open_ or [each for each in done.differences if each.outcome == "not_checked"]
    assert rules.audit(less, own(rules.code(less), others=True)).status == (
        "agrees" if rules.code(less).status == "clean" else "query"
    )


def _table_less(*names):
    def change(document):
        for name in names:
            del document["tables"][name]

    return dc.rulebook(pack_of(change), on=DAY)


def test_a_missing_pair_table_is_not_checked():
    rules = _table_less("ncci-ptp-hospital")
    whole = RECORDS["two depths, hospital"]
    done = audit(whole, "11042 x1", "97597 x1 XS", "97598 x1 XS", rules=rules)
    assert done.status == "query"
    missing = [each for each in done.decision.findings if each.rule.endswith(":pairs.not-covered")]
    assert {each.outcome for each in missing} == {"not_checked"}
    assert {each.severity for each in missing} == {"error"}
    assert any("11042" in each.message and "97597" in each.message for each in missing)
    assert audit(whole, "11042 x1", "97597 x1", "97598 x1", rules=rules).status != "agrees"


def test_a_missing_table_of_unit_limits_is_not_checked():
    rules = _table_less("ncci-mue-practitioner")
    done = audit(record(treated("A", "selective", 8)), "97597 x1", rules=rules)
    assert done.status == "query"
    assert any(
        each.rule.endswith(":units.limit") and each.outcome == "not_checked"
        for each in done.decision.findings
    )


def _graft(day=DAY, form="professional"):
    """15272 is an add-on to 15271, which is neither on the claim nor in the record."""
    graft = service("15272", place=RIGHT_CALF)
    return record(treated("A", "selective", 8), services=[graft], day=day, form=form)


def _own_graft(day=DAY, rules=None):
    rules = rules or book(day)
    return rules.audit(_graft(day), own(rules.code(_graft(day)), others=True))


def test_an_add_on_of_another_service_needs_its_primary():
    done = _own_graft()
    assert done.status == "differs"
    assert found(done) == {("add_on_without_primary", "15272", None): 1}


def test_a_missing_table_of_add_ons_is_not_checked():
    done = _own_graft(rules=_table_less("add-ons"))
    assert done.status != "agrees"


def test_a_table_of_add_ons_of_another_quarter_is_flagged():
    """The table is known through 2026-06-30."""
    done = _own_graft(date(2026, 7, 1))
    (alone,) = [each for each in done.differences if each.matter == "add_on_without_primary"]
    tables = {each.id: each.covers_date_of_service for each in done.decision.provenance.tables}
    assert tables.get("add-ons") is False or "not for the date of service" in alone.message


@pytest.mark.parametrize(
    ("day", "in_force"), [(DAY, True), (date(2024, 6, 30), False), (date(2026, 3, 2), False)]
)
@pytest.mark.parametrize(
    ("claim", "table"),
    [
        (("97597 x1", "97602 x1"), "ncci-ptp-practitioner"),
        (("97597 x2",), "ncci-mue-practitioner"),
        (("11042 x1", "11042 x1"), "ncci-mue-practitioner"),
        (("11042 x1", "97602 x1"), "ncci-mue-practitioner"),
    ],
)
def test_a_table_that_an_answer_used_is_in_its_provenance(day, in_force, claim, table):
    """One wound and no other service: the Decision by itself asks no pair table."""
    done = audit(record(treated("A", "selective", 8), day=day), *claim)
    assert done.status == "differs"
    tables = {each.id: each.covers_date_of_service for each in done.decision.provenance.tables}
    assert tables.get(table) is in_force
    flagged = [each for each in done.decision.findings if each.rule.endswith(":tables.out-of-period")]
    assert bool(flagged) is not in_force


@pytest.mark.parametrize("day", [date(2024, 6, 30), date(2024, 10, 1), date(2026, 3, 2), date(2027, 1, 4)])
def test_a_table_out_of_its_quarter_is_flagged_where_all_agrees(day):
    done = audit(two_depths(day=day), "11042 x1", "97597 x1 XS", "97598 x1 XS")
    assert done.status == "agrees"
    assert {each.id: each.covers_date_of_service for each in done.decision.provenance.tables} == {
        "ncci-ptp-practitioner": False,
        "ncci-mue-practitioner": False,
    }
    flagged = [each for each in done.decision.findings if each.rule.endswith(":tables.out-of-period")]
    assert len(flagged) == 2
    assert {each.outcome for each in flagged} == {"not_checked"}


def test_a_line_on_a_missing_fact_is_not_given_among_the_other_lines():
    """97610 is column 2 to 97597 at one wound; until the area is known, neither can be told."""
    unsized = treated("A", "selective", 8, **UNSIZED)
    unsized = evolve(unsized, debridement=evolve(unsized.debridement, area_sq_cm=None))
    whole = record(unsized, services=[service("97610", wound_ids=("A",))])
    decision = book().code(whole)
    assert decision.status == "query"
    assert decision.lines == ()
    assert [each.code for each in decision.other_lines] == []


def test_two_services_without_a_setting_are_not_agreed_to():
    """97605 with 97606 is indicator 0 in both settings; without a setting no table is asked."""
    only = dc.Debridement(method="dressing_change_only")
    whole = record(
        treated("A", "selective", 8, debridement=only),
        services=[service("97605"), service("97606")],
    )
    assert audit(whole, "97605 x1", "97606 x1").status == "differs"
    assert audit(evolve(whole, setting=None), "97605 x1", "97606 x1").status != "agrees"


def test_a_service_that_the_record_does_not_name_is_not_checked():
    whole = record(treated("A", "selective", 8))
    for code in ("99213", "97140", "29581", "36415", "15271", "A6222", "G0463", "97610", "99202"):
        done = audit(whole, "97597 x1", f"{code} x1")
        assert done.status != "agrees", code
        assert any(each.code == code for each in done.differences), code


@pytest.mark.parametrize("claim", [("97140 x2",), ("97140 x1", "97140 x1")])
def test_more_of_a_service_than_the_record_names_is_not_agreed_to(claim):
    """The record names one unit of 97140; the limit of 6 is not what was done."""
    whole = record(treated("A", "selective", 8), services=[service("97140", place=RIGHT_CALF)])
    assert audit(whole, "97597 x1", "97140 x1").status == "agrees"
    assert audit(whole, "97597 x1", *claim).status != "agrees"


@pytest.mark.parametrize("place", [LEFT_HEEL, RIGHT_HEEL])
def test_two_depths_at_one_place_are_asked_for(place):
    whole = hospital(treated("A", "selective", 8, place), treated("B", "subcutaneous", 8, place))
    done = audit(whole, "11042 x1", "97597 x1 XS")
    assert done.status == "query"
    assert found(done) == {("not_told", "97597", None): 1}
