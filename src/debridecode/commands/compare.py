"""The command that puts the answers of all payers to one encounter side by side."""

import json
from pathlib import Path

import click

from debridecode.commands.coding import encounter_in
from debridecode.commands.options import TABLES
from debridecode.commands.reporting import CLEAN, reporting
from debridecode.packs.bundled import bundled
from debridecode.packs.discover import found, load_tables
from debridecode.payers import side_by_side
from debridecode.report.payers import payers_json, payers_text


@click.command(epilog="Exit code: 0 compared, 2 bad input, 3 bad pack.")
@click.argument("encounter", type=click.Path(path_type=Path))
@click.option("--pack", "packs", multiple=True, metavar="ID", help="Only under this pack; may be repeated.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Table, or JSON.")
@TABLES
@reporting
def compare(encounter: Path, packs: tuple[str, ...], form: str, tables: Path | None) -> int:
    """Put the answers of all payers to one encounter side by side.

    ENCOUNTER is a JSON file, or - for standard input; the payer that it names does not matter. First stands
    what every pack asks, then a row for each pack, then what only some ask, by number.
    """
    record = encounter_in(encounter)
    known = packs or (*bundled(), *found().packs)
    seen = side_by_side(record, known, tables=None if tables is None else load_tables(tables))
    if form == "json":
        click.echo(json.dumps(payers_json(seen), indent=2, ensure_ascii=False))
    else:
        click.echo(payers_text(seen), nl=False)
    return CLEAN
