"""What was done for the patient before this encounter, so far as the caller passes it in."""

from datetime import date
from typing import ClassVar

from attrs import frozen

from debridecode.model import checks


@frozen(kw_only=True)
class PastService:
    """A service of an earlier encounter.

    Attributes:
        date_of_service: the day.
        code: the procedure code.
        wound_ids: the wounds that it was for, under the ids that this encounter gives them; empty when the
            history does not say.
    """

    date_of_service: date
    code: str
    wound_ids: tuple[str, ...] = ()

    CHECKS: ClassVar = checks.Checks(
        ("date_of_service", False, checks.day),
        ("code", False, checks.procedure),
        ("wound_ids", False, checks.Several(checks.identifier, "wound ids")),
    )

    def __attrs_post_init__(self) -> None:
        """Check every field."""
        self.CHECKS.refuse(self)


@frozen(kw_only=True)
class History:
    """The services before this encounter. A section that was not passed is not supplied.

    Attributes:
        complete_since: the day from which on no service is missing, whoever gave it; None when that is not
            known, and then nothing can be counted.
        services: the services, in any order. Those of the date of service itself count with this encounter's
            own, each code once; later ones are passed over.
    """

    complete_since: date | None = None
    services: tuple[PastService, ...] = ()

    CHECKS: ClassVar = checks.Checks(
        ("complete_since", True, checks.day),
        (
            "services",
            False,
            checks.Several(
                checks.instance(PastService, "a past service"), "past services", most=checks.MAX_HISTORY
            ),
        ),
    )

    def __attrs_post_init__(self) -> None:
        """Check every field."""
        self.CHECKS.refuse(self)
