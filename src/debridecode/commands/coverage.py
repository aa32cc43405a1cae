"""The command for the coverage articles that CMS publishes."""

import sys
from datetime import datetime
from pathlib import Path

import click

from debridecode.commands.options import DAY
from debridecode.errors import DebridecodeError
from debridecode.packs.bundled import bundled, bundled_chain


@click.group()
def coverage() -> None:
    """Read the coverage articles of the Medicare Coverage Database."""


@coverage.command(
    name="import", epilog="Exit code: 0 all lists were written, 2 bad input: the message says what was."
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option(
    "--into", required=True, metavar="DIR", type=click.Path(path_type=Path), help="Write the lists here."
)
@click.option(
    "--downloaded", required=True, type=DAY, help="The day of the download; nothing is known after it."
)
@click.option(
    "--article",
    "articles",
    multiple=True,
    metavar="A53001",
    help="Only this article; may be repeated. Otherwise those that bundled packs name.",
)
def import_(files: tuple[Path, ...], into: Path, downloaded: datetime, articles: tuple[str, ...]) -> None:
    """Read the tables of articles and write lists of covered diagnoses.

    FILE is a CSV file of the download of current articles, or the .zip that it came in. Four tables are
    needed: article.csv, article_x_hcpc_code.csv, article_x_icd10_covered.csv and
    article_x_icd10_noncovered.csv. Commands that code take the folder by --tables.
    """
    from debridecode.interop.mcd import import_articles  # noqa: PLC0415 - other commands do without it
    from debridecode.interop.release_folder import PartlyWrittenError  # noqa: PLC0415

    try:
        written = import_articles(
            files, into, articles=articles or named_articles(), downloaded=downloaded.date()
        )
    except DebridecodeError as error:
        click.echo(str(error), err=True)
        if not isinstance(error, PartlyWrittenError):
            click.echo("Nothing was written.", err=True)
        sys.exit(2)
    for each in written:
        groups = "1 group" if each.groups == 1 else f"{each.groups} groups"
        click.echo(
            f"{each.path}: {each.slot} {each.release}: {each.diagnoses:,} covered diagnoses in {groups}; "
            f"known from {each.start} to {each.until}"
        )


def named_articles() -> tuple[str, ...]:
    """The articles whose lists bundled packs name."""
    slots = {
        table.slot
        for id_ in bundled()
        for table in bundled_chain(id_)[-1].tables.values()
        if table.kind == "covered_diagnoses" and table.slot
    }
    return tuple(sorted(slot.rpartition("/")[2].upper() for slot in slots))
