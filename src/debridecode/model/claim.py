"""Claim lines and their modifiers, as billed or as derived."""

from typing import ClassVar

from attrs import field, frozen

from debridecode.model import checks
from debridecode.model.codes import is_modifier


@frozen(kw_only=False)
class Modifier:
    """A modifier on a claim line. In JSON it is its two characters.

    Attributes:
        code: two capital letters or digits.

    Raises:
        EncounterError: the code has another shape.

    Example:
        >>> str(Modifier("XS"))
        'XS'
    """

    code: str

    CHECKS: ClassVar = checks.Checks(
        ("code", False, checks.modifier),
    )

    def __attrs_post_init__(self) -> None:
        """Check the shape."""
        self.CHECKS.refuse(self)

    def __str__(self) -> str:
        """The two characters."""
        return self.code


def modifiers_from(given: object) -> object:
    """Modifiers given as texts, so that `modifiers=("XS",)` may be written."""
    if type(given) is tuple:
        return tuple(Modifier(each) if type(each) is str and is_modifier(each) else each for each in given)
    return given


def _modifier(value: object) -> str:
    return "" if type(value) is Modifier else checks.modifier(value)


@frozen(kw_only=True)
class ClaimLine:
    """One line of a claim.

    Attributes:
        code: CPT or HCPCS code.
        units: 1 or more.
        modifiers: in the order billed; texts are taken as `Modifier`.
        wound_ids: the wounds that the line is for.
        diagnoses: ICD-10-CM codes that the line points to.

    Raises:
        EncounterError: a field holds something else; every problem at once.

    Example:
        >>> ClaimLine(code="97597", units=1, modifiers=("XS",), wound_ids=("A",)).modifiers[0].code
        'XS'
    """

    code: str
    units: int
    modifiers: tuple[Modifier, ...] = field(default=(), converter=modifiers_from)
    wound_ids: tuple[str, ...] = ()
    diagnoses: tuple[str, ...] = field(default=(), repr=False)

    CHECKS: ClassVar = checks.Checks(
        ("code", False, checks.procedure),
        ("units", False, checks.units),
        ("modifiers", False, checks.Several(_modifier, "modifiers")),
        ("wound_ids", False, checks.Several(checks.identifier, "wound ids", most=200)),
        ("diagnoses", False, checks.Several(checks.diagnosis, "diagnoses", most=10_000)),
    )

    def __attrs_post_init__(self) -> None:
        """Check every field."""
        self.CHECKS.refuse(self)
