"""The commands. Each is a thin call to the library; nothing but the result goes to standard output."""

import click

from debridecode.commands.coding import ask, audit, code
from debridecode.commands.compare import compare
from debridecode.commands.coverage import coverage
from debridecode.commands.ncci import ncci
from debridecode.commands.packs import packs
from debridecode.commands.reporting import CODES
from debridecode.version import __version__


@click.group(epilog=CODES)
@click.version_option(__version__, prog_name="debridecode")
def debridecode() -> None:
    """Derive the wound debridement codes that a record supports, and say why."""


for _command in (code, audit, ask, compare, ncci, coverage, packs):
    debridecode.add_command(_command)
