"""From areas to units. Each docstring quotes the rule that its test holds the library to.

The numbers are sections of the design: 5, the JSON contracts; 6, the order of reasoning.
"""

import os
import pickle
import subprocess
import sys
from collections import Counter
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

import debridecode as dc
from debridecode.interop.json import write
from property.strategies import (
    BY_AREA,
    CODES,
    DAYS,
    FEW,
    MEDICAID_TABLES,
    NOTHING_MEASURED,
    PLACES,
    PRACTITIONERS,
    areas,
    books,
    complete_encounters,
    encounter,
    encounters,
    family_of,
    with_debridement,
    with_wound,
    wound,
)

families = st.sampled_from(BY_AREA)
parts = st.lists(areas(most=100), min_size=1, max_size=8)


def add_on_units(total):
    """Add-on units of an area, by whole-number division alone; nothing of the library is asked."""
    beyond = total - 20
    return 0 if beyond <= 0 else -((-beyond.numerator) // (beyond.denominator * 20))


def sum_of(sizes):
    return sum((Fraction(format(size, "f")) for size in sizes), Fraction(0))


def record(sizes, family, **about):
    """A fully documented encounter with one wound for each size, all of one family."""
    return encounter(
        [wound(f"w{index}", family, size, place=PLACES[index]) for index, size in enumerate(sizes)], **about
    )


def coded(whole):
    """Code -> units, the same for every bundled pack."""
    answers = [
        {line.code: line.units for line in book.code(whole).lines} for book in books(whole.date_of_service)
    ]
    assert all(answer == answers[0] for answer in answers)
    return answers[0]


def expected(sizes, family):
    primary, add_on = CODES[family]
    more = add_on_units(sum_of(sizes))
    return {primary: 1} | ({add_on: more} if more else {})


def ranked(decision):
    """What a decision says, without the order of the wounds."""
    lines = [
        evolve(line, wound_ids=tuple(sorted(line.wound_ids)), diagnoses=tuple(sorted(line.diagnoses)))
        for line in decision.lines
    ]
    findings = Counter((each.rule, each.outcome, each.severity, each.wound_id) for each in decision.findings)
    # A line's rules begin with the rows that placed its wounds, in the order of the wounds.
    return decision.status, [evolve(line, rules=tuple(sorted(line.rules))) for line in lines], findings


@given(parts, families)
def test_one_primary_and_an_add_on_for_each_further_20(sizes, family):
    """6.4: "one primary; add-on = ceil((A - first) / step), exact decimals, never rounded before the sum".

    The first area and the step are 20 sq cm, for 97597 with 97598 and for 11042-11044 with 11045-11047.
    """
    assert coded(record(sizes, family)) == expected(sizes, family)


@given(areas(most=300), families)
def test_any_area_above_0_has_its_primary(size, family):
    """Glossary: a primary is "the code of a family for the first area ... One unit", however small."""
    primary, _ = CODES[family]
    assert coded(record([size], family))[primary] == 1


@given(parts, st.data(), families)
def test_more_area_is_never_fewer_units(sizes, data, family):
    """Engine: "an add-on for each further step of area, or part of one": 20 more is one more, never fewer."""
    index = data.draw(st.integers(0, len(sizes) - 1))
    grown = [*sizes]
    grown[index] += data.draw(areas(most=100))
    before, after = coded(record(sizes, family)), coded(record(grown, family))
    assert all(after.get(code, 0) >= units for code, units in before.items())
    one_step = [*sizes]
    one_step[index] += 20
    primary, add_on = CODES[family]
    stepped = coded(record(one_step, family))
    if sum_of(sizes) >= 20:
        assert stepped[add_on] == before.get(add_on, 0) + 1
    assert stepped[primary] == before[primary] == 1


@given(encounters(), st.randoms(use_true_random=False))
def test_the_order_of_the_wounds_changes_nothing(whole, random):
    """6.3: "Group wounds of one family in one session; sum the areas debrided": a sum has no order."""
    shuffled = list(whole.wounds)
    random.shuffle(shuffled)
    for book in books(whole.date_of_service):
        assert ranked(book.code(whole)) == ranked(book.code(evolve(whole, wounds=tuple(shuffled))))


@given(complete_encounters(wounds=6), st.data())
def test_one_wound_or_its_parts_are_the_same_units(whole, data):
    """6.3: "sum the areas debrided": in one family only the sum counts, not of how many wounds."""
    index = data.draw(st.integers(0, len(whole.wounds) - 1))
    one = whole.wounds[index]
    size = one.debridement.area_sq_cm
    ticks = int(size.scaleb(4))
    if ticks == 1:
        return
    first = Decimal(data.draw(st.integers(1, ticks - 1))).scaleb(-4)
    # Two wounds, so two places: those that no wound is at.
    free = [place for place in PLACES if place[0] not in {each.location for each in whole.wounds}]
    halves = [
        evolve(
            one,
            wound_id=name,
            location=place[0],
            laterality=place[1],
            debridement=evolve(one.debridement, area_sq_cm=part),
        )
        for name, place, part in (("part1", free[0], first), ("part2", free[1], size - first))
    ]
    split = evolve(whole, wounds=(*whole.wounds[:index], *halves, *whole.wounds[index + 1 :]))
    for book in books(whole.date_of_service):
        before, after = book.code(whole), book.code(split)
        assert before.status == after.status
        assert [(line.code, line.units, line.modifiers) for line in before.lines] == [
            (line.code, line.units, line.modifiers) for line in after.lines
        ]


@given(complete_encounters(roles=PRACTITIONERS))
def test_no_sum_across_families(whole):
    """6.3: "never sum across families": the units of a line come from the wounds of its own family."""
    groups = {}
    for treated in whole.wounds:
        groups.setdefault(family_of(treated), []).append(treated)
    own = {code: family for family, codes in CODES.items() for code in codes if code}
    for book in books(whole.date_of_service):
        for line in book.code(whole).lines:
            members = groups[own[line.code]]
            assert line.wound_ids == tuple(member.wound_id for member in members)
            if own[line.code] in BY_AREA:
                sizes = [member.debridement.area_sq_cm for member in members]
                assert line.units == expected(sizes, own[line.code])[line.code]
            else:
                assert line.units == 1


@given(encounters())
def test_never_an_add_on_without_its_own_primary(whole):
    """6.5: "add-on with its own primary": 97598 only beside 97597, 11045 beside 11042, and so on."""
    primary_of = {add_on: primary for primary, add_on in CODES.values() if add_on}
    for book in books(whole.date_of_service):
        lines = book.code(whole).lines
        codes = [line.code for line in lines]
        assert len(codes) == len(set(codes))
        by_code = dict(zip(codes, lines, strict=True))
        for code in codes:
            if code in primary_of:
                assert by_code[primary_of[code]].units == 1
                assert by_code[primary_of[code]].wound_ids == by_code[code].wound_ids
            else:
                assert by_code[code].units == 1


@st.composite
def sums_to(draw, total):
    """One to eight areas that come to exactly `total`."""
    places = draw(st.integers(1, 4))
    ticks = total * 10**places
    cuts = draw(st.sets(st.integers(1, ticks - 1), max_size=7))
    edges = [0, *sorted(cuts), ticks]
    sizes = [Decimal(end - start).scaleb(-places) for start, end in pairwise(edges)]
    return draw(st.permutations(sizes))


@pytest.mark.parametrize("total", [20, 40, 60])
@given(data=st.data(), family=families)
def test_on_the_threshold_no_unit_too_many(total, data, family):
    """6.4: "exact decimals, never rounded before the sum": 20 is within the first 20; 20.0001 is not."""
    sizes = data.draw(sums_to(total))
    _, add_on = CODES[family]
    assert coded(record(sizes, family)).get(add_on, 0) == total // 20 - 1
    sizes[0] += Decimal("0.0001")
    assert coded(record(sizes, family))[add_on] == total // 20


@pytest.mark.parametrize(
    ("sizes", "more"),
    [
        ("7.1 4.2 4.9 0.1 3.7", 0),
        ("7.1 4.2 4.9 0.1 3.7001", 1),
        ("0.1 0.2 19.7", 0),
        ("6.7 6.7 6.6", 0),
        ("13.3333 13.3333 13.3334", 1),
        ("1.1 2.2 3.3 33.4", 1),
        ("1.1 2.2 3.3 33.4001", 2),
        ("59.9999 0.0001", 2),
        ("20000", 999),
    ],
)
def test_on_the_threshold_from_json_text(sizes, more):
    """Decision 2: "7.1 + 4.2 + 4.9 + 0.1 + 3.7 is 20. As floats it is 20.000000000000004"."""
    wounds = ",".join(
        f'{{"wound_id": "{index}", "etiology": "venous_ulcer", "debridement": {{"method": "excisional",'
        f' "deepest_tissue_removed": "dermis", "tissue_removed": ["slough"], "area_sq_cm": {size}}}}}'
        for index, size in enumerate(sizes.split())
    )
    whole = dc.read_encounter(
        '{"encounter_id": "e", "date_of_service": "2026-03-02", "payer": "cms/base",'
        ' "setting": {"claim_form": "professional"},'
        ' "rendering_provider": {"role": "physician", "therapy_plan_of_care": false},'
        f' "wounds": [{wounds}]}}'
    )
    assert coded(whole) == {"97597": 1} | ({"97598": more} if more else {})


@given(st.data(), families)
def test_length_times_width_is_exact_in_every_unit(data, family):
    """5: "Where only length and width are given, the area is their product", in mm and inches too."""
    in_cm = {"cm": Fraction(1), "mm": Fraction(1, 10), "in": Fraction(254, 100)}
    total, wounds = Fraction(0), []
    for index in range(data.draw(st.integers(1, 4))):
        unit = data.draw(st.sampled_from(sorted(in_cm)))
        length, width = (data.draw(areas(most=20)) for _ in range(2))
        total += Fraction(length) * Fraction(width) * in_cm[unit] ** 2
        size = dc.Measurement(**{f"length_{unit}": length, f"width_{unit}": width})
        done = wound(f"w{index}", family, length, place=PLACES[index])
        silent = evolve(done.debridement, area_sq_cm=None)
        wounds.append(evolve(done, before=size, after=NOTHING_MEASURED, debridement=silent))
    _, add_on = CODES[family]
    assert coded(encounter(wounds)).get(add_on, 0) == add_on_units(total)


@given(parts, families, st.integers(1, 6))
def test_the_callers_decimal_context_changes_no_unit(sizes, family, digits):
    """6.4: "exact decimals, never rounded before the sum", also when the caller's own decimals are."""
    whole = record(sizes, family)
    with localcontext() as context:
        context.prec = digits
        assert coded(whole) == expected(sizes, family)


def test_a_caller_who_rounds_to_three_digits_gets_every_unit():
    """6.4: "exact decimals, never rounded before the sum": 19.99 + 0.02 is above 20 for any caller."""
    whole = record([Decimal("19.99"), Decimal("0.02")], "selective")
    with localcontext() as context:
        context.prec = 3
        answer = coded(whole)
    assert answer == {"97597": 1, "97598": 1}


def test_a_caller_who_rounds_to_one_digit_can_make_a_wound():
    """5: "exact decimals": 1.5 is an area, whatever the caller's own decimals are rounded to."""
    with localcontext() as context:
        context.prec = 1
        made = record([Decimal("1.5")], "selective")
    assert made == record([Decimal("1.5")], "selective")


def _pickled(thing):
    return pickle.loads(pickle.dumps(thing))  # noqa: S301 - our own pickle


@given(encounters())
def test_the_same_encounter_and_pack_give_the_same_bytes(whole):
    """Interop: "the same object always gives the same text", also of an encounter pickled or written."""
    for book in books(whole.date_of_service):
        text = write(book.code(whole)).encode()
        assert write(book.code(_pickled(whole))).encode() == text
        assert write(book.code(dc.read_encounter(write(whole)))).encode() == text


@settings(max_examples=10)
@given(complete_encounters())
def test_a_pickled_rule_book_gives_the_same_bytes(whole):
    """RuleBook: "It is immutable in use and can be pickled, so that worker processes share it"."""
    for book in books(whole.date_of_service):
        again = _pickled(book)
        assert write(again.code(whole)) == write(book.code(whole))
        alone = dc.rulebook(book.resolved.pack, on=whole.date_of_service, tables=MEDICAID_TABLES)
        assert write(alone.code(whole)) == write(book.code(whole))


_ANSWER = f"""
import sys
from debridecode import read_encounter, rulebook
from debridecode.interop.json import write
for line in sys.stdin.buffer.read().splitlines():
    encounter = read_encounter(line)
    for pack in {FEW!r}:
        decision = rulebook(pack, on=encounter.date_of_service).code(encounter)
        sys.stdout.buffer.write(write(decision).encode() + b"\\n")
"""


def _awkward():
    """Records with much that could come out of a set in any order."""
    mixed = encounter(
        [wound(f"w{index}", family, Decimal(25), place=PLACES[index]) for index, family in enumerate(CODES)],
        form="institutional",
        day=DAYS[4],
    )
    yield mixed
    yield evolve(mixed, setting=None, rendering_provider=None)
    yield with_debridement(mixed, 3, deepest_tissue_removed=None, method=None, area_sq_cm=None)
    yield with_wound(with_wound(mixed, 0, location=None), 1, etiology="burn", diagnoses=())


@pytest.mark.parametrize("seed", ["0", "1", "4242"])
def test_the_same_bytes_in_another_process(seed):
    """The same encounter and pack give the same bytes, whatever order Python gives to sets there."""
    whole = list(_awkward())
    ours = [write(dc.rulebook(pack, on=each.date_of_service).code(each)) for each in whole for pack in FEW]
    run = subprocess.run(
        [sys.executable, "-c", _ANSWER],
        input="\n".join(map(write, whole)).encode(),
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": seed},
    )
    assert run.stdout.decode().splitlines() == ours
