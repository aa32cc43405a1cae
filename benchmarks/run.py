"""Measure debridecode beside hand-written Python: `python benchmarks/run.py`.

First the two must agree on every made-up encounter; then they are timed in turns, in one process. Rates move
with the machine and its other work, ratios of one run far less: quote those.
"""

import argparse
import cProfile
import gc
import json
import os
import pickle
import platform
import pstats
import statistics
import subprocess
import sys
import sysconfig
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, strftime, thread_time
from typing import Any, Final, NamedTuple

import claims
import encounters
import handwritten

import debridecode as dc

PACK: Final = dc.load_pack(Path(__file__).with_name("pack.json"))
SEED: Final = 20260302
BOOKS: Final = 20
AIM_RATIO: Final = 0.35
AIM_RATE: Final = 10_000
AIM_IMPORT_MS: Final = 60
SHOWN_BY_PROFILE: Final = 30

COLD_LOAD: Final = """
import datetime
import time
import debridecode as dc
from debridecode.packs.bundled import bundled
started = time.perf_counter()
for pack in bundled():
    dc.rulebook(pack, on=datetime.date(2026, 3, 2))
print(time.perf_counter() - started)
"""


class Spread(NamedTuple):
    """The middle of several measurements, and how far they lie apart."""

    low: float
    median: float
    high: float


def spread(values: Iterable[float]) -> Spread:
    ordered = sorted(values)
    return Spread(ordered[0], statistics.median(ordered), ordered[-1])


# The two agree


def disagreement(encounter: dc.Encounter, engine: dc.Decision, by_hand: dc.Decision) -> str:
    """The first difference in words, or "". The order of findings is free; all else must be the same."""
    for name in ("lines", "other_lines"):
        mine, other = getattr(engine, name), getattr(by_hand, name)
        if mine != other:
            return _differ(encounter, name, _lines(mine), _lines(other))
    for only, whose in (
        (Counter(engine.findings) - Counter(by_hand.findings), "the engine"),
        (Counter(by_hand.findings) - Counter(engine.findings), "the hand-written code"),
    ):
        for finding in only:
            return f"{encounter.encounter_id}: rule {finding.rule}: only {whose} finds {finding}"
    for mine, other in zip(engine.steps, by_hand.steps, strict=False):
        if mine != other:
            return _differ(encounter, f"steps, rule {mine.rule}", mine.text, f"{other.rule}: {other.text}")
    for name in ("steps", "status", "checked"):
        if getattr(engine, name) != getattr(by_hand, name):
            return _differ(encounter, name, getattr(engine, name), getattr(by_hand, name))
    if engine.provenance.tables != by_hand.provenance.tables:
        return _differ(encounter, "tables", engine.provenance.tables, by_hand.provenance.tables)
    return ""


def _differ(encounter: dc.Encounter, what: str, engine: object, by_hand: object) -> str:
    return f"{encounter.encounter_id}: {what}\n  engine:  {engine}\n  by hand: {by_hand}"


def _lines(lines: Sequence[Any]) -> str:
    return "; ".join(
        f"{line.code} x{line.units} {' '.join(map(str, line.modifiers))} {line.wound_ids} {line.rules}"
        for line in lines
    )


def verify(book: dc.RuleBook, made: Sequence[encounters.Json], objects: Sequence[dc.Encounter]) -> None:
    """Stop with the first difference between the engine and the hand-written code."""
    seen: set[str] = set()
    for document, encounter in zip(made, objects, strict=True):
        decision = book.code(encounter)
        problem = disagreement(encounter, decision, handwritten.decide(encounter))
        if problem:
            print(json.dumps(document), file=sys.stderr)
            sys.exit(f"engine and hand-written code differ: {problem}")
        seen |= {finding.rule for finding in decision.findings} | {step.rule for step in decision.steps}
        own = claims.own_lines(decision)
        if own and book.audit(encounter, own).status == "differs":
            print(json.dumps(document), file=sys.stderr)
            sys.exit(f"{encounter.encounter_id}: its own lines differ from what it supports")
    asked = [rule.name for rule in book.resolved.rules if rule.scope != "billed"]
    idle = [name for name in asked if name not in seen]
    print(
        f"{len(objects):,} encounters: lines, other lines, findings, steps, status, counts and tables agree"
    )
    if idle:
        print("never seen to fire: " + ", ".join(idle))


# Timing


def seconds(call: Callable[[Any], object], items: Sequence[Any]) -> float:
    """CPU time of this thread, so that other processes disturb less; the garbage collector waits."""
    gc.collect()
    gc.disable()
    try:
        started = thread_time()
        for item in items:
            call(item)
        return thread_time() - started
    finally:
        gc.enable()


def in_turns(repeats: int, *measures: Callable[[], float]) -> Iterator[tuple[float, ...]]:
    """Each measure once a round, in alternating order; one round more is run first, to warm up."""
    for number in range(repeats + 1):
        order = list(enumerate(measures))
        if number % 2:
            order.reverse()
        taken = {index: measure() for index, measure in order}
        if number:
            yield tuple(taken[index] for index in range(len(measures)))


def python_seconds(code: str, kept: str) -> float:
    """How long a new interpreter takes, from start to end; `kept` is a folder for compiled modules."""
    started = perf_counter()
    _python(code, kept)
    return perf_counter() - started


def python_says(code: str, kept: str) -> float:
    return float(_python(code, kept))


def _python(code: str, kept: str) -> str:
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": kept}
    environment.pop(
        "PYTHONDONTWRITEBYTECODE", None
    )  # an installed package is compiled once, not at each start
    command = [sys.executable, "-c", code]
    run = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)  # noqa: S603
    return run.stdout


def traced_bytes(make: Callable[[], Any], count: int) -> float:
    """Memory that Python holds for one of `count` things made and kept."""
    make()
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    kept = [make() for _ in range(count)]
    gc.collect()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return (after - before) / len(kept)


# The table


def row(name: str, figure: str, note: str = "") -> None:
    print(f"{name:<48}{figure:>12}  {note}".rstrip())


def rate_row(name: str, taken: Iterable[float], count: int, note: str = "") -> Spread:
    rates = spread(count / each for each in taken)
    between = f"{rates.low:,.0f} to {rates.high:,.0f}; {1e6 / rates.median:.1f} us"
    row(name, f"{rates.median:,.0f}/s", between + (f"; {note}" if note else ""))
    return rates


def ratio_row(name: str, ratios: Iterable[float], note: str) -> None:
    found = spread(ratios)
    row(name, f"{found.median:.3f}", f"{found.low:.3f} to {found.high:.3f}; {note}")


def aim(text: str, *, met: bool) -> str:
    return f"aim {text}: {'met' if met else 'missed'}"


def time_coding(
    book: dc.RuleBook, objects: Sequence[dc.Encounter], texts: Sequence[bytes], repeats: int
) -> None:
    rounds = list(
        in_turns(
            repeats,
            lambda: seconds(book.code, objects),
            lambda: seconds(handwritten.decide, objects),
            lambda: seconds(dc.read_encounter, texts),
            lambda: seconds(lambda text: book.code(dc.read_encounter(text)), texts),
            lambda: seconds(json.loads, texts),
        )
    )
    engine, by_hand, reading, whole, bare = zip(*rounds, strict=True)
    count = len(objects)
    rate_row("hand-written, typed objects", by_hand, count)
    rate_row("engine, typed objects", engine, count)
    ratios = [hand / mine for mine, hand in zip(engine, by_hand, strict=True)]
    met = statistics.median(ratios) >= AIM_RATIO
    ratio_row("engine / hand-written", ratios, aim(f"{AIM_RATIO} or more", met=met))
    reached = count / statistics.median(whole)
    rate_row("JSON bytes to decision", whole, count, aim(f"{AIM_RATE:,}/s", met=reached >= AIM_RATE))
    rate_row("  of which reading", reading, count)
    ratio_row("  reading / whole time", (r / w for r, w in zip(reading, whole, strict=True)), "share of time")
    rate_row("  bare json.loads of the same bytes", bare, count)
    ratio_row(
        "  reading / bare json.loads", (r / b for r, b in zip(reading, bare, strict=True)), "times as long"
    )


def time_audits(book: dc.RuleBook, objects: Sequence[dc.Encounter], repeats: int) -> None:
    """Audits of those encounters that support a line, beside their coding."""
    derived = [(encounter, claims.own_lines(book.code(encounter))) for encounter in objects]
    own = [(encounter, lines) for encounter, lines in derived if lines]
    changed = claims.spoiled(SEED, [lines for _, lines in own])
    wrong = [(encounter, lines) for (encounter, _), lines in zip(own, changed, strict=True)]
    rounds = list(
        in_turns(
            repeats,
            lambda: seconds(lambda given: book.code(given[0]), own),
            lambda: seconds(lambda given: book.audit(*given), own),
            lambda: seconds(lambda given: book.audit(*given), wrong),
        )
    )
    coding, *audits = zip(*rounds, strict=True)
    rate_row("coding encounters that support a line", coding, len(own), f"{len(own)} encounters")
    for name, given, taken in zip(("lines supported", "one thing wrong"), (own, wrong), audits, strict=True):
        found = [book.audit(*each) for each in given]
        statuses = Counter(audit.status for audit in found)
        differences = sum(len(audit.differences) for audit in found) / len(found)
        said = ", ".join(f"{statuses[status]} {status}" for status in sorted(statuses))
        rate_row(f"audit, {name}", taken, len(own), f"{differences:.1f} differences each; {said}")
        ratios = [code / audit for code, audit in zip(coding, taken, strict=True)]
        ratio_row("  audits / codings", ratios, "of the same encounters")


def time_starts(repeats: int) -> None:
    with TemporaryDirectory() as kept:
        rounds = list(
            in_turns(
                repeats,
                lambda: python_seconds("pass", kept),
                lambda: python_seconds("import debridecode", kept),
                lambda: python_seconds("import attrs", kept),
                lambda: python_seconds("from debridecode import read_encounter", kept),
                lambda: python_says(COLD_LOAD, kept),
            )
        )
    bare, imported, library, reader, loaded = zip(*rounds, strict=True)
    above, attrs, with_reader = (
        spread((whole - empty) * 1000 for empty, whole in zip(bare, taken, strict=True))
        for taken in (imported, library, reader)
    )
    row("bare interpreter", f"{statistics.median(bare) * 1000:.1f} ms")
    met = aim(f"below {AIM_IMPORT_MS} ms", met=above.median < AIM_IMPORT_MS)
    row(
        "import debridecode, above that",
        f"{above.median:.1f} ms",
        f"{above.low:.1f} to {above.high:.1f}; {met}",
    )
    row("  of which attrs", f"{attrs.median:.1f} ms", f"{attrs.low:.1f} to {attrs.high:.1f}")
    read = f"{with_reader.low:.1f} to {with_reader.high:.1f}; cattrs with it"
    row("  with the JSON reader", f"{with_reader.median:.1f} ms", read)
    cold = spread(each * 1000 for each in loaded)
    row(
        "read and resolve every bundled pack, cold",
        f"{cold.median:.1f} ms",
        f"{cold.low:.1f} to {cold.high:.1f}",
    )


def measure_books(repeats: int) -> None:
    resolve = spread(
        seconds(lambda _: dc.rulebook(PACK, on=encounters.ON), range(BOOKS)) for _ in range(repeats)
    )
    row("rulebook(), packs already read", f"{resolve.median / BOOKS * 1000:.2f} ms")
    kept = traced_bytes(lambda: dc.rulebook(PACK, on=encounters.ON), BOOKS)
    row("memory of one RuleBook, packs already read", f"{kept / 1024:.0f} KiB", "tracemalloc")
    pickled = len(pickle.dumps(dc.rulebook(PACK, on=encounters.ON)))
    row("RuleBook pickled", f"{pickled / 1024:.0f} KiB")


def describe(
    objects: Sequence[dc.Encounter], texts: Sequence[bytes], decisions: Sequence[dc.Decision]
) -> None:
    count = len(objects)
    wounds = sum(len(encounter.wounds) for encounter in objects) / count
    findings = sum(len(decision.findings) for decision in decisions) / count
    lines = sum(len(decision.lines) for decision in decisions) / count
    size = sum(map(len, texts)) / count
    optimized = "--enable-optimizations" in (sysconfig.get_config_var("CONFIG_ARGS") or "")
    print(f"{platform.python_implementation()} {platform.python_version()}, ", end="")
    print(f"built with{'' if optimized else 'out'} profile-guided optimization; ", end="")
    print(f"{platform.machine()}, {os.cpu_count()} cores; {strftime('%Y-%m-%d')}")
    print(f"debridecode {dc.__version__}, {PACK[-1].id} on {encounters.ON}")
    print(f"mean of an encounter: {wounds:.2f} wounds, {size:,.0f} bytes of JSON; ", end="")
    print(f"of a decision: {lines:.2f} lines, {findings:.2f} findings")


def profile(book: dc.RuleBook, objects: Sequence[dc.Encounter], texts: Sequence[bytes]) -> None:
    claimed = [(encounter, claims.own_lines(book.code(encounter))) for encounter in objects]
    calls: tuple[tuple[str, Callable[[Any], object], Sequence[Any]], ...] = (
        ("engine", book.code, objects),
        ("audit", lambda given: book.audit(*given), claimed),
        ("reading", dc.read_encounter, texts),
    )
    for name, call, items in calls:
        watch = cProfile.Profile()
        watch.enable()
        for item in items:
            call(item)
        watch.disable()
        print(f"\n{name}: {len(items):,} encounters")
        pstats.Stats(watch).strip_dirs().sort_stats("tottime").print_stats(SHOWN_BY_PROFILE)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--profile", action="store_true", help="print where the time goes, and time nothing")
    options.add_argument("--check", action="store_true", help="only see whether the two agree")
    options.add_argument("--quick", action="store_true", help="fewer encounters and repeats")
    options.add_argument("--seed", type=int, default=SEED)
    given = options.parse_args()
    checked, timed, repeats, starts = (1000, 100, 10, 3) if given.quick else (5000, 300, 50, 15)

    made = list(encounters.documents(given.seed, checked))
    texts = encounters.as_bytes(made)
    objects = encounters.as_objects(texts)
    book = dc.rulebook(PACK, on=encounters.ON)
    describe(objects, texts, [book.code(encounter) for encounter in objects])
    verify(book, made, objects)
    if given.check:
        return
    objects, texts = objects[:timed], texts[:timed]
    if given.profile:
        profile(book, objects, texts)
        return
    row(f"\n{timed:,} encounters, medians of {repeats}", "", "lowest to highest; CPU time")
    time_coding(book, objects, texts, repeats)
    time_audits(book, objects, repeats)
    time_starts(starts)
    measure_books(repeats)


if __name__ == "__main__":
    main()
