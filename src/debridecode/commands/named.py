"""A pack as a command names it: by its id, or by its file."""

from pathlib import Path

from debridecode.packs.discover import chain_of, load_pack
from debridecode.packs.model import Pack


def chain_named(name: str) -> tuple[Pack, ...]:
    """The chain of packs, base first, that a file, a folder with one pack, or an id names.

    Raises:
        PackError: the file holds mistakes.
        UnknownPackError: it is no file, and no pack has that id.
    """
    if name.endswith(".json") or Path(name).exists():
        return load_pack(name)
    return chain_of(name)
