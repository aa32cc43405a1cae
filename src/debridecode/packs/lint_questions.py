"""Questions that go to a clinician: they name what is missing, and never what one would like to hear."""

import re
from collections.abc import Iterator
from typing import Final

from debridecode.packs.catalogue import PLACEHOLDER
from debridecode.packs.raw import Json, Problem

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


def leading(holder: Json, pointer: str) -> Iterator[Problem]:
    """What makes a question to a clinician leading: a code, a payment, a wished answer, a filled-in value.

    A query asks for what the record lacks, without a hint of what an answer is worth (AHIMA and ACDIS,
    Guidelines for Achieving a Compliant Query Practice, 2022 update, as summed up by third parties).
    """
    ask = holder.get("ask")
    if holder.get("ask_of") != "clinician" or not isinstance(ask, str):
        return
    if _CODE.search(ask) or _BILLING.search(ask):
        yield Problem(pointer, "a question to a clinician may name no code, payment or billing")
    if _WISHED.search(ask):
        yield Problem(pointer, "a question to a clinician may not say which answer is wished for")
    if PLACEHOLDER.search(ask):
        yield Problem(pointer, "a question to a clinician may not have values filled in")
    if not (ask.startswith("Please ") or ". Please " in ask or ask.endswith("?")):
        yield Problem(pointer, "expected a request that begins with Please, or a question")
