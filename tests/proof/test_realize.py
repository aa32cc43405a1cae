"""A fact that is wanted is what the engine then derives, for every fact that fields can set."""

from datetime import date
from decimal import Decimal

import pytest

from debridecode.engine.decide import derive
from debridecode.engine.program import Program
from debridecode.interop.json import encounter_from
from debridecode.packs.catalogue import FACTS
from debridecode.proof.day import Day
from debridecode.proof.realize import Wanted, documents
from debridecode.rulebooks import rulebook

DAY = date(2024, 8, 15)
RESOLVED = rulebook("cms/base", on=DAY).resolved
PROGRAM = Program(RESOLVED)
FAMILIES = {id_: Day(RESOLVED).placing(id_) for id_ in Day(RESOLVED).families}


def wanted():
    for fact in FACTS.values():
        if fact.scope not in ("encounter", "wound") or fact.kind == "text" or fact.name in NO_FIELD:
            continue
        if fact.kind == "family":
            values = list(FAMILIES)
        elif fact.kind == "words":
            values = [frozenset(), frozenset(fact.values[:1]), frozenset(fact.values[1:3])]
        else:
            number = Decimal("7.5") if fact.name == "wound.area_sq_cm" else Decimal(7)
            values = {"yes_no": (True, False), "number": (number,), "code": ("11",)}.get(
                fact.kind, fact.values
            )
        yield from ((fact, value) for value in values)
        if not (fact.always_known or fact.name in ALWAYS_TOLD):
            yield fact, None


NO_FIELD = (
    "encounter.debridements_in_window",
    "encounter.deep_debridements_in_window",
    "encounter.filed_late",
    "encounter.filing_days_left",
    "wound.deep_debridements",
    "wound.seen_before",
    "wound.diagnosis_kinds",
    "wound.first_diagnosis_kinds",
    "wound.diagnosed_depth",
    "wound.diagnosis_covered",
)
"""What rests on the history, on the clock, or on the pack's tables of diagnoses: no field sets it."""
ALWAYS_TOLD = ("wound.location_exact", "wound.side_contradicted", "wound.medical_necessity_tied")
"""Known under the words of the base pack."""


@pytest.mark.parametrize(("fact", "value"), list(wanted()), ids=lambda each: getattr(each, "name", str(each)))
def test_a_wanted_fact_is_derived(fact, value):
    subject = "wound 0" if fact.scope == "wound" else "encounter"
    candidates = documents(
        Wanted(
            scope=fact.scope,
            values={(subject, fact.name): value},
            families=FAMILIES,
            codes=("97597", "11042"),
        )
    )
    for document in candidates:
        encounter = encounter_from({**document, "date_of_service": DAY.isoformat()})
        derived = derive(PROGRAM, encounter, encounter.other_services)
        thing = derived.wounds[0] if fact.scope == "wound" else derived.work.encounter
        if getattr(thing, fact.slot) == value:
            return
    pytest.fail("no encounter shows it")
