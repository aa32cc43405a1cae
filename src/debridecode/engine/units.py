"""Steps 3 and 4: sum the areas of each family, and turn them into units.

One primary for a family; an add-on for each further step of area, or part of one. Areas are summed exactly,
before any rounding, and never across families.
"""

from decimal import Decimal

from debridecode.engine.facts import WoundFacts
from debridecode.engine.program import Family
from debridecode.engine.work import DraftLine, Work
from debridecode.measures import beyond, plain, total, units_beyond

_SOURCE_WORDS = {"computed_before": "before the debridement", "computed_after": "after the debridement"}


def draft_lines(work: Work, groups: dict[str, list[WoundFacts]]) -> list[DraftLine]:
    """Lines of each family whose wounds and areas are all known, deepest family first.

    A family with a wound that has no area is open: nothing is guessed for it.
    """
    lines: list[DraftLine] = []
    _ask_areas(work)
    for id_, family in work.program.families.items():
        members = groups.get(id_)
        if not members:
            continue
        if id_ in work.open_families:
            work.step(family.rules[0], f"{family.row.label}: held back until what is asked is known")
            continue
        lines += _lines(work, family, members)
    return lines


def _ask_areas(work: Work) -> None:
    """Ask for each area without which units cannot be counted, and open its family."""
    for wound in work.encounter.wounds:
        family = work.program.families.get(wound.family or "")
        if wound.area_sq_cm is None and (family is None or family.first is not None):
            work.question("wound.area_sq_cm", wound.wound_id)
            if family is not None:
                work.open_families.add(family.row.id)


def _lines(work: Work, family: Family, members: list[WoundFacts]) -> list[DraftLine]:
    primary = DraftLine.of_family(family, "primary", 1, members)
    if family.first is None or family.step is None or family.row.add_on is None:
        names = ", ".join(member.wound_id for member in members)
        text = f"{family.row.label}: {names} -> {family.row.primary} x1 (counted by session, not by area)"
        work.step(family.rules[0], text)
        return [primary]
    areas = [member.area_sq_cm or Decimal(0) for member in members]
    area = total(areas)
    more = units_beyond(area, family.first, family.step)
    for member in members:
        _say_computed(work, family, member)
    summed = " + ".join(f"{m.wound_id} {plain(a)}" for m, a in zip(members, areas, strict=True))
    equals = f" = {plain(area)}" if len(members) > 1 else ""
    first = plain(family.first)
    if more == 0:
        result = f"{family.row.primary} x1 (within the first {first})"
    else:
        rest = plain(beyond(area, family.first))
        result = (
            f"{family.row.primary} x1, {family.row.add_on} x{more} ({rest} sq cm beyond the first {first})"
        )
    work.step(family.rules[0], f"{family.row.label}: {summed}{equals} sq cm -> {result}")
    if more == 0:
        return [primary]
    return [primary, DraftLine.of_family(family, "add_on", more, members)]


def _say_computed(work: Work, family: Family, member: WoundFacts) -> None:
    """Where the record gives no area, say that it was computed, and from which measurement."""
    if member.area_source not in _SOURCE_WORDS or member.area_sq_cm is None:
        return
    size = member.wound.before if member.area_source == "computed_before" else member.wound.after
    if size.length is None or size.width is None:
        return
    sides = f"{plain(size.length)} x {plain(size.width)}"
    work.step(
        family.rules[0],
        f"wound {member.wound_id}: area {sides} = {plain(member.area_sq_cm)} sq cm, computed from the length "
        f"and width {_SOURCE_WORDS[member.area_source]}",
    )
