"""Conditions of packs said in CEL, the Common Expression Language, and answered by another engine.

A condition becomes two CEL expressions: when it holds, and when it does not. Where neither is true it is
unknown. CEL itself has two values, so what is unknown is spelled out: a fact that is known is a key of its
map, and every leaf asks first whether its keys are there.

The translation starts from the JSON of a pack and shares nothing with the engine, so a mistake would have to
be made twice to go unseen. Of the two CEL engines for Python this is `common-expression-language`, a binding
of the one in Rust: it compares, counts and looks into lists with code of its own, where the values of
`cel-python` are those of Python, as the engine's are; and it answers some hundred times faster.
"""

import json
from decimal import Decimal

import cel

PARTS = 10**12
"""Numbers are counted in millionths of a millionth, as whole numbers: CEL's fractions are not exact."""

LEAVES = {
    "is": ("{value} == {operand}", "{value} != {operand}"),
    "is_not": ("{value} != {operand}", "{value} == {operand}"),
    "in": ("{value} in {operand}", "!({value} in {operand})"),
    "includes": (
        "{value}.exists(each, each in {operand})",
        "{value}.all(each, !(each in {operand}))",
    ),
    "within": (
        "size({value}) > 0 && {value}.all(each, each in {operand})",
        "size({value}) == 0 || {value}.exists(each, !(each in {operand}))",
    ),
    "lt": ("{value} < {operand}", "{value} >= {operand}"),
    "le": ("{value} <= {operand}", "{value} > {operand}"),
    "gt": ("{value} > {operand}", "{value} <= {operand}"),
    "ge": ("{value} >= {operand}", "{value} < {operand}"),
    "eq": ("{value} == {operand}", "{value} != {operand}"),
    "ne": ("{value} != {operand}", "{value} == {operand}"),
}
"""Of each operator: when it holds, and when it does not; both only of what is known."""


def translated(raw):
    """Two CEL expressions for the JSON of a condition: when it holds, and when it does not."""
    if "all" in raw:
        pairs = [translated(part) for part in raw["all"]]
        return _joined(" && ", "true", [yes for yes, _ in pairs]), _joined(
            " || ", "false", [no for _, no in pairs]
        )
    if "any" in raw:
        pairs = [translated(part) for part in raw["any"]]
        return _joined(" || ", "false", [yes for yes, _ in pairs]), _joined(
            " && ", "true", [no for _, no in pairs]
        )
    if "not" in raw:
        yes, no = translated(raw["not"])
        return no, yes
    if "any_wound" in raw:
        yes, no = translated(raw["any_wound"])
        return f"wounds.exists(wound, {yes})", f"wounds.all(wound, {no})"
    if "every_wound" in raw:
        yes, no = translated(raw["every_wound"])
        return f"wounds.all(wound, {yes})", f"wounds.exists(wound, {no})"
    return _leaf(raw)


def _joined(sign, of_none, parts):
    return sign.join(f"({part})" for part in parts) or of_none


def _leaf(raw):
    [(operator, operand)] = [(key, value) for key, value in raw.items() if key != "fact"]
    known, value = f"has({raw['fact']})", raw["fact"]
    if operator == "known":
        return (known, f"!{known}") if operand else (f"!{known}", known)
    operand_known, operand = _operand(operand)
    yes, no = (each.format(value=value, operand=operand) for each in LEAVES[operator])
    return f"{known} && {operand_known} && ({yes})", f"{known} && {operand_known} && ({no})"


def _operand(raw):
    """When an operand is known, and the operand."""
    if isinstance(raw, dict) and "fact" in raw:
        return f"has({raw['fact']})", raw["fact"]
    if isinstance(raw, dict):
        name = json.dumps(raw["parameter"])
        return f"{name} in parameters", f"parameters[{name}]"
    return "true", json.dumps(as_value(raw))


def as_value(raw):
    """A fact, or what it is held against, as CEL has it: numbers in whole parts, sets of words as lists."""
    if isinstance(raw, bool | str):
        return raw
    if isinstance(raw, set | frozenset | list | tuple):
        return sorted(map(as_value, raw))
    parts = Decimal(raw) * PARTS
    assert parts == int(parts)
    return int(parts)


def asked(raw, parameters):
    """A condition ready to be put to CEL: of variables, True, False, or None where it is unknown.

    Args:
        raw: the JSON of the condition.
        parameters: id -> value; of those that the condition names.

    The variables are, of each scope, the facts that are known, and likewise `wounds`.
    """
    yes, no = translated(raw)
    text = f"[{yes}, {no}]"
    program = cel.compile(text)
    read = {id_: as_value(value) for id_, value in parameters.items() if json.dumps(id_) in text}

    def answer(variables):
        holds, fails = program.execute({**variables, "parameters": read})
        assert not (holds and fails)
        return True if holds else False if fails else None

    return answer
