"""The site of an institute, put together of what its cycles' presses made. Pure.

Nothing of a cycle is rendered again: its files take their place below its folder, and its events and entries go
into the calendars and feeds of all, and of each topic, with the bytes and identities that they have.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from rencontres_feeds import addresses, assembly, calendars, moments, topics
from rencontres_feeds.catalogue import load
from rencontres_feeds.model import Programme
from rencontres_feeds.publication import Part, Publication, Whole
from rencontres_feeds.renderers import cards, hosting, institute
from rencontres_feeds.renderers.wording import Words
from rencontres_feeds.site import Copied, Drawn, Made

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rencontres_feeds.ledger import Ledger
    from rencontres_feeds.model import Cycle
    from rencontres_feeds.press import Pressed
    from rencontres_feeds.publication import Entry, Topic
    from rencontres_feeds.site import Content, Site

_TOPIC_DEPTH = addresses.topic("any").count("/")


def united(frame: Cycle, parts: Sequence[Part], kept: Ledger) -> Publication:
    """All cycles as one publication in the institute's frame; `kept` is its next ledger.

    Ids of sessions have the folder of their cycle before them, since each cycle chooses its own.
    """
    sessions = [
        replace(session, id=part.name(session.id)) for part in parts for session in part.publication.sessions
    ]
    ordered = tuple(sorted(sessions, key=lambda s: (moments.session_start(s), s.id)))
    editions = {part.name(name): edition for part in parts for name, edition in part.publication.editions.items()}
    return Publication(
        programme=Programme(frame, ordered),
        editions=editions,
        entries=newest(parts)[: frame.feed_items],
        feed=kept.feed,
        created=kept.created,
        modified=kept.modified,
        updated=kept.updated,
        calendars=calendars.parted(ordered, frame),
    )


def newest(parts: Iterable[Part]) -> tuple[Entry, ...]:
    """The entries of all cycles, the newest first; of those published together, in the order of the cycles.

    An entry in another language than most says so, for the feed as a whole has only one.
    """
    found: dict[str, Entry] = {}
    for part in parts:
        publication = part.publication
        language = publication.programme.cycle.language
        for entry in (*publication.entries, *(entry for kept in publication.archives for entry in kept)):
            found.setdefault(entry.item.id, replace(entry, language=language))
    return tuple(sorted(found.values(), key=lambda entry: entry.item.published, reverse=True))


def of_topic(topic: Topic, whole: Publication, entries: Iterable[Entry], words: Words) -> Publication:
    """What has a topic, as a publication of its own; `entries` are all that there are, the newest first."""
    frame = whole.programme.cycle
    sessions = [s for s in whole.sessions if _has(topic, s.topics)]
    shown = [entry for entry in entries if _has(topic, entry.topics)][: frame.feed_items]
    own = replace(
        frame,
        title=words._("{topic} – {institute}", topic=topic.title, institute=frame.title),
        description=words._(institute.TOPIC.msgid, topic=words._("“{title}”", title=topic.title)),
        url=frame.url + addresses.topic(topic.slug),
        calendar_from=0,  # a part is never too large for the whole
    )
    return replace(
        whole,
        programme=Programme(own, tuple(sessions)),
        editions={session.id: whole.editions[session.id] for session in sessions},
        entries=tuple(shown),
        feed=topic.feed,
        updated=max([topic.changed, *(entry.item.updated for entry in shown)]),
        depth=_TOPIC_DEPTH,
        calendars=calendars.parted(sessions, own),
    )


def site(whole: Whole, pressed: Sequence[Pressed], sources: Sequence[str], known: Mapping[str, str]) -> Site:
    """The whole site, but for its ledger.

    `sources` are the paths of the cycles' sources, `known` the sha256 of files that are published already, by
    name.
    """
    made: Site = {}
    events: dict[str, bytes] = {}
    for part, one, source in zip(whole.parts, pressed, sources, strict=True):
        made |= {part.name(name): _placed(content, source) for name, content in one.site.items()}
        events |= {part.name(name): octets for name, octets in one.events.items()}
    made |= _top(whole, events, known)
    frame = whole.publication.programme.cycle
    # A host is told once who may show the pages in a frame: whoever may show those of any cycle.
    frames = [frame, *(part.publication.programme.cycle for part in whole.parts)]
    origins = tuple(dict.fromkeys(origin for each in frames for origin in each.embed_from))
    for_host = hosting.files(replace(frame, embed_from=origins), made)
    return made | {name: Made(data) for name, data in for_host.items()}


def _top(whole: Whole, events: Mapping[str, bytes], known: Mapping[str, str]) -> Site:
    """What is not of any one cycle."""
    frame = whole.publication.programme.cycle
    words = Words(load(frame.language))
    made = {**institute.pages(whole, words), **assembly.streams(whole.publication, events, words)}
    for topic, publication in whole.topics:
        folder, streams = addresses.topic(topic.slug), assembly.streams(publication, events, words)
        made |= {folder + name: data for name, data in streams.items()}
    card = cards.of_cycle(frame)
    name = cards.name(cards.CYCLE, card)
    top: Site = {name: Made(data) for name, data in made.items()}
    top[name] = Drawn(card, known.get(name, ""))
    return top | assembly.logo(frame.theme)


def _placed(content: Content, source: str) -> Content:
    """A file of a cycle: those that are copied lie in the folder of its source."""
    if not isinstance(content, Copied):
        return content
    return replace(content, path=(PurePosixPath(source).parent / content.path).as_posix())


def _has(topic: Topic, typed: Iterable[str]) -> bool:
    return any(topics.key(one) == topic.key for one in typed)
