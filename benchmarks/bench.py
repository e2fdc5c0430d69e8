"""Measures ours against others on the same meetings: `make bench`, or

python benchmarks/bench.py --sizes 4,200,1000 --runs 3 [--only ours,plain] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

import measure
import tables
from contenders import CONTENDERS


def main() -> None:
    """Measure what was asked for, and print the tables."""
    asked = _arguments()
    keys = asked.only.split(",") if asked.only else [one.key for one in CONTENDERS]
    those = [one for one in CONTENDERS if one.key in keys and not _missing(one.missing())]
    names = {one.key: f"{one.name} {one.version()}" for one in those}
    by_size = {}
    with tempfile.TemporaryDirectory(dir=asked.work) as work:
        for count in map(int, asked.sizes.split(",")):
            by_size[count] = measure.size(those, count, asked.runs, Path(work), _tell)
            sys.stdout.write(tables.tables({count: by_size[count]}, names) + "\n")
            sys.stdout.flush()
    if asked.json:
        shown = {
            str(count): {
                key: {scenario: asdict(took) for scenario, took in scenarios.items()}
                for key, scenarios in results.items()
            }
            for count, results in by_size.items()
        }
        asked.json.write_text(json.dumps(shown, indent=1) + "\n", encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure ours against others on the same meetings.")
    parser.add_argument("--sizes", default="4,200,1000,10000", help="numbers of sessions, with commas")
    parser.add_argument("--runs", type=int, default=5, help="how often each build is measured")
    parser.add_argument("--only", default="", help=f"some of {','.join(one.key for one in CONTENDERS)}")
    parser.add_argument("--json", type=Path, help="write the medians into this file too")
    parser.add_argument("--work", type=Path, help="where to build (a folder on the disk to be measured)")
    return parser.parse_args()


def _missing(mend: str) -> bool:
    if mend:
        _tell(f"left out. {mend}")
    return bool(mend)


def _tell(text: str) -> None:
    sys.stderr.write(text + "\n")


if __name__ == "__main__":
    main()
