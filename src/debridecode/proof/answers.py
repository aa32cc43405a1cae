"""What is answered to a question about a pack, and how sure it is."""

from collections.abc import Iterable
from typing import Literal

from attrs import frozen

from debridecode.proof.witness import Witness

Status = Literal["proved", "refuted", "not decided", "exception", "noted"]


@frozen(kw_only=True)
class Answer:
    """One answer.

    Attributes:
        status: `proved` of every record that there can be; `refuted`, with a witness where an encounter can
            show it; `not decided` where the solver gave up, or what it thought of could not be shown;
            `exception` for what an override says the pack does; `noted` for what is worth knowing, and wrong
            of itself neither way.
        text: what is so.
        witness: an encounter that shows it, run through the engine.
    """

    status: Status
    text: str
    witness: Witness | None = None


def all_or(found: Iterable[Answer], proved: str) -> list[Answer]:
    """What was found, after what is proved when nothing of it is refuted or not decided."""
    listed = list(found)
    if any(answer.status in ("refuted", "not decided") for answer in listed):
        return listed
    return [Answer(status="proved", text=proved), *listed]
