"""The names of the site's files, and their public addresses. The one place that knows them."""

from __future__ import annotations

import re
from urllib.parse import quote

INDEX = "index.html"
CALENDAR = "calendar.ics"
RSS = "rss.xml"
ATOM = "atom.xml"
JSON_FEED = "feed.json"
EMBED = "embed.html"
NOT_FOUND = "404.html"
SITEMAP = "sitemap.xml"
APACHE = ".htaccess"
HEADERS = "_headers"
NO_JEKYLL = ".nojekyll"
FOR_HOSTS = (APACHE, HEADERS, NO_JEKYLL)
"""What the web host reads, and serves to nobody."""

_EARLIER = re.compile(r"calendar-\d{4}\.ics")


def page(session: str) -> str:
    """Name of a session's page."""
    return f"sessions/{session}.html"


def event(session: str) -> str:
    """Name of a session's own calendar file."""
    return f"sessions/{session}.ics"


def calendar(year: int) -> str:
    """Name of the calendar of a year that the one to subscribe to has left behind; of that one, for 0."""
    return f"calendar-{year}.ics" if year else CALENDAR


def is_calendar(name: str) -> bool:
    """Whether this names a calendar, either way."""
    return name == CALENDAR or is_earlier(name)


def is_earlier(name: str) -> bool:
    """Whether this names the calendar of such a year."""
    return _EARLIER.fullmatch(name) is not None


def archive(number: int) -> str:
    """Name of an archive of the Atom feed, from 1."""
    return f"atom-{number}.xml"


def announcement(identifier: str) -> str:
    """Name of an announcement's page."""
    return f"announcements/{identifier}.html"


def card(of: str, digest: str) -> str:
    """Name of the picture of a session, or of the cycle, that previews of a link show."""
    return f"cards/{of}.{digest}.png"


def held(year: int, month: int = 0) -> str:
    """Name of the page of a year that the index has no room for, or of one of its months."""
    return f"years/{year}-{month:02}.html" if month else f"years/{year}.html"


def topic(slug: str) -> str:
    """Name of the folder of a topic, in the site of an institute; it ends in `/`, as an address does."""
    return f"topics/{slug}/"


def absolute(base: str, name: str) -> str:
    """The public address of a file; `base` ends in `/`. The index is the folder itself."""
    return base if name == INDEX else base + quote(name)


def relative(origin: str, name: str) -> str:
    """The address of a file as written in another (`origin`), for pages that need no server."""
    return "../" * origin.count("/") + quote(name)
