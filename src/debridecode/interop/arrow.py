"""The rows of a Parquet file of encounters. pyarrow comes with the extra `arrow` and is imported only here.

Each row is an encounter, and each column a field of the encounter JSON under its name: an object is a
struct, a list a list, a date a `date32`. An area or a length is a decimal, or a `double`, of which the
shortest text that gives it back counts, as in JSON. A null says what a field says that is left out.
"""

from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

from attrs import NOTHING, fields

from debridecode.errors import EncounterError
from debridecode.model import Encounter

_INSTALL: Final = "Parquet is read with pyarrow; run: pip install 'debridecode[arrow]'"
_WHOLE: Final = "expected a Parquet file that is whole and can be read"
_TYPES: Final = "expected text, yes or no, a whole number, a decimal, a double, a date32, a struct or a list"
_BATCH: Final = 256
"""Rows that are held at a time."""


def count_rows(path: Path) -> int:
    """How many rows the file has.

    Raises:
        EncounterError: it is no Parquet file, or its columns are not those of an encounter.
    """
    with _opened(path) as file:
        problems = [*_names(file.schema_arrow.names), *_types(file.schema_arrow, "")]
        if problems:
            raise EncounterError(problems)
        rows: int = file.metadata.num_rows
        return rows


def read_rows(path: Path, at: int) -> Iterator[Any]:
    """The rows after the first `at`, each as the value that its JSON would be read as.

    Raises:
        EncounterError: the file cannot be read on.
    """
    with _opened(path) as file:
        groups = range(file.num_row_groups)
        ends = list(accumulate(file.metadata.row_group(group).num_rows for group in groups))
        first = bisect_right(ends, at)
        done = at - (ends[first - 1] if first else 0)
        for batch in file.iter_batches(batch_size=_BATCH, row_groups=list(groups[first:])):
            yield from map(_plain, batch.slice(min(done, batch.num_rows)).to_pylist())
            done = max(0, done - batch.num_rows)


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """A Parquet file; whatever is wrong with it is said in one line, without what stands in it."""
    try:
        import pyarrow as pa  # noqa: PLC0415 - it comes with the extra only
        from pyarrow import parquet  # noqa: PLC0415
    except ModuleNotFoundError:
        raise EncounterError([(str(path), _INSTALL)]) from None
    try:
        with parquet.ParquetFile(path) as file:
            yield file
    except (pa.ArrowException, OSError):
        raise EncounterError([(str(path), _WHOLE)]) from None


def _names(names: list[str]) -> Iterator[tuple[str, str]]:
    """Problems with the names of the columns."""
    known = {each.name: each for each in fields(Encounter)}
    for name in names:
        if name not in known:
            yield f"column {name}", "expected a field of an encounter; leave other columns out"
    for name, each in known.items():
        if each.default is NOTHING and name not in names:
            yield f"column {name}", "expected this column; it is missing"


def _types(parts: Any, path: str) -> Iterator[tuple[str, str]]:
    """Problems with the types of columns, and of what is in them."""
    from pyarrow import types  # noqa: PLC0415

    for part in parts:
        place, kind = f"{path}{part.name}", part.type
        if types.is_struct(kind):
            yield from _types(kind, f"{place}.")
        elif types.is_list(kind) or types.is_large_list(kind):
            yield from _types([kind.value_field], f"{place}.")
        elif not any(
            is_kind(kind.value_type if types.is_dictionary(kind) else kind)
            for is_kind in (
                types.is_string, types.is_large_string, types.is_boolean, types.is_integer, types.is_decimal,
                types.is_float64, types.is_date32, types.is_null,
            )
        ):  # fmt: skip
            yield f"column {place}", _TYPES


def _plain(value: Any) -> Any:
    """A value of Arrow as the JSON reader gives it: numbers that are not whole as decimals, dates as text."""
    match value:
        case dict():
            return {name: _plain(each) for name, each in value.items() if each is not None}
        case list():
            return [_plain(each) for each in value]
        case float():
            return Decimal(repr(value))
        case date():
            return value.isoformat()
    return value
