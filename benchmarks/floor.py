"""The floor: what no program can do without that reads this YAML and writes these bytes.

    python benchmarks/floor.py 200,1000 [RUNS]

Reads the source with libyaml's events, and makes no value of them; and writes the files of a build of ours, whose
content is at hand, without waiting for the disk and with waiting (fsync(2)), as a publication must.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import yaml

import contenders
import generate
import measure
from contenders import CONTENDERS, OUTPUT

STEPS = ("reading the YAML (libyaml's events)", "writing the files", "writing the files, with fsync")


def events(text: bytes) -> int:
    """The number of events of a YAML text."""
    loader = yaml.CLoader(text)
    count = 0
    while loader.check_event():
        loader.get_event()
        count += 1
    return count


def write(files: dict[str, bytes], folder: Path, *, durable: bool) -> None:
    """Write all files into a new folder; `durable`: wait for the disk after each, and for their folders."""
    folders = {folder / Path(name).parent for name in files}
    for one in folders:
        one.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        with (folder / name).open("wb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
    for one in folders if durable else ():
        descriptor = os.open(one, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)


def floor(count: int, runs: int, work: Path) -> list[tuple[str, float, float]]:
    """Each step, with the medians of its CPU and wall seconds."""
    ours = CONTENDERS[0]
    ours.prepare(work, generate.meetings(count))
    contenders.wipe(work)
    measure.cost(ours.command(work), work)
    source = (work / "sessions.yaml").read_bytes()
    site = work / OUTPUT
    files = {str(path.relative_to(site)): path.read_bytes() for path in site.rglob("*") if path.is_file()}
    steps: tuple[Callable[[Path], object], ...] = (
        lambda _: events(source),
        lambda folder: write(files, folder, durable=False),
        lambda folder: write(files, folder, durable=True),
    )
    took = []
    for name, step in zip(STEPS, steps, strict=True):
        cpu, wall = zip(*(_cost(step, work / "written") for _ in range(runs)), strict=True)
        took.append((name, statistics.median(cpu), statistics.median(wall)))
    return took


def _cost(step: Callable[[Path], object], folder: Path) -> tuple[float, float]:
    """CPU and wall seconds of a step, in a folder that is not there yet."""
    before, begun = _used(), time.perf_counter()
    step(folder)
    used, wall = _used() - before, time.perf_counter() - begun
    shutil.rmtree(folder, ignore_errors=True)
    return used, wall


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main(sizes: str, runs: str = "5") -> None:
    """Print a row for each step and size."""
    sys.stdout.write("| the floor | sessions | CPU | wall |\n| --- | ---: | ---: | ---: |\n")
    for count in map(int, sizes.split(",")):
        with tempfile.TemporaryDirectory() as work:
            for name, cpu, wall in floor(count, int(runs), Path(work)):
                sys.stdout.write(f"| {name} | {count:,} | {cpu * 1000:,.0f} ms | {wall * 1000:,.0f} ms |\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
