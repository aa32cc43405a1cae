"""Reads the edit tables that CMS publishes (NCCI) and writes them as release files.

Every row of every file is checked before anything is kept, also the rows that are not wanted: what cannot be
read through, is cut short, or is not what its name says, is refused.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar

from attrs import frozen

from debridecode.errors import ReleaseError
from debridecode.interop.ncci_files import Given, Tick, cells_of, given
from debridecode.interop.ncci_names import Quarter
from debridecode.interop.ncci_tables import MEDICAID, READERS, Layout, TableReader, Tally, table_of
from debridecode.interop.release_folder import release_folder
from debridecode.interop.table_problems import Problems
from debridecode.releases import ENDING, EditKind, Release, Source, slot_of, write_release
from debridecode.vocabulary import Setting

_TITLES: Final[Mapping[EditKind, str]] = {
    "pair_edits": "NCCI pair edits (PTP)",
    "unit_limits": "NCCI unit limits (MUE)",
    "add_ons": "NCCI add-on codes (AOC)",
}
_BY_LINE: Final = Source(
    id="ncci-medicaid-by-line",
    title="Medicaid rules of Colorado, Claims Editing",
    publisher="State of Colorado",
    read="secondary",
    identifier="10 CCR 2505-10-8.041",
    note=(
        "the file of CMS has no adjudication indicator; 1 is put in, since this regulation and most public "
        "readers of the file count by claim line; no text of CMS that says so was read"
    ),
)


@frozen(kw_only=True)
class Told:
    """What is known of a file: from its name, from its headings, or because the caller says so."""

    kind: EditKind | None = None
    program: str | None = None
    setting: Setting | None = None
    quarter: Quarter | None = None


@frozen(order=True)
class Target:
    """The release that a file goes into."""

    kind: EditKind
    program: str
    setting: Setting | None
    quarter: Quarter

    @property
    def slot(self) -> str:
        """The slot of the table."""
        return slot_of(self.program, self.kind, self.setting)

    @property
    def file(self) -> str:
        """The name of the release file, the same for the same table and quarter."""
        parts = (self.program, self.kind, self.setting, self.quarter.slug)
        return "-".join(part for part in parts if part).replace("_", "-") + ENDING


@frozen(kw_only=True)
class Written:
    """A release file that was written.

    Attributes:
        path: of the file.
        slot: of its table.
        release: the quarter.
        start: first day for which it holds.
        until: last such day.
        read: rows of the files of CMS.
        kept: rows written.
        withdrawn: rows about the codes that were left out, since they never were in force.
        warnings: what the reader of the summary should look at.
    """

    path: Path
    slot: str
    release: str
    start: date
    until: date
    read: int
    kept: int
    withdrawn: int
    warnings: tuple[str, ...]


def import_files(
    paths: Iterable[Path],
    into: Path,
    *,
    codes: frozenset[str] | None,
    told: Told | None = None,
    records: int | None = None,
    progress: Callable[[int], Tick] | None = None,
) -> tuple[Written, ...]:
    """Read files of CMS and write a release file for each table and quarter.

    None is written unless all can be read and nothing but files is in the place of any.

    Args:
        paths: the files; the parts of one table go into one release.
        into: the folder to write to; it is made if there is none.
        codes: keep the rows that have one of these; None keeps all.
        told: what the names of the files do not say.
        records: how many rows there are by what CMS says, when the files are of one table.
        progress: told how many bytes there are to read, gives what is told how many were.

    Raises:
        TablesError: what is wrong with the files or the folder. Nothing was written.
        PartlyWrittenError: a release could not be written when others were; which.
    """
    problems = Problems()
    told = told or Told()
    groups = _groups(_looked_at(paths, problems), told, problems)
    if records is not None and len(groups) > 1:
        message = f"expected the files of one table, found {len(groups)} tables"
        problems.add(ReleaseError("--records", message))
    problems.settle()
    tick = progress(sum(each.size for group in groups.values() for each in group)) if progress else _silent
    with release_folder(into) as place:
        written = []
        for target, group in groups.items():
            reader = READERS[target.kind](target.quarter, codes, problems)
            with place(target.file) as (file, spare):
                rows = _rows(group, told, reader, problems, tick)
                write_release(_head(target, group, codes), rows, file, spare)
            if records not in (None, reader.tally.read) and not problems.found:
                message = f"read {reader.tally.read:,} rows, not {records:,}: a part is missing or cut short"
                problems.add(ReleaseError(group[-1].shown, message))
            written.append(_written(into / target.file, target, reader.tally))
        problems.settle()
    return tuple(written)


def _silent(_: int) -> None:
    """Tell nobody how far the reading is."""


def _looked_at(paths: Iterable[Path], problems: Problems) -> list[Given]:
    found: dict[str, Given] = {}
    for path in paths:
        try:
            source = given(path)
        except ReleaseError as error:
            problems.add(error)
            continue
        if source.sha256 in found:
            message = f"the same as {found[source.sha256].shown}; give it once"
            problems.add(ReleaseError(source.shown, message))
        found.setdefault(source.sha256, source)
    return list(found.values())


def _groups(sources: list[Given], told: Told, problems: Problems) -> dict[Target, list[Given]]:
    """The files by the release that they go into, the parts of each in order."""
    groups: dict[Target, list[Given]] = {}
    for source in sources:
        try:
            groups.setdefault(_target(source, told), []).append(source)
        except ReleaseError as error:
            problems.add(error)
    for target, group in groups.items():
        group.sort(key=lambda source: source.named.part or 0)
        try:
            _check_parts(target, group)
        except ReleaseError as error:
            problems.add(error)
    return groups


def _target(source: Given, told: Told) -> Target:
    """The release that a file goes into; its headings are asked for what name and options do not say."""
    said = _agreed(source, told, None)
    if not said.kind or not said.program or not (said.setting or said.kind == "add_ons"):
        with cells_of(source, _silent) as cells:
            layout = table_of(cells).layout
        if layout.program == MEDICAID and not said.program:
            message = "the name does not say medicaid; if it is, give --program medicaid"
            raise ReleaseError(source.shown, message)
        said = _agreed(source, told, layout)
    kind, program, quarter = said.kind, said.program, said.quarter
    if not kind or not program:
        raise ReleaseError(source.shown, "the name does not say the program; give --program")
    if kind != "add_ons" and not said.setting:
        raise ReleaseError(source.shown, "the name does not say for whose claims it is; give --setting")
    if not quarter:
        message = "the name does not say the quarter; give --quarter, such as 2026Q3"
        raise ReleaseError(source.shown, message)
    _check_target(source, kind, program, quarter)
    return Target(kind, program, said.setting if kind != "add_ons" else None, quarter)


def _check_target(source: Given, kind: EditKind, program: str, quarter: Quarter) -> None:
    if kind == "add_ons" and program != "medicare":
        raise ReleaseError(source.shown, "add-on codes are known of Medicare only; Medicaid publishes none")
    effective = source.named.effective
    if kind == "unit_limits" and effective not in (None, quarter.start):
        message = f"the name says effective {effective}, which is not the first day of a quarter"
        raise ReleaseError(source.shown, message)


def _agreed(source: Given, told: Told, layout: Layout | None) -> Told:
    """What name, options and headings say together.

    Raises:
        ReleaseError: two of them say different things.
    """
    name = source.named
    found = Told(kind=layout.kind, program=layout.program, setting=layout.setting) if layout else Told()
    setting = None if "add_ons" in (found.kind, name.kind) else told.setting
    return Told(
        kind=_same(source, "table", {"name": name.kind, "headings": found.kind}),
        program=_same(
            source,
            "program",
            {"name": name.program, "--program": told.program, "headings": found.program},
        ),
        setting=_same(
            source,
            "setting",
            {"name": name.setting, "--setting": setting, "headings": found.setting},
        ),
        quarter=_same(source, "quarter", {"name": name.quarter, "--quarter": told.quarter}),
    )


Said = TypeVar("Said")


def _same(source: Given, what: str, said: Mapping[str, Said | None]) -> Said | None:
    known = {where: value for where, value in said.items() if value is not None}
    if len(set(known.values())) > 1:
        listed = ", ".join(f"{where} says {value}" for where, value in known.items())
        raise ReleaseError(source.shown, f"it is not clear which {what} this is: {listed}")
    return next(iter(known.values()), None)


def _check_parts(target: Target, group: Sequence[Given]) -> None:
    """Parts must be numbered from 1 without a gap, and all be of one version."""
    last = group[-1].shown
    versions = sorted({source.named.version for source in group if source.named.version})
    if len(versions) > 1:
        raise ReleaseError(last, f"the parts are of different versions: {', '.join(versions)}")
    numbers = [source.named.part for source in group]
    if target.kind != "pair_edits" or numbers == [None]:
        if len(group) > 1:
            raise ReleaseError(last, f"a second file for {target.slot} {target.quarter}; give one")
        return
    if None in numbers:
        message = "some names say which part it is and some do not; give files as CMS names them"
        raise ReleaseError(last, message)
    if numbers != list(range(1, len(group) + 1)):
        listed = ", ".join(f"f{number}" for number in numbers)
        message = f"expected the parts from f1 on, each once and without a gap; found {listed}"
        raise ReleaseError(last, message)


def _rows(
    group: Sequence[Given], told: Told, reader: TableReader, problems: Problems, tick: Tick
) -> Iterator[Any]:
    for source in group:
        try:
            with cells_of(source, tick) as cells:
                table = table_of(cells)
                _agreed(source, told, table.layout)
                yield from reader.rows(table)
        except ReleaseError as error:
            problems.add(error)
    reader.finish()


def _head(target: Target, group: Sequence[Given], codes: frozenset[str] | None) -> Release:
    names = ", ".join(source.path.name for source in group)
    setting = f", {target.setting.replace('_', ' ')}" if target.setting else ""
    source = Source(
        id=f"ncci-{target.file.removesuffix(ENDING)}",
        title=f"{target.program.capitalize()} {_TITLES[target.kind]}{setting}, {target.quarter}",
        publisher="CMS",
        read="verified",
        identifier=f"{target.quarter}: {names}",
        note="; ".join(f"sha256 of {each.path.name}: {each.sha256}" for each in group),
    )
    by_line = target.program == MEDICAID and target.kind == "unit_limits"
    return Release(
        slot=target.slot,
        release=str(target.quarter),
        start=target.quarter.start,
        until=target.quarter.until,
        codes=codes,
        partners=None,
        sources=(source, _BY_LINE) if by_line else (source,),
        rows=(),
    )


def _written(path: Path, target: Target, tally: Tally) -> Written:
    return Written(
        path=path,
        slot=target.slot,
        release=str(target.quarter),
        start=target.quarter.start,
        until=target.quarter.until,
        read=tally.read,
        kept=tally.kept,
        withdrawn=tally.withdrawn,
        warnings=tuple(tally.warnings),
    )
