"""What `debridecode.document` accepts, refuses, and where it says a value stands."""

import json
import math
import pickle
import sys
from collections.abc import Iterator
from decimal import Context, Decimal, localcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debridecode.document import JsonProblem, loads, positions

DEEP = 100_000
CANARY = "Zebulon"
CONSTANT = "not a JSON number (NaN and Infinity are not allowed)"
SEPARATOR = "expected a comma or closing bracket"
ENDS = ", but the text ends here"


def read(text: str | bytes, max_bytes: int = 10_000_000, max_depth: int = 100) -> Any:
    return loads(text, max_bytes=max_bytes, max_depth=max_depth)


def problem(text: str | bytes, max_bytes: int = 10_000_000, max_depth: int = 100) -> JsonProblem:
    with pytest.raises(JsonProblem) as caught:
        read(text, max_bytes, max_depth)
    return caught.value


def reading_of(text: str | bytes) -> Any:
    """Give what `loads` makes of a text, or the JsonProblem it raises."""
    try:
        return read(text)
    except JsonProblem as refused:
        return refused


def offset(text: str, place: tuple[int, int]) -> int:
    """Turn a line and column back into an offset, independently of the code under test."""
    line, column = place
    return sum(len(each) + 1 for each in text.split("\n")[: line - 1]) + column - 1


def walk(value: Any, pointer: str = "") -> Iterator[tuple[str, str | None, Any]]:
    """Yield the pointer, key (None if there is none) and value of all that is in a value."""
    pending: list[tuple[str, str | None, Any]] = [(pointer, None, value)]
    while pending:
        at, key, here = pending.pop()
        yield at, key, here
        if isinstance(here, dict):
            pending += [
                (f"{at}/{name.replace('~', '~0').replace('/', '~1')}", name, child)
                for name, child in here.items()
            ]
        elif isinstance(here, list):
            pending += [(f"{at}/{index}", None, child) for index, child in enumerate(here)]


# Keys that need escaping in a pointer or in JSON, or look like an index, are the ones to get wrong.
keys = st.text() | st.sampled_from(["", "/", "~", "~1", "~01", "0", "-", '"', "\\", "\n", "é", "😀"])
scalars: st.SearchStrategy[Any] = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(), st.floats(allow_nan=False, allow_infinity=False)
)
values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(keys, inner), max_leaves=30)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """JSON text of any value, in any layout and escaping."""
    spaces = st.text(alphabet=" \t\n\r", max_size=3)
    comma, colon = (draw(spaces) + mark + draw(spaces) for mark in ",:")
    text = json.dumps(
        draw(values),
        indent=draw(st.none() | st.integers(0, 2)),
        separators=(comma, colon),
        ensure_ascii=draw(st.booleans()),
    )
    return draw(spaces) + text + draw(spaces)


@st.composite
def damaged_documents(draw: st.DrawFn) -> str:
    """JSON text with one stretch cut out, and something else put in its place."""
    text = draw(documents())
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, len(text)))
    middle = draw(st.sampled_from(["", ",", "]", "}", '"', "\\", "NaN", "0", "-", ".", "e", "\x00"]))
    return text[:start] + middle + text[end:]


json_like = st.text(alphabet='[]{}",:\\ \n\t\r0123456789.eE+-NaInfitytruefalsn/bu\x00é😀')
any_text = st.text() | json_like | damaged_documents() | documents()


class TestReading:
    """Well-formed text is read as the standard library reads it."""

    @given(documents())
    def test_agrees_with_the_standard_library(self, text: str) -> None:
        """A valid document gives what json.loads gives with Decimal, from str and from bytes."""
        expected = json.loads(text, parse_float=Decimal)
        # repr() tells 1 from 1.0, True and Decimal("1.0"), and keeps the order of members.
        assert repr(read(text)) == repr(expected)
        assert repr(read(text.encode())) == repr(expected)

    @given(any_text)
    def test_accepts_nothing_the_standard_library_refuses(self, text: str) -> None:
        """Any text is either read as json.loads reads it or refused with JsonProblem."""
        found = reading_of(text)
        try:
            expected = repr(json.loads(text, parse_float=Decimal))
        except ValueError:
            expected = "nothing"
        assert isinstance(found, JsonProblem) or repr(found) == expected

    @given(st.binary() | any_text.map(lambda text: text.encode("utf-16", "surrogatepass")))
    def test_any_bytes_raise_only_json_problem(self, data: bytes) -> None:
        """No bytes raise anything but JsonProblem."""
        found = reading_of(data)
        assert not isinstance(found, JsonProblem) or min(found.line, found.column) >= 1

    def test_decimal_keeps_trailing_zeros(self) -> None:
        """A number is read as written: 1.50 is not 1.5."""
        assert str(read("1.50")) == "1.50"

    def test_lone_surrogate_is_read(self) -> None:
        """A lone surrogate, escaped or bare, is read as json.loads reads it."""
        assert read('"\\ud800"') == "\ud800"
        assert read('"\ud800"') == "\ud800"
        assert positions('{"\ud800": 1}').value("/\ud800") == (1, 7)


class TestRefusing:
    """What is refused is refused at its exact place."""

    @pytest.mark.parametrize(
        ("text", "pointer", "line", "column", "message"),
        [
            ("", "", 1, 1, "expected a value" + ENDS),
            (" \n ", "", 2, 2, "expected a value" + ENDS),
            ("nul", "", 1, 1, "expected a value"),
            ("'a'", "", 1, 1, "expected a value"),
            ("\x00", "", 1, 1, "expected a value"),
            ('{"a": }', "/a", 1, 7, "expected a value"),
            ('{"a": True}', "/a", 1, 7, "expected a value"),
            ("[1, 2,]", "/2", 1, 7, "expected a value"),
            ("[,1]", "/0", 1, 2, "expected a value"),
            ('{"a": [1, {"b": ', "/a/1/b", 1, 17, "expected a value" + ENDS),
            ("[1 2]", "", 1, 4, SEPARATOR),
            ('{"a": [1}', "/a", 1, 9, SEPARATOR),
            ('{"a": {"b": 1]', "/a", 1, 14, SEPARATOR),
            ('{"a": 1 "b": 2}', "", 1, 9, SEPARATOR),
            ('{"a": [1, 2', "/a", 1, 12, SEPARATOR + ENDS),
            ("[1]]", "", 1, 4, "expected the end of the text"),
            ("{}\n{}", "", 2, 1, "expected the end of the text"),
            ("{'a': 1}", "", 1, 2, "expected a key in double quotes"),
            ('{"a": 1,}', "", 1, 9, "expected a key in double quotes"),
            ('{"a": {1: 2}}', "/a", 1, 8, "expected a key in double quotes"),
            ("{", "", 1, 2, "expected a key in double quotes" + ENDS),
            ('{"a" 1}', "/a", 1, 6, "expected a colon"),
            ('{"a"', "/a", 1, 5, "expected a colon" + ENDS),
            ('["a', "/0", 1, 2, "string is not closed"),
            ('{"a": "b\\"}', "/a", 1, 7, "string is not closed"),
            ('["a\nb"]', "/0", 1, 4, "control character in a string"),
            ('{"a\tb": 1}', "", 1, 4, "control character in a string"),
            ('["a\\x"]', "/0", 1, 4, "not a JSON escape"),
            ('["a\\u12x4"]', "/0", 1, 4, "not a JSON escape"),
            ('["a\\', "/0", 1, 4, "not a JSON escape"),
            ("[NaN]", "/0", 1, 2, CONSTANT),
            ('{"a":\n [1, -Infinity]}', "/a/1", 2, 6, CONSTANT),
            ("[inf]", "/0", 1, 2, CONSTANT),
            ("[01]", "/0", 1, 2, "not a JSON number"),
            ("[1.]", "/0", 1, 2, "not a JSON number"),
            ("[.5]", "/0", 1, 2, "not a JSON number"),
            ("[+1]", "/0", 1, 2, "not a JSON number"),
            ("[1e]", "/0", 1, 2, "not a JSON number"),
            ("[0x10]", "/0", 1, 2, "not a JSON number"),
            ("[\u0661]", "/0", 1, 2, "expected a value"),
            ("[1\u0661]", "/0", 1, 2, "not a JSON number"),
            ("-", "", 1, 1, "not a JSON number"),
            ('{"a": 1, "a": 2}', "/a", 1, 10, "duplicate key"),
            ('{"a": 1, "\\u0061": 2}', "/a", 1, 10, "duplicate key"),
            ('[0, {"": 1,\n"": 2}]', "/1/", 2, 1, "duplicate key"),
            ('{"~/": {"a": 1, "b": 2, "a": 3}}', "/~0~1/a", 1, 25, "duplicate key"),
            ('{"é😀": [}', "/é😀/0", 1, 9, "expected a value"),
            ("[1,\r\n2,\r\n\t!]", "/2", 3, 2, "expected a value"),
            ("\ufeff{}", "", 1, 1, "starts with a byte order mark, which is not allowed"),
        ],
    )
    def test_malformed_text(self, text: str, pointer: str, line: int, column: int, message: str) -> None:
        """Malformed text is refused where it goes wrong, from str and from bytes alike."""
        for given_as in (text, text.encode()):
            found = problem(given_as)
            assert (found.pointer, found.line, found.column) == (pointer, line, column)
            assert found.message == message
            assert str(found) == f"line {line}, column {column}: {message}"

    @pytest.mark.parametrize(
        ("data", "line", "column", "message"),
        [
            (b"\xef\xbb\xbf{}", 1, 1, "starts with a byte order mark, which is not allowed"),
            (b'{"a":\n "\xc3\xa9\xff"}', 2, 4, "not UTF-8"),
            (b'["\xc3', 1, 3, "not UTF-8"),
            (b'["\xed\xa0\x80"]', 1, 3, "not UTF-8"),
            ("{}".encode("utf-16"), 1, 1, "not UTF-8"),
            ("{}".encode("utf-16-le"), 1, 2, "expected a key in double quotes"),
        ],
    )
    def test_bytes_that_are_not_plain_utf8(self, data: bytes, line: int, column: int, message: str) -> None:
        """Bytes that are not UTF-8, or start with a mark, are refused at the first wrong one."""
        found = problem(data)
        assert (found.pointer, found.line, found.column) == ("", line, column)
        assert found.message == message

    def test_size_limit_counts_utf8_bytes(self) -> None:
        """The size limit is met exactly, and is the same for str and bytes."""
        text = '"éé"'
        for given_as in (text, text.encode(), '"1234"', b'"1234"'):
            assert read(given_as, max_bytes=6)
            found = problem(given_as, max_bytes=5)
            assert (found.pointer, found.line, found.column) == ("", 1, 1)
            assert found.message == "larger than 5 bytes"

    @given(any_text)
    def test_place_is_inside_the_text(self, text: str) -> None:
        """The place given is in the text, or just behind its end."""
        found = reading_of(text)
        if isinstance(found, JsonProblem):
            lines = text.split("\n")
            assert 1 <= found.line <= len(lines)
            assert 1 <= found.column <= len(lines[found.line - 1]) + 1

    def test_problem_survives_pickling(self) -> None:
        """A problem raised in a worker process arrives whole."""
        found = problem('{"a": 1, "a": 2}')
        copy = pickle.loads(pickle.dumps(found))  # noqa: S301
        assert vars(copy) == vars(found)
        assert str(copy) == str(found)


class TestDepth:
    """The depth limit is exact, and no depth is too much to report."""

    @pytest.mark.parametrize(
        ("text", "depth"),
        [
            ("1", 0),
            ('"[[[["', 0),
            ("[]", 1),
            ('{"a": 1}', 1),
            ("[[], []]", 2),
            ('{"a": [], "b": {"c": [{}]}, "d": []}', 4),
            ('["]]]]", [["{{{{"]], "[[[["]', 3),
        ],
    )
    def test_limit_is_exact(self, text: str, depth: int) -> None:
        """A document is read at a limit of its own depth, and refused one below."""
        assert read(text, max_depth=depth) == json.loads(text)
        if depth:
            found = problem(text, max_depth=depth - 1)
            assert found.message == f"nested deeper than {depth - 1} levels"

    @given(documents(), st.integers(0, 8))
    def test_limit_holds_for_any_document(self, text: str, limit: int) -> None:
        """A document is refused exactly when a value in it has more containers above it."""
        value = json.loads(text, parse_float=Decimal)
        deepest = max(pointer.count("/") + isinstance(here, (dict, list)) for pointer, _, here in walk(value))
        if deepest <= limit:
            assert read(text, max_depth=limit) == value
        else:
            assert problem(text, max_depth=limit).message == f"nested deeper than {limit} levels"

    def test_place_is_the_first_bracket_too_many(self) -> None:
        """The limit is reported at the bracket that goes beyond it."""
        found = problem('{"a": [1,\n [2, {"b": []}]]}', max_depth=3)
        assert (found.pointer, found.line, found.column) == ("/a/1/1", 2, 6)
        assert found.message == "nested deeper than 3 levels"

    @pytest.mark.parametrize(
        "text",
        [
            "[" * DEEP + "]" * DEEP,
            '{"a":' * DEEP + "1" + "}" * DEEP,
            "[" * DEEP,
            '[{"a":' * DEEP,
        ],
    )
    def test_great_depth_is_refused(self, text: str) -> None:
        """Text nested 100,000 deep is refused at the limit, closed or not."""
        found = problem(text, max_depth=32)
        assert found.message == "nested deeper than 32 levels"
        assert found.pointer.count("/") == 32

    def test_depth_beyond_the_recursion_limit(self) -> None:
        """A limit above what Python can nest still ends in JsonProblem."""
        found = problem("[" * DEEP + "]" * DEEP, max_depth=2 * DEEP)
        assert (found.pointer, found.line, found.column) == ("", 1, 1)
        assert found.message == "nested too deep for this Python to read"

    def test_positions_at_great_depth(self) -> None:
        """Positions are found 100,000 levels down, and unclosed text is refused there."""
        found = positions("[" * DEEP + "1" + "]" * DEEP)
        assert found.value("/0" * DEEP) == (1, DEEP + 1)
        with pytest.raises(JsonProblem) as caught:
            positions("[" * DEEP)
        assert caught.value.column == DEEP + 1
        assert caught.value.pointer == "/0" * DEEP


class TestHostileNumbers:
    """No number hangs or crashes the reader, or whoever uses what it returns."""

    @pytest.mark.parametrize(
        "number",
        ["1e999999999", "-1e999999999", "1E+99999999999999999999", "1e-99999999999999999999",
         "0e99999999999999999999", "1e-999999999", "0." + "1" * 10_000],
    )  # fmt: skip
    def test_decimal_out_of_range(self, number: str) -> None:
        """A number beyond Python's usual exponents or digits is refused, never rounded."""
        found = problem('{"a": [0,\n' + number + "]}")
        assert (found.pointer, found.line, found.column) == ("/a/1", 2, 1)
        assert found.message == "number out of range or with too many digits"

    def test_integer_with_too_many_digits(self) -> None:
        """An integer of more digits than Python converts is refused at its place."""
        found = problem("[" + "9" * 10_000 + "]")
        assert (found.pointer, found.line, found.column) == ("/0", 1, 2)
        assert found.message == "integer with too many digits"

    @pytest.mark.parametrize("number", ["1e999999", "1e-999999", "0." + "3" * 4000, "-0.0"])
    def test_decimal_in_range(self, number: str) -> None:
        """A number within the limits is read to its last digit."""
        assert repr(read(number)) == repr(Decimal(number))

    def test_limits_ignore_the_context_of_the_caller(self) -> None:
        """A caller's decimal context changes neither what is read nor what is refused."""
        with localcontext(Context(prec=2, traps=[])):
            assert str(read("1.23456")) == "1.23456"
            assert problem("1e99999999999999999999").pointer == ""

    def test_whatever_is_read_is_finite(self) -> None:
        """No number comes out as NaN or infinite, as float() would make of 1e400."""
        assert read("1e400") == Decimal("1e400")
        assert math.isinf(json.loads("1e400"))


class TestPrivacy:
    """What a document holds about a patient stays out of messages."""

    @pytest.mark.parametrize(
        "text",
        [
            f'{{"{CANARY}": 1, "{CANARY}": 2}}',
            f'{{"{CANARY}": "{CANARY}" "{CANARY}"}}',
            f'{{"{CANARY}": {CANARY}}}',
            f'{{"{CANARY}": -{CANARY}}}',
            f'{{"{CANARY}": 0{CANARY}}}',
            f'{{"{CANARY}": NaN}}',
            f'{{"{CANARY}": "{CANARY}',
            f'{{"{CANARY}": "{CANARY}\n"}}',
            f'{{"{CANARY}": "\\{CANARY}"}}',
            f'{{"{CANARY}": "\\u{CANARY}"}}',
            f'{{"{CANARY}" "{CANARY}"}}',
            f'{{{CANARY}: "{CANARY}"}}',
            f'{{"{CANARY}": 1}} "{CANARY}"',
            f'{{"{CANARY}": 1e999999999}}',
            f'{{"{CANARY}": {"9" * 10_000}}}',
            f'{{"{CANARY}": {"[" * 200}"{CANARY}"{"]" * 200}}}',
            f'{{"{CANARY}": {"[" * DEEP}"{CANARY}"{"]" * DEEP}}}',
            f'\ufeff{{"{CANARY}": 1}}',
            f'{{"{CANARY}": "{CANARY}\udcff"}}'.encode("utf-8", "surrogateescape"),
            f'{{"{CANARY}": "{CANARY}"}}' + " " * 10_000_000,
        ],
        ids=range(20),
    )
    def test_message_holds_nothing_of_the_document(self, text: str | bytes) -> None:
        """Neither the message nor a chained exception holds a key or a value."""
        found = problem(text)
        assert CANARY not in str(found)
        assert "999" not in str(found)
        assert found.__cause__ is None
        assert found.__context__ is None

    @given(damaged_documents())
    def test_messages_are_a_fixed_list(self, text: str) -> None:
        """Any two documents refused for the same reason get the same words."""
        known = {
            "expected a value", SEPARATOR, "expected the end of the text", "expected a colon",
            "expected a key in double quotes", "string is not closed", "not a JSON escape",
            "control character in a string", "not a JSON number", CONSTANT, "duplicate key",
            "number out of range or with too many digits", "integer with too many digits",
        }  # fmt: skip
        found = reading_of(text)
        assert not isinstance(found, JsonProblem) or found.message.removesuffix(ENDS) in known


class TestPositions:
    """Where values and keys stand."""

    @given(documents())
    def test_every_pointer_leads_to_its_value(self, text: str) -> None:
        """At each value's place stands the value, and at each member's key the key."""
        decoder = json.JSONDecoder()
        found = positions(text)
        for pointer, key, value in walk(json.loads(text)):
            at_value = offset(text, found.value(pointer))
            at_key = offset(text, found.key(pointer))
            assert decoder.raw_decode(text, at_value)[0] == value
            if key is None:
                assert at_key == at_value
            else:
                assert decoder.raw_decode(text, at_key)[0] == key
                assert at_key < at_value

    @given(any_text)
    def test_refuses_what_loads_refuses(self, text: str) -> None:
        """The slow scanner and the standard library's agree on what is JSON."""
        found = reading_of(text)
        if isinstance(found, JsonProblem):
            with pytest.raises(JsonProblem) as caught:
                positions(text)
            assert vars(caught.value) == vars(found)
        else:
            assert positions(text).value("")

    @pytest.mark.parametrize(
        ("pointer", "value", "key"),
        [
            ("", (1, 2), (1, 2)),
            ("/wound", (1, 11), (1, 3)),
            ("/wound/0", (2, 2), (2, 2)),
            ("/wound/0/a~1b", (2, 10), (2, 3)),
            ("/wound/0/~0", (3, 7), (3, 2)),
            ("/", (4, 5), (4, 1)),
        ],
    )
    def test_places(self, pointer: str, value: tuple[int, int], key: tuple[int, int]) -> None:
        """Lines and columns count from one, in characters, with pointers unescaped."""
        found = positions(' {"wound":[\n {"a/b": "é",\n "~": 2}],\n"": 0}')
        assert found.value(pointer) == value
        assert found.key(pointer) == key

    @pytest.mark.parametrize(
        ("pointer", "place"),
        [
            ("/b", (1, 1)),
            ("/b/c/d", (1, 1)),
            ("/a/x", (2, 2)),
            ("/a/c/9", (3, 6)),
            ("/a/c/01", (3, 6)),
            ("/a/c/-", (3, 6)),
            ("/a/c/0/x", (3, 7)),
            ("not a pointer", (1, 1)),
        ],
    )
    def test_missing_pointer_gives_nearest_ancestor(self, pointer: str, place: tuple[int, int]) -> None:
        """A pointer that does not exist is placed at its nearest existing ancestor's value."""
        found = positions('{"a":\n {"b": 1,\n"c": [2]}}')
        assert found.value(pointer) == place
        assert found.key(pointer) == place

    def test_long_strings_and_wide_arrays(self) -> None:
        """A megabyte in one string, or in one array, is scanned without trouble."""
        text = '["' + '\\"' * 500_000 + '", ' + "1," * 100_000 + "2]"
        assert positions(text).value("/100001") == (1, len(text) - 1)

    def test_recursion_limit_is_left_alone(self) -> None:
        """Scanning deep text does not change the interpreter's limit."""
        before = sys.getrecursionlimit()
        positions("[" * DEEP + "]" * DEEP)
        assert sys.getrecursionlimit() == before
