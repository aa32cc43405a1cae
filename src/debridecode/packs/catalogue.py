"""The published catalogue of facts: what a condition or a message of a pack may name.

The engine derives every fact from the encounter and the pack's tables; a pack only names them. The catalogue
has a version, which a pack states as its `vocabulary`.
"""

import re
from typing import Final, Literal

from attrs import Factory, field, frozen

from debridecode import vocabulary

VOCABULARY: Final = "facts/1"
PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
"""How a message names a fact or a parameter."""

Scope = Literal["encounter", "wound", "line", "pair", "table", "billed"]
Kind = Literal["yes_no", "word", "words", "number", "family", "code", "text"]

SCOPES: Final[tuple[str, ...]] = ("encounter", "wound", "line", "pair", "table", "billed")

OPERATORS: Final[dict[str, tuple[str, ...]]] = {
    "yes_no": ("is", "known"),
    "word": ("is", "is_not", "in", "known"),
    "family": ("is", "is_not", "in", "known"),
    "code": ("is", "is_not", "in", "known"),
    "words": ("includes", "within", "known"),
    "number": ("lt", "le", "gt", "ge", "eq", "ne", "known"),
    "text": (),
}
"""Operators that each kind of fact takes. A text fact may only be named in a message."""


@frozen(kw_only=True)
class Fact:
    """One fact.

    Attributes:
        name: as a pack writes it: what it is a fact of, a dot, and its slot.
        kind: which operators it takes.
        values: the words that a `word` or `words` fact may hold.
        meaning: what it says, as a message names it that cannot be told for want of it.
        detail: what the author of a pack should know of it besides.
        unit: of a number: what it counts or is measured in.
        from_table: whether it comes from an edit table rather than from the record.
        always_known: whether no record leaves it unknown, so that nothing need be asked for it.
        placed: whether it is known only once the wounds have been placed in families.
        parameters: ids of the parameters that it is derived with.
        scope: what it is a fact of.
        slot: the name of the attribute that holds it in the engine.
    """

    name: str
    kind: Kind
    values: tuple[str, ...] = ()
    meaning: str
    detail: str = ""
    unit: str = ""
    from_table: bool = False
    always_known: bool = False
    placed: bool = False
    parameters: tuple[str, ...] = ()
    scope: Scope = field(
        init=False, default=Factory(lambda self: self.name.partition(".")[0], takes_self=True)
    )
    slot: str = field(init=False, default=Factory(lambda self: self.name.partition(".")[2], takes_self=True))


_PLACES: Final = (
    "location.vague_words",
    "location.opposed_words",
    "location.relating_words",
    "location.ranging_words",
)


_FILING: Final = (
    "filing.limit_days",
    "filing.limit_days_outside",
    "filing.limit_months",
    "filing.enrollment_days",
    "filing.enrollment_most_days",
    "filing.closed_days",
)


def _yes_no(
    name: str,
    meaning: str,
    *,
    detail: str = "",
    always_known: bool = False,
    placed: bool = False,
    parameters: tuple[str, ...] = (),
) -> Fact:
    return Fact(
        name=name,
        kind="yes_no",
        meaning=meaning,
        detail=detail,
        always_known=always_known,
        placed=placed,
        parameters=parameters,
    )


def _documented(name: str, what: str) -> Fact:
    """A fact of what the record states. A record that is silent does not state it: that is known."""
    return _yes_no(name, f"whether the record states {what}", always_known=True)


_ALL: Final = (
    Fact(
        name="encounter.claim_form",
        kind="word",
        values=vocabulary.CLAIM_FORMS,
        meaning="which claim form the services go on",
    ),
    Fact(
        name="encounter.setting",
        kind="word",
        values=vocabulary.SETTINGS,
        meaning="which CMS edit tables govern",
        detail="practitioner for a professional claim, outpatient hospital for an institutional one",
    ),
    Fact(
        name="encounter.place_of_service",
        kind="code",
        meaning="the place of service, two digits",
    ),
    Fact(
        name="encounter.role",
        kind="word",
        values=vocabulary.ROLES,
        meaning="who did the debridement",
    ),
    Fact(
        name="encounter.date_of_service",
        kind="text",
        meaning="the date of service",
    ),
    Fact(
        name="encounter.plan_discipline",
        kind="word",
        values=vocabulary.DISCIPLINES,
        meaning="the discipline of the therapy plan of care, as stated, or else that of the therapist",
    ),
    Fact(
        name="encounter.postoperative",
        kind="word",
        values=vocabulary.POSTOPERATIVE,
        meaning="how the service relates to the operation in whose global period it falls",
    ),
    Fact(
        name="encounter.advance_notice",
        kind="word",
        values=vocabulary.ADVANCE_NOTICES,
        meaning="which notice of noncoverage the patient was given before the service",
    ),
    _yes_no(
        "encounter.therapy_plan_of_care", "whether the debridement was done under a therapy plan of care"
    ),
    _yes_no(
        "encounter.therapy_threshold_exceeded",
        "whether the therapy charges of the year are above the threshold",
        detail="as stated, or else by the charges, and unknown where the two contradict each other; the "
        "threshold is of the calendar year in which its segment begins",
        parameters=("therapy.threshold",),
    ),
    Fact(
        name="encounter.therapy_charges",
        kind="number",
        meaning="the charges of the discipline's therapy in the calendar year",
        unit="dollars",
    ),
    _yes_no(
        "encounter.therapy_plan_certified",
        "whether the therapy plan of care is certified for the date of service",
    ),
    Fact(
        name="encounter.therapy_plan_states",
        kind="words",
        values=vocabulary.PLAN_ELEMENTS,
        meaning="what the therapy plan of care states",
    ),
    Fact(
        name="encounter.therapy_visits_this_year",
        kind="number",
        meaning="therapy visits of the discipline in the calendar year, this one included",
        unit="visits",
    ),
    Fact(
        name="encounter.therapy_visits_on_date",
        kind="number",
        meaning="therapy visits of the discipline on the date of service, this one included",
        unit="visits",
    ),
    Fact(
        name="encounter.plan_states",
        kind="words",
        values=vocabulary.PLAN_ELEMENTS,
        meaning="what the plan of care of the wounds states",
    ),
    _yes_no("encounter.order_on_file", "whether there is a signed order for the service"),
    _yes_no("encounter.orderer_named", "whether the claim names the provider who ordered or referred"),
    _yes_no(
        "encounter.orderer_enrolled",
        "whether the provider who ordered or referred is enrolled with the program",
    ),
    _yes_no(
        "encounter.provider_enrolled", "whether the rendering provider is enrolled with the program or payer"
    ),
    _yes_no(
        "encounter.billed_under_another",
        "whether the claim names another practitioner as the renderer than the one who did it",
    ),
    _yes_no(
        "encounter.eligibility_checked",
        "whether eligibility was verified on or before the date of service",
    ),
    _yes_no("encounter.eligible", "whether the member was eligible on the date of service"),
    _yes_no(
        "encounter.demographics_present",
        "whether the member's name, birth date and member id stand on the claim as the payer has them",
    ),
    Fact(
        name="encounter.plan_type",
        kind="word",
        values=vocabulary.PLAN_TYPES,
        meaning="what kind of plan the member has",
    ),
    Fact(
        name="encounter.network",
        kind="word",
        values=vocabulary.NETWORKS,
        meaning="whether the provider has a contract with the plan",
    ),
    _yes_no(
        "encounter.managed_care",
        "whether the member was enrolled in a managed care plan on the date of service",
    ),
    _yes_no("encounter.self_funded", "whether an employer funds the plan"),
    _yes_no("encounter.other_coverage", "whether another payer comes before this one"),
    _yes_no("encounter.referral_required", "whether the plan requires a referral, as the payer answered"),
    _yes_no(
        "encounter.referral_on_file",
        "whether a referral is on file",
        detail="unknown where words stand in place of a number: they do not say that it was given",
    ),
    _yes_no(
        "encounter.authorization_required",
        "whether the payer requires prior authorization for these services, as it answered",
    ),
    _yes_no(
        "encounter.authorization_on_file",
        "whether a prior authorization is on file",
        detail="unknown where words stand in place of a number: they do not say that it was given",
    ),
    _yes_no(
        "encounter.authorization_covers_date",
        "whether the date of service is within the days of the prior authorization",
    ),
    _yes_no("encounter.authorization_names_member", "whether the prior authorization is for this member"),
    _yes_no(
        "encounter.authorization_names_provider",
        "whether the prior authorization is for the provider who is billed",
    ),
    Fact(
        name="encounter.authorization_days",
        kind="number",
        meaning="for how many days the prior authorization is, the first and the last included",
        unit="days",
    ),
    Fact(
        name="encounter.authorization_states",
        kind="words",
        values=vocabulary.AUTHORIZATION_DETAILS,
        meaning="which details the prior authorization, or the request for it, states",
    ),
    Fact(
        name="encounter.attachments_sent",
        kind="words",
        values=vocabulary.ATTACHMENTS,
        meaning="which documents go with the claim",
    ),
    Fact(
        name="encounter.attachments_on_file",
        kind="words",
        values=vocabulary.ATTACHMENTS,
        meaning="which documents are at hand when the payer asks, those that go with the claim too",
    ),
    Fact(
        name="encounter.debridements_in_window",
        kind="number",
        meaning="how many debridements there were in the days before that count, with this one",
        detail="one for each date and code of `frequency.codes` within the last `frequency.window_days` "
        "days, the date of service included; unknown where the history does not reach that far",
        unit="times",
        placed=True,
        parameters=("frequency.codes", "frequency.window_days"),
    ),
    Fact(
        name="encounter.deep_debridements_in_window",
        kind="number",
        meaning="how many deep debridements there were in the days before that count, with this one",
        detail="the same of the codes of `frequency.deep_codes`",
        unit="times",
        placed=True,
        parameters=("frequency.deep_codes", "frequency.window_days"),
    ),
    Fact(
        name="encounter.filing_deadline",
        kind="text",
        meaning="the last day on which the claim may be received",
        detail="one that falls on a weekend or a closed day moves to the next day that is neither, where the "
        "payer lets it; unknown in a year after that of the last closed day that is listed",
        parameters=_FILING,
    ),
    _yes_no(
        "encounter.filed_late", "whether the claim is received after the filing deadline", parameters=_FILING
    ),
    Fact(
        name="encounter.filing_days_left",
        kind="number",
        meaning="days from the receipt of the claim to the filing deadline",
        detail="0 when it has passed",
        unit="days",
        parameters=_FILING,
    ),
    _yes_no("encounter.filing_proof_on_file", "whether there is proof that the claim was filed in time"),
    _yes_no(
        "encounter.within_global_period",
        "whether the service falls within the global period of an earlier operation of the same "
        "practitioner or group",
    ),
    _documented("encounter.care_instructions_documented", "the instructions for care"),
    _yes_no(
        "encounter.debridement_elsewhere",
        "whether a debridement code stands among the other services of the day",
        always_known=True,
    ),
    _yes_no(
        "encounter.debridement_shown",
        "whether at least one wound was debrided, or may have been",
        always_known=True,
        placed=True,
    ),
    _yes_no(
        "encounter.wounds_excluded",
        "whether a wound belongs to other codes than these",
        always_known=True,
        placed=True,
    ),
    Fact(
        name="wound.method",
        kind="word",
        values=vocabulary.METHODS,
        meaning="how the wound was treated",
    ),
    Fact(
        name="wound.deepest_tissue_removed",
        kind="word",
        values=vocabulary.LAYERS,
        meaning="the deepest layer removed, never the depth of the wound",
    ),
    Fact(
        name="wound.tissue_removed",
        kind="words",
        values=vocabulary.TISSUES,
        meaning="what was removed",
        detail="empty when the record names nothing, and then neither `includes` nor `within` holds",
        always_known=True,
    ),
    Fact(
        name="wound.etiology",
        kind="word",
        values=vocabulary.ETIOLOGIES,
        meaning="what kind of wound it is",
    ),
    Fact(
        name="wound.family",
        kind="family",
        meaning="the family of codes that the classification led to",
        placed=True,
    ),
    Fact(
        name="wound.area_sq_cm",
        kind="number",
        meaning="the area debrided in sq cm",
        detail="where the record gives none, length times width, provided that the measurements before and "
        "after, if both are given, agree",
        unit="sq cm",
    ),
    Fact(
        name="wound.area_source",
        kind="word",
        values=("recorded", "computed_before", "computed_after"),
        meaning="where the area comes from",
        detail="the record, or length times width before or after it",
    ),
    _yes_no(
        "wound.area_beyond_measured",
        "whether the area debrided is larger than length times width, before and after",
        detail="unknown when neither was measured",
    ),
    _yes_no(
        "wound.devitalized_tissue_removed",
        "whether the record shows that devitalized tissue was removed",
        parameters=("tissue.not_devitalized",),
    ),
    _yes_no(
        "wound.tissue_contradicts_depth",
        "whether the tissues named and the deepest tissue removed exclude each other",
        always_known=True,
        parameters=("tissue.not_devitalized",),
    ),
    _documented("wound.location_documented", "where the wound is"),
    _yes_no(
        "wound.location_exact",
        "whether the location says more than the words of location.vague_words",
        parameters=("location.vague_words",),
    ),
    _yes_no(
        "wound.side_contradicted",
        "whether the location names another side than the laterality",
        parameters=_PLACES,
    ),
    _yes_no(
        "wound.place_in_doubt",
        "whether another wound of the same family is not shown to lie elsewhere",
        always_known=True,
        placed=True,
        parameters=_PLACES,
    ),
    _documented("wound.diagnosis_documented", "a diagnosis for the wound"),
    _documented("wound.measured_before", "length and width before the debridement"),
    _documented("wound.measured_after", "length and width after the debridement"),
    _documented("wound.depth_measured", "the depth of the wound"),
    _documented("wound.instrument_documented", "an instrument"),
    _documented(
        "wound.technique_documented", "the agent, dressing or irrigation of a non-selective debridement"
    ),
    _documented("wound.tissue_documented", "what tissue was removed"),
    _documented("wound.assessment_documented", "at least one element of the assessment"),
    _documented("wound.drainage_documented", "the drainage"),
    _documented("wound.color_documented", "the color"),
    _documented("wound.texture_documented", "the texture"),
    _documented("wound.temperature_documented", "the temperature"),
    _documented("wound.vascularity_documented", "the vascularity"),
    _documented("wound.surrounding_tissue_documented", "the surrounding tissue"),
    _documented("wound.infection_documented", "signs of infection, or their absence"),
    _documented("wound.medical_necessity_documented", "why the debridement was needed"),
    _yes_no(
        "wound.medical_necessity_tied",
        "whether the stated need uses a word of necessity.words",
        parameters=("necessity.words",),
    ),
    Fact(name="line.code", kind="code", meaning="the code of the line", always_known=True),
    _yes_no(
        "line.other_practitioner",
        "whether the line is another service, and the record states that another practitioner did it",
        always_known=True,
    ),
    Fact(
        name="wound.diagnosis_kinds",
        kind="words",
        values=vocabulary.DIAGNOSIS_KINDS,
        meaning="what the wound's diagnosis codes say of it, by the `diagnoses` table of the pack",
    ),
    Fact(
        name="wound.first_diagnosis_kinds",
        kind="words",
        values=vocabulary.DIAGNOSIS_KINDS,
        meaning="what the diagnosis that stands first says of the wound",
        detail="unknown when there is none",
    ),
    Fact(
        name="wound.diagnosed_depth",
        kind="word",
        values=vocabulary.DIAGNOSED_DEPTHS,
        meaning="how deep the wound's diagnosis codes say that it is",
        detail="the deepest that one of them states; unknown when none states any",
    ),
    Fact(
        name="wound.diagnosis_covered",
        kind="word",
        values=("covered", "in_part", "not_covered", "not_listed"),
        meaning="what the list of the coverage article says of the wound's diagnoses",
        detail="in part where it lists them only in some of its groups, with an asterisk, or beside one that "
        "it does not cover; unknown where no release of the list is at hand",
        placed=True,
    ),
    _yes_no(
        "wound.seen_before",
        "whether this wound was seen before the date of service",
        detail="by the history, or by the day on which the wound was first seen; unknown without either",
    ),
    Fact(
        name="wound.compared",
        kind="words",
        values=vocabulary.SIGNS,
        meaning="what the record compares with the visit before",
        detail="empty when it compares nothing",
        always_known=True,
    ),
    Fact(
        name="wound.deep_debridements",
        kind="number",
        meaning="how many deep debridements of this wound there were, with this one",
        detail="one for each date and code of `frequency.deep_codes`; unknown unless the history is complete "
        "since the day on which the wound was first seen, and names the wounds of each such service",
        unit="times",
        placed=True,
        parameters=("frequency.deep_codes",),
    ),
    _yes_no(
        "line.authorized",
        "whether the prior authorization names the code",
        detail="it does not when there is none",
    ),
    Fact(
        name="line.authorized_units",
        kind="number",
        meaning="units of the code that the prior authorization has left",
        unit="units",
    ),
    Fact(
        name="line.role",
        kind="word",
        values=("primary", "add_on", "other"),
        meaning="whether the line is a primary, an add-on, or another service of the day",
        always_known=True,
    ),
    Fact(
        name="line.family",
        kind="family",
        meaning="the family of the line",
        detail="another service has none of them",
        always_known=True,
    ),
    Fact(name="line.units", kind="number", meaning="units of the line", unit="units", always_known=True),
    Fact(
        name="line.units_on_date",
        kind="number",
        meaning="units of the code on the date",
        detail="of the line and of the other services of the day",
        unit="units",
        always_known=True,
    ),
    Fact(
        name="line.units_counted",
        kind="number",
        meaning="the units that the unit limit counts",
        detail="of the line where its indicator is 1, and else of the date",
        unit="units",
        always_known=True,
    ),
    Fact(
        name="line.limit_release",
        kind="text",
        meaning="the release of the unit limit",
        detail="with whether it is known to hold on the date of service, and every other limit of program, "
        "state or payer",
    ),
    Fact(
        name="line.limit_published",
        kind="yes_no",
        meaning="whether a table at hand has a unit limit for the code",
        detail="true where the program's has one, or where one of state or payer is passed; else unknown, "
        "for CMS does not publish every limit",
        from_table=True,
    ),
    Fact(
        name="line.unit_limit",
        kind="number",
        meaning="the unit limit of the code",
        detail="of those of program, state and payer one that is passed, or else the strictest",
        unit="units",
        from_table=True,
    ),
    Fact(
        name="line.unit_limit_indicator",
        kind="word",
        values=("1", "2", "3"),
        meaning="the adjudication indicator of the unit limit",
        detail="1 by line, 2 by date as policy, 3 by date on clinical grounds",
        from_table=True,
    ),
    Fact(name="line.wounds", kind="text", meaning="the wounds of the line"),
    Fact(
        name="pair.indicator",
        kind="word",
        values=("none", "0", "1"),
        meaning="the modifier indicator of the pair of lines",
        detail="none when the table covers both codes and has no edit",
        from_table=True,
    ),
    Fact(
        name="pair.distinct_by",
        kind="word",
        values=("place", "session", "practitioner", "part", "nothing"),
        meaning="what sets the two services apart in the record",
        detail="each wound of one lies elsewhere than each of the other, or one of them was in another "
        "session, or by another practitioner; part when only some of the wounds lie elsewhere than the other "
        "service",
        parameters=_PLACES,
    ),
    _yes_no(
        "pair.elsewhere",
        "whether each wound of the one lies elsewhere than each wound or place of the other, whenever they "
        "were treated and by whom",
        parameters=_PLACES,
    ),
    _yes_no(
        "pair.other_practitioner",
        "whether the record states that another practitioner did the other service",
        always_known=True,
    ),
    _yes_no(
        "pair.separately_identifiable",
        "whether the record shows a significant evaluation apart from the debridement",
    ),
    _yes_no("pair.debridement", "whether one of the two lines is a debridement line", always_known=True),
    Fact(
        name="pair.column_1_kind",
        kind="word",
        values=vocabulary.SERVICE_KINDS,
        meaning="what the column 1 line is for",
        always_known=True,
    ),
    Fact(
        name="pair.column_2_kind",
        kind="word",
        values=vocabulary.SERVICE_KINDS,
        meaning="what the column 2 line is for",
        always_known=True,
    ),
    Fact(
        name="pair.family",
        kind="family",
        meaning="the family of the column 2 line, or of the column 1 line where column 2 is another service",
        always_known=True,
    ),
    Fact(
        name="pair.release",
        kind="text",
        meaning="the release of the pair table, and whether it is known to hold on the date of service",
    ),
    Fact(name="pair.column_1", kind="code", meaning="the column 1 code", always_known=True),
    Fact(name="pair.column_2", kind="code", meaning="the column 2 code", always_known=True),
    Fact(name="pair.column_1_wounds", kind="text", meaning="the wounds of the column 1 line"),
    Fact(name="pair.column_2_wounds", kind="text", meaning="the wounds of the column 2 line"),
    Fact(name="table.title", kind="text", meaning="title of an edit table that was asked"),
    Fact(name="table.release", kind="text", meaning="release of that table"),
    Fact(
        name="table.covers_date_of_service",
        kind="yes_no",
        meaning="whether that release was in force on the date of service",
        from_table=True,
        always_known=True,
    ),
    Fact(
        name="billed.matter",
        kind="word",
        values=vocabulary.MATTERS,
        meaning="how the billed lines differ from what the record supports",
        always_known=True,
    ),
    Fact(name="billed.code", kind="code", meaning="the code that it is about", always_known=True),
    Fact(
        name="billed.modifier",
        kind="code",
        meaning="the modifier that it is about",
        detail="unknown when it is about none",
    ),
    Fact(
        name="billed.kind",
        kind="word",
        values=vocabulary.SERVICE_KINDS,
        meaning="what the line is for",
        always_known=True,
    ),
    Fact(
        name="billed.role",
        kind="word",
        values=("primary", "add_on", "other"),
        meaning="whether the line is a primary, an add-on, or another service",
        always_known=True,
    ),
    Fact(
        name="billed.family",
        kind="family",
        meaning="the family of the line",
        detail="another service has none of them",
        always_known=True,
    ),
    Fact(
        name="billed.units",
        kind="number",
        meaning="units billed of the code in all",
        unit="units",
        always_known=True,
    ),
    Fact(
        name="billed.supported_units",
        kind="number",
        meaning="units of the code that the record supports",
        detail="0 when it supports none",
        unit="units",
        always_known=True,
    ),
    Fact(name="billed.line", kind="text", meaning="the billed line, in one short text"),
    Fact(
        name="billed.supported",
        kind="text",
        meaning="the supported line that it is held against, in one short text",
    ),
    Fact(
        name="billed.other",
        kind="text",
        meaning="what else it is about",
        detail="the primary that is missing, the preferred modifier, the limit, or the wounds",
    ),
    Fact(
        name="billed.reason",
        kind="text",
        meaning="why the supported line or modifier is as it is, or why the line is not billable",
    ),
)

FACTS: Final[dict[str, Fact]] = {fact.name: fact for fact in _ALL}
AUTHORIZATION: Final = frozenset(name for name in FACTS if ".authoriz" in name)
"""Facts of a prior authorization. No edit may turn on one: an authorization is no promise of payment."""


@frozen(kw_only=True)
class EngineParameter:
    """A parameter that the engine itself reads, whether or not a rule names it.

    Attributes:
        type: which values it holds.
        meaning: what the engine does with it.
        without: what holds in a pack that has none.
        whole: whether its number counts something, so that it has no decimals.
    """

    type: str
    meaning: str
    without: str
    whole: bool = False


ENGINE_PARAMETERS: Final[dict[str, EngineParameter]] = {
    "record.silence": EngineParameter(
        type="words",
        meaning="what people write where they say nothing: whole texts, without signs (`n a` for N/A)",
        without="only blanks and signs alone say nothing",
    ),
    "necessity.words": EngineParameter(
        type="words",
        meaning="words, or parts of words, that tie the stated need for a debridement to the wound",
        without="whether the need is tied to the wound is unknown",
    ),
    "tissue.not_devitalized": EngineParameter(
        type="tissues",
        meaning="what may be removed without being devitalized tissue",
        without="whatever was removed was devitalized",
    ),
    "therapy.threshold": EngineParameter(
        type="number",
        meaning="dollars of therapy above which a modifier attests the need, in the calendar year in which "
        "the segment begins: of a later year it says nothing",
        without="whether the charges are above it is as stated, and else unknown",
    ),
    "frequency.window_days": EngineParameter(
        type="number",
        meaning="how many days back debridements are counted, the date of service included",
        without="how many there were in the window is unknown",
        whole=True,
    ),
    "frequency.codes": EngineParameter(
        type="codes",
        meaning="the codes that count as debridements in the window",
        without="how many there were is unknown",
    ),
    "frequency.deep_codes": EngineParameter(
        type="codes",
        meaning="the codes that count as deep debridements",
        without="how many there were is unknown",
    ),
    "filing.limit_days": EngineParameter(
        type="number",
        meaning="days from the date of service within which the claim must be received",
        without="there is no such limit in days",
        whole=True,
    ),
    "filing.limit_days_outside": EngineParameter(
        type="number",
        meaning="the same for a provider without a contract with the plan",
        without="the limit is the same for every provider",
        whole=True,
    ),
    "filing.limit_months": EngineParameter(
        type="number",
        meaning="calendar months from the date of service; where days are given too, the sooner end counts",
        without="there is no such limit in months",
        whole=True,
    ),
    "filing.enrollment_days": EngineParameter(
        type="number",
        meaning="days from the enrollment of a new provider within which the claim may still be received",
        without="enrollment does not move the deadline",
        whole=True,
    ),
    "filing.enrollment_most_days": EngineParameter(
        type="number",
        meaning="days from the date of service that the deadline of a new provider may not pass",
        without="that deadline has no such end",
        whole=True,
    ),
    "filing.closed_days": EngineParameter(
        type="days",
        meaning="days, besides weekends, on which a deadline does not end: it moves to the next other day",
        without="a deadline does not move, from a weekend neither",
    ),
    "location.vague_words": EngineParameter(
        type="words",
        meaning="words that alone do not tell where a wound is",
        without="no location is read: whether places are apart is unknown, unless the record states it",
    ),
    "location.opposed_words": EngineParameter(
        type="word_groups",
        meaning="meanings that set two places apart: `left`, `right` and `midline` are the sides, and two "
        "words in a row are written `first_toe`; the words of an `anatomic` table must be among them",
        without="no location is read",
    ),
    "location.relating_words": EngineParameter(
        type="words",
        meaning="words after which a region is a landmark, and not the place: above the ankle",
        without="every region that is named is the place",
    ),
    "location.ranging_words": EngineParameter(
        type="words",
        meaning="words that make landmarks of the regions around them: from knee to toes",
        without="every region that is named is the place",
    ),
    "modifier.distinct_site": EngineParameter(
        type="modifier",
        meaning="the modifier in whose place a side or a digit of the `anatomic` table may stand",
        without="a side stands in place of no modifier",
    ),
    "modifier.alternatives": EngineParameter(
        type="modifier_groups",
        meaning="each preferred modifier, and those that are accepted in its place",
        without="none is accepted in place of another",
    ),
    "modifier.accepted_on": EngineParameter(
        type="line_choice",
        meaning="on which line of a pair its modifier is accepted",
        without="on the column 2 line alone",
    ),
}


def facts_of(scope: str) -> dict[str, Fact]:
    """The facts that a rule of a scope may name: its own, and those of the encounter.

    Example:
        >>> "wound.method" in facts_of("wound"), "wound.method" in facts_of("line")
        (True, False)
    """
    return {name: fact for name, fact in FACTS.items() if fact.scope in (scope, "encounter")}
