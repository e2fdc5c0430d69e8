"""Kinds of web hosts: how one is known, and what can be done there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from rencontres_feeds.catalogue import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

Host = Literal[
    "apache", "caddy", "cloudflare", "github", "gitlab", "netlify", "nginx", "python", "storage", "unknown"
]

_DOMAINS: tuple[tuple[str, Host], ...] = (
    (".github.io", "github"),
    (".gitlab.io", "gitlab"),
    (".netlify.app", "netlify"),
    (".pages.dev", "cloudflare"),
)
_SERVERS: tuple[tuple[str, Host], ...] = (
    ("github.com", "github"),
    ("netlify", "netlify"),
    ("cloudflare", "cloudflare"),
    ("amazons3", "storage"),
    ("apache", "apache"),
    ("litespeed", "apache"),  # it reads .htaccess as well
    ("nginx", "nginx"),
    ("openresty", "nginx"),
    ("caddy", "caddy"),
    ("simplehttp", "python"),
)
_TO_SET: dict[Host, Message] = {
    "apache": Message(
        "Was the hidden file .htaccess uploaded with the rest? If so, ask the host to read it"
        " (AllowOverride FileInfo): docs/hosting/apache.md"
    ),
    "caddy": Message("Take over the lines of docs/hosting/caddy.md"),
    "cloudflare": Message("Is _headers at the top of what is published? docs/hosting/pages.md"),
    "github": Message("GitHub Pages cannot be told otherwise; nothing is to be done."),
    "gitlab": Message("GitLab Pages cannot be told otherwise; nothing is to be done."),
    "netlify": Message("Is _headers at the top of what is published? docs/hosting/pages.md"),
    "nginx": Message("Include docs/hosting/nginx.conf in the block of the site: docs/hosting/nginx.md"),
    "python": Message("This server is for trying out; nothing is to be done."),
    "storage": Message("Types and caching are said while uploading: docs/hosting/storage.md"),
    "unknown": Message("Ask the host, and show it docs/hosting/README.md"),
}
_TO_UPLOAD: dict[Host, Message] = {
    "cloudflare": Message(
        "Upload the folder again, then purge the cache; turn off what changes files on their way."
    ),
    "github": Message(
        "Was the last deployment done? Look at “Actions” and “Deployments”; it takes up to ten minutes."
    ),
    "gitlab": Message("Was the last pipeline done? Look at “Pipelines”; it takes some minutes."),
    "netlify": Message("Look at the last deployment, and turn off what changes files on their way."),
}


def kind(address: str, headers: Mapping[str, str]) -> Host:
    """Which kind of host it seems to be, by its name and by what it says of itself."""
    name = urlsplit(address).hostname or ""
    server = headers.get("server", "").lower()
    return next(
        (host for end, host in _DOMAINS if name.endswith(end)),
        next((host for word, host in _SERVERS if word in server), "unknown"),
    )


def to_set(host: Host) -> Message:
    """How it is told types, caching and the like."""
    return _TO_SET[host]


def to_upload(host: Host) -> Message:
    """What is to be done where its files are not ours."""
    return _TO_UPLOAD.get(host) or Message("Upload the folder again, whole, and everything in binary mode.")
