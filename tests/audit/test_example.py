"""The example of the contract: examples/leg-ulcers.json and the claim that was billed for it."""

from pathlib import Path

from records import audit, brief, lines

import debridecode as dc
from debridecode.interop.json import read_claim

EXAMPLES = Path(__file__).parents[2] / "examples"
CLAIM = ("11042 x1", "97597 x1 59", "97598 x1")


def _record():
    return dc.read_encounter((EXAMPLES / "leg-ulcers.json").read_text(encoding="utf-8"))


def _rules():
    return dc.rulebook("medicare/novitas-jh", on=_record().date_of_service)


def _done():
    return audit(_record(), *CLAIM, rules=_rules())


def test_the_differences_are_these_and_no_other():
    done = _done()
    assert done.status == "differs"
    assert done.encounter_id == "enc-0001"
    told = {
        (each.matter, each.code, each.modifier, each.severity, each.outcome, each.positions)
        for each in done.differences
    }
    assert told == {
        ("units_under", "97598", None, "error", "failed", (2,)),
        ("modifier_missing", "97598", "XS", "error", "failed", (2,)),
        ("modifier_alternative", "97597", "59", "advice", "failed", (1,)),
    }
    assert len(done.differences) == 3


def test_each_says_what_is_the_matter_and_what_to_do():
    by_matter = {each.matter: each for each in _done().differences}
    under = by_matter["units_under"]
    assert under.billed == "97598 x1"
    assert under.supported == "97598 x2 XS"
    assert "1 billed, 2 supported" in under.message
    assert "24 + B 21 = 45" in under.message
    missing = by_matter["modifier_missing"]
    for word in ("11042", "97598", "XS", "indicator 1"):
        assert word in missing.message
    assert missing.action == "Add XS to 97598."
    assert missing.because == ("cms/base:pairs.earned",)
    instead = by_matter["modifier_alternative"]
    assert "59 is accepted, and XS is preferred" in instead.message
    assert "XS" in instead.action


def test_the_pair_table_is_said_to_be_of_another_quarter():
    missing = next(each for each in _done().differences if each.matter == "modifier_missing")
    assert "2024 Q3" in missing.message
    assert "not for the date of service" in missing.message


def test_the_decision_behind_it_is_that_of_the_record():
    assert brief(_done().decision) == ["11042 x1", "97597 x1 XS", "97598 x2 XS"]
    assert _done().decision == _rules().code(_record())


def test_the_claim_file_says_the_same():
    claim = read_claim((EXAMPLES / "leg-ulcers-claim.json").read_text(encoding="utf-8"))
    done = _rules().audit(_record(), claim.lines)
    assert done.differences == _done().differences
    assert [(each.code, each.units) for each in claim.lines] == [
        (each.code, each.units) for each in lines(*CLAIM)
    ]
