"""What happened: the encounter, its wounds, and claim lines."""

from debridecode.model.circumstances import (
    EncounterSetting,
    GlobalPeriod,
    Order,
    PlanOfCare,
    RenderingProvider,
    TherapyPlan,
)
from debridecode.model.claim import ClaimLine, Modifier, OtherService
from debridecode.model.coverage import (
    Attachments,
    AuthorizedService,
    Coverage,
    Demographics,
    Filing,
    PriorAuthorization,
)
from debridecode.model.encounter import Encounter
from debridecode.model.history import History, PastService
from debridecode.model.wound import Assessment, Debridement, Measurement, Wound

__all__ = [
    "Assessment",
    "Attachments",
    "AuthorizedService",
    "ClaimLine",
    "Coverage",
    "Debridement",
    "Demographics",
    "Encounter",
    "EncounterSetting",
    "Filing",
    "GlobalPeriod",
    "History",
    "Measurement",
    "Modifier",
    "Order",
    "OtherService",
    "PastService",
    "PlanOfCare",
    "PriorAuthorization",
    "RenderingProvider",
    "TherapyPlan",
    "Wound",
]
