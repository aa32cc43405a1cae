"""The packs that come with the library: sound, tested, cited, and true to the published tables."""

import ast
import io
import json
import re
import tokenize
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise, permutations
from pathlib import Path

import pytest
from attrs import fields_dict
from jsonschema import Draft202012Validator
from small_packs import encounter_of

import debridecode
from debridecode import DebridecodeError, Debridement, Encounter, Wound, load_pack, rulebook
from debridecode.engine.claim import BilledFacts
from debridecode.engine.decide import TableFacts
from debridecode.engine.edits import PairFacts
from debridecode.engine.facts import EncounterFacts, Reading, WoundFacts
from debridecode.engine.tables import Asked
from debridecode.engine.work import DraftLine
from debridecode.errors import OutOfDateError
from debridecode.packs.bundled import bundled, bundled_releases, fixtures
from debridecode.packs.catalogue import FACTS, OPERATORS, SCOPES
from debridecode.releases import AddOn, PairEdit, UnitLimit, read_release, write_release
from debridecode.testing import run_tests
from debridecode.vocabulary import SETTINGS

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "rulepacks"
FILES = sorted(FOLDER.rglob("*.json"), key=lambda path: str(path.with_suffix("")))
PACKAGE = Path(debridecode.__file__).parent
SOURCE_FILES = sorted(PACKAGE.rglob("*.py"))
SCHEMA_FILE = PACKAGE / "schemas" / "pack-1.schema.json"
DAY = timedelta(days=1)
FIRST_DAY = date(2024, 1, 1)
LATE_DAY = date(2026, 11, 23)


def id_of(path):
    return path.relative_to(FOLDER).with_suffix("").as_posix()


@cache
def chain_of(path):
    return load_pack(path)


@cache
def text_of(path):
    return path.read_text(encoding="utf-8")


each_file = pytest.mark.parametrize("path", FILES, ids=id_of)


def test_every_file_is_a_bundled_pack():
    assert [id_of(path) for path in FILES] == list(bundled())
    assert {"cms/base", "medicare/novitas-jh", "medicare/palmetto-jm"} <= set(bundled())


@pytest.mark.parametrize("texts", [bundled, fixtures])
def test_what_came_with_the_library_cannot_be_changed_for_others(texts):
    with pytest.raises(TypeError):
        texts()["acme/own"] = "{}"
    assert "acme/own" not in texts()


@each_file
def test_passes_schema_and_lint_as_a_users_file(path):
    chain = chain_of(path)
    assert chain[-1].id == id_of(path)
    assert chain[-1].file == str(path)
    assert chain[0].id == "cms/base"


@each_file
def test_in_pack_tests_pass_and_cover_every_rule(path):
    result = run_tests(chain_of(path))
    assert [(case.name, case.problems) for case in result.cases if case.problems] == []
    assert result.uncovered == ()
    assert result.cases
    assert result.passed


@each_file
def test_tests_have_names_of_their_own(path):
    names = [case["name"] for case in json.loads(text_of(path))["tests"]]
    assert len(names) == len(set(names))


@each_file
def test_everything_cites_a_source(path):
    document = json.loads(text_of(path))
    known = {source for pack in chain_of(path) for source in pack.sources}
    holders = [
        segment
        for section in ("rules", "parameters", "tables")
        for member in document.get(section, {}).values()
        for segment in member.get("history", ())
    ]
    holders += [
        row
        for table in document.get("tables", {}).values()
        if table["kind"] == "classification"
        for segment in table["history"]
        for row in segment["rows"]
    ]
    holders += document.get("overrides", [])
    holders += document.get("serves", {}).get("areas", [])
    holders += [document["edit_tables"]] if "edit_tables" in document else []
    assert holders
    for holder in holders:
        assert holder["cite"]
        for cite in holder["cite"]:
            assert cite["source"] in known
            assert cite["locator"].strip()


@each_file
def test_sources_say_how_they_were_read(path):
    for source in json.loads(text_of(path)).get("sources", {}).values():
        assert source["read"] in ("verified", "secondary", "unverified")
        assert source["publisher"].strip()
        assert source["title"].strip()


def test_the_schema_is_a_valid_schema():
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema)


def test_the_schema_closes_every_object():
    def walk(schema, at):
        if isinstance(schema, dict):
            if "properties" in schema and "type" in schema:
                assert schema.get("additionalProperties") is False, at
            for key, part in schema.items():
                walk(part, f"{at}/{key}")
        elif isinstance(schema, list):
            for index, part in enumerate(schema):
                walk(part, f"{at}/{index}")

    walk(json.loads(SCHEMA_FILE.read_text(encoding="utf-8")), "")


def test_every_reference_of_the_schema_leads_somewhere():
    text = SCHEMA_FILE.read_text(encoding="utf-8")
    schema = json.loads(text)
    names = re.findall(r'"\$ref":\s*"([^"]+)"', text)
    assert names
    for name in names:
        assert name.startswith("#/$defs/")
        assert name.removeprefix("#/$defs/") in schema["$defs"]


SUBJECTS = {
    "encounter": EncounterFacts,
    "wound": WoundFacts,
    "line": DraftLine,
    "pair": PairFacts,
    "table": TableFacts,
    "billed": BilledFacts,
}


def test_every_scope_has_a_subject():
    assert set(SUBJECTS) == set(SCOPES) == {fact.scope for fact in FACTS.values()}


@pytest.mark.parametrize("fact", FACTS.values(), ids=lambda fact: fact.name)
def test_every_fact_is_an_attribute_of_its_subject(fact):
    assert fact.name == f"{fact.scope}.{fact.slot}"
    subject = SUBJECTS[fact.scope]
    assert hasattr(subject, fact.slot) or fact.slot in fields_dict(subject)
    assert fact.kind in OPERATORS
    assert fact.meaning
    assert bool(fact.values) == (fact.kind in ("word", "words"))


@pytest.mark.parametrize("base", fixtures())
def test_facts_of_a_fixture_are_of_their_kind(base):
    kinds = {"yes_no": bool, "word": str, "words": frozenset, "family": str, "code": str}
    encounter = encounter_of(base)
    program = rulebook("cms/base", on=encounter.date_of_service)._program
    subject = EncounterFacts(encounter, program.reading, program.codes)
    subjects = [subject]
    subjects += [WoundFacts(each, subject, program.reading) for each in encounter.wounds]
    for each in subjects:
        scope = "encounter" if each is subject else "wound"
        for fact in FACTS.values():
            value = getattr(each, fact.slot) if fact.scope == scope else None
            if value is None:
                continue
            assert isinstance(value, kinds.get(fact.kind, object)), fact.name
            words = value if fact.kind == "words" else {value}
            assert not fact.values or words <= set(fact.values), fact.name


def test_the_facts_that_are_always_known_are_those_of_a_record_that_says_least():
    """And no others, lest a fact that decides is thought known and never asked for."""
    area_alone = Debridement(area_sq_cm=Decimal(4))
    wounds = (Wound(wound_id="A"), Wound(wound_id="B", debridement=area_alone))
    record = Encounter(encounter_id="e", date_of_service=FIRST_DAY, payer="cms/base", wounds=wounds)
    unsaid = Reading(silence=frozenset(), necessity=None, not_devitalized=None, tissues=(), places=None)
    encounter = EncounterFacts(record, unsaid, frozenset())
    line = DraftLine("X0001", 1, encounter)
    asked = Asked(id="t", title="t", release="r", covers_date=False, words="w", sources=())
    billed = dict.fromkeys(("matter", "code", "kind", "role", "family", "line", "supported"), "x")
    subjects = {
        "encounter": [encounter],
        "wound": [WoundFacts(wound, encounter, unsaid) for wound in wounds],
        "line": [line],
        "pair": [PairFacts(line, line, None)],
        "table": [TableFacts(asked, encounter)],
        "billed": [BilledFacts(**billed, encounter=encounter, units=1, supported_units=0)],
    }
    known = {
        fact.name
        for fact in FACTS.values()
        if OPERATORS[fact.kind]
        and None not in [getattr(subject, fact.slot) for subject in subjects[fact.scope]]
    }
    assert known == {fact.name for fact in FACTS.values() if fact.always_known}


CODE = re.compile(r"(?<![0-9A-Za-z._])(?:[0-9]{5}|[0-9]{4}[FTUM]|[A-CEGHJ-MP-V][0-9]{4})(?![0-9A-Za-z._])")
PHRASES = re.compile(
    r"sq(?:uare)?\.? (?:cm|centimeters) or (?:less|part)|part thereof|list separately|surface area\(s\)"
    r"|wound\(s\)|code for primary procedure|topical application\(s\)|without anesthesia|if performed"
)


def docstring_lines(text):
    """Lines that docstrings take."""
    lines = set()
    for node in ast.walk(ast.parse(text)):
        body = getattr(node, "body", None)
        for statement in body if isinstance(body, list) else ():
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                lines |= set(range(statement.lineno, statement.end_lineno + 1))
    return lines


def codes_in(text):
    """Every procedure code in the tokens of a Python text that are no docstring, with its line."""
    skipped = docstring_lines(text)
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.start[0] not in skipped:
            yield from ((token.start[0], found) for found in CODE.findall(token.string))


def test_the_search_for_codes_finds_them():
    text = '"""97597 may stand here."""\nA = "97597"\nB = {11042: "G0281 and 0437T"}  # 11045\n'
    assert list(codes_in(text)) == [
        (2, "97597"),
        (3, "11042"),
        (3, "G0281"),
        (3, "0437T"),
        (3, "11045"),
    ]
    assert list(codes_in('X = (1_000, 20_000, 10000000, "E11.621", "L97.422", "2026-11-23")\n')) == []


@pytest.mark.parametrize("path", SOURCE_FILES, ids=lambda path: path.stem)
def test_no_code_stands_in_the_source(path):
    assert list(codes_in(text_of(path))) == []


@pytest.mark.parametrize(
    "path",
    [*SOURCE_FILES, *FILES, *sorted(PACKAGE.rglob("*.json"))],
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_no_text_reads_like_a_code_descriptor(path):
    assert PHRASES.findall(text_of(path).lower()) == []


@pytest.mark.parametrize("id_", bundled())
@pytest.mark.parametrize("day", [FIRST_DAY, LATE_DAY])
def test_answers_for_the_days_that_are_promised(id_, day):
    encounter = encounter_of("selective", date_of_service=day.isoformat())
    decision = rulebook(id_, on=day).code(encounter)
    assert [(line.code, line.units) for line in decision.lines] == [("97597", 1), ("97598", 1)]
    assert decision.provenance.pack == id_


@pytest.mark.parametrize("id_", bundled())
def test_refuses_the_day_before(id_):
    with pytest.raises(OutOfDateError) as refused:
        rulebook(id_, on=date(2023, 12, 31))
    assert isinstance(refused.value, DebridecodeError)
    assert "2024-01-01" in str(refused.value)


NINE_CODES = {"11042", "11043", "11044", "11045", "11046", "11047", "97597", "97598", "97602"}
PAIRS_2024 = {
    ("11042", "97597"): "1",
    ("11042", "97598"): "1",
    ("11042", "97602"): "1",
    ("11043", "97597"): "1",
    ("11043", "97598"): "1",
    ("11043", "97602"): "1",
    ("11044", "97597"): "1",
    ("11044", "97598"): "1",
    ("11044", "97602"): "1",
    ("11045", "97597"): "1",
    ("11045", "97598"): "1",
    ("11045", "97602"): "1",
    ("11046", "97597"): "1",
    ("11046", "97598"): "1",
    ("11046", "97602"): "1",
    ("11047", "97597"): "1",
    ("11047", "97598"): "1",
    ("11047", "97602"): "1",
    ("11043", "11042"): "1",
    ("11044", "11042"): "1",
    ("11044", "11043"): "1",
    ("97597", "97602"): "0",
    ("97598", "97602"): "0",
}
PAIRS_HOSPITAL_2025 = {**PAIRS_2024, ("97597", "97602"): "1"}
LIMITS_PRACTITIONER = {
    "11042": (1, "2"),
    "11043": (1, "2"),
    "11044": (1, "2"),
    "11045": (12, "3"),
    "11046": (10, "3"),
    "11047": (10, "3"),
    "97597": (1, "3"),
    "97598": (8, "3"),
    "97602": (0, "3"),
}
LIMITS_HOSPITAL = {**LIMITS_PRACTITIONER, "11046": (4, "3"), "11047": (4, "3"), "97602": (1, "3")}
ADD_ONS = {("11045", "11042"), ("11046", "11043"), ("11047", "11044"), ("97598", "97597")}


def asked_on(day):
    """The edit tables of the base pack on a day."""
    return rulebook("cms/base", on=day)._program.tables


@pytest.mark.parametrize(
    ("day", "setting", "expected"),
    [
        (date(2024, 1, 1), "practitioner", PAIRS_2024),
        (date(2024, 7, 1), "practitioner", PAIRS_2024),
        (date(2026, 11, 23), "practitioner", PAIRS_2024),
        (date(2024, 1, 1), "outpatient_hospital", PAIRS_2024),
        (date(2024, 8, 15), "outpatient_hospital", PAIRS_2024),
        (date(2024, 12, 31), "outpatient_hospital", PAIRS_2024),
        (date(2025, 1, 1), "outpatient_hospital", PAIRS_HOSPITAL_2025),
        (date(2026, 11, 23), "outpatient_hospital", PAIRS_HOSPITAL_2025),
    ],
)
def test_pairs_are_those_that_were_published(day, setting, expected):
    """Among the nine codes, whichever of two is named first; where there is no edit, that is said."""
    tables = asked_on(day)
    for one, other in permutations(sorted(NINE_CODES), 2):
        found = tables.pair(setting, one, other)
        wanted = next((pair for pair in ((one, other), (other, one)) if pair in expected), None)
        if wanted is None:
            assert found.indicator == "none"
        else:
            assert (found.column_1, found.column_2) == wanted
            assert found.indicator == expected[wanted]


OTHERS_PRACTITIONER = {
    ("15271", "97597"): "1",
    ("97597", "29445"): "1",
    ("97597", "29581"): "1",
    ("97597", "97164"): "1",
    ("97597", "97605"): "1",
    ("97597", "97607"): "1",
    ("97605", "97607"): "1",
}


def test_pairs_with_other_services_are_those_that_were_published():
    tables = asked_on(date(2024, 8, 15))
    for (column_1, column_2), indicator in OTHERS_PRACTITIONER.items():
        found = tables.pair("practitioner", column_2, column_1)
        assert (found.column_1, found.column_2, found.indicator) == (column_1, column_2, indicator)
        assert (found.asked.release, found.asked.covers_date) == ("2024 Q3", True)
    assert tables.pair("practitioner", "99999", "88888") is None


@pytest.mark.parametrize(
    ("day", "one", "other", "indicator"),
    [
        (date(2024, 12, 31), "97597", "97602", "0"),
        (date(2025, 1, 1), "97597", "97602", "1"),
        (date(2026, 6, 30), "97597", "97602", "1"),
        (date(2024, 12, 31), "97598", "97602", "0"),
        (date(2025, 1, 1), "97598", "97602", "0"),
        (date(2026, 6, 30), "97598", "97602", "0"),
        (date(2025, 6, 30), "97597", "G0463", "none"),
        (date(2025, 7, 1), "97597", "G0463", "1"),
        (date(2026, 6, 30), "97597", "G0463", "1"),
    ],
)
def test_hospital_pairs_change_on_the_day_that_was_published(day, one, other, indicator):
    found = asked_on(day).pair("outpatient_hospital", one, other)
    assert (found.column_1, found.column_2, found.indicator) == (one, other, indicator)
    assert found.asked.covers_date


@pytest.mark.parametrize("day", [date(2024, 1, 1), date(2024, 7, 1), date(2026, 11, 23)])
@pytest.mark.parametrize(
    ("setting", "expected"),
    [("practitioner", LIMITS_PRACTITIONER), ("outpatient_hospital", LIMITS_HOSPITAL)],
)
def test_unit_limits_are_those_that_were_published(day, setting, expected):
    tables = asked_on(day)
    found = {code: next(iter(tables.limits(setting, code))) for code in NINE_CODES}
    assert {code: (int(each.limit), each.indicator) for code, each in found.items()} == expected


@pytest.mark.parametrize("day", [date(2024, 1, 1), date(2024, 8, 15), date(2026, 11, 23)])
def test_add_ons_stand_beside_their_own_primary(day):
    """The table of add-ons, by which claims are judged, and the families, by which wounds are coded."""
    tables = asked_on(day)
    for add_on, primary in ADD_ONS:
        found = tables.primaries(add_on)
        assert found.primaries == {primary}
        assert not found.open
    assert tables.primaries("97597") is None
    (families,) = (
        table for table in rulebook("cms/base", on=day).resolved.tables if table.kind == "families"
    )
    assert {(row.add_on, row.primary) for row in families.rows if row.add_on} == ADD_ONS


FIRST_AND_LAST = {
    "pair_edits": {
        "practitioner": (date(2024, 7, 1), date(2024, 9, 30)),
        "outpatient_hospital": (date(2019, 7, 1), date(2026, 6, 30)),
    },
    "unit_limits": {
        "practitioner": (date(2024, 7, 1), date(2024, 9, 30)),
        "outpatient_hospital": (date(2024, 7, 1), date(2024, 9, 30)),
    },
}


def covers(kind, setting, day):
    tables = asked_on(day)
    if kind == "pair_edits":
        return tables.pair(setting, "97597", "97602").asked.covers_date
    return tables.limits(setting, "97597")[0].asked.covers_date


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("kind", FIRST_AND_LAST)
def test_a_table_is_in_period_on_the_days_of_its_releases_only(kind, setting):
    first, last = FIRST_AND_LAST[kind][setting]
    assert covers(kind, setting, max(first, FIRST_DAY))
    assert covers(kind, setting, last)
    assert not covers(kind, setting, last + DAY)
    if first > FIRST_DAY:
        assert not covers(kind, setting, first - DAY)


# The release files themselves.

RELEASES = {
    "ioce-add-ons": ("medicare/add_ons", 19),
    "ioce-pairs-outpatient-hospital": ("medicare/pair_edits/outpatient_hospital", 839),
    "ncci-limits-outpatient-hospital-2024q3": ("medicare/unit_limits/outpatient_hospital", 134),
    "ncci-limits-practitioner-2024q3": ("medicare/unit_limits/practitioner", 134),
    "ncci-pairs-outpatient-hospital-2024q3": ("medicare/pair_edits/outpatient_hospital", 1466),
    "ncci-pairs-practitioner-2024q3": ("medicare/pair_edits/practitioner", 2104),
}
RELEASE_CODE = re.compile(r"[0-9A-Z][0-9]{3}[0-9A-Z]")
each_release = pytest.mark.parametrize("name", RELEASES)


@cache
def release_text(name):
    return (FOLDER / "releases" / f"{name}.tsv").read_text(encoding="utf-8")


@cache
def release_of(name):
    return read_release(release_text(name), file=name)


def test_every_release_file_is_bundled():
    assert sorted(path.stem for path in (FOLDER / "releases").iterdir()) == sorted(RELEASES)
    bundled_ones = {(release.slot, release.release): release for release in bundled_releases()}
    assert len(bundled_ones) == len(bundled_releases()) == len(RELEASES)
    for name in RELEASES:
        release = release_of(name)
        assert bundled_ones[release.slot, release.release] == release


@each_release
def test_a_release_has_the_slot_and_the_rows_that_are_promised(name):
    release = release_of(name)
    assert (release.slot, len(release.rows)) == RELEASES[name]
    assert release.release
    assert release.until is not None
    assert release.start < release.until
    assert {source.read for source in release.sources} <= {"verified", "secondary"}
    assert release.sources


@each_release
def test_a_release_names_what_it_was_read_through(name):
    """The rows are those of CMS, and came by way of others: which, and in which version."""
    for source in release_of(name).sources:
        assert re.search(r"in PyOCE \d+\.\d+\.\d+ |in GitHub \S+/\S+, commit [0-9a-f]{8}", source.note)


@each_release
def test_a_release_names_a_slot_of_the_base_pack(name):
    slots = {table.slot for table in chain_of(FOLDER / "cms" / "base.json")[0].tables.values()}
    assert release_of(name).slot in slots


@each_release
def test_a_release_is_written_as_it_is_read(name):
    release, written = release_of(name), io.BytesIO()
    write_release(release, release.rows, written, io.BytesIO())
    assert written.getvalue().decode() == release_text(name)


@each_release
def test_the_rows_of_a_release_are_sorted_and_stand_once(name):
    keys = [key_of(row) for row in release_of(name).rows]
    assert keys == sorted(keys)
    assert len(keys) == len(set(keys))


def key_of(row):
    """What tells one row from another: its codes, and the day from which it holds."""
    codes = tuple(getattr(row, key) for key in ("column_1", "column_2", "code", "add_on", "primary")
                  if hasattr(row, key))  # fmt: skip
    return *codes, getattr(row, "start", None) or date.min


@each_release
def test_the_rows_of_a_release_are_well_shaped(name):
    release = release_of(name)
    for row in release.rows:
        if isinstance(row, PairEdit):
            assert RELEASE_CODE.fullmatch(row.column_1)
            assert RELEASE_CODE.fullmatch(row.column_2)
            assert row.column_1 != row.column_2
            assert row.indicator in ("0", "1", "9")
        elif isinstance(row, UnitLimit):
            assert RELEASE_CODE.fullmatch(row.code)
            assert row.limit >= 0
            assert row.limit == int(row.limit)
            assert row.indicator in ("1", "2", "3")
        else:
            assert isinstance(row, AddOn)
            assert RELEASE_CODE.fullmatch(row.add_on)
            assert RELEASE_CODE.fullmatch(row.primary) or row.primary == "CCCCC"
            assert row.type in ("1", "2", "3")
        start, until = getattr(row, "start", None), getattr(row, "until", None)
        assert start is None or until is None or start <= until


@each_release
def test_the_rows_of_a_release_are_of_the_codes_that_it_covers(name):
    """Or the absence of a row for a code that is not listed would be told from its presence."""
    release = release_of(name)
    assert release.codes
    for row in release.rows:
        if isinstance(row, PairEdit):
            assert release.covers_pair(row.column_1, row.column_2)
        else:
            assert release.covers(row.code if isinstance(row, UnitLimit) else row.add_on)


@each_release
def test_no_two_rows_of_a_pair_hold_on_one_day(name):
    """The order of two codes is that of one row; a later row begins after the earlier one ended."""
    release = release_of(name)
    spans = {}
    for row in release.rows:
        if isinstance(row, PairEdit):
            span = (row.start or date.min, row.until or date.max)
            spans.setdefault(frozenset((row.column_1, row.column_2)), []).append(span)
    for each in spans.values():
        for (_, until), (start, _) in pairwise(sorted(each)):
            assert until < start


@pytest.mark.parametrize("name", [name for name, (slot, _) in RELEASES.items() if "pair" in slot])
def test_a_release_of_pairs_covers_the_nine_codes(name):
    """Among the nine, absence of a row is the absence of an edit in that release."""
    release = release_of(name)
    for one, other in permutations(sorted(NINE_CODES), 2):
        assert release.covers_pair(one, other)
