"""The command that shows a pack as it holds on a day."""

from datetime import datetime
from pathlib import Path

import click

from debridecode.commands.named import chain_named
from debridecode.commands.options import DAY, TABLES
from debridecode.commands.reporting import CLEAN, CODES, reporting
from debridecode.packs.standalone import standalone
from debridecode.packs.write import text_of
from debridecode.report.pack_held import held_text
from debridecode.rulebooks import rulebook


@click.command(epilog=CODES)
@click.argument("pack")
@click.option("--on", required=True, metavar="DATE", type=DAY, help="The date of service, as 2026-03-02.")
@click.option("--resolved", is_flag=True, help="Print a pack file that says the same by itself.")
@TABLES
@reporting
def show(pack: str, on: datetime, resolved: bool, tables: Path | None) -> int:  # noqa: FBT001 - by name
    """Show what a pack and those that it extends say on a day.

    PACK is an id, or a pack file. Of each rule, parameter and table: what it says, which pack it is from,
    since when it holds, where it is said, and what an override changed.
    """
    chain, day = chain_named(pack), on.date()
    held = rulebook(chain, on=day, tables=tables).resolved
    if resolved:
        click.echo(text_of(standalone(chain, held, day)))
    else:
        click.echo(held_text(chain, held, day), nl=False)
    return CLEAN
