"""Which rules and classification rows a case shows firing, and which silent."""

from typing import Final, get_args

from attrs import evolve, frozen

from debridecode.decision import Audit, Decision
from debridecode.errors import DebridecodeError
from debridecode.packs.catalogue import Scope
from debridecode.packs.model import Effects, FindingEffect, Rule, RuleSegment
from debridecode.packs.resolve import Resolved
from debridecode.rulebooks import RuleBooks
from debridecode.testing.run import Ready, short
from debridecode.testing.written import Chain

_HOLDS: Final = FindingEffect(severity="advice", message="it holds")


@frozen
class Spoken:
    """What a case says of rules and classification rows, by their ids.

    Attributes:
        fired: those that held, of some wound, line or other subject.
        silent: those that were asked, could be told, and did not hold.
    """

    fired: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset()


def outspoken(chain: Chain) -> Chain:
    """The chain with findings that tell apart what held, what could not be told, and what was never asked.

    A rule may have no finding, or one that says itself that something is not checked. Here each says that it
    failed, so that `not_checked` is what could not be told; and of each scope one more rule, always true,
    says where rules of that scope are asked. No line and no modifier depends on a finding.
    """
    first, *others = (
        evolve(pack, rules={id_: _aloud(rule) for id_, rule in pack.rules.items()}) for pack in chain
    )
    start = RuleSegment(start=first.supports_from, then=Effects(finding=_HOLDS))
    asked = [
        Rule(id=_asked(scope), title="asked", scope=scope, history=(start,)) for scope in get_args(Scope)
    ]
    return (evolve(first, rules={**{rule.id: rule for rule in asked}, **first.rules}), *others)


def _aloud(rule: Rule) -> Rule:
    history = (evolve(each, then=evolve(each.then, finding=_HOLDS)) for each in rule.history)
    return evolve(rule, history=tuple(history))


def _asked(scope: Scope) -> str:
    """Id of the rule that says where those of a scope are asked; no rule of a pack has a space in its id."""
    return f"asked {scope}"


def spoken(ready: Ready, books: RuleBooks) -> Spoken:
    """What a case says of the rules and rows of an outspoken chain; nothing where it cannot run."""
    if ready.encounter is None:
        return Spoken()
    try:
        held = ready.put_to(books)
    except DebridecodeError:
        return Spoken()
    decision = held.decision if isinstance(held, Audit) else held
    said = [(short(each.rule), each.outcome) for each in decision.findings]
    if isinstance(held, Audit):
        said += [(short(each.rule), each.outcome) for each in held.differences]
    failed = {id_ for id_, outcome in said if outcome == "failed"}
    untold = {id_ for id_, outcome in said if outcome == "not_checked"}
    resolved = ready.filled(books).on(ready.encounter.date_of_service).resolved
    rules = {rule.id for rule in resolved.rules if _asked(rule.scope) in failed}
    rows = _rows(resolved)
    fired = failed | (rows & {short(step.rule) for step in decision.steps})
    told = rows if _all_told(decision, resolved) else frozenset()
    return Spoken(frozenset(fired), frozenset((rules | told) - fired - untold))


def _rows(resolved: Resolved) -> frozenset[str]:
    """Ids of the classification rows in force."""
    return frozenset(
        f"{table.id}.{row.id}"
        for table in resolved.tables
        if table.kind == "classification"
        for row in table.rows
    )


def _all_told(decision: Decision, resolved: Resolved) -> bool:
    """Whether every row could be told: no wound has to be asked about for want of a fact."""
    questions = tuple(f"{table.name}." for table in resolved.tables if table.kind == "questions")
    return not any(each.wound_id and each.rule.startswith(questions) for each in decision.findings)
