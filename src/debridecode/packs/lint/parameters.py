"""Parameters of a pack: values of their type, and references to them."""

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any, Final, Literal

from debridecode import vocabulary
from debridecode.measures import problem_of_area
from debridecode.packs.catalogue import ENGINE_PARAMETERS
from debridecode.packs.lint.names import Names
from debridecode.packs.raw import Json, Problem, day, escape, members, nearest, objects

KINDS_COMPARED: Final = {
    "area_sq_cm": ("number",),
    "number": ("number",),
    "modifier": (),
    "words": (),
    "tissues": ("words",),
    "word_groups": (),
    "modifier_groups": (),
    "line_choice": (),
    "codes": (),
    "days": (),
}
"""Each type of a parameter -> the kinds of facts that a condition may compare with it."""


def parameter_problems(document: Json) -> Iterator[Problem]:
    """What is wrong with the types and values of parameters."""
    for id_, parameter in members(document, "parameters"):
        pointer, type_ = f"/parameters/{escape(id_)}", parameter.get("type")
        read = ENGINE_PARAMETERS.get(id_)
        if read is not None and type_ != read.type:
            yield Problem(f"{pointer}/type", f"expected {read.type}: the engine reads this parameter")
        for index, segment in enumerate(objects(parameter.get("history"))):
            if "value" in segment:
                at = f"{pointer}/history/{index}/value"
                yield from value_problems(segment["value"], at, type_)
                yield from whole_problems(segment["value"], at, id_)


def whole_problems(value: Any, pointer: str, id_: str) -> Iterator[Problem]:
    """Days and months that the engine counts are whole."""
    read = ENGINE_PARAMETERS.get(id_)
    if read is not None and read.whole and isinstance(value, Decimal) and value != value.to_integral_value():
        yield Problem(pointer, "expected a whole number: these are counted")


def reference_problems(raw: Json, pointer: str, types: Sequence[str], names: Names) -> Iterator[Problem]:
    """What is wrong with a reference to a parameter, which must be of one of the types."""
    id_ = raw.get("parameter")
    if not isinstance(id_, str):
        return
    if id_ not in names.parameters:
        yield Problem(f"{pointer}/parameter", f"no parameter {id_}", nearest(id_, names.parameters))
    elif names.parameters[id_] in KINDS_COMPARED and names.parameters[id_] not in types:
        expected = " or ".join(types) if types else "a literal instead"
        yield Problem(
            f"{pointer}/parameter", f"{id_} is of type {names.parameters[id_]}; expected {expected}"
        )


def value_problems(value: Any, pointer: str, type_: Any) -> Iterator[Problem]:
    """What is wrong with a parameter's value for its type."""
    if type_ in ("area_sq_cm", "number"):
        yield from _number(value, pointer)
    elif type_ == "modifier":
        if not (isinstance(value, str) and re.fullmatch(r"[0-9A-Z]{2}", value)):
            yield Problem(pointer, "expected a modifier of two capital letters or digits")
    elif type_ == "line_choice":
        if value not in ("column_2", "either"):
            yield Problem(pointer, "expected column_2 or either")
    elif isinstance(type_, str) and type_ in _LISTED:
        yield from _listed(value, pointer, *_LISTED[type_])
    elif type_ == "word_groups":
        yield from _lists(value, pointer, "words")
    elif type_ == "modifier_groups":
        yield from _lists(value, pointer, "modifiers")
    elif type_ in ("words", "tissues"):
        yield from _words(value, pointer, vocabulary.TISSUES if type_ == "tissues" else None)


_LISTED: Final[dict[str, tuple[Callable[[str], bool], str]]] = {
    "codes": (
        lambda text: re.fullmatch("[0-9A-Z][0-9]{3}[0-9A-Z]", text) is not None,
        "a procedure code of five characters",
    ),
    "days": (lambda text: day(text) is not None, "a date that exists, as YYYY-MM-DD"),
}
"""Each type of a list -> what an item is, and how that is said."""


def _listed(value: Any, pointer: str, good: Callable[[str], bool], expected: str) -> Iterator[Problem]:
    if not isinstance(value, list) or not value:
        yield Problem(pointer, f"expected a list, each item {expected}")
        return
    for index, item in enumerate(value):
        if not isinstance(item, str) or not good(item):
            yield Problem(f"{pointer}/{index}", f"expected {expected}")
        elif item in value[:index]:
            yield Problem(f"{pointer}/{index}", "this item stands in the list already", "keep one of them")


def _number(value: Any, pointer: str) -> Iterator[Problem]:
    number = Decimal(value) if type(value) is int else value
    if not isinstance(number, Decimal):
        yield Problem(pointer, "expected a number above 0, without quotes")
    elif message := problem_of_area(number):
        yield Problem(pointer, message.replace("an area", "a number"))


def _lists(value: Any, pointer: str, of: Literal["words", "modifiers"]) -> Iterator[Problem]:
    if not isinstance(value, list) or not value or not all(isinstance(group, list) for group in value):
        yield Problem(pointer, f"expected a list of lists of {of}")
        return
    preferred: set[str] = set()
    for index, group in enumerate(value):
        at = f"{pointer}/{index}"
        yield from _words(group, at, None) if of == "words" else _modifiers(group, at, preferred)


def _modifiers(group: list[Any], pointer: str, preferred: set[str]) -> Iterator[Problem]:
    """A preferred modifier and those accepted in its place: of two lists for one, only the last is read."""
    if not group:
        yield Problem(pointer, "expected at least one modifier, the preferred one first")
        return
    for index, modifier in enumerate(group):
        yield from value_problems(modifier, f"{pointer}/{index}", "modifier")
    first = str(group[0])
    if first in preferred:
        yield Problem(f"{pointer}/0", f"{first} is preferred in a list before", "make one list of both")
    preferred.add(first)


def _words(value: Any, pointer: str, known: Sequence[str] | None) -> Iterator[Problem]:
    if not isinstance(value, list) or not value or not all(isinstance(word, str) for word in value):
        yield Problem(pointer, "expected a list of words")
        return
    for index, word in enumerate(value):
        if known is not None and word not in known:
            yield Problem(f"{pointer}/{index}", f"{word} is no tissue", nearest(word, known))
        elif not word.strip() or word != word.lower():
            yield Problem(f"{pointer}/{index}", "expected lower case; records are compared in lower case")
