"""A pack against its JSON Schema: every mistake of form, each with a message of our own.

`jsonschema` is slow to import and its messages assume that the reader knows JSON Schema, so it is loaded only
here, only for packs that did not come with the library.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from debridecode.packs.raw import Problem, escape, nearest

_SCHEMA_FILE: Final = "pack-1.schema.json"
_TYPES: Final = {
    "object": "an object",
    "array": "a list",
    "string": "text",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "null": "null",
}


@cache
def _validator() -> Draft202012Validator:
    text = files("debridecode").joinpath("schemas", _SCHEMA_FILE).read_text(encoding="utf-8")
    return Draft202012Validator(json.loads(text))


def schema_problems(document: Any) -> Iterator[Problem]:
    """Every mistake of form in the JSON of a pack."""
    for error in _validator().iter_errors(document):
        yield from _problems(error)


def _problems(error: ValidationError) -> Iterator[Problem]:
    pointer = "".join(f"/{escape(str(part))}" for part in error.absolute_path)
    value = error.validator_value
    if "propertyNames" in error.absolute_schema_path:
        at_key = f"{pointer}/{escape(error.instance)}"
        yield Problem(
            at_key,
            "expected an id of the form area.name: small letters, digits, dots and hyphens",
            at_key=True,
        )
        return
    match error.validator:
        case "additionalProperties":
            known = error.schema["properties"]
            for key in sorted(set(error.instance) - set(known)):
                yield Problem(
                    f"{pointer}/{escape(key)}", f"unknown key {key}", nearest(key, known), at_key=True
                )
        case "required":
            for key in sorted(set(value) - set(error.instance)):
                yield Problem(pointer, f"expected the key {key}; it is missing")
        case "enum":
            hint = nearest(error.instance, value) if isinstance(error.instance, str) else ""
            yield Problem(pointer, "expected one of " + ", ".join(value), hint)
        case "const":
            yield Problem(pointer, f"expected {json.dumps(value)}")
        case "type":
            names = [value] if isinstance(value, str) else value
            yield Problem(pointer, "expected " + " or ".join(_TYPES[name] for name in names))
        case "pattern":
            yield Problem(pointer, _shape(error.schema))
        case other:
            yield Problem(pointer, _LEAST.get(str(other), "not of the form that the pack schema describes"))


_LEAST: Final = {
    "minLength": "expected text that is not empty",
    "minItems": "expected at least one item",
    "minimum": "expected 0 or more",
    "minProperties": "expected one key",
    "maxProperties": "expected one key only",
}


def _shape(schema: Mapping[str, Any]) -> str:
    described = schema.get("description")
    form = schema["pattern"].removesuffix("(?!\\n)")
    return f"expected the form {form}" + (f": {described}" if described else "")
