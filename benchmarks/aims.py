"""What we want to reach, as limits on what is measured in one run; each told with whether it is reached."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from measure import BARE, Results, Scenario


@dataclass(frozen=True, slots=True)
class Aim:
    """A limit for ours, in one scenario at one size."""

    scenario: Scenario
    count: int
    limit: str
    """In words."""
    share: Callable[[Results], float]
    """Of the limit what was taken: 1 or less is reached."""


def _of(other: str, scenario: Scenario, ratio: float) -> Callable[[Results], float]:
    """At most so many times the CPU time of another."""
    return lambda results: results["ours"][scenario].cpu / results[other][scenario].cpu / ratio


def _above(scenario: Scenario, seconds: float) -> Callable[[Results], float]:
    """At most so many seconds of CPU time above `python -c pass`."""
    return lambda results: (results["ours"][scenario].cpu - results[BARE][scenario].cpu) / seconds


def _weighs(megabytes: int) -> Callable[[Results], float]:
    """At most so many megabytes, whatever it does."""
    return lambda results: max(cost.peak for cost in results["ours"].values()) / (megabytes * 1000)


AIMS = (
    Aim("cold", 4, "`python -c pass` + 200 ms", _above("cold", 0.2)),
    Aim("cold", 200, "1.0 × Hugo", _of("hugo", "cold", 1)),
    Aim("cold", 200, "0.25 × plain script", _of("plain", "cold", 0.25)),
    Aim("cold", 1000, "0.5 × Hugo", _of("hugo", "cold", 0.5)),
    Aim("cold", 1000, "0.15 × plain script", _of("plain", "cold", 0.15)),
    Aim("cold", 10_000, "0.5 × Hugo", _of("hugo", "cold", 0.5)),
    *(Aim("same", count, "`python -c pass` + 40 ms", _above("same", 0.04)) for count in (4, 200, 1000)),
    *(Aim("same", count, "1.0 × Hugo", _of("hugo", "same", 1)) for count in (4, 200, 1000, 10_000)),
    Aim("one", 1000, "0.25 × Hugo", _of("hugo", "one", 0.25)),
    Aim("one", 10_000, "0.1 × Hugo", _of("hugo", "one", 0.1)),
    Aim("cold", 200, "45 MB at most, whatever it does", _weighs(45)),
    Aim("cold", 10_000, "250 MB at most, whatever it does", _weighs(250)),
)
"""100,000 sessions have one too: that they are built at all."""


def judged(by_size: Mapping[int, Results]) -> list[tuple[Aim, float]]:
    """Each aim that can be judged, with the share of its limit that was taken."""
    found = []
    for aim in AIMS:
        results = by_size.get(aim.count, {})
        if {"ours", "hugo", "plain", BARE} <= results.keys():
            found.append((aim, aim.share(results)))
    return found
