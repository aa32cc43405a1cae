"""Write the pages that are made from the code and the packs; with --check, say whether they have drifted.

    python docs/write.py [--check]

It writes the digests of the bundled packs, docs/facts.md from the catalogue of facts, the table of packs in README.md, the table of parameters
in docs/packs.md, and the JSON Schemas of the encounter, the claim, the decision and the audit.
"""

import sys
from collections import Counter
from pathlib import Path

from debridecode.interop.schemas import FORMS, text_of
from debridecode.packs.catalogue import ENGINE_PARAMETERS, FACTS, OPERATORS, SCOPES, VOCABULARY
from debridecode.packs.bundled import bundled, bundled_chain, seals

ROOT = Path(__file__).parents[1]

FACTS_HEAD = f"""# Facts

The catalogue `{VOCABULARY}`: what a condition or a message of a rule pack may name. A rule of scope
`encounter` names facts of the encounter; a rule of another scope names those and its own. Areas are in sq cm.
A fact may be unknown; then a condition that rests on it is neither true nor false, and its rule is
`not_checked`.

This page is written by `docs/write.py`.
"""


def facts_page() -> str:
    """The reference page of the catalogue."""
    parts = [FACTS_HEAD]
    for scope in SCOPES:
        parts.append(f"\n## {scope}\n\n| fact | operators | meaning |\n|---|---|---|\n")
        for fact in FACTS.values():
            if fact.scope == scope:
                operators = ", ".join(f"`{name}`" for name in OPERATORS[fact.kind]) or "in messages only"
                words = ". Words: " + ", ".join(f"`{word}`" for word in fact.values) if fact.values else ""
                parts.append(f"| `{fact.name}` | {operators} | {fact.meaning}{words} |\n")
    return "".join(parts)


def packs_table() -> str:
    """The table of bundled packs."""
    rows = ["| pack | answers from | rules of its own | sources | what it is |", "|---|---|---|---|---|"]
    for id_ in bundled():
        pack = bundled_chain(id_)[-1]
        read = Counter(source.read for source in pack.sources.values())
        sources = ", ".join(f"{count} {how}" for how, count in sorted(read.items(), reverse=True))
        cells = (
            f"`{id_}` {pack.version}",
            str(pack.supports_from),
            str(len(pack.rules)),
            sources,
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
    readme, packs = ROOT / "README.md", ROOT / "docs" / "packs.md"
    return {
        ROOT / "rulepacks" / "SHA256SUMS": seals(),
        ROOT / "docs" / "facts.md": facts_page(),
        readme: filled(readme, "packs", packs_table()),
        packs: filled(packs, "parameters", parameters_table()),
        **written,
    }


def drifted() -> list[str]:
    """Pages that do not hold what this script writes."""
    return [
        str(path.relative_to(ROOT))
        for path, text in pages().items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]


if __name__ == "__main__":
    if "--check" in sys.argv:
        stale = drifted()
        print("\n".join(f"stale: {name}; run python docs/write.py" for name in stale) or "up to date")
        sys.exit(bool(stale))
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
