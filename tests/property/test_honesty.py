"""No answer says more than the record: what is missing is asked for, and never helps a claim.

The numbers are sections of the design: 5, the JSON contracts; 6, the order of reasoning.
"""

from collections import Counter
from decimal import Decimal
from itertools import combinations

import pytest
from attrs import evolve, fields_dict
from hypothesis import given
from hypothesis import strategies as st

import debridecode as dc
from debridecode import vocabulary
from debridecode.model import Assessment, OtherService
from property.strategies import (
    BY_AREA,
    CODES,
    CUTTING,
    DAYS,
    LAYERS,
    NO_DEBRIDEMENT,
    NOTHING_MEASURED,
    PLACES,
    PRACTITIONERS,
    books,
    complete_encounters,
    encounter,
    encounters,
    family_of,
    other_services,
    with_debridement,
    with_wound,
    wound,
)

# Places may repeat, and areas go beyond every unit limit.
full = complete_encounters(wounds=3, apart=False) | complete_encounters(wounds=4)
APART = {"XS", "XE", "XP"}
by_practitioners = complete_encounters(wounds=3, roles=PRACTITIONERS)


def units(decision):
    return {line.code: line.units for line in decision.lines}


def modifiers(decision):
    return {(line.code, str(each)) for line in decision.lines for each in line.modifiers}


def standing(decision):
    """All lines, with their modifiers; place, session and practitioner set apart alike."""
    lines = (*decision.lines, *decision.other_lines)
    return Counter(
        (
            line.code,
            line.units,
            frozenset("apart" if str(each) in APART else str(each) for each in line.modifiers),
        )
        for line in lines
    )


def shows_nothing_removed(treated):
    """Whether the record says that no devitalized tissue was removed."""
    done = treated.debridement
    if done.method in NO_DEBRIDEMENT:
        return True
    told = done.deepest_tissue_removed == "none" or bool(done.tissue_removed)
    return told and names_nothing_removed(treated)


def names_nothing_removed(treated):
    done = treated.debridement
    return set(done.tissue_removed) <= {"secretions"} and done.deepest_tissue_removed in (None, "none")


def has_area(treated):
    before, after = treated.before.area_sq_cm, treated.after.area_sq_cm
    measured = {before, after} - {None}
    return treated.debridement.area_sq_cm is not None or len(measured) == 1


def lacks_what_decides(treated):
    """Whether a wound was or may have been debrided, and what decides its family or units is not told."""
    done = treated.debridement
    if shows_nothing_removed(treated):
        return False
    if done.method is None:
        return True
    return done.method in CUTTING and (done.deepest_tissue_removed is None or not has_area(treated))


@given(complete_encounters())
def test_a_full_record_lacks_no_documentation(whole):
    """The records that these tests start from: a rule that fails is about coding, never about the note."""
    for book in books(whole.date_of_service):
        for finding in book.code(whole).findings:
            if finding.severity == "error":
                assert finding.gap in (None, "provider", "plan_of_care", "area", "global_period", "notice")
                assert finding.wound_id is None


@pytest.mark.parametrize("family", BY_AREA)
def test_a_full_record_of_one_small_wound_is_clean(family):
    """Without this, every test below could pass by answering `query` to all."""
    whole = encounter([wound("w", family, Decimal(12))])
    for book in books(whole.date_of_service):
        decision = book.code(whole)
        assert (decision.status, units(decision)) == ("clean", {CODES[family][0]: 1})


@given(encounters())
def test_what_every_decision_owes(whole):
    for book in books(whole.date_of_service):
        decision = book.code(whole)
        for line in decision.lines:
            assert line.rules
            assert all(line.rules)
            assert line.wound_ids
        for finding in decision.findings:
            assert finding.rule
            assert finding.message
            assert finding.sources
            assert set(finding.sources) <= set(book.resolved.sources)
        assert all(step.rule and step.text for step in decision.steps)
        if decision.status == "clean":
            assert decision.lines
            assert not any(finding.severity == "error" for finding in decision.findings)
        if decision.status == "not_billable":
            assert decision.lines == ()
        if decision.status == "query":
            assert any(finding.severity == "error" for finding in decision.findings)
        counts = decision.checked
        assert counts.failed >= len({f.rule for f in decision.findings if f.outcome == "failed"})
        assert counts.not_checked >= len({f.rule for f in decision.findings if f.outcome == "not_checked"})


@given(encounters())
def test_never_clean_while_what_decides_is_missing(whole):
    """A wound that was, or may have been, debrided without a method, depth or area is asked about."""
    missing = any(map(lacks_what_decides, whole.wounds))
    for book in books(whole.date_of_service):
        assert not (missing and book.code(whole).status == "clean")


@given(full, st.data())
def test_no_line_rests_on_a_missing_method_or_depth(whole, data):
    """5: "a line that rests on a missing fact is not emitted": not for that wound, nor for its family."""
    index = data.draw(st.integers(0, len(whole.wounds) - 1))
    treated = whole.wounds[index]
    fact = data.draw(st.sampled_from(["method", "deepest_tissue_removed"]))
    family = family_of(treated)
    if family == "nonselective" and fact == "deepest_tissue_removed":
        return
    silent = with_debridement(whole, index, **{fact: None})
    for book in books(whole.date_of_service):
        decision = book.code(silent)
        assert decision.status == "query"
        assert not any(treated.wound_id in line.wound_ids for line in decision.lines)
        assert not set(CODES[family]) & {line.code for line in decision.lines}
        assert any(
            finding.wound_id == treated.wound_id and finding.outcome == "not_checked" and finding.ask
            for finding in decision.findings
        )


@given(full, st.data())
def test_no_line_rests_on_a_missing_area(whole, data):
    """5: "a line that rests on a missing fact is not emitted": without one area there is no sum."""
    index = data.draw(st.integers(0, len(whole.wounds) - 1))
    treated = whole.wounds[index]
    family = family_of(treated)
    if family == "nonselective":
        return
    silent = with_wound(
        with_debridement(whole, index, area_sq_cm=None),
        index,
        before=NOTHING_MEASURED,
        after=NOTHING_MEASURED,
    )
    for book in books(whole.date_of_service):
        decision = book.code(silent)
        assert decision.status == "query"
        assert not set(CODES[family]) & {line.code for line in decision.lines}


# Removing a fact.


def _emptied(part):
    """Each way to leave out one field of a part of the model that may be left out."""
    for name, field in fields_dict(type(part)).items():
        if name == "schema_version":
            continue
        value = getattr(part, name)
        if field.default is None and value is not None:
            yield name, evolve(part, **{name: None})
        elif field.default == () and value:
            yield name, evolve(part, **{name: ()})
            if len(value) > 1:
                for index in range(len(value)):
                    yield f"{name}[{index}]", evolve(part, **{name: value[:index] + value[index + 1 :]})


def removals(whole, index):
    """Each way to remove one fact from the encounter or from one of its wounds, with its name."""
    for name, without in _emptied(whole):
        yield name, without
    for section in ("setting", "rendering_provider", "therapy_plan", "global_period", "coverage"):
        for name, part in _emptied(getattr(whole, section)):
            yield f"{section}.{name}", evolve(whole, **{section: part})
    treated = whole.wounds[index]
    for name, without in _emptied(treated):
        yield name, evolve(whole, wounds=_replaced(whole.wounds, index, without))
    for section in ("before", "after", "debridement", "assessment"):
        for name, part in _emptied(getattr(treated, section)):
            yield f"{section}.{name}", with_wound(whole, index, **{section: part})
    yield "before", with_wound(whole, index, before=NOTHING_MEASURED)
    yield "after", with_wound(whole, index, after=NOTHING_MEASURED)
    yield "assessment", with_wound(whole, index, assessment=Assessment())
    yield "debridement", with_wound(whole, index, debridement=dc.Debridement())


def _replaced(wounds, index, new):
    return (*wounds[:index], new, *wounds[index + 1 :])


NOT_SUPPLIED = {
    "coverage",
    "coverage.advance_notice",
    "global_period",
    "global_period.within",
    "therapy_plan",
    "therapy_plan.discipline",
}
"""What is not supplied of notices, operations and plans contradicts nothing: nothing else points to them."""


@given(full, st.data())
def test_removing_a_fact_never_helps(whole, data):
    """Silence adds no line, unit or modifier, and makes nothing clean that was not.

    The records agree with themselves: who leaves out one of two facts that contradict each other leaves no
    contradiction to ask about.
    """
    index = data.draw(st.integers(0, len(whole.wounds) - 1))
    for book in books(whole.date_of_service):
        told = book.code(whole)
        for name, silent in removals(whole, index):
            if name in NOT_SUPPLIED:
                continue
            decision = book.code(silent)
            more = {code for code, number in units(decision).items() if number > units(told).get(code, 0)}
            assert not more, (name, more)
            assert modifiers(decision) <= modifiers(told), name
            assert told.status == "clean" or decision.status != "clean", name


@given(full, st.lists(other_services, min_size=1, max_size=2), st.data())
def test_removing_a_fact_of_another_service_never_helps(whole, given_services, data):
    """Nor does silence about another service of the day give it, or a debridement, a line or a modifier.

    Silence about who did it counts as the practitioner of the debridement: an evaluation then needs the
    modifier that it has earned, and that of somebody else needs none.
    """
    index = data.draw(st.integers(0, len(given_services) - 1))
    # Of one that names a wound and says another place, the one contradicts the other.
    given_services = [evolve(each, location=None) if each.wound_ids else each for each in given_services]
    whole = evolve(whole, other_services=tuple(given_services))
    for book in books(whole.date_of_service):
        told = book.code(whole)
        for name, silent in _emptied(given_services[index]):
            # Modifiers are as billed; and to name one wound fewer is to say that it was done elsewhere.
            if name.startswith(("modifiers", "wound_ids[")):
                continue
            if name == "other_practitioner" and given_services[index].separately_identifiable:
                continue
            left = tuple(silent if at == index else each for at, each in enumerate(given_services))
            decision = book.code(evolve(whole, other_services=left))
            assert not standing(decision) - standing(told), name
            # A service that is bundled for want of the fact is refused, and then nothing of it is open.
            same = {line.code for line in told.other_lines} == {line.code for line in decision.other_lines}
            assert not same or told.status == "clean" or decision.status != "clean", name


def test_two_services_of_another_session_are_not_told_apart_by_silence():
    """Two services that were both in another session are not told apart; nor are they by silence on one."""
    whole = with_debridement(
        encounter(
            [
                wound("w0", "selective", Decimal(12), place=PLACES[0]),
                wound("w1", "selective", Decimal(9), place=PLACES[1]),
            ]
        ),
        1,
        method="dressing_change_only",
        tissue_removed=(),
        deepest_tissue_removed="none",
    )
    first, second = (
        OtherService(code=code, units=1, wound_ids=("w1",), separate_session=True)
        for code in ("97605", "97607")
    )
    silent = evolve(second, separate_session=None)
    for book in books(whole.date_of_service):
        for given_services in ((first, second), (first, silent)):
            others = book.code(evolve(whole, other_services=given_services)).other_lines
            assert [(line.code, list(map(str, line.modifiers))) for line in others] == [("97605", ["XS"])]


@given(encounters())
def test_what_the_pair_tables_forbid_never_stands(whole):
    """6.5: of two codes with indicator 0 one stands at most; with 1, column 2 carries what sets it apart."""
    form = whole.setting and whole.setting.claim_form
    setting = {"professional": "practitioner", "institutional": "outpatient_hospital"}.get(form)
    for book in books(whole.date_of_service):
        decision = book.code(whole)
        lines = (*decision.lines, *decision.other_lines)
        for one, other in combinations(lines, 2):
            found = book._program.tables.pair(setting, one.code, other.code)
            if found is None or found.indicator not in "01" or one.code == other.code:
                continue
            assert found.indicator == "1", (found.column_1, found.column_2)
            column_2 = one if found.column_2 == one.code else other
            assert (APART | {"XU", "25"}) & set(map(str, column_2.modifiers)), (
                found.column_1,
                found.column_2,
            )


@pytest.mark.parametrize("same", ["right heel", "plantar heel", "sacrum"])
@pytest.mark.parametrize("index", [0, 1])
@pytest.mark.parametrize("second", ["selective", "subcutaneous"])
def test_two_wounds_at_one_place_are_not_made_distinct_by_silence(same, index, second):
    """6.5: "Indicator 1: only where the wounds ... are distinct in the record: then the modifier is earned".

    Nor, in one family, are they two wounds whose areas add up because one of them lacks its side.
    """
    there = (same, "right")
    whole = encounter(
        [wound("w0", "subcutaneous", Decimal(8), place=there), wound("w1", second, Decimal(8), place=there)]
    )
    silent = with_wound(whole, index, laterality=None)
    for book in books(whole.date_of_service):
        assert book.code(whole).status == "query"
        assert book.code(silent).status == "query"
        assert not modifiers(book.code(silent))


def test_a_line_held_for_its_place_is_not_given_by_leaving_out_the_claim_form():
    """5: "a line that rests on a missing fact is not emitted": which table decides the pair is not known."""
    whole = encounter([wound("w0", "bone", Decimal(8)), wound("w1", "subcutaneous", Decimal(8))])
    for book in books(whole.date_of_service):
        assert units(book.code(whole)) == {"11044": 1}
        assert "11042" not in units(book.code(evolve(whole, setting=None)))


@pytest.mark.parametrize("form", vocabulary.CLAIM_FORMS)
def test_a_unit_limit_is_not_passed_by_leaving_out_the_claim_form(form):
    """5: "No table at all: not_checked, and the status is query where an edit could apply"."""
    whole = encounter([wound("w", "selective", Decimal(200))], form=form)
    silent = evolve(whole, setting=None)
    for book in books(whole.date_of_service):
        assert book.code(whole).status == "query"
        assert book.code(silent).status == "query"


# A missing fact that leaves a decision clean must be one that could not have changed it.


def _tellings(whole, index):
    """Name, the encounter silent about a fact, and the encounter for each way the fact may be."""
    words = {
        "method": vocabulary.METHODS,
        # Another layer would contradict the tissues named.
        "deepest_tissue_removed": LAYERS[family_of(whole.wounds[index])],
        "etiology": vocabulary.ETIOLOGIES,
        # Another side would contradict the location.
        "laterality": (whole.wounds[index].laterality,),
        "claim_form": vocabulary.CLAIM_FORMS,
        "role": vocabulary.ROLES,
        "therapy_plan_of_care": (True, False),
        "discipline": vocabulary.DISCIPLINES,
        "threshold_exceeded": (True, False),
    }
    for fact, every in words.items():
        if fact in ("method", "deepest_tissue_removed"):
            told = [with_debridement(whole, index, **{fact: word}) for word in (None, *every)]
        elif fact in ("etiology", "laterality"):
            told = [with_wound(whole, index, **{fact: word}) for word in (None, *every)]
        elif fact == "claim_form":
            told = [evolve(whole, setting=evolve(whole.setting, claim_form=word)) for word in (None, *every)]
        elif fact in ("discipline", "threshold_exceeded"):
            told = [
                evolve(whole, therapy_plan=evolve(whole.therapy_plan, **{fact: word}))
                for word in (None, *every)
            ]
        else:
            told = [
                evolve(whole, rendering_provider=evolve(whole.rendering_provider, **{fact: word}))
                for word in (None, *every)
            ]
        yield fact, told[0], told[1:]


@given(full, st.data())
def test_clean_without_a_fact_only_where_the_fact_could_not_matter(whole, data):
    """5: a query is where "the record lacks something that decides ...: ask; no guess is made".

    Clean without a claim form, role, method ... means the same lines, whatever the missing word would be.
    """
    index = data.draw(st.integers(0, len(whole.wounds) - 1))
    for book in books(whole.date_of_service):
        for fact, silent, told in _tellings(whole, index):
            decision = book.code(silent)
            if decision.status != "clean" or fact == "discipline":  # left out, it is that of the therapist
                continue
            for each in map(book.code, told):
                assert units(each) == units(decision), fact
                if fact in ("claim_form", "role", "therapy_plan_of_care", "threshold_exceeded"):
                    assert modifiers(each) == modifiers(decision), fact
                    assert each.status == "clean", fact


@given(by_practitioners)
def test_an_unknown_profession_supports_no_surgical_line(whole):
    """Debridement below the dermis is for physicians and nonphysician practitioners: who did it is asked."""
    silent = evolve(whole, rendering_provider=None)
    for book in books(whole.date_of_service):
        decision = book.code(silent)
        assert decision.status != "clean"
        assert not {"11042", "11043", "11044", "11045", "11046", "11047"} & set(units(decision))


@given(by_practitioners)
def test_an_unknown_claim_form_supports_no_line_that_the_edit_tables_decide(whole):
    """Which edit tables govern is not known: never clean with two families, or with a non-selective line."""
    silent = evolve(whole, setting=None)
    families = {family_of(treated) for treated in whole.wounds}
    for book in books(whole.date_of_service):
        decision = book.code(silent)
        assert "97602" not in units(decision)
        if len(families) > 1 or "nonselective" in families:
            assert decision.status != "clean"


# Nothing debrided, nothing billed.


@given(encounters(), st.data())
def test_a_dressing_change_or_cleansing_has_no_lines(whole, data):
    """6.1: "Cleansing, a dressing change ...: none, whatever the title of the note"."""
    for index in range(len(whole.wounds)):
        whole = with_debridement(whole, index, method=data.draw(st.sampled_from(NO_DEBRIDEMENT)))
    for book in books(whole.date_of_service):
        decision = book.code(whole)
        assert decision.lines == ()
        assert decision.status != "clean"
        # Unless the record also names tissue that was removed, there is nothing to ask.
        if all(map(names_nothing_removed, whole.wounds)):
            assert decision.status == "not_billable"


@given(full, st.data())
def test_a_wound_only_cleansed_is_in_no_line(whole, data):
    """6.1: "Cleansing, a dressing change ...: none", also beside wounds that were debrided."""
    index = data.draw(st.integers(0, len(whole.wounds) - 1))
    cleansed = with_debridement(whole, index, method=data.draw(st.sampled_from(NO_DEBRIDEMENT)))
    for book in books(whole.date_of_service):
        for line in book.code(cleansed).lines:
            assert whole.wounds[index].wound_id not in line.wound_ids


@pytest.mark.parametrize(
    "tissues", [("secretions",), ()], ids=["only secretions", "no tissue named, and none removed"]
)
@pytest.mark.parametrize("method", vocabulary.METHODS)
def test_nothing_devitalized_removed_has_no_lines(method, tissues):
    """6.1: "removal of secretions, or no devitalized tissue: none, whatever the title of the note"."""
    whole = with_debridement(
        encounter([wound("w", "selective", Decimal(8), place=PLACES[0])], day=DAYS[1]),
        0,
        method=method,
        tissue_removed=tissues,
        deepest_tissue_removed="none",
    )
    for book in books(whole.date_of_service):
        assert (book.code(whole).status, book.code(whole).lines) == ("not_billable", ())
