"""From a pack file to a `Pack`: read, schema, lint, structure; every mistake at once, and no partial load."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

from debridecode.document import JsonProblem, loads, positions
from debridecode.errors import PackError, PackProblem
from debridecode.packs.lint import lint
from debridecode.packs.model import Override, Pack
from debridecode.packs.moved import moved_problems
from debridecode.packs.raw import Problem, escape, nearest, objects
from debridecode.packs.structure import override_from, pack_from

MAX_BYTES: Final = 2_000_000
MAX_DEPTH: Final = 40
MAX_CHAIN: Final = 4
MAX_MEMBERS: Final = {
    "sources": 1_000,
    "parameters": 1_000,
    "tables": 100,
    "rules": 1_000,
    "overrides": 500,
    "tests": 5_000,
}
MAX_PROBLEMS: Final = 500
"""More are not looked for: whoever mends these will run the check again."""

Find = Callable[[str], Sequence[Pack]]
"""The chain of packs that ends in an id, base first; raises when there is none."""


def read_pack(
    text: str | bytes,
    *,
    file: str,
    find: Find,
    known: Iterable[str],
    fixtures: Iterable[str],
    trail: Sequence[str] = (),
) -> tuple[Pack, ...]:
    """Make the chain of packs that a file ends: the packs it extends, base first, then itself.

    Args:
        text: what stands in the file.
        file: the file, to name in messages.
        find: gives the chain of the pack that this one extends.
        known: ids that `find` knows, for hints.
        fixtures: names of the encounters that in-pack tests may start from.
        trail: ids of the packs for whose sake this one is read.

    Raises:
        PackError: every problem, each with file, line, column, pointer, message and hint.
    """
    document = _read(text, file)
    written = text if isinstance(text, str) else text.decode("utf-8")

    def refuse(problems: Iterable[Problem]) -> None:
        if first := list(islice(problems, MAX_PROBLEMS)):
            raise PackError(located(first, file, written))

    refuse(_too_much(document, written))
    form = list(islice(_form(document), MAX_PROBLEMS))
    if not isinstance(document, dict):
        refuse(form)
    base, misnamed = _base(document, find, known, trail)
    if misnamed:
        refuse((*misnamed, *form))
    found = list(islice(chain(form, lint(document, base, fixtures)), MAX_PROBLEMS))
    refuse((*found, *moved_problems(_sound_overrides(document, found), base)))
    return (*base, pack_from(document, file=file, text=written))


def _read(text: str | bytes, file: str) -> Any:
    try:
        return loads(text, max_bytes=MAX_BYTES, max_depth=MAX_DEPTH)
    except JsonProblem as problem:
        at = PackProblem(
            file=file,
            pointer=problem.pointer,
            line=problem.line,
            column=problem.column,
            message=problem.message,
            hint="the file is no JSON that can be read",
        )
    raise PackError([at])


def id_of(content: bytes, *, file: str) -> str | None:
    """What a pack file calls itself, or None where its `format` is not that of a pack.

    Raises:
        PackError: it is no JSON, or it has no id.
    """
    document = _read(content, file)
    if not (isinstance(document, dict) and str(document.get("format")).startswith("debridecode-pack/")):
        return None
    id_ = document.get("id")
    if isinstance(id_, str):
        return id_
    nameless = Problem("", "expected the key id, a text, by which the pack can be named")
    raise PackError(located([nameless], file, content.decode("utf-8")))


def _too_much(document: Any, written: str) -> Iterator[Problem]:
    """More members than a pack may have, and texts that no file could hold: looked for first."""
    for section, most in MAX_MEMBERS.items():
        held = document.get(section) if isinstance(document, dict) else None
        if isinstance(held, dict | list) and len(held) > most:
            yield Problem(f"/{section}", f"expected at most {most} {section}")
    if "\\ud" in written.lower():
        yield from _half_characters(document, "")


def _half_characters(value: Any, pointer: str) -> Iterator[Problem]:
    if isinstance(value, dict):
        for key, member in value.items():
            if not _encodable(key):
                yield Problem(pointer, "expected keys without halves of characters")
            yield from _half_characters(member, f"{pointer}/{escape(key)}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _half_characters(item, f"{pointer}/{index}")
    elif isinstance(value, str) and not _encodable(value):
        yield Problem(pointer, "expected text without halves of characters")


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def located(problems: Iterable[Problem], file: str, text: str) -> list[PackProblem]:
    """Problems with their line and column, in the order they stand in the file, each said once."""
    at = positions(text)
    found = {}
    for problem in problems:
        line, column = (at.key if problem.at_key else at.value)(problem.pointer)
        found[line, column, problem.pointer, problem.message] = PackProblem(
            file=file,
            pointer=problem.pointer,
            line=line,
            column=column,
            message=problem.message,
            hint=problem.hint,
            code=problem.code,
        )
    return [found[key] for key in sorted(found)]


def _form(document: Any) -> Iterator[Problem]:
    from debridecode.packs.schema import schema_problems  # noqa: PLC0415 - jsonschema is slow to import

    return schema_problems(document)


def _base(
    document: dict[str, Any], find: Find, known: Iterable[str], trail: Sequence[str]
) -> tuple[Sequence[Pack], list[Problem]]:
    extends = document.get("extends")
    if not isinstance(extends, str):
        return (), []
    if extends in (document.get("id"), *trail):
        way = " extends ".join((*trail, extends)) if trail else f"{extends} extends {extends}"
        return (), [Problem("/extends", f"expected a chain of packs that ends: {way}")]
    names = set(known)
    if extends not in names:
        return (), [Problem("/extends", f"no pack {extends}", nearest(extends, names))]
    too_long = [Problem("/extends", f"expected a chain of at most {MAX_CHAIN} packs")]
    if len(trail) >= MAX_CHAIN:
        return (), too_long
    base = find(extends)
    return base, too_long if len(base) >= MAX_CHAIN else []


def _sound_overrides(document: dict[str, Any], found: Sequence[Problem]) -> dict[int, Override]:
    """Overrides without a mistake of their own, by index, that can be held against the base.

    Where one override of a target has a mistake, what the later ones find there is not known.
    """
    wrong = {tuple(problem.pointer.split("/")[1:3]) for problem in found}
    listed = objects(document.get("overrides"))
    if ("overrides",) in wrong:
        return {}
    sound = {n: raw for n, raw in enumerate(listed) if ("overrides", str(n)) not in wrong}
    unsure = {str(raw.get("target")) for n, raw in enumerate(listed) if n not in sound}
    return {n: override_from(raw) for n, raw in sound.items() if raw["target"] not in unsure}


def read_file(path: Path) -> bytes:
    """The bytes of a pack file.

    Raises:
        PackError: it is no file that can be read, or is larger than 2,000,000 bytes.
    """

    def refused(message: str) -> PackError:
        return PackError([PackProblem(file=str(path), pointer="", line=1, column=1, message=message)])

    try:
        if not path.is_file():  # a pipe or a device may have no end
            raise refused("expected a file that can be read")
        with path.open("rb") as opened:
            content = opened.read(MAX_BYTES + 1)
    except (OSError, ValueError):
        raise refused("expected a file that can be read") from None
    if len(content) > MAX_BYTES:
        raise refused(f"expected a file of at most {MAX_BYTES} bytes")
    return content
