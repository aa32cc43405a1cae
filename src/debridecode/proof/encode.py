"""Conditions as formulas: one that says where a condition holds, and one that says where it does not.

Where neither formula holds, the condition is unknown. Each fact is a variable and, unless it is always known,
a flag that says whether it is known; words and codes are numbered, and a set of words is a flag for each.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from attrs import frozen

from debridecode.engine.work import OTHER
from debridecode.interop.solver import Comparison, Formula, Solver, Term
from debridecode.packs.catalogue import FACTS, Fact
from debridecode.packs.model import (
    AllOf,
    AnyOf,
    AnyWound,
    Condition,
    EveryWound,
    FactRef,
    Leaf,
    Not,
    ParameterRef,
)

Parameters = Mapping[str, Any]
Value = Any
"""True, False, a word, a `Decimal`, a frozenset of words, or None where the fact is unknown."""
Place = tuple[str, str]
"""What a fact is a fact of (`encounter`, `line`, `wound 0`), and the name of the fact."""

_FRACTIONS: Final = frozenset({"wound.area_sq_cm", "line.unit_limit"})
"""Numbers that are measured, or stand in a table; the others are counted."""


@frozen
class Truth:
    """Where a condition holds, and where it does not; it is unknown where neither formula holds."""

    holds: Formula
    fails: Formula


@frozen
class Variable:
    """A fact of one thing.

    Attributes:
        fact: as the catalogue declares it.
        known: whether it is known.
        term: its number, of a word the number of that word; of a yes-or-no fact and of a set, a constant.
        flags: of a yes-or-no fact, under "", whether it is so; of a set, each word with whether it is in it.
    """

    fact: Fact
    known: Formula
    term: Term
    flags: Mapping[str, Formula]


class World:
    """Any record, as far as the facts of one thing tell it: the unknown that conditions are asked of.

    Of an encounter, the number of wounds is bounded. So many wounds are enough as there are parts that speak
    of some or of every wound: a part is true for want of no wound, false or unknown for the sake of one; take
    that one wound for each part, and leave out the others, and no part changes its answer. (What holds of
    each wound by itself, as every axiom of a wound does, is not lost with fewer wounds.)
    """

    def __init__(self, scope: str, families: Iterable[str], *, wounds: int = 0) -> None:
        """Make the unknown.

        Args:
            scope: what conditions are asked of.
            families: ids of the families that there are.
            wounds: of scope `encounter`, how many wounds there may be.
        """
        self.scope = scope
        self.solver = Solver()
        self.present = tuple(self.solver.yes_no(f"wound {at} is there") for at in range(wounds))
        self._families = tuple(families)
        self._variables: dict[Place, Variable] = {}
        self._numbers: dict[str, int] = {}
        self._equals: dict[tuple[int, str], Formula] = {}
        self._truths: dict[tuple[int, int, str], tuple[Condition, Parameters, Truth]] = {}

    @property
    def subject(self) -> str:
        """What conditions of the scope are asked of."""
        return "wound 0" if self.scope == "wound" else self.scope

    def truth(self, condition: Condition, parameters: Parameters, subject: str | None = None) -> Truth:
        """A condition as formulas; of its scope's own subject, or of a wound."""
        at = subject or self.subject
        key = (id(condition), id(parameters), at)
        if key not in self._truths:  # what it is of is kept beside it, so that no other takes its id
            self._truths[key] = (condition, parameters, self._truth(condition, parameters, at))
        return self._truths[key][2]

    def _truth(self, condition: Condition, parameters: Parameters, at: str) -> Truth:
        solver = self.solver
        match condition:
            case Leaf():
                return self._leaf(condition, parameters, at)
            case Not(part):
                truth = self.truth(part, parameters, at)
                return Truth(truth.fails, truth.holds)
            case AllOf(parts) | AnyOf(parts):
                truths = [self.truth(part, parameters, at) for part in parts]
            case AnyWound(part) | EveryWound(part):
                truths = [self._of_wound(condition, part, parameters, index) for index in self._slots]
        holds, fails = [truth.holds for truth in truths], [truth.fails for truth in truths]
        if isinstance(condition, AllOf | EveryWound):
            return Truth(solver.all_of(holds), solver.any_of(fails))
        return Truth(solver.any_of(holds), solver.all_of(fails))

    def missing(self, condition: Condition, parameters: Parameters) -> dict[str, Formula]:
        """Names of facts -> where an engine reports them as those that leave the condition unknown."""
        return {
            name: self.solver.any_of(formulas)
            for name, formulas in _gathered(self._missing(condition, parameters, self.subject)).items()
        }

    def unknown(self, truth: Truth) -> Formula:
        """Where a condition is unknown."""
        return self.solver.negation(self.solver.any_of([truth.holds, truth.fails]))

    def value(self, place: Place) -> Value:
        """What a fact is in the last answer that was `possible`."""
        variable, solver = self.variable(*place), self.solver
        if not solver.holds(variable.known):
            return None
        if variable.fact.kind == "yes_no":
            return solver.holds(variable.flags[""])
        if variable.fact.kind == "words":
            return frozenset(word for word, flag in variable.flags.items() if solver.holds(flag))
        number = solver.value(variable.term)
        if variable.fact.kind == "number":
            return number
        return next((word for word, own in self._numbers.items() if own == number), "")

    def is_value(self, place: Place, value: Value) -> Formula:
        """Where a fact is this value, or unknown, as it is where the value is None."""
        variable, solver = self.variable(*place), self.solver
        if value is None:
            return solver.negation(variable.known)
        if variable.fact.kind == "words":
            flags = [
                flag if word in value else solver.negation(flag) for word, flag in variable.flags.items()
            ]
        elif variable.fact.kind == "yes_no":
            flags = [variable.flags[""] if value else solver.negation(variable.flags[""])]
        else:
            term = solver.constant(value if variable.fact.kind == "number" else self._number(value))
            flags = [solver.compare("eq", variable.term, term)]
        return solver.all_of([variable.known, *flags])

    def variable(self, subject: str, name: str) -> Variable:
        """The variable of a fact."""
        place = (subject, name)
        if place not in self._variables:
            self._variables[place] = self._declared(FACTS[name], f"{subject}: {name}")
        return self._variables[place]

    def place(self, name: str, subject: str) -> Place:
        """Where a condition that is asked of a subject finds a fact: on itself, or on its encounter."""
        own = FACTS[name].scope
        return (subject if own == subject.partition(" ")[0] else "encounter"), name

    @property
    def _slots(self) -> range:
        return range(len(self.present))

    def _of_wound(self, whole: Condition, part: Condition, parameters: Parameters, index: int) -> Truth:
        """The part for one wound; a wound that is not there makes neither `any` true nor `every` false."""
        truth = self.truth(part, parameters, f"wound {index}")
        there, solver = self.present[index], self.solver
        absent = solver.negation(there)
        if isinstance(whole, AnyWound):
            return Truth(solver.all_of([there, truth.holds]), solver.any_of([absent, truth.fails]))
        return Truth(solver.any_of([absent, truth.holds]), solver.all_of([there, truth.fails]))

    def _missing(
        self, condition: Condition, parameters: Parameters, at: str
    ) -> Iterator[tuple[str, Formula]]:
        unknown = self.unknown(self.truth(condition, parameters, at))
        inner: list[tuple[str, Formula]] = []
        match condition:
            case Leaf(fact, _, operand):
                names = [fact, operand.name] if isinstance(operand, FactRef) else [fact]
                known = [(name, self.variable(*self.place(name, at)).known) for name in names]
                inner = [(name, self.solver.negation(flag)) for name, flag in known]
            case AllOf(parts) | AnyOf(parts):
                inner = [found for part in parts for found in self._missing(part, parameters, at)]
            case Not(part):
                inner = [*self._missing(part, parameters, at)]
            case AnyWound(part) | EveryWound(part):
                inner = [
                    (name, self.solver.all_of([self.present[index], where]))
                    for index in self._slots
                    for name, where in self._missing(part, parameters, f"wound {index}")
                ]
        for name, where in inner:
            yield name, self.solver.all_of([unknown, where])

    def _leaf(self, leaf: Leaf, parameters: Parameters, at: str) -> Truth:
        solver, variable = self.solver, self.variable(*self.place(leaf.fact, at))
        if leaf.operator == "known":
            unknown = solver.negation(variable.known)
            return Truth(variable.known, unknown) if leaf.operand else Truth(unknown, variable.known)
        operand, known = leaf.operand, variable.known
        if isinstance(operand, ParameterRef):
            operand = parameters.get(operand.id)
        elif isinstance(operand, FactRef):
            operand = self.variable(*self.place(operand.name, at))
            known = solver.all_of([known, operand.known])
        if operand is None:
            never = solver.any_of([])
            return Truth(never, never)
        so = self._compared(leaf.operator, variable, operand)
        return Truth(solver.all_of([known, so]), solver.all_of([known, solver.negation(so)]))

    def _compared(self, operator: str, variable: Variable, operand: Any) -> Formula:
        """Where a known fact stands to its operand as the operator says."""
        solver = self.solver
        if operator in ("includes", "within"):
            return self._of_set(operator, variable, operand)
        if variable.fact.kind == "yes_no":
            so = variable.flags[""]
            if isinstance(operand, Variable):
                return solver.same(so, operand.flags[""])
            return so if operand else solver.negation(so)
        if operator == "in":
            return solver.any_of([self._equal(variable, word) for word in sorted(operand)])
        if operator in ("is", "is_not"):
            same = self._equal(variable, operand)
            return same if operator == "is" else solver.negation(same)
        how: Comparison = operator  # type: ignore[assignment] # the lint leaves no other
        other = operand.term if isinstance(operand, Variable) else solver.constant(operand)
        return solver.compare(how, variable.term, other)

    def _equal(self, variable: Variable, operand: Any) -> Formula:
        """Where a word is the word of another fact, or this one."""
        if isinstance(operand, Variable):
            return self.solver.compare("eq", variable.term, operand.term)
        key = (id(variable), operand)
        if key not in self._equals:
            number = self.solver.constant(self._number(operand))
            self._equals[key] = self.solver.compare("eq", variable.term, number)
        return self._equals[key]

    def _of_set(self, operator: str, variable: Variable, operand: Any) -> Formula:
        """Where a set holds a word of another, or is not empty and holds nothing else."""
        solver = self.solver
        listed = operand.flags if isinstance(operand, Variable) else dict.fromkeys(operand, solver.all_of([]))
        both = [
            solver.all_of([flag, listed[word]]) for word, flag in variable.flags.items() if word in listed
        ]
        if operator == "includes":
            return solver.any_of(both)
        outside = [
            solver.all_of([flag, solver.negation(listed[word])] if word in listed else [flag])
            for word, flag in variable.flags.items()
        ]
        return solver.all_of([solver.any_of(both), solver.negation(solver.any_of(outside))])

    def _declared(self, fact: Fact, name: str) -> Variable:
        """A variable within what the catalogue says a fact may be."""
        solver = self.solver
        known = solver.all_of([]) if fact.always_known else solver.yes_no(f"{name} is known")
        term, flags = solver.constant(0), {}
        if fact.kind == "yes_no":
            flags = {"": solver.yes_no(name)}
        elif fact.kind == "words":
            flags = {word: solver.yes_no(f"{name} has {word}") for word in fact.values}
        else:
            term = solver.number(name, whole=fact.name not in _FRACTIONS)
        if fact.kind in ("word", "family"):
            # Codes are not listed: any number without a word of its own is a code that no condition names.
            numbers = [solver.constant(self._number(word)) for word in self._words_of(fact)]
            listed = [solver.compare("eq", term, number) for number in numbers]
            solver.assume(solver.any_of([solver.negation(known), *listed]))
        return Variable(fact, known, term, flags)

    def _words_of(self, fact: Fact) -> tuple[str, ...]:
        if fact.kind == "word":
            return fact.values
        return self._families if fact.name == "wound.family" else (*self._families, OTHER)

    def _number(self, word: str) -> int:
        return self._numbers.setdefault(word, len(self._numbers))


def _gathered(pairs: Iterable[tuple[str, Formula]]) -> dict[str, list[Formula]]:
    gathered: dict[str, list[Formula]] = {}
    for name, formula in pairs:
        gathered.setdefault(name, []).append(formula)
    return gathered


def wounds_needed(condition: Condition) -> int:
    """How many parts of a condition speak of some or of every wound."""
    match condition:
        case AnyWound() | EveryWound():
            return 1
        case AllOf(parts) | AnyOf(parts):
            return sum(map(wounds_needed, parts))
        case Not(part):
            return wounds_needed(part)
        case Leaf():
            return 0
