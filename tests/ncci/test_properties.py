"""What is written is what was published; what was changed on the way is refused, or read as it now stands."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from cms_files import (
    ADD_ON_HEAD,
    ADD_ONS,
    MEDICAID_LIMITS,
    PAIR_HEAD,
    PART_1,
    PRACTITIONER_LIMITS,
    commas,
    fixed,
    limit_head,
    medicaid_limit_lines,
    packed,
    pair,
    tabbed,
    workbook,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from debridecode.interop.ncci import Told, import_files
from debridecode.interop.ncci_names import Quarter
from debridecode.interop.table_problems import TablesError
from debridecode.releases import AddOn, PairEdit, UnitLimit, read_release

QUARTER = Quarter(2026, 3)
DIGITS = "0123456789"
CODES = st.one_of(
    st.text(DIGITS, min_size=5, max_size=5),
    st.builds("{}{}".format, st.sampled_from("ACGJQ"), st.text(DIGITS, min_size=4, max_size=4)),
    st.builds("{}{}".format, st.text(DIGITS, min_size=4, max_size=4), st.sampled_from("AFMTU")),
)
DAYS = st.dates(date(1996, 1, 1), date(2026, 9, 30))
REASONS = st.sampled_from(["Misuse of Column Two code", "Mutually exclusive procedures", "R\xe9ason \xae"])


def imported(name, content, codes=None):
    """Rows of the release that a file makes, or None when it is refused. Nothing else may be left."""
    with TemporaryDirectory() as folder:
        path, into = Path(folder) / name, Path(folder) / "tables"
        path.write_bytes(content)
        try:
            (written,) = import_files([path], into, codes=codes, told=Told(quarter=QUARTER))
        except TablesError:
            assert not into.exists()
            return None
        (left,) = into.iterdir()
        assert left == written.path
        release = read_release(left.read_text(encoding="utf-8"), file=left.name)
        assert len(release.rows) == written.kept
        return release.rows


@st.composite
def pair_tables(draw):
    """Pairs in the order of CMS; the spans of one pair, if it has several, lie apart."""
    pairs = sorted(draw(st.sets(st.tuples(CODES, CODES), min_size=1, max_size=12)))
    rows = []
    for column_1, column_2 in pairs:
        days = sorted(draw(st.sets(DAYS, min_size=1, max_size=4)))
        spans = [(days[index], days[index + 1 : index + 2]) for index in range(0, len(days), 2)]
        rows += [
            PairEdit(column_1, column_2, draw(st.sampled_from("01")), start, *until) for start, until in spans
        ]
    return rows


def as_cells(row, reason):
    until = row.until.strftime("%Y%m%d") if row.until else "*"
    return pair(row.column_1, row.column_2, row.start.strftime("%Y%m%d"), until, row.indicator, reason=reason)


@given(
    rows=pair_tables(), reason=REASONS, form=st.sampled_from(["txt", "lf", "xlsx", "zip"]), few=st.booleans()
)
def test_pair_edits_come_back_as_they_were_published(rows, reason, form, few):
    cells = PAIR_HEAD + [as_cells(row, reason) for row in rows]
    name, content = {
        "txt": lambda: (PART_1, tabbed(cells)),
        "lf": lambda: (PART_1, tabbed(cells, eol="\n")),
        "xlsx": lambda: ("ccipra-v322r0-f1.xlsx", workbook(cells)),
        "zip": lambda: ("ccipra-v322r0-f1.zip", packed({PART_1: tabbed(cells)})),
    }[form]()
    codes = frozenset({rows[0].column_2}) if few else None
    wanted = [row for row in rows if not few or codes & {row.column_1, row.column_2}]
    assert imported(name, content, codes) == tuple(wanted)


@given(
    rows=st.lists(
        st.builds(UnitLimit, CODES, st.integers(0, 99_999).map(Decimal), st.sampled_from("123")),
        min_size=1, unique_by=lambda row: row.code,
    ),
    form=st.sampled_from(["csv", "xlsx"]),
)  # fmt: skip
def test_unit_limits_come_back_as_they_were_published(rows, form):
    texts = {
        "1": "1 Line Edit",
        "2": "2 Date of Service Edit: Policy",
        "3": "3 Date of Service Edit: Clinical",
    }
    cells = limit_head() + [[row.code, int(row.limit), texts[row.indicator], "Data, other"] for row in rows]
    content = commas(cells) if form == "csv" else workbook(cells)
    assert imported(PRACTITIONER_LIMITS.replace("csv", form), content) == tuple(rows)


@given(
    rows=st.lists(
        st.builds(UnitLimit, CODES, st.integers(0, 99_999).map(Decimal), st.just("1")),
        min_size=1, unique_by=lambda row: row.code,
    ),
    form=st.sampled_from(["txt", "csv", "xlsx"]),
)  # fmt: skip
def test_unit_limits_of_medicaid_come_back_by_claim_line(rows, form):
    cells = [[row.code, int(row.limit), "Data, other"] for row in rows]
    content = {
        "txt": lambda: tabbed(medicaid_limit_lines() + cells),
        "csv": lambda: commas(limit_head(medicaid=True) + cells),
        "xlsx": lambda: workbook(limit_head(medicaid=True) + cells),
    }[form]()
    assert imported(MEDICAID_LIMITS.replace("txt", form), content) == tuple(rows)


@given(
    rows=st.lists(
        st.builds(
            lambda add_on, primary, type_, start, length: AddOn(
                add_on, primary, type_, start, length and start + timedelta(days=length)
            ),
            CODES, CODES | st.just("CCCCC"), st.sampled_from("123"), DAYS, st.none() | st.integers(1, 9999),
        ),
        min_size=1, unique_by=lambda row: (row.add_on, row.primary),
    ),
    form=st.sampled_from(["txt", "xlsx"]),
)  # fmt: skip
def test_add_ons_come_back_as_they_were_published(rows, form):
    cells = [
        [
            row.type,
            row.add_on,
            "",
            row.primary,
            "",
            f"{row.start:%Y%j}",
            row.until and f"{row.until:%Y%j}",
            "",
        ]
        for row in rows
    ]
    cells = [[cell or "" for cell in row] for row in cells]
    content = fixed(cells) if form == "txt" else workbook(ADD_ON_HEAD + cells)
    assert imported(ADD_ONS.replace("txt", form), content) == tuple(rows)


# Changed bytes

PUBLISHED = [
    pair("11042", "97597", "20100101"),
    pair("11042", "97602", "20100101", "20191231"),
    pair("11043", "11042", indicator="0", reason="Mutually exclusive procedures"),
    pair("97597", "97602", reason="Standards of practice"),
]
LIMITS = [
    ["11042", "1", "2 Date of Service Edit: Policy", "Nature of Service/Procedure"],
    ["11045", "12", "3 Date of Service Edit: Clinical", "Clinical: Data"],
    ["97597", "1", "1 Line Edit", "CMS Policy"],
]
ADD_ON_ROWS = [
    ["1", "11045", "", "11042", "", "2013001", "", ""],
    ["2", "15777", "", "CCCCC", "", "2013091", "2020366", "Contractor Defined Primary Codes"],
    ["1", "97598", "2024001", "97597", "", "2013001", "", ""],
]
FILES = {
    PART_1: tabbed(PAIR_HEAD + PUBLISHED),
    PRACTITIONER_LIMITS: commas(limit_head() + LIMITS),
    ADD_ONS: fixed(ADD_ON_ROWS),
    "ccipra-v322r0-f1.xlsx": workbook(PAIR_HEAD + PUBLISHED),
    "ccipra-v322r0-f1.zip": packed({PART_1: tabbed(PAIR_HEAD + PUBLISHED)}),
}
CODE = r" *([0-9A-Z][0-9]{3}[0-9A-Z]) *"
PAIR_LINE = re.compile(rf"{CODE}\t{CODE}\t *\*? *\t *(\d{{8}}) *\t *(\d{{8}}|\*) *\t *([019]) *\t[^\t]*")
LIMIT_LINE = re.compile(rf'"?{CODE}"?,"? *(\d+) *"?,"? *([123]) .*')
ADD_ON_LINE = re.compile(r"([123])(.{5})([ 0-9]{7})(.{5})([ 0-9]{7})(\d{7})([ 0-9]{7}(?=.*$)|[ 0-9]{0,6}$).*")


def calendar_day(text, form="%Y%m%d"):
    return datetime.strptime(text, form).date() if text.strip(" *") else None  # noqa: DTZ007 - a day has no zone


def as_it_stands(name, content):
    """The rows of a text, each by one expression, with no check of what lies around them."""
    lines = content.decode("latin-1").split("\n")
    if name == PART_1:
        found = (PAIR_LINE.fullmatch(line.removesuffix("\r")) for line in lines)
        rows = [
            PairEdit(a, b, i, calendar_day(s), calendar_day(u))
            for a, b, s, u, i in (m.groups() for m in found if m)
        ]
        return tuple(row for row in rows if row.indicator != "9")
    if name == PRACTITIONER_LIMITS:
        found = (LIMIT_LINE.fullmatch(line.removesuffix("\r")) for line in lines)
        return tuple(UnitLimit(m[1], Decimal(m[2]), m[3]) for m in found if m)
    rows = []
    for match in filter(None, (ADD_ON_LINE.fullmatch(line.removesuffix("\r")) for line in lines)):
        type_, add_on, *ends, begin, end = (match[1], match[2], match[3], match[5], match[6], match[7])
        last = [day for text in (*ends, end) if (day := calendar_day(text.strip(), "%Y%j"))]
        rows.append(AddOn(add_on, match[4], type_, calendar_day(begin, "%Y%j"), min(last, default=None)))
    return tuple(row for row in rows if row.until is None or row.start <= row.until)


@st.composite
def changes(draw, content):
    """A few bytes put in, taken out, put in the place of others or exchanged, or the end cut off."""
    changed = bytearray(content)
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(changed) - 1))
        byte = draw(st.sampled_from(b'0123456789ACU*\t\n\r ," \x00\xae\xff') | st.integers(0, 255))
        kind = draw(st.sampled_from(["put", "take", "replace", "exchange", "cut", "repeat"]))
        if kind == "put":
            changed.insert(place, byte)
        elif kind == "take":
            del changed[place : place + draw(st.integers(1, 80))]
        elif kind == "replace":
            changed[place] = byte
        elif kind == "exchange":
            other = draw(st.integers(0, len(changed) - 1))
            changed[place], changed[other] = changed[other], changed[place]
        elif kind == "cut":
            del changed[place:]
        else:
            changed[place:place] = changed[place : place + draw(st.integers(1, 120))]
        if not changed:
            break
    return bytes(changed)


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=150)
@given(data=st.data())
def test_a_changed_file_is_refused_or_read_as_it_stands(name, data):
    content = data.draw(changes(FILES[name]))
    rows = imported(name, content)
    if rows is None:
        return
    if name in (PART_1, PRACTITIONER_LIMITS, ADD_ONS):
        assert rows == as_it_stands(name, content)
    else:  # nothing that is checked by a sum was changed
        assert rows == imported(PART_1, FILES[PART_1])
