"""An encounter that shows something, run through the engine before it is called a witness, and made small."""

import json
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any, Final

from attrs import frozen

from debridecode.decision import Decision
from debridecode.errors import EncounterError
from debridecode.interop.json import encounter_from
from debridecode.model.claim import line_text
from debridecode.proof.realize import Document
from debridecode.rulebooks import RuleBook

TRIES: Final = 4_000
"""Encounters that are run for one question before it is said that none was found."""
_SHRINKING: Final = 3_000

Shows = Callable[[Document], bool]
"""Whether an encounter, run through the engine, shows what is wanted."""


@frozen(kw_only=True)
class Outcome:
    """What a Decision says, its words left out.

    Attributes:
        status: of the Decision.
        lines: each in one short text.
        other_lines: likewise.
        findings: severity, outcome, rule and wound of each, in alphabetical order.
    """

    status: str
    lines: tuple[str, ...]
    other_lines: tuple[str, ...]
    findings: tuple[str, ...]


@frozen
class Side:
    """The rules that an encounter is run through, and the date of service that it has there."""

    book: RuleBook
    day: date

    def decision(self, document: Document) -> Decision | None:
        """The Decision on an encounter; None when it is none that can be read."""
        if "date_of_service" not in document:
            return None
        try:
            encounter = encounter_from({**document, "date_of_service": self.day.isoformat()})
        except EncounterError:
            return None
        return self.book.code(encounter)

    def outcome(self, document: Document) -> Outcome | None:
        """What the Decision says, without its words."""
        decision = self.decision(document)
        return None if decision is None else outcome_of(decision)


@frozen(kw_only=True)
class Witness:
    """An encounter, and what comes of it on each side, one after the other."""

    encounter: Document
    outcomes: tuple[Outcome, ...]

    @property
    def text(self) -> str:
        """The encounter as JSON."""
        return json.dumps(self.encounter, indent=1, ensure_ascii=False, default=_number)


def outcome_of(decision: Decision) -> Outcome:
    """What a Decision says, its words left out; rules are named without their pack."""
    lines = [
        tuple(line_text(line.code, line.units, line.modifiers) for line in lines)
        for lines in (decision.lines, decision.other_lines)
    ]
    findings = {
        f"{each.severity} {each.outcome}: {each.rule.partition(':')[2]}"
        + ("" if each.wound_id is None else f"@{each.wound_id}")
        for each in decision.findings
    }
    return Outcome(
        status=decision.status, lines=lines[0], other_lines=lines[1], findings=tuple(sorted(findings))
    )


def witness(candidates: Iterable[Document], shows: Shows, *sides: Side) -> Witness | None:
    """The first encounter that shows what is wanted, made as small as it stays so.

    Args:
        candidates: to run, the likeliest first; no more than `TRIES` are.
        shows: whether one shows what is wanted, as the engine tells.
        sides: rules whose outcomes go with it; the first says which payer and day it has.
    """
    found = next((each for each in islice(candidates, TRIES) if shows(each)), None)
    if found is None:
        return None
    first = sides[0]
    named = {"encounter_id": "witness", "payer": first.book.resolved.pack}
    found = _smallest({**found, **named, "date_of_service": first.day.isoformat()}, shows)
    outcomes = [side.outcome(found) for side in sides]
    return Witness(encounter=found, outcomes=tuple(each for each in outcomes if each is not None))


def _smallest(document: Document, shows: Shows) -> Document:
    """What is left of an encounter when nothing more can be taken away from it, one thing at a time."""
    left, again = _SHRINKING, True
    while again and left > 0:
        again = False
        for path in list(_paths(document)):
            smaller = _without(document, path)
            left -= 1
            if smaller is not None and shows(smaller):
                document, again = smaller, True
    return document


def _paths(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in an encounter, the whole before its parts, later items of a list first."""
    if isinstance(value, dict):
        for key, member in value.items():
            yield (*at, key)
            yield from _paths(member, (*at, key))
    elif isinstance(value, list):
        for index in reversed(range(len(value))):
            yield (*at, index)
            yield from _paths(value[index], (*at, index))


def _without(document: Document, path: tuple[Any, ...]) -> Document | None:
    """An encounter without what stands in a place; None when it is gone with something else already."""
    document = deepcopy(document)
    held: Any = document
    *parents, last = path
    try:
        for part in parents:
            held = held[part]
        del held[last]
    except (KeyError, IndexError):
        return None
    return document


def _number(value: Any) -> int | float:
    """A decimal as JSON writes it; with four decimals at most, no digit is lost."""
    whole = Decimal(value)
    return int(whole) if whole == int(whole) else float(whole)
