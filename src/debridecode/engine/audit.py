"""A claim held against the record: every way in which they differ, put to the rules that say what it means.

The lines that the record supports are derived first. What is billed is then taken code by code: is the line
supported, by how many units, beside which primary, with which modifiers. The engine finds the differences;
the pack says what each one means, where that is written, and what to do.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final

from attrs import evolve

from debridecode.decision import Audit, Decision, Difference
from debridecode.engine.audit_modifiers import modifier_matters
from debridecode.engine.claim import AsBilled, BilledCode, BilledFacts, HeldClaim, HeldService
from debridecode.engine.decide import decided, derive
from debridecode.engine.facts import WoundFacts
from debridecode.engine.program import Family, Program, RuleProgram, undecided
from debridecode.engine.work import DraftLine
from debridecode.model import ClaimLine, Encounter, OtherService
from debridecode.model.claim import line_text
from debridecode.vocabulary import AuditStatus, Matter, Outcome

_FIRST: Final = {"error": 0, "warning": 1, "advice": 2}
_BY_HAND: Final = "Look this difference up by hand."


def audited(
    program: Program, encounter: Encounter, billed: Sequence[ClaimLine], *, engine_version: str
) -> Audit:
    """Derive what the record supports, hold the claim against it, and say how it stands."""
    services = _services(program, encounter, billed)
    derived = derive(program, encounter, [service.said for service in services])
    claim = HeldClaim(program, derived, billed, services)
    matters = list(_matters(claim))
    decision = decided(derived, encounter, engine_version=engine_version)
    differences = [difference for facts in matters for difference in _differences(program, facts)]
    differences.sort(key=lambda each: (_FIRST[each.severity], each.positions, each.code, each.matter))
    return Audit(
        encounter_id=encounter.encounter_id,
        status=_status(differences, decision),
        differences=tuple(differences),
        decision=decision,
    )


def _status(differences: Sequence[Difference], decision: Decision) -> AuditStatus:
    """Only an error moves it; where something that decides is not known, nothing agrees."""
    errors = [each for each in differences if each.severity == "error"]
    if any(each.outcome == "failed" for each in errors):
        return "differs"
    return "query" if errors or decision.status == "query" else "agrees"


def _services(program: Program, encounter: Encounter, billed: Sequence[ClaimLine]) -> list[AsBilled]:
    """The other services of the day: as billed where they are on the claim, as recorded else.

    Billed lines of one code are taken in an order of their own, so that the order of the claim does not tell
    which of them is the one that the record names.
    """
    recorded = list(encounter.other_services)
    either = _either_of_two(billed, recorded)
    services = []
    ours = program.codes | set(program.deleted)
    for position in sorted(range(len(billed)), key=lambda at: _text(billed[at])):
        line = billed[position]
        if line.code in ours:
            continue
        same = _nearest(line, [service for service in recorded if service.code == line.code])
        if same is not None:
            recorded.remove(same)
        said = same or OtherService(code=line.code, units=line.units)
        as_billed = evolve(said, units=line.units, modifiers=line.modifiers)
        named = same is not None and line.units <= same.units and line.code not in either
        services.append(AsBilled(as_billed, position, named, _given(said)))
    return services + [AsBilled(each, None, recorded=True, modifiers=_given(each)) for each in recorded]


def _either_of_two(billed: Sequence[ClaimLine], recorded: Sequence[OtherService]) -> set[str]:
    """Codes billed on fewer lines than the record has services of them, which are not alike."""
    alike = {service.code: evolve(service, units=1) for service in recorded}
    lines = Counter(line.code for line in billed)
    services = Counter(service.code for service in recorded)
    unlike = {service.code for service in recorded if evolve(service, units=1) != alike[service.code]}
    return {code for code in unlike if 0 < lines[code] < services[code]}


def _nearest(line: ClaimLine, recorded: Sequence[OtherService]) -> OtherService | None:
    """Of several services of one code, that with the fewest units that are enough, or else the most."""
    enough = [service for service in recorded if service.units >= line.units]
    by_units = sorted(enough or recorded, key=lambda service: (service.units, repr(service)))
    return (by_units[0] if enough else by_units[-1]) if by_units else None


def _given(service: OtherService) -> frozenset[str]:
    return frozenset(modifier.code for modifier in service.modifiers)


def _text(line: ClaimLine) -> str:
    return line_text(line.code, line.units, line.modifiers)


def _matters(claim: HeldClaim) -> Iterator[BilledFacts]:
    """Every difference, in an order that the order of the claim does not change."""
    met: set[str] = set()
    yield from _deleted(claim, met)
    for code in sorted(claim.ours):
        yield from _code(claim, claim.ours[code], met)
    for draft in claim.standing.values():
        if draft.code not in claim.ours and draft.code not in met:
            yield _too_few(claim, "not_billed", None, draft)
    for service in claim.services:
        yield from _service(claim, service)
    yield from _never(claim)
    yield from modifier_matters(claim)


def _deleted(claim: HeldClaim, met: set[str]) -> Iterator[BilledFacts]:
    """Codes that ended; the primary of the family that their service belongs to now stands for them."""
    for code in sorted(claim.deleted):
        row = claim.program.deleted[code]
        primary = claim.program.families[row.family].row.primary
        draft = claim.standing.get(primary)
        met.add(primary)
        yield claim.matter(
            "deleted_code", claim.deleted[code], draft, other=primary, reason=f"{code} ended on {row.ended}"
        )


def _code(claim: HeldClaim, billed: BilledCode, met: set[str]) -> Iterator[BilledFacts]:
    """One debridement code of the claim."""
    family, role = claim.program.family_of[billed.code]
    lone = role == "add_on" and family.row.primary not in claim.codes
    if lone:
        yield _lone_add_on(claim, billed, family, met)
    draft = claim.standing.get(billed.code)
    if draft is not None:
        yield from _supported(claim, billed, draft, family)
    elif not lone:
        yield _unsupported(claim, billed, family, role, met)
    yield from _limit(claim, billed, draft)


def _lone_add_on(claim: HeldClaim, billed: BilledCode, family: Family, met: set[str]) -> BilledFacts:
    """An add-on whose primary is not billed; perhaps beside the primary of another family."""
    beside = [
        other
        for other in claim.program.families.values()
        if other.row.primary in claim.ours and other.row.add_on is not None
    ]
    right = next((other.row.add_on for other in beside if other.row.add_on in claim.standing), None)
    draft = claim.standing.get(billed.code)
    if draft is None and right is not None and right not in claim.ours:
        met.add(right)
        draft = claim.standing[right]
    matter: Matter = "add_on_with_wrong_primary" if beside else "add_on_without_primary"
    return claim.matter(matter, billed, draft, other=family.row.primary, reason=_why_units(claim, draft))


def _supported(
    claim: HeldClaim, billed: BilledCode, draft: DraftLine, family: Family
) -> Iterator[BilledFacts]:
    """A code that the record supports: its lines, its units, its wounds and its diagnoses."""
    reason = _why_units(claim, draft)
    several, units = len(billed.lines) > 1, billed.units
    if draft.role == "primary" and (several or units > draft.units):
        summed = family.first is not None and len(draft.wound_ids) > 1
        yield claim.matter("areas_not_summed" if summed else "primary_repeated", billed, draft, reason=reason)
    elif several:
        yield claim.matter("line_repeated", billed, draft, reason=reason)
    if draft.role == "add_on" and units != draft.units:
        if units < draft.units:
            yield _too_few(claim, "units_under", billed, draft)
        else:
            yield claim.matter("units_over", billed, draft, reason=reason)
    wounds = {wound_id for line in billed.lines for wound_id in line.wound_ids}
    if all(line.wound_ids for line in billed.lines) and wounds != set(draft.wound_ids):
        yield claim.matter("wounds_differ", billed, draft, other=f"wounds {draft.wounds}", reason=reason)
    matter = _diagnoses(claim, billed, draft)
    if matter is not None:
        yield claim.matter(matter, billed, draft, other=f"wounds {draft.wounds}", reason=reason)


def _too_few(claim: HeldClaim, matter: Matter, billed: BilledCode | None, draft: DraftLine) -> BilledFacts:
    """Fewer units than are supported; where those are in doubt, nobody is told to bill more."""
    reason = _why_units(claim, draft)
    if draft.doubt is not None:
        return claim.matter("not_told", billed, draft, reason=f"{reason}; {draft.doubt}")
    return claim.matter(matter, billed, draft, reason=reason)


def _wounds(draft: DraftLine) -> list[WoundFacts]:
    return [site for site in draft.sites if isinstance(site, WoundFacts)]


def _diagnoses(claim: HeldClaim, billed: BilledCode, draft: DraftLine) -> Matter | None:
    """Whether a line points to no diagnosis of its wounds, to one of nothing, or to one too many."""
    of_line = {_undotted(code) for wound in _wounds(draft) for code in wound.wound.diagnoses}
    of_day = {_undotted(code) for wound in claim.derived.wounds for code in wound.wound.diagnoses}
    of_day |= {
        _undotted(code)
        for service in claim.services
        if service.draft.service is not None
        for code in service.draft.service.diagnoses
    }
    pointed = [{_undotted(code) for code in line.diagnoses} for line in billed.lines if line.diagnoses]
    if any(not codes & of_line or codes - of_day for codes in pointed):
        return "diagnosis_not_documented"
    return "diagnosis_of_another_wound" if any(codes - of_line for codes in pointed) else None


def _undotted(diagnosis: str) -> str:
    return diagnosis.replace(".", "")


def _unsupported(
    claim: HeldClaim, billed: BilledCode, family: Family, role: str, met: set[str]
) -> BilledFacts:
    """A code that the record does not support, or of which it cannot be told yet."""
    draft = claim.drafts.get(billed.code)
    if draft is not None and draft.refusal is not None:
        return claim.by_rule("refused", billed, draft.refusal)
    if draft is not None and draft.hold is not None:
        return claim.by_rule("not_told", billed, draft.hold)
    if family.row.id in claim.derived.work.open_families:
        return claim.matter("not_told", billed, None, reason=f"{family.row.label}: the record leaves it open")
    if role == "add_on" and family.row.primary in claim.drafts:
        primary = claim.drafts[family.row.primary]
        return claim.matter("units_over", billed, None, reason=_why_units(claim, primary))
    instead = _instead(claim, billed, role, met)
    if instead is not None:
        met.add(instead.code)
        return claim.matter("wrong_family", billed, instead, other=instead.code, reason=_why_placed(claim))
    return claim.matter("not_supported", billed, None, other=family.row.label, reason=_why_placed(claim))


def _instead(claim: HeldClaim, billed: BilledCode, role: str, met: set[str]) -> DraftLine | None:
    """The supported line of another family that nobody billed, of the wounds that the claim names if any."""
    free = [
        draft
        for code, draft in claim.standing.items()
        if draft.role == role and code not in claim.ours and code not in met
    ]
    named = {wound_id for line in billed.lines for wound_id in line.wound_ids}
    return next((draft for draft in free if named & set(draft.wound_ids)), free[0] if free else None)


def _limit(claim: HeldClaim, billed: BilledCode, draft: DraftLine | None) -> Iterator[BilledFacts]:
    """More units on the claim than a unit limit, where what the record supports is within it."""
    elsewhere = sum(
        service.draft.units
        for service in claim.services
        if service.billed is None and service.draft.code == billed.code
    )
    most = max(line.units for line in billed.lines)
    for found in claim.derived.work.limits(billed.code):
        counted = most if found.indicator == "1" else billed.units + elsewhere
        if counted > found.limit and (draft is None or draft.counted_by(found) <= found.limit):
            limit = (
                f"{counted} units count, and the limit is {found.limit} "
                f"(indicator {found.indicator}; {found.asked.words})"
            )
            yield claim.matter("unit_limit", billed, draft, other=limit, sources=found.asked.sources)


def _service(claim: HeldClaim, service: HeldService) -> Iterator[BilledFacts]:
    """Another service on the claim: bundled, or an add-on without its primary."""
    draft, billed = service.draft, service.billed
    if billed is None:
        return
    if draft.refusal is not None:
        yield claim.by_rule("refused", billed, draft.refusal)
    elif not service.recorded:
        yield claim.matter("not_recorded", billed, draft)
    elif draft.hold is not None:
        yield claim.by_rule("not_told", billed, draft.hold)
    else:
        yield from _of_the_record(claim, billed.lines[0], service)
    if not claim.program.tables.lists_add_ons:
        yield claim.matter("not_told", billed, draft, reason="no add-on table")
    found = claim.derived.work.primaries(draft.code)
    if found is not None and not found.open and not found.primaries & claim.codes:
        primaries = " or ".join(sorted(found.primaries))
        yield claim.matter(
            "add_on_without_primary", billed, None, other=primaries, sources=found.asked.sources
        )


def _of_the_record(claim: HeldClaim, line: ClaimLine, service: HeldService) -> Iterator[BilledFacts]:
    """Wounds and diagnoses of another service that the record does not give it."""
    draft, said = service.draft, service.draft.service
    if said is None or service.billed is None:
        return
    if line.wound_ids and set(line.wound_ids) != set(said.wound_ids):
        other = f"wounds {draft.wounds}" if said.wound_ids else "no wound"
        yield claim.matter("wounds_differ", service.billed, draft, other=other)
    documented = {_undotted(code) for code in said.diagnoses}
    if documented and {_undotted(code) for code in line.diagnoses} - documented:
        yield claim.matter("diagnosis_not_documented", service.billed, draft, other="this service")


def _never(claim: HeldClaim) -> Iterator[BilledFacts]:
    """Billed codes that are never paid together, save where the column 2 line was refused for it already."""
    for one, other in combinations(sorted(claim.billed), 2):
        found = claim.derived.work.pair(one, other)
        if found is None or found.indicator != "0":
            continue
        draft = claim.drafts.get(found.column_2)
        if found.column_1 in claim.may_be_billed and (draft is None or draft.refusal is None):
            yield claim.matter(
                "pair_never",
                claim.billed[found.column_2],
                None,
                other=found.column_1,
                reason=f"indicator {found.indicator}; {found.asked.words}",
                sources=found.asked.sources,
            )


def _why_units(claim: HeldClaim, draft: DraftLine | None) -> str:
    """The steps that counted the units of a line."""
    if draft is None or draft.family not in claim.program.families:
        return ""
    counted = claim.program.families[draft.family].rules[0]
    return "; ".join(step.text for step in claim.derived.work.steps if step.rule == counted)


def _why_placed(claim: HeldClaim) -> str:
    """The steps that placed the wounds."""
    table = claim.program.placements[0].table
    return "; ".join(step.text for step in claim.derived.work.steps if step.rule.startswith(table))


def _differences(program: Program, facts: BilledFacts) -> Iterator[Difference]:
    """What the rules say of a difference, or cannot say for want of a fact; where none speaks, that."""
    silent = True
    for rule in program.billed_rules:
        finding, answer = rule.rule.then.finding, rule.test(facts)
        if finding is None or answer is False:
            continue
        silent = False
        if answer is None:
            untold = undecided(program, rule, facts, None, ())
            yield _difference(program, facts, rule, "not_checked", untold.message, untold.ask or _BY_HAND)
        else:
            yield _difference(program, facts, rule, finding.outcome, rule.message(facts), rule.ask(facts))
    if silent:
        message = f"{facts.matter.replace('_', ' ')}: no rule of this pack says what that means"
        yield _difference(program, facts, None, "not_checked", message, _BY_HAND)


def _difference(
    program: Program,
    facts: BilledFacts,
    rule: RuleProgram | None,
    outcome: Outcome,
    message: str,
    action: str,
) -> Difference:
    finding = None if rule is None else rule.rule.then.finding
    own = () if rule is None else rule.rule.sources
    rests = [source for name in facts.because for source in program.sources_of.get(name, ())]
    return Difference(
        matter=facts.matter,
        rule=f"{program.resolved.pack}:billed" if rule is None else rule.rule.name,
        outcome=outcome,
        severity="error" if finding is None else finding.severity,
        positions=facts.positions,
        code=facts.code,
        modifier=facts.modifier,
        billed=facts.line or None,
        supported=facts.supported or None,
        message=message,
        action=action or None,
        because=facts.because,
        sources=tuple(dict.fromkeys((*own, *facts.sources, *rests))),
    )
