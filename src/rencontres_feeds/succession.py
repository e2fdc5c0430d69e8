"""From which ledger a build goes on, of a cycle or of an institute, and which one follows it.

Decides nothing of sessions: only whether what is published is ours to go on from. Pure.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rencontres_feeds import identity, ledger, rules
from rencontres_feeds.catalogue import Message
from rencontres_feeds.ledger import Ledger
from rencontres_feeds.problems import Problem, refuse
from rencontres_feeds.site import LEDGER, Made

if TYPE_CHECKING:
    from datetime import datetime

    from rencontres_feeds.guards import Consent
    from rencontres_feeds.model import Announcement, Cycle
    from rencontres_feeds.publication import Edition, Item
    from rencontres_feeds.site import Site


def begun(frame: Cycle, now: datetime) -> Ledger:
    """The ledger of what was never published."""
    example = rules.is_example(frame.url)
    return Ledger(frame.id, example, created=now, updated=now, url=frame.url, feed=identity.feed(frame))


def read(before: bytes, frame: Cycle) -> Ledger:
    """The ledger's file of a publication. Raises Refusal, which names the ways out, if it is damaged."""
    return ledger.loads(before, "" if rules.is_example(frame.url) else frame.url)


def gone_on(old: Ledger, frame: Cycle, now: datetime, mend: Message) -> Ledger:
    """The ledger to go on from: the old one, or a new one if that was of a rehearsal and this is none.

    `mend` is said where the old one is real, and this is a rehearsal. Raises Refusal then.
    """
    example = rules.is_example(frame.url)
    if old.rehearsal and not example:
        return replace(begun(frame, now), files=old.files, predecessors=old.predecessors)
    if example and not old.rehearsal:
        raise refuse(Message("this is published for real, and {url} is an example", url=frame.url), mend)
    return old


def unknown(frame: Cycle, consent: Consent) -> tuple[Problem, ...]:
    """Why nothing can begin where there is no ledger: something may have been published. Nothing: it can."""
    if rules.is_example(frame.url) or consent.first:
        return ()
    return (
        Problem(
            Message(
                "there is no ledger: nothing tells what was already published at {url}",
                url=frame.url,
            ),
            Message(
                "If nothing was: rencontres-feeds build --first. If something was, take its memory back:"
                " rencontres-feeds restore {url}",
                url=frame.url,
            ),
        ),
    )


def remembering(
    old: Ledger,
    marked: dict[str, Edition],
    items: tuple[Item, ...],
    announcements: tuple[Announcement, ...],
    now: datetime,
) -> Ledger:
    """The ledger with what a cycle now publishes, but for its files; `now` is the instant of the build."""
    was = {item.id for item in old.items if not item.withdrawn}
    shown = [item for item in items if not item.withdrawn]
    gone = was - {item.id for item in shown}
    updated = max([old.updated, *(item.updated for item in shown), *([now] if gone else [])])
    if not old.items and shown:  # first published: as of what there is to read
        updated = max(item.updated for item in shown)
    return replace(old, editions=marked, items=items, announcements=announcements, updated=updated)


def followed(old: Ledger, before: bytes | None, new: Ledger, site: Site) -> tuple[Site, Ledger]:
    """The site with its ledger's file, and the next ledger: the last one itself if nothing changed.

    `before` is the file of the last one, which becomes the newest of the predecessors; `site` is all else that is
    published.
    """
    new = replace(new, files={name: content.sha256 for name, content in site.items()})
    if before is not None and new != old:
        line = (*old.predecessors, ledger.sha256(before))
        new = replace(new, predecessors=line[-ledger.PREDECESSORS :])
    return site | {LEDGER: Made(ledger.dumps(new))}, new
