"""Encounters, claims and decisions as JSON: strict in, exact out.

Nothing is coerced: a number given as text, an unknown field, or a word outside its list is refused, and every
problem is named at once with its path.
"""

import json
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import islice
from types import UnionType
from typing import Any, ClassVar, Final, Literal, TypeVar, Union, get_args, get_origin

from attrs import NOTHING, fields, frozen, has
from cattrs import Converter
from cattrs.errors import ForbiddenExtraKeysError
from cattrs.gen import make_dict_structure_fn

from debridecode.decision import Audit, Decision
from debridecode.document import JsonProblem, loads
from debridecode.errors import EncounterError
from debridecode.interop.problems import is_day, problems
from debridecode.model import ClaimLine, Encounter, Modifier
from debridecode.model.checks import Checks, Get, Several, identifier, instance, number

MAX_BYTES: Final = 5_000_000
MAX_DEPTH: Final = 64
MAX_PROBLEMS: Final = 10_000

T = TypeVar("T")


def _version(get: Get) -> Iterator[tuple[str, str]]:
    if type(get("schema_version")) is int and get("schema_version") != 1:
        yield "schema_version", "expected 1"


@frozen(kw_only=True)
class Claim:
    """Billed claim lines of one encounter, as the JSON contract holds them.

    Attributes:
        schema_version: of the JSON form.
        encounter_id: of the encounter that was billed.
        lines: as billed.
    """

    schema_version: int = 1
    encounter_id: str
    lines: tuple[ClaimLine, ...]

    CHECKS: ClassVar = Checks(
        ("schema_version", False, number),
        ("encounter_id", False, identifier),
        ("lines", False, Several(instance(ClaimLine, "a claim line"), "claim lines")),
        together=_version,
    )

    def __attrs_post_init__(self) -> None:
        """Check every field."""
        self.CHECKS.refuse(self)


def read_encounter(text: str | bytes) -> Encounter:
    """Read an encounter from JSON.

    Args:
        text: JSON text, or its UTF-8 bytes; at most 5,000,000 bytes, nested at most 64 deep.

    Raises:
        EncounterError: the text is no JSON, or not an encounter. It names every problem by its
            path, and never repeats a value.

    Example:
        >>> read_encounter('{"encounter_id": "e", "date_of_service": "2026-03-02", "payer": "cms/base",'
        ...                ' "wounds": [{"wound_id": "A", "debridement": {"area_sq_cm": "24"}}]}')
        Traceback (most recent call last):
        debridecode.errors.EncounterError: $.wounds[0].debridement.area_sq_cm: expected an area as a ...
    """
    return _read(text, Encounter)


def read_claim(text: str | bytes) -> Claim:
    """Read billed claim lines from JSON.

    Raises:
        EncounterError: as for `read_encounter`.
    """
    return _read(text, Claim)


def encounter_from(value: object) -> Encounter:
    """Make an encounter of a JSON value already parsed, with `Decimal` for numbers that are not whole.

    Raises:
        EncounterError: as for `read_encounter`.
    """
    return _structure(value, Encounter)


def write(thing: Encounter | Claim | Decision | Audit, *, indent: int | None = None) -> str:
    """Write an encounter, a claim, a decision or an audit as JSON; the same object gives the same text."""
    return json.dumps(_READER.unstructure(thing), indent=indent, ensure_ascii=False)


def _read(text: str | bytes, wanted: type[T]) -> T:
    if not isinstance(text, str | bytes):
        raise EncounterError([("$", "expected JSON as text or as UTF-8 bytes")])
    try:
        value = loads(text, max_bytes=MAX_BYTES, max_depth=MAX_DEPTH)
    except JsonProblem as problem:
        found = (f"$ (line {problem.line}, column {problem.column})", problem.message)
    else:
        return _structure(value, wanted)
    raise EncounterError([found])  # outside the handler, so that it carries no text of the record along


def _structure(value: object, wanted: type[T]) -> T:
    """Make an object of a JSON value; only when that fails, look for every problem of it."""
    try:
        return _READER.structure(value, wanted)
    except (EncounterError, ForbiddenExtraKeysError, KeyError, _Refused):
        pass
    raise EncounterError(islice(problems(value, wanted, "$"), MAX_PROBLEMS))


class _Refused(Exception):  # noqa: N818 - it never leaves this room
    """A JSON value of the wrong kind."""


def _as_is(value: Any, _: Any) -> Any:
    """The classes of the model check themselves, so that typed objects and JSON meet the same check."""
    return value


def _is_literal(kind: Any) -> bool:
    return get_origin(kind) is Literal


def _is_optional(kind: Any) -> bool:
    return get_origin(kind) in (Union, UnionType) and type(None) in get_args(kind)


def _is_tuple(kind: Any) -> bool:
    return get_origin(kind) is tuple


def _decimal(value: Any, _: Any) -> Any:
    return Decimal(value) if type(value) is int else value


def _date(value: Any, _: Any) -> date:
    if not is_day(value):
        raise _Refused
    return date.fromisoformat(value)


def _tuple_hook(kind: Any, converter: Converter) -> Callable[[Any, Any], Any]:
    item = kind.__args__[0]
    if not has(item) or item is Modifier:
        return lambda value, _: tuple(value) if type(value) is list else _empty_or_refuse(value)
    structure = converter.get_structure_hook(list[item])  # type: ignore[valid-type]

    def hook(value: Any, _: Any) -> Any:
        if type(value) is not list:
            return _empty_or_refuse(value)
        return tuple(structure(value, list[item]))  # type: ignore[valid-type]

    return hook


def _empty_or_refuse(value: Any) -> tuple[()]:
    if value is None:
        return ()
    raise _Refused


def _class_hook(kind: Any, converter: Converter) -> Callable[[Any, Any], Any]:
    structure = make_dict_structure_fn(kind, converter, _cattrs_forbid_extra_keys=True)
    required = any(each.default is NOTHING for each in fields(kind))
    silent = None if required else kind()

    def hook(value: Any, _: Any) -> Any:
        if type(value) is dict:
            return structure(value, kind)
        if value is None and silent is not None:
            return silent
        raise _Refused

    return hook


def _optional_hook(kind: Any, converter: Converter) -> Callable[[Any, Any], Any]:
    """A field that may be null. Its type is settled here, once, and not again for each value."""
    inner = next(arg for arg in get_args(kind) if arg is not type(None))
    structure = converter.get_structure_hook(inner)
    if structure is _as_is or structure is _decimal:
        return structure

    def hook(value: Any, _: Any) -> Any:
        return None if value is None else structure(value, inner)

    return hook


def _number(value: Decimal) -> int | float:
    """JSON number of a decimal. Exact: the model holds no more digits than a float's shortest text keeps."""
    return int(value) if value == value.to_integral_value() else float(value)


def _converter() -> Converter:
    """A strict converter: nothing is coerced, and no field is passed over."""
    converter = Converter(detailed_validation=False, forbid_extra_keys=True)
    for leaf in (str, int, bool):
        converter.register_structure_hook(leaf, _as_is)
    converter.register_structure_hook(Decimal, _decimal)
    converter.register_structure_hook(date, _date)
    converter.register_structure_hook_func(_is_literal, _as_is)
    converter.register_structure_hook_factory(_is_optional, partial(_optional_hook, converter=converter))
    converter.register_structure_hook_factory(has, partial(_class_hook, converter=converter))
    converter.register_structure_hook_factory(_is_tuple, partial(_tuple_hook, converter=converter))
    converter.register_unstructure_hook(Decimal, _number)
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_unstructure_hook(Modifier, lambda modifier: modifier.code)
    return converter


_READER: Final = _converter()
