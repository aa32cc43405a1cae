"""How a command ends: an exit code and plain words, never a traceback."""

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

import click

from debridecode.errors import DebridecodeError, PackError

CLEAN: Final = 0
TO_DO: Final = 1
BAD_INPUT: Final = 2
BAD_PACK: Final = 3

CODES: Final = "Exit code: 0 clean or agrees, 1 something to do, 2 bad input, 3 bad pack."


def reporting(command: Callable[..., int]) -> Callable[..., None]:
    """Turn what a command returns or raises into an exit code and plain words, never a traceback."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            code = command(*args, **kwargs)
        except PackError as error:
            click.echo(str(error), err=True)
            code = BAD_PACK
        except DebridecodeError as error:
            click.echo(str(error), err=True)
            code = BAD_INPUT
        sys.exit(code)

    return run
