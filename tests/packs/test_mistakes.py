"""Every kind of mistake in a pack is named, with its line, its column, its pointer and what to do."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from small_packs import ALONE, BARE, CHILD, TEXTS, places, problems_of, spoilt

from debridecode import load_pack, rulebook
from debridecode.commands import debridecode
from debridecode.errors import PackError
from debridecode.new_pack import new_pack
from debridecode.packs.bundled import bundled_chain, fixtures
from debridecode.packs.load import read_pack
from debridecode.testing import run_tests

BASE_FILE = Path(__file__).parents[2] / "rulepacks" / "cms" / "base.json"


def mistake(name, pack, changes, pointer, message, hint=""):
    """Describe one mistake: texts to change, with a pilcrow at the place, and what must be said of it."""
    return pytest.param(pack, changes, pointer, message, hint, id=name.replace(" ", "-"))


def alone(name, old, new, pointer, message, hint=""):
    return mistake(name, "alone", [(old, new)], pointer, message, hint)


def child(name, old, new, pointer, message, hint=""):
    return mistake(name, "child", [(old, new)], pointer, message, hint)


METHOD_LEAF = '{"fact": "wound.method", "is": "sharp_selective"}'
METHOD_AT = "/tables/placing/history/0/rows/0/when"
ROWS = "/history/0/rows"
LOOK = "/rules/look.instrument/history/0"
TISSUE_WHEN = "/rules/look.tissue/history/0/when/any_wound/all"
MANY_WHEN = "/rules/many/history/0/when/any"
CITED_1 = '"cite": [{"source": "manual", "locator": "p. 1"}]'
SECOND_TABLE = """{
      "kind": "questions",
      "title": "More questions",
      "history": [
        {
          "from": "2024-01-01",
          "rows": [{"fact": "wound.method", "message": "m", "ask": "a", "gap": "g"}],
          "cite": [{"source": "manual", "locator": "x"}]
        }
      ]
    }"""
LONE_PAIR = '{"column_1": "X0003", "column_2": "X0001", "indicator": "1"}'
ROLE_ROW = '{"fact": "encounter.role", "message": "no role", "ask": "Please state it.", "gap": "role"}'
LONE_ADD_ON = '{"add_on": "X0002", "primary": "X0001"}'
MANUAL = '"manual": {"title": "Manual", "publisher": "Acme", "read": "verified"}'
MARK_THEN = '{"modifier": {"parameter": "site.modifier"}, "step": "done by a physician"}'
LOOK_FINDING = '{"severity": "warning", "message": "no instrument", "ask": "Which?", "gap": "tool"}'
MANY_FINDING = '{"severity": "error", "message": "{line.units} is more than {many.units}"}'
SOFT_FINDING = '{"finding": {"severity": "advice", "message": "soft on {encounter.date_of_service}"}}'
INSTRUMENT_LEAF = '{"fact": "wound.instrument_documented", "is": false}'
MANY_LEAF = '{"fact": "line.units", "gt": {"parameter": "many.units"}}'
SKIN = '{"id": "skin", "tissues": ["slough"], "layers": ["dermis"]}'
DEEP = '{"id": "deep", "label": "deep", "primary": "X0003"}'
LOCATION_LEAF = '"was": {"fact": "wound.location_documented", "is": false}'
TO_CONDITION = """{
        "all": [
          {"fact": "wound.location_documented", "is": false},
          {"fact": "wound.area_sq_cm", "gt": 4}
        ]
      }"""

UNKNOWN_KEYS = [
    alone("pack", '"title": "Extends none"', '"title": "t", ¶"titel": 1', "/titel", "unknown key", "title"),
    alone(
        "supports", '"until": "2030', '¶"untill": 1, "until": "2030', "/supports/untill", "untill", "until"
    ),
    alone(
        "source",
        '"publisher": "Nobody"',
        '"publisher": "Nobody", ¶"urls": "x"',
        "/sources/rumor/urls",
        "unknown key urls",
        "perhaps url",
    ),
    alone(
        "parameter",
        '"title": "First area"',
        '"title": "First area", ¶"titles": "x"',
        "/parameters/area.first/titles",
        "unknown key titles",
        "perhaps title",
    ),
    alone(
        "parameter segment",
        '"value": 20',
        '"value": 20, ¶"values": 20',
        "/parameters/area.first/history/0/values",
        "unknown key values",
        "perhaps value",
    ),
    alone(
        "cite",
        '"locator": "p. 1"}',
        '"locator": "p. 1", ¶"page": 1}',
        "/parameters/area.first/history/0/cite/0/page",
        "unknown key page",
        "locator, source",
    ),
    alone(
        "table",
        '"known_until": "2026',
        '¶"known": true, "known_until": "2026',
        "/tables/pairs/known",
        "unknown key known",
        "perhaps known_until",
    ),
    alone(
        "table segment",
        f'"rows": [{LONE_PAIR}]',
        f'"rows": [{LONE_PAIR}], ¶"row": []',
        "/tables/pairs/history/0/row",
        "unknown key row",
        "perhaps rows",
    ),
    alone(
        "family",
        DEEP,
        DEEP[:-1] + ', ¶"lable": "x"}',
        f"/tables/groups{ROWS}/1/lable",
        "unknown key lable",
        "perhaps label",
    ),
    alone(
        "classification row",
        '"message": "sharp"',
        '"message": "sharp", ¶"mesage": "x"',
        f"/tables/placing{ROWS}/0/mesage",
        "unknown key mesage",
        "perhaps message",
    ),
    alone(
        "tissue row", SKIN, SKIN[:-1] + ', ¶"layer": 1}', f"/tables/depths{ROWS}/0/layer", "layer", "layers"
    ),
    alone(
        "question",
        '"gap": "role"',
        '"gap": "role", ¶"asks": "x"',
        f"/tables/to-ask{ROWS}/2/asks",
        "asks",
        "ask",
    ),
    alone(
        "pair",
        LONE_PAIR,
        LONE_PAIR[:-1] + ', ¶"column_3": 1}',
        f"/tables/pairs{ROWS}/0/column_3",
        "key column_3",
    ),
    alone(
        "limit",
        '"limit": 8',
        '"limit": 8, ¶"limits": 8',
        f"/tables/limits{ROWS}/1/limits",
        "unknown key limits",
        "perhaps limit",
    ),
    alone(
        "add-on",
        LONE_ADD_ON,
        LONE_ADD_ON[:-1] + ', ¶"primaries": []}',
        f"/tables/partners{ROWS}/0/primaries",
        "unknown key primaries",
        "perhaps primary",
    ),
    alone(
        "rule",
        '"scope": "wound"',
        '"scope": "wound", ¶"scop": 1',
        "/rules/look.instrument/scop",
        "scop",
        "scope",
    ),
    alone(
        "rule segment",
        '"retired": true',
        '"retired": true, ¶"retire": true',
        "/rules/look.instrument/history/1/retire",
        "unknown key retire",
        "perhaps retired",
    ),
    alone(
        "condition",
        METHOD_LEAF,
        METHOD_LEAF[:-1] + ', ¶"iss": 1}',
        f"{METHOD_AT}/iss",
        "unknown key iss",
        "is",
    ),
    alone(
        "effects",
        MARK_THEN,
        MARK_THEN[:-1] + ', ¶"steps": "x"}',
        "/rules/mark/history/0/then/steps",
        "unknown key steps",
        "perhaps step",
    ),
    alone(
        "finding",
        '"ask": "Which?"',
        '"ask": "Which?", ¶"aks": "x"',
        f"{LOOK}/then/finding/aks",
        "unknown key aks",
        "perhaps ask",
    ),
    alone(
        "modifier reference",
        '{"parameter": "site.modifier"}',
        '{"parameter": "site.modifier", ¶"parameters": "x"}',
        "/rules/mark/history/0/then/modifier/parameters",
        "unknown key parameters",
        "perhaps parameter",
    ),
    alone(
        "operand reference",
        '{"parameter": "many.units"}',
        '{"parameter": "many.units", ¶"parameters": "x"}',
        f"{MANY_WHEN}/0/gt/parameters",
        "parameters",
    ),
    alone(
        "test", '"name": "no instrument"', '"name": "n", ¶"nam": 1', "/tests/0/nam", "unknown key nam", "name"
    ),
    alone(
        "given",
        '"given": {"base"',
        '"given": {¶"bas": 1, "base"',
        "/tests/0/given/bas",
        "unknown key bas",
        "perhaps base",
    ),
    alone(
        "expect",
        '"status": "clean"',
        '"status": "clean", ¶"findings": []',
        "/tests/0/expect/findings",
        "unknown key findings",
    ),
    child(
        "override",
        '"reason": "Acme denies"',
        '"reason": "Acme denies", ¶"reasons": 1',
        "/overrides/0/reasons",
        "unknown key reasons",
        "perhaps reason",
    ),
    child(
        "condition of an override",
        '{"fact": "wound.area_sq_cm", "gt": 4}',
        '{"fact": "wound.area_sq_cm", "gt": 4, ¶"gtt": 4}',
        "/overrides/1/to/all/1/gtt",
        "gtt",
    ),
    child(
        "condition that an override had",
        LOCATION_LEAF,
        LOCATION_LEAF[:-1] + ', ¶"iss": 4}',
        "/overrides/1/was/iss",
        "iss",
    ),
]

MISSING_KEYS = [
    mistake(
        "pack",
        "alone",
        [('{\n  "format"', '¶{\n  "format"'), ('  "vocabulary": "facts/1",\n', "")],
        "",
        "expected the key vocabulary",
    ),
    alone("supports", '{"from": "2024-01-01", "until"', '¶{"until"', "/supports", "expected the key from"),
    alone(
        "source",
        '{"title": "Rumor", "publisher": "Nobody", ',
        '¶{"title": "Rumor", ',
        "/sources/rumor",
        "expected the key publisher",
    ),
    alone(
        "parameter segment",
        '{"from": "2024-01-01", "value": 20, ',
        '¶{"from": "2024-01-01", ',
        "/parameters/area.first/history/0",
        "expected the key value",
    ),
    alone(
        "citation",
        f'{{"from": "2024-01-01", "value": 20, {CITED_1}}}',
        '¶{"from": "2024-01-01", "value": 20}',
        "/parameters/area.first/history/0",
        "expected the key cite",
    ),
    alone(
        "pair",
        LONE_PAIR,
        '¶{"column_1": "X0003", "column_2": "X0001"}',
        f"/tables/pairs{ROWS}/0",
        "indicator",
    ),
    alone(
        "release",
        '{\n          "from": "2024-01-01",\n          "release": "first",\n          "rows": [' + LONE_PAIR,
        '¶{"from": "2024-01-01", "rows": [' + LONE_PAIR,
        "/tables/pairs/history/0",
        "expected the key release",
    ),
    alone(
        "setting",
        '{\n      "kind": "pair_edits",\n      "title": "Pairs",\n      "setting": "practitioner",',
        '¶{\n      "kind": "pair_edits",\n      "title": "Pairs",',
        "/tables/pairs",
        "expected the key setting",
    ),
    alone(
        "rule",
        '{\n      "title": "Many units",\n      "scope": "line",',
        '¶{"scope": "line",',
        "/rules/many",
        "title",
    ),
    alone(
        "condition",
        '{\n          "from": "2024-01-01",\n          "when": ' + INSTRUMENT_LEAF + ",",
        '¶{\n          "from": "2024-01-01",',
        LOOK,
        "expected the key when",
    ),
    alone(
        "finding",
        '{"severity": "error", "message": "{line.units} is more than {many.units}"}',
        '¶{"severity": "error"}',
        "/rules/many/history/0/then/finding",
        "expected the key message",
    ),
    alone(
        "step",
        MARK_THEN,
        '¶{"modifier": "XS"}',
        "/rules/mark/history/0/then",
        "step beside modifier",
        "in words",
    ),
    alone(
        "any effect",
        SOFT_FINDING,
        "¶{}",
        "/rules/look.tissue/history/0/then",
        "finding, modifier, drop or hold",
    ),
    mistake(
        "family",
        "alone",
        [('{\n              "id": "sharp"', '¶{"id": "sharp"'), ('"family": "shallow",', "")],
        f"/tables/placing{ROWS}/0",
        "expected family",
    ),
    mistake(
        "ask",
        "alone",
        [('{\n              "id": "rest"', '¶{"id": "rest"'), ('"ask": "Please say what was done.",', "")],
        f"/tables/placing{ROWS}/1",
        "expected ask",
    ),
    mistake(
        "step area",
        "alone",
        [
            ('{\n              "id": "shallow"', '¶{"id": "shallow"'),
            (',\n              "step": {"parameter": "area.first"}', ""),
        ],
        f"/tables/groups{ROWS}/0",
        "first, step and add_on together",
    ),
    mistake(
        "was",
        "child",
        [
            ('{\n      "target": "rules/doc.color"', '¶{\n      "target": "rules/doc.color"'),
            ('      "was": "warning",\n', ""),
        ],
        "/overrides/0",
        "expected was",
    ),
    mistake(
        "to",
        "child",
        [
            ('{\n      "target": "rules/doc.color"', '¶{\n      "target": "rules/doc.color"'),
            ('      "to": "error",\n', ""),
        ],
        "/overrides/0",
        "expected to",
    ),
    mistake(
        "reason",
        "child",
        [
            ('{\n      "target": "rules/doc.color"', '¶{\n      "target": "rules/doc.color"'),
            ('      "reason": "Acme denies",\n', ""),
        ],
        "/overrides/0",
        "expected the key reason",
    ),
]

WRONG_TYPES = [
    alone("title", '"title": "Extends none"', '"title": ¶7', "/title", "expected text"),
    alone("extends", '"vocabulary"', '"extends": ¶["cms/base"], "vocabulary"', "/extends", "expected text"),
    alone("source", MANUAL, f'{MANUAL}, "more": ¶[]', "/sources/more", "expected an object"),
    alone(
        "codes",
        '["X0001", "X0002", "X0003"]',
        '["X0001", "X0002", "X0003", ¶3]',
        "/tables/pairs/codes/3",
        "text",
    ),
    alone("limit as text", '"limit": 8', '"limit": ¶"8"', f"/tables/limits{ROWS}/1/limit", "a whole number"),
    alone("limit as yes", '"limit": 8', '"limit": ¶true', f"/tables/limits{ROWS}/1/limit", "a whole number"),
    alone("limit below 0", '"limit": 8', '"limit": ¶-1', f"/tables/limits{ROWS}/1/limit", "0 or more"),
    alone(
        "value as text",
        '"value": 20',
        '"value": ¶"20"',
        "/parameters/area.first/history/0/value",
        "number above 0",
    ),
    alone(
        "value as yes",
        '"value": 20',
        '"value": ¶true',
        "/parameters/area.first/history/0/value",
        "number above 0",
    ),
    alone(
        "value of 0", '"value": 20', '"value": ¶0', "/parameters/area.first/history/0/value", "number above 0"
    ),
    alone(
        "value below 0",
        '"value": 20',
        '"value": ¶-2.5',
        "/parameters/area.first/history/0/value",
        "number above 0",
    ),
    alone(
        "modifier",
        '"value": "XS"',
        '"value": ¶"xs"',
        "/parameters/site.modifier/history/0/value",
        "two capital",
    ),
    alone(
        "words",
        '["slough", "fibrin"]',
        '¶"slough"',
        "/parameters/soft.tissues/history/0/value",
        "a list of words",
    ),
    alone(
        "parts of all", '{"all": []}', '{"all": ¶{}}', f"/tables/placing{ROWS}/1/when/all", "expected a list"
    ),
    alone(
        "part of not",
        '{"not": {"fact": "wound.etiology", "in": ["burn", "callus"]}}',
        '{"not": ¶5}',
        f"{TISSUE_WHEN}/1/not",
        "expected an object",
    ),
    alone(
        "yes or no",
        INSTRUMENT_LEAF,
        INSTRUMENT_LEAF.replace("false", '¶"no"'),
        f"{LOOK}/when/is",
        "true or false",
    ),
    alone("known", MANY_LEAF, '{"fact": "line.units", "known": ¶1}', f"{MANY_WHEN}/0/known", "true or false"),
    alone("number", '{"parameter": "many.units"}', '¶"3"', f"{MANY_WHEN}/0/gt", "expected a number"),
    alone("number as yes", '{"parameter": "many.units"}', "¶true", f"{MANY_WHEN}/0/gt", "expected a number"),
    alone("word", '"is": "sharp_selective"', '"is": ¶7', f"{METHOD_AT}/is", "expected a word"),
    alone(
        "list of words",
        '["burn", "callus"]',
        '¶"burn"',
        f"{TISSUE_WHEN}/1/not/in",
        "list with at least one word",
    ),
    alone(
        "empty list", '["burn", "callus"]', "¶[]", f"{TISSUE_WHEN}/1/not/in", "list with at least one word"
    ),
    alone(
        "number in a list",
        '["burn", "callus"]',
        '["burn", ¶7]',
        f"{TISSUE_WHEN}/1/not/in/1",
        "expected a word",
    ),
    alone(
        "fact for a list",
        '["burn", "callus"]',
        '{¶"fact": "wound.method"}',
        f"{TISSUE_WHEN}/1/not/in/fact",
        "unknown key fact",
    ),
    alone("empty reference", '{"parameter": "many.units"}', "¶{}", f"{MANY_WHEN}/0/gt", "expected"),
    alone(
        "number for a parameter",
        '{"parameter": "many.units"}',
        '{"parameter": ¶5}',
        f"{MANY_WHEN}/0/gt/parameter",
        "",
    ),
    alone("list for a fact", '{"fact": "line.unit_limit"}', '{"fact": ¶["x"]}', f"{MANY_WHEN}/1/gt/fact", ""),
    child("severity", '"to": "error"', '"to": ¶7', "/overrides/0/to", "expected text"),
    child("condition", f'"to": {TO_CONDITION}', '"to": ¶"never"', "/overrides/1/to", "expected an object"),
    child(
        "part of a condition", f'"to": {TO_CONDITION}', '"to": {"not": ¶5}', "/overrides/1/to/not", "expected"
    ),
    child(
        "parts of a condition",
        f'"to": {TO_CONDITION}',
        '"to": {"all": ¶"x"}',
        "/overrides/1/to/all",
        "expected",
    ),
    child("condition that was", LOCATION_LEAF, '"was": ¶"never"', "/overrides/1/was", "expected an object"),
    child("value", '"to": 10', '"to": ¶"10"', "/overrides/2/to", "number above 0"),
    child("value that was", '"was": 20', '"was": ¶{"x": []}', "/overrides/2/was", ""),
    child("values that were", '"was": 20', '"was": ¶[[]]', "/overrides/2/was", ""),
]

BAD_ENUMS = [
    alone(
        "scope",
        '"scope": "wound"',
        '"scope": ¶"wund"',
        "/rules/look.instrument/scope",
        "expected one of",
        "wound",
    ),
    alone(
        "read", '"read": "unverified"', '"read": ¶"unverifed"', "/sources/rumor/read", "one of", "unverified"
    ),
    alone(
        "severity",
        '"severity": "warning"',
        '"severity": ¶"warn"',
        f"{LOOK}/then/finding/severity",
        "one of error, warning",
        "warning",
    ),
    alone(
        "type",
        '"type": "area_sq_cm"',
        '"type": ¶"area_cm"',
        "/parameters/area.first/type",
        "one of",
        "area_sq_cm",
    ),
    alone(
        "status", '"status": "clean"', '"status": ¶"clear"', "/tests/0/expect/status", "one of clean", "clean"
    ),
    alone(
        "outcome",
        '"outcome": "query"',
        '"outcome": ¶"ask"',
        f"/tables/placing{ROWS}/1/outcome",
        "one of family",
    ),
    alone(
        "indicator",
        LONE_PAIR,
        LONE_PAIR.replace('"1"', '¶"2"'),
        f"/tables/pairs{ROWS}/0/indicator",
        "one of 0, 1, 9",
    ),
    alone(
        "format", '"debridecode-pack/1"', '¶"debridecode-pack/2"', "/format", 'expected "debridecode-pack/1"'
    ),
    alone("vocabulary", '"facts/1"', '¶"facts/9"', "/vocabulary", 'expected "facts/1"'),
    alone(
        "retired",
        '"retired": true',
        '"retired": ¶1',
        "/rules/look.instrument/history/1/retired",
        "expected true",
    ),
    alone(
        "tissue",
        '["slough", "fibrin"]',
        '["slough", ¶"fibrine"]',
        "/parameters/soft.tissues/history/0/value/1",
        "fibrine is no tissue",
        "perhaps fibrin",
    ),
    alone(
        "tissue in a row", '["slough"]', '[¶"sluff"]', f"/tables/depths{ROWS}/0/tissues/0", "sluff", "slough"
    ),
    alone(
        "layer in a row",
        '["dermis"]',
        '[¶"dermiss"]',
        f"/tables/depths{ROWS}/0/layers/0",
        "dermiss",
        "dermis",
    ),
    child(
        "override", '"to": "error"', '"to": ¶"eror"', "/overrides/0/to", "no severity eror", "perhaps error"
    ),
]

BAD_PATTERNS = [
    alone("pack", '"id": "acme/alone"', '"id": ¶"Acme/Alone"', "/id", "expected the form"),
    alone(
        "pack with a line feed",
        '"id": "acme/alone"',
        '"id": ¶"acme/alone\\n"',
        "/id",
        "expected text without control",
    ),
    alone("version", '"2026.1"', '¶"1"', "/version", "expected the form"),
    alone(
        "date", '"2025-01-01", "value"', '¶"01/01/2025", "value"', "/parameters/many.units/history/1/from", ""
    ),
    alone(
        "code", '"primary": "X0003"', '"primary": ¶"X3"', f"/tables/groups{ROWS}/1/primary", "procedure code"
    ),
    alone("gap", '"gap": "tool"', '"gap": ¶"the tool"', f"{LOOK}/then/finding/gap", "form"),
    alone("line", '"X0001 x1 XS"', '¶"X0001 1 XS"', "/tests/0/expect/lines/0", "expected the form"),
    alone(
        "modifier",
        '"modifier": {"parameter": "site.modifier"}',
        '"modifier": ¶"x"',
        "/rules/mark/history/0/then/modifier",
        "expected the form",
    ),
    alone(
        "source id", MANUAL, f"{MANUAL}, ¶{MANUAL.replace('manual', 'Manual 2')}", "/sources/Manual 2", "form"
    ),
    child("target", '"rules/doc.color"', '¶"doc.color"', "/overrides/0/target", "expected the form"),
]


NAMES = [
    alone(
        "fact",
        '"wound.instrument_documented"',
        '¶"wound.instrument_documentd"',
        f"{LOOK}/when/fact",
        "wound.instrument_documentd is no fact",
        "perhaps wound.instrument_documented",
    ),
    alone(
        "fact of a line",
        INSTRUMENT_LEAF,
        '{"fact": ¶"line.units", "gt": 1}',
        f"{LOOK}/when/fact",
        "scope line, not wound",
    ),
    alone(
        "fact of a wound",
        MANY_LEAF,
        '{"fact": ¶"wound.method", "is": "larval"}',
        f"{MANY_WHEN}/0/fact",
        "scope wound, not line",
    ),
    alone(
        "code too short",
        MANY_LEAF,
        '{"fact": "line.code", "is": ¶"9759"}',
        f"{MANY_WHEN}/0/is",
        "expected a code of five characters",
    ),
    alone(
        "code with a space",
        MANY_LEAF,
        '{"fact": "line.code", "is": ¶"97597 "}',
        f"{MANY_WHEN}/0/is",
        "expected a code of five characters",
    ),
    alone(
        "empty code",
        MANY_LEAF,
        '{"fact": "line.code", "is": ¶""}',
        f"{MANY_WHEN}/0/is",
        "expected a code of five characters",
    ),
    alone(
        "code with a wide digit",
        MANY_LEAF,
        '{"fact": "line.code", "is": ¶"9759\uff17"}',
        f"{MANY_WHEN}/0/is",
        "expected a code of five characters",
    ),
    alone(
        "number beyond all",
        '{"fact": "line.unit_limit"}',
        "¶9e999999",
        f"{MANY_WHEN}/1/gt",
        "expected a number of at most 20000",
    ),
    alone(
        "number below all",
        '{"fact": "line.unit_limit"}',
        "¶-9e999999",
        f"{MANY_WHEN}/1/gt",
        "expected a number of at most 20000",
    ),
    alone(
        "number too fine",
        '{"fact": "line.unit_limit"}',
        "¶1e-999999",
        f"{MANY_WHEN}/1/gt",
        "expected a number with at most 4 decimal places",
    ),
    alone(
        "fact in an operand",
        '"line.unit_limit"',
        '¶"line.unit_limits"',
        f"{MANY_WHEN}/1/gt/fact",
        "line.unit_limits is no number fact",
        "perhaps line.unit_limit",
    ),
    alone(
        "fact of another kind",
        '"line.unit_limit"',
        '¶"line.family"',
        f"{MANY_WHEN}/1/gt/fact",
        "no number fact",
    ),
    alone(
        "fact of a question",
        ROLE_ROW,
        ROLE_ROW + ", " + ROLE_ROW.replace('"encounter.role"', '¶"encounter.rolle"'),
        f"/tables/to-ask{ROWS}/3/fact",
        "encounter.rolle is no fact",
        "perhaps encounter.role",
    ),
    alone(
        "word",
        '"is": "sharp_selective"',
        '"is": ¶"sharp_selectiv"',
        f"{METHOD_AT}/is",
        "is never sharp_selectiv",
        "sharp_selective",
    ),
    alone(
        "word in a list",
        '["burn", "callus"]',
        '["burn", ¶"calus"]',
        f"{TISSUE_WHEN}/1/not/in/1",
        "is never calus",
        "perhaps callus",
    ),
    alone(
        "family in a condition",
        '"is": "shallow"',
        '"is": ¶"shalow"',
        "/rules/mark/history/0/when/all/0/is",
        "is never shalow",
        "shallow",
    ),
    alone(
        "family of a row",
        '"family": "shallow"',
        '"family": ¶"shalow"',
        f"/tables/placing{ROWS}/0/family",
        "no family shalow",
        "shallow",
    ),
    alone(
        "operator of a word",
        METHOD_LEAF,
        '{"fact": "wound.method", ¶"gt": 3}',
        f"{METHOD_AT}/gt",
        "does not take gt",
        "is, is_not, in, known",
    ),
    alone(
        "operator of words",
        '"within"',
        '¶"is"',
        f"{TISSUE_WHEN}/0/is",
        "does not take is",
        "includes, within",
    ),
    alone(
        "operator of a number",
        '"gt": {"parameter"',
        '¶"is": {"parameter"',
        f"{MANY_WHEN}/0/is",
        "does not take is",
        "lt, le, gt",
    ),
    alone(
        "operator of yes or no",
        '"is": false',
        '¶"is_not": true',
        f"{LOOK}/when/is_not",
        "does not take is_not",
        "is, known",
    ),
    alone(
        "operator of a text",
        INSTRUMENT_LEAF,
        '{"fact": "encounter.date_of_service", ¶"is": "2024-01-01"}',
        f"{LOOK}/when/is",
        "does not take is",
        "messages only",
    ),
    alone(
        "two operators",
        METHOD_LEAF,
        '¶{"fact": "wound.method", "is": "larval", "in": ["larval"]}',
        METHOD_AT,
        "exactly one operator",
        "is, is_not",
    ),
    alone(
        "no operator",
        METHOD_LEAF,
        '¶{"fact": "wound.method"}',
        METHOD_AT,
        "exactly one operator",
        "is, is_not",
    ),
    alone(
        "two kinds of condition",
        '{"all": []}',
        '¶{"all": [], "any": [{"all": []}]}',
        f"/tables/placing{ROWS}/1/when",
        "exactly one of all, any",
    ),
    alone(
        "no kind of condition",
        '{"all": []}',
        "¶{}",
        f"/tables/placing{ROWS}/1/when",
        "exactly one of all, any",
    ),
    alone(
        "an operator without a fact",
        '{"all": []}',
        '{"all": [], ¶"is": "larval"}',
        f"/tables/placing{ROWS}/1/when/is",
        "is",
    ),
    alone(
        "any wound of a wound",
        INSTRUMENT_LEAF,
        f'{{¶"any_wound": {INSTRUMENT_LEAF}}}',
        f"{LOOK}/when/any_wound",
        "needs scope encounter",
    ),
    alone(
        "parameter",
        '"many.units"}',
        '¶"many.unit"}',
        f"{MANY_WHEN}/0/gt/parameter",
        "no parameter many.unit",
        "perhaps many.units",
    ),
    alone(
        "parameter of words",
        '"many.units"}',
        '¶"soft.tissues"}',
        f"{MANY_WHEN}/0/gt/parameter",
        "soft.tissues is of type tissues",
    ),
    alone(
        "parameter for a word",
        '"is": "shallow"',
        '"is": {"parameter": ¶"site.modifier"}',
        "/rules/mark/history/0/when/all/0/is/parameter",
        "of type modifier",
    ),
    alone(
        "parameter for a modifier",
        '"site.modifier"}',
        '¶"area.first"}',
        "/rules/mark/history/0/then/modifier/parameter",
        "of type area_sq_cm; expected modifier",
    ),
    alone(
        "parameter of an area",
        '"step": {"parameter": "area.first"}',
        '"step": {"parameter": ¶"many.units"}',
        f"/tables/groups{ROWS}/0/step/parameter",
        "of type number",
    ),
    alone(
        "source of a rule",
        '"source": "manual", "locator": "p. 15"',
        '"source": ¶"manuall", "locator": "p. 15"',
        f"{LOOK}/cite/0/source",
        "no source manuall",
        "perhaps manual",
    ),
    alone(
        "source of a parameter",
        '"source": "manual", "locator": "p. 1"',
        '"source": ¶"manuel", "locator": "p. 1"',
        "/parameters/area.first/history/0/cite/0/source",
        "no source manuel",
        "manual",
    ),
    alone(
        "source of a row",
        '"source": "manual", "locator": "p. 7"',
        '"source": ¶"menual", "locator": "p. 7"',
        f"/tables/placing{ROWS}/0/cite/0/source",
        "no source menual",
        "manual",
    ),
    alone(
        "source of a table",
        '"source": "manual", "locator": "p. 9"',
        '"source": ¶"menual", "locator": "p. 9"',
        "/tables/placing/history/0/cite/0/source",
        "no source menual",
        "manual",
    ),
    child(
        "source of an override",
        '"source": "policy", "locator": "p. 1"',
        '"source": ¶"police", "locator": "p. 1"',
        "/overrides/0/cite/0/source",
        "no source police",
        "policy",
    ),
    child(
        "rule of an override",
        '"rules/doc.color"',
        '¶"rules/doc.colour"',
        "/overrides/0/target",
        "no rules/doc.colour",
        "perhaps rules/doc.color",
    ),
    child(
        "parameter of an override",
        '"parameters/units.step_area"',
        '¶"parameters/units.steps"',
        "/overrides/2/target",
        "no parameters/units.steps",
        "perhaps parameters/units.step_area",
    ),
    child(
        "change of a rule",
        '"change": "severity"',
        '"change": ¶"value"',
        "/overrides/0/change",
        "no change value",
        "severity, message, ask, when, disable",
    ),
    child(
        "change of a parameter",
        '"change": "value"',
        '"change": ¶"severity"',
        "/overrides/2/change",
        "no change severity",
        "use value",
    ),
    child(
        "disable with to",
        '"change": "disable"',
        '"change": "disable", ¶"to": "x"',
        "/overrides/3/to",
        "disable takes no to",
    ),
    child(
        "disable with was",
        '"change": "disable"',
        '"change": "disable", ¶"was": "x"',
        "/overrides/3/was",
        "disable takes no was",
    ),
    child(
        "fact of an override",
        '{"fact": "wound.area_sq_cm", "gt": 4}',
        '{"fact": ¶"wound.area", "gt": 4}',
        "/overrides/1/to/all/1/fact",
        "wound.area is no fact",
        "wound.area_sq_cm",
    ),
    alone(
        "test of another rule",
        '"covers": ["look.instrument"',
        '"covers": [¶"look.instrumant"',
        "/tests/0/covers/0",
        "no rule, row or parameter look.instrumant",
        "look.instrument",
    ),
    alone(
        "row that a test covers",
        '"placing.sharp"',
        '¶"placing.shrp"',
        "/tests/0/covers/1",
        "no rule, row or parameter placing.shrp",
        "placing.sharp",
    ),
    alone(
        "rule that a test expects",
        '"look.instrument@A"',
        '¶"look.instruments@A"',
        "/tests/0/expect/failed/0",
        "no rule or row look.instruments",
        "look.instrument",
    ),
    alone(
        "fixture",
        '"base": "selective"',
        '"base": ¶"selectiv"',
        "/tests/0/given/base",
        "no fixture selectiv",
        "perhaps selective",
    ),
]

PLACEHOLDERS = [
    alone(
        "fact",
        '"{line.units} is more',
        '¶"{line.unit} is more',
        "/rules/many/history/0/then/finding/message",
        "no fact or parameter {line.unit}",
        "perhaps line.units",
    ),
    alone(
        "fact of a wound",
        '"{line.units} is more',
        '¶"{wound.method} is more',
        "/rules/many/history/0/then/finding/message",
        "{wound.method} in scope line",
    ),
    alone(
        "parameter",
        '"{line.units} is more than {many.units}"',
        '¶"more than {many.unit}"',
        "/rules/many/history/0/then/finding/message",
        "{many.unit}",
        "perhaps many.units",
    ),
    alone("ask", '"Which?"', '¶"Which {tool}?"', f"{LOOK}/then/finding/ask", "{tool}"),
    alone("step", '"done by a physician"', '¶"done by {who}"', "/rules/mark/history/0/then/step", "{who}"),
    alone("empty", '"Which?"', '¶"Which {}?"', f"{LOOK}/then/finding/ask", "{}"),
    alone(
        "message of a row",
        '"message": "sharp"',
        '"message": ¶"{wound.method}"',
        f"/tables/placing{ROWS}/0/message",
        "{wound.method} is not filled",
    ),
    alone(
        "ask of a row",
        '"Please say what was done."',
        '¶"Please say {what}."',
        f"/tables/placing{ROWS}/1/ask",
        "{what} is not filled",
    ),
    alone(
        "ask of a question",
        '"ask": "Please state it.", "gap": "role"',
        '"ask": ¶"State {it}.", "gap": "role"',
        f"/tables/to-ask{ROWS}/2/ask",
        "{it}",
    ),
    mistake(
        "override",
        "child",
        [
            ('"change": "severity"', '"change": "message"'),
            ('"was": "warning"', '"was": "the assessment does not describe the color"'),
            ('"to": "error"', '"to": ¶"no {color}"'),
        ],
        "/overrides/0/to",
        "{color}",
    ),
    mistake(
        "empty override",
        "child",
        [
            ('"change": "severity"', '"change": "message"'),
            ('"was": "warning"', '"was": "the assessment does not describe the color"'),
            ('"to": "error"', '"to": ¶""'),
        ],
        "/overrides/0/to",
        "expected",
    ),
]

DATES = [
    alone(
        "out of order",
        '"2025-01-01", "value"',
        '¶"2023-01-01", "value"',
        "/parameters/many.units/history/1/from",
        "later date",
        "oldest segment first",
    ),
    alone(
        "twice",
        '"2025-01-01", "value"',
        '¶"2024-01-01", "value"',
        "/parameters/many.units/history/1/from",
        "later date",
        "oldest segment first",
    ),
    alone(
        "retired before it began",
        '"2026-01-01", "retired"',
        '¶"2023-01-01", "retired"',
        "/rules/look.instrument/history/1/from",
        "later date",
    ),
    alone(
        "of a parameter",
        '"2025-01-01", "value"',
        '¶"2025-02-29", "value"',
        "/parameters/many.units/history/1/from",
        "date that exists",
    ),
    alone(
        "of a rule",
        '"2026-01-01", "retired"',
        '¶"2026-13-01", "retired"',
        "/rules/look.instrument/history/1/from",
        "date that exists",
    ),
    alone(
        "of what is known", '"2026-06-30"', '¶"2026-06-31"', "/tables/pairs/known_until", "expected a date"
    ),
    alone(
        "known before it began",
        '"2026-06-30"',
        '¶"2023-06-30"',
        "/tables/pairs/known_until",
        "not before the last segment",
    ),
    alone(
        "supports from",
        '"supports": {"from": "2024-01-01"',
        '"supports": {"from": ¶"2024-02-30"',
        "/supports/from",
        "date that exists",
    ),
    alone(
        "supports until",
        '"until": "2030-01-01"',
        '"until": ¶"2030-00-01"',
        "/supports/until",
        "date that exists",
    ),
    alone(
        "until before from", '"until": "2030-01-01"', '"until": ¶"2023-01-01"', "/supports/until", "expected"
    ),
    alone(
        "of a late parameter",
        '{"from": "2024-01-01", "value": 20',
        '{"from": ¶"2024-01-02", "value": 20',
        "/parameters/area.first/history/0/from",
        "2024-01-01 or earlier",
    ),
    mistake(
        "of an override",
        "child",
        [
            (
                '"from": "2024-07-01",\n      "change": "severity"',
                '"from": ¶"2024-06-31", "change": "severity"',
            )
        ],
        "/overrides/0/from",
        "date that exists",
    ),
]

REST = [
    alone(
        "duplicate key", '"title": "Extends none"', '"title": "x", ¶"title": "y"', "/title", "duplicate key"
    ),
    alone("duplicate rule", '"mark": {', '¶"look.tissue": {', "/rules/look.tissue", "duplicate key"),
    alone(
        "pair twice",
        LONE_PAIR,
        f"{LONE_PAIR}, ¶{LONE_PAIR.replace(chr(34) + '1' + chr(34), chr(34) + '0' + chr(34))}",
        f"/tables/pairs{ROWS}/1",
        f"/tables/pairs{ROWS}/0",
    ),
    alone(
        "limit twice",
        '{"code": "X0001", "limit": 1, "indicator": "2"}',
        '{"code": "X0001", "limit": 1, "indicator": "2"}, ¶{"code": "X0001", "limit": 2, "indicator": "3"}',
        f"/tables/limits{ROWS}/1",
        "the same row",
    ),
    alone("family twice", DEEP, f"{DEEP}, ¶{DEEP}", f"/tables/groups{ROWS}/2", "the same row"),
    alone(
        "add-on twice",
        LONE_ADD_ON,
        f"{LONE_ADD_ON}, ¶{LONE_ADD_ON}",
        f"/tables/partners{ROWS}/1",
        "the same row",
    ),
    alone("tissue row twice", SKIN, f"{SKIN}, ¶{SKIN}", f"/tables/depths{ROWS}/1", "the same row"),
    alone("question twice", ROLE_ROW, f"{ROLE_ROW}, ¶{ROLE_ROW}", f"/tables/to-ask{ROWS}/3", "the same row"),
    alone(
        "row twice",
        '{\n              "id": "rest"',
        '¶{\n              "id": "sharp"',
        f"/tables/placing{ROWS}/1",
        "the same row",
    ),
    alone(
        "second table of a kind",
        '"to-ask": {',
        f'"asked": {SECOND_TABLE}, ¶"to-ask": {{',
        "/tables/to-ask",
        "a table of kind questions already",
    ),
    mistake(
        "code outside the table",
        "alone",
        [
            ('["X0001", "X0002", "X0003"]', '["X0002", "X0003"]'),
            (LONE_PAIR, LONE_PAIR.replace('"X0001"', '¶"X0001"')),
        ],
        f"/tables/pairs{ROWS}/0/column_2",
        "X0001 is not among",
        "add it to codes",
    ),
    alone(
        "modifier of a wound",
        '"finding": ' + LOOK_FINDING,
        '¶"modifier": "XS", "step": "s"',
        f"{LOOK}/then/modifier",
        "modifier needs scope line or pair",
        "change the scope",
    ),
    alone(
        "drop of a wound",
        '"finding": ' + LOOK_FINDING,
        '¶"drop": true, "step": "s"',
        f"{LOOK}/then/drop",
        "drop needs scope line or pair",
        "change the scope",
    ),
    alone(
        "hold of a wound",
        '"finding": ' + LOOK_FINDING,
        '¶"hold": true, "step": "s"',
        f"{LOOK}/then/hold",
        "hold needs scope line or pair",
        "change the scope",
    ),
    alone(
        "retired with when",
        '"retired": true',
        '"retired": true, ¶"when": {"all": []}',
        "/rules/look.instrument/history/1/when",
        "not allowed here",
    ),
    alone(
        "error on a rumor",
        MANY_FINDING + '},\n          "cite": [{"source": "manual"',
        MANY_FINDING.replace('"error"', '¶"error"') + '},\n          "cite": [{"source": "rumor"',
        "/rules/many/history/0/then/finding/severity",
        "an error may not rest on unverified sources alone",
        "cite a source that was read",
    ),
    alone(
        "modifier on a rumor",
        MARK_THEN + ',\n          "cite": [{"source": "manual"',
        MARK_THEN.replace('{"parameter"', '¶{"parameter"') + ',\n          "cite": [{"source": "rumor"',
        "/rules/mark/history/0/then/modifier",
        "a modifier may not rest on unverified sources alone",
    ),
    *(
        alone(
            f"{effect} on a rumor",
            MARK_THEN + ',\n          "cite": [{"source": "manual"',
            f'{{"{effect}": ¶true, "step": "s"}},\n          "cite": [{{"source": "rumor"',
            f"/rules/mark/history/0/then/{effect}",
            f"a {effect} may not rest on unverified sources alone",
        )
        for effect in ("drop", "hold")
    ),
    mistake(
        "table on a rumor",
        "alone",
        [
            (
                '{\n          "from": "2024-01-01",\n          "rows": [{"code": "X0000"',
                '¶{"from": "2024-01-01", "rows": [{"code": "X0000"',
            ),
            ('"source": "manual", "locator": "p. 24"', '"source": "rumor", "locator": "p. 24"'),
        ],
        "/tables/gone/history/0",
        "a table may not rest on unverified sources alone",
    ),
    mistake(
        "override to an error on a rumor",
        "child",
        [
            ('"to": "error"', '"to": ¶"error"'),
            ('"source": "policy", "locator": "p. 1"', '"source": "rumor", "locator": "p. 1"'),
        ],
        "/overrides/0/to",
        "unverified",
    ),
    child(
        "id of the base",
        '"rumor": {',
        '¶"mln1783722": {',
        "/sources/mln1783722",
        "cms/base has this id already",
        "choose another",
    ),
    mistake(
        "unknown base",
        "bare",
        [('"cms/base"', '¶"cms/bse"')],
        "/extends",
        "no pack cms/bse",
        "perhaps cms/base",
    ),
    mistake(
        "itself",
        "bare",
        [('"cms/base"', '¶"acme/child"')],
        "/extends",
        "expected a chain of packs that ends: acme/child extends acme/child",
    ),
    child(
        "severity that was",
        '"was": "warning"',
        '"was": ¶"advice"',
        "/overrides/0/was",
        'says "warning" from 2024-07-01',
        "read the base again",
    ),
    child(
        "condition that was another",
        LOCATION_LEAF,
        LOCATION_LEAF.replace('{"fact"', '¶{"fact"').replace("false", "true"),
        "/overrides/1/was",
        "says something else",
        "read the base again",
    ),
    child(
        "value that was another",
        '"was": 20',
        '"was": ¶21',
        "/overrides/2/was",
        "says 20 from 2024-07-01",
        "choose another from",
    ),
    mistake(
        "ask that was none",
        "child",
        [
            ('"change": "severity"', '"change": "ask"'),
            ('"was": "warning"', '"was": ¶null'),
            ('"to": "error"', '"to": "Which?"'),
        ],
        "/overrides/0/was",
        'says "Please describe the color of this wound." from 2024-07-01',
    ),
    mistake(
        "finding of a rule that has none",
        "child",
        [("rules/doc.color", "rules/therapy.gp"), ('"was": "warning"', '"was": ¶null')],
        "/overrides/0/was",
        "",
    ),
    mistake(
        "deciding fact without a question",
        "alone",
        [
            (f",\n            {ROLE_ROW}", ""),
            ('{"fact": "encounter.role", "is"', '{"fact": ¶"encounter.role", "is"'),
        ],
        "/rules/mark/history/0/when/all/1/fact",
        "encounter.role decides here",
    ),
]

PAIRS_HISTORY = """"codes": ["X0001", "X0002", "X0003"],
      "known_until": "2026-06-30",
      "history": [
        {
          "from": "2024-01-01",
          "release": "first",
          "rows": [{"column_1": "X0003", "column_2": "X0001", "indicator": "1"}],
          "cite": [{"source": "manual", "locator": "p. 12"}]
        }
      ]"""
PAIRS_SLOT = '"slot": "medicare/pair_edits/practitioner"'
PARTNERS_HISTORY = """"history": [
        {
          "from": "2024-01-01",
          "release": "first",
          "rows": [{"add_on": "X0002", "primary": "X0001"}],
          "cite": [{"source": "manual", "locator": "p. 14"}]
        }
      ]"""
SIDES_HISTORY = """,
      "history": [
        {
          "from": "2024-01-01",
          "rows": [{"modifier": "LT", "words": ["left"]}],
          "cite": [{"source": "manual", "locator": "p. 23"}]
        }
      ]"""
PAIRS = '"pairs": {'
PARTNERS = '"partners": {'
EVALUATION = '{"kind": "evaluation", "codes": ["X0009"], "beginning": ["Y0"]}'
SIDE = '{"modifier": "LT", "words": ["left"]}'
GONE = '{"code": "X0000", "family": "deep", "ended": "2010-12-31"}'

SLOTS = [
    mistake(
        "neither a slot nor a history",
        "alone",
        [(PARTNERS, '"partners": ¶{'), (f",\n      {PARTNERS_HISTORY}", "")],
        "/tables/partners",
        "expected either history or slot",
    ),
    mistake(
        "both a slot and a history",
        "alone",
        [(PAIRS, f'"pairs": ¶{{{PAIRS_SLOT},')],
        "/tables/pairs",
        "expected either history or slot",
    ),
    mistake(
        "slot of another kind",
        "alone",
        [(PAIRS_HISTORY, '"slot": ¶"medicare/unit_limits/practitioner"')],
        "/tables/pairs/slot",
        "expected a slot of the form PROGRAM/pair_edits/practitioner",
    ),
    mistake(
        "slot of another setting",
        "alone",
        [(PAIRS_HISTORY, '"slot": ¶"medicare/pair_edits/outpatient_hospital"')],
        "/tables/pairs/slot",
        "expected a slot of the form PROGRAM/pair_edits/practitioner",
    ),
    mistake(
        "slot with a setting that the table has not",
        "alone",
        [(PARTNERS_HISTORY, '"slot": ¶"medicare/add_ons/practitioner"')],
        "/tables/partners/slot",
        "expected a slot of the form PROGRAM/add_ons",
    ),
    mistake(
        "slot that is no slot",
        "alone",
        [(PARTNERS_HISTORY, '"slot": ¶¶"add_ons"')],
        "/tables/partners/slot",
        "",
    ),
    mistake(
        "codes beside a slot",
        "alone",
        [(PAIRS_HISTORY, f'{PAIRS_SLOT}, ¶"codes": ["X0001"]')],
        "/tables/pairs/codes",
        "a table with a slot takes no codes",
    ),
    mistake(
        "end beside a slot",
        "alone",
        [(PAIRS_HISTORY, f'{PAIRS_SLOT}, ¶"known_until": "2026-06-30"')],
        "/tables/pairs/known_until",
        "a table with a slot takes no known_until",
    ),
    mistake(
        "slot of a plain table",
        "alone",
        [('"sides": {', '"sides": {¶"slot": "medicare/anatomic",'), (SIDES_HISTORY, "")],
        "/tables/sides/slot",
        "a table of kind anatomic takes no slot",
    ),
    mistake(
        "pairs without their codes",
        "alone",
        [(PAIRS, '"pairs": ¶{'), ('"codes": ["X0001", "X0002", "X0003"],\n      ', "")],
        "/tables/pairs",
        "expected the key codes",
    ),
]

CLAIMS = [
    alone(
        "family of a code that ended",
        '"code": "X0000", "family": "deep"',
        '"code": "X0000", "family": ¶"deeep"',
        f"/tables/gone{ROWS}/0/family",
        "no family deeep",
        "perhaps deep",
    ),
    alone(
        "day on which a code ended",
        '"ended": "2010-12-31"',
        '"ended": ¶"2010-02-30"',
        f"/tables/gone{ROWS}/0/ended",
        "",
    ),
    alone("code that ended twice", GONE, f"{GONE}, ¶{GONE}", f"/tables/gone{ROWS}/1", "the same row"),
    alone("side twice", SIDE, f"{SIDE}, ¶{SIDE}", f"/tables/sides{ROWS}/1", "the same row"),
    alone("kind twice", EVALUATION, f"{EVALUATION}, ¶{EVALUATION}", f"/tables/kinds{ROWS}/1", "the same row"),
    mistake(
        "kind of table",
        "alone",
        [('"kind": "services"', '"kind": ¶"service"'), (EVALUATION, f'{EVALUATION}, {{"kind": "other"}}')],
        "/tables/kinds/kind",
        "expected one of families",
        "perhaps services",
    ),
    alone(
        "code of two kinds",
        EVALUATION,
        f'{EVALUATION}, {{"kind": "other", "codes": ["X0008", ¶"X0009"]}}',
        f"/tables/kinds{ROWS}/1/codes/1",
        "X0009 is of kind evaluation already, by X0009 in a row before",
        "the first row that fits",
    ),
    alone(
        "code of a range of another kind",
        EVALUATION,
        f'{EVALUATION}, {{"kind": "other", "codes": [¶"Y0123"]}}',
        f"/tables/kinds{ROWS}/1/codes/0",
        "Y0123 is of kind evaluation already, by Y0 in a row before",
    ),
    alone(
        "range of two kinds",
        EVALUATION,
        f'{EVALUATION}, {{"kind": "dressing", "beginning": ["X00", ¶"Y01"]}}',
        f"/tables/kinds{ROWS}/1/beginning/1",
        "Y01 is of kind evaluation already, by Y0 in a row before",
    ),
    alone(
        "kind of service",
        '"kind": "evaluation"',
        '"kind": ¶"visit"',
        f"/tables/kinds{ROWS}/0/kind",
        "",
    ),
    alone(
        "key of a service row",
        '"beginning": ["Y0"]',
        '"beginning": ["Y0"], ¶"begins": ["Y1"]',
        f"/tables/kinds{ROWS}/0/begins",
        "unknown key begins",
    ),
    alone(
        "modifier of a side",
        '"modifier": "LT"',
        '"modifier": ¶"left"',
        f"/tables/sides{ROWS}/0/modifier",
        "",
    ),
    alone(
        "setting of a plain table",
        '"kind": "services",',
        '"kind": "services", ¶"setting": "practitioner",',
        "/tables/kinds/setting",
        "a table of kind services takes no setting",
    ),
    alone(
        "modifier of a group",
        '[["XS", "59"]]',
        '[["XS", ¶"5"]]',
        "/parameters/modifier.alternatives/history/0/value/0/1",
        "expected a modifier of two capital letters or digits",
    ),
    alone(
        "modifier that is preferred twice",
        '[["XS", "59"]]',
        '[["XS", "59"], ["XE"], [¶"XS", "XU"]]',
        "/parameters/modifier.alternatives/history/0/value/2/0",
        "XS is preferred in a list before",
        "make one list of both",
    ),
    alone(
        "groups that are none",
        '[["XS", "59"]]',
        '¶["XS", "59"]',
        "/parameters/modifier.alternatives/history/0/value",
        "expected a list of lists of modifiers",
    ),
    alone(
        "group that is empty",
        '[["XS", "59"]]',
        "[¶[]]",
        "/parameters/modifier.alternatives/history/0/value/0",
        "",
    ),
    alone(
        "line choice",
        '"value": "either"',
        '"value": ¶"column_1"',
        "/parameters/modifier.accepted_on/history/0/value",
        "expected column_2 or either",
    ),
    mistake(
        "type of a parameter that the engine reads",
        "alone",
        [('"type": "line_choice"', '"type": ¶"words"'), ('"value": "either"', '"value": ["either"]')],
        "/parameters/modifier.accepted_on/type",
        "expected line_choice",
    ),
    alone(
        "matter",
        '"is": "deleted_code"',
        '"is": ¶"deleted_cod"',
        "/rules/claim.gone/history/0/when/is",
        "deleted_cod",
        "deleted_code",
    ),
    alone(
        "fact of a claim in a wound rule",
        INSTRUMENT_LEAF,
        '{"fact": ¶"billed.units", "gt": 1}',
        f"{LOOK}/when/fact",
        "scope billed, not wound",
    ),
    mistake(
        "drop of a billed line",
        "alone",
        [
            ('{"fact": "billed.matter", "is": "deleted_code"}', '{"all": []}'),
            (
                '{"finding": {"severity": "error", "message": "{billed.code} ended", "ask": "Take it off."}}',
                '{¶"drop": true, "step": "ended"}',
            ),
        ],
        "/rules/claim.gone/history/0/then/drop",
        "drop needs scope line or pair",
        "change the scope",
    ),
    alone(
        "billed line",
        '"X0001 x1",',
        '¶"X0001 1",',
        "/tests/1/given/billed/1",
        "",
    ),
    alone(
        "key of a billed line",
        '{"code": "X0002", "units": 1, "modifiers": []}',
        '{"code": "X0002", "units": 1, ¶"modifier": []}',
        "/tests/1/given/billed/2/modifier",
        "unknown key modifier",
        "perhaps modifiers",
    ),
]

LEADING = {
    "code": ("Please add the words that 11042 needs.", "may name no code, payment or billing"),
    "letter code": ("Was it a G0463 visit?", "may name no code, payment or billing"),
    "payment": ("Please state the depth, so the claim is paid.", "may name no code, payment or billing"),
    "denial": ("Which depth? Else it is denied.  Which?", "may name no code, payment or billing"),
    "units": ("Were there two units?", "may name no code, payment or billing"),
    "wished answer": ("Please confirm the depth was muscle.", "may not say which answer is wished for"),
    "wished words": ("Please document that bone was removed.", "may not say which answer is wished for"),
    "duty": ("Should this say subcutaneous?", "may not say which answer is wished for"),
    "filled-in value": ("Was it done on {encounter.date_of_service}?", "may not have values filled in"),
    "order": ("State the depth.", "begins with Please, or a question"),
}
"""Questions that a clinician may not be asked, and what is said of them."""

LEADING_QUESTIONS = [
    *(
        alone(
            f"{name} to a clinician",
            '"ask": "Which?"',
            f'"ask_of": "clinician", "ask": ¶"{ask}"',
            f"{LOOK}/then/finding/ask",
            message,
        )
        for name, (ask, message) in LEADING.items()
    ),
    *(
        alone(
            f"{name} in a question to a clinician",
            ROLE_ROW,
            ROLE_ROW.replace('"Please state it."', f'¶"{ask}"').replace("}", ', "ask_of": "clinician"}'),
            f"/tables/to-ask{ROWS}/2/ask",
            message,
        )
        for name, (ask, message) in LEADING.items()
        if "{" not in ask
    ),
    *(
        alone(
            f"{name} in a row to a clinician",
            '"ask": "Please say what was done."',
            f'"ask_of": "clinician", "ask": ¶"{ask}"',
            f"/tables/placing{ROWS}/1/ask",
            message,
        )
        for name, (ask, message) in LEADING.items()
        if "{" not in ask
    ),
    *(
        mistake(
            f"{name} to a clinician by an override",
            "child",
            [
                ('"change": "severity"', '"change": "ask"'),
                ('"was": "warning"', '"was": "Please describe the color of this wound."'),
                ('"to": "error"', f'"to": ¶"{ask}"'),
            ],
            "/overrides/0/to",
            message,
        )
        for name, (ask, message) in LEADING.items()
    ),
    alone(
        "reader of no question",
        ', "ask": "Which?"',
        ', ¶"ask_of": "coder"',
        f"{LOOK}/then/finding/ask_of",
        "expected ask beside ask_of: nothing is asked",
    ),
    alone(
        "reader of no question of a row",
        '"message": "sharp"',
        '"message": "sharp", ¶"ask_of": "clinician"',
        f"/tables/placing{ROWS}/0/ask_of",
        "expected ask beside ask_of: nothing is asked",
    ),
    alone(
        "reader",
        '"ask": "Which?"',
        '"ask": "Which?", "ask_of": ¶"nurse"',
        f"{LOOK}/then/finding/ask_of",
        "",
    ),
]

FAMILIES = f"""{DEEP}
          ],
          "cite": [{{"source": "manual", "locator": "p. 6"}}]
        }}
      ]"""
FAMILIES_FROM_JULY = f"""{DEEP}
          ],
          "cite": [{{"source": "manual", "locator": "p. 6"}}]
        }},
        {{
          "from": "2025-07-01",
          "rows": [
            {{"id": "shallow", "label": "shallow", "primary": "X0001"}},
            {{"id": "deep", "label": "deep", "primary": "X0004"}}
          ],
          "cite": [{{"source": "manual", "locator": "p. 26"}}]
        }}
      ]"""
"""From July 2025 one family has no add-on, and the other another primary."""


def opposed(*values):
    """A parameter of opposed words that changes each year, to put before the alternatives."""
    history = [
        {"from": f"{year}-01-01", "value": value, "cite": [{"source": "manual", "locator": "p. 27"}]}
        for year, value in enumerate(values, start=2024)
    ]
    parameter = {"title": "Opposed", "type": "word_groups", "history": history}
    return ALTERNATIVES, f'"location.opposed_words": {json.dumps(parameter)},\n    {ALTERNATIVES}'


ALTERNATIVES = '"modifier.alternatives": {'
SIDES = ["left lt", "right rt"]
TOES = ["first_toe great_toe", "second_toe"]

ACROSS = [
    alone(
        "code of a family that ended",
        GONE,
        GONE.replace('"X0000"', '¶"X0003"'),
        f"/tables/gone{ROWS}/0/code",
        "X0003 is a code of a family after the day on which it ended",
        "from the day after",
    ),
    alone(
        "add-on of a family that ended",
        GONE,
        GONE.replace('"X0000"', '¶"X0002"'),
        f"/tables/gone{ROWS}/0/code",
        "X0002 is a code of a family after the day on which it ended",
    ),
    mistake(
        "code of a family that ended a day before",
        "alone",
        [
            (FAMILIES, FAMILIES_FROM_JULY),
            (GONE, GONE.replace('"X0000"', '¶"X0003"').replace("2010-12-31", "2025-06-29")),
        ],
        f"/tables/gone{ROWS}/0/code",
        "X0003 is a code of a family after the day on which it ended",
    ),
    mistake(
        "side that is no opposed word",
        "alone",
        [opposed([SIDES, TOES]), (SIDE, f'{SIDE}, {{"modifier": "TA", "words": ["left", ¶"frist_toe"]}}')],
        f"/tables/sides{ROWS}/1/words/1",
        "frist_toe is not among location.opposed_words on every day",
        "perhaps first_toe",
    ),
    mistake(
        "side that is an opposed word for a year",
        "alone",
        [opposed([SIDES, TOES], [SIDES, TOES[1:]]), (SIDE, SIDE.replace('"left"', '"left", ¶"great_toe"'))],
        f"/tables/sides{ROWS}/0/words/1",
        "great_toe is not among location.opposed_words on every day",
    ),
    mistake(
        "side of the base that is no opposed word any more",
        "child",
        [
            ('"target": "parameters/units.step_area"', '"target": "parameters/location.opposed_words"'),
            ('"was": 20', '"was": [["left"]]'),
            ('"to": 10', f'"to": ¶{json.dumps([SIDES, [*TOES, "third_toe 3rd_toe", "fourth_toe"]])}'),
        ],
        "/overrides/2/to",
        "expected fifth_toe among the words: an anatomic table names it",
    ),
]

GROUPS = {
    "unknown-key": UNKNOWN_KEYS,
    "missing": MISSING_KEYS,
    "type": WRONG_TYPES,
    "enum": BAD_ENUMS,
    "pattern": BAD_PATTERNS,
    "name": NAMES,
    "placeholder": PLACEHOLDERS,
    "date": DATES,
    "other": REST,
    "slot": SLOTS,
    "claim": CLAIMS,
    "leading": LEADING_QUESTIONS,
    "across": ACROSS,
}


@pytest.mark.parametrize(
    ("pack", "changes", "pointer", "message", "hint"),
    [
        pytest.param(*each.values, id=f"{group}-{each.id}")
        for group, mistakes in GROUPS.items()
        for each in mistakes
    ],
)
def test_a_mistake_is_named(write, pack, changes, pointer, message, hint):
    text, marked = places(spoilt(TEXTS[pack], *changes))
    problems = problems_of(write(text))
    assert [(each.pointer, each.line, each.column) for each in problems] == [(pointer, *at) for at in marked]
    assert message in problems[0].message
    assert hint in problems[0].hint


FAIR = [
    "Please state the deepest layer of tissue that was removed from this wound, if any was.",
    "What was done at this visit?",
    "Please clarify the method.",
]


@pytest.mark.parametrize("ask", FAIR)
def test_a_question_to_a_clinician_that_leads_nowhere_is_taken(write, ask):
    text = spoilt(ALONE, ('"ask": "Which?"', f'"ask_of": "clinician", "ask": "{ask}"'))
    (pack,) = load_pack(write(text))
    then = pack.rules["look.instrument"].history[0].then
    assert (then.finding.ask, then.finding.ask_of) == (ask, "clinician")


@pytest.mark.parametrize(("ask", "_message"), LEADING.values(), ids=LEADING)
def test_a_coder_may_be_told_of_codes_and_payment(write, ask, _message):
    """Without `ask_of` the question goes to the coder, to whom any of these may be put."""
    (pack,) = load_pack(write(spoilt(ALONE, ('"ask": "Which?"', f'"ask": "{ask}"'))))
    assert pack.rules["look.instrument"].history[0].then.finding.ask_of == "coder"


def test_a_code_may_be_an_exception_to_a_range_of_a_later_row(write):
    later = '{"kind": "dressing", "codes": ["X0010"], "beginning": ["X00"]}'
    chain = load_pack(write(spoilt(ALONE, (EVALUATION, f"{EVALUATION}, {later}"))))
    kind_of = rulebook(chain, on=date(2024, 8, 15))._program.kind_of
    assert [kind_of(code) for code in ("X0009", "X0010", "X0011")] == ["evaluation", "dressing", "dressing"]


@pytest.mark.parametrize("code", ["X0002", "X0003"])
def test_a_code_may_end_on_the_day_before_the_families_do_without_it(write, code):
    ended = GONE.replace("X0000", code).replace("2010-12-31", "2025-06-30")
    assert load_pack(write(spoilt(ALONE, (FAMILIES, FAMILIES_FROM_JULY), (GONE, ended))))


def test_a_code_may_not_end_while_a_family_of_the_base_has_it():
    document = json.loads(ALONE)
    gone = document["tables"].pop("gone")
    base = read_pack(json.dumps(document), file="a.json", find=lambda _: (), known=list, fixtures=fixtures())
    own = {**json.loads(BARE), "extends": "acme/alone", "tables": {"gone": gone}}
    own["sources"], gone["history"][0]["cite"] = {}, [{"source": "manual", "locator": "p. 24"}]

    def read():
        return read_pack(
            json.dumps(own),
            file="b.json",
            find=lambda _: base,
            known=lambda: ["acme/alone"],
            fixtures=fixtures(),
        )

    assert read()
    gone["history"][0]["rows"][0]["code"] = "X0001"
    with pytest.raises(PackError) as refused:
        read()
    assert [each.pointer for each in refused.value.problems] == ["/tables/gone/history/0/rows/0/code"]


def test_words_of_a_side_may_stand_in_any_meaning(write):
    toe = '{"modifier": "TA", "words": ["lt", "great_toe"]}'
    chain = load_pack(write(spoilt(ALONE, opposed([SIDES, TOES], [TOES, SIDES]), (SIDE, f"{SIDE}, {toe}"))))
    assert len(chain[0].tables["sides"].history[0].rows) == 2


def test_a_table_may_be_filled_by_releases(write):
    text = spoilt(ALONE, (PAIRS_HISTORY, PAIRS_SLOT))
    (pack,) = load_pack(write(text))
    assert pack.tables["pairs"].slot == "medicare/pair_edits/practitioner"
    assert pack.tables["pairs"].history == ()


@pytest.mark.parametrize("pack", TEXTS)
def test_without_a_mistake_it_loads(write, pack):
    chain = load_pack(write(TEXTS[pack]))
    assert chain[-1].id == ("acme/alone" if pack == "alone" else "acme/child")
    assert [each.id for each in chain[:-1]] == ([] if pack == "alone" else ["cms/base"])


def test_the_small_packs_pass_their_own_tests(write):
    result = run_tests(load_pack(write(ALONE)))
    assert [case.problems for case in result.cases] == [(), ()]
    assert not result.passed
    assert (
        "placing.rest: no case that covers it shows it firing; write one in which its condition holds"
        in result.uncovered
    )
    assert (
        "placing.sharp: no case shows it silent; write one in which its condition does not hold"
        in result.uncovered
    )


@pytest.mark.parametrize(
    ("old", "new", "target"),
    [
        ('"was": "warning"', '"was": "advice"', "rules/doc.color"),
        ('"was": 20', '"was": 2', "parameters/units.step_area"),
    ],
)
def test_a_base_that_moved_is_named_with_both_places(write, old, new, target):
    (problem,) = problems_of(write(spoilt(CHILD, (old, new))))
    key = f'    "{target.partition("/")[2]}": {{'
    lines = BASE_FILE.read_text(encoding="utf-8").split("\n")
    assert lines.count(key) == 1
    assert "cms/base" in problem.message
    assert f"rulepacks/cms/base.json:{lines.index(key) + 1}" in problem.message
    assert f"/{target}" in problem.message
    assert problem.pointer.endswith("/was")
    assert str(problem).startswith(f"{problem.file}:{problem.line}:{problem.column}: {problem.pointer}: ")


FOUR = [
    ('"publisher": "Nobody", "read": "unverified"', '"publisher": ¶7, "read": "unverified"'),
    ('"wound.instrument_documented"', '¶"wound.instruments_documented"'),
    ('"source": "manual", "locator": "p. 18"', '"source": ¶"manul", "locator": "p. 18"'),
    ('"status": "clean"', '"status": ¶"cleen"'),
]
FOUR_POINTERS = [
    "/sources/rumor/publisher",
    "/rules/look.instrument/history/0/when/fact",
    "/rules/many/history/0/cite/0/source",
    "/tests/0/expect/status",
]


def test_four_mistakes_are_named_at_once(write):
    text, marked = places(spoilt(ALONE, *FOUR))
    path = write(text)
    with pytest.raises(PackError) as refused:
        load_pack(path)
    problems = refused.value.problems
    assert [(each.pointer, (each.line, each.column)) for each in problems] == list(
        zip(FOUR_POINTERS, marked, strict=True)
    )
    assert [each.hint for each in problems] == [
        "",
        "perhaps wound.instrument_documented",
        "perhaps manual",
        "perhaps clean",
    ]
    assert str(refused.value).count("\n") == 3


def test_a_mistake_is_no_longer_there_once_mended(write):
    problems_of(write(places(spoilt(ALONE, *FOUR))[0]))
    assert load_pack(write(ALONE))[-1].id == "acme/alone"


def test_check_prints_every_mistake_and_exits_3(write):
    text, marked = places(spoilt(ALONE, *FOUR))
    path = write(text)
    result = CliRunner().invoke(debridecode, ["packs", "check", str(path)])
    assert result.exit_code == 3
    lines = result.output.splitlines()
    assert len(lines) == 4
    for line, (number, column), pointer in zip(lines, marked, FOUR_POINTERS, strict=True):
        assert line.startswith(f"{path}:{number}:{column}: {pointer}: ")


def test_check_of_a_clean_pack_exits_0(write):
    path = write(new_pack("acme/mine", bundled_chain("cms/base"))["mine.json"])
    result = CliRunner().invoke(debridecode, ["packs", "check", str(path)])
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        f"{path}: acme/mine 2026.1: 1 rule, 0 tables, 0 overrides, 3 tests; no mistakes found"
    ]


def test_check_of_no_file_exits_3(tmp_path):
    path = tmp_path / "none.json"
    result = CliRunner().invoke(debridecode, ["packs", "check", str(path)])
    assert result.exit_code == 3
    assert result.output.startswith(f"{path}:1:1: /: ")


def test_the_tests_of_a_pack_with_gaps_exit_3(write):
    result = CliRunner().invoke(debridecode, ["packs", "test", str(write(ALONE))])
    assert result.exit_code == 3
    assert "UNTESTED placing.sharp: no case shows it silent" in result.output
    assert "2 passed, 0 failed" in result.output


def test_a_test_that_fails_is_named(write):
    path = write(spoilt(ALONE, ('"X0001 x1 XS"', '"X0001 x2 XS"')))
    result = CliRunner().invoke(debridecode, ["packs", "test", str(path)])
    assert result.exit_code == 3
    assert "FAILED no instrument: lines are X0001 x1 XS, X0002 x1 XS; expected X0001 x2 XS" in result.output


@pytest.mark.parametrize("place", ["/wounds/7/location", "/nowhere/at/all", "/wounds/x", "", "wounds"])
def test_a_test_that_changes_no_place_fails(write, place):
    path = write(spoilt(ALONE, ('"/wounds/0/debridement/instruments"', f'"{place}"')))
    case, _ = run_tests(load_pack(path)).cases
    assert case.problems


def test_a_test_may_expect_a_question(write):
    asked = '"given": {"base": "selective", "set": {"/wounds/0/debridement/method": null}}'
    expected = '"expect": {"status": "query", "lines": [], "not_checked": ["to-ask.wound.method@A"]}'
    start = ALONE.index('"given"')
    end = ALONE.index("}\n    }\n  ]", start)
    text = ALONE[:start] + f"{asked},\n      {expected}" + ALONE[end + 1 :]
    (case,) = run_tests(load_pack(write(text))).cases
    assert [each for each in case.problems if "to-ask" in each] == []


def chain_of(length):
    """A chain of packs, each of which extends the one before."""
    chain = bundled_chain("cms/base")
    while len(chain) < length:
        text = spoilt(
            BARE,
            ('"acme/child"', f'"acme/child{len(chain)}"'),
            ('"cms/base"', f'"{chain[-1].id}"'),
            ('"policy"', f'"policy{len(chain)}"'),
            ('"rumor"', f'"rumor{len(chain)}"'),
        )
        above = chain
        chain = read_pack(
            text,
            file="x.json",
            find=lambda _, above=above: above,
            known=lambda above=above: [each.id for each in above],
            fixtures=fixtures(),
        )
    return chain


def test_a_chain_holds_eight_packs_and_no_more():
    assert [pack.id for pack in chain_of(8)] == ["cms/base", *(f"acme/child{n}" for n in range(1, 8))]
    with pytest.raises(PackError) as refused:
        chain_of(9)
    assert [each.pointer for each in refused.value.problems] == ["/extends"]
    assert "at most 8 packs" in refused.value.problems[0].message
