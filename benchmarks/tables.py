"""The figures as tables in Markdown, for the terminal and for docs/performance.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from measure import BARE, SCENARIOS, Cost, Results, Scenario

NAMES: Mapping[Scenario, str] = {
    "cold": "Cold: nothing was built before",
    "same": "Nothing changed",
    "one": "One session changed (its title)",
}
AGAINST = (("hugo", "× Hugo"), ("plain", "× plain script"))


def table(results: Results, scenario: Scenario, names: Mapping[str, str]) -> str:
    """One scenario at one size: a row for each contender, with the ratios of CPU time."""
    against = [(key, label) for key, label in AGAINST if key in results]
    head = ["", "CPU", "wall", "peak memory", *(label for _, label in against), "above `python -c pass`"]
    rows = [head, ["---", *["---:"] * (len(head) - 1)]]
    idle = results[BARE][scenario]
    for key, name in names.items():
        if key not in results:
            continue
        took = results[key][scenario]
        ratios = [f"{took.cpu / results[other][scenario].cpu:.2f}" for other, _ in against]
        rows.append([name, *_shown(took), *ratios, f"+ {_seconds(took.cpu - idle.cpu)}"])
    rows.append(["`python -c pass`", *_shown(idle), *[""] * len(against), ""])
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def tables(by_size: Mapping[int, Results], names: Mapping[str, str]) -> str:
    """Everything, by scenario and size."""
    parts = []
    for scenario in SCENARIOS:
        for count, results in by_size.items():
            parts.append(f"**{NAMES[scenario]}, {count:,} sessions**\n\n{table(results, scenario, names)}")
    return "\n".join(parts)


def _shown(took: Cost) -> Sequence[str]:
    return _seconds(took.cpu), _seconds(took.wall), f"{took.peak / 1000:,.0f} MB"


def _seconds(seconds: float) -> str:
    """`0.042 s`, `3.1 s`: three digits that mean something, or milliseconds."""
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.2f} s"
