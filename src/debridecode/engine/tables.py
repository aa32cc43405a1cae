"""The edit tables of one day, ready to be asked: pair edits, unit limits, add-ons, covered diagnoses.

A table may have several releases. Each is asked in turn, those first that are known to hold on the day; the
first that covers the codes answers, and the answer says which release it was.
"""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal

from attrs import frozen

from debridecode.measures import plain
from debridecode.packs.resolve import Resolved, ResolvedEdits
from debridecode.releases import WITHDRAWN, CoveredDiagnosis, Release

NO_EDIT = "none"
"""Stands for the indicator where the release covers both codes and has no edit."""


@frozen(kw_only=True)
class Asked:
    """A release of a table that was asked.

    Attributes:
        id: of the table.
        title: of the table.
        release: of the rows.
        covers_date: whether it is known to hold on the date of service.
        words: the release and the days for which it is known, for a message.
        sources: ids of its sources.
    """

    id: str
    title: str
    release: str
    covers_date: bool
    words: str
    sources: tuple[str, ...]


@frozen
class PairFound:
    """What a table says of two codes; the indicator is `none` where it covers both and has no edit."""

    column_1: str
    column_2: str
    indicator: str
    asked: Asked


@frozen
class LimitFound:
    """What a table says of the units of a code.

    Attributes:
        limit: units.
        indicator: 1 counts by line, 2 and 3 by date.
        asked: the release.
        level: who sets the limit: the state or the payer, or None for the program.
    """

    limit: Decimal
    indicator: str
    asked: Asked
    level: str | None = None

    @property
    def words(self) -> str:
        """The limit, for a message that names another first."""
        whose = f"{self.level or 'program'} limit {plain(self.limit)}"
        return f"{whose} (indicator {self.indicator}; {self.asked.words})"


@frozen
class DiagnosisFound:
    """What the list of a coverage article says of a wound's diagnoses."""

    answer: str
    asked: Asked


class _Listed:
    """The list of one release of a coverage article."""

    __slots__ = ("_conditioned", "_covered", "_groups", "_not_covered")

    def __init__(self, rows: Sequence[CoveredDiagnosis]) -> None:
        """Sort the rows by what they say."""
        self._covered: dict[str, set[str]] = {}
        for row in rows:
            if row.covered == "1":
                self._covered.setdefault(row.code, set()).add(row.group)
        self._conditioned = {row.code for row in rows if row.conditioned == "1"}
        self._not_covered = {row.code for row in rows if row.covered == "0"}
        self._groups = {group for groups in self._covered.values() for group in groups}

    def answer(self, codes: Sequence[str]) -> str:
        """One word on several codes.

        Which group goes with which procedure stands in the article's prose alone, so a code that is not in
        every group is covered in part; so is one with an asterisk, and one beside a code that is not covered.
        """
        refused = any(code in self._not_covered for code in codes)
        listed = [code for code in codes if code in self._covered]
        if not listed:
            return "not_covered" if refused else "not_listed"
        whole = any(code not in self._conditioned and self._covered[code] == self._groups for code in listed)
        return "covered" if whole and not refused else "in_part"


_LimitRelease = tuple[Release, dict[str, tuple[Decimal, str]], Asked]


@frozen
class PrimariesFound:
    """The primaries beside which an add-on may stand; the list is open where the contractor may extend it."""

    primaries: frozenset[str]
    open: bool
    asked: Asked


class EditTables:
    """Every edit table of one day.

    Attributes:
        lists_add_ons: whether there is any release of add-on codes.
    """

    __slots__ = ("_add_ons", "_diagnoses", "_limits", "_pairs", "lists_add_ons")

    def __init__(self, resolved: Resolved) -> None:
        """Index the rows that are in force on the day."""
        day = resolved.start
        self._pairs: dict[str, list[tuple[Release, dict[tuple[str, str], str], Asked]]] = {}
        self._limits: dict[str, dict[tuple[str, str | None], list[_LimitRelease]]] = {}
        self._add_ons: list[tuple[Release, dict[str, set[tuple[str, str]]], Asked]] = []
        self._diagnoses: list[tuple[Release, _Listed, Asked]] = []
        for table in resolved.edits:
            for release in table.releases:
                self._index(table, release, _asked(table, release, day), day)
        self.lists_add_ons = bool(self._add_ons)

    def _index(self, table: ResolvedEdits, release: Release, asked: Asked, day: date) -> None:
        rows = list(release.rows_on(day))
        if table.kind == "pair_edits":
            indicators = {
                (row.column_1, row.column_2): row.indicator for row in rows if row.indicator != WITHDRAWN
            }
            self._pairs.setdefault(table.setting or "", []).append((release, indicators, asked))
        elif table.kind == "unit_limits":
            limits = {row.code: (row.limit, row.indicator) for row in rows}
            tables = self._limits.setdefault(table.setting or "", {})
            tables.setdefault((table.id, table.level), []).append((release, limits, asked))
        elif table.kind == "covered_diagnoses":
            # What an article covered before it began was not read.
            if release.start <= day:
                self._diagnoses.append((release, _Listed(rows), asked))
        else:
            listed: dict[str, set[tuple[str, str]]] = {}
            for row in rows:
                listed.setdefault(row.add_on, set()).add((row.primary, row.type))
            self._add_ons.append((release, listed, asked))

    def pair(self, setting: str | None, one: str, other: str) -> PairFound | None:
        """The pair edit of two codes, in whichever order; None when no release covers them."""
        for release, indicators, asked in self._pairs.get(setting or "", ()):
            for column_1, column_2 in ((one, other), (other, one)):
                indicator = indicators.get((column_1, column_2))
                if indicator is not None:
                    return PairFound(column_1, column_2, indicator, asked)
            if release.covers_pair(one, other):
                return PairFound(one, other, NO_EDIT, asked)
        return None

    def anywhere_column_2(self, first: str, second: str) -> bool:
        """Whether the second code is column 2 to the first in the table of any setting."""
        return any(
            (first, second) in indicators for tables in self._pairs.values() for _, indicators, _ in tables
        )

    def limits(self, setting: str | None, code: str) -> tuple[LimitFound, ...]:
        """Every unit limit of a code, the strictest first; CMS does not publish them all."""
        tables = {**self._limits.get("", {}), **self._limits.get(setting or "", {})}
        found = (_limit_in(releases, code, level) for (_, level), releases in tables.items())
        return tuple(sorted((each for each in found if each is not None), key=lambda each: each.limit))

    def diagnosis(self, procedures: Collection[str], codes: Sequence[str]) -> DiagnosisFound | None:
        """What the article's list says of a wound's diagnoses.

        None where none is at hand that had begun by the day and is of one of the procedures.
        """
        if not codes or not self._diagnoses:
            return None
        release, listed, asked = self._diagnoses[0]
        if not any(map(release.covers, procedures)):
            return None
        return DiagnosisFound(listed.answer([code.replace(".", "").upper() for code in codes]), asked)

    def primaries(self, add_on: str) -> PrimariesFound | None:
        """The primaries of an add-on; None when no release lists it."""
        for release, listed, asked in self._add_ons:
            if add_on not in listed and asked.covers_date and release.covers(add_on):
                return None
            if add_on in listed:
                rows = listed[add_on]
                is_open = any(type_ != "1" for _, type_ in rows)
                return PrimariesFound(frozenset(primary for primary, _ in rows), is_open, asked)
        return None


def _limit_in(releases: list[_LimitRelease], code: str, level: str | None) -> LimitFound | None:
    """What the first release that covers a code says of it."""
    for release, limits, asked in releases:
        if code in limits:
            return LimitFound(*limits[code], asked, level)
        if asked.covers_date and release.covers(code):
            return None
    return None


def _asked(table: ResolvedEdits, release: Release, day: date) -> Asked:
    covers = release.holds_on(day)
    until = release.until or "further notice"
    days = f"known for {release.start} to {until}, not for the date of service"
    return Asked(
        id=table.id,
        title=table.title,
        release=release.release,
        covers_date=covers,
        words=f"{table.title}, {release.release}; {'in force on the date of service' if covers else days}",
        sources=tuple(source.id for source in release.sources),
    )
