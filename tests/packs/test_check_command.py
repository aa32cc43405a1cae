"""`debridecode packs check`: both kinds of mistakes, of several packs, in three formats."""

import json
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner
from small_packs import CHILD, spoilt

from debridecode.commands import debridecode as command
from debridecode.errors import NOTES, PackProblem, ProblemCode
from debridecode.report.sarif import _MEANING, sarif
from debridecode.version import __version__

RUMOR = '"rumor": {"title": "Rumor", "publisher": "Nobody", "read": "unverified"}'
SOUND = spoilt(CHILD, (f",\n    {RUMOR}", ""))
MEANT = CHILD
"""Loads; nothing cites its second source, the rumor."""
AT = 1 + MEANT[: MEANT.index('"rumor"')].count("\n")
"""The line on which that stands."""
REFUSED = spoilt(MEANT, ('"to": "error"', '"to": "eror"'), ('"title": "Extends the base"', '"titel": "x"'))
"""Does not load: a key is misspelt, a key is missing, and there is no such severity."""


def check(*args):
    return CliRunner().invoke(command, ["packs", "check", *map(str, args)])


def test_a_mistake_of_sense_exits_3_and_is_named_by_line_and_column(write):
    file = write(MEANT)
    result = check(file)
    assert result.exit_code == 3
    place = f"{file}:{AT}:5: /sources/rumor"
    assert result.stdout == f"{place}: nothing in this pack cites rumor (cite it where it says something)\n"


def test_what_does_not_load_is_not_reviewed_and_every_mistake_is_on_standard_output(write):
    result = check(write(REFUSED))
    assert result.exit_code == 3
    assert result.stderr == ""
    assert len(result.stdout.splitlines()) == 3
    assert "rumor" not in result.stdout


def test_a_note_alone_exits_0():
    result = check("cms/base")
    assert result.exit_code == 0
    note, sound = result.stdout.splitlines()
    assert ": note: " in note
    assert sound.startswith("cms/base: cms/base 2026.5: ")
    assert sound.endswith("; no mistakes found")


def test_several_packs_are_checked_and_one_mistake_is_enough(write):
    sound, bad = write(SOUND, "sound.json"), write(REFUSED, "bad.json")
    result = check(sound, bad, "medicare/novitas-jh")
    assert result.exit_code == 3
    lines = result.stdout.splitlines()
    assert [line.startswith(f"{bad}:") for line in lines] == [True, True, True, False, False]
    assert lines[3].startswith(f"{sound}: acme/child 2026.1: 0 rules")
    assert lines[4].startswith("medicare/novitas-jh: ")
    assert check(sound, "medicare/novitas-jh").exit_code == 0


def test_the_same_mistake_is_said_once(write):
    file = write(MEANT)
    assert check(file, file).stdout == check(file).stdout


def test_a_pack_that_there_is_not_is_a_mistake_like_others():
    result = check("medicare/novita")
    assert result.exit_code == 3
    assert result.stdout.startswith(
        "medicare/novita:1:1: /: medicare/novita: expected the id of a known pack"
    )
    assert "perhaps medicare/novitas" in result.stdout


def test_json_has_every_problem_of_every_pack(write):
    meant, refused = write(MEANT, "meant.json"), write(REFUSED, "refused.json")
    result = check("--format", "json", "cms/base", meant, refused)
    assert result.exit_code == 3
    found = json.loads(result.stdout)
    assert [(Path(each["file"]).name, each["level"], each["code"]) for each in found] == [
        ("base.json", "note", "before-supports"),
        ("meant.json", "error", "uncited-source"),
        *[("refused.json", "error", "refused")] * 3,
    ]
    assert found[1] == {
        "file": str(meant),
        "line": AT,
        "column": 5,
        "pointer": "/sources/rumor",
        "level": "error",
        "code": "uncited-source",
        "message": "nothing in this pack cites rumor",
        "hint": "cite it where it says something",
    }


def test_json_of_a_sound_pack_is_an_empty_list():
    result = check("--format", "json", "medicare/palmetto-jm")
    assert (result.exit_code, json.loads(result.stdout)) == (0, [])


def test_sarif_is_written_as_the_standard_wants_it(write, monkeypatch):
    """SARIF 2.1.0: the keys it requires, and none that it does not know; all its objects are closed."""
    file = write(MEANT, "a pack.json")
    monkeypatch.chdir(file.parent)
    result = check("--format", "sarif", "cms/base", "a pack.json")
    assert result.exit_code == 3
    log = json.loads(result.stdout)
    assert set(log) == {"$schema", "version", "runs"}
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert set(run) == {"tool", "columnKind", "results"}
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["tool"] == {
        "driver": {
            "name": "debridecode",
            "version": __version__,
            "rules": [
                {"id": code, "shortDescription": {"text": _MEANING[code]}}
                for code in ("uncited-source", "before-supports")
            ],
        }
    }
    note, mistake = run["results"]
    assert (note["ruleId"], note["level"]) == ("before-supports", "note")
    assert note["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "rulepacks/cms/base.json"
    assert mistake == {
        "ruleId": "uncited-source",
        "level": "error",
        "message": {
            "text": "/sources/rumor: nothing in this pack cites rumor (cite it where it says something)"
        },
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "a%20pack.json"},
                    "region": {"startLine": AT, "startColumn": 5},
                }
            }
        ],
    }


def test_sarif_of_a_sound_pack_has_no_results():
    (run,) = json.loads(check("--format", "sarif", "medicare/palmetto-jm").stdout)["runs"]
    assert run["results"] == run["tool"]["driver"]["rules"] == []


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("acme.json", "acme.json"),
        ("./packs/../acme.json", "acme.json"),
        ("/home/packs/acme.json", "acme.json"),
        ("/home/other/acme.json", "file:///home/other/acme.json"),
        ("../acme.json", "file:///home/acme.json"),
        ("\N{LATIN SMALL LETTER E WITH ACUTE}.json", "%C3%A9.json"),
    ],
)
def test_paths_are_relative_to_the_folder_where_they_lie_below_it(file, uri):
    problem = PackProblem(file=file, pointer="", line=1, column=1, message="x")
    (result,) = json.loads(sarif([problem], Path("/home/packs")))["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": uri}
    assert result["message"] == {"text": "/: x"}


def test_every_kind_of_problem_has_a_meaning():
    assert set(_MEANING) == set(get_args(ProblemCode))
    assert set(_MEANING) > NOTES


@pytest.mark.parametrize("form", ["json", "sarif"])
@pytest.mark.parametrize("text", ['{"\\ud800": nul}', '{"\\ud800": {"a": "\\ud800"}}'])
def test_half_a_character_in_a_name_is_written_escaped(write, form, text):
    result = check(write(text), "--format", form)
    assert result.exit_code == 3
    assert result.stdout.isascii()
    assert json.loads(result.stdout)
