"""Options that several commands take."""

from pathlib import Path
from typing import Final

import click

TABLES: Final = click.option(
    "--tables",
    type=click.Path(path_type=Path),
    envvar="DEBRIDECODE_TABLES",
    show_envvar=True,
    help="Folder of edit tables that ncci import wrote.",
)
DAY: Final = click.DateTime(["%Y-%m-%d"])
"""A date of service."""
