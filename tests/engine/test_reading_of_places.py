"""How a location is read with a few words: what is said, what only joins, what is too little to tell."""

import pytest

from debridecode.engine.places import Place, PlaceReader, apart, distinct

READER = PlaceReader(
    vague=frozenset({"left", "right", "both", "leg"}),
    opposed=(
        (frozenset({"left", "lt", "both"}), frozenset({"right", "rt", "both"})),
        (frozenset({"heel"}), frozenset({"ankle"})),
        (frozenset({"first_toe"}), frozenset({"second_toe"})),
    ),
)


@pytest.mark.parametrize(
    ("text", "side", "told", "landmarks", "exact"),
    [
        ("left heel", None, {0: {0}, 1: {0}}, set(), True),
        ("LEFT Heel", None, {0: {0}, 1: {0}}, set(), True),
        ("left leg", None, {0: {0}}, set(), False),
        ("both heels", None, {0: {0, 1}}, {"heels"}, True),
        ("heel", "right", {1: {0}, 0: {1}}, set(), True),
        ("heel and ankle", None, {1: {0, 1}}, {"and"}, True),
        ("left first toe", None, {0: {0}, 2: {0}}, {"first", "toe"}, True),
        ("first and second toe", None, {}, {"first", "and", "second", "toe"}, True),
        ("first to second toe", None, {}, {"first", "second", "toe"}, True),
        ("first through second toe", None, {}, {"first", "through", "second", "toe"}, True),
        ("first thru second toe", None, {}, {"first", "thru", "second", "toe"}, True),
        ("first-toe", None, {2: {0}}, {"first", "toe"}, True),
        ("leg 123", None, {}, set(), False),
        ("leg ab", None, {}, set(), False),
        ("leg abc", None, {}, {"abc"}, True),
        ("", None, {}, set(), False),
        ("", "left", {0: {0}}, set(), False),
        ("shin", "midline", {}, {"shin"}, True),
    ],
)
def test_a_location(text, side, told, landmarks, exact):
    place = READER.read(text, side)
    assert place.told == told
    assert place.landmarks == landmarks
    assert place.exact is exact


@pytest.mark.parametrize(
    ("text", "side", "contradicted"),
    [
        ("left heel", "right", True),
        ("left heel", "left", False),
        ("both heels", "right", False),
        ("heel", "right", False),
        ("left heel", None, False),
        ("left heel", "midline", False),
        ("right left heel", "left", False),
    ],
)
def test_a_side_that_the_words_deny(text, side, contradicted):
    place = READER.read(text, side)
    assert place.side_contradicted is contradicted
    if side == "right":
        assert 1 in place.told[0]


def test_a_side_is_told_beside_the_words():
    assert READER.read("left heel", "right").told == {0: {0, 1}, 1: {0}}


def test_what_words_mean():
    assert READER.meanings(("both", "ankle", "shin")) == [(0, 0), (0, 1), (1, 1)]


def place(told, *landmarks):
    return Place(frozenset(landmarks), told, exact=True, side_contradicted=False)


LEFT, RIGHT, BOTH = frozenset({0}), frozenset({1}), frozenset({0, 1})


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        (place({0: LEFT}), place({0: RIGHT}), True),
        (place({0: LEFT}), place({0: LEFT}), False),
        (place({0: LEFT}), place({0: BOTH}), None),
        (place({0: LEFT}), place({1: RIGHT}), None),
        (place({0: LEFT}, "shin"), place({0: LEFT}, "calf"), None),
        (place({0: LEFT}, "shin"), place({0: LEFT}, "shin"), False),
        (place({0: LEFT}, "shin"), place({0: BOTH}, "shin"), None),
        (place({0: LEFT, 1: LEFT}), place({0: LEFT, 1: RIGHT}), True),
        (place({}), place({}), False),
    ],
)
def test_two_places(one, other, answer):
    assert distinct(one, other) is answer
    assert distinct(other, one) is answer


@pytest.mark.parametrize(
    ("stated", "answer"),
    [
        ((None, None), None),
        ((True, None), None),
        ((None, True), None),
        ((True, True), True),
        ((True, False), False),
        ((False, True), False),
        ((False, None), False),
        ((None, False), False),
        ((False, False), False),
    ],
)
def test_what_is_stated_of_two_wounds(stated, answer):
    untold = place({0: LEFT}, "shin"), place({0: LEFT}, "calf")
    assert apart(*untold, stated) is answer
    assert apart(None, untold[0], stated) is answer
    assert apart(untold[0], None, stated) is answer
    assert apart(None, None, stated) is answer


def test_the_places_tell_where_nothing_is_stated():
    assert apart(place({0: LEFT}), place({0: RIGHT}), (None, None)) is True
    assert apart(place({0: LEFT}), place({0: LEFT}), (True, None)) is False


RELATED = PlaceReader(
    vague=frozenset({"left", "right", "leg", "midline"}),
    opposed=(
        (frozenset({"left", "both"}), frozenset({"right", "both"}), frozenset({"midline"})),
        (frozenset({"heel"}), frozenset({"ankle"}), frozenset({"shin"})),
    ),
    relating=frozenset({"above", "below"}),
    ranging=frozenset({"to"}),
)


@pytest.mark.parametrize(
    ("text", "told", "landmarks"),
    [
        ("shin above the ankle", {1: {2}}, {"above", "the", "ankle"}),
        ("ankle above", {1: {1}}, {"above"}),
        ("above left ankle", {0: {0}}, {"above", "ankle"}),
        ("above the ankle, heel", {1: {0}}, {"above", "the", "ankle"}),
        ("above the ankle (heel)", {1: {0}}, {"above", "the", "ankle"}),
        ("above the ankle/heel", {1: {0}}, {"above", "the", "ankle"}),
        ("above the ankle; heel", {1: {0}}, {"above", "the", "ankle"}),
        ("above the ankle: heel", {1: {0}}, {"above", "the", "ankle"}),
        ("heel to shin", {}, {"heel", "shin"}),
        ("right heel to shin", {0: {1}}, {"heel", "shin"}),
        ("midline heel to shin", {0: {2}}, {"heel", "shin"}),
        ("heel to shin, ankle", {1: {1}}, {"heel", "shin"}),
        ("below the heel, above the heel", {}, {"below", "the", "heel", "above"}),
        ("Heel ABOVE the Ankle", {1: {0}}, {"above", "the", "ankle"}),
    ],
)
def test_what_only_relates_to_a_region_is_a_landmark(text, told, landmarks):
    place = RELATED.read(text, None)
    assert place.told == told
    assert place.landmarks == landmarks


def test_of_what_covers_more_than_its_place_the_side_alone_tells():
    heel = RELATED.read("left heel, inside", "left")
    side = RELATED.side_of(heel)
    assert side.told == {0: {0}}
    assert (side.exact, side.side_contradicted) == (True, False)
    assert distinct(side, RELATED.read("right ankle", None)) is True
    assert distinct(side, RELATED.read("left ankle", None)) is None
    assert distinct(side, RELATED.read("left", None)) is None
    denied = RELATED.side_of(RELATED.read("left heel", "right"))
    assert (denied.told, denied.side_contradicted) == ({0: {0, 1}}, True)
    assert RELATED.side_of(RELATED.read("leg", None)).exact is False
