"""The command that finds the pack of a payer."""

import click

from debridecode.commands.reporting import CLEAN, TO_DO, reporting
from debridecode.packs.find import find_payer
from debridecode.vocabulary import PAYER_PROGRAMS


@click.command()
@click.option("--program", type=click.Choice(PAYER_PROGRAMS), help="Whose benefit it is.")
@click.option("--state", metavar="TX", help="Two letters.")
@click.option("--county", metavar="NAME", help="County or independent city, where a state is divided.")
@click.option("--plan", metavar="NAME", help="Name of the payer or plan, or a part of it.")
@reporting
def find(program: str | None, state: str | None, county: str | None, plan: str | None) -> int:
    """Find the pack of a payer.

    Says whom it found, or which packs fit and what would settle it. How it was read that a pack serves a
    state stands beside it. Exit code 0 when one pack fits, 1 when none or several do.
    """
    answer = find_payer(program=program, state=state, county=county, plan=plan)
    if answer.status != "found":
        click.echo(f"{answer.status}: {answer.message}")
    for each in answer.candidates:
        read = f" (its area, as read: {each.read})" if each.read else ""
        note = f"; {each.note}" if each.note else ""
        click.echo(f"{each.pack}: {each.title}{read}{note}")
    return CLEAN if answer.status == "found" else TO_DO
