"""A pack as a command names it: by its id, or by its file."""

import os

from debridecode.errors import UnknownPackError
from debridecode.packs.discover import chain_of, load_pack
from debridecode.packs.model import Pack
from debridecode.packs.raw import PACK_ID


def chain_named(name: str) -> tuple[Pack, ...]:
    """The chain of packs, base first, that a file, a folder with one pack, or an id names.

    A name in the form of an id is an id, whatever stands in the current directory under that name; any other,
    such as `plan.json` or `./plan`, is a file or folder.

    Raises:
        PackError: the file holds mistakes.
        UnknownPackError: no pack has that id.
    """
    if not PACK_ID.fullmatch(name):
        return load_pack(name)
    try:
        return chain_of(name)
    except UnknownPackError as error:
        beside = f"; for the folder, write ./{name}" if os.path.exists(name) else ""  # noqa: PTH110 - a name may be too long to look for
        raise UnknownPackError(f"{name}: {error}{beside}") from None
