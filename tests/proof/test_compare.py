"""Two packs that decide differently are shown to by an encounter; those that do not are proved alike."""

from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve
from small_chains import chain, finding, override, rule

from debridecode import read_encounter
from debridecode.proof.compare import compare
from debridecode.proof.witness import Side
from debridecode.rulebooks import RuleBook, rulebook

DAY = date(2026, 8, 3)
TISSUE = {"fact": "wound.tissue_documented", "is": False}
NOT_NOT = {"not": {"fact": "wound.tissue_documented", "is": True}}


def sides(one, other, *days):
    days = days or (DAY, DAY)
    return [Side(rulebook(pack, on=day), day) for pack, day in zip((one, other), days, strict=True)]


def shown(one, other, *days):
    """The witness of two packs, after the engine has said once more what comes of it."""
    both = sides(one, other, *days)
    found = compare(*both)
    for side, outcome in zip(both, found.witness.outcomes, strict=True):
        assert side.outcome(found.witness.encounter) == outcome
    assert found.witness.outcomes[0] != found.witness.outcomes[1]
    read_encounter(found.witness.text)
    return found.witness


def own(witness):
    """The findings that only one side has."""
    one, other = (set(outcome.findings) for outcome in witness.outcomes)
    return one - other, other - one


def test_another_severity(tmp_path):
    found = shown(
        "cms/base", chain(tmp_path, overrides=[override("rules/doc.color", "severity", "warning", "error")])
    )
    assert own(found) == ({"warning failed: doc.color@A"}, {"error failed: doc.color@A"})
    # Nothing more can be taken away: some element must be there for one to be missing.
    assert list(found.encounter["wounds"][0]) == ["wound_id", "assessment"]


def test_another_first_area(tmp_path):
    """Between 20 and 25 sq cm one pack counts an add-on unit, and the other does not."""
    found = shown(
        "cms/base", chain(tmp_path, overrides=[override("parameters/units.first_area", "value", 20, 25)])
    )
    [wound] = found.encounter["wounds"]
    assert 20 < wound["debridement"]["area_sq_cm"] <= 25
    before, after = (outcome.lines for outcome in found.outcomes)
    assert len(before) == 2
    assert after == before[:1]


def test_another_condition(tmp_path):
    only = {"all": [TISSUE, {"fact": "wound.method", "is": "excisional"}]}
    found = shown("cms/base", chain(tmp_path, overrides=[override("rules/doc.tissue", "when", TISSUE, only)]))
    assert "error failed: doc.tissue@A" in own(found)[0]


def test_a_rule_that_needs_two_wounds(tmp_path):
    families = [{"any_wound": {"fact": "wound.family", "is": family}} for family in ("bone", "selective")]
    seeded = rule("encounter", {"all": families}, finding("error"))
    found = shown("cms/base", chain(tmp_path, two=seeded))
    assert own(found) == (set(), {"error failed: acme.two"})
    assert len(found.encounter["wounds"]) == 2


def test_a_number_within_a_rule(tmp_path):
    between = {"all": [{"fact": "wound.area_sq_cm", "gt": 7.1}, {"fact": "wound.area_sq_cm", "lt": 7.2}]}
    found = shown("cms/base", chain(tmp_path, number=rule("wound", between, finding())))
    assert own(found)[1] == {"warning failed: acme.number@A"}
    assert Decimal("7.1") < found.encounter["wounds"][0]["debridement"]["area_sq_cm"] < Decimal("7.2")


def test_one_pack_on_two_days():
    """For hospitals 97597 and 97602 were never paid together until the end of 2024, and since may be."""
    days = date(2024, 12, 31), date(2025, 1, 1)
    found = shown("cms/base", "cms/base", *days)
    assert "warning failed: pairs.never" in own(found)[0]
    assert found.encounter["date_of_service"] == "2024-12-31"


@pytest.mark.parametrize(
    "changed",
    [
        override("rules/doc.tissue", "when", TISSUE, NOT_NOT),
        override("rules/doc.color", "message", "the assessment does not describe the color", "no color"),
    ],
)
def test_packs_that_say_the_same_in_other_words_are_proved_alike(tmp_path, changed):
    found = compare(*sides("cms/base", chain(tmp_path, overrides=[changed])))
    assert (found.witness, found.open) == (None, ())


def test_a_rule_that_never_tells_is_proved_of_no_consequence(tmp_path):
    never = {"all": [{"fact": "wound.area_sq_cm", "known": True}, {"fact": "wound.area_sq_cm", "lt": 0}]}
    found = compare(*sides("cms/base", chain(tmp_path, never=rule("wound", never, finding("error")))))
    assert (found.witness, found.open) == (None, ())


def test_days_of_one_release_are_proved_alike():
    found = compare(*sides("cms/base", "cms/base", date(2024, 8, 15), date(2024, 9, 2)))
    assert (found.witness, found.open) == (None, ())


def test_what_is_not_found_is_not_called_proved(tmp_path, monkeypatch):
    """So many units come of no area that is tried."""
    monkeypatch.setattr("debridecode.proof.witness.TRIES", 100)
    reach = {"all": [{"fact": "line.units", "gt": 5000}, {"fact": "line.role", "is": "add_on"}]}
    found = compare(*sides("cms/base", chain(tmp_path, far=rule("line", reach, finding()))))
    assert found.witness is None
    assert found.open == ("rule acme.far",)


def test_what_a_release_knows_of_more_codes_is_shown_by_an_encounter():
    """Of a code that a release does not cover, it is not known whether it may be billed beside another."""
    day = date(2024, 8, 15)
    book = rulebook("cms/base", on=day)
    without = tuple(
        evolve(table, releases=tuple(map(knows_nothing_of_exercises, table.releases)))
        for table in book.resolved.edits
    )
    less = RuleBook(evolve(book.resolved, edits=without))
    found = compare(Side(book, day), Side(less, day))
    assert "the edit tables" not in found.open
    before, after = (outcome.findings for outcome in found.witness.outcomes)
    assert any(each.startswith("error not_checked") for each in set(after) - set(before))


def knows_nothing_of_exercises(release):
    if release.kind != "pair_edits":
        return release
    return evolve(release, codes=release.codes - {"97110"}, partners=release.partners - {"97110"})
