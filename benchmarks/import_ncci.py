"""Measure `debridecode ncci import` on a made-up table: `python benchmarks/import_ncci.py`.

The pair edits are as many as CMS publishes for practitioners, in four parts, made from a seed. Each import
runs in a process of its own, so that its time and its peak memory can be read; both include the start of
Python.
"""

import argparse
import os
import platform
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, strftime
from typing import Final

from debridecode.commands_ncci import _wound_care_codes

SEED: Final = 20260701
ROWS: Final = 2_600_000
PARTS: Final = 4
RUN: Final = "from debridecode.cli import main; main()"
AIM_SECONDS: Final = 90
AIM_MEGABYTES: Final = 500
HEAD: Final = (
    "Made up, for measuring only.\t\t\t\t\t\t\r\n"
    "Column1/Column2 Edits\t\t\t\t\t\t\r\n"
    "Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale\r\n"
    "\t\tprior to 1996\tDate\tDate\t0=not allowed\t\r\n"
    "\t\t\t\t*=no data\t1=allowed\t\r\n"
    "\t\t\t\t\t9=not applicable\t\r\n"
)
REASONS: Final = (
    "Misuse of Column Two code with Column One code",
    "Standards of medical/surgical practice",
    "Mutually exclusive procedures",
)
DATES: Final = ("20260701\t*\t1", "20180101\t*\t0", "20150101\t20231231\t1", "20220101\t20220101\t9")


def lines(rows: int, lots: random.Random) -> Iterator[str]:
    """Sorted pairs: the wound-care codes among made-up ones, some 190 pairs to a code."""
    others = {f"{number:05d}" for number in lots.sample(range(10_000, 99_999), rows // 190)}
    codes = sorted(others | _wound_care_codes())
    each = rows / len(codes)
    for index, code in enumerate(codes):
        few = round(each * (index + 1)) - round(each * index)
        for partner in sorted(lots.sample(codes, few)):
            yield f"{code}\t{partner}\t\t{lots.choice(DATES)}\t{lots.choice(REASONS)}\r\n"


def made(folder: Path, rows: int) -> list[Path]:
    """Write the parts, each of which begins with a new column 1."""
    files: list[Path] = []
    written, before = rows, ""
    out = None
    for line in lines(rows, random.Random(SEED)):
        if written >= rows / PARTS and line[:5] != before:
            files.append(folder / f"ccipra-v322r0-f{len(files) + 1}.txt")
            out = files[-1].open("w", encoding="ascii", newline="")
            out.write(HEAD)
            written = 0
        if out is not None:
            out.write(line)
        written, before = written + 1, line[:5]
    return files


def measured(arguments: list[str]) -> tuple[float, float]:
    """Seconds and peak megabytes of one import."""
    started = perf_counter()
    process = os.posix_spawn(sys.executable, [sys.executable, "-c", RUN, *arguments], os.environ)
    _, status, usage = os.wait4(process, 0)
    if status:
        sys.exit("the import failed")
    scale = 1 if sys.platform == "darwin" else 1024
    return perf_counter() - started, usage.ru_maxrss * scale / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    rows = parser.parse_args().rows
    with TemporaryDirectory() as name:
        folder = Path(name)
        files = made(folder, rows)
        size = sum(file.stat().st_size for file in files) / 1e6
        print(f"{strftime('%Y-%m-%d')}, Python {platform.python_version()}: {rows:,} rows, {size:,.0f} MB")
        for label, extra in (("wound-care codes", []), ("everything", ["--everything"])):
            into = ["--into", str(folder / label), "--quarter", "2026Q3"]
            seconds, megabytes = measured(["ncci", "import", *map(str, files), *into, *extra])
            written = sum(file.stat().st_size for file in (folder / label).iterdir()) / 1e6
            print(f"{label}: {seconds:.1f} s, {megabytes:.0f} MB at most, {written:.1f} MB written")
            if rows <= ROWS and (seconds > AIM_SECONDS or megabytes > AIM_MEGABYTES):
                print(f"missed: the aim is {AIM_SECONDS} s and {AIM_MEGABYTES} MB")


if __name__ == "__main__":
    main()
