"""What is asked of the rules of one day: can each hold, does each add something, do they contradict."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import combinations, permutations
from typing import Any

from attrs import evolve, frozen

from debridecode.interop.solver import Found
from debridecode.packs.catalogue import SCOPES
from debridecode.packs.model import ParameterRef
from debridecode.packs.resolve import ResolvedRule
from debridecode.packs.review.rules import clash_of
from debridecode.proof.answers import Answer, all_or
from debridecode.proof.day import Day
from debridecode.proof.encode import Truth, World, wounds_needed
from debridecode.proof.realize import Document
from debridecode.proof.search import imagined
from debridecode.proof.witness import Side, Witness, witness


@frozen
class Asked:
    """The rules of a scope, and where each holds.

    Attributes:
        day: the rules of the day.
        world: in which they are asked.
        rules: of the scope, in the order in which they are asked.
        truths: name of a rule -> where it holds.
        found: name of a rule -> whether it can hold.
        beside: name of a rule -> rules that hold on one record on which it does. No other can be implied.
    """

    day: Day
    world: World
    rules: tuple[ResolvedRule, ...]
    truths: Mapping[str, Truth]
    found: Mapping[str, Found]
    beside: Mapping[str, frozenset[str]]

    def alone(self, one: ResolvedRule, *others: ResolvedRule) -> Found:
        """Whether a rule can hold where none of the others does; when that is impossible, it implies them."""
        solver = self.world.solver
        if all(other.name not in self.beside[one.name] for other in others):
            return self.found[one.name]
        without = [solver.negation(self.truths[other.name].holds) for other in others]
        return solver.ask(self.truths[one.name].holds, *without)


def rule_answers(day: Day, side: Side) -> Iterator[Answer]:
    """Everything that is asked of the rules of a day.

    Args:
        day: the rules.
        side: the same, to run an encounter through.
    """
    scopes = [asked_of(day, scope) for scope in SCOPES]
    number = len(day.resolved.rules)
    yield from all_or(
        (answer for asked in scopes for answer in _dead(asked)),
        f"there are facts under which each of {number} rules holds",
    )
    yield from all_or(
        (answer for asked in scopes for answer in _implied(asked)),
        "no rule holds only where another does that has the same effect",
    )
    yield from all_or(
        (answer for asked in scopes for answer in _contradicted(asked, side)),
        "no two rules that hold of the same give a line two modifiers, or disagree on how one gap stands",
    )
    yield from all_or(
        (answer for asked in scopes for answer in _unheeded(asked)),
        "no rule is always forestalled by one that takes its line away or holds it back before",
    )
    yield from (answer for asked in scopes for answer in _settled_by_order(asked))
    yield from (answer for asked in scopes for answer in _unspoken(asked))


@lru_cache(maxsize=len(SCOPES))
def asked_of(day: Day, scope: str) -> Asked:
    """The rules of a scope, in a world with as many wounds as any two of them need together."""
    rules = tuple(rule for rule in _in_order(day) if rule.scope == scope)
    needy = sorted((rule.when for rule in rules), key=wounds_needed)[-2:]
    world = day.world(scope, *needy)
    truths = {rule.name: world.truth(rule.when, day.parameters) for rule in rules}
    found: dict[str, Found] = {}
    beside = {}
    for name, truth in truths.items():
        found[name] = world.solver.ask(truth.holds)
        held = (other for other in truths if world.solver.holds(truths[other].holds))
        beside[name] = frozenset(held if found[name] == "possible" else truths)
    return Asked(day, world, rules, truths, found, beside)


def _in_order(day: Day) -> list[ResolvedRule]:
    """The rules as the engine asks them: of pairs what drops first, of lines what drops or holds."""

    def last(rule: ResolvedRule) -> bool:
        first = rule.then.drop or (rule.then.hold and rule.scope == "line")
        return not first

    return sorted(day.resolved.rules, key=last)


def effect(rule: ResolvedRule, day: Day) -> tuple[Any, ...]:
    """What a rule does, its words left out."""
    finding, then = rule.then.finding, rule.then
    modifier = then.modifier
    if isinstance(modifier, ParameterRef):
        modifier = day.parameters.get(modifier.id)
    told = None if finding is None else (finding.severity, finding.outcome, finding.gap)
    return modifier, then.drop, then.hold, told


def _dead(asked: Asked) -> Iterator[Answer]:
    for name, found in asked.found.items():
        if found == "impossible":
            yield Answer(status="refuted", text=f"{name} can never hold")
        elif found == "not decided":
            yield Answer(status="not decided", text=f"whether {name} can hold")


def _implied(asked: Asked) -> Iterator[Answer]:
    """A rule that adds at most words to another; of two that are equivalent, the later."""
    said: set[frozenset[str]] = set()
    for other, rule in permutations(asked.rules, 2):
        both = frozenset((rule.name, other.name))
        if (
            both in said
            or effect(rule, asked.day) != effect(other, asked.day)
            or asked.found[rule.name] == "impossible"
        ):
            continue
        found = asked.alone(rule, other)
        if found == "not decided":
            yield Answer(status="not decided", text=f"whether {rule.name} adds anything to {other.name}")
        elif found == "impossible":
            said.add(both)
            worded = _words(rule) != _words(other)
            if worded and asked.day.resolved.pack not in (rule.origin, other.origin):
                continue
            text = f"{rule.name} holds only where {other.name} does, with the same effect"
            yield Answer(
                status="noted" if worded else "refuted", text=text + (" in other words" if worded else "")
            )


def _words(rule: ResolvedRule) -> tuple[str, str | None, str]:
    finding = rule.then.finding
    return ("", None, rule.then.step) if finding is None else (finding.message, finding.ask, rule.then.step)


def _contradicted(asked: Asked, side: Side) -> Iterator[Answer]:
    """Rules that always hold together and contradict each other, as `packs check` understands it."""
    apart = _setting_apart(asked.day)
    for one, other in combinations(asked.rules, 2):
        does, beside = (evolve(each.then, modifier=effect(each, asked.day)[0]) for each in (one, other))
        clash = clash_of(asked.world.scope, does, beside, apart)
        if not clash or asked.found[one.name] == "impossible":
            continue
        if asked.alone(one, other) == asked.alone(other, one) == "impossible":
            text = f"{one.name} and {other.name} hold of the same, and {clash}"
            yield Answer(status="refuted", text=text, witness=_of_both(asked, side, one, other))


def _of_both(asked: Asked, side: Side, one: ResolvedRule, other: ResolvedRule) -> Witness | None:
    """An encounter on which two rules both report; none where they do not, or only an audit asks them."""
    if asked.world.scope == "billed" or one.then.finding is None or other.then.finding is None:
        return None

    def shows(document: Document) -> bool:
        decision = side.decision(document)
        said = set() if decision is None else {(each.rule, each.severity) for each in decision.findings}
        wanted = {(rule.name, rule.then.finding.severity) for rule in (one, other) if rule.then.finding}
        return wanted <= said

    holds = asked.truths[one.name].holds
    return witness(imagined(asked.day, asked.world, holds, one.when, other.when), shows, side)


def _unheeded(asked: Asked) -> Iterator[Answer]:
    """Rules of lines and pairs that are never asked where they would hold, since the line is gone by then."""
    for index, rule in enumerate(asked.rules):
        before = [each for each in asked.rules[:index] if _forestalls(each, rule)]
        if not before or rule.scope not in ("line", "pair") or asked.found[rule.name] == "impossible":
            continue
        found = asked.alone(rule, *before)
        if found == "impossible":
            names = [each.name for each in before if asked.alone(rule, each) == "impossible"]
            text = f"{rule.name} is never heeded: where it holds, the line is gone or held back"
            yield Answer(status="refuted", text=text + (f" by {names[0]}" if names else " by earlier rules"))
        elif found == "not decided":
            yield Answer(status="not decided", text=f"whether {rule.name} is ever heeded")


def _forestalls(first: ResolvedRule, rule: ResolvedRule) -> bool:
    """Whether a rule that holds keeps a later one from being asked.

    What drops or holds a line is asked until it is dropped; all else only while the line stands.
    """
    if rule.scope == "line" and (rule.then.drop or rule.then.hold):
        return first.then.drop
    return first.then.drop or first.then.hold


def _settled_by_order(asked: Asked) -> Iterator[Answer]:
    """Pairs that are said not to be paid together, and by another rule to be paid with a modifier."""
    apart = _setting_apart(asked.day)
    rules = asked.rules if asked.world.scope == "pair" else ()
    for first, second in combinations(rules, 2):
        refuses = [rule.then.drop or rule.then.hold for rule in (first, second)]
        sets_apart = [effect(rule, asked.day)[0] in apart for rule in (first, second)]
        if refuses == sets_apart or True not in refuses or True not in sets_apart:
            continue
        if asked.day.resolved.pack not in (first.origin, second.origin):
            continue  # what the base says is told of the base
        both = [asked.truths[rule.name].holds for rule in (first, second)]
        if asked.world.solver.ask(*both) == "possible":
            does = "refuses" if refuses[0] else "sets apart"
            other = "sets apart" if refuses[0] else "refuses"
            text = f"{first.name} {does} some of what {second.name} {other}; it is asked first, and decides"
            yield Answer(status="noted", text=text)


def _setting_apart(day: Day) -> frozenset[str]:
    """Modifiers that set a line apart, of which it takes one."""
    groups = day.parameters.get("modifier.alternatives", ())
    return frozenset(word for group in groups for words in group for word in words)


def _unspoken(asked: Asked) -> Iterator[Answer]:
    """A difference between a claim and the record of which no rule says what it means."""
    own = [rule for rule in asked.rules if rule.origin == asked.day.resolved.pack]
    if asked.world.scope != "billed" or not own:
        return
    found = asked.world.solver.ask(*(truth.fails for truth in asked.truths.values()))
    if found == "impossible":
        text = "of every difference between a claim and the record some rule says what it means"
        yield Answer(status="proved", text=text)
    elif found == "possible":
        shown = {
            name: asked.world.value(("billed", name))
            for name in ("billed.matter", "billed.modifier", "billed.role")
        }
        told = ", ".join(f"{name} {value}" for name, value in shown.items() if value)
        text = f"no rule says what a difference means, as for {told}; an audit reports it as not checked"
        yield Answer(status="noted", text=text)
    else:
        text = "whether of every difference between a claim and the record some rule speaks"
        yield Answer(status="not decided", text=text)
