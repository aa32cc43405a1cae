"""Settings of the property tests: bounded everywhere, and the same examples on every run of CI."""

import os

from hypothesis import HealthCheck, settings

# How long one example takes on a busy machine says nothing about the library.
settings.register_profile(
    "debridecode",
    deadline=None,
    max_examples=60,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("debridecode")
