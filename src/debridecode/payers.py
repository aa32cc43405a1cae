"""One encounter under the packs of several payers, side by side."""

from collections import Counter
from collections.abc import Iterable

from attrs import evolve, frozen

from debridecode.decision import Decision
from debridecode.errors import OutOfDateError
from debridecode.model import Encounter
from debridecode.packs.reading import best_read
from debridecode.packs.resolve import Resolved
from debridecode.releases import Release
from debridecode.rulebooks import rulebook
from debridecode.vocabulary import Outcome, Severity


@frozen(kw_only=True)
class Asked:
    """What a pack asks of an encounter. Two packs ask the same where they say the same in the same words.

    Attributes:
        rule: id of the rule, without the pack that it stands in.
        outcome: failed, or not_checked.
        severity: error, warning or advice.
        read: how the best-read of the rule's own sources was read; empty where it has none.
        wound_ids: the wounds that it is about; none where it is about the whole.
        message: what is missing or wrong.
        ask: what to do; None where there is nothing.
    """

    rule: str
    outcome: Outcome
    severity: Severity
    read: str
    wound_ids: tuple[str, ...]
    message: str
    ask: str | None


@frozen(kw_only=True)
class UnderPack:
    """An encounter under one pack.

    Attributes:
        pack: its id.
        decision: what it leads to; None where the pack does not answer for the date of service.
        problem: why it does not.
        asks: what the pack asks, in the order of its findings.
    """

    pack: str
    decision: Decision | None
    problem: str = ""
    asks: tuple[Asked, ...] = ()


@frozen(kw_only=True)
class SideBySide:
    """An encounter under several packs.

    Attributes:
        encounter_id: of the encounter.
        packs: in the order asked for.
        by_all: what every pack that answers asks.
        by_some: what only some ask, the most common first.
    """

    encounter_id: str
    packs: tuple[UnderPack, ...]
    by_all: tuple[Asked, ...]
    by_some: tuple[Asked, ...]


def side_by_side(
    encounter: Encounter, packs: Iterable[str], *, tables: tuple[Release, ...] | None = None
) -> SideBySide:
    """Code one encounter under several packs, whichever payer it names itself.

    Args:
        encounter: what happened.
        packs: ids.
        tables: releases of edit tables beside those that came with the library, as `load_tables` makes them.

    Raises:
        UnknownPackError: no pack has one of the ids.
        PackError: a pack holds mistakes.

    Example:
        >>> from debridecode.packs.bundled import fixtures
        >>> from debridecode.interop.json import read_encounter
        >>> seen = side_by_side(read_encounter(fixtures()["selective"]), ["cms/base", "tricare"])
        >>> [(each.pack, each.decision.status) for each in seen.packs]
        [('cms/base', 'clean'), ('tricare', 'clean')]
    """
    under = tuple(_under(encounter, pack, tables) for pack in dict.fromkeys(packs))
    answering = [each for each in under if each.decision is not None]
    counts = Counter(asked for each in answering for asked in each.asks)
    told = dict.fromkeys(asked for each in answering for asked in each.asks)
    some = [asked for asked in told if counts[asked] < len(answering)]
    return SideBySide(
        encounter_id=encounter.encounter_id,
        packs=under,
        by_all=tuple(asked for asked in told if counts[asked] == len(answering)),
        by_some=tuple(sorted(some, key=lambda asked: -counts[asked])),
    )


def _under(encounter: Encounter, pack: str, tables: tuple[Release, ...] | None) -> UnderPack:
    try:
        book = rulebook(pack, on=encounter.date_of_service, tables=tables)
    except OutOfDateError as error:
        return UnderPack(pack=pack, decision=None, problem=str(error))
    decision = book.code(evolve(encounter, payer=pack))
    return UnderPack(pack=pack, decision=decision, asks=_asked(decision, book.resolved))


def _asked(decision: Decision, resolved: Resolved) -> tuple[Asked, ...]:
    """The findings of a Decision, those of several wounds as one."""
    cites = {rule.name: rule.cites for rule in resolved.rules}
    wounds: dict[Asked, list[str]] = {}
    for finding in decision.findings:
        # A finding has the sources of the tables that were asked too; the rule's own say how it was read.
        sources = [cite.source for cite in cites.get(finding.rule, ())] or finding.sources
        asked = Asked(
            rule=finding.rule.partition(":")[2],
            outcome=finding.outcome,
            severity=finding.severity,
            read=best_read(sources, resolved.sources),
            wound_ids=(),
            message=finding.message,
            ask=finding.ask,
        )
        about = wounds.setdefault(asked, [])
        about += [] if finding.wound_id is None else [finding.wound_id]
    return tuple(evolve(asked, wound_ids=tuple(about)) for asked, about in wounds.items())
