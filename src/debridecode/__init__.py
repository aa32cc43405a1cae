"""Wounds in, codes and units out: derive the debridement claim lines that a record supports, and say why."""

from typing import TYPE_CHECKING, Any

from debridecode.decision import Decision, Finding, Step
from debridecode.errors import DebridecodeError, EncounterError, PackError
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

if TYPE_CHECKING:
    from debridecode.interop.json import read_encounter


def __getattr__(name: str) -> Any:
    """Load the JSON reader, and cattrs with it, when it is first asked for."""
    if name != "read_encounter":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from debridecode.interop.json import read_encounter  # noqa: PLC0415

    globals()[name] = read_encounter
    return read_encounter
