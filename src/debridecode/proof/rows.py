"""What is asked of the classification of one day: can each row decide, and does some row always."""

from collections.abc import Iterator, Sequence
from typing import Final

from debridecode.interop.solver import Formula
from debridecode.packs.model import ClassificationRow
from debridecode.packs.resolve import leaves
from debridecode.packs.words import value_words
from debridecode.proof.answers import Answer, all_or
from debridecode.proof.day import Day, facts_read
from debridecode.proof.encode import Truth, World

_FEW: Final = 6


def row_answers(day: Day) -> Iterator[Answer]:
    """Everything that is asked of the classification of a day."""
    rows, world = day.classification, day.world("wound", placed=False)
    truths = [world.truth(row.when, day.parameters) for row in rows]
    yield from all_or(
        _unreachable(rows, truths, world),
        f"there are facts under which each of {len(rows)} rows of the classification is reached and holds",
    )
    yield from _gaps(rows, truths, world)
    own = any(
        each.kind == "classification" and each.origin == day.resolved.pack for each in day.resolved.tables
    )
    for index in range(len(rows) if own else 0):  # of a table of the base, the base tells
        yield from _overlaps(rows, truths, index, world)


def undecided_before(
    rows: Sequence[ClassificationRow], truths: Sequence[Truth], index: int, world: World
) -> list[Formula]:
    """That no row before this one decides. One that only asks decides nothing, and the next are looked at."""
    return [
        world.solver.negation(truth.holds)
        for row, truth in zip(rows[:index], truths, strict=False)
        if row.outcome != "query"
    ]


def _unreachable(
    rows: Sequence[ClassificationRow], truths: Sequence[Truth], world: World
) -> Iterator[Answer]:
    for index, row in enumerate(rows):
        before = undecided_before(rows, truths, index, world)
        found = world.solver.ask(truths[index].holds, *before)
        if found == "not decided":
            yield Answer(status="not decided", text=f"whether row {row.id} can be reached")
        elif found == "impossible":
            alone = world.solver.ask(truths[index].holds) == "impossible"
            why = "it can never hold" if alone else "an earlier row decides wherever it holds"
            yield Answer(status="refuted", text=f"row {row.id} of the classification is unreachable: {why}")


def _gaps(rows: Sequence[ClassificationRow], truths: Sequence[Truth], world: World) -> Iterator[Answer]:
    found = world.solver.ask(*(truth.fails for truth in truths))
    if found == "impossible":
        yield Answer(status="proved", text="every wound is placed by some row, or asked about")
    elif found == "not decided":
        yield Answer(status="not decided", text="whether every wound is placed by some row or asked about")
    else:
        text = f"no row speaks of {_shown(rows, world)}: such a wound is to be looked up by hand"
        yield Answer(status="noted", text=text)


def _overlaps(
    rows: Sequence[ClassificationRow], truths: Sequence[Truth], index: int, world: World
) -> Iterator[Answer]:
    """Later rows that lead elsewhere and can hold where this one decides, so that their order alone does."""
    row, others, example = rows[index], [], ""
    before = undecided_before(rows, truths, index, world)
    for later, truth in zip(rows[index + 1 :], truths[index + 1 :], strict=True):
        elsewhere = (later.outcome, later.family) != (row.outcome, row.family)
        if not elsewhere or "query" in (row.outcome, later.outcome):
            continue
        if world.solver.ask(truths[index].holds, truth.holds, *before) == "possible":
            others.append(later.id)
            example = example or _shown((row, later), world)
    if others:
        text = f"row {row.id} decides by its place alone before {_listed(others)}; as for {example}"
        yield Answer(status="noted", text=text)


def _listed(names: Sequence[str]) -> str:
    few = names if len(names) <= _FEW else [*names[: _FEW - 1], f"{len(names) - _FEW + 1} more"]
    return ", ".join(few)


def _shown(rows: Sequence[ClassificationRow], world: World) -> str:
    """The facts that some rows read, as they are in the last answer."""
    places = dict.fromkeys(facts_read(world, *(row.when for row in rows)))
    read = {leaf.fact for row in rows for leaf in leaves(row.when)}
    values = {name: world.value((at, name)) for at, name in places if name in read}
    return ", ".join(
        f"{name} {'unknown' if value is None else value_words(value)}" for name, value in values.items()
    )
