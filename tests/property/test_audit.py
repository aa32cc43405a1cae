"""Claims held against generated records; each test quotes the rule that it tests."""

import pickle
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import combinations

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

import debridecode as dc
from audit.records import (
    ADD_ONS,
    DELETED,
    DISTINCT,
    LEFT_HEEL,
    MODIFIERS,
    PRIMARIES,
    RIGHT_CALF,
    SACRUM,
    book,
    brief,
    found,
    own,
    record,
    said,
    service,
    treated,
    without,
)
from debridecode.interop.json import write
from debridecode.model import Coverage, GlobalPeriod, TherapyPlan
from debridecode.packs.bundled import bundled
from property.strategies import (
    BY_AREA,
    CODES,
    DAYS,
    PLACES,
    THERAPISTS,
    areas,
    books,
    complete_encounters,
)

OURS = (*PRIMARIES, *ADD_ONS)
DOUBTS = (
    "above the unit limit)",
    "an area is larger than the wound as measured)",
    "one wound may be counted twice)",
)
"""Why nobody should bill more of a line before that is settled."""
FAMILY = {code: family for family, codes in CODES.items() for code in codes if code}
# As CMS published them: 97597 with 97602 alone changed, in the hospital, on 2025-01-01.
NEVER = {
    ("97598", "97602"),
    ("97602", "97607"),
    ("97602", "97608"),
    ("97605", "97602"),
    ("97606", "97602"),
}


SERVICES = [
    "99213",
    "99202",
    "G0463",
    "29581",
    "97610",
    "97605",
    "97607",
    "97164",
    "97140",
    "11720",
    "15271",
    "A6222",
]


ALLOWED = {"modifier_alternative", "modifier_on_column_1", "modifier_side", "modifier_side_alternative"}


def _never(whole):
    hospital = whole.setting is not None and whole.setting.claim_form == "institutional"
    if hospital and whole.date_of_service >= date(2025, 1, 1):
        return NEVER
    return NEVER | {("97597", "97602")} | (set() if hospital else {("97610", "97602")})


def _one_of(values):
    return st.sampled_from(list(values))


services = st.lists(
    st.builds(
        lambda code, place, wounds, session, practitioner, apart: service(
            code,
            place=place,
            wound_ids=wounds,
            separate_session=session,
            other_practitioner=practitioner,
            separately_identifiable=apart,
        ),
        _one_of(SERVICES),
        _one_of([None, None, LEFT_HEEL, RIGHT_CALF, SACRUM, ("leg", None)]),
        _one_of([(), (), ("w0",), ("w0", "w1"), ("Z",)]),
        _one_of([None, None, True, False]),
        _one_of([None, None, True, False]),
        _one_of([None, True, True, False]),
    ),
    max_size=3,
    unique_by=lambda each: each.code,
)


@st.composite
def records(draw, *, others=True, spoiled=True, wounds=4):
    """Full records with all that a modifier may rest on; some with a fact taken away."""
    whole = draw(complete_encounters(wounds=wounds, apart=draw(st.integers(0, 5)) > 0))
    therapist = whole.rendering_provider.role in THERAPISTS
    whole = evolve(
        whole,
        therapy_plan=TherapyPlan(
            discipline=None if therapist else draw(_one_of(["physical", "occupational", "speech"])),
            threshold_exceeded=draw(st.booleans()),
        ),
        global_period=draw(
            _one_of(
                [
                    GlobalPeriod(within=False),
                    GlobalPeriod(within=False),
                    GlobalPeriod(within=True, relation="staged"),
                    GlobalPeriod(within=True, relation="unrelated"),
                ]
            )
        ),
        coverage=Coverage(advance_notice=draw(_one_of(["none", "none", "required", "voluntary"]))),
        other_services=tuple(draw(services)) if others else (),
    )
    if spoiled and draw(st.integers(0, 3)) == 0:
        return draw(_one_of([less for _, less in without(whole)]))
    return whole


packs = _one_of(sorted(bundled()))


@st.composite
def claims(draw):
    """Any claim: lines of any of these codes, in any number, with any modifiers."""
    codes = _one_of([*OURS, *DELETED, "99213", "29581", "97610", "97605", "36415"])
    made = st.builds(
        dc.ClaimLine,
        code=codes,
        units=_one_of([1, 1, 2, 5, 9_999]),
        modifiers=st.lists(_one_of(MODIFIERS), max_size=3).map(tuple),
        wound_ids=_one_of([(), ("w0",), ("w0", "w1"), ("Z",)]),
        diagnoses=_one_of([(), ("L97.811",), ("I87.2", "E11.621")]),
    )
    return draw(st.lists(made, max_size=8))


@given(records())
def test_the_lines_of_ones_own_decision_always_agree(whole):
    """The lines of one's own Decision never differ; `agrees` unless the Decision is a query."""
    for rules in books(whole.date_of_service):
        decision = rules.code(whole)
        wanted = "query" if decision.status == "query" else "agrees"
        done = rules.audit(whole, own(decision))
        assert done.differences == ()
        assert done.status == wanted
        assert brief(done.decision) == brief(decision)
        both = rules.audit(whole, own(decision, others=True))
        assert both.differences == ()
        assert both.status == wanted
        assert both.decision.lines == decision.lines


@given(records(), packs)
def test_no_decision_gives_both_codes_of_a_pair_of_indicator_0(whole, pack):
    """Indicator 0 is never bypassed by anything."""
    decision = book(whole.date_of_service, pack).code(whole)
    codes = {each.code for each in (*decision.lines, *decision.other_lines)}
    for first, second in _never(whole):
        assert not {first, second} <= codes


@given(records(), claims(), packs)
def test_no_claim_with_a_pair_of_indicator_0_agrees(whole, billed, pack):
    """Indicator 0 is never bypassed by anything: no modifier, no wound, no session."""
    rules = book(whole.date_of_service, pack)
    claim = [*own(rules.code(whole)), *billed]
    codes = {each.code for each in claim}
    if any({first, second} <= codes for first, second in _never(whole)):
        assert rules.audit(whole, claim).status != "agrees"


@given(records(), claims(), packs, st.randoms(use_true_random=False))
def test_the_order_of_the_claim_changes_nothing(whole, billed, pack, random):
    """Column order in the claim never changes the answer."""
    rules = book(whole.date_of_service, pack)
    claim = [*own(rules.code(whole), others=True), *billed]
    first = rules.audit(whole, claim)
    for _ in range(3):
        order = list(range(len(claim)))
        random.shuffle(order)
        again = rules.audit(whole, [claim[at] for at in order])
        assert said(again) == said(first)
        assert found(again) == found(first)
        before = sorted(
            (each.matter, each.code, claim_at(each, range(len(claim)))) for each in first.differences
        )
        after = sorted((each.matter, each.code, claim_at(each, order)) for each in again.differences)
        if len({(each.code, each.units, each.modifiers) for each in claim}) == len(claim):
            assert before == after


def claim_at(difference, order):
    """Where the lines of a difference stood before they were put in another order."""
    return tuple(sorted(order[position] for position in difference.positions))


def _allowed(whole, supported, modifier):
    """Whether a modifier may be added to a supported line: a side that is true of each of its wounds."""
    side = {"LT": "left", "RT": "right"}.get(modifier)
    treated = [each for each in whole.wounds if each.wound_id in supported.wound_ids]
    return side is not None and all(_sides(each) == {side} for each in treated)


def _sides(wound):
    """The sides that a wound is said to be on, by its laterality or in the words of its location."""
    told = {wound.laterality, *(wound.location or "").split()}
    return told & {"left", "right", "bilateral", "midline"}


def _with(claim, at, **changes):
    return [evolve(each, **changes) if index == at else each for index, each in enumerate(claim)]


def _mutations(whole, claim, supported):
    """Every claim that is one change away, with what was changed; none of them may agree."""
    for at, (each, given_line) in enumerate(zip(claim, supported, strict=True)):
        yield f"{each.code} removed", claim[:at] + claim[at + 1 :]
        yield f"{each.code} twice", [*claim, each]
        yield f"{each.code} one more", _with(claim, at, units=each.units + 1)
        if each.units > 1:
            yield f"{each.code} one fewer", _with(claim, at, units=each.units - 1)
        for code in (*OURS, *DELETED):
            if code != each.code:
                yield f"{each.code} as {code}", _with(claim, at, code=code)
        codes = [modifier.code for modifier in each.modifiers]
        for index, modifier in enumerate(codes):
            rest = (*codes[:index], *codes[index + 1 :])
            yield f"{each.code} without {modifier}", _with(claim, at, modifiers=rest)
        for modifier in MODIFIERS:
            if not _allowed(whole, given_line, modifier):
                yield f"{each.code} with {modifier}", _with(claim, at, modifiers=(*codes, modifier))
    given_codes = {each.code for each in claim}
    for code in (*OURS, *DELETED):
        if code not in given_codes:
            yield f"{code} beside", [*claim, dc.ClaimLine(code=code, units=1)]
            yield f"{code} 59 beside", [*claim, dc.ClaimLine(code=code, units=1, modifiers=("59",))]


def _elsewhere(change, claim):
    """Whether a modifier was taken off that another line carries too."""
    code, kind, modifier = (*change.split(), "")[:3]
    others = {mark.code for each in claim if each.code != code for mark in each.modifiers}
    return kind == "without" and modifier in others & set(DISTINCT)


@settings(max_examples=30)
@given(records(), packs, st.booleans())
def test_any_change_of_a_supported_claim_never_agrees(whole, pack, linked):
    """Adding, removing or changing any line, any unit, or any modifier never agrees."""
    rules = book(whole.date_of_service, pack)
    decision = rules.code(whole)
    claim = own(decision)
    if not linked:
        claim = [evolve(each, wound_ids=(), diagnoses=()) for each in claim]
    for change, changed in _mutations(whole, claim, decision.lines):
        done = rules.audit(whole, changed)
        assert done.differences, change
        if done.status == "agrees":
            # The column 1 line carries the same modifier for the sake of another pair.
            assert _elsewhere(change, claim), change
            assert {each.matter for each in done.differences} == {"modifier_on_column_1"}, change


@settings(max_examples=40)
@given(records(spoiled=False), packs)
def test_a_change_of_another_service_never_agrees(whole, pack):
    """The modifiers that these edits ask for are held on the other services too."""
    rules = book(whole.date_of_service, pack)
    decision = rules.code(whole)
    claim = own(decision, others=True)
    for at, each in enumerate(claim):
        if at < len(decision.lines):
            continue
        for changed in (
            _with(claim, at, modifiers=()),
            _with(claim, at, units=each.units + 1),
            [*claim, each],
            *(
                _with(claim, at, modifiers=tuple(m for m in each.modifiers if m.code != removed.code))
                for removed in each.modifiers
            ),
        ):
            done = rules.audit(whole, changed)
            if changed != claim and not {each.matter for each in done.differences} & ALLOWED:
                assert done.status != "agrees", each.code


@given(records(spoiled=False), packs)
def test_the_allowed_alternatives_agree_and_are_advice(whole, pack):
    """59 for the X modifier that it stands for; a side that is true of the record."""
    rules = book(whole.date_of_service, pack)
    decision = rules.code(whole)
    claim = own(decision)
    status = rules.audit(whole, claim).status
    for at, (each, given_line) in enumerate(zip(claim, decision.lines, strict=True)):
        codes = [modifier.code for modifier in each.modifiers]
        for stands in {"XS", "XE", "XP"} & set(codes):
            if len(set(DISTINCT) & set(codes)) == 1:
                swapped = tuple("59" if code == stands else code for code in codes)
                done = rules.audit(whole, _with(claim, at, modifiers=swapped))
                assert found(done) == {("modifier_alternative", each.code, "59"): 1}
                assert done.differences[0].severity == "advice"
                assert done.status == status
            for wrong in {"XS", "XE", "XP", "XU"} - set(codes):
                swapped = tuple(wrong if code == stands else code for code in codes)
                done = rules.audit(whole, _with(claim, at, modifiers=swapped))
                assert done.status == "differs"
                told = found(done)
                judged = ("modifier_not_earned", "modifier_untold")
                assert sum(told[matter, each.code, wrong] for matter in judged) == 1
        for side in ("LT", "RT"):
            if _allowed(whole, given_line, side):
                done = rules.audit(whole, _with(claim, at, modifiers=(*codes, side)))
                assert found(done) == {("modifier_side", each.code, side): 1}
                assert done.status == status


@settings(max_examples=30)
@given(records(others=False), packs)
def test_a_fact_taken_away_never_leaves_agreement_unless_nothing_turned_on_it(whole, pack):
    """`agrees` is never said where what is not known could decide."""
    rules = book(whole.date_of_service, pack)
    full = rules.code(whole)
    claim = own(full)
    for fact, less in without(whole):
        if rules.audit(less, claim).status == "agrees":
            part = rules.code(less)
            assert part.status in ("clean", "not_billable"), fact
            assert brief(part) == brief(full), fact


@given(records(), claims(), packs)
def test_any_claim_is_answered(whole, billed, pack):
    """Whatever is billed, every difference names its rule, its sources, its lines and one action."""
    rules = book(whole.date_of_service, pack)
    done = rules.audit(whole, billed)
    names = {rule.name for rule in rules.resolved.rules}
    for each in done.differences:
        assert each.rule in names
        assert each.action
        assert each.message
        assert "{" not in each.message
        assert "()" not in each.message
        assert set(each.sources) <= set(rules.resolved.sources)
        assert each.sources
        assert {billed[at].code for at in each.positions} <= {each.code}
        # What nobody billed is told to be missing, save where its units are in doubt.
        assert each.positions or each.matter == "not_billed" or each.message.endswith(DOUBTS)
    failed = any(each.severity == "error" and each.outcome == "failed" for each in done.differences)
    assert failed is (done.status == "differs")
    if done.status == "agrees":
        assert {each.severity for each in done.differences} <= {"advice", "warning"}
        assert done.decision.status in ("clean", "not_billable")


@given(records(), claims())
def test_agreement_is_with_the_very_lines_of_the_decision(whole, billed):
    """A claim that agrees has each supported line once, with its units, and no other debridement line."""
    rules = book(whole.date_of_service)
    supported = own(rules.code(whole), others=True)
    for claim in (billed, [*supported, *billed]):
        done = rules.audit(whole, claim)
        if done.status == "agrees":
            told = sorted((each.code, each.units) for each in claim if each.code in (*OURS, *DELETED))
            assert told == sorted((each.code, each.units) for each in rules.code(whole).lines)


@cache
def _pickled(day, pack):
    return pickle.loads(pickle.dumps(book(day, pack)))  # noqa: S301 - our own


@given(records(), claims(), packs)
def test_the_same_claim_gives_the_same_bytes(whole, billed, pack):
    """The same digest, the same rules, the same answer: twice, and from a pickled rule book."""
    rules, again = book(whole.date_of_service, pack), _pickled(whole.date_of_service, pack)
    assert write(rules.audit(whole, billed)) == write(rules.audit(whole, billed))
    assert write(rules.audit(whole, billed)) == write(again.audit(whole, list(billed)))
    assert repr(rules.if_documented(whole)) == repr(again.if_documented(whole))


@given(records(), packs)
def test_if_documented_is_for_queries_alone(whole, pack):
    """Nothing when the Decision is no query; and no answer is told twice for one fact."""
    rules = book(whole.date_of_service, pack)
    told = rules.if_documented(whole)
    if rules.code(whole).status != "query":
        assert told == ()
    for fact, wound_id in {(each.fact, each.wound_id) for each in told}:
        same = [each for each in told if (each.fact, each.wound_id) == (fact, wound_id)]
        answers = [word for each in same for word in each.answers]
        assert len(answers) == len(set(answers))
        assert len({(each.status, each.lines, each.other_lines) for each in same}) == len(same)


@given(
    st.lists(_one_of(BY_AREA), min_size=2, max_size=3, unique=True),
    st.lists(areas(most=60), min_size=3, max_size=3),
    _one_of(DAYS),
)
def test_wounds_apart_are_earned_once_and_missed_once(families, sizes, day):
    """A modifier is missing on each column 2 line, and on no other."""
    column_2 = {
        "subcutaneous": {"muscle", "bone"},
        "muscle": {"bone"},
        "bone": set(),
        "selective": {"subcutaneous", "muscle", "bone"},
    }
    whole = record(
        *(
            treated(f"w{at}", family, Decimal(size), PLACES[at])
            for at, (family, size) in enumerate(zip(families, sizes, strict=False))
        ),
        day=day,
    )
    rules = book(day)
    decision = rules.code(whole)
    bare = [evolve(each, modifiers=()) for each in own(decision)]
    missing = {each.code for each in rules.audit(whole, bare).differences}
    for one, other in combinations(families, 2):
        for first, second in ((one, other), (other, one)):
            if first in column_2[second]:
                assert CODES[second][0] in missing
    assert missing <= {each.code for each in decision.lines if column_2[FAMILY[each.code]] & set(families)}
