"""A replay that was killed and begun again leaves the same bytes as one that ran through."""

import os
import signal
import subprocess
import sys

import pytest
from click.testing import CliRunner

from debridecode.commands import debridecode as command
from debridecode.commands.named import chain_named
from debridecode.errors import ReplayError
from debridecode.replay import folder, run
from debridecode.report.replay_page import replay_page
from debridecode.rulebooks import RuleBooks
from packs.small_packs import ALONE
from replay.past import SEVERE, TEN, as_lines, encounter, many, packs, replayed, rows, written

WRITTEN = ("changes.csv", "not-replayed.csv", "totals.json", "replay.html")
PLACES = {
    "row": (run, "_take"),
    "state": (folder.Folder, "_save"),
    "disk": (folder, "_to_disk"),
}
"""Where a replay may be killed: before a row, before a state is written, before a file reaches the disk."""


def forked(files, past, out, where="row", times=10**9):
    """Replay in a process that kills itself after so many times; its exit code, or the signal below zero."""
    child = os.fork()
    if child == 0:
        _die_at(where, times)
        done = run.replay(*(RuleBooks(chain_named(str(file))) for file in files), past, out)
        folder.put(out / "replay.html", replay_page(done))
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _die_at(where, times):
    owner, name = PLACES[where]
    going_on, left = getattr(owner, name), [times]

    def dies(*given):
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return going_on(*given)

    setattr(owner, name, dies)
    run.EVERY = 20


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A replay that ran through: its packs, its file and its folder."""
    place = tmp_path_factory.mktemp("whole")
    files, past = packs(place, SEVERE, TEN), written(place / "past.jsonl", as_lines(many(130)))
    assert forked(files, past, place / "out") == 0
    assert len(rows(place / "out")) > 100
    return files, past, place / "out"


def assert_same(out, expected):
    for name in WRITTEN:
        assert (out / name).read_bytes() == (expected / name).read_bytes(), name
    assert {path.name for path in out.iterdir()} == {*WRITTEN, "replay-state.json"}


@pytest.mark.parametrize(
    ("where", "times"),
    # Of the files, the first is the state, before any table; the others fall between a table and the next.
    [
        ("row", 3),
        ("row", 75),
        ("state", 0),
        ("state", 4),
        ("disk", 1),
        ("disk", 8),
        ("disk", 9),
        ("disk", 21),
    ],
)
def test_killed_and_begun_again_it_writes_the_same_bytes(tmp_path, whole, where, times):
    files, past, expected = whole
    assert forked(files, past, tmp_path / "out", where, times) == -signal.SIGKILL
    assert not (tmp_path / "out" / "replay.html").exists()
    assert forked(files, past, tmp_path / "out") == 0
    assert_same(tmp_path / "out", expected)


def test_killed_again_and_again(tmp_path, whole):
    files, past, expected = whole
    deaths = 0
    while forked(files, past, tmp_path / "out", "row", 47) == -signal.SIGKILL:
        deaths += 1
    assert deaths == 3  # after 40, 80 and 120 of 130 rows
    assert_same(tmp_path / "out", expected)


INTERRUPTED = """
import os, signal, sys
from debridecode.commands.packs_replay import replay
from debridecode.replay import run

take = run._take
signal.signal(signal.SIGINT, signal.default_int_handler)  # one that runs in the background may ignore it
def stop(folder, pairs, row):
    if row.number == 30:
        os.kill(os.getpid(), signal.SIGINT)
    return take(folder, pairs, row)
run._take = stop
replay()
"""


def test_interrupted_from_the_keyboard_it_says_how_to_go_on(tmp_path, whole):
    files, past, expected = whole
    given = [*map(str, (*files, past)), "--into", str(tmp_path / "out")]
    stopped = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, *given], capture_output=True, text=True, check=False
    )
    assert stopped.returncode == 130
    assert stopped.stderr == "Interrupted. The same command goes on where this one stopped.\n"
    assert CliRunner().invoke(command, ["packs", "replay", *given]).exit_code == 1
    assert_same(tmp_path / "out", expected)


def test_what_is_done_is_not_done_again(tmp_path, whole):
    files, past, expected = whole
    assert forked(files, past, tmp_path / "out") == 0
    (tmp_path / "out" / "replay.html").unlink()
    assert forked(files, past, tmp_path / "out", "row", 0) == 0  # it would die with the first row
    assert_same(tmp_path / "out", expected)


def interrupted(tmp_path, count=10):
    """A replay that stopped half-way, with its packs."""
    files = packs(tmp_path, TEN)
    values = [encounter(f"e{number}", area=24) for number in range(count)]

    def stop(done, total):
        if done > total / 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        replayed(tmp_path, files, values, progress=stop)
    return files, values


def test_another_pack_is_refused_until_it_begins_again(tmp_path):
    (old, _), values = interrupted(tmp_path)
    other = written(tmp_path / "other.json", ALONE.replace('"version": "2026.1"', '"version": "2026.2"'))
    with pytest.raises(ReplayError, match="another replay: not the same new pack, new rules; choose another"):
        replayed(tmp_path, (old, other), values)
    done = replayed(tmp_path, (old, other), values, restart=True)
    assert (done.totals.changed, done.totals.same_rules) == (0, 10)


def test_another_file_of_encounters_is_refused(tmp_path):
    files, values = interrupted(tmp_path)
    with pytest.raises(ReplayError, match="not the same content of the file;"):
        replayed(tmp_path, files, [*values, encounter("late")])
    assert replayed(tmp_path, files, values).totals.changed == 10


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path):
    def change(done, total):
        os.utime(tmp_path / "past.jsonl", ns=(1, 1))

    with pytest.raises(ReplayError, match=r"past\.jsonl was changed while it was read; begin again"):
        replayed(tmp_path, packs(tmp_path, TEN), [encounter("e")], progress=change)


def test_a_table_that_no_replay_wrote_is_not_written_over(tmp_path):
    own = written(tmp_path / "changes.csv", "mine")
    files, past = packs(tmp_path, TEN), written(tmp_path / "past.jsonl", as_lines([encounter("e")]))
    given = ["packs", "replay", *map(str, (*files, past)), "--into", str(tmp_path)]
    result = CliRunner().invoke(command, given)
    assert result.exit_code == 2
    assert "expected a folder without changes.csv" in result.stderr
    assert own.read_text() == "mine"
    assert CliRunner().invoke(command, [*given, "--restart"]).exit_code == 1
    assert own.read_text().startswith("row,encounter_id,")


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"compared": 5}', "\udcff"])
def test_a_state_that_is_none_is_refused(tmp_path, text):
    files, values = interrupted(tmp_path)
    (tmp_path / "out" / "replay-state.json").write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(ReplayError, match="expected the state of a replay; begin again with --restart"):
        replayed(tmp_path, files, values)


def test_a_table_cut_short_is_refused(tmp_path):
    files, values = interrupted(tmp_path)
    replayed(tmp_path, files, values)
    written(tmp_path / "out" / "changes.csv", "row")
    with pytest.raises(ReplayError, match="expected the table that the interrupted replay wrote"):
        replayed(tmp_path, files, values)
