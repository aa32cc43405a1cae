"""Run the cases of a pack, each through the same calls as a real encounter."""

import copy
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from attrs import frozen

from debridecode.decision import Audit, Decision
from debridecode.errors import DebridecodeError
from debridecode.interop.json import encounter_from
from debridecode.model import ClaimLine, Encounter, Modifier
from debridecode.model.claim import line_text
from debridecode.packs.bundled import fixtures
from debridecode.packs.model import Case, CaseTable, Table
from debridecode.packs.resolve import slot_in
from debridecode.packs.structure import rows_from
from debridecode.releases import Release
from debridecode.rulebooks import RuleBooks


@frozen(kw_only=True)
class CaseResult:
    """What came of one case.

    Attributes:
        name: of the case.
        problems: where the answer differs from what the case expects; none when it passed.
    """

    name: str
    problems: tuple[str, ...]


@frozen(kw_only=True)
class Ready:
    """A case made ready once, to be run against a pack and against every change of it.

    Attributes:
        case: as the pack writes it.
        encounter: the fixture with the changes put in; None where that is no encounter.
        billed: the lines to hold against it, or None.
        problem: why the case cannot run, if it cannot.
    """

    case: Case
    encounter: Encounter | None
    billed: tuple[ClaimLine, ...] | None
    problem: str = ""

    @classmethod
    def of(cls, case: Case) -> "Ready":
        """Put the changes of a case into its fixture."""
        try:
            document = patched(json.loads(fixtures()[case.base], parse_float=Decimal), case.changes)
            billed = None if case.billed is None else tuple(map(_line, case.billed))
            return cls(case=case, encounter=encounter_from(document), billed=billed)
        except (DebridecodeError, _NoSuchPlace) as error:
            return cls(case=case, encounter=None, billed=None, problem=str(error))

    @property
    def day(self) -> date | None:
        """Its date of service; None where it is no encounter."""
        return None if self.encounter is None else self.encounter.date_of_service

    def put_to(self, books: RuleBooks) -> Decision | Audit:
        """What the rules make of it: an Audit where it bills lines, and else a Decision.

        Raises:
            DebridecodeError: it cannot run.
        """
        if self.encounter is None:
            raise DebridecodeError(self.problem)
        book = self.filled(books).on(self.encounter.date_of_service)
        return book.code(self.encounter) if self.billed is None else book.audit(self.encounter, self.billed)

    def filled(self, books: RuleBooks) -> RuleBooks:
        """The rule books with the tables that the case fills.

        Raises:
            DebridecodeError: the rows of a table are of another kind.
        """
        tables = {table.id: table for pack in books.chain for table in pack.tables.values()}
        return books.filled(
            tuple(_release(tables[id_], filling, books) for id_, filling in self.case.tables.items())
        )


def _release(table: Table[Any], filling: CaseTable, books: RuleBooks) -> Release:
    try:
        rows = rows_from(table.kind, filling.rows)
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError):
        raise DebridecodeError(f"tables/{table.id}: expected rows of the kind {table.kind}") from None
    return Release(
        slot=slot_in(books.chain, table) or "",
        release="of the test",
        start=filling.start,
        until=filling.until,
        codes=filling.codes,
        partners=filling.codes,
        sources=(),
        rows=rows,
        digest=f"{table.id} {filling.rows!r}",
    )


def run_case(ready: Ready, books: RuleBooks) -> CaseResult:
    """Run one case."""
    try:
        held = ready.put_to(books)
    except DebridecodeError as error:
        return CaseResult(name=ready.case.name, problems=(f"could not run: {error}",))
    return CaseResult(name=ready.case.name, problems=tuple(_differences(ready.case, held)))


def _line(line: str | Mapping[str, Any]) -> ClaimLine:
    """A billed line of its short text, such as `97598 x2 XS`, or of its JSON."""
    if isinstance(line, str):
        code, units, *modifiers = line.split()
        return ClaimLine(
            code=code, units=int(units.removeprefix("x")), modifiers=tuple(map(Modifier, modifiers))
        )
    lists = {name: tuple(line.get(name, ())) for name in ("modifiers", "wound_ids", "diagnoses")}
    return ClaimLine(code=line["code"], units=line["units"], **lists)


class _NoSuchPlace(Exception):  # noqa: N818 - it never leaves this room
    """A JSON pointer of a case leads nowhere."""


_INDEX: Final = re.compile(r"0|[1-9][0-9]*")


def patched(document: Any, changes: Any) -> Any:
    """A fixture with the changes of a case put in; JSON pointers name the places."""
    for pointer, value in changes.items():
        if not pointer.startswith("/"):
            raise _NoSuchPlace(f'"{pointer}" is no JSON pointer: expected one such as /date_of_service')
        parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
        place = document
        try:
            for part in parts[:-1]:
                place = place[_key(place, part)]
            place[_key(place, parts[-1])] = copy.deepcopy(value)
        except (LookupError, TypeError, ValueError):
            raise _NoSuchPlace(f"{pointer} leads nowhere in the fixture") from None
    return document


def _key(place: Any, part: str) -> str | int:
    """Part of a pointer as it names a member of an object, or an element of an array."""
    if not isinstance(place, list):
        return part
    if not _INDEX.fullmatch(part):
        raise LookupError
    return int(part)


def _differences(case: Case, held: Decision | Audit) -> Iterator[str]:
    decision = held.decision if isinstance(held, Audit) else held
    if case.status is not None and held.status != case.status:
        yield f"status is {held.status}, expected {case.status}"
    lines = tuple(line_text(line.code, line.units, line.modifiers) for line in decision.lines)
    if case.lines is not None and lines != case.lines:
        yield f"lines are {', '.join(lines) or 'none'}; expected {', '.join(case.lines) or 'none'}"
    for outcome, expected in (("failed", case.failed), ("not_checked", case.not_checked)):
        found = {label for label, each, _ in labels(held) if each == outcome}
        for label in sorted(found - set(expected)):
            yield f"{label} is {outcome}, which the case does not expect"
        for label in sorted(set(expected) - found):
            yield f"{label} is not {outcome}, which the case expects"
    severities = {label: severity for label, _, severity in labels(held)}
    for label, severity in case.severities.items():
        if severities.get(label) != severity:
            yield f"{label} has severity {severities.get(label, 'none')}, expected {severity}"


def labels(held: Decision | Audit) -> Iterator[tuple[str, str, str]]:
    """Short names of the rules that say something, or of differences, with outcome and severity."""
    if isinstance(held, Audit):
        for difference in held.differences:
            yield short(difference.rule), difference.outcome, difference.severity
    else:
        for finding in held.findings:
            wound = "" if finding.wound_id is None else f"@{finding.wound_id}"
            yield short(finding.rule) + wound, finding.outcome, finding.severity


def short(rule: str) -> str:
    """The id of a rule or row, without the pack that it is from."""
    return rule.partition(":")[2]


def covering_first(cases: Sequence[Ready], id_: str) -> list[Ready]:
    """Cases in the order in which they are likely to speak of an id: those that cover it, then others.

    Of the others, first those that bill lines if one that covers it does, and first those that do not if not.
    """
    billing = any(each.billed is not None for each in cases if id_ in each.case.covers)

    def unlikely(ready: Ready) -> tuple[bool, bool]:
        return id_ not in ready.case.covers, (ready.billed is not None) != billing

    return sorted(cases, key=unlikely)
