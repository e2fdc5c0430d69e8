"""Files for the web host, which make it serve the folder right: Apache, Netlify, Cloudflare and GitHub Pages.

Each host reads its own and leaves the others alone. They are made of the names of the site and of two fields of
the cycle, and change only with them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from rencontres_feeds import addresses, media

if TYPE_CHECKING:
    from collections.abc import Collection

    from rencontres_feeds.model import Cycle

BRIEFLY = "max-age=60, stale-if-error=86400"
"""`Cache-Control` of all that may change: a minute, then the host is asked again. While it does not answer, a
cache may show for a day what it has (RFC 5861), for some programs switch a calendar off after an error."""
FOR_EVER = "public, max-age=31536000, immutable"
"""Of a name that carries the digest of its content (RFC 8246)."""

_DIGESTED = re.compile(r"(?:[^/]+/)?(?:assets|cards)/[^/]+\.[0-9a-f]{12}\.([a-z0-9]+)")
_SECURITY = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
)
_SHARED = (".ics", ".json", ".xml")
"""What programs on pages of other sites may read as well: it is public, and asks for no cookie."""
_ANYONE = "Access-Control-Allow-Origin"


def files(cycle: Cycle, names: Collection[str]) -> dict[str, bytes]:
    """Name to bytes; `names` are those of the site."""
    endings = sorted({match[1] for name in names if (match := _DIGESTED.fullmatch(name))})
    inner = {name.rpartition("/")[0] for name in names if _DIGESTED.fullmatch(name)}  # of an institute's cycles
    folders = sorted({"assets", "cards", *inner})
    return {
        addresses.APACHE: _htaccess(cycle, endings).encode(),
        addresses.HEADERS: _headers(cycle, folders).encode(),
        addresses.NO_JEKYLL: b"",
    }


def policy(cycle: Cycle) -> str:
    """Who may show our pages in a frame: ourselves, and whom the maintainer names (CSP 3 section 6.4.2)."""
    return " ".join(["frame-ancestors 'self'", *cycle.embed_from])


def _security(cycle: Cycle) -> list[tuple[str, str]]:
    return [*_SECURITY, ("Content-Security-Policy", policy(cycle))]


def _path(cycle: Cycle) -> str:
    """The path of the site at its host, from `/` to `/`, in characters that mean nothing to a configuration."""
    return quote(urlsplit(cycle.url).path, safe="/%~!$&()+,;=@") or "/"


def _htaccess(cycle: Cycle, endings: list[str]) -> str:
    """For Apache and those who read its files. Only directives that `AllowOverride FileInfo` permits: a host
    that permits no more would answer any other with an error, for the whole folder.
    """
    types = "".join(f"    AddType {kind} {ending}\n" for ending, kind in media.TYPES.items())
    named = "".join(
        f'    <Files "{name}">\n        ForceType {kind}\n    </Files>\n' for name, kind in media.NAMES.items()
    )
    charset = " ".join(e for e, kind in media.TYPES.items() if kind in media.CHARSET and e != ".txt")
    compressed = " ".join([*media.TYPES.values(), *media.NAMES.values()])
    shared = "|".join(ending[1:] for ending in _SHARED)
    security = "".join(f'    Header always set {name} "{value}"\n' for name, value in _security(cycle))
    return f"""\
# Written by rencontres-feeds with the rest of the folder. Leave it as it is: the next build would stop at
# a change. Lines of your own belong in the .htaccess of the folder above, which Apache reads as well.
ErrorDocument 404 {_path(cycle)}{addresses.NOT_FOUND}

<IfModule mod_mime.c>
{types}    AddCharset utf-8 {charset}
{named}</IfModule>

<IfModule mod_headers.c>
    Header set Cache-Control "{BRIEFLY}"
    <FilesMatch "^[^/]+\\.[0-9a-f]{{12}}\\.({"|".join(endings)})$">
        Header set Cache-Control "{FOR_EVER}"
    </FilesMatch>
    <FilesMatch "\\.({shared})$">
        Header set {_ANYONE} "*"
    </FilesMatch>
{security}\
    # Apache adds -gzip to the ETag of what it compresses, and then does not know it again (its bug 45023).
    RequestHeader edit* If-None-Match "-(gzip|br)\\"" "\\""
</IfModule>

# All types, for these lines take the place of the server's own.
<IfModule mod_deflate.c>
    <IfModule mod_filter.c>
        AddOutputFilterByType DEFLATE {compressed}
    </IfModule>
</IfModule>
"""


def _headers(cycle: Cycle, folders: list[str]) -> str:
    """For Netlify and Cloudflare Pages, which read it at the root of what they publish.

    No two blocks give one file the same header: both would be sent. Both hosts revalidate by default, so that
    only what may be kept for ever is said. Paths are those of the public address.
    """
    root = _path(cycle)
    blocks = [
        (f"{root}*", _security(cycle)),
        *((f"{root}{folder}/*", [("Cache-Control", FOR_EVER)]) for folder in folders),
        *((f"{root}*{e}", [*_typed(e), (_ANYONE, "*")]) for e in _SHARED),
        *((f"{root}{name}", [("Content-Type", kind)]) for name, kind in media.NAMES.items()),
    ]
    lines = [line for path, held in blocks for line in (path, *(f"  {name}: {value}" for name, value in held))]
    return "\n".join(["# Written by rencontres-feeds with the rest of the folder.", *lines, ""])


def _typed(ending: str) -> list[tuple[str, str]]:
    """What both hosts know by themselves is left to them: `feed.json` would have two types."""
    return [] if ending == ".json" else [("Content-Type", media.header(f"any{ending}"))]
