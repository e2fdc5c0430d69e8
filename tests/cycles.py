"""A cycle on disk, edited and built again and again by the command; what processes of their own try on it.

Run as a program, it does what a test cannot do in its own process (`main`).
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from click.testing import CliRunner

from house import session, source
from interruptions import Faulty, Tree, public, really_killed, tree
from rencontres_feeds import disk
from rencontres_feeds.cli import commands
from rencontres_feeds.folder import pending
from rencontres_feeds.guards import Consent

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

FIRST = date(2018, 3, 1)


def _session(name: int, number: int) -> str:
    """A session a week; of those that were held the last has a new report, the one before a corrected one."""
    age = number - name
    fields = {"time": "19h-21h"} if age == 0 else {}
    if age in (1, 2):
        fields["report"] = f"{{file: documents/{name}.pdf}}"
    elif age > 2:
        fields["report"] = "{text: Ce qui s'est dit.}"
    return session(f"s{name}", f"Essai {name}", str(FIRST + timedelta(weeks=name)), **fields)


def edit(folder: Path, number: int) -> list[str]:
    """Edit the cycle for the n-th time; the options with which the command publishes it.

    Each edit adds a session and a report, moves a session, replaces the file of a report, takes out the file of
    another, and lets a session be forgotten.
    """
    documents = folder / "documents"
    shutil.rmtree(documents, ignore_errors=True)
    documents.mkdir(parents=True)
    for name in (number - 1, number - 2):
        (documents / f"{name}.pdf").write_bytes(f"%PDF {name} {number}\n".encode() * 3000)
    names = range(max(0, number - 3), number + 2)
    text = source(*(_session(name, number) for name in names))
    (folder / "sessions.yaml").write_text(text, encoding="utf-8")
    forget = ["--forget", f"s{number - 4}"] if number >= 4 else []
    now = datetime.combine(FIRST, datetime.min.time()) - timedelta(days=1) + timedelta(weeks=number)
    return ["--now", f"{now.isoformat()}Z", *forget]


def build(folder: Path, options: list[str]) -> Result:
    """Run the command in this process."""
    command = ["build", str(folder / "sessions.yaml"), *options]
    return CliRunner().invoke(commands, command, env={"LC_ALL": "en_GB.UTF-8"})


def published(folder: Path, numbers: range) -> list[Tree]:
    """Edit and build, edit by edit; the output folder after each build."""
    trees = []
    for number in numbers:
        done = build(folder, edit(folder, number))
        assert done.exit_code == 0, done.output
        trees.append(tree(folder / "output", mtimes=False))
    return trees


@dataclass(frozen=True)
class Edited:
    """A cycle that was edited after its last build."""

    template: Path
    """To be copied for each try."""
    options: list[str]
    before: Tree
    """Its output folder as it is."""
    after: Tree
    """The same, after a build that nobody interrupted."""

    @property
    def arguments(self) -> tuple[datetime, Consent]:
        """The options, as the core takes them."""
        return datetime.fromisoformat(self.options[1]), Consent(forget=frozenset(self.options[3:]))

    def fresh(self, folder: Path) -> Path:
        """A copy, for a try."""
        shutil.rmtree(folder, ignore_errors=True)
        return Path(shutil.copytree(self.template, folder))

    def whole(self, output: Path) -> bool:
        """Whether each file that a reader may ask for all the time is there, wholly old or wholly new."""
        now = tree(output, mtimes=False)
        shared = [name for name in self.before.keys() & self.after.keys() if self.before[name][0] == "file"]
        return all(now.get(name) in (self.before[name], self.after[name]) for name in shared)


def edited(base: Path, number: int = 5) -> Edited:
    """The n-th edit, not yet built. In `base` there must be room."""
    template, reference = base / "template", base / "reference"
    before = published(template, range(number))[-1]
    options = edit(template, number)
    shutil.copytree(template, reference)
    done = build(reference, options)
    assert done.exit_code == 0, done.output
    return Edited(template, options, before, tree(reference / "output", mtimes=False))


def _child(case: Edited, folder: Path, at: int) -> int:
    """A process that runs the command, and dies at the file operation `at` (0: none); its number."""
    child = os.fork()
    if not child:
        try:
            vars(disk)["os"] = Faulty(at, really_killed)
            build(folder, case.options)
        finally:
            os._exit(0)
    return child


def _kills(base: Path, chances: str) -> None:
    """Kill the command at operations far apart, then by chance, and run it again; tell what came of it."""
    case, folder, count = edited(base), base / "work", int(chances)
    outcomes = dict.fromkeys(("old", "waiting", "new", "torn", "wrong"), 0)
    counter, start = Faulty(0), time.monotonic()
    vars(disk)["os"] = counter
    build(case.fresh(folder), case.options)
    seconds = time.monotonic() - start
    vars(disk)["os"] = os
    chance = random.Random(20180301)
    commit, last = counter.done.index("replace") + 1, len(counter.done)
    points = [commit * n // count for n in range(1, count + 1)]
    points += [commit + (last - commit) * n // count for n in range(1, count + 1)]
    for at in points + [0] * count:
        child = _child(case, case.fresh(folder), at)
        if not at:
            time.sleep(chance.uniform(0.2, 1.1) * seconds)
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        now = tree(folder / "output", mtimes=False)
        state = "waiting" if pending(folder / "output") else "old" if public(now) == case.before else "new"
        outcomes[state] += 1
        outcomes["torn"] += not case.whole(folder / "output")
        again = build(folder, case.options)
        outcomes["wrong"] += again.exit_code != 0 or tree(folder / "output", mtimes=False) != case.after
    _tell(json.dumps(outcomes))


def _builds(folder: Path, last: str) -> None:
    """Build edit by edit, from the second on, while somebody reads."""
    published(folder, range(1, int(last) + 1))


def _full(small: Path) -> None:
    """Run the command on a disk with more and more room (the disk is ours alone); tell what came of it."""
    case, folder, filler = edited(small), small / "work", small / "filler"
    outcomes = dict.fromkeys(("refused", "incomplete", "published", "wrong"), 0)
    said = set()
    for room in range(0, 360_000, 30_000):
        case.fresh(folder)
        there = os.statvfs(small)
        filler.write_bytes(bytes(max(0, there.f_bavail * there.f_frsize - room)))
        done = build(folder, case.options)
        now = tree(folder / "output", mtimes=False)
        if done.exit_code == 0:
            outcomes["published"] += 1
        elif pending(folder / "output"):
            outcomes["incomplete"] += 1
        else:
            outcomes["refused"] += 1
            outcomes["wrong"] += now != case.before
        if done.exit_code:
            said |= {line.partition(": ")[2] for line in done.stderr.splitlines() if "cannot be written" in line}
            said |= {line for line in done.stderr.splitlines() if line.startswith("  → Nothing")}
        filler.unlink()
        again = build(folder, case.options)
        outcomes["wrong"] += again.exit_code != 0 or tree(folder / "output", mtimes=False) != case.after
    _tell(json.dumps({**outcomes, "said": sorted(said)}))


def _tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def main(what: str, folder: str, *rest: str) -> None:
    jobs: dict[str, Callable[..., None]] = {"kills": _kills, "builds": _builds, "full": _full}
    jobs[what](Path(folder), *rest)


if __name__ == "__main__":
    main(*sys.argv[1:])
