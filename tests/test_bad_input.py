"""Bad input is refused with one clear error: where, and what was expected, but never what stood there."""

import copy
import json
import pickle
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from attrs import fields_dict
from click.testing import CliRunner
from hypothesis import example, given
from hypothesis import strategies as st

import debridecode as dc
from debridecode import vocabulary
from debridecode.commands import debridecode as command
from debridecode.interop.json import write
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
    Measurement,
    Order,
    OtherService,
    PastService,
    PlanOfCare,
    PriorAuthorization,
    RenderingProvider,
    TherapyPlan,
)
from property.strategies import DAYS, books, encounters

WORD = "Zebulon"
"""Stands in every text of the record; no error may repeat it."""
NUMBER = "7712"
"""Digits of every number of the record."""
DAY = "2026-03-17"
CANARIES = (WORD, NUMBER, DAY)

VALID = {
    "schema_version": 1,
    "encounter_id": f"{WORD}-1",
    "date_of_service": DAY,
    "payer": "cms/base",
    "setting": {"claim_form": "professional", "place_of_service": "11"},
    "rendering_provider": {
        "role": "physician",
        "therapy_plan_of_care": False,
        "enrolled": True,
        "billed_under_another": False,
    },
    "therapy_plan": {
        "discipline": "physical",
        "threshold_exceeded": False,
        "charges_this_year": 7712,
        "visits_this_year": 7,
        "visits_on_date": 1,
        "certified_from": DAY,
        "certified_until": DAY,
        "states": ["goals"],
    },
    "global_period": {"within": False, "relation": "unrelated"},
    "wounds": [
        {
            "wound_id": f"{WORD}-{index}",
            "location": f"{WORD} left heel {index}",
            "laterality": "left",
            "etiology": "pressure_ulcer",
            "diagnoses": ["L97.811"],
            "before": {"length_cm": 77.12, "width_cm": 77.12, "depth_cm": 7.712},
            "after": {"length_mm": 771.2, "width_in": 77.12, "depth_mm": 0},
            "debridement": {
                "method": "excisional",
                "instruments": [f"{WORD} curette"],
                "technique": WORD,
                "tissue_removed": ["slough"],
                "deepest_tissue_removed": "dermis",
                "area_sq_cm": 7712.25,
            },
            "assessment": dict.fromkeys(fields_dict(Assessment), WORD),
            "medical_necessity": f"{WORD} slough",
            "compared": ["size"],
            "first_seen_on": DAY,
        }
        for index in range(2)
    ],
    "other_services": [
        {
            "code": "99213",
            "units": 1,
            "modifiers": ["25"],
            "wound_ids": [f"{WORD}-0"],
            "diagnoses": ["E11.9"],
            "location": f"{WORD} left heel",
            "laterality": "left",
            "separate_session": False,
            "other_practitioner": False,
            "separately_identifiable": True,
        }
    ],
    "care_instructions": WORD,
    "coverage": {
        "eligibility_verified_on": DAY,
        "referral": WORD,
        "eligible": True,
        "demographics": {"name": True, "birth_date": True, "member_id": False},
        "plan_type": "hmo",
        "network": "participating",
        "managed_care": False,
        "self_funded": False,
        "other_coverage": False,
        "referral_required": False,
        "authorization_required": False,
        "prior_authorization": {
            "number": WORD,
            "valid_from": DAY,
            "valid_until": DAY,
            "services": [{"code": "97597", "units_left": 0}],
            "member_matches": True,
            "provider_matches": True,
            "states": ["code"],
        },
        "advance_notice": "none",
    },
    "filing": {"received_on": DAY, "provider_enrolled_on": DAY, "proof_on_file": False},
    "attachments": {"sent": ["note"], "on_file": ["photographs"]},
    "history": {
        "complete_since": DAY,
        "services": [{"date_of_service": DAY, "code": "97597", "wound_ids": [f"{WORD}-0"]}],
    },
    "order": {"on_file": True, "provider_named": True, "provider_enrolled": False},
    "plan_of_care": {"states": ["goals"]},
    "note": f"{WORD} was seen; wound of {NUMBER}",
}


def parts_of(path):
    return [int(index) if index else name for name, index in re.findall(r"([a-z_]+)|\[(\d+)\]", path)]


def put(document, path, value):
    *parents, last = parts_of(path)
    for part in parents:
        document = document[part]
    document[last] = value


def text_with(*changes):
    """The valid record as JSON text, with raw JSON at some places."""
    document = copy.deepcopy(VALID)
    for path, _ in changes:
        put(document, path, f"@{path}@")
    text = json.dumps(document)
    for path, raw in changes:
        text = text.replace(json.dumps(f"@{path}@"), raw)
    return text


def said_by(error):
    """Everything that an error or what it is chained to gives away, except the keys of the document."""
    chain, told = [error], []
    while chain:
        each = chain.pop()
        told += [str(each), repr(each), repr(each.args), repr(getattr(each, "__notes__", ""))]
        chain += [linked for linked in (each.__cause__, each.__context__) if linked is not None]
        chain += getattr(each, "exceptions", ())
    told.append(repr(getattr(error, "problems", "")))
    return "\n".join(told)


def refusal(text):
    """The error that `read_encounter` raises, which repeats nothing of the record."""
    with pytest.raises(dc.DebridecodeError) as caught:
        dc.read_encounter(text)
    error = caught.value
    assert type(error) is dc.EncounterError
    for canary in CANARIES:
        assert canary not in said_by(error)
    assert error.problems
    for path, message in error.problems:
        assert path.startswith("$")
        assert message
        assert f"{path}: {message}" in str(error) or len(error.problems) > 25
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own pickle
    assert (again.problems, str(again)) == (error.problems, str(error))
    return error


def places(error):
    return {path for path, _ in error.problems}


def test_the_record_that_is_spoiled_below_is_good():
    made = dc.read_encounter(json.dumps(VALID))
    assert made.wounds[1].debridement.area_sq_cm == Decimal("7712.25")
    assert dc.rulebook(made.payer, on=made.date_of_service).code(made).lines


# One field at a time.

WRONG = {
    "id": [
        "5",
        "7712.25",
        "true",
        "[]",
        "{}",
        '""',
        '"  "',
        f'"{WORD * 10}"',
        '"a\\u0000b"',
        '"a\\nb"',
        "null",
    ],
    "day": [
        *("5", "20260317", "true", "[]", "{}", '""', '"Zebulon"', "1773705600"),
        *('"2026-02-30"', '"2026-13-01"', '"2025-02-29"', '"0000-01-01"', '"17.03.2026"', '"2026-3-17"'),
        *('"20260317"', '"2026-W12-2"', '"2026-03-17T00:00:00"', '" 2026-03-17"', '"2026-03-17\\n"'),
        *('"\u0662\u0660\u0662\u0666-03-17"', '"+2026-03-1"', '"12026-03-17"'),
    ],
    "word": ["5", "true", "[]", "{}", '""', f'"{WORD}"', '["excisional"]', '"Left "', '"\\ud800"'],
    "yes or no": ["0", "1", "1.0", '"true"', "[]", "{}", f'"{WORD}"'],
    "text": ["5", "7712.25", "true", "[]", "{}", f'["{WORD}"]', f'"{WORD * 3000}"'],
    "note": ["5", "7712.25", "true", "[]", "{}", f'["{WORD}"]', f'"{WORD * 150_000}"'],
    "length": [
        *('"77.12"', '""', "true", "false", "[]", "{}", "[77.12]", '{"value": 77.12}', "-77.12", "-1e-4"),
        *("1e400", "-1e400", "1e-5", "77.12345", "0.00001", "77120", "7.712e300", "9" * 4000, "1e-400000"),
        "77.12" + "0" * 1000 + "1",
    ],
    "list": ["5", "true", '""', f'"{WORD}"', "{}", '{"0": "slough"}', "7712.25"],
    "object": ["5", "true", '""', f'"{WORD}"', "[]", "[{}]", "7712.25"],
    "units": ['"1"', "0", "-1", "1.5", "1.0", "true", "[]", "{}", "null", "7712000", "9" * 4000],
    "procedure": [
        "99213",
        '""',
        '"9921"',
        '"992130"',
        f'"{WORD}"',
        "true",
        "[]",
        "{}",
        "null",
        '"9921\u0663"',
    ],
    "place of service": ["11", '"1"', '"111"', f'"{WORD}"', "true", "[]", "{}", '"\u0661\u0661"', '"11\\n"'],
    "count": ['"1"', "-1", "1.5", "1.0", "true", "[]", "{}", "7712000", "9" * 4000],
    "money": ['"77.12"', "-1", "77.123", "7712000000", "true", "[]", "{}", "1e400", "9" * 4000],
    "version": ['"1"', "0", "2", "-1", "1.0", "true", "[]", "{}", "9" * 4000],
}
WRONG["required day"] = [*WRONG["day"], "null"]
WRONG["above 0"] = [*WRONG["length"], "0", "0.0", "-0.0", "0e5"]
WRONG["required list"] = [*WRONG["list"], "null", "[]"]

FIELDS = {
    "schema_version": "version",
    "encounter_id": "id",
    "date_of_service": "required day",
    "payer": "id",
    "wounds": "required list",
    "setting": "object",
    "setting.claim_form": "word",
    "setting.place_of_service": "place of service",
    "rendering_provider": "object",
    "rendering_provider.role": "word",
    "rendering_provider.therapy_plan_of_care": "yes or no",
    "rendering_provider.enrolled": "yes or no",
    "rendering_provider.billed_under_another": "yes or no",
    "order": "object",
    "order.on_file": "yes or no",
    "order.provider_named": "yes or no",
    "order.provider_enrolled": "yes or no",
    "plan_of_care": "object",
    "plan_of_care.states": "list",
    "history": "object",
    "history.complete_since": "day",
    "history.services": "list",
    "history.services[0]": "object",
    "history.services[0].date_of_service": "required day",
    "history.services[0].code": "procedure",
    "history.services[0].wound_ids": "list",
    "filing": "object",
    "filing.received_on": "day",
    "filing.provider_enrolled_on": "day",
    "filing.proof_on_file": "yes or no",
    "attachments": "object",
    "attachments.sent": "list",
    "attachments.on_file": "list",
    "therapy_plan.charges_this_year": "money",
    "therapy_plan.visits_this_year": "count",
    "therapy_plan.visits_on_date": "count",
    "therapy_plan.certified_from": "day",
    "therapy_plan.certified_until": "day",
    "therapy_plan.states": "list",
    "therapy_plan": "object",
    "therapy_plan.discipline": "word",
    "therapy_plan.threshold_exceeded": "yes or no",
    "global_period": "object",
    "global_period.within": "yes or no",
    "global_period.relation": "word",
    "wounds[0].separate_wound": "yes or no",
    "wounds[0]": "object",
    "wounds[1].wound_id": "id",
    "wounds[1].location": "text",
    "wounds[1].laterality": "word",
    "wounds[1].etiology": "word",
    "wounds[1].diagnoses": "list",
    "wounds[1].before": "object",
    "wounds[1].before.length_cm": "above 0",
    "wounds[1].before.width_cm": "above 0",
    "wounds[1].before.depth_cm": "length",
    "wounds[1].after": "object",
    "wounds[1].after.length_mm": "above 0",
    "wounds[1].after.width_in": "above 0",
    "wounds[1].after.depth_mm": "length",
    "wounds[0].debridement": "object",
    "wounds[0].debridement.method": "word",
    "wounds[0].debridement.instruments": "list",
    "wounds[0].debridement.technique": "text",
    "wounds[0].debridement.tissue_removed": "list",
    "wounds[0].debridement.deepest_tissue_removed": "word",
    "wounds[0].debridement.area_sq_cm": "above 0",
    "wounds[1].assessment": "object",
    **{f"wounds[1].assessment.{name}": "text" for name in fields_dict(Assessment)},
    "wounds[1].medical_necessity": "text",
    "wounds[1].compared": "list",
    "wounds[1].first_seen_on": "day",
    "other_services": "list",
    "other_services[0]": "object",
    "other_services[0].code": "procedure",
    "other_services[0].units": "units",
    "other_services[0].modifiers": "list",
    "other_services[0].wound_ids": "list",
    "other_services[0].diagnoses": "list",
    "other_services[0].location": "text",
    "other_services[0].laterality": "word",
    "other_services[0].separate_session": "yes or no",
    "other_services[0].other_practitioner": "yes or no",
    "other_services[0].separately_identifiable": "yes or no",
    "care_instructions": "text",
    "coverage": "object",
    "coverage.eligibility_verified_on": "day",
    "coverage.referral": "text",
    "coverage.eligible": "yes or no",
    "coverage.demographics": "object",
    "coverage.demographics.name": "yes or no",
    "coverage.demographics.birth_date": "yes or no",
    "coverage.demographics.member_id": "yes or no",
    "coverage.plan_type": "word",
    "coverage.network": "word",
    "coverage.managed_care": "yes or no",
    "coverage.self_funded": "yes or no",
    "coverage.other_coverage": "yes or no",
    "coverage.referral_required": "yes or no",
    "coverage.authorization_required": "yes or no",
    "coverage.prior_authorization": "object",
    "coverage.prior_authorization.number": "text",
    "coverage.prior_authorization.valid_from": "day",
    "coverage.prior_authorization.valid_until": "day",
    "coverage.prior_authorization.services": "list",
    "coverage.prior_authorization.services[0]": "object",
    "coverage.prior_authorization.services[0].code": "procedure",
    "coverage.prior_authorization.services[0].units_left": "count",
    "coverage.prior_authorization.member_matches": "yes or no",
    "coverage.prior_authorization.provider_matches": "yes or no",
    "coverage.prior_authorization.states": "list",
    "coverage.advance_notice": "word",
    "note": "note",
}


@pytest.mark.parametrize("path", FIELDS)
def test_each_field_refuses_what_it_may_not_hold(path):
    for raw in WRONG[FIELDS[path]]:
        error = refusal(text_with((path, raw)))
        assert places(error) == {f"$.{path}"}, raw[:40]
        assert all(message.startswith("expected ") for _, message in error.problems), raw[:40]


def test_no_field_is_left_out_above():
    """A new field of the model must be spoiled too."""
    spoiled = {path.rpartition(".")[2] for path in FIELDS}
    kinds = (
        dc.Encounter,
        dc.Wound,
        dc.Debridement,
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
    assert {name for kind in kinds for name in fields_dict(kind)} <= spoiled


LISTS = {
    "wounds[0].diagnoses": ["5", "null", "true", "[]", "{}", f'"{WORD}"', '""', '"l97.811"', '"L97811x "'],
    "wounds[0].debridement.instruments": ["5", "null", "true", "[]", "{}", f'"{WORD * 3000}"'],
    "wounds[0].debridement.tissue_removed": ["5", "null", "true", "[]", "{}", f'"{WORD}"', '""'],
    "other_services[0].modifiers": [
        "59",
        "null",
        "true",
        "[]",
        "{}",
        f'"{WORD}"',
        '"xs"',
        '""',
        '{"code": "59"}',
    ],
    "other_services[0].wound_ids": ["5", "null", "true", "[]", "{}", '""', f'"{WORD * 10}"'],
    "other_services[0].diagnoses": ["5", "null", "true", "[]", "{}", f'"{WORD}"', '""'],
}


@pytest.mark.parametrize("path", LISTS)
def test_each_item_of_a_list_is_held_to_it(path):
    good = {"modifiers": '"25"', "tissue_removed": '"slough"', "instruments": '"curette"', "wound_ids": '"A"'}
    first = good.get(path.rpartition(".")[2], '"L97.811"')
    for raw in LISTS[path]:
        error = refusal(text_with((path, f"[{first}, {raw}]")))
        assert len(error.problems) == 1
        [(place, message)] = error.problems
        # The path of the list, or of the item in it; and which item it is.
        assert place in (f"$.{path}", f"$.{path}[1]"), raw[:40]
        assert "1" in place.removeprefix(f"$.{path}") + message.partition(":")[0], raw[:40]
        assert "expected " in message


@pytest.mark.parametrize("path", LISTS)
def test_a_list_has_an_end(path):
    item = {"modifiers": "25", "tissue_removed": "slough", "wound_ids": "A"}.get(
        path.rpartition(".")[2], "L97.1"
    )
    error = refusal(text_with((path, json.dumps([item] * 10_001))))
    assert places(error) == {f"$.{path}"}


SAID = [path for path, kind in FIELDS.items() if kind in ("id", "text", "note")]


def test_half_a_character_is_no_text():
    """A lone surrogate cannot be written as UTF-8: what was read could not be handed on."""
    taken = []
    for path in (*SAID, "wounds[0].debridement.instruments[0]"):
        text = text_with((path, '"a\\ud800"'))
        try:
            dc.read_encounter(text)
        except dc.EncounterError:
            refusal(text)
        else:
            taken.append(path)
    assert taken == []


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        ("", "wound"),
        ("", "Zebulon"),
        ("", "\ud800"),
        ("", ""),
        ("", "$ref"),
        ("", "x" * 10_000),
        ("setting", "form"),
        ("rendering_provider", "name"),
        ("coverage", "member_id"),
        ("wounds[0]", "area_sq_cm"),
        ("wounds[0]", "patient Zebulon 7712"),
        ("wounds[0].before", "area"),
        ("wounds[0].after", "length"),
        ("wounds[0].debridement", "aera_sq_cm"),
        ("wounds[0].assessment", "colour"),
        ("other_services[0]", "cpt"),
    ],
)
@pytest.mark.parametrize("raw", [f'"{WORD}"', "7712.25", "null", "{}", "[]"])
def test_an_unknown_field_is_refused(owner, name, raw):
    document = copy.deepcopy(VALID)
    target = document
    for part in parts_of(owner):
        target = target[part]
    target[name] = "@new@"
    error = refusal(json.dumps(document).replace('"@new@"', raw))
    [(path, message)] = error.problems
    assert path == ("$." + owner).rstrip(".")
    assert message.startswith("unknown field")
    assert len(message) < 500


def test_the_nearest_field_is_named():
    error = refusal(text_with(("wounds[0].debridement", '{"aera_sq_cm": 7712.25}')))
    assert "perhaps area_sq_cm" in str(error)


def test_the_nearest_word_is_named():
    error = refusal(text_with(("wounds[0].debridement.method", '"excisionel"')))
    assert "perhaps excisional" in str(error)
    assert "excisionel" not in said_by(error)


@pytest.mark.parametrize("name", ["encounter_id", "date_of_service", "payer", "wounds", "wounds[0].wound_id"])
def test_what_must_be_there_is_named(name):
    document = copy.deepcopy(VALID)
    *parents, last = parts_of(name)
    target = document
    for part in parents:
        target = target[part]
    del target[last]
    error = refusal(json.dumps(document))
    assert places(error) == {f"$.{name}"}


@pytest.mark.parametrize(
    "name", [name for name in VALID if name not in ("encounter_id", "date_of_service", "payer", "wounds")]
)
def test_what_need_not_be_there_may_be_left_out_or_null(name):
    document = copy.deepcopy(VALID)
    del document[name]
    left_out = dc.read_encounter(json.dumps(document))
    document[name] = None
    if name == "schema_version":
        assert places(refusal(json.dumps(document))) == {"$.schema_version"}
    else:
        assert dc.read_encounter(json.dumps(document)) == left_out


# What no single field shows.


def test_wounds_have_ids_that_differ():
    error = refusal(text_with(("wounds[1].wound_id", json.dumps(VALID["wounds"][0]["wound_id"]))))
    assert places(error) == {"$.wounds[1].wound_id"}


@pytest.mark.parametrize("noun", ["length", "width", "depth"])
def test_a_length_is_given_in_one_unit(noun):
    for other in ("mm", "in"):
        error = refusal(text_with(("wounds[0].before", f'{{"{noun}_cm": 77.12, "{noun}_{other}": 77.12}}')))
        assert all(place.startswith(f"$.wounds[0].before.{noun}_") for place in places(error))


@pytest.mark.parametrize("number", [201, 10_000])
def test_too_many_wounds(number):
    wounds = ", ".join(f'{{"wound_id": "{WORD}-{index}"}}' for index in range(number))
    assert places(refusal(text_with(("wounds", f"[{wounds}]")))) == {"$.wounds"}


@pytest.mark.parametrize("number", [200, 10_000])
def test_wounds_that_are_all_wrong(number):
    with pytest.raises(dc.EncounterError) as caught:
        dc.read_encounter(text_with(("wounds", json.dumps([WORD] * number))))
    error = caught.value
    assert WORD not in said_by(error)
    assert len(str(error)) < 10_000
    if number > 200:
        assert "$.wounds" in str(error)
    else:
        assert error.problems == tuple(
            (f"$.wounds[{index}]", "expected an object") for index in range(number)
        )


SEVERAL = {
    "two fields of one object": [
        ("wounds[0].debridement.area_sq_cm", "-1"),
        ("wounds[0].debridement.method", f'"{WORD}"'),
    ],
    "two wounds": [("wounds[0].debridement.area_sq_cm", '"24"'), ("wounds[1].laterality", "5")],
    "two parts of one wound": [
        ("wounds[0].before.width_cm", "0"),
        ("wounds[0].debridement.area_sq_cm", "0"),
    ],
    "a section and a wound": [("coverage.referral", "5"), ("wounds[1].assessment.color", "5")],
    "a wound and one of its parts": [
        ("wounds[0].laterality", "5"),
        ("wounds[0].debridement.area_sq_cm", "0"),
    ],
    "the encounter and a wound": [("encounter_id", "5"), ("wounds[0].wound_id", "5")],
    "the encounter and a section": [("payer", "5"), ("setting.claim_form", "5")],
    "a day and a text": [("date_of_service", '"2026-02-30"'), ("care_instructions", "5")],
    "two that are null": [("encounter_id", "null"), ("payer", "null")],
    "null and wrong": [("payer", "null"), ("wounds[0].debridement.area_sq_cm", "0")],
    "two units and another field": [
        ("wounds[0].before", '{"length_cm": 77.12, "length_mm": 77.12}'),
        ("wounds[0].laterality", "5"),
    ],
    "one id twice and another field": [("wounds[1].wound_id", f'"{WORD}-0"'), ("note", "5")],
    "another version and another field": [("schema_version", "2"), ("wounds[0].etiology", "5")],
    "no wounds and another field": [("wounds", "[]"), ("payer", "5")],
    "a list and a field": [("other_services", "5"), ("note", "5")],
    "the wrong kind and the wrong value": [("wounds[0].before", "[]"), ("wounds[0].laterality", f'"{WORD}"')],
}


@pytest.mark.parametrize("changes", SEVERAL.values(), ids=SEVERAL)
def test_several_problems_are_reported_together(changes):
    """Interop: "every problem is named at once with its path": one error, at whatever levels they stand."""
    told = places(refusal(text_with(*changes)))
    # Of two units of one length, either may be named.
    assert {re.sub(r"\.length_(cm|mm)$", "", path) for path in told} == {f"$.{path}" for path, _ in changes}


def test_missing_unknown_and_wrong_are_reported_together():
    document = copy.deepcopy(VALID)
    del document["payer"]
    document["wounds"][0]["debridement"] = {"aera": 1, "area_sq_cm": -1}
    document["wounds"][1]["etiology"] = WORD
    assert places(refusal(json.dumps(document))) == {
        "$.payer",
        "$.wounds[0].debridement",
        "$.wounds[0].debridement.area_sq_cm",
        "$.wounds[1].etiology",
    }


def test_each_wrong_item_of_a_list_is_reported():
    error = refusal(text_with(("wounds[0].diagnoses", f'["{WORD}", "L97.811", 5]')))
    assert len(error.problems) == 2


# Text that is no JSON, or not the JSON of an encounter.

NO_JSON = {
    "empty": "",
    "blank": " \n\t",
    "half": json.dumps(VALID)[:-2],
    "half a string": f'{{"encounter_id": "{WORD}',
    "not quoted": f"{{encounter_id: {WORD}}}",
    "single quotes": f"{{'encounter_id': '{WORD}'}}",
    "comma at the end": f'{{"encounter_id": "{WORD}",}}',
    "two documents": json.dumps(VALID) * 2,
    "comment": f"// {WORD}\n{{}}",
    "control character": '{"encounter_id": "' + WORD + '\x01"}',
    "bad escape": f'{{"encounter_id": "{WORD}\\x41"}}',
    "leading zero": text_with(("wounds[0].debridement.area_sq_cm", "07712.25")),
    "leading plus": text_with(("wounds[0].debridement.area_sq_cm", "+7712.25")),
    "no digit": text_with(("wounds[0].debridement.area_sq_cm", ".7712")),
    "NaN": text_with(("wounds[0].debridement.area_sq_cm", "NaN")),
    "Infinity": text_with(("wounds[0].debridement.area_sq_cm", "Infinity")),
    "-Infinity": text_with(("wounds[0].before.length_cm", "-Infinity")),
    "huge integer": text_with(("other_services[0].units", "7" * 100_000)),
    "huge exponent": text_with(("wounds[0].debridement.area_sq_cm", "1e7712000000")),
    "tiny exponent": text_with(("wounds[0].debridement.area_sq_cm", "1e-7712000000")),
    "duplicate key": json.dumps(VALID)[:-1] + f', "payer": "{WORD}"}}',
    "duplicate area": text_with(("wounds[0].debridement", '{"area_sq_cm": 7712, "area_sq_cm": 77.12}')),
    "deep list": "[" * 100_000,
    "deep and closed": "[" * 100_000 + "]" * 100_000,
    "deep object": '{"before": ' * 100_000,
    "deep in a place": text_with(("wounds[0].before", "[" * 65 + "]" * 65)),
    "too large": text_with(("note", f'"{WORD * 800_000}"')),
    "byte order mark": "\ufeff" + json.dumps(VALID),
}


@pytest.mark.parametrize("text", NO_JSON.values(), ids=NO_JSON)
@pytest.mark.parametrize("form", [str, str.encode])
def test_what_is_no_json_is_refused_with_its_line(text, form):
    error = refusal(form(text))
    assert len(error.problems) == 1
    assert re.fullmatch(r"\$ \(line \d+, column \d+\)", error.problems[0][0])


@pytest.mark.parametrize("codec", ["utf-16", "utf-32", "utf-8-sig", "cp037"])
def test_bytes_are_utf_8(codec):
    refusal(json.dumps(VALID).encode(codec))


def test_bytes_that_are_no_text():
    refusal(json.dumps(VALID).encode().replace(WORD.encode(), b"\xff\xfe"))
    refusal(b"\x00" * 1000)
    refusal(bytes(range(256)))


@pytest.mark.parametrize("text", ["5", "7712.25", "true", "null", "[]", '""', f'"{WORD}"', f'[["{WORD}"]]'])
def test_json_of_something_else(text):
    assert refusal(text).problems == (("$", "expected an object"),)


def test_an_empty_object_lacks_four_fields():
    assert places(refusal("{}")) == {
        f"$.{name}" for name in ("encounter_id", "date_of_service", "payer", "wounds")
    }


# Whatever the JSON.

words = st.sampled_from([WORD, f"{WORD} 1", "excisional", "A", "\ud800", "", "2026-02-30"])
leaves = (
    st.none()
    | st.booleans()
    | words
    | st.integers(-(10**30), 10**30)
    | st.floats()
    | st.sampled_from([24, 0, -1, 7712.25, 24.00001])
)
names = st.sampled_from(
    [*VALID, *VALID["wounds"][0], *VALID["wounds"][0]["debridement"], "code", f"{WORD} ", ""]
)
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)


def read(text):
    """An encounter, or None where it is refused in the right way."""
    try:
        made = dc.read_encounter(text)
    except dc.EncounterError as error:
        told = said_by(error)
        made = None
    else:
        told = "problems"
    assert made is None or type(made) is dc.Encounter
    assert told.strip()
    assert WORD not in told
    return made


@given(values)
def test_any_json_is_an_encounter_or_an_error(value):
    read(json.dumps(value))


@given(st.binary() | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")))
@example(b"\xed\xa0\x80")
def test_any_bytes_are_an_encounter_or_an_error(data):
    assert read(data) is None
    assert read(data.decode("latin-1")) is None


def every_place(value, place=()):
    yield place
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in inner:
        yield from every_place(child, (*place, key))


@given(encounters(wounds=2).map(write), values, st.data())
def test_a_good_record_with_one_place_spoiled_is_an_encounter_or_an_error(text, value, data):
    document = json.loads(text)
    place = data.draw(st.sampled_from([*every_place(document)][1:]))
    target = document
    for part in place[:-1]:
        target = target[part]
    change = data.draw(st.sampled_from(["replace", "replace", "remove", "add"]))
    if change == "remove":
        del target[place[-1]]
    elif change == "add" and isinstance(target, dict):
        target[data.draw(names)] = value
    elif change == "add":
        target.insert(place[-1], value)
    else:
        target[place[-1]] = value
    made = read(json.dumps(document))
    if made is not None and made.date_of_service in DAYS:
        for book in books(made.date_of_service):
            assert type(book.code(made)) is dc.Decision


@given(encounters())
def test_what_is_written_is_read_again_the_same(encounter):
    assert dc.read_encounter(write(encounter)) == encounter
    assert dc.read_encounter(write(encounter, indent=2).encode()) == encounter
    assert write(dc.read_encounter(write(encounter))) == write(encounter)


# The same checks for those who build the objects themselves.


def wound(**about):
    return dc.Wound(**({"wound_id": "A"} | about))


def whole(**about):
    needed = {"encounter_id": "e", "date_of_service": DAYS[0], "payer": "cms/base", "wounds": (wound(),)}
    return dc.Encounter(**(needed | about))


TYPED = {
    "area: float": lambda: dc.Debridement(area_sq_cm=7712.25),
    "area: int": lambda: dc.Debridement(area_sq_cm=7712),
    "area: text": lambda: dc.Debridement(area_sq_cm="7712.25"),
    "area: bool": lambda: dc.Debridement(area_sq_cm=True),
    "area: NaN": lambda: dc.Debridement(area_sq_cm=Decimal("NaN")),
    "area: signaling NaN": lambda: dc.Debridement(area_sq_cm=Decimal("sNaN7712")),
    "area: Infinity": lambda: dc.Debridement(area_sq_cm=Decimal("Infinity")),
    "area: 0": lambda: dc.Debridement(area_sq_cm=Decimal(0)),
    "area: -0": lambda: dc.Debridement(area_sq_cm=Decimal("-0.0")),
    "area: negative": lambda: dc.Debridement(area_sq_cm=Decimal("-7712.25")),
    "area: too large": lambda: dc.Debridement(area_sq_cm=Decimal("77120.25")),
    "area: far too large": lambda: dc.Debridement(area_sq_cm=Decimal("1E+999999999999")),
    "area: five decimals": lambda: dc.Debridement(area_sq_cm=Decimal("7712.25001")),
    "area: a float's digits": lambda: dc.Debridement(area_sq_cm=Decimal(float("7.7123"))),
    "area: a float's sum": lambda: dc.Debridement(area_sq_cm=Decimal(repr(7.1 + 4.2 + 4.9 + 0.1 + 3.7))),
    "area: many decimals": lambda: dc.Debridement(area_sq_cm=Decimal("1E-999999")),
    "area: too many decimals to count": lambda: dc.Debridement(area_sq_cm=Decimal("1E-999999999999")),
    "method: another word": lambda: dc.Debridement(method=WORD),
    "method: unhashable": lambda: dc.Debridement(method=[WORD]),
    "method: capitals": lambda: dc.Debridement(method="Excisional"),
    "layer: a tissue": lambda: dc.Debridement(deepest_tissue_removed="slough"),
    "instruments: list": lambda: dc.Debridement(instruments=[WORD]),
    "instruments: text": lambda: dc.Debridement(instruments=WORD),
    "instruments: None": lambda: dc.Debridement(instruments=None),
    "tissues: set": lambda: dc.Debridement(tissue_removed=frozenset({"slough"})),
    "tissues: another word": lambda: dc.Debridement(tissue_removed=("slough", WORD)),
    "length: float": lambda: Measurement(length_cm=77.12),
    "length: two units": lambda: Measurement(length_cm=Decimal(77), length_mm=Decimal(770)),
    "depth: negative": lambda: Measurement(depth_in=Decimal("-77.12")),
    "wound: no id": lambda: wound(wound_id=None),
    "wound: id a number": lambda: wound(wound_id=7712),
    "wound: etiology": lambda: wound(etiology=WORD),
    "wound: laterality": lambda: wound(laterality="L"),
    "wound: location": lambda: wound(location=7712),
    "wound: diagnosis": lambda: wound(diagnoses=(WORD,)),
    "wound: diagnoses as text": lambda: wound(diagnoses="L97.811"),
    "wound: debridement a dict": lambda: wound(debridement={"method": WORD}),
    "wound: debridement None": lambda: wound(debridement=None),
    "wound: before a debridement": lambda: wound(before=dc.Debridement()),
    "wound: assessment text": lambda: wound(assessment=WORD),
    "encounter: no wounds": lambda: whole(wounds=()),
    "encounter: wounds None": lambda: whole(wounds=None),
    "encounter: a list of wounds": lambda: whole(wounds=[wound()]),
    "encounter: one wound": lambda: whole(wounds=wound()),
    "encounter: wounds that are none": lambda: whole(wounds=({"wound_id": WORD},)),
    "encounter: ids repeated": lambda: whole(wounds=(wound(wound_id=WORD), wound(wound_id=WORD))),
    "encounter: too many wounds": lambda: whole(wounds=tuple(wound(wound_id=str(n)) for n in range(201))),
    "encounter: day as text": lambda: whole(date_of_service=DAY),
    "encounter: a moment": lambda: whole(date_of_service=datetime(2026, 3, 17, tzinfo=UTC)),
    "encounter: setting a dict": lambda: whole(setting={"claim_form": WORD}),
    "encounter: provider a role": lambda: whole(rendering_provider="physician"),
    "encounter: other version": lambda: whole(schema_version=7712),
    "encounter: version True": lambda: whole(schema_version=True),
    "encounter: note bytes": lambda: whole(note=WORD.encode()),
    "encounter: other services": lambda: whole(other_services=("99213",)),
    "encounter: coverage": lambda: whole(coverage=WORD),
    "setting: claim form": lambda: EncounterSetting(claim_form="CMS-1500"),
    "setting: place a number": lambda: EncounterSetting(place_of_service=11),
    "provider: role": lambda: RenderingProvider(role=WORD),
    "provider: plan 1": lambda: RenderingProvider(therapy_plan_of_care=1),
    "coverage: day": lambda: Coverage(eligibility_verified_on=DAY),
    "coverage: notice": lambda: Coverage(advance_notice=WORD),
    "plan: discipline": lambda: TherapyPlan(discipline=WORD),
    "plan: threshold 0": lambda: TherapyPlan(threshold_exceeded=0),
    "global period: within as text": lambda: GlobalPeriod(within="yes"),
    "global period: relation": lambda: GlobalPeriod(relation=WORD),
    "encounter: plan a dict": lambda: whole(therapy_plan={"discipline": WORD}),
    "encounter: global period True": lambda: whole(global_period=True),
    "encounter: a claim line as a service": lambda: whole(
        other_services=(dc.ClaimLine(code="99213", units=1),)
    ),
    "service: location": lambda: OtherService(code="99213", units=1, location=7712),
    "service: laterality": lambda: OtherService(code="99213", units=1, laterality=WORD),
    "service: session 1": lambda: OtherService(code="99213", units=1, separate_session=1),
    "service: practitioner a name": lambda: OtherService(code="99213", units=1, other_practitioner=WORD),
    "service: evaluation as text": lambda: OtherService(code="99213", units=1, separately_identifiable=""),
    "service: no units": lambda: OtherService(code="99213", units=0),
    "modifier: small letters": lambda: dc.Modifier("xs"),
    "modifier: None": lambda: dc.Modifier(None),
    "modifier: a number": lambda: dc.Modifier(59),
    "line: code a number": lambda: dc.ClaimLine(code=97597, units=1),
    "line: no units": lambda: dc.ClaimLine(code="97597", units=0),
    "line: units a float": lambda: dc.ClaimLine(code="97597", units=1.0),
    "line: units True": lambda: dc.ClaimLine(code="97597", units=True),
    "line: modifiers as text": lambda: dc.ClaimLine(code="97597", units=1, modifiers="XS"),
    "line: modifier": lambda: dc.ClaimLine(code="97597", units=1, modifiers=("XS", WORD)),
    "line: modifier a number": lambda: dc.ClaimLine(code="97597", units=1, modifiers=(59,)),
}


@pytest.mark.parametrize("make", TYPED.values(), ids=TYPED)
def test_objects_refuse_at_once_what_they_may_not_hold(make):
    with pytest.raises(dc.DebridecodeError) as caught:
        make()
    assert type(caught.value) is dc.EncounterError
    for canary in CANARIES:
        assert canary not in said_by(caught.value)
    assert "expected " in str(caught.value)


def test_objects_report_several_problems_together():
    with pytest.raises(dc.EncounterError) as caught:
        dc.Debridement(method=WORD, area_sq_cm=7712.25, instruments=[WORD])
    assert [name for name, _ in caught.value.problems] == ["method", "instruments", "area_sq_cm"]


def test_a_wrong_modifier_is_not_blamed_on_the_code():
    with pytest.raises(dc.EncounterError) as caught:
        dc.ClaimLine(code="97597", units=1, modifiers=("xs",))
    assert [name.partition("[")[0] for name, _ in caught.value.problems] == ["modifiers"]


@pytest.mark.parametrize("name", ["wounds", "payer", "note"])
def test_objects_stay_as_they_were_checked(name):
    with pytest.raises(AttributeError):
        setattr(whole(), name, WORD)


# Payers and days that no pack answers for.


@pytest.mark.parametrize(
    "payer", [WORD, "", "cms", "cms/bose", "../cms/base", "/etc/passwd", "\ud800", "x" * 64]
)
def test_an_unknown_payer(payer):
    with pytest.raises(dc.DebridecodeError) as caught:
        dc.rulebook(payer, on=DAYS[0])
    assert WORD not in said_by(caught.value)
    assert "expected" in str(caught.value)


@pytest.mark.parametrize("day", [date.min, date(2023, 12, 31)])
def test_a_day_before_the_packs_begin(day):
    with pytest.raises(dc.DebridecodeError, match="2024-01-01"):
        dc.rulebook("cms/base", on=day)


def test_a_day_at_the_end_of_time():
    made = whole(date_of_service=date.max)
    assert dc.rulebook("cms/base", on=date.max).code(made).status == "query"


def test_a_rule_book_refuses_a_day_it_was_not_resolved_for():
    book = dc.rulebook("cms/base", on=date(2024, 8, 15))
    with pytest.raises(dc.DebridecodeError):
        book.code(whole(date_of_service=date(2026, 3, 17)))


# The command line.

FILES = {
    **{name: text.encode() for name, text in NO_JSON.items()},
    "no text": b"\xff\xfe\x00",
    "no encounter": b"[]",
    "wrong area": text_with(("wounds[0].debridement.area_sq_cm", '"7712.25"')).encode(),
    "wrong word": text_with(("wounds[0].debridement.method", f'"{WORD}"')).encode(),
    "unknown field": text_with(("wounds[0].before", f'{{"{WORD} ": "{WORD}"}}')).encode(),
    "unknown payer": text_with(("payer", f'"{WORD}"')).encode(),
    "half a character for a payer": text_with(("payer", '"\\ud800"')).encode(),
    "day before the packs begin": text_with(("date_of_service", '"1999-03-17"')).encode(),
    "first day of all": text_with(("date_of_service", '"0001-01-01"')).encode(),
}


def run(*arguments, **options):
    """Run the command line; give its exit code and all that it said."""
    result = CliRunner().invoke(command, [*map(str, arguments)], **options)
    assert result.exception is None or type(result.exception) is SystemExit
    assert "Traceback" not in result.output
    return result.exit_code, result.output


def refused(*arguments, **options):
    code, output = run(*arguments, **options)
    assert code == 2
    assert output.strip()
    assert len(output) < 10_000
    assert not any(canary in output for canary in CANARIES)
    assert "Checks:" not in output
    assert '"status"' not in output
    return output


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("data", FILES.values(), ids=FILES)
def test_the_command_line_refuses_a_bad_file(tmp_path, data, form):
    file = tmp_path / "encounter.json"
    file.write_bytes(data)
    refused("code", file, "--format", form)


def test_the_command_line_refuses_standard_input():
    assert "$.wounds[0].debridement.area_sq_cm" in refused("code", "-", input=FILES["wrong area"])


def test_the_command_line_refuses_an_unknown_payer(tmp_path):
    file = tmp_path / "encounter.json"
    file.write_text(json.dumps(VALID))
    refused("code", file, "--payer", WORD)


def test_the_command_line_refuses_what_is_no_file(tmp_path):
    refused("code", tmp_path)
    refused("code", tmp_path / "missing.json")


def test_the_command_line_refuses_a_file_without_leaking_through_its_words():
    for word in vocabulary.METHODS:
        near = word.upper()
        assert near not in refused(
            "code", "-", input=text_with(("wounds[0].debridement.method", f'"{near}"'))
        )


def test_the_command_line_reads_a_good_file(tmp_path):
    file = tmp_path / "encounter.json"
    file.write_text(json.dumps(VALID))
    code, output = run("code", file)
    assert code in (0, 1)
    assert "97597" in output


@given(values, st.data())
def test_the_command_line_ends_in_words_whatever_the_json(value, data):
    code, _ = run(
        "code", "-", input=json.dumps(data.draw(st.just(value) | st.just({**VALID, "wounds": value})))
    )
    assert code in (0, 1, 2)
