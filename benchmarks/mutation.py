"""Mutation testing of `src/debridecode/engine`: `python benchmarks/mutation.py`. See docs/mutation.md.

A commit is exported to a folder of its own, and mutmut runs there: the checkout is never touched. In the
copy, `@property` is written as a call, since mutmut leaves decorated functions alone.
"""

import argparse
import json
import re
import subprocess
import sys
import tarfile
from collections import Counter
from contextlib import chdir
from io import BytesIO
from pathlib import Path
from tempfile import mkdtemp
from time import perf_counter
from typing import Final

from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code

ROOT: Final = Path(__file__).parents[1]
ENGINE: Final = Path("src/debridecode/engine")
KILLED: Final = ("killed", "timeout")

SETTINGS: Final = """\
[mutmut]
source_paths=
    src
only_mutate=
    src/debridecode/engine/*.py
also_copy=
    rulepacks
pytest_add_cli_args_test_selection=
    tests/engine
    tests/test_places.py
pytest_add_cli_args=
    -p
    no:cacheprovider
process_isolation=forkserver
timeout_constant=4
"""
"""mutmut reads them from setup.cfg. A fork server that has run no test: no mutant meets what another left."""

PROPERTY: Final = re.compile(
    r"    @property\n    def (?P<name>\w+)\(self\)(?P<rest>.*\n(?:(?:        .*)?\n)*?)(?=\n    \S|\n\n|\Z)"
)


def export(commit: str, folder: Path) -> None:
    """Put a commit into a folder, ready for mutmut."""
    archive = subprocess.run(["git", "archive", commit], cwd=ROOT, check=True, capture_output=True).stdout  # noqa: S603, S607
    with tarfile.open(fileobj=BytesIO(archive)) as packed:
        packed.extractall(folder, filter="data")
    (folder / "setup.cfg").write_text(SETTINGS, encoding="utf-8")
    for path in sorted((folder / ENGINE).glob("*.py")):
        text = PROPERTY.sub(
            r"    def get_\g<name>(self)\g<rest>\n    \g<name> = property(get_\g<name>)\n",
            path.read_text(encoding="utf-8"),
        )
        if "@property" in text:
            sys.exit(f"{path.name}: a property that this script cannot rewrite")
        path.write_text(text, encoding="utf-8")


def table(folder: Path) -> list[str]:
    """The result of each module, as rows of a Markdown table, the total last."""
    rows = ["| module | mutants | killed | timed out | survived | score |", "|---|--:|--:|--:|--:|--:|"]
    total: Counter[str] = Counter()
    for path in sorted((folder / "mutants" / ENGINE).glob("*.py.meta")):
        codes = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"].values()
        found = Counter(status_by_exit_code[code] for code in codes)
        if found:
            rows.append(_row(f"`{path.name.removesuffix('.meta')}`", found))
        total += found
    return [*rows, _row("all", total)]


def _row(name: str, found: Counter[str]) -> str:
    mutants = found.total()
    lost = mutants - sum(found[each] for each in KILLED)
    score = 100 * (mutants - lost) / mutants
    return f"| {name} | {mutants} | {found['killed']} | {found['timeout']} | {lost} | {score:.1f} % |"


def survivors(folder: Path) -> str:
    """Every mutant that was not killed, as a diff."""
    diffs = []
    with chdir(folder):
        for path in sorted((Path("mutants") / ENGINE).glob("*.py.meta")):
            codes = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
            lost = [name for name, code in codes.items() if status_by_exit_code[code] not in KILLED]
            diffs += [f"# {name}\n{get_diff_for_mutant(name, path=ENGINE / path.stem)}" for name in lost]
    return "\n".join(diffs)


def main() -> None:
    """Export, run, and say how it went."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--commit", default="HEAD", help="what to measure")
    parser.add_argument("--folder", type=Path, help="an empty folder to work in; else a temporary one")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("only", nargs="*", help="names of mutants, such as 'debridecode.engine.units.*'")
    asked = parser.parse_args()
    folder = asked.folder or Path(mkdtemp(prefix="mutation-"))
    folder.mkdir(parents=True, exist_ok=True)
    export(asked.commit, folder)
    mutmut = str(Path(sys.executable).with_name("mutmut"))
    start = perf_counter()
    subprocess.run(  # noqa: S603
        [mutmut, "run", "--max-children", str(asked.processes), *asked.only], cwd=folder, check=True
    )
    minutes = (perf_counter() - start) / 60
    (folder / "survivors.diff").write_text(survivors(folder), encoding="utf-8")
    print("\n".join(table(folder)))
    print(f"{minutes:.0f} minutes; the survivors are in {folder / 'survivors.diff'}")


if __name__ == "__main__":
    main()
