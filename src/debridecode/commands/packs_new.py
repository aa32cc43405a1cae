"""The command that begins a pack."""

from pathlib import Path

import click

from debridecode.commands.reporting import CLEAN, CODES, reporting
from debridecode.errors import DebridecodeError
from debridecode.new_pack import new_pack
from debridecode.packs.discover import chain_of


@click.command(epilog=CODES)
@click.argument("id_", metavar="ID")
@click.option("--extends", required=True, metavar="BASE", help="Id of the pack to build on.")
@reporting
def new(id_: str, extends: str) -> int:
    """Begin a pack of your own, in a folder named like the last part of its ID.

    The folder holds a pack that loads and whose cases pass, its schema for editors, and what to do next.
    """
    written = new_pack(id_, chain_of(extends))
    folder = Path(id_.rpartition("/")[2])
    try:
        folder.mkdir()
        for name, text in written.items():
            (folder / name).write_text(text, encoding="utf-8")
    except FileExistsError:
        raise DebridecodeError(f"{folder}: expected a folder that does not exist yet") from None
    except OSError as error:
        raise DebridecodeError(f"{folder}: cannot be written: {error.strerror}") from None
    for name in written:
        click.echo(folder / name)
    return CLEAN
