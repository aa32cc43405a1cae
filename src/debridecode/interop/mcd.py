"""Reads the CSV files of the Medicare Coverage Database (MCD) and writes lists of covered diagnoses.

The download of articles holds one CSV file for each table, packed in a zip file, or in one within another.
Of each article four tables are read: the article itself, its procedure codes, and its groups of covered and
of not covered ICD-10-CM codes. Every row of a version in force is checked; what differs from the layout or is
repeated is refused. Rows of other versions and of other articles are passed over.
"""

import csv
import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from attrs import evolve, frozen

from debridecode.errors import ReleaseError
from debridecode.interop.release_folder import release_folder
from debridecode.interop.table_problems import Problems
from debridecode.releases import DAY, ENDING, CoveredDiagnosis, Release, Source, write_release

ARTICLES: Final = "article.csv"
PROCEDURES: Final = "article_x_hcpc_code.csv"
COVERED: Final = "article_x_icd10_covered.csv"
NOT_COVERED: Final = "article_x_icd10_noncovered.csv"
_KEY: Final = ("article_id", "article_version")
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    ARTICLES: (*_KEY, "title", "status", "article_eff_date", "article_end_date"),
    PROCEDURES: (*_KEY, "hcpc_code_id", "hcpc_code_group", "range"),
    COVERED: (*_KEY, "icd10_code_id", "icd10_covered_group", "range", "asterisk"),
    NOT_COVERED: (*_KEY, "icd10_code_id", "icd10_noncovered_group", "range", "asterisk"),
}
"""Each table that is read -> the columns that are; the others hold prose and days of changes."""
_MOST_BYTES: Final = 500_000_000
_DEEPEST: Final = 2
_NO: Final = ("", "N", "0", "F", "FALSE")
_ARTICLE: Final = re.compile(r"[aA]?([1-9][0-9]{3,6})")
_DIAGNOSIS: Final = re.compile(r"[A-Z][0-9][0-9A-Z]{1,5}")
_PROCEDURE: Final = re.compile(r"[0-9A-Z]{5}")
_NO_CODE: Final = "XX000"
"""Stands in a table where there is no code: none has this form."""
_NUMBER: Final = re.compile(r"[0-9]{1,7}")
_ISO_DAY: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[ T][0-9:.]+)?")
_US_DAY: Final = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(?: [0-9:. APM]+)?")
_APPROVED: Final = ("A", "ACTIVE", "APPROVED")


@frozen(order=True)
class Version:
    """A version of an article."""

    article: int
    version: int

    @property
    def name(self) -> str:
        """The article as people name it."""
        return f"A{self.article}"


@frozen(kw_only=True)
class WrittenList:
    """A list of diagnoses that was written.

    Attributes:
        path: of the release file.
        slot: of its table.
        release: the article and its version.
        start: first day for which it holds.
        until: last day for which it is known to hold.
        diagnoses: rows of covered diagnoses.
        groups: groups that they stand in.
    """

    path: Path
    slot: str
    release: str
    start: date
    until: date
    diagnoses: int
    groups: int


@frozen(kw_only=True)
class _Row:
    """A row of a table: its cells by column, and its place."""

    cells: Mapping[str, str]
    file: str
    number: int

    def refuse(self, message: str) -> ReleaseError:
        return ReleaseError(self.file, message, self.number)


def import_articles(
    paths: Iterable[Path], into: Path, *, articles: Sequence[str], downloaded: date
) -> tuple[WrittenList, ...]:
    """Read the tables of the database and write a list of diagnoses for each article.

    None is written unless all can be.

    Args:
        paths: the CSV files, or zip files that hold them.
        into: the folder to write to; it is made if there is none.
        articles: the articles wanted, such as `A53001`.
        downloaded: the day of the download: of later days nothing is known.

    Raises:
        TablesError: what is wrong with the files, or what is not in them. Nothing was written.
        PartlyWrittenError: a list could not be written when others were; which.
    """
    problems = Problems()
    wanted = {int(match[1]) for name in articles if (match := _ARTICLE.fullmatch(name))}
    for name in articles:
        if not _ARTICLE.fullmatch(name):
            problems.add(ReleaseError("--article", "expected the number of an article, such as A53001"))
    tables, sums = _tables(paths, wanted, problems)
    problems.settle()
    lists = _lists(tables, wanted, downloaded, sums, problems)
    problems.settle()
    written = []
    with release_folder(into) as place:
        for release, rows in lists:
            name = f"{release.slot.replace('/', '-').replace('_', '-')}-{release.start.isoformat()}{ENDING}"
            with place(name) as (file, spare):
                write_release(release, rows, file, spare)
            written.append(_written(into / name, release, rows))
    return tuple(written)


def _written(path: Path, release: Release, rows: Sequence[CoveredDiagnosis]) -> WrittenList:
    covered = [row for row in rows if row.covered == "1"]
    return WrittenList(
        path=path,
        slot=release.slot,
        release=release.release,
        start=release.start,
        until=release.until or release.start,
        diagnoses=len(covered),
        groups=len({row.group for row in covered}),
    )


def _tables(
    paths: Iterable[Path], wanted: set[int], problems: Problems
) -> tuple[dict[str, list[_Row]], list[str]]:
    """The rows of the wanted articles, by table, and the sums of the files."""
    found: dict[str, list[_Row]] = {}
    sums: list[str] = []
    for path in paths:
        try:
            content = path.read_bytes() if path.stat().st_size <= _MOST_BYTES else b""
        except (OSError, ValueError):
            problems.add(ReleaseError(str(path), "expected a file that can be read"))
            continue
        if not content:
            problems.add(ReleaseError(str(path), "the file is empty, or larger than any download"))
            continue
        sums.append(f"sha256 of {path.name}: {hashlib.sha256(content).hexdigest()}")
        try:
            for name, shown, table in _contents(path.name, str(path), content):
                if name in found:
                    problems.add(ReleaseError(shown, f"{name} was given already; give it once"))
                else:
                    found[name] = list(_rows(name, shown, table, wanted, problems))
        except ReleaseError as error:
            problems.add(error)
    if not problems.found:
        for name in COLUMNS:
            if name not in found:
                message = "expected the table among the files; take the download of current articles"
                problems.add(ReleaseError(name, message))
    return found, sums


def _contents(name: str, shown: str, content: bytes, depth: int = 0) -> Iterator[tuple[str, str, bytes]]:
    """The tables in a file: name of the table, where it is, and what it holds."""
    base = name.rpartition("/")[2].lower()
    if base.endswith(".zip") and depth < _DEEPEST:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                for entry in packed.infolist():
                    if _is_wanted(entry.filename):
                        inside = f"{shown}/{entry.filename}"
                        if entry.file_size > _MOST_BYTES:
                            raise ReleaseError(inside, "larger than any table")
                        yield from _contents(entry.filename, inside, packed.read(entry), depth + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError):
            raise ReleaseError(shown, "expected a zip file that is whole; download it again") from None
    elif base in COLUMNS:
        yield base, shown, content
    elif depth == 0:
        known = ", ".join(COLUMNS)
        raise ReleaseError(shown, f"expected a table of the database: {known}, or a zip file")


def _is_wanted(entry: str) -> bool:
    """Whether an entry of a zip file is a table or a zip file, and no file that a Mac puts beside each."""
    folder, _, base = entry.lower().rpartition("/")
    return (base in COLUMNS or base.endswith(".zip")) and "__macosx" not in folder.split("/")


def _encoding(content: bytes) -> str:
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8-sig"


def _rows(name: str, shown: str, content: bytes, wanted: set[int], problems: Problems) -> Iterator[_Row]:
    """The rows of a table that belong to a wanted article."""
    limit = csv.field_size_limit(len(content) + 1)
    text = io.TextIOWrapper(io.BytesIO(content), encoding=_encoding(content), newline="")
    reader = csv.reader(text, strict=True)
    try:
        head = [cell.strip().lower() for cell in next(reader, [])]
        missing = [column for column in COLUMNS[name] if head.count(column) != 1]
        if missing:
            message = f"expected one column for each of {', '.join(missing)}: another layout than is known"
            raise ReleaseError(shown, message, 1)
        for number, cells in enumerate(reader, 2):
            if len(cells) != len(head):
                problems.add(ReleaseError(shown, f"expected {len(head)} cells, found {len(cells)}", number))
                continue
            row = _Row(cells=dict(zip(head, map(str.strip, cells), strict=True)), file=shown, number=number)
            if not all(_NUMBER.fullmatch(row.cells[key]) for key in _KEY):
                problems.add(row.refuse("expected whole numbers for the article and its version"))
            elif int(row.cells["article_id"]) in wanted:
                yield row
    except csv.Error:
        message = "expected text cells between commas; the file is damaged"
        raise ReleaseError(shown, message, reader.line_num) from None
    finally:
        # The limit is one for the whole process, and it is the caller's.
        csv.field_size_limit(limit)


def _version(row: _Row) -> Version:
    return Version(int(row.cells["article_id"]), int(row.cells["article_version"]))


def _lists(
    tables: Mapping[str, Sequence[_Row]],
    wanted: set[int],
    downloaded: date,
    sums: Sequence[str],
    problems: Problems,
) -> list[tuple[Release, list[CoveredDiagnosis]]]:
    """A release for each version of each wanted article."""
    spans = _spans(tables[ARTICLES], downloaded, problems)
    for article in sorted(wanted - {version.article for version in spans}) if not problems.found else ():
        message = (
            f"no approved version of A{article} in force by the day of the download; "
            "with --article name those that you want"
        )
        problems.add(ReleaseError(ARTICLES, message))
    made = []
    for version, (start, until, title) in sorted(spans.items()):
        rows = [*_diagnoses(tables, version, problems)]
        codes = frozenset(_procedures(tables[PROCEDURES], version, problems))
        if not codes and not problems.found:
            message = f"no procedure code of {version.name}, version {version.version}"
            problems.add(ReleaseError(PROCEDURES, message))
        if not any(row.covered == "1" for row in rows) and not problems.found:
            message = f"no covered diagnosis of {version.name}, version {version.version}"
            problems.add(ReleaseError(COVERED, message))
        source = Source(
            id=f"mcd-{version.name.lower()}-{version.version}",
            title=f"{version.name}, version {version.version}: {title}",
            publisher="CMS, Medicare Coverage Database",
            read="verified",
            identifier=version.name,
            retrieved=downloaded.isoformat(),
            note="; ".join(sums),
        )
        release = Release(
            slot=f"medicare/covered_diagnoses/{version.name.lower()}",
            release=f"{version.name} version {version.version}",
            start=start,
            until=until,
            codes=codes,
            partners=None,
            sources=(source,),
            rows=(),
        )
        made.append((release, rows))
        if until < downloaded and _ends(version, spans):
            made.append((_closing(release, until + DAY, downloaded), []))
    return made


def _ends(version: Version, spans: Iterable[Version]) -> bool:
    """Whether no later version of its article is there."""
    return not any(other.article == version.article and other > version for other in spans)


def _closing(release: Release, start: date, until: date) -> Release:
    """A list of no code, for the days after an article has ended: what was covered then was not read."""
    return evolve(release, release=f"{release.release}, ended", start=start, until=until, codes=frozenset())


def _spans(
    rows: Sequence[_Row], downloaded: date, problems: Problems
) -> dict[Version, tuple[date, date, str]]:
    """The approved versions, and the days for which each is known: to the day of the download at most."""
    starts: dict[Version, tuple[date, date, str]] = {}
    for row in rows:
        if row.cells["status"].upper() not in _APPROVED:
            continue
        start, end = _day(row, "article_eff_date", problems), _day(row, "article_end_date", problems)
        if start is None:
            if not row.cells["article_eff_date"]:
                problems.add(row.refuse("expected a day in article_eff_date"))
            continue
        until = min(end or downloaded, downloaded)
        if _version(row) in starts:
            problems.add(row.refuse("this version of the article stands in the table already"))
        elif start <= until:
            starts[_version(row)] = (start, until, row.cells["title"])
    return dict(_parted(starts))


def _parted(
    spans: Mapping[Version, tuple[date, date, str]],
) -> Iterator[tuple[Version, tuple[date, date, str]]]:
    """Each version to the day before the next one of its article begins; none where they begin together."""
    for version, (start, until, title) in spans.items():
        later = [
            other_start
            for other, (other_start, _, _) in spans.items()
            if other.article == version.article and other.version > version.version
        ]
        last = min([until, *(day - DAY for day in later)])
        if start <= last:
            yield version, (start, last, title)


def _day(row: _Row, column: str, problems: Problems) -> date | None:
    text = row.cells[column]
    if not text:
        return None
    try:
        if match := _ISO_DAY.fullmatch(text):
            return date.fromisoformat(match[1])
        if match := _US_DAY.fullmatch(text):
            return date(int(match[3]), int(match[1]), int(match[2]))
    except ValueError:
        pass
    problems.add(row.refuse(f"expected a day in {column}, as YYYY-MM-DD or MM/DD/YYYY"))
    return None


def _procedures(rows: Sequence[_Row], version: Version, problems: Problems) -> Iterator[str]:
    for row in rows:
        if _version(row) == version:
            code = row.cells["hcpc_code_id"].upper()
            if code == _NO_CODE:
                continue
            if not _PROCEDURE.fullmatch(code) or row.cells["range"].upper() not in _NO:
                problems.add(row.refuse("expected one procedure code of five characters, and no range"))
            else:
                yield code


def _diagnoses(
    tables: Mapping[str, Sequence[_Row]], version: Version, problems: Problems
) -> Iterator[CoveredDiagnosis]:
    for name, column, covered in (
        (COVERED, "icd10_covered_group", "1"),
        (NOT_COVERED, "icd10_noncovered_group", "0"),
    ):
        seen: set[tuple[str, str]] = set()
        for row in tables[name]:
            if _version(row) != version:
                continue
            code, group = row.cells["icd10_code_id"].upper().replace(".", "", 1), row.cells[column]
            if code == _NO_CODE:
                continue
            if not _DIAGNOSIS.fullmatch(code) or row.cells["range"].upper() not in _NO:
                problems.add(row.refuse("expected one ICD-10-CM code, and no range"))
            elif not _NUMBER.fullmatch(group):
                problems.add(row.refuse(f"expected the number of a group in {column}"))
            elif (code, group) in seen:
                problems.add(row.refuse("this code stands in the group already"))
            else:
                seen.add((code, group))
                conditioned = "0" if row.cells["asterisk"].upper() in _NO else "1"
                yield CoveredDiagnosis(code, str(int(group)), covered, conditioned)
