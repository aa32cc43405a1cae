"""The command that lists every pack that can be named by its id."""

from collections.abc import Sequence

import click

from debridecode.commands.reporting import BAD_PACK, CLEAN, reporting
from debridecode.errors import PackError, PackProblem
from debridecode.packs.bundled import bundled
from debridecode.packs.discover import chain_of, found
from debridecode.packs.model import Pack
from debridecode.packs.reading import counted, rules_by_reading
from debridecode.report.sections import aligned

_HEADINGS = ("Pack", "Version", "Answers from", "Rules", "Rules rest on", "From", "Title")


@click.command(name="list")
@reporting
def list_() -> int:
    """List the packs that can be named by their ids.

    Those that came with the library, those in the files and folders of DEBRIDECODE_PACK_PATH, and those of
    installed packages. The rules are those of the pack itself, without those that it builds on; each counts
    once, by the best-read of its sources. What was looked at and cannot be used is named on standard error;
    exit code 3 then.
    """
    others = found()
    origins = dict.fromkeys(bundled(), "the library") | {
        id_: each.origin for id_, each in others.packs.items()
    }
    rows: list[tuple[str, ...]] = [_HEADINGS]
    clashes = [clash for each in others.clashes.values() for clash in each]
    problems: list[PackProblem] = [*others.problems, *clashes]
    for id_, origin in origins.items():
        try:
            rows.append(_row(chain_of(id_), origin))
        except PackError as error:
            problems += error.problems
    for line in aligned(rows):
        click.echo(line)
    for problem in dict.fromkeys(map(str, problems)):
        click.echo(problem, err=True)
    return BAD_PACK if problems else CLEAN


def _row(chain: Sequence[Pack], origin: str) -> tuple[str, ...]:
    pack = chain[-1]
    answers = str(pack.supports_from) + (f" to before {pack.supports_until}" if pack.supports_until else "")
    return (
        pack.id,
        pack.version,
        answers,
        str(len(pack.rules)),
        counted(rules_by_reading(chain)),
        origin,
        pack.title,
    )
