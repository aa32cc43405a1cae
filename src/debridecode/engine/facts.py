"""Every fact of the catalogue, derived from an encounter. None stands for unknown.

The classes have one attribute for each fact of their scope, under the fact's own name.
"""

import re
from decimal import Decimal
from typing import Final

from attrs import evolve, field, frozen

from debridecode.engine.circumstances import Circumstances, Limits
from debridecode.engine.places import Place, PlaceReader
from debridecode.model import Coverage, Encounter, OtherService, PriorAuthorization, Wound
from debridecode.packs.model import DiagnosisRow, TissueRow
from debridecode.vocabulary import DIAGNOSED_DEPTHS

_WORD: Final = re.compile(r"\w+")
_LONGEST_SILENCE: Final = 30
_DISCIPLINES: Final = {
    "physical_therapist": "physical",
    "physical_therapist_assistant": "physical",
    "occupational_therapist": "occupational",
    "occupational_therapy_assistant": "occupational",
}
_SETTINGS: Final = {"professional": "practitioner", "institutional": "outpatient_hospital"}


@frozen(kw_only=True)
class Reading:
    """What a pack says on how to read a record; None where it says nothing, and then the fact is unknown.

    Attributes:
        silence: what people write where they say nothing.
        necessity: words that tie a need to the wound.
        not_devitalized: what may be removed without being devitalized tissue.
        tissues: which tissues show which depth, shallow to deep.
        places: how to read a location.
        diagnoses: what diagnosis codes say of a wound.
        limits: numbers for what surrounds the encounter.
    """

    silence: frozenset[str]
    necessity: frozenset[str] | None
    not_devitalized: frozenset[str] | None
    tissues: tuple[TissueRow, ...]
    places: PlaceReader | None
    diagnoses: tuple[DiagnosisRow, ...] = ()
    limits: Limits = field(factory=Limits)


class EncounterFacts(Circumstances):
    """Facts of the encounter as a whole.

    `wounds` are those that were, or may have been, debrided; it is filled in by the classification, as are
    `debridement_shown` and `wounds_excluded`. `given_today` is filled in when the lines are drafted.
    """

    __slots__ = (
        "advance_notice",
        "authorization_on_file",
        "care_instructions_documented",
        "claim_form",
        "date_of_service",
        "debridement_elsewhere",
        "debridement_shown",
        "place_of_service",
        "plan_discipline",
        "postoperative",
        "referral_on_file",
        "role",
        "setting",
        "therapy_plan_of_care",
        "within_global_period",
        "wounds",
        "wounds_excluded",
    )

    def __init__(self, encounter: Encounter, reading: Reading, family_codes: frozenset[str]) -> None:
        """Read the encounter."""
        super().__init__(encounter, reading.limits)
        setting, provider = encounter.setting, encounter.rendering_provider
        self.claim_form = None if setting is None else setting.claim_form
        self.setting = _SETTINGS.get(self.claim_form or "")
        self.place_of_service = None if setting is None else setting.place_of_service
        self.role = None if provider is None else provider.role
        self.therapy_plan_of_care = None if provider is None else provider.therapy_plan_of_care
        plan, earlier, coverage = encounter.therapy_plan, encounter.global_period, encounter.coverage
        stated = None if plan is None else plan.discipline
        self.plan_discipline = stated or _DISCIPLINES.get(self.role or "")
        self.within_global_period = None if earlier is None else earlier.within
        self.postoperative = None if earlier is None else earlier.relation
        self.advance_notice = None if coverage is None else coverage.advance_notice
        self.referral_on_file = None if coverage is None else _numbered(coverage.referral, reading.silence)
        self.authorization_on_file = None if coverage is None else _on_file(coverage, reading.silence)
        self.date_of_service = encounter.date_of_service
        self.care_instructions_documented = said(encounter.care_instructions, reading.silence)
        self.debridement_elsewhere = any(line.code in family_codes for line in encounter.other_services)
        self.debridement_shown = False
        self.wounds_excluded = False
        self.wounds: list[WoundFacts] = []


def _on_file(coverage: Coverage, silence: frozenset[str]) -> bool | None:
    """Whether there is a prior authorization: by its number, or else by whatever is known of it."""
    held = coverage.prior_authorization
    if held is None or held.number is not None:
        return _numbered(None if held is None else held.number, silence)
    return None if evolve(held, states=None) == PriorAuthorization() else True


def _numbered(text: str | None, silence: frozenset[str]) -> bool | None:
    """Whether a paper is on file: more than a number, as in `denied 3/1`, does not say that it was given."""
    if not said(text, silence):
        return False
    parts = (text or "").split()
    return True if len(parts) == 1 and any(map(str.isdigit, parts[0])) else None


class Site:
    """Where on the body another service was done, as far as the record tells."""

    __slots__ = ("place", "separate")

    def __init__(self, place: Place | None) -> None:
        """Take its place; that it is separate is said of wounds alone."""
        self.separate: bool | None = None
        self.place = place


def sites_of(
    service: OtherService, wounds: list["WoundFacts"], reading: Reading, *, covers_limb: bool
) -> list["WoundFacts | Site"]:
    """Where another service was done: at the wounds that it names, and where it says.

    Args:
        service: with `wound_ids`, `location` and `laterality`.
        wounds: of the encounter.
        reading: how to read a location.
        covers_limb: whether it covers more than the place that it names, as a compression wrap does.
    """
    places, named = reading.places, [wound for wound in wounds if wound.wound_id in service.wound_ids]
    sites: list[WoundFacts | Site] = [*named]
    if said(service.location, reading.silence) and places is not None:
        sites.append(Site(places.read(service.location or "", service.laterality)))
    elif not named or len(named) != len(set(service.wound_ids)):
        sites.append(Site(None))
    if covers_limb and places is not None:
        whole = [Site(places.side_of(site.place)) for site in sites if site.place is not None]
        return [*named, *whole, *(site for site in sites if site.place is None)]
    return sites


class WoundFacts:
    """Facts of one wound.

    `family`, `placed_by` (the row) and `place_in_doubt` are filled in by the classification, and
    `diagnosis_covered` after it.
    """

    __slots__ = (
        "area_beyond_measured",
        "area_source",
        "area_sq_cm",
        "assessment_documented",
        "color_documented",
        "compared",
        "deepest_tissue_removed",
        "depth_measured",
        "devitalized_tissue_removed",
        "diagnoses",
        "diagnosis_covered",
        "diagnosis_documented",
        "drainage_documented",
        "encounter",
        "etiology",
        "family",
        "infection_documented",
        "instrument_documented",
        "location_documented",
        "location_exact",
        "measured_after",
        "measured_before",
        "medical_necessity_documented",
        "medical_necessity_tied",
        "method",
        "place",
        "place_in_doubt",
        "placed_by",
        "separate",
        "side_contradicted",
        "surrounding_tissue_documented",
        "technique_documented",
        "temperature_documented",
        "texture_documented",
        "tissue_contradicts_depth",
        "tissue_documented",
        "tissue_removed",
        "vascularity_documented",
        "wound",
        "wound_id",
    )

    def __init__(
        self,
        wound: Wound,
        encounter: EncounterFacts,
        reading: Reading,
    ) -> None:
        """Read the wound."""
        debridement = wound.debridement
        self.wound = wound
        self.wound_id = wound.wound_id
        self.encounter = encounter
        self.family: str | None = None
        self.placed_by = ""
        self.place_in_doubt = False
        self.etiology = wound.etiology
        self.diagnosis_documented = bool(wound.diagnoses)
        self.diagnoses = reading.diagnoses
        self.diagnosis_covered: str | None = None
        self.compared = frozenset(wound.compared)
        self.method = debridement.method
        self.deepest_tissue_removed = debridement.deepest_tissue_removed
        self.tissue_removed = frozenset(debridement.tissue_removed)
        self.tissue_documented = bool(debridement.tissue_removed)
        self.instrument_documented = said_any(debridement.instruments, reading.silence)
        self.technique_documented = said(debridement.technique, reading.silence)
        self._read_need(wound.medical_necessity, reading)
        self._read_place(wound, reading)
        self._read_tissue(reading.not_devitalized, reading.tissues)
        self._read_sizes(wound)
        self._read_assessment(wound, reading.silence)

    @property
    def diagnosis_kinds(self) -> frozenset[str] | None:
        """What the wound's diagnoses say of it; None where the pack says nothing of codes."""
        if not self.diagnoses:
            return None
        return frozenset(
            row.kind for code in self.wound.diagnoses for row in self.diagnoses if row.kind and row.fits(code)
        )

    @property
    def first_diagnosis_kinds(self) -> frozenset[str] | None:
        """The same of the diagnosis that stands first."""
        if not self.diagnoses or not self.wound.diagnoses:
            return None
        first = self.wound.diagnoses[0]
        return frozenset(row.kind for row in self.diagnoses if row.kind and row.fits(first))

    @property
    def diagnosed_depth(self) -> str | None:
        """How deep the diagnoses say that the wound is: the deepest that one of them states."""
        depths = {
            row.depth
            for code in self.wound.diagnoses
            for row in self.diagnoses
            if row.depth and row.fits(code)
        }
        return next((depth for depth in reversed(DIAGNOSED_DEPTHS) if depth in depths), None)

    @property
    def seen_before(self) -> bool | None:
        """Whether the wound was seen before."""
        return self.encounter.seen_before(self.wound)

    @property
    def deep_debridements(self) -> int | None:
        """How often the wound was debrided deep, this time too."""
        return self.encounter.deep_debridements_of(self.wound)

    def _read_need(self, need: str | None, reading: Reading) -> None:
        words = reading.necessity
        self.medical_necessity_documented = said(need, reading.silence)
        if need is None or words is None:
            self.medical_necessity_tied = False if words is not None else None
        else:
            self.medical_necessity_tied = _mentions(need.lower(), words)

    def _read_place(self, wound: Wound, reading: Reading) -> None:
        places = reading.places
        self.location_documented = said(wound.location, reading.silence)
        self.separate = wound.separate_wound
        self.place = None
        self.location_exact: bool | None = False
        self.side_contradicted: bool | None = False
        if places is None:
            self.location_exact = self.side_contradicted = None
        elif self.location_documented:
            self.place = places.read(wound.location or "", wound.laterality)
            self.location_exact = self.place.exact
            self.side_contradicted = self.place.side_contradicted

    def _read_tissue(self, not_devitalized: frozenset[str] | None, tissues: tuple[TissueRow, ...]) -> None:
        deepest, named = self.deepest_tissue_removed, self.tissue_removed
        shown = named - (not_devitalized or frozenset())
        if deepest is not None and deepest != "none":
            self.devitalized_tissue_removed: bool | None = True
        elif named:
            self.devitalized_tissue_removed = bool(shown)
        else:
            self.devitalized_tissue_removed = None if deepest is None else False
        self.tissue_contradicts_depth = _contradicts(deepest, named, shown, tissues)

    def _read_sizes(self, wound: Wound) -> None:
        before, after = wound.before.area_sq_cm, wound.after.area_sq_cm
        self.measured_before = before is not None
        self.measured_after = after is not None
        self.depth_measured = any(
            depth is not None
            for depth in (wound.before.depth_cm, wound.before.depth_mm, wound.before.depth_in)
        )
        recorded = wound.debridement.area_sq_cm
        self.area_sq_cm, self.area_source = _area(recorded, before, after)
        self.area_beyond_measured = _beyond(recorded, before, after)

    def _read_assessment(self, wound: Wound, silence: frozenset[str]) -> None:
        seen = wound.assessment
        self.drainage_documented = said(seen.drainage, silence)
        self.color_documented = said(seen.color, silence)
        self.texture_documented = said(seen.texture, silence)
        self.temperature_documented = said(seen.temperature, silence)
        self.vascularity_documented = said(seen.vascularity, silence)
        self.surrounding_tissue_documented = said(seen.surrounding_tissue, silence)
        self.infection_documented = said(seen.infection, silence)
        self.assessment_documented = (
            self.drainage_documented
            or self.color_documented
            or self.texture_documented
            or self.temperature_documented
            or self.vascularity_documented
            or self.surrounding_tissue_documented
            or self.infection_documented
        )


def said(text: str | None, silence: frozenset[str]) -> bool:
    """Whether the record says something: blanks, signs alone, and words such as "n/a" are silence."""
    if text is None:
        return False
    if len(text) > _LONGEST_SILENCE:
        return True
    words = " ".join(_WORD.findall(text.lower()))
    return words != "" and words not in silence


def said_any(texts: tuple[str, ...], silence: frozenset[str]) -> bool:
    """Whether any of several texts says something."""
    for text in texts:  # noqa: SIM110 - any() would make a generator for each wound
        if said(text, silence):
            return True
    return False


def _mentions(text: str, words: frozenset[str]) -> bool:
    for word in words:  # noqa: SIM110 - likewise
        if word in text:
            return True
    return False


def _area(
    recorded: Decimal | None, before: Decimal | None, after: Decimal | None
) -> tuple[Decimal | None, str | None]:
    """The area debrided and where it comes from. Two measurements that differ decide nothing."""
    if recorded is not None:
        return recorded, "recorded"
    if before is not None and (after is None or after == before):
        return before, "computed_before"
    return (after, "computed_after") if before is None and after is not None else (None, None)


def _beyond(recorded: Decimal | None, before: Decimal | None, after: Decimal | None) -> bool | None:
    """Whether a recorded area is larger than every measurement of it; unknown when there is none."""
    if recorded is None:
        return False
    if before is None and after is None:
        return None
    return (before is None or recorded > before) and (after is None or recorded > after)


def _contradicts(
    deepest: str | None, named: frozenset[str], shown: frozenset[str], tissues: tuple[TissueRow, ...]
) -> bool:
    """Whether the tissues named and the deepest layer removed exclude each other.

    The deepest of the tissues named must belong to the same step of depth as the deepest layer. Words that
    belong to no step say nothing of depth. A silent record contradicts nothing.
    """
    if deepest is None or not named:
        return False
    if not shown:
        return deepest != "none"
    steps = [row for row in tissues if named & row.tissues]
    return deepest not in steps[-1].layers if steps else deepest == "none"
