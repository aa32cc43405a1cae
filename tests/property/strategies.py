"""Encounters for the property tests: any that the model allows, and fully documented ones.

What is known here of codes and depths is written down apart from the library and its packs, so that the tests
can hold the one against the other.
"""

from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from attrs import evolve
from hypothesis import strategies as st

import debridecode as dc
from debridecode import vocabulary
from debridecode.model import (
    Assessment,
    Attachments,
    AuthorizedService,
    Coverage,
    Demographics,
    EncounterSetting,
    Filing,
    GlobalPeriod,
    History,
    Order,
    OtherService,
    PastService,
    PlanOfCare,
    PriorAuthorization,
    RenderingProvider,
    TherapyPlan,
)
from debridecode.packs.bundled import bundled, bundled_releases

CODES = {
    "bone": ("11044", "11047"),
    "muscle": ("11043", "11046"),
    "subcutaneous": ("11042", "11045"),
    "selective": ("97597", "97598"),
    "nonselective": ("97602", None),
}
ALL_CODES = tuple(code for codes in CODES.values() for code in codes if code)
BY_AREA = ("bone", "muscle", "subcutaneous", "selective")
LAYERS = {
    "bone": ("bone",),
    "muscle": ("fascia", "muscle", "tendon", "ligament"),
    "subcutaneous": ("subcutaneous",),
    "selective": ("epidermis", "dermis"),
    "nonselective": ("epidermis", "dermis"),
}
FAMILY_OF_LAYER = {layer: family for family in BY_AREA for layer in LAYERS[family]}
CUTTING = ("sharp_selective", "excisional", "waterjet")
NOT_CUTTING = ("enzymatic", "wet_to_moist", "abrasion", "larval")
NO_DEBRIDEMENT = ("cleansing_only", "dressing_change_only")
ULCERS = ("venous_ulcer", "diabetic_foot_ulcer", "pressure_ulcer", "surgical_wound", "traumatic_wound")
PRACTITIONERS = (
    "physician",
    "podiatrist",
    "nurse_practitioner",
    "physician_assistant",
    "clinical_nurse_specialist",
)
THERAPISTS = (
    "physical_therapist",
    "occupational_therapist",
    "physical_therapist_assistant",
    "occupational_therapy_assistant",
)
PLACES = (
    ("left plantar heel", "left"),
    ("right plantar heel", "right"),
    ("sacrum, over the second vertebra", "midline"),
    ("left lateral calf, 4 cm above the malleolus", "left"),
    ("right medial calf, 4 cm above the malleolus", "right"),
    ("left dorsal forearm, 3 cm above the wrist", "left"),
    ("right greater trochanter", "right"),
    ("left ischium", "left"),
)
OTHER_CODES = (
    *("99213", "G0463", "97164", "29581", "29445", "97610", "97605", "11720", "36415", "A6222", "99999"),
    *("97597", "97598", "11042", "11045", "97602"),
)
"""Visits, an evaluation by a therapist, wraps, other wound care, a draw of blood, a dressing, a code that no
table holds; and debridement codes, which do not belong among them."""
DAYS = (
    date(2024, 1, 1),
    date(2024, 8, 15),
    date(2024, 12, 31),
    date(2025, 1, 1),
    date(2026, 3, 2),
    date(2027, 1, 4),
)
EDGES = tuple(map(Decimal, ("0.0001", "19.9999", "20", "2E+1", "20.0001", "40", "40.1", "60.0", "180.1")))
NOTHING_MEASURED = dc.Measurement()
PLAN = TherapyPlan(discipline="physical", threshold_exceeded=False)
NO_OPERATION = GlobalPeriod(within=False)
DISCIPLINES = {
    "physical_therapist": "physical",
    "physical_therapist_assistant": "physical",
    "occupational_therapist": "occupational",
    "occupational_therapy_assistant": "occupational",
}
"""Whose plan a therapist works under."""


@cache
def _book(pack, day):
    return dc.rulebook(pack, on=day, tables=MEDICAID_TABLES)


FEW = (
    "cms/base",
    "medicare/novitas-jh",
    "medicare/palmetto-jm",
    "commercial/cigna",
    "medicaid/texas",
    "tricare",
)
"""Packs that differ in kind, for what is asked of several at once."""
MEDICAID_TABLES = tuple(
    evolve(release, slot=release.slot.replace("medicare/", "medicaid/", 1))
    for release in bundled_releases()
    if release.slot.startswith("medicare/")
)
"""Rows of Medicare in the slots of Medicaid, for which none came with the library. For tests alone."""


def books(day):
    """The rule books of a few packs for a day."""
    return [_book(pack, day) for pack in FEW]


@st.composite
def areas(draw, most=20_000):
    """Areas as they may be recorded: exact, with at most four decimals."""
    if most >= 200 and draw(st.integers(0, 3)) == 0:
        return draw(st.sampled_from(EDGES))
    places = draw(st.integers(0, 4))
    return Decimal(draw(st.integers(1, most * 10**places))).scaleb(-places)


# Records of any kind, silent in any place.

texts = (
    st.none() | st.sampled_from(["", "  ", "slough delays healing", "intact", "é 😀"]) | st.text(max_size=8)
)
days = st.sampled_from(DAYS)
diagnoses = st.lists(st.sampled_from(["L97.811", "L97411", "E11.621", "I87.2", "T24.301A"]), max_size=3)
locations = st.none() | st.sampled_from(
    ["", "leg", "left heel", "Left Heel", *(place for place, _ in PLACES)]
)


def _silent_or(words):
    return st.none() | st.sampled_from(words)


@st.composite
def measurements(draw):
    given = {}
    for noun in ("length", "width", "depth"):
        unit = draw(st.sampled_from(["", "cm", "cm", "mm", "in"]))
        if unit:
            given[f"{noun}_{unit}"] = draw(areas(most=100))
    return dc.Measurement(**given)


debridements = st.builds(
    dc.Debridement,
    method=_silent_or(vocabulary.METHODS),
    instruments=st.lists(texts.filter(lambda text: text is not None), max_size=2).map(tuple),
    technique=texts,
    tissue_removed=st.lists(st.sampled_from(vocabulary.TISSUES), max_size=3).map(tuple),
    deepest_tissue_removed=_silent_or(vocabulary.LAYERS),
    area_sq_cm=st.none() | areas(),
)
assessments = st.builds(
    Assessment,
    drainage=texts,
    color=texts,
    texture=texts,
    temperature=texts,
    vascularity=texts,
    surrounding_tissue=texts,
    infection=texts,
    pain=texts,
)


@st.composite
def _any_wound(draw, wound_id):
    return dc.Wound(
        wound_id=wound_id,
        location=draw(locations),
        laterality=draw(_silent_or(vocabulary.LATERALITIES)),
        etiology=draw(_silent_or((*ULCERS, *vocabulary.ETIOLOGIES))),
        diagnoses=tuple(draw(diagnoses)),
        before=draw(measurements()),
        after=draw(measurements()),
        debridement=draw(debridements),
        assessment=draw(st.just(Assessment()) | assessments),
        medical_necessity=draw(texts),
        compared=draw(_some(vocabulary.SIGNS)),
        first_seen_on=draw(st.none() | days | st.just(date.max)),
    )


settings = st.none() | st.builds(
    EncounterSetting,
    claim_form=_silent_or(vocabulary.CLAIM_FORMS),
    place_of_service=_silent_or(["11", "22", "99"]),
)
providers = st.none() | st.builds(
    RenderingProvider,
    role=_silent_or(vocabulary.ROLES),
    therapy_plan_of_care=_silent_or([True, False]),
    enrolled=_silent_or([True, False]),
    billed_under_another=_silent_or([True, False]),
)
yes_no = _silent_or([True, False])


def _some(words):
    return st.lists(st.sampled_from(words), max_size=4, unique=True).map(tuple)


spans = st.tuples(st.none() | days, st.none() | days).map(
    lambda pair: pair if None in pair else tuple(sorted(pair))
)
authorizations = st.none() | spans.flatmap(
    lambda span: st.builds(
        PriorAuthorization,
        number=texts,
        valid_from=st.just(span[0]),
        valid_until=st.just(span[1]),
        services=st.none()
        | st.lists(
            st.builds(
                AuthorizedService,
                code=st.sampled_from(ALL_CODES),
                units_left=st.none() | st.integers(0, 9),
            ),
            max_size=3,
            unique_by=lambda service: service.code,
        ).map(tuple),
        member_matches=yes_no,
        provider_matches=yes_no,
        states=st.none() | _some(vocabulary.AUTHORIZATION_DETAILS),
    )
)
coverages = st.none() | st.builds(
    Coverage,
    eligibility_verified_on=st.none() | days,
    eligible=yes_no,
    demographics=st.none() | st.builds(Demographics, name=yes_no, birth_date=yes_no, member_id=yes_no),
    plan_type=_silent_or(vocabulary.PLAN_TYPES),
    network=_silent_or(vocabulary.NETWORKS),
    managed_care=yes_no,
    self_funded=yes_no,
    other_coverage=yes_no,
    referral_required=yes_no,
    referral=texts,
    authorization_required=yes_no,
    prior_authorization=authorizations,
    advance_notice=_silent_or(vocabulary.ADVANCE_NOTICES),
)
orders = st.none() | st.builds(Order, on_file=yes_no, provider_named=yes_no, provider_enrolled=yes_no)
plans_of_care = st.none() | st.builds(PlanOfCare, states=_some(vocabulary.PLAN_ELEMENTS))
histories = st.none() | st.builds(
    History,
    complete_since=st.none() | days,
    services=st.lists(
        st.builds(
            PastService,
            date_of_service=days,
            code=st.sampled_from(ALL_CODES),
            wound_ids=st.sampled_from([(), ("w0",), ("w0", "w1"), ("nowhere",)]),
        ),
        max_size=6,
    ).map(tuple),
)
filings = st.none() | st.builds(
    Filing,
    received_on=st.none() | days | st.just(date.max),
    provider_enrolled_on=st.none() | days | st.just(date.max),
    proof_on_file=yes_no,
)
attachments = st.none() | st.builds(
    Attachments, sent=_some(vocabulary.ATTACHMENTS), on_file=_some(vocabulary.ATTACHMENTS)
)
plans = st.none() | spans.flatmap(
    lambda span: st.builds(
        TherapyPlan,
        discipline=_silent_or(vocabulary.DISCIPLINES),
        threshold_exceeded=yes_no,
        charges_this_year=st.none() | st.sampled_from([Decimal(0), Decimal("2410.01"), Decimal(9000)]),
        visits_this_year=st.none() | st.integers(0, 40),
        visits_on_date=st.none() | st.integers(0, 3),
        certified_from=st.just(span[0]),
        certified_until=st.just(span[1]),
        states=st.none() | _some(vocabulary.PLAN_ELEMENTS),
    )
)
global_periods = st.none() | st.builds(
    GlobalPeriod,
    within=_silent_or([True, False]),
    relation=_silent_or(vocabulary.POSTOPERATIVE),
)
other_services = st.builds(
    OtherService,
    code=st.sampled_from(OTHER_CODES),
    units=st.sampled_from([1, 1, 1, 2, 9_999]),
    modifiers=st.sampled_from([(), (), ("25",), ("59", "LT"), ("XS",)]),
    wound_ids=st.sampled_from([(), (), ("w0",), ("w0", "w1"), ("nowhere",)]),
    diagnoses=diagnoses.map(tuple),
    location=locations,
    laterality=_silent_or(vocabulary.LATERALITIES),
    separate_session=_silent_or([True, False]),
    other_practitioner=_silent_or([True, False]),
    separately_identifiable=_silent_or([True, False]),
)


@st.composite
def encounters(draw, wounds=8):
    """Any encounter that the model allows, with 1 to `wounds` wounds; any field may be silent.

    Most are full records with something else in some places, or hardly a line would ever be given.
    """
    whole = draw(complete_encounters(wounds=wounds))
    spoiled = draw(st.sampled_from([0, 1, 1, 2, 5]))

    def or_any(kept, anything):
        return draw(anything) if draw(st.integers(0, 4)) < spoiled else kept

    return dc.Encounter(
        encounter_id=draw(st.sampled_from(["e", "enc-1", "Ü 4"])),
        date_of_service=whole.date_of_service,
        payer=draw(st.sampled_from(list(bundled()))),
        wounds=tuple(or_any(each, _any_wound(each.wound_id)) for each in whole.wounds),
        setting=or_any(whole.setting, settings),
        rendering_provider=or_any(whole.rendering_provider, providers),
        order=or_any(whole.order, orders),
        plan_of_care=or_any(whole.plan_of_care, plans_of_care),
        therapy_plan=or_any(whole.therapy_plan, plans),
        global_period=or_any(whole.global_period, global_periods),
        other_services=or_any((), st.lists(other_services, max_size=3).map(tuple)),
        care_instructions=or_any(whole.care_instructions, texts),
        history=or_any(whole.history, histories),
        coverage=or_any(whole.coverage, coverages),
        filing=or_any(whole.filing, filings),
        attachments=or_any(whole.attachments, attachments),
        note=draw(texts),
    )


# Full records: nothing is missing that any payer asks for, and nothing contradicts anything else.


def wound(wound_id, family, area, *, layer=None, method=None, place=PLACES[0], etiology="pressure_ulcer"):
    """A fully documented wound of a family, debrided over the whole of its measured area."""
    layer = layer or LAYERS[family][-1]
    deep = "slough" if layer in LAYERS["selective"] else f"necrotic_{layer}"
    whole = dc.Measurement(length_cm=area, width_cm=Decimal(1), depth_cm=Decimal("0.4"))
    return dc.Wound(
        wound_id=wound_id,
        location=place[0],
        laterality=place[1],
        etiology=etiology,
        diagnoses=("I87.2", "L97.814"),
        before=whole,
        after=whole,
        debridement=dc.Debridement(
            method=method or (NOT_CUTTING if family == "nonselective" else CUTTING)[0],
            instruments=("curette", "forceps"),
            technique="collagenase under moist gauze, then irrigation",
            tissue_removed=tuple(dict.fromkeys(("fibrin", deep))),
            deepest_tissue_removed=layer,
            area_sq_cm=area,
        ),
        assessment=Assessment(
            drainage="moderate serous",
            color="yellow over red",
            texture="soft",
            temperature="warm",
            vascularity="palpable pulses",
            surrounding_tissue="intact",
            infection="none",
            pain="2/10",
        ),
        medical_necessity="necrotic tissue delays healing; the goal is a granulating base",
        compared=vocabulary.SIGNS,
    )


def encounter(
    wounds,
    *,
    day=DAYS[1],
    form="professional",
    role="physician",
    plan=False,
    therapy=PLAN,
    earlier=NO_OPERATION,
):
    """A fully documented encounter of these wounds."""
    return dc.Encounter(
        encounter_id="complete",
        date_of_service=day,
        payer="cms/base",
        wounds=tuple(wounds),
        setting=EncounterSetting(claim_form=form, place_of_service="11" if form == "professional" else "22"),
        rendering_provider=RenderingProvider(
            role=role, therapy_plan_of_care=plan, enrolled=True, billed_under_another=False
        ),
        order=Order(on_file=True, provider_named=True, provider_enrolled=True),
        plan_of_care=PlanOfCare(states=vocabulary.PLAN_ELEMENTS),
        therapy_plan=therapy,
        global_period=earlier,
        care_instructions="compression daily, return in one week",
        history=History(complete_since=day - timedelta(days=720)),
        coverage=Coverage(
            eligibility_verified_on=day,
            eligible=True,
            demographics=Demographics(name=True, birth_date=True, member_id=True),
            plan_type="ppo",
            network="participating",
            managed_care=False,
            self_funded=False,
            other_coverage=False,
            referral_required=False,
            referral="on file",
            authorization_required=False,
            prior_authorization=PriorAuthorization(
                number="on file",
                valid_from=day,
                valid_until=day,
                services=tuple(AuthorizedService(code=code, units_left=99) for code in ALL_CODES),
                member_matches=True,
                provider_matches=True,
                states=vocabulary.AUTHORIZATION_DETAILS,
            ),
        ),
        filing=Filing(received_on=day, proof_on_file=True),
        attachments=Attachments(sent=vocabulary.ATTACHMENTS),
        note="seen in the clinic",
    )


@st.composite
def complete_wounds(draw, wound_id, families=tuple(CODES), places=PLACES, most=300):
    """A fully documented wound."""
    family = draw(st.sampled_from(families))
    return wound(
        wound_id,
        family,
        draw(areas(most=most)),
        layer=draw(st.sampled_from(LAYERS[family])),
        method=draw(st.sampled_from(NOT_CUTTING if family == "nonselective" else CUTTING)),
        place=draw(st.sampled_from(places)),
        etiology=draw(st.sampled_from(ULCERS)),
    )


operations = st.builds(GlobalPeriod, within=st.just(True), relation=st.sampled_from(vocabulary.POSTOPERATIVE))


@st.composite
def complete_encounters(
    draw, *, wounds=8, families=tuple(CODES), roles=vocabulary.ROLES, apart=True, most=300
):
    """A fully documented encounter: how it stands depends on the coding alone.

    Args:
        draw: as Hypothesis gives it.
        wounds: at most so many; each at its own place when they are `apart`.
        families: that the wounds may belong to.
        roles: of who did it.
        apart: whether no two wounds share a place.
        most: the largest area of one wound.
    """
    places = draw(st.permutations(PLACES)) if apart else [draw(st.sampled_from(PLACES)) for _ in PLACES[:2]]
    number = draw(st.integers(1, min(wounds, 3)) | st.integers(1, wounds))
    role = draw(st.sampled_from(roles))
    return encounter(
        [
            draw(complete_wounds(f"w{index}", families, places[index : index + 1] if apart else places, most))
            for index in range(number)
        ],
        day=draw(days),
        form=draw(st.sampled_from(vocabulary.CLAIM_FORMS)),
        role=role,
        plan=role in THERAPISTS or draw(st.integers(0, 4)) == 0,
        therapy=TherapyPlan(
            discipline=DISCIPLINES.get(role) or draw(st.sampled_from(vocabulary.DISCIPLINES)),
            threshold_exceeded=draw(st.integers(0, 3)) == 0,
        ),
        earlier=draw(st.just(NO_OPERATION) | operations),
    )


def family_of(treated):
    """The family of a fully documented wound."""
    done = treated.debridement
    return "nonselective" if done.method in NOT_CUTTING else FAMILY_OF_LAYER[done.deepest_tissue_removed]


def with_wound(whole, index, **changes):
    """The encounter with some fields of one wound changed."""
    changed = evolve(whole.wounds[index], **changes)
    return evolve(whole, wounds=(*whole.wounds[:index], changed, *whole.wounds[index + 1 :]))


def with_debridement(whole, index, **changes):
    """The encounter with some fields of one wound's debridement changed."""
    return with_wound(whole, index, debridement=evolve(whole.wounds[index].debridement, **changes))
