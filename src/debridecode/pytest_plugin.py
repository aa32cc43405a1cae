"""A pytest plugin that runs the cases of rule packs: the same runner as `debridecode packs test`.

It is not active of itself. Name it in the `conftest.py` at the root of the tests, as
`pytest_plugins = ["debridecode.pytest_plugin"]`, or run `pytest -p debridecode.pytest_plugin`.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Final

import pytest

from debridecode.document import JsonProblem, loads
from debridecode.errors import DebridecodeError
from debridecode.packs.discover import load_pack
from debridecode.packs.load import MAX_BYTES, MAX_DEPTH
from debridecode.packs.model import Pack
from debridecode.testing import NO_CASES, PackResult, run_tests

_FORMAT: Final = "debridecode-pack/"
_SAYS_SO: Final = re.compile(rb'"format"\s*:\s*"' + _FORMAT.encode())


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "PackFile | None":
    """Collect each JSON file whose top-level `format` says that it is a pack."""
    if file_path.suffix != ".json" or not _is_pack(file_path):
        return None
    return PackFile.from_parent(parent, path=file_path)


def _is_pack(path: Path) -> bool:
    """Whether the top level of a file says that it is a pack; of one that cannot be read, whether any."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError:
        return False
    if not _SAYS_SO.search(content):
        return False
    try:
        document = loads(content, max_bytes=MAX_BYTES, max_depth=MAX_DEPTH)
    except JsonProblem:
        return True
    return isinstance(document, dict) and str(document.get("format")).startswith(_FORMAT)


class PackFile(pytest.File):
    """A pack file: one item for each of its cases, and one for what they do not show."""

    def collect(self) -> Iterator[pytest.Item]:
        """The items of the pack; of one that does not load, one that says why."""
        try:
            cases = self._chain[-1].cases
        except DebridecodeError as error:
            mistakes = [str(error)]
            yield PackItem.from_parent(self, name="loads", problems=lambda: mistakes)
            return
        for index, case in enumerate(cases):
            yield PackItem.from_parent(self, name=case.name, problems=partial(self._problems_of, index))
        yield PackItem.from_parent(self, name="both sides", problems=self._unshown)

    @cached_property
    def _chain(self) -> tuple[Pack, ...]:
        return load_pack(self.path)

    @cached_property
    def _result(self) -> PackResult:
        """What came of the pack, which is run once for all its items."""
        return run_tests(self._chain)

    def _problems_of(self, index: int) -> Sequence[str]:
        return self._result.cases[index].problems

    def _unshown(self) -> Sequence[str]:
        return self._result.uncovered if self._result.cases else [NO_CASES]


class PackItem(pytest.Item):
    """What must hold of a pack; it fails in words, without a traceback."""

    def __init__(self, *, problems: Callable[[], Sequence[str]], **kwargs: Any) -> None:
        """Take what tells the problems, if there are any."""
        super().__init__(**kwargs)
        self._problems = problems

    def runtest(self) -> None:
        """Fail with the problems."""
        if problems := self._problems():
            pytest.fail("\n".join(problems), pytrace=False)

    def reportinfo(self) -> tuple[Path, None, str]:
        """The pack and the item, as a failure is headed."""
        return self.path, None, f"{self.path.name}: {self.name}"
