"""Made-up encounters, the same for the same seed: as documents, as JSON bytes and as typed objects.

Nothing in them comes from a record. Shares are guesses at a wound clinic's day, with more silent and odd
records than a clinic would like, so that every path of the rules is walked.
"""

import json
import random
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

import debridecode as dc
from debridecode import vocabulary

ON: Final = date(2026, 3, 2)
"""The one date of service: some edit tables of the pack cover it, some do not."""

Json = dict[str, Any]

CLINIC_ROLES: Final = {
    "physician": 40,
    "nurse_practitioner": 16,
    "podiatrist": 14,
    "physician_assistant": 8,
    "clinical_nurse_specialist": 2,
    "registered_nurse": 2,
    "other": 2,
    None: 2,
}
THERAPY_ROLES: Final = {
    "physical_therapist": 60,
    "physical_therapist_assistant": 20,
    "occupational_therapist": 12,
    "occupational_therapy_assistant": 8,
}
ETIOLOGIES: Final = {
    "venous_ulcer": 28,
    "diabetic_foot_ulcer": 22,
    "pressure_ulcer": 20,
    "arterial_ulcer": 5,
    "mixed_ulcer": 4,
    "neuropathic_ulcer": 3,
    "surgical_wound": 6,
    "traumatic_wound": 5,
    "radiation_wound": 1,
    "malignant_wound": 1,
    "other": 1,
    None: 2,
}
ODD_ETIOLOGIES: Final = (
    "burn",
    "nail_disorder",
    "paronychia",
    "callus",
    "eczematous_skin",
    "open_fracture",
    "necrotizing_infection",
    "abscess",
)
PLACES_OF_SERVICE: Final = {"22": 90, "19": 4, "21": 3, None: 3}
TREATMENTS: Final = {
    "selective": 48,
    "subcutaneous": 23,
    "muscle": 5,
    "bone": 3,
    "nonselective": 10,
    "untold": 3,
    "no_debridement": 4,
    "anything": 2,
}
SKIN_TISSUES: Final = ("slough", "fibrin", "biofilm", "exudate", "debris", "necrotic_dermis")
MUSCLE_LAYERS: Final = ("fascia", "muscle", "tendon", "ligament")
SHARP_METHODS: Final = ("sharp_selective", "excisional", "waterjet")
INSTRUMENTS: Final = ("curette", "scalpel", "forceps", "scissors", "rongeur")
PLACES: Final = (
    ("right medial lower leg, 4 cm above the malleolus", "right"),
    ("left lateral lower leg, mid calf", "left"),
    ("right plantar heel", "right"),
    ("left plantar first metatarsal head", "left"),
    ("sacrum, midline", "midline"),
    ("right ischial tuberosity", "right"),
    ("left greater trochanter", "left"),
    ("abdomen, lower end of the incision", "midline"),
    ("dorsum of the right second toe", "right"),
    ("left anterior shin, proximal third", "left"),
    ("left calcaneus, inner edge", "left"),
    ("right great toe, tip", "right"),
    ("right first and second toe web", "right"),
    ("left lateral malleolus", "left"),
)
VAGUE_PLACES: Final = (
    ("right leg", "right"),
    ("left foot", "left"),
    ("lower extremity", None),
    ("back", None),
)
ASSESSMENT: Final = {
    "drainage": ("moderate serous", "scant serosanguineous", "heavy purulent"),
    "color": ("yellow slough over red base", "red and granular", "black eschar"),
    "texture": ("soft", "firm", "boggy edge"),
    "temperature": ("warm", "cool"),
    "vascularity": ("palpable pedal pulses", "ABI 0.9"),
    "surrounding_tissue": ("intact", "macerated", "callus rim"),
    "infection": ("none", "erythema 1 cm around the wound"),
    "pain": ("3/10", "none"),
}
SILENT_WORDS: Final = ("n/a", "Not documented", "see note", "unknown", "--")
"""What some write where they say nothing."""
NEEDS: Final = (
    "adherent slough over 60% of the bed delays healing; goal is a granulating base",
    "biofilm with stalled healing for three weeks",
    "necrotic fat removed to a bleeding base; infection risk",
    "eschar prevents staging and epithelial growth",
)
UNTIED_NEEDS: Final = ("weekly visit as scheduled", "per protocol", " ")
DIAGNOSES: Final = ("I87.2", "L97.811", "L97.821", "E11.621", "L97.412", "L89.153", "T81.31XA")
VISIT: Final = {"professional": "99213", "institutional": "G0463"}
VISIT_CODES: Final = tuple(VISIT.values())
COMPRESSION: Final = "29581"
REEVALUATION: Final = "97164"
OTHER_SERVICES: Final = {"97605": 18, "11720": 14, "97610": 5, "A6209": 8, "J3301": 5, "97597": 3, "11042": 2}
"""Beside visits and compression. One is a dressing, one is in no table, and two are debridements."""
WRAPPED: Final = (
    ("right lower leg, toes to knee", "right"),
    ("left lower leg, toes to knee", "left"),
    ("both lower legs", None),
    (None, None),
)
THRESHOLD: Final = {False: 80, True: 12, None: 8}
GLOBAL_PERIODS: Final = {
    None: 55,
    (False, None): 35,
    (True, "staged"): 4,
    (True, "unrelated"): 3,
    (True, "return_to_operating_room"): 1,
    (True, "complication_elsewhere"): 1,
    (True, None): 1,
    (None, None): 1,
}
NOTICES: Final = {None: 70, "none": 20, "required": 6, "voluntary": 4}
NOTE: Final = (
    "Patient seen for scheduled wound care. Dressings removed, wounds cleansed with saline and measured. "
    "Debridement done as described after topical anesthetic, tolerated well, hemostasis by pressure. "
)


def documents(seed: int, count: int) -> Iterator[Json]:
    """Encounters as their JSON documents. The first of a longer run are the same as of a shorter one."""
    draw = random.Random(seed)
    for number in range(count):
        yield _encounter(draw, f"enc-{number:06}")


def as_bytes(made: Sequence[Json]) -> list[bytes]:
    return [json.dumps(document).encode() for document in made]


def as_objects(texts: Sequence[bytes]) -> list[dc.Encounter]:
    return [dc.read_encounter(text) for text in texts]


def _one(draw: random.Random, weights: dict[Any, int]) -> Any:
    return draw.choices(list(weights), list(weights.values()))[0]


def _put(draw: random.Random, into: Json, key: str, value: Any) -> None:
    """Put a field in. A silent one is as often null as left out."""
    if value is not None or draw.random() < 0.5:
        into[key] = value


def _spoken(draw: random.Random, chance: float, value: Any) -> Any:
    """The value with that chance, and else silence."""
    return value if draw.random() < chance else None


def _phrase(draw: random.Random, chance: float, text: str) -> str | None:
    """The text with that chance, and else silence, which a few put into words."""
    silent = draw.choice(SILENT_WORDS) if draw.random() < 0.1 else None
    return text if draw.random() < chance else silent


def _encounter(draw: random.Random, id_: str) -> Json:
    document: Json = {
        "schema_version": 1,
        "encounter_id": id_,
        "date_of_service": ON.isoformat(),
        "payer": "bench/base",
    }
    form = _one(draw, {"professional": 70, "institutional": 26, None: 4})
    if form is not None or draw.random() < 0.5:
        document["setting"] = {
            "claim_form": form,
            "place_of_service": "11" if form == "professional" else _one(draw, PLACES_OF_SERVICE),
        }
    _put(draw, document, "rendering_provider", _provider(draw))
    places = draw.sample(PLACES, 6)
    document["wounds"] = [_wound(draw, "ABCDEF"[index], places[index]) for index in range(draw.randint(1, 6))]
    provider = document.get("rendering_provider") or {}
    therapist = provider.get("role") in THERAPY_ROLES
    planned = therapist or provider.get("therapy_plan_of_care") is True
    _put(draw, document, "therapy_plan", _therapy_plan(draw, planned=planned))
    _put(draw, document, "global_period", _global_period(draw))
    _put(draw, document, "other_services", _services(draw, document, form, therapist=therapist) or None)
    instructions = _phrase(draw, 0.92, "compression daily, offloading shoe, return in one week")
    _put(draw, document, "care_instructions", instructions)
    if draw.random() < 0.5:
        document["coverage"] = {
            "eligibility_verified_on": "2026-03-01",
            "referral": None,
            "advance_notice": _one(draw, NOTICES),
        }
    _put(draw, document, "note", _spoken(draw, 0.2, NOTE * 3))
    return document


def _provider(draw: random.Random) -> Json | None:
    if draw.random() < 0.02:
        return None
    if draw.random() < 0.14:
        return {
            "role": _one(draw, THERAPY_ROLES),
            "therapy_plan_of_care": _one(draw, {True: 84, False: 8, None: 8}),
        }
    provider: Json = {"role": _one(draw, CLINIC_ROLES)}
    _put(draw, provider, "therapy_plan_of_care", _one(draw, {False: 90, True: 4, None: 6}))
    return provider


def _therapy_plan(draw: random.Random, *, planned: bool) -> Json | None:
    """What is known of the plan of care; mostly nothing where there was none."""
    if draw.random() > (0.9 if planned else 0.03):
        return None
    stated = _one(draw, {None: 66, "physical": 16, "occupational": 8, "speech": 10})
    return {"discipline": stated, "threshold_exceeded": _one(draw, THRESHOLD)}


def _global_period(draw: random.Random) -> Json | None:
    drawn = _one(draw, GLOBAL_PERIODS)
    return None if drawn is None else dict(zip(("within", "relation"), drawn, strict=True))


def _services(draw: random.Random, document: Json, form: str | None, *, therapist: bool) -> list[Json]:
    """The other services of the day: a visit in one of four, compression in one of ten, and some others."""
    services: list[Json] = []
    if therapist and draw.random() < 0.15:
        services.append(_evaluation(draw, REEVALUATION, "59"))
    if draw.random() < (0.02 if therapist else 0.25):
        services.append(_evaluation(draw, VISIT.get(form or "", draw.choice(VISIT_CODES)), "25"))
    if draw.random() < 0.1:
        services.append(_compression(draw, document["wounds"]))
    if draw.random() < 0.12:
        services.append(_other(draw, document["wounds"]))
    return services


def _evaluation(draw: random.Random, code: str, modifier: str) -> Json:
    service: Json = {"code": code, "units": 1, "modifiers": [modifier] if draw.random() < 0.4 else []}
    _put(draw, service, "separately_identifiable", _one(draw, {True: 60, False: 20, None: 20}))
    _put(draw, service, "other_practitioner", _one(draw, {True: 4, None: 96}))
    if draw.random() < 0.2:
        service["diagnoses"] = draw.sample(DIAGNOSES, 1)
    return service


def _compression(draw: random.Random, wounds: Sequence[Json]) -> Json:
    location, side = draw.choice(WRAPPED)
    service: Json = {"code": COMPRESSION, "units": _one(draw, {1: 90, 2: 10})}
    _put(draw, service, "location", location)
    _put(draw, service, "laterality", side)
    if draw.random() < 0.3:
        service["wound_ids"] = [draw.choice(wounds)["wound_id"]]
    return service


def _other(draw: random.Random, wounds: Sequence[Json]) -> Json:
    service: Json = {"code": _one(draw, OTHER_SERVICES), "units": _one(draw, {1: 92, 2: 6, 9: 2})}
    if draw.random() < 0.6:
        named = draw.sample(wounds, draw.randint(1, min(2, len(wounds))))
        service["wound_ids"] = [wound["wound_id"] for wound in named] + ["Z"] * (draw.random() < 0.05)
    _put(draw, service, "separate_session", _one(draw, {True: 6, False: 10, None: 84}))
    _put(draw, service, "other_practitioner", _one(draw, {True: 6, False: 10, None: 84}))
    if draw.random() < 0.15:
        service["modifiers"] = [draw.choice(("59", "XS", "LT", "RT"))]
    return service


def _wound(draw: random.Random, id_: str, place: tuple[str | None, str | None]) -> Json:
    if draw.random() < 0.05:
        place = draw.choice(PLACES)  # perhaps that of another wound
    elif draw.random() < 0.05:
        place = draw.choice(VAGUE_PLACES)
    elif draw.random() < 0.04:
        place = (draw.choice(("", None, *SILENT_WORDS)), None)
    if draw.random() < 0.02:
        place = (place[0], draw.choice(vocabulary.LATERALITIES))  # perhaps another side than the words say
    wound: Json = {"wound_id": id_}
    _put(draw, wound, "location", place[0])
    _put(draw, wound, "laterality", place[1])
    _put(draw, wound, "separate_wound", _one(draw, {True: 10, False: 1, None: 89}))
    odd = draw.random() < 0.04
    _put(draw, wound, "etiology", draw.choice(ODD_ETIOLOGIES) if odd else _one(draw, ETIOLOGIES))
    wound["diagnoses"] = draw.sample(DIAGNOSES, _one(draw, {0: 2, 1: 38, 2: 50, 3: 10}))
    length, width = (round(draw.uniform(0.5, 7.0), 1) for _ in range(2))
    if draw.random() < 0.03:
        length, width = length * 5, width * 5
    before, after = _sizes(draw, length, width)
    _put(draw, wound, "before", before)
    _put(draw, wound, "after", after)
    wound["debridement"] = _debridement(draw, length * width)
    _put(draw, wound, "assessment", _assessment(draw))
    need = draw.choice(UNTIED_NEEDS) if draw.random() < 0.04 else draw.choice(NEEDS)
    _put(draw, wound, "medical_necessity", _phrase(draw, 0.97, need))
    return wound


def _sizes(draw: random.Random, length: float, width: float) -> tuple[Json | None, Json | None]:
    depth = round(draw.uniform(0.1, 1.5), 1)
    if draw.random() < 0.1:
        before: Json = {"length_mm": round(length * 10), "width_mm": round(width * 10)}
    else:
        before = {"length_cm": round(length, 1), "width_cm": round(width, 1), "depth_cm": depth}
    after = {**before, "depth_cm": round(depth + 0.1, 1)} if "length_cm" in before else dict(before)
    if draw.random() < 0.1:
        after = {"length_cm": round(length + 0.2, 1), "width_cm": round(width, 1)}
    return _spoken(draw, 0.92, before), _spoken(draw, 0.6, after)


def _assessment(draw: random.Random) -> Json | None:
    if draw.random() < 0.03:
        return None
    seen: Json = {}
    for element, phrases in ASSESSMENT.items():
        _put(draw, seen, element, _phrase(draw, 0.94, draw.choice(phrases)))
    return seen


def _debridement(draw: random.Random, measured: float) -> Json:
    method, layer, tissues = _treatment(draw)
    if draw.random() < 0.02:
        layer = draw.choice(vocabulary.LAYERS)
    made: Json = {}
    _put(draw, made, "method", method)
    if method in SHARP_METHODS:
        made["instruments"] = draw.sample(INSTRUMENTS, _one(draw, {0: 2, 1: 68, 2: 30}))
    elif method is not None:
        _put(draw, made, "technique", _phrase(draw, 0.85, "collagenase ointment, moist gauze"))
    made["tissue_removed"] = [] if draw.random() < 0.03 else tissues
    _put(draw, made, "deepest_tissue_removed", _spoken(draw, 0.97, layer))
    share = _one(draw, {0.5: 12, 0.8: 12, 1.0: 74, 1.1: 2})
    area = max(round(measured * share, 2), 0.1)
    _put(draw, made, "area_sq_cm", _spoken(draw, 0.85, area))
    return made


def _treatment(draw: random.Random) -> tuple[str | None, str | None, list[str]]:
    """Method, deepest layer and tissues removed, mostly at one with each other."""
    skin = draw.sample(SKIN_TISSUES, 2)
    method: str | None = "excisional"
    layer: str | None = "dermis"
    tissues = skin
    match _one(draw, TREATMENTS):
        case "selective":
            method = _one(draw, {"sharp_selective": 85, "waterjet": 10, "excisional": 5})
            layer = draw.choice(("dermis", "dermis", "epidermis"))
        case "subcutaneous":
            method = _one(draw, {"excisional": 85, "sharp_selective": 15})
            layer, tissues = "subcutaneous", [*skin[:1], "necrotic_subcutaneous"]
        case "muscle":
            layer = draw.choice(MUSCLE_LAYERS)
            tissues = ["necrotic_subcutaneous", f"necrotic_{layer}"]
        case "bone":
            layer, tissues = "bone", ["necrotic_muscle", "necrotic_bone"]
        case "nonselective":
            method = draw.choice(("enzymatic", "wet_to_moist", "abrasion", "larval"))
        case "untold":
            method = draw.choice((None, None, "autolytic"))
        case "no_debridement":
            method = draw.choice(("dressing_change_only", "cleansing_only", "low_frequency_ultrasound"))
            layer, tissues = draw.choice(("none", None)), draw.choice(([], ["secretions"]))
        case "anything":
            method = draw.choice((None, *vocabulary.METHODS))
            layer, tissues = (
                draw.choice(vocabulary.LAYERS),
                draw.sample(vocabulary.TISSUES, draw.randint(0, 2)),
            )
    return method, layer, tissues
