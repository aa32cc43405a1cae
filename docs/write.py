"""Write the pages that are made from the code and the packs; with --check, say whether they have drifted.

    python docs/write.py [--check]

It writes the digests of the bundled packs, a page for each of them under docs/packs/ and the table of all of
them in docs/payers.md, docs/facts.md from the catalogue of facts, the table of parameters in docs/packs.md,
and the JSON Schemas of the encounter, the claim, the decision and the audit.
"""

import sys
from pathlib import Path

from debridecode.interop.schemas import FORMS, text_of
from debridecode.packs.bundled import bundled, bundled_chain, seals
from debridecode.packs.catalogue import ENGINE_PARAMETERS, FACTS, VOCABULARY
from debridecode.packs.reading import counted, rules_by_reading
from debridecode.report.pack_facts import facts_text
from debridecode.report.pack_page import pack_page

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "docs" / "packs"
"""A page for each bundled pack, and nothing else."""

FACTS_HEAD = f"""# Facts

The catalogue `{VOCABULARY}`: what a condition or a message of a rule pack may name. A rule of scope
`encounter` names facts of the encounter; a rule of another scope names those and its own. A fact may be
unknown, unless it is always known; then a condition that rests on it is neither true nor false, and its rule
is `not_checked`.

`debridecode packs facts` prints the same, of one scope or one fact too. This page is written by
`docs/write.py`.

"""


def facts_page() -> str:
    """The reference page of the catalogue."""
    return FACTS_HEAD + facts_text(FACTS.values())


def packs_table() -> str:
    """The table of bundled packs."""
    rows = [
        "| pack | answers from | rules of its own | which rest on | what it is |",
        "|---|---|---|---|---|",
    ]
    for id_ in bundled():
        chain = bundled_chain(id_)
        pack = chain[-1]
        cells = (
            f"[`{id_}`](packs/{id_}.md) {pack.version}",
            str(pack.supports_from),
            str(len(pack.rules)),
            counted(rules_by_reading(chain)),
            pack.title,
        )
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def parameters_table() -> str:
    """The table of the parameters that the engine reads."""
    rows = ["| parameter | type | meaning | without it |", "|---|---|---|---|"]
    for id_, read in ENGINE_PARAMETERS.items():
        rows.append(f"| `{id_}` | `{read.type}` | {read.meaning} | {read.without} |")
    return "\n".join(rows)


def filled(page: Path, mark: str, table: str) -> str:
    """A page with a table put in between its marks, each of which stands on it once."""
    start, end = f"<!-- {mark}:start -->", f"<!-- {mark}:end -->"
    before, rest = page.read_text(encoding="utf-8").split(start)
    _, after = rest.split(end)
    return f"{before}{start}\n{table}\n{end}{after}"


def pages() -> dict[Path, str]:
    """Every page that this script writes."""
    schemas = ROOT / "src" / "debridecode" / "schemas"
    written = {schemas / f"{form}.schema.json": text_of(form) for form in FORMS}
    payers, packs = ROOT / "docs" / "payers.md", ROOT / "docs" / "packs.md"
    return {
        ROOT / "rulepacks" / "SHA256SUMS": seals(),
        ROOT / "docs" / "facts.md": facts_page(),
        payers: filled(payers, "packs", packs_table()),
        packs: filled(packs, "parameters", parameters_table()),
        **{PAGES / f"{id_}.md": pack_page(bundled_chain(id_)) for id_ in bundled()},
        **written,
    }


def drifted() -> list[str]:
    """Pages that do not hold what this script writes, and those of packs that there are no longer."""
    written = pages()
    stale = [
        path
        for path, text in written.items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    left_over = set(PAGES.rglob("*.md")) - set(written)
    return [str(path.relative_to(ROOT)) for path in (*stale, *sorted(left_over))]


if __name__ == "__main__":
    if "--check" in sys.argv:
        stale = drifted()
        print("\n".join(f"stale: {name}; run python docs/write.py" for name in stale) or "up to date")
        sys.exit(bool(stale))
    for path, text in pages().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
