"""A Decision as a coder's worksheet: lines, arithmetic, what to ask, and where it is said."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from debridecode.decision import Decision, Finding, IfDocumented
from debridecode.packs.catalogue import FACTS
from debridecode.releases import Source
from debridecode.report.sections import cited, lines_of, section

_STATUS: Final = {
    "clean": "CLEAN: the record supports these lines",
    "query": "QUERY: something must be asked before this is billed",
    "not_billable": "NOT BILLABLE: the record supports no debridement line",
}


def worksheet(
    decision: Decision, sources: Mapping[str, Source], documented: Iterable[IfDocumented] = ()
) -> str:
    """Write a Decision as plain text, for a coder.

    Args:
        decision: what was decided.
        sources: of the rule book that decided, by id.
        documented: what each missing fact would lead to.
    """
    return "\n".join(_parts(decision, sources, documented)) + "\n"


def _parts(
    decision: Decision, sources: Mapping[str, Source], documented: Iterable[IfDocumented]
) -> Iterator[str]:
    provenance = decision.provenance
    yield f"Encounter {decision.encounter_id}    {provenance.pack} {provenance.pack_version}"
    yield _STATUS[decision.status]
    yield from lines_of(decision)
    yield from section("How", (step.text for step in decision.steps))
    errors = [finding for finding in decision.findings if finding.severity == "error"]
    others = [finding for finding in decision.findings if finding.severity != "error"]
    yield from section("To settle before billing", _asks(errors))
    asked = {(finding.ask, finding.wound_id) for finding in errors}
    rest = (finding for finding in others if (finding.ask, finding.wound_id) not in asked)
    yield from section("Also worth settling", _asks(rest))
    findings = errors + others
    yield from section("Failed", _matters(finding for finding in findings if finding.outcome == "failed"))
    yield from section("Not checked", _matters(f for f in findings if f.outcome == "not_checked"))
    yield from section(
        "If documented (for the coder only, never for whoever writes the record)",
        _supposed(documented),
    )
    counts = decision.checked
    yield ""
    yield f"Checks: {counts.passed} passed, {counts.failed} failed, {counts.not_checked} not checked"
    yield from section(
        "Sources", cited((id_ for finding in decision.findings for id_ in finding.sources), sources)
    )
    yield ""
    yield f"Rules {provenance.digest[:19]}, engine {provenance.engine_version}"


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


def _supposed(documented: Iterable[IfDocumented]) -> Iterator[str]:
    for each in documented:
        wound = "" if each.wound_id is None else f"wound {each.wound_id}, "
        lines = ", ".join(each.lines) or "no debridement line"
        lines += "".join(f"; {line}" for line in each.other_lines)
        answers = " / ".join(answer.replace("_", " ") for answer in each.answers)
        meaning = FACTS[each.fact].meaning.partition(";")[0]
        yield f"{wound}{meaning}: {answers} -> {lines} ({each.status})"
