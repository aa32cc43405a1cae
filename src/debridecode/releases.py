"""One release of an edit table, as an object and as a file.

CMS publishes pair edits, unit limits and add-on codes by the quarter. A release file holds one of them: a
line of JSON that says what it is, then a line for each row, its values parted by tabs. What came with the
library and what `debridecode ncci import` writes are read by the same code.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, BinaryIO, Final, Literal, NamedTuple

from attrs import asdict, evolve, field, frozen

from debridecode.errors import ReleaseError
from debridecode.vocabulary import READ_STATUSES, ReadStatus, Setting

FORMAT: Final = "debridecode-release/1"
ENDING: Final = ".tsv"
_CHUNK: Final = 1 << 20
_MOST_CODES: Final = 1 << 15

EditKind = Literal["pair_edits", "unit_limits", "add_ons", "covered_diagnoses"]
DAY: Final = timedelta(days=1)
EDIT_KINDS: Final[tuple[EditKind, ...]] = ("pair_edits", "unit_limits", "add_ons", "covered_diagnoses")
_UNDATED: Final = ("unit_limits", "covered_diagnoses")
"""Kinds whose rows have no days of their own."""
WITHDRAWN: Final = "9"
"""The indicator of a pair that was withdrawn as if it had never been."""


@frozen(kw_only=True)
class Source:
    """A document that rules or tables rest on, and how it was read."""

    id: str
    title: str
    publisher: str
    read: ReadStatus
    identifier: str = ""
    url: str = ""
    retrieved: str = ""
    note: str = ""


# Rows are named tuples: a table may have millions, and these are the quickest to make and to pickle.


class PairEdit(NamedTuple):
    """Two codes that are not paid together: never (indicator 0), or only with a modifier (1).

    Attributes:
        column_1: the code that is paid.
        column_2: the code that is not.
        indicator: 0, 1, or 9 for a pair that was withdrawn as if it had never been.
        start: first day, or None when the file does not say.
        until: last day, or None when it has none.
    """

    column_1: str
    column_2: str
    indicator: str
    start: date | None = None
    until: date | None = None


class UnitLimit(NamedTuple):
    """The most units of a code.

    Attributes:
        code: the code.
        limit: units.
        indicator: 1 counts by line, 2 by date as policy, 3 by date on clinical grounds.
    """

    code: str
    limit: Decimal
    indicator: str


class AddOn(NamedTuple):
    """An add-on code and a primary that it may stand beside.

    Attributes:
        add_on: the add-on code.
        primary: the primary; `CCCCC` where the contractor says which.
        type: 1 for a closed list of primaries, 2 when the contractor defines it, 3 for a list it may extend.
        start: first day, or None when the file does not say.
        until: last day, or None when it has none.
    """

    add_on: str
    primary: str
    type: str = "1"
    start: date | None = None
    until: date | None = None


class CoveredDiagnosis(NamedTuple):
    """A diagnosis of the list of a coverage article.

    Attributes:
        code: the ICD-10-CM code, without its dot.
        group: number of the group of the list that it stands in.
        covered: 1 where it supports coverage, 0 where the article says that it does not.
        conditioned: 1 where it carries an asterisk: a condition stands in the prose of the article.
    """

    code: str
    group: str
    covered: str = "1"
    conditioned: str = "0"


@frozen(kw_only=True)
class Release:
    """One release of an edit table.

    Attributes:
        slot: whose table it is, such as `medicare/pair_edits/practitioner`; packs name it.
        release: as people call it, such as `2026 Q3`.
        start: first day for which the release is known to hold.
        until: last such day; None when it has none.
        codes: a pair is covered when one of its codes is among these; None covers every code.
        partners: and the other among these; None covers every code.
        sources: the documents that the rows are from.
        rows: all of one kind.
        digest: sha256 over the rows and the head of its file; empty for rows that stand in a pack.
    """

    slot: str
    release: str
    start: date
    until: date | None
    codes: frozenset[str] | None
    partners: frozenset[str] | None
    sources: tuple[Source, ...]
    rows: tuple[Any, ...] = field(repr=False)
    digest: str = ""

    @property
    def kind(self) -> str:
        """Which rows it has: `pair_edits`, `unit_limits`, `add_ons` or `covered_diagnoses`."""
        return self.slot.split("/")[1]

    def holds_on(self, day: date) -> bool:
        """Whether the release is known to hold on a day."""
        return self.start <= day and (self.until is None or day <= self.until)

    def rows_on(self, day: date) -> Iterator[Any]:
        """The rows in force on a day; for a day that the release is not known for, on its nearest day."""
        nearest = max(self.start, day if self.until is None else min(day, self.until))
        if self.kind in _UNDATED:
            return iter(self.rows)
        return (
            row
            for row in self.rows
            if (row.start is None or row.start <= nearest) and (row.until is None or nearest <= row.until)
        )

    @cached_property
    def edges(self) -> frozenset[date]:
        """The first days of what it says: where it begins, where it ends, and where a row does."""
        dated = () if self.kind in _UNDATED else self.rows
        starts = {self.start} | {row.start for row in dated}
        ends = {self.until} | {row.until for row in dated}
        after = {end + DAY for end in ends if end is not None and end < date.max}
        return frozenset(after | (starts - {None}))

    def covers(self, code: str) -> bool:
        """Whether the absence of a row for a code means that the release has none."""
        return self.codes is None or code in self.codes

    def covers_pair(self, one: str, other: str) -> bool:
        """Whether the absence of a pair means that the release has no edit for it.

        Example:
            >>> few = Release(slot="medicare/pair_edits/practitioner", release="2026 Q3",
            ...               start=date(2026, 7, 1), until=date(2026, 9, 30), codes=frozenset({"A"}),
            ...               partners=None, sources=(), rows=())
            >>> few.covers_pair("B", "A"), few.covers_pair("B", "C")
            (True, False)
        """
        return (self.covers(one) and self._may_partner(other)) or (
            self.covers(other) and self._may_partner(one)
        )

    def _may_partner(self, code: str) -> bool:
        return self.partners is None or code in self.partners


def slot_of(program: str, kind: str, setting: Setting | None) -> str:
    """The slot of a table.

    Example:
        >>> slot_of("medicare", "add_ons", None)
        'medicare/add_ons'
    """
    return "/".join(part for part in (program, kind, setting) if part)


def write_release(release: Release, rows: Iterable[Any], file: BinaryIO, spare: BinaryIO) -> None:
    """Write a release file. Its rows are `rows`, which may be too many to be held, not those of `release`.

    The head counts the rows, so they wait in `spare`, an empty file, until there are no more.
    """
    digest = hashlib.sha256()
    count = 0
    for row in rows:
        line = _line(row).encode()
        digest.update(line)
        spare.write(line)
        count += 1
    spare.seek(0)
    head = _head(release, count)
    digest.update(_said(head))
    sealed = {**head, "sha256": digest.hexdigest()}
    file.write((json.dumps(sealed, ensure_ascii=False) + "\n").encode())
    file.writelines(iter(lambda: spare.read(_CHUNK), b""))


def _head(release: Release, rows: int) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "slot": release.slot,
        "release": release.release,
        "from": release.start.isoformat(),
        "until": None if release.until is None else release.until.isoformat(),
        "codes": _listed(release.codes),
        "partners": _listed(release.partners),
        "sources": [_given(source) for source in release.sources],
        "rows": rows,
    }


def _said(head: Mapping[str, Any]) -> bytes:
    """What a head says, for the digest, which it does not say of itself."""
    said = {key: value for key, value in head.items() if key != "sha256"}
    return json.dumps(said, sort_keys=True).encode()


def _listed(codes: frozenset[str] | None) -> list[str] | None:
    return None if codes is None else sorted(codes)


def _given(source: Source) -> dict[str, str]:
    return {key: value for key, value in asdict(source).items() if value}


def _line(row: Iterable[object]) -> str:
    return "\t".join("" if cell is None else str(cell) for cell in row) + "\n"


def read_release(text: str, *, file: str) -> Release:
    """Read a release file.

    Raises:
        ReleaseError: it is no release file, or its head or rows are not those that it was written with.
    """
    first, _, rest = text.partition("\n")
    release, rows, said = _head_of(first, file)
    lines = rest.splitlines()
    digest = hashlib.sha256(rest.encode())
    digest.update(said)
    if rows != len(lines) or release.digest != digest.hexdigest():
        raise ReleaseError(file, _CHANGED)
    read = _ROWS[release.kind]
    found = (_row_of(read, line, file, number) for number, line in enumerate(lines, 2))
    return evolve(release, rows=tuple(found))


_WRITERS: Final = "debridecode ncci import or coverage import"
_CHANGED: Final = (
    f"the head and the rows are not those that this file was written with; make it again with {_WRITERS}"
)


def _head_of(line: str, file: str) -> tuple[Release, int, bytes]:
    """The release without its rows, how many they are, and what of the head the digest is over."""
    try:
        head = json.loads(line)
        release = Release(
            slot=head["slot"],
            release=head["release"],
            start=date.fromisoformat(head["from"]),
            until=_day(head["until"] or ""),
            codes=_codes(head["codes"]),
            partners=_codes(head["partners"]),
            sources=tuple(Source(**source) for source in head["sources"]),
            rows=(),
            digest=head["sha256"],
        )
        good = (
            head["format"] == FORMAT
            and release.kind in EDIT_KINDS
            and type(release.release) is str
            and type(head["rows"]) is int
            and (release.until is None or release.start <= release.until)
            and all(type(value) is str for source in head["sources"] for value in source.values())
            and all(source.read in READ_STATUSES for source in release.sources)
        )
        if good:
            return release, head["rows"], _said(head)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        pass
    raise ReleaseError(file, f"expected a release file, as {_WRITERS} writes it")


def _row_of(read: Callable[[list[str]], Any], line: str, file: str, number: int) -> Any:
    try:
        return read(line.split("\t"))
    except ValueError:
        pass
    raise ReleaseError(file, f"expected a row as {_WRITERS} writes it", number)


def _codes(listed: list[str] | None) -> frozenset[str] | None:
    if listed is not None and type(listed) is not list:
        raise TypeError
    return None if listed is None else frozenset(map(_code, listed))


@lru_cache(maxsize=1024)
def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@lru_cache(maxsize=_MOST_CODES)
def _code(text: str) -> str:
    """A code; equal ones are one object, since a table of millions of rows has few thousand codes."""
    return _one_of(text, _CODE)


def _one_of(text: str, pattern: re.Pattern[str]) -> str:
    if not pattern.fullmatch(text):
        raise ValueError
    return text


def _pair_row(cells: list[str]) -> PairEdit:
    column_1, column_2, indicator, start, until = cells
    return PairEdit(
        _code(column_1), _code(column_2), _one_of(indicator, _INDICATOR), _day(start), _day(until)
    )


def _limit_row(cells: list[str]) -> UnitLimit:
    code, limit, indicator = cells
    return UnitLimit(_code(code), Decimal(_one_of(limit, _UNITS)), _one_of(indicator, _COUNTING))


def _add_on_row(cells: list[str]) -> AddOn:
    add_on, primary, type_, start, until = cells
    return AddOn(_code(add_on), _code(primary), _one_of(type_, _COUNTING), _day(start), _day(until))


def _diagnosis_row(cells: list[str]) -> CoveredDiagnosis:
    code, group, covered, conditioned = cells
    return CoveredDiagnosis(
        _one_of(code, _DIAGNOSIS),
        _one_of(group, _UNITS),
        _one_of(covered, _FLAG),
        _one_of(conditioned, _FLAG),
    )


_CODE: Final = re.compile(r"[0-9A-Z]{5}")
_DIAGNOSIS: Final = re.compile(r"[A-Z][0-9][0-9A-Z]{1,5}")
_FLAG: Final = re.compile(r"[01]")
_INDICATOR: Final = re.compile(r"[019]")
_COUNTING: Final = re.compile(r"[123]")
_UNITS: Final = re.compile(r"[0-9]{1,7}")
_ROWS: Final[Mapping[str, Callable[[list[str]], Any]]] = {
    "pair_edits": _pair_row,
    "unit_limits": _limit_row,
    "add_ons": _add_on_row,
    "covered_diagnoses": _diagnosis_row,
}
