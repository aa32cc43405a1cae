"""What happened: the encounter, its wounds, and claim lines."""

from debridecode.model.claim import ClaimLine, Modifier
from debridecode.model.encounter import Coverage, Encounter, EncounterSetting, RenderingProvider
from debridecode.model.wound import Assessment, Debridement, Measurement, Wound

__all__ = [
    "Assessment",
    "ClaimLine",
    "Coverage",
    "Debridement",
    "Encounter",
    "EncounterSetting",
    "Measurement",
    "Modifier",
    "RenderingProvider",
    "Wound",
]
