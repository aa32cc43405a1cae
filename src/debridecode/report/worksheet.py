"""A Decision as a coder's worksheet: lines, arithmetic, what to ask, and where it is said."""

from collections.abc import Iterable, Iterator, Mapping
from textwrap import wrap
from typing import Final

from debridecode.decision import Decision, Finding
from debridecode.releases import Source

_WIDTH: Final = 100
_STATUS: Final = {
    "clean": "CLEAN: the record supports these lines",
    "query": "QUERY: something must be asked before this is billed",
    "not_billable": "NOT BILLABLE: the record supports no debridement line",
}


def worksheet(decision: Decision, sources: Mapping[str, Source]) -> str:
    """Write a Decision as plain text.

    Args:
        decision: what was decided.
        sources: of the rule book that decided, by id.
    """
    return "\n".join(_parts(decision, sources)) + "\n"


def _parts(decision: Decision, sources: Mapping[str, Source]) -> Iterator[str]:
    provenance = decision.provenance
    yield f"Encounter {decision.encounter_id}    {provenance.pack} {provenance.pack_version}"
    yield _STATUS[decision.status]
    yield from _lines(decision)
    yield from _section("How", (step.text for step in decision.steps))
    errors = [finding for finding in decision.findings if finding.severity == "error"]
    others = [finding for finding in decision.findings if finding.severity != "error"]
    yield from _section("To settle before billing", _asks(errors))
    asked = {(finding.ask, finding.wound_id) for finding in errors}
    rest = (finding for finding in others if (finding.ask, finding.wound_id) not in asked)
    yield from _section("Also worth settling", _asks(rest))
    findings = errors + others
    yield from _section("Failed", _matters(finding for finding in findings if finding.outcome == "failed"))
    yield from _section("Not checked", _matters(f for f in findings if f.outcome == "not_checked"))
    counts = decision.checked
    yield ""
    yield f"Checks: {counts.passed} passed, {counts.failed} failed, {counts.not_checked} not checked"
    yield from _section("Sources", _cited(decision.findings, sources))
    yield ""
    yield f"Rules {provenance.digest[:19]}, engine {provenance.engine_version}"


def _lines(decision: Decision) -> Iterator[str]:
    yield ""
    if not decision.lines:
        yield "No lines."
        return
    yield f"{'Code':<7}{'Units':>5}  {'Modifiers':<11}{'Wounds':<12}Diagnoses"
    for line in decision.lines:
        modifiers = " ".join(map(str, line.modifiers))
        wounds = ", ".join(line.wound_ids)
        diagnoses = ", ".join(line.diagnoses)
        yield f"{line.code:<7}{line.units:>5}  {modifiers:<11}{wounds:<12}{diagnoses}".rstrip()


def _section(title: str, items: Iterable[str]) -> Iterator[str]:
    texts = list(items)
    if texts:
        yield ""
        yield title
        for text in texts:
            yield from wrap(
                text, _WIDTH, initial_indent="  - ", subsequent_indent="    ", break_on_hyphens=False
            )


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


def _cited(findings: Iterable[Finding], sources: Mapping[str, Source]) -> Iterator[str]:
    for id_ in dict.fromkeys(id_ for finding in findings for id_ in finding.sources):
        source = sources[id_]
        number = f", {source.identifier}" if source.identifier else ""
        yield f"{id_}: {source.title}; {source.publisher}{number} ({source.read})"
