"""Release files: what is written is read back, and what was changed is refused by its place."""

import hashlib
import json
import pickle
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debridecode.errors import ReleaseError
from debridecode.packs.discover import load_tables
from debridecode.releases import AddOn, PairEdit, Release, Source, UnitLimit, read_release, write_release

ROWS = {
    "pair_edits": (
        PairEdit("11042", "97597", "1", date(2010, 1, 1)),
        PairEdit("97597", "97602", "0", date(2020, 1, 1), date(2026, 8, 31)),
        PairEdit("97598", "G0463", "1"),
    ),
    "unit_limits": (UnitLimit("11042", Decimal(1), "2"), UnitLimit("97602", Decimal(0), "3")),
    "add_ons": (AddOn("11045", "11042"), AddOn("97598", "CCCCC", "2", date(2013, 1, 1), date(2026, 9, 30))),
}
LINES = {
    "pair_edits": (
        "11042\t97597\t1\t2010-01-01\t\n97597\t97602\t0\t2020-01-01\t2026-08-31\n97598\tG0463\t1\t\t\n"
    ),
    "unit_limits": "11042\t1\t2\n97602\t0\t3\n",
    "add_ons": "11045\t11042\t1\t\t\n97598\tCCCCC\t2\t2013-01-01\t2026-09-30\n",
}
CHANGED = (
    "own.tsv: the head and the rows are not those that this file was written with; "
    "make it again with debridecode ncci import or coverage import"
)
each_kind = pytest.mark.parametrize("kind", ROWS)


def release(kind, **changes):
    parts = {
        "slot": f"acme/{kind}/practitioner",
        "release": "2026 Q3",
        "start": date(2026, 7, 1),
        "until": date(2026, 9, 30),
        "codes": frozenset({"11042", "97597"}),
        "partners": None,
        "sources": (Source(id="own", title="Own \u00e9dits", publisher="Acme", read="secondary", note="n"),),
        "rows": ROWS[kind],
    }
    return Release(**{**parts, **changes})


def written(given_):
    file = BytesIO()
    write_release(given_, given_.rows, file, BytesIO())
    return file.getvalue().decode()


def sealed(head, rows):
    """The digest of a file: over its rows, and then over its head without the digest."""
    said = {key: value for key, value in head.items() if key != "sha256"}
    return hashlib.sha256((rows + json.dumps(said, sort_keys=True)).encode()).hexdigest()


def head_changed(text, **changes):
    """A release file with parts of its head changed, or left out where the change is None."""
    first, _, rest = text.partition("\n")
    head = {**json.loads(first), **changes}
    return json.dumps({key: value for key, value in head.items() if value != "gone"}) + "\n" + rest


@each_kind
def test_a_release_file_is_a_head_and_a_line_for_each_row(kind):
    text = written(release(kind))
    first, _, rest = text.partition("\n")
    assert rest == LINES[kind]
    assert json.loads(first) == {
        "format": "debridecode-release/1",
        "slot": f"acme/{kind}/practitioner",
        "release": "2026 Q3",
        "from": "2026-07-01",
        "until": "2026-09-30",
        "codes": ["11042", "97597"],
        "partners": None,
        "sources": [
            {"id": "own", "title": "Own \u00e9dits", "publisher": "Acme", "read": "secondary", "note": "n"}
        ],
        "rows": len(ROWS[kind]),
        "sha256": sealed(json.loads(first), rest),
    }


@each_kind
@pytest.mark.parametrize("until", [None, date(2026, 9, 30)])
def test_a_release_is_read_as_it_was_written(kind, until):
    given_ = release(kind, until=until)
    found = read_release(written(given_), file="own.tsv")
    assert found == release(kind, until=until, digest=found.digest)
    assert found.digest == json.loads(written(given_).partition("\n")[0])["sha256"]


def test_a_release_may_have_no_rows():
    assert read_release(written(release("add_ons", rows=())), file="own.tsv").rows == ()


@each_kind
@given(data=st.data())
def test_rows_with_any_character_changed_are_refused(kind, data):
    text = written(release(kind))
    start = text.index("\n") + 1
    place = data.draw(st.integers(start, len(text) - 1))
    other = data.draw(st.sampled_from("0123456789AZ\t\n -").filter(lambda sign: sign != text[place]))
    with pytest.raises(ReleaseError) as caught:
        read_release(text[:place] + other + text[place + 1 :], file="own.tsv")
    assert str(caught.value) == CHANGED
    assert (caught.value.row, caught.value.column) == (None, None)


@pytest.mark.parametrize("cut", [1, 10, 30])
def test_a_release_file_cut_short_is_refused(cut):
    with pytest.raises(ReleaseError, match="the rows are not those"):
        read_release(written(release("pair_edits"))[:-cut], file="own.tsv")


@each_kind
@pytest.mark.parametrize(
    "changes",
    [
        {"until": None},
        {"until": None, "codes": None},
        {"codes": ["11042"]},
        {"partners": ["11042"]},
        {"from": "2026-06-30"},
        {"release": "2026 Q4"},
        {"sources": []},
        {"slot": "acme/{kind}/outpatient_hospital"},
        {"rows": 1},
        {"sha256": "0" * 64},
        {"more": ""},
    ],
    ids=str,
)
def test_a_head_edited_by_hand_is_refused(kind, changes):
    """Or a release of few codes would say of every code, for ever, that it has no edit."""
    edited = {key: value.format(kind=kind) if key == "slot" else value for key, value in changes.items()}
    with pytest.raises(ReleaseError) as caught:
        read_release(head_changed(written(release(kind)), **edited), file="own.tsv")
    assert str(caught.value) == CHANGED


@pytest.mark.parametrize(
    "changes",
    [
        {"codes": None},
        {"partners": frozenset({"11042"})},
        {"start": date(2026, 6, 30)},
        {"until": None},
        {"slot": "acme/pair_edits/outpatient_hospital"},
        {"sources": ()},
    ],
    ids=str,
)
def test_the_digest_is_over_the_head_too(changes):
    """The digest of a rule book is made of it: other codes, or other days, are other rules."""
    plain, other = (
        read_release(written(release("pair_edits", **given_)), file="own.tsv").digest
        for given_ in ({}, changes)
    )
    assert plain != other


def test_the_digest_is_of_what_the_head_says_not_of_how_it_is_laid_out():
    first, _, rest = written(release("pair_edits")).partition("\n")
    turned = json.dumps(dict(reversed(json.loads(first).items())), separators=(",", ":"))
    assert read_release(f"{turned}\n{rest}", file="own.tsv").rows == ROWS["pair_edits"]


@pytest.mark.parametrize(
    "changes",
    [
        {"format": "debridecode-release/2"},
        {"slot": "acme/fees/practitioner"},
        {"slot": "acme"},
        {"slot": 7},
        {"release": None},
        {"from": "2026-13-01"},
        {"from": "gone"},
        {"from": None, "until": None},
        {"from": "2026-10-01"},
        {"until": "soon"},
        {"codes": "11042"},
        {"codes": ["1104"]},
        {"codes": [11042]},
        {"partners": "gone"},
        {"sources": [{"id": "own", "title": "t", "publisher": "p", "read": "heard"}]},
        {"sources": [{"id": "own"}]},
        {"sources": [{"id": "own", "title": 1, "publisher": "p", "read": "verified"}]},
        {"sources": None},
        {"rows": "gone"},
        {"rows": "3"},
        {"sha256": "gone"},
    ],
    ids=str,
)
def test_a_head_that_is_none_is_refused(changes):
    with pytest.raises(ReleaseError) as caught:
        read_release(head_changed(written(release("pair_edits")), **changes), file="own.tsv")
    assert str(caught.value) == (
        "own.tsv: expected a release file, as debridecode ncci import or coverage import writes it"
    )
    assert caught.value.row is None


@pytest.mark.parametrize("text", ["", "\n", "[]\n", "7", "11042\t97597\t1\t\t\n", "[" * 100_000])
def test_what_is_no_release_file_is_refused(text):
    with pytest.raises(ReleaseError, match=r"^own\.tsv: expected a release file"):
        read_release(text, file="own.tsv")


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("pair_edits", "11042\t97597\t2\t\t"),
        ("pair_edits", "1104\t97597\t1\t\t"),
        ("pair_edits", "11042\t9759a\t1\t\t"),
        ("pair_edits", "11042\t97597\t1\t2026-02-30\t"),
        ("pair_edits", "11042\t97597\t1\t"),
        ("pair_edits", "11042\t97597\t1\t\t\t"),
        ("unit_limits", "11042\t-1\t1"),
        ("unit_limits", "11042\t1\t4"),
        ("unit_limits", "11042\t1e3\t1"),
        ("add_ons", "11045\t11042\t0\t\t"),
        ("add_ons", "11045\t\t1\t\t"),
        ("add_ons", ""),
    ],
)
def test_a_row_that_is_none_is_named_though_its_digest_fits(kind, line):
    rows = LINES[kind] + line + "\n"
    head = {**json.loads(written(release(kind)).partition("\n")[0]), "rows": rows.count("\n")}
    whole = json.dumps({**head, "sha256": sealed(head, rows)}) + "\n" + rows
    with pytest.raises(ReleaseError) as caught:
        read_release(whole, file="own.tsv")
    assert caught.value.row == rows.count("\n") + 1
    assert str(caught.value) == (
        f"own.tsv: row {caught.value.row}: expected a row as debridecode ncci import or coverage import "
        "writes it"
    )


def test_a_folder_that_cannot_be_read_has_no_row(tmp_path):
    with pytest.raises(ReleaseError) as caught:
        load_tables(tmp_path / "nowhere")
    assert str(caught.value) == f"{tmp_path}/nowhere: expected a folder of release files that can be read"
    assert caught.value.row is None


@pytest.mark.parametrize("place", [(), (7,), (7, 4)])
def test_an_error_keeps_its_place_when_it_is_pickled(place):
    error = ReleaseError("own.tsv", "expected a code", *place)
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert (str(again), vars(again)) == (str(error), vars(error))


# Days


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        (date(2019, 1, 1), ["11042", "97597", "97598"]),  # before the release: as on its first day
        (date(2026, 8, 31), ["11042", "97597", "97598"]),
        (date(2026, 9, 1), ["11042", "97598"]),
        (date(2030, 1, 1), ["11042", "97598"]),  # after it: as on its last day
    ],
)
def test_the_rows_of_a_day(day, codes):
    assert [row.column_1 for row in release("pair_edits").rows_on(day)] == codes


def test_unit_limits_have_no_days_of_their_own():
    limits = release("unit_limits")
    assert tuple(limits.rows_on(date(2019, 1, 1))) == limits.rows
    assert limits.edges == {date(2026, 7, 1), date(2026, 10, 1)}


def test_the_edges_are_the_first_days_of_what_differs():
    assert release("pair_edits").edges == {
        date(2010, 1, 1), date(2020, 1, 1), date(2026, 7, 1), date(2026, 9, 1), date(2026, 10, 1),
    }  # fmt: skip
    assert release("pair_edits", until=None, rows=()).edges == {date(2026, 7, 1)}
    forever = PairEdit("11042", "97597", "1", date(2026, 7, 1), date.max)
    assert release("pair_edits", rows=(forever,)).edges == {date(2026, 7, 1), date(2026, 10, 1)}


def test_a_release_can_be_pickled_once_its_edges_were_asked_for():
    asked = release("pair_edits")
    edges = asked.edges
    again = pickle.loads(pickle.dumps(asked))  # noqa: S301 - our own
    assert (again, again.edges) == (asked, edges)


def test_equal_codes_of_a_file_are_one_object():
    """Or a table of everything would hold each code hundreds of times."""
    rows = tuple(PairEdit("11042", f"9759{number}", "1") for number in range(3))
    found = read_release(written(release("pair_edits", rows=rows)), file="own.tsv").rows
    assert len({id(row.column_1) for row in found}) == 1
