"""Tables of a pack: filled in one way, their rows of one form and each once."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from debridecode import vocabulary
from debridecode.packs.catalogue import FACTS, PLACEHOLDER
from debridecode.packs.lint.conditions import condition_problems, facts_in
from debridecode.packs.lint.names import Names
from debridecode.packs.lint.parameters import reference_problems
from debridecode.packs.lint.questions import ask_problems
from debridecode.packs.lint.sources import unread_problems
from debridecode.packs.model import ROW_KEYS
from debridecode.packs.raw import Json, Problem, day_problems, escape, members, nearest, objects, rows
from debridecode.releases import EDIT_KINDS

_ARTICLE_SLOT: Final = re.compile(r"[a-z0-9-]+/covered_diagnoses/a[0-9]+")


def table_problems(document: Json, names: Names) -> Iterator[Problem]:
    """What is wrong with each table in itself."""
    for id_, table in members(document, "tables"):
        yield from _table(table, f"/tables/{escape(id_)}", names)


def _table(table: Json, pointer: str, names: Names) -> Iterator[Problem]:
    kind = str(table.get("kind"))
    if kind not in ROW_KEYS:
        return
    yield from _filled(kind, table, pointer)
    for index, segment in enumerate(objects(table.get("history"))):
        yield from unread_problems(segment, f"{pointer}/history/{index}", "a table", names)
    seen: dict[tuple[str, ...], str] = {}
    for at, row in rows(table):
        here = pointer + at
        key = (at.partition("/rows")[0], *(str(row.get(name)) for name in ROW_KEYS[kind]))
        if key in seen:
            yield Problem(here, f"the same row stands at {seen[key]}", "keep one of them")
        seen[key] = here
        yield from unread_problems(row, here, "a row", names)
        yield from _row(kind, row, here, table, names)
    if kind == "services":
        yield from _taken_codes(table, pointer)


def _filled(kind: str, table: Json, pointer: str) -> Iterator[Problem]:
    """A table has rows of its own, or, of edits, a slot of its kind and setting that releases fill."""
    slot = table.get("slot")
    if kind != "unit_limits" and "level" in table:
        yield Problem(f"{pointer}/level", f"a table of kind {kind} takes no level", at_key=True)
    if kind not in EDIT_KINDS:
        for name in sorted({"setting", "codes", "known_until", "slot"} & set(table)):
            yield Problem(f"{pointer}/{name}", f"a table of kind {kind} takes no {name}", at_key=True)
    if "level" in table and "slot" in table:
        message = "limits of a state or payer have rows of their own: the slots are the program's"
        yield Problem(f"{pointer}/slot", message, "write a history", at_key=True)
    if kind == "covered_diagnoses" and "setting" in table:
        yield Problem(f"{pointer}/setting", "a list of diagnoses is of every setting", at_key=True)
    if kind == "covered_diagnoses" and "history" in table:
        yield Problem(f"{pointer}/history", "a list of diagnoses is filled from a slot", at_key=True)
    elif ("slot" in table) == ("history" in table):
        yield Problem(pointer, "expected either history or slot")
    elif "history" in table:
        if kind == "pair_edits" and "codes" not in table:
            yield Problem(pointer, "expected the key codes; it is missing")
    elif isinstance(slot, str):
        for name in sorted({"codes", "known_until"} & set(table)):
            yield Problem(f"{pointer}/{name}", f"a table with a slot takes no {name}", at_key=True)
        yield from _slot(kind, slot, table.get("setting"), f"{pointer}/slot")


def _slot(kind: str, slot: str, setting: Any, pointer: str) -> Iterator[Problem]:
    """A slot is of a program, and of the kind and the setting of its table, or of an article."""
    wanted = [kind, *([str(setting)] if setting else [])]
    if kind == "covered_diagnoses":
        if not _ARTICLE_SLOT.fullmatch(slot):
            yield Problem(pointer, "expected a slot of the form PROGRAM/covered_diagnoses/ARTICLE")
    elif kind in EDIT_KINDS and slot.split("/")[1:] != wanted:
        yield Problem(pointer, f"expected a slot of the form {'/'.join(['PROGRAM', *wanted])}")


def _row(kind: str, row: Json, pointer: str, table: Json, names: Names) -> Iterator[Problem]:
    if kind == "families":
        yield from _family_row(row, pointer, names)
    elif kind == "classification":
        yield from _classification_row(row, pointer, names)
    elif kind == "questions":
        yield from _question_row(row, pointer)
    elif kind == "tissues":
        yield from _listed(row, pointer, "tissues", vocabulary.TISSUES)
        yield from _listed(row, pointer, "layers", vocabulary.LAYERS)
    elif kind == "pair_edits":
        yield from _covered(row, pointer, table)
    elif kind in ("services", "diagnoses") and not {"codes", "beginning"} & set(row):
        yield Problem(pointer, "expected codes or beginning")
    elif kind == "diagnoses" and not {"kind", "depth"} & set(row):
        yield Problem(pointer, "expected kind or depth")
    elif kind == "deleted_codes":
        yield from _deleted_row(row, pointer, names)


def _family_row(row: Json, pointer: str, names: Names) -> Iterator[Problem]:
    for name in ("first", "step"):
        if isinstance(row.get(name), Mapping):
            yield from reference_problems(row[name], f"{pointer}/{name}", ("area_sq_cm",), names)
    if len({"first", "step", "add_on"} & set(row)) not in (0, 3):
        yield Problem(pointer, "expected first, step and add_on together, or none of them")


def _classification_row(row: Json, pointer: str, names: Names) -> Iterator[Problem]:
    yield from condition_problems(row.get("when"), f"{pointer}/when", "wound", names)
    for at, name in facts_in(row.get("when"), f"{pointer}/when"):
        if name in FACTS and FACTS[name].placed:
            yield Problem(at, f"{name} is known only after the classification")
    outcome, family = row.get("outcome"), row.get("family")
    if outcome == "family" and isinstance(family, str) and family not in names.families:
        yield Problem(
            f"{pointer}/family", f"no family {family} on every day", nearest(family, names.families)
        )
    if outcome in ("family", "excluded") and "family" not in row:
        yield Problem(pointer, f"expected family beside outcome {outcome}")
    if outcome == "query" and "ask" not in row:
        yield Problem(pointer, "expected ask beside outcome query")
    yield from ask_problems(row, pointer)
    yield from _no_placeholders(row, pointer)


def _no_placeholders(row: Json, pointer: str) -> Iterator[Problem]:
    for key in ("message", "ask"):
        for name in PLACEHOLDER.findall(str(row.get(key, ""))):
            yield Problem(f"{pointer}/{key}", f"placeholder {{{name}}} is not filled in here")


def _question_row(row: Json, pointer: str) -> Iterator[Problem]:
    fact = row.get("fact")
    if isinstance(fact, str) and fact not in FACTS:
        yield Problem(f"{pointer}/fact", f"{fact} is no fact", nearest(fact, FACTS))
    yield from _no_placeholders(row, pointer)
    yield from ask_problems(row, pointer)


def _listed(row: Json, pointer: str, key: str, known: Sequence[str]) -> Iterator[Problem]:
    for index, word in enumerate(row[key] if isinstance(row.get(key), list) else ()):
        if isinstance(word, str) and word not in known:
            yield Problem(f"{pointer}/{key}/{index}", f"unknown word {word}", nearest(word, known))


def _covered(row: Json, pointer: str, table: Json) -> Iterator[Problem]:
    codes = table.get("codes")
    if not isinstance(codes, list):
        return
    for key in ("column_1", "column_2"):
        if key in row and row[key] not in codes:
            yield Problem(f"{pointer}/{key}", f"{row[key]} is not among the table's codes", "add it to codes")


def _taken_codes(table: Json, pointer: str) -> Iterator[Problem]:
    """Codes of two kinds: the first row that names a code, or what it begins with, tells its kind."""
    for at, segment in enumerate(objects(table.get("history"))):
        kinds: dict[str, str] = {}
        for index, row in enumerate(objects(segment.get("rows"))):
            kind = str(row.get("kind"))
            entries = dict(_codes_and_ranges(row))
            for where, entry in entries.items():
                heads = (entry[:length] for length in range(2, 6))
                by = next((head for head in heads if kinds.get(head, kind) != kind), None)
                if by is not None:
                    yield Problem(
                        f"{pointer}/history/{at}/rows/{index}{where}",
                        f"{entry} is of kind {kinds[by]} already, by {by} in a row before",
                        "the first row that fits a code tells its kind",
                    )
            for entry in entries.values():
                kinds.setdefault(entry, kind)


def _codes_and_ranges(row: Json) -> Iterator[tuple[str, str]]:
    for key in ("codes", "beginning"):
        for index, entry in enumerate(row[key] if isinstance(row.get(key), list) else ()):
            if isinstance(entry, str):
                yield f"/{key}/{index}", entry


def _deleted_row(row: Json, pointer: str, names: Names) -> Iterator[Problem]:
    yield from day_problems(row.get("ended"), f"{pointer}/ended")
    family = row.get("family")
    if isinstance(family, str) and family not in names.families:
        yield Problem(f"{pointer}/family", f"no family {family}", nearest(family, names.families))
