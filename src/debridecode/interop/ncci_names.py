"""What the name of a file of CMS says: which table, for whom, for which quarter, which part of it.

CMS names its files in several ways, and what one kind of file says inside, another says only in its name.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, TypeVar

from attrs import frozen

from debridecode.errors import ReleaseError
from debridecode.releases import DAY, EditKind
from debridecode.vocabulary import Setting

SUPPLIERS: Final = "a table for suppliers of equipment (DME): no setting of wound care uses it"
_MONTHS: Final = 3


@frozen(order=True)
class Quarter:
    """A quarter of a calendar year, for which CMS publishes a release.

    Example:
        >>> quarter = Quarter(2026, 3)
        >>> str(quarter), quarter.slug, str(quarter.start), str(quarter.until)
        ('2026 Q3', '2026q3', '2026-07-01', '2026-09-30')
    """

    year: int
    number: int

    def __str__(self) -> str:
        """As people write it."""
        return f"{self.year} Q{self.number}"

    @property
    def slug(self) -> str:
        """As the names of files write it."""
        return f"{self.year}q{self.number}"

    @property
    def start(self) -> date:
        """Its first day."""
        return date(self.year, self.number * _MONTHS - 2, 1)

    @property
    def until(self) -> date:
        """Its last day."""
        following = Quarter(self.year + self.number // 4, self.number % 4 + 1)
        return following.start - DAY

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """The quarter that a day is in."""
        return cls(day.year, (day.month - 1) // _MONTHS + 1)


@frozen(kw_only=True)
class Named:
    """What a name says; None where it says nothing.

    Attributes:
        kind: which table.
        program: `medicare` or `medicaid`.
        setting: for whose claims.
        quarter: of the release.
        effective: the day that the name gives, where it gives a day.
        version: of the pair edits, such as `v322r0`.
        part: number of the part, for a table that CMS splits.
    """

    kind: EditKind | None
    program: str | None
    setting: Setting | None
    quarter: Quarter | None
    effective: date | None
    version: str | None
    part: int | None


_KINDS: Final[Mapping[EditKind, str]] = {
    "pair_edits": r"ptp|ccipra|ccioph",
    "unit_limits": r"mue",
    "add_ons": r"aoc|add[-_ ]?(?:on[-_ ]?)?code",
}
_PROGRAMS: Final[Mapping[str, str]] = {
    "medicare": r"medicare|(?<![a-z])mcr(?![a-z])|ccipra|ccioph",
    "medicaid": r"medicaid|(?<![a-z])mcd(?![a-z])",
}
_SETTINGS: Final[Mapping[Setting, str]] = {
    "practitioner": r"practitioner|ccipra|(?<![a-z])pra(?![a-z])",
    "outpatient_hospital": r"hospital|outpatient|ccioph|(?<![a-z])oph(?![a-z])",
}
_YEAR_FIRST: Final = re.compile(r"(20\d\d)[-_ ]?q([1-4])(?!\d)")
_QUARTER_FIRST: Final = re.compile(r"(?<![a-z0-9])q([1-4])[-_ ]?(20\d\d)(?!\d)")
_EFFECTIVE: Final = re.compile(r"eff(?:ective)?[-_ ]?(\d\d)[-_]?(\d\d)[-_]?(20\d\d)(?!\d)")
_VERSION: Final = re.compile(r"(?<![a-z0-9])(v\d+r\d+)(?![a-z0-9])")
_PART: Final = re.compile(r"(?<![a-z0-9])f(\d{1,2})(?![a-z0-9])")
_SUPPLIER: Final = re.compile(r"(?<![a-z])dme|durable")
_CHANGES: Final = re.compile(r"additions|deletions|revisions|chgs|changes")

Said = TypeVar("Said")


def named(name: str) -> Named:
    """What a name says. For a member of a zip file it is the names of both, parted by a slash.

    Raises:
        ReleaseError: it says two things at once, or it is no table that is read here.

    Example:
        >>> said = named("MCR_MUE_OutpatientHospitalServices_Eff_07-01-2026.csv")
        >>> said.program, said.kind, said.setting, str(said.quarter)
        ('medicare', 'unit_limits', 'outpatient_hospital', '2026 Q3')
        >>> said = named("medicare-ncci-2026q3-practitioner-ptp-edits-ccipra-v322r0-f2.zip")
        >>> said.kind, said.setting, str(said.quarter), said.version, said.part
        ('pair_edits', 'practitioner', '2026 Q3', 'v322r0', 2)
    """
    low = name.lower()
    if _SUPPLIER.search(low):
        raise ReleaseError(name, SUPPLIERS)
    if _CHANGES.search(low):
        raise ReleaseError(name, "a list of changes since the quarter before; give the full table")
    effective = _one(name, "days", _days(name, low))
    quarters = {Quarter(int(year), int(number)) for year, number in _YEAR_FIRST.findall(low)}
    quarters |= {Quarter(int(year), int(number)) for number, year in _QUARTER_FIRST.findall(low)}
    quarters |= {Quarter.of(effective)} if effective else set()
    return Named(
        kind=_one(name, "tables", _words(_KINDS, low)),
        program=_one(name, "programs", _words(_PROGRAMS, low)),
        setting=_one(name, "settings", _words(_SETTINGS, low)),
        quarter=_one(name, "quarters", quarters),
        effective=effective,
        version=_one(name, "versions", _VERSION.findall(low)),
        part=_one(name, "parts", map(int, _PART.findall(low))),
    )


def _words(words: Mapping[Said, str], low: str) -> list[Said]:
    return [meaning for meaning, pattern in words.items() if re.search(pattern, low)]


def _one(name: str, what: str, found: Iterable[Said]) -> Said | None:
    different = list(set(found))
    if len(different) > 1:
        listed = " and ".join(sorted(str(each) for each in different))
        raise ReleaseError(name, f"the name says two {what}, {listed}; give the file the name it had at CMS")
    return different[0] if different else None


def _days(name: str, low: str) -> set[date]:
    try:
        return {date(int(year), int(month), int(day)) for month, day, year in _EFFECTIVE.findall(low)}
    except ValueError:
        raise ReleaseError(name, "the name gives an effective date that does not exist") from None
