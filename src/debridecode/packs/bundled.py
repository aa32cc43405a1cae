"""What came with the library: packs, the encounters that their tests start from, releases of edit tables."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Final

from debridecode.errors import PackError, PackProblem, UnknownPackError
from debridecode.packs.model import Pack
from debridecode.packs.raw import nearest
from debridecode.packs.structure import pack_from
from debridecode.releases import ENDING, Release, read_release

_FOLDER: Final = "rulepacks"
_RELEASES: Final = "releases"
_ENDING: Final = ".json"
_SEALS: Final = "SHA256SUMS"
"""The sha256 of each bundled pack, as `sha256sum -c` reads it; `docs/write.py` writes it."""


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


def _texts(folder: Traversable, prefix: str) -> Iterator[tuple[str, str]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _texts(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(_ENDING):
            yield prefix + entry.name.removesuffix(_ENDING), entry.read_text(encoding="utf-8")


def seals() -> str:
    """What `SHA256SUMS` says of the bundled packs as they are."""
    return "".join(f"{_sha256(text)}  {id_}{_ENDING}\n" for id_, text in bundled().items())


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _sealed() -> frozenset[str]:
    """The lines of `SHA256SUMS`, which a checkout may be without until it is written."""
    file = _root().joinpath(_SEALS)
    return frozenset(file.read_text(encoding="utf-8").splitlines() if file.is_file() else ())


@cache
def bundled_chain(id_: str) -> tuple[Pack, ...]:
    """The chain of packs that ends in a bundled pack, base first.

    A pack whose digest is the one it was released with is not checked again. In a checkout, where packs are
    under change, any other is checked as a file of anyone's; an installed one is refused.

    Raises:
        UnknownPackError: no bundled pack has that id.
        PackError: the file is not the one that came with the library, or in a checkout holds mistakes.
    """
    texts = bundled()
    if id_ not in texts:
        hint = str(nearest(id_, texts))
        raise UnknownPackError("expected the id of a known pack; " + (hint or "see debridecode packs list"))
    text, file = texts[id_], f"{_FOLDER}/{id_}{_ENDING}"
    if f"{_sha256(text)}  {id_}{_ENDING}" in _sealed():
        pack = pack_from(json.loads(text, parse_float=Decimal), file=file, text=text)
        return (*(bundled_chain(pack.extends) if pack.extends else ()), pack)
    if _installed().is_dir():
        message = "this is not the file that came with the library"
        hint = "install the library again; rules of your own go into a pack that extends this one"
        raise PackError([PackProblem(file=file, pointer="", line=1, column=1, message=message, hint=hint)])
    from debridecode.packs.load import read_pack  # noqa: PLC0415 - an installed library never needs it

    return read_pack(text, file=file, find=bundled_chain, known=lambda: texts, fixtures=fixtures())
