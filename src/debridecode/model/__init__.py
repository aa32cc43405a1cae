"""What happened: the encounter, its wounds, and claim lines."""

from debridecode.model.claim import ClaimLine, Modifier, OtherService
from debridecode.model.encounter import (
    Coverage,
    Encounter,
    EncounterSetting,
    GlobalPeriod,
    RenderingProvider,
    TherapyPlan,
)
from debridecode.model.wound import Assessment, Debridement, Measurement, Wound

__all__ = [
    "Assessment",
    "ClaimLine",
    "Coverage",
    "Debridement",
    "Encounter",
    "EncounterSetting",
    "GlobalPeriod",
    "Measurement",
    "Modifier",
    "OtherService",
    "RenderingProvider",
    "TherapyPlan",
    "Wound",
]
