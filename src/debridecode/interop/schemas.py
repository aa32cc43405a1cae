"""JSON Schemas of the JSON forms, made from the classes that read and write them.

The files under `schemas/` are written by `docs/write.py`; a test fails when they have drifted.
"""

import json
import re
from datetime import date
from decimal import Decimal
from types import UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

from attrs import NOTHING, fields, has

from debridecode.decision import Audit, Decision
from debridecode.interop.json import Claim
from debridecode.model import Encounter, Modifier

FORMS: Final[dict[str, type]] = {
    "encounter-1": Encounter,
    "claim-1": Claim,
    "decision-1": Decision,
    "audit-1": Audit,
}
_ATTRIBUTE: Final = re.compile(r"^    (?:    )?([a-z_]+): (.+(?:\n {8,}(?![a-z_]+: ).+)*)", re.MULTILINE)
_PLAIN: Final[dict[Any, dict[str, Any]]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
    Decimal: {"type": "number", "exclusiveMinimum": 0},
    Modifier: {"type": "string", "pattern": "^[0-9A-Z]{2}$"},
}


def schema_of(form: str) -> dict[str, Any]:
    """The JSON Schema of one form: `encounter-1`, `claim-1`, `decision-1` or `audit-1`.

    Example:
        >>> schema_of("encounter-1")["required"]
        ['encounter_id', 'date_of_service', 'payer', 'wounds']
    """
    kind = FORMS[form]
    parts: dict[str, Any] = {}
    whole = _object(kind, parts, reading=kind not in (Decision, Audit))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"debridecode-{form}",
        "title": _first_line(kind),
        **whole,
        "$defs": parts,
    }


def _object(kind: type, parts: dict[str, Any], *, reading: bool) -> dict[str, Any]:
    """Schema of a class. What is read may leave out fields, or give null, where the class has a default."""
    said = dict(_ATTRIBUTE.findall(kind.__doc__ or ""))
    properties = {}
    for each in fields(kind):
        schema = _type(each.type, parts, silent=reading and each.default is not NOTHING, reading=reading)
        if each.name.startswith(("depth_", "charges_")):
            schema = json.loads(json.dumps(schema).replace("exclusiveMinimum", "minimum"))
        if each.name in said:
            schema = {"description": " ".join(said[each.name].split()), **schema}
        properties[each.name] = schema
    required = [each.name for each in fields(kind) if each.default is NOTHING or not reading]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _type(kind: Any, parts: dict[str, Any], *, reading: bool, silent: bool = False) -> dict[str, Any]:
    if kind in _PLAIN:
        return dict(_PLAIN[kind])
    origin = get_origin(kind)
    if origin is Literal:
        return {"enum": list(get_args(kind))}
    if origin in (UnionType, Union):
        inner = next(arg for arg in get_args(kind) if arg is not type(None))
        return {"anyOf": [_type(inner, parts, reading=reading), {"type": "null"}]}
    if origin is tuple:
        items = _type(get_args(kind)[0], parts, reading=reading)
        return {"type": ["array", "null"] if silent else "array", "items": items}
    if not has(kind):
        message = f"no JSON form for {kind}"
        raise TypeError(message)
    if kind.__name__ not in parts:
        parts[kind.__name__] = {}
        parts[kind.__name__] = {
            "title": _first_line(kind),
            **_object(kind, parts, reading=reading),
        }
    part = {"$ref": f"#/$defs/{kind.__name__}"}
    return {"anyOf": [part, {"type": "null"}]} if silent else part


def _first_line(kind: type) -> str:
    return (kind.__doc__ or "").partition("\n")[0]


def text_of(form: str) -> str:
    """The JSON Schema of one form as it stands in its file."""
    return json.dumps(schema_of(form), indent=1) + "\n"
