"""A session as schema.org's Event, for search engines: https://schema.org/Event, as JSON-LD."""

from __future__ import annotations

import json
from json.encoder import encode_basestring
from typing import TYPE_CHECKING

from markupsafe import Markup

from rencontres_feeds import addresses
from rencontres_feeds.renderers import markdown, prose, views

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rencontres_feeds.model import Cycle, Session, Venue
    from rencontres_feeds.publication import Former
    from rencontres_feeds.renderers.views import Shown

_SCHEMA = "https://schema.org/"
_STATUS = {"cancelled": "EventCancelled", "postponed": "EventPostponed"}
_SUMMARY = 300


def event(item: Shown, former: Former, cycle: Cycle, image: str) -> Markup:
    """The event as a `script` element; nothing in it can end that element. `image` is the address of its card."""
    text = _written(_event(item, former, cycle, image))
    safe = text.replace("</", "<\\/").replace("<!--", "\\u003c!--")
    return Markup(f'<script type="application/ld+json">{safe}</script>')  # noqa: S704  # see above


def _event(item: Shown, former: Former, cycle: Cycle, image: str) -> dict[str, object]:
    session = item.session
    page = addresses.absolute(cycle.url, item.name)
    fields: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": page,
        "name": session.title,
        "description": markdown.cut(prose.plain(session.description), _SUMMARY),
        "startDate": item.start,
        "endDate": item.end,
        **_standing(item, former),
        **_location(session),
        "organizer": _organizer(cycle),
        "performer": [_person(s.name, s.url, s.organization) for s in session.speakers],
        "keywords": list(session.topics),
        "inLanguage": cycle.language,
        "isAccessibleForFree": item.free,
        "superEvent": {"@type": "EventSeries", "name": cycle.title, "url": cycle.url},
        "url": page,
        "image": image,
    }
    return _told(fields)


def _standing(item: Shown, former: Former) -> dict[str, object]:
    """Cancelled and postponed meetings keep their dates; one that moved names the date that it had."""
    name = _STATUS.get(item.session.status)
    was = views.begin_value(item.session, former.when) if former.when else ""
    if name is None and was and was != item.start:  # another end alone is no other date
        return {"eventStatus": f"{_SCHEMA}EventRescheduled", "previousStartDate": was}
    return {"eventStatus": _SCHEMA + (name or "EventScheduled")}


def _location(session: Session) -> dict[str, object]:
    places = [_place(session.venue)] if session.venue else []
    online = [{"@type": "VirtualLocation", "url": session.online}] if session.online else []
    found = [*places, *online]
    if not found:
        return {}
    mode = "Mixed" if places and online else "Online" if online else "Offline"
    return {
        "eventAttendanceMode": f"{_SCHEMA}{mode}EventAttendanceMode",
        "location": found[0] if len(found) == 1 else found,
    }


def _place(venue: Venue) -> dict[str, object]:
    address = _told(
        {
            "@type": "PostalAddress",
            "streetAddress": venue.address,
            "postalCode": venue.postal_code,
            "addressLocality": venue.city,
        }
    )
    geo = venue.geo and {
        "@type": "GeoCoordinates",
        "latitude": venue.geo[0],
        "longitude": venue.geo[1],
    }
    return _told(
        {
            "@type": "Place",
            "name": venue.name,
            "address": address if len(address) > 1 else venue.name,
            "geo": geo,
            "url": venue.url,
        }
    )


def _organizer(cycle: Cycle) -> dict[str, object] | None:
    organizer = cycle.organizer
    named = {
        "@type": "Organization",
        "name": organizer.name,
        "url": organizer.url,
        "email": organizer.email,
    }
    return _told(named) if organizer.name else None


def _person(name: str, url: str, organization: str) -> dict[str, object]:
    works = {"@type": "Organization", "name": organization} if organization else None
    return _told({"@type": "Person", "name": name, "url": url, "affiliation": works})


def _told(fields: Mapping[str, object]) -> dict[str, object]:
    """The fields that have something to say."""
    return {name: value for name, value in fields.items() if value not in ("", None, [])}


def _written(value: object, margin: str = "\n") -> str:
    """As `json.dumps(value, ensure_ascii=False, indent=1)` has it, in a third of its time."""
    if isinstance(value, str):
        return encode_basestring(value)
    inner = margin + " "
    if isinstance(value, dict):  # its names are ours, and there is nothing to escape in them
        held = [f'"{name}": {_written(one, inner)}' for name, one in value.items()]
        return f"{{{inner}{f',{inner}'.join(held)}{margin}}}"
    if isinstance(value, list):
        return f"[{inner}{f',{inner}'.join([_written(one, inner) for one in value])}{margin}]"
    return json.dumps(value)
