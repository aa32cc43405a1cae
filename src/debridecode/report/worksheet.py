"""A Decision as a coder's worksheet: lines, arithmetic, what to ask, and where it is said."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from debridecode.decision import Decision, IfDocumented
from debridecode.packs.catalogue import FACTS
from debridecode.releases import Source
from debridecode.report.sections import cited, findings, lines_of, section

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
    yield from findings(decision)
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


def _supposed(documented: Iterable[IfDocumented]) -> Iterator[str]:
    for each in documented:
        wound = "" if each.wound_id is None else f"wound {each.wound_id}, "
        lines = ", ".join(each.lines) or "no debridement line"
        lines += "".join(f"; {line}" for line in each.other_lines)
        answers = " / ".join(answer.replace("_", " ") for answer in each.answers)
        yield f"{wound}{FACTS[each.fact].meaning}: {answers} -> {lines} ({each.status})"
