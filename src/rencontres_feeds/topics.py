"""The topics of an institute: which there are, what each holds, and the name of its folder, minted once."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from rencontres_feeds import identifiers, identity
from rencontres_feeds.publication import Topic
from rencontres_feeds.spelling import fold
from rencontres_feeds.values import RESERVED

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Mapping
    from datetime import datetime

    from rencontres_feeds.model import Cycle, Session
    from rencontres_feeds.publication import Entry

_NAMELESS = {"fr": "theme", "en": "topic"}
"""Of a topic in letters that no folder should have."""


@lru_cache(4096)
def key(topic: str) -> str:
    """What makes two topics one: case, accents and joints make no difference; signs do."""
    return fold(topic)


def named(
    sessions: Iterable[Session], known: Mapping[str, Topic], frame: Cycle, now: datetime
) -> dict[str, Topic]:
    """The topics, by slug: those that are known, under the slugs that they have, and those that sessions have."""
    spelled: dict[str, Counter[str]] = {}
    for session in sessions:
        for topic in session.topics:
            spelled.setdefault(key(topic), Counter())[topic] += 1
    made = {topic.key: topic for topic in known.values()}
    for name in sorted(spelled.keys() - made.keys()):
        slug = _slug(name, {topic.slug for topic in made.values()}, frame)
        made[name] = Topic(slug, name, "", identity.topic(frame, slug), "", now)
    return {topic.slug: _titled(topic, spelled.get(name)) for name, topic in made.items()}


def _titled(topic: Topic, spelled: Counter[str] | None) -> Topic:
    """Of its spellings the commonest is shown; of several, the first by the alphabet."""
    if spelled is None:
        return topic
    return replace(topic, title=min(spelled, key=lambda text: (-spelled[text], text)), forgotten=False)


def holding(
    topics: Mapping[str, Topic],
    sessions: Iterable[Session],
    entries: Iterable[Entry],
    forgotten: Container[str],
    now: datetime,
) -> dict[str, Topic]:
    """The same, with what each holds now: that something came or went has an instant of its own.

    A topic that no session has any more stays, with a calendar and feeds that hold nothing, for people subscribe
    to it; unless its slug is among the `forgotten`.
    """
    held: dict[str, set[str]] = {}
    for topic, name in (
        *((topic, session.id) for session in sessions for topic in session.topics),
        *((topic, entry.item.id) for entry in entries for topic in entry.topics),
    ):
        held.setdefault(key(topic), set()).add(name)
    return {
        slug: replace(
            _holding(topic, held.get(topic.key, ()), now), forgotten=topic.forgotten or slug in forgotten
        )
        for slug, topic in topics.items()
    }


def _holding(topic: Topic, held: Collection[str], now: datetime) -> Topic:
    content = hashlib.sha256("\n".join(sorted(held)).encode()).hexdigest()
    return topic if content == topic.held else replace(topic, held=content, changed=max(now, topic.changed))


def _slug(name: str, taken: Collection[str], frame: Cycle) -> str:
    """The name of a folder that no topic ever had."""
    slug = identifiers.slug(name, _NAMELESS[frame.language])
    return identifiers.free(f"{slug}-1" if RESERVED.fullmatch(slug) else slug, taken)
