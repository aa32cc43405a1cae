"""What the text reports share: their width, their sections, and where each rule is said."""

from collections.abc import Iterable, Iterator, Mapping
from textwrap import wrap
from typing import Final

from debridecode.decision import Decision, SupportedLine
from debridecode.releases import Source

WIDTH: Final = 100


def section(title: str, items: Iterable[str]) -> Iterator[str]:
    """A titled list; nothing when it has no items."""
    texts = list(items)
    if texts:
        yield ""
        yield title
        for text in texts:
            yield from wrap(
                text, WIDTH, initial_indent="  - ", subsequent_indent="    ", break_on_hyphens=False
            )


def lines_of(decision: Decision) -> Iterator[str]:
    """The lines of a Decision, and apart from them those of other services."""
    yield ""
    if decision.lines:
        yield from _table(decision.lines)
    else:
        yield "No debridement line."
    if decision.other_lines:
        yield ""
        yield "Other services of the day, as far as their edits with the debridement go"
        yield from _table(decision.other_lines)


def _table(lines: Iterable[SupportedLine]) -> Iterator[str]:
    """Lines, one to a row."""
    yield f"{'Code':<7}{'Units':>5}  {'Modifiers':<11}{'Wounds':<12}Diagnoses"
    for line in lines:
        modifiers = " ".join(map(str, line.modifiers))
        wounds = ", ".join(line.wound_ids)
        diagnoses = ", ".join(line.diagnoses)
        yield f"{line.code:<7}{line.units:>5}  {modifiers:<11}{wounds:<12}{diagnoses}".rstrip()


def cited(ids: Iterable[str], sources: Mapping[str, Source]) -> Iterator[str]:
    """Each source once, and how it was read."""
    for id_ in dict.fromkeys(ids):
        source = sources[id_]
        number = f", {source.identifier}" if source.identifier else ""
        yield f"{id_}: {source.title}; {source.publisher}{number} ({source.read})"
