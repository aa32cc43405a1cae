"""What the text reports share: their width, their sections, and where each rule is said."""

from collections.abc import Iterable, Iterator, Mapping
from textwrap import wrap
from typing import Final

from debridecode.decision import SupportedLine
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


def line_table(lines: Iterable[SupportedLine]) -> Iterator[str]:
    """Supported lines, one to a row."""
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
