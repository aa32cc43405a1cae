"""Which pack is a payer's: by program, state, county and plan, as the packs say whom they serve."""

import re
from collections.abc import Sequence
from difflib import get_close_matches
from enum import Enum
from typing import Final, Literal

from attrs import evolve, frozen

from debridecode.errors import DebridecodeError, PackError
from debridecode.packs.bundled import bundled
from debridecode.packs.discover import chain_of, found
from debridecode.packs.model import Pack, ServedArea, Serves
from debridecode.packs.reading import best_read, sources_of
from debridecode.vocabulary import PAYER_PROGRAMS, STATES

_WORD: Final = re.compile(r"[a-z0-9]+")
_KINDS: Final = {"county": "county", "co": "county", "city": "city"}
_LESS: Final = frozenset({"of", "the", "and", "parish"})
"""Words that tell no place and no plan from another."""
_COMMON: Final = frozenset(
    {
        *("bcbs", "better", "blue", "care", "chip", "choice", "community", "complete", "cross", "fee", "for"),
        *("health", "healthcare", "healthy", "kids", "medicaid", "plan", "plans", "plus", "program"),
        *("service", "services", "shield", "star"),
    }
)
"""Words that many plans have in their names: they alone do not say which plan is meant."""
_STATE_WORDS: Final = {"TX": frozenset({"tx", "texas"}), "VA": frozenset({"va", "virginia"})}
"""Words for a state that may stand in the name of a plan, or be left out, as people like."""
_LONGEST: Final = 200
_NEAR: Final = 0.75
_SHOWN: Final = 5


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


class _Named(Enum):
    """How surely a plan was meant: by words that many have, a part of its name, all of it, or a product."""

    BY_COMMON_WORDS = 1
    IN_PART = 2
    WHOLE = 3
    WITH_PRODUCT = 4


@frozen
class _Fit:
    """A pack that may be meant, how surely by its place, and by its name."""

    pack: Pack
    serves: Serves
    there: bool | None
    named: _Named | None = None


@frozen
class _Search:
    """What was asked."""

    program: str | None
    state: str | None
    county: str | None
    plan: str | None


def find_payer(
    *,
    program: str | None = None,
    state: str | None = None,
    county: str | None = None,
    plan: str | None = None,
) -> PayerFound:
    """Find the pack of a payer. It never guesses: where two packs fit, or one does not surely, it says so.

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
    served, unread = _packs(program)
    answer = _answer(_Search(program, None if state is None else state.upper(), county, plan), served)
    if not unread:
        return answer
    shown = ", ".join(unread[:_SHOWN]) + (", ..." if len(unread) > _SHOWN else "")
    return evolve(answer, message=f"{answer.message}; not looked at, for they hold mistakes: {shown}")


def _packs(program: str | None) -> tuple[list[tuple[Pack, Serves]], list[str]]:
    """The packs that can be named by their ids and say whom they serve; and those that hold mistakes."""
    served, unread = [], []
    for id_ in (*bundled(), *found().packs):
        try:
            pack = chain_of(id_)[-1]
        except PackError:
            unread.append(id_)
            continue
        if pack.serves is not None and program in (None, pack.serves.program):
            served.append((pack, pack.serves))
    return served, unread


def _answer(search: _Search, served: Sequence[tuple[Pack, Serves]]) -> PayerFound:
    places = [(pack, serves, _there(serves, search.state, search.county)) for pack, serves in served]
    there = _listed([_Fit(pack, serves, place) for pack, serves, place in places if place is not False])
    plan, state = search.plan, search.state
    fits = _nearest(there, state) if plan is None else _of_plan(there, plan, state)
    candidates = tuple(_candidate(fit, state) for fit in fits)
    if len(fits) == 1 and _is_sure(fits[0], search, alone=len(served) == 1):
        message = "one pack fits" + (f"; {candidates[0].note}" if candidates[0].note else "")
        return PayerFound(status="found", pack=fits[0].pack.id, candidates=candidates, message=message)
    if fits:
        count = "one pack may fit" if len(fits) == 1 else f"{len(fits)} packs fit"
        message = f"{count}; say {_what_settles(fits, search)}"
        return PayerFound(status="ambiguous", pack=None, candidates=candidates, message=message)
    return PayerFound(status="unknown", pack=None, candidates=(), message=_unknown(there, search))


def _refuse(program: str | None, state: str | None, county: str | None, plan: str | None) -> None:
    problems = []
    if program is not None and program not in PAYER_PROGRAMS:
        problems.append("program: expected one of " + ", ".join(PAYER_PROGRAMS))
    if state is not None and state.upper() not in STATES:
        problems.append("state: expected the two letters of the post, such as TX")
    if county is not None and state is None:
        problems.append("county: expected the state beside it")
    for name, text in (("county", county), ("plan", plan)):
        if text is not None and (len(text) > _LONGEST or not _words(text)):
            problems.append(f"{name}: expected a name in Latin letters, of at most {_LONGEST} characters")
    if program is state is plan is None:
        problems.append("expected at least a program, a state or a plan")
    if problems:
        raise DebridecodeError("; ".join(problems))


def _words(text: str) -> tuple[str, ...]:
    spoken = text.lower().replace("+", " plus ").replace("'", "").replace("\u2019", "")
    return tuple(word for word in _WORD.findall(spoken) if word not in _LESS)


# Places.


def _area(serves: Serves, state: str | None) -> ServedArea | None:
    return next((area for area in serves.areas if area.state == state), None)


def _there(serves: Serves, state: str | None, county: str | None) -> bool | None:
    """Whether a pack may be of a place, as far as that was asked; one that names no state may be of any."""
    if state is None or not serves.areas:
        return True
    area = _area(serves, state)
    if area is None or not area.counties:
        return area is not None
    if county is None:
        return None
    told = {_same_place(county, name, state) for name in area.counties}
    return True if True in told else None if None in told else False


def _listed(there: list[_Fit]) -> list[_Fit]:
    """Without packs of a place spelled nearly so, where another of their program has the very place."""
    told = {fit.serves.program for fit in there if fit.there}
    return [fit for fit in there if fit.there or fit.serves.program not in told]


def _same_place(one: str, other: str, state: str) -> bool | None:
    """Whether two names are of one place; unknown where one is spelled nearly so.

    In Virginia a county and an independent city may have one name.
    """
    (first, kind), (second, other_kind) = (_place(text, state) for text in (one, other))
    if kind and other_kind and kind != other_kind:
        return False
    return True if first == second else None if get_close_matches(first, [second], cutoff=_NEAR) else False


def _place(text: str, state: str) -> tuple[str, str | None]:
    """The name of a place without what kind it is and without its state, and which kind it is."""
    of_state = _STATE_WORDS.get(state, frozenset()) | {state.lower()}
    words = [word for word in _words(text) if word not in of_state]
    kinds = [_KINDS[word] for word in words if word in _KINDS]
    return " ".join(word for word in words if word not in _KINDS), next(iter(kinds), None)


# Plans.


def _of_plan(there: list[_Fit], plan: str, state: str | None) -> list[_Fit]:
    """The packs of a plan: by its name, by a part of it, by words that many have, or by a product alone."""
    brand, product = _brand_and_product(_words(plan), there)
    if not brand:
        return [fit for fit in there if _sells(fit.serves, product) or not fit.serves.names]
    fits = [
        _Fit(fit.pack, fit.serves, fit.there, named)
        for fit in there
        if (named := _named(fit.serves, brand, product, _words(plan))) is not None
    ]
    sure = [fit for fit in fits if fit.named is not _Named.BY_COMMON_WORDS]
    whole = [fit for fit in sure if fit.named in (_Named.WHOLE, _Named.WITH_PRODUCT)]
    # A name that another program's plan only begins with does not say which of the two is meant.
    one_program = len({fit.serves.program for fit in sure}) == 1
    return _nearest(whole if whole and one_program else sure or fits, state)


def _brand_and_product(words: tuple[str, ...], there: list[_Fit]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What was asked without the product that it ends with, and that product."""
    products = sorted({_words(name) for fit in there for name in fit.serves.plans}, key=len, reverse=True)
    product = next((each for each in products if words[-len(each) :] == each), ())
    return words[: len(words) - len(product)], product


def _sells(serves: Serves, product: tuple[str, ...]) -> bool:
    return product in map(_words, serves.plans)


def _named(
    serves: Serves, brand: tuple[str, ...], product: tuple[str, ...], whole: tuple[str, ...]
) -> _Named | None:
    """How surely a plan is meant by a name, with or without the words for its state."""
    of_state = frozenset[str]().union(*(_STATE_WORDS.get(area.state, frozenset()) for area in serves.areas))
    names = [_words(name) for name in serves.names]
    if any("".join(whole) == "".join(name) for name in names):
        return _Named.WHOLE
    if product and serves.plans and not _sells(serves, product):
        return None
    # Whether a plan sells a product is not known where its products were not read.
    untold = bool(product) and not serves.plans
    plain = tuple(word for word in brand if word not in of_state) or brand
    if any("".join(asked) == "".join(name) for asked in (brand, plain) for name in names):
        return _Named.BY_COMMON_WORDS if untold else _Named.WITH_PRODUCT if product else _Named.WHOLE
    if not any(set(plain) <= {*name, *of_state} for name in names):
        return None
    if untold or not set(plain) - _COMMON - of_state:
        return _Named.BY_COMMON_WORDS
    return _Named.WITH_PRODUCT if product else _Named.IN_PART


def _nearest(fits: list[_Fit], state: str | None) -> list[_Fit]:
    """Without packs that name no state where one of the same program and name serves this one."""
    told = {
        (fit.serves.program, name) for fit in fits if _area(fit.serves, state) for name in fit.serves.names
    }
    return [
        fit
        for fit in fits
        if fit.serves.areas or not told & {(fit.serves.program, name) for name in fit.serves.names}
    ]


# Answers.


def _is_sure(fit: _Fit, search: _Search, *, alone: bool) -> bool:
    """Whether a single pack is the payer's: its place and its program are told, and its name.

    Many a plan has several lines of business, of which one has a pack here; a product tells which. Without a
    plan it is where the pack names the place, or is `alone` of its program.
    """
    if fit.there is None:
        return False
    if search.plan is None:
        return alone or bool(fit.serves.areas)
    program = search.program is not None or fit.serves.program in _words(search.plan)
    placed = search.state is not None or not fit.serves.areas
    named = fit.named in (_Named.IN_PART, _Named.WHOLE) and program
    return placed and (named or fit.named is _Named.WITH_PRODUCT)


def _candidate(fit: _Fit, state: str | None) -> PayerCandidate:
    area = _area(fit.serves, state)
    cited = [cite.source for cite in area.cites] if area else []
    return PayerCandidate(
        pack=fit.pack.id,
        title=fit.pack.title,
        read=best_read(cited, sources_of(chain_of(fit.pack.id))),
        note=area.note if area else "",
    )


def _what_settles(fits: Sequence[_Fit], search: _Search) -> str:
    """What to say besides, so that one is left."""
    wanted = []
    by_name_alone = any(fit.named not in (None, _Named.WITH_PRODUCT) for fit in fits)
    if search.program is None and (by_name_alone or len({fit.serves.program for fit in fits}) > 1):
        wanted.append("the program")
    if search.state is None and any(fit.serves.areas for fit in fits):
        wanted.append("the state")
    areas = [_area(fit.serves, search.state) for fit in fits]
    if any(fit.there is None for fit in fits) or sum(bool(area and area.counties) for area in areas) > 1:
        wanted.append("the county or city" + ("" if search.county is None else ", in full"))
    by_name = search.plan is not None and any(fit.named in (None, _Named.BY_COMMON_WORDS) for fit in fits)
    if by_name or (not wanted and any(fit.serves.names for fit in fits)):
        wanted.append("the plan" if search.plan is None else "more of the plan's name")
    by_product = search.plan is not None and any(fit.named is None for fit in fits)
    unread = "; plans whose products were not read are not listed" if by_product else ""
    return " and ".join(wanted) + unread


def _unknown(there: Sequence[_Fit], search: _Search) -> str:
    """What comes near, and what may stand in for a plan that has no pack."""
    if search.plan is None and search.county is not None:
        return "no pack serves a county or independent city of that name; say it in full"
    if search.plan is None or not there:
        return "no pack serves there; see debridecode packs list"
    names = {name: fit.pack.id for fit in there for name in fit.serves.names}
    near = get_close_matches(search.plan, names, n=1, cutoff=_NEAR)
    hint = f"; perhaps {near[0]} ({names[near[0]]})" if near else ""
    general = [fit.pack.id for fit in there if not fit.serves.names and search.program is not None]
    stand_in = f"; for plans without a pack of their own there is {', '.join(general)}" if general else ""
    return f"no pack is of that plan{hint}{stand_in}; debridecode packs list names every pack"
