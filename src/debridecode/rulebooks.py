"""One payer's rules, resolved for the days on which they are the same, joined to the engine."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from debridecode.decision import Audit, Decision, IfDocumented
from debridecode.engine.audit import audited
from debridecode.engine.decide import decided, derive
from debridecode.engine.program import Program
from debridecode.engine.suppose import suppose
from debridecode.errors import DebridecodeError, EncounterError, OutOfDateError
from debridecode.model import ClaimLine, Encounter
from debridecode.packs.bundled import bundled_releases
from debridecode.packs.discover import chain_of, load_tables
from debridecode.packs.model import Pack
from debridecode.packs.resolve import Resolved, digest_of, resolve
from debridecode.releases import Release
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
        self._accept(encounter)
        derived = derive(self._program, encounter, encounter.other_services)
        return decided(derived, encounter, engine_version=__version__)

    def audit(self, encounter: Encounter, lines: Sequence[ClaimLine]) -> Audit:
        """Hold the lines of a claim against the record, and name every difference.

        The lines that the record supports are derived first, with the other services as they are billed. Then
        each billed line is held against them: code, units, modifiers, wounds, its primary, its pair edits and
        its unit limit. A line for another service is held only against the edits: whether the record supports
        it otherwise is not checked.

        Args:
            encounter: areas in sq cm, as exact decimals.
            lines: every line of the claim for that date of service.

        Raises:
            OutOfDateError: these rules do not hold on the encounter's date of service.
            EncounterError: it is no `Encounter`, or a line is no `ClaimLine`.

        Example:
            >>> from debridecode.model import Wound
            >>> encounter = Encounter(encounter_id="e", date_of_service=date(2026, 3, 2), payer="cms/base",
            ...                       wounds=(Wound(wound_id="A"),))
            >>> rules = rulebook("cms/base", on=encounter.date_of_service)
            >>> rules.audit(encounter, [ClaimLine(code="97598", units=1)]).differences[0].matter
            'add_on_without_primary'
        """
        self._accept(encounter)
        given: object = lines
        if not isinstance(given, Sequence) or isinstance(given, str):
            raise EncounterError([("lines", "expected a list of claim lines")])
        billed = tuple(lines)
        wrong = [index for index, line in enumerate(given) if not isinstance(line, ClaimLine)]
        if wrong:
            raise EncounterError([(f"lines[{index}]", "expected a ClaimLine") for index in wrong])
        return audited(self._program, encounter, billed, engine_version=__version__)

    def if_documented(self, encounter: Encounter) -> tuple[IfDocumented, ...]:
        """What the record would support with each missing fact supplied, one at a time: for a coder alone.

        Of many missing facts, the first twelve are tried.

        Never show it to whoever writes the record: a question that tells what an answer is worth is leading.

        Raises:
            OutOfDateError: these rules do not hold on the encounter's date of service.
            EncounterError: it is no `Encounter`.
        """
        self._accept(encounter)
        return suppose(self._program, encounter)

    def _accept(self, encounter: Encounter) -> None:
        if not isinstance(encounter, Encounter):
            raise EncounterError([("$", "expected an Encounter; read_encounter makes one of JSON")])
        day, resolved = encounter.date_of_service, self.resolved
        if day < resolved.start or (resolved.until is not None and day >= resolved.until):
            last = "" if resolved.until is None else f" to {resolved.until - timedelta(days=1)}"
            raise OutOfDateError(
                f"this rule book of {resolved.pack} holds for dates of service from {resolved.start}{last}; "
                "resolve one with on= the encounter's date of service"
            )


def rulebook(
    pack: str | tuple[Pack, ...], *, on: date, tables: str | Path | tuple[Release, ...] | None = None
) -> RuleBook:
    """Resolve the rules of a payer for a date of service.

    Args:
        pack: id of a bundled pack, such as `medicare/novitas-jh`, or what `load_pack` returned.
        on: date of service.
        tables: a folder of edit tables that `debridecode ncci import` wrote, or what `load_tables` made of
            it, beside those that came with the library; where both know the day, the later one is asked.

    Raises:
        UnknownPackError: no bundled pack has that id.
        ReleaseError: a file in the folder is no release file.
        OutOfDateError: the pack does not answer for that date.
        DebridecodeError: an argument is of another kind.

    Example:
        >>> rulebook("medicare/palmetto-jm", on=date(2026, 3, 2)).resolved.pack
        'medicare/palmetto-jm'
    """
    if type(on) is not date:
        raise DebridecodeError("on: expected a date of service, as a datetime.date without a time")
    return RuleBook(resolve(_chain(pack), on, _releases(tables)))


class RuleBooks:
    """The rule books of one payer, one for each span of days, resolved when it is first asked for.

    Attributes:
        chain: the packs, base first.
        releases: of edit tables that may answer.

    Example:
        >>> books = RuleBooks("medicare/novitas-jh")
        >>> books.on(date(2026, 3, 2)) is books.on(date(2026, 3, 3))
        True
    """

    __slots__ = ("_books", "_filled", "chain", "releases")

    def __init__(
        self, pack: str | tuple[Pack, ...], *, tables: str | Path | tuple[Release, ...] | None = None
    ) -> None:
        """Take the arguments of `rulebook`; raises what it raises, save for the date."""
        self.chain = _chain(pack)
        self.releases = _releases(tables)
        self._books: list[RuleBook] = []
        self._filled: dict[tuple[Release, ...], RuleBooks] = {}

    @property
    def digest(self) -> str:
        """A sha256 over the packs of the chain and every release that may answer."""
        return digest_of(self.chain, self.releases)

    def filled(self, releases: tuple[Release, ...]) -> "RuleBooks":
        """The same with some releases in place of those of their slots; of the same releases, one object."""
        if not releases:
            return self
        if releases not in self._filled:
            slots = {release.slot for release in releases}
            books = RuleBooks(self.chain)
            books.releases = (*releases, *(each for each in self.releases if each.slot not in slots))
            self._filled[releases] = books
        return self._filled[releases]

    def on(self, day: date) -> RuleBook:
        """The rule book that holds on a day; those of one span of days are one object.

        Raises:
            OutOfDateError: the pack does not answer for that date.
        """
        place = bisect_right(self._books, day, key=_start)
        if place:
            until = self._books[place - 1].resolved.until
            if until is None or day < until:
                return self._books[place - 1]
        book = RuleBook(resolve(self.chain, day, self.releases))
        self._books.insert(place, book)
        return book


def _start(book: RuleBook) -> date:
    return book.resolved.start


def _chain(pack: object) -> tuple[Pack, ...]:
    """The chain of packs that an argument names or holds."""
    chain = chain_of(pack) if isinstance(pack, str) else pack
    if not isinstance(chain, tuple) or not chain or not all(isinstance(each, Pack) for each in chain):
        raise DebridecodeError("pack: expected the id of a bundled pack, or what load_pack returned")
    return chain


def _releases(tables: object) -> tuple[Release, ...]:
    """The releases that an argument names or holds, before those that came with the library."""
    own = load_tables(tables) if isinstance(tables, str | Path) else () if tables is None else tables
    if not isinstance(own, tuple) or not all(isinstance(each, Release) for each in own):
        raise DebridecodeError("tables: expected a folder of release files, or what load_tables returned")
    return (*own, *bundled_releases())
