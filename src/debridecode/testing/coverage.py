"""Each rule and classification row is shown firing, and silent."""

from collections.abc import Iterator, Sequence

from debridecode.rulebooks import RuleBooks
from debridecode.testing.run import Ready
from debridecode.testing.spoken import outspoken, spoken
from debridecode.testing.written import Chain


def one_sided_rules(chain: Chain, cases: Sequence[Ready]) -> Iterator[str]:
    """Rules and rows of the last pack of a chain without a firing case that covers it, or a silent one.

    Any case may show the silence: it lists all that fails, so it would break if another rule fired.
    """
    pack, books = chain[-1], RuleBooks(outspoken(chain))
    rows = dict.fromkeys(
        f"{table.id}.{row.id}"
        for table in pack.tables.values()
        if table.kind == "classification"
        for segment in table.history
        for row in segment.rows
    )
    shown = [(ready.case.covers, spoken(ready, books)) for ready in cases]
    for id_ in (*rows, *pack.rules):
        if not any(id_ in covers and id_ in said.fired for covers, said in shown):
            yield f"{id_}: no case that covers it shows it firing; write one in which its condition holds"
        if not any(id_ in said.silent for _, said in shown):
            yield f"{id_}: no case shows it silent; write one in which its condition does not hold"
