"""What was proved of a pack, and the encounters that refute the rest, in words."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from textwrap import indent, wrap
from typing import Final

from debridecode.packs.model import Pack
from debridecode.proof.answers import Status
from debridecode.proof.compare import Compared
from debridecode.proof.prove import Span
from debridecode.proof.witness import Outcome, Witness
from debridecode.report.pack_words import days
from debridecode.report.sections import WIDTH

_NOT_AUDITS: Final = "Audits of a claim were not compared."
_STATUSES: Final[tuple[Status, ...]] = ("refuted", "not decided", "exception", "proved", "noted")


def proof_text(pack: Pack, spans: Iterable[Span]) -> str:
    """Write what was proved of a pack, what is refuted first.

    Args:
        pack: that was asked about.
        spans: of days, with what was answered.
    """
    lines: list[str] = []
    for span in spans:
        lines += [f"{pack.id} {pack.version} {days(span.start, span.until)}", ""]
        names = (pack.extends, pack.id) if pack.extends else (pack.id,)
        for status in _STATUSES:
            for answer in span.answers:
                if answer.status == status:
                    lines += _wrapped(f"{status}: {answer.text}")
                    if answer.witness is not None:
                        lines += _witness(answer.witness, names)
        counts = Counter(answer.status for answer in span.answers)
        said = ", ".join(f"{counts[status]} {status}" for status in _STATUSES if counts[status])
        lines += ["", said, ""]
    return "\n".join(lines[:-1]) + "\n"


def compared_text(found: Compared) -> str:
    """Write an encounter on which two packs decide differently, or how sure it is that there is none."""
    if found.witness is not None:
        lines = ["An encounter on which the Decisions differ", *_witness(found.witness, ("A", "B"))]
    elif found.open:
        listed = ", ".join(found.open)
        text = f"No encounter was found on which the Decisions differ, which is not proved: {listed} may tell"
        lines = wrap(f"{text}. {_NOT_AUDITS}", WIDTH)
    else:
        lines = wrap(f"Proved: there is no encounter on which the Decisions differ. {_NOT_AUDITS}", WIDTH)
    return "\n".join(lines) + "\n"


def _wrapped(text: str) -> Iterator[str]:
    yield from wrap(text, WIDTH, subsequent_indent="    ", break_on_hyphens=False)


def _witness(witness: Witness, names: Sequence[str]) -> Iterator[str]:
    """An encounter, and what comes of it; of two sides, of the findings only what the other has not."""
    yield from indent(witness.text, "    ").splitlines()
    findings = [set(outcome.findings) for outcome in witness.outcomes]
    shared = set.intersection(*findings) if len(findings) > 1 else set()
    for name, outcome in zip(names[-len(witness.outcomes) :], witness.outcomes, strict=True):
        yield from wrap(
            f"{name}: {_outcome(outcome, shared)}", WIDTH, initial_indent="    ", subsequent_indent="      "
        )


def _outcome(outcome: Outcome, shared: set[str]) -> str:
    lines = ", ".join(outcome.lines) or "no debridement line"
    beside = f", beside {', '.join(outcome.other_lines)}" if outcome.other_lines else ""
    own = [finding for finding in outcome.findings if finding not in shared]
    findings = f"; {'; '.join(own)}" if own else ""
    return f"{outcome.status}; {lines}{beside}{findings}"
