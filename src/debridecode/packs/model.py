"""A pack as typed, frozen objects: what stands in its file, nothing resolved yet."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, Generic, Literal, TypeVar

from attrs import Factory, frozen

from debridecode.packs.catalogue import Scope
from debridecode.releases import Source
from debridecode.vocabulary import (
    DiagnosedDepth,
    DiagnosisKind,
    Outcome,
    PayerProgram,
    Reader,
    ServiceKind,
    Setting,
    Severity,
)


@frozen
class Cite:
    """A place in a source."""

    source: str
    locator: str


Operand = Any
"""True, False, a word, a `Decimal`, a frozenset of words, a `ParameterRef` or a `FactRef`."""


@frozen
class ParameterRef:
    """The value of a parameter, in a condition."""

    id: str


@frozen
class FactRef:
    """The value of another fact, in a condition."""

    name: str


@frozen
class Leaf:
    """One fact against one operand."""

    fact: str
    operator: str
    operand: Operand


@frozen
class AllOf:
    """Holds when every part holds."""

    parts: "tuple[Condition, ...]"


@frozen
class AnyOf:
    """Holds when some part holds."""

    parts: "tuple[Condition, ...]"


@frozen
class Not:
    """Holds when the part does not."""

    part: "Condition"


@frozen
class AnyWound:
    """Holds when the part holds for some wound."""

    part: "Condition"


@frozen
class EveryWound:
    """Holds when the part holds for every wound."""

    part: "Condition"


Condition = Leaf | AllOf | AnyOf | Not | AnyWound | EveryWound


@frozen(kw_only=True)
class FindingEffect:
    """Report a finding."""

    severity: Severity
    message: str
    ask: str | None = None
    ask_of: Reader = "coder"
    gap: str | None = None
    outcome: Outcome = "failed"


DECIDING: Final = ("modifier", "drop", "hold")
"""Effects on which a line, a unit or a modifier depends."""


@frozen(kw_only=True)
class Effects:
    """What follows when a rule's condition holds.

    Attributes:
        finding: report it.
        modifier: put a modifier on the line (of a pair, on the column 2 line): a code or a parameter's.
        drop: take the line away: the record contradicts it.
        hold: hold the line back: something must be asked first.
        step: words for the step that the modifier, drop or hold leaves.
    """

    finding: FindingEffect | None = None
    modifier: str | ParameterRef | None = None
    drop: bool = False
    hold: bool = False
    step: str = ""

    @property
    def decides(self) -> bool:
        """Whether a line, a unit or a modifier depends on the rule."""
        return self.drop or self.hold or self.modifier is not None


@frozen(kw_only=True)
class RuleSegment:
    """A rule, as it reads from one day on. A retired segment ends it."""

    start: date
    retired: bool = False
    when: Condition = AllOf(())
    then: Effects = Effects()
    cites: tuple[Cite, ...] = ()


@frozen(kw_only=True)
class Rule:
    """A rule and its history, oldest segment first.

    Attributes:
        id: names the rule.
        title: as people read it.
        scope: what it is asked of.
        history: oldest segment first.
        origin: in a resolved pack, id of the pack that it is from; None for the pack that it stands in.
    """

    id: str
    title: str
    scope: Scope
    history: tuple[RuleSegment, ...]
    origin: str | None = None


@frozen(kw_only=True)
class ParameterSegment:
    """A parameter's value from one day on.

    Attributes:
        start: that day.
        value: as the parameter's type has it.
        cites: where it is said.
        said: the day from which on it was said. Where an override ends, what is said again starts later.
    """

    start: date
    value: Any
    cites: tuple[Cite, ...]
    said: date = Factory(lambda self: self.start, takes_self=True)


@frozen(kw_only=True)
class Parameter:
    """A named value and its history.

    Attributes:
        id: names the parameter.
        title: as people read it.
        type: which values it holds.
        history: oldest segment first.
        origin: in a resolved pack, id of the pack that it is from; None for the pack that it stands in.
    """

    id: str
    title: str
    type: str
    history: tuple[ParameterSegment, ...]
    origin: str | None = None


@frozen(kw_only=True)
class FamilyRow:
    """A family of codes: how its wounds become units.

    Attributes:
        id: as conditions name it.
        label: as people read it.
        primary: its primary code.
        add_on: its add-on code, or None.
        first: parameter of the area the primary covers; None when the family is counted by session.
        step: parameter of the area of one add-on unit.
    """

    id: str
    label: str
    primary: str
    add_on: str | None = None
    first: ParameterRef | None = None
    step: ParameterRef | None = None


@frozen(kw_only=True)
class ClassificationRow:
    """Where a wound goes when the condition holds.

    Attributes:
        id: names the row.
        when: over facts of the wound and the encounter.
        outcome: family, none (no debridement), excluded (other codes), or query.
        family: id of the family, or the label of the codes that a wound is sent to.
        message: why, for a coder.
        ask: what to ask, when the outcome is query.
        ask_of: whom to ask.
        cites: where it is said.
    """

    id: str
    when: Condition
    outcome: str
    family: str | None
    message: str
    ask: str | None
    ask_of: Reader = "coder"
    cites: tuple[Cite, ...]


@frozen(kw_only=True)
class TissueRow:
    """One step of depth: the tissue words that show it, and the layers that belong to it."""

    id: str
    tissues: frozenset[str]
    layers: frozenset[str]


@frozen(kw_only=True)
class QuestionRow:
    """What to ask when a fact that decides is missing."""

    fact: str
    message: str
    ask: str
    gap: str
    ask_of: Reader = "coder"


@frozen(kw_only=True)
class ServiceRow:
    """Codes of other services of one kind.

    Attributes:
        kind: what conditions call it.
        codes: the codes.
        beginning: what the codes begin with, where a whole range is of that kind.
        covers_limb: whether such a service covers more than the place it names, so that only its side tells.
    """

    kind: ServiceKind
    codes: frozenset[str] = frozenset()
    beginning: tuple[str, ...] = ()
    covers_limb: bool = False


@frozen(kw_only=True)
class AnatomicRow:
    """A modifier that names a part of the body, and the words of the opposed words that say the same."""

    modifier: str
    words: frozenset[str]


@frozen(kw_only=True)
class DiagnosisRow:
    """What some ICD-10-CM codes say of a wound.

    Attributes:
        id: names the row.
        kind: what they say it is, or None.
        depth: how deep they say it is, or None.
        codes: the codes, with their dots.
        beginning: what the codes begin with, where a whole range says the same.
    """

    id: str
    kind: DiagnosisKind | None = None
    depth: DiagnosedDepth | None = None
    codes: frozenset[str] = frozenset()
    beginning: tuple[str, ...] = ()

    def fits(self, code: str) -> bool:
        """Whether the row is of a code, dotted or not."""
        plain = code.replace(".", "").upper()
        dotted = f"{plain[:3]}.{plain[3:]}" if plain[3:] else plain
        return dotted in self.codes or dotted.startswith(self.beginning)


@frozen(kw_only=True)
class DeletedRow:
    """A code that is no longer a code, and the family that its service belongs to now."""

    code: str
    family: str
    ended: date


ROW_KEYS: Final = {
    "families": ("id",),
    "classification": ("id",),
    "questions": ("fact",),
    "tissues": ("id",),
    "services": ("kind",),
    "anatomic": ("modifier",),
    "diagnoses": ("id",),
    "deleted_codes": ("code",),
    "pair_edits": ("column_1", "column_2"),
    "unit_limits": ("code",),
    "add_ons": ("add_on", "primary"),
    "covered_diagnoses": ("code", "group"),
}
"""Each kind of table -> what names its rows: no two rows of one segment have the same."""

Row = TypeVar("Row")


@frozen(kw_only=True)
class TableSegment(Generic[Row]):
    """The rows of a table from one day on."""

    start: date
    release: str
    rows: tuple[Row, ...]
    cites: tuple[Cite, ...]


@frozen(kw_only=True)
class Table(Generic[Row]):
    """A table and its history, or the slot whose releases it is filled from.

    Attributes:
        id: names the table.
        kind: which rows it has.
        title: as people read it.
        setting: practitioner or outpatient hospital; None when it does not matter.
        level: of unit limits: state or payer, where the program does not set them.
        codes: the codes it covers; between two of them the absence of a pair means no edit in the release.
        known_until: last day on which the last release is known to hold; None when it has no such end.
        slot: name of the releases that fill it, such as `medicare/pair_edits/practitioner`, or None.
        history: oldest segment first; none where there is a slot.
        origin: in a resolved pack, id of the pack that it is from; None for the pack that it stands in.
    """

    id: str
    kind: str
    title: str
    setting: Setting | None = None
    level: Literal["state", "payer"] | None = None
    codes: frozenset[str] = frozenset()
    known_until: date | None = None
    slot: str | None = None
    history: tuple[TableSegment[Row], ...] = ()
    origin: str | None = None


@frozen(kw_only=True)
class ServedArea:
    """A state, or a part of it.

    Attributes:
        state: two capital letters.
        counties: the only counties or cities of it; none is all of them.
        note: what else should be known.
        cites: where it is said.
    """

    state: str
    counties: tuple[str, ...] = ()
    note: str = ""
    cites: tuple[Cite, ...] = ()


@frozen(kw_only=True)
class Serves:
    """Whom a pack is for.

    Attributes:
        program: whose benefit it is.
        names: what the payer or plan is called; none for a pack of every plan that has none of its own.
        plans: products of the plan.
        areas: where it serves; none where that was not read.
    """

    program: PayerProgram
    names: tuple[str, ...]
    plans: tuple[str, ...] = ()
    areas: tuple[ServedArea, ...] = ()


@frozen(kw_only=True)
class EditTablesOf:
    """Whose edit tables fill the slots of a chain.

    Attributes:
        program: as slots begin, such as `medicaid`.
        reason: why.
        cites: where it is said.
    """

    program: str
    reason: str
    cites: tuple[Cite, ...]


@frozen(kw_only=True)
class Override:
    """One change to a rule or parameter of a pack further down the chain.

    Attributes:
        target: `rules/ID` or `parameters/ID`.
        start: first day of the change.
        until: first day on which the base holds again, or None.
        change: severity, message, ask, when, value or disable.
        was: what the base says there; loading fails when it says something else.
        was_from: the day from which on the base has said so; loading fails when it is another.
        to: what this pack says instead.
        reason: why.
        cites: where it is said.
    """

    target: str
    start: date
    until: date | None = None
    change: str
    was: Any
    was_from: date
    to: Any
    reason: str
    cites: tuple[Cite, ...]

    def reaches(self, day: date) -> bool:
        """Whether it changes what holds on a day."""
        return self.start <= day and (self.until is None or day < self.until)


@frozen(kw_only=True)
class CaseTable:
    """Rows that fill a table's slot in one test.

    Attributes:
        rows: as JSON, as a table of that kind has them.
        codes: the codes that they cover; None covers every code.
        start: first day for which they hold.
        until: last such day, or None.
    """

    rows: tuple[Mapping[str, Any], ...]
    codes: frozenset[str] | None
    start: date
    until: date | None


@frozen(kw_only=True)
class Case:
    """A test that stands in the pack.

    Attributes:
        name: says what it shows.
        covers: ids of rules, classification rows and parameters it is about.
        base: the fixture encounter it starts from.
        changes: JSON pointer into the encounter -> value to put there.
        tables: id of a table -> rows that fill its slot.
        billed: lines of a claim to hold against the record, each as `CODE xUNITS MODIFIERS` or as in the
            claim's JSON; None codes the encounter only.
        status: expected status, of the audit where lines are billed; None when it does not matter.
        lines: expected lines as `CODE xUNITS MODIFIERS`, or None.
        failed: exactly the rules that fail, as `rule` or `rule@wound`.
        not_checked: exactly the rules that cannot be checked.
        severities: severity of some of these.
    """

    name: str
    covers: tuple[str, ...]
    base: str
    changes: Mapping[str, Any]
    tables: Mapping[str, CaseTable]
    billed: tuple[str | Mapping[str, Any], ...] | None
    status: str | None
    lines: tuple[str, ...] | None
    failed: tuple[str, ...]
    not_checked: tuple[str, ...]
    severities: Mapping[str, Severity]


@frozen(kw_only=True)
class Resolution:
    """What a resolved pack was made of.

    Attributes:
        on: the date of service for which it was resolved.
        chain: the packs, base first, each as `ID VERSION`.
    """

    on: date
    chain: tuple[str, ...]


@frozen(kw_only=True)
class Pack:
    """One pack file.

    Attributes:
        id: as encounters and other packs name it.
        version: of the pack.
        title: as people read it.
        extends: id of the pack it builds on, or None.
        edit_tables: whose edit tables fill the slots of the chain; None leaves it to the pack it builds on.
        serves: whom it is for, so that it can be found; or None.
        resolved: of a pack that was printed as it holds on a day: which day, and of which chain; or None.
        supports_from: first date of service it answers for.
        supports_until: first date of service it no longer answers for, or None.
        sources: by id.
        parameters: by id.
        tables: by id.
        rules: by id.
        overrides: in the order written.
        cases: in-pack tests.
        file: the file it was read from, as named to the loader.
        text: what stood in the file, to find the line of a mistake.
        digest: sha256 over its JSON in any order of keys, and the order of its rules.
    """

    id: str
    version: str
    title: str
    extends: str | None
    edit_tables: EditTablesOf | None
    serves: Serves | None
    resolved: Resolution | None
    supports_from: date
    supports_until: date | None
    sources: Mapping[str, Source]
    parameters: Mapping[str, Parameter]
    tables: Mapping[str, Table[Any]]
    rules: Mapping[str, Rule]
    overrides: tuple[Override, ...]
    cases: tuple[Case, ...]
    file: str
    text: str
    digest: str
