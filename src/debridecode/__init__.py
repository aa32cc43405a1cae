"""Wounds in, codes and units out: derive the debridement claim lines that a record supports, and say why."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from debridecode.decision import Audit, Decision, Difference, Finding, IfDocumented, Step
from debridecode.errors import DebridecodeError, EncounterError, PackError
from debridecode.model import (
    Assessment,
    ClaimLine,
    Debridement,
    Encounter,
    EncounterSetting,
    Measurement,
    Modifier,
    OtherService,
    RenderingProvider,
    Wound,
)
from debridecode.version import __version__

__all__ = [
    "Assessment",
    "Audit",
    "ClaimLine",
    "DebridecodeError",
    "Debridement",
    "Decision",
    "Difference",
    "Encounter",
    "EncounterError",
    "EncounterSetting",
    "Finding",
    "IfDocumented",
    "Measurement",
    "Modifier",
    "OtherService",
    "PackError",
    "RenderingProvider",
    "RuleBook",
    "Step",
    "Wound",
    "__version__",
    "find_payer",
    "load_pack",
    "load_tables",
    "read_encounter",
    "rulebook",
]

if TYPE_CHECKING:
    from debridecode.interop.json import read_encounter
    from debridecode.packs.discover import load_pack, load_tables
    from debridecode.packs.find import find_payer
    from debridecode.rulebooks import RuleBook, rulebook

_FIRST_ASKED_FOR = {
    "read_encounter": "debridecode.interop.json",
    "RuleBook": "debridecode.rulebooks",
    "find_payer": "debridecode.packs.find",
    "load_pack": "debridecode.packs.discover",
    "load_tables": "debridecode.packs.discover",
    "rulebook": "debridecode.rulebooks",
}
"""Names whose modules are loaded when they are first asked for: importing the types alone is light."""


def __getattr__(name: str) -> Any:
    """Load what reads JSON or decides, when it is first asked for."""
    if name not in _FIRST_ASKED_FOR:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = getattr(import_module(_FIRST_ASKED_FOR[name]), name)
    return globals()[name]
