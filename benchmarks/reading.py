"""What reading a source costs, beside its floor: the parser's events alone, of which nothing is made.

    python benchmarks/generate.py 10000 FOLDER
    python benchmarks/reading.py FOLDER/sessions.yaml [RUNS]

CPU seconds, the best of some runs (3), and how much memory one run adds.
"""

from __future__ import annotations

import resource
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from rencontres_feeds import press, stock

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def main(path: Path, runs: int) -> None:
    """Measure, and print a line."""
    data, at_hand = path.read_bytes(), stock.of(path.parent)

    def events() -> None:
        for _ in iter(yaml.CSafeLoader(data).get_event, None):
            pass

    before = _peak()
    draft = press.read(data, at_hand, NOW)
    added = _peak() - before
    if draft.programme is None:
        sys.exit(f"{path} has errors")
    del draft
    floor = min(_seconds(events) for _ in range(runs))
    reading = min(_seconds(lambda: press.read(data, at_hand, NOW)) for _ in range(runs))
    size = len(data) / 1024**2
    sys.stdout.write(
        f"{size:.1f} MiB: read in {reading:.2f} s, of it {floor:.2f} s for the events; {added:.0f} MiB more\n"
    )


def _seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _peak() -> float:
    """In MiB, of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    match sys.argv[1:]:
        case [path]:
            main(Path(path), 3)
        case [path, runs] if runs.isdecimal() and int(runs):
            main(Path(path), int(runs))
        case _:
            sys.exit("usage: python benchmarks/reading.py FILE [RUNS]")
