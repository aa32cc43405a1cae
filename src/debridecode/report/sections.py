"""What the text reports share: their width, their sections, and where each rule is said."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Final

from debridecode.decision import Decision, Finding, SupportedLine
from debridecode.releases import Source

WIDTH: Final = 100


def section(title: str, items: Iterable[str]) -> Iterator[str]:
    """A titled list; nothing when it has no items."""
    texts = list(items)
    if texts:
        yield ""
        yield title
        for text in texts:
            yield from wrap(
                text, WIDTH, initial_indent="  - ", subsequent_indent="    ", break_on_hyphens=False
            )


def aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows of a table, one to a line, its columns under each other.

    Example:
        >>> for row in aligned([("Pack", "Status"), ("cms/base", "clean")]):
        ...     print(row)
        Pack      Status
        cms/base  clean
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()


def lines_of(decision: Decision) -> Iterator[str]:
    """The lines of a Decision, and apart from them those of other services."""
    yield ""
    if decision.lines:
        yield from _table(decision.lines)
    else:
        yield "No debridement line."
    if decision.other_lines:
        yield ""
        yield "Other services of the day, as far as their edits with the debridement go"
        yield from _table(decision.other_lines)


def _table(lines: Iterable[SupportedLine]) -> Iterator[str]:
    """Lines, one to a row."""
    yield f"{'Code':<7}{'Units':>5}  {'Modifiers':<11}{'Wounds':<12}Diagnoses"
    for line in lines:
        modifiers = " ".join(map(str, line.modifiers))
        wounds = ", ".join(line.wound_ids)
        diagnoses = ", ".join(line.diagnoses)
        yield f"{line.code:<7}{line.units:>5}  {modifiers:<11}{wounds:<12}{diagnoses}".rstrip()


def findings(decision: Decision) -> Iterator[str]:
    """What a Decision found: what to settle first, then what failed and what was not checked."""
    errors = [finding for finding in decision.findings if finding.severity == "error"]
    others = [finding for finding in decision.findings if finding.severity != "error"]
    yield from section("To settle before billing", _asks(errors))
    asked = {(finding.ask, finding.wound_id) for finding in errors}
    rest = (finding for finding in others if (finding.ask, finding.wound_id) not in asked)
    yield from section("Also worth settling", _asks(rest))
    ordered = errors + others
    yield from section("Failed", _matters(finding for finding in ordered if finding.outcome == "failed"))
    yield from section("Not checked", _matters(each for each in ordered if each.outcome == "not_checked"))


def _matters(findings: Iterable[Finding]) -> Iterator[str]:
    """Each matter once, with the wounds it is about."""
    matters = _by_wounds((f"{finding.message} ({finding.rule})", finding) for finding in findings)
    for text, (severity, wounds) in matters.items():
        yield f"{severity}: {wounds}{text}"


def _asks(findings: Iterable[Finding]) -> Iterator[str]:
    """Each thing to ask or to do once, with the wounds it is about."""
    asks = _by_wounds((finding.ask, finding) for finding in findings if finding.ask)
    for ask, (_, wounds) in asks.items():
        yield f"{wounds}{ask}"


def _by_wounds(texts: Iterable[tuple[str, Finding]]) -> dict[str, tuple[str, str]]:
    """Texts that findings share -> their severity, and their wounds as a lead-in."""
    shared: dict[str, list[Finding]] = {}
    for text, finding in texts:
        shared.setdefault(text, []).append(finding)
    return {text: (same[0].severity, _lead_in(same)) for text, same in shared.items()}


def _lead_in(findings: list[Finding]) -> str:
    wounds = list(dict.fromkeys(finding.wound_id for finding in findings if finding.wound_id is not None))
    return f"wound{'s' if len(wounds) > 1 else ''} {', '.join(wounds)}: " if wounds else ""


def cited(ids: Iterable[str], sources: Mapping[str, Source]) -> Iterator[str]:
    """Each source once, and how it was read."""
    for id_ in dict.fromkeys(ids):
        source = sources[id_]
        number = f", {source.identifier}" if source.identifier else ""
        yield f"{id_}: {source.title}; {source.publisher}{number} ({source.read})"
