"""In what two decisions about one encounter differ, and by which rules.

No value of the record is told: of wounds and of other services only how many, of findings the rule and how
severe it is. Lines are those that the packs derived.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import Final, Literal

from attrs import evolve, frozen

from debridecode.decision import Decision, Finding, Step, SupportedLine
from debridecode.model.claim import line_text
from debridecode.replay.because import Because

Kind = Literal[
    "status",
    "line_added",
    "line_removed",
    "units",
    "modifiers",
    "wounds",
    "other_service_added",
    "other_service_removed",
    "other_service_modifiers",
    "finding_added",
    "finding_removed",
    "finding_changed",
    "finding_words",
]
KINDS: Final[dict[Kind, str]] = {
    "status": "Status",
    "line_added": "Line added",
    "line_removed": "Line removed",
    "units": "Units of a line",
    "modifiers": "Modifiers of a line",
    "wounds": "Wounds of a line",
    "other_service_added": "Other service may now be billed",
    "other_service_removed": "Other service may no longer be billed",
    "other_service_modifiers": "Modifiers of another service",
    "finding_added": "Finding added",
    "finding_removed": "Finding gone",
    "finding_changed": "Finding of another severity, outcome or wound",
    "finding_words": "Finding in other words",
}
"""What may change -> as people read it."""


@frozen(kw_only=True)
class Change:
    """One thing that is not the same in two decisions.

    Attributes:
        kind: what changed.
        old: what it was; empty for what was not there.
        new: what it is; likewise.
        rules: names of what differs between the packs and brought it about; none when that cannot be told.
        moves_status: whether the status may be another for it.
    """

    kind: Kind
    old: str
    new: str
    rules: tuple[str, ...]
    moves_status: bool = False


def changes(old: Decision, new: Decision, because: Because) -> tuple[Change, ...]:
    """In what two decisions differ: status, lines, other services, findings, in this order.

    Steps and sources alone are no change: the ones explain, the others say where it is written.

    A change comes of what differs between the packs among the names that the changed thing itself holds;
    where there is none, among those of the steps and lines that are not the same in the two decisions, then
    of the findings, then of all that they name; then it is the one thing that differs, where there is but
    one. Else it is not told.
    """
    if (old.status, old.lines, old.other_lines) == (new.status, new.lines, new.other_lines) and (
        old.findings == new.findings
    ):
        return ()
    steps = _names({*old.steps} ^ {*new.steps})
    found = [
        *_line_changes(old, new, because, steps),
        *_service_changes(old, new, because, steps),
        *_finding_changes(old, new, because),
    ]
    if not all(each.rules for each in found):
        causes = _sorted(_causes(old, new, because, steps))
        found = [each if each.rules else evolve(each, rules=causes) for each in found]
    if old.status != new.status:
        moving = [each for each in found if each.moves_status] or found
        rules = _sorted(rule for each in moving for rule in each.rules)
        found.insert(0, Change(kind="status", old=old.status, new=new.status, rules=rules))
    return tuple(found)


def _names(said: Iterable[Finding | Step]) -> set[str]:
    return {each.rule for each in said}


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names)))


def _causes(old: Decision, new: Decision, because: Because, steps: set[str]) -> Iterable[str]:
    """What differs between the packs and shows anywhere in two decisions."""
    lines = {*old.lines, *old.other_lines} ^ {*new.lines, *new.other_lines}
    on_the_way = steps | {rule for line in lines for rule in line.rules}
    findings = _names({*old.findings} ^ {*new.findings})
    every = _names(old.findings + old.steps + new.findings + new.steps)
    only = because.differing if len(because.differing) == 1 else ()
    return because.of(on_the_way) or because.of(findings) or because.of(every) or only


def _line_changes(old: Decision, new: Decision, because: Because, steps: set[str]) -> Iterator[Change]:
    for code, before, after in _paired(old.lines, new.lines):
        placing, marking = _behind(before, after, because, steps)
        if before is None or after is None:
            kind: Kind = "line_added" if before is None else "line_removed"
            yield Change(kind=kind, old=_text(before), new=_text(after), rules=placing, moves_status=True)
            continue
        if before.units != after.units:
            was, now = (f"{code} x{line.units}" for line in (before, after))
            yield Change(kind="units", old=was, new=now, rules=placing)
        if before.modifiers != after.modifiers:
            was, now = (" ".join((code, *map(str, line.modifiers))) for line in (before, after))
            yield Change(kind="modifiers", old=was, new=now, rules=marking)
        if before.wound_ids != after.wound_ids:
            was, now = _counted(before.wound_ids, after.wound_ids, "wound")
            yield Change(kind="wounds", old=f"{code}: {was}", new=f"{code}: {now}", rules=placing)


def _service_changes(old: Decision, new: Decision, because: Because, steps: set[str]) -> Iterator[Change]:
    """Changes of other services, told without their codes and modifiers, which are the record's own."""
    for _, before, after in _paired(old.other_lines, new.other_lines):
        placing, marking = _behind(before, after, because, steps)
        if before is None:
            yield Change(kind="other_service_added", old="", new="another service", rules=placing)
        elif after is None:
            yield Change(kind="other_service_removed", old="another service", new="", rules=placing)
        elif before.modifiers != after.modifiers:
            was, now = _counted(before.modifiers, after.modifiers, "modifier")
            yield Change(kind="other_service_modifiers", old=was, new=now, rules=marking)


def _paired(
    old: Iterable[SupportedLine], new: Iterable[SupportedLine]
) -> Iterator[tuple[str, SupportedLine | None, SupportedLine | None]]:
    """The lines of each code beside each other."""
    by_code: dict[str, tuple[list[SupportedLine], list[SupportedLine]]] = {}
    for side, lines in enumerate((old, new)):
        for line in lines:
            by_code.setdefault(line.code, ([], []))[side].append(line)
    for code, (before, after) in by_code.items():
        for one, other in zip_longest(before, after):
            yield code, one, other


def _behind(
    before: SupportedLine | None, after: SupportedLine | None, because: Because, steps: set[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What differs behind a line being there with its units, and behind its modifiers."""
    names = steps | {rule for line in (before, after) if line is not None for rule in line.rules}
    marking = _sorted(because.of(names & because.gives_modifier))
    placing = _sorted(because.of(names - because.gives_modifier))
    return placing or marking, marking or placing


def _text(line: SupportedLine | None) -> str:
    return "" if line is None else line_text(line.code, line.units, line.modifiers)


def _counted(before: Sequence[object], after: Sequence[object], noun: str) -> tuple[str, str]:
    """How many, for what must not be named."""
    was, now = (f"{len(each)} {noun}{'' if len(each) == 1 else 's'}" for each in (before, after))
    return was, now if was != now else f"{now}, not the same"


def _finding_changes(old: Decision, new: Decision, because: Because) -> Iterator[Change]:
    by_rule: dict[str, tuple[list[Finding], list[Finding]]] = {}
    for side, decision in enumerate((old, new)):
        for finding in decision.findings:
            by_rule.setdefault(finding.rule, ([], []))[side].append(finding)
    for rule, (before, after) in by_rule.items():
        kind = _finding_kind(before, after)
        if kind is None:
            continue
        was, now = (f"{rule}: {_severities(each)}" if each else "" for each in (before, after))
        if was == now:
            now += ", in other words" if kind == "finding_words" else ", of other wounds"
        severe = any(finding.severity == "error" for finding in before + after)
        yield Change(
            kind=kind,
            old=was,
            new=now,
            rules=_sorted(because.of([rule])),
            moves_status=severe and kind != "finding_words",
        )


def _finding_kind(before: Sequence[Finding], after: Sequence[Finding]) -> Kind | None:
    if not before or not after:
        return "finding_added" if after else "finding_removed"
    if Counter(map(_weight, before)) != Counter(map(_weight, after)):
        return "finding_changed"
    return None if Counter(map(_words, before)) == Counter(map(_words, after)) else "finding_words"


def _weight(finding: Finding) -> tuple[object, ...]:
    return finding.wound_id, finding.outcome, finding.severity


def _words(finding: Finding) -> tuple[object, ...]:
    return finding.wound_id, finding.message, finding.ask, finding.ask_of, finding.gap, finding.facts


def _severities(findings: Iterable[Finding]) -> str:
    """How severe the findings of one rule are, and of how many it is so."""
    counts = Counter(
        f"{finding.severity}{'' if finding.outcome == 'failed' else ', not checked'}" for finding in findings
    )
    return "; ".join(f"{words} x{count}" if count > 1 else words for words, count in sorted(counts.items()))
