"""What a name in the totals of a replay stands for in the packs: its title, and where it is written."""

from collections.abc import Iterator, Sequence
from typing import Any

from attrs import frozen

from debridecode.packs.model import Cite, Override, Pack, Parameter, Rule, Table


@frozen(kw_only=True)
class Cause:
    """A rule, parameter, row or table that the two packs do not both say.

    Attributes:
        name: `pack:id`; of a row with its table.
        title: as people read it.
        held: which of the packs has it.
        overrides: the overrides of it that only one of the packs makes, in words.
        cites: where it is written.
    """

    name: str
    title: str
    held: str
    overrides: tuple[str, ...]
    cites: tuple[str, ...]


def cause(name: str, old: Sequence[Pack], new: Sequence[Pack]) -> Cause:
    """What a name stands for.

    Args:
        name: as decisions have it.
        old: the chain of the old pack, base first.
        new: the chain of the new pack.
    """
    before, after = _Named(name, old), _Named(name, new)
    found = after if after.thing is not None else before
    one_side = [f"the old pack {text}" for text in before.overrides if text not in after.overrides]
    one_side += [f"the new pack {text}" for text in after.overrides if text not in before.overrides]
    return Cause(
        name=name,
        title=getattr(found.thing, "title", ""),
        held=_held(before, after),
        overrides=tuple(one_side),
        cites=tuple(dict.fromkeys((*after.cites, *before.cites))),
    )


class _Named:
    """What a name stands for in one chain of packs."""

    def __init__(self, name: str, chain: Sequence[Pack]) -> None:
        pack_id, _, rest = name.partition(":")
        self._sources = {id_: source for pack in chain for id_, source in pack.sources.items()}
        pack = next((each for each in chain if each.id == pack_id), None)
        self.thing = None if pack is None else _thing(pack, rest)
        targets = (f"rules/{rest}", f"parameters/{rest}")
        made = [each for pack in chain for each in pack.overrides if each.target in targets]
        self.overrides = [f"{_does(each)}: {each.reason}" for each in made]
        written = [*_cites(self.thing, rest), *(cite for each in made for cite in each.cites)]
        self.cites = list(map(self._cited, dict.fromkeys(written)))

    def _cited(self, cite: Cite) -> str:
        source = self._sources[cite.source]
        return f"{source.title}; {source.publisher}, {cite.locator} ({source.read})"


def _thing(pack: Pack, rest: str) -> Rule | Parameter | Table[Any] | None:
    """The rule, parameter or table of a pack; of a row, its table."""
    if rest in pack.rules:
        return pack.rules[rest]
    if rest in pack.parameters:
        return pack.parameters[rest]
    of_row = [table for table in pack.tables.values() if f"{rest}.".startswith(f"{table.id}.")]
    return max(of_row, key=lambda table: len(table.id), default=None)


def _cites(thing: Rule | Parameter | Table[Any] | None, rest: str) -> Iterator[Cite]:
    """Where a thing is written on any day; a row that has cites of its own is written there."""
    for segment in () if thing is None else thing.history:
        rows = getattr(segment, "rows", ())
        own = [row for row in rows if thing and f"{thing.id}.{getattr(row, 'id', '')}" == rest]
        yield from next((row.cites for row in own if getattr(row, "cites", ())), segment.cites)


def _does(override: Override) -> str:
    does = "disables it" if override.change == "disable" else f"overrides its {override.change}"
    until = "" if override.until is None else f" to before {override.until}"
    return f"{does} from {override.start}{until}"


def _held(before: _Named, after: _Named) -> str:
    if before.thing is None or after.thing is None:
        return "only in the new pack" if before.thing is None else "only in the old pack"
    return "in both packs, not the same"
