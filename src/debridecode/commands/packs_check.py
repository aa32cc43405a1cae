"""The command that checks packs: what loading refuses, and what cannot mean what it says."""

import json
from collections.abc import Sequence
from pathlib import Path

import click

from debridecode.commands.named import chain_named
from debridecode.commands.reporting import BAD_PACK, CLEAN, CODES, reporting
from debridecode.errors import PackError, PackProblem, UnknownPackError
from debridecode.packs.model import Pack
from debridecode.packs.review import review
from debridecode.report.sarif import sarif


@click.command(epilog=CODES)
@click.argument("packs", metavar="PACK...", nargs=-1, required=True)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif"]),
    default="text",
    help="Lines to read, JSON for programs, or SARIF 2.1.0 for code hosts and editors.",
)
@reporting
def check(packs: Sequence[str], form: str) -> int:
    """Check packs; every mistake is named with its line and column.

    PACK is a pack file, a folder with one pack, or an id. Named are the mistakes for which a pack does not
    load, or, when it loads, those for which it cannot mean what it says. A note is no mistake.
    """
    checked = {name: _checked(name) for name in packs}
    problems = list({str(each): each for _, found in checked.values() for each in found}.values())
    if form == "sarif":
        click.echo(sarif(problems, Path.cwd()))
    elif form == "json":
        click.echo(json.dumps([_as_json(problem) for problem in problems], indent=1))
    else:
        for problem in problems:
            click.echo(problem)
        for name, (pack, found) in checked.items():
            if pack is not None and _sound(found):
                click.echo(f"{name}: {_counted(pack)}; no mistakes found")
    return CLEAN if _sound(problems) else BAD_PACK


def _checked(name: str) -> tuple[Pack | None, Sequence[PackProblem]]:
    """A pack, if it loads, and its problems."""
    try:
        chain = chain_named(name)
    except PackError as error:
        return None, error.problems
    except UnknownPackError as error:
        return None, [PackProblem(file=name, pointer="", line=1, column=1, message=str(error))]
    return chain[-1], review(chain)


def _sound(problems: Sequence[PackProblem]) -> bool:
    return all(problem.is_note for problem in problems)


def _counted(pack: Pack) -> str:
    parts = {"rules": pack.rules, "tables": pack.tables, "overrides": pack.overrides, "tests": pack.cases}
    counts = ", ".join(
        f"{len(members)} {noun.removesuffix('s') if len(members) == 1 else noun}"
        for noun, members in parts.items()
    )
    return f"{pack.id} {pack.version}: {counts}"


def _as_json(problem: PackProblem) -> dict[str, str | int]:
    return {
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "pointer": problem.pointer,
        "level": "note" if problem.is_note else "error",
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
    }
