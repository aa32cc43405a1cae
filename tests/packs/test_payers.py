"""What must hold of every payer's pack."""

import json
from datetime import date

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

import debridecode as dc
from debridecode.model import AuthorizedService, PriorAuthorization
from debridecode.packs.bundled import bundled, bundled_chain, fixtures
from debridecode.packs.resolve import leaves
from debridecode.rulebooks import rulebook
from debridecode.testing.run import patched
from property.strategies import ALL_CODES, DAYS, encounters

DAY = date(2026, 3, 2)
PACKS = sorted(bundled())
PAYERS = [id_ for id_ in PACKS if id_ != "cms/base"]
AUTHORIZATION = "authoriz"


def templates():
    return [id_ for id_ in PACKS if "plan.template" in bundled_chain(id_)[-1].rules]


@pytest.mark.parametrize("pack", PACKS)
def test_no_line_or_modifier_turns_on_an_authorization(pack):
    """Prior authorization never suppresses an edit."""
    for rule in rulebook(pack, on=DAY).resolved.rules:
        if rule.then.decides or rule.scope in ("pair", "table", "billed") or rule.id.startswith("units."):
            assert not any(AUTHORIZATION in leaf.fact for leaf in leaves(rule.when)), rule.name


@settings(max_examples=20)
@given(encounters(wounds=3), st.sampled_from(PACKS))
def test_an_authorization_changes_no_line_and_takes_no_edit_away(encounter, pack):
    """Prior authorization never suppresses an edit."""
    if encounter.coverage is None:
        return
    held = PriorAuthorization(
        valid_from=encounter.date_of_service,
        valid_until=encounter.date_of_service,
        services=tuple(AuthorizedService(code=code, units_left=99) for code in ALL_CODES),
        member_matches=True,
        provider_matches=True,
    )
    book = rulebook(pack, on=encounter.date_of_service)
    without, with_it = (
        book.code(evolve(encounter, coverage=evolve(encounter.coverage, prior_authorization=each)))
        for each in (None, held)
    )
    assert without.lines == with_it.lines
    assert without.other_lines == with_it.other_lines

    def edits(decision):
        names = ("pairs.", "units.", "visit.", "treatment.", "dressing.", "global.", "medicaid.pair")
        return [each for each in decision.findings if each.rule.partition(":")[2].startswith(names)]

    assert edits(without) == edits(with_it)


def test_there_are_templates():
    assert len(templates()) >= 15


@pytest.mark.parametrize("pack", templates())
def test_a_template_says_so_and_cannot_fail_a_claim_on_its_own(pack):
    own = bundled_chain(pack)[-1]
    assert "(template)" in own.title
    for rule in own.rules.values():
        for segment in rule.history:
            assert segment.then.finding.severity in ("advice", "warning")
            assert not segment.then.decides
    assert not any(override.to == "error" for override in own.overrides)
    assert own.sources["no-document"].read == "unverified"


@pytest.mark.parametrize("pack", PAYERS)
def test_a_rule_that_can_fail_a_claim_was_read(pack):
    """A rule that rests on unverified sources alone can warn, never fail a claim."""
    chain = bundled_chain(pack)
    sources = {id_: source.read for each in chain for id_, source in each.sources.items()}
    for rule in chain[-1].rules.values():
        for segment in rule.history:
            finding = segment.then.finding
            if finding is not None and finding.severity == "error" and not segment.retired:
                assert {sources[cite.source] for cite in segment.cites} & {"verified", "secondary"}


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("day", DAYS)
def test_every_pack_answers_for_a_record_without_a_word_too_much(pack, day):
    """Nothing that was not supplied is taken for granted: a record of nothing is never clean."""
    empty = dc.Encounter(encounter_id="e", date_of_service=day, payer=pack, wounds=(dc.Wound(wound_id="A"),))
    decision = rulebook(pack, on=day).code(empty)
    assert decision.status == "query"
    assert decision.lines == ()


def test_the_counts_of_rules_add_up():
    from debridecode.packs.reading import rules_by_reading

    for id_ in PACKS:
        chain = bundled_chain(id_)
        assert sum(rules_by_reading(chain).values()) == len(chain[-1].rules)


def test_a_fact_of_the_fixtures_is_supplied_in_every_section():
    """In-pack tests start from whole encounters: what a case takes away is what it is about."""
    for text in fixtures().values():
        document = json.loads(text)
        for section in ("order", "plan_of_care", "history", "coverage", "filing", "attachments"):
            assert document[section] is not None


SECTIONS = {
    "order": ("order_on_file", "orderer_"),
    "plan_of_care": ("plan_states",),
    "history": ("debridements_in_window", "deep_debridements", "seen_before"),
    "coverage": (
        *("eligib", "demographics", "plan_type", "network", "managed_care", "self_funded", "other_coverage"),
        *("referral_", "authoriz"),
    ),
    "filing": ("filed_late", "filing_"),
    "attachments": ("attachments_",),
}
"""A section of an encounter -> how the slots of the facts begin that are read from it."""


def reads(facts, section):
    return any(fact.partition(".")[2].startswith(SECTIONS[section]) for fact in facts)


def fired():
    """Each rule that a case of its pack makes fail, with a section that it reads."""
    for id_ in PACKS:
        pack = bundled_chain(id_)[-1]
        for case in pack.cases:
            for name in case.failed if case.billed is None else ():
                rule = pack.rules.get(name.partition("@")[0])
                for section in SECTIONS if rule else ():
                    facts = [
                        leaf.fact for segment in rule.history if segment.when for leaf in leaves(segment.when)
                    ]
                    if reads(facts, section):
                        yield pytest.param(id_, case, section, id=f"{id_}-{rule.id}-{case.name}-{section}")


@pytest.mark.parametrize(("id_", "case", "section"), list(fired()))
def test_a_rule_whose_section_was_not_passed_never_passes_silently(id_, case, section):
    """Rules over a section that was not supplied are `not_checked`, and what is not checked is listed."""
    document = patched(json.loads(fixtures()[case.base]), {**case.changes, f"/{section}": None})
    for wound in document["wounds"] if section == "history" else ():
        # When a wound was first seen tells of its past what the history does.
        wound["first_seen_on"] = None
    whole = dc.read_encounter(json.dumps(document))
    decision = rulebook(id_, on=whole.date_of_service).code(whole)
    untold = [each for each in decision.findings if each.outcome == "not_checked"]
    assert any(reads(each.facts, section) for each in untold)
