"""The program `rencontres-feeds`, also as `python -m rencontres_feeds`: its first look is at the stamp."""

import sys

from rencontres_feeds import stamp


def main() -> None:
    """Say again what an idle build said, or run the command line."""
    arguments = sys.argv[1:]
    if "build" in arguments and stamp.repeat(arguments):
        return
    from rencontres_feeds import cli  # noqa: PLC0415  # it takes longer to import than a stamp to read

    cli.main()


if __name__ == "__main__":
    main()
