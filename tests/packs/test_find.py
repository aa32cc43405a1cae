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
        ({"program": "medicare", "state": "va", "county": "Arlington, VA"}, "medicare/novitas-jl"),
        ({"program": "medicare", "state": "VA", "county": "Arlington Co."}, "medicare/novitas-jl"),
        ({"program": "medicare", "state": "VA", "county": "Fairfax County"}, "medicare/novitas-jl"),
        # The city of Fairfax is no part of Fairfax County, and the fact sheet of JL names the county alone.
        ({"program": "medicare", "state": "VA", "county": "City of Fairfax"}, "medicare/palmetto-jm"),
        ({"program": "medicaid", "state": "VA", "plan": "Sentara"}, "medicaid/virginia-sentara"),
        ({"program": "medicaid", "state": "TX", "plan": "Superior"}, "medicaid/texas-superior"),
        ({"program": "medicaid", "state": "TX", "plan": "Superior Health Plan"}, "medicaid/texas-superior"),
        ({"state": "TX", "plan": "Superior STAR+PLUS"}, "medicaid/texas-superior"),
        (
            {"program": "medicaid", "state": "TX", "plan": "United Healthcare Community Plan"},
            "medicaid/texas-unitedhealthcare-community",
        ),
        (
            {"program": "medicaid", "state": "TX", "plan": "UnitedHealthcare Community Plan of Texas"},
            "medicaid/texas-unitedhealthcare-community",
        ),
        (
            {"program": "medicaid", "state": "CA", "plan": "UHC Community Plan"},
            "medicaid/unitedhealthcare-community",
        ),
        ({"program": "medicaid", "state": "TX", "plan": "amerigroup"}, "medicaid/texas-wellpoint"),
        ({"state": "TX", "plan": "Texas Medicaid"}, "medicaid/texas"),
        (
            {"program": "medicare", "state": "VA", "county": "Arlington County, Virginia"},
            "medicare/novitas-jl",
        ),
        ({"program": "medicaid", "state": "TX", "plan": "fee-for-service"}, "medicaid/texas"),
        ({"program": "cshcn", "state": "TX"}, "medicaid/texas-cshcn"),
        ({"program": "commercial", "state": "TX", "plan": "aetna"}, "commercial/aetna"),
        ({"program": "tricare"}, "tricare"),
        ({"state": "TX", "plan": "TRICARE West"}, "tricare"),
        ({"state": "TX", "plan": "Superior CHIP"}, "medicaid/texas-superior"),
        ({"state": "VA", "plan": "Sentara Cardinal Care"}, "medicaid/virginia-sentara"),
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
        # Of Fairfax the county is with one contractor, and the independent city with the other.
        (
            {"program": "medicare", "state": "VA", "county": "Fairfax"},
            {"medicare/novitas-jl", "medicare/palmetto-jm"},
            "in full",
        ),
        ({"program": "medicare", "state": "VA", "county": "Arlingtn"}, {"medicare/novitas-jl"}, "in full"),
        # Plans whose products were not read may sell it too.
        (
            {"program": "medicaid", "state": "TX", "plan": "STAR+PLUS"},
            {
                "medicaid/texas-superior",
                "medicaid/texas-unitedhealthcare-community",
                "medicaid/texas-managed-care",
            },
            "the plan's name",
        ),
        (
            {"state": "TX", "plan": "STAR Health"},
            {"medicaid/texas-superior", "medicaid/texas-managed-care"},
            "the plan's name",
        ),
        # Words that many plans have in their names.
        ({"state": "IL", "plan": "Blue Cross"}, {"commercial/anthem"}, "more of the plan's name"),
        ({"plan": "Molina"}, {"medicaid/texas-molina", "medicaid/virginia-molina"}, "the state"),
        ({"state": "VA", "plan": "Complete Care"}, {"medicaid/virginia-molina"}, "more of the plan's name"),
        (
            {"state": "TX", "plan": "BCBSTX"},
            {"commercial/bcbs-texas", "medicaid/texas-bcbs"},
            "the program",
        ),
        ({"plan": "BCBS"}, {"commercial/bcbs-texas", "medicaid/texas-bcbs"}, "the state"),
        # Sentara has commercial groups too, of which no pack is.
        ({"state": "VA", "plan": "Sentara"}, {"medicaid/virginia-sentara"}, "the program"),
        # Plans whose products were not read.
        (
            {"program": "medicaid", "state": "TX", "plan": "Molina STAR+PLUS"},
            {"medicaid/texas-molina"},
            "more of the plan's name",
        ),
        ({"plan": "Amerigroup"}, {"medicaid/texas-wellpoint"}, "the program and the state"),
        ({"state": "OH", "plan": "CareSource"}, {"commercial/caresource"}, "the program"),
        # A name without the program: the plan may have another line of business.
        ({"state": "TX", "plan": "Driscoll Health"}, {"medicaid/texas-driscoll"}, "the program"),
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


@pytest.mark.parametrize("county", ["Vienna", "Tysons", "22201", "Northern Virginia", "Dallas"])
def test_a_town_or_a_region_is_no_county(county):
    """Of a divided state every county and independent city is listed: what is not listed is not guessed."""
    found = dc.find_payer(program="medicare", state="VA", county=county)
    assert (found.status, found.candidates) == ("unknown", ())
    assert "say it in full" in found.message


def test_every_county_and_city_of_virginia_has_one_contractor():
    """Virginia has 95 counties and 38 independent cities."""
    served = [bundled_chain(id_)[-1].serves for id_ in ("medicare/novitas-jl", "medicare/palmetto-jm")]
    listed = [
        place for serves in served for area in serves.areas if area.state == "VA" for place in area.counties
    ]
    assert len(listed) == len(set(listed)) == 133
    assert sum(place.endswith(" County") for place in listed) == 95
    assert sum(place.endswith(" city") for place in listed) == 38
    for place in listed:
        assert dc.find_payer(program="medicare", state="VA", county=place).status == "found", place


@pytest.mark.parametrize("state", ["CA", "NY", "PR", "DC"])
def test_a_plan_of_no_state_is_not_taken_for_the_program_of_a_state(state):
    found = dc.find_payer(program="medicaid", state=state)
    assert (found.status, found.pack) == ("ambiguous", None)
    assert "say the plan" in found.message


@pytest.mark.parametrize("state", [None, "TX", "VA", "OH"])
def test_commercial_payers_of_no_state_are_in_every_state(state):
    found = dc.find_payer(program="commercial", state=state)
    assert found.status == "ambiguous"
    assert {"commercial/aetna", "commercial/cigna"} <= {each.pack for each in found.candidates}
    assert ("commercial/bcbs-texas" in {each.pack for each in found.candidates}) is (state in (None, "TX"))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"state": "TX", "plan": "Kaiser"}, "medicaid"),
        ({"state": "TX", "plan": "Humana Medicare Advantage"}, "medicaid"),
        ({"state": "TX", "plan": "Aetna Medicare Advantage"}, "perhaps"),
    ],
)
def test_nothing_is_offered_that_does_not_come_near(asked, said):
    found = dc.find_payer(**asked)
    assert found.status == "unknown"
    assert said not in found.message


def test_a_pack_with_mistakes_is_named_and_does_not_end_the_search(tmp_path, monkeypatch):
    (tmp_path / "acme.json").write_text(
        '{"format": "debridecode-pack/1", "id": "acme/broken", "version": "2026.1"}'
    )
    monkeypatch.setenv(PATH_VARIABLE, str(tmp_path))
    found = dc.find_payer(program="medicare", state="TX")
    assert found.pack == "medicare/novitas-jh"
    assert "not looked at, for they hold mistakes: acme/broken" in found.message


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"state": "ZZ"},
        {"state": "Texas"},
        {"state": ""},
        {"plan": "\u5e73\u5b89"},
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
    assert dc.find_payer(plan="acme health", program="commercial").pack == "acme/plan"
    assert dc.find_payer(plan="acme", program="commercial").pack == "acme/plan"


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["--program", "medicare", "--state", "tx"], 0, "medicare/novitas-jh: "),
        (["--program", "medicare", "--state", "VA"], 1, "ambiguous: 2 packs fit; say the county or city"),
        (["--state", "TX", "--plan", "Blue Moon"], 1, "unknown: no pack is of that plan"),
        (["--state", "ZZ"], 2, "state: expected the two letters"),
        ([], 2, "expected at least a program, a state or a plan"),
    ],
)
def test_the_command(args, code, said):
    result = CliRunner().invoke(command, ["packs", "find", *args])
    assert result.exit_code == code
    assert said in result.output
