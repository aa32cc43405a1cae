"""Where something stands in the file of a pack, for messages that name a second place."""

from functools import lru_cache

from debridecode.document import Positions, positions
from debridecode.packs.model import Pack


def place_in(pack: Pack, pointer: str) -> str:
    """A place in a pack that loaded, as a message names it."""
    line, _column = places(pack.text).key(pointer)
    return f"{pack.id} ({pack.file}:{line}: {pointer})"


@lru_cache(maxsize=4)
def places(text: str) -> Positions:
    """The lines and columns of a file; a message often asks for several of one file."""
    return positions(text)
