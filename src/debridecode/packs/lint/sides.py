"""Anatomic tables against the words by which the engine tells where a wound is."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from debridecode.packs.lint.parameters import value_problems
from debridecode.packs.model import Pack
from debridecode.packs.raw import Json, Problem, members, nearest, objects, rows_of_kind

_OPPOSED: Final = "location.opposed_words"


def side_problems(document: Json, base: Sequence[Pack]) -> Iterator[Problem]:
    """Words of anatomic tables that are no opposed words.

    The engine would find no such word in any place, and take its modifier for true without it. Where there
    are no opposed words at all, no location is read, and no modifier is taken for true.
    """
    own = list(_own_opposed(document))
    said = [*_inherited_opposed(base), *(words for _, words in own)]
    always = frozenset.intersection(*said) if said else frozenset()
    for at, row in rows_of_kind(document, "anatomic") if said else ():
        for index, word in enumerate(row["words"] if isinstance(row.get("words"), list) else ()):
            if isinstance(word, str) and word not in always:
                message = f"{word} is not among {_OPPOSED} on every day"
                yield Problem(f"{at}/words/{index}", message, nearest(word, always))
    named = _inherited_words(base)
    for at, words in own:
        for word in sorted(named - words):
            yield Problem(at, f"expected {word} among the words: an anatomic table names it")


def _inherited_words(base: Sequence[Pack]) -> frozenset[str]:
    """Every word that an anatomic table of the base names."""
    tables = [table for pack in base for table in pack.tables.values() if table.kind == "anatomic"]
    return frozenset().union(*(row.words for each in tables for seg in each.history for row in seg.rows))


def _inherited_opposed(base: Sequence[Pack]) -> Iterator[frozenset[str]]:
    """The opposed words of the base, as they are from each day on."""
    for pack in base:
        held = pack.parameters.get(_OPPOSED)
        values: list[Any] = [segment.value for segment in held.history] if held else []
        values += [each.to for each in pack.overrides if each.target == f"parameters/{_OPPOSED}"]
        for value in values:
            yield frozenset(word for group in value for meaning in group for word in meaning)


def _own_opposed(document: Json) -> Iterator[tuple[str, frozenset[str]]]:
    """The opposed words of the pack itself, with where they stand; what is no such value is left out."""
    values: list[tuple[str, Any]] = [
        (f"/parameters/{id_}/history/{index}/value", segment.get("value"))
        for id_, parameter in members(document, "parameters")
        if id_ == _OPPOSED
        for index, segment in enumerate(objects(parameter.get("history")))
    ]
    values += [
        (f"/overrides/{index}/to", override.get("to"))
        for index, override in enumerate(objects(document.get("overrides")))
        if override.get("target") == f"parameters/{_OPPOSED}"
    ]
    for at, value in values:
        if not any(value_problems(value, at, "word_groups")):
            yield at, frozenset(word for group in value for meaning in group for word in meaning.split())
