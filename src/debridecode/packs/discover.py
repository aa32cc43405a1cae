"""Where packs are found: with the library, in files and folders that are named, and in installed packages.

Nothing is looked for on import, and nothing in the current directory. A pack that came with the library is
found without looking elsewhere.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from attrs import field, frozen

from debridecode.errors import DebridecodeError, PackError, PackProblem, ReleaseError, UnknownPackError
from debridecode.packs.bundled import bundled, bundled_chain, fixtures
from debridecode.packs.model import Pack
from debridecode.packs.raw import nearest
from debridecode.releases import ENDING, Release, read_release

PATH_VARIABLE: Final = "DEBRIDECODE_PACK_PATH"
GROUP: Final = "debridecode.packs"
_ENDING: Final = ".json"
_MARK: Final = b"debridecode-pack/"
"""What stands in every pack file, and in few others."""
_MOST_ENTRIES: Final = 10_000
_MOST_BYTES: Final = 50_000_000


@frozen(kw_only=True)
class PackFile:
    """A pack that was found, not yet read as one.

    Attributes:
        id: as it calls itself.
        file: where it stands, to name in messages.
        origin: what led to it.
        content: its bytes.
    """

    id: str
    file: str
    origin: str
    content: bytes = field(repr=False)


@frozen(kw_only=True)
class Found:
    """What was found beside the packs that came with the library.

    Attributes:
        packs: by id; of an id that several have, the first.
        problems: what was looked at and cannot be used.
        clashes: of each id that packs with other content have, where they stand.
    """

    packs: Mapping[str, PackFile]
    problems: tuple[PackProblem, ...]
    clashes: Mapping[str, tuple[PackProblem, ...]]


def found() -> Found:
    """The packs on `DEBRIDECODE_PACK_PATH` and in installed packages; each place is read once a process.

    The variable lists files and folders, absolute, parted as `PATH` is. An installed package names itself
    under the entry points `debridecode.packs`. Of a folder or a package every JSON file whose `format` is
    that of a pack counts, also those in folders below.
    """
    return _found(os.environ.get(PATH_VARIABLE, ""))


@cache
def _found(listed: str) -> Found:
    packs: dict[str, PackFile] = {}
    problems: list[PackProblem] = []
    clashes: dict[str, tuple[PackProblem, ...]] = {}
    for each in (*_on_path(listed), *_in_packages()):
        if isinstance(each, PackProblem):
            problems.append(each)
        elif each.id in bundled():
            problems.append(_problem(each.file, f"{each.id} came with the library", "choose another id"))
        elif packs.setdefault(each.id, each).content != each.content:
            message = f"{packs[each.id].file} has the id {each.id} too, and is not the same"
            clash = _problem(each.file, message, "keep one of them")
            clashes[each.id] = (*clashes.get(each.id, ()), clash)
    return Found(packs=packs, problems=tuple(problems), clashes=clashes)


def _problem(file: str, message: str, hint: str = "") -> PackProblem:
    return PackProblem(file=file, pointer="", line=1, column=1, message=message, hint=hint)


def _on_path(listed: str) -> Iterator[PackFile | PackProblem]:
    for entry in filter(None, listed.split(os.pathsep)):
        path = Path(entry)
        if not path.is_absolute():
            yield _problem(entry, f"expected an absolute path in {PATH_VARIABLE}")
        elif not _is(path, Path.exists):
            yield _problem(entry, f"expected a file or folder that exists, in {PATH_VARIABLE}")
        else:
            yield from _in_place(path, PATH_VARIABLE)


def _in_packages() -> Iterator[PackFile | PackProblem]:
    from importlib.metadata import entry_points  # noqa: PLC0415 - slow to import, and few ask for it

    for entry in sorted(entry_points(group=GROUP), key=lambda each: (each.name, each.value)):
        origin = f"package {entry.dist.name if entry.dist else entry.value}"
        try:
            folder = files(entry.value)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - someone else's package may raise anything
            message = f"expected a package that can be imported, under the entry point {entry.name}"
            yield _problem(origin, f"{message}: {type(error).__name__}")
            continue
        if isinstance(folder, Path):
            yield from _in_place(folder, origin)
        else:
            yield _problem(origin, "expected a package that is installed as a folder of files")


def _in_place(place: Path, origin: str) -> Iterator[PackFile | PackProblem]:
    """The packs of a file or folder; of JSON files that are no packs nothing is said."""
    held = 0
    for number, path in enumerate(_entries(place)):
        if number == _MOST_ENTRIES:
            yield _problem(str(place), f"expected at most {_MOST_ENTRIES} files and folders to look through")
            return
        if held > _MOST_BYTES:
            yield _problem(str(place), f"expected packs of at most {_MOST_BYTES} bytes in all")
            return
        if path.suffix == _ENDING and _is(path, Path.is_file):
            for each in _pack_of(path, origin):
                held += len(each.content) if isinstance(each, PackFile) else 0
                yield each


def _entries(place: Path) -> Iterator[Path]:
    """A file, or all that is in a folder and those below; links to folders are not followed."""
    waiting = [place]
    while waiting:
        entry = waiting.pop()
        yield entry
        try:
            inside = sorted(entry.iterdir(), reverse=True) if entry.is_dir() else []
            waiting += [each for each in inside if not (each.is_symlink() and each.is_dir())]
        except OSError:
            continue


def _is(path: Path, asked: Callable[[Path], bool]) -> bool:
    """Whether a path is what is asked; of one that may not be looked at, or is too long, it is not."""
    try:
        return asked(path)
    except OSError:
        return False


def _pack_of(path: Path, origin: str) -> Iterator[PackFile | PackProblem]:
    from debridecode.packs.load import beginning, id_of, read_file  # noqa: PLC0415 - as below

    try:
        if _MARK not in beginning(path):
            return
        content = read_file(path)
        id_ = id_of(content, file=str(path))
        if id_ is not None:
            yield PackFile(id=id_, file=str(path), origin=origin, content=content)
    except PackError as error:
        yield from error.problems


def chain_of(id_: str) -> tuple[Pack, ...]:
    """The chain of packs that ends in a pack, by its id, base first.

    Raises:
        UnknownPackError: no pack has that id.
        PackError: the pack, or one that it extends, holds mistakes; or packs that differ have the id.
    """
    return _chain(id_, ())


def _chain(id_: str, trail: tuple[str, ...]) -> tuple[Pack, ...]:
    if id_ in bundled():
        return bundled_chain(id_)
    others = found()
    if id_ not in others.packs:
        raise UnknownPackError(_unknown(id_, others))
    if id_ in others.clashes:
        raise PackError(others.clashes[id_])
    held = others.packs[id_]
    return _read(held.content, held.file, (*trail, id_))


def _unknown(id_: str, others: Found) -> str:
    hint = str(nearest(id_, (*bundled(), *others.packs))) or "see debridecode packs list"
    unread = f"; {len(others.problems)} places could not be used, see debridecode packs list"
    return f"expected the id of a known pack; {hint}" + (unread if others.problems else "")


def _read(content: bytes, file: str, trail: tuple[str, ...]) -> tuple[Pack, ...]:
    from debridecode.packs.load import read_pack  # noqa: PLC0415 - the packs of the library are not checked

    return read_pack(
        content,
        file=file,
        find=lambda id_: _chain(id_, trail),
        known=lambda: (*bundled(), *found().packs),
        trail=trail,
        fixtures=fixtures(),
    )


def load_pack(path: str | Path) -> tuple[Pack, ...]:
    """Read a pack file and the packs it extends, base first.

    What it extends came with the library, or is found as `found` says.

    Args:
        path: the file, or a folder that holds one pack and no more.

    Raises:
        PackError: every mistake in the file, each with file, line, column, pointer, message and hint.
    """
    from debridecode.packs.load import read_file  # noqa: PLC0415 - the packs of the library are not checked

    _expect_path(path)
    if _is(Path(path), Path.is_dir):
        return _only_pack(Path(path))
    content = read_file(Path(path))
    return _read(content, str(path), ())


def _only_pack(folder: Path) -> tuple[Pack, ...]:
    held = list(_in_place(folder, "named"))
    problems = [each for each in held if isinstance(each, PackProblem)]
    packs = [each for each in held if isinstance(each, PackFile)]
    if len(packs) != 1:
        listed = ", ".join(each.file for each in packs) or "it holds none that can be read"
        problems.append(_problem(str(folder), "expected a folder with one pack", listed))
    if problems:
        raise PackError(problems)
    return _read(packs[0].content, packs[0].file, ())


def load_tables(folder: str | Path) -> tuple[Release, ...]:
    """Read the releases of edit tables in a folder, as `debridecode ncci import` writes them.

    Raises:
        ReleaseError: the folder cannot be read, or a file in it is no release file.
    """
    _expect_path(folder)
    try:
        files_ = sorted(path for path in Path(folder).iterdir() if path.name.endswith(ENDING))
        texts = [(str(path), path.read_text(encoding="utf-8")) for path in files_]
    except (OSError, ValueError):
        raise ReleaseError(str(folder), "expected a folder of release files that can be read") from None
    return tuple(read_release(text, file=name) for name, text in texts)


def _expect_path(path: object) -> None:
    if not isinstance(path, str | Path) or not str(path):
        raise DebridecodeError("expected a path, as text or as a pathlib.Path")
