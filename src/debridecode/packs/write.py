"""From typed objects back to the JSON of a pack: what `structure` reads, and nothing that it would not."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from attrs import NOTHING, fields

from debridecode.packs.model import (
    AllOf,
    AnyOf,
    AnyWound,
    Cite,
    Condition,
    EveryWound,
    FactRef,
    Leaf,
    Not,
    Parameter,
    ParameterRef,
    Rule,
    RuleSegment,
    Table,
)
from debridecode.releases import Source

_WIDTH: Final = 110


def text_of(value: Any, margin: str = "") -> str:
    """The text of a JSON value, laid out as people write packs: what fits on one line stands on one.

    Numbers are written exactly, with the digits that they were read with.

    Example:
        >>> text_of({"fact": "line.units", "gt": Decimal("4.50")})
        '{"fact": "line.units", "gt": 4.50}'
    """
    short = _on_one_line(value)
    if len(margin) + len(short) <= _WIDTH or not isinstance(value, Mapping | list) or not value:
        return short
    inner = margin + "  "
    if isinstance(value, Mapping):
        items = [f"{_quoted(key)}: {text_of(member, inner)}" for key, member in value.items()]
    else:
        items = [text_of(item, inner) for item in value]
    opening, closing = "{}" if isinstance(value, Mapping) else "[]"
    return f"{opening}\n" + ",\n".join(inner + item for item in items) + f"\n{margin}{closing}"


def _on_one_line(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_quoted(key)}: {_on_one_line(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_on_one_line, value)) + "]"
    return str(value) if isinstance(value, Decimal) else _quoted(value)


def _quoted(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def condition_json(condition: Condition) -> dict[str, Any]:
    """Write a condition.

    Example:
        >>> condition_json(Not(Leaf("wound.method", "in", frozenset({"larval", "abrasion"}))))
        {'not': {'fact': 'wound.method', 'in': ['abrasion', 'larval']}}
    """
    match condition:
        case Leaf(fact, operator, operand):
            return {"fact": fact, operator: value_json(operand)}
        case AllOf(parts):
            return {"all": [condition_json(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [condition_json(part) for part in parts]}
        case Not(part):
            return {"not": condition_json(part)}
        case AnyWound(part):
            return {"any_wound": condition_json(part)}
        case EveryWound(part):
            return {"every_wound": condition_json(part)}


def value_json(value: Any) -> Any:
    """Write what a fact is compared with, or the value of a parameter; sets are sorted."""
    match value:
        case ParameterRef(id_):
            return {"parameter": id_}
        case FactRef(name):
            return {"fact": name}
        case frozenset():
            return sorted(value)
        case tuple():
            return [[" ".join(sorted(words)) for words in group] for group in value]
    return value


def source_json(source: Source) -> dict[str, Any]:
    """Write a source, without its id."""
    return _members(source, without=("id",))


def parameter_json(parameter: Parameter) -> dict[str, Any]:
    """Write a parameter, without its id."""
    history = [
        {"from": segment.start.isoformat(), "value": value_json(segment.value), "cite": _cites(segment.cites)}
        for segment in parameter.history
    ]
    return {**_members(parameter, without=("id", "history")), "history": history}


def rule_json(rule: Rule) -> dict[str, Any]:
    """Write a rule, without its id."""
    history = [_rule_segment(segment) for segment in rule.history]
    return {**_members(rule, without=("id", "history")), "history": history}


def _rule_segment(segment: RuleSegment) -> dict[str, Any]:
    start, cite = segment.start.isoformat(), _cites(segment.cites)
    if segment.retired:
        return {"from": start, "retired": True, "cite": cite}
    then = _members(segment.then)
    if "finding" in then and "ask" not in then["finding"]:
        then["finding"].pop("ask_of", None)  # an override has taken the ask away
    return {"from": start, "when": condition_json(segment.when), "then": then, "cite": cite}


def table_json(table: Table[Any]) -> dict[str, Any]:
    """Write a table, without its id."""
    head = _members(table, without=("id", "history"))
    if not table.history:
        return head
    history = [
        {
            "from": segment.start.isoformat(),
            **({"release": segment.release} if segment.release else {}),
            "rows": [_members(row) for row in segment.rows],
            "cite": _cites(segment.cites),
        }
        for segment in table.history
    ]
    return {**head, "history": history}


def _cites(cites: Sequence[Cite]) -> list[dict[str, str]]:
    return [{"source": cite.source, "locator": cite.locator} for cite in cites]


def _members(thing: Any, without: Sequence[str] = ()) -> dict[str, Any]:
    """What an object says, by the names of its attributes; what it would say anyway is left out."""
    return {
        "cite" if name == "cites" else name: _member(value)
        for name, value, usual in _attributes(thing)
        if name not in without and value is not None and value != usual
    }


def _attributes(thing: Any) -> Iterator[tuple[str, Any, Any]]:
    """Name, value and default of each attribute of an attrs object or a row of an edit table."""
    if isinstance(thing, tuple):
        for name, value in zip(thing._fields, thing, strict=True):  # type: ignore[attr-defined] # a named tuple
            yield name, value, thing._field_defaults.get(name, NOTHING)  # type: ignore[attr-defined]
    else:
        for each in fields(type(thing)):
            yield each.name, getattr(thing, each.name), each.default


def _member(value: Any) -> Any:
    match value:
        case Leaf() | AllOf() | AnyOf() | Not() | AnyWound() | EveryWound():
            return condition_json(value)
        case date():
            return value.isoformat()
        case (Cite(), *_):
            return _cites(value)
        case (str(), *_):
            return list(value)
        case str() | bool() | Decimal() | frozenset() | ParameterRef():
            return value_json(value)
    return _members(value)
