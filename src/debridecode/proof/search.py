"""From what the solver thinks of to encounters that may show it."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice, zip_longest
from typing import Final

from debridecode.interop.solver import Formula
from debridecode.model.codes import is_procedure
from debridecode.packs.catalogue import FACTS
from debridecode.packs.model import Condition
from debridecode.packs.resolve import Resolved, leaves
from debridecode.proof.day import Day, Values, facts_read
from debridecode.proof.encode import World
from debridecode.proof.realize import Document, Wanted, documents

_MODELS: Final = 12
"""Answers of the solver to one question that are tried as encounters."""
_CODES: Final = 16
_OF_EDITS: Final = 5
_LENGTH: Final = 5
_DIGITS: Final = "2" * _LENGTH


def imagined(day: Day, world: World, formula: Formula, *conditions: Condition) -> Iterator[Document]:
    """Encounters on which a formula may hold, some for each answer of the solver in turn.

    Args:
        day: the rules with which wounds are placed, and whose tables tell codes worth trying.
        world: in which the formula is asked.
        formula: what is wanted.
        conditions: those it was made of.
    """
    codes = codes_worth_trying(day.resolved, *conditions)
    families = {id_: day.placing(id_) for id_ in day.families}
    answers = [
        documents(Wanted(scope=world.scope, values=values, families=families, codes=codes))
        for values in _answers(world, formula, *conditions)
    ]
    in_turn = chain.from_iterable(zip_longest(*answers))
    return (document for document in in_turn if document is not None)


def _answers(world: World, formula: Formula, *conditions: Condition) -> list[Values]:
    """Facts under which a formula holds, as the conditions read them, each time others."""
    places = list(dict.fromkeys(facts_read(world, *conditions)))
    found: list[Values] = []
    tried: list[Formula] = []
    while len(found) < _MODELS and world.solver.ask(formula, *tried) == "possible":
        values = {place: world.value(place) for place in places}
        found.append(values)
        same = [world.is_value(place, value) for place, value in values.items() if value != ""]
        tried.append(world.solver.negation(world.solver.all_of(same)))
    return found


def codes_worth_trying(resolved: Resolved, *conditions: Condition) -> tuple[str, ...]:
    """Codes of other services: those that conditions name, one of each kind, some ended or of pair edits."""
    read = (leaf for condition in conditions for leaf in leaves(condition))
    named = (leaf.operand for leaf in read if FACTS[leaf.fact].kind == "code")
    words = chain.from_iterable(sorted(each) if isinstance(each, frozenset) else [each] for each in named)
    kinds = (row for table in resolved.tables if table.kind == "services" for row in table.rows)
    of_kinds = (_first((*sorted(row.codes), *(begin + _DIGITS for begin in row.beginning))) for row in kinds)
    ended = (row.code for table in resolved.tables if table.kind == "deleted_codes" for row in table.rows)
    tried = chain(words, of_kinds, islice(ended, _OF_EDITS), _edited(resolved))
    codes = (code for code in tried if isinstance(code, str))
    return tuple(dict.fromkeys(code for code in codes if is_procedure(code)))[:_CODES]


def _edited(resolved: Resolved) -> Iterator[str]:
    """Codes of other services that may be paid beside a family's with a modifier, some of each setting."""
    rows = (row for table in resolved.tables if table.kind == "families" for row in table.rows)
    ours = {code for row in rows for code in (row.primary, row.add_on)}
    for table in resolved.edits:
        pairs = table.releases[0].rows if table.kind == "pair_edits" and table.releases else ()
        either = ((row.column_1, row.column_2) for row in pairs if row.indicator == "1")
        beside = (code for pair in either if not ours.isdisjoint(pair) for code in pair if code not in ours)
        yield from islice(dict.fromkeys(beside), _OF_EDITS)


def _first(codes: Iterable[str]) -> str:
    return next((code[:_LENGTH] for code in codes), "")
