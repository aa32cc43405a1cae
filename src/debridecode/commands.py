"""The commands. Each is a thin call to the library; nothing but the result goes to standard output."""

import sys
from collections import Counter
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, Final

import click
from rich.console import Console
from rich.table import Table

from debridecode.commands_ncci import ncci
from debridecode.errors import DebridecodeError, EncounterError, PackError, UnknownPackError
from debridecode.interop.json import Claim, read_claim, read_encounter, write
from debridecode.model import Encounter
from debridecode.packs.discover import bundled, bundled_chain, load_pack
from debridecode.packs.model import Pack
from debridecode.report.comparison import comparison
from debridecode.report.questions import questions
from debridecode.report.worksheet import worksheet
from debridecode.rulebooks import RuleBook, rulebook
from debridecode.testing import run_tests
from debridecode.version import __version__

CLEAN: Final = 0
TO_DO: Final = 1
BAD_INPUT: Final = 2
BAD_PACK: Final = 3

_CODES = "Exit code: 0 clean or agrees, 1 something to do, 2 bad input, 3 bad pack."


def _reporting(command: Callable[..., int]) -> Callable[..., None]:
    """Turn what a command returns or raises into an exit code and plain words, never a traceback."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            code = command(*args, **kwargs)
        except PackError as error:
            click.echo(str(error), err=True)
            code = BAD_PACK
        except DebridecodeError as error:
            click.echo(str(error), err=True)
            code = BAD_INPUT
        sys.exit(code)

    return run


@click.group(epilog=_CODES)
@click.version_option(__version__, prog_name="debridecode")
def debridecode() -> None:
    """Derive the wound debridement codes that a record supports, and say why."""


debridecode.add_command(ncci)


def _with_rules(command: Callable[..., None]) -> Callable[..., None]:
    """The argument and the options of every command that reads an encounter."""
    for add in (
        click.argument("encounter", type=click.Path(path_type=Path)),
        click.option(
            "--payer", metavar="ID", help="Use the rules of this payer instead of the encounter's own."
        ),
        click.option(
            "--pack",
            "file",
            type=click.Path(path_type=Path),
            help="Use the rules of a pack file of your own.",
        ),
        click.option(
            "--tables",
            type=click.Path(path_type=Path),
            envvar="DEBRIDECODE_TABLES",
            show_envvar=True,
            help="Folder of edit tables that ncci import wrote.",
        ),
    ):
        command = add(command)
    return command


_FORMAT = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="Worksheet, or JSON for programs.",
)


@debridecode.command(epilog=_CODES)
@_with_rules
@_FORMAT
@_reporting
def code(encounter: Path, payer: str | None, file: Path | None, tables: Path | None, form: str) -> int:
    """Code one encounter.

    ENCOUNTER is a JSON file, or - for standard input. The answer is a worksheet: the lines that the record
    supports, the arithmetic, what to ask, what each answer would lead to, and where each rule is said.
    """
    record = read_encounter(_bytes_of(encounter))
    book = _book(record, payer, file, tables)
    decision = book.code(record)
    if form == "json":
        click.echo(write(decision, indent=2))
    else:
        documented = book.if_documented(record)
        click.echo(worksheet(decision, book.resolved.sources, documented), nl=False)
    return CLEAN if decision.status == "clean" else TO_DO


@debridecode.command(epilog=_CODES)
@_with_rules
@click.argument("claim", type=click.Path(path_type=Path))
@_FORMAT
@_reporting
def audit(
    encounter: Path, claim: Path, payer: str | None, file: Path | None, tables: Path | None, form: str
) -> int:
    """Hold the lines of a claim against an encounter.

    ENCOUNTER and CLAIM are JSON files; one of them may be - for standard input. The answer names every
    difference, the rule that it goes against, and one thing to do.
    """
    if str(encounter) == str(claim) == "-":
        raise EncounterError([("CLAIM", "expected a file: standard input is the encounter already")])
    record = read_encounter(_bytes_of(encounter))
    billed = _claim_of(claim)
    if billed.encounter_id != record.encounter_id:
        raise EncounterError([("$.encounter_id", "expected the claim of this encounter; the ids differ")])
    book = _book(record, payer, file, tables)
    held = book.audit(record, billed.lines)
    if form == "json":
        click.echo(write(held, indent=2))
    else:
        click.echo(comparison(held, book.resolved.sources), nl=False)
    return CLEAN if held.status == "agrees" else TO_DO


@debridecode.command(epilog=_CODES)
@_with_rules
@_reporting
def ask(encounter: Path, payer: str | None, file: Path | None, tables: Path | None) -> int:
    """Write the questions that go to the clinician.

    ENCOUNTER is a JSON file, or - for standard input. Each question names what the record lacks, and no code,
    payment or wished answer.
    """
    record = read_encounter(_bytes_of(encounter))
    decision = _book(record, payer, file, tables).code(record)
    text = questions(decision)
    click.echo(text, nl=False)
    return CLEAN if decision.status == "clean" and not text else TO_DO


def _claim_of(path: Path) -> Claim:
    """The claim in a file; its problems name the claim, so that they are not taken for the encounter's."""
    try:
        return read_claim(_bytes_of(path))
    except EncounterError as error:
        problems = [(f"CLAIM {place}", message) for place, message in error.problems]
    raise EncounterError(problems)


def _book(record: Encounter, payer: str | None, file: Path | None, tables: Path | None) -> RuleBook:
    """The rule book for an encounter."""
    if payer and file:
        raise EncounterError([("--payer", "expected --payer or --pack, not both")])
    try:
        return rulebook(
            load_pack(file) if file else payer or record.payer, on=record.date_of_service, tables=tables
        )
    except UnknownPackError as error:
        raise EncounterError([("--payer" if payer else "$.payer", str(error))]) from None


def _bytes_of(path: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError:
        raise EncounterError([(str(path), "expected a file that can be read")]) from None


@debridecode.group()
def packs() -> None:
    """Look at rule packs, and check and test your own."""


@packs.command(name="list")
@_reporting
def list_() -> int:
    """List the packs that came with the library."""
    table = Table(box=None, pad_edge=False)
    for heading in ("Pack", "Version", "Answers from", "Rules", "Sources", "Title"):
        table.add_column(heading, overflow="fold", no_wrap=heading != "Title")
    for id_ in bundled():
        pack = bundled_chain(id_)[-1]
        table.add_row(
            id_, pack.version, str(pack.supports_from), str(len(pack.rules)), _read(pack), pack.title
        )
    Console(width=None if sys.stdout.isatty() else 160, highlight=False).print(table)
    return CLEAN


def _read(pack: Pack) -> str:
    counts = Counter(source.read for source in pack.sources.values())
    return ", ".join(
        f"{counts[read]} {read}" for read in ("verified", "secondary", "unverified") if counts[read]
    )


@packs.command(epilog=_CODES)
@click.argument("file", type=click.Path(path_type=Path))
@_reporting
def check(file: Path) -> int:
    """Check a pack file; every mistake is named with its line and column."""
    pack = load_pack(file)[-1]
    click.echo(f"{file}: {pack.id} {pack.version}: {_counted(pack)}; no mistakes found")
    return CLEAN


def _counted(pack: Pack) -> str:
    parts = {"rules": pack.rules, "tables": pack.tables, "overrides": pack.overrides, "tests": pack.cases}
    return ", ".join(f"{len(members)} {noun}" for noun, members in parts.items())


@packs.command(epilog=_CODES)
@click.argument("file", type=click.Path(path_type=Path))
@_reporting
def test(file: Path) -> int:
    """Run the tests that stand in a pack file."""
    result = run_tests(load_pack(file))
    for case in result.cases:
        for problem in case.problems:
            click.echo(f"FAILED {case.name}: {problem}")
    for problem in result.uncovered:
        click.echo(f"UNTESTED {problem}")
    failed = sum(bool(case.problems) for case in result.cases)
    if not result.cases:
        click.echo("no tests: a pack without tests has not been shown to work")
    click.echo(
        f"{file}: {len(result.cases) - failed} passed, {failed} failed, {len(result.uncovered)} untested"
    )
    return CLEAN if result.passed else BAD_PACK
