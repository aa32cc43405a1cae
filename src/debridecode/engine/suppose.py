"""As documented, and if documented: what each missing fact would lead to, for a coder's eyes only.

Each fact that decides and is missing is supplied in turn, with every answer that it may have, and the
encounter is decided again; answers that lead to the same lines are told together. Nothing of it may reach
whoever writes the record: a question that tells what an answer is worth is leading.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, Final

from attrs import evolve

from debridecode import vocabulary
from debridecode.decision import Decision, IfDocumented, SupportedLine
from debridecode.engine.decide import decided, derive
from debridecode.engine.program import Program
from debridecode.measures import plain, total
from debridecode.model import Encounter, EncounterSetting, GlobalPeriod, RenderingProvider, TherapyPlan, Wound
from debridecode.model.claim import line_text
from debridecode.vocabulary import Status

MOST_FACTS: Final = 12
"""Each answer to each fact decides the whole encounter again; who has settled these will run it again."""

Answer = tuple[str, Encounter]
"""An answer in words, and the encounter with it put in."""
Outcome = tuple[Status, tuple[str, ...], tuple[str, ...]]


def _same(words: Iterable[str]) -> dict[str, str]:
    return {word: word for word in words}


def suppose(program: Program, encounter: Encounter) -> tuple[IfDocumented, ...]:
    """What each of the first missing facts would lead to; nothing when the Decision is not a query."""
    decision = _decide(program, encounter)
    if decision.status != "query":
        return ()
    asked = dict.fromkeys((fact, finding.wound_id) for finding in decision.findings for fact in finding.facts)
    first = islice(asked, MOST_FACTS)
    return tuple(found for fact, wound_id in first for found in _supposed(program, encounter, fact, wound_id))


def _supposed(
    program: Program, encounter: Encounter, fact: str, wound_id: str | None
) -> Iterator[IfDocumented]:
    outcomes: dict[Outcome, list[str]] = {}
    for answer, changed in _answers(program, encounter, fact, wound_id):
        decision = _decide(program, changed)
        outcome = decision.status, _texts(decision.lines), _texts(decision.other_lines)
        outcomes.setdefault(outcome, []).append(answer)
    for (status, lines, other_lines), answers in outcomes.items():
        yield IfDocumented(
            fact=fact,
            wound_id=wound_id,
            answers=tuple(answers),
            status=status,
            lines=lines,
            other_lines=other_lines,
        )


def _texts(lines: Iterable[SupportedLine]) -> tuple[str, ...]:
    return tuple(line_text(line.code, line.units, line.modifiers) for line in lines)


def _decide(program: Program, encounter: Encounter) -> Decision:
    return decided(derive(program, encounter, encounter.other_services), encounter, engine_version="")


def _answers(program: Program, encounter: Encounter, fact: str, wound_id: str | None) -> Iterable[Answer]:
    """Every answer that a fact may have; none where it has no field of its own or no end of answers."""
    if fact in _OF_A_WOUND:
        return _wound_answers(encounter, fact, wound_id)
    if fact == "wound.area_sq_cm":
        return _areas(program, encounter, wound_id)
    if fact in _SECTIONS:
        return _section_answers(encounter, *_SECTIONS[fact])
    if fact in ("encounter.within_global_period", "encounter.postoperative"):
        return _global_periods(encounter)
    if fact == "pair.distinct_by":
        return _apart(encounter)
    return _evaluations(encounter) if fact == "pair.separately_identifiable" else ()


_OF_A_WOUND: Final[dict[str, tuple[str, Mapping[str, Any]]]] = {
    "wound.method": ("method", _same(vocabulary.METHODS)),
    "wound.deepest_tissue_removed": ("deepest_tissue_removed", _same(vocabulary.LAYERS)),
    "wound.devitalized_tissue_removed": ("tissue_removed", {word: (word,) for word in vocabulary.TISSUES}),
    "wound.etiology": ("etiology", _same(vocabulary.ETIOLOGIES)),
}
"""Of a fact of a wound: its field, and the answers in words."""


def _wound_answers(encounter: Encounter, fact: str, wound_id: str | None) -> Iterator[Answer]:
    field, answers = _OF_A_WOUND[fact]
    for words, value in answers.items():
        yield words, _with(encounter, wound_id, {field: value})


def _areas(program: Program, encounter: Encounter, wound_id: str | None) -> Iterator[Answer]:
    """An area within the first step, and one that needs an add-on."""
    sizes = {
        size
        for family in program.families.values()
        if family.first is not None and family.step is not None
        for size in (family.first, total([family.first, family.step]))
    }
    for size in sorted(sizes):
        yield f"{plain(size)} sq cm", _with(encounter, wound_id, {"area_sq_cm": size})


def _with(encounter: Encounter, wound_id: str | None, changes: dict[str, Any]) -> Encounter:
    """The encounter with one field of one wound, or of its debridement, supplied."""
    wounds = [
        _supplied(wound, changes) if wound.wound_id == wound_id else wound for wound in encounter.wounds
    ]
    return evolve(encounter, wounds=tuple(wounds))


def _supplied(wound: Wound, changes: dict[str, Any]) -> Wound:
    if "etiology" in changes:
        return evolve(wound, **changes)
    return evolve(wound, debridement=evolve(wound.debridement, **changes))


_YES_NO: Final = {"yes": True, "no": False}
_SECTIONS: Final[dict[str, tuple[str, type, str, Mapping[str, Any]]]] = {
    "encounter.setting": ("setting", EncounterSetting, "claim_form", _same(vocabulary.CLAIM_FORMS)),
    "encounter.claim_form": ("setting", EncounterSetting, "claim_form", _same(vocabulary.CLAIM_FORMS)),
    "encounter.role": ("rendering_provider", RenderingProvider, "role", _same(vocabulary.ROLES)),
    "encounter.therapy_plan_of_care": (
        "rendering_provider",
        RenderingProvider,
        "therapy_plan_of_care",
        _YES_NO,
    ),
    "encounter.plan_discipline": (
        "therapy_plan",
        TherapyPlan,
        "discipline",
        _same(vocabulary.DISCIPLINES),
    ),
    "encounter.therapy_threshold_exceeded": ("therapy_plan", TherapyPlan, "threshold_exceeded", _YES_NO),
}
"""Of a fact of the encounter: its section, how to make one, its field, and the answers in words."""


def _section_answers(
    encounter: Encounter, name: str, make: type, field: str, answers: Mapping[str, Any]
) -> Iterator[Answer]:
    section = getattr(encounter, name) or make()
    for words, value in answers.items():
        changes: dict[str, Any] = {name: evolve(section, **{field: value})}
        yield words, evolve(encounter, **changes)


def _global_periods(encounter: Encounter) -> Iterator[Answer]:
    if encounter.global_period is None or encounter.global_period.within is None:
        yield "no", evolve(encounter, global_period=GlobalPeriod(within=False))
    relations: tuple[Any, ...] = vocabulary.POSTOPERATIVE
    for relation in relations:
        changed = GlobalPeriod(within=True, relation=relation)
        yield f"yes, {relation.replace('_', ' ')}", evolve(encounter, global_period=changed)


def _apart(encounter: Encounter) -> Iterator[Answer]:
    """Of the wounds, whether they are separate; of other services that say no place, where or when."""
    if len(encounter.wounds) > 1 and any(wound.separate_wound is None for wound in encounter.wounds):
        for words, value in (("separate wounds", True), ("one wound", False)):
            wounds = tuple(
                evolve(wound, separate_wound=value) if wound.separate_wound is None else wound
                for wound in encounter.wounds
            )
            yield words, evolve(encounter, wounds=wounds)
    placeless = [each for each in encounter.other_services if not (each.location or each.wound_ids)]
    if placeless:
        everywhere = tuple(wound.wound_id for wound in encounter.wounds)
        there = [
            evolve(each, wound_ids=everywhere) if each in placeless else each
            for each in encounter.other_services
        ]
        later = [
            evolve(each, separate_session=True) if each in placeless else each
            for each in encounter.other_services
        ]
        yield "other services at these wounds", evolve(encounter, other_services=tuple(there))
        yield "other services in another session", evolve(encounter, other_services=tuple(later))


def _evaluations(encounter: Encounter) -> Iterator[Answer]:
    for words, value in _YES_NO.items():
        services = tuple(
            evolve(service, separately_identifiable=value)
            if service.separately_identifiable is None
            else service
            for service in encounter.other_services
        )
        yield words, evolve(encounter, other_services=services)
