"""What cannot be replayed is listed and stops nothing; a long file takes no more memory than a short one."""

import tracemalloc

import pytest

from debridecode.commands.named import chain_named
from debridecode.replay import run
from debridecode.replay.run import NEW_SILENT, OLD_SILENT, UNREADABLE, replay
from debridecode.rulebooks import RuleBooks
from packs.small_packs import ALONE
from replay.past import TEN, as_lines, encounter, many, packs, replayed, rows, written


def test_rows_that_cannot_be_replayed_are_listed_with_the_reason(tmp_path):
    """Both packs answer from 2024 on, the old one only to 2026; the numbers count blank lines too."""
    old = ALONE.replace('"until": "2030-01-01"', '"until": "2027-01-01"')
    files = written(tmp_path / "old.json", old), written(tmp_path / "new.json", ALONE.replace(*TEN))
    good = as_lines([encounter("good", area=24)])
    odd = as_lines([{**encounter("odd"), "wounds": []}])
    late = as_lines([encounter("late", day="2028-01-01")])
    early = as_lines([encounter("early", day="2023-12-31")])
    past = tmp_path / "past.jsonl"
    past.write_bytes(
        (good + "\n" + "{no json\n" + odd + " \r\n" + late + early).encode()
        + b"\xff\xfe\n"
        + b'{"note": "' + b"x" * 10_000_001 + b'"}\n'
        + good.encode().rstrip(b"\n")
    )  # fmt: skip
    done = replay(*(RuleBooks(chain_named(str(file))) for file in files), past, tmp_path / "out")
    assert [row[0] for row in rows(tmp_path / "out")] == ["1", "10"]
    assert rows(tmp_path / "out", "not-replayed.csv") == [
        ["3", UNREADABLE, "$ (line 1, column 2): expected a key in double quotes"],
        ["4", UNREADABLE, "$.wounds: expected at least one wound"],
        ["6", OLD_SILENT, done.totals.listed[2][1]],
        ["7", OLD_SILENT, done.totals.listed[3][1]],
        ["8", UNREADABLE, "$ (line 1, column 1): not UTF-8"],
        ["9", UNREADABLE, "$ (line 1, column 1): larger than 5000000 bytes"],
    ]
    assert done.totals.listed[2][1].startswith(
        "pack acme/alone answers for dates of service from 2024-01-01 to"
    )
    assert done.totals.not_replayed == {UNREADABLE: 4, OLD_SILENT: 2}
    assert (done.totals.rows, done.totals.changed) == (8, 2)


def test_a_day_for_which_only_the_new_pack_is_silent(tmp_path):
    new = ALONE.replace('"until": "2030-01-01"', '"until": "2027-01-01"')
    files = written(tmp_path / "old.json", ALONE), written(tmp_path / "new.json", new)
    done = replayed(tmp_path, files, [encounter("late", day="2028-01-01")])
    assert done.totals.not_replayed == {NEW_SILENT: 1}
    assert done.totals.replayed == 0


def test_an_empty_file_replays_nothing(tmp_path):
    done = replayed(tmp_path, packs(tmp_path, TEN), [])
    assert (done.totals.rows, done.totals.replayed) == (0, 0)
    assert rows(tmp_path / "out") == rows(tmp_path / "out", "not-replayed.csv") == []


@pytest.mark.parametrize(
    ("id_", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\N{FULLWIDTH EQUALS SIGN}1", "'\N{FULLWIDTH EQUALS SIGN}1"),
        ("1-1", "1-1"),
        ('a,"b"', 'a,"b"'),
    ],
)
def test_no_cell_is_a_formula(tmp_path, id_, cell):
    replayed(tmp_path, packs(tmp_path, TEN), [encounter(id_, area=24)])
    assert [row[1] for row in rows(tmp_path / "out")] == [cell]


def test_a_long_file_takes_no_more_memory_than_a_short_one(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "EVERY", 50)
    old, new = (RuleBooks(chain_named(str(file))) for file in packs(tmp_path, TEN))
    peaks = []
    for count in (200, 200, 1000):  # the first makes what is made once
        past = written(tmp_path / f"{count}.jsonl", as_lines(many(count)))
        tracemalloc.start()
        done = replay(old, new, past, tmp_path / f"out-{count}", restart=True)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert done.totals.rows == count
    # What the collector of garbage has not come to yet is now more and now less; an encounter kept is 5 KB.
    assert peaks[2] - peaks[1] < 150_000
