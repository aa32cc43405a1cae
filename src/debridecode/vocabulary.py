"""The closed word lists of an encounter: the only words its coded fields may hold.

Each list is one `Literal` type, so that the model, the JSON reader, the JSON Schemas and the catalogue of
facts all draw on the same words.
"""

from typing import Final, Literal, get_args

Method = Literal[
    "sharp_selective",
    "waterjet",
    "excisional",
    "enzymatic",
    "autolytic",
    "wet_to_moist",
    "abrasion",
    "larval",
    "low_frequency_ultrasound",
    "cleansing_only",
    "dressing_change_only",
]
"""How the wound was treated, as the record says it."""

Layer = Literal[
    "none", "epidermis", "dermis", "subcutaneous", "fascia", "muscle", "tendon", "ligament", "bone"
]
"""The deepest tissue removed. It is never the depth or the stage of the wound."""

Tissue = Literal[
    "slough",
    "fibrin",
    "biofilm",
    "exudate",
    "debris",
    "eschar",
    "secretions",
    "foreign_material",
    "callus",
    "nail",
    "necrotic_epidermis",
    "necrotic_dermis",
    "necrotic_subcutaneous",
    "necrotic_fascia",
    "necrotic_muscle",
    "necrotic_tendon",
    "necrotic_ligament",
    "necrotic_bone",
]
"""What was removed. `necrotic_` stands for necrotic, devitalized or nonviable tissue of that layer."""

Etiology = Literal[
    "venous_ulcer",
    "arterial_ulcer",
    "mixed_ulcer",
    "diabetic_foot_ulcer",
    "pressure_ulcer",
    "neuropathic_ulcer",
    "surgical_wound",
    "traumatic_wound",
    "abscess",
    "radiation_wound",
    "malignant_wound",
    "burn",
    "nail_disorder",
    "paronychia",
    "callus",
    "eczematous_skin",
    "open_fracture",
    "necrotizing_infection",
    "other",
]
"""What kind of wound it is."""

Laterality = Literal["left", "right", "midline"]

Role = Literal[
    "physician",
    "podiatrist",
    "nurse_practitioner",
    "physician_assistant",
    "clinical_nurse_specialist",
    "physical_therapist",
    "occupational_therapist",
    "physical_therapist_assistant",
    "occupational_therapy_assistant",
    "registered_nurse",
    "other",
]
"""Who did the debridement."""

ClaimForm = Literal["professional", "institutional"]

Setting = Literal["practitioner", "outpatient_hospital"]
"""Which of the two sets of CMS edit tables governs a claim."""

Severity = Literal["error", "warning", "advice"]
Outcome = Literal["failed", "not_checked"]
Status = Literal["clean", "query", "not_billable"]
ReadStatus = Literal["verified", "secondary", "unverified"]

METHODS: Final[tuple[str, ...]] = get_args(Method)
LAYERS: Final[tuple[str, ...]] = get_args(Layer)
TISSUES: Final[tuple[str, ...]] = get_args(Tissue)
ETIOLOGIES: Final[tuple[str, ...]] = get_args(Etiology)
LATERALITIES: Final[tuple[str, ...]] = get_args(Laterality)
ROLES: Final[tuple[str, ...]] = get_args(Role)
CLAIM_FORMS: Final[tuple[str, ...]] = get_args(ClaimForm)
SETTINGS: Final[tuple[str, ...]] = get_args(Setting)
SEVERITIES: Final[tuple[str, ...]] = get_args(Severity)
