"""The command that shows what two packs say differently."""

from datetime import datetime
from pathlib import Path

import click

from debridecode.commands.named import chain_named
from debridecode.commands.options import DAY, TABLES
from debridecode.commands.reporting import CLEAN, TO_DO, reporting
from debridecode.packs.difference import changes
from debridecode.proof.compare import compare
from debridecode.proof.witness import Side
from debridecode.report.pack_difference import difference_text
from debridecode.report.proofs import compared_text
from debridecode.rulebooks import rulebook


@click.command(epilog="Exit code: 0 nothing differs, 1 something does, 2 bad input, 3 bad pack.")
@click.argument("packs", nargs=-1, required=True, metavar="A [B]")
@click.option(
    "--on",
    "days",
    required=True,
    multiple=True,
    metavar="DATE",
    type=DAY,
    help="The date of service; of one pack, give two.",
)
@click.option(
    "--witness",
    "with_witness",
    is_flag=True,
    help="Show an encounter on which the Decisions differ, or prove that there is none.",
)
@TABLES
@reporting
def diff(
    packs: tuple[str, ...],
    days: tuple[datetime, ...],
    with_witness: bool,  # noqa: FBT001 - click passes options by name
    tables: Path | None,
) -> int:
    """Show what two packs say differently, or one pack on two days.

    A and B are ids or pack files, each with the packs that it extends. A witness needs the extra `prove`.
    """
    if (len(packs), len(days)) not in ((2, 1), (1, 2)):
        raise click.UsageError("expected two packs and one --on, or one pack and two")
    chains = [chain_named(pack) for pack in packs]
    dates = [day.date() for day in days]
    sides = [
        Side(rulebook(chain, on=day, tables=tables), day)
        for chain, day in ((chains[0], dates[0]), (chains[-1], dates[-1]))
    ]
    first, second = (side.book.resolved for side in sides)
    found = changes(first, second)
    compared = compare(*sides) if with_witness else None
    click.echo(difference_text(first, second, (str(dates[0]), str(dates[-1])), found), nl=False)
    if compared is not None:
        click.echo(f"\n{compared_text(compared)}", nl=False)
    alike = compared is None or not (compared.witness or compared.open)
    return CLEAN if alike and not found else TO_DO
