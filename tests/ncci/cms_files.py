"""Made-up files in the layouts of CMS. The rows are ours; the notices are not those of anybody."""

import io
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from click.testing import CliRunner

from debridecode.commands import debridecode as command
from debridecode.releases import read_release

NOTICE = "Made up for a test. Copyright nobody."
REASON = "Misuse of Column Two code with Column One code"
PAIR_HEAD = [
    [NOTICE, "", "", "", "", "", ""],
    ["Column1/Column2 Edits", "", "", "", "", "", ""],
    ["Column 1", "Column 2", "*=in existence", "Effective", "Deletion", "Modifier", "PTP Edit Rationale"],
    ["", "", "prior to 1996", "Date", "Date", "0=not allowed", ""],
    ["", "", "", "", "*=no data", "1=allowed", ""],
    ["", "", "", "", "", "9=not applicable", ""],
]
MEDICAID_PAIR_HEAD = [
    [NOTICE, "", "", "", "", ""],
    ["This file should not be used by states.", "", "", "", "", ""],
    [
        "Col1", "Col2", "EffDt", "DelDt", "ModifierIndicator 0=not allowed 1=allowed 9=not applicable",
        "PTP Edit Rationale",
    ],
]  # fmt: skip
ADD_ON_HEAD = [
    [NOTICE],
    [
        "AOC_Edit_Type", "Add-On_Code", "AOC_DelDT", "Primary_Code", "Primary_Code_DelDT", "AOC_Edit_EffDT",
        "AOC_Edit_DelDT", "Special_Instruction_Notes",
    ],
]  # fmt: skip
PART_1 = "ccipra-v322r0-f1.TXT"
PRACTITIONER_LIMITS = "MCR_MUE_PractitionerServices_Eff_07-01-2026.csv"
MEDICAID_LIMITS = "MCD-MUE-PractitionerServices-Effective_07012026.txt"
ADD_ONS = "AOC_V2026Q3-F-MCR.txt"


def limit_head(setting="Practitioner", *, medicaid=False):
    """The notice, and the headings with the line break that CMS puts in the first."""
    counting = [] if medicaid else ["MUE Adjudication Indicator"]
    return [
        [f"{NOTICE}\n\nOf several lines.", *[""] * (2 + len(counting))],
        ["HCPCS/\nCPT Code", f"{setting} Services MUE Values", *counting, "MUE Rationale"],
    ]


def medicaid_limit_lines(setting="Practitioner"):
    """The notice over nine lines and the headings in one, as a public reader describes the text file."""
    notice = [
        f'"{NOTICE}',
        "",
        "Of several lines.",
        "",
        "Of several lines.",
        "",
        "Of several lines.",
        "",
        '"',
    ]
    heads = ["HCPCS/CPT Code", f"{setting} Services MUE Values", "MUE Rationale"]
    return [*([line] for line in notice), heads]


def tabbed(rows, eol="\r\n"):
    """Rows as tab separated text."""
    return "".join("\t".join(map(str, row)) + eol for row in rows).encode("latin-1")


def commas(rows, eol="\r\n"):
    """Rows as comma separated values."""

    def cell(text):
        return f'"{text}"' if set(str(text)) & set(',"\n') else str(text)

    return "".join(",".join(map(cell, row)) + eol for row in rows).encode("latin-1")


def fixed(rows, eol="\r\n"):
    """Add-on rows at their places in the line."""
    widths = (1, 5, 7, 5, 7, 7, 7, 58)
    return "".join(
        "".join(str(cell).ljust(width) for cell, width in zip(row, widths, strict=True)) + eol for row in rows
    ).encode("latin-1")


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def workbook(*sheets):
    """Sheets as a workbook with shared strings, as Excel writes it. A number stays a number."""
    strings = {}

    def cell(value, place):
        if value in ("", None):
            return ""
        if isinstance(value, str):
            return f'<c r="{place}" t="s"><v>{strings.setdefault(value, len(strings))}</v></c>'
        return f'<c r="{place}"><v>{value}</v></c>'

    def sheet(rows):
        text = "".join(
            f'<row r="{number}">'
            + "".join(cell(value, f"{chr(65 + index)}{number}") for index, value in enumerate(row))
            + "</row>"
            for number, row in enumerate(rows, 1)
        )
        return f'<worksheet xmlns="{_MAIN}"><sheetData>{text}</sheetData></worksheet>'

    numbers = range(1, len(sheets) + 1)
    members = {
        f"xl/worksheets/sheet{number}.xml": sheet(rows) for number, rows in zip(numbers, sheets, strict=True)
    }
    listed = "".join(f'<sheet name="s{number}" sheetId="{number}" r:id="rId{number}"/>' for number in numbers)
    members["xl/workbook.xml"] = (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>'
    )
    related = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in numbers
    )
    related += f'<Relationship Id="rId0" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    members["xl/_rels/workbook.xml.rels"] = (
        f'<Relationships xmlns="{_PACKAGE}/relationships">{related}</Relationships>'
    )
    texts = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings)
    members["xl/sharedStrings.xml"] = f'<sst xmlns="{_MAIN}">{texts}</sst>'
    members["_rels/.rels"] = (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    )
    members["[Content_Types].xml"] = (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}.sheet.main+xml"/></Types>'
    )
    return packed(members)


def packed(members, method=zipfile.ZIP_DEFLATED):
    """A zip file of texts or bytes by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as target:
        for name, content in members.items():
            target.writestr(zipfile.ZipInfo(name), content, method)
    return out.getvalue()


def pair(column_1, column_2, start="20260701", until="*", indicator="1", mark="", reason=REASON):
    """A row of pair edits."""
    return [column_1, column_2, mark, start, until, indicator, reason]


class Desk:
    """A folder of files of CMS, and a folder for the releases."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.into = folder / "tables"

    def put(self, name, content):
        """Write a file of CMS."""
        path = self.folder / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_bytes(content)
        return path

    def run(self, *arguments):
        """Import, in this process."""
        given = ["ncci", "import", *map(str, arguments), "--into", str(self.into)]
        return CliRunner().invoke(command, given, catch_exceptions=False)

    def imported(self, *arguments):
        """Import what must be fine; the releases by the names of their files."""
        result = self.run(*arguments)
        assert result.exit_code == 0, result.output
        return self.releases()

    def releases(self):
        """What stands in the folder."""
        return {
            path.name: read_release(path.read_text(encoding="utf-8"), file=path.name)
            for path in sorted(self.into.iterdir())
        }

    def refused(self, *arguments):
        """Import what must not be; the problems, each without the folder. Nothing may be left behind."""
        before = self.left()
        result = self.run(*arguments)
        assert result.exit_code == 2, result.output
        assert result.stdout == ""
        assert self.left() == before
        assert "Traceback" not in result.output
        *problems, last = result.stderr.replace(f"{self.folder}/", "").splitlines()
        assert last == "Nothing was written."
        return problems

    def left(self):
        """Names and contents of the folder of releases."""
        if not self.into.exists():
            return None
        return {path.name: path.read_bytes() for path in self.into.iterdir()}
