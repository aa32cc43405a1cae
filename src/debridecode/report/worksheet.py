"""A Decision as a coder's worksheet: lines, arithmetic, what to ask, and where it is said."""

from collections.abc import Iterable, Iterator, Mapping
from textwrap import wrap
from typing import Final

from debridecode.decision import Decision, Finding
from debridecode.packs.model import Source

_WIDTH: Final = 100
_STATUS: Final = {
    "clean": "CLEAN: the record supports these lines",
    "query": "QUERY: something must be asked before this is billed",
    "not_billable": "NOT BILLABLE: the record shows no debridement that these codes pay for",
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
    failed = [finding for finding in decision.findings if finding.outcome == "failed"]
    yield from _section("What is the matter", map(_matter, failed))
    yield from _section("What to ask or do", _asks(decision.findings))
    unchecked = [finding for finding in decision.findings if finding.outcome == "not_checked"]
    yield from _section("Not checked", map(_matter, unchecked))
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
            yield from wrap(text, _WIDTH, initial_indent="  - ", subsequent_indent="    ")


def _matter(finding: Finding) -> str:
    about = "" if finding.wound_id is None else f"wound {finding.wound_id}: "
    return f"[{finding.severity}] {about}{finding.message} ({finding.rule})"


def _asks(findings: Iterable[Finding]) -> Iterator[str]:
    """Each thing to ask, once, with the wounds it is about."""
    wounds: dict[str, list[str]] = {}
    for finding in findings:
        if finding.ask:
            about = wounds.setdefault(finding.ask, [])
            if finding.wound_id is not None and finding.wound_id not in about:
                about.append(finding.wound_id)
    for ask, about in wounds.items():
        yield f"wound {', '.join(about)}: {ask}" if about else ask


def _cited(findings: Iterable[Finding], sources: Mapping[str, Source]) -> Iterator[str]:
    for id_ in dict.fromkeys(id_ for finding in findings for id_ in finding.sources):
        source = sources[id_]
        number = f", {source.identifier}" if source.identifier else ""
        yield f"{id_}: {source.title}; {source.publisher}{number} ({source.read})"
