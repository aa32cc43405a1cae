"""What each missing fact would lead to: every answer, and the answers that lead to the same told together."""

from attrs import evolve
from plan import CODES, book, deep, encounter, every, is_, measured, pair, rule, service, table, washed, wound

from debridecode import vocabulary
from debridecode.model import (
    EncounterSetting,
    GlobalPeriod,
    RenderingProvider,
    TherapyPlan,
)


def supposed(whole, **changes):
    """What each answer would lead to, in short texts."""
    return [
        f"{each.fact} of {each.wound_id or 'all'}: {', '.join(each.answers)} -> {each.status} "
        + " + ".join(each.lines)
        + (f" with {' + '.join(each.other_lines)}" if each.other_lines else "")
        for each in book(**changes).if_documented(whole)
    ]


def line_rule(fact, word, modifier):
    return rule(
        "line",
        every(is_("line.role", "primary"), is_(fact, word)),
        fact,
        modifier=modifier,
        step="so",
    )


def test_nothing_is_supposed_of_what_is_clean_or_not_billable():
    assert supposed(encounter(wound())) == []
    assert supposed(encounter(wound(etiology="burn"))) == []


def test_the_method():
    rest = [
        word
        for word in vocabulary.METHODS
        if word not in ("enzymatic", "abrasion", "cleansing_only", "dressing_change_only")
    ]
    assert supposed(encounter(wound(method=None), deep())) == [
        f"wound.method of A: {', '.join(rest)} -> clean X0003 x1 + X0001 x1 XS",
        "wound.method of A: enzymatic, abrasion -> clean X0003 x1 + X0005 x1",
        "wound.method of A: cleansing_only, dressing_change_only -> clean X0003 x1",
    ]


def test_the_depth_of_the_wound_that_lacks_it_alone():
    whole = encounter(
        deep("B", where="left heel"),
        wound(deepest_tissue_removed=None, where="right heel"),
    )
    assert supposed(whole) == [
        "wound.deepest_tissue_removed of A: none, epidermis, dermis -> clean X0003 x1 + X0001 x1 XS",
        "wound.deepest_tissue_removed of A: subcutaneous, fascia, muscle, tendon, ligament, bone -> query ",
    ]


def test_the_kind_of_wound():
    rest = [word for word in vocabulary.ETIOLOGIES if word != "burn"]
    assert supposed(encounter(wound(etiology=None))) == [
        f"wound.etiology of A: {', '.join(rest)} -> clean X0001 x1",
        "wound.etiology of A: burn -> not_billable ",
    ]


def test_an_area_of_each_step():
    whole = encounter(wound(area=None, before=measured()), deep())
    assert supposed(whole) == [
        "wound.area_sq_cm of A: 6 sq cm, 8 sq cm, 10 sq cm -> clean X0003 x1 + X0001 x1 XS",
        "wound.area_sq_cm of A: 14 sq cm -> clean X0003 x1 + X0001 x1 XS + X0002 x1 XS",
    ]


def test_the_claim_form():
    whole = encounter(wound())
    silent = evolve(whole, setting=EncounterSetting(place_of_service="22"))
    answers = [
        "encounter.setting of all: professional -> clean X0001 x1",
        "encounter.setting of all: institutional -> query X0001 x1",
    ]
    assert supposed(silent) == answers
    assert supposed(evolve(whole, setting=None)) == answers
    by_place = {"form": line_rule("encounter.claim_form", "professional", "AA")}
    more = [each.replace("encounter.setting", "encounter.claim_form") for each in answers]
    with_modifier = [each.replace("clean X0001 x1", "clean X0001 x1 AA") for each in (*answers, *more)]
    assert supposed(silent, rules=by_place) == with_modifier


def test_a_section_keeps_what_it_says():
    by_place = {
        "place": rule(
            "line",
            every(
                is_("encounter.setting", "practitioner"),
                is_("encounter.place_of_service", "22"),
            ),
            "place",
            finding={"severity": "error", "message": "not here"},
        )
    }
    whole = evolve(encounter(wound()), setting=EncounterSetting(place_of_service="22"))
    told = "encounter.setting of all: professional, institutional -> query X0001 x1"
    assert supposed(whole, rules=by_place) == [told]


def test_the_role():
    whole = encounter(wound(), role=None)
    rest = [word for word in vocabulary.ROLES if word != "other"]
    assert supposed(whole) == [
        f"encounter.role of all: {', '.join(rest)} -> clean X0001 x1",
        "encounter.role of all: other -> query ",
    ]


def test_a_provider_of_whom_nothing_is_said():
    """The role alone is missing for the line to be asked further; with it, the plan of care still is."""
    whole = evolve(encounter(wound()), rendering_provider=None)
    roles = ", ".join(vocabulary.ROLES)
    assert supposed(whole) == [f"encounter.role of all: {roles} -> query "]
    assert supposed(evolve(whole, rendering_provider=RenderingProvider())) == supposed(whole)


def test_the_plan_of_care():
    assert supposed(encounter(wound(), plan=None)) == [
        "encounter.therapy_plan_of_care of all: yes -> clean X0001 x1 GP",
        "encounter.therapy_plan_of_care of all: no -> clean X0001 x1",
    ]


def test_the_discipline_of_the_plan():
    rules = {"speech": line_rule("encounter.plan_discipline", "speech", "GN")}
    assert supposed(encounter(wound()), rules=rules) == [
        "encounter.plan_discipline of all: physical, occupational -> clean X0001 x1",
        "encounter.plan_discipline of all: speech -> clean X0001 x1 GN",
    ]


def test_the_threshold():
    rules = {"over": line_rule("encounter.therapy_threshold_exceeded", True, "KX")}
    plan = TherapyPlan(discipline="speech")
    for whole in (encounter(wound()), encounter(wound(), therapy_plan=plan)):
        assert supposed(whole, rules=rules) == [
            "encounter.therapy_threshold_exceeded of all: yes -> clean X0001 x1 KX",
            "encounter.therapy_threshold_exceeded of all: no -> clean X0001 x1",
        ]


def test_the_global_period():
    rules = {
        "staged": rule(
            "line",
            every(
                is_("encounter.within_global_period", word=True),
                is_("encounter.postoperative", "staged"),
            ),
            "staged",
            modifier="58",
            step="so",
        )
    }
    others = "yes, return to operating room, yes, complication elsewhere, yes, unrelated"
    for period in (None, GlobalPeriod()):
        told = supposed(encounter(wound(), global_period=period), rules=rules)
        assert told[:2] == [
            f"encounter.within_global_period of all: no, {others} -> clean X0001 x1",
            "encounter.within_global_period of all: yes, staged -> clean X0001 x1 58",
        ]


def test_within_a_global_period_nobody_is_offered_to_be_outside():
    rules = {
        "staged": rule("line", is_("encounter.postoperative", "staged"), "staged", modifier="58", step="so")
    }
    told = supposed(encounter(wound(), global_period=GlobalPeriod(within=True)), rules=rules)
    others = "yes, return to operating room, yes, complication elsewhere, yes, unrelated"
    assert told == [
        "encounter.postoperative of all: yes, staged -> clean X0001 x1 58",
        f"encounter.postoperative of all: {others} -> clean X0001 x1",
    ]


def test_what_the_record_states_of_a_wound_is_not_supposed_away():
    """A is stated to be no wound of its own, and whether B and C are is open."""
    three = [pair("X0003", "X0001", "1"), pair("X0003", "X0005", "1")]
    circle = table(
        *("pair_edits", three, "three"),
        release="r",
        setting="practitioner",
        codes=CODES,
        known_until="2024-12-31",
    )
    wounds = (wound("A", where="leg", separate_wound=False), deep(where="left heel"), washed(where="leg"))
    told = supposed(encounter(*wounds), tables={"pairs": circle})
    (apart,) = [each for each in told if "separate wounds" in each]
    assert "X0005 x1 XS" in apart
    assert "X0001 x1 XS" not in apart
    stated = [evolve(each, separate_wound=False) for each in wounds]
    assert not any(
        "separate wounds" in each for each in supposed(encounter(*stated), tables={"pairs": circle})
    )


def test_whether_wounds_are_apart():
    assert supposed(encounter(wound(), deep(where="leg"))) == [
        "pair.distinct_by of all: separate wounds -> clean X0003 x1 + X0001 x1 XS",
        "pair.distinct_by of all: one wound -> query X0003 x1",
    ]


def test_whether_an_evaluation_stands_by_itself():
    rules = {"same": None, "apart": None, "session": None}
    visits = [service("V0001"), service("V1001", separately_identifiable=False)]
    told = supposed(encounter(wound(), services=visits[:1]), rules=rules)
    assert told == [
        "pair.separately_identifiable of all: yes -> clean X0001 x1 with V0001 x1 25",
        "pair.separately_identifiable of all: no -> clean X0001 x1 with V0001 x1",
    ]
    kept = {
        **rules,
        "told": rule(
            "pair",
            every(
                is_("pair.column_1", "X0001"),
                is_("pair.column_2", "V1001"),
                is_("pair.separately_identifiable", word=True),
            ),
            "told",
            finding={"severity": "error", "message": "not so"},
        ),
        "never": None,
    }
    assert supposed(encounter(wound(), services=visits), rules=kept) == [
        f"{each} + V1001 x1" for each in told
    ]


def test_a_fact_that_no_field_tells_is_not_supposed():
    whole = encounter(wound(), services=[service("Q0001")])
    assert "pair.indicator" in {fact for finding in book().code(whole).findings for fact in finding.facts}
    assert supposed(whole) == []


def test_a_fact_that_two_findings_lack_is_supposed_once():
    whole = encounter(wound(), deep(), role=None)
    assert len(supposed(whole)) == len(set(supposed(whole)))
    assert {each.partition(":")[0] for each in supposed(whole)} == {"encounter.role of all"}


def test_the_tissue():
    """Each tissue by itself; what is alive shows no debridement."""
    row = {
        "id": "shown",
        "when": is_("wound.devitalized_tissue_removed", word=True),
        "outcome": "family",
        "family": "shallow",
        "message": "shown",
        "cite": [{"source": "shown", "locator": "p. 1"}],
    }
    rest = {**row, "id": "rest", "when": {"all": []}, "outcome": "none"}
    del rest["family"]
    tables = {"placing": table("classification", [row, rest], "placing")}
    silent = encounter(wound(deepest_tissue_removed=None, tissue_removed=()))
    dead = [word for word in vocabulary.TISSUES if word != "secretions"]
    assert supposed(silent, tables=tables) == [
        f"wound.devitalized_tissue_removed of A: {', '.join(dead)} -> clean X0001 x1",
        "wound.devitalized_tissue_removed of A: secretions -> not_billable ",
    ]


def test_where_and_when_other_services_were():
    """Those that say no place alone; what says one keeps it."""
    placeless, placed = service("S0002"), service("S0003", location="right heel")
    told = "pair.distinct_by of all: other services"
    assert supposed(encounter(wound(), services=[placeless])) == [
        f"{told} at these wounds -> clean X0001 x1",
        f"{told} in another session -> clean X0001 x1 with S0002 x1 XE",
    ]

    def answers(*wounds, services):
        found = book().if_documented(encounter(*wounds, services=services))
        return [answer for each in found for answer in each.answers if each.fact == "pair.distinct_by"]

    of_wounds = ["separate wounds", "one wound"]
    of_services = ["other services at these wounds", "other services in another session"]
    apart = (wound(), deep(where="leg"))
    assert answers(*apart, services=[placeless]) == of_wounds + of_services
    assert answers(*apart, services=[service("S0002", wound_ids=("B",))]) == of_wounds
    assert answers(wound(), services=[placeless, placed]) == of_services
    assert answers(wound(), services=[service("S0002", location="heel")]) == []


def test_a_service_that_says_its_place_keeps_it():
    """Beside one that does not: the first is at another place, whatever is said of the second."""
    services = [service("S0002", location="right heel"), service("V0001", separately_identifiable=False)]
    told = supposed(encounter(wound(), services=services), rules={"visit": None})
    assert told == [
        "pair.distinct_by of all: other services at these wounds -> clean X0001 x1 with S0002 x1 XS",
        (
            "pair.distinct_by of all: other services in another session -> clean "
            "X0001 x1 with S0002 x1 XS + V0001 x1 XE"
        ),
    ]


def test_no_more_than_the_first_twelve_facts_are_supposed():
    wounds = [wound(f"W{index}", None, before=measured()) for index in range(13)]
    told = supposed(encounter(*wounds))
    assert {each.partition(":")[0] for each in told} == {
        f"wound.area_sq_cm of W{index}" for index in range(12)
    }
