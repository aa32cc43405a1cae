"""The pytest plugin: every case of a pack is a test of its own, and only for those who ask for it."""

from importlib.metadata import entry_points
from pathlib import Path

import pytest

from debridecode.packs.load import MAX_BYTES

pytest_plugins = ["pytester"]

PALMETTO = Path(__file__).parents[1] / "rulepacks" / "medicare" / "palmetto.json"
TEXT = PALMETTO.read_text(encoding="utf-8")
CASES = ["the base rules, and a word that there is no local policy", "nothing debrided, nothing to say"]
ON = ("-p", "debridecode.pytest_plugin", "-v")


@pytest.fixture
def folder(pytester):
    """A folder with a pack under an id of its own."""
    pytester.path.joinpath("pack.json").write_text(spoilt(), encoding="utf-8")
    return pytester


def spoilt(*changes):
    """The pack with some texts put in place of others; each must stand there."""
    text = TEXT
    for old, new in (('"id": "medicare/palmetto"', '"id": "acme/mine"'), *changes):
        assert old in text
        text = text.replace(old, new, 1)
    return text


def test_each_case_is_a_test_and_one_is_of_both_sides(folder):
    result = folder.runpytest_inprocess(*ON)
    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines([f"pack.json::{name} PASSED*" for name in (*CASES, "both sides")])


def test_a_conftest_at_the_root_asks_for_it_too(folder):
    folder.makeconftest('pytest_plugins = ["debridecode.pytest_plugin"]')
    folder.runpytest_subprocess().assert_outcomes(passed=3)


def test_the_library_alone_changes_nothing(folder):
    result = folder.runpytest_subprocess()
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED
    assert [each.value for each in entry_points(group="pytest11") if "debridecode" in each.value] == []


def test_a_case_that_fails_says_what_differs_and_no_other_fails(folder):
    wrong = spoilt(('"lines": ["97597 x1", "97598 x1"]', '"lines": ["97597 x1"]'))
    folder.path.joinpath("pack.json").write_text(wrong, encoding="utf-8")
    result = folder.runpytest_inprocess(*ON)
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(
        [f"*pack.json: {CASES[0]}*", "lines are 97597 x1, 97598 x1; expected 97597 x1"]
    )
    result.stdout.no_fnmatch_line("*Traceback*")


def test_what_no_case_shows_fails_the_test_of_both_sides(folder):
    end = TEXT.rindex("    },\n    {\n")  # the last case, the only silent one, is taken out
    text = TEXT[:end] + "    }\n  ]\n}\n"
    folder.path.joinpath("pack.json").write_text(text, encoding="utf-8")
    result = folder.runpytest_inprocess(*ON)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["palmetto.no-local-policy: no case shows it silent; write one in which *"])


def test_a_pack_without_cases_fails(folder):
    begin = TEXT.index('"tests": [')
    text = TEXT[:begin] + '"tests": []\n}\n'
    folder.path.joinpath("pack.json").write_text(text, encoding="utf-8")
    result = folder.runpytest_inprocess(*ON)
    result.assert_outcomes(failed=1)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (('"fact": "encounter.debridement_shown"', '"fact": "encounter.debridement_show"'), "/when/fact"),
        (('"extends": "cms/base",', '"extends": "cms/base",,'), "the file is no JSON that can be read"),
        (('"extends": "cms/base"', '"extends": "cms/bse"'), "/extends: no pack cms/bse"),
    ],
)
def test_a_pack_that_does_not_load_is_one_test_that_names_the_place(folder, change, problem):
    folder.path.joinpath("pack.json").write_text(spoilt(change), encoding="utf-8")
    result = folder.runpytest_inprocess(*ON)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["pack.json::loads FAILED*", f"*pack.json:*{problem}*"])


FORMAT = '  "format": "debridecode-pack/1",\n'
SCHEMA = '{\n  "$schema": "pack-1.schema.json"'


@pytest.mark.parametrize(
    ("beginning", "problem"),
    [
        (f"{SCHEMA}\n{FORMAT}", "expected a comma or closing bracket"),
        (f"{SCHEMA},\n{FORMAT}{FORMAT}", "duplicate key"),
        (f"\ufeff{SCHEMA},\n{FORMAT}", "starts with a byte order mark"),
        (f"{SCHEMA},\n{FORMAT}" + " " * MAX_BYTES, f"expected a file of at most {MAX_BYTES} bytes"),
    ],
    ids=["comma", "twice", "mark", "large"],
)
def test_a_pack_that_cannot_be_read_fails_whatever_stands_before_its_format(folder, beginning, problem):
    text = spoilt((f"{{\n{FORMAT}", beginning))
    folder.path.joinpath("pack.json").write_text(text, encoding="utf-8")
    result = folder.runpytest_inprocess(*ON)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["pack.json::loads FAILED*", f"*pack.json:*{problem}*"])


@pytest.mark.parametrize(
    "text",
    [
        '{"format": "other/1"}',
        '{"packs": [{"format": "debridecode-pack/1"}]}',
        '{"note": "as in debridecode-pack/1"}',
        '["debridecode-pack/1"]',
        '{"note": "debridecode-pack/1",,',
        "",
        "[" * 5000,
    ],
)
def test_other_files_are_left_alone(pytester, text):
    pytester.path.joinpath("other.json").write_text(text, encoding="utf-8")
    result = pytester.runpytest_inprocess(*ON)
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_a_pack_is_known_by_its_format_wherever_that_stands(folder):
    text = spoilt(('  "format": "debridecode-pack/1",\n', ""))
    text = text.rstrip().removesuffix("}").rstrip() + ',\n  "format": "debridecode-pack/1"\n}\n'
    folder.path.joinpath("pack.json").write_text(text, encoding="utf-8")
    folder.runpytest_inprocess(*ON).assert_outcomes(passed=3)
