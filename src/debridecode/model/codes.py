"""The shape of codes. Which codes exist, and what they mean, is for packs and code sets to say."""

import re
from typing import Final

_PROCEDURE: Final = re.compile(r"[0-9A-Z][0-9]{3}[0-9A-Z]")
_DIAGNOSIS: Final = re.compile(r"[A-Z][0-9][0-9A-Z](?:\.?[0-9A-Z]{1,4})?")
_MODIFIER: Final = re.compile(r"[0-9A-Z]{2}")
_PLACE_OF_SERVICE: Final = re.compile(r"[0-9]{2}")


def is_procedure(text: str) -> bool:
    """Whether a text has the shape of a CPT or HCPCS code: five characters, the middle three digits."""
    return _PROCEDURE.fullmatch(text) is not None


def is_diagnosis(text: str) -> bool:
    """Whether a text has the shape of an ICD-10-CM code, with or without its dot.

    Example:
        >>> is_diagnosis("L97.811"), is_diagnosis("L97811"), is_diagnosis("leg ulcer")
        (True, True, False)
    """
    return _DIAGNOSIS.fullmatch(text) is not None


def is_modifier(text: str) -> bool:
    """Whether a text has the shape of a modifier: two capital letters or digits."""
    return _MODIFIER.fullmatch(text) is not None


def is_place_of_service(text: str) -> bool:
    """Whether a text has the shape of a place of service code: two digits."""
    return _PLACE_OF_SERVICE.fullmatch(text) is not None
