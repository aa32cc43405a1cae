"""The version of this library; the build reads it from here."""

from typing import Final

VERSION: Final = "0.1.0"
