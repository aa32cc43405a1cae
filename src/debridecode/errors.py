"""What is raised: bad input and bad packs. A clinical or billing problem is a `Finding`, never an error."""

from collections.abc import Iterable, Sized
from typing import Final, Literal

ProblemCode = Literal[
    "refused",
    "unreachable-rule",
    "implied-rule",
    "contradictory-rule",
    "unreachable-row",
    "unread-number",
    "uncited-source",
    "unread-parameter",
    "outside-supports",
    "before-supports",
    "undecided",
]
"""What kind of mistake a pack has. With one that is `refused` it does not load."""

NOTES: Final[frozenset[ProblemCode]] = frozenset({"before-supports", "undecided"})
"""Those that are no mistakes, and worth knowing."""

_SHOWN: Final = 25


class DebridecodeError(ValueError):
    """Base of every error this library raises on purpose."""


class EncounterError(DebridecodeError):
    """An encounter, or the JSON meant to hold one, that cannot be read.

    Attributes:
        problems: every problem found, as (path, message). Neither holds a value from the record.

    Example:
        >>> print(EncounterError([("$.wounds[0].wound_id", "expected text")]))
        $.wounds[0].wound_id: expected text
    """

    def __init__(self, problems: Iterable[tuple[str, str]]) -> None:
        """Keep the problems, in the order they were found."""
        self.problems = tuple(problems)
        super().__init__(
            _lines([f"{path}: {message}" for path, message in self.problems[:_SHOWN]], self.problems)
        )

    def __reduce__(self) -> tuple[type["EncounterError"], tuple[tuple[tuple[str, str], ...]]]:
        """Pickle by the problems, so that a worker's error reaches its parent whole."""
        return type(self), (self.problems,)


class PackError(DebridecodeError):
    """One or more packs that cannot be used.

    Attributes:
        problems: every problem found, each a `PackProblem`; nothing of the pack was loaded.
    """

    def __init__(self, problems: "Iterable[PackProblem]") -> None:
        """Keep the problems, in the order they stand in the file."""
        self.problems = tuple(problems)
        super().__init__(_lines([str(problem) for problem in self.problems[:_SHOWN]], self.problems))

    def __reduce__(self) -> "tuple[type[PackError], tuple[tuple[PackProblem, ...]]]":
        """Pickle by the problems."""
        return type(self), (self.problems,)


class PackProblem:
    """One mistake in a pack file, and where it stands.

    Attributes:
        file: the file, as it was named to the loader.
        pointer: JSON pointer of the place ("" is the whole document).
        line: 1-based line of that place.
        column: 1-based column of that place.
        message: what was expected.
        code: what kind of mistake it is.
    """

    __slots__ = ("_hint", "code", "column", "file", "line", "message", "pointer")

    def __init__(
        self,
        *,
        file: str,
        pointer: str,
        line: int,
        column: int,
        message: str,
        hint: object = "",
        code: ProblemCode = "refused",
    ) -> None:
        """Name the place and the mistake. A hint that takes time to find is found when it is read."""
        self.file = file
        self.pointer = pointer
        self.line = line
        self.column = column
        self.message = message
        self.code = code
        self._hint = hint

    @property
    def is_note(self) -> bool:
        """Whether it is no mistake, and worth knowing."""
        return self.code in NOTES

    @property
    def hint(self) -> str:
        """The nearest name, or what to do, or ""."""
        return str(self._hint)

    def __str__(self) -> str:
        """One line, in the form that editors and terminals make a link of."""
        place = f"{self.file}:{self.line}:{self.column}"
        hint = f" ({self.hint})" if self.hint else ""
        note = "note: " if self.is_note else ""
        return _printable(f"{place}: {self.pointer or '/'}: {note}{self.message}{hint}")

    def __repr__(self) -> str:
        """Show the line."""
        return f"<PackProblem {self}>"


def _printable(text: str) -> str:
    """A text with what cannot be seen written out: a pack neither moves the cursor nor hides a letter."""
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)


class ReleaseError(DebridecodeError):
    """A file of edits, CMS's own or one made of it, that cannot be used. Nothing of it was kept.

    Attributes:
        file: the file or folder, as it was named.
        message: what was expected.
        row: 1-based row of the mistake, or None when it is about the file or folder as a whole.
        column: 1-based column of it, or None when it is about the whole row.

    Example:
        >>> print(ReleaseError("edits.tsv", "expected a date", 7, 4))
        edits.tsv: row 7, column 4: expected a date
        >>> print(ReleaseError("edits.tsv", "the file is empty"))
        edits.tsv: the file is empty
    """

    def __init__(self, file: str, message: str, row: int | None = None, column: int | None = None) -> None:
        """Name the place and what was expected there."""
        self.file = file
        self.message = message
        self.row = row
        self.column = column
        places = (f"{what} {number}" for what, number in (("row", row), ("column", column)) if number)
        super().__init__(": ".join(filter(None, (file, ", ".join(places), message))))

    def __reduce__(self) -> tuple[type["ReleaseError"], tuple[str, str, int | None, int | None]]:
        """Pickle by the place and the message."""
        return type(self), (self.file, self.message, self.row, self.column)


class UnknownPackError(DebridecodeError):
    """No pack of that id is known."""


class OutOfDateError(DebridecodeError):
    """A date of service for which a pack, or a rule book already resolved, does not answer."""


class ReplayError(DebridecodeError):
    """A replay that cannot begin or go on: its file of encounters, or the folder it writes into."""


def _lines(shown: list[str], every: Sized) -> str:
    """The first problems, a line each, and how many more there are."""
    more = len(every) - len(shown)
    return "\n".join([*shown, f"... and {more} more"] if more else shown)
