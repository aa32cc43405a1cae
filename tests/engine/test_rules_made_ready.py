"""What a rule book keeps of a pack: words filled in, kinds of services, sources by name, and more."""

from datetime import date
from decimal import Decimal

import pytest
from plan import DAY, book, code, every, finding, is_, lines, parameter, rule, sheet, table, wound

from debridecode.engine.program import shown


def program(**changes):
    return book(**changes)._program


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("20.50"), "20.5"),
        (Decimal("2E+1"), "20"),
        (True, "yes"),
        (False, "no"),
        (frozenset({"slough", "bone", "fibrin"}), "bone, fibrin, slough"),
        (date(2024, 8, 5), "2024-08-05"),
        (None, "unknown"),
        ("larval", "larval"),
        (3, "3"),
    ],
)
def test_how_a_value_is_shown(value, text):
    assert shown(value) == text


@pytest.mark.parametrize(
    ("message", "filled"),
    [
        ("plain", "plain"),
        ("{wound.method}", "sharp_selective"),
        ("a {wound.method} b", "a sharp_selective b"),
        ("{encounter.role}{wound.family} and {many.units}.", "physicianshallow and 3."),
        ("first {area.first}, then {area.step}", "first 10, then 4"),
    ],
)
def test_words_are_filled_in(message, filled):
    seen = rule("wound", {"all": []}, "seen", finding=finding("advice", message, ask=f"{message}?"))
    found = code(wound(), rules=book(rules={"seen": seen})).findings
    assert [(each.message, each.ask) for each in found if each.rule == "acme/plan:seen"] == [
        (filled, f"{filled}?")
    ]


def test_a_step_is_filled_in():
    marked = rule("line", {"all": []}, "marked", modifier="AA", step="{line.code} at {area.first} sq cm")
    done = code(wound(), rules=book(rules={"marked": marked}))
    assert done.steps[-1].text == "X0001 at 10 sq cm -> AA on X0001"
    assert lines(done) == ["X0001 x1 AA"]


def test_what_a_service_is_for():
    kind_of = program().kind_of
    assert [kind_of(each) for each in ("V0001", "V1001", "V2001", "D0001", "D1999", "D2000", "S0001")] == [
        *("evaluation", "evaluation", "other"),
        *("dressing", "dressing", "other", "other"),
    ]


def test_what_is_accepted_in_place_of_a_modifier():
    assert program().alternatives == {"XS": ("59", "XU"), "XE": ("59",)}
    assert program().accepted_on == "either"


def test_a_pack_that_says_little():
    """Without the parameters and tables that a pack may leave out, what rests on them is unknown or empty."""
    left_out = (
        *("record.silence", "necessity.words", "tissue.not_devitalized", "location.vague_words"),
        *("location.opposed_words", "modifier.alternatives", "modifier.accepted_on"),
    )
    bare = program(
        parameters=dict.fromkeys(left_out),
        tables=dict.fromkeys(("services", "anatomic", "ended", "partners")),
    )
    assert bare.reading.silence == frozenset()
    assert bare.reading.necessity is None
    assert bare.reading.not_devitalized is None
    assert bare.reading.places is None
    assert bare.alternatives == {}
    assert bare.accepted_on is None
    assert bare.anatomic == {}
    assert bare.deleted == {}
    assert bare.services == ()
    assert bare.kind_of("V0001") == "other"


@pytest.mark.parametrize("missing", ["location.vague_words", "location.opposed_words"])
def test_places_are_read_only_with_both_lists_of_words(missing):
    assert program(parameters={missing: None}).reading.places is None
    assert program().reading.places is not None


def test_the_sources_of_everything_that_a_decision_names():
    sources_of = program().sources_of
    assert sources_of["acme/plan:apart"] == ("apart", "vague", "opposed", "site")
    assert sources_of["acme/plan:deep.first"] == ("deep-first-area",)
    assert sources_of["acme/plan:families"] == ("families",)
    assert sources_of["acme/plan:families.deep"] == ("families",)
    assert sources_of["acme/plan:placing"] == ("placing",)
    assert sources_of["acme/plan:placing.thin"] == ("row-thin",)


def test_the_families_and_their_codes():
    kept = program()
    assert list(kept.families) == ["deep", "shallow", "washed"]
    assert [(each.first, each.step) for each in kept.families.values()] == [(6, 2), (10, 4), (None, None)]
    assert kept.families["washed"].rules == ("acme/plan:families.washed",)
    assert kept.codes == {"X0001", "X0002", "X0003", "X0004", "X0005"}
    assert kept.family_codes == {
        "deep": ("X0003", "X0004"),
        "shallow": ("X0001", "X0002"),
        "washed": ("X0005",),
    }
    assert {each: (family.row.id, role) for each, (family, role) in kept.family_of.items()} == {
        "X0001": ("shallow", "primary"),
        "X0002": ("shallow", "add_on"),
        "X0003": ("deep", "primary"),
        "X0004": ("deep", "add_on"),
        "X0005": ("washed", "primary"),
    }


def test_rules_are_asked_by_what_they_do():
    kept = program()

    def ids(rules):
        return [each.rule.name.removeprefix("acme/plan:") for each in rules]

    assert ids(kept.encounter_rules) == ["told.plan", "told.soft"]
    assert ids(kept.wound_rules) == ["told.instrument", "told.beyond"]
    assert ids(kept.table_rules) == ["period"]
    assert ids(kept.refusals) == ["who.nurse", "who.other"]
    assert ids(kept.line_rules) == ["who.plan", "limit"]
    assert ids(kept.dropping_pair_rules) == ["never"]
    assert ids(kept.pair_rules) == ["same", "apart", "session", "visit"]
    assert ids(kept.billed_rules) == ["claim.any"]


def test_the_classification_is_asked_in_its_order():
    kept = program()
    assert [each.name.rpartition(".")[2] for each in kept.placements] == [
        *("burn", "nothing", "conflict", "wash", "deep", "thin", "knife"),
    ]
    assert {each.table for each in kept.placements} == {"acme/plan:placing"}
    assert kept.placements[0].sources == ("row-burn",)
    assert kept.placements[0].row.id == "burn"


def test_the_questions_and_their_table():
    kept = program()
    assert kept.questions["wound.method"].gap == "method"
    assert kept.questions_table.name == "acme/plan:to-ask"


def test_a_row_that_two_sources_bear_out_cites_each_once():
    cites = [{"source": source, "locator": "p. 2"} for source in ("one", "two", "one")]
    rows = [
        {
            "id": "all",
            "when": {"all": []},
            "outcome": "none",
            "message": "nothing",
            "cite": cites,
        }
    ]
    kept = program(tables={"placing": table("classification", rows, "placing")})
    assert kept.placements[0].sources == ("one", "two")
    assert kept.sources_of["acme/plan:placing.all"] == ("one", "two")


def test_a_book_keeps_the_rules_of_its_day():
    """A rule that began later is not asked before."""
    late = rule("wound", {"all": []}, "late", finding=finding("advice", "late"))
    late["history"][0]["from"] = "2024-08-16"
    assert "late" not in " ".join(sheet(code(wound(), rules=book(rules={"late": late}))))
    day = date(2024, 8, 16)
    assert "late" in " ".join(sheet(code(wound(), day=day, rules=book(day, rules={"late": late}))))
    assert date(2024, 8, 15) == DAY


def test_what_reads_an_edit_table():
    read = rule("line", every(is_("line.limit_published", word=True)), "read", finding=finding("advice", "x"))
    unread = rule("line", is_("line.role", "primary"), "unread", finding=finding("advice", "x"))
    kept = {each.rule.name: each for each in program(rules={"read": read, "unread": unread}).line_rules}
    assert kept["acme/plan:read"].reads_table is True
    assert kept["acme/plan:unread"].reads_table is False
    assert kept["acme/plan:who.plan"].modifier.code == "GP"
    assert kept["acme/plan:unread"].modifier is None
    assert {each.rule.name: str(each.modifier) for each in program().pair_rules}["acme/plan:apart"] == "XS"


def test_a_code_is_deleted_from_the_day_after_its_last():
    ended = [{"code": "X0009", "family": "shallow", "ended": "2024-08-15"}]
    tables = {"ended": table("deleted_codes", ended, "ended")}
    assert book(tables=tables)._program.deleted == {}
    assert list(book(date(2024, 8, 16), tables=tables)._program.deleted) == ["X0009"]


def test_which_services_cover_a_limb():
    rows = [
        {"kind": "dressing", "codes": ["D0001"], "covers_limb": True},
        {"kind": "other", "beginning": ["D0"]},
    ]
    kept = program(tables={"services": table("services", rows, "services")})
    assert [kept.covers_limb(each) for each in ("D0001", "D0002", "S0001")] == [True, False, False]


def test_what_edits_settle():
    """What sets two lines apart, what is accepted in its place, and what any pair rule puts."""
    assert program().settled == {"XS", "XE", "59", "XU", "25"}
    assert program().side_stands_for == "XS"
    bare = program(parameters={"modifier.alternatives": None})
    assert bare.settled == {"XS", "XE", "25"}


def test_words_that_relate_and_range_come_from_the_pack():
    words = {
        "location.relating_words": parameter("words", ["above"], "relating"),
        "location.ranging_words": parameter("words", ["to"], "ranging"),
    }
    read = program(parameters=words).reading.places.read
    assert read("heel above the ankle", None).told == {1: {0}}
    assert read("heel to ankle", None).told == {}
    assert program().reading.places.read("heel above the ankle", None).told == {1: {0, 1}}
