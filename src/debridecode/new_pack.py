"""A pack to begin with: it loads, its cases pass, and what it says is there to be replaced."""

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import Any, Final

from debridecode.errors import DebridecodeError
from debridecode.interop.json import encounter_from
from debridecode.packs.bundled import bundled, fixtures
from debridecode.packs.catalogue import VOCABULARY
from debridecode.packs.load import read_pack
from debridecode.packs.model import Pack
from debridecode.packs.raw import PACK_ID
from debridecode.packs.review.days import end_day, first_day
from debridecode.rulebooks import rulebook
from debridecode.testing.run import labels, patched

SCHEMA: Final = "pack-1.schema.json"
_OUTCOMES: Final = ("failed", "not_checked")
_FIXTURE: Final = "selective"
_LARGE: Final = 20
"""The area, in sq cm, above which the example rule holds; the wound of the fixture has 24."""
_NO_DEPTH: Final = {"/wounds/0/before/depth_cm": None}
_SMALLER: Final = {"/wounds/0/debridement/area_sq_cm": _LARGE}


def new_pack(id_: str, base: Sequence[Pack]) -> dict[str, str]:
    """The files of a new pack: their names and what stands in them.

    The pack has one rule, which rests on a source that nobody has read and so only advises, and a case on
    either side of it. Its `$schema` names the schema beside it, so that editors complete and check. Where a
    pack of the chain has their ids already, those of the rule and its source are made of the whole id.

    Args:
        id_: of the pack, such as `acme/health-plan`.
        base: the chain of packs that it extends, base first.

    Raises:
        DebridecodeError: it is no id, or the id of a pack of the chain or of the library.
        PackError: the base cannot be extended so, for the chain has as many packs as there may be.
        OutOfDateError: the chain answers for no day.

    Example:
        >>> from debridecode.packs.discover import chain_of
        >>> sorted(new_pack("acme/health-plan", chain_of("cms/base")))
        ['README.md', 'health-plan.json', 'pack-1.schema.json']
    """
    if not PACK_ID.fullmatch(id_):
        message = "ID: expected small letters, digits and hyphens, with / between parts: acme/health-plan"
        raise DebridecodeError(message)
    if id_ in {*bundled(), *(pack.id for pack in base)}:
        raise DebridecodeError("ID: expected an id that no pack of the library or to extend has")
    name = id_.rpartition("/")[2]
    schema = files("debridecode").joinpath("schemas", SCHEMA).read_text(encoding="utf-8")
    text = json.dumps(_document(id_, name, base), indent=2, ensure_ascii=False) + "\n"
    read_pack(text, file=f"{name}.json", find=lambda _: base, known=tuple, fixtures=fixtures())
    return {
        f"{name}.json": text,
        SCHEMA: schema,
        "README.md": _README.format(id=id_, name=name, base=base[-1].id),
    }


def _document(id_: str, name: str, base: Sequence[Pack]) -> dict[str, Any]:
    taken = {own for pack in base for own in (*pack.rules, *pack.sources)}
    stem = id_.replace("/", "-") if taken & {f"{name}.depth", f"{name}-bulletin"} else name
    first, rule, source = first_day(base), f"{stem}.depth", f"{stem}-bulletin"
    end = end_day(base)
    return {
        "$schema": SCHEMA,
        "format": "debridecode-pack/1",
        "id": id_,
        "version": f"{base[-1].version.partition('.')[0]}.1",
        "title": "To be filled in: the payer, and what this pack is about",
        "vocabulary": VOCABULARY,
        "supports": {"from": first.isoformat(), **({"until": end.isoformat()} if end else {})},
        "extends": base[-1].id,
        "sources": {source: _SOURCE},
        "rules": {rule: _rule(id_, first, source)},
        "tests": [
            _case("a complete record", rule, {}, base, fires=False),
            _case("the depth of a larger wound is not recorded", rule, _NO_DEPTH, base, fires=True),
            _case("nor is that of a wound no larger", rule, {**_NO_DEPTH, **_SMALLER}, base, fires=False),
        ],
    }


_SOURCE: Final = {
    "title": "To be filled in: the bulletin or policy that says it",
    "publisher": "To be filled in: who published it",
    "read": "unverified",
    "note": "change read to verified once somebody has read the publisher's own text",
}


def _rule(id_: str, first: date, source: str) -> dict[str, Any]:
    finding = {
        "severity": "advice",
        "message": f"{id_}: the wound is larger than {_LARGE} sq cm, and its depth is not recorded",
        "ask": "Please record the depth of this wound.",
        "ask_of": "clinician",
    }
    segment = {
        "from": first.isoformat(),
        "when": {
            "all": [{"fact": "wound.depth_measured", "is": False}, {"fact": "wound.area_sq_cm", "gt": _LARGE}]
        },
        "then": {"finding": finding},
        "cite": [{"source": source, "locator": "to be filled in: the page"}],
    }
    return {"title": "An example: the depth of a large wound", "scope": "wound", "history": [segment]}


def _case(
    name: str, rule: str, changes: dict[str, Any], base: Sequence[Pack], *, fires: bool
) -> dict[str, Any]:
    """A case of the example rule; what the packs that it extends say of the same record is expected too."""
    first, end = first_day(base), end_day(base)
    record = json.loads(fixtures()[_FIXTURE], parse_float=Decimal)
    day = date.fromisoformat(record["date_of_service"])
    if day < first or (end is not None and day >= end):
        changes = {"/date_of_service": first.isoformat(), **changes}
    encounter = encounter_from(patched(record, changes))
    decision = rulebook(tuple(base), on=encounter.date_of_service).code(encounter)
    said = {
        outcome: [label for label, each, _ in labels(decision) if each == outcome] for outcome in _OUTCOMES
    }
    said["failed"] += [f"{rule}@A"] if fires else []
    return {
        "name": name,
        "covers": [rule],
        "given": {"base": _FIXTURE, "set": changes} if changes else {"base": _FIXTURE},
        "expect": {"status": decision.status, **{outcome: names for outcome, names in said.items() if names}},
    }


_README: Final = """# {id}

A rule pack for debridecode. `{name}.json` is all that is used; `pack-1.schema.json` beside it lets an editor
complete and check while you type.

1. Fill in the title, the source (who published it, where it stands) and, once it was read, how it was read.
2. Replace the example rule by what the source says, and write its cases first.
3. Run:

```sh
debridecode packs check {name}.json
debridecode packs test --mutate {name}.json
debridecode packs diff {base} {name}.json --on YYYY-MM-DD
```

`debridecode packs facts` lists what a condition may name.
"""
