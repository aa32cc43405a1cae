"""Where packs are found: those that came with the library, and files that are named."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Final

from debridecode.errors import DebridecodeError, ReleaseError, UnknownPackError
from debridecode.packs.model import Pack
from debridecode.releases import ENDING, Release, read_release

_FOLDER: Final = "rulepacks"
_RELEASES: Final = "releases"
_ENDING: Final = ".json"


def _installed() -> Traversable:
    return files("debridecode").joinpath(_FOLDER)


def _root() -> Traversable:
    """The folder of the bundled packs: in the wheel inside the package, in a checkout at its root."""
    checkout = Path(__file__).parents[3]
    if not _installed().is_dir() and (checkout / "pyproject.toml").is_file():
        return checkout / _FOLDER
    return _installed()


@cache
def fixtures() -> Mapping[str, str]:
    """Names of the encounters that in-pack tests start from -> their JSON."""
    return MappingProxyType(dict(sorted(_texts(files("debridecode").joinpath("fixtures"), ""))))


@cache
def bundled() -> Mapping[str, str]:
    """Ids of the bundled packs -> their text."""
    return MappingProxyType(dict(sorted(_texts(_root(), ""))))


@cache
def bundled_releases() -> tuple[Release, ...]:
    """The releases of edit tables that came with the library."""
    folder = _root().joinpath(_RELEASES)
    named = sorted((entry.name, entry) for entry in folder.iterdir() if entry.name.endswith(ENDING))
    return tuple(read_release(entry.read_text(encoding="utf-8"), file=name) for name, entry in named)


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


def _texts(folder: Traversable, prefix: str) -> Iterator[tuple[str, str]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _texts(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(_ENDING):
            yield prefix + entry.name.removesuffix(_ENDING), entry.read_text(encoding="utf-8")


@cache
def bundled_chain(id_: str) -> tuple[Pack, ...]:
    """The chain of packs that ends in a bundled pack, base first.

    Raises:
        UnknownPackError: no bundled pack has that id.
    """
    from debridecode.packs.load import read_pack  # noqa: PLC0415 - nothing is read on import
    from debridecode.packs.raw import nearest  # noqa: PLC0415

    texts = bundled()
    if id_ not in texts:
        hint = str(nearest(id_, texts))
        raise UnknownPackError("expected the id of a known pack; " + (hint or "see debridecode packs list"))
    return read_pack(
        texts[id_],
        file=f"{_FOLDER}/{id_}{_ENDING}",
        find=bundled_chain,
        known=texts,
        fixtures=fixtures(),
        trusted=_installed().is_dir(),  # in a checkout they may be under change
    )


def load_pack(path: str | Path) -> tuple[Pack, ...]:
    """Read a pack file and the packs it extends, base first; what it extends must be bundled.

    Raises:
        PackError: every mistake in the file, each with file, line, column, pointer, message and hint.
    """
    from debridecode.packs.load import read_file, read_pack  # noqa: PLC0415 - nothing is read on import

    _expect_path(path)
    return read_pack(
        read_file(Path(path)), file=str(path), find=bundled_chain, known=bundled(), fixtures=fixtures()
    )


def _expect_path(path: object) -> None:
    if not isinstance(path, str | Path):
        raise DebridecodeError("expected a path, as text or as a pathlib.Path")
