"""The catalogue of facts, for whoever writes a pack."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from textwrap import wrap
from typing import Final

from debridecode.packs.catalogue import OPERATORS, SCOPES, Fact
from debridecode.report.sections import WIDTH

_KINDS: Final = {
    "yes_no": "yes or no",
    "word": "one word of",
    "words": "a set of words of",
    "number": "a number",
    "family": "the id of a family of the pack",
    "code": "a code, as text",
    "text": "text, for messages only",
}


def facts_text(facts: Iterable[Fact]) -> str:
    """Write facts as Markdown that also reads well on a terminal, scope by scope.

    Example:
        >>> from debridecode.packs.catalogue import FACTS
        >>> print(facts_text([FACTS["line.units"]]), end="")
        ## line
        <BLANKLINE>
        - `line.units`: units of the line.
          A number, in units; operators `lt`, `le`, `gt`, `ge`, `eq`, `ne`, `known`; always known.
    """
    parts = []
    in_order = sorted(facts, key=lambda fact: SCOPES.index(fact.scope))
    for scope, members in groupby(in_order, key=lambda fact: fact.scope):
        lines = [line for fact in members for line in _fact(fact)]
        parts.append(f"## {scope}\n\n" + "\n".join(lines) + "\n")
    return "\n".join(parts)


def _fact(fact: Fact) -> Iterator[str]:
    said = f"{'; '.join(_form(fact))}."
    meaning = f"{fact.meaning}; {fact.detail}" if fact.detail else fact.meaning
    for first, text in (("- ", f"`{fact.name}`: {meaning}."), ("  ", said[0].upper() + said[1:])):
        yield from wrap(text, WIDTH, initial_indent=first, subsequent_indent="  ", break_on_hyphens=False)


def _form(fact: Fact) -> Iterator[str]:
    """What values a fact has, what may be asked of it, and what it comes from."""
    unit = f", in {fact.unit}" if fact.unit else ""
    values = f" {_listed(fact.values)}" if fact.values else ""
    yield _KINDS[fact.kind] + unit + values
    if operators := OPERATORS[fact.kind]:
        yield f"operators {_listed(operators)}"
    if fact.parameters:
        yield f"derived with {_listed(fact.parameters)}"
    if fact.from_table:
        yield "from an edit table"
    if fact.always_known:
        yield "always known"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
