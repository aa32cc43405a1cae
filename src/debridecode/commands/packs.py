"""The commands for rule packs."""

import click

from debridecode.commands.packs_check import check
from debridecode.commands.packs_diff import diff
from debridecode.commands.packs_docs import docs
from debridecode.commands.packs_facts import facts
from debridecode.commands.packs_find import find
from debridecode.commands.packs_list import list_
from debridecode.commands.packs_new import new
from debridecode.commands.packs_prove import prove
from debridecode.commands.packs_replay import replay
from debridecode.commands.packs_show import show
from debridecode.commands.packs_test import test


@click.group()
def packs() -> None:
    """Look at rule packs, and check and test your own."""


packs.add_command(list_)
packs.add_command(find)
packs.add_command(new)
packs.add_command(facts)
packs.add_command(check)
packs.add_command(show)
packs.add_command(test)
packs.add_command(docs)
packs.add_command(diff)
packs.add_command(prove)
packs.add_command(replay)
