"""A build and a check, from a source file to a folder: the pure press between reading and writing.

Knows no command line; what it has to say it returns or raises as problems.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rencontres_feeds import (
    cache,
    federation,
    folder,
    gathering,
    institute,
    ledger,
    press,
    shelves,
    site,
    stock,
    writer,
)
from rencontres_feeds.catalogue import Message
from rencontres_feeds.decoding import MAX_BYTES, TOO_LARGE
from rencontres_feeds.gathering import Gathering
from rencontres_feeds.listener import Listener
from rencontres_feeds.problems import Problem, Refusal, refuse
from rencontres_feeds.reuse import Reuse
from rencontres_feeds.spool import spooled

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from rencontres_feeds.guards import Consent
    from rencontres_feeds.ledger import Ledger
    from rencontres_feeds.press import Draft, Preview, Run
    from rencontres_feeds.programme import Stock
    from rencontres_feeds.site import Keep, Plan

READING = Message("Reading")
_RENDERING = Message("Rendering")
_COMPARING = Message("Comparing with the folder")
_WRITING = Message("Writing")
"""The parts of the work, as who waits is told of them."""

_NOBODY = Listener()


_MADE = "made"


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did, or would do."""

    run: Run
    plan: Plan
    new: frozenset[str]
    """Those of the written files that were not there before."""
    before: Ledger | None = None
    """The ledger that the folder had; None: it had none."""
    recovered: bool = False
    """An interrupted publication was finished first."""


def load(source: Path) -> bytes:
    """The bytes of the source. Raises Refusal if the file itself cannot be read."""
    try:
        if source.stat().st_size > MAX_BYTES:  # not even read: memory may not hold it
            raise Refusal([TOO_LARGE])
        return source.read_bytes()
    except FileNotFoundError as error:
        raise refuse(*_not_there(source)) from error
    except OSError as error:
        raise refuse(
            Message(
                "the file {path} cannot be read: {reason}",
                path=str(source),
                reason=folder.reason(error),
            ),
        ) from error


def read(source: Path, now: datetime, stocks: Callable[[Path], Stock] = stock.of) -> Draft | Gathering:
    """Read the source, or the institute's file with all that it names. Raises Refusal if it cannot be read.

    `stocks` gives the files at hand in a folder.
    """
    data = load(source)
    if institute.is_one(data):
        return gathering.read(data, shelves.of(source, stocks), now)
    return press.read(data, stocks(source.parent), now, shelves.shared(source))


def run(
    draft: Draft | Gathering, before: bytes | None, now: datetime, consent: Consent, reuse: Reuse | None = None
) -> Run:
    """Make the site and the next ledger, of a cycle or of an institute. Raises Refusal."""
    if isinstance(draft, Gathering):
        return federation.run(draft, before, now, consent, reuse)
    return press.run(draft, before, now, consent, reuse)


def preview(draft: Draft | Gathering, before: bytes | None, now: datetime) -> Preview:
    """As `run`, with the drafts, and where a build would be refused.

    Raises Refusal only if nothing can be shown.
    """
    if isinstance(draft, Gathering):
        return federation.preview(draft, before, now)
    return press.preview(draft, before, now)


def _not_there(source: Path) -> tuple[Message, Message]:
    """What is said of a source that is not there; a name near it is taken for the one that was meant."""
    meant = {source.name.casefold(), f"{source.name}.txt".casefold()}
    meant |= {source.with_suffix(ending).name.casefold() for ending in (".yaml", ".yml", ".yaml.txt", ".txt")}
    try:
        names = sorted(path.name for path in source.parent.iterdir() if path.name.casefold() in meant)
    except OSError:
        names = []
    what = Message("there is no file {path}", path=str(source))
    if not names:
        return what, Message("Go to its folder, or name the file: rencontres-feeds build path/to/sessions.yaml")
    if names[0].endswith(".txt"):
        return what, Message(
            "There is “{other}”: rename it to “{name}”. (Windows hides the end of a name; in the Explorer: View ›"
            " Show › File name extensions.)",
            other=names[0],
            name=source.name,
        )
    return what, Message("There is “{other}”: rename it to “{name}”.", other=names[0], name=source.name)


def build(  # noqa: PLR0913, PLR0917  # what it works on, and whom it tells
    source: Path,
    draft: Draft | Gathering,
    output: Path,
    now: datetime,
    consent: Consent,
    listener: Listener = _NOBODY,
) -> Built:
    """Publish. Raises Refusal, and nothing was changed; or `writer.Incomplete`."""
    with spooled() as kept:
        reuse = _recall(output, kept.keep)
        first = None
        if not output.exists():
            listener.begun(_RENDERING)
            first = run(draft, None, now, consent, reuse)  # what stops it, stops it before there is a folder
        elif draft.programme is None:
            raise Refusal(draft.problems)
        with writer.locked(output) as held:
            recovered = writer.recover(held)
            if recovered:  # what was to be done for the first time may be done
                consent = replace(consent, first=False)
            built = _compare(draft, output, now, consent, reuse, listener, first=first)
            listener.begun(_WRITING)
            writer.publish(held, built.run.site, built.plan, source.parent, listener)
        if reuse.news:
            cache.write(_MADE, _key(output), reuse.made())
        return replace(built, recovered=recovered)


def check(  # noqa: PLR0913, PLR0917  # as `build`
    draft: Draft | Gathering,
    output: Path,
    now: datetime,
    consent: Consent,
    listener: Listener = _NOBODY,
    elsewhere: Ledger | None = None,
) -> Built:
    """Whatever would stop a build, stops it; nothing is written. Raises Refusal.

    `elsewhere` is the ledger to go on from where the folder has none.
    """
    if folder.pending(output):
        raise refuse(
            Message("a publication was interrupted, and is not finished"),
            Message("“rencontres-feeds build” finishes it."),
        )
    built = _compare(draft, output, now, consent, _recall(output), listener, elsewhere)
    if problems := site.obstacles(built.plan):
        raise Refusal(problems)
    return built


def _compare(  # noqa: PLR0913, PLR0917  # as `build`, and what is at hand already
    draft: Draft | Gathering,
    output: Path,
    now: datetime,
    consent: Consent,
    reuse: Reuse,
    listener: Listener,
    elsewhere: Ledger | None = None,
    *,
    first: Run | None = None,
) -> Built:
    """`first`: the run without a ledger, if it was made already."""
    before = folder.read(output, site.LEDGER)
    last = ledger.dumps(elsewhere) if before is None and elsewhere else before
    listener.begun(_RENDERING)
    made = first if first and last is None else run(draft, last, now, consent, reuse)
    if before is None:
        _refuse_orphans(made, output)
    old = ledger.loads(before) if before is not None else None
    ours = old.files if old else {}
    listener.begun(_COMPARING)
    on_disk = folder.survey(output, {*made.site, *ours})
    found = on_disk.get(site.LEDGER)
    if before is not None and (found is None or found.sha256 != site.Made(before).sha256):
        raise refuse(
            Message("{name} was changed while it was being read", name=site.LEDGER),
            Message("Run the same command again."),
        )
    plan = site.plan(made.site, on_disk, ours, replace=consent.replace)
    return Built(made, plan, frozenset(name for name in plan.write if name not in on_disk), old)


def _recall(output: Path, keep: Keep = site.held) -> Reuse:
    """What the last build into a folder made, if it was made by this very program."""
    return Reuse(cache.read(_MADE, _key(output)) or {}, keep)


def _key(output: Path) -> tuple[str, str]:
    return cache.program(), str(output.absolute())


def _refuse_orphans(run: Run, output: Path) -> None:
    """Files of ours without the ledger: something was published, and what is not known any more."""
    there = folder.survey(output, run.site)
    telling = sorted(name for name in there if name.endswith((".ics", ".xml")))
    if telling:
        raise refuse(
            Message(
                "the folder {folder} holds a publication ({name} …) without its ledger.json",
                folder=str(output),
                name=telling[0],
            ),
            ledger.way_back("" if run.ledger.rehearsal else run.publication.programme.cycle.url),
        )


def warnings(draft: Draft | Gathering, built: Built) -> tuple[Problem, ...]:
    """What the maintainer should look at, though it stops nothing."""
    return (*draft.problems, *built.run.warnings)
