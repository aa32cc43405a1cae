"""Questions of a pack: there is one for each fact that decides, and none that leads a clinician."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from debridecode.packs.catalogue import FACTS, PLACEHOLDER
from debridecode.packs.lint.conditions import facts_in
from debridecode.packs.lint.names import Names
from debridecode.packs.model import DECIDING, Pack
from debridecode.packs.raw import Json, Problem, escape, members, objects, rows_of_kind

_CODE: Final = re.compile(r"(?<![0-9A-Za-z])[0-9A-Z][0-9]{3}[0-9A-Z](?![0-9A-Za-z])")
_BILLING: Final = re.compile(
    r"\b(?:bill\w*|claim\w*|cod(?:e|es|ed|ing)|units?|modifiers?|pay\w*|paid|reimburs\w*"
    r"|den(?:y|ied|ial\w*)|cpt|hcpcs|revenue|charg\w*|cover(?:ed|age)|support\w*|upgrad\w*)\b",
    re.IGNORECASE,
)
_WISHED: Final = re.compile(
    r"\b(?:should|must|confirm|agree\w*|add that|document that|state that|so that|in order to|instead)\b",
    re.IGNORECASE,
)


def ask_problems(holder: Json, pointer: str) -> Iterator[Problem]:
    """What is wrong with what a finding or a row asks, and of whom."""
    ask = holder.get("ask")
    if "ask_of" in holder and "ask" not in holder:
        yield Problem(f"{pointer}/ask_of", "expected ask beside ask_of: nothing is asked", at_key=True)
    if holder.get("ask_of") == "clinician" and isinstance(ask, str):
        yield from leading_problems(ask, f"{pointer}/ask")


def leading_problems(ask: str, pointer: str) -> Iterator[Problem]:
    """What makes a question to a clinician leading: a code, a payment, a wished answer, a filled-in value.

    A query asks for what the record lacks, without a hint of what an answer is worth (AHIMA and ACDIS,
    Guidelines for Achieving a Compliant Query Practice, 2022 update, as summed up by third parties).
    """
    if _CODE.search(ask) or _BILLING.search(ask):
        yield Problem(pointer, "a question to a clinician may name no code, payment or billing")
    if _WISHED.search(ask):
        yield Problem(pointer, "a question to a clinician may not say which answer is wished for")
    if PLACEHOLDER.search(ask):
        yield Problem(pointer, "a question to a clinician may not have values filled in")
    if not (ask.startswith("Please ") or ". Please " in ask or ask.endswith("?")):
        yield Problem(pointer, "expected a request that begins with Please, or a question")


def unasked_problems(document: Json, base: Sequence[Pack], names: Names) -> Iterator[Problem]:
    """Where a fact of the record decides, the pack must say what to ask when it is missing."""
    for pointer, name in (*_deciding_facts(document), *_newly_deciding(document, base)):
        fact = FACTS.get(name)
        needs_none = fact is None or fact.from_table or fact.always_known
        if not needs_none and name not in names.questions:
            yield Problem(pointer, f"{name} decides here, and no questions table says what to ask for it")


def _deciding_facts(document: Json) -> Iterator[tuple[str, str]]:
    for id_, table in members(document, "tables"):
        if table.get("kind") == "families":
            yield f"/tables/{escape(id_)}", "wound.area_sq_cm"
            yield f"/tables/{escape(id_)}", "encounter.setting"
    for at, row in rows_of_kind(document, "classification"):
        yield from facts_in(row.get("when"), f"{at}/when")
    for id_, rule in members(document, "rules"):
        for index, segment in enumerate(objects(rule.get("history"))):
            then = segment.get("then")
            if isinstance(then, Mapping) and set(DECIDING) & set(then):
                yield from facts_in(segment.get("when"), f"/rules/{escape(id_)}/history/{index}/when")


def _newly_deciding(document: Json, base: Sequence[Pack]) -> Iterator[tuple[str, str]]:
    """Facts that an override lets decide."""
    deciding = {
        f"rules/{id_}"
        for pack in base
        for id_, rule in pack.rules.items()
        if any(segment.then.decides for segment in rule.history)
    }
    for index, override in enumerate(objects(document.get("overrides"))):
        if override.get("change") == "when" and str(override.get("target")) in deciding:
            yield from facts_in(override.get("to"), f"/overrides/{index}/to")
