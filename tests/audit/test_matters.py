"""Each kind of difference, with a record and a claim that give it."""

from datetime import date

import pytest
from attrs import evolve
from records import (
    RIGHT_CALF,
    RIGHT_HEEL,
    audit,
    book,
    line,
    lines,
    record,
    service,
    treated,
    two_depths,
)

from debridecode.interop.json import write
from debridecode.model import Assessment, Coverage, PriorAuthorization
from debridecode.vocabulary import MATTERS

ONE = record(treated("A", "selective", 30))
SMALL = record(treated("A", "selective", 8))
DEEP = record(treated("A", "subcutaneous", 8))
SUMMED = record(treated("A", "subcutaneous", 8), treated("B", "subcutaneous", 8, RIGHT_HEEL))
UNTOLD = record(
    treated("A", "selective", 30, debridement=evolve(ONE.wounds[0].debridement, deepest_tissue_removed=None))
)
GIVEN = ("97597 x1", "97598 x1")

# matter -> record, claim, rule, code, modifier, positions, status, words of the message, words of the action
CASES = {
    "deleted_code": (
        ONE, ("11040 x1", *GIVEN), "claim.deleted-code", "11040", None, (0,), "differs",
        "11040 ended 2010-12-31", "11040 off",
    ),
    "add_on_without_primary": (
        ONE, ("97598 x1",), "claim.add-on-alone-supported", "97598", None, (0,), "differs",
        "97598 97597", "97598 x1 beside 97597",
    ),
    "add_on_with_wrong_primary": (
        ONE, ("97597 x1", "11045 x1"), "claim.add-on-wrong-primary", "11045", None, (1,), "differs",
        "11045 11042 another family", "add-on",
    ),
    "primary_repeated": (
        SMALL, ("97597 x2",), "claim.primary-repeated", "97597", None, (0,), "differs",
        "97597 x2 97597 x1", "97597 x1",
    ),
    "areas_not_summed": (
        SUMMED, ("11042 x1", "11042 x1"), "claim.areas-not-summed", "11042", None, (0, 1), "differs",
        "A 8 + B 8 = 16", "11042 x1",
    ),
    "line_repeated": (
        record(treated("A", "selective", 60)), ("97597 x1", "97598 x1", "97598 x1"),
        "claim.line-repeated", "97598", None, (1, 2), "differs", "97598 x1, 97598 x1", "97598 x2",
    ),
    "units_over": (
        ONE, ("97597 x1", "97598 x3"), "claim.units-over", "97598", None, (1,), "differs",
        "3 billed 1 supported", "1 of 97598",
    ),
    "units_under": (
        record(treated("A", "selective", 80)), GIVEN, "claim.units-under", "97598", None, (1,), "differs",
        "1 billed 3 supported", "97598 x3",
    ),
    "unit_limit": (
        ONE, ("97597 x1", "97598 x9"), "claim.unit-limit", "97598", None, (1,), "differs",
        "9 units count 8 indicator 3 2024 Q3", "no more than",
    ),
    "modifier_untold": (
        record(treated("A", "selective", 8), services=[service("36415")]), ("97597 x1 59", "36415 x1"),
        "claim.modifier-untold", "97597", "59", (0,), "query", "no pair table 59", "pair",
    ),
    "wrong_family": (
        DEEP, ("97597 x1",), "claim.wrong-family", "97597", None, (0,), "differs",
        "97597 x1 11042 x1 subcutaneous", "11042 x1",
    ),
    "not_supported": (
        ONE, (*GIVEN, "11043 x1"), "claim.not-supported", "11043", None, (2,), "differs",
        "11043 x1", "11043 off",
    ),
    "refused": (
        record(treated("A", "nonselective", 8)), ("97602 x1",), "claim.refused", "97602", None, (0,),
        "differs", "97602 professional", "97602 off",
    ),
    "not_told": (
        UNTOLD, GIVEN, "claim.not-told", "97597", None, (0,), "query", "97597 selective open", "first",
    ),
    "not_recorded": (
        SMALL, ("97597 x1", "97140 x1"), "claim.not-recorded", "97140", None, (1,), "query",
        "97140", "97140",
    ),
    "not_billed": (
        ONE, ("97597 x1",), "claim.not-billed", "97598", None, (), "differs", "97598 x1", "97598 x1",
    ),
    "wounds_differ": (
        two_depths(),
        ("11042 x1", line("97597 x1 XS", wound_ids=("A", "B")), "97598 x1 XS"),
        "claim.wounds-differ", "97597", None, (1,), "differs", "97597 x1 A", "wounds A",
    ),
    "diagnosis_not_documented": (
        SMALL, (line("97597 x1", diagnoses=("E11.621",)),), "claim.diagnosis", "97597", None, (0,), "differs",
        "97597 x1 A", "diagnoses",
    ),
    "diagnosis_of_another_wound": (
        record(
            treated("A", "selective", 8, diagnoses=("I87.2", "L97.422")),
            treated("B", "subcutaneous", 8, RIGHT_HEEL, diagnoses=("E11.621",)),
        ),
        ("11042 x1", line("97597 x1 XS", diagnoses=("L97.422", "E11.621"))),
        "claim.diagnosis-other", "97597", None, (1,), "agrees", "97597 x1 XS", "diagnoses",
    ),
    "modifier_not_recorded": (
        record(treated("A", "selective", 8), services=[service("97140")]), ("97597 x1", "97140 x1 GP"),
        "claim.modifier-not-recorded", "97140", "GP", (1,), "agrees", "97140 x1 GP", "97140",
    ),
    "pair_never": (
        SMALL, ("97597 x1", "97602 x1"), "claim.pair-never", "97602", None, (1,), "differs",
        "97602 97597 indicator 0 2024 Q3", "97602 off",
    ),
    "modifier_missing": (
        two_depths(), ("11042 x1", "97597 x1 XS", "97598 x1"), "claim.modifier-missing", "97598", "XS",
        (2,), "differs", "97598 x1 XS 11042 indicator 1 2024 Q3", "Add XS to 97598",
    ),
    "modifier_alternative": (
        two_depths(), ("11042 x1", "97597 x1 59", "97598 x1 XS"), "claim.modifier-alternative", "97597",
        "59", (1,), "agrees", "59 XS preferred", "XS",
    ),
    "modifier_on_column_1": (
        two_depths(), ("11042 x1 XS", "97597 x1", "97598 x1 XS"), "claim.modifier-on-column-1", "97597",
        "XS", (1,), "agrees", "XS column 1", "XS on 97597",
    ),
    "modifier_side_alternative": (
        two_depths(), ("11042 x1 RT", "97597 x1 LT", "97598 x1 XS"), "claim.modifier-side-alternative",
        "97597", "LT", (1,), "agrees", "97597 XS", "XS on 97597",
    ),
    "modifier_side": (
        SMALL, ("97597 x1 LT",), "claim.modifier-side", "97597", "LT", (0,), "agrees", "LT true", "LT off",
    ),
    "modifier_side_contradicted": (
        SMALL, ("97597 x1 RT",), "claim.modifier-side-contradicted", "97597", "RT", (0,), "differs",
        "97597 x1 RT", "RT off",
    ),
    "modifier_side_untold": (
        SMALL, ("97597 x1 TA",), "claim.modifier-side-untold", "97597", "TA", (0,), "query",
        "97597 x1 TA", "side",
    ),
    "modifier_doubled": (
        two_depths(), ("11042 x1", "97597 x1 XS 59", "97598 x1 XS"), "claim.modifier-doubled", "97597",
        "59", (1,), "differs", "59 XS", "XS alone",
    ),
    "modifier_repeated": (
        two_depths(), ("11042 x1", "97597 x1 XS XS", "97598 x1 XS"), "claim.modifier-repeated", "97597",
        "XS", (1,), "differs", "XS twice", "one XS",
    ),
    "modifier_not_earned": (
        SMALL, ("97597 x1 59",), "claim.modifier-distinct", "97597", "59", (0,), "differs",
        "59 diagnosis", "59 off 97597",
    ),
}  # fmt: skip


def test_every_matter_has_its_case():
    assert set(CASES) == set(MATTERS)


@pytest.mark.parametrize("matter", CASES)
def test_it_is_found_and_said(matter):
    whole, claim, rule, code, modifier, positions, status, words, action = CASES[matter]
    done = audit(whole, *claim)
    assert done.status == status
    (each,) = [
        one
        for one in done.differences
        if (one.matter, one.code, one.modifier, one.positions) == (matter, code, modifier, positions)
    ]
    assert each.rule == f"cms/base:{rule}"
    assert all(word in each.message for word in words.split()), each.message
    assert action in each.action
    sources = book(whole.date_of_service).resolved.sources
    assert each.sources
    assert set(each.sources) <= set(sources)
    assert each.billed is None if matter == "not_billed" else code in each.billed
    assert {one.code for index, one in enumerate(lines(*claim)) if index in positions} <= {code}


@pytest.mark.parametrize("matter", CASES)
def test_every_difference_has_an_action_sources_and_lines(matter):
    whole, claim, *_ = CASES[matter]
    done = audit(whole, *claim)
    sources = book(whole.date_of_service).resolved.sources
    severities = [each.severity for each in done.differences]
    assert severities == sorted(severities, key=["error", "warning", "advice"].index)
    for each in done.differences:
        assert each.action
        assert each.action.strip()
        assert each.message.strip()
        assert "{" not in each.message + each.action
        assert "()" not in each.message
        assert "unknown" not in each.message
        assert each.sources
        assert set(each.sources) <= set(sources)
        assert (each.positions == ()) is (each.matter == "not_billed")
        assert all(0 <= position < len(claim) for position in each.positions)
        assert (each.modifier is not None) is each.matter.startswith("modifier_")


def test_a_rule_that_a_supported_line_rests_on_is_named():
    done = audit(two_depths(), "11042 x1", "97597 x1", "97598 x2 XS")
    told = {each.matter: each for each in done.differences}
    assert told["modifier_missing"].because == ("cms/base:pairs.earned",)
    assert "cms/base:families.selective" in told["units_over"].because
    assert "cms/base:units.step_area" in told["units_over"].because


def test_a_pair_edit_is_cited_with_its_table():
    missing, *_ = audit(two_depths(), "11042 x1", "97597 x1", "97598 x1 XS").differences
    assert missing.matter == "modifier_missing"
    sources = book().resolved.sources
    assert any(
        "pair" in sources[each].title.lower() or "PTP" in sources[each].title for each in missing.sources
    )


WORD = "Zebulon"


def _planted(whole, text=WORD):
    wounds = [
        evolve(
            each,
            location=text,
            medical_necessity=text,
            debridement=evolve(each.debridement, instruments=(text,), technique=text),
            assessment=Assessment(drainage=text, color=text, texture=text, infection=text),
        )
        for each in whole.wounds
    ]
    others = [evolve(each, location=text, diagnoses=("J45.909",)) for each in whole.other_services]
    return evolve(
        whole,
        encounter_id="enc-7712",
        wounds=tuple(wounds),
        other_services=tuple(others),
        care_instructions=text,
        note=text,
        coverage=Coverage(referral=text, prior_authorization=PriorAuthorization(number=text)),
    )


@pytest.mark.parametrize("text", [WORD, f"left heel {WORD}", f"right calf\n{WORD}"])
@pytest.mark.parametrize("matter", CASES)
def test_no_audit_shows_the_records_words(matter, text):
    whole, claim, *_ = CASES[matter]
    others = (service("29581", place=RIGHT_CALF), service("99213", separately_identifiable=True))
    planted = _planted(evolve(whole, other_services=others), text)
    done = audit(planted, *claim, "29581 x1", "99213 x1")
    told = "".join(
        f"{each.message} {each.action} {each.billed} {each.supported}" for each in done.differences
    )
    for secret in (WORD, "Zebu", "J45", "L97", "I87", "enc-7712", whole.date_of_service.isoformat()):
        assert secret not in told
        assert secret not in repr(done)
    assert WORD not in write(done)
    assert WORD not in repr(book().if_documented(planted))


def test_a_diagnosis_of_the_claim_is_not_repeated():
    done = audit(SMALL, line("97597 x1", diagnoses=("E11.621",)))
    assert "E11" not in repr(done)
    assert "E11" not in "".join(f"{each.message} {each.action}" for each in done.differences)


def test_a_matter_that_no_rule_speaks_of_is_not_checked():
    """Silence of a pack never becomes agreement."""
    from records import pack_of

    import debridecode as dc

    def change(document):
        for name in [each for each in document["rules"] if each.startswith("claim.")]:
            del document["rules"][name]
        document["tests"] = []

    rules = dc.rulebook(pack_of(change), on=date(2024, 8, 15))
    for matter, (whole, claim, *_) in CASES.items():
        done = audit(whole, *claim, rules=rules)
        assert done.status == "query", matter
        assert {each.outcome for each in done.differences} == {"not_checked"}
        assert all(each.action for each in done.differences)
