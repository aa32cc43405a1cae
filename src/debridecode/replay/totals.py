"""What came of a replay so far: counts, and a few encounters of each rule. It grows with the packs alone."""

from collections.abc import Iterable
from typing import Any, Final

import cattrs
from attrs import Factory, define

from debridecode.decision import Decision
from debridecode.model import Encounter
from debridecode.model.claim import line_text
from debridecode.replay.changes import Change

SHOWN: Final = 5
"""Encounters that are kept of each rule."""
LISTED: Final = 20
"""Rows that are kept of those that were not replayed."""


@define(kw_only=True)
class Shown:
    """An encounter that one rule changed, to look at.

    Attributes:
        row: its number in the file.
        encounter_id: the caller's own opaque id.
        date_of_service: as YYYY-MM-DD.
        status: under the old pack, and under the new.
        lines: under the old pack, and under the new, each in one short text.
        told: what the rule changed, each as it was and as it is.
    """

    row: int
    encounter_id: str
    date_of_service: str
    status: tuple[str, str]
    lines: tuple[list[str], list[str]]
    told: list[tuple[str, str]]


@define(kw_only=True)
class OfRule:
    """What one rule changed.

    Attributes:
        encounters: how many it changed.
        changes: what changed -> how often.
        shown: the first of them.
    """

    encounters: int = 0
    changes: dict[str, int] = Factory(dict)
    shown: list[Shown] = Factory(list)

    def take(self, row: int, encounter: Encounter, old: Decision, new: Decision, its: list[Change]) -> None:
        """Count what it changed in one encounter."""
        self.encounters += 1
        for change in its:
            _count(self.changes, change.kind)
        if len(self.shown) < SHOWN:
            self.shown.append(_shown(row, encounter, old, new, its))


@define(kw_only=True)
class Totals:
    """Counts of a replay.

    Attributes:
        rows: that were read; blank lines are none.
        same_rules: encounters on days on which both packs say the same: nothing can change, so they are not
            decided.
        unchanged: encounters with the same decision under both.
        changed: encounters with another decision.
        not_replayed: why -> rows.
        listed: the first rows that were not replayed, each with the reason.
        first_day: the earliest date of service that was replayed, or None.
        last_day: the latest.
        statuses: status under the old pack -> status under the new -> encounters decided.
        changes: what changed -> how often.
        encounters: what changed -> encounters in which it did.
        rules: name of a rule, parameter, row or table -> what it changed; "" where it is not told.
    """

    rows: int = 0
    same_rules: int = 0
    unchanged: int = 0
    changed: int = 0
    not_replayed: dict[str, int] = Factory(dict)
    listed: list[tuple[int, str]] = Factory(list)
    first_day: str | None = None
    last_day: str | None = None
    statuses: dict[str, dict[str, int]] = Factory(dict)
    changes: dict[str, int] = Factory(dict)
    encounters: dict[str, int] = Factory(dict)
    rules: dict[str, OfRule] = Factory(dict)

    @property
    def replayed(self) -> int:
        """Encounters that were replayed."""
        return self.same_rules + self.unchanged + self.changed

    def refuse(self, row: int, why: str, reason: str) -> None:
        """Count a row that cannot be replayed."""
        self.rows += 1
        _count(self.not_replayed, why)
        if len(self.listed) < LISTED:
            self.listed.append((row, reason))

    def pass_over(self, encounter: Encounter) -> None:
        """Count an encounter of a day on which both packs say the same."""
        self._replayed(encounter)
        self.same_rules += 1

    def decide(
        self, row: int, encounter: Encounter, old: Decision, new: Decision, found: tuple[Change, ...]
    ) -> None:
        """Count an encounter that was decided twice."""
        self._replayed(encounter)
        _count(self.statuses.setdefault(old.status, {}), new.status)
        if not found:
            self.unchanged += 1
            return
        self.changed += 1
        for change in found:
            _count(self.changes, change.kind)
        for kind in dict.fromkeys(change.kind for change in found):
            _count(self.encounters, kind)
        for rule, its in _by_rule(found).items():
            self.rules.setdefault(rule, OfRule()).take(row, encounter, old, new, its)

    def _replayed(self, encounter: Encounter) -> None:
        self.rows += 1
        day = encounter.date_of_service.isoformat()
        self.first_day = min(self.first_day or day, day)
        self.last_day = max(self.last_day or day, day)


def as_json(totals: Totals) -> dict[str, Any]:
    """Totals as plain values."""
    plain: dict[str, Any] = cattrs.unstructure(totals)
    return plain


def _by_rule(found: Iterable[Change]) -> dict[str, list[Change]]:
    by_rule: dict[str, list[Change]] = {}
    for change in found:
        for rule in change.rules or ("",):
            by_rule.setdefault(rule, []).append(change)
    return by_rule


def _count(counts: dict[str, int], what: str) -> None:
    counts[what] = counts.get(what, 0) + 1


def _shown(row: int, encounter: Encounter, old: Decision, new: Decision, its: list[Change]) -> Shown:
    return Shown(
        row=row,
        encounter_id=encounter.encounter_id,
        date_of_service=encounter.date_of_service.isoformat(),
        status=(old.status, new.status),
        lines=(_lines(old), _lines(new)),
        told=[(change.old, change.new) for change in its],
    )


def _lines(decision: Decision) -> list[str]:
    return [line_text(line.code, line.units, line.modifiers) for line in decision.lines]
