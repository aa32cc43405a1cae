"""On which line of a pair the modifier is accepted: column 2 until 2019-06-30, either from 2019-07-01.

CR 11168 for the Part B system; it is a dated parameter, and a payer's pack may say otherwise.
"""

import json
from datetime import date

import pytest
from records import (
    RIGHT_CALF,
    RIGHT_HEEL,
    SACRUM,
    audit,
    book,
    found,
    pack_of,
    record,
    treated,
    two_depths,
)

import debridecode as dc
from debridecode.packs.bundled import bundled

CITE = [{"source": "cr11168", "locator": "ours"}]
ON_COLUMN_1 = ("11042 x1 XS", "97597 x1", "97598 x1")
ON_COLUMN_2 = ("11042 x1", "97597 x1 XS", "97598 x1 XS")


def _either_until(document):
    """A payer that takes it on column 2 alone from 2025-03-01 on."""
    history = document["parameters"]["modifier.accepted_on"]["history"]
    history.append({"from": "2025-03-01", "value": "column_2", "cite": CITE})


def test_the_bundled_parameter_has_the_date_of_the_change_request():
    history = json.loads(bundled()["cms/base"])["parameters"]["modifier.accepted_on"]["history"]
    assert [(each["from"], each["value"]) for each in history] == [
        ("2019-01-01", "column_2"),
        ("2019-07-01", "either"),
    ]
    assert all(cite["source"] == "cr11168" for each in history for cite in each["cite"])


@pytest.mark.parametrize(
    ("day", "accepted"), [(date(2019, 6, 30), False), (date(2019, 7, 1), True), (date(2024, 8, 15), True)]
)
@pytest.mark.parametrize("modifier", ["XS", "59"])
def test_column_1_is_accepted_from_the_date_of_the_change_request(day, accepted, modifier):
    rules = dc.rulebook(pack_of(lambda document: None, start="2019-01-01"), on=day)
    done = audit(two_depths(day=day), f"11042 x1 {modifier}", "97597 x1", "97598 x1", rules=rules)
    if accepted:
        assert found(done) == {
            ("modifier_on_column_1", "97597", modifier): 1,
            ("modifier_on_column_1", "97598", modifier): 1,
        }
        assert {each.severity for each in done.differences} == {"advice"}
        assert done.status == "agrees"
    else:
        assert found(done) == {
            ("modifier_missing", "97597", "XS"): 1,
            ("modifier_missing", "97598", "XS"): 1,
            ("modifier_not_earned", "11042", modifier): 1,
        }
        assert done.status == "differs"


@pytest.mark.parametrize("day", [date(2019, 6, 30), date(2019, 7, 1)])
def test_column_2_is_accepted_on_both_sides_of_the_date(day):
    rules = dc.rulebook(pack_of(lambda document: None, start="2019-01-01"), on=day)
    done = audit(two_depths(day=day), *ON_COLUMN_2, rules=rules)
    assert done.differences == ()
    assert done.status == "agrees"


@pytest.mark.parametrize(("day", "status"), [(date(2025, 2, 28), "agrees"), (date(2025, 3, 1), "differs")])
def test_a_payer_may_date_it_otherwise(day, status):
    rules = dc.rulebook(pack_of(_either_until), on=day)
    assert audit(two_depths(day=day), *ON_COLUMN_1, rules=rules).status == status
    assert audit(two_depths(day=day), *ON_COLUMN_2, rules=rules).status == "agrees"


def test_sides_on_both_lines_do_not_turn_on_it():
    """LT and RT say where each line was done; the change request is about 59 and X alone."""
    day = date(2025, 3, 1)
    rules = dc.rulebook(pack_of(_either_until), on=day)
    done = audit(two_depths(day=day), "11042 x1 RT", "97597 x1 LT", "97598 x1 LT", rules=rules)
    assert done.status == "agrees"
    assert {each.severity for each in done.differences} == {"advice"}


def test_advice_says_where_the_modifier_usually_stands():
    done = audit(two_depths(), *ON_COLUMN_1)
    for each in done.differences:
        assert each.severity == "advice"
        assert each.rule == "cms/base:claim.modifier-on-column-1"
        assert "XS on 9759" in each.action
        assert "cr11168" in {*each.sources}
    assert {each.code for each in done.differences} == {"97597", "97598"}


def test_both_lines_are_one_too_many():
    done = audit(two_depths(), "11042 x1 XS", "97597 x1 XS", "97598 x1 XS")
    assert found(done) == {("modifier_not_earned", "11042", "XS"): 1}
    assert done.status == "differs"


def test_on_column_1_it_serves_the_line_that_lacks_it():
    """XS on 97597, not on 97598, and on 11042: the edit of 11042 with 97598 is met on column 1."""
    done = audit(two_depths(), "11042 x1 XS", "97597 x1 XS", "97598 x1")
    assert found(done) == {("modifier_on_column_1", "97598", "XS"): 1}
    assert done.status == "agrees"


def test_on_column_1_it_serves_that_pair_alone():
    """11043 and 11042 are both column 1 to 97597: XS on 11043 does not meet the edit with 11042."""
    whole = record(
        treated("A", "selective", 8, SACRUM),
        treated("B", "subcutaneous", 8, RIGHT_HEEL),
        treated("C", "muscle", 8, RIGHT_CALF),
    )
    done = audit(whole, "11043 x1 XS", "11042 x1 XS", "97597 x1")
    # XS on 11042 is earned by 11043 and stands there anyway; it serves 97597 too.
    assert done.status == "agrees"
    done = audit(whole, "11043 x1 XS", "11042 x1", "97597 x1")
    assert done.status == "differs"
    assert found(done)["modifier_missing", "97597", "XS"] == 1
    assert book(whole.date_of_service).code(whole).status == "clean"
