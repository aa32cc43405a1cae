"""Overrides against what they change: a base that has moved since an override was written."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import reduce
from itertools import takewhile
from typing import Any, Final

from debridecode.packs.model import Override, Pack
from debridecode.packs.places import place_in
from debridecode.packs.raw import Problem, escape
from debridecode.packs.resolve import changed, split_for


def moved_problems(overrides: Mapping[int, Override], base: Sequence[Pack]) -> Iterator[Problem]:
    """Overrides whose `was` the base no longer says, or says since another day.

    Every segment that an override reaches must say it. An override finds what those before it have made of
    the same target.

    Args:
        overrides: by their index in the pack.
        base: the packs that it extends, base first.
    """
    histories: dict[str, tuple[Any, ...]] = {}
    for index, override in overrides.items():
        section, _, id_ = override.target.partition("/")
        owner = next(each for each in base if id_ in getattr(each, section))
        history = histories.get(override.target)
        if history is None:
            earlier = [each for other in base for each in other.overrides if each.target == override.target]
            history = reduce(changed, earlier, getattr(owner, section)[id_].history)
        reached = [each for each in split_for(history, override) if override.reaches(each.start)]
        moved = [segment for segment in reached if _says(segment, override) != override.was]
        for segment in moved:
            place = _own_place(overrides, index, segment.start) or _place(override, owner)
            yield _moved_problem(index, override, place, segment)
        since = _since(history, override)
        if not moved and since != override.was_from:
            yield _dated_problem(index, override, owner, since)
        histories[override.target] = history if moved else changed(history, override)


def _own_place(overrides: Mapping[int, Override], index: int, day: date) -> str:
    """Where the pack itself, earlier in its list, says what an override finds on a day, or ""."""
    override = overrides[index]
    earlier = [
        at
        for at, each in overrides.items()
        if at < index
        and each.target == override.target
        and each.change in (override.change, "disable")
        and each.reaches(day)
    ]
    return f"{override.target} after the override before it, /overrides/{earlier[-1]}," if earlier else ""


def _moved_problem(index: int, override: Override, place: str, segment: Any) -> Problem:
    said = _says(segment, override)
    at, restate = "was", "restate was, choose another from"
    what = "says something else"
    if said is _RETIRED:
        what, at, restate = "has retired this rule", "from", "choose another from"
    elif isinstance(said, str):
        what = f'says "{said}"'
    elif isinstance(said, Decimal):
        what = f"says {said}"
    return Problem(
        f"/overrides/{index}/{at}",
        f"{place} {what} from {segment.start}",
        f"read the base again and {restate}, or end the override with until",
    )


def _dated_problem(index: int, override: Override, owner: Pack, since: date) -> Problem:
    return Problem(
        f"/overrides/{index}/was_from",
        f"{_place(override, owner)} says this from {since} on",
        "read the base again, see whether the override still fits, and restate was_from",
    )


def _place(override: Override, owner: Pack) -> str:
    section, _, id_ = override.target.partition("/")
    return place_in(owner, f"/{section}/{escape(id_)}")


def _since(history: Sequence[Any], override: Override) -> date:
    """The day from which on a history says what an override changes; the first, where it begins later."""
    before = [segment for segment in history if segment.start <= override.start] or history[:1]
    said = takewhile(lambda segment: _says(segment, override) == override.was, reversed(before))
    first: date = min((segment.start for segment in said), default=history[0].start)
    return first


def _says(segment: Any, override: Override) -> Any:
    """What a segment says where an override changes it."""
    if override.change == "value":
        return segment.value
    if segment.retired:
        return _RETIRED
    if override.change == "disable":
        return None
    if override.change == "when":
        return segment.when
    return getattr(segment.then.finding, override.change, _ABSENT)


_ABSENT: Final = object()
_RETIRED: Final = object()
