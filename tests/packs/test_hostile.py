"""Packs that mean harm, or that a machine has mangled: refused quickly, in a place, without a crash."""

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import suppress
from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from small_packs import ALONE, BARE, CHILD, encounter_of, everywhere, pointer, problems_of, replaced, spoilt

from debridecode import DebridecodeError, Encounter, PackError, Wound, load_pack, rulebook
from debridecode.packs.bundled import fixtures
from debridecode.packs.load import MAX_MEMBERS, MAX_PROBLEMS
from debridecode.testing import run_tests

SECONDS = 2.0
CITE = [{"source": "manual", "locator": "p. 1"}]
ALONE_JSON = json.loads(ALONE)
CHILD_JSON = json.loads(CHILD)
BARE_JSON = json.loads(BARE)
DOCUMENTS = {"alone": ALONE_JSON, "child": CHILD_JSON}


def encounters():
    """Every fixture, and a wound of which the record says nothing."""
    silent = Encounter(
        encounter_id="silent",
        date_of_service=date(2024, 8, 15),
        payer="cms/base",
        wounds=(Wound(wound_id="A"),),
    )
    return [silent, *map(encounter_of, fixtures())]


ENCOUNTERS = encounters()


def quickly_refused(path):
    """The problems of a pack that must be refused within the time, which is that of the processor."""
    began = time.process_time()
    problems = problems_of(path)
    assert time.process_time() - began < SECONDS
    return problems


def survives(path):
    """Load a pack and use it; only the library's own errors may come of it. Say whether it was loaded."""
    refused, chain = (), ()
    try:
        chain = load_pack(path)
    except PackError as error:
        refused = error.problems
    assert all(each.line >= 1 and each.column >= 1 and each.message for each in refused)
    assert bool(chain) != bool(refused)
    if chain:
        assert statuses(chain) <= {"clean", "query", "not_billable"}
        run_tests(chain)
    return bool(chain)


def statuses(chain):
    """The statuses of the encounters under a chain; none when it does not answer for their day."""
    found = set()
    with suppress(DebridecodeError):
        book = rulebook(chain, on=date(2024, 8, 15))
        for encounter in ENCOUNTERS:
            with suppress(DebridecodeError):
                found.add(book.code(encounter).status)
    return found


# Size and depth.


@pytest.mark.parametrize(
    ("opening", "closing"), [("[", "]"), ('{"all":', "}"), ('{"not":[', "]}"), ("[", ""), ('{"a":', "")]
)
@pytest.mark.parametrize("inside", [False, True])
def test_ten_thousand_levels(write, opening, closing, inside):
    deep = opening * 10_000 + "1" + closing * 10_000
    text = spoilt(ALONE, ('{"all": []}', deep)) if inside else deep
    (problem,) = quickly_refused(write(text))
    assert "nested deeper than" in problem.message


def test_a_condition_of_many_levels(write):
    condition = {"fact": "wound.instrument_documented", "is": False}
    at = ("rules", "look.instrument", "history", 0, "when")
    assert load_pack(write(replaced(ALONE_JSON, at, {"not": {"not": condition}})))
    for _ in range(60):
        condition = {"not": condition}
    (problem,) = quickly_refused(write(replaced(ALONE_JSON, at, condition)))
    assert problem.pointer.startswith("/rules/look.instrument/history/0/when/not/not")


def test_a_hundred_thousand_rules(write):
    rules = "".join(f'"rule-{n:06}": {{"title": ""}},' for n in range(100_000))
    (problem,) = quickly_refused(write(spoilt(ALONE, ('"rules": {', '"rules": {' + rules))))
    assert (problem.pointer, problem.line, problem.column) == ("", 1, 1)
    assert "2000000 bytes" in problem.message


@pytest.mark.parametrize("filling", [b" ", b"\n", b"{", b"[", b'"', b"9", b"\xff", b"\x00"])
def test_a_file_over_two_million_bytes(write, filling):
    (problem,) = quickly_refused(write(ALONE.encode() + filling * 2_000_000))
    assert "2000000 bytes" in problem.message


def test_a_file_of_two_million_bytes_is_read(write):
    path = write(ALONE + " " * (2_000_000 - len(ALONE)))
    assert path.stat().st_size == 2_000_000
    assert load_pack(path)[-1].id == "acme/alone"


# Many mistakes at once. The sizes are well below the limit of a file.


def test_many_members_of_the_wrong_type(write):
    document = {**BARE_JSON, "rules": {f"rule-{n}": 0 for n in range(MAX_PROBLEMS)}}
    assert len(quickly_refused(write(document))) == MAX_PROBLEMS


def test_more_members_than_a_pack_may_have(write):
    for section, most in MAX_MEMBERS.items():
        held = (
            [0] * (most + 1)
            if section in ("overrides", "tests")
            else dict.fromkeys(map(str, range(most + 1)), 0)
        )
        (problem,) = quickly_refused(write({**BARE_JSON, section: held}))
        assert (problem.pointer, problem.message) == (f"/{section}", f"expected at most {most} {section}")


def test_many_empty_rules(write):
    document = {**BARE_JSON, "rules": {f"rule-{n}": {} for n in range(8_000)}}
    quickly_refused(write(document))


def test_many_unknown_keys(write):
    """As many are named as anybody will mend before checking again."""
    document = {**BARE_JSON, **{f"source{n}": 0 for n in range(5_000)}}
    assert len(quickly_refused(write(document))) == MAX_PROBLEMS


def test_many_unknown_names_among_many_names(write):
    parameter = {
        "title": "t",
        "type": "number",
        "history": [{"from": "2024-01-01", "value": 1, "cite": CITE}],
    }
    names = 250
    document = {
        **BARE_JSON,
        "sources": ALONE_JSON["sources"],
        "parameters": {f"parameter-{n}": parameter for n in range(names)},
        "tests": [
            {
                "name": "t",
                "covers": [f"parametre-{n}" for n in range(names)],
                "given": {"base": "selective"},
                "expect": {},
            }
        ],
    }
    problems = quickly_refused(write(document))
    assert len(problems) == names
    assert problems[7].hint == "perhaps parameter-7"


def test_many_misspelled_facts(write):
    parts = [{"fact": "wound.methode", "is": "larval"}] * 800
    at = ("rules", "look.instrument", "history", 0, "when")
    problems = quickly_refused(write(replaced(ALONE_JSON, at, {"all": parts})))
    assert len(problems) == MAX_PROBLEMS
    assert problems[0].hint == "perhaps wound.method"


def override(index, was, to, target="rules/doc.color"):
    start, before = ((date(2024, 1, 1) + timedelta(days=n)).isoformat() for n in (index, max(index - 1, 0)))
    cite = [{"source": "policy", "locator": "p. 1"}]
    return {
        "target": target,
        "from": start,
        "change": "severity",
        "was": was,
        "was_from": before,
        "to": to,
        "reason": "r",
        "cite": cite,
    }


def test_many_overrides_of_one_rule(write):
    words = ("warning", "advice")
    overrides = [override(n, words[n % 2], words[(n + 1) % 2]) for n in range(300)]
    began = time.process_time()
    chain = load_pack(write({**BARE_JSON, "overrides": overrides}))
    rulebook(chain, on=date(2026, 1, 1))
    assert time.process_time() - began < SECONDS


def test_many_overrides_that_no_longer_hold(write):
    overrides = [override(0, "error", "advice") for _ in range(120)]
    assert len(quickly_refused(write({**BARE_JSON, "overrides": overrides}))) == 120


# Text that means to be more than text.

FINDING = ("rules", "look.instrument", "history", 0, "then", "finding")


@pytest.mark.parametrize(
    "name",
    [
        "__class__",
        "0.__class__",
        "wound.__class__",
        "wound.method.__class__",
        "encounter.wounds",
        "wound.wound_id",
        "0",
        "",
        " wound.method",
        "wound.method!r",
        "wound.method:>99999999",
        "wound.method[0]",
        "wound.m\u0435thod",
        "many.units.__init__.__globals__",
    ],
)
@pytest.mark.parametrize("key", ["message", "ask"])
def test_a_placeholder_that_is_no_fact(write, name, key):
    path = write(replaced(ALONE_JSON, (*FINDING, key), f"x {{{name}}} x"))
    (problem,) = quickly_refused(path)
    assert problem.pointer == pointer((*FINDING, key))


@pytest.mark.parametrize(
    "text", ["%s %(x)s $x", "{{wound.instrument_documented}}", "}{", "{", "}", "{wound.method", "\\{"]
)
def test_other_marks_stay_as_they_are(write, text):
    path = write(replaced(ALONE_JSON, (*FINDING, "message"), text))
    if "{wound.instrument_documented}" in text:
        text = text.replace("{wound.instrument_documented}", "no")
    encounter = encounter_of("selective", wounds__0__debridement__instruments=[])
    decision = rulebook(load_pack(path), on=encounter.date_of_service).code(encounter)
    assert [each.message for each in decision.findings if "look.instrument" in each.rule] == [text]


def test_what_stands_in_a_record_is_not_filled_in_again(write):
    at = ("tables", "pairs", "title")
    for text in ("{wound.method}", "{0.__class__}", "%s"):
        assert survives(write(replaced(ALONE_JSON, at, text)))


@pytest.mark.parametrize(
    "target",
    [
        "/etc/passwd",
        "../cms/base",
        "cms/../cms/base",
        "./cms/base",
        "cms/base.json",
        "cms//base",
        "cms\\base",
        "cms/base/",
        "cms/base\n",
        "cms/base\x00",
        "CMS/BASE",
        "c\u043cs/base",
        "file:///etc/passwd",
        "https://example.org/pack.json",
        "rulepacks/cms/base.json",
        "~/pack",
        "",
        " ",
    ],
)
def test_extends_names_a_known_pack_and_no_place(write, target):
    problems = quickly_refused(write({**BARE_JSON, "extends": target}))
    assert {each.pointer for each in problems} == {"/extends"}


def test_a_file_beside_the_pack_cannot_be_extended(write):
    other = write(ALONE, "other.json")
    for target in ("other", "other.json", str(other), other.as_uri(), "acme/alone"):
        (problem,) = quickly_refused(write({**BARE_JSON, "extends": target}))
        assert problem.pointer == "/extends"


def test_no_schema_is_fetched(write):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/schema.json"
        assert load_pack(write({**ALONE_JSON, "$schema": url}))
        assert load_pack(write({**ALONE_JSON, "$schema": "file:///etc/passwd"}))
        for document, at in (
            ({**ALONE_JSON, "$schema": {"$ref": url}}, "/$schema"),
            ({**ALONE_JSON, "$ref": url}, "/$ref"),
            ({**ALONE_JSON, "$id": url}, "/$id"),
            ({**ALONE_JSON, "$defs": {"date": {}}}, "/$defs"),
            (replaced(ALONE_JSON, ("sources", "rumor", "$ref"), url), "/sources/rumor/$ref"),
        ):
            (problem,) = quickly_refused(write(document))
            assert problem.pointer == at
        with pytest.raises(BlockingIOError):
            server.accept()


LOOK_ALIKES = [
    ('"id": "acme/alone"', '"id": "acm\u0435/alone"', "/id"),
    ('"id": "acme/alone"', '"id": "acme\uff0falone"', "/id"),
    ('"id": "acme/alone"', '"id": "acme/alone\u200b"', "/id"),
    ('"version": "2026.1"', '"version": "\u0662\u0660\u0662\u0666.1"', "/version"),
    (
        '"label": "deep", "primary": "X0003"}',
        '"label": "deep", "primary": "X0003"}, {"id": "d\u0435\u0435p", "label": "l", "primary": "X0004"}',
        "/tables/groups/history/0/rows/2/id",
    ),
    ('"primary": "X0003"', '"primary": "\u04250003"', "/tables/groups/history/0/rows/1/primary"),
    (
        '"primary": "X0003"',
        '"primary": "X\uff10\uff10\uff10\uff13"',
        "/tables/groups/history/0/rows/1/primary",
    ),
    ('"value": "XS"', '"value": "X\u0405"', "/parameters/site.modifier/history/0/value"),
    ('"is": "sharp_selective"', '"is": "sharp_s\u0435lective"', "/tables/placing/history/0/rows/0/when/is"),
    ('"2025-01-01"', '"\u0662\u0660\u0662\u0665-01-01"', "/parameters/many.units/history/1/from"),
    ('"mark": {', '"m\u0430rk": {', "/rules/m\u0430rk"),
    ('"rumor": {', '"rum\u043er": {', "/sources/rum\u043er"),
    ('"rumor": {', '"__proto__": {', "/sources/__proto__"),
    ('"rumor": {', '"": {', "/sources/"),
]


@pytest.mark.parametrize(("old", "new", "at"), LOOK_ALIKES)
def test_look_alikes_are_refused(write, old, new, at):
    problems = quickly_refused(write(spoilt(ALONE, (old, new))))
    assert {each.pointer for each in problems} == {at}


@pytest.mark.parametrize(
    ("old", "place"),
    [
        ('"Extends none"', '"Extends none"'),
        ('"p. 1"', '"p. 1"'),
        ('"no instrument", "ask"', '"no instrument", "ask"'),
        ('"rumor": {', '"sources": {'),  # a key that cannot be shown is reported at its object
    ],
)
def test_half_a_character_is_refused_in_its_place(write, old, place):
    new = old.replace('"', '"\\ud800', 1)
    problems = quickly_refused(write(spoilt(ALONE, (old, new))))
    assert problems[0].line == ALONE[: ALONE.index(place)].count("\n") + 1
    str(problems[0]).encode()


# Numbers.


@pytest.mark.parametrize(
    "number",
    [
        "NaN",
        "Infinity",
        "-Infinity",
        "1e999999",
        "1e-999999",
        "1e99999999999",
        "9" * 10_000,
        "1." + "3" * 10_000,
        "0x10",
        "01",
        "+1",
        "1_000",
        "true",
        "null",
        "-0.0",
    ],
    ids=lambda number: number[:12] + (f"-{len(number)}" if len(number) > 12 else ""),
)
@pytest.mark.parametrize("parameter", ["area.first", "many.units"])
def test_a_number_that_is_no_measure(write, parameter, number):
    old = '"from": "2024-01-01", "value": ' + ("20" if parameter == "area.first" else "3")
    problems = quickly_refused(write(spoilt(ALONE, (old, f'"from": "2024-01-01", "value": {number}'))))
    assert [each.pointer for each in problems] == [f"/parameters/{parameter}/history/0/value"]


@pytest.mark.parametrize("number", ["1e-70", "1e-999999", "1e999999", "0.0001", "9" * 4_000])
def test_a_step_of_any_size_does_not_stop_the_engine(write, number):
    survives(write(spoilt(ALONE, ('"value": 20', f'"value": {number}'))))


@pytest.mark.parametrize("number", ["NaN", "1e999999", "9" * 10_000, "true", "1.5", "-1", "null", '"8"'])
def test_a_limit_that_is_no_count(write, number):
    problems = quickly_refused(write(spoilt(ALONE, ('"limit": 8', f'"limit": {number}'))))
    assert {each.pointer for each in problems} == {"/tables/limits/history/0/rows/1/limit"}


# Every place in turn.


def swept(name, path, wanted, value):
    """Put a value in every place that is wanted, one at a time; give the places where the pack was loaded."""
    loaded = []
    for at, here in everywhere(DOCUMENTS[name]):
        if wanted(here):
            path.write_text(json.dumps(replaced(DOCUMENTS[name], at, value)), encoding="utf-8")
            if survives(path):
                loaded.append(pointer(at))
    return loaded


@pytest.mark.parametrize("name", DOCUMENTS)
def test_null_in_every_place(name, tmp_path):
    loaded = swept(name, tmp_path / "pack.json", lambda _: True, None)
    assert loaded == [
        pointer(at) for at, _ in everywhere(DOCUMENTS[name]) if at[:-1] == ("tests", 0, "given", "set")
    ]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_list_for_every_object(name, tmp_path):
    assert swept(name, tmp_path / "pack.json", lambda here: isinstance(here, dict), []) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_an_object_for_every_list(name, tmp_path):
    loaded = swept(name, tmp_path / "pack.json", lambda here: isinstance(here, list), {})
    assert all(each.startswith("/tests/0/given/set/") for each in loaded)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_yes_for_every_number(name, tmp_path):
    assert swept(name, tmp_path / "pack.json", lambda here: type(here) in (int, float), value=True) == []


@pytest.mark.parametrize("document", [None, True, 0, 1.5, "", "x", [], {}, [ALONE_JSON]])
def test_a_document_that_is_no_pack(write, document):
    problems = quickly_refused(write(document if isinstance(document, dict) else json.dumps(document)))
    assert {(each.pointer, each.line, each.column) for each in problems} == {("", 1, 1)}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" ",
        b"\xef\xbb\xbf" + ALONE.encode(),
        ALONE.encode("utf-16"),
        b"\xff\xfe",
        b"\x00",
        b"{'a': 1}",
        b"{}{}",
    ],
    ids=lambda data: repr(data[:8]),
)
def test_bytes_that_are_no_json(write, data):
    quickly_refused(write(data))


def test_a_folder_and_a_missing_file(tmp_path):
    (problem,) = quickly_refused(tmp_path)
    assert problem.message == "expected a folder with one pack"
    for path in (tmp_path / "none.json", tmp_path / "pack.json" / "x", Path("a\x00b.json")):
        (problem,) = quickly_refused(path)
        assert "can be read" in problem.message


# What a table says in one of its segments only.


def with_second_segment(table, rows):
    document = deepcopy(ALONE_JSON)
    history = document["tables"][table]["history"]
    history.append({**history[0], "from": "2025-01-01", "rows": rows(deepcopy(history[0]["rows"]))})
    return document


def on(day):
    return [encounter_of(base, date_of_service=day) for base in fixtures()] + [
        Encounter(
            encounter_id="silent",
            date_of_service=date.fromisoformat(day),
            payer="cms/base",
            wounds=(Wound(wound_id="A"),),
        )
    ]


def lives_on(path, *days):
    """Load a pack and use it on days: it loads, and each encounter gets a status."""
    chain = load_pack(path)
    for encounter in [each for day in days for each in on(day)]:
        decision = rulebook(chain, on=encounter.date_of_service).code(encounter)
        assert decision.status in {"clean", "query", "not_billable"}


def refusals(path):
    """The places and the messages of a pack that does not load."""
    return [(each.pointer, each.message) for each in quickly_refused(path)]


LEADS_TO = "/tables/placing/history/0/rows/0/family"
CHANGE = ("2024-12-31", "2025-01-01")


def with_later_family(rows):
    return [*rows, {**rows[1], "id": "later", "primary": "X0004"}]


def test_a_family_that_a_wound_leads_to_may_not_go(write):
    assert refusals(write(with_second_segment("groups", lambda rows: rows[1:]))) == [
        (LEADS_TO, "no family shallow on every day"),
        ("/rules/mark/history/0/when/all/0/is", "line.family is never shallow"),
    ]


def test_a_family_that_a_wound_leads_to_may_not_come_on_a_later_day(write):
    document = with_second_segment("groups", with_later_family)
    document["tables"]["placing"]["history"][0]["rows"][0]["family"] = "later"
    assert refusals(write(document)) == [(LEADS_TO, "no family later on every day")]


def test_a_family_that_no_wound_leads_to_may_come_and_go(write):
    document = with_second_segment("groups", with_later_family)
    lives_on(write(document), *CHANGE)
    first, second = document["tables"]["groups"]["history"]
    first["rows"], second["rows"] = second["rows"], first["rows"]
    lives_on(write(document), *CHANGE)


def test_a_question_that_is_needed_may_not_go(write):
    unasked = "decides here, and no questions table says what to ask for it"
    assert refusals(write(with_second_segment("to-ask", lambda rows: rows[2:]))) == [
        ("/tables/groups", f"wound.area_sq_cm {unasked}"),
        ("/tables/placing/history/0/rows/0/when/fact", f"wound.method {unasked}"),
    ]


def test_a_question_that_is_not_needed_may_go(write):
    document = with_second_segment("to-ask", lambda rows: rows)
    rows = document["tables"]["to-ask"]["history"][0]["rows"]
    rows.append({**rows[0], "fact": "wound.etiology", "gap": "etiology"})
    lives_on(write(document), *CHANGE)


PLACED_BY = "/tables/placing/history/0/rows/0/when"


@pytest.mark.parametrize(
    ("when", "place", "message"),
    [
        ({"fact": "wound.family", "is": "shallow"}, "/fact", "is known only after the classification"),
        ({"fact": "wound.family", "known": True}, "/fact", "is known only after the classification"),
        (
            {"not": {"fact": "wound.family", "in": ["deep"]}},
            "/not/fact",
            "is known only after the classification",
        ),
        (
            {"fact": "encounter.wounds_excluded", "is": True},
            "/fact",
            "is known only after the classification",
        ),
        ({"fact": "wound.area_beyond_measured", "is": True}, "/fact", "no questions table says what to ask"),
        ({"fact": "wound.location_exact", "is": True}, "/fact", "no questions table says what to ask"),
        ({"fact": "wound.etiology", "in": {"fact": "wound.method"}}, "/in/fact", "unknown key fact"),
        ({"any": []}, "/any", "expected at least one item"),
    ],
    ids=json.dumps,
)
def test_a_row_of_the_classification_may_not_rest_on_any_fact(write, when, place, message):
    document = replaced(ALONE_JSON, ("tables", "placing", "history", 0, "rows", 0, "when"), when)
    assert any(
        pointer == PLACED_BY + place and message in said for pointer, said in refusals(write(document))
    )


def test_a_row_of_the_classification_may_rest_on_what_is_in_the_record(write):
    when = {"fact": "wound.tissue_removed", "includes": ["slough"]}
    document = replaced(ALONE_JSON, ("tables", "placing", "history", 0, "rows", 0, "when"), when)
    lives_on(write(document), "2024-08-15")


def test_a_second_table_of_a_kind_under_another_setting(write):
    document = deepcopy(BARE_JSON)
    document["sources"] = ALONE_JSON["sources"]
    for kind in ("groups", "to-ask", "depths"):
        document["tables"] = {"more": {**ALONE_JSON["tables"][kind], "setting": "practitioner"}}
        document["tables"]["more"]["history"][0].pop("release", None)
        problems = [each for each in problems_of(write(document)) if each.pointer == "/tables/more"]
        assert "already" in problems[0].message


# Each in a process that can do nothing but read: see guarded.py.


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    """Put a case to a fresh child that has bounded memory and time, and may open files to read them."""
    script = Path(__file__).with_name("guarded.py")
    command = [sys.executable, str(script), str(tmp_path_factory.mktemp("warm"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:

        def ask(how, what, path=""):
            process.stdin.write(json.dumps([how, str(what), str(path)]) + "\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        yield ask
        process.stdin.close()


@pytest.fixture
def refused(guarded):
    """The problems for which a pack is refused: file, line, column, pointer and message of each."""

    def problems_found(how, what, path=""):
        answer = guarded(how, what, path)
        assert list(answer) == ["problems"], answer
        assert answer["problems"]
        for file, line, column, _, message in answer["problems"]:
            assert file
            assert line >= 1
            assert column >= 1
            assert message
        return [tuple(each) for each in answer["problems"]]

    return problems_found


@pytest.mark.parametrize(
    ("tried", "event"),
    [
        ("connect", "socket."),
        ("write", "open"),
        ("make a folder", "os.mkdir"),
        ("import", "import"),
        ("evaluate", "compile"),
        ("start", "subprocess."),
    ],
)
def test_the_guard_notices(guarded, tmp_path, tried, event):
    assert guarded("try", tried, tmp_path)["did"][0].startswith(event)
    assert list(tmp_path.iterdir()) == []


def test_the_guard_bounds_memory(guarded):
    assert guarded("try", "fill") == {"raised": "MemoryError"}


def test_a_sound_pack_is_read_under_guard(guarded, write):
    assert guarded("named", write(ALONE)) == {"problems": []}
    remote = write({**ALONE_JSON, "$schema": "https://example.org/schema.json"})
    assert guarded("named", remote) == {"problems": []}


@pytest.fixture
def huge(tmp_path):
    """A file of 100 MB that takes no place on the disk."""
    path = tmp_path / "huge" / "pack.json"
    path.parent.mkdir()
    path.touch()
    os.truncate(path, 100_000_000)
    return path


def test_a_hundred_megabytes(refused, huge):
    as_file = (str(huge), 1, 1, "", "expected a file of at most 2000000 bytes")
    as_text = (str(huge), 1, 1, "", "larger than 2000000 bytes")
    assert refused("named", huge) == [as_file]
    no_pack = (str(huge.parent), 1, 1, "", "expected a folder with one pack")
    assert refused("named", huge.parent) == [no_pack]
    with huge.open("r+b") as file:
        file.write(b'{"format": "debridecode-pack/1"}')
    assert as_file in refused("named", huge.parent)
    assert refused("path", "", huge.parent) == [as_file]
    assert refused("path", "", huge) == [as_file]
    assert refused("bytes", huge) == [as_text]
    assert refused("text", huge) == [as_text]


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"all":[', "]}"), ('{"a":', "")])
def test_ten_thousand_levels_under_guard(refused, write, opening, closing):
    deep = write(opening * 10_000 + "1" + closing * 10_000)
    inside = write(spoilt(ALONE, ('{"all": []}', opening * 10_000 + closing * 10_000)), "inside.json")
    for path, before in ((deep, 0), (inside, ALONE.index('{"all": []}'))):
        for how in ("named", "text"):
            [(file, line, column, pointer_, message)] = refused(how, path)
            assert (file, message) == (str(path), "nested deeper than 40 levels")
            assert line == ALONE[:before].count("\n") + 1
            assert column > 40
            assert pointer_.count("/") == 40


def test_a_million_rules(refused, write):
    rules = '"rules": {' + ",".join(f'"r{n}":0' for n in range(1_000_000)) + "},"
    path = write(BARE.replace('"sources"', rules + '"sources"'))
    assert refused("named", path) == [(str(path), 1, 1, "", "expected a file of at most 2000000 bytes")]
    assert refused("text", path) == [(str(path), 1, 1, "", "larger than 2000000 bytes")]


def test_many_small_values(refused, write):
    """Each is a place that might have to be named, which takes a hundred times the memory of the file."""
    path = write("[" + "[]," * 300_000 + "[]]")
    assert refused("named", path) == [(str(path), 1, 1, "", "expected an object")]


@pytest.mark.parametrize("length", [300, 70_000])
def test_names_that_are_compared_with_names(refused, write, length):
    """Of two long names it takes the square of their length to say how near they are."""
    letters = "".join(map(chr, range(0x100, 0x200)))  # so many that none of them is common
    names = [f"{n}{letters * (length // len(letters))}" for n in range(6)]
    tests = [
        {"name": "t", "covers": [f"x{name}" for name in names], "given": {"base": "selective"}, "expect": {}}
    ]
    rules = {**ALONE_JSON["rules"], **{name: {} for name in names}}
    path = write(json.dumps({**ALONE_JSON, "rules": rules, "tests": tests}, ensure_ascii=False))
    covers = [each for each in refused("named", path) if each[3].startswith("/tests/0/covers/")]
    assert len(covers) == len(names)


def test_packs_that_extend_themselves_each_other_or_nothing(refused, tmp_path, write):
    def extending(id_, base):
        return json.dumps({**BARE_JSON, "id": id_, "extends": base}, indent=1)

    folder = tmp_path / "path"
    folder.mkdir()
    for id_, base in (("self", "self"), ("one", "two"), ("two", "one"), ("lost", "gone")):
        (folder / f"{id_}.json").write_text(extending(f"acme/{id_}", f"acme/{base}"))
    line = extending("", "").split('"extends"')[0].count("\n") + 1
    expected = {
        "acme/self": ("self", "expected a chain of packs that ends: acme/self extends acme/self"),
        "acme/one": (
            "two",
            "expected a chain of packs that ends: acme/one extends acme/two extends acme/one",
        ),
        "acme/lost": ("lost", "no pack acme/gone"),
    }
    for id_, (name, message) in expected.items():
        at = (str(folder / f"{name}.json"), line, 13, "/extends", message)
        assert refused("id", id_, folder) == [at]
    third = write(extending("acme/three", "acme/one"))
    [(file, *_, message)] = refused("named", third, folder)
    assert file == str(folder / "two.json")
    assert message.endswith("acme/one extends acme/two extends acme/one")


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ('"version": "2026.1"', '"id": "acme/other", "version": "2026.1"', "/id"),
        ('"version": "2026.1"', '"\\u0069d": "acme/other", "version": "2026.1"', "/id"),
        ('"rumor": {', '"manual": {', "/sources/manual"),
        ('"many": {', '"mark": {}, "many": {', "/rules/mark"),
        ('"is": "sharp_selective"', '"is": "larval", "is": "sharp_selective"', None),
        ('"value": 4.5', '"value": 3, "value": 4.5', "/parameters/many.units/history/1/value"),
    ],
)
def test_a_key_that_stands_twice(refused, write, old, new, at):
    path = write(spoilt(ALONE, (old, new)))
    at = at or "/tables/placing/history/0/rows/0/when/is"
    [(file, line, _, pointer_, message)] = refused("named", path)
    assert (file, pointer_, message) == (str(path), at, "duplicate key")
    later = '"mark": {\n' if at == "/rules/mark" else old
    assert line == ALONE[: ALONE.index(later)].count("\n") + 1


LETTERS = {"cyrillic": "\u0430", "full width": "\uff41", "combining": "a\u0301", "zero width": "a\u200b"}
"""What looks like the letter a, more or less."""


@pytest.mark.parametrize("letter", LETTERS.values(), ids=LETTERS)
@pytest.mark.parametrize(
    ("text", "old", "at"),
    [
        (ALONE, '"acme/alone"', "/id"),
        (BARE, '"cms/base"', "/extends"),
        (ALONE, '"many": {', "/rules/m{}ny"),
        (ALONE, '"manual": {', "/sources/m{}nual"),
        (ALONE, '"manual", "locator": "p. 19"', "/rules/mark/history/0/cite/0/source"),
        (ALONE, '"area.first": {', "/parameters/{}rea.first"),
        (ALONE, '"pairs": {', "/tables/p{}irs"),
        (CHILD, '"parameters/units.step_area"', "/overrides/2/target"),
        (ALONE, '"covers": ["claim.gone"]', "/tests/1/covers/0"),
        (ALONE, '"is": "sharp_selective"', "/tables/placing/history/0/rows/0/when/is"),
    ],
)
def test_an_id_that_looks_like_another(refused, write, letter, text, old, at):
    """What the eye cannot tell from another id is another id, or none."""
    path = write(spoilt(text, (old, old.replace("a", letter, 1))))
    problems = refused("named", path)
    assert at.format(letter) in [each[3] for each in problems]
    assert {each[0] for each in problems} == {str(path)}


@pytest.mark.parametrize(
    "name",
    ["__class__", "wound.__class__", "wound.method.__class__.__mro__", "0.__globals__", "wound.method!r"],
)
@pytest.mark.parametrize("key", ["message", "ask"])
def test_a_placeholder_that_reaches_behind_a_fact(refused, write, name, key):
    path = write(replaced(ALONE_JSON, (*FINDING, key), f"x {{{name}}} x"))
    [(file, _, _, pointer_, message)] = refused("named", path)
    assert (file, pointer_) == (str(path), pointer((*FINDING, key)))
    assert message == f"no fact or parameter {{{name}}} in scope wound"


PLACES_OF_FILES = [
    "/etc/passwd",
    "../cms/base",
    "cms/../../etc/passwd",
    "./cms/base",
    "~/pack",
    "C:\\pack",
    "file:///etc/passwd",
]


@pytest.mark.parametrize("place", PLACES_OF_FILES)
@pytest.mark.parametrize("at", ["id", "extends", "slot", "source", "target", "base"])
def test_a_place_of_a_file_where_an_id_belongs(refused, write, place, at):
    slot = {"kind": "unit_limits", "title": "t", "setting": "practitioner", "slot": place}
    case = {"name": "t", "covers": ["many"], "given": {"base": place}, "expect": {}}
    cited = replaced(ALONE_JSON, ("rules", "mark", "history", 0, "cite", 0, "source"), place)
    documents = {
        "id": ({**ALONE_JSON, "id": place}, "/id"),
        "extends": ({**BARE_JSON, "extends": place}, "/extends"),
        "slot": (replaced(ALONE_JSON, ("tables", "limits"), slot), "/tables/limits/slot"),
        "source": (cited, "/rules/mark/history/0/cite/0/source"),
        "target": (replaced(CHILD_JSON, ("overrides", 0, "target"), place), "/overrides/0/target"),
        "base": ({**ALONE_JSON, "tests": [case]}, "/tests/0/given/base"),
    }
    document, expected = documents[at]
    path = write(document)
    assert {(each[0], each[3]) for each in refused("named", path)} == {(str(path), expected)}


@pytest.mark.parametrize(
    "at",
    [
        (),
        ("sources", "rumor"),
        ("rules", "mark"),
        ("rules", "mark", "history", 0, "when"),
        ("tables", "pairs", "history", 0, "rows", 0),
    ],
    ids=pointer,
)
@pytest.mark.parametrize("key", ["$ref", "$id", "$dynamicRef", "$defs"])
def test_a_reference_to_elsewhere(refused, write, at, key):
    document = replaced({"x": ALONE_JSON}, ("x", *at, key), "https://example.org/pack.json#/rules")["x"]
    path = write(document)
    assert (str(path), pointer((*at, key))) in {(each[0], each[3]) for each in refused("named", path)}


def test_what_is_no_file(refused, tmp_path):
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "loop.json").symlink_to(tmp_path / "loop.json")
    for path in (tmp_path / "pipe.json", tmp_path / "loop.json", "/dev/zero", tmp_path / "none.json"):
        assert refused("named", path) == [(str(path), 1, 1, "", "expected a file that can be read")]


def test_a_folder_of_a_thousand_levels(refused, tmp_path):
    folders = [tmp_path / "d"]
    for _ in range(1_050):
        folders.append(folders[-1] / "d")
    for folder in folders:
        folder.mkdir()
    try:
        problem = (str(tmp_path), 1, 1, "", "expected a folder with one pack")
        assert refused("named", tmp_path) == [problem]
    finally:
        for folder in reversed(folders):  # deeper than what clears the folders of tests can go
            folder.rmdir()


def test_a_folder_of_more_packs_than_can_be_held(refused, write, tmp_path):
    path = write(ALONE + " " * (2_000_000 - len(ALONE)), "0.json")
    for number in range(1, 40):
        os.link(path, tmp_path / f"{number}.json")
    message = "expected packs of at most 50000000 bytes in all"
    assert (str(tmp_path), 1, 1, "", message) in refused("path", "", tmp_path)


def test_a_problem_is_one_line_that_shows_what_it_holds(write):
    """A pack does not move the cursor, or make lines of its own, where its problems are shown."""
    key = "\x1b[2J\nx\u202e\u200b"
    hidden, unknown = (
        quickly_refused(write({**BARE_JSON, "sources": {key: 0}})),
        quickly_refused(write({**BARE_JSON, "\u200b": 0})),
    )
    assert [str(problem).partition(": ")[2] for problem in hidden] == [
        "/sources: expected keys without control characters"
    ]
    assert r"unknown key \u200b" in str(unknown[0])


@pytest.mark.parametrize("unseen", ["\x1b[31m", "\n", "\x7f", "\x9b", "\u202e", "\u2066"])
def test_a_text_that_moves_the_cursor_or_the_direction_of_writing_is_refused(unseen, write):
    """Titles and messages are shown as they are: they hold nothing but what is seen."""
    raw = json.dumps({**BARE_JSON, "title": f"a{unseen}b"}, ensure_ascii=unseen in "\n\x1b[31m")
    (problem,) = quickly_refused(write(raw))
    assert (problem.pointer, problem.message) == ("/title", "expected text without control characters")


def test_the_record_of_a_case_may_have_lines(write):
    case = {"name": "n", "covers": ["x"], "given": {"base": "selective", "set": {"/note": "one\ntwo\t\x1b"}}}
    problems = quickly_refused(write({**BARE_JSON, "tests": [case]}))
    assert "expected text without control characters" in {each.message for each in problems}
    case["given"]["set"]["/note"] = "one\r\ntwo\t"
    problems = quickly_refused(write({**BARE_JSON, "tests": [case]}))
    assert "expected text without control characters" not in {each.message for each in problems}


# One random change.

WORDS = st.sampled_from(
    [
        "",
        "x",
        "wound.method",
        "line.units",
        "wound.family",
        "wound.area_sq_cm",
        "shallow",
        "many.units",
        "manual",
        "rules/doc.color",
        "parameters/units.step_area",
        "value",
        "when",
        "disable",
        "error",
        "2024-01-01",
        "2024-02-30",
        "2024-01-01\n",
        "0001-01-01",
        "9999-12-31",
        "X0001",
        "{x}",
        "\ud800",
    ]
)
KEYS = st.sampled_from(
    [
        "fact",
        "parameter",
        "is",
        "in",
        "gt",
        "known",
        "all",
        "any",
        "not",
        "any_wound",
        "every_wound",
        "cite",
        "from",
    ]
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([0, 1, 10**30, 10**400])
    | st.floats(allow_nan=False, allow_infinity=False)
    | WORDS
    | st.text(max_size=5)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)
PLACES = {name: [at for at, _ in everywhere(document)] for name, document in DOCUMENTS.items()}


# One place and one value make an example, so there is little to shrink, and shrinking loads many packs.
QUICK = settings(deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("hostile")


@pytest.mark.parametrize("name", DOCUMENTS)
@settings(QUICK, max_examples=80)
@given(data=st.data())
def test_any_value_in_any_place(folder, name, data):
    at = data.draw(st.sampled_from(PLACES[name]))
    path = folder / f"{name}.json"
    text = json.dumps(replaced(DOCUMENTS[name], at, data.draw(VALUES)))
    path.write_text(text, encoding="utf-8")
    survives(path)


@pytest.mark.parametrize("name", DOCUMENTS)
@settings(QUICK, max_examples=30)
@given(data=st.data())
def test_any_key_in_any_object(folder, name, data):
    document = deepcopy(DOCUMENTS[name])
    objects = [here for _, here in everywhere(document) if isinstance(here, dict)]
    data.draw(st.sampled_from(objects))[data.draw(KEYS | WORDS)] = data.draw(VALUES)
    path = folder / f"{name}-key.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    survives(path)


@pytest.mark.parametrize("name", DOCUMENTS)
@settings(QUICK, max_examples=30)
@given(data=st.data())
def test_any_place_copied_to_any_other(folder, name, data):
    document = DOCUMENTS[name]
    source, target = (data.draw(st.sampled_from(PLACES[name])) for _ in range(2))
    value = document
    for key in source:
        value = value[key]
    path = folder / f"{name}-copy.json"
    path.write_text(json.dumps(replaced(document, target, value)), encoding="utf-8")
    survives(path)
