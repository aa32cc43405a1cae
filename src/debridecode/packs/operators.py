"""What each operator of a condition asks of a fact that is known, and of what it is held against."""

import operator
from collections.abc import Callable
from typing import Any, Final


def _in(value: Any, words: frozenset[str]) -> bool:
    return value in words


def _includes(value: frozenset[str], words: frozenset[str]) -> bool:
    return bool(value & words)


def _within(value: frozenset[str], words: frozenset[str]) -> bool:
    return bool(value) and value <= words


COMPARE: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "is": operator.eq,
    "is_not": operator.ne,
    "in": _in,
    "includes": _includes,
    "within": _within,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
    "eq": operator.eq,
    "ne": operator.ne,
}
"""Every operator of the catalogue but `known`, which is asked of a fact that is unknown too."""
