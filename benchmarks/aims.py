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
    against: str
    """Key of whom it is measured against."""
    share: Callable[[Results], float]
    """Of the limit what was taken: 1 or less is reached."""


def _times(scenario: Scenario, count: int, ratio: float, other: str, name: str) -> Aim:
    """At most so many times the CPU time of another."""

    def share(results: Results) -> float:
        return results["ours"][scenario].cpu / results[other][scenario].cpu / ratio

    return Aim(scenario, count, f"{ratio} × {name}", other, share)


def _above(scenario: Scenario, count: int, milliseconds: int) -> Aim:
    """At most so many milliseconds of CPU time above `python -c pass`."""

    def share(results: Results) -> float:
        return (results["ours"][scenario].cpu - results[BARE][scenario].cpu) * 1000 / milliseconds

    return Aim(scenario, count, f"`python -c pass` + {milliseconds} ms", BARE, share)


def _weighs(scenario: Scenario, count: int, megabytes: int) -> Aim:
    """At most so many megabytes."""

    def share(results: Results) -> float:
        return results["ours"][scenario].peak / (megabytes * 1000)

    return Aim(scenario, count, f"{megabytes} MB of memory", BARE, share)


AIMS = (
    _above("cold", 4, 200),
    _times("cold", 200, 1.0, "hugo", "Hugo"),
    _times("cold", 200, 0.25, "plain", "plain script"),
    _times("cold", 1000, 0.5, "hugo", "Hugo"),
    _times("cold", 1000, 0.15, "plain", "plain script"),
    _times("cold", 10_000, 0.5, "hugo", "Hugo"),
    *(_above("same", count, 40) for count in (4, 200, 1000)),
    *(_times("same", count, 1.0, "hugo", "Hugo") for count in (4, 200, 1000, 10_000)),
    _times("one", 1000, 0.25, "hugo", "Hugo"),
    _times("one", 10_000, 0.1, "hugo", "Hugo"),
    *(_weighs(scenario, 200, 45) for scenario in ("cold", "one")),
    *(_weighs(scenario, 10_000, 250) for scenario in ("cold", "one")),
)
"""100,000 sessions have an aim too: that they are built at all."""


def judged(by_size: Mapping[int, Results]) -> list[tuple[Aim, float]]:
    """Each aim that can be judged, with the share of its limit that was taken."""
    found = []
    for aim in AIMS:
        results = by_size.get(aim.count, {})
        if {"ours", aim.against} <= results.keys():
            found.append((aim, aim.share(results)))
    return found
