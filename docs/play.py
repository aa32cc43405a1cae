"""Play the tutorial: write its files, make its changes, run its commands, and put in what they print.

    python docs/play.py

Of its fenced blocks three kinds are played, in order: `json FILE` is written to that file; `diff FILE`
changes it; and of `console` each line that begins with `$ ` is run, and what it prints stands
below it, as far as the page shows it: a last line `...` leaves the rest out.
"""

import contextlib
import re
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from click.testing import CliRunner

from debridecode.commands import debridecode

TUTORIAL = Path(__file__).parent / "tutorial.md"
EXAMPLES = Path(__file__).parents[1] / "examples"
LEFT_OUT = "..."
_BLOCK = re.compile(r"^```(json|diff|console)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def played(page: str, folder: Path) -> str:
    """The page with what its commands print, when they are run in a folder that holds the examples."""
    for example in EXAMPLES.glob("*.json*"):
        shutil.copy(example, folder)
    with contextlib.chdir(folder):
        return _BLOCK.sub(_play, page)


def _play(block: re.Match[str]) -> str:
    kind, file, body = block.groups()
    if kind == "console":
        return "```console\n" + "".join(_session(body)) + "```"
    if file is not None and kind == "json":
        Path(file).write_text(body, encoding="utf-8")
    elif file is not None:
        path = Path(file)
        path.write_text(changed(path.read_text(encoding="utf-8"), body), encoding="utf-8")
    return block.group()


def _session(body: str) -> Iterator[str]:
    """Each command and what it prints now; where the page leaves the rest out, so is it here."""
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        line, *shown = part.splitlines()
        name, *arguments = shlex.split(line)
        if name != "debridecode":
            raise ValueError(f"the tutorial runs debridecode and nothing else, not {name}")
        result = CliRunner().invoke(debridecode, arguments, catch_exceptions=False)
        printed = [each.rstrip() for each in result.output.splitlines()]
        if shown[-1:] == [LEFT_OUT]:
            printed = [*printed[: len(shown) - 1], LEFT_OUT]
        yield "".join(f"{each}\n" for each in (f"$ {line}", *printed))


def changed(text: str, difference: str) -> str:
    """A text with a difference worked in: the lines marked - or not at all, which stand in it once."""
    lines = difference.splitlines(keepends=True)
    before = "".join(line[1:] for line in lines if line[0] in " -")
    after = "".join(line[1:] for line in lines if line[0] in " +")
    if text.count(before) != 1:
        raise ValueError("the lines to change must stand in the file once")
    return text.replace(before, after)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        TUTORIAL.write_text(played(TUTORIAL.read_text(encoding="utf-8"), Path(made)), encoding="utf-8")
