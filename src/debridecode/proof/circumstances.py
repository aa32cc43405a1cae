"""Encounters whose circumstances are as wanted: coverage, orders, plans, papers.

What turns on the history or on the filing clock is left out: it rests on numbers of the pack.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

from debridecode.proof.encode import Value

_LONG_AGO: Final = date(2000, 1, 1)
_LATE: Final = date(2099, 12, 31)
Document = dict[str, Any]
Put = Callable[[Document, Value], None]


def _section(document: Document, *names: str) -> Document:
    """A section of the encounter, made where it is not there."""
    held = document
    for name in names:
        held[name] = dict(held.get(name) or {})
        held = held[name]
    return held


def _field(*path: str) -> Put:
    """Puts a value into a field as it is."""
    *sections, name = path

    def put(document: Document, value: Value) -> None:
        _section(document, *sections)[name] = value

    return put


def _words(*path: str) -> Put:
    """Puts a set of words into a field; where it should be unknown, nothing is supplied."""
    *sections, name = path

    def put(document: Document, value: Value) -> None:
        if value is None and len(sections) == 1:
            document[sections[0]] = None
        else:
            _section(document, *sections)[name] = None if value is None else sorted(value)

    return put


def _number(*path: str) -> Put:
    *sections, name = path

    def put(document: Document, value: Value) -> None:
        _section(document, *sections)[name] = None if value is None else int(value)

    return put


def _days(first: str, last: str, *sections: str) -> Put:
    """Puts days around every date of service, or before every one."""

    def put(document: Document, value: Value) -> None:
        held = _section(document, *sections)
        held[first] = None if value is None else _LONG_AGO.isoformat()
        held[last] = None if value is None else (_LATE if value else _LONG_AGO).isoformat()

    return put


def _on_file(name: str, there: Any) -> Put:
    """Puts something on file; what is unknown is so because the coverage was not supplied."""

    def put(document: Document, value: Value) -> None:
        if value is None:
            document["coverage"] = None
        else:
            _section(document, "coverage")[name] = there if value else None

    return put


def _put_demographics(document: Document, value: Value) -> None:
    names = ("name", "birth_date", "member_id")
    _section(document, "coverage")["demographics"] = None if value is None else dict.fromkeys(names, value)


def _put_authorization_days(document: Document, value: Value) -> None:
    held = _section(document, "coverage", "prior_authorization")
    last = None if value is None else _LONG_AGO + timedelta(days=int(value) - 1)
    held["valid_from"] = None if last is None else _LONG_AGO.isoformat()
    held["valid_until"] = None if last is None else last.isoformat()


_AUTHORIZATION: Final = ("coverage", "prior_authorization")
CIRCUMSTANCES: Final[dict[str, Put]] = {
    "encounter.therapy_threshold_exceeded": _field("therapy_plan", "threshold_exceeded"),
    "encounter.therapy_charges": _field("therapy_plan", "charges_this_year"),
    "encounter.therapy_plan_certified": _days("certified_from", "certified_until", "therapy_plan"),
    "encounter.therapy_plan_states": _words("therapy_plan", "states"),
    "encounter.therapy_visits_this_year": _number("therapy_plan", "visits_this_year"),
    "encounter.therapy_visits_on_date": _number("therapy_plan", "visits_on_date"),
    "encounter.plan_states": _words("plan_of_care", "states"),
    "encounter.order_on_file": _field("order", "on_file"),
    "encounter.orderer_named": _field("order", "provider_named"),
    "encounter.orderer_enrolled": _field("order", "provider_enrolled"),
    "encounter.provider_enrolled": _field("rendering_provider", "enrolled"),
    "encounter.billed_under_another": _field("rendering_provider", "billed_under_another"),
    "encounter.eligibility_checked": _on_file("eligibility_verified_on", _LONG_AGO.isoformat()),
    "encounter.eligible": _field("coverage", "eligible"),
    "encounter.demographics_present": _put_demographics,
    **{
        f"encounter.{name}": _field("coverage", name)
        for name in (
            "plan_type",
            "network",
            "managed_care",
            "self_funded",
            "other_coverage",
            "referral_required",
            "authorization_required",
        )
    },
    "encounter.referral_on_file": _on_file("referral", "on file"),
    "encounter.authorization_on_file": _on_file("prior_authorization", {"number": "on file"}),
    "encounter.authorization_covers_date": _days("valid_from", "valid_until", *_AUTHORIZATION),
    "encounter.authorization_names_member": _field(*_AUTHORIZATION, "member_matches"),
    "encounter.authorization_names_provider": _field(*_AUTHORIZATION, "provider_matches"),
    "encounter.authorization_days": _put_authorization_days,
    "encounter.authorization_states": _words(*_AUTHORIZATION, "states"),
    "encounter.attachments_sent": _words("attachments", "sent"),
    "encounter.attachments_on_file": _words("attachments", "on_file"),
    "encounter.filing_proof_on_file": _field("filing", "proof_on_file"),
}
"""A fact -> how a value of it is put into an encounter."""
