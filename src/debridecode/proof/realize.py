"""Encounters of which facts are as wanted, as far as a table of fields can bring that about.

Each starts from a fixture, a complete encounter, and changes only what the facts ask for. What is derived,
such as what sets two services apart, is brought about by wounds and services at one place or at two. Nothing
here is sure: whether an encounter shows what is wanted, the engine tells.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from decimal import Decimal
from functools import cache
from itertools import product
from typing import Any, Final

from attrs import evolve, frozen

from debridecode import vocabulary
from debridecode.engine.work import OTHER
from debridecode.packs.bundled import fixtures
from debridecode.packs.catalogue import FACTS
from debridecode.proof.circumstances import CIRCUMSTANCES
from debridecode.proof.day import Values
from debridecode.proof.encode import Value

Document = dict[str, Any]
"""An encounter as JSON holds it."""

_SAID: Final = "slough delays healing; seen and noted"
_UNTIED: Final = "done as planned"
_FINEST: Final = Decimal("0.0001")
_FORMS: Final = {"practitioner": "professional", "outpatient_hospital": "institutional"}
_ANY_PLACE: Final = "99"
_HERE: Final = ("right medial lower leg, 4 cm above the malleolus", "right")
_THERE: Final = ("left dorsal forearm, 3 cm above the wrist", "left")
_VAGUE: Final = "leg"
_AREAS: Final = (Decimal(8), Decimal(24), Decimal(90), Decimal(4_000))
_UNITS: Final = (1, 2, 999)
_AMOUNTS: Final = ((1, Decimal(8)), (2, Decimal(90)), (999, Decimal(4_000)))
"""Units of a service, and an area that gives no unit of an add-on, a few, or very many."""
_STATED: Final[tuple[Mapping[str, bool], ...]] = (
    {},
    {"separately_identifiable": True},
    {"separately_identifiable": False},
    {"separate_session": True},
    {"other_practitioner": True},
    {"other_practitioner": True, "separately_identifiable": False},
)


@frozen(kw_only=True)
class Wanted:
    """What an encounter is wanted to show.

    Attributes:
        scope: of the conditions that it is about.
        values: facts, and what they should be.
        families: id of a family -> facts that place a wound in it.
        codes: of other services that are worth trying, the likeliest first.
    """

    scope: str
    values: Values
    families: Mapping[str, Mapping[str, Value]]
    codes: tuple[str, ...] = ()


def documents(wanted: Wanted) -> Iterator[Document]:
    """Encounters that may show what is wanted, the likeliest first."""
    for start in _starts():
        for document in _subjects(wanted, start):
            for form in _forms(wanted):
                yield _filled(document, evolve(wanted, values={**form, **wanted.values}))


def with_codes(codes: Iterable[str], family_of: Mapping[str, str], wanted: Wanted) -> Iterator[Document]:
    """Encounters on which one or two codes stand: those of families as wounds, others as services.

    Args:
        codes: one or two.
        family_of: code -> id of the family that has it.
        wanted: facts that place a wound in each family.
    """
    for start in _starts():
        for (units, area), apart, form in product(_AMOUNTS, (False, True), _forms(wanted)):
            document = deepcopy(start)
            document["wounds"] = document["wounds"][:1]
            number, places = 0, (_HERE, _THERE if apart else _HERE)
            for code, place in zip(codes, places, strict=False):
                if code in family_of:
                    _put_wound(document, number, wanted.families[family_of[code]], place)
                    document["wounds"][number]["debridement"]["area_sq_cm"] = area
                    number += 1
                else:
                    document["other_services"].append(_service(code, units, {}, place))
            yield _filled(document, evolve(wanted, values=form))


@cache
def _fixtures() -> tuple[Document, ...]:
    return tuple(json.loads(text, parse_float=Decimal) for text in fixtures().values())


def _starts() -> Iterator[Document]:
    """The fixtures, those with one wound first."""
    for document in sorted(_fixtures(), key=lambda each: len(each["wounds"])):
        yield deepcopy(document)


def _forms(wanted: Wanted) -> list[dict[tuple[str, str], Value]]:
    """Both claim forms, where neither is wanted."""
    fact = ("encounter", "encounter.claim_form")
    if fact in wanted.values or ("encounter", "encounter.setting") in wanted.values:
        return [{}]
    return [{}, {fact: "institutional"}]


def _subjects(wanted: Wanted, start: Document) -> Iterator[Document]:
    """A fixture with what the facts of a line or a pair of lines are facts of."""
    if wanted.scope == "line":
        yield from _lines(wanted, start)
    elif wanted.scope == "pair":
        yield from _pairs(wanted, start)
    else:
        yield start


def _lines(wanted: Wanted, start: Document) -> Iterator[Document]:
    role = wanted.values.get(("line", "line.role"))
    family = wanted.values.get(("line", "line.family"))
    if OTHER not in (role, family):
        for area in _AREAS:
            document = deepcopy(start)
            document["wounds"] = document["wounds"][:1]
            _put_wound(document, 0, wanted.families.get(family or "", {}), _HERE)
            document["wounds"][0]["debridement"]["area_sq_cm"] = area
            yield document
    if role in (None, OTHER):
        for code, units, stated in product(wanted.codes, _UNITS, _STATED[::4]):
            document = deepcopy(start)
            document["other_services"].append(_service(code, units, stated, _THERE))
            yield document


def _pairs(wanted: Wanted, start: Document) -> Iterator[Document]:
    kinds = [wanted.values.get(("pair", f"pair.column_{column}_kind")) for column in (1, 2)]
    ours = [kind for kind in kinds if kind in (None, "debridement")]
    for place in (_HERE, _THERE):
        if len(ours) > 1:
            for one, other in product(wanted.families.values(), repeat=2):
                document = deepcopy(start)
                _put_wound(document, 0, one, _HERE)
                _put_wound(document, 1, other, place)
                yield document
        for code, stated in product(wanted.codes if ours else (), _STATED):
            document = _with_line(wanted, start)
            document["other_services"].append(_service(code, 1, stated, place))
            yield document
    if not ours:
        few = wanted.codes[:8]
        for both, stated in product(product(few, few), _STATED):
            document = deepcopy(start)
            document["other_services"] += [
                _service(both[0], 1, {}, _HERE),
                _service(both[1], 1, stated, _HERE),
            ]
            yield document


def _with_line(wanted: Wanted, start: Document) -> Document:
    """The debridement line of a pair: of the family that is wanted, and at two places where that is."""
    document = deepcopy(start)
    family = wanted.families.get(wanted.values.get(("pair", "pair.family")) or "")
    in_part = wanted.values.get(("pair", "pair.distinct_by")) == "part"
    if family or in_part:
        document["wounds"] = document["wounds"][:1]
        for at, place in enumerate((_HERE, _THERE) if in_part else (_HERE,)):
            _put_wound(document, at, family or {}, place)
    return document


def _service(code: str, units: int, stated: Mapping[str, bool], place: tuple[str, str]) -> Document:
    return {"code": code, "units": units, "location": place[0], "laterality": place[1], **stated}


def _put_wound(document: Document, at: int, facts: Mapping[str, Value], place: tuple[str, str]) -> None:
    """A wound of the fixture, with facts and a place of its own."""
    wounds = document["wounds"]
    while len(wounds) <= at:
        wounds.append({**deepcopy(wounds[0]), "wound_id": chr(ord("A") + len(wounds))})
    wounds[at]["location"], wounds[at]["laterality"] = place
    _place_wound(wounds[at], facts)


def _place_wound(wound: Document, facts: Mapping[str, Value]) -> None:
    """A wound with facts, such as those that place it in a family."""
    for fact, value in sorted(facts.items(), key=lambda each: each[0] in _LAST):
        _set_of_wound(wound, fact, value)


def _filled(document: Document, wanted: Wanted) -> Document:
    """The encounter with every fact of it and of its wounds set, as far as fields say it."""
    document = deepcopy(document)
    # What follows from other facts is set first, so that those have the last word where both are wanted.
    for (subject, fact), value in sorted(wanted.values.items(), key=lambda each: each[0][1] in _LAST):
        if subject == "encounter":
            _set_of_encounter(document, fact, value, wanted)
        elif subject.startswith("wound"):
            at = int(subject.partition(" ")[2])
            while len(document["wounds"]) <= at:
                _put_wound(document, len(document["wounds"]), {}, _THERE)
            if fact == "wound.place_in_doubt" and value:
                again = {**deepcopy(document["wounds"][at]), "wound_id": "again"}
                document["wounds"].append(again)
            elif fact == "wound.family":
                placing = wanted.families.get(value or "", {"wound.method": None})
                _place_wound(document["wounds"][at], placing)
            else:
                _set_of_wound(document["wounds"][at], fact, value)
    return document


_ENCOUNTER: Final = {
    "encounter.claim_form": ("setting", "claim_form"),
    "encounter.place_of_service": ("setting", "place_of_service"),
    "encounter.role": ("rendering_provider", "role"),
    "encounter.therapy_plan_of_care": ("rendering_provider", "therapy_plan_of_care"),
    "encounter.plan_discipline": ("therapy_plan", "discipline"),
    "encounter.within_global_period": ("global_period", "within"),
    "encounter.postoperative": ("global_period", "relation"),
    "encounter.advance_notice": ("coverage", "advance_notice"),
}
"""Facts that a field of a section holds as they are."""


def _set_of_encounter(document: Document, fact: str, value: Value, wanted: Wanted) -> None:
    if fact == "encounter.setting":
        fact, value = "encounter.claim_form", _FORMS.get(value)
    if fact == "encounter.place_of_service" and value == "":
        value = _ANY_PLACE
    if fact in CIRCUMSTANCES:
        CIRCUMSTANCES[fact](document, value)
    elif fact in _ENCOUNTER:
        section, field = _ENCOUNTER[fact]
        document[section] = {**(document.get(section) or {}), field: value}
    elif fact == "encounter.care_instructions_documented":
        document["care_instructions"] = _SAID if value else None
    elif fact == "encounter.debridement_elsewhere":
        codes = [code for code in wanted.codes if value]
        document["other_services"] += [_service(code, 1, {}, _THERE) for code in codes[:1]]
    elif fact == "encounter.debridement_shown" and not value:
        for wound in document["wounds"]:
            wound["debridement"] = {"method": "cleansing_only"}
    elif fact == "encounter.wounds_excluded" and value:
        _put_wound(document, len(document["wounds"]), {"wound.etiology": "burn"}, _THERE)


_WOUND: Final = {
    "wound.method": ("debridement", "method"),
    "wound.deepest_tissue_removed": ("debridement", "deepest_tissue_removed"),
}
_TEXTS: Final = {
    "wound.technique_documented": ("debridement", "technique"),
    "wound.medical_necessity_documented": ("medical_necessity",),
    **{
        f"wound.{element}_documented": ("assessment", element)
        for element in (
            "drainage",
            "color",
            "texture",
            "temperature",
            "vascularity",
            "surrounding_tissue",
            "infection",
        )
    },
}


def _set_of_wound(wound: Document, fact: str, value: Value) -> None:
    if fact in _WOUND:
        section, field = _WOUND[fact]
        wound[section][field] = value
    elif fact in _TEXTS:
        *sections, field = _TEXTS[fact]
        held = wound[sections[0]] if sections else wound
        held[field] = (held.get(field) or _SAID) if value else None
    elif fact in _DERIVED:
        _DERIVED[fact](wound, value)


def _set_tissue(wound: Document, value: Value) -> None:
    wound["debridement"]["tissue_removed"] = sorted(value or ())


def _set_area(wound: Document, value: Value) -> None:
    done = wound["debridement"]
    done["area_sq_cm"] = None if value is None else max(_FINEST, value.quantize(_FINEST))
    if value is None:
        wound["before"] = wound["after"] = {}


def _set_area_source(wound: Document, value: Value) -> None:
    done = wound["debridement"]
    size = {"length_cm": done["area_sq_cm"] or Decimal(24), "width_cm": 1}
    if value == "recorded":
        done["area_sq_cm"] = done["area_sq_cm"] or Decimal(24)
        return
    done["area_sq_cm"] = None
    wound["before"] = size if value == "computed_before" else {}
    wound["after"] = size if value == "computed_after" else {}


def _set_beyond(wound: Document, value: Value) -> None:
    if value is None:
        wound["before"] = wound["after"] = {}
    elif value:
        wound["before"] = {"length_cm": _FINEST, "width_cm": 1}
        wound["after"] = {**wound["before"]}


def _set_measured(moment: str) -> Callable[[Document, Value], None]:
    def put(wound: Document, value: Value) -> None:
        area = wound["debridement"]["area_sq_cm"] or Decimal(24)
        wound[moment] = {"length_cm": area, "width_cm": 1} if value else {}

    return put


def _set_location(wound: Document, value: Value) -> None:
    if not value:
        wound["location"] = wound["laterality"] = None


def _set_exact(wound: Document, value: Value) -> None:
    if not value and wound["location"] is not None:
        wound["location"] = _VAGUE


def _set_contradicted(wound: Document, value: Value) -> None:
    if value:
        wound["location"], wound["laterality"] = _HERE[0], _THERE[1]


def _set_depth(wound: Document, value: Value) -> None:
    sides = {key: size for key, size in wound["before"].items() if not key.startswith("depth")}
    wound["before"] = {**sides, "depth_cm": Decimal("0.2")} if value else sides


def _set_tied(wound: Document, value: Value) -> None:
    if wound["medical_necessity"] is not None:
        wound["medical_necessity"] = _SAID if value else _UNTIED


def _set_tissue_said(wound: Document, value: Value) -> None:
    done = wound["debridement"]
    done["tissue_removed"] = (done["tissue_removed"] or ["slough"]) if value else []


def _set_devitalized(wound: Document, value: Value) -> None:
    done = wound["debridement"]
    done["tissue_removed"] = ["slough"] if value else []
    done["deepest_tissue_removed"] = {True: "dermis", False: "none", None: None}[value]


def _set_contradicting(wound: Document, value: Value) -> None:
    if value:
        _set_devitalized(wound, value=True)
        wound["debridement"]["tissue_removed"] = ["necrotic_bone"]


def _put(field: str, value_of: Callable[[Value], Any]) -> Callable[[Document, Value], None]:
    def put(wound: Document, value: Value) -> None:
        wound[field] = value_of(value)

    return put


def _set_instrument(wound: Document, value: Value) -> None:
    wound["debridement"]["instruments"] = ["curette"] if value else []


def _set_assessment(wound: Document, value: Value) -> None:
    wound["assessment"] = wound["assessment"] if value else {}


_DERIVED: Final[Mapping[str, Callable[[Document, Value], None]]] = {
    "wound.etiology": _put("etiology", lambda value: value),
    "wound.diagnosis_documented": _put("diagnoses", lambda value: ["L97.811"] if value else []),
    "wound.tissue_removed": _set_tissue,
    "wound.compared": lambda wound, value: wound.update(compared=sorted(value or ())),
    "wound.tissue_documented": _set_tissue_said,
    "wound.devitalized_tissue_removed": _set_devitalized,
    "wound.tissue_contradicts_depth": _set_contradicting,
    "wound.area_sq_cm": _set_area,
    "wound.area_source": _set_area_source,
    "wound.area_beyond_measured": _set_beyond,
    "wound.measured_before": _set_measured("before"),
    "wound.measured_after": _set_measured("after"),
    "wound.depth_measured": _set_depth,
    "wound.instrument_documented": _set_instrument,
    "wound.assessment_documented": _set_assessment,
    "wound.location_documented": _set_location,
    "wound.location_exact": _set_exact,
    "wound.side_contradicted": _set_contradicted,
    "wound.medical_necessity_tied": _set_tied,
}
"""Facts that take more than one field to set."""
_LAST: Final = frozenset({*_WOUND, "wound.tissue_removed", "wound.etiology"})


def with_areas(areas: Iterable[Decimal], families: Iterable[Mapping[str, Value]]) -> Iterator[Document]:
    """Encounters with one wound, placed in each family, debrided over each area."""
    for start, facts, area in product(_starts(), list(families), list(areas)):
        document = deepcopy(start)
        document["wounds"] = document["wounds"][:1]
        _put_wound(document, 0, facts, _HERE)
        document["wounds"][0]["debridement"]["area_sq_cm"] = area
        yield document


def changed(words: Iterable[str], codes: Iterable[str]) -> Iterator[Document]:
    """Fixtures with one thing changed: a field to each of its words or to nothing, a service added.

    Args:
        words: texts to try wherever the record says something in its own words.
        codes: of other services.
    """
    texts = (None, _UNTIED, *words)
    for start in _starts():
        for path, values in _fields(start, texts):
            for value in values:
                document = deepcopy(start)
                *parents, last = path
                held: Any = document
                for part in parents:
                    held = held[part]
                held[last] = value
                yield document
        for code, stated, place in product(codes, _STATED, (_HERE, _THERE)):
            document = deepcopy(start)
            document["other_services"].append(_service(code, 1, stated, place))
            yield document


def _fields(start: Document, texts: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Iterable[Any]]]:
    """Where a fixture may be changed, and what to put there."""
    yield ("care_instructions",), texts
    for fact, (section, field) in _ENCOUNTER.items():
        values = (True, False) if FACTS[fact].kind == "yes_no" else (*FACTS[fact].values, _ANY_PLACE)
        if start.get(section):
            yield (section, field), (None, *values)
        else:
            yield (section,), [{field: value} for value in values]
    for section in ("setting", "rendering_provider"):
        yield (section,), (None,)
    for at in range(len(start["wounds"])):
        wound = ("wounds", at)
        yield (*wound, "etiology"), (None, *vocabulary.ETIOLOGIES)
        yield (*wound, "debridement", "method"), (None, *vocabulary.METHODS)
        yield (*wound, "debridement", "deepest_tissue_removed"), (None, *vocabulary.LAYERS)
        yield (*wound, "debridement", "tissue_removed"), ([], *([word] for word in vocabulary.TISSUES))
        yield (*wound, "debridement", "area_sq_cm"), (None, *_AREAS)
        yield (*wound, "debridement", "instruments"), ([], *([text] for text in texts if text))
        yield (*wound, "diagnoses"), ([],)
        for moment in ("before", "after"):
            yield (*wound, moment), ({},)
        for text in ("location", "medical_necessity"):
            yield (*wound, text), texts
        for path in _TEXTS.values():
            yield (*wound, *path), texts
