"""From a chain of packs and a date to the rules, parameters and tables that hold on that day."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import reduce
from typing import Any

from attrs import evolve, frozen

from debridecode.errors import OutOfDateError
from debridecode.packs.catalogue import FACTS, PLACEHOLDER, Scope
from debridecode.packs.model import (
    AllOf,
    AnyOf,
    AnyWound,
    Cite,
    Condition,
    Effects,
    EveryWound,
    Leaf,
    Not,
    Override,
    Pack,
    ParameterRef,
    RuleSegment,
    Table,
)
from debridecode.releases import DAY, EDIT_KINDS, Release, Source, slot_of
from debridecode.vocabulary import Setting


@frozen(kw_only=True)
class Held:
    """What holds on the day: whose it is, since when, and where it is said.

    Attributes:
        name: `pack:id`.
        start: first day on which it reads so.
        until: first day on which it may read otherwise, or None.
        cites: where it is said, the overrides worked into it too.
        sources: ids of the sources of those, and of a rule also those of each parameter it reads.
    """

    name: str
    start: date
    until: date | None
    cites: tuple[Cite, ...]
    sources: tuple[str, ...]

    @property
    def origin(self) -> str:
        """Id of the pack that it stands in."""
        return self.name.partition(":")[0]

    @property
    def id(self) -> str:
        """Its id in that pack."""
        return self.name.partition(":")[2]


@frozen(kw_only=True)
class ResolvedParameter(Held):
    """A parameter as it holds on the day.

    Attributes:
        value: a decimal, a text, or a set of words.
        said: the day from which on it was said, which may be before the one from which on it holds.
    """

    value: Any
    said: date


@frozen(kw_only=True)
class ResolvedRule(Held):
    """A rule as it holds on the day.

    Attributes:
        title: as people read it.
        scope: what it is asked of.
        when: its condition.
        then: its effects.
    """

    title: str
    scope: Scope
    when: Condition
    then: Effects


@frozen(kw_only=True)
class ResolvedTable(Held):
    """A table as it holds on the day, other than one of edits.

    Attributes:
        title: as people read it.
        kind: which rows it has.
        rows: the rows.
    """

    title: str
    kind: str
    rows: tuple[Any, ...]


@frozen(kw_only=True)
class ResolvedEdits:
    """A table of edits, with every release that may answer for the day.

    Attributes:
        name: `pack:id`.
        id: names the table.
        kind: which rows it has.
        title: as people read it.
        setting: whose it is, or None.
        level: of unit limits: state or payer, where the program does not set them.
        slot: name of the releases that fill it; None when its rows stand in the pack.
        releases: the first is asked first: those that are known to hold on the day, and then the others, the
            last before the day first.
    """

    name: str
    id: str
    kind: str
    title: str
    setting: Setting | None
    level: str | None = None
    slot: str | None = None
    releases: tuple[Release, ...]


@frozen(kw_only=True)
class Resolved:
    """What a payer says from one day until another.

    Attributes:
        pack: id of the payer's pack.
        version: of that pack.
        title: of that pack.
        digest: sha256 over the whole chain and the releases it reads.
        start: first date of service for which it holds.
        until: first date of service for which it may not hold, or None.
        parameters: by id.
        rules: in the order of the chain and of each file.
        tables: in that order.
        edits: tables of edits, in that order.
        sources: id -> source, of the whole chain and its releases.
    """

    pack: str
    version: str
    title: str
    digest: str
    start: date
    until: date | None
    parameters: Mapping[str, ResolvedParameter]
    rules: tuple[ResolvedRule, ...]
    tables: tuple[ResolvedTable, ...]
    edits: tuple[ResolvedEdits, ...]
    sources: Mapping[str, Source]


def resolve(chain: Sequence[Pack], on: date, releases: Sequence[Release]) -> Resolved:
    """What a chain of packs, base first, says on a day.

    Args:
        chain: packs, base first.
        on: date of service.
        releases: of edit tables; those are used whose slot a table of the chain names.

    Raises:
        OutOfDateError: a pack of the chain does not answer for that day.
    """
    for pack in chain:
        if on < pack.supports_from or (pack.supports_until is not None and on >= pack.supports_until):
            last = f" to before {pack.supports_until}" if pack.supports_until else " on"
            raise OutOfDateError(
                f"pack {pack.id} answers for dates of service from {pack.supports_from}{last}; "
                "choose a date in that range"
            )
    overrides = [override for pack in chain for override in pack.overrides]
    parameters = dict(_parameters(chain, overrides, on))
    sources = {id_: source for pack in chain for id_, source in pack.sources.items()}
    edits = tuple(_edits(chain, on, releases, sources))
    used = [release for table in edits for release in table.releases]
    start, until = _slice(chain, used, on)
    child = chain[-1]
    return Resolved(
        pack=child.id,
        version=child.version,
        title=child.title,
        digest=digest_of(chain, used),
        start=start,
        until=until,
        parameters=parameters,
        rules=tuple(_rules(chain, overrides, parameters, on)),
        tables=tuple(_tables(chain, on)),
        edits=edits,
        sources={
            **sources,
            **{source.id: source for release in used for source in release.sources},
        },
    )


def changed(history: Sequence[Any], override: Override) -> tuple[Any, ...]:
    """The history of a rule or parameter with one override worked in."""
    return tuple(
        _changed(segment, override) if override.reaches(segment.start) else segment
        for segment in split_for(history, override)
    )


def split_for(history: Sequence[Any], override: Override) -> tuple[Any, ...]:
    """A history with seams where an override begins and ends, so that each segment is reached or is not."""
    begun = _split_at(history, override.start)
    return begun if override.until is None else _split_at(begun, override.until)


def _split_at(history: Sequence[Any], day: date) -> tuple[Any, ...]:
    """A history with a seam at a day, so that a change from that day on leaves what was before."""
    if not history or day <= history[0].start or any(segment.start == day for segment in history):
        return tuple(history)
    before = [segment for segment in history if segment.start < day]
    return (*before, evolve(before[-1], start=day), *history[len(before) :])


def _changed(segment: Any, override: Override) -> Any:
    cites = segment.cites + override.cites
    if override.change == "value":
        return evolve(segment, value=override.to, cites=cites, said=override.start)
    if override.change == "disable":
        return evolve(segment, retired=True, cites=cites)
    if override.change == "when":
        return evolve(segment, when=override.to, cites=cites)
    finding = evolve(segment.then.finding, **{override.change: override.to})
    return evolve(segment, then=evolve(segment.then, finding=finding), cites=cites)


def _in_force(history: Sequence[Any], on: date) -> tuple[Any | None, date | None]:
    """The segment of a history that holds on a day, or None before its first; and when the next begins."""
    held = None
    for segment in history:
        if segment.start > on:
            return held, segment.start
        held = segment
    return held, None


def _overridden(
    target: str, history: Sequence[Any], overrides: Sequence[Override], on: date
) -> tuple[Any | None, date | None]:
    """What a history says on a day, with the overrides of its target worked in; and until when."""
    named = [override for override in overrides if override.target == target]
    return _in_force(reduce(changed, named, history), on)


def _parameters(
    chain: Sequence[Pack], overrides: Sequence[Override], on: date
) -> Iterator[tuple[str, ResolvedParameter]]:
    for pack in chain:
        for parameter in pack.parameters.values():
            held, until = _overridden(f"parameters/{parameter.id}", parameter.history, overrides, on)
            if held is not None:
                yield (
                    parameter.id,
                    ResolvedParameter(
                        name=f"{parameter.origin or pack.id}:{parameter.id}",
                        start=held.start,
                        until=until,
                        cites=held.cites,
                        sources=_sources(held.cites),
                        value=held.value,
                        said=held.said,
                    ),
                )


def _rules(
    chain: Sequence[Pack],
    overrides: Sequence[Override],
    parameters: Mapping[str, ResolvedParameter],
    on: date,
) -> Iterator[ResolvedRule]:
    for pack in chain:
        for rule in pack.rules.values():
            held, until = _overridden(f"rules/{rule.id}", rule.history, overrides, on)
            if held is None or held.retired:
                continue
            read = [
                source
                for id_ in parameters_read(held)
                if id_ in parameters
                for source in parameters[id_].sources
            ]
            yield ResolvedRule(
                name=f"{rule.origin or pack.id}:{rule.id}",
                start=held.start,
                until=until,
                cites=held.cites,
                sources=tuple(dict.fromkeys((*_sources(held.cites), *read))),
                title=rule.title,
                scope=rule.scope,
                when=held.when,
                then=held.then,
            )


def _tables(chain: Sequence[Pack], on: date) -> Iterator[ResolvedTable]:
    for pack in chain:
        for table in pack.tables.values():
            if table.kind not in EDIT_KINDS:
                found, until = _in_force(table.history, on)
                held = found or table.history[0]
                yield ResolvedTable(
                    name=f"{table.origin or pack.id}:{table.id}",
                    start=held.start,
                    until=until,
                    cites=held.cites,
                    sources=_sources(held.cites),
                    title=table.title,
                    kind=table.kind,
                    rows=held.rows,
                )


def _edits(
    chain: Sequence[Pack], on: date, releases: Sequence[Release], sources: Mapping[str, Source]
) -> Iterator[ResolvedEdits]:
    for pack in chain:
        for table in pack.tables.values():
            if table.kind in EDIT_KINDS:
                origin = table.origin or pack.id
                filling = _own_releases(table, origin, sources)
                slot = slot_in(chain, table)
                if slot is not None:
                    filling = (each for each in releases if each.slot == slot)
                yield ResolvedEdits(
                    name=f"{origin}:{table.id}",
                    id=table.id,
                    kind=table.kind,
                    title=table.title,
                    setting=table.setting,
                    level=table.level,
                    slot=slot,
                    releases=tuple(sorted(filling, key=_preference(on))),
                )


def slot_in(chain: Sequence[Pack], table: Table[Any]) -> str | None:
    """The slot of a table as the chain fills it: the last pack that says so tells whose edit tables."""
    told = [pack.edit_tables.program for pack in chain if pack.edit_tables is not None]
    if table.slot is None or not told or table.kind == "covered_diagnoses":
        return table.slot
    return "/".join((told[-1], *table.slot.split("/")[1:]))


def _preference(on: date) -> Callable[[Release], tuple[int, int]]:
    """Sort key of releases: those that hold on the day, then the last before it, then the first after."""

    def key(release: Release) -> tuple[int, int]:
        if release.holds_on(on):
            return 0, (on - release.start).days
        if release.until is not None and release.until < on:
            return 1, (on - release.until).days
        return 2, (release.start - on).days

    return key


def _own_releases(table: Table[Any], pack: str, sources: Mapping[str, Source]) -> Iterator[Release]:
    """The segments of a table whose rows stand in the pack itself, as releases."""
    ends = [*(segment.start - DAY for segment in table.history[1:]), table.known_until]
    for segment, until in zip(table.history, ends, strict=True):
        listed = table.codes or frozenset(code for row in segment.rows for code in _codes_of(row))
        yield Release(
            slot=slot_of(pack.replace("/", "-"), table.kind, table.setting),
            release=segment.release,
            start=segment.start,
            until=until,
            codes=listed,
            partners=listed,
            sources=tuple(sources[id_] for id_ in _sources(segment.cites)),
            rows=segment.rows,
        )


def _codes_of(row: Any) -> tuple[str, ...]:
    return tuple(
        getattr(row, name) for name in ("column_1", "column_2", "code", "add_on") if hasattr(row, name)
    )


def parameters_read(segment: RuleSegment | ResolvedRule) -> list[str]:
    """Ids of the parameters that a rule reads: in its condition, effects and words, and behind its facts."""
    read = parameters_asked(segment.when)
    then = segment.then
    if isinstance(then.modifier, ParameterRef):
        read.append(then.modifier.id)
    words = (then.step, *((then.finding.message, then.finding.ask or "") if then.finding else ()))
    read += [name for text in words for name in PLACEHOLDER.findall(text) if name not in FACTS]
    return read


def parameters_asked(condition: Condition) -> list[str]:
    """Ids of the parameters that a condition reads, and of those behind its facts."""
    read: list[str] = []
    for leaf in leaves(condition):
        read += FACTS[leaf.fact].parameters
        if isinstance(leaf.operand, ParameterRef):
            read.append(leaf.operand.id)
    return read


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Every leaf of a condition, in the order written."""
    match condition:
        case Leaf():
            yield condition
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part) | AnyWound(part) | EveryWound(part):
            yield from leaves(part)


def _sources(cites: Sequence[Cite]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cite.source for cite in cites))


def digest_of(chain: Sequence[Pack], releases: Sequence[Release]) -> str:
    """A sha256 over packs and releases, these in any order: the same digest, the same rules."""
    said = [*(pack.digest for pack in chain), *sorted(release.digest for release in releases)]
    return "sha256:" + hashlib.sha256("\n".join(said).encode()).hexdigest()


def _slice(chain: Sequence[Pack], releases: Sequence[Release], on: date) -> tuple[date, date | None]:
    """The span of days around a day on which nothing that the chain and its releases say changes."""
    edges = sorted({*_edges(chain), *(edge for release in releases for edge in release.edges)})
    start = max(edge for edge in edges if edge <= on)
    until = next((edge for edge in edges if edge > on), None)
    return start, until


def _edges(chain: Sequence[Pack]) -> Iterator[date]:
    for pack in chain:
        yield pack.supports_from
        if pack.supports_until is not None:
            yield pack.supports_until
        for rule in pack.rules.values():
            yield from (segment.start for segment in rule.history)
        for parameter in pack.parameters.values():
            yield from (segment.start for segment in parameter.history)
        for table in pack.tables.values():
            yield from (segment.start for segment in table.history)
            if table.known_until is not None:
                yield from _day_after(table.known_until)
            if table.kind == "deleted_codes":
                for segment in table.history:
                    yield from (day for row in segment.rows for day in _day_after(row.ended))
        for override in pack.overrides:
            yield override.start
            if override.until is not None:
                yield override.until


def _day_after(day: date) -> Iterator[date]:
    """The day after a day, if there is one: a calendar ends."""
    if day < date.max:
        yield day + DAY
