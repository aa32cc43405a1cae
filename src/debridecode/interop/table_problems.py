"""What is wrong with files that an import reads: kept until it is enough, and raised at once."""

from collections.abc import Sequence
from typing import Final

from attrs import Factory, define

from debridecode.errors import DebridecodeError, ReleaseError

MOST_PROBLEMS: Final = 20


class TablesError(DebridecodeError):
    """Files of tables that cannot be imported. Nothing of them was kept.

    Attributes:
        problems: what was found, at most 20.
    """

    def __init__(self, problems: Sequence[ReleaseError]) -> None:
        """Keep the problems, in the order they were found."""
        self.problems = tuple(problems)
        lines = [str(problem) for problem in self.problems]
        if len(lines) >= MOST_PROBLEMS:
            lines.append(f"... reading stopped after {MOST_PROBLEMS} problems")
        super().__init__("\n".join(lines))

    def __reduce__(self) -> tuple[type["TablesError"], tuple[tuple[ReleaseError, ...]]]:
        """Pickle by the problems."""
        return type(self), (self.problems,)


@define
class Problems:
    """What is wrong, until it is enough."""

    found: list[ReleaseError] = Factory(list)

    def add(self, problem: ReleaseError) -> None:
        """Keep a problem; the twentieth ends the reading."""
        self.found.append(problem)
        if len(self.found) >= MOST_PROBLEMS:
            self.settle()

    def settle(self) -> None:
        """Raise what was found, if anything was."""
        if self.found:
            raise TablesError(self.found)
