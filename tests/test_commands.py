"""The command line: what a biller sees, and the exit codes that a script reads."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from debridecode.commands import debridecode as command
from debridecode.packs.bundled import bundled, bundled_chain, fixtures
from debridecode.packs.reading import counted, rules_by_reading

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
    assert "No debridement line." in result.output
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
            ["code", EXAMPLE, "--payer", "medicare/novita"],
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
    head, *rows = result.output.splitlines()
    assert head.split("  ")[0] == "Pack"
    by_pack = {row.split()[0]: row for row in rows}
    assert set(by_pack) >= set(bundled())
    for id_, row in by_pack.items():
        chain = bundled_chain(id_)
        assert row.endswith(f"the library  {chain[-1].title}"), "each on one line, whatever the terminal"
        assert row.split()[1:4] == [
            chain[-1].version,
            str(chain[-1].supports_from),
            str(len(chain[-1].rules)),
        ]
        assert counted(rules_by_reading(chain)) in row


def test_a_good_pack_passes_check_and_test():
    file = ROOT / "rulepacks" / "medicare" / "palmetto.json"
    assert run("packs", "check", file).exit_code == 0
    assert run("packs", "test", file).exit_code == 0


def test_a_bad_pack_exits_3_with_every_mistake_located(tmp_path):
    text = (ROOT / "rulepacks" / "medicare" / "palmetto.json").read_text(encoding="utf-8")
    for good, bad in (
        ('"severity": "advice"', '"severity": "advise"'),
        ('"encounter.debridement_shown"', '"encounter.debridement_show"'),
        ('"source": "mcd-2025-08-palmetto"', '"source": "mcd-2025-08-palmeto"'),
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
        "perhaps mcd-2025-08-palmetto",
        "perhaps title",
    ):
        assert near in result.output


def test_a_pack_whose_test_fails_exits_3(tmp_path):
    text = (ROOT / "rulepacks" / "medicare" / "palmetto.json").read_text(encoding="utf-8")
    file = tmp_path / "pack.json"
    file.write_text(text.replace('"97598 x1"', '"97598 x2"'), encoding="utf-8")
    result = run("packs", "test", file)
    assert result.exit_code == 3
    assert "lines are 97597 x1, 97598 x1; expected 97597 x1, 97598 x2" in result.output


def test_help_is_for_a_biller():
    result = run("code", "--help")
    assert result.exit_code == 0
    for words in (
        "what to ask",
        "--payer",
        "0 clean or agrees, 1 something to do, 2 bad input, 3 bad pack",
    ):
        assert words in " ".join(result.output.split())


CLAIM = ROOT / "examples" / "leg-ulcers-claim.json"


def billed(tmp_path, *lines, encounter_id="enc-0001"):
    """A claim as a file, of lines given as code, units and modifiers."""
    file = tmp_path / "claim.json"
    written = [{"code": code, "units": units, "modifiers": list(more)} for code, units, *more in lines]
    file.write_text(json.dumps({"encounter_id": encounter_id, "lines": written}), encoding="utf-8")
    return file


def test_the_contract_claim_differs_in_three_ways():
    result = run("audit", EXAMPLE, CLAIM)
    said = " ".join(result.output.split())
    assert result.exit_code == 1
    assert "DIFFERS" in said
    assert "line 3: 97598 x1: 1 billed, 2 supported" in said
    assert "line 3: 97598 x1 lacks XS: 11042 and 97598 are a column 1 / column 2 pair, indicator 1" in said
    assert "2024 Q3; known for 2024-07-01 to 2024-09-30, not for the date of service" in said
    advice = said[said.index("Advice") :]
    assert "line 2: 97597 x1 59: 59 is accepted, and XS is preferred" in advice


def test_a_right_claim_agrees_and_exits_0(tmp_path):
    claim = billed(tmp_path, ("97598", 2, "XS"), ("11042", 1), ("97597", 1, "XS"))
    result = run("audit", EXAMPLE, claim)
    assert result.exit_code == 0
    assert "AGREES" in result.output
    assert "Differences" not in result.output
    # What the record only lacks, and moves no status, is shown beside an agreement too.
    assert "warning: wounds B, C: length and width after the debridement are not recorded" in result.output


def test_an_audit_as_json(tmp_path):
    claim = billed(tmp_path, ("11042", 1), ("97597", 1, "XS"))
    audit = json.loads(run("audit", EXAMPLE, claim, "--format", "json").output)
    assert audit["status"] == "differs"
    assert [(each["matter"], each["code"], each["positions"]) for each in audit["differences"]] == [
        ("not_billed", "97598", [])
    ]
    assert [line["code"] for line in audit["decision"]["lines"]] == ["11042", "97597", "97598"]


def test_the_claim_of_another_encounter_is_refused(tmp_path):
    result = run("audit", EXAMPLE, billed(tmp_path, ("97597", 1), encounter_id="enc-77"))
    assert result.exit_code == 2
    assert "expected the claim of this encounter" in result.output
    assert "enc-77" not in result.output


def test_an_audit_names_every_mistake_of_a_claim(tmp_path):
    file = tmp_path / "claim.json"
    file.write_text('{"encounter_id": "enc-0001", "lines": [{"code": "97597", "units": 0}, {"cod": "x"}]}')
    result = run("audit", EXAMPLE, file)
    assert result.exit_code == 2
    assert "$.lines[0].units" in result.output
    assert "$.lines[1]: unknown field cod" in result.output


def test_questions_for_the_clinician_name_what_is_missing_and_nothing_else(tmp_path):
    file = changed(tmp_path, (("wounds", 0, "debridement", "deepest_tissue_removed"), None))
    result = run("ask", file)
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "Wound A: Please state the deepest layer of tissue that was removed from this wound, if any was."
    ]


def test_ask_asks_each_thing_once(tmp_path):
    blank = {
        "encounter_id": "e",
        "date_of_service": "2026-03-02",
        "payer": "cms/base",
        "wounds": [{"wound_id": "A"}],
    }
    file = tmp_path / "encounter.json"
    file.write_text(json.dumps(blank), encoding="utf-8")
    asked = run("ask", file).output
    assert asked.count("the deepest layer of tissue that was removed") == 1
    assert asked.count("how this wound was treated") == 1


def test_no_questions_for_a_whole_record():
    result = run("ask", changed_nothing())
    assert (result.exit_code, result.output) == (0, "")


def test_what_only_a_coder_can_answer_is_still_something_to_do(tmp_path):
    result = run("ask", changed(tmp_path, (("setting", "claim_form"), None)))
    assert (result.exit_code, result.output) == (1, "")


def test_a_file_that_is_not_there_is_named(tmp_path):
    result = run("code", tmp_path / "nowhere.json")
    assert result.exit_code == 2
    assert "nowhere.json: expected a file that can be read" in "".join(result.output.splitlines())


def changed_nothing():
    """The path of an encounter that lacks nothing."""
    return ROOT / "src" / "debridecode" / "fixtures" / "selective.json"


def test_a_coder_sees_what_each_answer_leads_to_and_a_clinician_does_not(tmp_path):
    done = ("wounds", 0, "debridement")
    file = changed(
        tmp_path,
        ((*done, "deepest_tissue_removed"), None),
        ((*done, "tissue_removed"), ["necrotic_subcutaneous"]),
    )
    coder = " ".join(run("code", file).output.split())
    assert "If documented" in coder
    assert "subcutaneous -> 11042 x1, 11045 x1 (clean)" in coder
    assert "11042" not in run("ask", file).output


def test_a_folder_of_tables_that_is_none_exits_2(tmp_path):
    result = run("code", EXAMPLE, "--tables", tmp_path / "nowhere")
    assert result.exit_code == 2
    assert "expected a folder of release files that can be read" in result.output
