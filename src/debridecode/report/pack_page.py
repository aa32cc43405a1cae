"""A pack as a reference page in Markdown: all that stands in its file, but for its tests."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Final

from debridecode.packs.model import (
    ROW_KEYS,
    Cite,
    Override,
    Pack,
    Parameter,
    Rule,
    RuleSegment,
    Table,
)
from debridecode.packs.reading import counted, rules_by_reading
from debridecode.packs.words import condition_words, value_words
from debridecode.releases import Source
from debridecode.report.pack_words import SCOPE_TITLES, Said, cells, days, effects, words

_SPECIAL: Final = re.compile(r"[\\`*<|\[\]]")
_LONG_ROWS: Final = ("classification", "questions")
"""Kinds of tables whose rows are sentences: they are listed, for a column would be too narrow."""


def pack_page(chain: Sequence[Pack]) -> str:
    """Write the page of the last pack of a chain.

    Args:
        chain: packs, base first.
    """
    pack = chain[-1]
    sections = {
        "Sources": _sources(pack.sources.values()),
        "Parameters": (line for each in pack.parameters.values() for line in _parameter(each)),
        **{title: _rules(pack, scope) for scope, title in SCOPE_TITLES.items()},
        "Tables": (line for each in pack.tables.values() for line in _table(each)),
        "Overrides": (line for each in pack.overrides for line in _override(each)),
    }
    lines = [*_head(chain)]
    for title, of_section in sections.items():
        if said := list(of_section):
            lines += ["", f"## {title}", *said]
    return "\n".join(lines) + "\n"


def _head(chain: Sequence[Pack]) -> Iterator[str]:
    pack = chain[-1]
    yield f"# {pack.id}"
    yield ""
    yield f"{_plain(pack.title)}."
    yield ""
    yield f"- Version {pack.version}, for dates of service {days(pack.supports_from, pack.supports_until)}."
    if pack.extends:
        up = "../" * pack.id.count("/")
        yield f"- Extends [{pack.extends}]({up}{pack.extends}.md): what stands there holds here too."
    if pack.resolved:
        yield f"- Resolved for {pack.resolved.on}, from {', '.join(pack.resolved.chain)}."
    rules = "1 rule" if len(pack.rules) == 1 else f"{len(pack.rules)} rules"
    tests = "1 test" if len(pack.cases) == 1 else f"{len(pack.cases)} tests"
    read = counted(rules_by_reading(chain))
    yield f"- {rules} and {tests} of its own{f'; of the rules, {read}' if read else ''}."
    if pack.edit_tables:
        told = pack.edit_tables
        yield f"- Edit tables of {told.program}: {_plain(told.reason)} ({_cited(told.cites)})."
    yield from _served(pack)
    yield ""
    yield f"This page is what `debridecode packs docs {pack.id}` prints."


def _sources(sources: Iterable[Source]) -> Iterator[str]:
    rows = [
        (f"`{each.id}`", _titled(each), _plain(each.publisher), each.read, _plain(_copy(each)))
        for each in sources
    ]
    if rows:
        yield ""
        yield from _grid(("source", "title", "publisher", "read", "copy"), rows)


def _titled(source: Source) -> str:
    title = f"[{_plain(source.title)}]({source.url})" if source.url else _plain(source.title)
    return f"{title}, {_plain(source.identifier)}" if source.identifier else title


def _copy(source: Source) -> str:
    return "; ".join(text for text in (source.retrieved, source.note) if text)


def _served(pack: Pack) -> Iterator[str]:
    """Whom the pack is for."""
    if pack.serves is None:
        return
    names = ", ".join(map(_plain, pack.serves.names)) or "plans without a pack of their own"
    products = f" ({', '.join(pack.serves.plans)})" if pack.serves.plans else ""
    yield f"- Serves {pack.serves.program}: {names}{products}."
    for area in pack.serves.areas:
        only = f", only {', '.join(area.counties)}" if area.counties else ""
        note = f"; {_plain(area.note)}" if area.note else ""
        yield f"  - {area.state}{only} ({_cited(area.cites)}){note}"


def _parameter(parameter: Parameter) -> Iterator[str]:
    yield from _heading(parameter.id, parameter.title, parameter.type)
    for segment, span in _spans(parameter.history):
        yield f"- {span}: `{value_words(segment.value)}` ({_cited(segment.cites)})"


def _rules(pack: Pack, scope: str) -> Iterator[str]:
    for rule in pack.rules.values():
        if rule.scope == scope:
            yield from _rule(rule)


def _rule(rule: Rule) -> Iterator[str]:
    yield from _heading(rule.id, rule.title)
    for segment, span in _spans(rule.history):
        yield from _items(_segment(segment, span))


def _segment(segment: RuleSegment, span: str) -> Iterator[Said]:
    if segment.retired:
        yield span, "retired"
    else:
        yield f"{span}, when", f"`{condition_words(segment.when)}`"
        yield from ((label, _plain(text)) for label, text in effects(segment.then))
    yield "said in", _cited(segment.cites)


def _table(table: Table[Any]) -> Iterator[str]:
    kind = f"{table.kind}, {table.setting}" if table.setting else table.kind
    yield from _heading(table.id, table.title, kind)
    if table.slot:
        yield f"- Filled from the releases of the slot `{table.slot}`."
    if table.codes:
        yield f"- Covers {', '.join(sorted(table.codes))}."
    if table.known_until:
        yield f"- Known until {table.known_until}."
    for segment, span in _spans(table.history):
        release = f", release {_plain(segment.release)}" if segment.release else ""
        yield f"- {span}{release} ({_cited(segment.cites)}):"
        yield ""
        yield from _rows(table.kind, segment.rows)


def _rows(kind: str, rows: Sequence[Any]) -> Iterator[str]:
    """The rows of a table: in columns, or one below the other where they are sentences."""
    if kind not in _LONG_ROWS:
        said = [cells(row) for row in rows]
        columns = tuple(dict.fromkeys(column for row in said for column in row))
        yield from _grid(
            columns, [tuple(_plain(row.get(each, "").strip("[]")) for each in columns) for row in said]
        )
        return
    key = ROW_KEYS[kind][0]
    for number, row in enumerate(rows, 1):
        said_of = cells(row)
        yield f"{number}. `{said_of.pop(key)}`"
        if "when" in said_of:
            yield f"   - when: `{said_of.pop('when')}`"
        for column, text in said_of.items():
            yield f"   - {column}: {_plain(text)}"


def _override(override: Override) -> Iterator[str]:
    yield from _heading(override.target, f"{override.change}, {days(override.start, override.until)}")
    said = [("reason", _plain(override.reason)), ("said in", _cited(override.cites))]
    if override.change != "disable":
        since = f"was, from {override.was_from}"
        said = [(since, _quoted(override.was)), ("is", _quoted(override.to)), *said]
    yield from _items(said)


def _quoted(value: Any) -> str:
    return "nothing" if value is None else f"`{words(value)}`"


def _heading(id_: str, title: str, kind: str = "") -> Iterator[str]:
    yield ""
    yield f"### `{id_}`"
    yield ""
    yield f"{_plain(title)}{f' (`{kind}`)' if kind else ''}."
    yield ""


def _items(said: Iterable[Said]) -> Iterator[str]:
    for label, text in said:
        yield f"- {label[0].upper()}{label[1:]}: {text}"


def _spans(history: Sequence[Any]) -> Iterator[tuple[Any, str]]:
    """Each segment, with the days for which it holds."""
    for segment, after in pairwise((*history, None)):
        span = days(segment.start, after and after.start)
        yield segment, span[0].upper() + span[1:]


def _cited(cites: Iterable[Cite]) -> str:
    return "; ".join(f"`{cite.source}`, {_plain(cite.locator)}" for cite in cites)


def _grid(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A Markdown table."""
    yield f"| {' | '.join(columns)} |"
    yield "|" + "---|" * len(columns)
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _plain(text: str) -> str:
    """A text of a pack, with what Markdown would read otherwise escaped."""
    return _SPECIAL.sub(lambda match: f"\\{match[0]}", text)
