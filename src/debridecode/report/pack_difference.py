"""What two packs say differently, in words."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from textwrap import wrap
from typing import Any, Final

from debridecode.packs.difference import ORDER, RELEASES, ROW, WHOLE, Asked, Change
from debridecode.packs.resolve import Resolved
from debridecode.report.pack_words import cells, words
from debridecode.report.sections import WIDTH

_MOST_ROWS: Final = 25
"""Of an edit table; there may be thousands, and a reader wants to know how many."""
_SHORT: Final = 30
_MOST_CODES: Final = 12


def difference_text(
    first: Resolved, second: Resolved, days: tuple[str, str], changes: Iterable[Change]
) -> str:
    """Write what two packs say differently.

    Args:
        first: the one.
        second: the other.
        days: the dates of service for which they were resolved.
        changes: between them.
    """
    lines = [
        f"A: {first.pack} {first.version} on {days[0]}",
        f"B: {second.pack} {second.version} on {days[1]}",
    ]
    listed = list(changes)
    if not listed:
        lines += ["", "Nothing differs."]
    for section, of_section in groupby(listed, key=lambda change: change.section):
        lines += ["", section.capitalize(), "=" * len(section)]
        for id_, of_one in groupby(of_section, key=lambda change: change.id):
            lines += ["", *_about(id_, list(of_one))]
    return "\n".join(lines) + "\n"


def _about(id_: str, changes: list[Change]) -> Iterator[str]:
    """What changes in one rule, parameter, table or source."""
    yield id_ or "all of them"
    rows = [change for change in changes if _is_row(change)]
    for change in [each for each in changes if not _is_row(each)] + rows[:_MOST_ROWS]:
        for text in _said(change):
            yield from wrap(
                text, WIDTH, initial_indent="    ", subsequent_indent="      ", break_on_hyphens=False
            )
    if len(rows) > _MOST_ROWS:
        yield f"    and {len(rows) - _MOST_ROWS:,} more rows"


def _is_row(change: Change) -> bool:
    return change.part.startswith(ROW)


def _said(change: Change) -> Iterator[str]:
    if change.part == WHOLE:
        yield from _whole("A" if change.to is None else "B", change.was or change.to)
    elif _is_row(change):
        yield f"{change.part}: {_row(change.was, change.to)}"
    elif change.part == RELEASES:
        yield from _releases(change.was or (), change.to or ())
    elif change.part == ORDER:
        yield f"order in A: {words(change.was)}"
        yield f"order in B: {words(change.to)}"
    else:
        yield from _changed(change.part.replace("_", " "), _words(change.was), _words(change.to))


def _whole(side: str, parts: Mapping[str, Any]) -> Iterator[str]:
    yield f"only in {side}"
    rows = 0
    for part, value in parts.items():
        if part.startswith(ROW):
            rows += 1
        elif part != "id" and value not in (None, False, (), ""):
            yield f"{part.replace('_', ' ')}: {_words(value)}"
    if rows:
        yield f"{rows:,} rows"


def _row(was: Any, to: Any) -> str:
    """A row that only one has, or the cells of it that differ."""
    if was is None or to is None:
        said = "; ".join(f"{column}: {text}" for column, text in cells(was or to).items())
        return f"only in {'A' if to is None else 'B'}: {said}"
    one, other = cells(was), cells(to)
    differing = [column for column in {**one, **other} if one.get(column) != other.get(column)]
    return "; ".join(
        "; ".join(_changed(column, one.get(column, "nothing"), other.get(column, "nothing")))
        for column in differing
    )


def _releases(was: tuple[Asked, ...], to: tuple[Asked, ...]) -> Iterator[str]:
    """Other releases, or codes for which one release alone knows that it has no row."""
    one, other = _words(was), _words(to)
    if one != other:
        yield from _changed("releases", one, other)
        return
    for before, after in zip(was, to, strict=True):
        for part, codes in (("codes", attrgetter("codes")), ("partners", attrgetter("partners"))):
            if codes(before) != codes(after):
                words = [
                    _covered(codes(each), codes(beside))
                    for each, beside in ((before, after), (after, before))
                ]
                yield from _changed(f"{part} of {before.release}", *words)


def _covered(codes: frozenset[str] | None, beside: frozenset[str] | None) -> str:
    """The codes of a release that another has not, or how many it has where the other has all."""
    if codes is None:
        return "every code"
    own = sorted(codes - (beside or frozenset()))
    listed = ", ".join(own[:_MOST_CODES])
    more = f" and {len(own) - _MOST_CODES:,} more" if len(own) > _MOST_CODES else ""
    return f"also {listed}{more}" if beside is not None and own else f"{len(codes):,} codes"


def _changed(part: str, was: str, to: str) -> Iterator[str]:
    if len(was) <= _SHORT and len(to) <= _SHORT:
        yield f"{part}: {was} -> {to}"
    else:
        yield f"{part} in A: {was}"
        yield f"{part} in B: {to}"


def _words(value: Any) -> str:
    if value is None or value == "":
        return "nothing"
    if isinstance(value, tuple) and value and isinstance(value[0], Asked):
        return ", then ".join(
            f"{each.release}{'' if each.holds else ' (not known for the day)'}" for each in value
        )
    return words(value)
