"""Each day on which a pack changes something is shown from both sides: the day before, and the day itself."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from attrs import frozen

from debridecode.packs.model import Override, Table
from debridecode.packs.resolve import parameters_asked, parameters_read
from debridecode.releases import DAY
from debridecode.testing.run import Ready
from debridecode.testing.written import Chain, Days, id_of


@frozen(kw_only=True)
class Edge:
    """A day from which on something reads otherwise than before.

    Attributes:
        words: what changes.
        day: the first day of the change.
        names: a case that covers one of these shows it; where there are none, every case of the day does.
    """

    words: str
    day: date
    names: frozenset[str]


def one_sided_edges(chain: Chain, cases: Sequence[Ready]) -> Iterator[str]:
    """Days on which the last pack of a chain changes something, without a case on one of their sides.

    A pack answers for no day before its first, so a change from then on or earlier has no sides. An override
    that is such a change needs a case that covers it all the same.
    """
    shown = [(ready.day, frozenset(ready.case.covers)) for ready in cases]
    days = Days.of(chain)
    for edge in dict.fromkeys((*_of_histories(chain), *_of_overrides(chain), *_of_ends(chain))):
        if not days.parted_by(edge.day):
            continue
        covering = " that covers it" if edge.names else ""
        for day, side in ((edge.day - DAY, "the day before"), (edge.day, "the day of")):
            if not any(on == day and (not edge.names or edge.names & covers) for on, covers in shown):
                yield f"{edge.words}: no case{covering} on {day}, {side} its change of {edge.day}; write one"
    for edge in dict.fromkeys(_of_overrides(chain)):
        if edge.day <= days.first and not any(edge.names & covers for on, covers in shown if on):
            yield f"{edge.words} from {edge.day}: no case covers it; write one"


def _of_histories(chain: Chain) -> Iterator[Edge]:
    pack = chain[-1]
    for rule in pack.rules.values():
        yield from _of_history(rule.id, rule.history, frozenset({rule.id}))
    for parameter in pack.parameters.values():
        yield from _of_history(parameter.id, parameter.history, _readers(chain, parameter.id))
    for table in pack.tables.values():
        yield from _of_history(table.id, table.history, frozenset(_rows(table)))


def _of_history(id_: str, history: Sequence[Any], names: frozenset[str]) -> Iterator[Edge]:
    return (Edge(words=id_, day=segment.start, names=names) for segment in history)


def _of_overrides(chain: Chain) -> Iterator[Edge]:
    for override in chain[-1].overrides:
        words = f"override of {id_of(override.target)}"
        yield Edge(words=words, day=override.start, names=_shown_by(chain, override))


def _of_ends(chain: Chain) -> Iterator[Edge]:
    for override in chain[-1].overrides:
        if override.until is not None:
            words = f"end of the override of {id_of(override.target)}"
            yield Edge(words=words, day=override.until, names=_shown_by(chain, override))


def _shown_by(chain: Chain, override: Override) -> frozenset[str]:
    """What a case that shows an override may cover."""
    id_ = id_of(override.target)
    return _readers(chain, id_) if override.change == "value" else frozenset({id_})


def _readers(chain: Chain, parameter: str) -> frozenset[str]:
    """A parameter, and the rules and classification rows of a chain that read it."""
    rules = {
        rule.id
        for pack in chain
        for rule in pack.rules.values()
        for segment in rule.history
        if parameter in parameters_read(segment)
    }
    rows = {
        f"{table.id}.{row.id}"
        for pack in chain
        for table in pack.tables.values()
        if table.kind == "classification"
        for segment in table.history
        for row in segment.rows
        if parameter in parameters_asked(row.when)
    }
    return frozenset({parameter, *rules, *rows})


_NAMED: Final = {"classification": "id", "questions": "fact"}
"""Kinds of tables whose rows a case can cover -> what it names them by."""


def _rows(table: Table[Any]) -> Iterator[str]:
    """The rows of a table, if they are of a kind that a case can cover."""
    if table.kind in _NAMED:
        for segment in table.history:
            yield from (f"{table.id}.{getattr(row, _NAMED[table.kind])}" for row in segment.rows)
