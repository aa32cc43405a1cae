"""The modifiers of billed lines against those that are earned.

What sets two lines of a pair apart may be said in other ways than the payer prefers: by another modifier
that it accepts, on the column 1 line where it accepts that, or by a side or a digit. Each way is named, and
none of them is taken unless the record bears it out.
"""

from collections.abc import Iterable, Iterator

from attrs import evolve, frozen

from debridecode.engine.claim import BilledCode, BilledFacts, HeldClaim
from debridecode.engine.edits import PairFacts
from debridecode.engine.facts import Site, WoundFacts
from debridecode.engine.work import OTHER, DraftLine
from debridecode.model import Modifier
from debridecode.vocabulary import Matter


@frozen
class _Line:
    """One billed line whose code the record supports."""

    billed: BilledCode
    draft: DraftLine
    recorded: frozenset[str] = frozenset()

    @property
    def modifiers(self) -> list[str]:
        return [modifier.code for modifier in self.billed.lines[0].modifiers]


def modifier_matters(claim: HeldClaim) -> Iterator[BilledFacts]:
    """Every modifier that is missing, doubted or too many, on lines that the record supports."""
    lines = list(_lines(claim))
    used: set[tuple[str, str]] = set()
    for line in lines:
        for modifier in line.draft.modifiers:
            yield from _earned(claim, line, modifier, used)
    for line in lines:
        yield from _beyond(claim, line, used)


def _lines(claim: HeldClaim) -> Iterator[_Line]:
    for code in sorted(claim.ours):
        if code in claim.standing:
            billed = claim.ours[code]
            for position, line in zip(billed.positions, billed.lines, strict=True):
                yield _Line(BilledCode(code, (position,), (line,)), claim.standing[code])
    for service in claim.services:
        if service.billed is not None and service.draft.stands:
            yield _Line(service.billed, service.draft, service.modifiers)


def _earned(
    claim: HeldClaim, line: _Line, modifier: Modifier, used: set[tuple[str, str]]
) -> Iterator[BilledFacts]:
    """A modifier that the line has earned: there, there in another way, or missing."""
    code, preferred = line.draft.code, modifier.code
    if preferred in line.modifiers:
        return
    for accepted in claim.program.alternatives.get(preferred, ()):
        if accepted in line.modifiers:
            used.add((code, accepted))
            yield _about(claim, line, "modifier_alternative", accepted, modifier, other=preferred)
            return
    pairs = [reason.subject for reason in line.draft.reasons[modifier]]
    ways = [_met(claim, line, pair, preferred) for pair in pairs]
    if not ways or None in ways:
        yield _about(claim, line, "modifier_missing", preferred, modifier, other=preferred)
        return
    for way in dict.fromkeys(way for way in ways if way is not None):
        matter, marks = way
        used.update(marks)
        mark = next((each for on, each in marks if on == code), marks[0][1])
        yield _about(claim, line, matter, mark, modifier, other=f"{preferred} on {code}")


def _met(
    claim: HeldClaim, line: _Line, pair: object, preferred: str
) -> tuple[Matter, tuple[tuple[str, str], ...]] | None:
    """How a pair edit is met otherwise than on the column 2 line, and the modifiers on codes that do it."""
    if not isinstance(pair, PairFacts) or pair.first.code not in claim.billed:
        return None
    if preferred not in claim.program.alternatives:
        return None  # it says what its own line is, such as 25 of a visit
    on_column_1 = claim.billed[pair.first.code].modifiers
    for accepted in (preferred, *claim.program.alternatives[preferred]):
        if accepted in on_column_1 and claim.program.accepted_on == "either":
            return "modifier_on_column_1", ((pair.first.code, accepted),)
    return _met_by_side(claim, line, pair) if preferred == claim.program.side_stands_for else None


def _met_by_side(
    claim: HeldClaim, line: _Line, pair: PairFacts
) -> tuple[Matter, tuple[tuple[str, str], ...]] | None:
    """A side or a digit on one line that is true of it, and that the record denies of the other line.

    The same side on both lines sets nothing apart, whichever of the two is true.
    """
    sides = set(claim.program.anatomic)
    first, second = sides & claim.billed[pair.first.code].modifiers, sides & set(line.modifiers)
    ways = [(pair.second, second - first, pair.first)]
    if claim.program.accepted_on == "either":
        ways.append((pair.first, first - second, pair.second))
    told = [
        (draft.code, modifier)
        for draft, modifiers, other in ways
        for modifier in sorted(modifiers)
        if _true_of(claim, modifier, draft.sites) and _untrue_of_each(claim, modifier, other.sites)
    ]
    return ("modifier_side_alternative", tuple(told)) if told else None


def _untrue_of_each(claim: HeldClaim, modifier: str, sites: Iterable[WoundFacts | Site]) -> bool:
    """Whether the record puts each site elsewhere than an anatomic modifier says."""
    return all(_true_of(claim, modifier, (site,)) is False for site in sites)


def _beyond(claim: HeldClaim, line: _Line, used: set[tuple[str, str]]) -> Iterator[BilledFacts]:
    """Modifiers that the line has not earned."""
    earned = {modifier.code for modifier in line.draft.modifiers}
    given = line.modifiers
    for modifier in sorted({each for each in given if given.count(each) > 1}):
        yield _about(claim, line, "modifier_repeated", modifier, None)
    for modifier in dict.fromkeys(given):
        if modifier in earned or (line.draft.code, modifier) in used:
            continue
        doubled = next((each for each in earned if _stands_for(claim, modifier, each, given)), None)
        if doubled is not None:
            yield _about(claim, line, "modifier_doubled", modifier, None, other=doubled)
        elif line.draft.role != OTHER or modifier in claim.program.settled:
            yield _about(claim, line, _judged(claim, line, modifier), modifier, None)
        elif modifier not in line.recorded:
            yield _about(claim, line, _judged_elsewhere(claim, line, modifier), modifier, None)


def _stands_for(claim: HeldClaim, modifier: str, earned: str, given: Iterable[str]) -> bool:
    """Whether a modifier is an alternative to an earned one that the line carries as well."""
    return earned in given and modifier in claim.program.alternatives.get(earned, ())


def _judged(claim: HeldClaim, line: _Line, modifier: str) -> Matter:
    """A modifier that nothing asks for: a side that is true, untrue or untold, or not earned."""
    if modifier not in claim.program.anatomic:
        untold = modifier in claim.program.settled and _beside_untold(claim, line)
        return "modifier_untold" if untold else "modifier_not_earned"
    true = _true_of(claim, modifier, line.draft.sites)
    if true is None:
        return "modifier_side_untold"
    return "modifier_side" if true else "modifier_side_contradicted"


def _judged_elsewhere(claim: HeldClaim, line: _Line, modifier: str) -> Matter:
    """A modifier of another service that these edits do not settle and the record does not give it."""
    sides = modifier in claim.program.anatomic
    untrue = sides and _true_of(claim, modifier, line.draft.sites) is False
    return "modifier_side_contradicted" if untrue else "modifier_not_recorded"


def _beside_untold(claim: HeldClaim, line: _Line) -> bool:
    """Whether the line stands beside another with which no pair table covers it."""
    drafts = (*claim.derived.lines, *claim.derived.services)
    others = {draft.code for draft in drafts if draft.stands} - {line.draft.code}
    return any(claim.derived.work.pair(line.draft.code, other) is None for other in sorted(others))


def _true_of(claim: HeldClaim, modifier: str, sites: Iterable[WoundFacts | Site]) -> bool | None:
    """Whether the record puts every site of a line where an anatomic modifier says."""
    places = claim.program.reading.places
    told: bool | None = True
    for site in sites:
        for group, meaning in () if places is None else places.meanings(claim.program.anatomic[modifier]):
            said = None if site.place is None else site.place.told.get(group)
            if said is None:
                told = None
            elif said != frozenset({meaning}):
                return False
    return None if places is None else told


def _about(
    claim: HeldClaim,
    line: _Line,
    matter: Matter,
    code: str,
    earned: Modifier | None,
    *,
    other: str = "",
) -> BilledFacts:
    """A difference about one modifier, with the reasons for which the line has earned it."""
    reasons = line.draft.reasons.get(earned, []) if earned is not None else []
    facts = claim.matter(
        matter,
        line.billed,
        line.draft,
        modifier=code,
        other=other,
        reason="; ".join(dict.fromkeys(reason.text for reason in reasons)),
        sources=tuple(dict.fromkeys(source for reason in reasons for source in reason.sources)),
    )
    rules = tuple(dict.fromkeys(reason.rule for reason in reasons))
    return evolve(facts, because=rules) if rules else facts
