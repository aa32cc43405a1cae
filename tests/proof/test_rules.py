"""Rules that cannot hold, add nothing, contradict or are never heeded are found; those that count are not."""

from datetime import date

from small_chains import chain, finding, rule

from debridecode.packs.bundled import bundled_chain
from debridecode.proof.day import Day
from debridecode.proof.prove import prove
from debridecode.proof.rules import rule_answers
from debridecode.proof.witness import Side
from debridecode.rulebooks import rulebook

DAY = date(2026, 3, 2)
COLOR = {"fact": "wound.color_documented", "is": False}
TISSUE = {"fact": "wound.tissue_documented", "is": False}
NOT_TISSUE = {"not": {"fact": "wound.tissue_documented", "is": True}}
SELECTIVE = {"fact": "line.family", "is": "selective"}


def answers(found):
    """What was said of the rules that a test seeded, by how sure it is."""
    book = rulebook(found, on=DAY)
    said = {}
    for answer in rule_answers(Day(book.resolved), Side(book, DAY)):
        if "acme" in answer.text:
            said.setdefault(answer.status, []).append(answer)
    return said


DEAD = {
    # An area comes with where it comes from.
    "area": ("wound", [{"fact": "wound.area_source", "is": "recorded"},
                       {"fact": "wound.area_sq_cm", "known": False}]),
    # A wound that was not cut is of no family for cut wounds.
    "family": ("wound", [{"fact": "wound.family", "is": "bone"},
                         {"fact": "wound.method", "is": "larval"}]),
    # One part says of each wound what the other denies of one.
    "each": ("encounter", [{"every_wound": COLOR}, {"any_wound": {"not": COLOR}}]),
    # A primary has one unit.
    "units": ("line", [{"fact": "line.role", "is": "primary"}, {"fact": "line.units", "gt": 1}]),
    # Nobody else did one of two debridement lines.
    "else": ("pair", [{"fact": "pair.column_1_kind", "is": "debridement"},
                      {"fact": "pair.column_2_kind", "is": "debridement"},
                      {"fact": "pair.other_practitioner", "is": True}]),
    "both": ("billed", [{"fact": "billed.matter", "is": "refused"},
                        {"fact": "billed.matter", "is_not": "refused"}]),
}  # fmt: skip
LIVE = {
    "area_live": ("wound", [{"fact": "wound.area_source", "is": "recorded"},
                            {"fact": "wound.area_sq_cm", "lt": 1}]),
    "family_live": ("wound", [{"fact": "wound.family", "known": False}]),
    "each_live": ("encounter", [{"any_wound": COLOR}, {"any_wound": {"not": COLOR}}]),
    "units_live": ("line", [{"fact": "line.role", "is": "add_on"}, {"fact": "line.units", "gt": 1}]),
    "else_live": ("pair", [{"fact": "pair.distinct_by", "is": "part"}]),
    "both_live": ("billed", [{"fact": "billed.matter", "is": "refused"}, {"fact": "billed.units", "gt": 1}]),
}  # fmt: skip


def test_rules_that_can_never_hold_are_dead_and_others_are_not(tmp_path):
    seeded = {name: rule(scope, {"all": parts}, finding()) for name, (scope, parts) in (DEAD | LIVE).items()}
    found = answers(chain(tmp_path, **seeded))
    assert [answer.text for answer in found.pop("refuted")] == [
        f"acme/plan:acme.{name} can never hold"
        for name in ("each", "area", "family", "units", "else", "both")
    ]
    assert not found


def test_rules_that_add_nothing_contradict_or_come_too_late_are_found(tmp_path):
    tissue = finding("error", gap="tissue")
    narrow = {"all": [TISSUE, {"fact": "wound.method", "is": "excisional"}]}
    line = [
        {"fact": "line.family", "is": "nonselective"},
        {"fact": "encounter.claim_form", "is": "professional"},
    ]
    session = {"all": [{"fact": "pair.indicator", "is": "1"}, {"fact": "pair.distinct_by", "is": "session"}]}
    found = answers(
        chain(
            tmp_path,
            narrow=rule("wound", narrow, tissue),
            narrower=rule("wound", {"all": [narrow, COLOR]}, tissue),
            other_gap=rule("wound", {"all": [TISSUE, COLOR]}, finding("error", gap="size")),
            wider=rule("wound", {"any": [TISSUE, COLOR]}, finding("warning", gap="tissue")),
            light=rule("wound", NOT_TISSUE, finding("advice", gap="tissue")),
            other_light=rule("wound", NOT_TISSUE, finding("advice", gap="size")),
            site=rule("line", SELECTIVE, {"modifier": "XS", "step": "seeded"}),
            distinct=rule("line", SELECTIVE, {"modifier": "59", "step": "seeded"}),
            kx=rule("line", SELECTIVE, {"modifier": "GY", "step": "seeded"}),
            late=rule("line", {"all": line}, {"modifier": "KX", "step": "seeded"}),
            session=rule("pair", session, {"drop": True, "step": "seeded"}),
        )
    )
    refuted = {answer.text: answer.witness for answer in found.pop("refuted")}
    light = "cms/base:doc.tissue and acme/plan:acme.light hold of the same, and they give it two severities"
    modifiers = (
        "acme/plan:acme.site and acme/plan:acme.distinct hold of the same, and a line takes one of their "
        "modifiers alone"
    )
    never = "never heeded: where it holds, the line is gone or held back by"
    assert list(refuted) == [
        "acme/plan:acme.narrower holds only where acme/plan:acme.narrow does, with the same effect",
        light,
        modifiers,
        f"acme/plan:acme.late is {never} cms/base:refuse.nonselective-professional",
        f"cms/base:pairs.earned-session is {never} acme/plan:acme.session",
    ]
    [outcome] = refuted[light].outcomes
    assert {"error failed: doc.tissue@A", "advice failed: acme.light@A"} <= set(outcome.findings)
    noted = [answer.text for answer in found.pop("noted")]
    for name in ("narrow", "narrower"):
        of_the_base = f"acme/plan:acme.{name} holds only where cms/base:doc.tissue does, with the same effect"
        assert f"{of_the_base} in other words" in noted
    assert not any("other-gap" in text or "wider" in text for text in noted)
    assert (
        "acme/plan:acme.session refuses some of what cms/base:pairs.earned-session sets apart; it is asked "
        "first, and decides"
    ) in noted
    assert not found


def test_a_bundled_pack_and_its_base_are_proved():
    spans = list(prove(bundled_chain("medicare/novitas-jh")))
    # The therapy threshold is a yearly one, and that of medical review is known until 2028.
    assert [span.start.year for span in spans] == [2024, 2025, 2026, 2028]
    assert {answer.status for span in spans for answer in span.answers} == {"proved"}
