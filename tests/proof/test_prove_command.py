"""What the command line shows of proofs and witnesses, and how it ends."""

import json
import sys

from click.testing import CliRunner
from small_chains import chain, finding, override, rule

from debridecode import load_pack, read_encounter, rulebook
from debridecode.commands import debridecode as command

NEVER = {"all": [{"fact": "wound.area_sq_cm", "known": True}, {"fact": "wound.area_sq_cm", "lt": 0}]}


def run(*args):
    return CliRunner().invoke(command, ["packs", *map(str, args)])


def test_prove_says_of_each_span_of_days_what_is_so(tmp_path):
    chain(tmp_path, overrides=[override("rules/doc.tissue", "disable")])
    result = run("prove", tmp_path / "acme.json")
    assert (result.exit_code, result.stderr) == (0, "")
    before, after = result.stdout.split("\nacme/plan 2026.1 from 2026-07-01 to 2027-12-31\n")
    after, last = after.split("\nacme/plan 2026.1 from 2028-01-01 on\n")
    assert before.startswith("acme/plan 2026.1 from 2025-01-01 to 2025-12-31\n")
    assert "\nacme/plan 2026.1 from 2026-01-01 to 2026-06-30\n" in before
    assert "exception:" not in before
    for span in (after, last):
        assert "exception: cms/base:doc.tissue is gone: acme/plan" in span
    assert last.endswith("\n1 exception, 8 proved\n")


def test_what_is_refuted_ends_with_3_and_shows_what_comes_of_the_encounter(tmp_path):
    same = {"not": {"fact": "wound.tissue_documented", "is": True}}
    chain(
        tmp_path,
        dead=rule("wound", NEVER, finding()),
        light=rule("wound", same, finding("advice", gap="tissue")),
    )
    result = run("prove", tmp_path / "acme.json", "--on", "2026-03-02")
    assert (result.exit_code, result.stderr) == (3, "")
    assert "refuted: acme/plan:acme.dead can never hold\n" in result.stdout
    assert "    acme/plan: query; no debridement line; " in result.stdout


def test_what_is_not_decided_ends_with_1(tmp_path, monkeypatch):
    monkeypatch.setattr("debridecode.proof.witness.TRIES", 10)
    wraps = {"fact": "line.code", "in": ["29999"]}
    chain(tmp_path, drop=rule("line", wraps, {"drop": True, "step": "seeded"}))
    result = run("prove", tmp_path / "acme.json", "--on", "2026-03-02")
    assert (result.exit_code, result.stderr) == (1, "")
    assert "not decided: the pack adds the rule acme/plan:acme.drop" in result.stdout


def test_diff_shows_an_encounter_that_can_be_coded(tmp_path):
    chain(tmp_path, overrides=[override("parameters/units.first_area", "value", 20, 25)])
    result = run("diff", "cms/base", tmp_path / "acme.json", "--on", "2026-08-03", "--witness")
    assert result.exit_code == 1
    shown = result.stdout.partition("An encounter on which the Decisions differ\n")[2]
    text, _, outcomes = shown.partition("\n    A: ")
    encounter = read_encounter(text)
    lines = [
        tuple(
            f"{line.code} x{line.units}"
            for line in rulebook(pack, on=encounter.date_of_service).code(encounter).lines
        )
        for pack in ("cms/base", load_pack(tmp_path / "acme.json"))
    ]
    assert outcomes.splitlines() == [f"query; {', '.join(lines[0])}", f"    B: query; {', '.join(lines[1])}"]
    assert json.loads(text)["date_of_service"] == "2026-08-03"


def test_diff_of_what_never_tells_says_that_it_is_proved(tmp_path):
    chain(tmp_path, never=rule("wound", NEVER, finding()))
    result = run("diff", "cms/base", tmp_path / "acme.json", "--on", "2026-08-03", "--witness")
    proved = "Proved: there is no encounter on which the Decisions differ."
    assert result.stdout.endswith(f"\n{proved} Audits of a claim were not compared.\n")


def test_without_the_extra_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "z3", None)
    for args in (
        ("prove", "medicare/palmetto-jm"),
        ("diff", "cms/base", "medicare/palmetto-jm", "--on", "2026-03-02", "--witness"),
    ):
        result = run(*args)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr == "packs are proved with z3; run: pip install 'debridecode[prove]'\n"
