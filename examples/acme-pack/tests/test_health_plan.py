"""The pack is known by its id once this package is installed, and asks what the policy asks."""

from datetime import date

import debridecode as dc
from debridecode.packs.discover import found


def test_the_pack_comes_from_this_package():
    assert found().packs["acme/health-plan"].origin == "package acme-pack"


def test_the_rules_of_july_deny_a_record_without_a_size_after():
    wound = dc.Wound(wound_id="A", location="left heel", debridement=dc.Debridement(method="sharp_selective"))
    encounter = dc.Encounter(
        encounter_id="e", date_of_service=date(2026, 7, 1), payer="acme/health-plan", wounds=(wound,)
    )
    decision = dc.rulebook(encounter.payer, on=encounter.date_of_service).code(encounter)
    assert decision.status == "query"
    assert "acme/health-plan:acme.after" in {finding.rule for finding in decision.findings}
