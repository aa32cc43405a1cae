"""Each fact of the encounter and of a wound, from records that say it, deny it or are silent."""

from decimal import Decimal

import pytest
from attrs import evolve
from plan import book, cm, deep, encounter, measured, service, wound

import debridecode as dc
from debridecode.engine.facts import EncounterFacts, WoundFacts, said, said_any, sites_of
from debridecode.model import Assessment, Coverage, GlobalPeriod, TherapyPlan

SILENCE = frozenset({"n a", "none given"})


def of_encounter(**said_of_it):
    program = book()._program
    return EncounterFacts(encounter(wound(), **said_of_it), program.reading, program.codes)


def of_wound(given, **changes):
    """The facts of a wound, read as the payer says, save where a test says otherwise."""
    program = book()._program
    reading = evolve(program.reading, **changes)
    about = EncounterFacts(encounter(given), reading, program.codes)
    return WoundFacts(given, about, reading)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, False),
        ("", False),
        ("  ", False),
        ("-- / --", False),
        ("N/A", False),
        ("n.a.", False),
        ("None  given!", False),
        ("none given today", True),
        ("red", True),
        ("na", True),
        ("n a" + "." * 27, False),
        ("n a" + "." * 28, True),
    ],
)
def test_what_counts_as_said(text, expected):
    assert said(text, SILENCE) is expected


def test_one_of_several_texts_says_something():
    assert said_any(("n/a", "curette"), SILENCE) is True
    assert said_any(("curette", "n/a"), SILENCE) is True
    assert said_any(("n/a", "-"), SILENCE) is False
    assert said_any((), SILENCE) is False


def test_an_encounter_with_no_sections():
    facts = EncounterFacts(
        dc.Encounter(
            encounter_id="e",
            date_of_service=encounter(wound()).date_of_service,
            payer="acme/plan",
            wounds=(wound(),),
        ),
        book()._program.reading,
        frozenset(),
    )
    for name in (
        *(
            "claim_form",
            "setting",
            "place_of_service",
            "role",
            "therapy_plan_of_care",
            "plan_discipline",
        ),
        *(
            "therapy_threshold_exceeded",
            "within_global_period",
            "postoperative",
            "advance_notice",
        ),
    ):
        assert getattr(facts, name) is None, name
    assert facts.care_instructions_documented is False
    assert facts.debridement_elsewhere is False
    assert facts.debridement_shown is False
    assert facts.wounds_excluded is False
    assert facts.wounds == []


def test_an_encounter_with_every_section():
    facts = of_encounter(
        form="institutional",
        role="occupational_therapist",
        plan=True,
        therapy_plan=TherapyPlan(discipline="speech", threshold_exceeded=True),
        global_period=GlobalPeriod(within=True, relation="staged"),
        coverage=Coverage(advance_notice="voluntary"),
        care_instructions="keep it dry",
        services=[service("X0004")],
    )
    assert facts.claim_form == "institutional"
    assert facts.setting == "outpatient_hospital"
    assert facts.place_of_service == "11"
    assert facts.role == "occupational_therapist"
    assert facts.therapy_plan_of_care is True
    assert facts.plan_discipline == "speech"
    assert facts.therapy_threshold_exceeded is True
    assert facts.within_global_period is True
    assert facts.postoperative == "staged"
    assert facts.advance_notice == "voluntary"
    assert facts.date_of_service.isoformat() == "2024-08-15"
    assert facts.care_instructions_documented is True
    assert facts.debridement_elsewhere is True


def test_a_professional_claim_is_a_practitioners():
    assert of_encounter().setting == "practitioner"
    assert of_encounter(services=[service("S0001")]).debridement_elsewhere is False
    assert of_encounter(care_instructions="n/a").care_instructions_documented is False


@pytest.mark.parametrize(
    ("role", "discipline"),
    [
        ("physical_therapist", "physical"),
        ("physical_therapist_assistant", "physical"),
        ("occupational_therapist", "occupational"),
        ("occupational_therapy_assistant", "occupational"),
        ("physician", None),
    ],
)
def test_the_discipline_of_a_plan_is_the_therapists_where_none_is_stated(role, discipline):
    assert of_encounter(role=role).plan_discipline == discipline
    assert of_encounter(role=role, therapy_plan=TherapyPlan()).plan_discipline == discipline


def test_a_full_wound():
    given = wound(
        technique="irrigation",
        separate_wound=True,
        assessment=Assessment(),
        where="left heel, inside",
    )
    facts = of_wound(given)
    assert facts.wound is given
    assert facts.wound_id == "A"
    assert facts.encounter.setting == "practitioner"
    assert (facts.family, facts.placed_by, facts.place_in_doubt) == (None, "", False)
    assert facts.etiology == "venous_ulcer"
    assert facts.diagnosis_documented is True
    assert facts.method == "sharp_selective"
    assert facts.deepest_tissue_removed == "dermis"
    assert facts.tissue_removed == {"slough"}
    assert facts.tissue_documented is True
    assert facts.instrument_documented is True
    assert facts.technique_documented is True
    assert facts.medical_necessity_documented is True
    assert facts.medical_necessity_tied is True
    assert facts.location_documented is True
    assert facts.location_exact is True
    assert facts.side_contradicted is False
    assert facts.separate is True
    assert facts.place.landmarks == {"inside"}
    assert facts.devitalized_tissue_removed is True
    assert facts.tissue_contradicts_depth is False
    assert (facts.measured_before, facts.measured_after, facts.depth_measured) == (
        True,
        False,
        False,
    )
    assert (facts.area_sq_cm, facts.area_source) == (Decimal(8), "recorded")
    assert facts.area_beyond_measured is False
    assert facts.assessment_documented is False


def test_an_empty_wound():
    facts = of_wound(dc.Wound(wound_id="Z"))
    for name in (
        "etiology",
        "method",
        "deepest_tissue_removed",
        "area_sq_cm",
        "area_source",
        "place",
    ):
        assert getattr(facts, name) is None, name
    for name in (
        *(
            "diagnosis_documented",
            "tissue_documented",
            "instrument_documented",
            "technique_documented",
        ),
        *(
            "medical_necessity_documented",
            "medical_necessity_tied",
            "location_documented",
        ),
        *(
            "location_exact",
            "side_contradicted",
            "measured_before",
            "measured_after",
            "depth_measured",
        ),
        *("area_beyond_measured", "tissue_contradicts_depth", "assessment_documented"),
    ):
        assert getattr(facts, name) is False, name
    assert facts.devitalized_tissue_removed is None
    assert facts.separate is None
    assert facts.tissue_removed == frozenset()


SEEN = (
    *("drainage", "color", "texture", "temperature", "vascularity"),
    *("surrounding_tissue", "infection"),
)


@pytest.mark.parametrize("seen", SEEN)
def test_each_element_of_the_assessment(seen):
    facts = of_wound(wound(assessment=Assessment(**{seen: "as found"})))
    assert {name for name in SEEN if getattr(facts, f"{name}_documented")} == {seen}
    assert facts.assessment_documented is True
    nothing = of_wound(wound(assessment=Assessment(**{seen: "n/a"})))
    assert getattr(nothing, f"{seen}_documented") is False
    assert nothing.assessment_documented is False


def test_pain_alone_is_no_assessment():
    assert of_wound(wound(assessment=Assessment(pain="2/10"))).assessment_documented is False


@pytest.mark.parametrize(
    ("need", "words", "documented", "tied"),
    [
        ("SLOUGH in the bed", {"slough"}, True, True),
        ("to promote Healing", {"slough", "heal"}, True, True),
        ("as ordered", {"slough"}, True, False),
        ("n/a", {"slough"}, False, False),
        (None, {"slough"}, False, False),
        ("slough", None, True, None),
        (None, None, False, None),
    ],
)
def test_the_need(need, words, documented, tied):
    necessity = None if words is None else frozenset(words)
    facts = of_wound(wound(medical_necessity=need), necessity=necessity)
    assert facts.medical_necessity_documented is documented
    assert facts.medical_necessity_tied is tied


def test_a_place():
    vague = of_wound(wound(where="left leg"))
    assert (vague.location_documented, vague.location_exact) == (True, False)
    other_side = of_wound(wound(where="left heel", laterality="right"))
    assert other_side.side_contradicted is True
    silent = of_wound(wound(where="n/a", laterality="left"))
    assert (silent.location_documented, silent.location_exact, silent.place) == (
        False,
        False,
        None,
    )


def test_without_words_for_places_nothing_is_known_of_them():
    facts = of_wound(wound(), places=None)
    assert facts.location_documented is True
    assert (facts.location_exact, facts.side_contradicted, facts.place) == (
        None,
        None,
        None,
    )


def test_where_another_service_was_done():
    reading = book()._program.reading

    def sites(*wounds, reading=reading, covers_limb=False, **said):
        return sites_of(service("S0001", **said), list(wounds), reading, covers_limb=covers_limb)

    (site,) = sites(location="heel", laterality="left")
    assert site.separate is None
    assert site.place.told == {0: {0}, 1: {0}}
    assert sites(location="n/a", laterality="left")[0].place is None
    assert sites()[0].place is None
    assert sites(location="heel", reading=evolve(reading, places=None))[0].place is None
    treated = of_wound(wound())
    assert sites(treated, wound_ids=("A",)) == [treated]
    assert [each.place for each in sites(treated, wound_ids=("A", "Z"))[1:]] == [None]
    named, said = sites(treated, wound_ids=("A",), location="heel", laterality="left")
    assert named is treated
    assert said.place.told == {0: {0}, 1: {0}}
    (whole,) = sites(location="heel", laterality="left", covers_limb=True)
    assert whole.place.told == {0: {0}}


@pytest.mark.parametrize(
    ("deepest", "tissues", "devitalized", "contradicts"),
    [
        (None, (), None, False),
        (None, ("slough",), True, False),
        (None, ("secretions",), False, False),
        (None, ("secretions", "slough"), True, False),
        ("none", (), False, False),
        ("none", ("slough",), True, False),
        ("none", ("secretions",), False, False),
        ("none", ("callus",), True, True),
        ("none", ("necrotic_muscle",), True, True),
        ("dermis", (), True, False),
        ("dermis", ("secretions",), True, True),
        ("dermis", ("callus",), True, False),
        ("dermis", ("slough", "necrotic_subcutaneous"), True, True),
        ("subcutaneous", ("slough", "necrotic_subcutaneous"), True, False),
        ("bone", ("slough", "necrotic_muscle"), True, False),
        ("bone", ("slough",), True, True),
        ("tendon", ("necrotic_muscle",), True, True),
    ],
)
def test_the_tissue_and_the_depth(deepest, tissues, devitalized, contradicts):
    facts = of_wound(wound(deepest_tissue_removed=deepest, tissue_removed=tissues))
    assert facts.devitalized_tissue_removed is devitalized
    assert facts.tissue_contradicts_depth is contradicts


def test_without_words_for_what_is_alive_all_tissue_is_devitalized():
    given = wound(deepest_tissue_removed=None, tissue_removed=("secretions",))
    assert of_wound(given, not_devitalized=None).devitalized_tissue_removed is True


@pytest.mark.parametrize(
    ("recorded", "before", "after", "area", "source", "beyond"),
    [
        (8, None, None, 8, "recorded", None),
        (8, 8, None, 8, "recorded", False),
        (8, 7, None, 8, "recorded", True),
        (8, None, 8, 8, "recorded", False),
        (8, None, 7, 8, "recorded", True),
        (8, 7, 9, 8, "recorded", False),
        (8, 9, 7, 8, "recorded", False),
        (8, 7, 7, 8, "recorded", True),
        (None, 7, None, 7, "computed_before", False),
        (None, 7, 7, 7, "computed_before", False),
        (None, None, 7, 7, "computed_after", False),
        (None, 7, 6, None, None, False),
        (None, None, None, None, None, False),
    ],
)
def test_the_area(recorded, before, after, area, source, beyond):
    facts = of_wound(wound(area=recorded, before=measured(before, 1), after=measured(after, 1)))
    assert facts.area_sq_cm == cm(area)
    assert facts.area_source == source
    assert facts.area_beyond_measured is beyond
    assert facts.measured_before is (before is not None)
    assert facts.measured_after is (after is not None)


@pytest.mark.parametrize("unit", ["cm", "mm", "in"])
def test_a_depth_in_any_unit_is_measured(unit):
    assert of_wound(wound(before=dc.Measurement(**{f"depth_{unit}": Decimal(0)}))).depth_measured is True
    assert of_wound(wound(after=dc.Measurement(**{f"depth_{unit}": Decimal(0)}))).depth_measured is False


def test_where_a_service_was_done_that_covers_a_limb():
    """At each wound that it names as such, and beyond it on that side."""
    reading = book()._program.reading
    left, right, untold = of_wound(wound()), of_wound(deep()), of_wound(wound("D", where="n/a"))

    def sites(*wound_ids, wounds=(left, right, untold), reading=reading, **said):
        given = service("S0001", wound_ids=wound_ids, **said)
        return sites_of(given, list(wounds), reading, covers_limb=True)

    at_left, beyond = sites("A")
    assert at_left is left
    assert beyond.place.told == {0: {0}}
    both = sites("A", "B")
    assert both[:2] == [left, right]
    assert [each.place.told for each in both[2:]] == [{0: {0}}, {0: {1}}]
    assert [each.place for each in sites("Z")] == [None]
    kept = sites("A", "Z")
    assert kept[0] is left
    assert [each.place and each.place.told for each in kept[1:]] == [{0: {0}}, None]
    assert sites("D") == [untold, untold]
    assert [each.place.told for each in sites(location="right ankle")] == [{0: {1}}]
    assert sites("A", reading=evolve(reading, places=None)) == [left]


def test_a_service_whose_place_is_silence_is_where_its_wounds_are():
    reading = book()._program.reading
    treated = of_wound(wound())
    silent = service("S0001", wound_ids=("A",), location="n/a", laterality="right")
    assert sites_of(silent, [treated], reading, covers_limb=False) == [treated]
