"""The closed word lists: the only words that coded fields of encounters, packs and answers may hold.

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

Discipline = Literal["physical", "occupational", "speech"]
"""Of a therapy plan of care."""

Postoperative = Literal["staged", "return_to_operating_room", "complication_elsewhere", "unrelated"]
"""How a service within the global period of an earlier operation relates to it."""

AdvanceNotice = Literal["required", "voluntary", "none"]
"""Which notice of noncoverage the patient was given before the service."""

PayerProgram = Literal["medicare", "medicaid", "cshcn", "commercial", "tricare"]
"""Whose benefit it is; cshcn is a state's program for children with special health care needs."""

Network = Literal["participating", "not_participating"]
"""Whether the provider has a contract with the plan."""

PlanType = Literal[
    "hmo", "ppo", "pos", "epo", "indemnity", "prime", "prime_remote", "select", "active_duty", "other"
]
"""What kind of plan it is, so far as referral and authorization turn on it."""

AuthorizationDetail = Literal[
    "member_name",
    "member_id",
    "birth_date",
    "requesting_npi",
    "rendering_npi",
    "rendering_tin",
    "code",
    "dates",
    "units",
]
"""What an authorization, or the request for it, states; never what stands there."""

PlanElement = Literal[
    "prescriber",
    "diagnosis",
    "overall_health",
    "underlying_conditions",
    "nutrition",
    "vascular_status",
    "functional_status",
    "skilled_need",
    "goals",
    "time_frames",
    "interventions",
    "frequency",
    "duration",
    "physician_follow_up",
    "potential_to_heal",
    "number_of_debridements",
    "discharge_plan",
]
"""What a plan of care states."""

Sign = Literal["size", "exudate", "necrotic_tissue", "infection"]
"""What the record compares with the visit before."""

Attachment = Literal[
    "note",
    "measurements",
    "photographs",
    "order",
    "plan_of_care",
    "authorization",
    "primary_remittance",
]
"""A document that may go with a claim."""

DiagnosisKind = Literal[
    "non_pressure_ulcer",
    "foot_ulcer",
    "pressure_ulcer",
    "diabetic_foot_ulcer",
    "diabetic_skin_ulcer",
    "arterial_ulcer",
    "venous_ulcer",
    "gangrene",
    "z_code",
]
"""What a diagnosis code says of a wound. One code may say several of these."""

DiagnosedDepth = Literal["unspecified", "hidden", "skin", "subcutaneous", "muscle", "bone"]
"""How deep a diagnosis code says that the wound is, from nothing said to the deepest.

It is never what was removed.
"""

ServiceKind = Literal[
    "debridement", "evaluation", "therapy_evaluation", "wound_treatment", "dressing", "other"
]
"""What a line is for, as far as its edits go."""

Reader = Literal["clinician", "coder"]
"""To whom a question goes. What goes to a clinician names what is missing, and nothing else."""

Matter = Literal[
    "deleted_code",
    "add_on_without_primary",
    "add_on_with_wrong_primary",
    "primary_repeated",
    "areas_not_summed",
    "line_repeated",
    "units_over",
    "units_under",
    "unit_limit",
    "wrong_family",
    "not_supported",
    "refused",
    "not_told",
    "not_recorded",
    "not_billed",
    "wounds_differ",
    "diagnosis_not_documented",
    "diagnosis_of_another_wound",
    "pair_never",
    "modifier_missing",
    "modifier_alternative",
    "modifier_on_column_1",
    "modifier_side_alternative",
    "modifier_side",
    "modifier_side_contradicted",
    "modifier_side_untold",
    "modifier_doubled",
    "modifier_repeated",
    "modifier_untold",
    "modifier_not_earned",
    "modifier_not_recorded",
]
"""How billed lines may differ from the lines that the record supports."""

Severity = Literal["error", "warning", "advice"]
Outcome = Literal["failed", "not_checked"]
Status = Literal["clean", "query", "not_billable"]
AuditStatus = Literal["agrees", "differs", "query"]
ReadStatus = Literal["verified", "secondary", "unverified"]

METHODS: Final[tuple[str, ...]] = get_args(Method)
LAYERS: Final[tuple[str, ...]] = get_args(Layer)
TISSUES: Final[tuple[str, ...]] = get_args(Tissue)
ETIOLOGIES: Final[tuple[str, ...]] = get_args(Etiology)
LATERALITIES: Final[tuple[str, ...]] = get_args(Laterality)
ROLES: Final[tuple[str, ...]] = get_args(Role)
CLAIM_FORMS: Final[tuple[str, ...]] = get_args(ClaimForm)
SETTINGS: Final[tuple[str, ...]] = get_args(Setting)
READ_STATUSES: Final[tuple[str, ...]] = get_args(ReadStatus)
SEVERITIES: Final[tuple[str, ...]] = get_args(Severity)
DISCIPLINES: Final[tuple[str, ...]] = get_args(Discipline)
POSTOPERATIVE: Final[tuple[str, ...]] = get_args(Postoperative)
ADVANCE_NOTICES: Final[tuple[str, ...]] = get_args(AdvanceNotice)
PAYER_PROGRAMS: Final[tuple[str, ...]] = get_args(PayerProgram)
_STATES: Final = (
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE "
    "NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY AS GU MP PR VI"
)
STATES: Final = frozenset(_STATES.split())
"""States, the District of Columbia and the territories, by their postal letters."""
NETWORKS: Final[tuple[str, ...]] = get_args(Network)
PLAN_TYPES: Final[tuple[str, ...]] = get_args(PlanType)
AUTHORIZATION_DETAILS: Final[tuple[str, ...]] = get_args(AuthorizationDetail)
PLAN_ELEMENTS: Final[tuple[str, ...]] = get_args(PlanElement)
SIGNS: Final[tuple[str, ...]] = get_args(Sign)
ATTACHMENTS: Final[tuple[str, ...]] = get_args(Attachment)
DIAGNOSIS_KINDS: Final[tuple[str, ...]] = get_args(DiagnosisKind)
DIAGNOSED_DEPTHS: Final[tuple[str, ...]] = get_args(DiagnosedDepth)
SERVICE_KINDS: Final[tuple[str, ...]] = get_args(ServiceKind)
MATTERS: Final[tuple[str, ...]] = get_args(Matter)
