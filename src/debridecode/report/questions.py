"""The questions of a Decision that go to the clinician: what the record lacks, and nothing else."""

import re
from collections.abc import Iterator
from typing import Final

from debridecode.decision import Decision

_AFTER_A_SENTENCE: Final = re.compile(r"(?<=[.?]) ")


def questions(decision: Decision) -> str:
    """Write what to ask the clinician, wound by wound; each thing once.

    No code, payment, status or wished answer is among it: a question that tells what an answer is worth is
    leading.
    """
    asked: dict[str, list[str | None]] = {}
    for finding in decision.findings:
        if finding.ask is not None and finding.ask_of == "clinician":
            for sentence in _AFTER_A_SENTENCE.split(finding.ask):
                wounds = asked.setdefault(sentence, [])
                if finding.wound_id not in wounds:
                    wounds.append(finding.wound_id)
    return "".join(f"{line}\n" for line in _lines(asked))


def _lines(asked: dict[str, list[str | None]]) -> Iterator[str]:
    for ask, wounds in asked.items():
        named = ", ".join(wound for wound in wounds if wound is not None)
        yield f"{f'Wound {named}: ' if named else ''}{ask}"
