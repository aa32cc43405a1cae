"""How what a pack says was read: verified, secondary or unverified."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from debridecode.packs.model import Pack
from debridecode.releases import Source
from debridecode.vocabulary import READ_STATUSES


def sources_of(chain: Sequence[Pack]) -> dict[str, Source]:
    """The sources of a chain of packs, by id."""
    return {id_: source for pack in chain for id_, source in pack.sources.items()}


def best_read(ids: Iterable[str], sources: Mapping[str, Source]) -> str:
    """How the best-read of some sources was read; empty where there is none."""
    read = {sources[id_].read for id_ in ids}
    return next((status for status in READ_STATUSES if status in read), "")


def rules_by_reading(chain: Sequence[Pack]) -> Counter[str]:
    """How many rules of the last pack rest on a verified source, on none better than a secondary, and so on.

    A rule counts once, by the best-read source of the segment that stands last in its history.
    """
    sources = sources_of(chain)
    last = (rule.history[-1] for rule in chain[-1].rules.values())
    return Counter(best_read((cite.source for cite in segment.cites), sources) for segment in last)


def counted(counts: Mapping[str, int]) -> str:
    """Counts by reading, in words.

    Example:
        >>> counted({"secondary": 2, "verified": 1})
        '1 verified, 2 secondary'
    """
    return ", ".join(f"{counts[how]} {how}" for how in READ_STATUSES if counts.get(how))
