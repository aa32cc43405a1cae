"""From the JSON of a pack to typed, frozen objects. Schema and lint have passed: nothing is checked here."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from debridecode.packs.model import (
    AllOf,
    AnatomicRow,
    AnyOf,
    AnyWound,
    Case,
    CaseTable,
    Cite,
    ClassificationRow,
    Condition,
    DeletedRow,
    DiagnosisRow,
    EditTablesOf,
    Effects,
    EveryWound,
    FactRef,
    FamilyRow,
    FindingEffect,
    Leaf,
    Not,
    Operand,
    Override,
    Pack,
    Parameter,
    ParameterRef,
    ParameterSegment,
    QuestionRow,
    Resolution,
    Rule,
    RuleSegment,
    ServedArea,
    Serves,
    ServiceRow,
    Table,
    TableSegment,
    TissueRow,
)
from debridecode.packs.raw import Json
from debridecode.releases import AddOn, CoveredDiagnosis, PairEdit, Source, UnitLimit


def pack_from(document: Json, *, file: str, text: str) -> Pack:
    """Make a pack of its JSON."""
    supports = document["supports"]
    return Pack(
        id=document["id"],
        version=document["version"],
        title=document["title"],
        extends=document.get("extends"),
        edit_tables=_edit_tables(document.get("edit_tables")),
        serves=_serves(document.get("serves")),
        resolved=_resolution(document.get("resolved")),
        supports_from=date.fromisoformat(supports["from"]),
        supports_until=_day_or_none(supports.get("until")),
        sources={id_: Source(id=id_, **raw) for id_, raw in document.get("sources", {}).items()},
        parameters={id_: _parameter(id_, raw) for id_, raw in document.get("parameters", {}).items()},
        tables={id_: _table(id_, raw) for id_, raw in document.get("tables", {}).items()},
        rules={id_: _rule(id_, raw) for id_, raw in document.get("rules", {}).items()},
        overrides=tuple(override_from(raw) for raw in document.get("overrides", ())),
        cases=tuple(_case(raw) for raw in document.get("tests", ())),
        file=file,
        text=text,
        digest=_digest(document),
    )


def _resolution(raw: Json | None) -> Resolution | None:
    return None if raw is None else Resolution(on=date.fromisoformat(raw["on"]), chain=tuple(raw["chain"]))


def _edit_tables(raw: Json | None) -> EditTablesOf | None:
    if raw is None:
        return None
    return EditTablesOf(program=raw["program"], reason=raw["reason"], cites=_cites(raw))


def _serves(raw: Json | None) -> Serves | None:
    if raw is None:
        return None
    areas = [
        ServedArea(
            state=area["state"],
            counties=tuple(area.get("counties", ())),
            note=area.get("note", ""),
            cites=_cites(area),
        )
        for area in raw["areas"]
    ]
    return Serves(
        program=raw["program"],
        names=tuple(raw["names"]),
        plans=tuple(raw.get("plans", ())),
        areas=tuple(areas),
    )


def condition_from(raw: Json) -> Condition:
    """Make a condition of its JSON.

    Example:
        >>> condition_from({"fact": "wound.method", "in": ["abrasion"]}).operator
        'in'
    """
    if "all" in raw:
        return AllOf(tuple(condition_from(part) for part in raw["all"]))
    if "any" in raw:
        return AnyOf(tuple(condition_from(part) for part in raw["any"]))
    for key, kind in _ONE_PART.items():
        if key in raw:
            return kind(condition_from(raw[key]))
    operator = next(key for key in raw if key != "fact")
    return Leaf(raw["fact"], operator, _value(raw[operator]))


_ONE_PART: Final[dict[str, Callable[[Condition], Condition]]] = {
    "not": Not,
    "any_wound": AnyWound,
    "every_wound": EveryWound,
}


def _value(raw: Any) -> Operand:
    """What a fact is compared with, or the value of a parameter."""
    if isinstance(raw, Mapping):
        return ParameterRef(raw["parameter"]) if "parameter" in raw else FactRef(raw["fact"])
    if isinstance(raw, list):
        if raw and isinstance(raw[0], list):
            return tuple(tuple(frozenset(words.split()) for words in group) for group in raw)
        return frozenset(raw)
    return Decimal(raw) if type(raw) is int else raw


def _cites(raw: Json) -> tuple[Cite, ...]:
    return tuple(Cite(each["source"], each["locator"]) for each in raw.get("cite", ()))


def _day_or_none(raw: str | None) -> date | None:
    return None if raw is None else date.fromisoformat(raw)


def _parameter(id_: str, raw: Json) -> Parameter:
    history = tuple(
        ParameterSegment(
            start=date.fromisoformat(segment["from"]),
            value=_value(segment["value"]),
            cites=_cites(segment),
        )
        for segment in raw["history"]
    )
    return Parameter(id=id_, title=raw["title"], type=raw["type"], history=history, origin=raw.get("origin"))


def _rule(id_: str, raw: Json) -> Rule:
    history = tuple(_rule_segment(segment) for segment in raw["history"])
    return Rule(id=id_, title=raw["title"], scope=raw["scope"], history=history, origin=raw.get("origin"))


def _rule_segment(raw: Json) -> RuleSegment:
    start = date.fromisoformat(raw["from"])
    if raw.get("retired"):
        return RuleSegment(start=start, retired=True, cites=_cites(raw))
    return RuleSegment(
        start=start, when=condition_from(raw["when"]), then=_effects(raw["then"]), cites=_cites(raw)
    )


def _effects(raw: Json) -> Effects:
    finding, modifier = raw.get("finding"), raw.get("modifier")
    return Effects(
        finding=None if finding is None else FindingEffect(**finding),
        modifier=ParameterRef(modifier["parameter"]) if isinstance(modifier, Mapping) else modifier,
        drop=raw.get("drop", False),
        hold=raw.get("hold", False),
        step=raw.get("step", ""),
    )


def _table(id_: str, raw: Json) -> Table[Any]:
    make = _ROWS[raw["kind"]]
    history = tuple(
        TableSegment(
            start=date.fromisoformat(segment["from"]),
            release=segment.get("release", ""),
            rows=tuple(make(row) for row in segment["rows"]),
            cites=_cites(segment),
        )
        for segment in raw.get("history", ())
    )
    return Table(
        id=id_,
        kind=raw["kind"],
        title=raw["title"],
        setting=raw.get("setting"),
        level=raw.get("level"),
        codes=frozenset(raw.get("codes", ())),
        known_until=_day_or_none(raw.get("known_until")),
        slot=raw.get("slot"),
        history=history,
        origin=raw.get("origin"),
    )


def _family_row(raw: Json) -> FamilyRow:
    return FamilyRow(
        id=raw["id"],
        label=raw["label"],
        primary=raw["primary"],
        add_on=raw.get("add_on"),
        first=ParameterRef(raw["first"]["parameter"]) if "first" in raw else None,
        step=ParameterRef(raw["step"]["parameter"]) if "step" in raw else None,
    )


def _classification_row(raw: Json) -> ClassificationRow:
    return ClassificationRow(
        id=raw["id"],
        when=condition_from(raw["when"]),
        outcome=raw["outcome"],
        family=raw.get("family"),
        message=raw["message"],
        ask=raw.get("ask"),
        ask_of=raw.get("ask_of", "coder"),
        cites=_cites(raw),
    )


_ROWS: Final[dict[str, Callable[[Json], Any]]] = {
    "families": _family_row,
    "classification": _classification_row,
    "tissues": lambda raw: TissueRow(
        id=raw["id"], tissues=frozenset(raw["tissues"]), layers=frozenset(raw["layers"])
    ),
    "questions": lambda raw: QuestionRow(**raw),
    "services": lambda raw: ServiceRow(
        kind=raw["kind"],
        codes=frozenset(raw.get("codes", ())),
        beginning=tuple(raw.get("beginning", ())),
        covers_limb=raw.get("covers_limb", False),
    ),
    "anatomic": lambda raw: AnatomicRow(modifier=raw["modifier"], words=frozenset(raw["words"])),
    "diagnoses": lambda raw: DiagnosisRow(
        id=raw["id"],
        kind=raw.get("kind"),
        depth=raw.get("depth"),
        codes=frozenset(raw.get("codes", ())),
        beginning=tuple(raw.get("beginning", ())),
    ),
    "deleted_codes": lambda raw: DeletedRow(
        code=raw["code"], family=raw["family"], ended=date.fromisoformat(raw["ended"])
    ),
    "pair_edits": lambda raw: PairEdit(raw["column_1"], raw["column_2"], raw["indicator"]),
    "unit_limits": lambda raw: UnitLimit(raw["code"], Decimal(raw["limit"]), raw["indicator"]),
    "covered_diagnoses": lambda raw: CoveredDiagnosis(
        raw["code"].replace(".", ""),
        str(raw["group"]),
        "1" if raw.get("covered", True) else "0",
        "1" if raw.get("conditioned") else "0",
    ),
    "add_ons": lambda raw: AddOn(raw["add_on"], raw["primary"], raw.get("type", "1")),
}


def override_from(raw: Json) -> Override:
    """Make an override of its JSON."""
    return Override(
        target=raw["target"],
        start=date.fromisoformat(raw["from"]),
        until=date.fromisoformat(raw["until"]) if "until" in raw else None,
        change=raw["change"],
        was=_changed(raw["change"], raw.get("was")),
        was_from=date.fromisoformat(raw["was_from"]),
        to=_changed(raw["change"], raw.get("to")),
        reason=raw["reason"],
        cites=_cites(raw),
    )


def _changed(change: str, raw: Any) -> Any:
    """What an override puts out or in."""
    if change == "when":
        return condition_from(raw)
    return _value(raw) if change == "value" else raw


def _case(raw: Json) -> Case:
    expect = raw["expect"]
    return Case(
        name=raw["name"],
        covers=tuple(raw["covers"]),
        base=raw["given"]["base"],
        changes=dict(raw["given"].get("set", {})),
        tables={id_: _case_table(table) for id_, table in raw["given"].get("tables", {}).items()},
        billed=None if "billed" not in raw["given"] else tuple(raw["given"]["billed"]),
        status=expect.get("status"),
        lines=None if "lines" not in expect else tuple(expect["lines"]),
        failed=tuple(expect.get("failed", ())),
        not_checked=tuple(expect.get("not_checked", ())),
        severities=dict(expect.get("severities", {})),
    )


def _case_table(raw: Json) -> CaseTable:
    return CaseTable(
        rows=tuple(raw["rows"]),
        codes=frozenset(raw["codes"]) if "codes" in raw else None,
        start=date.fromisoformat(raw["from"]),
        until=_day_or_none(raw.get("until")),
    )


def rows_from(kind: str, raw: Iterable[Json]) -> tuple[Any, ...]:
    """Make the rows of a table of a kind of their JSON."""
    return tuple(map(_ROWS[kind], raw))


def _tagged(number: Decimal) -> list[str]:
    """A number that is not whole, told apart from the same text."""
    return ["decimal", str(number)]


def _digest(document: Json) -> str:
    """A sha256 over what a pack says. Of all keys, only those of rules say something by their order."""
    said = [document, list(document.get("rules", ()))]
    canonical = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_tagged)
    return "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()
