"""Which release of an edit table answers, what it says, and how it is called."""

from datetime import date
from decimal import Decimal

import pytest

from debridecode.engine.tables import EditTables
from debridecode.packs.resolve import Resolved, ResolvedEdits
from debridecode.releases import AddOn, PairEdit, Release, Source, UnitLimit

DAY = date(2024, 8, 15)
BOTH = frozenset({"X0001", "X0002", "X0003"})
OLD = (date(2024, 1, 1), date(2024, 6, 30))
NEW = (date(2024, 7, 1), date(2024, 9, 30))


def release(kind, rows, name, span=NEW, codes=BOTH):
    source = Source(id=f"from-{name}", title="t", publisher="p", read="verified")
    return Release(
        slot=f"acme/{kind}",
        release=name,
        start=span[0],
        until=span[1],
        codes=codes,
        partners=codes,
        sources=(source,),
        rows=tuple(rows),
    )


def table(kind, *releases, setting="practitioner", id_="edits", level=None):
    return ResolvedEdits(
        name=f"acme/plan:{id_}",
        id=id_,
        kind=kind,
        title=id_.capitalize(),
        setting=setting,
        level=level,
        releases=tuple(releases),
    )


def tables(*edits):
    return EditTables(
        Resolved(
            pack="acme/plan",
            version="1",
            title="t",
            digest="",
            start=DAY,
            until=None,
            parameters={},
            rules=(),
            tables=(),
            edits=edits,
            sources={},
        )
    )


PAIRS = tables(
    table(
        "pair_edits",
        release("pair_edits", [PairEdit("X0001", "X0002", "1")], "new"),
        release(
            "pair_edits",
            [
                PairEdit("X0002", "X0001", "0"),
                PairEdit("X0004", "X0001", "0"),
                PairEdit("X0006", "X0005", "9"),
            ],
            "old",
            OLD,
            frozenset({"X0001", "X0004", "X0005", "X0006"}),
        ),
    ),
    table(
        "pair_edits",
        release("pair_edits", [PairEdit("X0002", "X0001", "1")], "there"),
        setting="outpatient_hospital",
        id_="there",
    ),
)


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    ("pair", "found"),
    [
        (("X0001", "X0002"), ("X0001", "X0002", "1", "new")),
        (("X0001", "X0004"), ("X0004", "X0001", "0", "old")),
    ],
)
def test_a_pair_in_whichever_order(pair, found, turned):
    one, other = reversed(pair) if turned else pair
    answer = PAIRS.pair("practitioner", one, other)
    assert (
        answer.column_1,
        answer.column_2,
        answer.indicator,
        answer.asked.release,
    ) == found


def test_a_pair_without_an_edit():
    answer = PAIRS.pair("practitioner", "X0003", "X0002")
    assert (answer.column_1, answer.column_2, answer.indicator) == (
        "X0003",
        "X0002",
        "none",
    )
    assert answer.asked.release == "new"


def test_a_pair_that_was_withdrawn_has_no_edit():
    answer = PAIRS.pair("practitioner", "X0005", "X0006")
    assert (answer.column_1, answer.column_2, answer.indicator) == ("X0005", "X0006", "none")
    assert PAIRS.anywhere_column_2("X0006", "X0005") is False


def test_a_pair_that_no_release_covers():
    assert PAIRS.pair("practitioner", "X0001", "X0009") is None
    assert PAIRS.pair(None, "X0001", "X0002") is None
    assert PAIRS.pair("outpatient_hospital", "X0001", "X0004") is None


def test_each_setting_has_its_table():
    answer = PAIRS.pair("outpatient_hospital", "X0001", "X0002")
    assert (answer.column_1, answer.asked.id) == ("X0002", "there")


def test_column_2_in_the_table_of_any_setting():
    assert PAIRS.anywhere_column_2("X0001", "X0002") is True
    assert PAIRS.anywhere_column_2("X0002", "X0001") is True
    assert PAIRS.anywhere_column_2("X0004", "X0001") is True
    assert PAIRS.anywhere_column_2("X0001", "X0004") is False


def test_how_a_release_is_called():
    new = PAIRS.pair("practitioner", "X0001", "X0002").asked
    assert (new.id, new.title) == ("edits", "Edits")
    assert (new.covers_date, new.sources) == (True, ("from-new",))
    assert new.words == "Edits, new; in force on the date of service"
    old = PAIRS.pair("practitioner", "X0001", "X0004").asked
    assert (old.covers_date, old.sources) == (False, ("from-old",))
    assert old.words == "Edits, old; known for 2024-01-01 to 2024-06-30, not for the date of service"


LIMITS = tables(
    table(
        "unit_limits",
        release(
            "unit_limits",
            [UnitLimit("X0001", Decimal(3), "2")],
            "new",
            codes=frozenset({"X0001", "X0002"}),
        ),
        release(
            "unit_limits",
            [
                UnitLimit("X0001", Decimal(9), "3"),
                UnitLimit("X0002", Decimal(9), "3"),
                UnitLimit("X0003", Decimal(4), "1"),
            ],
            "old",
            OLD,
            frozenset({"X0003"}),
        ),
    )
)


def test_a_unit_limit():
    [found] = LIMITS.limits("practitioner", "X0001")
    assert (found.limit, found.indicator, found.asked.release) == (3, "2", "new")
    [found] = LIMITS.limits("practitioner", "X0003")
    assert (found.limit, found.indicator, found.asked.release) == (4, "1", "old")


def test_a_code_without_a_published_unit_limit_may_have_one_all_the_same():
    assert LIMITS.limits("practitioner", "X0002") == ()


def test_a_unit_limit_that_no_release_covers():
    assert LIMITS.limits("practitioner", "X0009") == ()
    assert LIMITS.limits("outpatient_hospital", "X0001") == ()
    assert LIMITS.limits(None, "X0001") == ()


ADD_ONS = tables(
    table("pair_edits", release("pair_edits", [], "pairs")),
    table(
        "add_ons",
        release("add_ons", [AddOn("X0002", "X0001"), AddOn("X0002", "X0003")], "new"),
        release(
            "add_ons",
            [
                AddOn("X0002", "X0009"),
                AddOn("X0003", "X0009"),
                AddOn("X0004", "X0003"),
                AddOn("X0004", "CCCCC", "2"),
                AddOn("X0006", "X0005", until=date(2024, 3, 31)),
                AddOn("X0006", "X0007", start=date(2024, 4, 1)),
            ],
            "old",
            OLD,
        ),
        setting=None,
    ),
)


@pytest.mark.parametrize(
    ("add_on", "primaries", "is_open", "name"),
    [
        ("X0002", {"X0001", "X0003"}, False, "new"),
        ("X0004", {"X0003", "CCCCC"}, True, "old"),
        ("X0006", {"X0007"}, False, "old"),
    ],
)
def test_the_primaries_of_an_add_on(add_on, primaries, is_open, name):
    found = ADD_ONS.primaries(add_on)
    assert (found.primaries, found.open, found.asked.release) == (
        primaries,
        is_open,
        name,
    )


def test_a_code_that_is_no_add_on():
    assert ADD_ONS.primaries("X0001") is None


def test_a_table_of_pairs_for_no_setting_is_asked_in_none_alone():
    """A table of pairs that names no setting is none of a setting; a limit of units holds in every one."""
    whole = tables(
        table(
            "pair_edits",
            release("pair_edits", [PairEdit("X0001", "X0002", "1")], "a"),
            setting=None,
        )
    )
    assert whole.pair("practitioner", "X0001", "X0002") is None
    assert whole.pair(None, "X0001", "X0002").indicator == "1"
    limits = tables(
        table(
            "unit_limits",
            release("unit_limits", [UnitLimit("X0001", Decimal(3), "2")], "a"),
            setting=None,
        )
    )
    assert limits.limits(None, "X0001")[0].limit == 3
    assert limits.limits("practitioner", "X0001")[0].limit == 3


def test_every_limit_is_found_the_strictest_first():
    """The stricter of state limit, unit limit and payer limit wins, and each is named."""
    rows = {"program": 8, "state": 4, "payer": 6}
    limits = tables(
        *(
            table(
                "unit_limits",
                release("unit_limits", [UnitLimit("X0001", Decimal(most), "3")], f"of the {level}"),
                setting="practitioner" if level == "program" else None,
                id_=level,
                level=None if level == "program" else level,
            )
            for level, most in rows.items()
        )
    )
    found = limits.limits("practitioner", "X0001")
    assert [(each.level, each.limit, each.asked.release) for each in found] == [
        ("state", 4, "of the state"),
        ("payer", 6, "of the payer"),
        (None, 8, "of the program"),
    ]
    assert found[2].words.startswith("program limit 8 (indicator 3; Program, of the program;")


def test_a_release_in_force_that_covers_an_add_on_answers_for_it():
    """An older release that lists it is asked no more."""
    assert ADD_ONS.primaries("X0003") is None
    older = tables(
        table(
            "add_ons",
            release("add_ons", [AddOn("X0002", "X0001")], "old", OLD),
            release("add_ons", [AddOn("X0003", "X0009")], "older", OLD),
            setting=None,
        )
    )
    assert older.primaries("X0003").asked.release == "older"


def test_a_release_out_of_force_leaves_a_code_that_it_has_no_limit_for_to_the_next():
    rows = [UnitLimit("X0003", Decimal(4), "1")]
    older = tables(
        table(
            "unit_limits", release("unit_limits", [], "old", OLD), release("unit_limits", rows, "older", OLD)
        )
    )
    assert older.limits("practitioner", "X0003")[0].asked.release == "older"


def test_a_release_without_an_end_is_called_so():
    later = (date(2025, 1, 1), None)
    asked = (
        tables(table("pair_edits", release("pair_edits", [PairEdit("X0001", "X0002", "1")], "next", later)))
        .pair("practitioner", "X0001", "X0002")
        .asked
    )
    assert asked.words == "Edits, next; known for 2025-01-01 to further notice, not for the date of service"


def test_whether_add_ons_are_listed_at_all():
    assert ADD_ONS.lists_add_ons is True
    assert PAIRS.lists_add_ons is False
