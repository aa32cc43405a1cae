"""The commands for rule packs."""

import sys
from collections import Counter
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from debridecode.commands.reporting import BAD_PACK, CLEAN, CODES, reporting
from debridecode.packs.discover import bundled, bundled_chain, load_pack
from debridecode.packs.model import Pack
from debridecode.testing import run_tests


@click.group()
def packs() -> None:
    """Look at rule packs, and check and test your own."""


@packs.command(name="list")
@reporting
def list_() -> int:
    """List the packs that came with the library."""
    table = Table(box=None, pad_edge=False)
    for heading in ("Pack", "Version", "Answers from", "Rules", "Sources", "Title"):
        table.add_column(heading, overflow="fold", no_wrap=heading != "Title")
    for id_ in bundled():
        pack = bundled_chain(id_)[-1]
        table.add_row(
            id_, pack.version, str(pack.supports_from), str(len(pack.rules)), _read(pack), pack.title
        )
    Console(width=None if sys.stdout.isatty() else 160, highlight=False).print(table)
    return CLEAN


def _read(pack: Pack) -> str:
    counts = Counter(source.read for source in pack.sources.values())
    return ", ".join(
        f"{counts[read]} {read}" for read in ("verified", "secondary", "unverified") if counts[read]
    )


@packs.command(epilog=CODES)
@click.argument("file", type=click.Path(path_type=Path))
@reporting
def check(file: Path) -> int:
    """Check a pack file; every mistake is named with its line and column."""
    pack = load_pack(file)[-1]
    click.echo(f"{file}: {pack.id} {pack.version}: {_counted(pack)}; no mistakes found")
    return CLEAN


def _counted(pack: Pack) -> str:
    parts = {"rules": pack.rules, "tables": pack.tables, "overrides": pack.overrides, "tests": pack.cases}
    return ", ".join(f"{len(members)} {noun}" for noun, members in parts.items())


@packs.command(epilog=CODES)
@click.argument("file", type=click.Path(path_type=Path))
@reporting
def test(file: Path) -> int:
    """Run the tests that stand in a pack file."""
    result = run_tests(load_pack(file))
    for case in result.cases:
        for problem in case.problems:
            click.echo(f"FAILED {case.name}: {problem}")
    for problem in result.uncovered:
        click.echo(f"UNTESTED {problem}")
    failed = sum(bool(case.problems) for case in result.cases)
    if not result.cases:
        click.echo("no tests: a pack without tests has not been shown to work")
    click.echo(
        f"{file}: {len(result.cases) - failed} passed, {failed} failed, {len(result.uncovered)} untested"
    )
    return CLEAN if result.passed else BAD_PACK
