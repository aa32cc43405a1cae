"""What a pack clears that its base fails is refuted by an encounter, or named by an override."""

import json
from datetime import date

import pytest
from attrs import evolve
from small_chains import chain, finding, override, rule

from debridecode import read_encounter
from debridecode.packs.bundled import bundled, bundled_chain
from debridecode.packs.structure import condition_from
from debridecode.proof.clearing import clearing_answers, step_of
from debridecode.proof.day import Day
from debridecode.proof.witness import Side
from debridecode.rulebooks import RuleBook, rulebook

DAY = date(2026, 8, 3)
BASE = rulebook("cms/base", on=DAY)
TISSUE = {"fact": "wound.tissue_documented", "is": False}
NARROWER = {"all": [TISSUE, {"fact": "wound.method", "is": "excisional"}]}
WIDER = {"any": [TISSUE, {"fact": "wound.method", "is": "excisional"}]}


def answers(found, book=None):
    sides = Side(BASE, DAY), Side(book or rulebook(found, on=DAY), DAY)
    return clearing_answers(step_of(found, Day(sides[1].book.resolved), *sides))


def condition_of(rule_id):
    """The condition of a rule of the base, as its pack writes it on the day."""
    history = json.loads(bundled()["cms/base"])["rules"][rule_id]["history"]
    return [segment for segment in history if segment["from"] <= DAY.isoformat()][-1]["when"]


def texts(found, status):
    return [answer.text for answer in found if answer.status == status]


def weakened(change):
    """A pack that says less than its base, without any override that says so."""
    rules = tuple(change(each) if each.id == "doc.tissue" else each for each in BASE.resolved.rules)
    return RuleBook(evolve(BASE.resolved, rules=tuple(each for each in rules if each is not None)))


@pytest.mark.parametrize(
    ("change", "how"),
    [
        (lambda rule: None, "is gone"),
        (lambda rule: evolve(rule, when=condition_from(NARROWER)), "no longer fails all that it failed"),
    ],
)
def test_less_than_the_base_is_refuted_by_an_encounter(change, how):
    pack = evolve(bundled_chain("cms/base")[0], overrides=())
    book = weakened(change)
    [refuted] = [each for each in answers((pack, pack), book) if each.status == "refuted"]
    assert refuted.text == f"cms/base:doc.tissue {how}, and no override says so"
    encounter = read_encounter(refuted.witness.text)
    failed = [
        {each.rule for each in side.code(encounter).findings if each.severity == "error"}
        for side in (BASE, book)
    ]
    assert "cms/base:doc.tissue" in failed[0] - failed[1]


def test_what_an_override_says_is_an_exception_with_its_place_and_reason(tmp_path):
    changes = [
        override("rules/doc.tissue", "when", TISSUE, NARROWER),
        override("rules/doc.diagnosis", "disable"),
        override("rules/doc.necessity", "severity", "error", "advice"),
        override("parameters/units.first_area", "value", 20, 25),
    ]
    found = answers(chain(tmp_path, overrides=changes))
    said = [text.partition(": acme/plan (") for text in texts(found, "exception")]
    assert {what: at.rpartition(": /overrides/")[2] for what, _, at in said} == {
        "cms/base:doc.tissue no longer fails all that it failed": "0): the payer says so",
        "cms/base:doc.diagnosis is gone": "1): the payer says so",
        "cms/base:doc.necessity is advice where it was error": "2): the payer says so",
        "units.first_area, with which facts or units are made, is another": "3): the payer says so",
    }
    assert not texts(found, "refuted")


def test_as_strict_or_about_a_warning_or_not_yet_is_no_exception(tmp_path):
    location = {"fact": "wound.location_documented", "is": False}
    changes = [
        override("rules/doc.tissue", "when", TISSUE, WIDER),
        override(
            "rules/doc.location", "when", location, {"not": {"fact": "wound.location_documented", "is": True}}
        ),
        override("rules/doc.color", "severity", "warning", "error"),
        override("rules/doc.texture", "severity", "warning", "advice"),
        override("rules/doc.diagnosis", "disable", since="2027-01-01"),
    ]
    assert {each.status for each in answers(chain(tmp_path, overrides=changes))} == {"proved"}


def test_a_drop_that_frees_another_line_is_refuted_by_an_encounter(tmp_path):
    """A graft holds the debridement back that is column 2 to it; a pack that drops grafts lets it stand."""
    grafts = {"fact": "line.code", "in": ["15271"]}
    found = chain(tmp_path, no_grafts=rule("line", grafts, {"drop": True, "step": "no grafts"}))
    [refuted] = [each for each in answers(found) if each.status == "refuted"]
    assert "acme/plan:acme.no-grafts" in refuted.text
    encounter = read_encounter(refuted.witness.text)
    before, after = (book.code(encounter) for book in (BASE, rulebook(found, on=DAY)))
    gained = {line.code for line in after.lines} - {line.code for line in before.lines}
    assert gained
    assert refuted.witness.outcomes[1].lines == tuple(f"{each.code} x{each.units}" for each in after.lines)


def test_what_only_reports_is_proved_harmless(tmp_path):
    found = answers(chain(tmp_path, tells=rule("line", {"fact": "line.units", "gt": 3}, finding("error"))))
    assert {each.status for each in found} == {"proved"}


def test_what_a_rule_of_the_base_does_there_too_is_proved_harmless(tmp_path):
    """The base drops every pair that is never paid; a pack that drops some of them drops no more."""
    never = {"all": [{"fact": "pair.indicator", "is": "0"}, {"fact": "pair.debridement", "is": True}]}
    found = answers(chain(tmp_path, never=rule("pair", never, {"drop": True, "step": "never"})))
    assert {each.status for each in found} == {"proved"}


def test_a_modifier_that_the_base_does_not_give_is_noted(tmp_path):
    then = {"modifier": "XS", "step": "seeded"}
    found = answers(chain(tmp_path, apart=rule("pair", {"fact": "pair.indicator", "is": "1"}, then)))
    assert texts(found, "noted") == [
        "acme/plan:acme.apart gives XS where the base does not: an audit then accepts it"
    ]


def test_making_light_of_what_the_base_does_not_speak_of_is_noted(tmp_path):
    """Of a difference that no rule speaks of, the base says that it is an error, not checked."""
    of_modifier = [
        {"fact": "billed.matter", "is": "modifier_not_earned"},
        {"fact": "billed.modifier", "is": "51"},
    ]
    role = {"fact": "billed.role", "is": "other"}
    found = answers(
        chain(
            tmp_path,
            unspoken=rule("billed", {"all": [*of_modifier, role]}, finding("advice")),
            spoken=rule("billed", {"all": [*of_modifier, {"not": role}]}, finding("advice")),
        )
    )
    assert texts(found, "noted") == [
        "acme/plan:acme.unspoken makes less than an error of what no rule of the base speaks of"
    ]


def test_a_modifier_that_no_longer_waits_for_its_fact_is_an_exception_or_refuted(tmp_path):
    """What a modifier turns on holds a line back while it is unknown; a pack that does not ask clears it."""
    staged = next(each for each in BASE.resolved.rules if each.id == "global.staged")
    gone = RuleBook(
        evolve(BASE.resolved, rules=tuple(each for each in BASE.resolved.rules if each is not staged))
    )
    pack = evolve(bundled_chain("cms/base")[0], overrides=())
    [refuted] = [each for each in answers((pack, pack), gone) if each.status == "refuted"]
    assert refuted.text == "cms/base:global.staged is gone, and no override says so"
    encounter = read_encounter(refuted.witness.text)
    before, after = (book.code(encounter) for book in (BASE, gone))
    assert staged.name in {each.rule for each in before.findings if each.severity == "error"}
    assert not {each.rule for each in after.findings} & {staged.name}
    [said] = texts(
        answers(chain(tmp_path, overrides=[override("rules/global.staged", "disable")])), "exception"
    )
    assert said.startswith("cms/base:global.staged is gone: acme/plan (")


def test_an_edit_table_without_an_answer_is_an_error_that_a_pack_may_clear(tmp_path):
    """That no limit is known to hold units against is an error; one that asks for it first clears."""
    limit = condition_of("units.limit")
    asks_first = {"all": [{"fact": "line.limit_published", "known": True}, *limit["all"]]}
    found = answers(chain(tmp_path, overrides=[override("rules/units.limit", "when", limit, asks_first)]))
    [said] = texts(found, "exception")
    assert said.startswith("cms/base:units.limit no longer fails all that it failed: acme/plan (")


def test_a_drop_that_takes_more_than_it_did_is_an_exception(tmp_path):
    """A line that is gone holds no other back: what the base failed may now stand."""
    never = condition_of("pairs.never")
    wider = {"any": [never, {"fact": "pair.indicator", "is": "1"}]}
    found = answers(chain(tmp_path, overrides=[override("rules/pairs.never", "when", never, wider)]))
    [said] = texts(found, "exception")
    assert said.startswith("cms/base:pairs.never takes lines away where it did not: acme/plan (")
