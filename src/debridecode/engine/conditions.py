"""Conditions over facts, in three values: True, False, and None where a fact that decides is unknown.

Unknown obeys Kleene's tables: `all` is false when one part is false, `any` is true when one part is true,
whatever else is unknown; otherwise an unknown part makes the whole unknown. `known` itself is never unknown.

`holds` walks the condition and is the reference. `compiled` makes closures that answer the same, faster.
"""

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any, Final

from debridecode.packs.catalogue import FACTS
from debridecode.packs.model import (
    AllOf,
    AnyOf,
    AnyWound,
    Condition,
    EveryWound,
    FactRef,
    Leaf,
    Not,
    ParameterRef,
)
from debridecode.packs.operators import COMPARE

Test = Callable[[Any], bool | None]
Parameters = Mapping[str, Any]


_PAIR: Final = 2


def path_of(fact: str, scope: str) -> str:
    """Where a subject of a scope keeps a fact: on itself, or on its encounter."""
    declared = FACTS[fact]
    if declared.scope == scope:
        return declared.slot
    return f"encounter.{declared.slot}"


def holds(condition: Condition, subject: Any, scope: str, parameters: Parameters) -> bool | None:
    """Whether a condition holds of a subject, by walking it."""
    match condition:
        case AllOf(parts):
            answers = [holds(part, subject, scope, parameters) for part in parts]
            return False if False in answers else None if None in answers else True
        case AnyOf(parts):
            answers = [holds(part, subject, scope, parameters) for part in parts]
            return True if True in answers else None if None in answers else False
        case Not(part):
            answer = holds(part, subject, scope, parameters)
            return None if answer is None else not answer
        case AnyWound(part):
            answers = [holds(part, wound, "wound", parameters) for wound in subject.wounds]
            return True if True in answers else None if None in answers else False
        case EveryWound(part):
            answers = [holds(part, wound, "wound", parameters) for wound in subject.wounds]
            return False if False in answers else None if None in answers else True
        case Leaf():
            return _leaf_holds(condition, subject, scope, parameters)


def _leaf_holds(leaf: Leaf, subject: Any, scope: str, parameters: Parameters) -> bool | None:
    value = attrgetter(path_of(leaf.fact, scope))(subject)
    if leaf.operator == "known":
        return (value is not None) is leaf.operand
    operand = leaf.operand
    if isinstance(operand, ParameterRef):
        operand = parameters.get(operand.id)
    elif isinstance(operand, FactRef):
        operand = attrgetter(path_of(operand.name, scope))(subject)
    if value is None or operand is None:
        return None
    return COMPARE[leaf.operator](value, operand)


def compiled(condition: Condition, scope: str, parameters: Parameters) -> Test:
    """A closure that answers as `holds` does."""
    match condition:
        case AllOf(parts):
            return _all([compiled(part, scope, parameters) for part in parts])
        case AnyOf(parts):
            return _any([compiled(part, scope, parameters) for part in parts])
        case Not(part):
            return _not(compiled(part, scope, parameters))
        case AnyWound(part):
            return _any_wound(compiled(part, "wound", parameters))
        case EveryWound(part):
            return _every_wound(compiled(part, "wound", parameters))
        case Leaf():
            return _leaf(condition, scope, parameters)


def _all(tests: list[Test]) -> Test:
    if len(tests) == 1:
        return tests[0]
    if len(tests) == _PAIR:
        return _both(*tests)

    def test(subject: Any) -> bool | None:
        answer: bool | None = True
        for each in tests:
            part = each(subject)
            if part is False:
                return False
            if part is None:
                answer = None
        return answer

    return test


def _both(first: Test, second: Test) -> Test:
    """`all` of two parts, which most are."""

    def test(subject: Any) -> bool | None:
        answer = first(subject)
        if answer is False:
            return False
        other = second(subject)
        if other is False:
            return False
        return None if answer is None or other is None else True

    return test


def _any(tests: list[Test]) -> Test:
    def test(subject: Any) -> bool | None:
        answer: bool | None = False
        for each in tests:
            part = each(subject)
            if part:
                return True
            if part is None:
                answer = None
        return answer

    return tests[0] if len(tests) == 1 else test


def _not(part: Test) -> Test:
    def test(subject: Any) -> bool | None:
        answer = part(subject)
        return None if answer is None else not answer

    return test


def _any_wound(part: Test) -> Test:
    def test(subject: Any) -> bool | None:
        answers = [part(wound) for wound in subject.wounds]
        return True if True in answers else None if None in answers else False

    return test


def _every_wound(part: Test) -> Test:
    def test(subject: Any) -> bool | None:
        answers = [part(wound) for wound in subject.wounds]
        return False if False in answers else None if None in answers else True

    return test


def _leaf(leaf: Leaf, scope: str, parameters: Parameters) -> Test:
    get = attrgetter(path_of(leaf.fact, scope))
    operand = leaf.operand
    if leaf.operator == "known":
        return lambda subject: (get(subject) is not None) is operand
    compare = COMPARE[leaf.operator]
    if isinstance(operand, FactRef):
        get_operand = attrgetter(path_of(operand.name, scope))

        def against_fact(subject: Any) -> bool | None:
            value, other = get(subject), get_operand(subject)
            return None if value is None or other is None else compare(value, other)

        return against_fact
    fixed = parameters.get(operand.id) if isinstance(operand, ParameterRef) else operand
    if fixed is None:
        return lambda _subject: None
    return _against(get, leaf.operator, compare, fixed)


def _against(get: Callable[[Any], Any], name: str, compare: Callable[[Any, Any], bool], fixed: Any) -> Test:
    """A leaf against a fixed operand; the operators that are asked most are spelled out."""
    if name == "is":

        def is_(subject: Any) -> bool | None:
            value = get(subject)
            return None if value is None else value == fixed

        return is_
    if name == "in":

        def in_(subject: Any) -> bool | None:
            value = get(subject)
            return None if value is None else value in fixed

        return in_

    def other(subject: Any) -> bool | None:
        value = get(subject)
        return None if value is None else compare(value, fixed)

    return other


def missing(condition: Condition, subject: Any, scope: str, parameters: Parameters) -> list[str]:
    """Names of the unknown facts that leave a condition unknown; none when it is not."""
    if holds(condition, subject, scope, parameters) is not None:
        return []
    match condition:
        case AllOf(parts) | AnyOf(parts):
            names = [name for part in parts for name in missing(part, subject, scope, parameters)]
        case Not(part):
            names = missing(part, subject, scope, parameters)
        case AnyWound(part) | EveryWound(part):
            names = [name for wound in subject.wounds for name in missing(part, wound, "wound", parameters)]
        case Leaf(fact, _, operand):
            candidates = [fact, operand.name] if isinstance(operand, FactRef) else [fact]
            names = [name for name in candidates if attrgetter(path_of(name, scope))(subject) is None]
    return list(dict.fromkeys(names))
