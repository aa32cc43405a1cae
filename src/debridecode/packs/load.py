"""From a pack file to a `Pack`: read, schema, lint, structure; every mistake at once, and no partial load."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

from debridecode.document import JsonProblem, loads, positions
from debridecode.errors import PackError, PackProblem, UnknownPackError
from debridecode.packs.lint import lint
from debridecode.packs.model import Override, Pack
from debridecode.packs.moved import moved_problems
from debridecode.packs.raw import Problem, escape, nearest, objects
from debridecode.packs.structure import override_from, pack_from

MAX_BYTES: Final = 2_000_000
MAX_DEPTH: Final = 40
MAX_CHAIN: Final = 8
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
"""The chain of packs that ends in an id, base first; raises `UnknownPackError` when there is none."""

_UNSEEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What moves a cursor or turns the direction of writing, so that a text is not what it looks like."""
_LAID_OUT: Final = re.compile(r"[\n\r\t]")
_MAYBE_UNSEEN: Final = re.compile(rf"{_UNSEEN.pattern}|\\[bfnrtu]")


def read_pack(
    text: str | bytes,
    *,
    file: str,
    find: Find,
    known: Callable[[], Iterable[str]],
    fixtures: Iterable[str],
    trail: Sequence[str] = (),
) -> tuple[Pack, ...]:
    """Make the chain of packs that a file ends: the packs it extends, base first, then itself.

    Args:
        text: what stands in the file.
        file: the file, to name in messages.
        find: gives the chain of the pack that this one extends.
        known: gives the ids that `find` knows, for hints.
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
    if _MAYBE_UNSEEN.search(written.replace("\n", "").replace("\r", "").replace("\t", "")):
        yield from _unfit_texts(document, "")


def _unfit_texts(value: Any, pointer: str) -> Iterator[Problem]:
    """Keys and texts that no file could hold, or that nobody sees as they are."""
    if isinstance(value, dict):
        for key, member in value.items():
            if why := _unfit(key, pointer):
                yield Problem(pointer, f"expected keys without {why}")
            yield from _unfit_texts(member, f"{pointer}/{escape(key)}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _unfit_texts(item, f"{pointer}/{index}")
    elif isinstance(value, str) and (why := _unfit(value, pointer)):
        yield Problem(pointer, f"expected text without {why}")


def _unfit(text: str, pointer: str) -> str:
    """What a text may not hold, or "" if it is fit; the lines of a record in a case may be parted."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return "halves of characters"
    of_record = pointer.startswith("/tests/")
    return "control characters" if _UNSEEN.search(_LAID_OUT.sub("", text) if of_record else text) else ""


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
    document: dict[str, Any], find: Find, known: Callable[[], Iterable[str]], trail: Sequence[str]
) -> tuple[Sequence[Pack], list[Problem]]:
    extends = document.get("extends")
    if not isinstance(extends, str):
        return (), []
    if extends in (document.get("id"), *trail):
        way = " extends ".join((*trail, extends)) if trail else f"{extends} extends {extends}"
        return (), [Problem("/extends", f"expected a chain of packs that ends: {way}")]
    too_long = [Problem("/extends", f"expected a chain of at most {MAX_CHAIN} packs")]
    if len(trail) >= MAX_CHAIN:
        return (), too_long
    try:
        base = find(extends)
    except UnknownPackError:
        others = set(known()) - {document.get("id")}
        return (), [Problem("/extends", f"no pack {extends}", nearest(extends, others))]
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
    content = beginning(path)
    if len(content) > MAX_BYTES:
        raise _refused(path, f"expected a file of at most {MAX_BYTES} bytes")
    return content


def beginning(path: Path) -> bytes:
    """The bytes of a file, up to the first that would be too many for a pack.

    Raises:
        PackError: it is no file that can be read.
    """
    try:
        if path.is_file():  # a pipe or a device may have no end
            with path.open("rb") as opened:
                return opened.read(MAX_BYTES + 1)
    except (OSError, ValueError):
        pass
    raise _refused(path, "expected a file that can be read")


def _refused(path: Path, message: str) -> PackError:
    return PackError([PackProblem(file=str(path), pointer="", line=1, column=1, message=message)])
