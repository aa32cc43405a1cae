"""The tutorial is played: what its commands print now is what it shows."""

import re
import runpy
from pathlib import Path

import pytest

PLAY = runpy.run_path(str(Path(__file__).parents[2] / "docs" / "play.py"))
PAGE = PLAY["TUTORIAL"].read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("tutorial")


@pytest.fixture(scope="module")
def printed(folder):
    """Each command of the tutorial and what it printed now, in order."""
    page = PLAY["played"](PAGE, folder)
    assert page == PAGE
    consoles = "".join(re.findall(r"^```console\n(.*?)^```$", page, re.MULTILINE | re.DOTALL))
    return [tuple(each.split("\n", 1)) for each in consoles.split("$ ")[1:]]


def of(printed, command):
    return [text for line, text in printed if line.startswith(f"debridecode {command}")]


def test_four_mistakes_are_located_at_once_and_then_mended(printed):
    hurried, mended = of(printed, "packs check")
    # The lines and columns are those of the values in the file that the page shows.
    places = [line.split(" ")[0] for line in hurried.splitlines()]
    assert places == [f"health-plan/health-plan.json:{at}:" for at in ("25:28", "28:27", "35:31", "45:14")]
    assert [re.search(r"perhaps (.+)\)", line)[1] for line in hurried.splitlines()[:3]] == [
        "wound.measured_after",
        "error",
        "bulletin-2026-14",
    ]
    assert re.search(r"cms/base \(rulepacks/cms/base.json:\d+: /rules/doc.color\) says \"warning\"", hurried)
    assert mended.endswith("no mistakes found\n")


def test_changes_that_no_case_notices_are_named_until_there_are_cases(printed):
    before, after = of(printed, "packs test")
    # The one case is of the first of July: it notices when the rule begins later, and has nothing of color.
    assert [line for line in before.splitlines() if line.startswith("SURVIVED")] == [
        "SURVIVED widening rules/acme.after: no case notices",
        "SURVIVED moving rules/acme.after from 2026-07-01 to 2026-06-30: no case notices",
        "SURVIVED dropping the override of doc.color from 2026-07-01: no case notices",
        "SURVIVED moving the override of doc.color from 2026-07-01 to 2026-06-30: no case notices",
        "SURVIVED moving the override of doc.color from 2026-07-01 to 2026-07-02: no case notices",
    ]
    assert "UNTESTED" in before
    assert after == "./health-plan: 4 passed, 0 failed, 0 untested, 0 of 7 changes survived\n"


def test_the_day_before_differs_in_the_source_alone(printed):
    first, before = of(printed, "packs diff")
    assert "severity: warning -> error" in first
    assert "acme.after" not in before
    assert "severity" not in before


def test_past_encounters_of_june_decide_as_they_did(printed, folder):
    (replayed,) = of(printed, "packs replay")
    assert "of 60 encounters replayed" in replayed
    rows = (folder / "replayed" / "changes.csv").read_text().splitlines()[1:]
    days = {row.split(",")[2] for row in rows}
    assert min(days) == "2026-07-01"
