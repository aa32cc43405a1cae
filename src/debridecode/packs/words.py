"""Conditions and values of packs in words: compact, and with one reading only."""

from decimal import Decimal
from typing import Any, Final

from debridecode.measures import plain
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

_OPERATORS: Final = {
    "is": "is",
    "is_not": "is not",
    "in": "is one of",
    "includes": "includes one of",
    "within": "holds only",
    "lt": "<",
    "le": "<=",
    "gt": ">",
    "ge": ">=",
    "eq": "=",
    "ne": "is not equal to",
}


def condition_words(condition: Condition) -> str:
    """A condition in words. Lists stand in square brackets, and parts of parts in round ones.

    Example:
        >>> unmeasured = Leaf("wound.measured_after", "is", False)
        >>> sharp = Leaf("wound.method", "in", frozenset({"waterjet", "sharp_selective"}))
        >>> condition_words(AllOf((unmeasured, AnyOf((sharp, Leaf("wound.method", "known", False))))))
        'wound.measured_after is false and (wound.method is one of [sharp_selective, waterjet] or
        wound.method is unknown)'
    """
    match condition:
        case Leaf():
            return _leaf(condition)
        case AllOf(parts):
            return " and ".join(map(_part, parts)) or "always"
        case AnyOf(parts):
            return " or ".join(map(_part, parts)) or "never"
        case Not(part):
            return f"not ({condition_words(part)})"
        case AnyWound(part):
            return f"for some wound: ({condition_words(part)})"
        case EveryWound(part):
            return f"for every wound: ({condition_words(part)})"


def _leaf(leaf: Leaf) -> str:
    if leaf.operator == "known":
        return f"{leaf.fact} is {'known' if leaf.operand else 'unknown'}"
    return f"{leaf.fact} {_OPERATORS[leaf.operator]} {value_words(leaf.operand)}"


def _part(condition: Condition) -> str:
    words = condition_words(condition)
    return f"({words})" if isinstance(condition, AllOf | AnyOf) else words


def value_words(value: Any) -> str:
    """What a fact is compared with, or the value of a parameter, in words.

    Example:
        >>> value_words(((frozenset({"left", "lt"}), frozenset({"right"})),))
        '[[left, lt], [right]]'
    """
    match value:
        case ParameterRef(id_):
            return f"parameter {id_}"
        case FactRef(text) | str(text):
            return text
        case Decimal():
            return plain(value)
        case frozenset():
            return f"[{', '.join(sorted(value))}]"
        case tuple():
            return "; ".join(f"[{', '.join(map(value_words, group))}]" for group in value)
    return str(value).lower()
