"""What a Decision is gathered in while it is made."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final, TypeVar

from attrs import frozen

from debridecode.decision import Finding, Step
from debridecode.engine.facts import EncounterFacts, Site, WoundFacts
from debridecode.engine.program import Family, Placement, Program, RuleProgram, fired, undecided
from debridecode.engine.tables import Asked, DiagnosisFound, LimitFound, PairFound, PrimariesFound
from debridecode.model import Modifier, OtherService

Found = TypeVar("Found", PairFound | None, LimitFound, PrimariesFound | None, DiagnosisFound | None)

OTHER: Final = "other"
"""The role and the family of a line that is no debridement."""


class DraftLine:
    """A line while its edits are still being asked. Its attributes are the facts of scope `line`.

    Attributes:
        kind: what it is for.
        sites: where it was done: wounds, or the place of another service.
        service: what the record says of another service; None for a debridement line.
        reasons: modifier -> the rule that gave it and why, for each time that one did.
        refusal: the rule that dropped the line and why, or None.
        hold: the rule that held it back and why, or None.
        limits: every unit limit that was found, the strictest first.
        limit: the one that counts: one that is passed, first one that no record lifts, or else the strictest.
    """

    __slots__ = (
        "code",
        "encounter",
        "family",
        "hold",
        "kind",
        "limit",
        "limit_published",
        "limits",
        "modifiers",
        "reasons",
        "refusal",
        "role",
        "rules",
        "service",
        "sites",
        "units",
        "units_on_date",
        "wound_ids",
    )

    def __init__(self, code: str, units: int, encounter: EncounterFacts) -> None:
        """Start without modifiers, as a line of no family."""
        self.code = code
        self.units = units
        self.encounter = encounter
        self.role = self.family = OTHER
        self.kind = "debridement"
        self.sites: Sequence[WoundFacts | Site] = ()
        self.wound_ids: tuple[str, ...] = ()
        self.rules: list[str] = []
        self.service: OtherService | None = None
        self.units_on_date = units
        self.modifiers: list[Modifier] = []
        self.reasons: dict[Modifier, list[Reason]] = {}
        self.refusal: Reason | None = None
        self.hold: Reason | None = None
        self.limits: tuple[LimitFound, ...] = ()
        self.limit: LimitFound | None = None
        self.limit_published: bool | None = None

    @classmethod
    def of_family(cls, family: Family, role: str, units: int, members: list[WoundFacts]) -> "DraftLine":
        """The primary or the add-on of a family, for its wounds."""
        code = family.row.primary if role == "primary" else family.row.add_on
        line = cls(code or "", units, members[0].encounter)
        line.role, line.family, line.sites = role, family.row.id, members
        line.wound_ids = tuple(member.wound_id for member in members)
        line.rules = [*dict.fromkeys(member.placed_by for member in members), *family.rules]
        return line

    @classmethod
    def of_service(
        cls, service: OtherService, kind: str, sites: Sequence[WoundFacts | Site], encounter: EncounterFacts
    ) -> "DraftLine":
        """Another service of the day."""
        line = cls(service.code, service.units, encounter)
        line.kind, line.sites, line.service, line.wound_ids = kind, sites, service, service.wound_ids
        return line

    @property
    def wounds(self) -> str:
        """The wounds of the line, for a message."""
        return ", ".join(self.wound_ids)

    @property
    def unit_limit(self) -> Decimal | None:
        """The most units."""
        return None if self.limit is None else self.limit.limit

    @property
    def unit_limit_indicator(self) -> str | None:
        """How they are counted."""
        return None if self.limit is None else self.limit.indicator

    @property
    def units_counted(self) -> int:
        """The units that its unit limit counts."""
        return self.counted_by(self.limit)

    def counted_by(self, limit: LimitFound | None) -> int:
        """The units that a limit counts: of the line where its indicator is 1, and else of the date."""
        return self.units if limit is not None and limit.indicator == "1" else self.units_on_date

    @property
    def other_practitioner(self) -> bool:
        """Whether the record states that another practitioner did it."""
        return self.service is not None and self.service.other_practitioner is True

    @property
    def authorized(self) -> bool | None:
        """Whether the authorization on file names its code."""
        services = self.encounter.authorized_services
        return None if services is None else self.code in services

    @property
    def authorized_units(self) -> int | None:
        """The units of its code that the authorization has left."""
        service = (self.encounter.authorized_services or {}).get(self.code)
        return None if service is None else service.units_left

    @property
    def doubt(self) -> str | None:
        """Why nobody should bill more of it before that is settled, if anything is."""
        if self.unit_limit is not None and self.units_counted > self.unit_limit:
            return "above the unit limit"
        wounds = [site for site in self.sites if isinstance(site, WoundFacts) and self.role == "add_on"]
        if any(wound.area_beyond_measured for wound in wounds):
            return "an area is larger than the wound as measured"
        return "one wound may be counted twice" if any(wound.place_in_doubt for wound in wounds) else None

    @property
    def limit_release(self) -> str:
        """The release of its unit limit, for a message."""
        if self.limit is None:
            return "no release"
        others = [each.words for each in self.limits if each is not self.limit]
        return "; ".join([self.limit.asked.words, *others])

    @property
    def stands(self) -> bool:
        """Whether it may be billed, as far as it has been asked."""
        return self.refusal is None and self.hold is None

    @property
    def waits(self) -> bool:
        """Whether something must be asked before it can be billed."""
        return self.refusal is None and self.hold is not None


@frozen
class Reason:
    """Why a line carries a modifier, or why it was dropped or held back.

    Attributes:
        rule: id of the rule.
        text: in words.
        sources: ids of its sources.
        subject: what the rule was asked of: the line, or a pair of lines; None where no rule was.
    """

    rule: str
    text: str
    sources: tuple[str, ...]
    subject: Any


class Work:
    """Findings, steps and counts of one Decision.

    Attributes:
        program: the rules.
        encounter: facts of the encounter.
        open_families: families that a wound may belong to whose lines cannot be told yet.
        tables: edit tables that were asked.
    """

    __slots__ = (
        "_said",
        "encounter",
        "failed",
        "findings",
        "not_checked",
        "open_families",
        "passed",
        "program",
        "steps",
        "tables",
    )

    def __init__(self, program: Program, encounter: EncounterFacts) -> None:
        """Start empty."""
        self.program = program
        self.encounter = encounter
        self.findings: list[Finding] = []
        self.steps: list[Step] = []
        self.open_families: set[str] = set()
        self.tables: dict[tuple[str, str], Asked] = {}
        self.passed = 0
        self.failed = 0
        self.not_checked = 0
        self._said: set[tuple[str, str | None, str]] = set()

    def report(self, finding: Finding) -> None:
        """Keep a finding and count it. The same finding of several lines or pairs is said once."""
        if finding.outcome == "failed":
            self.failed += 1
        else:
            self.not_checked += 1
        key = (finding.rule, finding.wound_id, finding.message)
        if key not in self._said:
            self._said.add(key)
            self.findings.append(finding)

    def pair(self, one: str, other: str) -> PairFound | None:
        """The pair edit of two codes in the setting of the encounter; the release that answers is kept."""
        return self._consulted(self.program.tables.pair(self.encounter.setting, one, other))

    def limits(self, code: str) -> tuple[LimitFound, ...]:
        """The unit limits of a code in the setting of the encounter, the strictest first; likewise."""
        found = self.program.tables.limits(self.encounter.setting, code)
        for each in found:
            self._consulted(each)
        return found

    def diagnosis(self, wound: WoundFacts) -> DiagnosisFound | None:
        """What the list of the article says of a wound's diagnoses, for the codes of its family; likewise."""
        procedures = self.program.family_codes.get(wound.family or "", ())
        return self._consulted(self.program.tables.diagnosis(procedures, wound.wound.diagnoses))

    def primaries(self, add_on: str) -> PrimariesFound | None:
        """The primaries of an add-on; likewise."""
        return self._consulted(self.program.tables.primaries(add_on))

    def _consulted(self, found: Found) -> Found:
        if found is not None:
            self.tables[found.asked.id, found.asked.release] = found.asked
        return found

    def step(self, rule: str, text: str) -> None:
        """Keep a step."""
        self.steps.append(Step(rule=rule, text=text))

    def ask(
        self, rule: RuleProgram, subject: Any, wound_id: str | None = None, tables: tuple[str, ...] = ()
    ) -> bool | None:
        """Put a rule to a subject; report and count what comes of it.

        Args:
            rule: to ask.
            subject: of the rule's scope.
            wound_id: of the wound, if it is one.
            tables: sources of the edit table that the subject's facts come from.
        """
        answer = rule.test(subject)
        if answer is False:  # most often so
            self.passed += 1
        elif answer is None:
            self.report(undecided(self.program, rule, subject, wound_id, tables))
        elif (finding := rule.rule.then.finding) is None:
            self.passed += 1
        else:
            self.report(fired(rule, finding, subject, wound_id, tables))
        return answer

    def question(self, fact: str, wound_id: str | None) -> None:
        """Ask for a fact, of a wound or of the encounter, without which lines cannot be told."""
        table = self.program.questions_table
        row = self.program.questions[fact]
        self.report(
            Finding(
                rule=f"{table.name}.{fact}",
                outcome="not_checked",
                severity="error",
                gap=row.gap,
                wound_id=wound_id,
                message=row.message,
                ask=row.ask,
                ask_of=row.ask_of,
                facts=(fact,),
                sources=table.sources,
            )
        )

    def unplaced(self, table: str, wound: WoundFacts) -> None:
        """Report a wound for which no row of the classification holds."""
        self.report(
            Finding(
                rule=table,
                outcome="not_checked",
                severity="error",
                gap=None,
                wound_id=wound.wound_id,
                message="the pack's classification has no row for what the record says of this wound",
                ask="Look up the codes for this wound by hand.",
                ask_of="coder",
                facts=(),
                sources=(),
            )
        )

    def report_row(self, placement: Placement, wound: WoundFacts, *, severity: str) -> None:
        """Report where the classification sent a wound that leads to no line."""
        self.report(
            Finding(
                rule=placement.name,
                outcome="failed",
                severity=severity,  # type: ignore[arg-type]
                gap=None,
                wound_id=wound.wound_id,
                message=placement.row.message,
                ask=placement.row.ask,
                ask_of=None if placement.row.ask is None else placement.row.ask_of,
                facts=(),
                sources=placement.sources,
            )
        )
