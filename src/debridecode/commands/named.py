"""A pack as a command names it: by its id, or by its file."""

from pathlib import Path

from debridecode.packs.discover import bundled_chain, load_pack
from debridecode.packs.model import Pack


def chain_named(name: str) -> tuple[Pack, ...]:
    """The chain of packs that a command's argument names, base first.

    Raises:
        PackError: the file holds mistakes.
        UnknownPackError: it is no file, and no pack has that id.
    """
    if name.endswith(".json") or Path(name).exists():
        return load_pack(name)
    return bundled_chain(name)
