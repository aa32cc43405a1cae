"""A claim as the audit sees it: billed lines by code, beside the lines that the record supports."""

from collections.abc import Sequence

from attrs import evolve, field, frozen

from debridecode.engine.decide import Derived
from debridecode.engine.facts import EncounterFacts
from debridecode.engine.program import Program
from debridecode.engine.work import OTHER, DraftLine, Reason
from debridecode.model import ClaimLine, OtherService
from debridecode.model.claim import line_text
from debridecode.vocabulary import Matter


@frozen(kw_only=True)
class BilledFacts:
    """One difference between a claim and the record. Its attributes are the facts of scope `billed`.

    Attributes:
        positions: of the billed lines.
        because: ids of the rules that the supported line or modifier rests on.
        sources: ids of the sources of the edit tables that it rests on.
    """

    matter: Matter
    code: str
    encounter: EncounterFacts
    kind: str
    role: str
    family: str
    units: int
    supported_units: int
    line: str
    supported: str
    modifier: str | None = None
    other: str = ""
    reason: str = ""
    positions: tuple[int, ...] = ()
    because: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@frozen
class BilledCode:
    """Every billed line of one code.

    Attributes:
        code: of the lines.
        positions: where they stand on the claim.
        lines: in that order.
    """

    code: str
    positions: tuple[int, ...] = field(repr=False)
    lines: tuple[ClaimLine, ...]

    @property
    def units(self) -> int:
        """Units of all of them."""
        return sum(line.units for line in self.lines)

    @property
    def text(self) -> str:
        """The lines in one short text."""
        return ", ".join(sorted(line_text(line.code, line.units, line.modifiers) for line in self.lines))

    @property
    def modifiers(self) -> frozenset[str]:
        """The modifiers of all of them."""
        return frozenset(modifier.code for line in self.lines for modifier in line.modifiers)


@frozen
class AsBilled:
    """Another service of the day, with the units and modifiers of the claim where it is on it.

    Attributes:
        said: what the record says of it.
        position: where it stands on the claim, or None.
        recorded: whether the record names it, and as many units.
        modifiers: those that the record gives it.
    """

    said: OtherService
    position: int | None
    recorded: bool
    modifiers: frozenset[str]


@frozen
class HeldService:
    """Another service: the line derived, its line on the claim if any, whether the record names it."""

    draft: DraftLine
    billed: BilledCode | None
    recorded: bool
    modifiers: frozenset[str]


class HeldClaim:
    """The claim and what it is held against.

    Attributes:
        program: the rules.
        derived: what the record supports.
        drafts: code -> debridement line, those held or dropped too.
        standing: code -> debridement line that may be billed.
        billed: code -> its billed lines.
        ours: the same for debridement codes.
        deleted: the same for codes that ended.
        services: the other services of the day, by code.
        codes: every code billed, and every other service of the day that is not on the claim.
    """

    __slots__ = (
        "billed",
        "codes",
        "deleted",
        "derived",
        "drafts",
        "ours",
        "program",
        "services",
        "standing",
    )

    def __init__(
        self,
        program: Program,
        derived: Derived,
        lines: Sequence[ClaimLine],
        services: Sequence[AsBilled],
    ) -> None:
        """Sort the lines by code.

        Args:
            program: the rules.
            derived: what the record supports.
            lines: as billed.
            services: that were derived with, in that order.
        """
        self.program = program
        self.derived = derived
        self.drafts = {draft.code: draft for draft in derived.lines}
        self.standing = {draft.code: draft for draft in derived.lines if draft.stands}
        self.billed = {code: _of_code(code, lines) for code in dict.fromkeys(line.code for line in lines)}
        self.ours = {code: each for code, each in self.billed.items() if code in program.codes}
        self.deleted = {code: each for code, each in self.billed.items() if code in program.deleted}
        held = [
            HeldService(draft, _line_at(service.position, lines), service.recorded, service.modifiers)
            for draft, service in zip(derived.services, services, strict=True)
        ]
        self.services = sorted(held, key=_by_code)
        self.codes = frozenset(self.billed) | {draft.code for draft in derived.services}

    @property
    def may_be_billed(self) -> frozenset[str]:
        """Codes that stand: debridement lines and other services."""
        services = {service.draft.code for service in self.services if service.draft.stands}
        return frozenset(self.standing) | services

    def matter(
        self,
        matter: Matter,
        billed: BilledCode | None,
        draft: DraftLine | None,
        *,
        modifier: str | None = None,
        other: str = "",
        reason: str = "",
        sources: tuple[str, ...] = (),
    ) -> BilledFacts:
        """A difference between billed lines and a supported line, either of which may be wanting."""
        code = billed.code if billed is not None else draft.code if draft is not None else ""
        family, role = self.program.family_of.get(code, (None, OTHER))
        stands = draft is not None and draft.stands
        supported = line_text(draft.code, draft.units, draft.modifiers) if draft and stands else ""
        return BilledFacts(
            matter=matter,
            code=code,
            encounter=self.derived.work.encounter,
            kind="debridement" if family or code in self.deleted else self.program.kind_of(code),
            role=role,
            family=family.row.id if family else OTHER,
            units=0 if billed is None else billed.units,
            supported_units=draft.units if draft and stands and draft.code == code else 0,
            line="" if billed is None else billed.text,
            supported=supported,
            modifier=modifier,
            other=other,
            reason=reason,
            positions=() if billed is None else billed.positions,
            because=tuple(draft.rules) if draft and stands else (),
            sources=sources,
        )

    def by_rule(self, matter: Matter, billed: BilledCode, reason: Reason) -> BilledFacts:
        """Billed lines of a code whose supported line a rule dropped or held back."""
        facts = self.matter(matter, billed, None, reason=reason.text, sources=reason.sources)
        return evolve(facts, because=(reason.rule,))


def _line_at(position: int | None, lines: Sequence[ClaimLine]) -> BilledCode | None:
    if position is None:
        return None
    return BilledCode(lines[position].code, (position,), (lines[position],))


def _of_code(code: str, lines: Sequence[ClaimLine]) -> BilledCode:
    at = [index for index, line in enumerate(lines) if line.code == code]
    return BilledCode(code, tuple(at), tuple(lines[index] for index in at))


def _by_code(service: HeldService) -> tuple[str, str]:
    return service.draft.code, "" if service.billed is None else service.billed.text
