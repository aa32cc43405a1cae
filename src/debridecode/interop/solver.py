"""A solver of formulas over yes-or-no variables and numbers. It comes with the extra `prove`, and only here.

What is asked is whether formulas can hold together. The effort of one question is bounded by a count of the
solver's own steps, not by a clock, so that the same question has the same answer on every machine.
"""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, Literal, NewType

from debridecode.errors import DebridecodeError

Formula = NewType("Formula", object)
"""Something that holds or does not."""
Term = NewType("Term", object)
"""A number: a variable or a constant."""

Comparison = Literal["lt", "le", "gt", "ge", "eq", "ne"]
Found = Literal["possible", "impossible", "not decided"]

EFFORT: Final = 20_000_000
"""Steps of the solver for one question: seconds, where a common one takes milliseconds."""
_PAIR: Final = 2
_INSTALL: Final = "packs are proved with z3; run: pip install 'debridecode[prove]'"


class Solver:
    """Variables, formulas over them, and whether formulas can hold together.

    Raises:
        DebridecodeError: the solver is not installed.

    Example:
        >>> solver = Solver()
        >>> area = solver.number("area")
        >>> small = solver.compare("le", area, solver.constant(Decimal(20)))
        >>> large = solver.compare("gt", area, solver.constant(Decimal("20.1")))
        >>> solver.ask(small), solver.ask(small, large)
        ('possible', 'impossible')
    """

    def __init__(self, effort: int = EFFORT) -> None:
        """Start without variables; `effort` bounds each question."""
        try:
            import z3  # noqa: PLC0415 - it comes with the extra only
        except ModuleNotFoundError:
            raise DebridecodeError(_INSTALL) from None
        self._z3: Any = z3
        self._solver: Any = z3.Solver()
        self._solver.set("rlimit", effort)
        self._model: Any = None
        self._always: Any = z3.BoolVal(True)  # noqa: FBT003 - z3 takes it so
        self._never: Any = z3.BoolVal(False)  # noqa: FBT003

    def yes_no(self, name: str) -> Formula:
        """A variable that holds or does not."""
        return Formula(self._z3.Bool(name))

    def number(self, name: str, *, whole: bool = False) -> Term:
        """A variable that is a number."""
        return Term(self._z3.Int(name) if whole else self._z3.Real(name))

    def constant(self, value: Decimal | int) -> Term:
        """A number that is given, exactly."""
        if value == int(value):
            return Term(self._z3.IntVal(int(value)))
        return Term(self._z3.RealVal(format(value, "f") if isinstance(value, Decimal) else str(value)))

    def compare(self, how: Comparison, left: Term, right: Term) -> Formula:
        """One number against another."""
        one: Any = left
        other: Any = right
        compared = {
            "lt": lambda: one < other,
            "le": lambda: one <= other,
            "gt": lambda: one > other,
            "ge": lambda: one >= other,
            "eq": lambda: one == other,
            "ne": lambda: one != other,
        }
        return Formula(compared[how]())

    # Most formulas have parts that are always so, of facts that are always known: those are left out here,
    # since to build a formula takes longer than to solve it.

    def all_of(self, parts: Iterable[Formula]) -> Formula:
        """Holds when every part holds."""
        needed: list[Any] = [part for part in parts if part is not self._always]
        if any(part is self._never for part in needed):
            return Formula(self._never)
        if len(needed) < _PAIR:
            return Formula(needed[0] if needed else self._always)
        return Formula(self._z3.And(needed))

    def any_of(self, parts: Iterable[Formula]) -> Formula:
        """Holds when some part holds."""
        needed: list[Any] = [part for part in parts if part is not self._never]
        if any(part is self._always for part in needed):
            return Formula(self._always)
        if len(needed) < _PAIR:
            return Formula(needed[0] if needed else self._never)
        return Formula(self._z3.Or(needed))

    def negation(self, part: Formula) -> Formula:
        """Holds when the part does not."""
        if part is self._always or part is self._never:
            return Formula(self._never if part is self._always else self._always)
        return Formula(self._z3.Not(part))

    def same(self, one: Formula, other: Formula) -> Formula:
        """Holds when both hold or neither does."""
        return Formula(self._z3.And(self._z3.Implies(one, other), self._z3.Implies(other, one)))

    def assume(self, formula: Formula) -> None:
        """Take a formula for granted in every later question."""
        self._solver.add(formula)

    def ask(self, *formulas: Formula) -> Found:
        """Whether formulas can hold together; if so, `value` and `holds` tell how."""
        self._solver.push()
        try:
            self._solver.add(*formulas)
            answer = self._solver.check()
            self._model = self._solver.model() if answer == self._z3.sat else None
        finally:
            self._solver.pop()
        if answer == self._z3.sat:
            return "possible"
        return "impossible" if answer == self._z3.unsat else "not decided"

    def value(self, term: Term) -> Decimal:
        """The number in the last answer that was `possible`; any will do where the answer leaves it open."""
        fraction = Fraction(self._model.eval(term, model_completion=True).as_string())
        return Decimal(fraction.numerator) / Decimal(fraction.denominator)

    def holds(self, formula: Formula) -> bool:
        """Whether a formula holds in the last answer that was `possible`; likewise."""
        return bool(self._z3.is_true(self._model.eval(formula, model_completion=True)))
