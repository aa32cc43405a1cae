"""Problems of packs as SARIF 2.1.0, which code hosts and editors show beside the lines of a file."""

import json
from collections.abc import Iterable
from os.path import normpath
from pathlib import Path, PurePosixPath
from typing import Any, Final

from debridecode.errors import PackProblem, ProblemCode
from debridecode.version import __version__

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_MEANING: Final[dict[ProblemCode, str]] = {
    "refused": "The pack does not load",
    "unreachable-rule": "A rule whose condition can never hold",
    "implied-rule": "A rule that adds nothing to another",
    "contradictory-rule": "Two rules that contradict each other",
    "unreachable-row": "A row of the classification that no wound reaches",
    "unread-number": "A rule that decides by a number that nobody has read",
    "uncited-source": "A source that nothing cites",
    "unread-parameter": "A parameter that nothing reads",
    "outside-supports": "A date outside the days that the pack answers for",
    "before-supports": "What was before the days that the pack answers for",
    "undecided": "A condition with too many combinations of facts to check",
}


def sarif(problems: Iterable[PackProblem], root: Path) -> str:
    """Write problems as a SARIF log.

    Args:
        problems: of any number of packs.
        root: the folder to which paths are made relative, as a code host expects them.

    Example:
        >>> at = PackProblem(file="acme.json", pointer="/rules", line=3, column=2, message="not an object")
        >>> log = json.loads(sarif([at], Path("/packs")))
        >>> log["runs"][0]["results"][0]["message"]["text"]
        '/rules: not an object'
    """
    results = [_result(problem, root) for problem in problems]
    used = {result["ruleId"] for result in results}
    rules = [
        {"id": code, "shortDescription": {"text": text}} for code, text in _MEANING.items() if code in used
    ]
    driver = {"name": "debridecode", "version": __version__, "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _result(problem: PackProblem, root: Path) -> dict[str, Any]:
    hint = f" ({problem.hint})" if problem.hint else ""
    region = {"startLine": problem.line, "startColumn": problem.column}
    place = {"artifactLocation": {"uri": _uri(problem.file, root)}, "region": region}
    return {
        "ruleId": problem.code,
        "level": "note" if problem.is_note else "error",
        "message": {"text": f"{problem.pointer or '/'}: {problem.message}{hint}"},
        "locations": [{"physicalLocation": place}],
    }


def _uri(file: str, root: Path) -> str:
    """The path of a file relative to a folder, or the whole path where it lies outside, as a URI."""
    path = Path(normpath(root / file))
    if not path.is_relative_to(root):
        return path.as_uri()
    below = PurePosixPath("/", path.relative_to(root).as_posix())
    return below.as_uri().removeprefix("file:///")
