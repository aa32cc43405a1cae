"""Files that are cut, changed or mislabelled: each is refused with its place, and nothing is left behind."""

import io
import zipfile
from pathlib import Path

import pytest
from cms_files import (
    ADD_ON_HEAD,
    ADD_ONS,
    MEDICAID_LIMITS,
    MEDICAID_PAIR_HEAD,
    PAIR_HEAD,
    PART_1,
    PRACTITIONER_LIMITS,
    REASON,
    commas,
    fixed,
    limit_head,
    medicaid_limit_lines,
    packed,
    pair,
    tabbed,
    workbook,
)

from debridecode.errors import ReleaseError
from debridecode.interop.ncci import Told, import_files
from debridecode.interop.ncci_names import Quarter
from debridecode.interop.release_folder import PartlyWrittenError
from debridecode.interop.table_problems import TablesError

ROWS = [
    pair("11042", "97597"),
    pair("11042", "97602", "20100101", "20191231"),
    pair("11043", "11042", indicator="0"),
    pair("97597", "97602"),
]
OTHERWISE = "expected a file packed as CMS packs it (deflate); unpack it and give the table itself"
LIMITS = [
    ["11042", "1", "2 Date of Service Edit: Policy", "Nature of Service/Procedure"],
    ["11045", "12", "3 Date of Service Edit: Clinical", "Clinical: Data"],
]
ADD_ON_ROWS = [
    ["1", "11045", "", "11042", "", "2013001", "", ""],
    ["2", "15777", "", "CCCCC", "", "2013091", "", "Contractor Defined Primary Codes"],
]


def changed(rows, row, column, value):
    """Rows with one cell changed; row and column count from 1."""
    copy = [list(cells) for cells in rows]
    copy[row - 1][column - 1] = value
    return copy


def text(rows):
    return tabbed(PAIR_HEAD + rows)


# Cells. A row of the file is six below that of the list: the headings stand above it.

PAIR_CELLS = [
    (1, 1, "1104", "expected a code of five characters; a zero in front may be lost, found '1104'"),
    (2, 2, "9760a", "expected a code of five characters, found '9760a'"),
    (2, 2, "", "expected a code of five characters, found nothing"),
    (3, 1, "1104O", "expected a code not before 11042, as CMS sorts them, found '11040'"),
    (1, 3, "x", "expected '' or '*', found 'x'"),
    (1, 4, "20260230", "expected a date that exists, found '20260230'"),
    (1, 4, "2026070", "expected a date YYYYMMDD, found '2026070'"),
    (1, 4, "", "expected a date YYYYMMDD, found nothing"),
    (1, 4, "*", "expected a date YYYYMMDD, found '*'"),
    (1, 4, "12020101", "expected a date of our time, found '12020101'"),
    (1, 4, "20261001", "expected a day not after 2026 Q3: the file is of a later quarter, found '20261001'"),
    (2, 5, "20191301", "expected a date that exists, found '20191301'"),
    (2, 5, "", "expected a date YYYYMMDD or *, found nothing"),
    (2, 5, "2019-12-31", "expected a date YYYYMMDD or *, found '2019-12-31'"),
    (2, 5, "20091231", "expected a day not before the effective date 2010-01-01, found '20091231'"),
    (4, 6, "2", "expected '0' or '1' or '9', found '2'"),
    (4, 6, "", "expected '0' or '1' or '9', found nothing"),
]  # fmt: skip


@pytest.mark.parametrize("form", ["text", "workbook", "zip"])
@pytest.mark.parametrize(("row", "column", "value", "message"), PAIR_CELLS)
def test_a_bad_cell_of_a_pair(desk, row, column, value, message, form):
    rows = changed(ROWS, row, column, value.replace("O", "0"))
    name, content = {
        "text": (PART_1, text(rows)),
        "workbook": ("ccipra-v322r0-f1.xlsx", workbook(PAIR_HEAD + rows)),
        "zip": ("p.zip", packed({PART_1: text(rows)})),
    }[form]
    shown = f"p.zip/{PART_1}" if form == "zip" else name
    problems = desk.refused(desk.put(name, content), "--quarter", "2026Q3")
    assert problems == [f"{shown}: row {row + 6}, column {column}: {message}"]


def test_a_workbook_that_lost_a_zero(desk):
    file = desk.put("ccipra-v322r0-f1.xlsx", workbook([*PAIR_HEAD, [100, *ROWS[0][1:]], *ROWS]))
    assert desk.refused(file, "--quarter", "2026Q3") == [
        (
            "ccipra-v322r0-f1.xlsx: row 7, column 1: expected a code of five characters; "
            "a zero in front may be lost, found '100'"
        )
    ]


def test_medicaid_columns_are_counted_as_they_stand(desk):
    rows = [["11042", "97597", "20260701", "2026093", "1", REASON]]
    file = desk.put(
        "medicaid-ncci-2026-q3-ptp-edits-practitioner-services.txt", tabbed(MEDICAID_PAIR_HEAD + rows)
    )
    (problem,) = desk.refused(file)
    assert "row 4, column 4: expected a date YYYYMMDD or *" in problem


COUNTED = "'1 Line Edit' or '2 Date of Service Edit: Policy' or '3 Date of Service Edit: Clinical'"
LIMIT_CELLS = [
    (1, 1, "110422", "expected a code of five characters, found '110422'"),
    (2, 1, "11042", "expected each code once, found '11042'"),
    (1, 2, "1.5", "expected a whole number of units, found '1.5'"),
    (1, 2, "-1", "expected a whole number of units, found '-1'"),
    (1, 2, "", "expected a whole number of units, found nothing"),
    (2, 3, "3 Date of Service Edit: Policy", f"expected {COUNTED}, found '3 Date of Service Edit: Policy'"),
    (2, 3, "3", f"expected {COUNTED}, found '3'"),
]  # fmt: skip


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize(("row", "column", "value", "message"), LIMIT_CELLS)
def test_a_bad_cell_of_a_unit_limit(desk, row, column, value, message, form):
    rows = limit_head() + changed(LIMITS, row, column, value)
    name = PRACTITIONER_LIMITS.replace("csv", form)
    problems = desk.refused(desk.put(name, commas(rows) if form == "csv" else workbook(rows)))
    # Rows count as a spreadsheet shows them: the notice is one row, whatever lines it has.
    assert problems == [f"{name}: row {row + 2}, column {column}: {message}"]


ADD_ON_CELLS = [
    (1, 1, "4", "expected '1' or '2' or '3', found '4'"),
    (1, 2, "11-45", "expected a code of five characters, found '11-45'"),
    (2, 4, "CCCCX", "expected a code of five characters, found 'CCCCX'"),
    (1, 6, "2013366", "expected a date that exists, found '2013366'"),
    (1, 6, "2013000", "expected a date that exists, found '2013000'"),
    (1, 6, "", "expected a date YYYYDDD, the year and the day of the year, found nothing"),
    (1, 7, "2012001", "expected a day not before the effective date 2013-01-01, found '2012001'"),
    (1, 3, "201300", "expected a date YYYYDDD, the year and the day of the year, found '201300'"),
    (1, 5, "20x3001", "expected a date YYYYDDD, the year and the day of the year, found '20x3001'"),
]


@pytest.mark.parametrize("form", ["text", "workbook"])
@pytest.mark.parametrize(("row", "column", "value", "message"), ADD_ON_CELLS)
def test_a_bad_cell_of_an_add_on(desk, row, column, value, message, form):
    rows = changed(ADD_ON_ROWS, row, column, value)
    name, content, above = {
        "text": (ADD_ONS, fixed(rows), 0),
        "workbook": ("AOC_V2026Q3-MCR.xlsx", workbook(ADD_ON_HEAD + rows), 2),
    }[form]
    assert desk.refused(desk.put(name, content)) == [f"{name}: row {row + above}, column {column}: {message}"]


def test_all_problems_at_once_up_to_twenty(desk):
    bad = changed(changed(ROWS, 1, 6, "7"), 3, 2, "?")
    file = desk.put(PART_1, text(bad))
    assert [problem.split(": expected")[0] for problem in desk.refused(file, "--quarter", "2026Q3")] == [
        f"{PART_1}: row 7, column 6",
        f"{PART_1}: row 9, column 2",
    ]
    many = desk.put(PART_1, text([pair("?", "?")] * 100))
    problems = desk.refused(many, "--quarter", "2026Q3")
    assert len(problems) == 21
    assert problems[19].startswith(f"{PART_1}: row 26, column 1: ")
    assert problems[20] == "... reading stopped after 20 problems"


def test_problems_of_several_files_and_names_at_once(desk):
    files = [
        desk.put("ccipra-v322r0-f1.txt", text(ROWS)),
        desk.put("MCR_MUE_DMESupplierServices_Eff_07-01-2026.csv", commas(limit_head() + LIMITS)),
        desk.folder / "missing.txt",
    ]
    problems = desk.refused(*files)
    assert problems.pop(0).startswith(
        "MCR_MUE_DMESupplierServices_Eff_07-01-2026.csv: a table for suppliers of equipment (DME)"
    )
    assert problems == [
        "missing.txt: expected a file that can be read",
        "ccipra-v322r0-f1.txt: the name does not say the quarter; give --quarter, such as 2026Q3",
    ]


# The headings


@pytest.mark.parametrize(
    ("head", "place", "found"),
    [
        ([[row[1], row[0], *row[2:]] for row in PAIR_HEAD],
         "row 3, column 1", "'Column 1', found 'Column 2'"),
        ([[*row[:3], row[4], row[3], *row[5:]] for row in PAIR_HEAD],
         "row 3, column 4", "'Effective Date', found 'Deletion Date *=no data'"),
        ([PAIR_HEAD[0], *PAIR_HEAD[2:4], PAIR_HEAD[5], PAIR_HEAD[4]],
         "row 2, column 6", "'Modifier 0=not allowed"),
        ([PAIR_HEAD[3], PAIR_HEAD[2], *PAIR_HEAD[4:]],
         "row 2, column 3", "found '*=in existence'"),
        (PAIR_HEAD[:4],
         "row 3, column 5", "'Deletion Date *=no data', found 'Deletion Date'"),
        ([row[:6] for row in PAIR_HEAD],
         "row 3, column 7", "'PTP Edit Rationale', found nothing"),
        ([[*row, "More" if row[0] == "Column 1" else ""] for row in PAIR_HEAD],
         "row 3, column 8", "expected no further column, found 'More'"),
    ],
    ids=["columns 1, 2", "dates", "last lines", "first lines", "lines missing", "one missing", "one more"],
)  # fmt: skip
def test_headings_out_of_their_order(desk, head, place, found):
    (problem,) = desk.refused(desk.put(PART_1, tabbed(head + ROWS)), "--quarter", "2026Q3")
    assert problem.startswith(f"{PART_1}: {place}: ")
    assert found in problem


def test_a_table_without_headings(desk):
    (problem,) = desk.refused(desk.put(PART_1, tabbed(ROWS * 20)), "--quarter", "2026Q3")
    assert problem == f"{PART_1}: found no headings of a table of CMS in the first 20 rows"


def test_the_column_that_medicare_has_and_medicaid_has_not(desk):
    head = [row[:2] + row[3:] for row in PAIR_HEAD]
    rows = [row[:2] + row[3:] for row in ROWS]
    assert desk.refused(desk.put(PART_1, tabbed(head + rows)), "--quarter", "2026Q3") == [
        f"{PART_1}: it is not clear which program this is: name says medicare, headings says medicaid"
    ]
    nameless = desk.put("table.txt", tabbed(head + rows))
    assert desk.refused(nameless, "--quarter", "2026Q3", "--setting", "practitioner") == [
        "table.txt: the name does not say medicaid; if it is, give --program medicaid"
    ]


# Cut short


@pytest.mark.parametrize("size", range(1, 62))
def test_a_pair_file_cut_anywhere_in_its_last_row(desk, size):
    whole = text(ROWS)
    last = len(whole) - len(text(ROWS[-1:])) + len(tabbed(PAIR_HEAD))
    cut = whole[: last + size]
    result = desk.run(desk.put(PART_1, cut), "--quarter", "2026Q3")
    rows = cut[last:].removesuffix(b"\r").decode().split("\t")
    if rows == ROWS[-1]:  # only the end of the line is gone
        assert result.exit_code == 0
        assert "has no end of line" in result.stderr
    else:
        assert result.exit_code == 2
        assert f"{PART_1}: row 10" in result.stderr
        assert desk.left() is None


def test_a_cut_that_the_number_of_records_shows(desk):
    file = desk.put(PART_1, text(ROWS[:-1]))
    assert desk.refused(file, "--quarter", "2026Q3", "--records", "4") == [
        f"{PART_1}: read 3 rows, not 4: a part is missing or cut short"
    ]


def test_a_row_cut_in_the_middle_of_the_file(desk):
    whole = text(ROWS)
    file = desk.put(PART_1, whole.replace(b"\t0\t" + REASON.encode(), b""))
    assert desk.refused(file, "--quarter", "2026Q3") == [
        f"{PART_1}: row 9: expected 7 cells, found 5: the row may be cut short"
    ]


def test_an_empty_row_between_others(desk):
    whole = text(ROWS).replace(b"\r\n11043", b"\r\n\r\n11043")
    assert desk.refused(desk.put(PART_1, whole), "--quarter", "2026Q3") == [
        f"{PART_1}: row 9: an empty row between others: rows may be missing"
    ]


@pytest.mark.parametrize("size", [1, 3, 6, 8, 20, 37, 38, 50])
def test_a_unit_limit_file_cut_in_its_last_row(desk, size):
    last = commas(LIMITS[-1:])
    content = commas(limit_head() + LIMITS[:-1]) + last[:size]
    (problem,) = desk.refused(desk.put(PRACTITIONER_LIMITS, content))
    assert problem.startswith(f"{PRACTITIONER_LIMITS}: row 4")


def test_a_unit_limit_file_cut_in_its_notice(desk):
    content = commas(limit_head() + LIMITS)[:30]
    (problem,) = desk.refused(desk.put(PRACTITIONER_LIMITS, content))
    assert problem.startswith(f"{PRACTITIONER_LIMITS}: row 1: expected comma separated values")


@pytest.mark.parametrize("size", [1, 13, 31, 40, 96])
def test_an_add_on_file_cut_in_its_last_row(desk, size):
    content = fixed(ADD_ON_ROWS)[: 99 + size]
    (problem,) = desk.refused(desk.put(ADD_ONS, content))
    assert problem.startswith(f"{ADD_ONS}: row 2: ")


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.99])
@pytest.mark.parametrize("ending", ["xlsx", "zip"])
def test_a_workbook_or_zip_file_cut_short(desk, ending, share):
    whole = workbook(PAIR_HEAD + ROWS) if ending == "xlsx" else packed({PART_1: text(ROWS)})
    file = desk.put(f"ccipra-v322r0-f1.{ending}", whole[: int(len(whole) * share)])
    (problem,) = desk.refused(file, "--quarter", "2026Q3")
    assert "that is whole; download it again" in problem


def test_headings_and_nothing_else(desk):
    assert desk.refused(desk.put(PART_1, text([])), "--quarter", "2026Q3") == [
        f"{PART_1}: row 6: found no rows below this: the file is cut short"
    ]


# Order, and pairs in force twice


def test_rows_out_of_order(desk):
    swapped = [ROWS[0], ROWS[2], ROWS[1], ROWS[3]]
    assert desk.refused(desk.put(PART_1, text(swapped)), "--quarter", "2026Q3") == [
        f"{PART_1}: row 9, column 1: expected a code not before 11043, as CMS sorts them, found '11042'"
    ]
    within = [ROWS[1], ROWS[0], *ROWS[2:]]
    assert desk.refused(desk.put(PART_1, text(within)), "--quarter", "2026Q3") == [
        f"{PART_1}: row 8, column 2: expected a code not before 97602, as CMS sorts them, found '97597'"
    ]


@pytest.mark.parametrize(
    ("start", "until"),
    [("20260701", "*"), ("20191231", "*"), ("20120101", "20120101"), ("20000101", "20100101")],
)
def test_a_pair_in_force_twice(desk, start, until):
    rows = [*ROWS[:2], pair("11042", "97602", start, until), *ROWS[2:]]
    file = desk.put(PART_1, text(rows))
    if start == "20260701":
        desk.imported(file, "--quarter", "2026Q3")
        return
    assert desk.refused(file, "--quarter", "2026Q3") == [
        (
            f"{PART_1}: row 9, column 4: expected a day on which no other row of the same pair is in force, "
            f"found '{start}'"
        )
    ]


def test_a_withdrawn_row_may_lie_within_another(desk):
    rows = [*ROWS[:2], pair("11042", "97602", "20120101", "20120101", "9"), *ROWS[2:]]
    (release,) = desk.imported(desk.put(PART_1, text(rows)), "--quarter", "2026Q3").values()
    assert len(release.rows) == 4


def test_an_add_on_in_force_twice(desk):
    content = fixed([*ADD_ON_ROWS, ["1", "11045", "", "11042", "", "2020001", "", ""]])
    assert desk.refused(desk.put(ADD_ONS, content)) == [
        (
            f"{ADD_ONS}: row 3, column 6: expected a day on which no other row of the same add-on and "
            "primary is in force, found '2020001'"
        )
    ]


# Parts


def parts(desk, *numbers, rows=ROWS):
    return [desk.put(f"ccipra-v322r0-f{number}.txt", text(rows[number - 1 : number])) for number in numbers]


@pytest.mark.parametrize("numbers", [(1, 3), (2, 3), (2,), (1, 2, 4)])
def test_parts_with_a_gap(desk, numbers):
    (problem,) = desk.refused(*parts(desk, *numbers), "--quarter", "2026Q3")
    listed = ", ".join(f"f{number}" for number in numbers)
    assert problem.endswith(f"expected the parts from f1 on, each once and without a gap; found {listed}")


def test_the_same_part_twice(desk):
    first, second = parts(desk, 1, 2)
    (problem,) = desk.refused(first, second, first, "--quarter", "2026Q3")
    assert problem.endswith("the same as ccipra-v322r0-f1.txt; give it once")
    copied = desk.put("again/ccipra-v322r0-f2.txt", text([pair("97598", "97602")]))
    (problem,) = desk.refused(first, second, copied, "--quarter", "2026Q3")
    assert problem.endswith("found f1, f2, f2")


def test_a_part_that_repeats_another(desk):
    first = desk.put("ccipra-v322r0-f1.txt", text(ROWS))
    second = desk.put("ccipra-v322r0-f2.txt", text([*ROWS, pair("97597", "97610")]))
    assert desk.refused(first, second, "--quarter", "2026Q3") == [
        (
            "ccipra-v322r0-f2.txt: row 7, column 1: expected a code not before 97597, as CMS sorts them, "
            "found '11042'"
        )
    ]


def test_parts_of_two_versions_quarters_or_settings(desk):
    first = desk.put("ccipra-v321r0-f1.txt", text(ROWS[:1]))
    second = desk.put("ccipra-v322r0-f2.txt", text(ROWS[1:]))
    assert desk.refused(first, second, "--quarter", "2026Q3") == [
        "ccipra-v322r0-f2.txt: the parts are of different versions: v321r0, v322r0"
    ]
    first = desk.put("2026q2-ccipra-f1.txt", text(ROWS[:1]))
    second = desk.put("2026q3-ccipra-f2.txt", text(ROWS[1:]))
    problems = desk.refused(first, second)
    assert problems == [
        "2026q3-ccipra-f2.txt: expected the parts from f1 on, each once and without a gap; found f2"
    ]
    hospital = desk.put("ccioph-v322r0-f2.txt", text(ROWS[1:]))
    (problem,) = desk.refused(parts(desk, 1)[0], hospital, "--quarter", "2026Q3")
    assert (
        problem
        == "ccioph-v322r0-f2.txt: expected the parts from f1 on, each once and without a gap; found f2"
    )


def test_a_part_beside_a_whole_table_or_two_whole_tables(desk):
    whole = desk.put("ccipra.txt", text(ROWS))
    (problem,) = desk.refused(parts(desk, 1)[0], whole, "--quarter", "2026Q3")
    assert "some names say which part it is and some do not" in problem
    other = desk.put("ccipra-other.txt", text(ROWS[:2]))
    (problem,) = desk.refused(whole, other, "--quarter", "2026Q3")
    assert "some names say" in problem
    limits = desk.put(PRACTITIONER_LIMITS, commas(limit_head() + LIMITS))
    book = desk.put(PRACTITIONER_LIMITS.replace("csv", "xlsx"), workbook(limit_head() + LIMITS))
    (problem,) = desk.refused(limits, book)
    assert problem.endswith("a second file for medicare/unit_limits/practitioner 2026 Q3; give one")


def test_the_number_of_records_is_of_one_table(desk):
    limits = desk.put(PRACTITIONER_LIMITS, commas(limit_head() + LIMITS))
    add_ons = desk.put(ADD_ONS, fixed(ADD_ON_ROWS))
    assert desk.refused(limits, add_ons, "--records", "4") == [
        "--records: expected the files of one table, found 2 tables"
    ]


# Labels


@pytest.mark.parametrize(
    ("name", "content", "options", "message"),
    [
        (PRACTITIONER_LIMITS, commas(limit_head("Outpatient Hospital") + LIMITS), [],
         "it is not clear which setting this is: name says practitioner, headings says outpatient_hospital"),
        ("MCR_MUE_Eff_07-01-2026.csv", commas(limit_head() + LIMITS), ["--setting", "outpatient_hospital"],
         "it is not clear which setting this is: --setting says outpatient_hospital, headings says practitioner"),  # noqa: E501
        (PRACTITIONER_LIMITS, commas(limit_head() + LIMITS), ["--setting", "outpatient_hospital"],
         "it is not clear which setting this is: name says practitioner, --setting says outpatient_hospital"),
        (PRACTITIONER_LIMITS, commas(limit_head() + LIMITS), ["--quarter", "2026Q4"],
         "it is not clear which quarter this is: name says 2026 Q3, --quarter says 2026 Q4"),
        (PRACTITIONER_LIMITS, commas(limit_head() + LIMITS), ["--program", "medicaid"],
         "it is not clear which program this is: name says medicare, --program says medicaid"),
        (PRACTITIONER_LIMITS, commas(PAIR_HEAD + ROWS), [],
         "it is not clear which table this is: name says unit_limits, headings says pair_edits"),
        ("medicare-2026q3-ptp-f1.txt", text(ROWS), [],
         "the name does not say for whose claims it is; give --setting"),
        ("medicaid-ncci-2026-q3-ptp-edits-practitioner-services.txt", text(ROWS), [],
         "it is not clear which program this is: name says medicaid, headings says medicare"),
        ("AOC_V2026Q3.txt", fixed(ADD_ON_ROWS), [], "the name does not say the program; give --program"),
        ("AOC_V2026Q3.txt", fixed(ADD_ON_ROWS), ["--program", "medicaid"],
         "add-on codes are known of Medicare only; Medicaid publishes none"),
        ("MCR_MUE_PractitionerServices_Eff_07-15-2026.csv", commas(limit_head() + LIMITS), [],
         "the name says effective 2026-07-15, which is not the first day of a quarter"),
        ("MCR_MUE_PractitionerServices_Eff_07-41-2026.csv", commas(limit_head() + LIMITS), [],
         "the name gives an effective date that does not exist"),
        ("ccipra-ccioph-2026q3.txt", text(ROWS), [],
         "the name says two settings, outpatient_hospital and practitioner; give the file the name it had at CMS"),  # noqa: E501
        ("ccipra-2026q3-2026q4.txt", text(ROWS), [],
         "the name says two quarters, 2026 Q3 and 2026 Q4; give the file the name it had at CMS"),
        ("medicare-ncci-2026q3-practitioner-quarterly-additions-deletions-revisions-ptp.txt", text(ROWS), [],
         "a list of changes since the quarter before; give the full table"),
        ("MCR_MUE_PractitionerServices_Eff_07-01-2026.pdf", b"%PDF", [],
         "expected a file of CMS that ends in .txt, .csv, .xlsx or .zip"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_what_it_is_said_to_be(desk, name, content, options, message):
    assert desk.refused(desk.put(name, content), *options) == [f"{name}: {message}"]


def test_a_hospital_table_in_a_file_named_so_but_headed_for_suppliers(desk):
    file = desk.put("mcr-mue-2026q3.csv", commas(limit_head("DME Supplier") + LIMITS))
    (problem,) = desk.refused(file, "--setting", "practitioner")
    assert "a table for suppliers of equipment (DME)" in problem


MEDICAID_ROWS = [[code, units, reason] for code, units, _, reason in LIMITS]


@pytest.mark.parametrize(
    ("name", "rows", "message"),
    [
        (MEDICAID_LIMITS, limit_head() + LIMITS,
         "it is not clear which program this is: name says medicaid, headings says medicare"),
        (PRACTITIONER_LIMITS.replace("csv", "txt"), limit_head(medicaid=True) + MEDICAID_ROWS,
         "it is not clear which program this is: name says medicare, headings says medicaid"),
        ("mue-practitioner-2026q3.txt", limit_head(medicaid=True) + MEDICAID_ROWS,
         "the name does not say medicaid; if it is, give --program medicaid"),
        (MEDICAID_LIMITS, [row[:2] for row in limit_head(medicaid=True) + MEDICAID_ROWS],
         "found no headings of a table of CMS in the first 20 rows"),
        (MEDICAID_LIMITS, limit_head("Outpatient Hospital", medicaid=True) + MEDICAID_ROWS,
         "it is not clear which setting this is: name says practitioner, headings says outpatient_hospital"),
        (MEDICAID_LIMITS, limit_head("DME Supplier", medicaid=True) + MEDICAID_ROWS,
         "a table for suppliers of equipment (DME): no setting of wound care uses it"),
    ],
    ids=["counting that Medicaid has not", "counting missing", "nobody says Medicaid", "reasons missing",
         "another setting", "suppliers"],
)  # fmt: skip
@pytest.mark.parametrize("form", ["csv", "txt", "xlsx"])
def test_unit_limits_whose_columns_are_not_those_of_their_program(desk, form, name, rows, message):
    name = name.replace("txt", form)
    rows = [[cell.replace("HCPCS/\nCPT", "HCPCS/CPT") for cell in row] for row in rows]
    content = {"csv": commas, "txt": tabbed, "xlsx": workbook}[form](rows)
    assert desk.refused(desk.put(name, content)) == [f"{name}: {message}"]


MEDICAID_CELLS = [
    (1, 1, "1104", "expected a code of five characters; a zero in front may be lost, found '1104'"),
    (2, 1, "11042", "expected each code once, found '11042'"),
    (2, 2, "two", "expected a whole number of units, found 'two'"),
    (1, 2, "", "expected a whole number of units, found nothing"),
]


@pytest.mark.parametrize("form", ["csv", "txt", "xlsx"])
@pytest.mark.parametrize(("row", "column", "value", "message"), MEDICAID_CELLS)
def test_a_bad_cell_of_a_unit_limit_of_medicaid(desk, row, column, value, message, form):
    rows = changed(MEDICAID_ROWS, row, column, value)
    name = MEDICAID_LIMITS.replace("txt", form)
    head = medicaid_limit_lines() if form == "txt" else limit_head(medicaid=True)
    content = {"csv": commas, "txt": tabbed, "xlsx": workbook}[form](head + rows)
    above = 10 if form == "txt" else 2
    assert desk.refused(desk.put(name, content)) == [f"{name}: row {row + above}, column {column}: {message}"]


@pytest.mark.parametrize("size", [1, 5, 6, 8, 9, 15])
def test_a_unit_limit_file_of_medicaid_cut_in_its_last_row(desk, size):
    content = tabbed(medicaid_limit_lines() + MEDICAID_ROWS[:1]) + tabbed(MEDICAID_ROWS[1:])[:size]
    (problem,) = desk.refused(desk.put(MEDICAID_LIMITS, content))
    assert problem.startswith(f"{MEDICAID_LIMITS}: row 12")


def test_a_zip_file_and_its_member_must_agree(desk):
    name = "medicare-ncci-2026q3-hospital-ptp-edits-ccioph-v322r0-f1.zip"
    (problem,) = desk.refused(desk.put(name, packed({PART_1: text(ROWS)})))
    assert "the name says two settings" in problem


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"readme.md": b""}, "expected a zip file with a .txt, .csv or .xlsx file in it"),
        ({"a.txt": b"", "b.txt": b""}, "expected one table in the zip file, found 2; unpack it and give one"),
        ({}, "expected a zip file with a .txt, .csv or .xlsx file in it"),
    ],
)
def test_a_zip_file_of_something_else(desk, members, message):
    assert desk.refused(desk.put("p.zip", packed(members))) == [f"p.zip: {message}"]


def test_a_zip_file_packed_otherwise_than_cms_packs(desk):
    """What unpacks other packings fails in ways of its own, and may ask for memory as the file says."""
    for packing, method in [("bzip2", zipfile.ZIP_BZIP2), ("LZMA", zipfile.ZIP_LZMA)]:
        file = desk.put("p.zip", packed({PART_1: text(ROWS)}, method))
        assert desk.refused(file, "--quarter", "2026Q3") == [f"p.zip/{PART_1}: {OTHERWISE}"], packing
    broken = bytearray(packed({PART_1: text(ROWS)}, zipfile.ZIP_LZMA))
    start = broken.index(PART_1.encode()) + len(PART_1)
    broken[start + 4] = 0xFF
    file = desk.put("p.zip", bytes(broken))
    assert desk.refused(file, "--quarter", "2026Q3") == [f"p.zip/{PART_1}: {OTHERWISE}"]


@pytest.mark.parametrize("whole", [True, False])
def test_a_workbook_packed_otherwise_than_workbooks_are(desk, whole):
    source = zipfile.ZipFile(io.BytesIO(workbook(PAIR_HEAD + ROWS)))
    members = {name: source.read(name) for name in source.namelist()}
    content = bytearray(packed(members, zipfile.ZIP_LZMA))
    if not whole:
        name = source.namelist()[0].encode()
        content[content.index(name) + len(name) + 4] = 0xFF
    file = desk.put("ccipra-v322r0-f1.xlsx", bytes(content))
    assert desk.refused(file, "--quarter", "2026Q3") == [
        "ccipra-v322r0-f1.xlsx: expected a workbook that is whole; download it again"
    ]


def test_a_zip_file_with_a_name_that_is_no_text(desk):
    """The name stands twice in a zip file: this one is that beside the rows, marked as UTF-8."""
    content = bytearray(packed({PART_1: text(ROWS)}))
    content[6:8] = (0x800).to_bytes(2, "little")
    content[30] = 0xFF
    (problem,) = desk.refused(desk.put("p.zip", bytes(content)), "--quarter", "2026Q3")
    assert problem.startswith(f"p.zip/{PART_1}: cannot be read to its end (")
    assert problem.endswith("); download it again")


# What is no table at all


def test_a_folder_a_missing_file_and_an_empty_one(desk):
    folder = desk.folder / "folder.txt"
    folder.mkdir()
    empty = desk.put("ccipra-v322r0-f1.txt", b"")
    assert desk.refused(folder, desk.folder / "no.txt", empty, "--quarter", "2026Q3") == [
        "folder.txt: expected a file",
        "no.txt: expected a file that can be read",
        "ccipra-v322r0-f1.txt: the file is empty",
    ]


@pytest.mark.parametrize(
    "content", [bytes(range(256)) * 500, b"\0" * 1000, b"x" * 300_000, b"\xff\xfe1\0", b"\n"]
)
@pytest.mark.parametrize("name", [PART_1, PRACTITIONER_LIMITS, ADD_ONS, "ccipra-v322r0-f1.xlsx", "p.zip"])
def test_garbage(desk, content, name):
    (problem,) = desk.refused(
        desk.put(name, content), *(() if name in (PRACTITIONER_LIMITS, ADD_ONS) else ("--quarter", "2026Q3"))
    )
    assert problem.startswith(name)


def test_a_bomb_in_a_workbook(desk, monkeypatch):
    monkeypatch.setattr("debridecode.interop.xlsx.MOST_BYTES", 1_000_000)
    whole = io.BytesIO(workbook(PAIR_HEAD + ROWS))
    with zipfile.ZipFile(whole, "a", zipfile.ZIP_DEFLATED) as target:
        target.writestr("xl/media/bomb.bin", bytes(2_000_000))
    (problem,) = desk.refused(desk.put("ccipra-v322r0-f1.xlsx", whole.getvalue()), "--quarter", "2026Q3")
    assert "once unpacked" in problem


def test_a_workbook_with_a_cell_far_to_the_right(desk):
    rows = [*PAIR_HEAD, *ROWS]
    source = zipfile.ZipFile(io.BytesIO(workbook(rows)))
    members = {name: source.read(name) for name in source.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    members[sheet] = members[sheet].replace(
        b"</row></sheetData>", b'<c r="XFD1048576"><v>1</v></c></row></sheetData>'
    )
    (problem,) = desk.refused(desk.put("ccipra-v322r0-f1.xlsx", packed(members)), "--quarter", "2026Q3")
    assert problem == "ccipra-v322r0-f1.xlsx: expected at most 26 columns"


@pytest.mark.parametrize("count", ["count", "uniqueCount"])
def test_a_workbook_that_says_it_has_more_strings_than_memory_holds(desk, count):
    source = zipfile.ZipFile(io.BytesIO(workbook(PAIR_HEAD + ROWS)))
    members = {name: source.read(name) for name in source.namelist()}
    name = "xl/sharedStrings.xml"
    members[name] = members[name].replace(b"<sst ", f'<sst {count}="4294967295" '.encode())
    (problem,) = desk.refused(desk.put("ccipra-v322r0-f1.xlsx", packed(members)), "--quarter", "2026Q3")
    assert "that is whole" in problem


def test_a_workbook_with_rows_on_two_sheets(desk):
    file = desk.put("ccipra-v322r0-f1.xlsx", workbook(PAIR_HEAD + ROWS, ROWS))
    (problem,) = desk.refused(file, "--quarter", "2026Q3")
    assert "expected rows on one sheet, found them on 2; use the text file instead" in problem


def test_a_member_that_says_less_than_it_holds(desk):
    """A zip file that gives a small size for a member: the checksum does not fit what is read."""
    whole = bytearray(packed({PART_1: text(ROWS * 50)}))
    entry = whole.rindex(b"PK\x01\x02")
    whole[entry + 24 : entry + 28] = (500).to_bytes(4, "little")
    (problem,) = desk.refused(desk.put("p.zip", bytes(whole)), "--quarter", "2026Q3")
    assert "download it again" in problem


# The folder


def test_a_folder_that_cannot_be_written_to(desk):
    desk.into.write_text("in the way")
    result = desk.run(desk.put(PART_1, text(ROWS)), "--quarter", "2026Q3")
    assert result.exit_code == 2
    assert "expected a folder that can be written to" in result.stderr
    assert desk.into.read_text() == "in the way"


def test_a_folder_whose_name_is_too_long(desk):
    desk.into = desk.folder / ("x" * 300)
    file = desk.put(PART_1, text(ROWS))
    result = desk.run(file, "--quarter", "2026Q3")
    assert result.exit_code == 2
    assert "expected a folder that can be written to" in result.stderr


def test_one_bad_file_of_many_leaves_every_release_as_it_was(desk):
    good = desk.put(ADD_ONS, fixed(ADD_ON_ROWS))
    desk.imported(good)
    changed_ = desk.put(ADD_ONS, fixed(ADD_ON_ROWS[:1]))
    bad = desk.put(PRACTITIONER_LIMITS, commas(limit_head() + changed(LIMITS, 1, 2, "many")))
    assert len(desk.refused(changed_, bad)) == 1
    assert len(next(iter(desk.releases().values())).rows) == 1 + 0


ADD_ON_RELEASE = "medicare-add-ons-2026q3.tsv"
LIMIT_RELEASE = "medicare-unit-limits-practitioner-2026q3.tsv"


def two_tables(desk):
    return (
        desk.put(ADD_ONS, fixed(ADD_ON_ROWS)),
        desk.put(PRACTITIONER_LIMITS, commas(limit_head() + LIMITS)),
    )


@pytest.mark.parametrize("in_the_way", [ADD_ON_RELEASE, LIMIT_RELEASE])
def test_a_folder_in_the_place_of_one_release_leaves_all_as_they_were(desk, in_the_way):
    (desk.into / in_the_way).mkdir(parents=True)
    result = desk.run(*two_tables(desk))
    assert result.exit_code == 2
    assert result.stderr.splitlines() == [
        f"{desk.into / in_the_way}: expected a file or nothing; move away what is there",
        "Nothing was written.",
    ]
    assert [path.name for path in desk.into.iterdir()] == [in_the_way]


def test_a_failure_half_way_says_what_was_written(desk, monkeypatch):
    replace = Path.replace

    def failing(temporary, path):
        if path.name == LIMIT_RELEASE:
            raise PermissionError(13, "Permission denied")
        return replace(temporary, path)

    monkeypatch.setattr(Path, "replace", failing)
    result = desk.run(*two_tables(desk))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        f"{desk.into / LIMIT_RELEASE}: cannot be written (Permission denied); import again",
        f"Written before that: {desk.into / ADD_ON_RELEASE}",
    ]
    assert set(desk.releases()) == {ADD_ON_RELEASE}


def test_a_failure_at_the_first_leaves_nothing(desk, monkeypatch):
    def failing(_, __):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", failing)
    assert desk.refused(*two_tables(desk)) == [
        "tables: expected a folder that can be written to (Permission denied)"
    ]


def test_an_interruption_leaves_nothing(desk):
    def stop(_):
        def tick(_):
            raise KeyboardInterrupt

        return tick

    file = desk.put(PART_1, text(ROWS))
    with pytest.raises(KeyboardInterrupt):
        import_files([file], desk.into, codes=None, told=Told(quarter=Quarter(2026, 3)), progress=stop)
    assert not desk.into.exists()


@pytest.mark.parametrize("quarter", ["2026", "2026Q5", "Q3 2026", "26Q3"])
def test_a_quarter_that_is_none(desk, quarter):
    result = desk.run(desk.put(PART_1, text(ROWS)), "--quarter", quarter)
    assert result.exit_code == 2
    assert "expected a quarter such as 2026Q3" in result.output


def test_errors_hold_their_places_and_can_be_pickled(desk):
    import pickle

    half = PartlyWrittenError(ReleaseError("b.tsv", "cannot be written"), (Path("a.tsv"),))
    again = pickle.loads(pickle.dumps(half))  # noqa: S301 - our own
    assert (str(again), again.problem.file, again.written) == (str(half), "b.tsv", half.written)
    file = desk.put(PART_1, text(changed(ROWS, 1, 6, "7")))
    with pytest.raises(TablesError) as caught:
        import_files([file, desk.folder / "no.txt"], desk.into, codes=None)
    (whole,) = caught.value.problems[:1]
    assert (whole.file, whole.row, whole.column) == (str(desk.folder / "no.txt"), None, None)
    assert str(whole) == f"{whole.file}: {whole.message}"
    with pytest.raises(TablesError) as caught:
        import_files([file], desk.into, codes=None, told=Told(quarter=Quarter(2026, 3)))
    (problem,) = caught.value.problems
    assert isinstance(problem, ReleaseError)
    assert (problem.file, problem.row, problem.column) == (str(file), 7, 6)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301 - our own
    assert str(pickle.loads(pickle.dumps(whole))) == str(whole)  # noqa: S301 - our own
