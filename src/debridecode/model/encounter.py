"""What happened at one wound-care encounter. It holds no name, birth date or record number."""

from collections.abc import Iterator
from datetime import date
from typing import ClassVar, Final

from attrs import field, frozen

from debridecode.model import checks
from debridecode.model.circumstances import (
    EncounterSetting,
    GlobalPeriod,
    Order,
    PlanOfCare,
    RenderingProvider,
    TherapyPlan,
)
from debridecode.model.claim import OtherService
from debridecode.model.coverage import Attachments, Coverage, Filing
from debridecode.model.history import History
from debridecode.model.wound import Wound

SCHEMA_VERSION: Final = 1
MAX_WOUNDS: Final = 200


def _together(get: checks.Get) -> Iterator[tuple[str, str]]:
    version, wounds = get("schema_version"), get("wounds")
    if type(version) is int and version != SCHEMA_VERSION:
        yield "schema_version", f"expected {SCHEMA_VERSION}"
    if type(wounds) in (tuple, list) and not wounds:
        yield "wounds", "expected at least one wound"
    alone = "expected an id that no other wound of the encounter has"
    yield from checks.once(get, "wounds", "wound_id", alone)


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
        order: of the ordering provider; None when not supplied.
        plan_of_care: of the wounds; None when not supplied.
        therapy_plan: of the therapy plan of care; None when not supplied.
        global_period: of an earlier operation; None when not supplied.
        other_services: further services of the same day.
        care_instructions: what the patient was told, in the record's words.
        history: the services before this one; None when not supplied.
        coverage: eligibility, referral, authorization; None when not supplied.
        filing: when the claim reaches the payer; None when not supplied.
        attachments: documents of the claim; None when not supplied.
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
    order: Order | None = None
    plan_of_care: PlanOfCare | None = None
    therapy_plan: TherapyPlan | None = None
    global_period: GlobalPeriod | None = None
    other_services: tuple[OtherService, ...] = ()
    care_instructions: str | None = field(default=None, repr=False)
    history: History | None = field(default=None, repr=False)
    coverage: Coverage | None = field(default=None, repr=False)
    filing: Filing | None = field(default=None, repr=False)
    attachments: Attachments | None = None
    note: str | None = field(default=None, repr=False)

    CHECKS: ClassVar = checks.Checks(
        ("encounter_id", False, checks.identifier),
        ("date_of_service", False, checks.day),
        ("payer", False, checks.identifier),
        ("wounds", False, checks.Several(checks.instance(Wound, "a wound"), "wounds", most=MAX_WOUNDS)),
        ("setting", True, checks.instance(EncounterSetting, "a setting")),
        ("rendering_provider", True, checks.instance(RenderingProvider, "a rendering provider")),
        ("order", True, checks.instance(Order, "an order")),
        ("plan_of_care", True, checks.instance(PlanOfCare, "a plan of care")),
        ("therapy_plan", True, checks.instance(TherapyPlan, "a therapy plan")),
        ("global_period", True, checks.instance(GlobalPeriod, "a global period")),
        (
            "other_services",
            False,
            checks.Several(checks.instance(OtherService, "an other service"), "other services"),
        ),
        ("care_instructions", True, checks.text),
        ("history", True, checks.instance(History, "a history")),
        ("coverage", True, checks.instance(Coverage, "a coverage section")),
        ("filing", True, checks.instance(Filing, "a filing section")),
        ("attachments", True, checks.instance(Attachments, "an attachments section")),
        ("note", True, checks.note),
        ("schema_version", False, checks.number),
        together=_together,
    )

    def __attrs_post_init__(self) -> None:
        """Check every field, and the wounds against each other."""
        self.CHECKS.refuse(self)
