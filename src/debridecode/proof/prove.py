"""Everything that is asked of a pack, for every span of days on which it says the same."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from attrs import evolve, frozen

from debridecode.packs.model import Pack
from debridecode.packs.resolve import Resolved, resolve
from debridecode.proof.answers import Answer
from debridecode.proof.clearing import clearing_answers, step_of
from debridecode.proof.day import Day
from debridecode.proof.rows import row_answers
from debridecode.proof.rules import rule_answers
from debridecode.proof.witness import Side
from debridecode.rulebooks import RuleBook, RuleBooks


@frozen(kw_only=True)
class Span:
    """What is proved of a pack for some days.

    Attributes:
        start: the first of them.
        until: the first day on which it may be otherwise, or None.
        answers: to everything that is asked.
    """

    start: date
    until: date | None
    answers: tuple[Answer, ...]


def prove(chain: tuple[Pack, ...], on: date | None = None) -> tuple[Span, ...]:
    """Ask everything of the last pack of a chain.

    Whatever is proved is proved of the rules, tables and parameters of the chain, under any edit table: what
    a release of edits says is not looked at, save where an encounter is run.

    Args:
        chain: packs, base first.
        on: a date of service; None asks for every span of days for which the pack answers.

    Raises:
        DebridecodeError: the solver is not installed.
        OutOfDateError: the pack does not answer for that date.

    Example:
        >>> from debridecode.packs.bundled import bundled_chain
        >>> (span,) = prove(bundled_chain("medicare/palmetto-jm"), date(2026, 3, 2))
        >>> {answer.status for answer in span.answers}
        {'proved'}
    """
    books, bases = RuleBooks(chain), RuleBooks(chain[:-1] or chain)
    spans = list(_spans(chain)) if on is None else [resolve(chain, on, ())]
    proved = []
    for span in spans:
        day = span.start if on is None else on
        answers = _answers(chain, books.on(day), bases.on(day), day)
        proved.append(Span(start=span.start, until=span.until, answers=tuple(answers)))
    return tuple(proved)


def _answers(chain: Sequence[Pack], book: RuleBook, base: RuleBook, day: date) -> Iterator[Answer]:
    rules, side = Day(book.resolved), Side(book, day)
    yield from rule_answers(rules, side)
    yield from row_answers(rules)
    if len(chain) > 1:
        yield from clearing_answers(step_of(chain, rules, Side(base, day), side))


def _spans(chain: Sequence[Pack]) -> Iterator[Resolved]:
    """The chain for each span of days on which it says the same, whatever the edit tables say."""
    day: date | None = max(pack.supports_from for pack in chain)
    ends = [pack.supports_until for pack in chain if pack.supports_until is not None]
    held: Resolved | None = None
    while day is not None and (not ends or day < min(ends)):
        now = resolve(chain, day, ())
        if held is not None and _said(held) == _said(now):
            held = evolve(held, until=now.until)
        else:
            if held is not None:
                yield held
            held = now
        day = now.until
    if held is not None:
        yield held


def _said(resolved: Resolved) -> Any:
    """What of a pack is asked about."""
    rules = [(rule.name, rule.when, rule.then) for rule in resolved.rules]
    parameters = {id_: each.value for id_, each in resolved.parameters.items()}
    return rules, parameters, [(table.name, table.rows) for table in resolved.tables]
