"""The figures as Markdown, for the terminal and for docs/performance.md; and as JSON, to be read again."""

from __future__ import annotations

import json
import os
import platform
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import aims
from measure import BARE, SCENARIOS, Cost, Results, Scenario

NAMES: Mapping[Scenario, str] = {
    "cold": "cold (nothing was ever built)",
    "same": "nothing changed",
    "one": "one session changed (its title)",
}
AGAINST = {"hugo": "Hugo", "plain": "plain script"}
BEGIN = "<!-- Written by `make bench-docs`; by hand, above and below. -->\n"
END = "<!-- End of what is written. -->\n"
_GIGABYTE = 1 << 30


@dataclass(frozen=True, slots=True)
class Figures:
    """All that one run found out, and where."""

    machine: str
    runs: int
    names: Mapping[str, str]
    """By key of the contender, with its version."""
    by_size: Mapping[int, Results]


def machine() -> str:
    """The machine in a line: processors, memory, system and Python; nothing that names it."""
    processor = re.search(
        r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / _GIGABYTE
    return ", ".join(
        [
            f"{os.cpu_count()} processors ({processor[1] if processor else platform.machine()})",
            f"{memory:.0f} GB of memory",
            platform.freedesktop_os_release()["PRETTY_NAME"],
            f"Python {platform.python_version()}",
        ]
    )


def tables(figures: Figures) -> str:
    """Everything, in Markdown."""
    counted = "One run" if figures.runs == 1 else f"Medians of {figures.runs} runs"
    parts = [f"{counted}, on {figures.machine}.\n"]
    parts += [_table(figures, f"CPU time, {NAMES[one]}", one, _cpu, ratios=True) for one in SCENARIOS]
    parts += [_table(figures, f"Wall time, {NAMES[one]}", one, _wall) for one in SCENARIOS]
    parts.append(_table(figures, "Peak memory of the largest process, cold", "cold", _peak))
    parts += _aims(figures.by_size)
    return "\n".join(parts)


def write(figures: Figures, document: Path) -> None:
    """Put the tables between the marks of a document."""
    before, _, rest = document.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    text = f"{before}{BEGIN}\n{tables(figures)}\n{END}{after}"
    document.write_text(text, encoding="utf-8")


def dumps(figures: Figures) -> str:
    """As JSON."""
    return json.dumps(asdict(figures), indent=1, ensure_ascii=False) + "\n"


def loads(*texts: str) -> Figures:
    """From JSON; of several, the sizes of all, and the rest of the first."""
    read = [json.loads(text) for text in texts]
    by_size: dict[int, Results] = {}
    for one in read:
        by_size |= {int(count): _results(results) for count, results in one["by_size"].items()}
    first = read[0]
    return Figures(first["machine"], first["runs"], first["names"], dict(sorted(by_size.items())))


def _results(read: Any) -> Results:
    return {key: {one: Cost(**costs[one]) for one in SCENARIOS} for key, costs in read.items()}


def _table(
    figures: Figures, title: str, scenario: Scenario, shown: Callable[[Cost], str], *, ratios: bool = False
) -> str:
    """A row for each contender, a column for each size; `ratios`: rows that hold ours against others too."""
    sizes = figures.by_size.values()
    rows = [[title, *(f"{count:,}" for count in figures.by_size)], ["---", *["---:"] * len(sizes)]]
    for key, name in {**figures.names, BARE: "`python -c pass`"}.items():
        rows.append([name, *(shown(one[key][scenario]) if key in one else "" for one in sizes)])
        if key != "ours" or not ratios:
            continue
        for other, its_name in AGAINST.items():
            if other in figures.names:
                rows.append([f"… × {its_name}", *(_ratio(one, other, scenario) for one in sizes)])
        rows.append(["… above `python -c pass`", *(_above(one, scenario) for one in sizes)])
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _aims(by_size: Mapping[int, Results]) -> list[str]:
    """What was to be reached, and how far it is."""
    rows = [
        (
            NAMES[aim.scenario].partition(" (")[0],
            f"{aim.count:,}",
            aim.limit,
            f"{share:.2f}",
            "yes" if share <= 1 else "no",
        )
        for aim, share in aims.judged(by_size)
    ]
    if not rows:
        return []
    head = "| aim | sessions | at most | times that | reached |\n| --- | ---: | --- | ---: | --- |\n"
    return [head + "".join(f"| {' | '.join(row)} |\n" for row in rows)]


def _ratio(results: Results, other: str, scenario: Scenario) -> str:
    if not {"ours", other} <= results.keys():
        return ""
    return f"{results['ours'][scenario].cpu / results[other][scenario].cpu:.2f}"


def _above(results: Results, scenario: Scenario) -> str:
    return _seconds(results["ours"][scenario].cpu - results[BARE][scenario].cpu)


def _cpu(cost: Cost) -> str:
    return _seconds(cost.cpu)


def _wall(cost: Cost) -> str:
    return _seconds(cost.wall)


def _peak(cost: Cost) -> str:
    return f"{cost.peak / 1000:,.0f} MB"


def _seconds(seconds: float) -> str:
    """`42 ms`, `3.12 s`, `97.4 s`."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    return f"{seconds:.2f} s" if seconds < 10 else f"{seconds:.1f} s"
