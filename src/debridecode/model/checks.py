"""What each field may hold, said once: the classes of the model check themselves when they are made.

A check takes a value that is not None and returns what was expected, or "" when the value will do. It never
repeats the value, which may come from a patient's record.
"""

from collections.abc import Callable, Iterable, Sized
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import partial
from operator import attrgetter
from typing import Any, Final

from debridecode.errors import EncounterError
from debridecode.measures import problem_of_area, problem_of_length
from debridecode.model.codes import is_diagnosis, is_modifier, is_place_of_service, is_procedure

Check = Callable[[Any], str]
Row = tuple[str, bool, Check]
"""Of one field: its name, whether it may be None, and its check."""

NOT_NULL: Final = "expected a value, not null"
MAX_TEXT: Final = 20_000
MAX_LOCATION: Final = 500
MAX_NOTE: Final = 1_000_000
MAX_ID: Final = 64
MAX_ITEMS: Final = 50
MAX_UNITS: Final = 9_999
MAX_MONEY: Final = 10_000_000
MAX_HISTORY: Final = 2_000


Get = Callable[[str], Any]
"""Gives a field by its name, of an object or of a JSON object that is to become one."""
Together = Callable[[Get], Iterable[tuple[str, str]]]
"""Problems of fields that are right each by itself, and wrong together."""


def _nothing(_: Get) -> tuple[()]:
    return ()


class Checks:
    """The checks of one class.

    Attributes:
        rows: as they were given.
        of: field -> whether it may be None, and its check.
        together: the check of its fields against each other.
    """

    __slots__ = ("_values", "of", "rows", "together")

    def __init__(self, *rows: Row, together: Together = _nothing) -> None:
        """Bind the rows."""
        self.rows = rows
        self._values = attrgetter(*(name for name, _, _ in rows))
        self.of = {name: (optional, check) for name, optional, check in rows}
        self.together = together

    def refuse(self, checked: object) -> None:
        """Raise one `EncounterError` with every problem of an object, if it has any."""
        values = self._values(checked) if len(self.rows) > 1 else (self._values(checked),)
        problems = []
        for value, (name, optional, check) in zip(values, self.rows, strict=True):
            if value is None:
                if not optional:
                    problems.append((name, NOT_NULL))
            elif message := check(value):
                problems.append((name, message))
        if self.together is not _nothing:
            problems += self.together(partial(getattr, checked))
        if problems:
            raise EncounterError(problems)


def identifier(value: object) -> str:
    """An opaque id: short, printable, not blank."""
    good = type(value) is str and 0 < len(value) <= MAX_ID and value.isprintable() and bool(value.strip())
    return "" if good else f"expected an id of 1 to {MAX_ID} printable characters, as text"


def text(value: object) -> str:
    """Words from the record."""
    return _text(value, MAX_TEXT)


def location(value: object) -> str:
    """Where a wound is."""
    return _text(value, MAX_LOCATION)


def note(value: object) -> str:
    """The whole note."""
    return _text(value, MAX_NOTE)


def _text(value: object, most: int) -> str:
    if type(value) is not str:
        return "expected text"
    if len(value) > most:
        return f"expected text of at most {most} characters"
    return "" if value.isascii() or _whole(value) else "expected text without halves of characters"


def _whole(value: str) -> bool:
    """Whether a text has no lone surrogate, which no file could hold."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def yes_no(value: object) -> str:
    """True or false."""
    return "" if type(value) is bool else "expected true or false"


def day(value: object) -> str:
    """A calendar day."""
    return "" if type(value) is date else "expected a date (in JSON, text as YYYY-MM-DD)"


def area(value: object) -> str:
    """Sq cm."""
    return problem_of_area(value)


def length(unit: str) -> Check:
    """A length above 0, in that unit."""
    return lambda value: problem_of_length(value, unit=unit)


def depth(unit: str) -> Check:
    """A depth, which may be 0, in that unit."""
    return lambda value: problem_of_length(value, unit=unit, zero_allowed=True)


def units(value: object) -> str:
    """Units of a claim line."""
    good = type(value) is int and 1 <= value <= MAX_UNITS
    return "" if good else f"expected a whole number from 1 to {MAX_UNITS}"


def number(value: object) -> str:
    """Any whole number."""
    return "" if type(value) is int else "expected a whole number"


def count(value: object) -> str:
    """How often something happened, which may be never."""
    good = type(value) is int and 0 <= value <= MAX_UNITS
    return "" if good else f"expected a whole number from 0 to {MAX_UNITS}"


def money(value: object) -> str:
    """An amount in dollars, which may be 0."""
    if type(value) is not Decimal or not value.is_finite():
        return "expected an amount in dollars, as a number"
    if value < 0 or value > MAX_MONEY or value != round(value, 2):
        return f"expected an amount from 0 to {MAX_MONEY} dollars, in whole cents"
    return ""


def one_of(words: tuple[str, ...]) -> Check:
    """A word of a closed list."""
    known = frozenset(words)
    expected = "expected one of " + ", ".join(words)

    def check(value: object) -> str:
        if type(value) is str and value in known:
            return ""
        near = get_close_matches(value, words, n=1) if type(value) is str and len(value) < MAX_ID else []
        return expected + (f"; perhaps {near[0]}" if near else "")

    return check


def instance(expected: type, noun: str) -> Check:
    """A part of the model."""
    return lambda value: "" if type(value) is expected else f"expected {noun}"


class Several:
    """A tuple, each item of which passes a check.

    Attributes:
        item: the check of an item.
    """

    __slots__ = ("_most", "_noun", "item")

    def __init__(self, item: Check, noun: str, *, most: int = MAX_ITEMS) -> None:
        """Name the items in the plural."""
        self.item = item
        self._noun = noun
        self._most = most

    def __call__(self, value: object) -> str:
        """What is wrong with the tuple, or with its first wrong item."""
        if type(value) is not tuple:
            return f"expected a tuple of {self._noun} (in JSON, a list)"
        if too_many := self.too_many(value):
            return too_many
        for index, item in enumerate(value):
            if message := self.item(item):
                return f"item {index}: {message}"
        return ""

    def too_many(self, items: Sized) -> str:
        """What is wrong with how many there are."""
        return "" if len(items) <= self._most else f"expected at most {self._most} {self._noun}"


def shaped(has_shape: Callable[[str], bool], expected: str) -> Check:
    """A code of the right shape."""
    return lambda value: "" if type(value) is str and has_shape(value) else f"expected {expected}"


def in_order(get: Get, first: str, last: str) -> Iterable[tuple[str, str]]:
    """That one day is not after another, where both are days."""
    begins, ends = _day_of(get(first)), _day_of(get(last))
    if begins is not None and ends is not None and begins > ends:
        yield last, f"expected a day that is not before {first}"


def once(get: Get, items: str, key: str, message: str) -> Iterable[tuple[str, str]]:
    """That no two of several items hold the same text under a key."""
    several, seen = get(items), set[str]()
    for index, item in enumerate(several[:MAX_HISTORY] if type(several) in (tuple, list) else ()):
        held = item.get(key) if type(item) is dict else getattr(item, key, None)
        if type(held) is str and held in seen:
            yield f"{items}[{index}].{key}", message
        elif type(held) is str:
            seen.add(held)


def _day_of(value: object) -> date | None:
    """A day, or the text of one in JSON."""
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(value) if type(value) is str else None
    except ValueError:
        return None


procedure = shaped(is_procedure, "a procedure code of five characters")
diagnosis = shaped(is_diagnosis, "an ICD-10-CM code such as a letter, digits and an optional dot")
modifier = shaped(is_modifier, "a modifier of two capital letters or digits")
place_of_service = shaped(is_place_of_service, "a place of service of two digits, as text")
