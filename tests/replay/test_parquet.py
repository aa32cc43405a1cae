"""Encounters in Parquet are replayed as those in JSON Lines are."""

import json
import subprocess
import sys
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from pyarrow import parquet

from debridecode.commands.named import chain_named
from debridecode.errors import EncounterError
from debridecode.interop.arrow import count_rows, read_rows
from debridecode.replay.run import UNREADABLE, replay
from debridecode.rulebooks import RuleBooks
from replay.past import SEVERE, TEN, as_lines, encounter, many, packs, rows, written


def table_of(values, area=None):
    """A table with a column for each field, as Arrow makes it of them; days are days."""
    plain = [json.loads(json.dumps(value, default=float)) for value in values]
    for value in plain:
        value["date_of_service"] = date.fromisoformat(value["date_of_service"])
        for wound in value["wounds"]:
            wound["debridement"]["area_sq_cm"] = (area or float)(wound["debridement"]["area_sq_cm"])
    return pa.Table.from_pylist(plain)


def parquet_of(path, values, group=7, **options):
    parquet.write_table(table_of(values, **options), path, row_group_size=group)
    return path


def replay_both(tmp_path, values, **options):
    files = packs(tmp_path, SEVERE, TEN)
    texts = written(tmp_path / "past.jsonl", as_lines(values))
    columns = parquet_of(tmp_path / "past.parquet", values, **options)
    for file in (texts, columns):
        books = (RuleBooks(chain_named(str(pack))) for pack in files)
        yield replay(*books, file, tmp_path / file.suffix)


@pytest.mark.parametrize("area", [float, lambda area: Decimal(area).quantize(Decimal("0.01"))])
def test_parquet_gives_what_json_lines_give(tmp_path, area):
    values = [*many(60), encounter("late", day="2040-01-01")]
    texts, columns = replay_both(tmp_path, values, area=area)
    assert texts.totals == columns.totals
    assert texts.totals.changed > 20
    assert set(texts.totals.not_replayed.values()) == {1}
    for name in ("changes.csv", "not-replayed.csv"):
        assert (tmp_path / ".jsonl" / name).read_bytes() == (tmp_path / ".parquet" / name).read_bytes()


@pytest.mark.parametrize("at", [0, 1, 6, 7, 8, 20, 21])
def test_reading_goes_on_after_any_row(tmp_path, at):
    file = parquet_of(tmp_path / "past.parquet", [encounter(f"e{number}") for number in range(21)])
    assert count_rows(file) == 21
    assert [row["encounter_id"] for row in read_rows(file, at)] == [f"e{number}" for number in range(at, 21)]


def test_an_interrupted_replay_goes_on(tmp_path):
    files, file = packs(tmp_path, TEN), parquet_of(tmp_path / "past.parquet", list(many(40)))

    def stop(done, total):
        assert total == 40
        if done == 33:
            raise KeyboardInterrupt

    books = [RuleBooks(chain_named(str(pack))) for pack in files]
    with pytest.raises(KeyboardInterrupt):
        replay(*books, file, tmp_path / "out", progress=stop)
    replay(*books, file, tmp_path / "out")
    replay(*books, file, tmp_path / "whole")
    for name in ("changes.csv", "totals.json"):
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
    assert len(rows(tmp_path / "out")) > 20


def test_a_null_is_a_field_left_out_and_a_struct_of_nulls_is_not(tmp_path):
    """A section that is null was not passed; one that is there says nothing of what it leaves out."""
    values = [
        {**encounter("a"), "coverage": None},
        {**encounter("b"), "coverage": {"referral": None}},
        {**encounter("c"), "coverage": {"referral": "on file"}},
    ]
    first, second, third = read_rows(parquet_of(tmp_path / "past.parquet", values), 0)
    assert "coverage" not in first
    assert second["coverage"] == {}
    assert third["coverage"] == {"referral": "on file"}
    assert "location" in first["wounds"][0]


def test_a_number_that_is_none_is_a_row_that_cannot_be_read(tmp_path):
    values = [encounter("a"), encounter("b")]
    area = iter([24.5, float("nan")])
    file = parquet_of(tmp_path / "past.parquet", values, area=lambda _: next(area))
    books = [RuleBooks(chain_named(str(pack))) for pack in packs(tmp_path, TEN)]
    assert replay(*books, file, tmp_path / "out").totals.not_replayed == {UNREADABLE: 1}
    (row,) = rows(tmp_path / "out", "not-replayed.csv")
    assert (row[0], row[2].partition(":")[0]) == ("2", "$.wounds[0].debridement.area_sq_cm")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda t: t.append_column("ward", pa.array(["w"])), "column ward: expected a field of an encounter"),
        (lambda t: t.drop_columns(["payer"]), "column payer: expected this column; it is missing"),
        (
            lambda t: t.drop_columns(["note"] if "note" in t.column_names else []).append_column(
                "note", pa.array([1.5], pa.float32())
            ),
            "column note: expected text, yes or no",
        ),
        (
            lambda t: t.drop_columns(["date_of_service"]).append_column(
                "date_of_service", pa.array([0], pa.timestamp("ms"))
            ),
            "column date_of_service: expected text, yes or no",
        ),
    ],
)
def test_columns_that_are_none_of_an_encounter(tmp_path, change, problem):
    parquet.write_table(change(table_of([encounter("e")])), tmp_path / "past.parquet")
    with pytest.raises(EncounterError, match=problem):
        count_rows(tmp_path / "past.parquet")


@pytest.mark.parametrize("cut", [0, 4, 500, -1])
def test_a_file_cut_short_is_refused(tmp_path, cut):
    file = parquet_of(tmp_path / "past.parquet", [encounter("e")])
    file.write_bytes(file.read_bytes()[:cut])
    with pytest.raises(EncounterError, match="expected a Parquet file that is whole and can be read"):
        count_rows(file)


def test_without_the_extra_it_says_what_to_install(tmp_path):
    script = (
        "import sys; sys.modules['pyarrow'] = None;"
        "from debridecode.commands.packs_replay import replay; replay()"
    )
    file = written(tmp_path / "past.parquet", "")
    given = ["cms/base", "cms/base", str(file), "--into", str(tmp_path / "out")]
    result = subprocess.run(
        [sys.executable, "-c", script, *given], capture_output=True, text=True, check=False
    )
    assert result.returncode == 2
    assert result.stderr == f"{file}: Parquet is read with pyarrow; run: pip install 'debridecode[arrow]'\n"
