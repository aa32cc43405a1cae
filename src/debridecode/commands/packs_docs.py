"""The command that writes the reference page of a pack."""

import click

from debridecode.commands.named import chain_named
from debridecode.commands.reporting import CLEAN, CODES, reporting
from debridecode.report.pack_page import pack_page


@click.command(epilog=CODES)
@click.argument("pack")
@reporting
def docs(pack: str) -> int:
    """Write the reference page of a pack, in Markdown.

    PACK is an id, or a pack file. The page has what stands in the file itself: sources, parameters, rules,
    tables and overrides.
    """
    click.echo(pack_page(chain_named(pack)), nl=False)
    return CLEAN
