"""How both sides are timed. It imports nothing of either, since each runs in an environment of its own."""

from collections.abc import Callable, Sequence
from time import process_time
from typing import Any


def claims_per_second(answer: Callable[[Any], object], claims: Sequence[Any], seconds: float) -> float:
    """Whole rounds over the claims, until that much CPU time of this process is spent."""
    done, started = 0, process_time()
    while True:
        for claim in claims:
            answer(claim)
        done += len(claims)
        spent = process_time() - started
        if spent >= seconds:
            return done / spent
