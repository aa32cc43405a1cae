"""Read packs where nothing else can be done: bounded memory and time, no network, no writing, nothing run.

Started as a process of its own. It warms up, so that all is imported that reading needs; then each line of
its input names a case, and each is answered by a fresh child, in one line: the problems of the pack, or what
it did that reading a pack has no need of.
"""

import json
import os
import resource
import signal
import socket
import subprocess
import sys
from ast import literal_eval
from pathlib import Path

from small_packs import ALONE, BARE, spoilt

from debridecode.errors import PackError
from debridecode.packs.bundled import bundled, bundled_chain, fixtures
from debridecode.packs.discover import PATH_VARIABLE, chain_of, found, load_pack
from debridecode.packs.load import read_pack

BYTES = 384 * 1024 * 1024
SECONDS = 20
"""Of the processor; some thirty times what the slowest case takes."""

NEEDED = frozenset({"open", "os.listdir", "os.scandir", "glob.glob", "pathlib.Path.glob", "sys._getframe"})
"""All that reading a pack may do that Python tells of: look into folders, and open files, to read them."""


TRIED = {
    "connect": lambda: socket.socket().connect(("127.0.0.1", 9)),
    "write": lambda: Path(os.environ[PATH_VARIABLE], "written").write_text("x", encoding="utf-8"),
    "make a folder": lambda: Path(os.environ[PATH_VARIABLE], "made").mkdir(),
    "import": lambda: __import__("this"),
    "evaluate": lambda: literal_eval("1"),
    "start": lambda: subprocess.run([sys.executable, "-V"], check=True),
    "fill": lambda: bytearray(BYTES),
}
"""What a pack must not lead to, to show that it would be noticed."""


def read(how, what):
    """Read a pack, or try what no pack must lead to.

    Args:
        how: `named` as a file or folder, `bytes` or `text` of a file, `id` of a pack on the path, or `path`
            for all that stands there.
        what: the file, the folder, the id, or which of the things tried.
    """
    if how == "try":
        return TRIED[what]()
    if how == "named":
        return load_pack(what)
    if how == "id":
        return chain_of(what)
    if how == "path":
        raise PackError(found().problems)
    content = Path(what).read_bytes()
    text = content if how == "bytes" else content.decode("utf-8", "surrogatepass")
    return read_pack(text, file=what, find=bundled_chain, known=bundled, fixtures=fixtures())


def say(**answer):
    """Answer a case."""
    os.write(1, json.dumps(answer).encode() + b"\n")


def refuse_all_else(event, args):
    """End the process at whatever reading a pack has no need of; nobody can catch that."""
    writes = event == "open" and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC)
    if event not in NEEDED or writes:
        say(did=[event, *map(repr, args)])
        os._exit(0)


def answer(how, what):
    """Say the problems of a pack, within the limits."""
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    signal.alarm(6 * SECONDS)
    sys.addaudithook(refuse_all_else)
    try:
        read(how, what)
        say(problems=[])
    except PackError as error:
        str(error)  # hints are looked for when they are read
        found_ = ([each.file, each.line, each.column, each.pointer, each.message] for each in error.problems)
        say(problems=list(found_))
    except Exception as error:  # noqa: BLE001 - whatever it is, the test is to show it
        say(raised=type(error).__name__)


def warm_up():
    """Read a good pack and a bad one in every way, so that nothing is left to import."""
    folder = Path(sys.argv[1])
    good, bad = folder / "good.json", folder / "bad.json"
    good.write_text(ALONE, encoding="utf-8")
    bad.write_text(spoilt(BARE, ('"title": "Policy"', '"titel": "Policy"')), encoding="utf-8")
    os.environ[PATH_VARIABLE] = str(folder)
    for how, what in (
        ("named", good),
        ("named", bad),
        ("named", folder),
        ("text", good),
        ("id", "acme/child"),
    ):
        try:
            read(how, str(what))
        except PackError as error:
            str(error)


def main():
    """Answer each line of the input in a child of its own."""
    warm_up()
    for line in sys.stdin:
        how, what, path = json.loads(line)
        child = os.fork()
        if child == 0:
            os.environ[PATH_VARIABLE] = path
            answer(how, what)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if status:
            say(ended=os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
