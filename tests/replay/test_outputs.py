"""The page, the tables and the totals: they tell nothing of a record, escape everything, and stand alone."""

import json
import os
import pty
import re
import subprocess
import sys
from html.parser import HTMLParser

import pytest
from click.testing import CliRunner

from debridecode.commands import debridecode as command
from debridecode.interop.json import read_encounter, write
from debridecode.replay.folder import alone
from debridecode.report.replay_page import replay_page
from packs.small_packs import ALONE, BARE, CHILD, spoilt
from property.test_canaries import WORD, planted
from replay.past import SEVERE, TEN, as_lines, encounter, many, packs, replayed, rows, written

VOID = {"meta", "br"}


def cli(*args):
    return CliRunner().invoke(command, ["packs", "replay", *map(str, args)])


def canary(id_, fixture, **changes):
    """An encounter with a canary wherever a caller may put words or ids, save its own id."""
    record = planted(read_encounter(json.dumps(encounter(id_, fixture, **changes), default=float)), WORD)
    value = json.loads(write(record))
    value["payer"] = WORD
    value["other_services"] = [
        {"code": "29581", "units": 3, "modifiers": ["ZQ"], "location": WORD, "wound_ids": [WORD]},
        {"code": "97597", "units": 977, "modifiers": ["ZQ"], "diagnoses": ["Z98.7654"]},
    ]
    for wound in value["wounds"]:
        wound["wound_id"] = f"{WORD}-{wound['wound_id']}"
        wound["diagnoses"] = ["Z98.7654"]
        wound["before"] = {"length_cm": 9.8765, "width_cm": 3}
    return value


FIXTURES = (
    "selective",
    "subcutaneous",
    "two_depths",
    "nonselective",
    "selective_and_nonselective",
    "therapist",
)


@pytest.mark.parametrize(("old", "new"), [(BARE, CHILD), (CHILD, BARE), (ALONE, spoilt(ALONE, TEN, SEVERE))])
def test_no_value_of_a_record_is_written(tmp_path, old, new):
    values = [canary(f"id-{fixture}", fixture, day="2026-03-02") for fixture in FIXTURES]
    values += [canary(f"more-{fixture}", fixture, instruments=[], area=45) for fixture in FIXTURES]
    broken = [{**values[0], "note": [WORD]}, {**values[0], "payer": {WORD: WORD}}, {**values[0], WORD: WORD}]
    late = canary("late", "selective", day="1999-08-07")
    text = as_lines([*values, *broken, late]) + f'{{"note": "{WORD}\n"{WORD}"\n'
    files = written(tmp_path / "old.json", old), written(tmp_path / "new.json", new)
    result = cli(*files, written(tmp_path / "past.jsonl", text), "--into", tmp_path / "out")
    assert result.exit_code == 1
    assert {row[1] for row in rows(tmp_path / "out")} & {"id-selective", "more-selective"}
    assert len(rows(tmp_path / "out", "not-replayed.csv")) == 6
    told = {file.name: file.read_text() for file in (tmp_path / "out").iterdir()}
    assert len(told) == 5
    for name, each in {**told, "stdout": result.stdout, "stderr": result.stderr}.items():
        for said in (WORD, WORD.lower(), "ZQ", "977", "Z98", "9.8765", "1999-08-07"):
            assert said not in each.replace("11977", ""), (name, said)


class Tags(HTMLParser):
    """The tags that are open, and what ought not to be on a page that stands alone."""

    def __init__(self):
        super().__init__()
        self.open = []
        self.seen = set()

    def handle_starttag(self, tag, attrs):
        self.seen |= {tag, *(name for name, _ in attrs)}
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_page_stands_alone_and_escapes_everything(tmp_path):
    bad = '</td><script>alert("1")</script>&amp;'
    quoted = json.dumps(bad)[1:-1]
    old = spoilt(ALONE, ('"title": "First area"', f'"title": "{quoted}"'), ('"p. 1"', f'"{quoted}"'))
    old = old.replace('"publisher": "Acme"', f'"publisher": "{quoted}"')
    done = replayed(tmp_path, packs(tmp_path, TEN, old=old), [encounter(bad, area=24), {"wounds": bad}])
    page = replay_page(done)
    assert page.count("&lt;/td&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;amp;") == 5
    tags = Tags()
    tags.feed(page)
    assert tags.open == []
    assert not tags.seen & {"script", "img", "link", "iframe", "object", "src", "onclick", "onload", "style "}
    assert not re.search(r"https?:|//|url\(|@import", page)
    assert re.findall(r'href="([^"]+)"', page) == ["#rule-1"]
    assert not re.search(r"\$\w", page)


def test_the_page_says_what_was_compared_and_what_came_of_it(tmp_path):
    values = [encounter("e1", area=24), encounter("e2", area=4), encounter("e3", day="2020-01-01")]
    files = packs(tmp_path, TEN)
    page = replay_page(replayed(tmp_path, files, values))
    for said in (
        "1 decision changes, of 2 encounters replayed (50.0 %).",
        "<dt>file</dt><dd>past.jsonl</dd>",
        "<dt>dates of service</dt><dd>2024-08-15 to 2024-08-15</dd>",
        "<td>Units of a line</td>",
        "<code>acme/alone:area.first</code>",
        "<strong>First area</strong>, in both packs, not the same",
        "Manual; Acme, p. 1 (verified)",
        "<code>X0002 x1 XS</code>",
        "<code>X0002 x2 XS</code>",
        "the old pack does not answer for the date",
    ):
        assert said in page, said


def test_the_page_names_overrides_that_one_pack_makes(tmp_path):
    files = written(tmp_path / "old.json", BARE), written(tmp_path / "new.json", CHILD)
    value = encounter("e", day="2026-03-02", area=45)
    value["wounds"][0]["assessment"]["color"] = value["wounds"][0]["assessment"]["texture"] = None
    page = replay_page(replayed(tmp_path, files, [value]))
    assert "the new pack overrides its severity from 2024-07-01: Acme denies" in page
    assert "the new pack disables it from 2024-07-01: Acme does not mind" in page
    assert "the new pack overrides its value from 2024-07-01: Acme pays by 10" in page
    assert "Policy; Acme, p. 1 (verified)" in page


def test_a_rule_of_one_pack_alone(tmp_path):
    rule = ALONE[ALONE.index('    "mark": {') : ALONE.index('    "claim.gone": {')]
    old, new = (
        written(tmp_path / "old.json", ALONE),
        written(tmp_path / "new.json", spoilt(ALONE, (rule, ""))),
    )
    page = replay_page(replayed(tmp_path, (old, new), [encounter("e")]))
    assert "<strong>Physician&#x27;s lines are marked</strong>, only in the old pack" in page
    (tmp_path / "again").mkdir()
    page = replay_page(replayed(tmp_path / "again", (new, old), [encounter("e")]))
    assert "only in the new pack" in page


def test_the_same_replay_writes_the_same_bytes(tmp_path):
    """Also in another process, in which sets have another order."""
    files, past = packs(tmp_path, TEN, SEVERE), written(tmp_path / "past.jsonl", as_lines(many(60)))
    for seed in ("1", "2"):
        script = "from debridecode.commands.packs_replay import replay; replay()"
        given = [*files, past, "--into", tmp_path / seed]
        run = [sys.executable, "-c", script, *map(str, given)]
        env = {**os.environ, "PYTHONHASHSEED": seed}
        assert subprocess.run(run, env=env, capture_output=True, check=False).returncode == 1
    for file in (tmp_path / "1").iterdir():
        assert file.read_bytes() == (tmp_path / "2" / file.name).read_bytes(), file.name


def test_exit_codes_and_what_is_said(tmp_path):
    files = packs(tmp_path, TEN)
    past = written(tmp_path / "past.jsonl", as_lines([encounter("e1", area=24), encounter("e2", area=4)]))
    out = ("--into", tmp_path / "out")
    result = cli(*files, past, *out)
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "acme/alone 2026.1 -> acme/alone 2026.1: 1 decision changes, of 2 encounters replayed (50.0 %).",
        "  Units of a line: 1",
        "By rule",
        "  1  acme/alone:area.first",
        f"See {tmp_path}/out/replay.html; every change is in {tmp_path}/out/changes.csv",
    ]
    assert result.stderr == ""
    none = cli(files[0], files[0], past, "--into", tmp_path / "same")
    assert (none.exit_code, none.stdout.splitlines()[0].partition(": ")[2]) == (
        0,
        "No decision changes, of 2 encounters replayed.",
    )
    assert cli(*files, tmp_path / "none.jsonl", *out).exit_code == 2
    assert cli(*files, written(tmp_path / "bad.jsonl", "no\n"), "--into", tmp_path / "bad").exit_code == 2
    assert cli(files[0], written(tmp_path / "bad.json", "{}"), past, *out).exit_code == 3
    assert cli("no/such/pack", files[1], past, *out).exit_code == 2
    for wrong in (tmp_path / "none.jsonl", tmp_path):
        result = cli(*files, wrong, "--into", tmp_path / "other")
        assert (result.exit_code, result.stderr) == (
            2,
            f"{wrong}: expected a file of encounters that can be read\n",
        )
    blocked = cli(*files, past, "--into", past)
    assert blocked.exit_code == 2
    assert "expected a folder that can be written" in blocked.stderr


def test_rows_that_were_not_replayed_are_something_to_do(tmp_path):
    old, _ = packs(tmp_path)
    past = written(tmp_path / "past.jsonl", as_lines([encounter("a")]) + "{}\n" * 9)
    result = cli(str(old), str(old), str(past), "--into", str(tmp_path / "out"))
    assert result.exit_code == 1
    assert "Not replayed, see" in result.output
    past = written(tmp_path / "all.jsonl", as_lines([encounter("a")]))
    assert cli(str(old), str(old), str(past), "--into", str(tmp_path / "all")).exit_code == 0


def test_a_file_that_the_replay_writes_is_no_file_of_encounters(tmp_path):
    old, new = packs(tmp_path)
    (tmp_path / "out").mkdir()
    past = written(tmp_path / "out" / "changes.csv", as_lines([encounter("a")]))
    before = past.read_bytes()
    given = (str(old), str(new), str(past), "--into", str(tmp_path / "out"), "--restart")
    refused = cli(*given)
    assert refused.exit_code == 2
    assert "that the replay does not write itself" in refused.stderr
    assert past.read_bytes() == before
    assert [each.name for each in (tmp_path / "out").iterdir()] == ["changes.csv"]


def test_a_pipe_is_no_file_of_encounters(tmp_path):
    old, new = packs(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    refused = cli(str(old), str(new), str(tmp_path / "pipe"), "--into", str(tmp_path / "out"))
    assert refused.exit_code == 2
    assert "expected a file of encounters that can be read" in refused.stderr


def test_a_folder_takes_one_replay_at_a_time(tmp_path):
    old, new = packs(tmp_path)
    past = written(tmp_path / "past.jsonl", as_lines(many(5)))
    given = (str(old), str(new), str(past), "--into", str(tmp_path / "out"))
    with alone(tmp_path / "out"):
        refused = cli(*given)
    assert refused.exit_code == 2
    assert "another replay writes into it" in refused.stderr
    assert list((tmp_path / "out").iterdir()) == []
    assert cli(*given).exit_code in (0, 1)


def test_a_bar_on_a_terminal_alone(tmp_path):
    """The bar goes to standard error, and only where that is a terminal."""
    files, past = packs(tmp_path, TEN), written(tmp_path / "past.jsonl", as_lines([encounter("e")]))
    script = "from debridecode.commands.packs_replay import replay; replay()"
    run = [sys.executable, "-c", script, *map(str, (*files, past)), "--into", str(tmp_path / "out")]
    terminal, inner = pty.openpty()
    done = subprocess.run(run, stdout=subprocess.PIPE, stderr=inner, check=False)
    os.close(inner)
    assert b"Replaying" in os.read(terminal, 100_000)
    os.close(terminal)
    assert b"Replaying" not in done.stdout
