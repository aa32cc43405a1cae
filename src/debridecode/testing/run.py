"""Run the tests that stand in a pack, each through the same calls as a real encounter."""

import copy
import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from attrs import frozen

from debridecode.decision import Audit, Decision
from debridecode.errors import DebridecodeError
from debridecode.interop.json import encounter_from
from debridecode.model import ClaimLine, Modifier
from debridecode.model.claim import line_text
from debridecode.packs.discover import fixtures
from debridecode.packs.model import Case, Pack
from debridecode.rulebooks import RuleBook, rulebook


@frozen(kw_only=True)
class CaseResult:
    """What came of one in-pack test.

    Attributes:
        name: of the test.
        problems: where the Decision differs from what the test expects; none when it passed.
        fired: ids of the rules and classification rows that fired; None when the test could not run.
    """

    name: str
    problems: tuple[str, ...]
    fired: frozenset[str] | None


@frozen(kw_only=True)
class PackResult:
    """What came of all tests of a pack.

    Attributes:
        cases: one for each test.
        uncovered: rules and rows that no test shows firing, or none shows silent, in words.
    """

    cases: tuple[CaseResult, ...]
    uncovered: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether there were tests, all passed, and every rule has a case on both sides."""
        return bool(self.cases) and not self.uncovered and not any(case.problems for case in self.cases)


def run_tests(chain: Sequence[Pack]) -> PackResult:
    """Run the tests of the last pack of a chain.

    Args:
        chain: packs, base first, as `load_pack` returns them.

    Example:
        >>> from datetime import date
        >>> from debridecode.packs.discover import bundled_chain
        >>> run_tests(bundled_chain("medicare/palmetto-jm")).passed
        True
    """
    pack = chain[-1]
    results = tuple(_run(case, chain) for case in pack.cases)
    return PackResult(cases=results, uncovered=tuple(_uncovered(pack, results)))


def _run(case: Case, chain: Sequence[Pack]) -> CaseResult:
    try:
        encounter = encounter_from(
            _patched(json.loads(fixtures()[case.base], parse_float=Decimal), case.changes)
        )
        book = rulebook(tuple(chain), on=encounter.date_of_service)
        billed = None if case.billed is None else [_line(line) for line in case.billed]
        held = book.code(encounter) if billed is None else book.audit(encounter, billed)
    except (DebridecodeError, _NoSuchPlace) as error:
        return CaseResult(name=case.name, problems=(f"could not run: {error}",), fired=None)
    return CaseResult(
        name=case.name, problems=tuple(_differences(case, held)), fired=frozenset(_fired(held, book))
    )


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
    """A JSON pointer of a test leads nowhere."""


def _patched(document: Any, changes: Any) -> Any:
    """A fixture with the changes of a test put in; JSON pointers name the places."""
    for pointer, value in changes.items():
        place = document
        try:
            *parents, last = (part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])
            for part in parents:
                place = place[int(part) if isinstance(place, list) else part]
            place[int(last) if isinstance(place, list) else last] = copy.deepcopy(value)
        except (KeyError, IndexError, ValueError, TypeError):
            raise _NoSuchPlace(f"{pointer} leads nowhere in the fixture") from None
    return document


def _differences(case: Case, held: Decision | Audit) -> Iterator[str]:
    decision = held.decision if isinstance(held, Audit) else held
    if case.status is not None and held.status != case.status:
        yield f"status is {held.status}, expected {case.status}"
    lines = tuple(line_text(line.code, line.units, line.modifiers) for line in decision.lines)
    if case.lines is not None and lines != case.lines:
        yield f"lines are {', '.join(lines) or 'none'}; expected {', '.join(case.lines) or 'none'}"
    for outcome, expected in (("failed", case.failed), ("not_checked", case.not_checked)):
        found = {label for label, each in _labels(held) if each == outcome}
        for label in sorted(found - set(expected)):
            yield f"{label} is {outcome}, which the test does not expect"
        for label in sorted(set(expected) - found):
            yield f"{label} is not {outcome}, which the test expects"


def _labels(held: Decision | Audit) -> Iterator[tuple[str, str]]:
    """Short names of the rules that say something, with their outcome; of an audit, of its differences."""
    if isinstance(held, Audit):
        for difference in held.differences:
            yield _short(difference.rule), difference.outcome
    else:
        for finding in held.findings:
            wound = "" if finding.wound_id is None else f"@{finding.wound_id}"
            yield _short(finding.rule) + wound, finding.outcome


def _short(rule: str) -> str:
    return rule.partition(":")[2]


def _fired(held: Decision | Audit, book: RuleBook) -> Iterator[str]:
    """Rules and rows that held, as their findings and steps show; a rule that could not be told did not."""
    decision = held.decision if isinstance(held, Audit) else held
    declared = {rule.name: rule.then.finding.outcome for rule in book.resolved.rules if rule.then.finding}
    untold = {f.rule for f in decision.findings if f.outcome != declared.get(f.rule, "failed")}
    reported = {finding.rule for finding in decision.findings} | {step.rule for step in decision.steps}
    if isinstance(held, Audit):
        reported |= {difference.rule for difference in held.differences}
    for rule in reported - untold:
        yield _short(rule)


def _uncovered(pack: Pack, results: Sequence[CaseResult]) -> Iterator[str]:
    """Rules and classification rows without a firing case that names them, or without a silent one."""
    rows = (
        f"{table.id}.{row.id}"
        for table in pack.tables.values()
        if table.kind == "classification"
        for row in table.history[-1].rows
    )
    covering = [
        (case, result.fired)
        for case, result in zip(pack.cases, results, strict=True)
        if result.fired is not None
    ]
    for id_ in (*rows, *pack.rules):
        if not any(id_ in case.covers and id_ in fired for case, fired in covering):
            yield f"{id_}: no test that covers it shows it firing"
        if all(id_ in fired for _, fired in covering):
            yield f"{id_}: no test shows it silent"
