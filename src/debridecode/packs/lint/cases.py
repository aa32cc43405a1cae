"""Tests that stand in a pack: what they name."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from debridecode.packs.lint.names import Names
from debridecode.packs.raw import Json, Problem, escape, nearest, objects

_UNSAID: Final = "billed"
"""How a test names a difference between a claim and the record that no rule speaks of."""


def case_problems(document: Json, names: Names) -> Iterator[Problem]:
    """What is wrong with the names that tests use."""
    for index, case in enumerate(objects(document.get("tests"))):
        yield from _case(case, f"/tests/{index}", names)


def _case(case: Json, pointer: str, names: Names) -> Iterator[Problem]:
    known = names.rules | names.rows | set(names.parameters) | {_UNSAID}
    for index, id_ in enumerate(case["covers"] if isinstance(case.get("covers"), list) else ()):
        if isinstance(id_, str) and id_ not in known:
            yield Problem(
                f"{pointer}/covers/{index}", f"no rule, row or parameter {id_}", nearest(id_, known)
            )
    given, expect = case.get("given"), case.get("expect")
    base = given.get("base") if isinstance(given, Mapping) else None
    if isinstance(base, str) and base not in names.fixtures:
        yield Problem(f"{pointer}/given/base", f"no fixture {base}", nearest(base, names.fixtures))
    tables = given.get("tables") if isinstance(given, Mapping) else None
    for id_ in tables if isinstance(tables, Mapping) else ():
        if id_ not in names.slots:
            at = f"{pointer}/given/tables/{escape(id_)}"
            yield Problem(at, f"no table {id_} with a slot", nearest(id_, names.slots), at_key=True)
    for at, entry in _named(expect if isinstance(expect, Mapping) else {}):
        id_ = entry.partition("@")[0] if isinstance(entry, str) else ""
        if id_ and id_ not in known:
            yield Problem(f"{pointer}/expect/{at}", f"no rule or row {id_}", nearest(id_, known))


def _named(expect: Json) -> Iterator[tuple[str, Any]]:
    """What a test expects of rules and rows, each by its name."""
    for key in ("failed", "not_checked"):
        listed = expect.get(key)
        for index, entry in enumerate(listed if isinstance(listed, list) else ()):
            yield f"{key}/{index}", entry
    severities = expect.get("severities")
    for entry in severities if isinstance(severities, Mapping) else ():
        yield f"severities/{escape(entry)}", entry
