"""The commands that code an encounter, hold a claim against it, and ask for what it lacks."""

import sys
from collections.abc import Callable
from pathlib import Path

import click

from debridecode.commands.options import TABLES
from debridecode.commands.reporting import CLEAN, CODES, TO_DO, reporting
from debridecode.errors import EncounterError, UnknownPackError
from debridecode.interop.json import Claim, read_claim, read_encounter, write
from debridecode.model import Encounter
from debridecode.packs.discover import load_pack
from debridecode.report.comparison import comparison
from debridecode.report.questions import questions
from debridecode.report.worksheet import worksheet
from debridecode.rulebooks import RuleBook, rulebook


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
        TABLES,
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


@click.command(epilog=CODES)
@_with_rules
@_FORMAT
@reporting
def code(encounter: Path, payer: str | None, file: Path | None, tables: Path | None, form: str) -> int:
    """Code one encounter.

    ENCOUNTER is a JSON file, or - for standard input. The answer is a worksheet: the lines that the record
    supports, the arithmetic, what to ask, what each answer would lead to, and where each rule is said.
    """
    record = encounter_in(encounter)
    book = _book(record, payer, file, tables)
    decision = book.code(record)
    if form == "json":
        click.echo(write(decision, indent=2))
    else:
        documented = book.if_documented(record)
        click.echo(worksheet(decision, book.resolved.sources, documented), nl=False)
    return CLEAN if decision.status == "clean" else TO_DO


@click.command(epilog=CODES)
@_with_rules
@click.argument("claim", type=click.Path(path_type=Path))
@_FORMAT
@reporting
def audit(
    encounter: Path, claim: Path, payer: str | None, file: Path | None, tables: Path | None, form: str
) -> int:
    """Hold the lines of a claim against an encounter.

    ENCOUNTER and CLAIM are JSON files; one of them may be - for standard input. The answer names every
    difference, the rule that it goes against, and one thing to do.
    """
    if str(encounter) == str(claim) == "-":
        raise EncounterError([("CLAIM", "expected a file: standard input is the encounter already")])
    record = encounter_in(encounter)
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


@click.command(epilog=CODES)
@_with_rules
@reporting
def ask(encounter: Path, payer: str | None, file: Path | None, tables: Path | None) -> int:
    """Write the questions that go to the clinician.

    ENCOUNTER is a JSON file, or - for standard input. Each question names what the record lacks, and no code,
    payment or wished answer.
    """
    record = encounter_in(encounter)
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


def encounter_in(path: Path) -> Encounter:
    """The encounter in a file, or on standard input."""
    return read_encounter(_bytes_of(path))


def _bytes_of(path: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError:
        raise EncounterError([(str(path), "expected a file that can be read")]) from None
