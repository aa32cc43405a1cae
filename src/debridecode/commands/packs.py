"""The commands for rule packs."""

from pathlib import Path

import click

from debridecode.commands.packs_diff import diff
from debridecode.commands.packs_list import list_
from debridecode.commands.packs_show import show
from debridecode.commands.packs_test import test
from debridecode.commands.reporting import CLEAN, CODES, reporting
from debridecode.packs.discover import load_pack
from debridecode.packs.model import Pack


@click.group()
def packs() -> None:
    """Look at rule packs, and check and test your own."""


packs.add_command(list_)
packs.add_command(show)
packs.add_command(test)
packs.add_command(diff)


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
