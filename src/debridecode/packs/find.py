"""Which pack is a payer's: by program, state, county and plan, as the packs say whom they serve."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal

from attrs import frozen

from debridecode.errors import DebridecodeError
from debridecode.packs.bundled import bundled
from debridecode.packs.discover import chain_of, found
from debridecode.packs.model import Pack, ServedArea, Serves
from debridecode.packs.raw import closest
from debridecode.packs.reading import best_read, sources_of
from debridecode.vocabulary import PAYER_PROGRAMS, STATES

_WORD: Final = re.compile(r"[a-z0-9]+")
_KINDS: Final = frozenset({"county", "city"})
_LESS: Final = _KINDS | {"of", "the", "and", "parish"}
"""Words that tell no place and no plan from another."""
_LONGEST: Final = 200


@frozen(kw_only=True)
class PayerCandidate:
    """A pack that may be the payer's.

    Attributes:
        pack: its id.
        title: its title.
        read: how it was read that the pack serves there: verified, secondary, unverified, or empty where it
            names no state.
        note: what else should be known.
    """

    pack: str
    title: str
    read: str
    note: str


@frozen(kw_only=True)
class PayerFound:
    """What the search for a payer's pack came to.

    Attributes:
        status: found, ambiguous or unknown.
        pack: id of the pack, where there is one.
        candidates: the packs that fit.
        message: in words, with what would settle it.
    """

    status: Literal["found", "ambiguous", "unknown"]
    pack: str | None
    candidates: tuple[PayerCandidate, ...]
    message: str


def find_payer(
    *,
    program: str | None = None,
    state: str | None = None,
    county: str | None = None,
    plan: str | None = None,
) -> PayerFound:
    """Find the pack of a payer. It never guesses: where two packs fit, both are named.

    Args:
        program: medicare, medicaid, cshcn, commercial or tricare.
        state: two letters.
        county: county or independent city, which matters where a state is divided.
        plan: name of the payer or plan, or a part of it.

    Raises:
        DebridecodeError: no such program or state, or nothing to look for.

    Example:
        >>> find_payer(program="medicare", state="VA", county="Arlington").pack
        'medicare/novitas-jl'
        >>> find_payer(program="medicare", state="VA").status
        'ambiguous'
    """
    _refuse(program, state, county, plan)
    served = [(pack, pack.serves) for pack in _packs() if pack.serves is not None]
    there = [
        (pack, serves)
        for pack, serves in served
        if (program is None or serves.program == program) and _may_serve(serves, state, county)
    ]
    named = there if plan is None else _nearest(_of_plan(there, plan), state)
    fit = [_candidate(pack, serves, state) for pack, serves in named]
    if len(fit) == 1:
        return PayerFound(status="found", pack=fit[0].pack, candidates=tuple(fit), message="one pack fits")
    if fit:
        settle = _what_settles([serves for _, serves in named], state, county, plan)
        message = f"{len(fit)} packs fit; {settle}"
        return PayerFound(status="ambiguous", pack=None, candidates=tuple(fit), message=message)
    return PayerFound(status="unknown", pack=None, candidates=(), message=_unknown(there, state, plan))


def _refuse(program: str | None, state: str | None, county: str | None, plan: str | None) -> None:
    problems = []
    if program is not None and program not in PAYER_PROGRAMS:
        problems.append("program: expected one of " + ", ".join(PAYER_PROGRAMS))
    if state is not None and state not in STATES:
        problems.append("state: expected the two capital letters of the post, such as TX")
    if county is not None and state is None:
        problems.append("county: expected the state beside it")
    if any(text is not None and (len(text) > _LONGEST or not _words(text)) for text in (county, plan)):
        problems.append(f"county and plan: expected a name of at most {_LONGEST} characters")
    if program is state is plan is None:
        problems.append("expected at least a program, a state or a plan")
    if problems:
        raise DebridecodeError("; ".join(problems))


def _packs() -> Iterator[Pack]:
    """Every pack that can be named by its id."""
    for id_ in (*bundled(), *found().packs):
        yield chain_of(id_)[-1]


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower().replace("+", " plus ").replace("'", ""))) - _LESS


def _area(serves: Serves, state: str | None) -> ServedArea | None:
    return next((area for area in serves.areas if area.state == state), None)


def _may_serve(serves: Serves, state: str | None, county: str | None) -> bool:
    """Whether a pack may be of a place; one that names no state may be of any."""
    if state is None or not serves.areas:
        return True
    area = _area(serves, state)
    if area is None or county is None:
        return area is not None
    if area.counties:
        return _among(county, area.counties) is not False
    return _among(county, area.except_counties) is not True


def _among(county: str, names: Iterable[str]) -> bool | None:
    """Whether a county is one of some; unknown where it is spelled nearly so, or a city has the name."""
    told = [_same_place(county, name) for name in names]
    return True if True in told else None if None in told else False


def _same_place(one: str, other: str) -> bool | None:
    kinds = [frozenset(_WORD.findall(text.lower())) & _KINDS for text in (one, other)]
    first, second = (" ".join(sorted(_words(text))) for text in (one, other))
    if first == second:
        return None if all(kinds) and kinds[0] != kinds[1] else True
    return None if closest(first, [second]) else False


def _of_plan(there: Sequence[tuple[Pack, Serves]], plan: str) -> list[tuple[Pack, Serves]]:
    """The packs of a plan: those of which it is a name, or else a part of one, or else a product."""
    asked = _words(plan)
    exact = [each for each in there if any(asked == _words(name) for name in each[1].names)]
    partly = [each for each in there if any(_is_part(asked, name, each[1]) for name in each[1].names)]
    if partly:
        # A name that another program's plan only begins with does not say which of the two is meant.
        one_program = len({serves.program for _, serves in partly}) == 1
        return exact if exact and one_program else partly
    return [each for each in there if any(asked == _words(product) for product in each[1].plans)]


def _nearest(named: list[tuple[Pack, Serves]], state: str | None) -> list[tuple[Pack, Serves]]:
    """The packs of a plan, without those that name no state where another of their program names this one."""
    told = {serves.program for _, serves in named if _area(serves, state)}
    return [each for each in named if _area(each[1], state) or each[1].program not in told]


def _is_part(asked: frozenset[str], name: str, serves: Serves) -> bool:
    """Whether all that was asked stands in a name, or in it and the products together."""
    words = _words(name)
    products = frozenset(word for product in serves.plans for word in _words(product))
    return bool(asked & words - products) and asked <= words | products


def _candidate(pack: Pack, serves: Serves, state: str | None) -> PayerCandidate:
    area = _area(serves, state)
    read = best_read((cite.source for cite in area.cites), sources_of(chain_of(pack.id))) if area else ""
    return PayerCandidate(pack=pack.id, title=pack.title, read=read, note=area.note if area else "")


def _what_settles(served: Sequence[Serves], state: str | None, county: str | None, plan: str | None) -> str:
    """What to say besides, so that one is left."""
    wanted = []
    if len({serves.program for serves in served}) > 1:
        wanted.append("the program")
    if state is None:
        wanted.append("the state")
    areas = [_area(serves, state) for serves in served]
    if any(area and (area.counties or area.except_counties) for area in areas):
        wanted.append("the county or city" + ("" if county is None else ", in full"))
    if any(serves.names for serves in served) and not wanted:
        wanted.append("the plan" if plan is None else "more of the plan's name")
    return "say " + " and ".join(wanted)


def _unknown(there: Sequence[tuple[Pack, Serves]], state: str | None, plan: str | None) -> str:
    """What is known there instead, and what may stand in for a plan that has no pack."""
    if plan is None or not there:
        return "no pack serves there; see debridecode packs list"
    names = {name: pack.id for pack, serves in there for name in serves.names}
    near = closest(plan, names)
    hint = f"; perhaps {near} ({names[near]})" if near else ""
    general = [pack.id for pack, serves in there if not serves.names and (state is None or serves.areas)]
    stand_in = f"; for plans without a pack of their own there is {', '.join(general)}" if general else ""
    return f"no pack is of that plan{hint}{stand_in}; known: {', '.join(sorted(names))}"
