"""What the reports on packs share: days, sources, effects and rows in words."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from attrs import fields

from debridecode.packs.model import (
    AllOf,
    AnyOf,
    AnyWound,
    Cite,
    Effects,
    EveryWound,
    Leaf,
    Not,
    Override,
)
from debridecode.packs.words import condition_words, value_words
from debridecode.releases import DAY, Source

Said = tuple[str, str]
"""A label, and what is said under it."""

SCOPE_TITLES: Final = {
    "encounter": "Rules asked once of an encounter",
    "wound": "Rules asked of each wound",
    "line": "Rules asked of each line",
    "pair": "Rules asked of each two lines",
    "table": "Rules asked of each release of an edit table",
    "billed": "Rules asked of each difference between a claim and the record",
}
_CONDITIONS: Final = (Leaf, AllOf, AnyOf, Not, AnyWound, EveryWound)


def days(start: date, until: date | None) -> str:
    """From a day on, to the day before another.

    Example:
        >>> days(date(2024, 1, 1), date(2025, 1, 1)), days(date(2025, 1, 1), None)
        ('from 2024-01-01 to 2024-12-31', 'from 2025-01-01 on')
    """
    return f"from {start} on" if until is None else f"from {start} to {until - DAY}"


def cited(cites: Iterable[Cite], sources: Mapping[str, Source]) -> Iterator[Said]:
    """Each place in a source, with how the source was read."""
    for cite in cites:
        source = sources[cite.source]
        yield "said in", f"{source.title}, {cite.locator} ({cite.source}, {source.read})"


def effects(then: Effects) -> Iterator[Said]:
    """What follows when a rule holds."""
    if then.modifier is not None:
        yield "modifier", words(then.modifier)
    if then.drop:
        yield "line", "dropped: the record contradicts it"
    if then.hold:
        yield "line", "held back: something must be asked first"
    if then.step:
        yield "step", then.step
    if then.finding is not None:
        finding = then.finding
        reported = " (reported as not checked)" if finding.outcome == "not_checked" else ""
        yield finding.severity, finding.message + reported
        if finding.ask is not None:
            yield f"ask the {finding.ask_of}", finding.ask
        if finding.gap is not None:
            yield "gap", finding.gap


def overridden(by: str, override: Override) -> Said:
    """What an override changes: what was, what is, by which pack, from when, why, and where it is said."""
    said = f"{change_of(override)}: {override.reason} ({words(override.cites)})"
    return f"changed by {by}, {days(override.start, override.until)}", said


def change_of(override: Override) -> str:
    """What an override puts out, and what in."""
    if override.change == "disable":
        return "disabled"
    return f"{override.change} was {quoted(override.was)}, is {quoted(override.to)}"


def quoted(value: Any) -> str:
    """A value within a sentence."""
    said = "nothing" if value is None else words(value)
    return f'"{said}"' if " " in said else said


def words(value: Any) -> str:
    """Any value of a pack."""
    if isinstance(value, _CONDITIONS):
        return condition_words(value)
    if isinstance(value, tuple) and value and isinstance(value[0], Cite):
        return "; ".join(f"{cite.source}, {cite.locator}" for cite in value)
    if isinstance(value, tuple) and all(isinstance(each, str) for each in value):
        return f"[{', '.join(value)}]"
    return value_words(value)


def cells(row: Any) -> dict[str, str]:
    """What a row of a table says, by its columns; what it leaves open is left out."""
    names = getattr(row, "_fields", None) or [each.name for each in fields(type(row))]
    held = {name: getattr(row, name) for name in names}
    if held.get("ask") is None:
        held["ask_of"] = None
    return {
        name.replace("_", " "): words(value)
        for name, value in held.items()
        if value is not None and value is not False and value not in ((), frozenset())
    }
