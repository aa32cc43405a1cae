"""A claim of any kind is answered: empty, long, of unknown codes, of wounds that do not exist."""

import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from records import (
    ADD_ONS,
    DELETED,
    MODIFIERS,
    PRIMARIES,
    RECORDS,
    RIGHT_CALF,
    audit,
    book,
    found,
    line,
    lines,
    own,
    record,
    service,
    treated,
    two_depths,
)

import debridecode as dc
from debridecode.interop.json import write

ROOT = Path(__file__).parents[2]


def test_an_empty_claim_lacks_every_supported_line():
    done = audit(two_depths())
    assert done.status == "differs"
    assert found(done) == {("not_billed", code, None): 1 for code in ("11042", "97597", "97598")}
    assert {each.positions for each in done.differences} == {()}
    assert {each.billed for each in done.differences} == {None}


def test_an_empty_claim_agrees_where_nothing_was_debrided():
    only = dc.Debridement(method="dressing_change_only")
    done = audit(record(treated("A", "selective", 8, debridement=only)))
    assert done.status == "agrees"
    assert done.differences == ()


def test_an_empty_claim_is_a_query_where_something_is_open():
    done = audit(record(dc.Wound(wound_id="A")))
    assert done.status == "query"


@pytest.mark.parametrize("code", ["00000", "Z9999", "99999", "A9999", "0001F", "12345", "0999T"])
def test_an_unknown_code_is_not_agreed_to(code):
    done = audit(record(treated("A", "selective", 8)), "97597 x1", f"{code} x1")
    assert done.status != "agrees"
    assert any(each.code == code for each in done.differences)


@pytest.mark.parametrize("code", [*PRIMARIES, *ADD_ONS, *DELETED, "99213", "36415"])
def test_one_line_fifty_times(code):
    done = audit(record(treated("A", "selective", 30)), *[f"{code} x1"] * 50)
    assert done.status == "differs" if code in (*PRIMARIES, *ADD_ONS, *DELETED) else done.status != "agrees"
    told = {position for each in done.differences for position in each.positions}
    assert told == set(range(50))


def test_fifty_lines_of_many_kinds():
    codes = (*PRIMARIES, *ADD_ONS, *DELETED, "99213", "29581", "97610", "A6222", "36415", "15271")
    claim = [f"{codes[at % len(codes)]} x{1 + at} {MODIFIERS[at % len(MODIFIERS)]}" for at in range(50)]
    done = audit(two_depths(), *claim)
    assert done.status == "differs"
    assert {at for each in done.differences for at in each.positions} >= set(range(40))
    assert all(each.action for each in done.differences)


def test_a_line_with_every_modifier():
    done = audit(record(treated("A", "selective", 8)), line("97597 x1 " + " ".join(MODIFIERS[:50])))
    assert done.status == "differs"
    told = {each.modifier for each in done.differences}
    assert set(MODIFIERS[:50]) - {"LT"} <= told


@pytest.mark.parametrize("wound_ids", [("Z",), ("A", "Z"), ("",), ("A",) * 2])
def test_wounds_that_do_not_exist(wound_ids):
    if "" in wound_ids:
        with pytest.raises(dc.EncounterError):
            line("97597 x1", wound_ids=wound_ids)
        return
    done = audit(record(treated("A", "selective", 8)), line("97597 x1", wound_ids=wound_ids))
    wrong = "Z" in wound_ids
    assert (done.status == "differs") is wrong
    assert ("wounds_differ" in {each.matter for each in done.differences}) is wrong


def test_services_for_wounds_that_do_not_exist():
    whole = record(treated("A", "selective", 8), services=[service("97610", wound_ids=("Z",))])
    done = audit(whole, "97597 x1", line("97610 x1 XS", wound_ids=("Z",)))
    assert done.status == "query"


@pytest.mark.parametrize("wrong", [None, 5, "97597", [None], ["97597 x1"], [{"code": "97597"}], [object()]])
def test_what_is_no_claim_is_refused(wrong):
    with pytest.raises((dc.EncounterError, TypeError)):
        book().audit(two_depths(), wrong)


def test_no_refusal_repeats_a_value():
    with pytest.raises(dc.EncounterError) as caught:
        book().audit(two_depths(), ["Zebulon", line("97597 x1")])
    assert [place for place, _ in caught.value.problems] == ["lines[0]"]
    assert "Zebulon" not in str(caught.value)


def test_a_claim_may_be_any_sequence():
    claim = lines("11042 x1", "97597 x1 XS", "97598 x1 XS")
    for given in (claim, tuple(claim)):
        assert book().audit(two_depths(), given).status == "agrees"


def test_the_claim_and_the_record_are_left_as_they_were():
    whole, claim = two_depths(), lines("97598 x1", "11042 x1")
    before = write(whole), repr(claim)
    book().audit(whole, claim)
    assert (write(whole), repr(claim)) == before


CLAIM = ("11042 x1 RT", "97597 x1 59", "97598 x3", "97602 x1", "29581 x1", "99213 x1 25", "11040 x1")


def _record():
    services = [service("29581", place=RIGHT_CALF), service("99213", separately_identifiable=True)]
    return two_depths(services=services)


def test_the_same_bytes_twice_and_from_a_pickled_rule_book():
    rules = book()
    again = pickle.loads(pickle.dumps(rules))  # noqa: S301 - our own
    first = write(audit(_record(), *CLAIM))
    assert first == write(audit(_record(), *CLAIM))
    assert first == write(audit(_record(), *CLAIM, rules=again))
    assert first == write(audit(_record(), *CLAIM, rules=dc.rulebook("cms/base", on=rules.resolved.start)))
    open_ = record(dc.Wound(wound_id="A"))
    assert repr(rules.if_documented(open_)) == repr(again.if_documented(open_))


@pytest.mark.parametrize("seed", ["0", "1"])
def test_the_same_bytes_in_another_process(seed):
    """Another process orders its sets otherwise."""
    program = (
        "import sys; sys.path[:0] = ['tests', 'tests/audit']\n"
        "from test_any_claim import CLAIM, _record\n"
        "from records import audit\n"
        "from debridecode.interop.json import write\n"
        "sys.stdout.write(write(audit(_record(), *CLAIM)))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={"PYTHONHASHSEED": seed, "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout == write(audit(_record(), *CLAIM))


@pytest.mark.parametrize("name", RECORDS)
def test_an_audit_reads_and_writes_as_json(name):
    whole = RECORDS[name]
    done = book().audit(whole, own(book().code(whole), others=True))
    assert '"agrees"' in write(done)
