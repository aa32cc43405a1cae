"""What was imported is what a date of service is coded by."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from cms_files import PAIR_HEAD, PART_1, commas, limit_head, pair, tabbed

from debridecode.commands import debridecode as command

EXAMPLE = Path(__file__).parents[2] / "examples" / "leg-ulcers.json"  # of 2026-03-02


@pytest.fixture
def tables(desk):
    """Pair edits and unit limits of two quarters, the first of them that of the example."""
    for quarter, start, day in (("2026Q1", "20260101", "01-01"), ("2026Q2", "20260401", "04-01")):
        rows = [
            pair("11042", "97597", "20100101"),
            pair("11042", "97598", start),
            pair("U0003", "U0004", start),
        ]
        limits = [
            ["11042", "1", "2 Date of Service Edit: Policy", "x"],
            ["97597", "1", "3 Date of Service Edit: Clinical", "x"],
            ["97598", "8", "3 Date of Service Edit: Clinical", "x"],
        ]
        name = f"MCR_MUE_PractitionerServices_Eff_{day}-2026.csv"
        desk.imported(desk.put(PART_1, tabbed(PAIR_HEAD + rows)), "--quarter", quarter)
        desk.imported(desk.put(name, commas(limit_head() + limits)))
    return desk.into


def test_the_date_of_service_chooses_the_quarter(tables):
    assert len(list(tables.iterdir())) == 4
    result = CliRunner().invoke(command, ["code", str(EXAMPLE), "--tables", str(tables), "--format", "json"])
    decision = json.loads(result.stdout)
    asked = [
        (table["release"], table["covers_date_of_service"]) for table in decision["provenance"]["tables"]
    ]
    assert asked == [("2026 Q1", True), ("2026 Q1", True)]
    assert [line["code"] for line in decision["lines"]] == ["11042", "97597", "97598"]
