"""What the packs of a chain write themselves, as places where one thing can be changed for another."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from attrs import evolve, frozen

from debridecode.packs.model import Condition, Override, Pack

Chain = tuple[Pack, ...]


@frozen
class Days:
    """The days that a chain answers for: from the first until, if it ends, the first that it does not."""

    first: date
    until: date | None

    @classmethod
    def of(cls, chain: Chain) -> "Days":
        """The days that every pack of a chain answers for."""
        ends = [pack.supports_until for pack in chain if pack.supports_until is not None]
        return cls(max(pack.supports_from for pack in chain), min(ends, default=None))

    def __contains__(self, day: date) -> bool:
        """Whether a day is among them."""
        return self.first <= day and (self.until is None or day < self.until)

    def parted_by(self, day: date) -> bool:
        """Whether a day is among them, and the day before it too."""
        return day in self and day != self.first

    def between(self, start: date, until: date | None) -> "Days":
        """Those of them from a day on until another, if that is given."""
        ends = [day for day in (self.until, until) if day is not None]
        return Days(max(self.first, start), min(ends, default=None))


@frozen(kw_only=True)
class Written:
    """A condition that stands in a chain.

    Attributes:
        id: of its rule or classification row, as cases cover it.
        words: names it in a message; with the day it begins on where it has a history.
        when: the condition.
        days: those on which it holds.
        instead: gives the chain with another condition in its place.
        last: whether it is the last row of a classification: the rows before it may leave it nothing else.
    """

    id: str
    words: str
    when: Condition
    days: Days
    instead: Callable[[Condition], Chain]
    last: bool = False


def conditions(chain: Chain) -> Iterator[Written]:
    """The conditions that the last pack of a chain writes: of its rules, its rows and its overrides."""
    yield from conditions_of(chain, len(chain) - 1, Days.of(chain))
    for index, override in enumerate(chain[-1].overrides):
        days = days_of(chain, override)
        if override.change == "when" and days.first in days:
            yield _of_override(chain, index, days)


def conditions_of(chain: Chain, at: int, days: Days) -> Iterator[Written]:
    """The conditions that hold on some of the days, of the rules and classification rows of one pack."""
    for id_, rule in chain[at].rules.items():
        for index, segment, on in held(rule.history, days):
            if not segment.retired:
                yield _of_rule(chain, at, id_, index, on)
    for table in chain[at].tables.values():
        if table.kind == "classification":
            for index, segment, on in held(table.history, days):
                for row in range(len(segment.rows)):
                    yield _of_row(chain, at, table.id, index, row, on)


def _of_override(chain: Chain, index: int, days: Days) -> Written:
    override = chain[-1].overrides[index]
    id_ = id_of(override.target)
    return Written(
        id=id_,
        words=f"the condition of the override of {id_} from {override.start}",
        when=override.to,
        days=days,
        instead=lambda when: with_override(chain, index, evolve(override, to=when)),
    )


def _of_rule(chain: Chain, at: int, id_: str, index: int, days: Days) -> Written:
    history = chain[at].rules[id_].history
    segment = history[index]

    def instead(when: Condition) -> Chain:
        return with_segment(chain, at, "rules", id_, index, evolve(segment, when=when))

    words = f"rules/{dated(id_, history, index)}"
    return Written(id=id_, words=words, when=segment.when, days=days, instead=instead)


def _of_row(chain: Chain, at: int, table: str, index: int, row: int, days: Days) -> Written:
    history = chain[at].tables[table].history
    segment = history[index]
    id_ = f"{table}.{segment.rows[row].id}"

    def instead(when: Condition) -> Chain:
        rows = (*segment.rows[:row], evolve(segment.rows[row], when=when), *segment.rows[row + 1 :])
        return with_segment(chain, at, "tables", table, index, evolve(segment, rows=rows))

    return Written(
        id=id_,
        words=dated(id_, history, index),
        when=segment.rows[row].when,
        days=days,
        instead=instead,
        last=row == len(segment.rows) - 1,
    )


def id_of(target: str) -> str:
    """The id in the target of an override."""
    return target.partition("/")[2]


def dated(id_: str, history: Sequence[Any], index: int) -> str:
    """An id, and where it has a history the day from which one of its segments holds."""
    return id_ if len(history) == 1 else f"{id_} from {history[index].start}"


def held(history: Sequence[Any], days: Days) -> Iterator[tuple[int, Any, Days]]:
    """The segments of a history that hold on some of the days, with their indexes and those days."""
    ends = [*(segment.start for segment in history[1:]), None]
    for index, (segment, end) in enumerate(zip(history, ends, strict=True)):
        on = days.between(segment.start, end)
        if on.first in on:
            yield index, segment, on


def days_of(chain: Chain, override: Override) -> Days:
    """The days on which the last pack says what an override of it says, and no later one of the same."""
    later = [
        each.start
        for each in chain[-1].overrides
        if each.target == override.target
        and each.change in ("value", "when", "disable")
        and each.start > override.start
    ]
    ends = later if override.until is None else [*later, override.until]
    return Days.of(chain).between(override.start, min(ends, default=None))


def with_segment(chain: Chain, at: int, section: str, id_: str, index: int, segment: Any) -> Chain:
    """The chain with another segment in the history of a rule, parameter or table of one of its packs."""
    members = getattr(chain[at], section)
    history = members[id_].history
    changed = evolve(members[id_], history=(*history[:index], segment, *history[index + 1 :]))
    sections: dict[str, Any] = {section: {**members, id_: changed}}
    return (*chain[:at], evolve(chain[at], **sections), *chain[at + 1 :])


def with_override(chain: Chain, index: int, *instead: Any) -> Chain:
    """The chain with other overrides, or none, in the place of one of its last pack."""
    pack = chain[-1]
    overrides = (*pack.overrides[:index], *instead, *pack.overrides[index + 1 :])
    return (*chain[:-1], evolve(pack, overrides=overrides))
