"""Claim lines and their modifiers, as billed or as derived."""

from collections.abc import Iterable
from typing import ClassVar

from attrs import field, frozen

from debridecode import vocabulary
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


def line_text(code: str, units: int, modifiers: Iterable[Modifier]) -> str:
    """A claim line in one short text.

    Example:
        >>> line_text("97598", 2, (Modifier("XS"),))
        '97598 x2 XS'
    """
    return " ".join((code, f"x{units}", *(modifier.code for modifier in modifiers)))


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


@frozen(kw_only=True)
class OtherService(ClaimLine):
    """A service of the same day other than the debridement, and what the record says of it.

    Attributes:
        location: where on the body it was done, in the record's words; `wound_ids` says it of a wound.
        laterality: left, right or midline.
        separate_session: whether the record states that it was in another session of the day.
        other_practitioner: whether the record states that another practitioner did it.
        separately_identifiable: of an evaluation, whether the record shows a significant one, apart from what
            the debridement itself needs.

    Raises:
        EncounterError: a field holds something else; every problem at once.

    Example:
        >>> OtherService(code="99213", units=1, separately_identifiable=True).separate_session is None
        True
    """

    location: str | None = field(default=None, repr=False)
    laterality: vocabulary.Laterality | None = None
    separate_session: bool | None = None
    other_practitioner: bool | None = None
    separately_identifiable: bool | None = None

    CHECKS: ClassVar = checks.Checks(
        *ClaimLine.CHECKS.rows,
        ("location", True, checks.location),
        ("laterality", True, checks.one_of(vocabulary.LATERALITIES)),
        ("separate_session", True, checks.yes_no),
        ("other_practitioner", True, checks.yes_no),
        ("separately_identifiable", True, checks.yes_no),
    )
