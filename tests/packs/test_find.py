"""The pack of a payer is found by program, state, county and plan; where two fit, both are named."""

import json

import pytest
from click.testing import CliRunner

import debridecode as dc
from debridecode.commands import debridecode as command
from debridecode.errors import DebridecodeError
from debridecode.packs.bundled import bundled, bundled_chain
from debridecode.packs.discover import PATH_VARIABLE
from debridecode.vocabulary import STATES


@pytest.mark.parametrize(
    ("asked", "pack"),
    [
        ({"program": "medicare", "state": "TX", "county": "Harris"}, "medicare/novitas-jh"),
        ({"program": "medicare", "state": "VA", "county": "Arlington"}, "medicare/novitas-jl"),
        ({"program": "medicare", "state": "VA", "county": "Arlington County"}, "medicare/novitas-jl"),
        ({"program": "medicare", "state": "VA", "county": "ALEXANDRIA"}, "medicare/novitas-jl"),
        ({"program": "medicare", "state": "VA", "county": "Richmond"}, "medicare/palmetto-jm"),
        ({"program": "medicare", "state": "PR"}, "medicare/first-coast-jn"),
        ({"program": "medicaid", "state": "TX", "plan": "Superior HealthPlan"}, "medicaid/texas-superior"),
        ({"program": "medicaid", "state": "TX", "plan": "superior star+plus"}, "medicaid/texas-superior"),
        ({"state": "VA", "plan": "Sentara"}, "medicaid/virginia-sentara"),
        ({"plan": "amerigroup"}, "medicaid/texas-wellpoint"),
        ({"program": "medicaid", "state": "TX", "plan": "fee-for-service"}, "medicaid/texas"),
        ({"program": "cshcn", "state": "TX"}, "medicaid/texas-cshcn"),
        ({"program": "commercial", "state": "TX", "plan": "aetna"}, "commercial/aetna"),
        ({"program": "tricare"}, "tricare"),
    ],
)
def test_one_pack_fits(asked, pack):
    found = dc.find_payer(**asked)
    assert (found.status, found.pack) == ("found", pack)
    assert [each.pack for each in found.candidates] == [pack]


@pytest.mark.parametrize(
    ("asked", "packs", "settles"),
    [
        (
            {"program": "medicare", "state": "VA"},
            {"medicare/novitas-jl", "medicare/palmetto-jm"},
            "the county",
        ),
        # The city of Fairfax is no part of Fairfax County, and nothing was read of it.
        (
            {"program": "medicare", "state": "VA", "county": "Fairfax city"},
            {"medicare/novitas-jl", "medicare/palmetto-jm"},
            "in full",
        ),
        (
            {"program": "medicare", "state": "VA", "county": "Arlingtn"},
            {"medicare/novitas-jl", "medicare/palmetto-jm"},
            "in full",
        ),
        (
            {"program": "medicaid", "state": "TX", "plan": "STAR+PLUS"},
            {"medicaid/texas-superior", "medicaid/texas-unitedhealthcare-community"},
            "the plan's name",
        ),
        (
            {"state": "TX", "plan": "aetna"},
            {"commercial/aetna", "medicaid/texas-aetna-better-health"},
            "the program",
        ),
    ],
)
def test_several_packs_fit_and_it_is_said_what_settles_it(asked, packs, settles):
    found = dc.find_payer(**asked)
    assert (found.status, found.pack) == ("ambiguous", None)
    assert {each.pack for each in found.candidates} == packs
    assert settles in found.message


def test_a_plan_of_two_programs_is_not_guessed():
    found = dc.find_payer(plan="UnitedHealthcare")
    assert found.status == "ambiguous"
    assert "commercial/unitedhealthcare" in {each.pack for each in found.candidates}
    assert "the program" in found.message


def test_an_unknown_plan_is_told_what_comes_near_and_what_may_stand_in():
    found = dc.find_payer(program="medicaid", state="TX", plan="Blue Moon")
    assert (found.status, found.pack, found.candidates) == ("unknown", None, ())
    assert "medicaid/texas-managed-care" in found.message
    assert "perhaps Molina" in dc.find_payer(program="medicaid", state="TX", plan="Mollina").message


def test_an_unknown_place_is_told_so():
    assert dc.find_payer(program="cshcn", state="VA").status == "unknown"


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"state": "ZZ"},
        {"state": "Texas"},
        {"program": "champus"},
        {"program": "medicare", "county": "Harris"},
        {"plan": "x" * 500},
        {"plan": "???"},
        {"county": "  ", "state": "TX"},
    ],
)
def test_what_cannot_be_looked_for_is_refused(asked):
    with pytest.raises(DebridecodeError, match="expected"):
        dc.find_payer(**asked)


def test_how_it_was_read_stands_beside_a_candidate():
    (harris,) = dc.find_payer(program="medicare", state="TX").candidates
    assert harris.read == "secondary"
    (ohio,) = dc.find_payer(program="medicare", state="OH").candidates
    assert ohio.read == "unverified", "no publisher's list of the states of J15 was read"
    (arlington,) = dc.find_payer(program="medicare", state="VA", county="Arlington").candidates
    assert (arlington.read, "Part B" in arlington.note) == ("verified", True)


def test_no_state_of_medicare_has_two_contractors_but_virginia():
    """A state is divided only where a source says so."""
    for state in sorted(STATES):
        found = dc.find_payer(program="medicare", state=state)
        assert found.status in ("found", "unknown") or state == "VA", state


def test_every_pack_that_says_whom_it_serves_is_found_by_its_first_name():
    for id_ in bundled():
        serves = bundled_chain(id_)[-1].serves
        if serves is not None and serves.names:
            state = serves.areas[0].state if serves.areas else "OH"
            counties = serves.areas[0].counties if serves.areas else ()
            found = dc.find_payer(
                program=serves.program,
                state=state,
                county=counties[0] if counties else None,
                plan=serves.names[0],
            )
            assert found.pack == id_


def test_a_pack_of_ones_own_is_found(tmp_path, monkeypatch):
    pack = {
        "format": "debridecode-pack/1",
        "id": "acme/plan",
        "version": "2026.1",
        "title": "Acme",
        "vocabulary": "facts/1",
        "supports": {"from": "2024-01-01"},
        "extends": "cms/base",
        "serves": {"program": "commercial", "names": ["Acme Health"], "areas": []},
    }
    (tmp_path / "acme.json").write_text(json.dumps(pack))
    monkeypatch.setenv(PATH_VARIABLE, str(tmp_path))
    assert dc.find_payer(plan="acme").pack == "acme/plan"


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["--program", "medicare", "--state", "tx"], 0, "medicare/novitas-jh: "),
        (["--program", "medicare", "--state", "VA"], 1, "ambiguous: 2 packs fit; say the county or city"),
        (["--state", "TX", "--plan", "Blue Moon"], 1, "unknown: no pack is of that plan"),
        (["--state", "ZZ"], 2, "state: expected the two capital letters"),
        ([], 2, "expected at least a program, a state or a plan"),
    ],
)
def test_the_command(args, code, said):
    result = CliRunner().invoke(command, ["packs", "find", *args])
    assert result.exit_code == code
    assert said in result.output
