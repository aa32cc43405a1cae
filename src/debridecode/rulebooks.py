"""One payer's rules, resolved for the days on which they are the same, joined to the engine."""

from datetime import date, timedelta
from pathlib import Path

from debridecode.decision import Decision
from debridecode.engine.decide import decide
from debridecode.engine.program import Program
from debridecode.errors import DebridecodeError, EncounterError, OutOfDateError
from debridecode.model import Encounter
from debridecode.packs.discover import bundled_chain, load_chain
from debridecode.packs.model import Pack
from debridecode.packs.resolve import Resolved, resolve
from debridecode.version import __version__


class RuleBook:
    """The rules of one payer for a span of dates of service. Make it with `rulebook`, and reuse it.

    It is immutable in use and can be pickled, so that worker processes share it.

    Attributes:
        resolved: the rules, parameters and tables as they hold.
    """

    __slots__ = ("_program", "resolved")

    def __init__(self, resolved: Resolved) -> None:
        """Compile the rules."""
        self.resolved = resolved
        self._program = Program(resolved)

    def __reduce__(self) -> tuple[type["RuleBook"], tuple[Resolved]]:
        """Pickle by the rules; closures are made again."""
        return type(self), (self.resolved,)

    def __repr__(self) -> str:
        """Show the pack and the span of days."""
        until = self.resolved.until or "further notice"
        return f"<RuleBook {self.resolved.pack} {self.resolved.version}, {self.resolved.start} to {until}>"

    def code(self, encounter: Encounter) -> Decision:
        """Derive the claim lines that the record supports.

        The order is a coder's: was a debridement done; which family; sum the areas of a family; units; edits
        and modifiers; what the payer wants documented; how it stands. A fact that decides and is missing is
        asked for, never guessed.

        Args:
            encounter: areas in sq cm, as exact decimals.

        Raises:
            OutOfDateError: these rules do not hold on the encounter's date of service.
            EncounterError: it is no `Encounter`.

        Example:
            >>> from debridecode.model import Wound
            >>> encounter = Encounter(encounter_id="e", date_of_service=date(2026, 3, 2), payer="cms/base",
            ...                       wounds=(Wound(wound_id="A"),))
            >>> rulebook("cms/base", on=encounter.date_of_service).code(encounter).status
            'query'
        """
        if not isinstance(encounter, Encounter):
            raise EncounterError([("$", "expected an Encounter; read_encounter makes one of JSON")])
        day, resolved = encounter.date_of_service, self.resolved
        if day < resolved.start or (resolved.until is not None and day >= resolved.until):
            last = "" if resolved.until is None else f" to {resolved.until - timedelta(days=1)}"
            raise OutOfDateError(
                f"this rule book of {resolved.pack} holds for dates of service from {resolved.start}{last}; "
                "resolve one with on= the encounter's date of service"
            )
        return decide(self._program, encounter, engine_version=__version__)


def rulebook(pack: str | tuple[Pack, ...], *, on: date) -> RuleBook:
    """Resolve the rules of a payer for a date of service.

    Args:
        pack: id of a bundled pack, such as `medicare/novitas-jh`, or what `load_pack` returned.
        on: date of service.

    Raises:
        UnknownPackError: no bundled pack has that id.
        OutOfDateError: the pack does not answer for that date.
        DebridecodeError: an argument is of another kind.

    Example:
        >>> rulebook("medicare/palmetto-jm", on=date(2026, 3, 2)).resolved.pack
        'medicare/palmetto-jm'
    """
    if type(on) is not date:
        raise DebridecodeError("on: expected a date of service, as a datetime.date without a time")
    chain = bundled_chain(pack) if isinstance(pack, str) else pack
    if not chain or not isinstance(chain, tuple):
        raise DebridecodeError("pack: expected the id of a bundled pack, or what load_pack returned")
    return RuleBook(resolve(chain, on))


def load_pack(path: str | Path) -> tuple[Pack, ...]:
    """Read a pack file and the packs it extends, base first.

    Raises:
        PackError: every mistake in the file, each with file, line, column, pointer, message and hint.
    """
    return load_chain(path)
