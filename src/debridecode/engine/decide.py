"""The straight line from an encounter to a Decision, in the order in which a coder reasons."""

from debridecode.decision import Checked, Decision, Provenance, SupportedLine, TableUsed
from debridecode.engine.classify import classify
from debridecode.engine.edits import edit
from debridecode.engine.facts import EncounterFacts, WoundFacts
from debridecode.engine.program import Program
from debridecode.engine.units import draft_lines
from debridecode.engine.work import DraftLine, Work
from debridecode.model import Encounter
from debridecode.packs.resolve import ResolvedTable
from debridecode.vocabulary import Status


def decide(program: Program, encounter: Encounter, *, engine_version: str) -> Decision:
    """What the record supports: classify, group, count, edit, require, and say how it stands."""
    facts = EncounterFacts(encounter, program.reading.silence, program.codes)
    work = Work(program, facts)
    wounds = [WoundFacts(wound, facts, program.reading) for wound in encounter.wounds]
    groups = classify(work, wounds)
    facts.debridement_shown = bool(facts.wounds)
    lines = draft_lines(work, groups)
    edit(work, lines, encounter.other_services)
    dropped = {line.family for line in lines if line.role == "primary" and line.dropped}
    facts.wounds = [wound for wound in facts.wounds if wound.family not in dropped]
    _require(work)
    standing = tuple(_supported(line) for line in lines if line.stands)
    return Decision(
        encounter_id=encounter.encounter_id,
        status=_status(work, lines),
        lines=standing,
        findings=tuple(work.findings),
        steps=tuple(work.steps),
        checked=Checked(passed=work.passed, failed=work.failed, not_checked=work.not_checked),
        provenance=Provenance(
            pack=program.resolved.pack,
            pack_version=program.resolved.version,
            digest=program.resolved.digest,
            engine_version=engine_version,
            tables=tuple(
                TableUsed(id=table.id, release=table.release, covers_date_of_service=table.covers_date)
                for table in work.tables.values()
            ),
        ),
    )


class TableFacts:
    """An edit table that was asked. Its attributes are the facts of scope `table`."""

    __slots__ = ("covers_date_of_service", "encounter", "release", "title")

    def __init__(self, table: ResolvedTable, encounter: EncounterFacts) -> None:
        """Read the table."""
        self.title = table.title
        self.release = table.release
        self.covers_date_of_service = table.covers_date
        self.encounter = encounter


def _require(work: Work) -> None:
    """Step 7: what the payer wants documented, and what the tables answer for."""
    for rule in work.program.wound_rules:
        for wound in work.encounter.wounds:
            work.ask(rule, wound, wound.wound_id)
    for rule in work.program.encounter_rules:
        work.ask(rule, work.encounter)
    for rule in work.program.table_rules:
        for table in work.tables.values():
            work.ask(rule, TableFacts(table, work.encounter), tables=table.sources)


def _status(work: Work, lines: list[DraftLine]) -> Status:
    """Step 8. Something is open: ask. Nothing is, and no line stands: not billable."""
    waiting = bool(work.open_families) or any(line.waits for line in lines)
    waiting = waiting or any(wound.family is None for wound in work.encounter.wounds)
    if not waiting and not any(line.stands for line in lines):
        return "not_billable"
    if waiting or any(finding.severity == "error" for finding in work.findings):
        return "query"
    return "clean"


def _supported(line: DraftLine) -> SupportedLine:
    diagnoses = dict.fromkeys(code for member in line.members for code in member.wound.diagnoses)
    return SupportedLine(
        code=line.code,
        units=line.units,
        modifiers=tuple(line.modifiers),
        wound_ids=tuple(member.wound_id for member in line.members),
        diagnoses=tuple(diagnoses),
        rules=tuple(line.rules),
    )
