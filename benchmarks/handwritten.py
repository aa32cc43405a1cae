"""What `RuleBook.code` decides by `pack.json`, written out by hand: no rules as data, only Python.

The pack is a copy of `cms/base` that stays as it is, so that this text can. It holds for dates of service
from 2025-07-01 to 2026-06-30 and knows no other pack; what the engine buys for its time is that the text
below need not exist. Claims are not audited here.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations, pairwise
from typing import Final, NamedTuple

from debridecode import __version__
from debridecode.decision import Checked, Decision, Finding, Provenance, Step, SupportedLine, TableUsed
from debridecode.measures import plain
from debridecode.model import Encounter, Measurement, Modifier, OtherService, Wound
from debridecode.vocabulary import Outcome, Reader, Severity, Status


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
    ask_of: Reader = "coder"


class Rule(NamedTuple):
    """The words of a rule. A message that names codes is written where it is said.

    `title` is for rules that may lack a fact; `decides` is whether a line or a modifier turns on the rule.
    `facts` are those that the rule asks to be unknown.
    """

    name: str
    sources: tuple[str, ...]
    title: str = ""
    severity: Severity = "error"
    outcome: Outcome = "failed"
    message: str = ""
    ask: str | None = None
    ask_of: Reader = "coder"
    gap: str | None = None
    decides: bool = False
    facts: tuple[str, ...] = ()


class Question(NamedTuple):
    message: str
    ask: str
    gap: str
    ask_of: Reader = "coder"


class Table(NamedTuple):
    """An edit table of the claims processor."""

    id: str
    title: str
    release: str
    in_force: bool
    days: str
    sources: tuple[str, ...]

    @property
    def words(self) -> str:
        return f"{self.title}, {self.release}; {self.days}"


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
XE: Final = Modifier("XE")
XP: Final = Modifier("XP")
XU: Final = Modifier("XU")
VISIT_APART: Final = Modifier("25")
STAGED: Final = Modifier("58")
RETURN: Final = Modifier("78")
UNRELATED: Final = Modifier("79")
GA: Final = Modifier("GA")
APART: Final = frozenset({"XS", "XE", "XP", "XU"})
"""What sets a line apart: one of them is enough."""
SETTLED: Final = APART | {"59", "25"}
"""What pair edits settle: of other services it is kept only where it is earned."""
GP: Final = Modifier("GP")
GO: Final = Modifier("GO")
GN: Final = Modifier("GN")
KX: Final = Modifier("KX")
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
DISCIPLINES: Final = {
    **dict.fromkeys(PHYSICAL_THERAPY, "physical"),
    **dict.fromkeys(OCCUPATIONAL_THERAPY, "occupational"),
}
OUTPATIENT: Final = frozenset({"19", "22", "23"})
DEEP_PLACES: Final = OUTPATIENT | {"21", "24"}

SETTINGS: Final = {"professional": "practitioner", "institutional": "outpatient_hospital"}

WORD: Final = re.compile(r"[a-z0-9]+")
PART: Final = re.compile(r"[^,;:()/]+")
ANY_WORD: Final = re.compile(r"\w+")
LONGEST_SILENCE: Final = 30
LEAST_LETTERS: Final = 3
JOINING: Final = frozenset({"and", "to", "through", "thru"})
RANGING: Final = frozenset({"to", "through", "thru", "from", "between", "level"})
"""What makes a range of the regions around it."""
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
RELATING: Final = frozenset({
    "above", "below", "beneath", "over", "under", "near", "beside", "between", "distal", "proximal",
    "superior", "inferior", "from", "toward", "towards", "past", "amputation",
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


SIDES: Final = 0
"""The group of the sides."""
SIDE_WORDS: Final = frozenset(word for words in OPPOSED_WORDS[SIDES] for word in words.split())

SURGICAL_CODES: Final = ("11042", "11043", "11044", "11045", "11046", "11047")
ACTIVE_CODES: Final = ("97597", "97598", "97602")
DEBRIDEMENTS: Final = frozenset((*SURGICAL_CODES, *ACTIVE_CODES))
DELETED: Final = frozenset({"11040", "11041"})
EVALUATIONS: Final = tuple(
    f"99{kind}"
    for kind in "20 21 22 23 24 25 28 29 30 31 34 35 38 39".split()  # noqa: SIM905
)
COVERS_LIMB: Final = frozenset({"29445", "29580", "29581"})
"""What covers more of a limb than the place that it names."""
THERAPY_EVALUATIONS: Final = frozenset(
    {"97161", "97162", "97163", "97164", "97165", "97166", "97167", "97168"}
)
OTHER_CODES: Final = ("11720", "29581", "97164", "97605", "97610", "99213", "G0463")
PAIR_CODES: Final = DEBRIDEMENTS | set(OTHER_CODES)
WITH_MODIFIER: Final = {
    "11042": "11720 29581 97597 97598 97602 97610 G0463",
    "11043": "11042 11720 29581 97597 97598 97602 97610 G0463",
    "11044": "11042 11043 11720 29581 97597 97598 97602 97610 G0463",
    "11045": "29581 97597 97598 97602",
    "11046": "29581 97597 97598 97602",
    "11047": "29581 97597 97598 97602",
    "11720": "97610 99213 G0463",
    "29581": "G0463",
    "97597": "11720 29581 97164 97605 97610 G0463",
    "97598": "11720 29581 97164 97605 97610",
    "97602": "11720 29581 97164",
    "97605": "11720 97164 97610",
}
"""Column 1 -> column 2 with indicator 1, in either setting."""
_EITHER: Final = {
    **{(first, second): "1" for first, seconds in WITH_MODIFIER.items() for second in seconds.split()},
    ("97598", "97602"): "0",
    ("97605", "97602"): "0",
}
PAIRS: Final = {
    "practitioner": {
        **_EITHER,
        **{
            (first, "99213"): "1" for first in ("11042", "11043", "11044", "29581", "97164", "97597", "G0463")
        },
        ("97164", "G0463"): "1",
        ("97597", "97602"): "0",
        ("97610", "97602"): "0",
    },
    "outpatient_hospital": {**_EITHER, ("97597", "97602"): "1", ("97610", "97602"): "1"},
}
ALL_PAIRS: Final = frozenset(pair for pairs in PAIRS.values() for pair in pairs)
OF_2024: Final = "known for 2024-07-01 to 2024-09-30, not for the date of service"
PAIR_TABLES: Final = {
    "practitioner": Table(
        "ncci-ptp-practitioner",
        "NCCI pair table, practitioner",
        "2024 Q3",
        in_force=False,
        days=OF_2024,
        sources=("ncci-ptp-2024q3-practitioner",),
    ),
    "outpatient_hospital": Table(
        "ncci-ptp-hospital",
        "NCCI pair table, outpatient hospital",
        "I/OCE, quarters 2025 Q3 to 2026 Q2",
        in_force=True,
        days="in force on the date of service",
        sources=("ioce-27-1",),
    ),
}
_LIMITS: Final = {
    "11042": (1, "2"),
    "11043": (1, "2"),
    "11044": (1, "2"),
    "11045": (12, "3"),
    "11046": (4, "3"),
    "11047": (4, "3"),
    "11720": (1, "2"),
    "29581": (1, "2"),
    "97164": (1, "2"),
    "97597": (1, "3"),
    "97598": (8, "3"),
    "97602": (1, "3"),
    "97605": (1, "3"),
    "97610": (1, "2"),
    "99213": (2, "3"),
    "G0463": (4, "3"),
}
UNIT_LIMITS: Final = {
    "practitioner": {
        **_LIMITS,
        "11046": (10, "3"),
        "11047": (10, "3"),
        "97602": (0, "3"),
        "G0463": (0, "3"),
    },
    "outpatient_hospital": _LIMITS,
}
LIMIT_TABLES: Final = {
    "practitioner": Table(
        "ncci-mue-practitioner",
        "NCCI unit limits, practitioner",
        "2024 Q3",
        in_force=False,
        days=OF_2024,
        sources=("ncci-mue-2024q3-practitioner",),
    ),
    "outpatient_hospital": Table(
        "ncci-mue-hospital",
        "NCCI unit limits, outpatient hospital",
        "2024 Q3",
        in_force=False,
        days=OF_2024,
        sources=("ncci-mue-2024q3-hospital",),
    ),
}

QUESTION_SOURCES: Final = ("a53001", "fcso-checklist")
QUESTIONS: Final = {
    "wound.method": Question(
        "the record does not say how the wound was treated",
        "Please state how this wound was treated at this visit.",
        "method",
        ask_of="clinician",
    ),
    "wound.deepest_tissue_removed": Question(
        "the record does not say which layer was the deepest removed",
        "Please state the deepest layer of tissue that was removed from this wound, if any was.",
        "depth",
        ask_of="clinician",
    ),
    "wound.devitalized_tissue_removed": Question(
        "the record does not say whether devitalized tissue was removed",
        "Please state what tissue was removed from this wound, if any was.",
        "tissue",
        ask_of="clinician",
    ),
    "wound.etiology": Question(
        "the record does not say what kind of wound this is",
        "Please state what kind of wound this is.",
        "etiology",
        ask_of="clinician",
    ),
    "wound.area_sq_cm": Question(
        "the record gives no area debrided, and no length and width that would settle it",
        "Please state the area of this wound that was debrided, in sq cm.",
        "area",
        ask_of="clinician",
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
    "encounter.plan_discipline": Question(
        "the encounter does not say whose therapy plan of care applied",
        "State the discipline of the plan of care: physical, occupational or speech therapy.",
        "plan_of_care",
    ),
    "encounter.therapy_threshold_exceeded": Question(
        "the encounter does not say whether the therapy charges of the year are above the threshold",
        "State whether the year's therapy charges are above the threshold.",
        "threshold",
    ),
    "encounter.postoperative": Question(
        "the encounter does not say how it relates to the earlier operation",
        "State how the service relates to the operation: staged, a return to the operating room, a "
        "complication treated elsewhere, or unrelated.",
        "global_period",
    ),
    "pair.distinct_by": Question(
        "the record does not show whether the services are apart",
        "Please state the exact location of each wound and of each treatment, and when each was done.",
        "location",
        ask_of="clinician",
    ),
    "pair.separately_identifiable": Question(
        "the record does not show whether the evaluation went beyond what the debridement needs",
        "Please describe what was evaluated at this visit apart from the wound treatment, if anything was.",
        "evaluation",
        ask_of="clinician",
    ),
}
MEANINGS: Final = {
    "wound.method": "how the wound was treated",
    "wound.deepest_tissue_removed": "the deepest layer removed, never the depth of the wound",
    "wound.area_beyond_measured": (
        "whether the area debrided is larger than length times width, before and after"
    ),
    "encounter.setting": "which CMS edit tables govern",
    "encounter.role": "who did the debridement",
    "encounter.therapy_plan_of_care": "whether the debridement was done under a therapy plan of care",
    "encounter.plan_discipline": (
        "the discipline of the therapy plan of care, as stated, or else that of the therapist"
    ),
    "encounter.therapy_threshold_exceeded": "whether the therapy charges of the year are above the threshold",
    "encounter.postoperative": "how the service relates to the operation in whose global period it falls",
    "pair.distinct_by": "what sets the two services apart in the record",
    "pair.separately_identifiable": (
        "whether the record shows a significant evaluation apart from the debridement"
    ),
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
    ask_of="clinician",
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
        "The record names the tissue removed and the deepest layer removed, and they contradict each other. "
        "Please clarify what was removed and how deep."
    ),
    ask_of="clinician",
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
    ask_of="clinician",
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
    sources=("nccipm-2026", "mmplus-2017"),
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
    ask_of="clinician",
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
    ask_of="clinician",
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
    ask_of="clinician",
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
    ask_of="clinician",
    gap="location",
    message="the record does not say where the wound is",
    ask="Please state the exact location of this wound.",
    sources=("fcso-checklist", "epi-list"),
)
DOC_LOCATION_EXACT: Final = Rule(
    name="bench/base:doc.location-exact",
    ask_of="clinician",
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
    ask_of="clinician",
    gap="location",
    message="the location and the laterality name different sides",
    ask="Please state on which side this wound is.",
    sources=("fcso-checklist", "epi-list", "mln1783722", "nccipm-2026"),
)
DOC_PLACE_IN_DOUBT: Final = Rule(
    name="bench/base:doc.place-in-doubt",
    ask_of="clinician",
    gap="location",
    message="another wound of this family is not shown to lie elsewhere, so one wound may be counted twice",
    ask="Please state whether these are separate wounds, and the exact location of each.",
    sources=("fcso-checklist", "nccipm-2026", "mln1783722"),
)
DOC_DIAGNOSIS: Final = Rule(
    name="bench/base:doc.diagnosis",
    ask_of="clinician",
    gap="diagnosis",
    message="no diagnosis is linked to the wound",
    ask="Please state the diagnosis for this wound.",
    sources=("a56617", "a53001"),
)
DOC_MEASURED: Final = Rule(
    name="bench/base:doc.measured",
    severity="warning",
    ask_of="clinician",
    gap="size",
    message="length and width before the debridement are not recorded",
    ask="Please record the length and width of this wound before the debridement.",
    sources=("fcso-checklist",),
)
DOC_AREA_SUPPORTED: Final = Rule(
    name="bench/base:doc.area-supported",
    title="Area within the measurements",
    ask_of="clinician",
    gap="area",
    message="the area debrided is larger than length times width as measured",
    ask="Please clarify the area debrided and the length and width of this wound before and after.",
    sources=("fcso-checklist", "l35125-item7"),
)
DOC_AREA_COMPUTED: Final = Rule(
    name="bench/base:doc.area-computed",
    severity="warning",
    ask_of="clinician",
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
    ask_of="clinician",
    gap="assessment",
    message="the record holds no assessment of the wound",
    ask="Please describe the wound as it was found.",
    sources=("mpr-2016", "fcso-checklist"),
)
DOC_TISSUE: Final = Rule(
    name="bench/base:doc.tissue",
    ask_of="clinician",
    gap="tissue",
    message="the record does not name the tissue removed",
    ask="Please state what tissue was removed from this wound, if any was.",
    sources=("fcso-checklist", "l35125-item7"),
)
DOC_TISSUE_OF_DEPTH: Final = Rule(
    name="bench/base:doc.tissue-of-depth",
    ask_of="clinician",
    gap="tissue",
    message="the tissues named do not show the layer that was the deepest removed",
    ask="Please state what tissue was removed from this wound, and of which layer.",
    sources=("fcso-checklist", "a53001"),
)
DOC_INSTRUMENT: Final = Rule(
    name="bench/base:doc.instrument",
    title="Instrument named",
    ask_of="clinician",
    gap="instrument",
    message="the record does not name the instrument",
    ask="Please state the instrument that was used on this wound.",
    sources=("fcso-checklist",),
)
DOC_TECHNIQUE: Final = Rule(
    name="bench/base:doc.technique",
    title="Technique described",
    ask_of="clinician",
    gap="technique",
    message="the record does not describe the technique: agent, dressing or irrigation",
    ask="Please describe the technique used on this wound.",
    sources=("l35125-item7",),
)
DOC_NECESSITY: Final = Rule(
    name="bench/base:doc.necessity",
    ask_of="clinician",
    gap="medical_necessity",
    message="the record does not say why the debridement was needed",
    ask="Please state the reason for treating this wound at this visit.",
    sources=("fcso-checklist", "a55818-summary"),
)
DOC_NECESSITY_TIED: Final = Rule(
    name="bench/base:doc.necessity-tied",
    severity="warning",
    ask_of="clinician",
    gap="medical_necessity",
    message="the stated need does not mention the wound's condition, delay, infection or goal",
    ask="Please describe the condition of this wound and the goal of its treatment.",
    sources=("fcso-checklist",),
)
DOC_INSTRUCTIONS: Final = Rule(
    name="bench/base:doc.instructions",
    ask_of="clinician",
    gap="care_instructions",
    message="the record holds no instructions for care",
    ask="Please record the instructions for care that were given, if any were.",
    sources=("mpr-2016", "fcso-checklist"),
)
METHOD_SELECTIVE_BELOW_DERMIS: Final = Rule(
    name="bench/base:method.selective-below-dermis",
    title="Method word and depth",
    severity="warning",
    ask_of="clinician",
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
THERAPY_GP: Final = Rule(
    name="bench/base:therapy.gp",
    title="Under a physical therapy plan",
    decides=True,
    sources=("a53001", "wps-therapy-modifiers"),
)
THERAPY_GO: Final = Rule(
    name="bench/base:therapy.go",
    title="Under an occupational therapy plan",
    decides=True,
    sources=("a53001", "wps-therapy-modifiers"),
)
THERAPY_GN: Final = Rule(
    name="bench/base:therapy.gn",
    title="Under a speech therapy plan",
    decides=True,
    sources=("wps-therapy-modifiers",),
)
THERAPY_OTHER_DISCIPLINE: Final = Rule(
    name="bench/base:therapy.other-discipline",
    title="Therapist under the plan of another discipline",
    decides=True,
    gap="plan_of_care",
    message="the therapist and the therapy plan of care are of different disciplines",
    ask="Settle whose plan of care covers this visit.",
    sources=("cms-therapy", "a53001"),
)
THERAPY_NURSE: Final = Rule(
    name="bench/base:therapy.nurse",
    title="Nurse under a therapy plan",
    decides=True,
    gap="plan_of_care",
    message=(
        "the debridement was under a therapy plan of care, and a nurse or an unlisted profession did it"
    ),
    ask="Settle whether the plan of care covers this visit, and whose service it is.",
    sources=("noridian-therapist", "a53001"),
)
THERAPY_KX: Final = Rule(
    name="bench/base:therapy.kx",
    title="Above the therapy threshold",
    decides=True,
    severity="advice",
    ask="Check that the record shows why skilled therapy was necessary above the threshold.",
    sources=("noridian-kx", "cms-therapy"),
)
THERAPY_CQ: Final = Rule(
    name="bench/base:therapy.cq", title="Physical therapist assistant", decides=True, sources=("cms-therapy",)
)
THERAPY_CO: Final = Rule(
    name="bench/base:therapy.co",
    title="Occupational therapy assistant",
    decides=True,
    sources=("cms-therapy",),
)
THERAPY_REVENUE_CODE: Final = Rule(
    name="bench/base:therapy.revenue-code",
    title="Therapy revenue code",
    severity="advice",
    ask="Use the therapy revenue code for this line.",
    sources=("a53001",),
)
PAIRS_NOT_COVERED_OTHER: Final = Rule(
    name="bench/base:pairs.not-covered-other",
    severity="warning",
    outcome="not_checked",
    gap="pair_table",
    ask="Check this pair in the release of the quarter in force.",
    facts=("pair.indicator",),
    sources=("nccipm-2026",),
)
PAIRS_BUNDLED: Final = Rule(
    name="bench/base:pairs.bundled",
    title="Pair with another service",
    decides=True,
    severity="warning",
    sources=("nccipm-2026", "mln1783722", "fcso-checklist"),
)
PAIRS_EARNED_OTHER: Final = Rule(name="bench/base:pairs.earned-other", sources=PAIRS_BUNDLED.sources)
PAIRS_EARNED_SESSION: Final = Rule(name="bench/base:pairs.earned-session", sources=PAIRS_BUNDLED.sources)
PAIRS_EARNED_PRACTITIONER: Final = Rule(
    name="bench/base:pairs.earned-practitioner", sources=PAIRS_BUNDLED.sources
)
VISIT_THERAPIST: Final = Rule(
    name="bench/base:visit.therapist", gap="provider", sources=("noridian-therapist", "a53046")
)
VISIT_INCLUDED: Final = Rule(
    name="bench/base:visit.included",
    title="Visit included in the debridement",
    decides=True,
    severity="warning",
    gap="evaluation",
    sources=("nccipm-2026", "mod-25-medipyxis"),
)
VISIT_SEPARATE: Final = Rule(name="bench/base:visit.separate", sources=("nccipm-2026", "rvu24c"))
REEVALUATION_INCLUDED: Final = Rule(
    name="bench/base:reevaluation.included",
    title="Therapy evaluation included in the debridement",
    decides=True,
    severity="warning",
    gap="evaluation",
    sources=("nccipm-2026",),
)
REEVALUATION_SEPARATE: Final = Rule(name="bench/base:reevaluation.separate", sources=("nccipm-2026",))
DRESSING_INCLUDED: Final = Rule(name="bench/base:dressing.included", severity="warning", sources=("a53001",))
VISIT_OTHER_INCLUDED: Final = Rule(
    name="bench/base:visit.other-included",
    title="Visit included in another service",
    decides=True,
    severity="warning",
    gap="evaluation",
    sources=("nccipm-2026",),
)
VISIT_OTHER_SEPARATE: Final = Rule(name="bench/base:visit.other-separate", sources=("nccipm-2026",))
VISIT_TWO: Final = Rule(
    name="bench/base:visit.two",
    outcome="not_checked",
    gap="evaluation",
    ask="Settle which visit is billed.",
    sources=("nccipm-2026",),
)
PAIRS_PART: Final = Rule(
    name="bench/base:pairs.part",
    gap="location",
    ask="Code the wounds that lie elsewhere by themselves, and settle what is part of the other service.",
    sources=("nccipm-2026", "fcso-checklist", "mln1783722"),
)
PAIRS_NOT_COVERED: Final = Rule(
    name="bench/base:pairs.not-covered",
    facts=("pair.indicator",),
    outcome="not_checked",
    gap="pair_table",
    ask="Check this pair in the release of the quarter in force.",
    sources=("nccipm-2026",),
)
PAIRS_NEVER: Final = Rule(
    name="bench/base:pairs.never",
    title="Pair that is never billed together",
    decides=True,
    severity="warning",
    sources=("nccipm-2026",),
)
PAIRS_SAME_PLACE: Final = Rule(
    name="bench/base:pairs.same-place",
    title="Pair at one place",
    decides=True,
    ask_of="clinician",
    gap="location",
    ask="Please state whether these are separate wounds, and the exact location of each.",
    sources=("nccipm-2026", "mln1783722", "fcso-checklist"),
)
PAIRS_EARNED: Final = Rule(
    name="bench/base:pairs.earned",
    title="Modifier earned by distinct places",
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
    gap="area",
    ask=(
        "Check the areas and the other services of the day; if the units stand, send the records that "
        "show them with the claim."
    ),
    sources=("nccipm-2026",),
)
UNITS_LIMIT_POLICY: Final = Rule(
    name="bench/base:units.limit-policy",
    gap="area",
    ask=(
        "Check the other services of the day; a limit of policy is never exceeded, with records or without."
    ),
    sources=("nccipm-2026",),
)
UNITS_LIMIT_OTHER: Final = Rule(name="bench/base:units.limit-other", gap="units", sources=("nccipm-2026",))
GLOBAL_STAGED: Final = Rule(
    name="bench/base:global.staged",
    title="Staged after an operation",
    decides=True,
    sources=("nccipm-2026",),
)
GLOBAL_RETURN: Final = Rule(name="bench/base:global.return", sources=("nccipm-2026",))
GLOBAL_UNRELATED: Final = Rule(
    name="bench/base:global.unrelated", sources=("nccipm-2026", "mod-76-medipyxis")
)
GLOBAL_INCLUDED: Final = Rule(
    name="bench/base:global.included",
    gap="global_period",
    sources=("aapc-global-2003",),
)
GLOBAL_RETURN_PLACE: Final = Rule(
    name="bench/base:global.return-place",
    gap="global_period",
    ask="Settle where the service was given, and how it relates to the operation.",
    facts=("encounter.place_of_service",),
    sources=("aapc-global-2003",),
)
GLOBAL_NOT_SUPPLIED: Final = Rule(
    name="bench/base:global.not-supplied",
    outcome="not_checked",
    gap="global_period",
    message=(
        "a surgical wound was debrided, and nothing says whether that falls within the global period of "
        "the operation"
    ),
    ask=(
        "State whether the visit falls within the global period of an operation of the same practitioner "
        "or group."
    ),
    facts=("encounter.within_global_period",),
    sources=("nccipm-2026",),
)
NOTICE_REQUIRED: Final = Rule(name="bench/base:notice.required", sources=("abn-modifiers",))
NOTICE_VOLUNTARY: Final = Rule(
    name="bench/base:notice.voluntary",
    outcome="not_checked",
    gap="notice",
    message=(
        "a voluntary notice of noncoverage was given; which modifier goes with it on a debridement was not "
        "read"
    ),
    ask="Settle with the contractor whether GX belongs on the line.",
    sources=("abn-modifiers",),
)
WHERE_DEEP: Final = Rule(
    name="bench/base:where.deep",
    severity="warning",
    gap="setting",
    ask="Check whether the contractor limits the place of service.",
    sources=("mpr-2017", "rbc-2021"),
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
        ask_of="clinician",
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
        said = [word for part in PART.findall(text.lower()) for word in named(WORD.findall(part))]
        telling = {w for w in words if w not in VAGUE_WORDS and len(w) >= LEAST_LETTERS and not w.isdigit()}
        self.exact = bool(telling)
        if JOINING.isdisjoint(words):  # "first and second toe" names two, and the pair of words only one
            said += [pair for pair in map("_".join, pairwise(words)) if pair in TOLD]
        self.landmarks = telling.difference(said)
        self.told: dict[int, set[int]] = {}
        for word in said:
            for group, meaning in TOLD[word]:
                self.told.setdefault(group, set()).add(meaning)
        self.other_side = False
        if side:
            [(group, meaning)] = TOLD[side]
            self.other_side = group in self.told and meaning not in self.told[group]
            self.told.setdefault(group, set()).add(meaning)

    def side_only(self) -> "Place":
        """The same, of which only the side counts."""
        place = Place("", None)
        place.landmarks = self.landmarks | {""}
        place.told = {group: meanings for group, meanings in self.told.items() if group == SIDES}
        return place

    def apart_from(self, other: "Place") -> bool | None:
        """Whether the words tell two places apart (True) or make them one (False)."""
        for group, meanings in self.told.items():
            if group in other.told and meanings.isdisjoint(other.told[group]):
                return True
        return False if self.landmarks == other.landmarks and self.told == other.told else None


def named(words: list[str]) -> list[str]:
    """The known words of a part of a location that say where it is: no landmarks, no ends of a range."""
    said = []
    landmark = not RANGING.isdisjoint(words)
    for word in words:
        landmark = landmark or word in RELATING
        if word in SIDE_WORDS or (word in TOLD and not landmark):
            said.append(word)
    return said


class Treated:
    """A wound, with its family if it was debrided, its area and where that comes from."""

    __slots__ = (
        "after",
        "area",
        "before",
        "computed_from",
        "family",
        "in_doubt",
        "place",
        "placed_by",
        "separate",
        "wound",
        "wound_id",
    )

    def __init__(self, wound: Wound) -> None:
        self.wound = wound
        self.wound_id = wound.wound_id
        self.family: Family | None = None
        self.placed_by = ""
        self.place = place_of(wound)
        self.separate = wound.separate_wound
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


class Site:
    """Where another service was done."""

    __slots__ = ("place", "separate")

    def __init__(self, place: Place | None) -> None:
        self.place = place
        self.separate: bool | None = None


def sites_of(service: OtherService, wounds: dict[str, Treated]) -> list[Treated | Site]:
    """The wounds that another service names, and where it says; of a wrap, the whole limb."""
    at = [wounds[id_] for id_ in wounds if id_ in service.wound_ids]
    sites: list[Treated | Site] = [*at]
    place = place_of(service)
    if place or not at or len(at) != len(set(service.wound_ids)):
        sites.append(Site(place))
    if service.code in COVERS_LIMB:
        limbs = [Site(site.place.side_only()) for site in sites if site.place]
        return [*at, *limbs, *(site for site in sites if site.place is None)]
    return sites


def place_of(thing: Wound | OtherService) -> Place | None:
    return Place(thing.location or "", thing.laterality) if said(thing.location) else None


def apart(one: Treated | Site, other: Treated | Site) -> bool | None:
    """Whether two sites lie apart: as the record states outright, and else as their places tell."""
    if one.separate is False or other.separate is False:
        return False
    if one.separate and other.separate:
        return True
    return one.place.apart_from(other.place) if one.place and other.place else None


class Line:
    """A claim line that may still be dropped or held: of a family, or another service of the day."""

    __slots__ = (
        "code",
        "dropped",
        "family",
        "held",
        "kind",
        "limit",
        "modifiers",
        "rules",
        "service",
        "sites",
        "units",
        "units_on_date",
        "wound_ids",
    )

    def __init__(self, code: str, units: int, family: Family, treated: list[Treated]) -> None:
        self.code = code
        self.units = units
        self.units_on_date = units
        self.family: Family | None = family
        self.kind = "debridement"
        self.sites: Sequence[Treated | Site] = treated
        self.wound_ids = tuple(each.wound_id for each in treated)
        self.service: OtherService | None = None
        self.limit: tuple[int, str] | None = None
        self.modifiers: list[Modifier] = []
        self.rules = [*dict.fromkeys(each.placed_by for each in treated), *family.rules]
        self.dropped = False
        self.held = False

    @classmethod
    def of_service(cls, service: OtherService, wounds: dict[str, Treated]) -> "Line":
        """Another service, done at the wounds that it names and where it says."""
        line = cls(service.code, service.units, NONSELECTIVE, [])
        line.family = None
        line.kind = kind_of(service.code)
        line.sites = sites_of(service, wounds)
        line.wound_ids = service.wound_ids
        line.service = service
        line.rules = []
        return line

    @property
    def stands(self) -> bool:
        return not (self.dropped or self.held)

    @property
    def waits(self) -> bool:
        return self.held and not self.dropped

    @property
    def wound_names(self) -> str:
        return ", ".join(self.wound_ids)


def kind_of(code: str) -> str:
    """What another service is for."""
    if code == "G0463" or code.startswith(EVALUATIONS):
        return "evaluation"
    if code in THERAPY_EVALUATIONS:
        return "therapy_evaluation"
    return "dressing" if code.startswith("A6") else "other"


class Pair:
    """Two lines of a day; `first` is column 1."""

    __slots__ = ("distinct", "family", "first", "indicator", "second", "table")

    def __init__(self, first: Line, second: Line, indicator: str | None, table: Table | None) -> None:
        self.first = first
        self.second = second
        self.indicator = indicator
        self.table = table
        self.family = second.family or first.family
        self.distinct = distinct_by(first, second) if indicator == "1" else None

    @property
    def stands(self) -> bool:
        return self.first.stands and self.second.stands

    @property
    def sources(self) -> tuple[str, ...]:
        return self.table.sources if self.table else ()

    @property
    def release(self) -> str:
        return self.table.words if self.table else "no release"

    @property
    def of_debridements(self) -> bool:
        return self.first.kind == self.second.kind == "debridement"

    @property
    def visit_beside_debridement(self) -> bool:
        beside = self.second.kind == "evaluation" and self.first.kind == "debridement"
        return beside and not self.other_practitioner

    @property
    def visit_beside_another(self) -> bool:
        """Whether it is a visit in column 2 to a service that is neither a debridement nor a visit."""
        others = {"debridement", "evaluation"}
        beside = self.second.kind == "evaluation" and self.first.kind not in others
        return self.indicator == "1" and beside and not self.other_practitioner

    @property
    def other_practitioner(self) -> bool:
        """Whether the record states that another practitioner did the other service."""
        services = (self.first.service, self.second.service)
        return any(service is not None and service.other_practitioner is True for service in services)

    @property
    def evaluated_apart(self) -> bool | None:
        """Whether the record shows an evaluation apart from the debridement."""
        for line in (self.first, self.second):
            if line.service and line.service.separately_identifiable is not None:
                return line.service.separately_identifiable
        return None

    @property
    def shown(self) -> str:
        codes = f"{self.first.code} and {self.second.code}"
        return f"{codes} are a column 1 / column 2 pair, indicator {self.indicator} ({self.release})"


class Coding:
    """One encounter while it is being coded."""

    def __init__(self, encounter: Encounter) -> None:
        setting, provider = encounter.setting, encounter.rendering_provider
        self.encounter = encounter
        self.setting = SETTINGS.get(setting.claim_form or "") if setting else None
        self.place_of_service = setting.place_of_service if setting else None
        self.role = provider.role if provider else None
        self.plan = provider.therapy_plan_of_care if provider else None
        plan, earlier, coverage = encounter.therapy_plan, encounter.global_period, encounter.coverage
        self.discipline = (plan.discipline if plan else None) or DISCIPLINES.get(self.role or "")
        self.over_threshold = plan.threshold_exceeded if plan else None
        self.within_global_period = earlier.within if earlier else None
        self.after_operation = earlier.relation if earlier else None
        self.notice = coverage.advance_notice if coverage else None
        self.wounds: dict[str, Treated] = {}
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
                ask_of=rule.ask_of if ask or rule.ask else None,
                facts=rule.facts,
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
        asked = {question.ask_of for question in questions}
        meanings = "; ".join(MEANINGS[fact] for fact in facts)
        self._keep(
            Finding(
                rule=rule.name,
                outcome="not_checked",
                severity="error" if rule.decides else "warning",
                gap=questions[0].gap if questions else None,
                wound_id=wound_id,
                message=f"not checked{about}: {rule.title}; not known: {meanings}",
                ask=" ".join(question.ask for question in questions) or None,
                ask_of=None if not asked else "clinician" if asked == {"clinician"} else "coder",
                facts=tuple(facts),
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
                ask_of=question.ask_of,
                facts=(fact,),
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
                ask_of=row.ask_of if row.ask else None,
                facts=(),
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
        if modifier.code in APART and any(given.code in APART for given in line.modifiers):
            return  # one that sets the line apart is enough
        if modifier not in line.modifiers:
            line.modifiers.append(modifier)
            line.rules.append(rule.name)
            self.step(rule.name, f"{why} -> {modifier} on {line.code}")


def decide(encounter: Encounter) -> Decision:
    """What the record supports under `bench/base` on a day from July 2025 to June 2026."""
    coding = Coding(encounter)
    for wound in encounter.wounds:
        place(coding, wound)
    mark_doubtful_places(coding)
    ask_areas(coding)
    lines = draft_lines(coding)
    services = [Line.of_service(service, coding.wounds) for service in encounter.other_services]
    if (lines or services) and coding.setting is None:
        coding.question("encounter.setting", None)
        for service in sorted(services, key=lambda line: line.code):
            service.held = True
            text = f"{service.code} held back: which edit tables govern is not known"
            coding.step(f"{PACK}:questions", text)
    not_by_rules = coding.failed + coding.not_checked
    edit(coding, lines, sorted(services, key=lambda line: line.code))
    dropped = {
        line.family for line in lines if line.dropped and line.family and line.code == line.family.primary
    }
    kept = [treated for treated in coding.treated if treated.family not in dropped]
    for treated in kept:
        check_wound(coding, treated)
    check_encounter(coding, kept)
    passed = coding.asked - (coding.failed + coding.not_checked - not_by_rules)
    return Decision(
        encounter_id=encounter.encounter_id,
        status=status_of(coding, lines, kept),
        lines=tuple(supported(line, line.modifiers) for line in lines if line.stands),
        other_lines=tuple(
            supported(line, service_modifiers(line))
            for line in services
            if line.stands and line.code not in DEBRIDEMENTS and line.code not in DELETED
        ),
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


def status_of(coding: Coding, lines: list[Line], kept: list[Treated]) -> Status:
    waiting = (
        bool(coding.open_families)
        or any(line.waits for line in lines)
        or any(treated.family is None for treated in kept)
    )
    if not waiting and not any(line.stands for line in lines):
        return "not_billable"
    if waiting or any(finding.severity == "error" for finding in coding.findings):
        return "query"
    return "clean"


def supported(line: Line, modifiers: list[Modifier]) -> SupportedLine:
    given = line.service.diagnoses if line.service else ()
    diagnoses = dict.fromkeys(
        code for site in line.sites if isinstance(site, Treated) for code in site.wound.diagnoses
    )
    return SupportedLine(
        code=line.code,
        units=line.units,
        modifiers=tuple(modifiers),
        wound_ids=line.wound_ids,
        diagnoses=given or tuple(diagnoses),
        rules=tuple(line.rules),
    )


def service_modifiers(line: Line) -> list[Modifier]:
    """As earned, and as given where these edits settle nothing."""
    given = line.service.modifiers if line.service else ()
    kept = [modifier for modifier in given if modifier.code not in SETTLED]
    return list(dict.fromkeys([*line.modifiers, *kept]))


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
    treated = coding.wounds[wound.wound_id] = Treated(wound)
    if asking or any((other.outcome, other.goes_to) != (row.outcome, row.goes_to) for other in rows):
        leave_open(coding, treated, rows, asking, lacking)
    elif row.outcome == "family":
        family = FAMILIES[row.goes_to or ""]
        treated.family, treated.placed_by = family, row.name
        coding.treated.append(treated)
        coding.step(row.name, f"wound {wound.wound_id}: {row.message} -> {family.label}")
    elif row.outcome == "excluded":
        coding.wounds_excluded = True
        coding.sent_elsewhere(row, wound, "warning")
        coding.step(row.name, f"wound {wound.wound_id}: {row.message} -> not coded here: {row.goes_to}")
    else:
        coding.sent_elsewhere(row, wound, "warning")
        coding.step(row.name, f"wound {wound.wound_id}: {row.message} -> no debridement")


def leave_open(
    coding: Coding, treated: Treated, rows: list[Row], asking: list[Row], lacking: list[str]
) -> None:
    """Ask what would place the wound; no family that it may belong to can be counted."""
    wound = treated.wound
    coding.treated.append(treated)
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
        if apart(one, other) is not True:
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


def edit(coding: Coding, lines: list[Line], services: list[Line]) -> None:
    """Refuse, drop, modify and hold lines. What drops is asked first: no line yields to a dropped one."""
    for line in (*lines, *services):
        line.units_on_date += sum(
            other.units for other in services if other.code == line.code and other is not line
        )
        read_limit(coding, line)
        refuse(coding, line)
    pairs = pairs_of(coding, [line for line in lines if line.stands], services)
    for pair in in_turn(coding, pairs):
        if pair.stands:
            drop_from_pair(coding, pair)
    for pair in pairs:
        if pair.stands:
            tell_pair_apart(coding, pair)
    hold_column_2(coding, lines, services)
    for line in (*lines, *services):
        if line.stands:
            edit_line(coding, line)
    hold_column_2(coding, lines, services)
    drop_lone_add_ons(coding, lines)


def read_limit(coding: Coding, line: Line) -> None:
    if coding.setting is not None:
        line.limit = UNIT_LIMITS[coding.setting].get(line.code)
        if line.limit is not None:
            coding.read(LIMIT_TABLES[coding.setting])


def refuse(coding: Coding, line: Line) -> None:
    """Lines that this claim, or this profession, may not carry. A dropped line is not asked further."""
    coding.asked += 8
    if line.family is None:
        check_service_limit(coding, line)
        return
    if line.family is NONSELECTIVE:
        refuse_nonselective(coding, line)
    if line.dropped:
        coding.asked -= 7
    elif line.family is SELECTIVE or line.family is NONSELECTIVE:
        refuse_therapy(coding, line)
    else:
        refuse_surgical(coding, line)
    if line.family is not NONSELECTIVE and not line.dropped:
        refuse_complication(coding, line)


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
    whose = f"{line.code} is for physicians and nonphysician practitioners; the"
    if coding.role is None:
        for rule in (WHO_SURGICAL, WHO_SURGICAL_OTHER):
            coding.unknown(rule, ["encounter.role"])
            coding.hold_untold(line, rule)
    elif coding.role in NOT_SURGICAL:
        coding.report(WHO_SURGICAL, message=f"{whose} record says it was done by another profession")
        why = "therapists, assistants and nurses do not bill surgical debridement"
        coding.drop(line, WHO_SURGICAL, why)
        coding.asked -= 6
    elif coding.role == "other":
        coding.report(WHO_SURGICAL_OTHER, message=f"{whose} profession recorded is none of those listed")
        coding.hold(line, WHO_SURGICAL_OTHER, "the profession is none of those listed")


def refuse_therapy(coding: Coding, line: Line) -> None:
    """Therapists need a plan of care, of their own discipline, and nurses carry none out."""
    if coding.plan is not True and (coding.role is None or coding.role in THERAPY):
        refuse_without_plan(coding, line)
    if line.dropped or coding.plan is False or coding.role is None:
        return
    discipline = coding.discipline
    if coding.role in THERAPY and discipline is not None and DISCIPLINES[coding.role] != discipline:
        why = "the therapist and the plan of care are of different disciplines"
        hold_under_plan(coding, line, THERAPY_OTHER_DISCIPLINE, why)
    if coding.role in {"registered_nurse", "other"}:
        why = "a therapy plan of care is carried out by therapists, physicians and nonphysician practitioners"
        hold_under_plan(coding, line, THERAPY_NURSE, why)


def refuse_without_plan(coding: Coding, line: Line) -> None:
    lacking = []
    if coding.role is None:
        lacking.append("encounter.role")
    if coding.plan is None:
        lacking.append("encounter.therapy_plan_of_care")
    if lacking:
        coding.unknown(THERAPY_NO_PLAN, lacking)
        coding.hold_untold(line, THERAPY_NO_PLAN)
    else:
        coding.report(THERAPY_NO_PLAN)
        why = "a therapist bills active wound care only under a certified plan of care"
        coding.drop(line, THERAPY_NO_PLAN, why)
        coding.asked -= 4


def hold_under_plan(coding: Coding, line: Line, rule: Rule, why: str) -> None:
    """Hold a line under a plan of care, or one of which it is not known whether it was under one."""
    if coding.plan is None:
        coding.unknown(rule, ["encounter.therapy_plan_of_care"])
        coding.hold_untold(line, rule)
    else:
        coding.report(rule)
        coding.hold(line, rule, why)


def refuse_complication(coding: Coding, line: Line) -> None:
    if not coding.within_global_period or coding.after_operation != "complication_elsewhere":
        return
    message = (
        f"{line.code} is part of the earlier operation: a complication treated within its global period, "
        "without a return to the operating room"
    )
    ask = f"Do not bill {line.code}, or settle how it relates to the operation."
    coding.report(GLOBAL_INCLUDED, message=message, ask=ask)
    why = (
        "a complication treated within the global period without a return to the operating room is part of "
        "the operation"
    )
    coding.drop(line, GLOBAL_INCLUDED, why)


def hold_column_2(coding: Coding, lines: list[Line], services: list[Line]) -> None:
    """Hold a column 2 line when the line or the table that decides its modifier cannot be told yet."""
    waiting = {line.code for line in (*lines, *services) if line.waits}
    for id_ in coding.open_families:
        waiting.update(code for code in (FAMILIES[id_].primary, FAMILIES[id_].add_on) if code)
    rows = ALL_PAIRS if coding.setting is None else PAIRS[coding.setting]
    if coding.setting is None:
        waiting.update(line.code for line in lines if line.stands)
    news = True
    while news:  # what is held may itself be column 1 to another line
        news = False
        for line in (*lines, *services):
            first = next((code for code in sorted(waiting) if (code, line.code) in rows), None)
            if first is not None and line.stands:
                line.held = news = True
                waiting.add(line.code)
                text = f"it is column 2 to {first}, and what that decides cannot be told yet"
                coding.step(f"{PACK}:questions", f"{line.code} held back: {text}")


def pairs_of(coding: Coding, lines: list[Line], services: list[Line]) -> list[Pair]:
    """Lines of different families, lines beside the other services of the day, and those with each other."""
    found = [(one, other) for one, other in combinations(lines, 2) if one.family is not other.family]
    found += [(line, service) for line in lines for service in services]
    found += [(one, other) for one, other in combinations(services, 2) if one.code != other.code]
    if coding.setting is None:
        return [Pair(one, other, None, None) for one, other in found]
    rows, table = PAIRS[coding.setting], PAIR_TABLES[coding.setting]
    pairs = []
    for one, other in found:
        if (one.code, other.code) in rows:
            pairs.append(Pair(one, other, rows[one.code, other.code], table))
        elif (other.code, one.code) in rows:
            pairs.append(Pair(other, one, rows[other.code, one.code], table))
        elif one.code in PAIR_CODES and other.code in PAIR_CODES:
            pairs.append(Pair(one, other, "none", table))
        else:
            pairs.append(Pair(one, other, None, None))
            continue
        coding.read(table)
    return pairs


def distinct_by(first: Line, second: Line) -> str | None:
    """What sets two lines apart in the record, nothing, or None where it cannot be told."""
    places = sites_apart(first.sites, second.sites)
    if places:
        return "place"
    services = (first.service, second.service)
    if {service.separate_session if service else False for service in services} == {True, False}:
        return "session"
    if {service.other_practitioner if service else False for service in services} == {True, False}:
        return "practitioner"
    if places is None:
        return None
    ours, other = (first, second) if first.service is None else (second, first)
    some = other.service and any(sites_apart([site], other.sites) for site in ours.sites)
    return "part" if some else "nothing"


def sites_apart(first: Sequence[Treated | Site], second: Sequence[Treated | Site]) -> bool | None:
    """Whether each of some sites lies apart from each of others, if the record tells."""
    told: bool | None = True
    for one in first:
        for other in second:
            found = one is not other and apart(one, other)
            if found is False:
                return False
            told = told and found
    return told


def in_turn(coding: Coding, pairs: list[Pair]) -> Iterator[Pair]:
    """Pairs in such an order that no line yields to one that is dropped itself."""
    dropping = [pair for pair in pairs if drops(coding, pair)]
    while pairs:
        falling = [pair.second for pair in dropping if pair in pairs and pair.stands]
        ready = [pair for pair in pairs if pair.first not in falling] or pairs
        yield from ready
        pairs = [pair for pair in pairs if pair not in ready]


def drops(coding: Coding, pair: Pair) -> bool:
    """Whether `drop_from_pair` drops column 2, if nothing else has happened to it."""
    second = pair.second
    if pair.indicator == "0" or (second.kind == "dressing" and pair.family is not None):
        return True
    if pair.visit_beside_debridement and coding.role in THERAPY:
        return True
    if pair.indicator == "1" and second.kind in {"debridement", "other"} and not pair.of_debridements:
        return pair.distinct == "nothing"
    visit = pair.visit_beside_debridement and pair.family is not NONSELECTIVE
    reevaluation = pair.indicator == "1" and second.kind == "therapy_evaluation"
    return (visit or reevaluation or pair.visit_beside_another) and pair.evaluated_apart is False


def drop_from_pair(coding: Coding, pair: Pair) -> None:
    """Column 2 lines that are never billed beside column 1: visits, evaluations, dressings, indicator 0."""
    second = pair.second
    coding.asked += 1
    bundles = pair.indicator == "1" and second.kind in {"debridement", "other"} and not pair.of_debridements
    if bundles and pair.distinct in {None, "nothing"}:
        bundle(coding, pair)
        return
    coding.asked += 1
    if pair.visit_beside_debridement and coding.role in THERAPY:
        message = f"{second.code} is a visit, and a therapist did the debridement"
        ask = f"Do not bill {second.code}, or state who made the visit."
        coding.report(VISIT_THERAPIST, message=message, ask=ask, sources=pair.sources)
        coding.drop(second, VISIT_THERAPIST, "therapists do not bill visits")
        return
    coding.asked += 1
    if pair.visit_beside_debridement and pair.family is not NONSELECTIVE:
        part = f"{second.code} is part of the debridement"
        message = f"{part}: the record shows no significant evaluation apart from it"
        why = "the evaluation went no further than the debridement needs, and is part of it"
        if not_evaluated_apart(coding, pair, VISIT_INCLUDED, message, why):
            return
    coding.asked += 1
    if pair.indicator == "1" and second.kind == "therapy_evaluation":
        message = (
            f"{second.code} is column 2 to {pair.first.code} ({pair.release}), and the record shows no "
            "evaluation apart from the debridement"
        )
        why = "no change of status set the evaluation apart"
        if not_evaluated_apart(coding, pair, REEVALUATION_INCLUDED, message, why):
            return
    coding.asked += 1
    if second.kind == "dressing" and pair.family is not None:
        message = f"{second.code}: dressings put on at the visit are part of the debridement"
        ask = f"Do not bill {second.code} on this claim."
        coding.report(DRESSING_INCLUDED, message=message, ask=ask, sources=pair.sources)
        coding.drop(second, DRESSING_INCLUDED, "dressings are part of the debridement")
        return
    coding.asked += 1
    if pair.visit_beside_another:
        message = (
            f"{second.code} is column 2 to {pair.first.code} ({pair.release}), and the record shows no "
            "significant evaluation apart"
        )
        why = f"{pair.shown}; the record shows no significant evaluation apart"
        if not_evaluated_apart(coding, pair, VISIT_OTHER_INCLUDED, message, why):
            return
    coding.asked += 1
    if pair.indicator == "0":
        never = f"{second.code} is never billed beside {pair.first.code} on one date, whatever the wounds"
        message = f"{never}: indicator 0 ({pair.release})"
        coding.report(PAIRS_NEVER, message=message, ask=f"Do not bill {second.code}.", sources=pair.sources)
        coding.drop(second, PAIRS_NEVER, f"{pair.shown}: never billed together on one date")


def bundle(coding: Coding, pair: Pair) -> None:
    """Another service that nothing sets apart, or of which that is not known."""
    first, second = pair.first.code, pair.second.code
    if pair.distinct is None:
        about = f" for {first} with {second}"
        coding.unknown(PAIRS_BUNDLED, ["pair.distinct_by"], about=about, sources=pair.sources)
        coding.hold_untold(pair.second, PAIRS_BUNDLED)
    else:
        why = f"{pair.shown}; nothing in the record sets them apart"
        message, ask = f"{why}: place, session or practitioner", f"Do not bill {second} beside {first}."
        coding.report(PAIRS_BUNDLED, message=message, ask=ask, sources=pair.sources)
        coding.drop(pair.second, PAIRS_BUNDLED, why)


def not_evaluated_apart(coding: Coding, pair: Pair, rule: Rule, message: str, why: str) -> bool:
    """Drop an evaluation that is part of the debridement, or hold it where that is not known."""
    if pair.evaluated_apart:
        return False
    if pair.evaluated_apart is None:
        about = f" for {pair.first.code} with {pair.second.code}"
        coding.unknown(rule, ["pair.separately_identifiable"], about=about, sources=pair.sources)
        coding.hold_untold(pair.second, rule)
    else:
        ask = f"Do not bill {pair.second.code}."
        coding.report(rule, message=message, ask=ask, sources=pair.sources)
        coding.drop(pair.second, rule, why)
    return True


def tell_pair_apart(coding: Coding, pair: Pair) -> None:
    """A pair that may be billed needs a modifier, and the modifier something that sets the lines apart."""
    coding.asked += 12
    first, second = pair.first, pair.second
    codes = f"{first.code} with {second.code}"
    if pair.indicator is None and coding.setting is not None:
        message = f"{codes}: no pair table at hand covers both codes"
        if pair.family is None:
            message += ", and neither is a debridement"
            coding.report(PAIRS_NOT_COVERED_OTHER, message=message)
        elif second.kind != "dressing":
            coding.report(PAIRS_NOT_COVERED, message=message)
    visit = pair.visit_beside_debridement and pair.family is not NONSELECTIVE
    if visit and pair.evaluated_apart:
        why = "the record shows a significant evaluation apart from the debridement"
        coding.modify(second, VISIT_SEPARATE, VISIT_APART, why)
    if pair.indicator != "1":
        return
    if second.kind == "therapy_evaluation":
        if pair.evaluated_apart:
            why = f"{pair.shown}; the record shows an evaluation apart from the debridement"
            coding.modify(second, REEVALUATION_SEPARATE, XU, why)
    elif second.kind == "evaluation":
        tell_visits_apart(coding, pair)
    elif pair.of_debridements:
        tell_wounds_apart(coding, pair, codes)
    elif second.kind != "dressing":
        tell_services_apart(coding, pair)


def tell_visits_apart(coding: Coding, pair: Pair) -> None:
    if pair.visit_beside_another and pair.evaluated_apart:
        why = f"{pair.shown}; the record shows a significant evaluation apart"
        coding.modify(pair.second, VISIT_OTHER_SEPARATE, VISIT_APART, why)
    if pair.first.kind == "evaluation":
        message = f"{pair.shown}; both are visits, and whether both stand is not checked"
        coding.report(VISIT_TWO, message=message, sources=pair.sources)
        coding.hold(pair.second, VISIT_TWO, f"{pair.shown}; both are visits")
        coding.asked -= 4


def tell_services_apart(coding: Coding, pair: Pair) -> None:
    second = pair.second
    if pair.distinct == "place":
        coding.modify(second, PAIRS_EARNED_OTHER, XS, f"{pair.shown}; they were done at distinct places")
    elif pair.distinct == "session":
        coding.modify(second, PAIRS_EARNED_SESSION, XE, f"{pair.shown}; they were in distinct sessions")
    elif pair.distinct == "part":
        some = f"{pair.shown}; only some of the wounds lie elsewhere than the other service"
        coding.report(PAIRS_PART, message=some, sources=pair.sources)
        why = "some of the wounds lie elsewhere than the other service, and some do not"
        coding.hold(second, PAIRS_PART, f"{pair.shown}; {why}")
        coding.asked -= 3
    else:
        why = f"{pair.shown}; they were done by distinct practitioners"
        coding.modify(second, PAIRS_EARNED_PRACTITIONER, XP, why)


def tell_wounds_apart(coding: Coding, pair: Pair, codes: str) -> None:
    second = pair.second
    wounds = f"wounds {pair.first.wound_names} and {second.wound_names}"
    if pair.distinct is None:
        coding.unknown(PAIRS_SAME_PLACE, ["pair.distinct_by"], about=f" for {codes}", sources=pair.sources)
        coding.hold_untold(second, PAIRS_SAME_PLACE)
        coding.asked -= 1
    elif pair.distinct == "nothing":
        why = f"{pair.shown}; among {wounds} no word of the record sets two of them apart"
        coding.report(PAIRS_SAME_PLACE, message=why, sources=pair.sources)
        coding.hold(second, PAIRS_SAME_PLACE, why)
        coding.asked -= 1
    else:
        coding.modify(second, PAIRS_EARNED, XS, f"{pair.shown}; {wounds} are at distinct places")


def edit_line(coding: Coding, line: Line) -> None:
    coding.asked += 16
    if line.family is None:
        return
    if line.family is SELECTIVE or line.family is NONSELECTIVE:
        check_renderer(coding, line)
        add_therapy_modifiers(coding, line)
        check_revenue_code(coding, line)
    if line.family is not NONSELECTIVE:
        add_global_modifiers(coding, line)
    if coding.notice == "required":
        coding.modify(line, NOTICE_REQUIRED, GA, "a required notice of noncoverage was given")
    if line.family is BONE or line.family is MUSCLE:
        check_where_deep(coding, line)
    check_unit_limit(coding, line)


def check_renderer(coding: Coding, line: Line) -> None:
    """Whose service is active wound care by a nurse?"""
    if coding.setting == "outpatient_hospital" or coding.role not in {"registered_nurse", "other", None}:
        return
    lacking = []
    if coding.setting is None:
        lacking.append("encounter.setting")
    if coding.role is None:
        lacking.append("encounter.role")
    if lacking:
        coding.unknown(WHO_PROFESSIONAL_RENDERER, lacking)
    else:
        done = f"{line.code} on a professional claim was done by a nurse or an unlisted profession"
        message = f"{done}; whose service it is was not checked"
        coding.report(WHO_PROFESSIONAL_RENDERER, message=message)


def add_therapy_modifiers(coding: Coding, line: Line) -> None:
    if coding.plan is False:
        return
    plan = [] if coding.plan else ["encounter.therapy_plan_of_care"]
    discipline = coding.discipline
    if discipline is None or discipline == "physical":
        lacking = plan if discipline else [*plan, "encounter.plan_discipline"]
        why = "done under a physical therapy plan of care"
        modify_or_hold(coding, line, THERAPY_GP, GP, why, lacking)
    elif discipline == "occupational":
        why = "done under an occupational therapy plan of care"
        modify_or_hold(coding, line, THERAPY_GO, GO, why, plan)
    else:
        modify_or_hold(coding, line, THERAPY_GN, GN, "done under a speech therapy plan of care", plan)
    add_kx(coding, line, plan)
    role = coding.role
    lacking = plan if role else ["encounter.role", *plan]
    if role is None or role == "physical_therapist_assistant":
        why = "done by a physical therapist assistant"
        modify_or_hold(coding, line, THERAPY_CQ, CQ, why, lacking)
    if role is None or role == "occupational_therapy_assistant":
        why = "done by an occupational therapy assistant"
        modify_or_hold(coding, line, THERAPY_CO, CO, why, lacking)


def add_kx(coding: Coding, line: Line, plan: list[str]) -> None:
    if coding.over_threshold is False:
        return
    known = coding.over_threshold is not None
    lacking = plan if known else [*plan, "encounter.therapy_threshold_exceeded"]
    if not lacking:
        message = (
            f"{line.code} is above the yearly therapy threshold; KX attests that the record shows why it was "
            "necessary"
        )
        coding.report(THERAPY_KX, message=message)
    above = "the therapy charges of the year are above the threshold"
    why = f"{above}; the modifier attests that the service was necessary"
    modify_or_hold(coding, line, THERAPY_KX, KX, why, lacking)


def modify_or_hold(
    coding: Coding, line: Line, rule: Rule, modifier: Modifier, why: str, lacking: list[str]
) -> None:
    if lacking:
        coding.unknown(rule, lacking)
        coding.hold_untold(line, rule)
    else:
        coding.modify(line, rule, modifier, why)


def check_revenue_code(coding: Coding, line: Line) -> None:
    if coding.setting == "practitioner" or coding.plan is False:
        return
    if coding.role is not None and coding.role not in THERAPY:
        return
    lacking = []
    if coding.setting is None:
        lacking.append("encounter.setting")
    if coding.role is None:
        lacking.append("encounter.role")
    if coding.plan is None:
        lacking.append("encounter.therapy_plan_of_care")
    if lacking:
        coding.unknown(THERAPY_REVENUE_CODE, lacking)
    else:
        goes = f"{line.code} under a therapy plan of care goes with a therapy revenue code"
        coding.report(THERAPY_REVENUE_CODE, message=f"{goes} on an institutional claim")


def add_global_modifiers(coding: Coding, line: Line) -> None:
    if not coding.within_global_period:
        return
    if coding.after_operation is None:
        coding.unknown(GLOBAL_STAGED, ["encounter.postoperative"])
        coding.hold_untold(line, GLOBAL_STAGED)
    elif coding.after_operation == "staged":
        why = "staged, within the global period of an earlier operation"
        coding.modify(line, GLOBAL_STAGED, STAGED, why)
    elif coding.after_operation == "return_to_operating_room":
        why = "a return to the operating room within the global period of an earlier operation"
        coding.modify(line, GLOBAL_RETURN, RETURN, why)
        if coding.place_of_service not in DEEP_PLACES:
            where = f"the place of service ({coding.place_of_service or 'unknown'}) is none that has one"
            coding.report(GLOBAL_RETURN_PLACE, message=f"a return to the operating room, and {where}")
    else:
        why = "unrelated to the operation in whose global period it falls"
        coding.modify(line, GLOBAL_UNRELATED, UNRELATED, why)


def check_where_deep(coding: Coding, line: Line) -> None:
    place = coding.place_of_service
    if place is not None and place not in DEEP_PLACES:
        wants = "older contractor wording wants a hospital or a surgical center"
        coding.report(WHERE_DEEP, message=f"{line.code} at place of service {place}: {wants}")


def check_unit_limit(coding: Coding, line: Line) -> None:
    if coding.setting is not None and line.limit is not None and line.units_on_date > line.limit[0]:
        rule = UNITS_LIMIT_POLICY if line.limit[1] == "2" else UNITS_LIMIT
        table = LIMIT_TABLES[coding.setting]
        coding.report(rule, message=above_limit(line, table), sources=table.sources)


def check_service_limit(coding: Coding, line: Line) -> None:
    if coding.setting is not None and line.limit is not None and line.units_on_date > line.limit[0]:
        why = above_limit(line, LIMIT_TABLES[coding.setting])
        ask = f"Check whether {line.code} may be billed in this setting, and its units."
        coding.report(UNITS_LIMIT_OTHER, message=why, ask=ask)
        coding.hold(line, UNITS_LIMIT_OTHER, why)


def above_limit(line: Line, table: Table) -> str:
    limit, indicator = line.limit or (0, "")
    above = f"{line.code} x{line.units_on_date} is above the unit limit of {limit}"
    return f"{above} (indicator {indicator}; {table.words})"


def drop_lone_add_ons(coding: Coding, lines: list[Line]) -> None:
    standing = {line.code for line in lines if line.stands}
    waiting = {line.code for line in lines if line.waits}
    for line in lines:
        family = line.family
        if family is None or line.code == family.primary or not line.stands or family.primary in standing:
            continue
        if family.primary in waiting:
            line.held = True
            coding.step(family.rule, f"{line.code} held back with its primary")
        else:
            line.dropped = True
            coding.step(family.rule, f"{line.code} is not billable without its primary")


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


def check_encounter(coding: Coding, kept: list[Treated]) -> None:
    coding.asked += 6 + len(coding.tables)
    check_place_of_service(coding)
    if coding.treated:
        codes = {service.code for service in coding.encounter.other_services}
        if codes & DEBRIDEMENTS or codes & DELETED:
            coding.report(PAIRS_DEBRIDEMENT_ELSEWHERE)
        if not said(coding.encounter.care_instructions):
            coding.report(DOC_INSTRUCTIONS)
        if coding.wounds_excluded:
            coding.report(PAIRS_EXCLUDED_WOUNDS)
        if coding.notice == "voluntary":
            coding.report(NOTICE_VOLUNTARY)
        check_global_period(coding, kept)
    for table in coding.tables:
        if not table.in_force:
            message = (
                f"{table.title} is release {table.release}; the date of service "
                f"{coding.encounter.date_of_service} is outside the dates for which it is known"
            )
            coding.report(TABLES_OUT_OF_PERIOD, message=message, sources=table.sources)


def check_global_period(coding: Coding, kept: list[Treated]) -> None:
    """Whether a surgical wound was debrided, and nothing says of what became of the operation."""
    if coding.role is None or coding.role in THERAPY or coding.within_global_period is not None:
        return
    if any(treated.wound.etiology == "surgical_wound" for treated in kept):
        coding.report(GLOBAL_NOT_SUPPLIED)


def check_place_of_service(coding: Coding) -> None:
    place = coding.place_of_service
    if place is None or place in OUTPATIENT:
        return
    if coding.setting is None:
        coding.unknown(SETTING_NOT_OUTPATIENT, ["encounter.setting"])
    elif coding.setting == "outpatient_hospital":
        where = f"the place of service {place} is no outpatient hospital"
        message = f"{where}; the hospital tables are for outpatients, and no other was checked"
        coding.report(SETTING_NOT_OUTPATIENT, message=message)
