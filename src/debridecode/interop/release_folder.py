"""A folder to write release files to: all of them, or none."""

import os
from collections.abc import Callable, Generator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryFile
from typing import BinaryIO

from debridecode.errors import DebridecodeError, ReleaseError
from debridecode.interop.table_problems import TablesError

Place = Callable[[str], AbstractContextManager[tuple[BinaryIO, BinaryIO]]]
"""Opens a file of the folder by its name, and an empty one to spare."""


class PartlyWrittenError(DebridecodeError):
    """A release that could not take its name when others had taken theirs.

    Attributes:
        problem: which, and why.
        written: the release files that were written, each in the place of the one before it.
    """

    def __init__(self, problem: ReleaseError, written: tuple[Path, ...]) -> None:
        """Keep what failed and what did not."""
        self.problem = problem
        self.written = written
        super().__init__(f"{problem}\nWritten before that: {', '.join(map(str, written))}")

    def __reduce__(self) -> tuple[type["PartlyWrittenError"], tuple[ReleaseError, tuple[Path, ...]]]:
        """Pickle by the problem and what was written."""
        return type(self), (self.problem, self.written)


@contextmanager
def release_folder(into: Path) -> Generator[Place]:
    """A folder to write files to: what was written takes its name when all is well, and is gone otherwise."""
    made: list[Path] = []
    waiting: dict[Path, Path] = {}

    @contextmanager
    def place(name: str) -> Generator[tuple[BinaryIO, BinaryIO]]:
        temporary = into / f".{name}.{token_hex(4)}.part"
        waiting[temporary] = into / name
        with temporary.open("xb") as file, TemporaryFile(dir=into) as spare:
            yield file, spare
            file.flush()
            os.fsync(file.fileno())

    try:
        made.extend(folder for folder in (into, *into.parents) if not folder.exists())
        into.mkdir(parents=True, exist_ok=True)
        yield place
        _take_names(waiting)
    except BaseException as error:
        for temporary in waiting:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
        with suppress(OSError):
            for folder in made:
                folder.rmdir()
        if isinstance(error, OSError):
            reason = error.strerror or type(error).__name__
            message = f"expected a folder that can be written to ({reason})"
            raise TablesError([ReleaseError(str(into), message)]) from None
        raise


def _take_names(waiting: Mapping[Path, Path]) -> None:
    """Give files their names: none of them when something else than a file has one of the names."""
    in_the_way = [path for path in waiting.values() if path.exists() and not path.is_file()]
    if in_the_way:
        message = "expected a file or nothing; move away what is there"
        raise TablesError([ReleaseError(str(path), message) for path in in_the_way])
    done: list[Path] = []
    for temporary, path in waiting.items():
        try:
            temporary.replace(path)
        except OSError as error:
            if not done:
                raise
            reason = error.strerror or type(error).__name__
            problem = ReleaseError(str(path), f"cannot be written ({reason}); import again")
            raise PartlyWrittenError(problem, tuple(done)) from None
        done.append(path)
