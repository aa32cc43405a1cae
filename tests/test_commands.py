"""The command line: what a biller sees, and the exit codes that a script reads."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from debridecode.commands import debridecode as command
from debridecode.packs.discover import fixtures

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "leg-ulcers.json"


def run(*args, given=None):
    """Run the command line in this process."""
    return CliRunner().invoke(command, [str(arg) for arg in args], input=given)


def changed(tmp_path, *changes, fixture="selective"):
    """A fixture encounter as a file, with values put at paths such as (("wounds", 0, "location"), None)."""
    record = json.loads(fixtures()[fixture])
    for (*parents, last), value in changes:
        place = record
        for part in parents:
            place = place[part]
        place[last] = value
    file = tmp_path / "encounter.json"
    file.write_text(json.dumps(record), encoding="utf-8")
    return file


def test_a_clean_record_exits_0_and_a_biller_reads_the_arithmetic():
    result = run("code", EXAMPLE)
    assert result.exit_code == 0
    assert "CLEAN: the record supports these lines" in result.output
    assert "A 24 + B 21 = 45 sq cm -> 97597 x1, 97598 x2 (25 sq cm beyond the first 20)" in result.output


@pytest.mark.parametrize(
    ("changes", "ask"),
    [
        (
            [(("wounds", 0, "debridement", "deepest_tissue_removed"), None)],
            "wound A: Please state the deepest layer of tissue that was removed from this wound, if any was.",
        ),
        (
            [(("wounds", 0, "debridement", "area_sq_cm"), None), (("wounds", 0, "before"), None),
             (("wounds", 0, "after"), None)],
            "wound A: Please state the area of this wound that was debrided, in sq cm.",
        ),
    ],
    ids=["no depth", "no area"],
)  # fmt: skip
def test_a_record_that_lacks_what_decides_exits_1_and_asks_for_it(tmp_path, changes, ask):
    result = run("code", changed(tmp_path, *changes))
    assert result.exit_code == 1
    assert "QUERY" in result.output
    assert "No lines." in result.output
    assert ask in " ".join(result.output.split())


def test_a_dressing_change_exits_1_and_is_not_billable(tmp_path):
    file = changed(tmp_path, (("wounds", 0, "debridement"), {"method": "dressing_change_only"}))
    result = run("code", file)
    assert result.exit_code == 1
    assert "NOT BILLABLE" in result.output


def test_json_for_programs():
    decision = json.loads(run("code", EXAMPLE, "--format", "json").output)
    assert [(line["code"], line["units"], line["modifiers"]) for line in decision["lines"]] == [
        ("11042", 1, []),
        ("97597", 1, ["XS"]),
        ("97598", 2, ["XS"]),
    ]
    assert decision["provenance"]["pack"] == "medicare/novitas-jh"


def test_another_payer_and_standard_input():
    result = run("code", "-", "--payer", "medicare/palmetto-jm", given=EXAMPLE.read_text())
    assert result.exit_code == 0
    assert "Palmetto GBA has no local policy on wound debridement" in " ".join(result.output.split())


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["code", "no-such-file.json"], "expected a file that can be read"),
        (
            ["code", EXAMPLE, "--payer", "medicare/novitas"],
            "--payer: expected the id of a known pack; perhaps",
        ),
    ],
)
def test_bad_input_exits_2(args, said):
    result = run(*args)
    assert result.exit_code == 2
    assert said in result.output


def test_an_unknown_payer_of_the_record_is_named_by_its_path_and_not_by_its_value(tmp_path):
    result = run("code", changed(tmp_path, (("payer",), "zz-unknown-77")))
    assert result.exit_code == 2
    assert result.output.startswith("$.payer: expected the id of a known pack")
    assert "zz-unknown-77" not in result.output


def test_a_date_before_the_packs_exits_2_and_says_which_dates_they_answer_for(tmp_path):
    result = run("code", changed(tmp_path, (("date_of_service",), "2023-12-31")))
    assert result.exit_code == 2
    assert "answers for dates of service from 2024-01-01" in result.output


def test_packs_are_listed_with_how_their_sources_were_read():
    result = run("packs", "list")
    assert result.exit_code == 0
    for word in ("cms/base", "medicare/novitas-jh", "medicare/palmetto-jm", "2024-01-01", "verified"):
        assert word in result.output


def test_a_good_pack_passes_check_and_test():
    file = ROOT / "rulepacks" / "medicare" / "palmetto-jm.json"
    assert run("packs", "check", file).exit_code == 0
    assert run("packs", "test", file).exit_code == 0


def test_a_bad_pack_exits_3_with_every_mistake_located(tmp_path):
    text = (ROOT / "rulepacks" / "medicare" / "palmetto-jm.json").read_text(encoding="utf-8")
    for good, bad in (
        ('"severity": "advice"', '"severity": "advise"'),
        ('"encounter.debridement_shown"', '"encounter.debridement_show"'),
        ('"source": "jl-fact-sheet"', '"source": "jl-facts"'),
        ('"vocabulary": "facts/1"', '"vocabulary": "facts/1", "titel": "x"'),
    ):
        assert text.count(good) == 1
        text = text.replace(good, bad)
    file = tmp_path / "pack.json"
    file.write_text(text, encoding="utf-8")
    result = run("packs", "check", file)
    assert result.exit_code == 3
    lines = result.output.splitlines()
    assert len(lines) == 4
    assert all(line.startswith(f"{file}:") for line in lines)
    for near in (
        "perhaps advice",
        "perhaps encounter.debridement_shown",
        "perhaps jl-fact-sheet",
        "perhaps title",
    ):
        assert near in result.output


def test_a_pack_whose_test_fails_exits_3(tmp_path):
    text = (ROOT / "rulepacks" / "medicare" / "palmetto-jm.json").read_text(encoding="utf-8")
    file = tmp_path / "pack.json"
    file.write_text(text.replace('"97598 x1"', '"97598 x2"'), encoding="utf-8")
    result = run("packs", "test", file)
    assert result.exit_code == 3
    assert "lines are 97597 x1, 97598 x1; expected 97597 x1, 97598 x2" in result.output


def test_help_is_for_a_biller():
    result = run("code", "--help")
    assert result.exit_code == 0
    for words in (
        "what to ask the clinician",
        "--payer",
        "0 clean, 1 something to do, 2 bad input, 3 bad pack",
    ):
        assert words in " ".join(result.output.split())
