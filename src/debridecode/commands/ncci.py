"""The commands for the edit tables that CMS publishes."""

import re
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from debridecode.errors import DebridecodeError
from debridecode.packs.bundled import bundled_releases
from debridecode.releases import slot_of
from debridecode.vocabulary import SETTINGS

if TYPE_CHECKING:
    from debridecode.interop.ncci import Written
    from debridecode.interop.ncci_names import Quarter

_GOOD: Final = 0
_BAD_INPUT: Final = 2
_CODES: Final = (
    "Exit code: 0 all files were read and written, 2 bad input: nothing was written, or the message says "
    "what was."
)
_QUARTER: Final = re.compile(r"(20\d\d)[ -]?[qQ]([1-4])")


@click.group()
def ncci() -> None:
    """Read the edit tables that CMS publishes."""


def _quarter(_: click.Context, __: click.Parameter, text: str | None) -> "Quarter | None":
    from debridecode.interop.ncci_names import Quarter  # noqa: PLC0415 - other commands do without it

    if text is None:
        return None
    match = _QUARTER.fullmatch(text)
    if match is None:
        raise click.BadParameter("expected a quarter such as 2026Q3")
    return Quarter(int(match[1]), int(match[2]))


@ncci.command(name="import", epilog=_CODES)
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option(
    "--into", required=True, metavar="DIR", type=click.Path(path_type=Path), help="Write the releases here."
)
@click.option("--program", type=click.Choice(["medicare", "medicaid"]), help="When no name says it.")
@click.option("--setting", type=click.Choice(SETTINGS), help="When no name says it.")
@click.option("--quarter", metavar="2026Q3", callback=_quarter, help="When no name says it.")
@click.option(
    "--records",
    type=click.IntRange(min=1),
    metavar="N",
    help="How many rows the page of CMS says the files have together.",
)
@click.option("--everything", is_flag=True, help="Keep every row, not only those of wound-care codes.")
def import_(
    files: tuple[Path, ...],
    into: Path,
    program: str | None,
    setting: str | None,
    quarter: "Quarter | None",
    records: int | None,
    everything: bool,  # noqa: FBT001 - click passes options by name
) -> None:
    """Read files of CMS and write release files.

    FILE is a table of pair edits (PTP), unit limits (MUE) or add-on codes (AOC) as CMS publishes it: .txt,
    .csv, .xlsx, or the .zip that it came in. Give all parts of a table together. Nothing is written unless
    every row of every file can be read.
    """
    from debridecode.interop.ncci import Told, import_files  # noqa: PLC0415 - other commands do without it
    from debridecode.interop.release_folder import PartlyWrittenError  # noqa: PLC0415

    try:
        with _progress() as progress:
            written = import_files(
                files,
                into,
                codes=None if everything else _wound_care_codes(),
                told=Told(program=program, setting=setting, quarter=quarter),  # type: ignore[arg-type] # one of SETTINGS
                records=records,
                progress=progress,
            )
    except DebridecodeError as error:
        click.echo(str(error), err=True)
        if not isinstance(error, PartlyWrittenError):
            click.echo("Nothing was written.", err=True)
        sys.exit(_BAD_INPUT)
    for each in written:
        click.echo(_summary(each))
        for warning in each.warnings:
            click.echo(f"warning: {warning}", err=True)
    if records is None and any("/pair_edits/" in each.slot for each in written):
        click.echo(_UNTOLD, err=True)
    sys.exit(_GOOD)


_UNTOLD: Final = (
    "note: whether the last part is whole cannot be told from the files; compare the rows read with the "
    "numbers of records that the page of CMS gives, or give their sum with --records"
)


def _summary(written: "Written") -> str:
    left_out = f", {written.withdrawn:,} withdrawn left out" if written.withdrawn else ""
    return (
        f"{written.path}: {written.slot} {written.release}: kept {written.kept:,} of {written.read:,} rows"
        f"{left_out}; holds from {written.start} to {written.until}"
    )


def _wound_care_codes() -> frozenset[str]:
    """The codes that the bundled pair edits are about."""
    slot = slot_of("medicare", "pair_edits", "practitioner")
    return frozenset().union(*(release.codes or () for release in bundled_releases() if release.slot == slot))


@contextmanager
def _progress() -> Generator[Callable[[int], Callable[[int], None]] | None]:
    """A bar on a terminal, and nothing where there is none."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it
    from rich.progress import Progress  # noqa: PLC0415

    with Progress(console=Console(stderr=True), transient=True) as bar:

        def begin(total: int) -> Callable[[int], None]:
            task = bar.add_task("Reading", total=total)
            return lambda size: bar.advance(task, size)

        yield begin
