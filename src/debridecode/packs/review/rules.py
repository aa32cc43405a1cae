"""Rules that can never hold, that add nothing to another, or that another makes idle or says otherwise."""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from debridecode.packs.model import Effects
from debridecode.packs.raw import Problem
from debridecode.packs.review.choices import TooManyWorldsError
from debridecode.packs.review.conditions import holds_never, implies, why_never
from debridecode.packs.review.days import SaidRule, Span


def rule_problems(span: Span, settled: set[tuple[SaidRule, SaidRule, frozenset[str]]]) -> Iterator[Problem]:
    """What is wrong with the rules of the reviewed pack on a span of days.

    Args:
        span: the days.
        settled: pairs of rules that were looked at on earlier days, with the modifiers of which a line takes
            one alone; they are not looked at again, and those of this span are added.
    """
    undecided: Counter[str] = Counter()
    reachable: list[SaidRule] = []
    for said in span.rules:
        never = False
        try:
            never = holds_never(said.when)
        except TooManyWorldsError:
            undecided[said.at or ""] += 1
        if not never:
            reachable.append(said)
        elif said.at is not None:
            message = f"{said.rule.id} can never hold: no record makes its condition true"
            yield Problem(said.at, message, why_never(said.when), code="unreachable-rule")
        if said.at is not None and said.unread and _moves(said.then):
            message = (
                f"{said.rule.id} moves a status or a line by {', '.join(said.unread)}, which nobody has read"
            )
            yield Problem(said.at, message, "cite a source that was read there", code="unread-number")
        if said.at is not None and _torn(said.then):
            message = f"{said.rule.id} says the opposite of itself: of drop, hold and modifier it takes one"
            yield Problem(said.at, message, code="contradictory-rule")
    for one, other in combinations(reachable, 2):
        asked = (one, other, span.apart)
        if one.rule.scope == other.rule.scope and (one.at or other.at) and asked not in settled:
            settled.add(asked)
            try:
                yield from _of_two(one, other, span)
            except TooManyWorldsError:
                undecided[other.at or one.at or ""] += 1
    for at, count in undecided.items():
        if at:
            message = f"not checked: too many combinations of facts (questions on this condition: {count})"
            yield Problem(at, message, "debridecode packs prove decides", code="undecided")


def _of_two(one: SaidRule, other: SaidRule, span: Span) -> Iterator[Problem]:
    """What is wrong with two rules of a scope, the earlier first: said once, of one of them."""
    for said, beside in ((other, one), (one, other)):
        if _effects(said.then) <= _effects(beside.then) and implies(said.when, beside.when):
            yield _adds_nothing(said, beside)
            return
        idle = _made_idle(said.then, beside.then)
        if idle and implies(said.when, beside.when):
            yield _contradiction(said, beside, f"whenever {{}} holds, {{}} {idle}")
            return
    clash = clash_of(one.rule.scope, one.then, other.then, span.apart)
    if clash and implies(one.when, other.when) and implies(other.when, one.when):
        yield _contradiction(other, one, f"{{}} and {{}} hold of the same, and {clash}")


def _effects(then: Effects) -> frozenset[tuple[str | bool | None, ...]]:
    """What a rule does. The words of a finding tell of which gap it is where it names none."""
    finding = then.finding
    of = () if finding is None else (finding.gap or finding.message, finding.gap or finding.ask)
    every = {
        ("modifier", then.modifier if isinstance(then.modifier, str) else None),
        ("drop", then.drop or None),
        ("hold", then.hold or None),
        ("finding", None) if finding is None else ("finding", finding.severity, finding.outcome, *of),
    }
    return frozenset(each for each in every if each[1] is not None)


def _moves(then: Effects) -> bool:
    """Whether a rule can fail a claim or change its lines."""
    errs = then.finding is not None and then.finding.severity == "error"
    return errs or then.drop or then.hold or then.modifier is not None


def _torn(then: Effects) -> bool:
    """Whether a rule does things to a line that exclude each other."""
    return sum((then.drop, then.hold, then.modifier is not None)) > 1


def _made_idle(then: Effects, beside: Effects) -> str:
    """What a rule does to a line by which another never takes effect, or "" if that is not so.

    Of a dropped line nothing else is asked; a line that is held back is not billed, whatever modifier it has.
    """
    if beside.drop and not then.drop:
        return "drops the line"
    if beside.hold and then.modifier is not None and not then.drop and not then.hold:
        return "holds the line back"
    return ""


def clash_of(scope: str, one: Effects, other: Effects, apart: frozenset[str]) -> str:
    """How two rules of a scope contradict each other where both hold, or "" if they do not.

    Args:
        scope: of both.
        one: what the one does.
        other: what the other does.
        apart: modifiers of which a line takes one alone.
    """
    modifiers = {one.modifier, other.modifier}
    if len(modifiers) > 1 and modifiers <= apart:
        return "a line takes one of their modifiers alone"
    first, second = one.finding, other.finding
    if first is None or second is None or first.gap != second.gap:
        return ""
    if first.gap is None and scope != "billed":
        return ""
    if first.outcome != second.outcome:
        return "one says that it fails, the other that it is not checked"
    return "" if first.severity == second.severity else "they give it two severities"


def _adds_nothing(said: SaidRule, beside: SaidRule) -> Problem:
    if said.at is not None:
        message = (
            f"whenever {said.rule.id} holds, {beside.place}, holds too with the same effect: it adds nothing"
        )
        return Problem(said.at, message, code="implied-rule")
    message = f"whenever {said.place}, holds, {beside.rule.id} holds too with the same effect"
    return Problem(beside.at or "", message, "disable the other with an override", code="implied-rule")


def _contradiction(said: SaidRule, beside: SaidRule, message: str) -> Problem:
    if said.at is not None:
        return Problem(said.at, message.format(said.rule.id, f"{beside.place},"), code="contradictory-rule")
    return Problem(
        beside.at or "", message.format(f"{said.place},", beside.rule.id), code="contradictory-rule"
    )
