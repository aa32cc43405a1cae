"""The command that shows what the conditions of a pack may name."""

import click

from debridecode.commands.reporting import CLEAN, CODES, reporting
from debridecode.errors import DebridecodeError
from debridecode.packs.catalogue import FACTS, SCOPES
from debridecode.packs.raw import nearest
from debridecode.report.pack_facts import facts_text


@click.command(epilog=CODES)
@click.argument("name", required=False, metavar="[NAME-OR-SCOPE]")
@reporting
def facts(name: str | None) -> int:
    """Show the facts that a condition or a message of a pack may name.

    With the name of a fact, that one; with a scope (encounter, wound, line, pair, table, billed), its facts.
    """
    found = [fact for fact in FACTS.values() if name in (None, fact.name, fact.scope)]
    if not found:
        hint = str(nearest(str(name), (*SCOPES, *FACTS)))
        raise DebridecodeError(f"expected the name of a fact or a scope; {hint or 'see packs facts'}")
    click.echo(facts_text(found), nl=False)
    return CLEAN
