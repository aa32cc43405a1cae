"""Run the cases that stand in a pack, and say what they leave unshown."""

from collections.abc import Sequence
from typing import Final

from attrs import frozen

from debridecode.packs.model import Pack
from debridecode.rulebooks import RuleBooks
from debridecode.testing.coverage import one_sided_rules
from debridecode.testing.edges import one_sided_edges
from debridecode.testing.mutants import mutants_of, survives
from debridecode.testing.run import CaseResult, Ready, run_case
from debridecode.testing.thresholds import one_sided_thresholds

NO_CASES: Final = "no tests: a pack without tests has not been shown to work"


@frozen(kw_only=True)
class PackResult:
    """What came of all cases of a pack.

    Attributes:
        cases: one for each case.
        uncovered: rules, rows, days and numbers of which no case shows one side, in words.
        mutants: how many changes of the pack were tried; None where none was asked for, or a case failed.
        survivors: changes that no case notices, in words.
    """

    cases: tuple[CaseResult, ...]
    uncovered: tuple[str, ...]
    mutants: int | None = None
    survivors: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether there are cases, all passed, both sides of everything are shown, and no change survived."""
        failed = any(case.problems for case in self.cases)
        return bool(self.cases) and not failed and not self.uncovered and not self.survivors


def run_tests(chain: Sequence[Pack], *, mutate: bool = False) -> PackResult:
    """Run the cases of the last pack of a chain, and look for what they do not show.

    Each rule and classification row needs a case that covers it in which it fires, and one in which it is
    silent; each day on which the pack changes something, a case on the day before and one on the day itself;
    each number in a condition, a case on either side of it.

    Args:
        chain: packs, base first, as `load_pack` returns them.
        mutate: also change the pack in one place after another, and see whether some case notices.

    Example:
        >>> from debridecode.packs.discover import bundled_chain
        >>> run_tests(bundled_chain("medicare/palmetto-jm"), mutate=True).passed
        True
    """
    packs = tuple(chain)
    cases = [Ready.of(case) for case in packs[-1].cases]
    books = RuleBooks(packs)
    results = tuple(run_case(case, books) for case in cases)
    uncovered = (
        *one_sided_rules(packs, cases),
        *one_sided_edges(packs, cases),
        *one_sided_thresholds(packs, cases),
    )
    if not mutate or any(result.problems for result in results):
        return PackResult(cases=results, uncovered=uncovered)
    tried = list(mutants_of(packs))
    survivors = tuple(f"{each.words}: no case notices" for each in tried if survives(each, cases))
    return PackResult(cases=results, uncovered=uncovered, mutants=len(tried), survivors=survivors)
