"""Small records, claims and rule books that the tests of the audit share."""

import json
from collections import Counter
from datetime import date
from decimal import Decimal
from functools import cache

from attrs import evolve

import debridecode as dc
from debridecode.model import Assessment, Coverage, GlobalPeriod, OtherService, TherapyPlan
from debridecode.packs.bundled import bundled, fixtures
from debridecode.packs.load import read_pack
from property.strategies import MEDICAID_TABLES, NOTHING_MEASURED, encounter, wound

DAY = date(2024, 8, 15)
"""Within the quarter of which every bundled table is known."""

LEFT_HEEL = ("left plantar heel", "left")
RIGHT_HEEL = ("right plantar heel", "right")
RIGHT_CALF = ("right medial calf", "right")
SACRUM = ("sacrum, over the second vertebra", "midline")

PRIMARIES = ("11042", "11043", "11044", "97597", "97602")
ADD_ONS = ("11045", "11046", "11047", "97598")
DELETED = ("11040", "11041")

DISTINCT = ("59", "XE", "XS", "XP", "XU")
SIDES = ("LT", "RT", "TA", *(f"T{toe}" for toe in range(1, 10)))
MODIFIERS = (
    *DISTINCT,
    *SIDES,
    *("24", "25", "27", "57", "58", "78", "79", "91"),
    *("22", "50", "51", "52", "53", "76", "77"),
    *("FA", "F1", "F5", "E1", "E4", "LC", "LD", "RC"),
    *("GP", "GO", "GN", "CQ", "CO", "KX", "GA", "GX", "GY", "GZ", "Q6"),
)


@cache
def book(day=DAY, pack="cms/base"):
    """The bundled rules of a day."""
    return dc.rulebook(pack, on=day, tables=MEDICAID_TABLES)


def treated(wound_id, family, area, place=LEFT_HEEL, **changes):
    """A fully documented wound of a family."""
    method = "enzymatic" if family == "nonselective" else "sharp_selective"
    deep = family in ("subcutaneous", "muscle", "bone")
    made = wound(wound_id, family, Decimal(area), place=place, method="excisional" if deep else method)
    return evolve(made, **changes)


def record(*wounds, services=(), day=DAY, form="professional", **changes):
    """A fully documented encounter, with nothing open."""
    whole = encounter(wounds, day=day, form=form)
    sections = {"therapy_plan": None, "global_period": None, "coverage": None, **changes}
    return evolve(whole, other_services=tuple(services), **sections)


def hospital(*wounds, **changes):
    """The same on an institutional claim."""
    return record(*wounds, form="institutional", **changes)


def therapy(*wounds, role="physical_therapist", over=False, **changes):
    """The same under a therapy plan of care."""
    whole = record(*wounds, **changes)
    provider = dc.RenderingProvider(role=role, therapy_plan_of_care=True)
    return evolve(whole, rendering_provider=provider, therapy_plan=TherapyPlan(threshold_exceeded=over))


def two_depths(**changes):
    """11042 at the right heel; 97597 and 97598 at the left one."""
    return record(treated("A", "selective", 30), treated("B", "subcutaneous", 8, RIGHT_HEEL), **changes)


def service(code, units=1, place=None, **said):
    """Another service of the day, and what the record says of it."""
    if place is not None:
        said = {"location": place[0], "laterality": place[1], **said}
    return OtherService(code=code, units=units, **said)


def line(text, **changes):
    """A claim line of a short text, such as `97598 x2 XS`."""
    code, units, *modifiers = text.split()
    return evolve(
        dc.ClaimLine(code=code, units=int(units.removeprefix("x")), modifiers=tuple(modifiers)), **changes
    )


def lines(*texts):
    """A claim of short texts."""
    return [line(text) if isinstance(text, str) else text for text in texts]


def audit(whole, *texts, rules=None):
    """Hold a claim, in short texts, against a record."""
    return (rules or book(whole.date_of_service)).audit(whole, lines(*texts))


def found(done):
    """The differences of an audit: matter, code, modifier."""
    return Counter((each.matter, each.code, each.modifier) for each in done.differences)


def said(done):
    """What an audit answers, as far as the order of the claim may not change it."""
    return done.status, frozenset(
        (each.matter, each.code, each.modifier, each.message) for each in done.differences
    )


def as_billed(given):
    """A supported line as it is billed."""
    return dc.ClaimLine(
        code=given.code,
        units=given.units,
        modifiers=given.modifiers,
        wound_ids=given.wound_ids,
        diagnoses=given.diagnoses,
    )


def own(decision, *, others=False):
    """The claim that a Decision supports."""
    return [as_billed(each) for each in (*decision.lines, *(decision.other_lines if others else ()))]


def brief(decision):
    """The lines of a Decision in short texts."""
    return [" ".join((each.code, f"x{each.units}", *map(str, each.modifiers))) for each in decision.lines]


def pack_of(change, *, start="2024-01-01"):
    """The bundled base pack under another name, changed by a function, and answering from another day."""
    text = bundled()["cms/base"]
    if start != "2024-01-01":
        text = text.replace('"2024-01-01"', f'"{start}"')
    document = json.loads(text)
    document["id"] = "acme/base"
    change(document)
    return read_pack(
        json.dumps(document), file="pack.json", find=lambda _id: (), known=tuple, fixtures=fixtures()
    )


def _changed(parts, index, **changes):
    return (*parts[:index], evolve(parts[index], **changes), *parts[index + 1 :])


def without(whole):
    """The record with each of its facts taken away in turn, under the name of the fact."""
    for name in ("setting", "rendering_provider", "therapy_plan", "global_period", "coverage"):
        section = getattr(whole, name)
        if section is None:
            continue
        yield name, evolve(whole, **{name: None})
        for field in section.__attrs_attrs__:
            if getattr(section, field.name) is not None:
                yield (
                    f"{name}.{field.name}",
                    evolve(whole, **{name: evolve(section, **{field.name: None})}),
                )
    yield "care_instructions", evolve(whole, care_instructions=None)
    yield "note", evolve(whole, note=None)
    for index, each in enumerate(whole.wounds):
        for name, part in _less_of_wound(each):
            wounds = (*whole.wounds[:index], part, *whole.wounds[index + 1 :])
            yield f"wounds.{each.wound_id}.{name}", evolve(whole, wounds=wounds)
    for index, each in enumerate(whole.other_services):
        rest = (*whole.other_services[:index], *whole.other_services[index + 1 :])
        yield f"other_services.{each.code}", evolve(whole, other_services=rest)
        for name, nothing in (
            ("location", {"location": None, "laterality": None}),
            ("vague location", {"location": "leg", "laterality": None, "wound_ids": ()}),
            ("wound_ids", {"wound_ids": ()}),
            ("separate_session", {"separate_session": None}),
            ("other_practitioner", {"other_practitioner": None}),
            ("separately_identifiable", {"separately_identifiable": None}),
        ):
            changed = _changed(whole.other_services, index, **nothing)
            if changed != whole.other_services:
                yield f"other_services.{each.code}.{name}", evolve(whole, other_services=changed)
    unknown = (*whole.other_services, OtherService(code="36415", units=1))
    yield "a service that no table covers", evolve(whole, other_services=unknown)


def _less_of_wound(each):
    done = each.debridement
    nothing = {
        "location": {"location": None, "laterality": None},
        "vague location": {"location": "leg", "laterality": None},
        "laterality": {"laterality": None},
        "etiology": {"etiology": None},
        "diagnoses": {"diagnoses": ()},
        "before": {"before": NOTHING_MEASURED},
        "after": {"after": NOTHING_MEASURED},
        "assessment": {"assessment": Assessment()},
        "medical_necessity": {"medical_necessity": None},
        "debridement": {"debridement": dc.Debridement()},
        "method": {"debridement": evolve(done, method=None)},
        "instruments": {"debridement": evolve(done, instruments=())},
        "technique": {"debridement": evolve(done, technique=None)},
        "tissue_removed": {"debridement": evolve(done, tissue_removed=())},
        "deepest_tissue_removed": {"debridement": evolve(done, deepest_tissue_removed=None)},
        "area": {"debridement": evolve(done, area_sq_cm=None)},
        "area and size": {
            "debridement": evolve(done, area_sq_cm=None),
            "before": NOTHING_MEASURED,
            "after": NOTHING_MEASURED,
        },
    }
    for name, changes in nothing.items():
        changed = evolve(each, **changes)
        if changed != each:
            yield name, changed


RECORDS = {
    "two depths": two_depths(),
    "two depths, hospital": hospital(
        treated("A", "selective", 30), treated("B", "subcutaneous", 8, RIGHT_HEEL)
    ),
    "beside a visit": record(
        treated("A", "selective", 8), services=[service("99213", separately_identifiable=True)]
    ),
    "beside a service at another place": record(
        treated("A", "selective", 8), services=[service("29581", place=RIGHT_CALF)]
    ),
    "beside a service at another session": record(
        treated("A", "selective", 8), services=[service("29581", wound_ids=("A",), separate_session=True)]
    ),
    "therapy": therapy(treated("A", "selective", 30)),
    "therapy above the threshold": therapy(
        treated("A", "selective", 30), role="physical_therapist_assistant", over=True
    ),
    "staged": record(
        treated("A", "subcutaneous", 8, etiology="surgical_wound"),
        global_period=GlobalPeriod(within=True, relation="staged"),
    ),
    "notice": record(treated("A", "selective", 8), coverage=Coverage(advance_notice="required")),
    "non-selective": hospital(treated("A", "nonselective", 8)),
}
"""Records with nothing open: the Decision of each is clean."""
