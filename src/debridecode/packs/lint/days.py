"""Days of a pack: each exists, histories are in order, and the pack answers for some day."""

from collections.abc import Iterator, Mapping
from datetime import date

from debridecode.packs.raw import Json, Problem, day, day_problems, escape, members, objects
from debridecode.releases import EDIT_KINDS


def supports_problems(document: Json) -> Iterator[Problem]:
    """What is wrong with the days that a pack answers for."""
    supports = document.get("supports")
    if not isinstance(supports, Mapping):
        return
    for key in ("from", "until"):
        yield from day_problems(supports.get(key), f"/supports/{key}")
    first, until = day(supports.get("from")), day(supports.get("until"))
    if first is not None and until is not None and until <= first:
        yield Problem("/supports/until", "expected a date after from; the pack answers for no day")


def history_problems(document: Json) -> Iterator[Problem]:
    """What is wrong with the days of histories."""
    for section in ("rules", "parameters", "tables"):
        for id_, member in members(document, section):
            yield from _history(member, f"/{section}/{escape(id_)}", _late_start(section, member, document))


def _late_start(section: str, member: Json, document: Json) -> date | None:
    """The day by which a history must have begun. Rules may begin later; edit tables use their first rows."""
    if section == "rules" or member.get("kind") in EDIT_KINDS:
        return None
    supports = document.get("supports")
    return day(supports.get("from")) if isinstance(supports, Mapping) else None


def _history(member: Json, pointer: str, needed_by: date | None) -> Iterator[Problem]:
    last: date | None = None
    for index, segment in enumerate(objects(member.get("history"))):
        at = f"{pointer}/history/{index}/from"
        yield from day_problems(segment.get("from"), at)
        start = day(segment.get("from"))
        if start is None:
            continue
        if last is not None and start <= last:
            yield Problem(
                at, "expected a later date than the segment before", "write the oldest segment first"
            )
        if index == 0 and needed_by is not None and start > needed_by:
            yield Problem(at, f"expected {needed_by} or earlier, where this pack's supports begins")
        last = start
    yield from day_problems(member.get("known_until"), f"{pointer}/known_until")
    known_until = day(member.get("known_until"))
    if known_until is not None and last is not None and known_until < last:
        yield Problem(f"{pointer}/known_until", "expected a date not before the last segment's from")
