"""What follows: lines, findings and steps from an encounter, and differences from a claim."""

from attrs import field, frozen

from debridecode.model.claim import Modifier
from debridecode.vocabulary import AuditStatus, Matter, Outcome, Reader, Severity, Status


@frozen(kw_only=True)
class SupportedLine:
    """A claim line that the record supports, or another service that may be billed beside it.

    Attributes:
        code: CPT or HCPCS code.
        units: 1 or more; of another service, as it was given.
        modifiers: in the order of the claim.
        wound_ids: the wounds that the line is for; of another service, those that it names.
        diagnoses: ICD-10-CM codes of those wounds; of another service, its own where it has any.
        rules: ids of the rules and rows that gave its code, units and modifiers; of another service, its
            modifiers only.
    """

    code: str
    units: int
    modifiers: tuple[Modifier, ...]
    wound_ids: tuple[str, ...]
    diagnoses: tuple[str, ...] = field(repr=False)
    rules: tuple[str, ...]


@frozen(kw_only=True)
class Finding:
    """A rule that failed, or that could not be checked.

    Attributes:
        rule: id of the rule.
        outcome: `failed`, or `not_checked` when a fact that it rests on is missing.
        severity: only `error` moves the status.
        gap: what kind of documentation is missing, or None.
        wound_id: the wound it is about, or None.
        message: what is the matter, for a coder.
        ask: what to do or to ask.
        ask_of: whom to ask; None when there is nothing to ask.
        facts: names of the unknown facts that decide.
        sources: ids of the sources that the rule and its parameters cite.
    """

    rule: str
    outcome: Outcome
    severity: Severity
    gap: str | None
    wound_id: str | None
    message: str
    ask: str | None
    ask_of: Reader | None
    facts: tuple[str, ...]
    sources: tuple[str, ...]


@frozen(kw_only=True)
class Step:
    """One step of the reasoning, in words.

    Attributes:
        rule: id of the rule, row or parameter that it follows.
        text: what was summed, chosen or held back, and why.
    """

    rule: str
    text: str


@frozen(kw_only=True)
class Checked:
    """How many checks of a rule against its subject passed, failed, or could not be made."""

    passed: int
    failed: int
    not_checked: int


@frozen(kw_only=True)
class TableUsed:
    """An edit table that was asked.

    Attributes:
        id: of the table in the pack.
        release: of the table.
        covers_date_of_service: whether that release was in force on the date of service.
    """

    id: str
    release: str
    covers_date_of_service: bool


@frozen(kw_only=True)
class Provenance:
    """What the Decision rests on, so that it can be made again.

    Attributes:
        pack: id of the pack.
        pack_version: of that pack.
        digest: sha256 over the pack, those it extends, and the releases of edit tables it reads.
        engine_version: of this library.
        tables: edit tables that were asked.
    """

    pack: str
    pack_version: str
    digest: str
    engine_version: str
    tables: tuple[TableUsed, ...]


@frozen(kw_only=True)
class Decision:
    """What the record supports, for one payer, on one date of service.

    Attributes:
        encounter_id: as it came in.
        status: `clean`, `query` or `not_billable`.
        lines: what may be billed; a line that rests on a missing fact is not among them.
        other_lines: the other services of the day that may be billed beside them, with the modifiers that
            these edits ask for. Whether the record supports them otherwise is not checked.
        findings: rules that failed or could not be checked.
        steps: the reasoning, in order.
        checked: counts of checks.
        provenance: pack, tables and versions.
        schema_version: of the JSON form.
    """

    schema_version: int = 1
    encounter_id: str = field(repr=False)
    status: Status
    lines: tuple[SupportedLine, ...]
    other_lines: tuple[SupportedLine, ...]
    findings: tuple[Finding, ...]
    steps: tuple[Step, ...]
    checked: Checked
    provenance: Provenance


@frozen(kw_only=True)
class Difference:
    """One way in which a claim and the record differ, and what to do about it.

    Attributes:
        matter: what kind of difference it is.
        rule: id of the rule that names it.
        outcome: `failed`, or `not_checked` when it cannot be told.
        severity: only `error` moves the status.
        positions: 0-based positions of the billed lines; none when nothing was billed.
        code: the code that it is about.
        modifier: the modifier that it is about, or None.
        billed: the billed line in one short text, or None.
        supported: the supported line in one short text, or None.
        message: what is the matter.
        action: the one thing to do.
        because: ids of the rules and rows that the supported line or modifier rests on.
        sources: ids of the sources that all of these cite.
    """

    matter: Matter
    rule: str
    outcome: Outcome
    severity: Severity
    positions: tuple[int, ...]
    code: str
    modifier: str | None
    billed: str | None
    supported: str | None
    message: str
    action: str | None
    because: tuple[str, ...]
    sources: tuple[str, ...]


@frozen(kw_only=True)
class Audit:
    """A claim held against the record, for one payer, on one date of service.

    Attributes:
        encounter_id: as it came in.
        status: `agrees`, `differs`, or `query` when something that decides is not known.
        differences: errors first.
        decision: what the record supports, with the other services as they were billed.
        schema_version: of the JSON form.
    """

    schema_version: int = 1
    encounter_id: str = field(repr=False)
    status: AuditStatus
    differences: tuple[Difference, ...]
    decision: Decision


@frozen(kw_only=True)
class IfDocumented:
    """What the record supports with one missing fact supplied. For a coder's eyes, never a clinician's.

    Attributes:
        fact: the fact that the record lacks.
        wound_id: the wound it is about, or None.
        answers: the answers that all lead to this.
        status: of the Decision then.
        lines: of the Decision then, each in one short text.
        other_lines: likewise, of the other services of the day.
    """

    fact: str
    wound_id: str | None
    answers: tuple[str, ...]
    status: Status
    lines: tuple[str, ...]
    other_lines: tuple[str, ...]
