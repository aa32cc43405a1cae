"""What the engine decides by `pack.json`, written out by hand for one day: no rules as data, only Python.

The pack is a copy of `cms/base` that stays as it is, so that this text can. It holds for dates of service
from 2025-01-01 to 2026-06-30 and knows no other pack; what the engine buys for its time is that the text
below need not exist.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations, pairwise
from typing import Final, NamedTuple

from debridecode import __version__
from debridecode.decision import Checked, Decision, Finding, Provenance, Step, SupportedLine, TableUsed
from debridecode.measures import plain
from debridecode.model import ClaimLine, Encounter, Measurement, Modifier, Wound
from debridecode.vocabulary import Outcome, Severity, Status


class Family(NamedTuple):
    id: str
    label: str
    primary: str
    add_on: str | None
    rules: tuple[str, ...]

    @property
    def rule(self) -> str:
        return self.rules[0]


class Row(NamedTuple):
    """Where a wound goes, and why."""

    name: str
    outcome: str
    message: str
    sources: tuple[str, ...]
    goes_to: str | None = None
    ask: str | None = None


class Rule(NamedTuple):
    """The words of a rule. A message that names codes is written where it is said.

    `title` is for rules that may lack a fact; `decides` is whether a line or a modifier turns on the rule.
    """

    name: str
    sources: tuple[str, ...]
    title: str = ""
    severity: Severity = "error"
    outcome: Outcome = "failed"
    message: str = ""
    ask: str | None = None
    gap: str | None = None
    decides: bool = False


class Question(NamedTuple):
    message: str
    ask: str
    gap: str


class Table(NamedTuple):
    """An edit table of the claims processor."""

    id: str
    title: str
    release: str
    in_force: bool
    sources: tuple[str, ...]


PACK: Final = "bench/base"
PACK_VERSION: Final = "2026.4"
DIGEST: Final = "written by hand"

FIRST_AREA: Final = Decimal(20)
STEP_AREA: Final = Decimal(20)
_AREAS: Final = ("bench/base:units.first_area", "bench/base:units.step_area")

BONE: Final = Family("bone", "bone", "11044", "11047", ("bench/base:families.bone", *_AREAS))
MUSCLE: Final = Family(
    "muscle", "muscle or fascia", "11043", "11046", ("bench/base:families.muscle", *_AREAS)
)
SUBCUTANEOUS: Final = Family(
    "subcutaneous", "subcutaneous", "11042", "11045", ("bench/base:families.subcutaneous", *_AREAS)
)
SELECTIVE: Final = Family(
    "selective", "selective", "97597", "97598", ("bench/base:families.selective", *_AREAS)
)
NONSELECTIVE: Final = Family(
    "nonselective", "non-selective", "97602", None, ("bench/base:families.nonselective",)
)
FAMILIES: Final = {family.id: family for family in (BONE, MUSCLE, SUBCUTANEOUS, SELECTIVE, NONSELECTIVE)}

XS: Final = Modifier("XS")
GP: Final = Modifier("GP")
GO: Final = Modifier("GO")
CQ: Final = Modifier("CQ")
CO: Final = Modifier("CO")

SHARP_METHODS: Final = frozenset({"sharp_selective", "excisional", "waterjet"})
NONSELECTIVE_METHODS: Final = frozenset({"enzymatic", "wet_to_moist", "abrasion", "larval"})
NOT_DEVITALIZED: Final = frozenset({"secretions"})
NAIL_AND_CALLUS: Final = frozenset({"callus", "nail", "secretions"})
BELOW_DERMIS: Final = frozenset({"subcutaneous", "fascia", "muscle", "tendon", "ligament", "bone"})
TISSUES_BY_DEPTH: Final = (
    (frozenset({"necrotic_bone"}), frozenset({"bone"})),
    (
        frozenset({"necrotic_fascia", "necrotic_muscle", "necrotic_tendon", "necrotic_ligament"}),
        frozenset({"fascia", "muscle", "tendon", "ligament"}),
    ),
    (frozenset({"necrotic_subcutaneous"}), frozenset({"subcutaneous"})),
    (frozenset({"necrotic_epidermis", "necrotic_dermis"}), frozenset({"epidermis", "dermis"})),
    (
        frozenset({"slough", "fibrin", "biofilm", "exudate", "debris"}),
        frozenset({"none", "epidermis", "dermis"}),
    ),
)
"""Deepest first: the tissues that show a depth, and the layers that belong to it."""
DEEP_TISSUES: Final = frozenset().union(*(shows for shows, _ in TISSUES_BY_DEPTH[:3]))

PHYSICAL_THERAPY: Final = frozenset({"physical_therapist", "physical_therapist_assistant"})
OCCUPATIONAL_THERAPY: Final = frozenset({"occupational_therapist", "occupational_therapy_assistant"})
THERAPY: Final = PHYSICAL_THERAPY | OCCUPATIONAL_THERAPY
NOT_SURGICAL: Final = THERAPY | {"registered_nurse"}

SETTINGS: Final = {"professional": "practitioner", "institutional": "outpatient_hospital"}

WORD: Final = re.compile(r"[a-z0-9]+")
ANY_WORD: Final = re.compile(r"\w+")
LONGEST_SILENCE: Final = 30
LEAST_LETTERS: Final = 3
JOINING: Final = frozenset({"and", "to", "through", "thru"})
# fmt: off
VAGUE_WORDS: Final = frozenset({
    "rle", "lle", "rue", "lue", "le", "ue", "ext", "extr", "bil", "see", "note", "diagram", "photo",
    "picture", "edge", "margin", "leg", "legs", "foot", "feet", "arm", "arms", "hand", "hands", "toe",
    "toes", "finger", "fingers", "limb", "limbs", "extremity", "extremities", "body", "skin", "back",
    "trunk", "torso", "head", "left", "right", "lower", "upper", "bilateral", "both", "l", "r", "lt", "rt",
    "the", "of", "on", "and", "at", "in", "to", "from", "near", "over", "above", "below", "just", "mid",
    "middle", "side", "aspect", "surface", "region", "cm", "mm", "wound", "wounds", "ulcer", "ulcers",
    "site", "area",
})
SILENCE: Final = frozenset({
    "n a", "na", "not applicable", "not documented", "not recorded", "not assessed", "not stated",
    "not noted", "not given", "none given", "unknown", "unk", "see note", "see above", "see chart", "tbd",
    "to be determined", "pending", "x", "wnl see note",
})
NEED_WORDS: Final = (
    "slough", "necro", "devital", "nonviable", "non-viable", "eschar", "fibrin", "biofilm", "debris",
    "infect", "heal", "delay", "stall", "goal", "granul", "epithel", "bacter", "bioburden", "risk", "pain",
    "odor", "drain", "exud", "progress", "deteriorat", "prevent",
)
# fmt: on
REGIONS: Final = (
    "heel heels calcaneus calcaneal",
    "ankle ankles malleolus malleolar mall",
    "lower_leg fibula fibular calf calves shin shins tibia tibial pretibial gastrocnemius",
    "knee knees patella patellar popliteal",
    "thigh thighs femur femoral",
    "groin inguinal",
    "hip hips trochanter trochanteric",
    "buttock buttocks gluteal ischium ischial",
    "sacrum sacral coccyx coccygeal tailbone",
    "metatarsal metatarsals mth forefoot toe toes hallux digit digits",
    "abdomen abdominal",
    "chest sternum sternal breast",
    "neck",
    "scalp occiput occipital",
    "shoulder shoulders scapula",
    "elbow elbows olecranon",
    "forearm forearms",
    "wrist wrists",
    "finger fingers thumb palm hand",
)
DIGITS: Final = ("first 1st great big", "second 2nd", "third 3rd", "fourth 4th", "fifth 5th little small")
OPPOSED_WORDS: Final = (
    ("left lt both bilateral", "right rt both bilateral", "midline"),
    REGIONS,
    *(
        tuple(" ".join(f"{nth}_{part}" for nth in each.split() for part in parts.split()) for each in DIGITS)
        for parts in ("toe toes digit", "metatarsal mth ray", "finger digit")
    ),
)
"""Groups of meanings that exclude each other, each in all its words; two words in a row are first_toe."""
TOLD: Final[dict[str, list[tuple[int, int]]]] = {}
"""Word -> the groups and meanings that it tells; both is left and right."""
for _group, _meanings in enumerate(OPPOSED_WORDS):
    for _meaning, _words in enumerate(_meanings):
        for _word in _words.split():
            TOLD.setdefault(_word, []).append((_group, _meaning))


SURGICAL_CODES: Final = ("11042", "11043", "11044", "11045", "11046", "11047")
ACTIVE_CODES: Final = ("97597", "97598", "97602")
PAIR_CODES: Final = frozenset(SURGICAL_CODES + ACTIVE_CODES)
PRACTITIONER_PAIRS: Final = {
    **{(surgical, active): "1" for surgical in SURGICAL_CODES for active in ACTIVE_CODES},
    ("11043", "11042"): "1",
    ("11044", "11042"): "1",
    ("11044", "11043"): "1",
    ("97597", "97602"): "0",
    ("97598", "97602"): "0",
}
PAIRS: Final = {
    "practitioner": PRACTITIONER_PAIRS,
    "outpatient_hospital": {**PRACTITIONER_PAIRS, ("97597", "97602"): "1"},
}
ALL_PAIRS: Final = frozenset(PRACTITIONER_PAIRS)
PAIR_TABLES: Final = {
    "practitioner": Table(
        "ncci-ptp-practitioner",
        "NCCI pair table, practitioner",
        "2024 Q3",
        in_force=False,
        sources=("ncci-ptp-2024q3",),
    ),
    "outpatient_hospital": Table(
        "ncci-ptp-hospital",
        "NCCI pair table, outpatient hospital",
        "I/OCE, quarters 2025 Q1 to 2026 Q2",
        in_force=True,
        sources=("ioce-27-1",),
    ),
}
UNIT_LIMITS: Final = {
    "practitioner": {
        "11042": (1, "2"),
        "11043": (1, "2"),
        "11044": (1, "2"),
        "11045": (12, "3"),
        "11046": (10, "3"),
        "11047": (10, "3"),
        "97597": (1, "3"),
        "97598": (8, "3"),
        "97602": (0, "3"),
    },
    "outpatient_hospital": {
        "11042": (1, "2"),
        "11043": (1, "2"),
        "11044": (1, "2"),
        "11045": (12, "3"),
        "11046": (4, "3"),
        "11047": (4, "3"),
        "97597": (1, "3"),
        "97598": (8, "3"),
        "97602": (1, "3"),
    },
}
LIMIT_TABLES: Final = {
    "practitioner": Table(
        "ncci-mue-practitioner",
        "NCCI unit limits, practitioner",
        "2024 Q3",
        in_force=False,
        sources=("ncci-mue-2024q3",),
    ),
    "outpatient_hospital": Table(
        "ncci-mue-hospital",
        "NCCI unit limits, outpatient hospital",
        "2024 Q3",
        in_force=False,
        sources=("ncci-mue-2024q3",),
    ),
}

QUESTION_SOURCES: Final = ("a53001", "fcso-checklist")
QUESTIONS: Final = {
    "wound.method": Question(
        "the record does not say how the wound was treated",
        "Please state how this wound was treated at this visit.",
        "method",
    ),
    "wound.deepest_tissue_removed": Question(
        "the record does not say which layer was the deepest removed",
        "Please state the deepest layer of tissue that was removed from this wound, if any was.",
        "depth",
    ),
    "wound.devitalized_tissue_removed": Question(
        "the record does not say whether devitalized tissue was removed",
        "Please state what tissue was removed from this wound, if any was.",
        "tissue",
    ),
    "wound.etiology": Question(
        "the record does not say what kind of wound this is",
        "Please state what kind of wound this is.",
        "etiology",
    ),
    "wound.area_sq_cm": Question(
        "the record gives no area debrided, and no length and width that would settle it",
        "Please state the area of this wound that was debrided, in sq cm.",
        "area",
    ),
    "encounter.setting": Question(
        "the encounter does not say whether the claim is professional or institutional",
        "State the claim form: professional or institutional.",
        "setting",
    ),
    "encounter.role": Question(
        "the encounter does not say who did the debridement",
        "State the profession of the person who did the debridement.",
        "provider",
    ),
    "encounter.therapy_plan_of_care": Question(
        "the encounter does not say whether a therapy plan of care applied",
        "State whether the debridement was done under a therapy plan of care.",
        "plan_of_care",
    ),
    "pair.distinct_places": Question(
        "the record does not show whether the wounds are apart",
        "Please state whether these are separate wounds, and the exact location of each.",
        "location",
    ),
}
MEANINGS: Final = {
    "wound.method": "how the wound was treated",
    "wound.deepest_tissue_removed": "the deepest layer removed, never the depth of the wound",
    "wound.area_beyond_measured": (
        "whether the area debrided is larger than length times width, before and after; "
        "unknown when neither was measured"
    ),
    "encounter.setting": (
        "which CMS edit tables govern: practitioner for a professional claim, "
        "outpatient hospital for an institutional one"
    ),
    "encounter.role": "who did the debridement",
    "encounter.therapy_plan_of_care": "whether the debridement was done under a therapy plan of care",
    "pair.distinct_places": (
        "whether each wound of one line lies elsewhere than each wound of the other, as the record says"
    ),
    "line.unit_limit": "the most units of the code on one date, from the unit limit table",
}
"""What a fact says that a rule may lack."""

ROW_METHOD_CONFLICT: Final = Row(
    name="bench/base:classification.method-conflict",
    outcome="query",
    message="the record says that the wound was only dressed or cleansed, and names tissue that was removed",
    ask=(
        "The record says that this wound was only dressed or cleansed, and also names tissue that was "
        "removed. Please clarify what was done."
    ),
    sources=("noridian-therapist", "a53001"),
)
ROW_DRESSING_CHANGE: Final = Row(
    name="bench/base:classification.dressing-change",
    outcome="none",
    message="only the dressing was changed; a dressing change is not a debridement",
    sources=("noridian-therapist", "a56617"),
)
ROW_CLEANSING: Final = Row(
    name="bench/base:classification.cleansing",
    outcome="none",
    message="the wound was only cleansed; cleansing is not a debridement",
    sources=("a58565-copy", "a56617"),
)
ROW_TISSUE_CONFLICT: Final = Row(
    name="bench/base:classification.tissue-conflict",
    outcome="query",
    message="the tissues named as removed and the deepest tissue removed exclude each other",
    ask=(
        "The record names the tissue removed and the deepest layer removed, and they do not agree. "
        "Please clarify what was removed and how deep."
    ),
    sources=("a53001",),
)
ROW_NOTHING_REMOVED: Final = Row(
    name="bench/base:classification.nothing-removed",
    outcome="none",
    message="the record shows no devitalized tissue removed",
    sources=("mmplus-2017", "a53001"),
)
ROW_EXCLUSION_CONFLICT: Final = Row(
    name="bench/base:classification.exclusion-conflict",
    outcome="query",
    message="what was treated is callus or nail, and the record names a layer below the skin",
    ask=(
        "The record names callus or nail as what was treated, and a layer below the skin as removed. "
        "Please clarify what was removed and how deep."
    ),
    sources=("a53001",),
)
ROW_BURN: Final = Row(
    name="bench/base:classification.burn",
    outcome="excluded",
    goes_to="burn codes 16020-16030",
    message="the wound is a burn",
    sources=("l33614-copy", "a56617"),
)
ROW_NAIL: Final = Row(
    name="bench/base:classification.nail",
    outcome="excluded",
    goes_to="nail codes 11720-11721",
    message="what was treated is a nail",
    sources=("l33614-copy", "a56617"),
)
ROW_CALLUS: Final = Row(
    name="bench/base:classification.callus",
    outcome="excluded",
    goes_to="paring codes 11055-11057",
    message="what was removed is callus",
    sources=("ncci-ptp-2024q3", "mmplus-2017"),
)
ROW_ECZEMATOUS_SKIN: Final = Row(
    name="bench/base:classification.eczematous-skin",
    outcome="excluded",
    goes_to="codes 11000-11001",
    message="extensive eczematous or infected skin is coded by body surface",
    sources=("a56617",),
)
ROW_OPEN_FRACTURE: Final = Row(
    name="bench/base:classification.open-fracture",
    outcome="excluded",
    goes_to="open fracture codes 11010-11012",
    message="the debridement belongs to an open fracture",
    sources=("nccipm-2026",),
)
ROW_NECROTIZING_INFECTION: Final = Row(
    name="bench/base:classification.necrotizing-infection",
    outcome="excluded",
    goes_to="codes 11004-11006",
    message="a necrotizing soft tissue infection is coded by region",
    sources=("basicmedicalkey",),
)
ROW_PARONYCHIA: Final = Row(
    name="bench/base:classification.paronychia",
    outcome="excluded",
    goes_to="the incision and drainage code that describes the service",
    message="incision and drainage of a paronychia is not a debridement",
    sources=("a56617",),
)
ROW_ABSCESS: Final = Row(
    name="bench/base:classification.abscess",
    outcome="query",
    message="an abscess may have been incised and drained, which is not a debridement",
    ask=(
        "Please state what was done to the abscess at this visit. If it had been opened before, please "
        "state what kind of wound it is now."
    ),
    sources=("a56617",),
)
ROW_ULTRASOUND: Final = Row(
    name="bench/base:classification.ultrasound",
    outcome="excluded",
    goes_to="code 97610",
    message="low-frequency ultrasound has a code of its own",
    sources=("nccipm-2026",),
)
ROW_AUTOLYTIC: Final = Row(
    name="bench/base:classification.autolytic",
    outcome="query",
    message=(
        "autolysis goes on under a dressing; the record must show what was removed at this visit, and how"
    ),
    ask="Please state what was done at this visit to remove tissue from this wound, if anything was.",
    sources=("woundreference", "noridian-therapist"),
)
ROW_NONSELECTIVE_DEPTH: Final = Row(
    name="bench/base:classification.nonselective-depth",
    outcome="query",
    message="the method named is non-selective, and the layer named lies below the skin",
    ask=(
        "The record names a non-selective method, and a layer below the skin as removed. Please "
        "clarify how this wound was treated and what was removed."
    ),
    sources=("a53001", "histologics"),
)
ROW_NONSELECTIVE: Final = Row(
    name="bench/base:classification.nonselective",
    outcome="family",
    goes_to="nonselective",
    message="devitalized tissue removed by a non-selective method",
    sources=("histologics", "findacode-2008", "a53001"),
)
ROW_BONE: Final = Row(
    name="bench/base:classification.bone",
    outcome="family",
    goes_to="bone",
    message="the deepest tissue removed is bone",
    sources=("rbc-2021", "a53001"),
)
ROW_MUSCLE: Final = Row(
    name="bench/base:classification.muscle",
    outcome="family",
    goes_to="muscle",
    message="the deepest tissue removed is muscle, fascia, tendon or ligament",
    sources=("rbc-2021", "a53001"),
)
ROW_SUBCUTANEOUS: Final = Row(
    name="bench/base:classification.subcutaneous",
    outcome="family",
    goes_to="subcutaneous",
    message="the deepest tissue removed is subcutaneous",
    sources=("rbc-2021", "a53001"),
)
ROW_SELECTIVE: Final = Row(
    name="bench/base:classification.selective",
    outcome="family",
    goes_to="selective",
    message="nothing deeper than the dermis was removed",
    sources=("mpr-2016", "a53001"),
)
ROWS_BY_ETIOLOGY: Final = {
    "eczematous_skin": ROW_ECZEMATOUS_SKIN,
    "open_fracture": ROW_OPEN_FRACTURE,
    "necrotizing_infection": ROW_NECROTIZING_INFECTION,
    "paronychia": ROW_PARONYCHIA,
}
ROWS_WITHOUT_DEBRIDEMENT: Final = {
    "dressing_change_only": ROW_DRESSING_CHANGE,
    "cleansing_only": ROW_CLEANSING,
}
ROWS_BY_METHOD: Final = {
    "low_frequency_ultrasound": ROW_ULTRASOUND,
    **dict.fromkeys(NONSELECTIVE_METHODS, ROW_NONSELECTIVE),
}
ROWS_BY_DEPTH: Final = {
    "bone": ROW_BONE,
    **dict.fromkeys(("fascia", "muscle", "tendon", "ligament"), ROW_MUSCLE),
    "subcutaneous": ROW_SUBCUTANEOUS,
    **dict.fromkeys(("none", "epidermis", "dermis"), ROW_SELECTIVE),
}

DOC_LOCATION: Final = Rule(
    name="bench/base:doc.location",
    gap="location",
    message="the record does not say where the wound is",
    ask="Please state the exact location of this wound.",
    sources=("fcso-checklist", "epi-list"),
)
DOC_LOCATION_EXACT: Final = Rule(
    name="bench/base:doc.location-exact",
    gap="location",
    message="the location names no more than a limb or a region",
    ask=(
        "Please state the exact location of this wound, such as the bone, the surface and the distance "
        "from a landmark."
    ),
    sources=("fcso-checklist", "epi-list"),
)
DOC_SIDE_CONTRADICTED: Final = Rule(
    name="bench/base:doc.side-contradicted",
    gap="location",
    message="the location and the laterality name different sides",
    ask="Please state on which side this wound is.",
    sources=("fcso-checklist", "epi-list", "mln1783722", "nccipm-2026"),
)
DOC_PLACE_IN_DOUBT: Final = Rule(
    name="bench/base:doc.place-in-doubt",
    gap="location",
    message="another wound of this family is not shown to lie elsewhere, so one wound may be counted twice",
    ask="Please state whether these are separate wounds, and the exact location of each.",
    sources=("fcso-checklist", "nccipm-2026", "mln1783722"),
)
DOC_DIAGNOSIS: Final = Rule(
    name="bench/base:doc.diagnosis",
    gap="diagnosis",
    message="no diagnosis is linked to the wound",
    ask="Please state the diagnosis for this wound.",
    sources=("a56617", "a53001"),
)
DOC_MEASURED: Final = Rule(
    name="bench/base:doc.measured",
    severity="warning",
    gap="size",
    message="length and width before the debridement are not recorded",
    ask="Please record the length and width of this wound before the debridement.",
    sources=("fcso-checklist",),
)
DOC_AREA_SUPPORTED: Final = Rule(
    name="bench/base:doc.area-supported",
    title="Area within the measurements",
    gap="area",
    message="the area debrided is larger than length times width as measured",
    ask="Please clarify the area debrided and the length and width of this wound before and after.",
    sources=("fcso-checklist", "l35125-item7"),
)
DOC_AREA_COMPUTED: Final = Rule(
    name="bench/base:doc.area-computed",
    severity="warning",
    gap="area",
    message=(
        "the record does not state the area debrided; length times width was taken, which is too much "
        "where only a part was debrided"
    ),
    ask="Please state the area of this wound that was debrided, in sq cm.",
    sources=("fcso-checklist", "l35125-item7"),
)
DOC_ASSESSMENT: Final = Rule(
    name="bench/base:doc.assessment",
    gap="assessment",
    message="the record holds no assessment of the wound",
    ask="Please describe the wound as it was found.",
    sources=("mpr-2016", "fcso-checklist"),
)
DOC_TISSUE: Final = Rule(
    name="bench/base:doc.tissue",
    gap="tissue",
    message="the record does not name the tissue removed",
    ask="Please state what tissue was removed from this wound, if any was.",
    sources=("fcso-checklist", "l35125-item7"),
)
DOC_TISSUE_OF_DEPTH: Final = Rule(
    name="bench/base:doc.tissue-of-depth",
    gap="tissue",
    message="the tissues named do not show the layer that was the deepest removed",
    ask="Please state what tissue was removed from this wound, and of which layer.",
    sources=("fcso-checklist", "a53001"),
)
DOC_INSTRUMENT: Final = Rule(
    name="bench/base:doc.instrument",
    title="Instrument named",
    gap="instrument",
    message="the record does not name the instrument",
    ask="Please state the instrument that was used on this wound.",
    sources=("fcso-checklist",),
)
DOC_TECHNIQUE: Final = Rule(
    name="bench/base:doc.technique",
    title="Technique described",
    gap="technique",
    message="the record does not describe the technique: agent, dressing or irrigation",
    ask="Please describe the technique used on this wound.",
    sources=("l35125-item7",),
)
DOC_NECESSITY: Final = Rule(
    name="bench/base:doc.necessity",
    gap="medical_necessity",
    message="the record does not say why the debridement was needed",
    ask="Please state the reason for treating this wound at this visit.",
    sources=("fcso-checklist", "a55818-summary"),
)
DOC_NECESSITY_TIED: Final = Rule(
    name="bench/base:doc.necessity-tied",
    severity="warning",
    gap="medical_necessity",
    message="the stated need does not mention the wound's condition, delay, infection or goal",
    ask="Please describe the condition of this wound and the goal of its treatment.",
    sources=("fcso-checklist",),
)
DOC_INSTRUCTIONS: Final = Rule(
    name="bench/base:doc.instructions",
    gap="care_instructions",
    message="the record holds no instructions for care",
    ask="Please record the instructions for care that were given, if any were.",
    sources=("mpr-2016", "fcso-checklist"),
)
METHOD_SELECTIVE_BELOW_DERMIS: Final = Rule(
    name="bench/base:method.selective-below-dermis",
    title="Method word and depth",
    severity="warning",
    gap="method",
    message=(
        "the record calls the method selective and names tissue below the dermis; the depth removed decided"
    ),
    ask="Please clarify the method and the deepest layer of tissue that was removed.",
    sources=("a53001",),
)
REFUSE_NONSELECTIVE_PROFESSIONAL: Final = Rule(
    name="bench/base:refuse.nonselective-professional",
    title="Non-selective debridement on a professional claim",
    decides=True,
    severity="warning",
    ask="Do not bill it; it is part of the visit.",
    sources=("a53001", "rvu24c"),
)
WHO_SURGICAL: Final = Rule(
    name="bench/base:who.surgical",
    title="Who may bill a surgical debridement",
    decides=True,
    gap="provider",
    ask="Check who did the debridement and within which scope of practice.",
    sources=("a53046", "noridian-therapist"),
)
WHO_SURGICAL_OTHER: Final = Rule(
    name="bench/base:who.surgical-other",
    title="Profession not listed",
    decides=True,
    gap="provider",
    ask="State the profession of the person who did the debridement.",
    sources=("a53046",),
)
WHO_PROFESSIONAL_RENDERER: Final = Rule(
    name="bench/base:who.professional-renderer",
    title="Renderer of active wound care on a professional claim",
    severity="warning",
    gap="provider",
    ask="State under whose supervision and name the service is billed.",
    sources=("renderer-practice",),
)
THERAPY_NO_PLAN: Final = Rule(
    name="bench/base:therapy.no-plan",
    title="Therapist without a plan of care",
    decides=True,
    gap="plan_of_care",
    message="a therapist did the debridement, and it was not under a therapy plan of care",
    ask="Check whether a certified therapy plan of care covers this visit.",
    sources=("noridian-therapist", "a53001"),
)
THERAPY_PLAN_BY_OTHER: Final = Rule(
    name="bench/base:therapy.plan-by-other",
    title="Therapy plan of care, other profession",
    decides=True,
    gap="plan_of_care",
    message=(
        "the debridement was under a therapy plan of care, and the profession does not say of which "
        "discipline"
    ),
    ask="State the discipline of the plan of care: physical or occupational therapy.",
    sources=("wps-therapy-modifiers",),
)
THERAPY_GP: Final = Rule(name="bench/base:therapy.gp", sources=("a53001",))
THERAPY_GO: Final = Rule(name="bench/base:therapy.go", sources=("a53001",))
THERAPY_CQ: Final = Rule(name="bench/base:therapy.cq", sources=("cms-therapy",))
THERAPY_CO: Final = Rule(name="bench/base:therapy.co", sources=("cms-therapy",))
THERAPY_REVENUE_CODE: Final = Rule(
    name="bench/base:therapy.revenue-code",
    title="Therapy revenue code",
    severity="advice",
    ask="Use the therapy revenue code for this line.",
    sources=("a53001",),
)
PAIRS_NOT_COVERED: Final = Rule(
    name="bench/base:pairs.not-covered",
    outcome="not_checked",
    gap="pair_table",
    ask="Check this pair in the release of the quarter in force.",
    sources=("nccipm-2026",),
)
PAIRS_NEVER: Final = Rule(
    name="bench/base:pairs.never",
    title="Pair with indicator 0",
    decides=True,
    severity="warning",
    sources=("nccipm-2026",),
)
PAIRS_SAME_PLACE: Final = Rule(
    name="bench/base:pairs.same-place",
    title="Pair at one place",
    decides=True,
    gap="location",
    ask="Please state whether these are separate wounds, and the exact location of each.",
    sources=("nccipm-2026", "mln1783722", "fcso-checklist"),
)
PAIRS_EARNED: Final = Rule(
    name="bench/base:pairs.earned",
    title="Modifier earned by distinct sites",
    decides=True,
    sources=("nccipm-2026", "mln1783722", "fcso-checklist"),
)
PAIRS_DEBRIDEMENT_ELSEWHERE: Final = Rule(
    name="bench/base:pairs.debridement-elsewhere",
    outcome="not_checked",
    gap="pair_table",
    message=(
        "a debridement code stands among the other services of the day; whether it is for the same "
        "wounds is not checked"
    ),
    ask="Enter every wound that was debrided, and take the code out of the other services.",
    sources=("nccipm-2026", "rbc-2021"),
)
SETTING_NOT_OUTPATIENT: Final = Rule(
    name="bench/base:setting.not-outpatient",
    title="Institutional claim, place of service",
    outcome="not_checked",
    gap="setting",
    ask="Check the claim form and the place of service.",
    sources=("ioce-27-1",),
)
PAIRS_EXCLUDED_WOUNDS: Final = Rule(
    name="bench/base:pairs.excluded-wounds",
    outcome="not_checked",
    gap="pair_table",
    message=(
        "a wound of this encounter belongs to other codes; the pair edits between those and these "
        "lines are not checked"
    ),
    ask="Code that wound in its own family, and check its pairs with these lines.",
    sources=("nccipm-2026",),
)
UNITS_LIMIT: Final = Rule(
    name="bench/base:units.limit",
    title="Units within the unit limit",
    gap="area",
    ask=(
        "Check the areas and the other services of the day; if the units stand, send the records that "
        "show them with the claim."
    ),
    sources=("ncci-mue-2024q3", "nccipm-2026"),
)
TABLES_OUT_OF_PERIOD: Final = Rule(
    name="bench/base:tables.out-of-period",
    severity="warning",
    outcome="not_checked",
    ask="Check these edits in the release of the quarter in force.",
    sources=("nccipm-2026",),
)


_ASSESSED: Final = {
    "drainage": "drainage of",
    "color": "color of",
    "texture": "texture of",
    "temperature": "temperature of",
    "vascularity": "vascularity of",
    "surrounding tissue": "tissue around",
}
(DOC_DRAINAGE, DOC_COLOR, DOC_TEXTURE, DOC_TEMPERATURE, DOC_VASCULARITY, DOC_SURROUNDING_TISSUE) = (
    Rule(
        name=f"bench/base:doc.{element.replace(' ', '-')}",
        severity="warning",
        gap="assessment",
        message=f"the assessment does not describe the {element}",
        ask=f"Please describe the {asked} this wound.",
        sources=("assessment-elements",),
    )
    for element, asked in _ASSESSED.items()
)


class Place:
    """A location, read word by word."""

    __slots__ = ("exact", "landmarks", "other_side", "told")

    def __init__(self, text: str, side: str | None) -> None:
        words = WORD.findall(text.lower())
        telling = {w for w in words if w not in VAGUE_WORDS and len(w) >= LEAST_LETTERS and not w.isdigit()}
        self.exact = bool(telling)
        self.landmarks = {word for word in telling if word not in TOLD}
        if JOINING.isdisjoint(words):  # "first and second toe" names two, and the pair of words only one
            words = [*words, *map("_".join, pairwise(words))]
        self.told: dict[int, set[int]] = {}
        for word in words:
            if word in TOLD:
                for group, meaning in TOLD[word]:
                    self.told.setdefault(group, set()).add(meaning)
        self.other_side = False
        if side:
            [(group, meaning)] = TOLD[side]
            self.other_side = group in self.told and meaning not in self.told[group]
            self.told.setdefault(group, set()).add(meaning)

    def apart_from(self, other: "Place") -> bool | None:
        """Whether the words tell two places apart (True) or make them one (False)."""
        for group, meanings in self.told.items():
            if group in other.told and meanings.isdisjoint(other.told[group]):
                return True
        return False if self.landmarks == other.landmarks and self.told == other.told else None


class Treated:
    """A wound that was, or may have been, debrided, with its area and where that comes from."""

    __slots__ = (
        "after",
        "area",
        "before",
        "computed_from",
        "family",
        "in_doubt",
        "place",
        "placed_by",
        "wound",
        "wound_id",
    )

    def __init__(self, wound: Wound, family: Family | None = None, placed_by: str = "") -> None:
        self.wound = wound
        self.wound_id = wound.wound_id
        self.family = family
        self.placed_by = placed_by
        self.place = Place(wound.location or "", wound.laterality) if said(wound.location) else None
        self.in_doubt = False
        self.before = wound.before.area_sq_cm
        self.after = wound.after.area_sq_cm
        self.computed_from: Measurement | None = None
        self.area = wound.debridement.area_sq_cm
        if self.area is None:
            if self.before is not None and (self.after is None or self.after == self.before):
                self.area, self.computed_from = self.before, wound.before
            elif self.before is None and self.after is not None:
                self.area, self.computed_from = self.after, wound.after

    def apart_from(self, other: "Treated") -> bool | None:
        """Whether two wounds lie apart: as the record states outright, and else as their places tell."""
        mine, others = self.wound.separate_wound, other.wound.separate_wound
        if mine is False or others is False:
            return False
        if mine and others:
            return True
        return self.place.apart_from(other.place) if self.place and other.place else None


class Line:
    """A claim line that may still be dropped or held."""

    __slots__ = (
        "code",
        "dropped",
        "family",
        "held",
        "modifiers",
        "rules",
        "treated",
        "units",
        "units_on_date",
    )

    def __init__(self, code: str, units: int, family: Family, treated: list[Treated]) -> None:
        self.code = code
        self.units = units
        self.units_on_date = units
        self.family = family
        self.treated = treated
        self.modifiers: list[Modifier] = []
        self.rules = [*dict.fromkeys(each.placed_by for each in treated), *family.rules]
        self.dropped = False
        self.held = False

    @property
    def stands(self) -> bool:
        return not (self.dropped or self.held)

    @property
    def waits(self) -> bool:
        return self.held and not self.dropped

    @property
    def wound_names(self) -> str:
        return ", ".join(each.wound_id for each in self.treated)


class Pair(NamedTuple):
    """Two lines of a claim, or one of ours and another service; `first` is column 1."""

    first: Line | ClaimLine
    second: Line | ClaimLine
    indicator: str | None
    sources: tuple[str, ...]

    @property
    def stands(self) -> bool:
        return all(line.stands for line in (self.first, self.second) if isinstance(line, Line))

    @property
    def shown(self) -> str:
        codes = f"{self.first.code} and {self.second.code}"
        return f"{codes} are a column 1 / column 2 pair, indicator {self.indicator}"


class Coding:
    """One encounter while it is being coded."""

    def __init__(self, encounter: Encounter) -> None:
        setting, provider = encounter.setting, encounter.rendering_provider
        self.encounter = encounter
        self.setting = SETTINGS.get(setting.claim_form or "") if setting else None
        self.place_of_service = setting.place_of_service if setting else None
        self.role = provider.role if provider else None
        self.plan = provider.therapy_plan_of_care if provider else None
        self.treated: list[Treated] = []
        self.wounds_excluded = False
        self.open_families: set[str] = set()
        self.tables: list[Table] = []
        self.findings: list[Finding] = []
        self.steps: list[Step] = []
        self.said: set[tuple[str, str | None, str]] = set()
        self.asked = 0
        self.failed = 0
        self.not_checked = 0

    def read(self, table: Table) -> None:
        if table not in self.tables:
            self.tables.append(table)

    def step(self, rule: str, text: str) -> None:
        self.steps.append(Step(rule=rule, text=text))

    def report(
        self,
        rule: Rule,
        wound_id: str | None = None,
        message: str | None = None,
        ask: str | None = None,
        sources: tuple[str, ...] = (),
    ) -> None:
        """A rule that fired."""
        self._keep(
            Finding(
                rule=rule.name,
                outcome=rule.outcome,
                severity=rule.severity,
                gap=rule.gap,
                wound_id=wound_id,
                message=message or rule.message,
                ask=ask or rule.ask,
                sources=rule.sources + sources,
            )
        )

    def unknown(
        self,
        rule: Rule,
        facts: list[str],
        wound_id: str | None = None,
        about: str = "",
        sources: tuple[str, ...] = (),
    ) -> None:
        """A rule that could not be checked for want of facts."""
        questions = [QUESTIONS[fact] for fact in facts if fact in QUESTIONS]
        meanings = "; ".join(MEANINGS[fact] for fact in facts)
        self._keep(
            Finding(
                rule=rule.name,
                outcome="not_checked",
                severity="error" if rule.decides or rule is UNITS_LIMIT else "warning",
                gap=questions[0].gap if questions else None,
                wound_id=wound_id,
                message=f"not checked{about}: {rule.title}; not known: {meanings}",
                ask=" ".join(question.ask for question in questions) or None,
                sources=rule.sources + sources,
            )
        )

    def question(self, fact: str, wound_id: str | None) -> None:
        """A fact, of a wound or of the encounter, that must be asked for."""
        question = QUESTIONS[fact]
        self._keep(
            Finding(
                rule=f"{PACK}:questions.{fact}",
                outcome="not_checked",
                severity="error",
                gap=question.gap,
                wound_id=wound_id,
                message=question.message,
                ask=question.ask,
                sources=QUESTION_SOURCES,
            )
        )

    def sent_elsewhere(self, row: Row, wound: Wound, severity: Severity) -> None:
        """A wound that leads to no line."""
        self._keep(
            Finding(
                rule=row.name,
                outcome="failed",
                severity=severity,
                gap=None,
                wound_id=wound.wound_id,
                message=row.message,
                ask=row.ask,
                sources=row.sources,
            )
        )

    def _keep(self, finding: Finding) -> None:
        """Count it, and say it once: lines and pairs may repeat it."""
        if finding.outcome == "failed":
            self.failed += 1
        else:
            self.not_checked += 1
        key = (finding.rule, finding.wound_id, finding.message)
        if key not in self.said:
            self.said.add(key)
            self.findings.append(finding)

    def drop(self, line: Line, rule: Rule, why: str) -> None:
        if not line.dropped:
            line.dropped = True
            self.step(rule.name, f"{why} -> {line.code} is not billable")

    def hold(self, line: Line, rule: Rule, why: str) -> None:
        if not line.held:
            line.held = True
            self.step(rule.name, f"{why} -> {line.code} held back")

    def hold_untold(self, line: Line, rule: Rule) -> None:
        if not line.held:
            line.held = True
            self.step(rule.name, f"{line.code} held back: {rule.title} cannot be told")

    def modify(self, line: Line, rule: Rule, modifier: Modifier, why: str) -> None:
        if modifier not in line.modifiers:
            line.modifiers.append(modifier)
            line.rules.append(rule.name)
            self.step(rule.name, f"{why} -> {modifier} on {line.code}")


def decide(encounter: Encounter) -> Decision:
    """What the record supports under `bench/base` on a day in the first half of 2026."""
    coding = Coding(encounter)
    for wound in encounter.wounds:
        place(coding, wound)
    mark_doubtful_places(coding)
    ask_areas(coding)
    lines = draft_lines(coding)
    if lines and coding.setting is None:
        coding.question("encounter.setting", None)
    not_by_rules = coding.failed + coding.not_checked
    edit(coding, lines)
    dropped = {line.family for line in lines if line.dropped and line.code == line.family.primary}
    for treated in coding.treated:
        if treated.family not in dropped:
            check_wound(coding, treated)
    check_encounter(coding)
    passed = coding.asked - (coding.failed + coding.not_checked - not_by_rules)
    return Decision(
        encounter_id=encounter.encounter_id,
        status=status_of(coding, lines),
        lines=tuple(supported(line) for line in lines if line.stands),
        findings=tuple(coding.findings),
        steps=tuple(coding.steps),
        checked=Checked(passed=passed, failed=coding.failed, not_checked=coding.not_checked),
        provenance=Provenance(
            pack=PACK,
            pack_version=PACK_VERSION,
            digest=DIGEST,
            engine_version=__version__,
            tables=tuple(
                TableUsed(id=table.id, release=table.release, covers_date_of_service=table.in_force)
                for table in coding.tables
            ),
        ),
    )


def status_of(coding: Coding, lines: list[Line]) -> Status:
    waiting = (
        bool(coding.open_families)
        or any(line.waits for line in lines)
        or any(treated.family is None for treated in coding.treated)
    )
    if not waiting and not any(line.stands for line in lines):
        return "not_billable"
    if waiting or any(finding.severity == "error" for finding in coding.findings):
        return "query"
    return "clean"


def supported(line: Line) -> SupportedLine:
    diagnoses = dict.fromkeys(code for treated in line.treated for code in treated.wound.diagnoses)
    return SupportedLine(
        code=line.code,
        units=line.units,
        modifiers=tuple(line.modifiers),
        wound_ids=tuple(treated.wound_id for treated in line.treated),
        diagnoses=tuple(diagnoses),
        rules=tuple(line.rules),
    )


def said(text: str | None) -> bool:
    """Whether a text says something: blanks, signs alone, and words such as "n/a" are silence."""
    if text is None:
        return False
    if len(text) > LONGEST_SILENCE:
        return True
    words = " ".join(ANY_WORD.findall(text.lower()))
    return words != "" and words not in SILENCE


# Which family does a wound belong to?


def place(coding: Coding, wound: Wound) -> None:
    """Lead a wound to its family, or say why it has none."""
    rows, asking, lacking = possible_rows(wound)
    row = rows[-1]
    if asking or any((other.outcome, other.goes_to) != (row.outcome, row.goes_to) for other in rows):
        leave_open(coding, wound, rows, asking, lacking)
    elif row.outcome == "family":
        family = FAMILIES[row.goes_to or ""]
        coding.treated.append(Treated(wound, family, row.name))
        coding.step(row.name, f"wound {wound.wound_id}: {row.message} -> {family.label}")
    elif row.outcome == "excluded":
        coding.wounds_excluded = True
        coding.sent_elsewhere(row, wound, "warning")
        coding.step(row.name, f"wound {wound.wound_id}: {row.message} -> not coded here: {row.goes_to}")
    else:
        coding.sent_elsewhere(row, wound, "warning")
        coding.step(row.name, f"wound {wound.wound_id}: {row.message} -> no debridement")


def leave_open(coding: Coding, wound: Wound, rows: list[Row], asking: list[Row], lacking: list[str]) -> None:
    """Ask what would place the wound; no family that it may belong to can be counted."""
    coding.treated.append(Treated(wound))
    if asking:
        families = set(FAMILIES)
    else:
        families = {row.goes_to for row in rows if row.outcome == "family" and row.goes_to}
    coding.open_families |= families
    for row in asking:
        coding.sent_elsewhere(row, wound, "error")
        coding.step(row.name, f"wound {wound.wound_id}: {row.message} -> ask")
    for fact in lacking:
        coding.question(fact, wound.wound_id)
    labels = ", ".join(family.label for id_, family in FAMILIES.items() if id_ in families)
    text = f"wound {wound.wound_id}: not placed; it may be {labels or 'none of these codes'}"
    coding.step(f"{PACK}:classification", text)


def possible_rows(wound: Wound) -> tuple[list[Row], list[Row], list[str]]:
    """Where the wound may go, which rows surely ask, and the facts that would say more.

    One row when all is known and nothing needs to be asked.
    """
    method, etiology = wound.debridement.method, wound.etiology
    deepest, tissues = wound.debridement.deepest_tissue_removed, frozenset(wound.debridement.tissue_removed)
    removed = tissue_removed(deepest, tissues)
    rows: list[Row] = []
    asking: list[Row] = []
    lacking: list[str] = []
    if method is None:
        rows += (ROW_METHOD_CONFLICT, ROW_DRESSING_CHANGE, ROW_CLEANSING)
        if not removed:
            rows.remove(ROW_METHOD_CONFLICT)
        lacking.append("wound.method")
    elif method in ROWS_WITHOUT_DEBRIDEMENT:
        if removed:
            asking.append(ROW_METHOD_CONFLICT)
        return [*asking, ROWS_WITHOUT_DEBRIDEMENT[method]], asking, lacking
    if contradicts(deepest, tissues):
        rows.append(ROW_TISSUE_CONFLICT)
        asking.append(ROW_TISSUE_CONFLICT)
    if removed is None:
        rows.append(ROW_NOTHING_REMOVED)
        lacking.append("wound.devitalized_tissue_removed")
    elif not removed:
        return [*rows, ROW_NOTHING_REMOVED], asking, lacking
    treats_skin = etiology in {"callus", "nail_disorder"} or bool(tissues and tissues <= NAIL_AND_CALLUS)
    if treats_skin and deepest in BELOW_DERMIS:
        rows.append(ROW_EXCLUSION_CONFLICT)
        asking.append(ROW_EXCLUSION_CONFLICT)
    sure = rows_by_etiology(etiology, tissues, rows)
    if etiology is None:
        lacking.append("wound.etiology")
    if not sure:
        if etiology == "abscess":
            rows.append(ROW_ABSCESS)
            asking.append(ROW_ABSCESS)
        rows_by_method_and_depth(method, deepest, rows, asking, lacking)
    return rows, asking, lacking


def rows_by_method_and_depth(
    method: str | None, deepest: str | None, rows: list[Row], asking: list[Row], lacking: list[str]
) -> None:
    if method == "autolytic":
        rows.append(ROW_AUTOLYTIC)
        asking.append(ROW_AUTOLYTIC)
        return
    if method in NONSELECTIVE_METHODS and deepest in BELOW_DERMIS:
        rows.append(ROW_NONSELECTIVE_DEPTH)
        asking.append(ROW_NONSELECTIVE_DEPTH)
    if method in ROWS_BY_METHOD:
        rows.append(ROWS_BY_METHOD[method])
        return
    if method is None:
        rows += (ROW_ULTRASOUND, ROW_AUTOLYTIC, ROW_NONSELECTIVE)
    if deepest is None:
        rows += (ROW_BONE, ROW_MUSCLE, ROW_SUBCUTANEOUS, ROW_SELECTIVE)
        lacking.append("wound.deepest_tissue_removed")
    else:
        rows.append(ROWS_BY_DEPTH[deepest])


def tissue_removed(deepest: str | None, tissues: frozenset[str]) -> bool | None:
    """Whether the record shows devitalized tissue removed."""
    if deepest is not None and deepest != "none":
        return True
    if tissues:
        return not tissues <= NOT_DEVITALIZED
    return None if deepest is None else False


def rows_by_etiology(etiology: str | None, tissues: frozenset[str], rows: list[Row]) -> bool:
    """Add the rows that the kind of wound, or what was removed, leads to; whether the last is sure."""
    only_nail = "nail" in tissues and tissues <= {"nail", "secretions"}
    only_callus = "callus" in tissues and tissues <= NAIL_AND_CALLUS
    unknown = etiology is None
    if unknown or etiology == "burn":
        rows.append(ROW_BURN)
        if not unknown:
            return True
    if unknown or only_nail or etiology == "nail_disorder":
        rows.append(ROW_NAIL)
        if only_nail or not unknown:
            return True
    if unknown or only_callus or etiology == "callus":
        rows.append(ROW_CALLUS)
        if only_callus or not unknown:
            return True
    if unknown:
        rows += (*ROWS_BY_ETIOLOGY.values(), ROW_ABSCESS)
    elif etiology in ROWS_BY_ETIOLOGY:
        rows.append(ROWS_BY_ETIOLOGY[etiology])
        return True
    return False


def contradicts(deepest: str | None, tissues: frozenset[str]) -> bool:
    """Whether the tissues named and the deepest layer removed exclude each other."""
    if deepest is None or not tissues:
        return False
    if tissues <= NOT_DEVITALIZED:
        return deepest != "none"
    for shows, layers in TISSUES_BY_DEPTH:
        if tissues & shows:
            return deepest not in layers
    return deepest == "none"


def mark_doubtful_places(coding: Coding) -> None:
    """Mark wounds that may be one wound entered twice."""
    for one, other in combinations(coding.treated, 2):
        if one.family is not other.family or one.family is None or one.place is None or other.place is None:
            continue
        if one.apart_from(other) is not True:
            one.in_doubt = other.in_doubt = True


# How many units?


def ask_areas(coding: Coding) -> None:
    for treated in coding.treated:
        if treated.area is None and treated.family is not NONSELECTIVE:
            coding.question("wound.area_sq_cm", treated.wound_id)
            if treated.family is not None:
                coding.open_families.add(treated.family.id)


def draft_lines(coding: Coding) -> list[Line]:
    lines: list[Line] = []
    for family in FAMILIES.values():
        members = [treated for treated in coding.treated if treated.family is family]
        if not members:
            continue
        if family.id in coding.open_families:
            coding.step(family.rule, f"{family.label}: held back until what is asked is known")
        elif family is NONSELECTIVE:
            lines.append(Line(family.primary, 1, family, members))
            names = lines[-1].wound_names
            text = f"{family.label}: {names} -> {family.primary} x1 (counted by session, not by area)"
            coding.step(family.rule, text)
        else:
            lines += lines_by_area(coding, family, members)
    return lines


def lines_by_area(coding: Coding, family: Family, members: list[Treated]) -> Iterator[Line]:
    """One primary, and an add-on for each further 20 sq cm or part of them."""
    total = Decimal(0)
    summands = []
    for member in members:
        area = member.area or Decimal(0)
        total += area
        summands.append(f"{member.wound_id} {plain(area)}")
        say_computed(coding, family, member)
    equals = f" = {plain(total)}" if len(members) > 1 else ""
    shown = f"{family.label}: {' + '.join(summands)}{equals} sq cm"
    yield Line(family.primary, 1, family, members)
    beyond = total - FIRST_AREA
    if beyond <= 0:
        coding.step(family.rule, f"{shown} -> {family.primary} x1 (within the first {plain(FIRST_AREA)})")
        return
    whole, rest = divmod(beyond, STEP_AREA)
    units = int(whole) + (1 if rest else 0)
    coding.step(
        family.rule,
        f"{shown} -> {family.primary} x1, {family.add_on} x{units} "
        f"({plain(beyond)} sq cm beyond the first {plain(FIRST_AREA)})",
    )
    yield Line(family.add_on or "", units, family, members)


def say_computed(coding: Coding, family: Family, member: Treated) -> None:
    size = member.computed_from
    if size is None or size.length is None or size.width is None or member.area is None:
        return
    moment = "before" if size is member.wound.before else "after"
    coding.step(
        family.rule,
        f"wound {member.wound_id}: area {plain(size.length)} x {plain(size.width)} = {plain(member.area)} "
        f"sq cm, computed from the length and width {moment} the debridement",
    )


# Refusals, pair edits, modifiers, unit limits


def edit(coding: Coding, lines: list[Line]) -> None:
    """Refuse, drop, modify and hold lines. What drops is asked first: no line yields to a dropped one."""
    if lines and coding.setting is not None:
        coding.read(LIMIT_TABLES[coding.setting])
    for line in lines:
        others = coding.encounter.other_services
        line.units_on_date += sum(other.units for other in others if other.code == line.code)
        refuse(coding, line)
    pairs = pairs_of(coding, lines)
    for pair in pairs:
        if pair.stands:
            drop_from_pair(coding, pair)
    for pair in pairs:
        if pair.stands:
            tell_pair_apart(coding, pair)
    hold_column_2(coding, lines)
    for line in lines:
        if line.stands:
            check_renderer(coding, line)
            add_therapy_modifiers(coding, line)
            check_unit_limit(coding, line)
    hold_column_2(coding, lines)
    drop_lone_add_ons(coding, lines)


def refuse(coding: Coding, line: Line) -> None:
    """Lines that this claim, or this profession, may not carry. A dropped line is not asked further."""
    coding.asked += 1
    if line.family is NONSELECTIVE:
        refuse_nonselective(coding, line)
    if line.dropped:
        return
    if line.family is SELECTIVE or line.family is NONSELECTIVE:
        refuse_therapy(coding, line)
    else:
        refuse_surgical(coding, line)


def refuse_nonselective(coding: Coding, line: Line) -> None:
    rule = REFUSE_NONSELECTIVE_PROFESSIONAL
    if coding.setting is None:
        coding.unknown(rule, ["encounter.setting"])
        coding.hold_untold(line, rule)
    elif coding.setting == "practitioner":
        message = f"{line.code} is bundled on a professional claim and is never paid separately"
        coding.report(rule, message=message)
        coding.drop(line, rule, "a non-selective debridement is bundled on a professional claim")


def refuse_surgical(coding: Coding, line: Line) -> None:
    coding.asked += 4
    whose = f"{line.code} is for physicians and nonphysician practitioners; the"
    if coding.role is None:
        for rule in (WHO_SURGICAL, WHO_SURGICAL_OTHER):
            coding.unknown(rule, ["encounter.role"])
            coding.hold_untold(line, rule)
    elif coding.role in NOT_SURGICAL:
        coding.report(WHO_SURGICAL, message=f"{whose} record says it was done by another profession")
        why = "therapists, assistants and nurses do not bill surgical debridement"
        coding.drop(line, WHO_SURGICAL, why)
        coding.asked -= 3
    elif coding.role == "other":
        coding.report(WHO_SURGICAL_OTHER, message=f"{whose} profession recorded is none of those listed")
        coding.hold(line, WHO_SURGICAL_OTHER, "the profession is none of those listed")


def refuse_therapy(coding: Coding, line: Line) -> None:
    """Therapists need a plan of care, and a plan of care needs a therapist."""
    coding.asked += 4
    therapist = None if coding.role is None else coding.role in THERAPY
    lacking = []
    if coding.role is None:
        lacking.append("encounter.role")
    if coding.plan is None:
        lacking.append("encounter.therapy_plan_of_care")
    if therapist is not False and coding.plan is not True:
        if lacking:
            coding.unknown(THERAPY_NO_PLAN, lacking)
            coding.hold_untold(line, THERAPY_NO_PLAN)
        else:
            coding.report(THERAPY_NO_PLAN)
            why = "a therapist bills active wound care only under a certified plan of care"
            coding.drop(line, THERAPY_NO_PLAN, why)
            coding.asked -= 1
    if therapist is not True and coding.plan is not False:
        if lacking:
            coding.unknown(THERAPY_PLAN_BY_OTHER, lacking)
            coding.hold_untold(line, THERAPY_PLAN_BY_OTHER)
        else:
            coding.report(THERAPY_PLAN_BY_OTHER)
            why = "under a therapy plan of care the line needs the modifier of that discipline"
            coding.hold(line, THERAPY_PLAN_BY_OTHER, why)


def hold_column_2(coding: Coding, lines: list[Line]) -> None:
    """Hold a column 2 line when the line or the table that decides its modifier cannot be told yet."""
    waiting = {line.code for line in lines if line.waits}
    for id_ in coding.open_families:
        waiting.update(code for code in (FAMILIES[id_].primary, FAMILIES[id_].add_on) if code)
    if coding.setting is None:
        waiting.update(line.code for line in lines if line.stands)
        name = f"{PACK}:questions"
    else:
        name = f"{PACK}:{PAIR_TABLES[coding.setting].id}"
    for line in lines:
        first = next((code for code in sorted(waiting) if (code, line.code) in ALL_PAIRS), None)
        if first is not None and line.stands:
            line.held = True
            waiting.add(line.code)
            text = f"it is column 2 to {first}, and what that decides cannot be told yet"
            coding.step(name, f"{line.code} held back: {text}")


def pairs_of(coding: Coding, lines: list[Line]) -> list[Pair]:
    """Standing lines of different families, and lines beside the other services of the day."""
    standing = [line for line in lines if line.stands]
    found: list[tuple[Line, Line | ClaimLine]] = [
        (one, other) for one, other in combinations(standing, 2) if one.family is not other.family
    ]
    found += [(line, other) for line in standing for other in coding.encounter.other_services]
    if not found:
        return []
    if coding.setting is None:
        return [Pair(one, other, None, ()) for one, other in found]
    rows, table = PAIRS[coding.setting], PAIR_TABLES[coding.setting]
    coding.read(table)
    pairs = []
    for one, other in found:
        if (one.code, other.code) in rows:
            pairs.append(Pair(one, other, rows[one.code, other.code], table.sources))
        elif (other.code, one.code) in rows:
            pairs.append(Pair(other, one, rows[other.code, one.code], table.sources))
        elif one.code in PAIR_CODES and other.code in PAIR_CODES:
            pairs.append(Pair(one, other, "none", table.sources))
        else:
            pairs.append(Pair(one, other, None, table.sources))
    return pairs


def drop_from_pair(coding: Coding, pair: Pair) -> None:
    coding.asked += 1
    if pair.indicator == "0":
        first, second = pair.first.code, pair.second.code
        message = f"{second} is never billed beside {first} on one date, whatever the wounds"
        coding.report(PAIRS_NEVER, message=message, ask=f"Do not bill {second}.", sources=pair.sources)
        if isinstance(pair.second, Line):
            coding.drop(pair.second, PAIRS_NEVER, f"{pair.shown}: never billed together on one date")


def tell_pair_apart(coding: Coding, pair: Pair) -> None:
    """A pair that may be billed needs the modifier, and the modifier needs distinct places."""
    coding.asked += 3
    codes = f"{pair.first.code} with {pair.second.code}"
    if pair.indicator is None:
        message = f"{codes}: no pair table at hand covers both codes"
        coding.report(PAIRS_NOT_COVERED, message=message, sources=pair.sources)
    if pair.indicator != "1":
        return
    line = pair.second if isinstance(pair.second, Line) else None
    distinct = distinct_places(pair.first, pair.second)
    wounds = f"wounds {names_of(pair.first)} and {names_of(pair.second)}"
    if distinct is None:
        for rule in (PAIRS_SAME_PLACE, PAIRS_EARNED):
            coding.unknown(rule, ["pair.distinct_places"], about=f" for {codes}", sources=pair.sources)
            if line is not None:
                coding.hold_untold(line, rule)
    elif not distinct:
        why = f"{pair.shown}; among {wounds} no word of the record sets two of them apart"
        coding.report(PAIRS_SAME_PLACE, message=why, sources=pair.sources)
        if line is not None:
            coding.hold(line, PAIRS_SAME_PLACE, why)
    elif line is not None:
        coding.modify(line, PAIRS_EARNED, XS, f"{pair.shown}; {wounds} are at distinct sites")


def names_of(line: Line | ClaimLine) -> str:
    return line.wound_names if isinstance(line, Line) else ", ".join(line.wound_ids)


def distinct_places(first: Line | ClaimLine, second: Line | ClaimLine) -> bool | None:
    """Whether no wound of one line lies where one of the other does, if the record tells."""
    if not isinstance(first, Line) or not isinstance(second, Line):
        return None
    told = True
    for one in first.treated:
        for other in second.treated:
            apart = one.apart_from(other)
            if apart is False:
                return False
            told = told and apart is True
    return True if told else None


def check_renderer(coding: Coding, line: Line) -> None:
    """Whose service is active wound care by a nurse? A line by an unknown profession does not come here."""
    coding.asked += 1
    if coding.role not in {"registered_nurse", "other"} or line.family not in {SELECTIVE, NONSELECTIVE}:
        return
    if coding.setting is None:
        coding.unknown(WHO_PROFESSIONAL_RENDERER, ["encounter.setting"])
    elif coding.setting == "practitioner":
        done = f"{line.code} on a professional claim was done by a nurse or an unlisted profession"
        message = f"{done}; whose service it is was not checked"
        coding.report(WHO_PROFESSIONAL_RENDERER, message=message)


def add_therapy_modifiers(coding: Coding, line: Line) -> None:
    coding.asked += 5
    if coding.plan is not True or (line.family is not SELECTIVE and line.family is not NONSELECTIVE):
        return
    if coding.role in PHYSICAL_THERAPY:
        coding.modify(line, THERAPY_GP, GP, "done under a physical therapy plan of care")
    if coding.role in OCCUPATIONAL_THERAPY:
        coding.modify(line, THERAPY_GO, GO, "done under an occupational therapy plan of care")
    if coding.role in THERAPY:
        if coding.setting is None:
            coding.unknown(THERAPY_REVENUE_CODE, ["encounter.setting"])
        elif coding.setting == "outpatient_hospital":
            goes = f"{line.code} under a therapy plan of care goes with a therapy revenue code"
            coding.report(THERAPY_REVENUE_CODE, message=f"{goes} on an institutional claim")
    if coding.role == "physical_therapist_assistant":
        coding.modify(line, THERAPY_CQ, CQ, "done by a physical therapist assistant")
    if coding.role == "occupational_therapy_assistant":
        coding.modify(line, THERAPY_CO, CO, "done by an occupational therapy assistant")


def check_unit_limit(coding: Coding, line: Line) -> None:
    coding.asked += 1
    if coding.setting is None:
        coding.unknown(UNITS_LIMIT, ["line.unit_limit"])
        return
    limit, indicator = UNIT_LIMITS[coding.setting][line.code]
    if line.units_on_date > limit:
        many = f"{line.code} x{line.units_on_date}"
        message = f"{many} is above the unit limit of {limit} a date (indicator {indicator})"
        coding.report(UNITS_LIMIT, message=message)


def drop_lone_add_ons(coding: Coding, lines: list[Line]) -> None:
    standing = {line.code for line in lines if line.stands}
    waiting = {line.code for line in lines if line.waits}
    for line in lines:
        primary = line.family.primary
        if line.code == primary or not line.stands or primary in standing:
            continue
        if primary in waiting:
            line.held = True
            coding.step(f"{PACK}:add-ons", f"{line.code} held back with its primary")
        else:
            line.dropped = True
            coding.step(f"{PACK}:add-ons", f"{line.code} is not billable without its primary")


# What must stand in the record


def check_wound(coding: Coding, treated: Treated) -> None:
    coding.asked += 22
    wound = treated.wound
    check_location(coding, treated)
    check_size(coding, treated)
    check_assessment(coding, wound)
    check_procedure(coding, wound)
    if not wound.diagnoses:
        coding.report(DOC_DIAGNOSIS, wound.wound_id)
    if not said(wound.medical_necessity):
        coding.report(DOC_NECESSITY, wound.wound_id)
    else:
        need = (wound.medical_necessity or "").lower()
        if not any(word in need for word in NEED_WORDS):
            coding.report(DOC_NECESSITY_TIED, wound.wound_id)


def check_location(coding: Coding, treated: Treated) -> None:
    if treated.place is None:
        coding.report(DOC_LOCATION, treated.wound_id)
        return
    if not treated.place.exact:
        coding.report(DOC_LOCATION_EXACT, treated.wound_id)
    if treated.place.other_side:
        coding.report(DOC_SIDE_CONTRADICTED, treated.wound_id)
    if treated.in_doubt and treated.family is not NONSELECTIVE:
        coding.report(DOC_PLACE_IN_DOUBT, treated.wound_id)


def check_size(coding: Coding, treated: Treated) -> None:
    recorded, before, after = treated.wound.debridement.area_sq_cm, treated.before, treated.after
    if before is None:
        coding.report(DOC_MEASURED, treated.wound_id)
    if recorded is None:
        if treated.computed_from and treated.family is not None and treated.family is not NONSELECTIVE:
            coding.report(DOC_AREA_COMPUTED, treated.wound_id)
        return
    if before is None and after is None:
        coding.unknown(DOC_AREA_SUPPORTED, ["wound.area_beyond_measured"], treated.wound_id)
    elif (before is None or recorded > before) and (after is None or recorded > after):
        coding.report(DOC_AREA_SUPPORTED, treated.wound_id)


def check_assessment(coding: Coding, wound: Wound) -> None:
    seen, id_ = wound.assessment, wound.wound_id
    lacking = []
    if not said(seen.drainage):
        lacking.append(DOC_DRAINAGE)
    if not said(seen.color):
        lacking.append(DOC_COLOR)
    if not said(seen.texture):
        lacking.append(DOC_TEXTURE)
    if not said(seen.temperature):
        lacking.append(DOC_TEMPERATURE)
    if not said(seen.vascularity):
        lacking.append(DOC_VASCULARITY)
    if not said(seen.surrounding_tissue):
        lacking.append(DOC_SURROUNDING_TISSUE)
    if len(lacking) == 6 and not said(seen.infection):
        coding.report(DOC_ASSESSMENT, id_)
        return
    for rule in lacking:
        coding.report(rule, id_)


def check_procedure(coding: Coding, wound: Wound) -> None:
    done, id_ = wound.debridement, wound.wound_id
    method, deepest = done.method, done.deepest_tissue_removed
    if not done.tissue_removed:
        coding.report(DOC_TISSUE, id_)
    elif deepest in BELOW_DERMIS and DEEP_TISSUES.isdisjoint(done.tissue_removed):
        coding.report(DOC_TISSUE_OF_DEPTH, id_)
    if not any(said(instrument) for instrument in done.instruments):
        if method is None:
            coding.unknown(DOC_INSTRUMENT, ["wound.method"], id_)
        elif method in SHARP_METHODS:
            coding.report(DOC_INSTRUMENT, id_)
    if not said(done.technique):
        if method is None:
            coding.unknown(DOC_TECHNIQUE, ["wound.method"], id_)
        elif method in NONSELECTIVE_METHODS:
            coding.report(DOC_TECHNIQUE, id_)
    check_method_word(coding, wound)


def check_method_word(coding: Coding, wound: Wound) -> None:
    """Whether a method called selective went below the dermis."""
    method, deepest = wound.debridement.method, wound.debridement.deepest_tissue_removed
    if method in {None, "sharp_selective"} and (deepest is None or deepest in BELOW_DERMIS):
        lacking = []
        if method is None:
            lacking.append("wound.method")
        if deepest is None:
            lacking.append("wound.deepest_tissue_removed")
        if lacking:
            coding.unknown(METHOD_SELECTIVE_BELOW_DERMIS, lacking, wound.wound_id)
        else:
            coding.report(METHOD_SELECTIVE_BELOW_DERMIS, wound.wound_id)


def check_encounter(coding: Coding) -> None:
    coding.asked += 4 + len(coding.tables)
    check_place_of_service(coding)
    if coding.treated:
        if any(other.code in PAIR_CODES for other in coding.encounter.other_services):
            coding.report(PAIRS_DEBRIDEMENT_ELSEWHERE)
        if not said(coding.encounter.care_instructions):
            coding.report(DOC_INSTRUCTIONS)
        if coding.wounds_excluded:
            coding.report(PAIRS_EXCLUDED_WOUNDS)
    for table in coding.tables:
        if not table.in_force:
            message = (
                f"{table.title} is release {table.release}; the date of service "
                f"{coding.encounter.date_of_service} is outside the dates for which it is known"
            )
            coding.report(TABLES_OUT_OF_PERIOD, message=message, sources=table.sources)


def check_place_of_service(coding: Coding) -> None:
    place = coding.place_of_service
    if place is None or place in {"19", "22", "23"}:
        return
    if coding.setting is None:
        coding.unknown(SETTING_NOT_OUTPATIENT, ["encounter.setting"])
    elif coding.setting == "outpatient_hospital":
        where = f"the place of service {place} is no outpatient hospital"
        message = f"{where}; the hospital tables are for outpatients, and no other was checked"
        coding.report(SETTING_NOT_OUTPATIENT, message=message)
