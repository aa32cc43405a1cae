"""An Audit as a biller's worksheet: each difference, what to do about it, and where it is said."""

from collections.abc import Iterator, Mapping
from typing import Final

from debridecode.decision import Audit, Difference
from debridecode.releases import Source
from debridecode.report.sections import cited, findings, lines_of, section

_STATUS: Final = {
    "agrees": "AGREES: the claim bills what the record supports, and no more",
    "differs": "DIFFERS: the claim is not what the record supports",
    "query": "QUERY: something must be settled before this can be told",
}


def comparison(audit: Audit, sources: Mapping[str, Source]) -> str:
    """Write an Audit as plain text.

    Args:
        audit: what came of holding the claim against the record.
        sources: of the rule book that audited, by id.
    """
    return "\n".join(_parts(audit, sources)) + "\n"


def _parts(audit: Audit, sources: Mapping[str, Source]) -> Iterator[str]:
    decision = audit.decision
    provenance = decision.provenance
    yield f"Encounter {audit.encounter_id}    {provenance.pack} {provenance.pack_version}"
    yield _STATUS[audit.status]
    yield from lines_of(decision)
    differences = audit.differences
    for title, severity in (("Differences", "error"), ("Also differs", "warning"), ("Advice", "advice")):
        yield from section(title, (_said(each) for each in differences if each.severity == severity))
    yield from findings(decision)
    ids = [id_ for each in differences for id_ in each.sources]
    ids += [id_ for finding in decision.findings for id_ in finding.sources]
    yield from section("Sources", cited(ids, sources))
    yield ""
    yield f"Rules {provenance.digest[:19]}, engine {provenance.engine_version}"


def _said(difference: Difference) -> str:
    at = ", ".join(str(position + 1) for position in difference.positions)
    line = f"line {at}: " if at else ""
    action = f" {difference.action}" if difference.action else ""
    return f"{line}{difference.message}.{action} ({difference.rule})"
