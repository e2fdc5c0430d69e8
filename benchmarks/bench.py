"""Measures builds, ours and others', of the same meetings: `make bench`, or `python benchmarks/bench.py --help`.

Before anything is measured, each contender's output is read back and compared with what it must say.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

import figures
import measure
from contenders import CONTENDERS, Contender
from figures import Figures
from measure import Failed, Trial
from sources import HERE

DOCUMENT = HERE.parent / "docs" / "performance.md"
_BUSY = 0.5


def main(arguments: list[str]) -> str:
    """Measure what was asked for, and print the tables. What was wrong, for the exit; empty: nothing."""
    asked = _parser().parse_args(arguments)
    if asked.read:
        found = figures.loads(*(path.read_text(encoding="utf-8") for path in asked.read))
    else:
        try:
            found = _measured(asked)
        except Failed as failure:
            return str(failure)
    sys.stdout.write(figures.tables(found))
    if asked.json:
        asked.json.write_text(figures.dumps(found), encoding="utf-8")
    if asked.docs:
        figures.write(found, DOCUMENT)
    return ""


def _measured(asked: argparse.Namespace) -> Figures:
    if os.getloadavg()[0] > _BUSY:
        _tell(f"The machine is busy (load {os.getloadavg()[0]:.1f}): the figures will be too.")
    those = [one for one in CONTENDERS if one.key in asked.only and at_hand(one)]
    with tempfile.TemporaryDirectory(dir=asked.work) as work:
        trial = Trial(those, asked.runs, Path(work), proven=not asked.unproven, tell=_tell)
        by_size = {count: measure.size(trial, count) for count in asked.sizes}
    names = {one.key: f"{one.name} ({one.version()})" for one in those}
    return Figures(figures.machine(), asked.runs, names, by_size)


def _parser() -> argparse.ArgumentParser:
    keys = [one.key for one in CONTENDERS]
    parser = argparse.ArgumentParser(description="Measure builds of ours and of others, of the same meetings.")
    parser.add_argument(
        "--sizes", type=_numbers, default=[4, 200, 1000, 10_000], help="numbers of sessions, with commas"
    )
    parser.add_argument("--runs", type=int, default=5, help="how often each build is measured")
    parser.add_argument("--only", type=_words, default=keys, help=f"some of {','.join(keys)}")
    parser.add_argument("--unproven", action="store_true", help="do not compare what is built")
    parser.add_argument("--json", type=Path, help="write the medians into this file")
    parser.add_argument("--read", type=Path, nargs="+", help="measure nothing: the medians are in these files")
    parser.add_argument("--docs", action="store_true", help="write the tables into docs/performance.md")
    parser.add_argument("--work", type=Path, help="the folder to build in; by default that of temporary files")
    return parser


def _numbers(text: str) -> list[int]:
    return [int(number) for number in _words(text)]


def _words(text: str) -> list[str]:
    return text.split(",")


def at_hand(contender: Contender) -> bool:
    """Whether a contender can be measured here; if not, how to have it is told."""
    mend = contender.missing()
    if mend:
        _tell(f"{contender.name} is left out; {mend}")
    return not mend


def _tell(text: str) -> None:
    sys.stderr.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]) or None)
