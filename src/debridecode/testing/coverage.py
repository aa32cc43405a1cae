"""Each rule and classification row is shown firing, and silent."""

from collections.abc import Iterator, Sequence

from debridecode.packs.model import Pack
from debridecode.testing.run import CaseResult


def one_sided_rules(pack: Pack, results: Sequence[CaseResult]) -> Iterator[str]:
    """Rules and rows of a pack without a firing case that covers them, or without a silent one.

    Any case may show the silence: it lists all that fails, so it would break if another rule fired.
    """
    rows = dict.fromkeys(
        f"{table.id}.{row.id}"
        for table in pack.tables.values()
        if table.kind == "classification"
        for segment in table.history
        for row in segment.rows
    )
    covering = list(zip(pack.cases, results, strict=True))
    for id_ in (*rows, *pack.rules):
        if not any(id_ in case.covers and id_ in result.fired for case, result in covering):
            yield f"{id_}: no case that covers it shows it firing; write one in which its condition holds"
        if not any(id_ in result.silent for result in results):
            yield f"{id_}: no case shows it silent; write one in which its condition does not hold"
