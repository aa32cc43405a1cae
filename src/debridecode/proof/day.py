"""The rules of one day, and unknown records in which facts are related as the engine relates them."""

from collections.abc import Iterator, Mapping
from typing import Any

from debridecode.packs.model import ClassificationRow, Condition, FamilyRow, Leaf, ServiceRow
from debridecode.packs.resolve import Resolved, leaves
from debridecode.proof.axioms import assume
from debridecode.proof.encode import Place, Value, World, wounds_needed

Values = Mapping[Place, Value]
"""Facts of things, and what they are."""


class Day:
    """The rules of one day, and the worlds in which they are asked.

    Attributes:
        resolved: the rules.
        parameters: id -> value.
        families: id -> row.
    """

    def __init__(self, resolved: Resolved) -> None:
        """Take the rules."""
        self.resolved = resolved
        self.parameters: dict[str, Any] = {id_: each.value for id_, each in resolved.parameters.items()}
        self.families: dict[str, FamilyRow] = {row.id: row for row in self.rows("families")}
        self._worlds: dict[tuple[str, int, bool], World] = {}
        self._placing: dict[str, Mapping[str, Value]] = {}

    @property
    def classification(self) -> tuple[ClassificationRow, ...]:
        """The rows that place a wound, in order."""
        return self.rows("classification")

    @property
    def services(self) -> tuple[ServiceRow, ...]:
        """What other codes are for."""
        return self.rows("services")

    def rows(self, kind: str) -> tuple[Any, ...]:
        """The rows of the tables of a kind."""
        return tuple(row for table in self.resolved.tables if table.kind == kind for row in table.rows)

    def world(self, scope: str, *conditions: Condition, placed: bool = True) -> World:
        """The world in which conditions of a scope are asked together.

        Args:
            scope: of the conditions.
            conditions: all that one question is about.
            placed: whether wounds have been placed, as they are for every rule; not for the classification.
        """
        wounds = sum(map(wounds_needed, conditions)) if scope == "encounter" else 0
        key = (scope, wounds, placed)
        if key not in self._worlds:
            self._worlds[key] = World(scope, self.families, wounds=wounds)
            assume(self._worlds[key], self.resolved, placed=placed)
        return self._worlds[key]

    def placing(self, family: str) -> Mapping[str, Value]:
        """Facts that the classification reads, as they place a wound in a family; none where nothing does."""
        if family not in self._placing:
            world = self.world("wound")
            at = world.truth(Leaf("wound.family", "is", family), self.parameters).holds
            read = {leaf.fact for row in self.classification for leaf in leaves(row.when)}
            possible = world.solver.ask(at) == "possible"
            self._placing[family] = {
                fact: world.value(world.place(fact, world.subject))
                for fact in (sorted(read) if possible else ())
            }
        return self._placing[family]


def facts_read(world: World, *conditions: Condition) -> Iterator[Place]:
    """The facts of a world that conditions read, of each wound that may be there."""
    for condition in conditions:
        for leaf in leaves(condition):
            for name in (leaf.fact, getattr(leaf.operand, "name", None)):
                if name is not None and world.scope == "encounter" and name.startswith("wound."):
                    yield from ((f"wound {at}", name) for at in range(len(world.present)))
                elif name is not None:
                    yield world.place(name, world.subject)
