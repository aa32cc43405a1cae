"""`packs show`: a pack as it holds on a day; and a pack that says it was resolved must say it soundly."""

import json

import pytest
from click.testing import CliRunner

from debridecode.commands import debridecode
from debridecode.packs.model import AllOf, AnyOf, AnyWound, FactRef, Leaf, Not, ParameterRef
from debridecode.packs.words import condition_words
from debridecode.report.sections import WIDTH
from packs.small_packs import ALONE, CHILD, problems_of, spoilt


def run(*words):
    return CliRunner().invoke(debridecode, ["packs", *map(str, words)])


def entries(text):
    """What is said of each rule, parameter and table: its title -> the lines below, unwrapped."""
    blocks = (block.splitlines() for block in text.split("\n\n"))
    return {
        lines[0].partition(":")[0]: "\n".join(lines[1:]).replace("\n      ", " ").replace("    ", "")
        for lines in blocks
    }


@pytest.fixture
def shown(write):
    """What is shown of a pack on a day."""

    def show(pack, day):
        result = run("show", write(pack), "--on", day)
        assert (result.exit_code, result.stderr) == (0, "")
        assert max(map(len, result.output.splitlines())) <= WIDTH
        return result.output

    return show


def test_an_override_is_shown_with_what_was_by_whom_from_when_and_why(shown):
    text = shown(CHILD, "2024-08-15")
    assert text.startswith(
        "acme/child 2026.1 on 2024-08-15\n"
        "Extends the base\n"
        "Made of cms/base 2026.5, acme/child 2026.1; what follows holds from 2024-07-01 to 2024-09-30\n"
    )
    said = entries(text)
    assert said["doc.color"] == (
        "from: cms/base, from 2024-07-01 on\n"
        "when: wound.assessment_documented is true and wound.color_documented is false\n"
        "error: the assessment does not describe the color\n"
        "ask the clinician: Please describe the color of this wound.\n"
        "gap: assessment\n"
        "said in: Elements of a wound assessment that no publisher's text was read for, color "
        "(assessment-elements, unverified)\n"
        "said in: Policy, p. 1 (policy, verified)\n"
        "changed by acme/child, from 2024-07-01 on: "
        "severity was warning, is error: Acme denies (policy, p. 1)"
    )
    assert (
        'when was "wound.location_documented is false", is '
        '"wound.location_documented is false and wound.area_sq_cm > 4": Acme minds large wounds alone'
    ) in said["doc.location"]
    assert "value: 10 (area_sq_cm)" in said["units.step_area"]
    assert "value was 20, is 10: Acme pays by 10 (policy, p. 3)" in said["units.step_area"]


def test_a_disabled_rule_is_shown_with_who_disabled_it_and_why(shown):
    text = shown(CHILD, "2024-08-15")
    _, _, absent = text.partition("Rules that do not hold on this day\n")
    assert entries(absent)["doc.texture"] == (
        "from: cms/base\n"
        "changed by acme/child, from 2024-07-01 on: disabled: Acme does not mind (policy, p. 4)\n"
        "said in: Policy, p. 4 (policy, verified)"
    )


def test_nothing_is_said_of_an_override_before_its_day(shown):
    text = shown(CHILD, "2024-06-30")
    said = entries(text)
    assert "acme/child from" not in text
    assert "acme/child" not in text.partition("do not hold")[2]
    assert said["doc.color"].startswith("from: cms/base, from 2024-01-01 to 2024-06-30\n")
    assert "warning: " in said["doc.color"]
    assert "value: 20 (area_sq_cm)" in said["units.step_area"]


def test_values_of_several_segments_are_shown_with_their_days(shown):
    before, after = (entries(shown(ALONE, day)) for day in ("2024-12-31", "2026-07-01"))
    assert before["many.units"] == (
        "from: acme/alone, from 2024-01-01 to 2024-12-31\nvalue: 3 (number)\n"
        "said in: Manual, p. 3 (manual, verified)"
    )
    assert after["many.units"].startswith("from: acme/alone, from 2025-01-01 on\nvalue: 4.5 (number)\n")
    assert before["look.instrument"].startswith("from: acme/alone, from 2024-01-01 to 2025-12-31\nwhen: ")
    assert after["look.instrument"] == (
        "from: acme/alone\nretired: from 2026-01-01 on\nsaid in: Manual, p. 16 (manual, verified)"
    )


def test_edit_tables_are_shown_with_their_slot_and_the_releases_asked(shown):
    own = entries(shown(ALONE, "2026-07-01"))
    assert own["pairs"].endswith(
        "filled from: its own rows\n"
        "asked first: first, known for 2024-01-01 to 2026-06-30: not known for this day; 1 row then; "
        "Manual (verified)"
    )
    base = entries(shown(CHILD, "2026-03-02"))
    slot, first, then = base["ncci-ptp-hospital"].splitlines()[2:]
    assert slot == "filled from: slot medicare/pair_edits/outpatient_hospital"
    assert first.startswith("asked first: I/OCE, quarters 2019 Q3 to 2026 Q2, ")
    assert ": in force on this day; " in first
    assert then.startswith("asked then: 2024 Q3, known for 2024-07-01 to 2024-09-30: not known for this day;")


def test_a_rule_of_every_effect_and_every_table_is_shown(shown):
    said = entries(shown(ALONE, "2024-02-01"))
    assert {"mark", "many", "groups", "placing", "to-ask", "kinds", "sides", "gone"} <= set(said)
    assert "modifier: parameter site.modifier\nstep: done by a physician\n" in said["mark"]
    assert "error: {line.units} is more than {many.units}\n" in said["many"]
    assert "row 1: id: shallow; label: shallow; primary: X0001; add on: X0002; " in said["groups"]
    assert "row 1: kind: evaluation; codes: [X0009]; beginning: [Y0]" in said["kinds"]
    assert "row 1: code: X0000; family: deep; ended: 2010-12-31" in said["gone"]
    assert "row 2: id: rest; when: always; outcome: query; " in said["placing"]


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["cms/bse", "--on", "2026-03-02"], 2, "perhaps cms/base"),
        (["cms/base", "--on", "2023-12-31"], 2, "answers for dates of service from 2024-01-01"),
        (["cms/base", "--on", "2026-02-30"], 2, "does not match the format '%Y-%m-%d'"),
        (["cms/base"], 2, "Missing option '--on'"),
    ],
)
def test_what_cannot_be_shown_is_named(words, code, message):
    result = run("show", *words)
    assert result.exit_code == code
    assert message in " ".join(result.stderr.split())
    assert result.stdout == ""


def test_a_printed_pack_passes_the_check_and_is_shown_as_its_chain_is(write):
    printed = run("show", write(CHILD), "--on", "2024-08-15", "--resolved")
    file = write(printed.stdout, "resolved.json")
    assert run("check", file).exit_code == 0
    assert run("show", file, "--on", "2024-08-15", "--resolved").stdout == printed.stdout
    assert "Made of cms/base 2026.5, acme/child 2026.1; " in run("show", file, "--on", "2024-08-15").stdout
    assert run("show", file, "--on", "2024-10-01").exit_code == 2, "it answers for its own days alone"


# A pack that says it was resolved.


def resolved(**changes):
    """A resolved pack with some of its top-level keys put in or replaced."""
    chain = ["acme/alone 2026.1"]
    return json.loads(ALONE) | {"resolved": {"on": "2024-02-01", "chain": chain}} | changes


def with_origin(document, section, id_, origin):
    document[section][id_]["origin"] = origin
    return document


@pytest.mark.parametrize(
    ("section", "id_"), [("rules", "many"), ("parameters", "many.units"), ("tables", "pairs")]
)
def test_an_origin_is_for_resolved_packs_alone(write, section, id_):
    (problem,) = problems_of(write(with_origin(json.loads(ALONE), section, id_, "acme/alone")))
    assert problem.pointer == f"/{section}/{id_}/origin"
    assert problem.message == "origin is for resolved packs alone"


def test_an_origin_is_of_the_chain(write):
    (problem,) = problems_of(write(with_origin(resolved(), "rules", "many", "acme/alnoe")))
    assert (problem.pointer, problem.message, problem.hint) == (
        "/rules/many/origin",
        "no pack acme/alnoe in the chain that was resolved",
        "perhaps acme/alone",
    )


def test_a_resolved_pack_takes_no_overrides_and_no_base(write):
    spoilt_pack = resolved(overrides=[], extends="cms/base")
    assert {problem.pointer for problem in problems_of(write(spoilt_pack))} >= {"/overrides", "/extends"}


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"on": "2024-02-30", "chain": ["acme/alone 2026.1"]}, "/resolved/on"),
        ({"on": "2024-02-01", "chain": []}, "/resolved/chain"),
        ({"on": "2024-02-01", "chain": ["acme/alone"]}, "/resolved/chain/0"),
        ({"chain": ["acme/alone 2026.1"]}, "/resolved"),
    ],
)
def test_what_a_pack_was_resolved_of_is_a_day_and_packs_with_versions(write, said, pointer):
    assert [problem.pointer for problem in problems_of(write(resolved(resolved=said)))] == [pointer]


def test_a_code_that_ends_with_the_days_of_a_pack_may_be_one_of_its_families(write):
    """So it is in a pack that was resolved for the days before."""
    ended = ('"code": "X0000", "family": "deep", "ended": "2010-12-31"',) * 2
    code = spoilt(ALONE, (ended[0], ended[1].replace("X0000", "X0003").replace("2010-12-31", "2029-12-31")))
    assert run("show", write(code), "--on", "2026-03-02").exit_code == 0
    longer = spoilt(code, ('"until": "2030-01-01"', '"until": "2030-01-02"'))
    (problem,) = problems_of(write(longer))
    assert problem.message == "X0003 is a code of a family after the day on which it ended"


# Conditions in words.

DRY = Leaf("wound.color_documented", "is", operand=False)
MANY = Leaf("line.units", "gt", ParameterRef("many.units"))
ONE = Leaf("wound.method", "in", frozenset({"larval"}))
ONLY = Leaf("wound.tissue_removed", "within", frozenset({"slough", "fibrin"}))
dry = "wound.color_documented is false"
many = "line.units > parameter many.units"
one = "wound.method is one of [larval]"


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (DRY, dry),
        (MANY, many),
        (ONE, one),
        (ONLY, "wound.tissue_removed holds only [fibrin, slough]"),
        (Leaf("line.units", "le", FactRef("line.unit_limit")), "line.units <= line.unit_limit"),
        (Leaf("wound.family", "known", operand=False), "wound.family is unknown"),
        (AllOf(()), "always"),
        (AnyOf(()), "never"),
        (AllOf((DRY, AnyOf((MANY, ONE)))), f"{dry} and ({many} or {one})"),
        (AnyOf((AllOf((DRY, ONE)), MANY)), f"({dry} and {one}) or {many}"),
        (Not(AllOf((DRY, ONE))), f"not ({dry} and {one})"),
        (AnyWound(AllOf((DRY, ONE))), f"for some wound: ({dry} and {one})"),
    ],
)
def test_a_condition_in_words_has_one_reading(condition, said):
    assert condition_words(condition) == said
