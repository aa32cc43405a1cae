"""Entry of the command line. Without the extra `cli` it says in one line what to install."""

import sys


def main() -> None:
    """Run the command line."""
    try:
        from debridecode.commands import debridecode  # noqa: PLC0415 - click and rich come with the extra only
    except ModuleNotFoundError as missing:
        if missing.name not in ("click", "rich"):
            raise
        message = "debridecode: the command line needs click and rich; run: pip install 'debridecode[cli]'"
        print(message, file=sys.stderr)  # noqa: T201 - without click there is nothing else to say it with
        sys.exit(2)
    debridecode(prog_name="debridecode")
