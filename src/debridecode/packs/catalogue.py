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
    "words": ("includes", "within"),
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
        meaning: what it says.
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


def _yes_no(
    name: str,
    meaning: str,
    *,
    always_known: bool = False,
    placed: bool = False,
    parameters: tuple[str, ...] = (),
) -> Fact:
    return Fact(
        name=name,
        kind="yes_no",
        meaning=meaning,
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
        meaning="which CMS edit tables govern: practitioner for a professional claim, outpatient "
        "hospital for an institutional one",
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
    ),
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
        meaning="what was removed; empty when the record names nothing, and then neither `includes` nor "
        "`within` holds",
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
        meaning="the area debrided in sq cm; where the record gives none, length times width, provided "
        "that the measurements before and after, if both are given, agree",
        unit="sq cm",
    ),
    Fact(
        name="wound.area_source",
        kind="word",
        values=("recorded", "computed_before", "computed_after"),
        meaning="where the area comes from: the record, or length times width before or after it",
    ),
    _yes_no(
        "wound.area_beyond_measured",
        "whether the area debrided is larger than length times width, before and after; unknown when "
        "neither was measured",
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
        name="line.role",
        kind="word",
        values=("primary", "add_on", "other"),
        meaning="whether the line is a primary, an add-on, or another service of the day",
        always_known=True,
    ),
    Fact(
        name="line.family",
        kind="family",
        meaning="the family of the line; another service has none of them",
        always_known=True,
    ),
    Fact(name="line.units", kind="number", meaning="units of the line", unit="units", always_known=True),
    Fact(
        name="line.units_on_date",
        kind="number",
        meaning="units of the code on the date: of the line and of the other services of the day",
        unit="units",
        always_known=True,
    ),
    Fact(
        name="line.units_counted",
        kind="number",
        meaning="the units that the unit limit counts: of the line where its indicator is 1, and else of "
        "the date",
        unit="units",
        always_known=True,
    ),
    Fact(
        name="line.limit_release",
        kind="text",
        meaning="the release of the unit limit, and whether it is known to hold on the date of service",
    ),
    Fact(
        name="line.limit_published",
        kind="yes_no",
        meaning="whether a release has a unit limit for the code; unknown when none has: CMS does not "
        "publish every limit",
        from_table=True,
    ),
    Fact(
        name="line.unit_limit",
        kind="number",
        meaning="the most units of the code on one date, from the unit limit table",
        unit="units",
        from_table=True,
    ),
    Fact(
        name="line.unit_limit_indicator",
        kind="word",
        values=("1", "2", "3"),
        meaning="adjudication indicator of the unit limit: 1 by line, 2 by date as policy, 3 by date on "
        "clinical grounds",
        from_table=True,
    ),
    Fact(name="line.wounds", kind="text", meaning="the wounds of the line"),
    Fact(
        name="pair.indicator",
        kind="word",
        values=("none", "0", "1"),
        meaning="modifier indicator of the pair of lines; none when the table covers both codes and "
        "has no edit",
        from_table=True,
    ),
    Fact(
        name="pair.distinct_by",
        kind="word",
        values=("place", "session", "practitioner", "part", "nothing"),
        meaning="what sets the two services apart in the record: each wound of one lies elsewhere than each "
        "of the other, or one of them was in another session, or by another practitioner; part when only "
        "some of the wounds lie elsewhere than the other service",
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
        meaning="the modifier that it is about; unknown when it is about none",
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
        meaning="the family of the line; another service has none of them",
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
        meaning="units of the code that the record supports; 0 when it supports none",
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
        meaning="what else it is about: the primary that is missing, the preferred modifier, the limit, the "
        "wounds",
    ),
    Fact(
        name="billed.reason",
        kind="text",
        meaning="why the supported line or modifier is as it is, or why the line is not billable",
    ),
)

FACTS: Final[dict[str, Fact]] = {fact.name: fact for fact in _ALL}


@frozen(kw_only=True)
class EngineParameter:
    """A parameter that the engine itself reads, whether or not a rule names it.

    Attributes:
        type: which values it holds.
        meaning: what the engine does with it.
        without: what holds in a pack that has none.
    """

    type: str
    meaning: str
    without: str


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
