"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from rencontres_feeds import addresses
from rencontres_feeds.renderers import markdown
from rencontres_feeds.renderers.entries import TERMS

if TYPE_CHECKING:
    from datetime import datetime

    from rencontres_feeds.model import Cycle
    from rencontres_feeds.publication import Enclosure, Entry, Publication


def feed(publication: Publication) -> bytes:
    """The JSON feed of the entries, newest first."""
    cycle = publication.programme.cycle
    content = _some(
        version="https://jsonfeed.org/version/1.1",
        title=cycle.title,
        home_page_url=cycle.url,
        feed_url=addresses.absolute(cycle.url, addresses.JSON_FEED),
        description=markdown.plain(cycle.description),
        authors=[_author(cycle)],
        language=cycle.language,
    )
    content["items"] = [_item(entry, cycle) for entry in publication.entries]
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _author(cycle: Cycle) -> dict[str, object]:
    return _some(name=cycle.organizer.name or cycle.title, url=cycle.organizer.url)


def _item(entry: Entry, cycle: Cycle) -> dict[str, object]:
    return _some(
        id=entry.item.id,
        url=entry.url,
        title=entry.title,
        content_html=entry.html,
        summary=entry.summary,
        date_published=_instant(entry.item.published),
        date_modified=_instant(entry.item.updated),
        authors=[_author(cycle)],
        tags=[TERMS[entry.item.kind], *entry.topics],
        language=entry.language or cycle.language,
        attachments=[_attachment(entry.enclosure)] if entry.enclosure else [],
    )


def _attachment(enclosure: Enclosure) -> dict[str, object]:
    return _some(
        url=enclosure.url,
        mime_type=enclosure.media_type,
        title=enclosure.title,
        size_in_bytes=enclosure.length,
    )


def _instant(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _some(**fields: object) -> dict[str, object]:
    """The fields that say something."""
    return {name: value for name, value in fields.items() if value not in (None, "", [])}
