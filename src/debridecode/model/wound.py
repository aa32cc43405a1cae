"""One wound: where it is, how it measured, how it looked, and what was removed from it.

A field that is None means that the record does not say.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import ClassVar

from attrs import field, frozen

from debridecode import vocabulary
from debridecode.measures import centimetres, product
from debridecode.model import checks


def _given_twice(get: checks.Get) -> Iterator[tuple[str, str]]:
    for noun in ("length", "width", "depth"):
        given = [unit for unit in ("cm", "mm", "in") if get(f"{noun}_{unit}") is not None]
        if len(given) > 1:
            yield f"{noun}_{given[1]}", f"expected the {noun} in one unit only"


@frozen(kw_only=True)
class Measurement:
    """Size of a wound at one moment. Each length in one unit: `_cm`, `_mm` or `_in`.

    Raises:
        EncounterError: a length is not a Decimal, not above 0 (a depth may be 0), too large, or given in
            two units.

    Example:
        >>> Measurement(length_mm=Decimal(60), width_cm=Decimal("4.0")).area_sq_cm
        Decimal('24.00')
    """

    length_cm: Decimal | None = None
    width_cm: Decimal | None = None
    depth_cm: Decimal | None = None
    length_mm: Decimal | None = None
    width_mm: Decimal | None = None
    depth_mm: Decimal | None = None
    length_in: Decimal | None = None
    width_in: Decimal | None = None
    depth_in: Decimal | None = None

    CHECKS: ClassVar = checks.Checks(
        *(
            (f"{noun}_{unit}", True, (checks.depth if noun == "depth" else checks.length)(unit))
            for unit in ("cm", "mm", "in")
            for noun in ("length", "width", "depth")
        ),
        together=_given_twice,
    )

    def __attrs_post_init__(self) -> None:
        """Check every field."""
        self.CHECKS.refuse(self)

    @property
    def length(self) -> Decimal | None:
        """Length in cm."""
        return _in_cm(self.length_cm, self.length_mm, self.length_in)

    @property
    def width(self) -> Decimal | None:
        """Width in cm."""
        return _in_cm(self.width_cm, self.width_mm, self.width_in)

    @property
    def depth(self) -> Decimal | None:
        """Depth in cm."""
        return _in_cm(self.depth_cm, self.depth_mm, self.depth_in)

    @property
    def area_sq_cm(self) -> Decimal | None:
        """Length times width in sq cm, or None when either is missing."""
        length, width = self.length, self.width
        return None if length is None or width is None else product(length, width)


def _in_cm(cm: Decimal | None, mm: Decimal | None, inches: Decimal | None) -> Decimal | None:
    if cm is not None:
        return cm
    if mm is not None:
        return centimetres(mm, "mm")
    return None if inches is None else centimetres(inches, "in")


@frozen(kw_only=True)
class Debridement:
    """What was done to the wound.

    Attributes:
        method: how, as the record says it.
        instruments: with what; the record's words.
        technique: for a non-selective debridement, the agent, dressing or irrigation; the record's words.
        tissue_removed: what was removed.
        deepest_tissue_removed: the deepest layer removed, never the depth of the wound.
        area_sq_cm: the area debrided, sq cm.

    Raises:
        EncounterError: a field holds something else; every problem at once.
    """

    method: vocabulary.Method | None = None
    instruments: tuple[str, ...] = field(default=(), repr=False)
    technique: str | None = field(default=None, repr=False)
    tissue_removed: tuple[vocabulary.Tissue, ...] = ()
    deepest_tissue_removed: vocabulary.Layer | None = None
    area_sq_cm: Decimal | None = None

    CHECKS: ClassVar = checks.Checks(
        ("method", True, checks.one_of(vocabulary.METHODS)),
        ("instruments", False, checks.Several(checks.text, "instruments")),
        ("technique", True, checks.text),
        ("tissue_removed", False, checks.Several(checks.one_of(vocabulary.TISSUES), "tissues")),
        ("deepest_tissue_removed", True, checks.one_of(vocabulary.LAYERS)),
        ("area_sq_cm", True, checks.area),
    )

    def __attrs_post_init__(self) -> None:
        """Check every field."""
        self.CHECKS.refuse(self)


@frozen(kw_only=True)
class Assessment:
    """How the wound looked; each field in the record's words."""

    drainage: str | None = field(default=None, repr=False)
    color: str | None = field(default=None, repr=False)
    texture: str | None = field(default=None, repr=False)
    temperature: str | None = field(default=None, repr=False)
    vascularity: str | None = field(default=None, repr=False)
    surrounding_tissue: str | None = field(default=None, repr=False)
    infection: str | None = field(default=None, repr=False)
    pain: str | None = field(default=None, repr=False)

    CHECKS: ClassVar = checks.Checks(
        ("drainage", True, checks.text),
        ("color", True, checks.text),
        ("texture", True, checks.text),
        ("temperature", True, checks.text),
        ("vascularity", True, checks.text),
        ("surrounding_tissue", True, checks.text),
        ("infection", True, checks.text),
        ("pain", True, checks.text),
    )

    def __attrs_post_init__(self) -> None:
        """Check every field."""
        self.CHECKS.refuse(self)


@frozen(kw_only=True)
class Wound:
    """One wound of an encounter.

    Attributes:
        wound_id: names the wound within the encounter.
        location: where it is, in the record's words.
        laterality: left, right or midline.
        separate_wound: whether the record states that this is a wound of its own, apart from the others.
        etiology: what kind of wound it is.
        diagnoses: ICD-10-CM codes, dotted or not.
        before: size before the debridement.
        after: size after it.
        debridement: what was done.
        assessment: how it looked.
        medical_necessity: why it was done, in the record's words.
        compared: what the record compares with the visit before.
        first_seen_on: the day on which this wound was first seen; None when not supplied.

    Raises:
        EncounterError: a field holds something else; every problem at once.

    Example:
        >>> Wound(wound_id="A", etiology="venous_ulcer").debridement.method is None
        True
    """

    wound_id: str
    location: str | None = field(default=None, repr=False)
    laterality: vocabulary.Laterality | None = None
    separate_wound: bool | None = None
    etiology: vocabulary.Etiology | None = None
    diagnoses: tuple[str, ...] = field(default=(), repr=False)
    before: Measurement = Measurement()
    after: Measurement = Measurement()
    debridement: Debridement = Debridement()
    assessment: Assessment = Assessment()
    medical_necessity: str | None = field(default=None, repr=False)
    compared: tuple[vocabulary.Sign, ...] = ()
    first_seen_on: date | None = field(default=None, repr=False)

    CHECKS: ClassVar = checks.Checks(
        ("wound_id", False, checks.identifier),
        ("location", True, checks.location),
        ("laterality", True, checks.one_of(vocabulary.LATERALITIES)),
        ("separate_wound", True, checks.yes_no),
        ("etiology", True, checks.one_of(vocabulary.ETIOLOGIES)),
        ("diagnoses", False, checks.Several(checks.diagnosis, "diagnoses")),
        ("before", False, checks.instance(Measurement, "a measurement")),
        ("after", False, checks.instance(Measurement, "a measurement")),
        ("debridement", False, checks.instance(Debridement, "a debridement")),
        ("assessment", False, checks.instance(Assessment, "an assessment")),
        ("medical_necessity", True, checks.text),
        ("compared", False, checks.Several(checks.one_of(vocabulary.SIGNS), "signs")),
        ("first_seen_on", True, checks.day),
    )

    def __attrs_post_init__(self) -> None:
        """Check every field."""
        self.CHECKS.refuse(self)
