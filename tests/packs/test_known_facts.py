"""Every fact known of a payer stands in a pack with the same status, or on the page that says why not."""

import json
import re
from pathlib import Path

import pytest

from debridecode.packs.bundled import bundled, bundled_chain

ROOT = Path(__file__).parents[2]
KNOWN = json.loads((Path(__file__).parent / "known_facts.json").read_text(encoding="utf-8"))
"""Id of every fact, and how it was read."""
PAGE = (ROOT / "docs" / "facts-not-in-packs.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `([^`]+)` \| (\w+) \| (.+) \|$", re.MULTILINE)
ABSENT, RENAMED = (ROW.findall(part) for part in PAGE.split("## In a pack under another name"))
PACKS = {id_: bundled_chain(id_)[-1] for id_ in bundled()}
SOURCES = {id_: {source.id: source.read for source in pack.sources.values()} for id_, pack in PACKS.items()}
OF_PAYERS = [id_ for id_ in KNOWN if "." not in id_]


def cited_in(pack):
    """Ids of the sources that a pack cites anywhere."""
    segments = [
        segment
        for section in (pack.rules, pack.parameters, pack.tables)
        for member in section.values()
        for segment in member.history
    ]
    segments += [row for segment in segments for row in getattr(segment, "rows", ()) if hasattr(row, "cites")]
    segments += [*pack.overrides, *(pack.serves.areas if pack.serves else ())]
    segments += [pack.edit_tables] if pack.edit_tables else []
    return {cite.source for segment in segments for cite in segment.cites}


def test_there_are_as_many_facts_as_were_gathered():
    assert len(OF_PAYERS) == 119
    assert len(KNOWN) - len(OF_PAYERS) == 95
    counts = [[KNOWN[id_] for id_ in OF_PAYERS].count(how) for how in ("verified", "secondary", "unverified")]
    assert counts == [73, 41, 5]


@pytest.mark.parametrize("id_", KNOWN)
def test_each_fact_stands_in_one_place(id_):
    own = [pack for pack, sources in SOURCES.items() if id_.lower() in sources]
    places = [bool(own), id_ in [row[0] for row in ABSENT], id_ in [row[0] for row in RENAMED]]
    assert places.count(True) == 1, places
    for pack in own:
        assert SOURCES[pack][id_.lower()] == KNOWN[id_], "read otherwise than it was"
        assert id_.lower() in cited_in(PACKS[pack])


def test_the_page_names_no_other_fact():
    named = [row[0] for row in (*ABSENT, *RENAMED)]
    assert set(named) <= set(KNOWN)
    assert len(named) == len(set(named))


@pytest.mark.parametrize(("id_", "read", "rest"), ABSENT, ids=[row[0] for row in ABSENT])
def test_a_fact_in_no_pack_has_its_status_and_a_reason(id_, read, rest):
    assert read == KNOWN[id_]
    reason = rest.split(" | ")[-1]
    assert len(reason.split()) > 3


@pytest.mark.parametrize(("id_", "read", "rest"), RENAMED, ids=[row[0] for row in RENAMED])
def test_a_fact_under_another_name_is_cited_where_the_page_says(id_, read, rest):
    pack, source, rule = re.fullmatch(r"`([^`]+)` \| `([^`]+)` \| (.+)", rest).groups()
    assert read == KNOWN[id_]
    told = {each.id: each.read for member in bundled_chain(pack) for each in member.sources.values()}
    assert told[source] == read
    assert source in cited_in(PACKS[pack])
    name = rule.removeprefix("table ")
    assert name in {**PACKS[pack].rules, **PACKS[pack].tables}
    held = {**PACKS[pack].rules, **PACKS[pack].tables}[name]
    cites = [
        *held.history[-1].cites,
        *(c for row in getattr(held.history[-1], "rows", ()) for c in getattr(row, "cites", ())),
    ]
    assert source in {cite.source for cite in cites}
