"""One encounter under the packs of several payers, side by side."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from debridecode import read_encounter
from debridecode.commands import debridecode as command
from debridecode.errors import UnknownPackError
from debridecode.packs.bundled import bundled, fixtures
from debridecode.payers import side_by_side
from debridecode.report.payers import payers_json, payers_text
from debridecode.rulebooks import rulebook

EXAMPLE = Path(__file__).parents[1] / "examples" / "leg-ulcers.json"
FEW = ("cms/base", "medicare/novitas-jh", "medicaid/texas", "tricare")


def example():
    return read_encounter(EXAMPLE.read_bytes())


def run(*args, given=None):
    return CliRunner().invoke(command, ["compare", *map(str, args)], input=given)


def test_each_pack_decides_as_it_does_alone():
    encounter = example()
    seen = side_by_side(encounter, FEW)
    assert [each.pack for each in seen.packs] == list(FEW)
    for each in seen.packs:
        alone = rulebook(each.pack, on=encounter.date_of_service).code(encounter)
        assert each.decision.lines == alone.lines
        assert each.decision.status == alone.status
        told = {(asked.rule, wound) for asked in each.asks for wound in asked.wound_ids or (None,)}
        assert told == {(finding.rule.partition(":")[2], finding.wound_id) for finding in alone.findings}


def test_what_all_ask_is_told_once_and_what_some_ask_by_pack():
    seen = side_by_side(example(), FEW)
    some, every = set(seen.by_some), set(seen.by_all)
    assert not some & every
    for each in seen.packs:
        assert every <= set(each.asks)
    for asked in some:
        assert 0 < sum(asked in each.asks for each in seen.packs) < len(FEW)
    assert {asked for each in seen.packs for asked in each.asks} == some | every


def test_what_every_pack_asks_of_an_empty_record_stands_at_the_top():
    silent = json.loads(EXAMPLE.read_text())
    silent["care_instructions"] = None
    seen = side_by_side(read_encounter(json.dumps(silent)), FEW)
    assert "doc.instructions" in {asked.rule for asked in seen.by_all}
    assert "Every pack asks\n" in payers_text(seen)


def test_a_pack_that_does_not_answer_for_the_day_is_named(tmp_path, monkeypatch):
    pack = {
        "format": "debridecode-pack/1",
        "id": "acme/old",
        "version": "2026.1",
        "title": "Acme",
        "vocabulary": "facts/1",
        "supports": {"from": "2024-01-01", "until": "2025-01-01"},
        "extends": "cms/base",
    }
    (tmp_path / "old.json").write_text(json.dumps(pack))
    monkeypatch.setenv("DEBRIDECODE_PACK_PATH", str(tmp_path))
    result = run(EXAMPLE)
    assert result.exit_code == 0
    (row,) = [line for line in result.output.splitlines() if line.startswith("acme/old ")]
    assert "not answered" in row
    assert "answers for dates of service from 2024-01-01 to before 2025-01-01" in row


def test_the_table_has_a_row_for_every_pack_and_every_number_is_told():
    result = run(EXAMPLE)
    assert result.exit_code == 0
    table, _, told = result.output.partition("\nWhat only some ask ")
    told = told.partition("\n")[2]
    starts = [(line.partition(" ")[0], line) for line in table.splitlines()]
    rows = {start: line for start, line in starts if start in bundled()}
    assert set(rows) == set(bundled())
    assert "clean" in rows["medicare/novitas-jh"]
    assert "11042 x1, 97597 x1 XS, 97598 x2 XS" in rows["medicare/novitas-jh"]
    assert "query" in rows["medicaid/texas"]
    numbers = {line[:3].strip() for line in told.splitlines() if line[:3].strip()}
    last = [part for row in rows.values() for part in row.split("  ")[-1].split(", ")]
    named = {number for part in last if part != "nothing" for number in _numbers_of(part)}
    assert named == {int(number) for number in numbers}


def _numbers_of(part):
    first, _, end = part.partition("-")
    return range(int(first), int(end or first) + 1)


def test_what_several_packs_say_in_the_same_words_has_one_number():
    seen = side_by_side(example(), [id_ for id_ in bundled() if id_.startswith("medicaid/texas")])
    templates = [asked for asked in seen.by_some if asked.rule == "plan.template"]
    (template,) = [asked for asked in templates if "of this state" not in asked.message]
    (other,) = [asked for asked in templates if asked != template]
    assert [each.pack for each in seen.packs if other in each.asks] == [
        "medicaid/texas-unitedhealthcare-community"
    ]
    under = [each.pack for each in seen.packs if template in each.asks]
    assert {"medicaid/texas-driscoll", "medicaid/texas-parkland"} <= set(under)
    assert "medicaid/texas" not in under
    everywhere = [(asked.rule, asked.read, asked.message) for asked in (*seen.by_all, *seen.by_some)]
    assert len(everywhere) == len(set(everywhere))


def test_how_a_rule_was_read_and_how_grave_it_is_stand_beside_it():
    text = payers_text(side_by_side(example(), FEW))
    assert "[warning, secondary] wounds B, C: length and width after the debridement are not" in text
    assert "(novitas.after)" in text
    assert "[warning, not checked, verified]" in text


def test_the_payer_of_the_record_does_not_matter_and_no_words_of_it_are_told():
    document = json.loads(EXAMPLE.read_text()) | {"payer": "zz-nobody-77"}
    document["wounds"][0]["location"] = "right calf Zebulon"
    document["note"] = "Zebulon"
    result = run("-", "--pack", "cms/base", "--pack", "tricare", given=json.dumps(document))
    assert result.exit_code == 0
    assert "under 2 packs" in result.output
    assert "zz-nobody-77" not in result.output
    assert "Zebulon" not in result.output


def test_json_says_the_same():
    seen = side_by_side(example(), FEW)
    result = run(EXAMPLE, *(part for pack in FEW for part in ("--pack", pack)), "--format", "json")
    document = json.loads(result.output)
    assert document == json.loads(json.dumps(payers_json(seen)))
    for each, said in zip(seen.packs, document["packs"], strict=True):
        assert said["status"] == each.decision.status
        told = [document["by_some"][place]["rule"] for place in said["asks"]]
        assert told == [asked.rule for asked in each.asks if asked in seen.by_some]


def test_a_pack_named_twice_is_one_row():
    assert len(side_by_side(example(), ("tricare", "tricare")).packs) == 1


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["no-such-file.json"], "expected a file that can be read"),
        ([EXAMPLE, "--pack", "medicare/novita"], "expected the id of a known pack; perhaps medicare/novitas"),
    ],
)
def test_bad_input_exits_2(args, said):
    result = run(*args)
    assert result.exit_code == 2
    assert said in result.output


def test_an_unknown_pack_is_refused():
    with pytest.raises(UnknownPackError):
        side_by_side(read_encounter(fixtures()["selective"]), ["acme/none"])
