"""Wounds in, codes and units out: derive the debridement claim lines that a record supports, and say why."""

from debridecode.decision import Decision, Finding, Step
from debridecode.errors import DebridecodeError, EncounterError, PackError
from debridecode.interop.json import read_encounter
from debridecode.model import (
    Assessment,
    ClaimLine,
    Debridement,
    Encounter,
    EncounterSetting,
    Measurement,
    Modifier,
    RenderingProvider,
    Wound,
)
from debridecode.rulebook import RuleBook, load_pack, rulebook
from debridecode.version import __version__

__all__ = [
    "Assessment",
    "ClaimLine",
    "DebridecodeError",
    "Debridement",
    "Decision",
    "Encounter",
    "EncounterError",
    "EncounterSetting",
    "Finding",
    "Measurement",
    "Modifier",
    "PackError",
    "RenderingProvider",
    "RuleBook",
    "Step",
    "Wound",
    "__version__",
    "load_pack",
    "read_encounter",
    "rulebook",
]
