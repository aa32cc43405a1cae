"""Steps 1 and 2: was a debridement done, and which family of codes does it belong to?

The classification is an ordered list; the first row that holds decides. Where a row cannot be told for
want of a fact, both ways are followed: the wound is placed only when every way leads to the same place, and
else the facts that decide are asked for. That no row holds is a way too.
"""

from itertools import combinations

from debridecode.engine.conditions import missing
from debridecode.engine.facts import WoundFacts
from debridecode.engine.places import apart
from debridecode.engine.program import Placement
from debridecode.engine.work import Work

Way = tuple[Placement, bool | None]
"""A row that holds (True) or may hold (None)."""


def classify(work: Work, wounds: list[WoundFacts]) -> dict[str, list[WoundFacts]]:
    """Place each wound; report those that lead to no line.

    Returns:
        Family id -> its wounds, in the order of the encounter. Wounds that could not be placed make the
        families that they may belong to open.
    """
    groups: dict[str, list[WoundFacts]] = {}
    for wound in wounds:
        ways = _ways(work, wound)
        outcomes = {(way.row.outcome, way.row.family) for way, _ in ways}
        if len(outcomes) != 1 or not ways[-1][1] or ways[-1][0].row.outcome == "query":
            _leave_open(work, wound, ways)
            continue
        family = _place(work, wound, ways[-1][0])
        if family is not None:
            groups.setdefault(family, []).append(wound)
    _mark_doubtful_places(work)
    return groups


def _mark_doubtful_places(work: Work) -> None:
    """Mark wounds that may be one wound entered twice, whose area would count twice."""
    for one, other in combinations(work.encounter.wounds, 2):
        if one.family != other.family or one.family is None or one.place is None or other.place is None:
            continue
        if apart(one.place, other.place, (one.separate, other.separate)) is not True:
            one.place_in_doubt = other.place_in_doubt = True


def _ways(work: Work, wound: WoundFacts) -> list[Way]:
    """The rows that hold or may hold, up to the first that surely holds and places the wound.

    A row that only asks is not the last: what the rows after it need is asked for at the same time.
    """
    ways: list[Way] = []
    for placement in work.program.placements:
        answer = placement.test(wound)
        if answer is not False:
            ways.append((placement, answer))
            if answer and placement.row.outcome != "query":
                break
    return ways


def _place(work: Work, wound: WoundFacts, way: Placement) -> str | None:
    """Put a wound where its row leads: the family, or None."""
    row = way.row
    if row.outcome == "family":
        wound.family = row.family
        wound.placed_by = way.name
        work.encounter.wounds.append(wound)
        label = work.program.families[row.family or ""].row.label
        work.step(way.name, f"wound {wound.wound_id}: {row.message} -> {label}")
        return row.family
    if row.outcome == "excluded":
        work.encounter.wounds_excluded = True
    work.report_row(way, wound, severity="warning")
    goes = "no debridement" if row.outcome == "none" else f"not coded here: {row.family}"
    work.step(way.name, f"wound {wound.wound_id}: {row.message} -> {goes}")
    return None


def _leave_open(work: Work, wound: WoundFacts, ways: list[Way]) -> None:
    """Ask what would place a wound, and open every family that it may belong to."""
    work.encounter.wounds.append(wound)
    families = {way.row.family for way, _ in ways if way.row.outcome == "family" and way.row.family}
    asking = [way for way, answer in ways if answer and way.row.outcome == "query"]
    if asking:
        families = set(work.program.families)
    work.open_families |= families
    if not ways:
        work.unplaced(work.program.placements[0].table, wound)
    for way in asking:
        work.report_row(way, wound, severity="error")
        work.step(way.name, f"wound {wound.wound_id}: {way.row.message} -> ask")
    parameters = work.program.parameters
    facts = dict.fromkeys(
        fact for way, _ in ways for fact in missing(way.row.when, wound, "wound", parameters)
    )
    for fact in facts:
        work.question(fact, wound.wound_id)
    labels = [family.row.label for id_, family in work.program.families.items() if id_ in families]
    work.step(
        work.program.placements[0].table,
        f"wound {wound.wound_id}: not placed; it may be {', '.join(labels) or 'none of these codes'}",
    )
