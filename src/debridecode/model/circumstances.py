"""Where, by whom, and under which orders and plans an encounter took place."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from attrs import frozen

from debridecode import vocabulary
from debridecode.model import checks


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
        enrolled: whether the provider is enrolled with the program or payer that is billed.
        billed_under_another: whether the claim names another practitioner as the renderer (incident to).
    """

    role: vocabulary.Role | None = None
    therapy_plan_of_care: bool | None = None
    enrolled: bool | None = None
    billed_under_another: bool | None = None

    CHECKS: ClassVar = checks.Checks(
        ("role", True, checks.one_of(vocabulary.ROLES)),
        ("therapy_plan_of_care", True, checks.yes_no),
        ("enrolled", True, checks.yes_no),
        ("billed_under_another", True, checks.yes_no),
    )

    def __attrs_post_init__(self) -> None:
        """Check every field."""
        self.CHECKS.refuse(self)


@frozen(kw_only=True)
class Order:
    """The order or referral of the ordering provider. A section that was not passed is not supplied.

    Attributes:
        on_file: whether there is one, signed.
        provider_named: whether the claim names who ordered, with the identifier.
        provider_enrolled: whether that provider is enrolled with the program that is billed.
    """

    on_file: bool | None = None
    provider_named: bool | None = None
    provider_enrolled: bool | None = None

    CHECKS: ClassVar = checks.Checks(
        ("on_file", True, checks.yes_no),
        ("provider_named", True, checks.yes_no),
        ("provider_enrolled", True, checks.yes_no),
    )

    def __attrs_post_init__(self) -> None:
        """Check every field."""
        self.CHECKS.refuse(self)


@frozen(kw_only=True)
class PlanOfCare:
    """The plan of care of the wounds. A section that was not passed is not supplied.

    Attributes:
        states: what the plan states. What is not among these, it does not state.
    """

    states: tuple[vocabulary.PlanElement, ...] = ()

    CHECKS: ClassVar = checks.Checks(
        ("states", False, checks.Several(checks.one_of(vocabulary.PLAN_ELEMENTS), "elements of a plan")),
    )

    def __attrs_post_init__(self) -> None:
        """Check every field."""
        self.CHECKS.refuse(self)


@frozen(kw_only=True)
class TherapyPlan:
    """What is known of the therapy plan of care. A section that was not passed is not supplied.

    Attributes:
        discipline: whose plan it is; None leaves it to the profession of the therapist.
        threshold_exceeded: whether the therapy charges of the year are above the payer's threshold; None
            leaves it to the charges.
        charges_this_year: charges of the discipline's therapy in the calendar year, in dollars, this service
            included; of physical therapy together with speech therapy.
        visits_this_year: visits of the discipline in the calendar year, this one included.
        visits_on_date: visits of the discipline on the date of service, this one included.
        certified_from: first day for which the plan is certified.
        certified_until: last such day.
        states: what the plan states; None when that is not supplied.
    """

    discipline: vocabulary.Discipline | None = None
    threshold_exceeded: bool | None = None
    charges_this_year: Decimal | None = None
    visits_this_year: int | None = None
    visits_on_date: int | None = None
    certified_from: date | None = None
    certified_until: date | None = None
    states: tuple[vocabulary.PlanElement, ...] | None = None

    CHECKS: ClassVar = checks.Checks(
        ("discipline", True, checks.one_of(vocabulary.DISCIPLINES)),
        ("threshold_exceeded", True, checks.yes_no),
        ("charges_this_year", True, checks.money),
        ("visits_this_year", True, checks.count),
        ("visits_on_date", True, checks.count),
        ("certified_from", True, checks.day),
        ("certified_until", True, checks.day),
        ("states", True, checks.Several(checks.one_of(vocabulary.PLAN_ELEMENTS), "elements of a plan")),
        together=lambda get: checks.in_order(get, "certified_from", "certified_until"),
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
