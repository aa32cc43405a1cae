"""The command that proves what can be proved of a pack."""

from datetime import datetime

import click

from debridecode.commands.named import chain_named
from debridecode.commands.options import DAY
from debridecode.commands.reporting import BAD_PACK, CLEAN, TO_DO, reporting
from debridecode.proof.prove import prove as prove_pack
from debridecode.report.proofs import proof_text

_CODES = (
    "Exit code: 0 everything is proved, save for the exceptions that overrides name, 1 something is not "
    "decided, 2 bad input, 3 something is refuted, or bad pack."
)


@click.command(epilog=_CODES)
@click.argument("pack")
@click.option("--on", "day", metavar="DATE", type=DAY, help="The date of service; else every span of days.")
@reporting
def prove(pack: str, day: datetime | None) -> int:
    """Prove that every rule of a pack counts, and that it clears nothing that its base fails.

    PACK is an id or a pack file. It needs the extra `prove`.
    """
    chain = chain_named(pack)
    spans = prove_pack(chain, None if day is None else day.date())
    click.echo(proof_text(chain[-1], spans), nl=False)
    statuses = {answer.status for span in spans for answer in span.answers}
    if "refuted" in statuses:
        return BAD_PACK
    return TO_DO if "not decided" in statuses else CLEAN
