"""What surrounds an encounter: coverage, orders, plans, history and the claim's clock, read when asked for.

Each property is the fact of scope `encounter` that has its name. None stands for unknown: the section, or the
field of it, was not supplied.
"""

import calendar
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from attrs import frozen

from debridecode.model import (
    AuthorizedService,
    Coverage,
    Encounter,
    Filing,
    History,
    PriorAuthorization,
    Wound,
)

_DAY: Final = timedelta(days=1)
_MONTHS: Final = 12
_SATURDAY: Final = 5
_AUTHORIZATION: Final = ("coverage", "prior_authorization")


@frozen(kw_only=True)
class Limits:
    """Numbers of a pack that facts are derived with; None where the pack has none.

    Attributes:
        therapy_threshold: dollars of therapy a year above which a modifier attests the need.
        therapy_year: the calendar year of that threshold: of another year it says nothing.
        window_days: how many days back services are counted, the date of service included.
        window_codes: which codes count.
        deep_codes: which codes count as deep.
        filing_days: days from the date of service within which the claim must be received.
        filing_days_outside: the same, for a provider without a contract.
        filing_months: calendar months, where the limit is given so.
        enrollment_days: days from the enrollment of a new provider within which the claim must be received.
        enrollment_most_days: days from the date of service that this may not pass.
        closed_days: days on which, as on weekends, no deadline ends; None when a deadline does not move.
    """

    therapy_threshold: Decimal | None = None
    therapy_year: int | None = None
    window_days: Decimal | None = None
    window_codes: frozenset[str] | None = None
    deep_codes: frozenset[str] | None = None
    filing_days: Decimal | None = None
    filing_days_outside: Decimal | None = None
    filing_months: Decimal | None = None
    enrollment_days: Decimal | None = None
    enrollment_most_days: Decimal | None = None
    closed_days: frozenset[date] | None = None


class Supplied:
    """A fact that stands in an encounter as it is: unknown where it, or the section that it is in, does not.

    Attributes:
        path: the section, and the names within it.
    """

    __slots__ = ("path",)

    def __init__(self, *path: str) -> None:
        """Say where it stands."""
        self.path = path

    def __get__(self, facts: "Circumstances | None", owner: type) -> Any:
        """Its value, several words as a set; of the class, what says where it stands."""
        if facts is None:
            return self
        held: Any = facts.given
        for name in self.path:
            held = getattr(held, name)
            if held is None:
                return None
        return frozenset(held) if type(held) is tuple else held


class Circumstances:
    """Facts of an encounter that few rules ask for, each worked out when it is.

    `given_today` tells the codes of the day that count, and the wounds of each, once there are lines.
    """

    __slots__ = ("given", "given_today", "limits")

    eligible = Supplied("coverage", "eligible")
    plan_type = Supplied("coverage", "plan_type")
    network = Supplied("coverage", "network")
    managed_care = Supplied("coverage", "managed_care")
    self_funded = Supplied("coverage", "self_funded")
    other_coverage = Supplied("coverage", "other_coverage")
    referral_required = Supplied("coverage", "referral_required")
    authorization_required = Supplied("coverage", "authorization_required")
    authorization_names_member = Supplied(*_AUTHORIZATION, "member_matches")
    authorization_names_provider = Supplied(*_AUTHORIZATION, "provider_matches")
    authorization_states = Supplied(*_AUTHORIZATION, "states")
    order_on_file = Supplied("order", "on_file")
    orderer_named = Supplied("order", "provider_named")
    orderer_enrolled = Supplied("order", "provider_enrolled")
    provider_enrolled = Supplied("rendering_provider", "enrolled")
    billed_under_another = Supplied("rendering_provider", "billed_under_another")
    plan_states = Supplied("plan_of_care", "states")
    therapy_plan_states = Supplied("therapy_plan", "states")
    therapy_visits_this_year = Supplied("therapy_plan", "visits_this_year")
    therapy_visits_on_date = Supplied("therapy_plan", "visits_on_date")
    therapy_charges = Supplied("therapy_plan", "charges_this_year")
    attachments_sent = Supplied("attachments", "sent")
    filing_proof_on_file = Supplied("filing", "proof_on_file")

    def __init__(self, encounter: Encounter, limits: Limits) -> None:
        """Keep the encounter and the pack's numbers."""
        self.given = encounter
        self.limits = limits
        self.given_today: Callable[[], Iterable[tuple[str, Collection[str]]]] = tuple

    # coverage

    @property
    def eligibility_checked(self) -> bool | None:
        """Whether it was verified on or before the date of service."""
        if (coverage := self.given.coverage) is None:
            return None
        day = coverage.eligibility_verified_on
        return day is not None and day <= self.given.date_of_service

    @property
    def demographics_present(self) -> bool | None:
        """Whether name, birth date and member id stand on the claim."""
        if self.given.coverage is None or (details := self.given.coverage.demographics) is None:
            return None
        told = (details.name, details.birth_date, details.member_id)
        return False if False in told else None if None in told else True

    # authorization

    @property
    def _authorization(self) -> PriorAuthorization | None:
        coverage: Coverage | None = self.given.coverage
        return None if coverage is None else coverage.prior_authorization

    @property
    def authorization_covers_date(self) -> bool | None:
        """Whether the date of service is within its days."""
        held = self._authorization
        return (
            None if held is None else _within(self.given.date_of_service, held.valid_from, held.valid_until)
        )

    @property
    def authorization_days(self) -> int | None:
        """For how many days it is."""
        held = self._authorization
        if held is None or held.valid_from is None or held.valid_until is None:
            return None
        return (held.valid_until - held.valid_from).days + 1

    @property
    def authorized_services(self) -> dict[str, AuthorizedService] | None:
        """The codes that it names; None when that cannot be told, and none when nothing is authorized."""
        if self.given.coverage is None:
            return None
        held = self._authorization
        if held is None:
            return {}
        return None if held.services is None else {service.code: service for service in held.services}

    # orders and plans

    @property
    def therapy_plan_certified(self) -> bool | None:
        """Whether the plan is certified for the date of service."""
        plan = self.given.therapy_plan
        if plan is None:
            return None
        return _within(self.given.date_of_service, plan.certified_from, plan.certified_until)

    @property
    def therapy_threshold_exceeded(self) -> bool | None:
        """As stated, or else by the charges of the year; unknown where the two contradict each other."""
        stated = None if self.given.therapy_plan is None else self.given.therapy_plan.threshold_exceeded
        charges, threshold = self.therapy_charges, self.limits.therapy_threshold
        if charges is None or threshold is None:
            return stated
        if self.given.date_of_service.year != self.limits.therapy_year:
            return stated
        return charges > threshold if stated in (None, charges > threshold) else None

    # papers

    @property
    def attachments_on_file(self) -> frozenset[str] | None:
        """Documents that are at hand, those that were sent too."""
        papers = self.given.attachments
        return None if papers is None else frozenset((*papers.on_file, *papers.sent))

    # history

    @property
    def debridements_in_window(self) -> int | None:
        """How often a code that counts was given in the window."""
        return self._in_window(self.limits.window_codes)

    @property
    def deep_debridements_in_window(self) -> int | None:
        """How often a code that counts as deep was."""
        return self._in_window(self.limits.deep_codes)

    def _in_window(self, codes: frozenset[str] | None) -> int | None:
        """One for each date and code, this day's too; None where the history does not reach."""
        history, days = self.given.history, self.limits.window_days
        if history is None or history.complete_since is None or codes is None or days is None:
            return None
        first = _later(self.given.date_of_service, 1 - int(days))
        if history.complete_since > first:
            return None
        return len({(day, code) for day, code, _ in self._given(history) if day >= first and code in codes})

    def _given(self, history: History) -> Iterator[tuple[date, str, Collection[str]]]:
        """The day, the code and the wounds of each service to the end of the date of service."""
        today = self.given.date_of_service
        for each in history.services:
            if each.date_of_service <= today:
                yield each.date_of_service, each.code, each.wound_ids
        for code, wound_ids in self.given_today():
            yield today, code, wound_ids

    def seen_before(self, wound: Wound) -> bool | None:
        """Whether the wound was seen before the date of service: the history names it, or it is older."""
        today, history = self.given.date_of_service, self.given.history
        before = () if history is None else history.services
        if any(each.date_of_service < today and wound.wound_id in each.wound_ids for each in before):
            return True
        first = wound.first_seen_on
        return None if first is None or first > today else first < today

    def deep_debridements_of(self, wound: Wound) -> int | None:
        """How often a code that counts as deep was given for a wound; None where the history is shorter."""
        codes, history, first = self.limits.deep_codes, self.given.history, wound.first_seen_on
        if history is None or history.complete_since is None or codes is None or first is None:
            return None
        if history.complete_since > first or first > self.given.date_of_service:
            return None
        deep = [each for each in self._given(history) if each[1] in codes]
        if any(not wound_ids or (wound.wound_id in wound_ids and day < first) for day, _, wound_ids in deep):
            return None
        return len({(day, code) for day, code, wound_ids in deep if wound.wound_id in wound_ids})

    # the clock

    @property
    def filing_deadline(self) -> date | None:
        """The last day on which the claim may be received; None in a year after the last closed day."""
        last, closed = self._filing_end(), self.limits.closed_days
        if last is None or closed is None:
            return last
        moved = _moved(last, closed)
        return None if closed and moved.year > max(closed).year else moved

    def _filing_end(self) -> date | None:
        """The same before it moves to a day that is open."""
        last = self._filing_limit()
        return None if last is None else max(last, self._enrollment_limit() or last)

    def _filing_limit(self) -> date | None:
        limits, served = self.limits, self.given.date_of_service
        if limits.filing_days_outside is not None and self.network != "participating":
            if self.network is None:
                return None
            return _later(served, int(limits.filing_days_outside))
        ends = []
        if limits.filing_months is not None:
            ends.append(_months_after(served, int(limits.filing_months)))
        if limits.filing_days is not None:
            ends.append(_later(served, int(limits.filing_days)))
        return min(ends, default=None)

    def _enrollment_limit(self) -> date | None:
        filing, limits = self.given.filing, self.limits
        if filing is None or filing.provider_enrolled_on is None or limits.enrollment_days is None:
            return None
        last = _later(filing.provider_enrolled_on, int(limits.enrollment_days))
        most = limits.enrollment_most_days
        return last if most is None else min(last, _later(self.given.date_of_service, int(most)))

    @property
    def _received(self) -> date | None:
        filing: Filing | None = self.given.filing
        return None if filing is None else filing.received_on

    @property
    def filed_late(self) -> bool | None:
        """Whether the claim is received after the deadline."""
        received, end, last = self._received, self._filing_end(), self.filing_deadline
        if received is not None and end is not None and received <= end:
            return False
        return None if received is None or last is None else received > last

    @property
    def filing_days_left(self) -> int | None:
        """Days from the receipt to the deadline; 0 when it has passed."""
        received, last = self._received, self.filing_deadline
        return None if received is None or last is None else max(0, (last - received).days)


def _within(day: date, first: date | None, last: date | None) -> bool | None:
    """Whether a day is within others; what one of the two rules out, the other need not say."""
    if (first is not None and day < first) or (last is not None and day > last):
        return False
    return None if first is None or last is None else True


def _later(day: date, days: int) -> date:
    """So many days later, or earlier; the first or last day of the calendar where it would end."""
    return date.fromordinal(min(max(day.toordinal() + days, date.min.toordinal()), date.max.toordinal()))


def _months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last day where that month is shorter."""
    year, month = divmod(day.month - 1 + months, _MONTHS)
    year, month = day.year + year, month + 1
    if year > date.max.year:
        return date.max
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _moved(day: date, closed: frozenset[date]) -> date:
    """The first day from a day on that is neither of a weekend nor closed."""
    while (day.weekday() >= _SATURDAY or day in closed) and day < date.max:
        day += _DAY
    return day
