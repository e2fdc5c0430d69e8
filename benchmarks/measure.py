"""What builds cost: each contender in turn, in each scenario, again and again; medians of time and memory."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import contenders
import generate
from contenders import HERE, Contender, Meetings

Scenario = Literal["cold", "same", "one"]
"""Nothing was ever built · nothing changed since the last build · the title of one meeting to come changed."""
SCENARIOS: tuple[Scenario, ...] = get_args(Scenario)
BARE = "python"
"""Key of `python -c pass`: what any Python program costs before its first line."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one build took, or the median of several."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds, user and system, of the whole process tree."""
    peak: int
    """Kilobytes of the largest process."""


class Failed(Exception):
    """A contender did not build."""


def cost(command: list[str], home: Path) -> Cost:
    """Run a command that is at home in a folder, with nothing of ours in its environment. Raises Failed."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8"}
    environment["XDG_CACHE_HOME"] = str(home / contenders.CACHE)
    errors = home / "errors"
    launched = [sys.executable, "-S", str(HERE / "launch.py"), str(errors), *command]
    said = subprocess.run(launched, env=environment, cwd=home, capture_output=True, text=True, check=True)
    code, wall, cpu, peak = json.loads(said.stdout)
    if code:
        raise Failed(f"{' '.join(command)}: exit code {code}\n{errors.read_text(errors='replace')}")
    return Cost(wall, cpu, peak)


def nothing(home: Path) -> Cost:
    """`python -c pass`."""
    return cost([sys.executable, "-c", "pass"], home)


def turn(contender: Contender, folder: Path, meetings: Meetings) -> dict[Scenario, Cost]:
    """All scenarios once, one after the other as they happen in life. Raises Failed."""
    contender.prepare(folder, meetings)
    contenders.wipe(folder)
    took: dict[Scenario, Cost] = {}
    for builds, scenario in enumerate(SCENARIOS):
        if scenario == "one":
            contender.prepare(folder, generate.retitled(meetings))
        took[scenario] = cost(contender.command(folder, contenders.later(builds)), folder)
    return took


Results = dict[str, dict[Scenario, Cost]]
"""By contender; that of `BARE` is the same in each scenario."""


def size(
    those: Sequence[Contender], count: int, runs: int, work: Path, tell: Callable[[str], None] = lambda _: None
) -> Results:
    """The medians of `runs` turns of each contender at one size. Raises Failed."""
    meetings = generate.meetings(count)
    all_of_them: dict[str, list[dict[Scenario, Cost]]] = {}
    for run in range(runs):
        idle = nothing(work)
        all_of_them.setdefault(BARE, []).append(dict.fromkeys(SCENARIOS, idle))
        for contender in those:
            tell(f"{count} sessions, run {run + 1} of {runs}: {contender.name}")
            folder = work / str(count) / contender.key
            folder.mkdir(parents=True, exist_ok=True)
            all_of_them.setdefault(contender.key, []).append(turn(contender, folder, meetings))
    return {
        key: {scenario: _median([one[scenario] for one in turns]) for scenario in SCENARIOS}
        for key, turns in all_of_them.items()
    }


def _median(costs: list[Cost]) -> Cost:
    return Cost(
        wall=statistics.median(one.wall for one in costs),
        cpu=statistics.median(one.cpu for one in costs),
        peak=round(statistics.median(one.peak for one in costs)),
    )
