"""Files of CMS in each layout, imported and read back, beside what is expected by hand."""

import hashlib
import sys
from datetime import date
from decimal import Decimal

import pytest
from cms_files import (
    ADD_ON_HEAD,
    ADD_ONS,
    MEDICAID_LIMITS,
    MEDICAID_PAIR_HEAD,
    NOTICE,
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

from debridecode.packs.bundled import bundled_releases
from debridecode.releases import AddOn, PairEdit, UnitLimit

PAIRS = [
    pair("0001A", "0591T", "20220101", "20231231"),
    pair("0001A", "90473", "20220101", "20220101", "9"),
    pair("11042", "97597", "20100101"),
    pair("11042", "97597", "20050101", "20091231", "0"),
    pair("11042", "97602", "19960101", mark="*"),
    pair("11730", "12345", "20260701", "20260701", "9"),
    pair("29580", "G0463", "20260701", indicator="0"),
    pair("U0003", "U0004"),
]
WOUND_PAIRS = (
    PairEdit("11042", "97597", "1", date(2010, 1, 1)),
    PairEdit("11042", "97597", "0", date(2005, 1, 1), date(2009, 12, 31)),
    PairEdit("11042", "97602", "1", date(1996, 1, 1)),
    PairEdit("29580", "G0463", "0", date(2026, 7, 1)),
)
LIMITS = [
    ["0001U", 1, "2 Date of Service Edit: Policy", "Code Descriptor / CPT Instruction"],
    ["11042", 1, "2 Date of Service Edit: Policy", "Nature of Service/Procedure"],
    ["11045", 12, "3 Date of Service Edit: Clinical", "Clinical: Data"],
    ["97602", 0, "1 Line Edit", "CMS Policy"],
]
WOUND_LIMITS = (
    UnitLimit("11042", Decimal(1), "2"),
    UnitLimit("11045", Decimal(12), "3"),
    UnitLimit("97602", Decimal(0), "1"),
)
ADD_ON_ROWS = [
    ["1", "0071U", "", "0070U", "", "2020001", "", ""],
    ["1", "11045", "", "11042", "", "2013001", "", ""],
    ["2", "15777", "", "CCCCC", "", "2013091", "", "Contractor Defined Primary Codes"],
    ["3", "90000", "2024366", "11042", "", "2013091", "", "a made-up row that ended on a leap day"],
    ["3", "90001", "", "11043", "2020060", "2013091", "2019365", ""],
    ["1", "97598", "", "97597", "", "2013001", "", ""],
]
WOUND_ADD_ONS = (
    AddOn("11045", "11042", "1", date(2013, 1, 1)),
    AddOn("90000", "11042", "3", date(2013, 4, 1), date(2024, 12, 31)),
    AddOn("90001", "11043", "3", date(2013, 4, 1), date(2019, 12, 31)),
    AddOn("97598", "97597", "1", date(2013, 1, 1)),
)


def wound_care_codes():
    return next(
        release.codes
        for release in bundled_releases()
        if (release.slot, release.release) == ("medicare/pair_edits/practitioner", "2024 Q3")
    )


def numbers(rows):
    """Codes, dates and values that look like numbers as a workbook often holds them."""
    return [
        [int(cell) if str(cell).isdigit() and str(cell)[0] != "0" else cell for cell in row] for row in rows
    ]


def pair_files():
    text = tabbed(PAIR_HEAD + PAIRS)
    return {
        "text": (PART_1, text),
        "text with Unix line ends": (PART_1, tabbed(PAIR_HEAD + PAIRS, eol="\n")),
        "text with a byte order mark": (PART_1, b"\xef\xbb\xbf" + text),
        "text that is not UTF-8": (PART_1, text.replace(b"nobody", b"nobody \xae")),
        "text with UTF-8 in the notice": (PART_1, text.replace(b"nobody", "nobody ®".encode())),
        "empty lines at the end": (PART_1, text + b"\r\n\r\n"),
        "no end of the last line": (PART_1, text.removesuffix(b"\r\n")),
        "workbook": ("ccipra-v322r0-f1.xlsx", workbook(PAIR_HEAD + PAIRS)),
        "workbook with numbers": ("ccipra-v322r0-f1.xlsx", workbook(PAIR_HEAD + numbers(PAIRS))),
        "zip": (
            "medicare-ncci-2026q3-practitioner-ptp-edits-ccipra-v322r0-f1.zip",
            packed({PART_1: text, "ccipra-v322r0-f1.xlsx": b"not looked at"}),
        ),
        "zip of a workbook": (
            "ccipra-v322r0-f1.zip", packed({"ccipra-v322r0-f1.XLSX": workbook(PAIR_HEAD + PAIRS)}),
        ),
    }  # fmt: skip


@pytest.mark.parametrize("form", pair_files())
def test_pair_edits_of_each_form(desk, form):
    name, content = pair_files()[form]
    releases = desk.imported(desk.put(name, content), "--quarter", "2026Q3")
    assert list(releases) == ["medicare-pair-edits-practitioner-2026q3.tsv"]
    release = releases["medicare-pair-edits-practitioner-2026q3.tsv"]
    assert release.rows == WOUND_PAIRS
    assert (release.slot, release.release) == ("medicare/pair_edits/practitioner", "2026 Q3")
    assert (release.start, release.until) == (date(2026, 7, 1), date(2026, 9, 30))
    assert (release.codes, release.partners) == (wound_care_codes(), None)
    (source,) = release.sources
    assert (source.publisher, source.read, source.retrieved) == ("CMS", "verified", "")
    assert source.identifier == f"2026 Q3: {name}"
    assert source.note == f"sha256 of {name}: {hashlib.sha256(content).hexdigest()}"


def test_the_wound_care_codes_are_the_125_of_the_bundled_release(desk):
    assert len(wound_care_codes()) == 125


def test_everything_keeps_every_pair_but_those_that_never_were(desk):
    file = desk.put(PART_1, tabbed(PAIR_HEAD + PAIRS))
    result = desk.run(file, "--quarter", "2026Q3", "--everything")
    (release,) = desk.releases().values()
    assert (release.codes, release.partners) == (None, None)
    assert [[row.column_1, row.column_2, row.indicator] for row in release.rows] == [
        [*row[:2], row[5]] for row in PAIRS if row[5] != "9"
    ]
    assert result.stdout == (
        f"{desk.into}/medicare-pair-edits-practitioner-2026q3.tsv: medicare/pair_edits/practitioner 2026 Q3: "
        "kept 6 of 8 rows, 2 withdrawn left out; holds from 2026-07-01 to 2026-09-30\n"
    )


def test_the_hospital_table_goes_into_its_own_slot(desk):
    file = desk.put("ccioph-v322r0-f1.txt", tabbed(PAIR_HEAD + PAIRS))
    (release,) = desk.imported(file, "--quarter", "2026q3").values()
    assert release.slot == "medicare/pair_edits/outpatient_hospital"


@pytest.mark.parametrize("blank", ["", "*"])
def test_medicaid_pair_edits_have_six_columns(desk, blank):
    rows = [[*row[:2], row[3], row[4].replace("*", blank), *row[5:]] for row in PAIRS]
    name = "medicaid-ncci-2026-q3-ptp-edits-practitioner-services.txt"
    file = desk.put(name, tabbed(MEDICAID_PAIR_HEAD + rows))
    releases = desk.imported(file)
    assert list(releases) == ["medicaid-pair-edits-practitioner-2026q3.tsv"]
    assert next(iter(releases.values())).rows == WOUND_PAIRS


def limit_files(setting):
    head = limit_head(setting)
    stem = f"MCR_MUE_{setting.replace(' ', '')}Services_Eff_07-01-2026"
    return {
        "csv": (f"{stem}.csv", commas(head + LIMITS)),
        "workbook": (f"{stem}.xlsx", workbook(head + LIMITS)),
        "workbook with numbers": (f"{stem}.xlsx", workbook(head + numbers(LIMITS))),
        "zip": ("mue-table.zip", packed({f"{stem}.csv": commas(head + LIMITS), f"{stem}.xlsx": b""})),
    }


@pytest.mark.parametrize(
    ("setting", "slot"),
    [("Practitioner", "practitioner"), ("Outpatient Hospital", "outpatient_hospital")],
)
@pytest.mark.parametrize("form", limit_files("Practitioner"))
def test_unit_limits_of_each_form(desk, form, setting, slot):
    releases = desk.imported(desk.put(*limit_files(setting)[form]))
    name = f"medicare-unit-limits-{slot.replace('_', '-')}-2026q3.tsv"
    assert list(releases) == [name]
    assert releases[name].rows == WOUND_LIMITS
    assert releases[name].slot == f"medicare/unit_limits/{slot}"
    assert (releases[name].codes, releases[name].partners) == (wound_care_codes(), None)


def medicaid_limit_files(setting):
    lines = medicaid_limit_lines(setting)
    head = limit_head(setting, medicaid=True)
    rows = [[code, units, reason] for code, units, _, reason in LIMITS]
    name = MEDICAID_LIMITS.replace("Practitioner", setting.replace(" ", ""))
    return {
        "text": (name, tabbed(lines + rows)),
        "csv": (name.replace("txt", "csv"), commas(head + rows)),
        "workbook": (name.replace("txt", "xlsx"), workbook(head + rows)),
        "workbook with numbers": (name.replace("txt", "xlsx"), workbook(head + numbers(rows))),
        "zip": (
            f"medicaid-ncci-2026-q3-mue-edits-{setting.replace(' ', '-').lower()}-services.zip",
            packed({name: tabbed(lines + rows), name.replace("txt", "xlsx"): b"not looked at"}),
        ),
    }


@pytest.mark.parametrize(
    ("setting", "slot"),
    [("Practitioner", "practitioner"), ("Outpatient Hospital", "outpatient_hospital")],
)
@pytest.mark.parametrize("form", medicaid_limit_files("Practitioner"))
def test_unit_limits_of_medicaid_are_by_claim_line(desk, form, setting, slot):
    """Their files do not say how units are counted; the release says whose word it is."""
    releases = desk.imported(desk.put(*medicaid_limit_files(setting)[form]))
    ((name, release),) = releases.items()
    assert name == f"medicaid-unit-limits-{slot.replace('_', '-')}-2026q3.tsv"
    assert release.slot == f"medicaid/unit_limits/{slot}"
    assert release.rows == (
        UnitLimit("11042", Decimal(1), "1"),
        UnitLimit("11045", Decimal(12), "1"),
        UnitLimit("97602", Decimal(0), "1"),
    )
    file, counted = release.sources
    assert (file.publisher, file.read) == ("CMS", "verified")
    assert (counted.identifier, counted.read) == ("10 CCR 2505-10-8.041", "secondary")
    assert "no adjudication indicator" in counted.note


def test_only_unit_limits_of_medicaid_rest_on_what_others_say(desk):
    pairs = desk.put(PART_1, tabbed(PAIR_HEAD + PAIRS))
    limits = desk.put(PRACTITIONER_LIMITS, commas(limit_head() + LIMITS))
    rows = [[*row[:2], *row[3:]] for row in PAIRS]
    name = "medicaid-ncci-2026-q3-ptp-edits-practitioner-services.txt"
    medicaid = desk.put(name, tabbed(MEDICAID_PAIR_HEAD + rows))
    for release in desk.imported(pairs, limits, medicaid, "--quarter", "2026Q3").values():
        assert [source.read for source in release.sources] == ["verified"]


def test_every_unit_limit(desk):
    file = desk.put(PRACTITIONER_LIMITS, commas(limit_head() + LIMITS))
    (release,) = desk.imported(file, "--everything").values()
    assert [row.code for row in release.rows] == ["0001U", "11042", "11045", "97602"]
    assert release.codes is None


def add_on_files():
    return {
        "text": (ADD_ONS, fixed(ADD_ON_ROWS)),
        "text without spaces at the ends": (
            ADD_ONS, b"".join(line.rstrip() + b"\n" for line in fixed(ADD_ON_ROWS).splitlines()),
        ),
        "text with tabs and headings": ("AOC_V2026Q3-MCR.txt", tabbed(ADD_ON_HEAD + ADD_ON_ROWS)),
        "workbook": ("AOC_V2026Q3-MCR.xlsx", workbook(ADD_ON_HEAD + ADD_ON_ROWS)),
        "workbook with numbers": ("AOC_V2026Q3-MCR.xlsx", workbook(ADD_ON_HEAD + numbers(ADD_ON_ROWS))),
        "zip": ("add-code-edits-medicare-effective-09012026.zip", packed({ADD_ONS: fixed(ADD_ON_ROWS)})),
    }  # fmt: skip


@pytest.mark.parametrize("form", add_on_files())
def test_add_ons_of_each_form(desk, form):
    releases = desk.imported(desk.put(*add_on_files()[form]))
    assert list(releases) == ["medicare-add-ons-2026q3.tsv"]
    release = releases["medicare-add-ons-2026q3.tsv"]
    assert release.rows == WOUND_ADD_ONS
    assert release.slot == "medicare/add_ons"
    assert release.codes == wound_care_codes()


def test_an_add_on_that_ended_before_its_edit_began_is_left_out(desk):
    row = ["1", "11045", "2012366", "11042", "", "2013001", "", ""]
    result = desk.run(desk.put(ADD_ONS, fixed([row, *ADD_ON_ROWS[2:]])))
    assert result.exit_code == 0
    assert "kept 3 of 5 rows, 1 withdrawn left out" in result.stdout


def test_parts_make_one_release_in_whatever_order_they_are_given(desk):
    whole = desk.put("whole/ccipra-v322r0.txt", tabbed(PAIR_HEAD + PAIRS))
    first = desk.put(PART_1, tabbed(PAIR_HEAD + PAIRS[:2]))
    second = desk.put("ccipra-v322r0-f2.txt", tabbed(PAIR_HEAD + PAIRS[2:5]))
    third = desk.put("ccipra-v322r0-f3.xlsx", workbook(PAIR_HEAD + PAIRS[5:]))
    (parts,) = desk.imported(third, first, second, "--quarter", "2026Q3", "--records", 8).values()
    assert parts.rows == WOUND_PAIRS
    assert parts.sources[0].identifier == (
        "2026 Q3: ccipra-v322r0-f1.TXT, ccipra-v322r0-f2.txt, ccipra-v322r0-f3.xlsx"
    )
    (turned,) = desk.imported(second, third, first, "--quarter", "2026Q3").values()
    assert turned == parts
    (again,) = desk.imported(whole, "--quarter", "2026Q3").values()
    assert again.rows == parts.rows
    assert again.digest != parts.digest  # it is from another file, and says so


def test_several_tables_at_once(desk):
    files = [
        desk.put(PART_1.replace("ccipra", "medicare-2026q3-ccipra"), tabbed(PAIR_HEAD + PAIRS)),
        desk.put(PRACTITIONER_LIMITS, commas(limit_head() + LIMITS)),
        desk.put(ADD_ONS, fixed(ADD_ON_ROWS)),
    ]
    result = desk.run(*files)
    assert list(desk.releases()) == [
        "medicare-add-ons-2026q3.tsv",
        "medicare-pair-edits-practitioner-2026q3.tsv",
        "medicare-unit-limits-practitioner-2026q3.tsv",
    ]
    assert len(result.stdout.splitlines()) == 3


def test_two_quarters_stand_side_by_side_and_one_quarter_again_replaces_itself(desk):
    file = desk.put(PART_1, tabbed(PAIR_HEAD + PAIRS))
    desk.imported(file, "--quarter", "2026Q3")
    desk.imported(file, "--quarter", "2026Q4")
    assert list(desk.releases()) == [
        "medicare-pair-edits-practitioner-2026q3.tsv",
        "medicare-pair-edits-practitioner-2026q4.tsv",
    ]
    corrected = desk.put(PART_1, tabbed([*PAIR_HEAD, pair("11042", "97597"), PAIRS[-1]]))
    third, fourth = desk.imported(corrected, "--quarter", "2026Q3").values()
    assert [(row.column_1, row.start) for row in third.rows] == [("11042", date(2026, 7, 1))]
    assert fourth.rows == WOUND_PAIRS
    assert (fourth.start, fourth.until) == (date(2026, 10, 1), date(2026, 12, 31))


def test_no_notice_and_no_reason_is_kept(desk):
    files = [
        desk.put(PART_1.replace("ccipra", "2026q3-ccipra"), tabbed(PAIR_HEAD + PAIRS)),
        desk.put(PRACTITIONER_LIMITS, commas(limit_head() + LIMITS)),
        desk.put(ADD_ONS, fixed(ADD_ON_ROWS)),
    ]
    desk.imported(*files, "--everything")
    kept = b"".join(desk.left().values()).decode()
    for text in (NOTICE, REASON, "Contractor", "Clinical", "Nature", "Date of Service"):
        assert text not in kept


def test_deleted_pairs_keep_their_dates_and_order(desk):
    file = desk.put(PART_1, tabbed([*PAIR_HEAD, pair("97597", "97602", "20200101", "20260930"), PAIRS[-1]]))
    (release,) = desk.imported(file, "--quarter", "2026Q3").values()
    assert release.rows == (PairEdit("97597", "97602", "1", date(2020, 1, 1), date(2026, 9, 30)),)


def test_warnings_go_to_standard_error(desk):
    rows = [pair("11042", "97597", "20200101"), pair("97597", "97602", "20200101", indicator="9")]
    result = desk.run(desk.put(PART_1, tabbed(PAIR_HEAD + rows).removesuffix(b"\r\n")), "--quarter", "2026Q3")
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 1
    warnings = result.stderr.replace(f"{desk.folder}/", "").splitlines()
    assert warnings[:-1] == [
        f"warning: {PART_1}: row 8: indicator 9 on a pair that was in force; left out",
        f"warning: {PART_1}: the last row has no end of line; the file may be cut short",
        "warning: no row begins in 2026 Q3; see that this is the quarter",
        (
            "warning: column 1 ends with 97597, before 97598, 97602, 97605, ...; "
            "the last part may be missing or cut"
        ),
    ]
    assert "--records" in warnings[-1]


def test_with_the_number_of_records_there_is_nothing_left_to_warn_of(desk):
    result = desk.run(desk.put(PART_1, tabbed(PAIR_HEAD + PAIRS)), "--quarter", "2026Q3", "--records", "8")
    assert (result.exit_code, result.stderr) == (0, "")


def test_without_the_extra_a_workbook_says_what_to_install(desk, monkeypatch):
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    file = desk.put("AOC_V2026Q3-MCR.xlsx", workbook(ADD_ON_HEAD + ADD_ON_ROWS))
    (problem,) = desk.refused(file)
    assert problem.endswith("run: pip install 'debridecode[ncci]'")
    desk.imported(desk.put(ADD_ONS, fixed(ADD_ON_ROWS)))
