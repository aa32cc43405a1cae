"""What the front office knows: coverage, authorization, the claim's clock and papers.

Of who the patient is it holds nothing: only whether the details stand on the claim.
"""

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from attrs import field, frozen

from debridecode import vocabulary
from debridecode.model import checks


@frozen(kw_only=True)
class Demographics:
    """Whether the details that identify the member stand on the claim as the payer has them: yes or no only.

    Attributes:
        name: whether the name does.
        birth_date: whether the birth date does.
        member_id: whether the member id does, with its prefix.
    """

    name: bool | None = None
    birth_date: bool | None = None
    member_id: bool | None = None

    CHECKS: ClassVar = checks.Checks(
        ("name", True, checks.yes_no),
        ("birth_date", True, checks.yes_no),
        ("member_id", True, checks.yes_no),
    )

    def __attrs_post_init__(self) -> None:
        """Check every field."""
        self.CHECKS.refuse(self)


@frozen(kw_only=True)
class AuthorizedService:
    """A code that an authorization names.

    Attributes:
        code: the procedure code.
        units_left: units not yet used before this encounter; None when the record does not say.
    """

    code: str
    units_left: int | None = None

    CHECKS: ClassVar = checks.Checks(
        ("code", False, checks.procedure),
        ("units_left", True, checks.count),
    )

    def __attrs_post_init__(self) -> None:
        """Check every field."""
        self.CHECKS.refuse(self)


def _of_authorization(get: checks.Get) -> Iterator[tuple[str, str]]:
    yield from checks.in_order(get, "valid_from", "valid_until")
    yield from checks.once(get, "services", "code", "expected a code that no other service has")


@frozen(kw_only=True)
class PriorAuthorization:
    """A prior authorization that is on file.

    Attributes:
        number: as it is on file.
        valid_from: first day that it covers.
        valid_until: last such day.
        services: what it authorizes, each code once; None when that is not supplied.
        member_matches: whether it is for this member.
        provider_matches: whether it is for the provider who is billed.
        states: which details it states; None when that is not supplied.
    """

    number: str | None = field(default=None, repr=False)
    valid_from: date | None = None
    valid_until: date | None = None
    services: tuple[AuthorizedService, ...] | None = None
    member_matches: bool | None = None
    provider_matches: bool | None = None
    states: tuple[vocabulary.AuthorizationDetail, ...] | None = None

    CHECKS: ClassVar = checks.Checks(
        ("number", True, checks.text),
        ("valid_from", True, checks.day),
        ("valid_until", True, checks.day),
        (
            "services",
            True,
            checks.Several(checks.instance(AuthorizedService, "an authorized service"), "services"),
        ),
        ("member_matches", True, checks.yes_no),
        ("provider_matches", True, checks.yes_no),
        ("states", True, checks.Several(checks.one_of(vocabulary.AUTHORIZATION_DETAILS), "details")),
        together=_of_authorization,
    )

    def __attrs_post_init__(self) -> None:
        """Check every field."""
        self.CHECKS.refuse(self)


@frozen(kw_only=True)
class Coverage:
    """What the front office knows of the coverage. A section that was not passed is not supplied.

    Attributes:
        eligibility_verified_on: the day.
        eligible: whether the member was eligible on the date of service.
        demographics: whether the member's details stand on the claim; None when that is not supplied.
        plan_type: what kind of plan it is.
        network: whether the provider has a contract with the plan.
        managed_care: whether the member was enrolled in a managed care plan on the date of service.
        self_funded: whether an employer funds the plan.
        other_coverage: whether another payer comes first.
        referral_required: whether the plan requires one, as the payer answered.
        referral: as it is on file; None when there is none.
        authorization_required: whether the payer requires one for these services, as it answered.
        prior_authorization: the one on file; None when there is none.
        advance_notice: which notice of noncoverage the patient was given before the service.
    """

    eligibility_verified_on: date | None = None
    eligible: bool | None = None
    demographics: Demographics | None = None
    plan_type: vocabulary.PlanType | None = None
    network: vocabulary.Network | None = None
    managed_care: bool | None = None
    self_funded: bool | None = None
    other_coverage: bool | None = None
    referral_required: bool | None = None
    referral: str | None = field(default=None, repr=False)
    authorization_required: bool | None = None
    prior_authorization: PriorAuthorization | None = None
    advance_notice: vocabulary.AdvanceNotice | None = None

    CHECKS: ClassVar = checks.Checks(
        ("eligibility_verified_on", True, checks.day),
        ("eligible", True, checks.yes_no),
        ("demographics", True, checks.instance(Demographics, "demographics")),
        ("plan_type", True, checks.one_of(vocabulary.PLAN_TYPES)),
        ("network", True, checks.one_of(vocabulary.NETWORKS)),
        ("managed_care", True, checks.yes_no),
        ("self_funded", True, checks.yes_no),
        ("other_coverage", True, checks.yes_no),
        ("referral_required", True, checks.yes_no),
        ("referral", True, checks.text),
        ("authorization_required", True, checks.yes_no),
        ("prior_authorization", True, checks.instance(PriorAuthorization, "a prior authorization")),
        ("advance_notice", True, checks.one_of(vocabulary.ADVANCE_NOTICES)),
    )

    def __attrs_post_init__(self) -> None:
        """Check every field."""
        self.CHECKS.refuse(self)


@frozen(kw_only=True)
class Filing:
    """When the claim reaches the payer. A section that was not passed is not supplied.

    Attributes:
        received_on: the day on which the payer received the claim, or will.
        provider_enrolled_on: the day on which a newly enrolled provider was enrolled.
        proof_on_file: whether there is proof that the claim was filed in time.
    """

    received_on: date | None = None
    provider_enrolled_on: date | None = None
    proof_on_file: bool | None = None

    CHECKS: ClassVar = checks.Checks(
        ("received_on", True, checks.day),
        ("provider_enrolled_on", True, checks.day),
        ("proof_on_file", True, checks.yes_no),
    )

    def __attrs_post_init__(self) -> None:
        """Check every field."""
        self.CHECKS.refuse(self)


@frozen(kw_only=True)
class Attachments:
    """Documents of the claim. A section that was not passed is not supplied.

    Attributes:
        sent: those that go with the claim.
        on_file: those that are at hand when the payer asks.
    """

    sent: tuple[vocabulary.Attachment, ...] = ()
    on_file: tuple[vocabulary.Attachment, ...] = ()

    CHECKS: ClassVar = checks.Checks(
        ("sent", False, checks.Several(checks.one_of(vocabulary.ATTACHMENTS), "documents")),
        ("on_file", False, checks.Several(checks.one_of(vocabulary.ATTACHMENTS), "documents")),
    )

    def __attrs_post_init__(self) -> None:
        """Check every field."""
        self.CHECKS.refuse(self)
