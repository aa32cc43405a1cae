"""What happened at one wound-care encounter. It holds no name, birth date or record number."""

from collections.abc import Iterator
from datetime import date
from typing import ClassVar, Final

from attrs import field, frozen

from debridecode import vocabulary
from debridecode.model import checks
from debridecode.model.claim import OtherService
from debridecode.model.wound import Wound

SCHEMA_VERSION: Final = 1
MAX_WOUNDS: Final = 200


@frozen(kw_only=True)
class EncounterSetting:
    """Which claim form the services go on, and where they were given.

    Attributes:
        claim_form: professional or institutional.
        place_of_service: two digits, as text.
    """

    claim_form: vocabulary.ClaimForm | None = None
    place_of_service: str | None = None

    CHECKS: ClassVar = checks.Checks(
        ("claim_form", True, checks.one_of(vocabulary.CLAIM_FORMS)),
        ("place_of_service", True, checks.place_of_service),
    )

    def __attrs_post_init__(self) -> None:
        """Check every field."""
        self.CHECKS.refuse(self)


@frozen(kw_only=True)
class RenderingProvider:
    """Who did the debridement.

    Attributes:
        role: profession.
        therapy_plan_of_care: whether it was done under a therapy plan of care.
    """

    role: vocabulary.Role | None = None
    therapy_plan_of_care: bool | None = None

    CHECKS: ClassVar = checks.Checks(
        ("role", True, checks.one_of(vocabulary.ROLES)),
        ("therapy_plan_of_care", True, checks.yes_no),
    )

    def __attrs_post_init__(self) -> None:
        """Check every field."""
        self.CHECKS.refuse(self)


@frozen(kw_only=True)
class Coverage:
    """What the front office knows of the coverage. A section that was not passed is not supplied.

    Attributes:
        eligibility_verified_on: the day.
        referral: as it is on file.
        prior_authorization: as it is on file.
        advance_notice: which notice of noncoverage the patient was given before the service.
    """

    eligibility_verified_on: date | None = None
    referral: str | None = field(default=None, repr=False)
    prior_authorization: str | None = field(default=None, repr=False)
    advance_notice: vocabulary.AdvanceNotice | None = None

    CHECKS: ClassVar = checks.Checks(
        ("eligibility_verified_on", True, checks.day),
        ("referral", True, checks.text),
        ("prior_authorization", True, checks.text),
        ("advance_notice", True, checks.one_of(vocabulary.ADVANCE_NOTICES)),
    )

    def __attrs_post_init__(self) -> None:
        """Check every field."""
        self.CHECKS.refuse(self)


@frozen(kw_only=True)
class TherapyPlan:
    """What is known of the therapy plan of care. A section that was not passed is not supplied.

    Attributes:
        discipline: whose plan it is; None leaves it to the profession of the therapist.
        threshold_exceeded: whether the therapy charges of the year are above the payer's threshold.
    """

    discipline: vocabulary.Discipline | None = None
    threshold_exceeded: bool | None = None

    CHECKS: ClassVar = checks.Checks(
        ("discipline", True, checks.one_of(vocabulary.DISCIPLINES)),
        ("threshold_exceeded", True, checks.yes_no),
    )

    def __attrs_post_init__(self) -> None:
        """Check every field."""
        self.CHECKS.refuse(self)


@frozen(kw_only=True)
class GlobalPeriod:
    """Whether an earlier operation still counts. A section that was not passed is not supplied.

    Attributes:
        within: whether the service falls within the global period of an earlier operation of the same
            practitioner or group.
        relation: how the service relates to that operation.
    """

    within: bool | None = None
    relation: vocabulary.Postoperative | None = None

    CHECKS: ClassVar = checks.Checks(
        ("within", True, checks.yes_no),
        ("relation", True, checks.one_of(vocabulary.POSTOPERATIVE)),
    )

    def __attrs_post_init__(self) -> None:
        """Check every field."""
        self.CHECKS.refuse(self)


def _together(get: checks.Get) -> Iterator[tuple[str, str]]:
    version, wounds = get("schema_version"), get("wounds")
    if type(version) is int and version != SCHEMA_VERSION:
        yield "schema_version", f"expected {SCHEMA_VERSION}"
    if type(wounds) not in (tuple, list):
        return
    if not wounds:
        yield "wounds", "expected at least one wound"
    seen = set()
    for index, wound in enumerate(wounds[:MAX_WOUNDS]):
        wound_id = wound.get("wound_id") if type(wound) is dict else getattr(wound, "wound_id", None)
        if type(wound_id) is str and wound_id in seen:
            yield f"wounds[{index}].wound_id", "expected an id that no other wound of the encounter has"
        elif type(wound_id) is str:
            seen.add(wound_id)


@frozen(kw_only=True)
class Encounter:
    """One encounter: its wounds, who treated them, where, and for which payer.

    Attributes:
        schema_version: of the JSON form.
        encounter_id: the caller's own opaque id.
        date_of_service: the day.
        payer: id of the rule pack of the payer.
        wounds: 1 to 200, with ids that differ.
        setting: claim form and place of service; None when not supplied.
        rendering_provider: who did it; None when not supplied.
        therapy_plan: of the therapy plan of care; None when not supplied.
        global_period: of an earlier operation; None when not supplied.
        other_services: further services of the same day.
        care_instructions: what the patient was told, in the record's words.
        coverage: eligibility, referral, authorization; None when not supplied.
        note: the note, if it is passed along.

    Raises:
        EncounterError: a field holds something else; every problem at once.

    Example:
        >>> Encounter(encounter_id="e", date_of_service=date(2026, 3, 2), payer="cms/base",
        ...           wounds=(Wound(wound_id="A"),)).wounds[0].wound_id
        'A'
    """

    schema_version: int = SCHEMA_VERSION
    encounter_id: str = field(repr=False)
    date_of_service: date = field(repr=False)
    payer: str
    wounds: tuple[Wound, ...]
    setting: EncounterSetting | None = None
    rendering_provider: RenderingProvider | None = None
    therapy_plan: TherapyPlan | None = None
    global_period: GlobalPeriod | None = None
    other_services: tuple[OtherService, ...] = ()
    care_instructions: str | None = field(default=None, repr=False)
    coverage: Coverage | None = field(default=None, repr=False)
    note: str | None = field(default=None, repr=False)

    CHECKS: ClassVar = checks.Checks(
        ("encounter_id", False, checks.identifier),
        ("date_of_service", False, checks.day),
        ("payer", False, checks.identifier),
        ("wounds", False, checks.Several(checks.instance(Wound, "a wound"), "wounds", most=MAX_WOUNDS)),
        ("setting", True, checks.instance(EncounterSetting, "a setting")),
        ("rendering_provider", True, checks.instance(RenderingProvider, "a rendering provider")),
        ("therapy_plan", True, checks.instance(TherapyPlan, "a therapy plan")),
        ("global_period", True, checks.instance(GlobalPeriod, "a global period")),
        (
            "other_services",
            False,
            checks.Several(checks.instance(OtherService, "an other service"), "other services"),
        ),
        ("care_instructions", True, checks.text),
        ("coverage", True, checks.instance(Coverage, "a coverage section")),
        ("note", True, checks.note),
        ("schema_version", False, checks.number),
        together=_together,
    )

    def __attrs_post_init__(self) -> None:
        """Check every field, and the wounds against each other."""
        self.CHECKS.refuse(self)
