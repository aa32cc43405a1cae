"""Mistakes of sense: packs that load, and cannot mean what they say.

Loading refuses what cannot be understood, and does not run this review; `debridecode packs check` runs both.
The review looks at what one pack says, on each span of days, beside the packs that it extends.
"""

from collections.abc import Iterator, Sequence

from attrs import evolve

from debridecode.errors import PackProblem
from debridecode.packs.bundled import fixtures
from debridecode.packs.load import located
from debridecode.packs.model import Pack
from debridecode.packs.raw import Problem
from debridecode.packs.review.dates import date_problems
from debridecode.packs.review.days import SaidRule, spans
from debridecode.packs.review.rows import row_problems
from debridecode.packs.review.rules import rule_problems
from debridecode.packs.review.unused import unused_problems


def review(chain: Sequence[Pack]) -> list[PackProblem]:
    """Every mistake of sense in the last pack of a chain, in the order they stand in its file.

    Args:
        chain: packs, base first, as `load_pack` returns them.

    Example:
        >>> from debridecode.packs.bundled import bundled_chain
        >>> review(bundled_chain("medicare/palmetto-jm"))
        []
    """
    pack = chain[-1]
    return located(_problems(chain), pack.file, pack.text)


def _problems(chain: Sequence[Pack]) -> Iterator[Problem]:
    if chain[-1].resolved is None:  # else it keeps what holds on other days alone, such as a source
        yield from date_problems(chain, fixtures())
        yield from unused_problems(chain[-1])
    seen: set[tuple[str, str]] = set()
    settled: set[tuple[SaidRule, SaidRule, frozenset[str]]] = set()
    for index, span in enumerate(spans(chain)):
        for problem in (*rule_problems(span, settled), *row_problems(span)):
            if (problem.pointer, problem.message) not in seen:
                seen.add((problem.pointer, problem.message))
                when = f"from {span.start} on, " if index else ""
                yield evolve(problem, message=when + problem.message)
