"""Past encounters and pack files for the tests of the replay."""

import csv
import json
from datetime import date, timedelta
from decimal import Decimal

from debridecode.commands.named import chain_named
from debridecode.packs.bundled import fixtures
from debridecode.replay.run import replay
from debridecode.rulebooks import RuleBooks
from packs.small_packs import ALONE, spoilt

SEVERE = (
    '"severity": "warning", "message": "no instrument"',
    '"severity": "error", "message": "no instrument"',
)
TEN = ('"value": 20', '"value": 10')
WATERJET = ('{"fact": "wound.method", "is": "sharp_selective"}', '{"fact": "wound.method", "is": "waterjet"}')


def encounter(id_, fixture="selective", **changes):
    """A fixture encounter as its JSON value, with another `area`, other `instruments` or another `day`."""
    value = json.loads(fixtures()[fixture], parse_float=Decimal)
    value["encounter_id"] = id_
    value["date_of_service"] = changes.pop("day", "2024-08-15")
    for wound in value["wounds"]:
        if "area" in changes:
            wound["debridement"]["area_sq_cm"] = changes["area"]
        if "instruments" in changes:
            wound["debridement"]["instruments"] = changes["instruments"]
    return value


def many(count):
    """Encounters of which some change, some do not, and one in fifty cannot be read."""
    for number in range(count):
        day = date(2024, 7, 1) + timedelta(days=number * 37 % 700)
        made = encounter(
            f"e{number}",
            day=day.isoformat(),
            area=number % 60 + 1,
            instruments=["curette"] * (number % 3 > 0),
        )
        if number % 50 == 49:
            made["wounds"][0]["wound_id"] = " "
        yield made


def as_lines(values):
    return "".join(json.dumps(value, default=float) + "\n" for value in values)


def written(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def packs(tmp_path, *changes, old=ALONE):
    """Files of a pack and of the same pack with changes."""
    return written(tmp_path / "old.json", old), written(tmp_path / "new.json", spoilt(old, *changes))


def replayed(tmp_path, packs, values, **options):
    """Replay over encounters given as JSON values, and what came of it."""
    file = written(tmp_path / "past.jsonl", as_lines(values))
    old, new = (RuleBooks(chain_named(str(pack))) for pack in packs)
    return replay(old, new, file, tmp_path / "out", **options)


def rows(folder, name="changes.csv"):
    """The rows of a table, without its head."""
    with (folder / name).open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))[1:]


def told(folder):
    """The changes, each as (what changed, old, new, rules), without the pack's id before each rule."""
    return [tuple(each.replace("acme/alone:", "") for each in row[3:]) for row in rows(folder)]
