"""A pack of its own on the base pack, with what a test seeds in it."""

import json

from debridecode import load_pack

DAY = "2025-01-01"
CITE = [{"source": "policy", "locator": "page 1"}]


def rule(scope, when, then, since=DAY):
    return {
        "title": "Seeded",
        "scope": scope,
        "history": [{"from": since, "when": when, "then": then, "cite": CITE}],
    }


def finding(severity="warning", **more):
    return {"finding": {"severity": severity, "message": "seeded", **more}}


def override(target, change, was=None, to=None, since="2026-07-01"):
    changed = {} if change == "disable" else {"was": was, "to": to}
    return {
        "target": target,
        "from": since,
        "change": change,
        **changed,
        "was_from": "2024-01-01",
        "reason": "the payer says so",
        "cite": CITE,
    }


def chain(folder, *, overrides=(), **rules):
    pack = {
        "format": "debridecode-pack/1",
        "id": "acme/plan",
        "version": "2026.1",
        "title": "Acme Plan",
        "vocabulary": "facts/1",
        "supports": {"from": DAY},
        "extends": "cms/base",
        "sources": {
            "policy": {"title": "Policy", "publisher": "Acme", "read": "verified", "retrieved": "2025-01-01"}
        },
        "rules": {f"acme.{name.replace('_', '-')}": each for name, each in rules.items()},
        "overrides": list(overrides),
        "tests": [],
    }
    path = folder / "acme.json"
    path.write_text(json.dumps(pack, indent=1))
    return load_pack(path)
