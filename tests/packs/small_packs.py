"""Two small packs without mistakes, that tests spoil in one place, and how they are spoilt and read."""

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from debridecode import load_pack, read_encounter
from debridecode.errors import PackError, PackProblem
from debridecode.packs.bundled import fixtures

MARK = "\N{PILCROW SIGN}"
"""Stands in a spoilt text where the mistake must be reported; it is taken out before the text is written."""

ALONE = """\
{
  "format": "debridecode-pack/1",
  "id": "acme/alone",
  "version": "2026.1",
  "title": "Extends none",
  "vocabulary": "facts/1",
  "supports": {"from": "2024-01-01", "until": "2030-01-01"},
  "sources": {
    "manual": {"title": "Manual", "publisher": "Acme", "read": "verified"},
    "rumor": {"title": "Rumor", "publisher": "Nobody", "read": "unverified"}
  },
  "parameters": {
    "area.first": {
      "title": "First area",
      "type": "area_sq_cm",
      "history": [{"from": "2024-01-01", "value": 20, "cite": [{"source": "manual", "locator": "p. 1"}]}]
    },
    "site.modifier": {
      "title": "Modifier",
      "type": "modifier",
      "history": [{"from": "2024-01-01", "value": "XS", "cite": [{"source": "manual", "locator": "p. 2"}]}]
    },
    "many.units": {
      "title": "Many units",
      "type": "number",
      "history": [
        {"from": "2024-01-01", "value": 3, "cite": [{"source": "manual", "locator": "p. 3"}]},
        {"from": "2025-01-01", "value": 4.5, "cite": [{"source": "manual", "locator": "p. 4"}]}
      ]
    },
    "soft.tissues": {
      "title": "Soft tissues",
      "type": "tissues",
      "history": [
        {
          "from": "2024-01-01",
          "value": ["slough", "fibrin"],
          "cite": [{"source": "manual", "locator": "p. 5"}]
        }
      ]
    },
    "modifier.alternatives": {
      "title": "Modifiers that say the same",
      "type": "modifier_groups",
      "history": [
        {"from": "2024-01-01", "value": [["XS", "59"]], "cite": [{"source": "manual", "locator": "p. 20"}]}
      ]
    },
    "modifier.accepted_on": {
      "title": "The line that takes the modifier",
      "type": "line_choice",
      "history": [
        {"from": "2024-01-01", "value": "either", "cite": [{"source": "manual", "locator": "p. 21"}]}
      ]
    }
  },
  "tables": {
    "groups": {
      "kind": "families",
      "title": "Groups",
      "history": [
        {
          "from": "2024-01-01",
          "rows": [
            {
              "id": "shallow",
              "label": "shallow",
              "primary": "X0001",
              "add_on": "X0002",
              "first": {"parameter": "area.first"},
              "step": {"parameter": "area.first"}
            },
            {"id": "deep", "label": "deep", "primary": "X0003"}
          ],
          "cite": [{"source": "manual", "locator": "p. 6"}]
        }
      ]
    },
    "placing": {
      "kind": "classification",
      "title": "Placing",
      "history": [
        {
          "from": "2024-01-01",
          "rows": [
            {
              "id": "sharp",
              "when": {"fact": "wound.method", "is": "sharp_selective"},
              "outcome": "family",
              "family": "shallow",
              "message": "sharp",
              "cite": [{"source": "manual", "locator": "p. 7"}]
            },
            {
              "id": "rest",
              "when": {"all": []},
              "outcome": "query",
              "message": "what was done is not clear",
              "ask": "Please say what was done.",
              "cite": [{"source": "manual", "locator": "p. 8"}]
            }
          ],
          "cite": [{"source": "manual", "locator": "p. 9"}]
        }
      ]
    },
    "depths": {
      "kind": "tissues",
      "title": "Depths",
      "history": [
        {
          "from": "2024-01-01",
          "rows": [{"id": "skin", "tissues": ["slough"], "layers": ["dermis"]}],
          "cite": [{"source": "manual", "locator": "p. 10"}]
        }
      ]
    },
    "to-ask": {
      "kind": "questions",
      "title": "Questions",
      "history": [
        {
          "from": "2024-01-01",
          "rows": [
            {"fact": "wound.method", "message": "no method", "ask": "Please state it.", "gap": "method"},
            {"fact": "wound.area_sq_cm", "message": "no area", "ask": "Please state it.", "gap": "area"},
            {"fact": "encounter.role", "message": "no role", "ask": "Please state it.", "gap": "role"},
            {"fact": "encounter.setting", "message": "no form", "ask": "Please state it.", "gap": "form"}
          ],
          "cite": [{"source": "manual", "locator": "p. 11"}]
        }
      ]
    },
    "pairs": {
      "kind": "pair_edits",
      "title": "Pairs",
      "setting": "practitioner",
      "codes": ["X0001", "X0002", "X0003"],
      "known_until": "2026-06-30",
      "history": [
        {
          "from": "2024-01-01",
          "release": "first",
          "rows": [{"column_1": "X0003", "column_2": "X0001", "indicator": "1"}],
          "cite": [{"source": "manual", "locator": "p. 12"}]
        }
      ]
    },
    "limits": {
      "kind": "unit_limits",
      "title": "Limits",
      "setting": "practitioner",
      "history": [
        {
          "from": "2024-01-01",
          "release": "first",
          "rows": [
            {"code": "X0001", "limit": 1, "indicator": "2"},
            {"code": "X0002", "limit": 8, "indicator": "3"}
          ],
          "cite": [{"source": "manual", "locator": "p. 13"}]
        }
      ]
    },
    "partners": {
      "kind": "add_ons",
      "title": "Partners",
      "history": [
        {
          "from": "2024-01-01",
          "release": "first",
          "rows": [{"add_on": "X0002", "primary": "X0001"}],
          "cite": [{"source": "manual", "locator": "p. 14"}]
        }
      ]
    },
    "kinds": {
      "kind": "services",
      "title": "Kinds of services",
      "history": [
        {
          "from": "2024-01-01",
          "rows": [{"kind": "evaluation", "codes": ["X0009"], "beginning": ["Y0"]}],
          "cite": [{"source": "manual", "locator": "p. 22"}]
        }
      ]
    },
    "sides": {
      "kind": "anatomic",
      "title": "Sides",
      "history": [
        {
          "from": "2024-01-01",
          "rows": [{"modifier": "LT", "words": ["left"]}],
          "cite": [{"source": "manual", "locator": "p. 23"}]
        }
      ]
    },
    "gone": {
      "kind": "deleted_codes",
      "title": "Codes that ended",
      "history": [
        {
          "from": "2024-01-01",
          "rows": [{"code": "X0000", "family": "deep", "ended": "2010-12-31"}],
          "cite": [{"source": "manual", "locator": "p. 24"}]
        }
      ]
    }
  },
  "rules": {
    "look.instrument": {
      "title": "Instrument named",
      "scope": "wound",
      "history": [
        {
          "from": "2024-01-01",
          "when": {"fact": "wound.instrument_documented", "is": false},
          "then": {
            "finding": {"severity": "warning", "message": "no instrument", "ask": "Which?", "gap": "tool"}
          },
          "cite": [{"source": "manual", "locator": "p. 15"}]
        },
        {"from": "2026-01-01", "retired": true, "cite": [{"source": "manual", "locator": "p. 16"}]}
      ]
    },
    "look.tissue": {
      "title": "Soft tissue alone",
      "scope": "encounter",
      "history": [
        {
          "from": "2024-01-01",
          "when": {
            "any_wound": {
              "all": [
                {"fact": "wound.tissue_removed", "within": {"parameter": "soft.tissues"}},
                {"not": {"fact": "wound.etiology", "in": ["burn", "callus"]}}
              ]
            }
          },
          "then": {"finding": {"severity": "advice", "message": "soft on {encounter.date_of_service}"}},
          "cite": [{"source": "manual", "locator": "p. 17"}]
        }
      ]
    },
    "many": {
      "title": "Many units",
      "scope": "line",
      "history": [
        {
          "from": "2024-01-01",
          "when": {
            "any": [
              {"fact": "line.units", "gt": {"parameter": "many.units"}},
              {"fact": "line.units", "gt": {"fact": "line.unit_limit"}}
            ]
          },
          "then": {"finding": {"severity": "error", "message": "{line.units} is more than {many.units}"}},
          "cite": [{"source": "manual", "locator": "p. 18"}]
        }
      ]
    },
    "mark": {
      "title": "Physician's lines are marked",
      "scope": "line",
      "history": [
        {
          "from": "2024-01-01",
          "when": {
            "all": [
              {"fact": "line.family", "is": "shallow"},
              {"fact": "encounter.role", "is": "physician"}
            ]
          },
          "then": {"modifier": {"parameter": "site.modifier"}, "step": "done by a physician"},
          "cite": [{"source": "manual", "locator": "p. 19"}]
        }
      ]
    },
    "claim.gone": {
      "title": "Code that ended",
      "scope": "billed",
      "history": [
        {
          "from": "2024-01-01",
          "when": {"fact": "billed.matter", "is": "deleted_code"},
          "then": {"finding": {"severity": "error", "message": "{billed.code} ended", "ask": "Take it off."}},
          "cite": [{"source": "manual", "locator": "p. 25"}]
        }
      ]
    }
  },
  "tests": [
    {
      "name": "no instrument",
      "covers": ["look.instrument", "placing.sharp", "many.units"],
      "given": {"base": "selective", "set": {"/wounds/0/debridement/instruments": []}},
      "expect": {
        "status": "clean",
        "lines": ["X0001 x1 XS", "X0002 x1 XS"],
        "failed": ["look.instrument@A", "look.tissue"],
        "not_checked": []
      }
    },
    {
      "name": "a code that ended",
      "covers": ["claim.gone"],
      "given": {
        "base": "therapist",
        "billed": ["X0000 x1", "X0001 x1", {"code": "X0002", "units": 1, "modifiers": []}]
      },
      "expect": {"status": "differs", "failed": ["claim.gone"], "not_checked": []}
    }
  ]
}
"""

CHILD = """\
{
  "format": "debridecode-pack/1",
  "id": "acme/child",
  "version": "2026.1",
  "title": "Extends the base",
  "vocabulary": "facts/1",
  "supports": {"from": "2024-01-01"},
  "extends": "cms/base",
  "sources": {
    "policy": {"title": "Policy", "publisher": "Acme", "read": "verified"},
    "rumor": {"title": "Rumor", "publisher": "Nobody", "read": "unverified"}
  },
  "overrides": [
    {
      "target": "rules/doc.color",
      "from": "2024-07-01",
      "change": "severity",
      "was_from": "2024-01-01",
      "was": "warning",
      "to": "error",
      "reason": "Acme denies",
      "cite": [{"source": "policy", "locator": "p. 1"}]
    },
    {
      "target": "rules/doc.location",
      "from": "2024-07-01",
      "change": "when",
      "was_from": "2024-01-01",
      "was": {"fact": "wound.location_documented", "is": false},
      "to": {
        "all": [
          {"fact": "wound.location_documented", "is": false},
          {"fact": "wound.area_sq_cm", "gt": 4}
        ]
      },
      "reason": "Acme minds large wounds alone",
      "cite": [{"source": "policy", "locator": "p. 2"}]
    },
    {
      "target": "parameters/units.step_area",
      "from": "2024-07-01",
      "change": "value",
      "was_from": "2024-01-01",
      "was": 20,
      "to": 10,
      "reason": "Acme pays by 10",
      "cite": [{"source": "policy", "locator": "p. 3"}]
    },
    {
      "target": "rules/doc.texture",
      "from": "2024-07-01",
      "change": "disable",
      "was_from": "2024-01-01",
      "reason": "Acme does not mind",
      "cite": [{"source": "policy", "locator": "p. 4"}]
    }
  ]
}
"""

BARE = CHILD[: CHILD.index(',\n  "overrides"')] + "\n}\n"
"""The same without its overrides."""

TEXTS = {"alone": ALONE, "child": CHILD, "bare": BARE}


def spoilt(text: str, *changes: tuple[str, str]) -> str:
    """Put each first text of a pair out and the second in; the first must stand there exactly once."""
    for old, new in changes:
        assert text.count(old) == 1, (text.count(old), old)
        text = text.replace(old, new)
    return text


def places(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Take the marks out of a text, and give the line and column of each."""
    found = []
    for number, line in enumerate(text.split("\n"), start=1):
        before = ""
        for part in line.split(MARK)[:-1]:
            before += part
            found.append((number, len(before) + 1))
    return text.replace(MARK, ""), found


def problems_of(path: Path) -> tuple[PackProblem, ...]:
    """Load a pack that must be refused, and give its problems."""
    with pytest.raises(PackError) as refused:
        load_pack(path)
    problems = refused.value.problems
    assert problems
    for problem in problems:
        assert problem.file == str(path)
        assert problem.line >= 1
        assert problem.column >= 1
        assert problem.message
    return problems


def everywhere(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every place of a JSON value below its root, with what stands there."""
    children = ()
    if isinstance(value, dict | list):
        children = value.items() if isinstance(value, dict) else enumerate(value)
    for key, child in children:
        yield (*at, key), child
        yield from everywhere(child, (*at, key))


def replaced(document: Any, at: tuple[Any, ...], value: Any) -> Any:
    """Give a copy of a document with another value in one place."""
    document = deepcopy(document)
    *parents, last = at
    place = document
    for key in parents:
        place = place[key]
    place[last] = value
    return document


def pointer(at: tuple[Any, ...]) -> str:
    """Write a place as a JSON pointer."""
    return "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in at)


def encounter_of(base: str, **changes: Any) -> Any:
    """Make an encounter of a fixture; a change is named by its place with double underscores."""
    document = json.loads(fixtures()[base])
    for name, value in changes.items():
        at = tuple(int(part) if part.isdigit() else part for part in name.split("__"))
        document = replaced(document, at, value)
    return read_encounter(json.dumps(document))
