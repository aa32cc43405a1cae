"""Conditions and messages of a pack against the catalogue of facts."""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from debridecode.measures import problem_of_area
from debridecode.packs.catalogue import AUTHORIZATION, FACTS, OPERATORS, PLACEHOLDER, Fact, facts_of
from debridecode.packs.lint.names import Names
from debridecode.packs.lint.parameters import KINDS_COMPARED, reference_problems
from debridecode.packs.raw import Json, Problem, escape, nearest

_OPERATOR_NAMES: Final = frozenset(name for names in OPERATORS.values() for name in names)
_CODE_FORM: Final = (
    r"[0-9A-Z][0-9]{3}[0-9A-Z]",
    "a code of five characters, capital letters or digits, the middle three digits",
)
_FORMS: Final = {
    "billed.modifier": (r"[0-9A-Z]{2}", "a modifier of two capital letters or digits"),
    "encounter.place_of_service": (r"[0-9]{2}", "a place of service of two digits"),
}
"""The facts of kind code that hold no procedure code -> the form of theirs, and how it is named."""


def template_problems(text: Any, pointer: str, scope: str, names: Names) -> Iterator[Problem]:
    """Placeholders of a message that are no fact of its scope and no parameter."""
    if not isinstance(text, str):
        return
    shown = {id_ for id_, type_ in names.parameters.items() if not type_.endswith("_groups")}
    known = {*facts_of(scope), *shown}
    for name in PLACEHOLDER.findall(text):
        if name not in known:
            yield Problem(pointer, f"no fact or parameter {{{name}}} in scope {scope}", nearest(name, known))


def condition_problems(raw: Any, pointer: str, scope: str, names: Names) -> Iterator[Problem]:
    """Problems of a condition. The reader has bounded how deep it nests."""
    if not isinstance(raw, Mapping):
        return
    kinds = [key for key in ("all", "any", "not", "any_wound", "every_wound", "fact") if key in raw]
    if len(kinds) != 1:
        expected = "expected exactly one of all, any, not, any_wound, every_wound, fact"
        yield Problem(pointer, expected, "write them as parts of one all or any" if kinds else "")
        return
    kind = kinds[0]
    beside = sorted(set(raw) - {kind}) if kind != "fact" else []
    if beside:
        yield Problem(
            f"{pointer}/{escape(beside[0])}", f"expected nothing beside {kind}, not {beside[0]}", at_key=True
        )
    if kind in ("all", "any"):
        parts = raw[kind] if isinstance(raw[kind], list) else []
        for index, part in enumerate(parts):
            yield from condition_problems(part, f"{pointer}/{kind}/{index}", scope, names)
    elif kind == "not":
        yield from condition_problems(raw["not"], f"{pointer}/not", scope, names)
    elif kind == "fact":
        yield from _leaf(raw, pointer, scope, names)
    elif scope == "encounter":
        yield from condition_problems(raw[kind], f"{pointer}/{kind}", "wound", names)
    else:
        yield Problem(f"{pointer}/{kind}", f"{kind} needs scope encounter", "change the scope", at_key=True)


def _leaf(raw: Json, pointer: str, scope: str, names: Names) -> Iterator[Problem]:
    name = raw["fact"]
    known = facts_of(scope)
    if not isinstance(name, str):
        return
    if name not in known:
        where = f"is a fact of scope {FACTS[name].scope}, not {scope}" if name in FACTS else "is no fact"
        yield Problem(f"{pointer}/fact", f"{name} {where}", nearest(name, known))
        return
    fact = known[name]
    operators = [key for key in raw if key in _OPERATOR_NAMES]
    if len(operators) != 1:
        allowed = ", ".join(OPERATORS[fact.kind])
        yield Problem(pointer, f"expected exactly one operator beside {name}", f"it takes {allowed}")
        return
    operator = operators[0]
    if operator not in OPERATORS[fact.kind]:
        hint = (
            f"it takes {', '.join(OPERATORS[fact.kind])}"
            if OPERATORS[fact.kind]
            else "name it in messages only"
        )
        yield Problem(f"{pointer}/{operator}", f"{name} does not take {operator}", hint, at_key=True)
        return
    yield from _operand(raw[operator], f"{pointer}/{operator}", fact, operator, scope, names)


def _operand(
    raw: Any, pointer: str, fact: Fact, operator: str, scope: str, names: Names
) -> Iterator[Problem]:
    if operator == "known" or fact.kind == "yes_no":
        if type(raw) is not bool:
            yield Problem(pointer, "expected true or false")
    elif isinstance(raw, Mapping):
        yield from _reference(raw, pointer, fact, scope, names)
    elif operator in ("in", "within", "includes"):
        if not isinstance(raw, list) or not raw:
            yield Problem(pointer, "expected a list with at least one word")
            return
        for index, word in enumerate(raw):
            yield from _word(word, f"{pointer}/{index}", fact, names)
    elif fact.kind == "number":
        yield from _number(raw, pointer)
    else:
        yield from _word(raw, pointer, fact, names)


def _number(raw: Any, pointer: str) -> Iterator[Problem]:
    """A number is bounded as a parameter is, for cases are made beside it; its sign is for the review."""
    if type(raw) is bool or not isinstance(raw, int | Decimal):
        yield Problem(pointer, "expected a number without quotes, a parameter or a fact")
    elif raw and (message := problem_of_area(Decimal(raw).copy_abs())):
        yield Problem(pointer, message.replace("an area", "a number"))


def _word(word: Any, pointer: str, fact: Fact, names: Names) -> Iterator[Problem]:
    if not isinstance(word, str):
        yield Problem(pointer, "expected a word, as text")
        return
    known: Iterable[str] = names.families if fact.kind == "family" else fact.values
    if fact.kind == "code":
        pattern, form = _FORMS.get(fact.name, _CODE_FORM)
        if re.fullmatch(pattern, word) is None:
            yield Problem(pointer, f"expected {form}")
    elif word not in known:
        yield Problem(pointer, f"{fact.name} is never {word}", nearest(word, known))


def _reference(raw: Json, pointer: str, fact: Fact, scope: str, names: Names) -> Iterator[Problem]:
    keys = ("parameter", "fact") if fact.kind == "number" else ("parameter",)
    for key in sorted(set(raw) - set(keys)):
        yield Problem(f"{pointer}/{escape(key)}", f"unknown key {key}", nearest(key, keys), at_key=True)
    given = [key for key in keys if key in raw]
    if set(raw) - set(keys):
        return
    if len(given) != 1:
        yield Problem(pointer, "expected exactly one key: " + " or ".join(keys))
    elif not isinstance(raw[given[0]], str):
        yield Problem(f"{pointer}/{given[0]}", "expected text")
    elif "parameter" in raw:
        wanted = tuple(type_ for type_, kinds in KINDS_COMPARED.items() if fact.kind in kinds)
        yield from reference_problems(raw, pointer, wanted, names)
    else:
        known = [name for name, each in facts_of(scope).items() if each.kind == fact.kind]
        if raw["fact"] not in known:
            message = f"{raw['fact']} is no {fact.kind} fact of this scope"
            yield Problem(f"{pointer}/fact", message, nearest(raw["fact"], known))


def authorization_problems(raw: Any, pointer: str, *, decides: bool) -> Iterator[Problem]:
    """Prior authorization never takes an edit away: what asks an edit table or decides a line reads none."""
    named = list(facts_in(raw, pointer))
    if decides or any(name in FACTS and FACTS[name].from_table for _, name in named):
        for at, name in named:
            if name in AUTHORIZATION:
                message = f"no edit may turn on {name}: prior authorization takes none away"
                yield Problem(at, message, "write a rule of its own, with a finding alone")


def facts_in(raw: Any, pointer: str) -> Iterator[tuple[str, str]]:
    """Every fact that a condition names, with its pointer."""
    if isinstance(raw, Mapping):
        for key, part in raw.items():
            if key == "fact" and isinstance(part, str):
                yield f"{pointer}/fact", part
            else:
                yield from facts_in(part, f"{pointer}/{escape(str(key))}")
    elif isinstance(raw, list):
        for index, part in enumerate(raw):
            yield from facts_in(part, f"{pointer}/{index}")
