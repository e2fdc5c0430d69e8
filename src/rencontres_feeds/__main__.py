"""The program `rencontres-feeds`, also as `python -m rencontres_feeds`: its first look is at the stamp."""

import gc
import sys

from rencontres_feeds.stamp import Stamp


def main() -> None:
    """Say again what an idle build said, or run the command line."""
    arguments = sys.argv[1:]
    stamp = Stamp.of(arguments) if "build" in arguments else None
    if stamp and stamp.repeat():
        return
    # What is imported stays, and of what is made almost nothing refers to itself: Python need not look so often.
    gc.set_threshold(50_000)
    from rencontres_feeds import cli  # noqa: PLC0415  # it takes longer to import than a stamp to read

    cli.main(stamp)


if __name__ == "__main__":
    main()
