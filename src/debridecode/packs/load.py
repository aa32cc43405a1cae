"""From a pack file to a `Pack`: read, schema, lint, structure; every mistake at once, and no partial load."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from debridecode.document import JsonProblem, loads, positions
from debridecode.errors import PackError, PackProblem
from debridecode.packs.lint import lint
from debridecode.packs.model import Override, Pack, Rule
from debridecode.packs.raw import Problem, escape, nearest
from debridecode.packs.resolve import overridden_parameter, overridden_rule, split_at
from debridecode.packs.structure import pack_from

MAX_BYTES: Final = 2_000_000
MAX_DEPTH: Final = 40
MAX_CHAIN: Final = 4

Find = Callable[[str], Sequence[Pack]]
"""The chain of packs that ends in an id, base first; raises when there is none."""


def read_pack(text: str | bytes, *, file: str, find: Find, known: Iterable[str], fixtures: Iterable[str],
              trusted: bool = False) -> tuple[Pack, ...]:  # fmt: skip
    """Make the chain of packs that a file ends: the packs it extends, base first, then itself.

    Args:
        text: what stands in the file.
        file: the file, to name in messages.
        find: gives the chain of the pack that this one extends.
        known: ids that `find` knows, for hints.
        fixtures: names of the encounters that in-pack tests may start from.
        trusted: whether the form was checked before, as it is for the packs of the library itself.

    Raises:
        PackError: every problem, each with file, line, column, pointer, message and hint.
    """
    try:
        document = loads(text, max_bytes=MAX_BYTES, max_depth=MAX_DEPTH)
    except JsonProblem as problem:
        at = PackProblem(
            file=file,
            pointer=problem.pointer,
            line=problem.line,
            column=problem.column,
            message=problem.message,
            hint="the file is no JSON that can be read",
        )
        raise PackError([at]) from None
    written = text if isinstance(text, str) else text.decode("utf-8")
    problems = list(_form(document, trusted=trusted))
    base: Sequence[Pack] = ()
    if isinstance(document, dict):
        base, extends_problem = _base(document, find, known)
        problems += extends_problem
        problems += lint(document, base, fixtures)
    if problems:
        raise PackError(located(problems, file, written))
    pack = pack_from(document, file=file, text=written)
    moved = list(_moved(pack, base))
    if moved:
        raise PackError(located(moved, file, written))
    return (*base, pack)


def located(problems: Iterable[Problem], file: str, text: str) -> list[PackProblem]:
    """Problems with their line and column, in the order they stand in the file, each said once."""
    places = positions(text)
    found = {}
    for problem in problems:
        line, column = (places.key if problem.at_key else places.value)(problem.pointer)
        found[line, column, problem.pointer, problem.message] = PackProblem(
            file=file,
            pointer=problem.pointer,
            line=line,
            column=column,
            message=problem.message,
            hint=problem.hint,
        )
    return [found[key] for key in sorted(found)]


def _form(document: Any, *, trusted: bool) -> Iterator[Problem]:
    if trusted:
        return
    from debridecode.packs.schema import schema_problems  # noqa: PLC0415 - jsonschema is slow to import

    yield from schema_problems(document)


def _base(document: dict[str, Any], find: Find, known: Iterable[str]) -> tuple[Sequence[Pack], list[Problem]]:
    extends = document.get("extends")
    if not isinstance(extends, str):
        return (), []
    if extends == document.get("id"):
        return (), [Problem("/extends", "a pack cannot extend itself")]
    names = set(known)
    if extends not in names:
        return (), [Problem("/extends", f"no pack {extends}", nearest(extends, names))]
    base = find(extends)
    if len(base) >= MAX_CHAIN:
        return base, [Problem("/extends", f"expected a chain of at most {MAX_CHAIN} packs")]
    return base, []


def _moved(pack: Pack, base: Sequence[Pack]) -> Iterator[Problem]:
    """Overrides whose `was` the base no longer says, over every segment that the override reaches."""
    for index, override in enumerate(pack.overrides):
        pointer = f"/overrides/{index}/was"
        section, _, id_ = override.target.partition("/")
        owner = next(each for each in base if id_ in getattr(each, section))
        for start, says in _said(override, owner, section, id_, [*_overrides_before(pack, base, index)]):
            if says == override.was:
                continue
            at = f"/{section}/{escape(id_)}"
            line, _column = positions(owner.text).key(at)
            if override.change == "disable":
                message = f"{owner.id} ({owner.file}:{line}: {at}) has retired this rule from {start}"
            else:
                message = f"{owner.id} ({owner.file}:{line}: {at}) says something else from {start}"
            yield Problem(pointer, message, "read the base again and restate was, or choose another from")


def _overrides_before(pack: Pack, base: Sequence[Pack], index: int) -> Iterator[Override]:
    for each in base:
        yield from each.overrides
    yield from pack.overrides[:index]


def _said(
    override: Override, owner: Pack, section: str, id_: str, before: Sequence[Override]
) -> Iterator[tuple[date, Any]]:
    """What the base says from the override's first day on: (start, value) of each segment it reaches."""
    history: Sequence[Any]
    if section == "parameters":
        history = overridden_parameter(id_, owner.parameters[id_].history, before)
    else:
        history = overridden_rule(owner.rules[id_], before)
    for segment in split_at(history, override.start):
        if segment.start >= override.start:
            yield segment.start, _value(segment, override, owner.rules.get(id_))


def _value(segment: Any, override: Override, rule: Rule | None) -> Any:
    if rule is None:
        return segment.value
    if override.change == "disable":
        return True if segment.retired else None
    if override.change == "when":
        return segment.when
    return getattr(segment.then.finding, override.change, None)


def read_file(path: Path) -> bytes:
    """The bytes of a pack file.

    Raises:
        PackError: it cannot be read, or is larger than 2,000,000 bytes.
    """

    def refused(message: str) -> PackError:
        return PackError([PackProblem(file=str(path), pointer="", line=1, column=1, message=message)])

    try:
        if path.stat().st_size > MAX_BYTES:
            raise refused(f"expected a file of at most {MAX_BYTES} bytes")
        return path.read_bytes()
    except OSError:
        raise refused("expected a file that can be read") from None
