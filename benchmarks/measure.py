"""What builds cost: each contender in turn, in each scenario, again and again; medians of time and memory."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import compare
import contenders
import generate
from contenders import OUTPUT, Contender
from sources import HERE, Meetings

Scenario = Literal["cold", "same", "one"]
"""Nothing was ever built · nothing changed since the last build · the title of one meeting to come changed."""
SCENARIOS: tuple[Scenario, ...] = get_args(Scenario)
BARE = "python"
"""Key of `python -c pass`: what any Python program costs before its first line."""
_SHOWN = 20
_A_MOMENT = 0.3
"""Seconds between a save and the build: nobody is quicker, and the clock of a disk ticks in hundredths."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one build took, or the median of several."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds, user and system, of the whole process tree."""
    peak: int
    """Kilobytes of the largest process."""


Results = dict[str, dict[Scenario, Cost]]
"""By contender; that of `BARE` is the same in each scenario."""


@dataclass(frozen=True, slots=True)
class Trial:
    """How the measuring is to be done."""

    those: Sequence[Contender]
    runs: int
    work: Path
    """An empty folder."""
    proven: bool
    """Whether each has a rehearsal first, in which its output is compared with what it must say."""
    tell: Callable[[str], None]
    """Is told what is being done."""


class Failed(Exception):
    """A contender did not build, or does not say what it must."""


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


def prove(contender: Contender, folder: Path, meetings: Meetings) -> None:
    """A rehearsal: what is built, first and after a change, says what it must. Raises Failed."""
    changed = generate.retitled(meetings)
    contender.prepare(folder, meetings)
    contenders.wipe(folder)
    for current in (meetings, changed):
        contender.prepare(folder, current)
        cost(contender.command(folder), folder)
        if found := list(compare.differences(folder / OUTPUT, current)):
            more = f"\n… {len(found)} in all" if len(found) > _SHOWN else ""
            raise Failed(f"{contender.name} says something else:\n" + "\n".join(found[:_SHOWN]) + more)


def turn(contender: Contender, folder: Path, meetings: Meetings) -> dict[Scenario, Cost]:
    """All scenarios once, one after the other as they happen in life. Raises Failed."""
    contender.prepare(folder, meetings)
    contenders.wipe(folder)
    took: dict[Scenario, Cost] = {}
    for scenario in SCENARIOS:
        if scenario == "one":
            contender.prepare(folder, generate.retitled(meetings))
        time.sleep(_A_MOMENT)
        took[scenario] = cost(contender.command(folder), folder)
    return took


def size(trial: Trial, count: int) -> Results:
    """The medians of the turns of each contender at one size. Raises Failed."""
    meetings = generate.meetings(count)
    folders = {contender.key: trial.work / str(count) / contender.key for contender in trial.those}
    for contender in trial.those:
        folders[contender.key].mkdir(parents=True)
        if trial.proven:
            trial.tell(f"{count} sessions: whether {contender.name} says what it must")
            prove(contender, folders[contender.key], meetings)
    turns: dict[str, list[dict[Scenario, Cost]]] = {}
    for run in range(trial.runs):
        bare = cost([sys.executable, "-c", "pass"], trial.work)
        turns.setdefault(BARE, []).append(dict.fromkeys(SCENARIOS, bare))
        for contender in trial.those:
            trial.tell(f"{count} sessions, run {run + 1} of {trial.runs}: {contender.name}")
            turns.setdefault(contender.key, []).append(turn(contender, folders[contender.key], meetings))
    return {
        key: {scenario: _median([one[scenario] for one in all_of_them]) for scenario in SCENARIOS}
        for key, all_of_them in turns.items()
    }


def _median(costs: list[Cost]) -> Cost:
    return Cost(
        wall=statistics.median(one.wall for one in costs),
        cpu=statistics.median(one.cpu for one in costs),
        peak=round(statistics.median(one.peak for one in costs)),
    )
