"""What is said of conditions as wholes: that one never holds, or holds only where another does."""

from itertools import combinations

from debridecode.packs.model import AllOf, Condition, Leaf
from debridecode.packs.review.answers import FAILS, HOLDS, UNKNOWN, answer_in, possible
from debridecode.packs.review.choices import asked_in, whole
from debridecode.packs.review.worlds import world_where

_HOLDS_NOT = FAILS | UNKNOWN


def holds_never(condition: Condition) -> bool:
    """Whether a condition fails or is unknown in every world.

    Raises:
        TooManyWorldsError: it cannot be told.
    """
    return world_where((condition, HOLDS)) is None


def implies(one: Condition, *others: Condition) -> bool:
    """Whether, in every world in which a condition holds, one of some others holds too.

    Raises:
        TooManyWorldsError: it cannot be told.
    """
    world = world_where((one, HOLDS))
    leaves = [each for other in others for each in asked_in(other)]
    if world is not None and all(isinstance(leaf, Leaf) for leaf in leaves):
        answer = answer_in(whole(world, (leaf for leaf in leaves if isinstance(leaf, Leaf))))
        if all(possible(other, answer) & _HOLDS_NOT for other in others):
            return False
    return world_where((one, HOLDS), *((other, _HOLDS_NOT) for other in others)) is None


def why_never(condition: Condition) -> str:
    """Which parts of a condition that never holds keep it from holding, where one or two of them do."""
    if not isinstance(condition, AllOf):
        return ""
    for index, part in enumerate(condition.parts):
        if holds_never(part):
            return f"all/{index} alone never holds"
    for (one, first), (other, second) in combinations(enumerate(condition.parts), 2):
        if holds_never(AllOf((first, second))):
            return f"all/{one} and all/{other} exclude each other"
    return ""
