"""What is taken for granted between facts is true of the engine's own facts, whatever the record says."""

from functools import cache

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

import debridecode as dc
from debridecode.engine.conditions import holds
from debridecode.engine.decide import decided, derive
from debridecode.engine.program import Program
from debridecode.packs.catalogue import FACTS, SCOPES
from debridecode.proof.axioms import assume, axioms
from debridecode.proof.encode import World
from property.strategies import DAYS, encounters

RULES = {
    "wound": ("wound_rules",),
    "encounter": ("encounter_rules",),
    "line": ("refusals", "line_rules"),
    "pair": ("pair_rules", "dropping_pair_rules"),
    "table": ("table_rules",),
}


def watched(program, see):
    """A program that lets each thing of which a rule is asked be seen, at the time when it is asked."""

    def watching(each, scope):
        def test(subject):
            see(scope, subject)
            return each.test(subject)

        return evolve(each, test=test)

    for scope, kinds in RULES.items():
        for kind in kinds:
            setattr(program, kind, tuple(watching(each, scope) for each in getattr(program, kind)))
    program.placements = tuple(watching(each, "row") for each in program.placements)
    return program


@cache
def resolved(day, without):
    whole = dc.rulebook("cms/base", on=day).resolved
    return evolve(whole, parameters={k: v for k, v in whole.parameters.items() if k not in without})


@cache
def taken(day, without):
    return tuple(axioms(resolved(day, without)))


WITHOUT = ((), ("location.vague_words",), ("necessity.words",), ("tissue.not_devitalized",))


@settings(max_examples=30)
@given(encounter=encounters(wounds=4), without=st.sampled_from(WITHOUT))
def test_axioms_are_true_of_what_the_engine_derives(encounter, without):
    rules = resolved(encounter.date_of_service, without)
    seen = {}
    program = watched(Program(rules), lambda scope, subject: seen.setdefault((scope, id(subject)), subject))
    decided(derive(program, encounter, encounter.other_services), encounter, engine_version="0")
    parameters = {id_: each.value for id_, each in rules.parameters.items()}
    for (scope, _), subject in seen.items():
        of = "wound" if scope == "row" else scope
        for fact in FACTS.values():
            if fact.scope == of and fact.always_known:
                assert getattr(subject, fact.slot) is not None, fact.name
        for axiom in taken(encounter.date_of_service, without):
            if axiom.scope not in (of, "any") or (scope == "row" and axiom.placed):
                continue
            answer = holds(axiom.condition, subject, of, parameters)
            assert answer is True if axiom.always else answer is not True, axiom


@pytest.mark.parametrize(
    ("scope", "without"), [*((scope, ()) for scope in SCOPES), *(("wound", w) for w in WITHOUT)]
)
def test_axioms_leave_a_record_possible(scope, without):
    """Axioms that contradict each other would prove anything."""
    rules = resolved(DAYS[1], without)
    world = World(scope, ("bone", "muscle", "subcutaneous", "selective", "nonselective"), wounds=2)
    assume(world, rules)
    assert world.solver.ask(*world.present) == "possible"
