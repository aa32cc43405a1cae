"""A pack as it holds on a day: each part, whose it is, since when, where it is said, and what was changed."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain as joined
from textwrap import wrap
from typing import Any

from attrs import frozen

from debridecode.packs.model import Override, Pack, Rule
from debridecode.packs.resolve import Held, Resolved, ResolvedEdits, ResolvedTable
from debridecode.packs.words import condition_words, value_words
from debridecode.releases import Release
from debridecode.report.pack_words import SCOPE_TITLES, Said, cells, cited, days, effects, overridden
from debridecode.report.sections import WIDTH


@frozen(kw_only=True)
class _Shown:
    """What is shown: the chain, what it says, and on which day."""

    chain: Sequence[Pack]
    resolved: Resolved
    on: date

    def held(self, title: str, held: Held, content: Iterable[Said], section: str) -> Iterator[str]:
        """One thing that holds: whose it is and since when, what it says, where, and what was changed."""
        since = ("from", f"{held.origin}, {days(held.start, held.until)}")
        said = cited(held.cites, self.resolved.sources)
        return _entry(title, (since, *content, *said, *self.changes(f"{section}/{held.id}")))

    def changes(self, target: str) -> Iterator[Said]:
        """The overrides of a rule or parameter that are in force."""
        for by, override in self.overrides(target):
            yield overridden(by, override)

    def overrides(self, target: str) -> Iterator[tuple[str, Override]]:
        """They, each with the pack that makes it."""
        for pack in self.chain:
            for override in pack.overrides:
                if override.target == target and override.reaches(self.on):
                    yield pack.id, override


def held_text(chain: Sequence[Pack], resolved: Resolved, on: date) -> str:
    """Write what a chain of packs says on a day.

    Args:
        chain: packs, base first.
        resolved: what they say on the day.
        on: the date of service.
    """
    shown = _Shown(chain=chain, resolved=resolved, on=on)
    sections = {
        "Parameters": _parameters(shown),
        **{title: _rules(shown, scope) for scope, title in SCOPE_TITLES.items()},
        "Rules that do not hold on this day": _absent(shown),
        "Tables": joined.from_iterable(_table(shown, table) for table in resolved.tables),
        "Edit tables": joined.from_iterable(_edits(table, on) for table in resolved.edits),
    }
    lines = [*_head(shown)]
    for title, entries in sections.items():
        if said := list(entries):
            lines += ["", title, "=" * len(title), *said]
    return "\n".join(lines) + "\n"


def _head(shown: _Shown) -> Iterator[str]:
    resolved, own = shown.resolved, shown.chain[-1].resolved
    packs = own.chain if own else [f"{pack.id} {pack.version}" for pack in shown.chain]
    yield f"{resolved.pack} {resolved.version} on {shown.on}"
    yield resolved.title
    yield f"Made of {', '.join(packs)}; what follows holds {days(resolved.start, resolved.until)}"
    yield f"Rules {resolved.digest[:19]}"


def _entry(title: str, said: Iterable[Said]) -> Iterator[str]:
    yield ""
    yield from wrap(title, WIDTH, break_on_hyphens=False)
    for label, text in said:
        yield from wrap(
            f"{label}: {text}",
            WIDTH,
            initial_indent="    ",
            subsequent_indent="      ",
            break_on_hyphens=False,
        )


def _parameters(shown: _Shown) -> Iterator[str]:
    declared = {id_: each for pack in shown.chain for id_, each in pack.parameters.items()}
    for id_, held in shown.resolved.parameters.items():
        title, type_ = declared[id_].title, declared[id_].type
        value = ("value", f"{value_words(held.value)} ({type_})")
        yield from shown.held(f"{id_}: {title}", held, [value], "parameters")


def _rules(shown: _Shown, scope: str) -> Iterator[str]:
    for rule in shown.resolved.rules:
        if rule.scope == scope:
            content = [("when", condition_words(rule.when)), *effects(rule.then)]
            yield from shown.held(f"{rule.id}: {rule.title}", rule, content, "rules")


def _absent(shown: _Shown) -> Iterator[str]:
    """Rules that are not begun, that are retired, and that an override disables."""
    holding = {rule.id for rule in shown.resolved.rules}
    for pack in shown.chain:
        for rule in pack.rules.values():
            if rule.id not in holding:
                said = [("from", pack.id), *_why_absent(shown, rule)]
                yield from _entry(f"{rule.id}: {rule.title}", said)


def _why_absent(shown: _Shown, rule: Rule) -> Iterator[Said]:
    segment = next((each for each in reversed(rule.history) if each.start <= shown.on), None)
    if segment is None:
        yield "begins", str(rule.history[0].start)
    elif segment.retired:
        yield "retired", days(segment.start, None)
        yield from cited(segment.cites, shown.resolved.sources)
    for by, override in shown.overrides(f"rules/{rule.id}"):
        yield overridden(by, override)
        yield from cited(override.cites, shown.resolved.sources)


def _table(shown: _Shown, table: ResolvedTable) -> Iterator[str]:
    content = [("kind", table.kind), *((f"row {at}", _row(row)) for at, row in enumerate(table.rows, 1))]
    yield from shown.held(f"{table.id}: {table.title}", table, content, "tables")


def _row(row: Any) -> str:
    return "; ".join(f"{column}: {text}" for column, text in cells(row).items())


def _edits(table: ResolvedEdits, on: date) -> Iterator[str]:
    filled = f"slot {table.slot}" if table.slot else "its own rows"
    origin = table.name.partition(":")[0]
    said = [("from", origin), ("kind", table.kind), ("filled from", filled)]
    asked = [_asked(release, on) for release in table.releases] or ["none: what it would say is not checked"]
    said += [(f"asked {'first' if at == 0 else 'then'}", text) for at, text in enumerate(asked)]
    yield from _entry(f"{table.id}: {table.title}", said)


def _asked(release: Release, on: date) -> str:
    until = release.until or "further notice"
    holds = "in force on this day" if release.holds_on(on) else "not known for this day"
    sources = ", ".join(f"{source.title} ({source.read})" for source in release.sources)
    count = sum(1 for _ in release.rows_on(on))
    rows = f"{count:,} row{'' if count == 1 else 's'}"
    return f"{release.release}, known for {release.start} to {until}: {holds}; {rows} then; {sources}"
