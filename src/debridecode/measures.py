"""Lengths and areas as exact decimals: their limits, their units, and how they are written.

Areas are never floats. A float sum of areas that comes to exactly 20 sq cm can land just above 20, and
buys an add-on unit that the record does not support.
"""

from collections.abc import Iterable
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from functools import reduce
from typing import Final

MAX_LENGTH_CM: Final = Decimal(300)
MAX_AREA_SQ_CM: Final = Decimal(20_000)
"""More than the whole skin of an adult, which is some two square metres."""
MAX_DECIMALS: Final = 4
"""Of a measurement as recorded. More digits are the trace of a float sum, and would decide units."""

_EXACT: Final = Context(prec=60, Emin=MIN_EMIN, Emax=MAX_EMAX)
"""Sums and products are made here, so that a caller who rounds decimals elsewhere rounds none of ours."""
_FINEST: Final = Decimal(1).scaleb(-MAX_DECIMALS)
_CM_PER_UNIT: Final = {"cm": Decimal(1), "mm": Decimal("0.1"), "in": Decimal("2.54")}
_MOST: Final = {unit: MAX_LENGTH_CM // size for unit, size in _CM_PER_UNIT.items()}


def problem_of_length(value: object, *, unit: str, zero_allowed: bool = False) -> str:
    """What is wrong with a length in `cm`, `mm` or `in`, or "" when nothing is."""
    return _problem(value, _MOST[unit], "a length", zero_allowed=zero_allowed)


def problem_of_area(value: object) -> str:
    """What is wrong with an area in sq cm, or "" when nothing is.

    Example:
        >>> problem_of_area(Decimal("24.0")), problem_of_area(Decimal("-1"))
        ('', 'expected an area above 0')
    """
    return _problem(value, MAX_AREA_SQ_CM, "an area", zero_allowed=False)


def _problem(value: object, most: Decimal, noun: str, *, zero_allowed: bool) -> str:
    if type(value) is not Decimal:
        return f"expected {noun} as a Decimal (in JSON, a number)"
    if not value.is_finite():
        return f"expected {noun} as a finite number"
    if value < 0 or (value == 0 and not zero_allowed):
        return f"expected {noun} {'of 0 or more' if zero_allowed else 'above 0'}"
    if value > most:
        return f"expected {noun} of at most {most}"
    if _EXACT.remainder(value, _FINEST):
        return f"expected {noun} with at most {MAX_DECIMALS} decimal places, as it was measured"
    return ""


def centimetres(length: Decimal, unit: str) -> Decimal:
    """A length in `cm`, `mm` or `in` as centimetres, exactly.

    Example:
        >>> centimetres(Decimal(42), "mm"), centimetres(Decimal(2), "in")
        (Decimal('4.2'), Decimal('5.08'))
    """
    return length if unit == "cm" else _EXACT.multiply(length, _CM_PER_UNIT[unit])


def product(length: Decimal, width: Decimal) -> Decimal:
    """Length times width, exactly."""
    return _EXACT.multiply(length, width)


def total(areas: Iterable[Decimal]) -> Decimal:
    """The sum of areas, exactly.

    Example:
        >>> total(Decimal(area) for area in ("7.1", "4.2", "4.9", "0.1", "3.7"))
        Decimal('20.0')
    """
    return reduce(_EXACT.add, areas, Decimal(0))


def beyond(area: Decimal, first: Decimal) -> Decimal:
    """How much of an area lies beyond the first part of it; 0 when none does."""
    return _EXACT.subtract(area, first) if area > first else Decimal(0)


def units_beyond(area: Decimal, first: Decimal, step: Decimal) -> int:
    """Add-on units of an area: each `step` beyond `first`, or part of one.

    Args:
        area: the summed area, sq cm.
        first: the area that the primary code covers, sq cm.
        step: the area of one add-on unit, sq cm.

    Example:
        >>> [units_beyond(Decimal(a), Decimal(20), Decimal(20)) for a in ("20", "20.1", "40", "40.1")]
        [0, 1, 1, 2]
    """
    whole, rest = _EXACT.divmod(beyond(area, first), step)
    return int(whole) + (1 if rest else 0)


def plain(value: Decimal) -> str:
    """A decimal as a coder writes it: no exponent, no trailing zeros.

    Example:
        >>> plain(Decimal("24.0")), plain(Decimal("2E+1"))
        ('24', '20')
    """
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
