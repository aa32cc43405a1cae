"""Days that no date of service of a pack can reach."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise

from debridecode.packs.model import Pack
from debridecode.packs.raw import Problem, day, escape
from debridecode.packs.review.days import end_day, first_day
from debridecode.releases import EDIT_KINDS


def date_problems(chain: Sequence[Pack], fixtures: Mapping[str, str]) -> Iterator[Problem]:
    """What of a pack lies outside the days that it and those it extends answer for."""
    pack, first, end = chain[-1], first_day(chain), end_day(chain)
    yield from _beyond_base(chain, first, end)
    for at, start in _starts(pack):
        if end is not None and start >= end:
            yield _outside(at, f"expected a date before {end}, from which on the pack answers for no day")
    for at, until in _ends(pack):
        if until <= first:
            message = f"this holds to before {until}, and the pack answers from {first} on"
            yield Problem(at, message, "it may stand as a word on earlier days", code="before-supports")
    for at, on in _case_days(pack, fixtures):
        if on < first or (end is not None and on >= end):
            last = f" to before {end}" if end is not None else " on"
            yield _outside(at, f"this test is of {on}; the pack answers from {first}{last}")


def _outside(at: str, message: str, hint: str = "") -> Problem:
    return Problem(at, message, hint, code="outside-supports")


def _beyond_base(chain: Sequence[Pack], first: date, end: date | None) -> Iterator[Problem]:
    """Days that a pack answers for, and one that it extends does not."""
    *base, pack = chain
    if end is not None and end <= first:
        yield _outside("/supports", "the pack and those that it extends answer for no day together")
    for each in base:
        if pack.supports_from < each.supports_from:
            message = f"{each.id} answers from {each.supports_from} on: a date of service before is refused"
            yield _outside("/supports/from", message, f"write {each.supports_from}")
        last, until = each.supports_until, pack.supports_until
        if last is not None and (until is None or until > last):
            at = "/supports" if until is None else "/supports/until"
            message = f"{each.id} answers to before {last}: a date of service from then on is refused"
            yield _outside(at, message, f"write {last} as until")


def _histories(pack: Pack) -> Iterator[tuple[str, list[date]]]:
    """The histories of which one segment holds on a day, with the first day of each segment.

    The segments of edit tables are releases: the last before a day answers for it.
    """
    tables = {id_: table for id_, table in pack.tables.items() if table.kind not in EDIT_KINDS}
    for section, held in (("parameters", pack.parameters), ("tables", tables), ("rules", pack.rules)):
        for id_, member in held.items():
            yield f"/{section}/{escape(id_)}/history", [segment.start for segment in member.history]


def _starts(pack: Pack) -> Iterator[tuple[str, date]]:
    """Each segment and override with the day from which on it holds."""
    for at, starts in _histories(pack):
        yield from ((f"{at}/{index}/from", start) for index, start in enumerate(starts))
    for index, override in enumerate(pack.overrides):
        yield f"/overrides/{index}/from", override.start


def _ends(pack: Pack) -> Iterator[tuple[str, date]]:
    """Each segment after which another follows, and each override that ends, with the day after its last."""
    for at, starts in _histories(pack):
        yield from ((f"{at}/{index}/from", until) for index, (_, until) in enumerate(pairwise(starts)))
    for index, override in enumerate(pack.overrides):
        if override.until is not None:
            yield f"/overrides/{index}/until", override.until


def _case_days(pack: Pack, fixtures: Mapping[str, str]) -> Iterator[tuple[str, date]]:
    """The date of service of each test, with where it is said."""
    for index, case in enumerate(pack.cases):
        changed = "/date_of_service" in case.changes
        said = case.changes["/date_of_service"] if changed else _date_of(fixtures[case.base])
        on = day(said)
        if on is not None:
            at = f"/tests/{index}/given"
            yield f"{at}/set/{escape('/date_of_service')}" if changed else f"{at}/base", on


def _date_of(fixture: str) -> str:
    return str(json.loads(fixture)["date_of_service"])
