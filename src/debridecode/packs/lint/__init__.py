"""What a schema cannot see: names that lead nowhere, facts that do not exist, histories out of order.

Lint reads the JSON of a pack as it stands, so that it can report alongside the schema, all at once. It passes
over whatever the schema will report: a part of the wrong type is left to it.
"""

from collections.abc import Iterable, Iterator, Sequence

from debridecode.packs.lint.across import across_problems
from debridecode.packs.lint.cases import case_problems
from debridecode.packs.lint.days import history_problems, supports_problems
from debridecode.packs.lint.names import Names
from debridecode.packs.lint.overrides import override_problems
from debridecode.packs.lint.parameters import parameter_problems
from debridecode.packs.lint.questions import unasked_problems
from debridecode.packs.lint.resolved import resolved_problems
from debridecode.packs.lint.rules import rule_problems
from debridecode.packs.lint.sides import side_problems
from debridecode.packs.lint.sources import citation_problems
from debridecode.packs.lint.tables import table_problems
from debridecode.packs.model import Pack
from debridecode.packs.raw import Json, Problem


def lint(document: Json, base: Sequence[Pack], fixtures: Iterable[str]) -> Iterator[Problem]:
    """Every problem of a pack that its schema cannot see.

    Args:
        document: the JSON of the pack.
        base: the packs it extends, base first.
        fixtures: names of the encounters that in-pack tests may start from.
    """
    names = Names.of(document, base, fixtures)
    yield from supports_problems(document)
    yield from history_problems(document)
    yield from resolved_problems(document)
    yield from citation_problems(document, names)
    yield from rule_problems(document, names)
    yield from parameter_problems(document)
    yield from table_problems(document, names)
    yield from across_problems(document, base)
    yield from side_problems(document, base)
    yield from unasked_problems(document, base, names)
    yield from override_problems(document, base, names)
    yield from case_problems(document, names)
