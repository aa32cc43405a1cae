"""The command that replays a pack change over past encounters."""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click

from debridecode.commands.named import chain_named
from debridecode.commands.options import TABLES
from debridecode.commands.reporting import BAD_INPUT, CLEAN, TO_DO, reporting
from debridecode.errors import ReplayError
from debridecode.replay.changes import KINDS
from debridecode.replay.folder import CHANGES, NOT_REPLAYED, PAGE, put
from debridecode.replay.run import Replay
from debridecode.replay.run import replay as replayed
from debridecode.report.replay_page import by_reach, headline, replay_page
from debridecode.rulebooks import RuleBooks

_CODES: Final = (
    "Exit code: 0 every encounter was replayed and no decision changes, 1 some change or were not replayed, "
    "2 bad input or nothing that could be replayed, 3 bad pack, 130 interrupted."
)
_INTERRUPTED: Final = 130
_MOST_RULES: Final = 10


@click.command(epilog=_CODES)
@click.argument("old")
@click.argument("new")
@click.argument("encounters", type=click.Path(path_type=Path))
@click.option(
    "--into",
    required=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Write the tables and the page here.",
)
@TABLES
@click.option("--restart", is_flag=True, help="Begin again, over what DIR holds of an earlier replay.")
@reporting
def replay(
    old: str,
    new: str,
    encounters: Path,
    into: Path,
    tables: Path | None,
    restart: bool,  # noqa: FBT001 - click passes options by name
) -> int:
    """Replay a pack change over past encounters.

    OLD and NEW are packs, by id or file. ENCOUNTERS is JSON Lines, one encounter a line, or a .parquet file.
    Every encounter is decided with both packs on its own date of service. What changes, by which rule, and
    what could not be replayed goes into DIR; replay.html there says it all. Interrupted, the same command
    goes on where it stopped.
    """
    try:
        before, after = RuleBooks(chain_named(old), tables=tables), RuleBooks(chain_named(new), tables=tables)
        with _progress() as progress:
            done = replayed(before, after, encounters, into, restart=restart, progress=progress)
        _put_page(done, into)
    except KeyboardInterrupt:
        click.echo("Interrupted. The same command goes on where this one stopped.", err=True)
        return _INTERRUPTED
    click.echo(_summary(done, into), nl=False)
    if not done.totals.replayed:
        return BAD_INPUT
    return TO_DO if done.totals.changed or done.totals.not_replayed else CLEAN


def _put_page(done: Replay, into: Path) -> None:
    try:
        put(into / PAGE, replay_page(done))
    except OSError:
        raise ReplayError(f"{into / PAGE}: expected a file that can be written") from None


def _summary(done: Replay, into: Path) -> str:
    totals = done.totals
    lines = [f"{done.compared['old pack']} -> {done.compared['new pack']}: {headline(totals)}"]
    lines += [f"  {KINDS[kind]}: {totals.encounters[kind]:,}" for kind in KINDS if kind in totals.changes]
    rules = by_reach(totals)
    if rules:
        lines.append("By rule")
        lines += [f"  {of_rule.encounters:,}  {name or 'not told'}" for name, of_rule in rules[:_MOST_RULES]]
    if len(rules) > _MOST_RULES:
        lines.append(f"  and {len(rules) - _MOST_RULES} more")
    if totals.not_replayed:
        lines.append(f"Not replayed, see {into / NOT_REPLAYED}")
        lines += [f"  {count:,}  {why}" for why, count in totals.not_replayed.items()]
    lines.append(f"See {into / PAGE}; every change is in {into / CHANGES}")
    return "\n".join(lines) + "\n"


@contextmanager
def _progress() -> Generator[Callable[[int, int], None] | None]:
    """A bar on a terminal, and nothing where there is none."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it
    from rich.progress import Progress  # noqa: PLC0415

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Replaying", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
