"""The command that runs the tests of a pack."""

import click

from debridecode.commands.named import chain_named
from debridecode.commands.reporting import BAD_PACK, CLEAN, CODES, reporting
from debridecode.testing import NO_CASES, PackResult, run_tests


@click.command(epilog=CODES)
@click.argument("pack")
@click.option(
    "--mutate", is_flag=True, help="Also change the pack in each place, and see whether a case notices."
)
@reporting
def test(pack: str, *, mutate: bool) -> int:
    """Run the cases that stand in a pack, and say what they do not show. PACK is an id or a file."""
    result = run_tests(chain_named(pack), mutate=mutate)
    for case in result.cases:
        for problem in case.problems:
            click.echo(f"FAILED {case.name}: {problem}")
    for problem in result.uncovered:
        click.echo(f"UNTESTED {problem}")
    for survivor in result.survivors:
        click.echo(f"SURVIVED {survivor}")
    if not result.cases:
        click.echo(NO_CASES)
    click.echo(f"{pack}: {_counted(result, mutate=mutate)}")
    return CLEAN if result.passed else BAD_PACK


def _counted(result: PackResult, *, mutate: bool) -> str:
    failed = sum(bool(case.problems) for case in result.cases)
    counted = f"{len(result.cases) - failed} passed, {failed} failed, {len(result.uncovered)} untested"
    if result.mutants is not None:
        return f"{counted}, {len(result.survivors)} of {result.mutants} changes survived"
    return f"{counted}, no changes tried: mend what failed first" if mutate else counted
