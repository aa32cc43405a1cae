"""Replay a pack change over made-up encounters, few and many: `python benchmarks/replay.py`.

What is looked at is whether the time grows with the rows alone and the memory does not grow at all. With
`--into DIR` the page and the tables of the longer replay stay there, to be read.
"""

import argparse
import json
import os
import random
import subprocess
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final, NamedTuple

import encounters

SEED: Final = 97597
COUNT: Final = 100_000
FEWER: Final = 10
"""Times fewer rows in the shorter replay."""
FIRST_DAY: Final = date(2026, 1, 1)
DAYS: Final = 365
OLD: Final = "cms/base"
NEW: Final = Path(__file__).parents[1] / "examples/acme-pack/src/acme_pack/health-plan.json"
START: Final = "from debridecode.cli import main; main()"
CHANGED: Final = 1
"""What the command exits with when decisions change."""


class Replayed(NamedTuple):
    """One replay, in a process of its own."""

    rows: int
    seconds: float
    peak_kib: int
    said: str

    @property
    def rate(self) -> float:
        return self.rows / self.seconds


def written(file: Path, count: int) -> int:
    """Write encounters of a year's days, one a line, and give the bytes of the file."""
    draw = random.Random(SEED)
    with file.open("w", encoding="utf-8") as lines:
        for document in encounters.documents(SEED, count):
            day = FIRST_DAY + timedelta(days=draw.randrange(DAYS))
            lines.write(json.dumps({**document, "date_of_service": day.isoformat()}) + "\n")
    return file.stat().st_size


def replayed(file: Path, rows: int, into: Path) -> Replayed:
    command = [sys.executable, "-c", START, "packs", "replay", OLD, str(NEW), str(file)]
    started = perf_counter()
    with subprocess.Popen(  # noqa: S603 - the interpreter is the caller's own
        [*command, "--into", str(into), "--restart"], stdout=subprocess.PIPE, text=True
    ) as running:
        said = running.stdout.read() if running.stdout else ""
        _, status, used = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode != CHANGED or not said:
        sys.exit(f"the replay exited with {running.returncode}:\n{said}")
    return Replayed(rows, perf_counter() - started, used.ru_maxrss, said)


def measured(counts: Sequence[int], into: Path, kept: Path) -> None:
    done = []
    for count in counts:
        file = kept / f"{count}.jsonl"
        size = written(file, count)
        folder = into if count == max(counts) else kept / f"{count}"
        each = replayed(file, count, folder)
        page = (folder / "replay.html").stat().st_size
        print(
            f"{count:>8,} rows, {size / 2**20:,.0f} MiB: {each.seconds:.1f} s, {each.rate:,.0f} rows/s, ",
            end="",
        )
        print(f"peak memory {each.peak_kib / 1024:.0f} MiB, page {page / 1024:.0f} KiB")
        done.append(each)
    few, many = done
    print(f"rows {many.rows / few.rows:.0f} times: time {many.seconds / few.seconds:.1f} times, ", end="")
    print(f"memory {many.peak_kib / few.peak_kib:.2f} times\n")
    print(many.said, end="")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=COUNT, help=f"rows of the longer replay ({COUNT:,})")
    parser.add_argument("--into", type=Path, help="keep the page and the tables of the longer replay here")
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        kept = Path(folder)
        into = given.into or kept / "into"
        measured((given.count // FEWER, given.count), into, kept)


if __name__ == "__main__":
    main()
