"""Every problem of a JSON value that should be an encounter or a claim, each by its path.

The reader refuses such a value at the first problem. This walk finds all of them, with the same checks that
the classes of the model make, and says what was expected; it never repeats a value.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from itertools import islice
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin

from attrs import NOTHING, fields, has

from debridecode.model import Modifier
from debridecode.model.checks import NOT_NULL, Check, Several

_FIELD_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,40}")
_MOST_UNKNOWN: Final = 100
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def problems(value: Any, kind: Any, path: str) -> Iterator[tuple[str, str]]:
    """Problems of a value that should hold an object of a class of the model.

    Args:
        value: from JSON, with `Decimal` for numbers that are not whole.
        kind: the class.
        path: of the value, such as `$.wounds[0]`.
    """
    if type(value) is not dict:
        yield path, "expected an object"
        return
    known = {each.name: each for each in fields(kind)}
    for key in islice((key for key in value if key not in known), _MOST_UNKNOWN):
        yield path, _unknown_field(key, list(known))
    for name, each in known.items():
        required = each.default is NOTHING
        if name not in value:
            if required:
                yield f"{path}.{name}", "expected this field; it is missing"
        elif value[name] is not None:
            yield from _field(value[name], each.type, kind.CHECKS.of[name][1], f"{path}.{name}")
        elif required or not _may_be_null(each.type):
            yield f"{path}.{name}", NOT_NULL
    for name, message in kind.CHECKS.together(value.get):
        yield f"{path}.{name}", message


def _field(value: Any, kind: Any, check: Check, path: str) -> Iterator[tuple[str, str]]:
    """Problems of one field that is not null."""
    if get_origin(kind) in (Union, UnionType):
        kind = next(arg for arg in get_args(kind) if arg is not type(None))
    if get_origin(kind) is tuple and isinstance(check, Several):
        yield from _items(value, get_args(kind)[0], check, path)
    elif has(kind) and kind is not Modifier:
        yield from problems(value, kind, path)
    elif kind is date:
        if not is_day(value):
            yield path, "expected a date that exists, as text YYYY-MM-DD"
    elif message := check(Decimal(value) if kind is Decimal and type(value) is int else value):
        yield path, message


def _may_be_null(kind: Any) -> bool:
    """Whether null says the same as leaving a field out: for what the record does not say."""
    return get_origin(kind) in (Union, UnionType, tuple) or has(kind)


def _items(value: Any, kind: Any, check: Several, path: str) -> Iterator[tuple[str, str]]:
    if type(value) is not list:
        yield path, "expected a list"
    elif too_many := check.too_many(value):
        yield path, too_many
    else:
        for index, item in enumerate(value):
            if item is None:
                yield f"{path}[{index}]", NOT_NULL
            else:
                yield from _field(item, kind, check.item, f"{path}[{index}]")


def is_day(value: Any) -> bool:
    """Whether a JSON value is a day that exists, as YYYY-MM-DD."""
    if type(value) is not str or not _DATE.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _unknown_field(key: str, known: list[str]) -> str:
    """Name a field that is not known, unless its name might be a value from the record."""
    if not _FIELD_NAME.fullmatch(key):
        return "unknown field; expected one of " + ", ".join(known)
    near = get_close_matches(key, known, n=1)
    expected = f"perhaps {near[0]}" if near else "expected one of " + ", ".join(known)
    return f"unknown field {key}; {expected}"
