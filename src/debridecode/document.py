"""Read JSON text strictly, and find where a value stands in it.

`loads` is the standard library's scanner plus the refusals a document about a patient needs.
Only when that fails, or a caller has something to report, does the slow scanner here read the
text again to say where. Lines end at a line feed; columns count characters; both start at 1.
"""

import json
import re
from bisect import bisect_right
from dataclasses import dataclass
from decimal import Clamped, Context, InvalidOperation, Overflow, Rounded
from typing import Any, NoReturn

__all__ = ["JsonProblem", "Positions", "loads", "positions"]


class JsonProblem(Exception):  # noqa: N818 - the document has the error, and the caller names it
    """JSON text that is refused, and where.

    The message and `str()` never hold text from the document; the pointer holds its keys.

    Example:
        >>> print(JsonProblem("/a", 2, 7, "duplicate key"))
        line 2, column 7: duplicate key
    """

    def __init__(self, pointer: str, line: int, column: int, message: str) -> None:
        super().__init__(pointer, line, column, message)
        self.pointer = pointer
        self.line = line
        self.column = column
        self.message = message

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.message}"


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError
    return members


def _refuse(_constant: str) -> NoReturn:
    raise ValueError


# Decimal() itself takes 1e999999999, and int() of that later would not return. A context of our
# own refuses it whatever the caller's thread has set, and what it lets through it does not round.
# The exponent is bounded as in Python's default context, the digits as in its default for int.
_NUMBERS = Context(
    prec=4300, Emax=999_999, Emin=-999_999, traps=[Clamped, InvalidOperation, Overflow, Rounded]
)
_DECODER = json.JSONDecoder(
    parse_float=_NUMBERS.create_decimal, parse_constant=_refuse, object_pairs_hook=_unique
)


def loads(text: str | bytes, *, max_bytes: int, max_depth: int) -> Any:
    """Read one JSON document.

    Args:
        text: The document; bytes must be UTF-8 without a byte order mark.
        max_bytes: The largest size read, counted in UTF-8.
        max_depth: How many arrays and objects may stand inside each other; keep it well below
            Python's recursion limit, which holds as well.

    Returns:
        The value, with `Decimal` for numbers that have a fraction or an exponent.

    Raises:
        JsonProblem: The text is refused.

    Example:
        >>> loads('{"dose": 1.50}', max_bytes=1000, max_depth=8)
        {'dose': Decimal('1.50')}
        >>> loads('{"dose": 1, "dose": 2}', max_bytes=1000, max_depth=8)
        Traceback (most recent call last):
            ...
        debridecode.document.JsonProblem: line 1, column 13: duplicate key
    """
    if isinstance(text, bytes) or text.isascii():
        size = len(text)
    else:
        size = len(text.encode("utf-8", "surrogatepass"))
    if size > max_bytes:
        raise JsonProblem("", 1, 1, f"larger than {max_bytes} bytes")
    if isinstance(text, bytes):
        text = _decoded(text)
    try:
        value = _DECODER.decode(text)
    except (ValueError, ArithmeticError, RecursionError):
        # Raising in here would chain the original error, which carries the document.
        pass
    else:
        # A text with few brackets cannot be deep, and need not be walked.
        brackets = text.count("[") + text.count("{")
        if brackets <= max_depth or not _deeper(value, brackets, max_depth):
            return value
    _Scanner(text, max_depth).run()
    # Only the recursion limit can refuse what the scanner accepts.
    raise JsonProblem("", 1, 1, "nested too deep for this Python to read")


def _decoded(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        start = error.start
    raise JsonProblem("", *_line_column(data[:start].decode(), start), "not UTF-8")


def _line_column(text: str, at: int) -> tuple[int, int]:
    before = text[:at]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _deeper(value: Any, brackets: int, max_depth: int) -> bool:
    level = [value] if isinstance(value, (dict, list)) else []
    depth = 0
    while level:
        depth += 1
        if depth > max_depth:
            return True
        brackets -= len(level)
        # Even if all brackets not yet met stood inside each other: most documents end here.
        if depth + brackets <= max_depth:
            return False
        level = [
            child
            for parent in level
            for child in (parent.values() if isinstance(parent, dict) else parent)
            if isinstance(child, (dict, list))
        ]
    return False


@dataclass(frozen=True, slots=True)
class Positions:
    """Where each value and key of a document stands; made by `positions`.

    A pointer that does not exist is answered with its nearest existing ancestor's value, so a
    missing member is reported where the object that lacks it opens.
    """

    # A value is known by its offset. Whole pointers as keys would take space quadratic in depth.
    _root: int
    _members: dict[tuple[int, str], tuple[int, int]]
    _line_starts: list[int]

    def value(self, pointer: str) -> tuple[int, int]:
        r"""Give the line and column where the value at a JSON pointer starts.

        Example:
            >>> positions('{"a":\n [1, 2]}').value("/a/1")
            (2, 6)
        """
        return self._find(pointer)[1]

    def key(self, pointer: str) -> tuple[int, int]:
        r"""Give the line and column of the key of the object member at a JSON pointer.

        An array element and the root have no key: the answer is then where the value starts.

        Example:
            >>> positions('{"a":\n [1, 2]}').key("/a")
            (1, 2)
        """
        return self._find(pointer)[0]

    def _find(self, pointer: str) -> tuple[tuple[int, int], tuple[int, int]]:
        key = value = self._root
        for part in pointer.split("/")[1:]:
            token = part.replace("~1", "/").replace("~0", "~")
            found = self._members.get((value, token))
            if found is None:
                key = value
                break
            key, value = found
        return self._line_column(key), self._line_column(value)

    def _line_column(self, at: int) -> tuple[int, int]:
        line = bisect_right(self._line_starts, at)
        return line, at - self._line_starts[line - 1] + 1


def positions(text: str) -> Positions:
    r"""Find where every value and key of a JSON document stands, at any depth.

    Args:
        text: The document, as `loads` accepted it.

    Returns:
        The positions, to be asked by JSON pointer (RFC 6901).

    Raises:
        JsonProblem: The text is not what `loads` accepts.

    Example:
        >>> found = positions('{"wound":\n  {"area": 4.5}}')
        >>> found.value("/wound/area"), found.key("/wound/area"), found.value("/wound/depth")
        ((2, 12), (2, 4), (2, 3))
    """
    scanner = _Scanner(text, None)
    root = scanner.run()
    line_starts = [0, *(newline.end() for newline in re.finditer("\n", text))]
    return Positions(root, scanner.members, line_starts)


_SPACE = re.compile(r"[ \t\n\r]*")
_WORD = re.compile(r"[-+.\w]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)((?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)")
# Stops at the first character that cannot stand in a string, or at its closing quote.
_STRING_START = re.compile(r'"(?:[^"\\\x00-\x1f]++|\\["\\/bfnrt]|\\u[0-9A-Fa-f]{4})*+')


@dataclass(slots=True)
class _Open:
    """An array or object not yet closed; `token` names the member being read, if any."""

    at: int
    is_array: bool
    count: int = 0
    token: str | None = None


class _Scanner:
    """Reads JSON text once, without recursion; slow, but knows where it is."""

    def __init__(self, text: str, max_depth: int | None) -> None:
        self.text = text
        self.max_depth = max_depth
        self.members: dict[tuple[int, str], tuple[int, int]] = {}
        self.stack: list[_Open] = []

    def run(self) -> int:
        """Read the whole text, and give the offset of the root value."""
        if self.text.startswith("\ufeff"):
            raise self.problem(0, "starts with a byte order mark, which is not allowed")
        root = at = self.skip(0)
        while True:
            if self.text[at : at + 1] in ("[", "{"):
                at = self.skip(self.enter(at))
                if self.text[at : at + 1] != self.closer():
                    at = self.member(at)
                    continue
            else:
                at = self.skip(self.scalar(at))
            # Here a value has ended, or the bracket at hand closes an empty array or object.
            while self.stack and self.text[at : at + 1] == self.closer():
                self.stack.pop()
                at = self.skip(at + 1)
            if not self.stack:
                if at < len(self.text):
                    raise self.problem(at, "expected the end of the text")
                return root
            self.stack[-1].token = None
            if self.text[at : at + 1] != ",":
                raise self.problem(at, "expected a comma or closing bracket")
            at = self.member(self.skip(at + 1))

    def skip(self, at: int) -> int:
        space = _SPACE.match(self.text, at)
        return space.end() if space else at

    def enter(self, at: int) -> int:
        if self.max_depth is not None and len(self.stack) >= self.max_depth:
            raise self.problem(at, f"nested deeper than {self.max_depth} levels")
        self.stack.append(_Open(at, self.text[at] == "["))
        return at + 1

    def closer(self) -> str:
        return "]" if self.stack[-1].is_array else "}"

    def member(self, at: int) -> int:
        """Start the next element or member, and give the offset of its value."""
        inside = self.stack[-1]
        value = at
        if inside.is_array:
            inside.token = str(inside.count)
            inside.count += 1
        else:
            if self.text[at : at + 1] != '"':
                raise self.problem(at, "expected a key in double quotes")
            inside.token, end = self.string(at)
            if (inside.at, inside.token) in self.members:
                raise self.problem(at, "duplicate key")
            value = self.skip(end)
            if self.text[value : value + 1] != ":":
                raise self.problem(value, "expected a colon")
            value = self.skip(value + 1)
        self.members[inside.at, inside.token] = at, value
        return value

    def string(self, at: int) -> tuple[str, int]:
        """Give the string that opens at an offset, and the offset after it."""
        start = _STRING_START.match(self.text, at)
        end = start.end() if start else at
        stopped_at = self.text[end : end + 1]
        if stopped_at == "":
            raise self.problem(at, "string is not closed")
        if stopped_at == "\\":
            raise self.problem(end, "not a JSON escape")
        if stopped_at != '"':
            raise self.problem(end, "control character in a string")
        value: str
        value, end = _DECODER.raw_decode(self.text, at)
        return value, end

    def scalar(self, at: int) -> int:
        """Read a string, number or name, and give the offset after it."""
        if self.text[at : at + 1] == '"':
            return self.string(at)[1]
        found = _WORD.match(self.text, at)
        word = found[0] if found else ""
        if word in ("true", "false", "null"):
            return at + len(word)
        number = _NUMBER.fullmatch(word)
        if number is None:
            if word.lstrip("+-").lower() in ("nan", "inf", "infinity"):
                raise self.problem(at, "not a JSON number (NaN and Infinity are not allowed)")
            is_like_number = word[:1] in tuple("+-.0123456789")
            raise self.problem(at, "not a JSON number" if is_like_number else "expected a value")
        try:
            return _DECODER.raw_decode(self.text, at)[1]
        except (ValueError, ArithmeticError):
            pass
        if number[1]:
            raise self.problem(at, "number out of range or with too many digits")
        raise self.problem(at, "integer with too many digits")

    def problem(self, at: int, message: str) -> JsonProblem:
        if at == len(self.text):
            message += ", but the text ends here"
        tokens = [opened.token for opened in self.stack if opened.token is not None]
        pointer = "".join("/" + token.replace("~", "~0").replace("/", "~1") for token in tokens)
        return JsonProblem(pointer, *_line_column(self.text, at), message)
