"""Encounters whose circumstances are as wanted: coverage, orders, plans, papers.

What turns on the history or on the filing clock is left out: it rests on numbers of the pack.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

from debridecode.engine.circumstances import Circumstances, Supplied
from debridecode.packs.catalogue import FACTS, Fact
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


def _supplied(fact: Fact, path: tuple[str, ...]) -> Put:
    """Puts what stands in an encounter as it is."""
    if fact.kind == "words":
        return _words(*path)
    return _number(*path) if fact.kind == "number" and fact.unit != "dollars" else _field(*path)


_AUTHORIZATION: Final = ("coverage", "prior_authorization")
CIRCUMSTANCES: Final[dict[str, Put]] = {
    **{
        f"encounter.{slot}": _supplied(FACTS[f"encounter.{slot}"], read.path)
        for slot, read in vars(Circumstances).items()
        if isinstance(read, Supplied)
    },
    "encounter.therapy_threshold_exceeded": _field("therapy_plan", "threshold_exceeded"),
    "encounter.therapy_plan_certified": _days("certified_from", "certified_until", "therapy_plan"),
    "encounter.eligibility_checked": _on_file("eligibility_verified_on", _LONG_AGO.isoformat()),
    "encounter.demographics_present": _put_demographics,
    "encounter.referral_on_file": _on_file("referral", "1"),
    "encounter.authorization_on_file": _on_file("prior_authorization", {"number": "1"}),
    "encounter.authorization_covers_date": _days("valid_from", "valid_until", *_AUTHORIZATION),
    "encounter.authorization_days": _put_authorization_days,
    "encounter.attachments_on_file": _words("attachments", "on_file"),
}
"""A fact -> how a value of it is put into an encounter."""
