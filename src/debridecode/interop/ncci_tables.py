"""The tables of CMS: how each is laid out, once for every kind of file, and what its rows must be."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import chain
from typing import Any, Final, NoReturn

from attrs import Factory, define, frozen

from debridecode.errors import ReleaseError
from debridecode.interop.ncci_files import Cells
from debridecode.interop.ncci_names import SUPPLIERS, Quarter
from debridecode.interop.table_problems import Problems
from debridecode.model.codes import is_procedure
from debridecode.releases import WITHDRAWN, AddOn, EditKind, PairEdit, UnitLimit
from debridecode.vocabulary import Setting

MEDICAID: Final = "medicaid"
CONTRACTOR_DEFINED: Final = "CCCCC"
_CODE_LENGTH: Final = 5
_SEARCHED: Final = 20
_FEWEST: Final = 3
_SHOWN: Final = 30
_YEARS: Final = range(1980, 2100)
_DAY: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_DAY_OF_YEAR: Final = re.compile(r"([0-9]{4})([0-9]{3})")
_UNITS: Final = re.compile(r"[0-9]{1,7}")
_MARK, _BEGINS, _ENDS, _INDICATOR = range(2, 6)
_MARKS: Final = ("", "*")
_INDICATORS: Final = ("0", "1", "9")
_TYPES: Final = ("1", "2", "3")
_BY_LINE: Final = "1"
_COUNTED: Final = {
    "1 Line Edit": _BY_LINE,
    "2 Date of Service Edit: Policy": "2",
    "3 Date of Service Edit: Clinical": "3",
}


@frozen
class Layout:
    """The columns of a table, by their headings.

    Attributes:
        kind: which table.
        program: whose it is; None when the headings do not say.
        setting: for whose claims; None when the headings do not say.
        headings: of each column, as CMS writes them; any one of several.
        refused: why such a table is not imported.
    """

    kind: EditKind
    program: str | None
    setting: Setting | None
    headings: tuple[tuple[str, ...], ...]
    refused: str = ""

    @cached_property
    def plain(self) -> list[list[str]]:
        """The headings of each column without what CMS writes in different ways."""
        return [[_plain(each) for each in column] for column in self.headings]


def _plain(text: str) -> str:
    """A heading without case, spaces and signs: CMS breaks headings over lines, and a workbook over cells."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


_CODE: Final = ("HCPCS/CPT Code",)
_COUNTING: Final = ("MUE Adjudication Indicator",)
_REASON: Final = ("MUE Rationale",)
_VALUES: Final[tuple[tuple[Setting | None, str, str], ...]] = (
    ("practitioner", "Practitioner Services MUE Values", ""),
    ("outpatient_hospital", "Outpatient Hospital Services MUE Values", ""),
    (None, "DME Supplier Services MUE Values", SUPPLIERS),
)

LAYOUTS: Final = (
    Layout(
        "pair_edits", "medicare", None,
        (
            ("Column 1",), ("Column 2",), ("*=in existence prior to 1996",), ("Effective Date",),
            ("Deletion Date *=no data",), ("Modifier 0=not allowed 1=allowed 9=not applicable",),
            ("PTP Edit Rationale",),
        ),
    ),
    Layout(
        "pair_edits", MEDICAID, None,
        (
            ("Column 1", "Col1"), ("Column 2", "Col2"), ("Effective Date", "EffDt"),
            ("Deletion Date", "DelDt", "Deletion Date *=no data"),
            ("ModifierIndicator 0=not allowed 1=allowed 9=not applicable", "Modifier Indicator",
             "Modifier 0=not allowed 1=allowed 9=not applicable"),
            ("PTP Edit Rationale",),
        ),
    ),
    *(
        Layout("unit_limits", "medicare", setting, (_CODE, (values,), _COUNTING, _REASON), refused)
        for setting, values, refused in _VALUES
    ),
    *(
        Layout("unit_limits", MEDICAID, setting, (_CODE, (values,), _REASON), refused)
        for setting, values, refused in _VALUES
    ),
    Layout(
        "add_ons", None, None,
        (
            ("AOC_Edit_Type",), ("Add-On_Code",), ("AOC_DelDT", "AOC_DelDT_Julian"), ("Primary_Code",),
            ("Primary_Code_DelDT", "Primary_Code_DelDT_Julian"), ("AOC_Edit_EffDT", "AOC_Edit_EffDT_Julian"),
            ("AOC_Edit_DelDT", "AOC_Edit_DelDT_Julian"), ("Special_Instruction_Notes",),
        ),
    ),
)  # fmt: skip
ADD_ONS: Final = LAYOUTS[-1]


@define
class Table:
    """A file that was told by its headings; its rows come next.

    Attributes:
        layout: its columns.
        cells: where its rows come from.
        row: of the last heading.
        first: the rows that were read while looking for the end of the headings.
        whole: whether the last row that was read has all its cells; None before there was one.
    """

    layout: Layout
    cells: Cells
    row: int
    first: list[list[str]]
    whole: bool | None = None

    def rows(self, problems: "Problems") -> Iterator[tuple[int, list[str]]]:
        """The rows below the headings and their numbers. Empty rows may stand at the end only."""
        width = len(self.layout.headings)
        empty = 0
        for number, cells in enumerate(chain(self.first, self.cells.rows), self.row + 1):
            if not any(cells):
                empty = empty or number
                continue
            if empty:
                message = "an empty row between others: rows may be missing"
                problems.add(ReleaseError(self.cells.file, message, empty))
                empty = 0
            if self.cells.ragged and len(cells) < width:
                cells.extend([""] * (width - len(cells)))
            self.whole = len(cells) == width
            if self.whole:
                yield number, cells
            else:
                message = f"expected {width} cells, found {len(cells)}: the row may be cut short"
                problems.add(ReleaseError(self.cells.file, message, number))


def table_of(cells: Cells) -> Table:
    """Find the headings of a file, and tell by them which table it is.

    Raises:
        ReleaseError: it has no headings that are known, or not in their order.
    """
    if cells.headless:
        return Table(ADD_ONS, cells, 0, [])
    for number, row in enumerate(cells.rows, 1):
        layout = _most_like(row)
        if layout is not None:
            merged, last, first = _merged(layout, cells, number, row)
            _in_place(layout, cells.file, number, merged)
            if layout.refused:
                raise ReleaseError(cells.file, layout.refused)
            return Table(layout, cells, last, first)
        if number == _SEARCHED:
            break
    raise ReleaseError(cells.file, f"found no headings of a table of CMS in the first {_SEARCHED} rows")


def _most_like(row: list[str]) -> Layout | None:
    """The layout of which a row has most headings, or the beginnings of headings, in whatever order."""
    texts = [plain for cell in row if (plain := _plain(cell))]

    def likeness(layout: Layout) -> tuple[int, int]:
        return sum(_begins(text, layout) for text in texts), -abs(len(layout.headings) - len(texts))

    best = max(LAYOUTS, key=likeness)
    return best if likeness(best)[0] >= _FEWEST else None


def _begins(text: str, layout: Layout) -> bool:
    return any(heading.startswith(text) for column in layout.plain for heading in column)


def _merged(
    layout: Layout, cells: Cells, number: int, row: list[str]
) -> tuple[list[str], int, list[list[str]]]:
    """The headings with the rows that carry them on, the number of the last of these, the row after it."""
    merged = list(row)
    for following in cells.rows:
        if layout.kind != "pair_edits" or not any(following) or following[0].strip(" "):
            return merged, number, [following]
        number += 1
        merged.extend([""] * (len(following) - len(merged)))
        merged = [" ".join(pair) for pair in zip(merged, following + [""] * len(merged), strict=False)]
    return merged, number, []


def _in_place(layout: Layout, file: str, number: int, merged: list[str]) -> None:
    for column, (known, heading) in enumerate(zip(layout.plain, layout.headings, strict=True), 1):
        found = merged[column - 1] if column <= len(merged) else ""
        if _plain(found) not in known:
            message = f"expected the heading {heading[0]!r}, found {_shown(found)}"
            raise ReleaseError(file, message, number, column)
    for column, found in enumerate(merged[len(layout.headings) :], len(layout.headings) + 1):
        if found.strip(" "):
            message = f"expected no further column, found {_shown(found)}"
            raise ReleaseError(file, message, number, column)


def _shown(text: str) -> str:
    """A cell as a message quotes it: its first characters."""
    text = " ".join(text.split())
    return repr(text if len(text) <= _SHOWN else text[:_SHOWN] + "...") if text else "nothing"


@define
class Tally:
    """What became of the rows of a release."""

    read: int = 0
    kept: int = 0
    withdrawn: int = 0
    warnings: list[str] = Factory(list)


class _BadCellError(Exception):
    """A cell that is not what its column says: carries the index of the cell and what was expected."""

    def __init__(self, index: int, message: str) -> None:
        self.index = index
        self.message = message
        super().__init__(message)


def _bad(index: int, expected: str, text: str) -> NoReturn:
    raise _BadCellError(index, f"expected {expected}, found {_shown(text)}")


def _code(index: int, text: str) -> str:
    code = text.strip(" ")
    if is_procedure(code):
        return code
    lost = "; a zero in front may be lost" if code.isdigit() and len(code) < _CODE_LENGTH else ""
    _bad(index, f"a code of five characters{lost}", text)


def _day(index: int, text: str) -> date:
    match = _DAY.fullmatch(text.strip(" "))
    if match is None:
        _bad(index, "a date YYYYMMDD" if index == _BEGINS else "a date YYYYMMDD or *", text)
    year, month, day = map(int, match.groups())
    try:
        found = date(year, month, day)
    except ValueError:
        _bad(index, "a date that exists", text)
    return found if year in _YEARS else _bad(index, "a date of our time", text)


def _day_of_year(index: int, text: str) -> date | None:
    if not text.strip(" "):
        return None
    match = _DAY_OF_YEAR.fullmatch(text.strip(" "))
    if match is None:
        _bad(index, "a date YYYYDDD, the year and the day of the year", text)
    year, number = map(int, match.groups())
    if year not in _YEARS or not number:
        _bad(index, "a date that exists", text)
    found = date(year, 1, 1) + timedelta(days=number - 1)
    return found if found.year == year else _bad(index, "a date that exists", text)


def _one_of(index: int, known: Sequence[str], text: str) -> str:
    cell = text.strip(" ")
    return cell if cell in known else _bad(index, " or ".join(map(repr, known)), text)


class TableReader(ABC):
    """Reads the tables of one release, one after the other, row by row.

    Problems are gathered; a row that has one is not given out. `wanted` are the codes whose rows are given,
    or None for all.
    """

    def __init__(self, quarter: Quarter, wanted: frozenset[str] | None, problems: Problems) -> None:
        """Begin with nothing read."""
        self.tally = Tally()
        self._quarter = quarter
        self._wanted = wanted
        self._problems = problems
        self._reasons: set[str] = set()
        self._table: Table
        self._number = 0

    def rows(self, table: Table) -> Iterator[Any]:
        """The rows of a table that are wanted."""
        reason: str | None = None
        number = table.row
        self._table = table
        for number, cells in table.rows(self._problems):
            self._number = number
            if reason is not None:
                self._reasons.add(reason)
            self.tally.read += 1
            reason = cells[-1]
            try:
                row = self._row(cells)
            except _BadCellError as error:
                problem = ReleaseError(table.cells.file, error.message, number, self._column(error.index))
                self._problems.add(problem)
                continue
            if row is not None and self._is_wanted(row):
                self.tally.kept += 1
                yield row
        self._end(table, number, reason)

    def _end(self, table: Table, number: int, reason: str | None) -> None:
        """Of a last line that has no end, the last cell tells: a reason that no other row gives was cut."""
        if table.whole is None:
            message = "found no rows below this: the file is cut short"
            self._problems.add(ReleaseError(table.cells.file, message, number))
        if table.cells.ended or not table.whole:
            return
        if reason not in self._reasons and not table.cells.headless:
            message = "the file ends within its last row: it is cut short"
            column = len(table.layout.headings)
            self._problems.add(ReleaseError(table.cells.file, message, number, column))
        else:
            warning = f"{table.cells.file}: the last row has no end of line; the file may be cut short"
            self.tally.warnings.append(warning)

    def finish(self) -> None:  # noqa: B027 - only some tables have anything odd to say
        """Say what is odd about the whole, once every table of the release was read."""

    def _column(self, index: int) -> int:
        """The column of a cell of a row, for a message."""
        return index + 1

    @abstractmethod
    def _is_wanted(self, row: Any) -> bool:
        """Whether a row is of a code that is kept."""

    @abstractmethod
    def _row(self, cells: list[str]) -> Any:
        """One row, or None when it is left out."""


class PairReader(TableReader):
    """Reads pair edits.

    CMS sorts them by column 1 and then column 2, through all parts: so a row out of its place, a part given
    twice and a pair in force twice show at once, and no row need be held. What was found good is remembered:
    a few thousand codes and dates make up millions of cells.
    """

    def __init__(self, quarter: Quarter, wanted: frozenset[str] | None, problems: Problems) -> None:
        """Begin with nothing read."""
        super().__init__(quarter, wanted, problems)
        self._codes: set[str] = set()
        self._days: dict[str, date] = {}
        self._column_1 = self._column_2 = ""
        self._spans: list[tuple[date, date]] = []
        self._latest = date.min
        self._odd = 0

    def finish(self) -> None:
        """Say when no row begins in the quarter, and when the rows end before the codes that are wanted."""
        if self._latest < self._quarter.start:
            self.tally.warnings.append(f"no row begins in {self._quarter}; see that this is the quarter")
        after = sorted(code for code in self._wanted or () if code > self._column_1)
        if after:
            listed = ", ".join(after[:3]) + (", ..." if len(after) > 3 else "")  # noqa: PLR2004 - enough to know
            message = (
                f"column 1 ends with {self._column_1}, before {listed}; the last part may be missing or cut"
            )
            self.tally.warnings.append(message)

    def _column(self, index: int) -> int:
        return index + 1 - (self._table.layout.program == MEDICAID and index > _MARK)

    def _is_wanted(self, row: PairEdit) -> bool:
        return self._wanted is None or row.column_1 in self._wanted or row.column_2 in self._wanted

    def _row(self, cells: list[str]) -> PairEdit | None:
        if self._table.layout.program == MEDICAID:
            cells.insert(_MARK, "")
            cells[_ENDS] = cells[_ENDS].strip(" ") or "*"
        edit = self._edit(cells)
        self._in_order(edit.column_1, edit.column_2)
        if edit.indicator != WITHDRAWN:
            self._no_overlap(edit)
            return edit
        self.tally.withdrawn += self._is_wanted(edit)
        if edit.start != edit.until:
            if not self._odd:
                where = f"{self._table.cells.file}: row {self._number}"
                self.tally.warnings.append(f"{where}: indicator 9 on a pair that was in force; left out")
            self._odd += 1
        return None

    def _edit(self, cells: list[str]) -> PairEdit:
        column_1, column_2, mark, begins, ends, indicator, _ = cells
        if column_1 not in self._codes:
            column_1 = self._good_code(0, column_1)
        if column_2 not in self._codes:
            column_2 = self._good_code(1, column_2)
        if mark not in _MARKS:
            _one_of(_MARK, _MARKS, mark)
        start = self._days.get(begins) or self._good_day(_BEGINS, begins)
        until = None if ends == "*" else self._days.get(ends) or self._good_day(_ENDS, ends)
        if indicator not in _INDICATORS:
            indicator = _one_of(_INDICATOR, _INDICATORS, indicator)
        if until is not None and until < start:
            _bad(_ENDS, f"a day not before the effective date {start}", ends)
        if start > self._latest:
            self._latest = start
            if start > self._quarter.until:
                _bad(_BEGINS, f"a day not after {self._quarter}: the file is of a later quarter", begins)
        return PairEdit(column_1, column_2, indicator, start, until)

    def _good_code(self, index: int, text: str) -> str:
        code = _code(index, text)
        self._codes.add(code)
        return code

    def _good_day(self, index: int, text: str) -> date:
        self._days[text] = day = _day(index, text)
        return day

    def _in_order(self, column_1: str, column_2: str) -> None:
        before = self._column_1, self._column_2
        self._column_1, self._column_2 = column_1, column_2
        if before != (column_1, column_2):
            self._spans.clear()
            if before > (column_1, column_2):
                index = int(before[0] == column_1)
                _bad(
                    index,
                    f"a code not before {before[index]}, as CMS sorts them",
                    (column_1, column_2)[index],
                )

    def _no_overlap(self, edit: PairEdit) -> None:
        start = edit.start or date.min
        until = edit.until or date.max
        if any(start <= last and first <= until for first, last in self._spans):
            _bad(
                _BEGINS, "a day on which no other row of the same pair is in force", start.strftime("%Y%m%d")
            )
        self._spans.append((start, until))


class LimitReader(TableReader):
    """Reads unit limits."""

    def __init__(self, quarter: Quarter, wanted: frozenset[str] | None, problems: Problems) -> None:
        """Begin with nothing read."""
        super().__init__(quarter, wanted, problems)
        self._codes: set[str] = set()

    def _is_wanted(self, row: UnitLimit) -> bool:
        return self._wanted is None or row.code in self._wanted

    def _row(self, cells: list[str]) -> UnitLimit:
        code = _code(0, cells[0])
        if code in self._codes:
            _bad(0, "each code once", code)
        self._codes.add(code)
        if not _UNITS.fullmatch(cells[1].strip(" ")):
            _bad(1, "a whole number of units", cells[1])
        return UnitLimit(code, Decimal(cells[1].strip(" ")), self._counted(cells))

    def _counted(self, cells: list[str]) -> str:
        """How units are counted. Files of Medicaid have no such column; docs/ncci.md says why by line."""
        if self._table.layout.program == MEDICAID:
            return _BY_LINE
        counted = _COUNTED.get(cells[2].strip(" "))
        return counted or _bad(2, " or ".join(map(repr, _COUNTED)), cells[2])


class AddOnReader(TableReader):
    """Reads add-on codes. A row ends when the edit, the add-on or the primary does, whichever is first."""

    def __init__(self, quarter: Quarter, wanted: frozenset[str] | None, problems: Problems) -> None:
        """Begin with nothing read."""
        super().__init__(quarter, wanted, problems)
        self._spans: dict[tuple[str, str], list[tuple[date, date]]] = {}

    def _is_wanted(self, row: AddOn) -> bool:
        return self._wanted is None or row.add_on in self._wanted or row.primary in self._wanted

    def _row(self, cells: list[str]) -> AddOn | None:
        type_ = _one_of(0, _TYPES, cells[0])
        add_on = _code(1, cells[1])
        contractor = cells[3].strip(" ") == CONTRACTOR_DEFINED
        primary = CONTRACTOR_DEFINED if contractor else _code(3, cells[3])
        start = _day_of_year(5, cells[5])
        if start is None:
            _bad(5, "a date YYYYDDD, the year and the day of the year", cells[5])
        ended = _day_of_year(6, cells[6])
        if ended is not None and ended < start:
            _bad(6, f"a day not before the effective date {start}", cells[6])
        ends = [
            end for end in (ended, _day_of_year(2, cells[2]), _day_of_year(4, cells[4])) if end is not None
        ]
        row = AddOn(add_on, primary, type_, start, min(ends, default=None))
        if row.until is not None and row.until < start:
            self.tally.withdrawn += self._is_wanted(row)
            return None
        spans = self._spans.setdefault((add_on, primary), [])
        until = row.until or date.max
        if any(start <= last and first <= until for first, last in spans):
            _bad(5, "a day on which no other row of the same add-on and primary is in force", cells[5])
        spans.append((start, until))
        return row


READERS: Final[Mapping[EditKind, type[TableReader]]] = {
    "pair_edits": PairReader,
    "unit_limits": LimitReader,
    "add_ons": AddOnReader,
}
