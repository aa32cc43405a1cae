"""The straight line from an encounter to a Decision, in the order in which a coder reasons."""

from collections.abc import Iterable, Sequence

from attrs import frozen

from debridecode.decision import Checked, Decision, Provenance, SupportedLine, TableUsed
from debridecode.engine.classify import classify
from debridecode.engine.edits import edit
from debridecode.engine.facts import EncounterFacts, WoundFacts, sites_of
from debridecode.engine.program import Program
from debridecode.engine.tables import Asked
from debridecode.engine.units import draft_lines
from debridecode.engine.work import DraftLine, Work
from debridecode.model import Encounter, Modifier, OtherService
from debridecode.vocabulary import Status


@frozen
class Derived:
    """What a Decision is made of, while its lines are still drafts.

    Attributes:
        work: findings, steps and counts.
        lines: debridement lines, those held or dropped too.
        services: the other services of the day, in the order given.
        wounds: all of them, in the order of the encounter.
    """

    work: Work
    lines: list[DraftLine]
    services: list[DraftLine]
    wounds: list[WoundFacts]


def derive(program: Program, encounter: Encounter, services: Sequence[OtherService]) -> Derived:
    """Classify, group, count, edit and require.

    Args:
        program: the rules.
        encounter: what happened.
        services: the other services of the day; of an audit, as they were billed.
    """
    facts = EncounterFacts(encounter, program.reading, program.codes | set(program.deleted))
    work = Work(program, facts)
    wounds = [WoundFacts(wound, facts, program.reading) for wound in encounter.wounds]
    groups = classify(work, wounds)
    for wound in facts.wounds:
        listed = work.diagnosis(wound)
        wound.diagnosis_covered = None if listed is None else listed.answer
    facts.debridement_shown = bool(facts.wounds)
    lines = draft_lines(work, groups)
    others = [_service(program, facts, service, wounds) for service in services]
    facts.given_today = lambda: [
        (line.code, line.wound_ids) for line in (*lines, *others) if line.refusal is None
    ]
    edit(work, lines, sorted(others, key=lambda line: line.code))
    dropped = {line.family for line in lines if line.role == "primary" and line.refusal}
    facts.wounds = [wound for wound in facts.wounds if wound.family not in dropped]
    _require(work)
    return Derived(work, lines, others, wounds)


def decided(derived: Derived, encounter: Encounter, *, engine_version: str) -> Decision:
    """The Decision that was derived, with a word on every release of a table that was asked."""
    work = derived.work
    for rule in work.program.table_rules:
        for asked in work.tables.values():
            work.ask(rule, TableFacts(asked, work.encounter), tables=asked.sources)
    resolved = work.program.resolved
    return Decision(
        encounter_id=encounter.encounter_id,
        status=_status(derived),
        lines=tuple(_supported(line, line.modifiers) for line in derived.lines if line.stands),
        other_lines=tuple(
            _supported(line, _modifiers(line, work.program))
            for line in derived.services
            if line.stands and line.code not in work.program.codes and line.code not in work.program.deleted
        ),
        findings=tuple(work.findings),
        steps=tuple(work.steps),
        checked=Checked(passed=work.passed, failed=work.failed, not_checked=work.not_checked),
        provenance=Provenance(
            pack=resolved.pack,
            pack_version=resolved.version,
            digest=resolved.digest,
            engine_version=engine_version,
            tables=tuple(
                TableUsed(id=asked.id, release=asked.release, covers_date_of_service=asked.covers_date)
                for asked in work.tables.values()
            ),
        ),
    )


class TableFacts:
    """A release of an edit table that was asked. Its attributes are the facts of scope `table`."""

    __slots__ = ("covers_date_of_service", "encounter", "release", "title")

    def __init__(self, asked: Asked, encounter: EncounterFacts) -> None:
        """Read the release."""
        self.title = asked.title
        self.release = asked.release
        self.covers_date_of_service = asked.covers_date
        self.encounter = encounter


def _service(
    program: Program, facts: EncounterFacts, service: OtherService, wounds: list[WoundFacts]
) -> DraftLine:
    """Another service of the day as a line."""
    sites = sites_of(service, wounds, program.reading, covers_limb=program.covers_limb(service.code))
    return DraftLine.of_service(service, program.kind_of(service.code), sites, facts)


def _require(work: Work) -> None:
    """Step 7: what the payer wants documented."""
    for rule in work.program.wound_rules:
        for wound in work.encounter.wounds:
            work.ask(rule, wound, wound.wound_id)
    for rule in work.program.encounter_rules:
        work.ask(rule, work.encounter)


def _status(derived: Derived) -> Status:
    """Step 8. No debridement line stands, and none is open: not billable. Else, is anything open? Ask."""
    work, lines = derived.work, derived.lines
    waiting = bool(work.open_families) or any(line.waits for line in lines)
    waiting = waiting or any(wound.family is None for wound in work.encounter.wounds)
    if not waiting and not any(line.stands for line in lines):
        return "not_billable"
    if waiting or any(finding.severity == "error" for finding in work.findings):
        return "query"
    return "clean"


def _modifiers(line: DraftLine, program: Program) -> list[Modifier]:
    """The modifiers of another service: as given, save those that these edits settle, and as earned."""
    given = line.service.modifiers if line.service else ()
    kept = [modifier for modifier in given if modifier.code not in program.settled]
    return list(dict.fromkeys([*line.modifiers, *kept]))


def _supported(line: DraftLine, modifiers: Iterable[Modifier]) -> SupportedLine:
    given = line.service.diagnoses if line.service else ()
    diagnoses = dict.fromkeys(
        code for site in line.sites if isinstance(site, WoundFacts) for code in site.wound.diagnoses
    )
    return SupportedLine(
        code=line.code,
        units=line.units,
        modifiers=tuple(modifiers),
        wound_ids=line.wound_ids,
        diagnoses=given or tuple(diagnoses),
        rules=tuple(line.rules),
    )
