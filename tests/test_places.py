"""Where wounds lie: the words of the record earn a modifier only when they set two places apart."""

from datetime import date

import pytest

from debridecode.engine.places import PlaceReader, apart, distinct
from debridecode.rulebooks import rulebook

RESOLVED = rulebook("cms/base", on=date(2024, 8, 15)).resolved
READER = PlaceReader(
    vague=RESOLVED.parameters["location.vague_words"].value,
    opposed=RESOLVED.parameters["location.opposed_words"].value,
)


def places(*texts):
    """Locations as read, each a text, or a text and a side."""
    return [READER.read(*(text if isinstance(text, tuple) else (text, None))) for text in texts]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("left heel", "right heel"),
        (("heel", "left"), ("heel", "right")),
        ("right heel", "right medial malleolus"),
        ("right plantar heel", "right calf"),
        ("left great toe", "left second toe"),
        ("left 1st toe", "left 3rd toe"),
        ("right first metatarsal head", "right fifth metatarsal head"),
        ("sacrum", "left hip over the greater trochanter"),
    ],
)
def test_opposed_words_set_places_apart_in_either_order(one, other):
    first, second = places(one, other)
    assert distinct(first, second) is True
    assert distinct(second, first) is True


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("right heel", "right calcaneus"),
        ("sacrum", "sacral area"),
        ("coccyx", "tailbone"),
        ("right calf", "right shin"),
        ("right medial malleolus", "right medial ankle"),
        ("right buttock", "right gluteal"),
        ("right heal", "right heel"),
        ("right heel", "both heels"),
        ("left heel", "left and right heels"),
        ("right heel, first ulcer", "right heel, second ulcer"),
        ("right upper calf", "right lower leg calf"),
        ("right heel, medial edge", "right heel, lateral edge"),
        ("left great toe", "left hallux"),
        ("left great toe", "left first toe"),
        ("left first and second toe", "left first toe"),
        ("plantar heel", ("plantar heel", "right")),
        ("right calf", "unknown"),
        ("right calf", "wound B, see diagram"),
    ],
)
def test_other_words_alone_never_set_places_apart(one, other):
    """Synonyms, misspellings, surfaces and non-answers are no second place."""
    first, second = places(one, other)
    assert distinct(first, second) is not True
    assert distinct(second, first) is not True


@pytest.mark.parametrize("text", ["right heel", "left lateral lower leg, mid calf", "left great toe"])
def test_a_place_is_one_with_itself(text):
    first, second = places(text, text.upper())
    assert distinct(first, second) is False


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("right leg", False),
        ("foot", False),
        ("right leg 1", False),
        ("RLE", False),
        ("wound A", False),
        ("right lower leg", False),
        ("right heel", True),
        ("left great toe", True),
        ("left lateral lower leg, mid calf", True),
    ],
)
def test_a_limb_alone_is_not_exact(text, exact):
    (place,) = places(text)
    assert place.exact is exact


def test_a_side_that_the_words_contradict_is_seen():
    wrong, right, silent = places(("left heel", "right"), ("left heel", "left"), ("heel", "right"))
    assert [place.side_contradicted for place in (wrong, right, silent)] == [True, False, False]


def test_what_the_record_states_outright_decides():
    first, second = places("right heel, medial edge", "right heel, lateral edge")
    assert apart(first, second, (True, True)) is True
    assert apart(first, second, (True, None)) is None
    assert apart(*places("left heel", "right heel"), (None, False)) is False
    assert apart(None, None, (True, True)) is True


def test_a_word_of_several_meanings_says_them_all_whatever_the_order():
    sides = ((frozenset({"left", "both"}), frozenset({"right", "both"})),)
    for opposed in (sides, (sides[0][::-1],)):
        read = PlaceReader(vague=frozenset(), opposed=opposed).read
        assert distinct(read("both heels", None), read("right heels", None)) is not True
