"""Parts of a pack against each other, and against those of the packs that it extends."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, Final

from debridecode.packs.model import Pack
from debridecode.packs.raw import Json, Problem, day, escape, members, objects, rows_of_kind
from debridecode.releases import EDIT_KINDS

_NEEDED_KINDS: Final = ("families", "classification", "tissues", "questions")


def across_problems(document: Json, base: Sequence[Pack]) -> Iterator[Problem]:
    """What is wrong with parts of a pack that are sound in themselves."""
    yield from _repeated_ids(document, base)
    yield from _one_table_of_a_kind(document, base)
    yield from _ended_codes_in_use(document, base)


def _repeated_ids(document: Json, base: Sequence[Pack]) -> Iterator[Problem]:
    for section in ("sources", "parameters", "tables", "rules"):
        for id_, _ in members(document, section):
            for pack in base:
                if id_ in getattr(pack, section):
                    yield Problem(
                        f"/{section}/{escape(id_)}",
                        f"{pack.id} has this id already",
                        "choose another id, or write an override",
                        at_key=True,
                    )


def _one_table_of_a_kind(document: Json, base: Sequence[Pack]) -> Iterator[Problem]:
    """A chain has one table of each kind; its first pack has what coding needs.

    Of edits, there is one a setting, and of unit limits one of state and one of payer besides.
    """
    taken = {_kind(table.kind, table.setting, table.level) for pack in base for table in pack.tables.values()}
    for id_, table in members(document, "tables"):
        key = _kind(table.get("kind"), table.get("setting"), table.get("level"))
        if key in taken:
            yield Problem(f"/tables/{escape(id_)}", f"there is a table of kind {key[0]} already", at_key=True)
        taken.add(key)
    kinds = {kind for kind, _, _ in taken}
    for kind in _NEEDED_KINDS:
        if "extends" not in document and kind not in kinds:
            yield Problem("", f"expected a table of kind {kind}", "extend cms/base, which has one")


def _kind(kind: Any, setting: Any, level: Any) -> tuple[str, str, str]:
    return str(kind), str(setting) if kind in EDIT_KINDS else "", str(level)


def _ended_codes_in_use(document: Json, base: Sequence[Pack]) -> Iterator[Problem]:
    """Codes that have ended and are derived all the same, which an audit would call deleted."""
    used_until = dict(_uses(document, base))
    for at, row in rows_of_kind(document, "deleted_codes"):
        code, ended = str(row.get("code")), day(row.get("ended"))
        if ended is not None and (used_until.get(code, ended) - ended).days > 1:
            yield Problem(
                f"{at}/code",
                f"{code} is a code of a family after the day on which it ended",
                "take it out of the families from the day after",
            )


def _uses(document: Json, base: Sequence[Pack]) -> Iterator[tuple[str, date]]:
    """Each code of a family, and the first day on which it is none; the later stands after the earlier."""
    for pack in base:
        for table in pack.tables.values():
            if table.kind == "families":
                yield from _ends(
                    (segment.start, [code for row in segment.rows for code in (row.primary, row.add_on)])
                    for segment in table.history
                )
    supports = document.get("supports")
    last = day(supports.get("until")) if isinstance(supports, Mapping) else None
    for _, own in members(document, "tables"):
        if own.get("kind") == "families":
            segments = objects(own.get("history"))
            yield from _ends(((day(each.get("from")), _codes(each)) for each in segments), last or date.max)


def _codes(segment: Json) -> list[Any]:
    return [row.get(key) for row in objects(segment.get("rows")) for key in ("primary", "add_on")]


def _ends(
    history: Iterable[tuple[date | None, list[Any]]], last: date = date.max
) -> Iterator[tuple[str, date]]:
    """The codes of each segment, and the day on which the next begins; after the last one, that day."""
    for (_, codes), (until, _) in pairwise([*history, (last, [])]):
        if until is not None:
            yield from ((code, until) for code in codes if isinstance(code, str))
