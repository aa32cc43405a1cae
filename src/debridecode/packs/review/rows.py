"""Rows of the classification that no wound can reach."""

from collections.abc import Iterator

from debridecode.packs.model import Condition
from debridecode.packs.raw import Problem
from debridecode.packs.review.choices import TooManyWorldsError
from debridecode.packs.review.conditions import holds_never, implies, why_never
from debridecode.packs.review.days import SaidRow, Span


def row_problems(span: Span) -> Iterator[Problem]:
    """Rows that never hold, or of which an earlier row always takes what they would place.

    A row that only asks takes nothing: the rows after it are asked too.
    """
    before: list[SaidRow] = []
    for said in span.rows:
        try:
            yield from _of_row(said, before)
        except TooManyWorldsError:
            message = f"not checked: row {said.row.id} has too many combinations of facts"
            yield Problem(said.at, message, "debridecode packs prove decides", code="undecided")
        if said.row.outcome != "query":
            before.append(said)


def _of_row(said: SaidRow, before: list[SaidRow]) -> Iterator[Problem]:
    if holds_never(said.when):
        message = f"row {said.row.id} can never hold: no record makes its condition true"
        yield Problem(said.at, message, why_never(said.when), code="unreachable-row")
    elif before and implies(said.when, *(each.when for each in before)):
        takes = _taking(said.when, before)
        message = f"row {said.row.id} is never reached: whenever it holds, {takes} before it"
        yield Problem(said.at, message, "put it before them, or take it out", code="unreachable-row")


def _taking(when: Condition, before: list[SaidRow]) -> str:
    """The one row that holds whenever a condition does, or else that some row does."""
    for each in before:
        if implies(when, each.when):
            return f"row {each.row.id} ({each.at.removesuffix('/when')}) holds"
    return "one of the rows holds"
