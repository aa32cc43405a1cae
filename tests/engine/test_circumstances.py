"""Each fact of what surrounds an encounter, at its edges and where it is not told."""

from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve

import debridecode as dc
from debridecode.engine.circumstances import Circumstances, Limits, Supplied
from debridecode.engine.facts import EncounterFacts, WoundFacts
from debridecode.model import (
    Attachments,
    AuthorizedService,
    Coverage,
    Demographics,
    Filing,
    History,
    PastService,
    PlanOfCare,
    PriorAuthorization,
    TherapyPlan,
)

DAY = date(2024, 8, 15)  # a Thursday


def about(limits=None, day=DAY, **sections):
    encounter = dc.Encounter(
        encounter_id="e", date_of_service=day, payer="cms/base", wounds=(dc.Wound(wound_id="A"),), **sections
    )
    return Circumstances(encounter, limits or Limits())


def test_what_is_not_supplied_is_unknown():
    facts = about()
    told = {name: value for kind in Circumstances.__mro__ for name, value in vars(kind).items()}
    names = [name for name, value in told.items() if isinstance(value, (property, Supplied))]
    assert len(names) > 35
    assert {name: getattr(facts, name) for name in names} == dict.fromkeys(names)


@pytest.mark.parametrize(
    ("verified", "answer"),
    [(DAY, True), (date(2024, 8, 14), True), (date(2024, 8, 16), False), (None, False)],
)
def test_eligibility_is_verified_by_the_date_of_service(verified, answer):
    assert about(coverage=Coverage(eligibility_verified_on=verified)).eligibility_checked is answer


@pytest.mark.parametrize(
    ("told", "answer"),
    [
        ((True, True, True), True),
        ((True, False, None), False),
        ((True, True, None), None),
        ((None,) * 3, None),
    ],
)
def test_demographics_are_present_when_each_of_them_is(told, answer):
    details = Demographics(name=told[0], birth_date=told[1], member_id=told[2])
    assert about(coverage=Coverage(demographics=details)).demographics_present is answer


@pytest.mark.parametrize(
    ("first", "last", "answer", "days"),
    [
        (DAY, DAY, True, 1),
        (date(2024, 8, 16), date(2024, 9, 1), False, 17),
        (date(2024, 8, 1), date(2024, 8, 14), False, 14),
        (date(2024, 8, 1), None, None, None),
        (date(2024, 8, 16), None, False, None),
        (None, date(2024, 8, 14), False, None),
        (None, None, None, None),
    ],
)
def test_an_authorization_covers_its_days(first, last, answer, days):
    held = PriorAuthorization(valid_from=first, valid_until=last)
    facts = about(coverage=Coverage(prior_authorization=held))
    assert facts.authorization_covers_date is answer
    assert facts.authorization_days == days


def test_a_section_without_an_authorization_has_none_on_file():
    facts = about(coverage=Coverage())
    assert facts.authorized_services == {}
    assert facts.authorization_covers_date is None


def test_services_of_an_authorization():
    named = AuthorizedService(code="97597", units_left=2)
    assert about(coverage=Coverage(prior_authorization=PriorAuthorization())).authorized_services is None
    held = PriorAuthorization(services=(named,))
    assert about(coverage=Coverage(prior_authorization=held)).authorized_services == {"97597": named}


@pytest.mark.parametrize(
    ("plan", "answer"),
    [
        (TherapyPlan(charges_this_year=Decimal("2330.01")), True),
        (TherapyPlan(charges_this_year=Decimal(2330)), False),
        (TherapyPlan(charges_this_year=Decimal(2331), threshold_exceeded=True), True),
        (TherapyPlan(threshold_exceeded=True), True),
        (TherapyPlan(threshold_exceeded=False), False),
        (TherapyPlan(charges_this_year=Decimal(1), threshold_exceeded=True), None),  # they contradict
        (TherapyPlan(charges_this_year=Decimal(9000), threshold_exceeded=False), None),
        (TherapyPlan(), None),
    ],
)
def test_the_threshold_is_passed_as_stated_or_by_the_charges(plan, answer):
    limits = Limits(therapy_threshold=Decimal(2330), therapy_year=2024)
    assert about(limits, therapy_plan=plan).therapy_threshold_exceeded is answer


def test_a_threshold_is_of_its_year_alone():
    limits = Limits(therapy_threshold=Decimal(2330), therapy_year=2024)
    plan = TherapyPlan(charges_this_year=Decimal(9000))
    assert about(limits, day=date(2024, 12, 31), therapy_plan=plan).therapy_threshold_exceeded is True
    assert about(limits, day=date(2025, 1, 1), therapy_plan=plan).therapy_threshold_exceeded is None


def test_what_is_stated_holds_in_a_year_without_a_known_threshold():
    limits = Limits(therapy_threshold=Decimal(2330), therapy_year=2024)
    plan = TherapyPlan(charges_this_year=Decimal(1), threshold_exceeded=True)
    assert about(limits, day=date(2027, 1, 1), therapy_plan=plan).therapy_threshold_exceeded is True


def test_the_charges_of_the_year_are_a_fact_of_their_own():
    plan = TherapyPlan(charges_this_year=Decimal("3000.01"))
    assert about(therapy_plan=plan).therapy_charges == Decimal("3000.01")
    assert about(therapy_plan=TherapyPlan()).therapy_charges is None


def test_what_was_sent_is_at_hand_too():
    facts = about(attachments=Attachments(sent=("note",), on_file=("order",)))
    assert facts.attachments_sent == {"note"}
    assert facts.attachments_on_file == {"note", "order"}


def test_a_plan_that_states_nothing_is_not_an_unknown_plan():
    assert about(plan_of_care=PlanOfCare()).plan_states == frozenset()
    assert about(therapy_plan=TherapyPlan()).therapy_plan_states is None
    assert about(therapy_plan=TherapyPlan(states=())).therapy_plan_states == frozenset()


WINDOW = Limits(
    window_days=Decimal(360), window_codes=frozenset({"11042", "11043"}), deep_codes=frozenset({"11043"})
)
LONG = date(2023, 1, 1)
A, B = (dc.Wound(wound_id=each, first_seen_on=date(2023, 5, 1)) for each in "AB")


def past(*days_and_codes, since=LONG, wounds=("A",)):
    services = tuple(
        PastService(date_of_service=date.fromisoformat(day), code=code, wound_ids=wounds)
        for day, code in days_and_codes
    )
    return History(complete_since=since, services=services)


@pytest.mark.parametrize(
    ("history", "total", "deep"),
    [
        (past(), 0, 0),
        (past(("2024-08-01", "11042"), ("2024-08-01", "11043")), 2, 1),  # one for each date and code
        (past(("2024-08-01", "11042"), ("2024-08-01", "11042")), 1, 0),
        (past(("2023-08-22", "11043")), 1, 1),  # day 1 of 360
        (past(("2023-08-21", "11043")), 0, 0),  # the day before
        (past(("2024-08-15", "11042"), ("2024-08-16", "11042")), 1, 0),  # to the end of the date of service
        (past(("2024-08-01", "97597")), 0, 0),
        (past(since=date(2023, 8, 22)), 0, 0),
        (past(since=date(2023, 8, 23)), None, None),  # does not reach through the window
        (past(since=None), None, None),
    ],
)
def test_services_of_the_window_are_counted(history, total, deep):
    facts = about(WINDOW, history=history)
    assert (facts.debridements_in_window, facts.deep_debridements_in_window) == (total, deep)


def test_the_lines_of_the_encounter_itself_count():
    facts = about(WINDOW, history=past(("2024-08-01", "11042")))
    facts.given_today = lambda: [("11043", ("A",)), ("97597", ("B",))]
    assert (facts.debridements_in_window, facts.deep_debridements_in_window) == (2, 1)
    assert (facts.deep_debridements_of(A), facts.deep_debridements_of(B)) == (1, 0)


def test_a_service_that_stands_in_the_history_of_the_day_too_counts_once():
    facts = about(WINDOW, history=past(("2024-08-15", "11043")))
    facts.given_today = lambda: [("11043", ("A",))]
    assert facts.debridements_in_window == 1
    assert facts.deep_debridements_of(A) == 1


def test_a_wound_is_counted_over_all_the_history():
    facts = about(WINDOW, history=past(("2023-05-01", "11043"), ("2024-08-01", "11043")))
    assert facts.deep_debridements_of(A) == 2
    assert facts.deep_debridements_of(B) == 0


def test_a_service_of_no_wound_leaves_its_wound_unknown():
    facts = about(WINDOW, history=past(("2024-08-01", "11043"), wounds=()))
    assert facts.deep_debridements_of(A) is None


@pytest.mark.parametrize(
    ("since", "first", "count"),
    [
        (date(2024, 1, 1), date(2024, 1, 1), 1),
        (date(2024, 1, 2), date(2024, 1, 1), None),  # a day of the wound is missing
        (None, date(2024, 1, 1), None),
        (date(2024, 1, 1), None, None),
        (date(2024, 1, 1), date(2024, 8, 16), None),  # seen first after the date of service
        (DAY, DAY, 1),  # the first visit: the history need reach no further
        (date(2023, 5, 1), date(2024, 8, 2), None),  # the history names the wound before it was first seen
    ],
)
def test_a_history_that_may_lack_services_of_a_wound_counts_none(since, first, count):
    """`complete_since` says from when on no service is missing; the wound may be older than that."""
    held = past(("2024-08-01", "11043"), since=since) if since == date(2023, 5, 1) else past(since=since)
    facts = about(WINDOW, history=held)
    facts.given_today = lambda: [("11043", ("A",))]
    assert facts.deep_debridements_of(dc.Wound(wound_id="A", first_seen_on=first)) == count


@pytest.mark.parametrize(
    ("history", "first", "seen"),
    [
        (past(("2024-08-14", "97597")), None, True),
        (past(("2024-08-14", "97597")), DAY, True),  # the history says otherwise, and has the day
        (past(("2024-08-15", "97597")), None, None),  # today is not before
        (past(), None, None),
        (past(since=None), None, None),
        (None, date(2024, 8, 14), True),
        (None, DAY, False),
        (None, date(2024, 8, 16), None),
        (None, None, None),
    ],
)
def test_a_wound_was_seen_before_by_the_history_or_by_its_first_day(history, first, seen):
    facts = about(WINDOW, history=history)
    assert facts.seen_before(dc.Wound(wound_id="A", first_seen_on=first)) is seen


def days(number, **more):
    return Limits(filing_days=Decimal(number), **more)


@pytest.mark.parametrize(
    ("limits", "day", "deadline"),
    [
        (days(95), DAY, date(2024, 11, 18)),
        (days(95), date(2024, 8, 13), date(2024, 11, 16)),  # a Saturday, and no roll
        (days(95, closed_days=frozenset()), date(2024, 8, 13), date(2024, 11, 18)),
        (days(95, closed_days=frozenset({date(2024, 11, 18)})), date(2024, 8, 13), date(2024, 11, 19)),
        (days(95, closed_days=frozenset({date(2024, 11, 11)})), date(2024, 8, 8), date(2024, 11, 12)),
        (Limits(filing_months=Decimal(12)), date(2024, 2, 29), date(2025, 2, 28)),
        (Limits(filing_months=Decimal(6)), date(2024, 8, 31), date(2025, 2, 28)),
        (Limits(filing_months=Decimal(1)), date(2024, 12, 15), date(2025, 1, 15)),
        (days(365, filing_months=Decimal(12)), date(2024, 2, 10), date(2025, 2, 9)),  # the sooner of the two
        (Limits(), DAY, None),
    ],
)
def test_the_deadline(limits, day, deadline):
    assert about(limits, day=day).filing_deadline == deadline


LISTED = days(95, closed_days=frozenset({date(2024, 11, 11), date(2024, 12, 31)}))


@pytest.mark.parametrize(
    ("day", "received", "deadline", "late"),
    [
        (date(2024, 9, 26), date(2024, 12, 31), date(2024, 12, 30), True),
        (date(2024, 9, 27), date(2025, 1, 2), None, None),  # from 31 December into a year that is not listed
        (date(2024, 9, 27), date(2024, 12, 31), None, False),  # in time, whatever is closed
    ],
)
def test_in_a_year_of_which_no_closed_day_is_listed_no_deadline_is_told(day, received, deadline, late):
    """Closed days are listed to some year; of those after it nothing is known."""
    facts = about(LISTED, day=day, filing=Filing(received_on=received))
    assert (facts.filing_deadline, facts.filed_late) == (deadline, late)


@pytest.mark.parametrize("limits", [days(95), days(10**9), Limits(filing_months=Decimal(10**9))])
def test_no_calendar_ends_in_an_error(limits):
    last = date.max
    assert about(limits, day=last).filing_deadline == last
    window = Limits(window_days=Decimal(10**9), window_codes=frozenset({"11042"}))
    assert about(window, history=past()).debridements_in_window is None
    new = evolve(limits, enrollment_days=Decimal(95))
    assert about(new, filing=Filing(provider_enrolled_on=last)).filing_deadline == last


@pytest.mark.parametrize(
    ("network", "deadline"),
    [("participating", date(2024, 11, 13)), ("not_participating", date(2025, 2, 11)), (None, None)],
)
def test_the_deadline_of_a_provider_without_a_contract(network, deadline):
    limits = days(90, filing_days_outside=Decimal(180))
    assert about(limits, coverage=Coverage(network=network)).filing_deadline == deadline


@pytest.mark.parametrize(
    ("enrolled", "deadline"),
    [
        (date(2024, 10, 4), date(2025, 1, 7)),
        (date(2025, 7, 1), date(2025, 8, 15)),  # not past a year from the date of service
        (date(2024, 1, 1), date(2024, 11, 18)),  # never sooner than that of others
    ],
)
def test_the_deadline_of_a_new_provider(enrolled, deadline):
    limits = days(95, enrollment_days=Decimal(95), enrollment_most_days=Decimal(365))
    facts = about(limits, filing=Filing(received_on=DAY, provider_enrolled_on=enrolled))
    assert facts.filing_deadline == deadline


@pytest.mark.parametrize(
    ("received", "late", "left"),
    [
        (date(2024, 11, 18), False, 0),
        (date(2024, 11, 19), True, 0),
        (date(2024, 11, 4), False, 14),
        (None, None, None),
    ],
)
def test_late_is_after_the_deadline(received, late, left):
    facts = about(days(95), filing=Filing(received_on=received))
    assert (facts.filed_late, facts.filing_days_left) == (late, left)


@pytest.mark.parametrize(
    ("codes", "depth"),
    [
        (["L97.811", "L97.812"], "subcutaneous"),
        (["L97812"], "subcutaneous"),
        (["L89.150"], "hidden"),
        (["L97.819", "L97.811"], "skin"),
        (["L97.819"], "unspecified"),
        (["L97.818"], None),
        ([], None),
    ],
)
def test_a_wound_is_as_deep_as_its_deepest_diagnosis(codes, depth):
    """L97.811 is limited to skin, L97.812 to fat; L89.150 cannot be staged; L97.819 is unspecified."""
    reading = dc.rulebook("cms/base", on=DAY)._program.reading
    wound = dc.Wound(wound_id="A", diagnoses=tuple(codes))
    whole = dc.Encounter(encounter_id="e", date_of_service=DAY, payer="cms/base", wounds=(wound,))
    encounter = EncounterFacts(whole, reading, frozenset())
    assert WoundFacts(wound, encounter, reading).diagnosed_depth == depth


def test_the_days_of_an_authorization_are_in_order():
    with pytest.raises(dc.EncounterError, match="valid_until: expected a day that is not before valid_from"):
        PriorAuthorization(valid_from=DAY, valid_until=date(2024, 8, 14))
    held = PriorAuthorization(valid_from=DAY, valid_until=DAY)
    assert evolve(held, number="7").valid_from == DAY
    text = (
        '{"encounter_id": "e", "date_of_service": "2024-08-15", "payer": "p", "wounds": [{"wound_id": "A"}],'
        ' "coverage": {"prior_authorization": {"valid_from": "2024-08-15", "valid_until": "2024-08-14"}}}'
    )
    with pytest.raises(dc.EncounterError) as caught:
        dc.read_encounter(text)
    assert caught.value.problems == (
        ("$.coverage.prior_authorization.valid_until", "expected a day that is not before valid_from"),
    )


def test_an_authorization_names_a_code_once():
    twice = (AuthorizedService(code="97597", units_left=0), AuthorizedService(code="97597", units_left=9))
    with pytest.raises(dc.EncounterError) as caught:
        PriorAuthorization(services=twice)
    assert caught.value.problems == (("services[1].code", "expected a code that no other service has"),)
    text = (
        '{"encounter_id": "e", "date_of_service": "2024-08-15", "payer": "p", "wounds": [{"wound_id": "A"}],'
        ' "coverage": {"prior_authorization": {"services": [{"code": "97597"}, {"code": "97597"}]}}}'
    )
    with pytest.raises(dc.EncounterError) as caught:
        dc.read_encounter(text)
    assert caught.value.problems == (
        ("$.coverage.prior_authorization.services[1].code", "expected a code that no other service has"),
    )


def papers(**held):
    """Facts of an encounter with a referral or an authorization, read as the base reads records."""
    reading = dc.rulebook("cms/base", on=DAY)._program.reading
    return EncounterFacts(about(coverage=Coverage(**held)).given, reading, frozenset())


@pytest.mark.parametrize("words", ["requested", "none", "denied", "refused 2024-08-01"])
def test_words_do_not_say_that_a_paper_was_given(words):
    facts = papers(referral=words, prior_authorization=PriorAuthorization(number=words, member_matches=True))
    assert facts.referral_on_file is None
    assert facts.authorization_on_file is None


@pytest.mark.parametrize("words", ["", "  ", "N/A", "not documented"])
def test_a_referral_that_says_nothing_is_none(words):
    """`record.silence` of the base lists what people write where they say nothing."""
    assert papers(referral=words).referral_on_file is False
    assert papers(referral="R-1").referral_on_file is True


@pytest.mark.parametrize(
    ("held", "answer"),
    [
        (None, False),
        (PriorAuthorization(number=""), False),
        (PriorAuthorization(number="not documented", services=()), False),
        (PriorAuthorization(), None),
        (PriorAuthorization(states=()), None),
        (PriorAuthorization(number="7"), True),
        (PriorAuthorization(valid_from=DAY), True),
    ],
)
def test_an_authorization_is_on_file_when_something_of_it_is(held, answer):
    assert papers(prior_authorization=held).authorization_on_file is answer
