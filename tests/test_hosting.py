"""The folder on its hosts: as the real nginx and Apache serve it, with files and documents as they are."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import publications
import servers
from rencontres_feeds import addresses, media, site
from rencontres_feeds.catalogue import load
from rencontres_feeds.renderers import hosting
from rencontres_feeds.site import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from servers import Server

SITE = Path(__file__).parent / "cases" / "whole" / "output"
PATH = "/cycle/"
ASSETS = sorted(path.relative_to(SITE).as_posix() for f in ("assets", "cards") for path in (SITE / f).iterdir())
STYLE = next(name for name in ASSETS if "/style." in name)
NAMES = sorted(
    path.relative_to(SITE).as_posix()
    for path in SITE.rglob("*")
    if path.is_file() and path.name not in addresses.FOR_HOSTS
)
DOCS = servers.ROOT / "docs" / "hosting"
GZIP = {"Accept-Encoding": "gzip"}
"""As calendar programs, readers and browsers ask."""
FRAMES = re.findall(r'Content-Security-Policy "(.*)"', (SITE / ".htaccess").read_text())[0]
"""Whom the case lets show its pages."""
SECURITY = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "content-security-policy": FRAMES,
}
WAYS = ("nginx", "apache", "apache without .htaccess")


def _nginx_block() -> str:
    """The lines that the document shows for the site's own block, but for its address, certificate and root."""
    shown = re.search(r"^```nginx\n(.*?)^```$", (DOCS / "nginx.md").read_text(), re.MULTILINE | re.DOTALL)
    assert shown
    kept = [line for line in shown[1].splitlines() if re.match(r" +(error_page|add_header)\b", line)]
    block = (
        "\n".join(kept)
        .replace("/toulouse/", PATH)
        .replace("frame-ancestors 'self' https://institut.example", FRAMES)
    )
    return f"{block}\ninclude {DOCS}/nginx.conf;"


@pytest.fixture(scope="module", params=WAYS)
def served(request: pytest.FixtureRequest) -> Iterator[Server]:
    match request.param:
        case "nginx":
            with servers.nginx(SITE, PATH, _nginx_block()) as server:
                yield server
        case "apache":
            with servers.apache(SITE, PATH) as server:
                yield server
        case _:
            with servers.apache(SITE, PATH, "None", DOCS / "apache.conf") as server:
                yield server


@pytest.mark.parametrize("name", ["", *NAMES])
def test_every_file_is_there_with_its_bytes_its_type_and_how_long_it_may_be_kept(
    served: Server, name: str
) -> None:
    answer = served.ask(name)
    expected = {
        "content-type": media.header(name or addresses.INDEX),
        "cache-control": hosting.FOR_EVER if name in ASSETS else hosting.BRIEFLY,
        "access-control-allow-origin": "*" if name.endswith((".ics", ".xml", ".json")) else None,
        **SECURITY,
    }
    assert answer.status == 200
    assert answer.body == (SITE / (name or addresses.INDEX)).read_bytes()
    assert {header: answer.headers.get(header) for header in expected} == expected


@pytest.mark.parametrize("name", ["", "calendar.ics", "rss.xml", "feed.json", STYLE])
@pytest.mark.parametrize("asking", [{}, GZIP], ids=["plain", "gzip"])
def test_whoever_has_the_file_is_told_so_compressed_or_not(
    served: Server, name: str, asking: dict[str, str]
) -> None:
    answer = served.ask(name, asking)
    assert answer.headers.get("content-encoding", "") == asking.get("Accept-Encoding", "")
    etag = {"If-None-Match": answer.headers["etag"]}
    several = {"If-None-Match": f'"other", {answer.headers["etag"]}'}
    since = {"If-Modified-Since": answer.headers["last-modified"]}
    for condition in (etag, several, since):
        again = served.ask(name, asking | condition)
        assert (again.status, again.body) == (304, b"")
    assert served.ask(name, asking | {"If-None-Match": '"another"'}).status == 200


@pytest.mark.parametrize(
    "name", ["missing.ics", "sessions/missing.html", "assets/missing.css", "no/where/", "x.json"]
)
def test_what_is_not_there_is_a_404_with_our_page_and_nothing_else(served: Server, name: str) -> None:
    answer = served.ask(name)
    assert (answer.status, answer.body) == (404, (SITE / "404.html").read_bytes())
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "immutable" not in answer.headers.get("cache-control", "")
    assert {header: answer.headers.get(header) for header in SECURITY} == SECURITY


def test_apache_keeps_its_own_files_to_itself_and_so_does_nginx(served: Server) -> None:
    assert served.ask(".htaccess").status in (403, 404)


def test_apache_that_reads_no_such_file_serves_the_folder_all_the_same() -> None:
    with servers.apache(SITE, PATH, "None") as server:
        answers = {name: server.ask(name) for name in NAMES}
    assert {name: (a.status, a.body) for name, a in answers.items()} == {
        name: (200, (SITE / name).read_bytes()) for name in NAMES
    }
    assert answers["calendar.ics"].headers["content-type"] == "text/calendar"


@pytest.mark.parametrize("override", ["All", "FileInfo"])
def test_no_directive_needs_more_than_a_host_that_is_strict_permits(override: str) -> None:
    with servers.apache(SITE, PATH, override) as server:
        assert server.ask("calendar.ics").headers["content-type"] == "text/calendar; charset=utf-8"


def test_apache_without_its_modules_serves_the_folder_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "MODULES", "authz_core dir")
    with servers.apache(SITE, PATH) as server:
        assert server.ask("calendar.ics").body == (SITE / "calendar.ics").read_bytes()
        assert server.ask("missing.ics").body == (SITE / "404.html").read_bytes()


def test_lines_of_the_folder_above_hold_as_well() -> None:
    """The way for a maintainer who needs lines of her own."""
    with servers.apache(SITE, PATH) as server:
        (server.folder.parent / ".htaccess").write_text('Header set X-Hers "yes"\n')
        answer = server.ask("calendar.ics")
    assert answer.headers["x-hers"] == "yes"
    assert answer.headers["cache-control"] == hosting.BRIEFLY


def test_the_files_for_hosts_are_these() -> None:
    cycle = replace(
        publications.CYCLE,
        url="https://rencontres.example/l'été d'essai/%C3%A9/",
        embed_from=("https://institut.example", "https://autre.example"),
    )
    lasting = ["assets/a.0123456789ab.css", "cards/c.0123456789ab.png"]
    made = hosting.files(cycle, ["index.html", *lasting, "assets/b.png", "x.0123456789ab.pdf"])
    apache, headers = made[".htaccess"].decode(), made["_headers"].decode()
    assert set(made) == set(addresses.FOR_HOSTS)
    assert made[".nojekyll"] == b""
    assert "ErrorDocument 404 /l%27%C3%A9t%C3%A9%20d%27essai/%C3%A9/404.html\n" in apache
    assert '<FilesMatch "^[^/]+\\.[0-9a-f]{12}\\.(css|png)$">' in apache
    assert (
        headers
        == """\
# Written by rencontres-feeds with the rest of the folder.
/l%27%C3%A9t%C3%A9%20d%27essai/%C3%A9/*
  X-Content-Type-Options: nosniff
  Referrer-Policy: strict-origin-when-cross-origin
  Permissions-Policy: camera=(), geolocation=(), microphone=()
  Content-Security-Policy: frame-ancestors 'self' https://institut.example https://autre.example
/l%27%C3%A9t%C3%A9%20d%27essai/%C3%A9/assets/*
  Cache-Control: public, max-age=31536000, immutable
/l%27%C3%A9t%C3%A9%20d%27essai/%C3%A9/cards/*
  Cache-Control: public, max-age=31536000, immutable
/l%27%C3%A9t%C3%A9%20d%27essai/%C3%A9/*.ics
  Content-Type: text/calendar; charset=utf-8
  Access-Control-Allow-Origin: *
/l%27%C3%A9t%C3%A9%20d%27essai/%C3%A9/*.json
  Access-Control-Allow-Origin: *
/l%27%C3%A9t%C3%A9%20d%27essai/%C3%A9/*.xml
  Content-Type: application/xml
  Access-Control-Allow-Origin: *
/l%27%C3%A9t%C3%A9%20d%27essai/%C3%A9/feed.json
  Content-Type: application/feed+json
"""
    )


def test_every_asset_carries_its_digest_for_it_may_be_kept_for_ever() -> None:
    assert [name for name in ASSETS if not hosting._DIGESTED.fullmatch(name)] == []


def test_the_files_for_hosts_are_there_before_any_page() -> None:
    new = {name: site.rank(name, new=True) for name in (*NAMES, *addresses.FOR_HOSTS)}
    pages = [place for name, place in new.items() if name.endswith((".html", ".ics", ".xml"))]
    assert max(new[name] for name in addresses.FOR_HOSTS) < min(pages)


def test_a_stranger_of_that_name_stops_the_build_and_is_told_where_it_belongs() -> None:
    plan = site.plan({".htaccess": site.Made(b"ours")}, {".htaccess": Found("file", "another")}, {})
    (problem,) = site.obstacles(plan)
    assert load("en").say(problem.what) == ".htaccess is in the way: this program did not write it"
    assert problem.mend
    assert load("en").say(problem.mend).startswith("Move it to the folder above, where Apache reads it as well")


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("calendar.ics", "text/calendar; charset=utf-8"),
        ("calendar-2019.ics", "text/calendar; charset=utf-8"),
        ("feed.json", "application/feed+json"),
        ("ledger.json", "application/json"),
        ("sessions/feed.html", "text/html; charset=utf-8"),
        ("documents/feuille.html", "text/html"),
        ("documents/cr.pdf", "application/pdf"),
        ("documents/inconnu", "application/octet-stream"),
    ],
)
def test_a_file_has_one_type_everywhere(name: str, header: str) -> None:
    assert media.header(name) == header


def test_an_old_address_that_leads_to_the_new_one_does_so_file_by_file() -> None:
    """The lines of `moving.md`."""
    apache, nginx = re.findall(r"```(?:apache|nginx)\n(.*?)```", (DOCS / "moving.md").read_text(), re.DOTALL)
    with servers.nginx(SITE, "/toulouse/", nginx) as server:
        moved = [server.ask("calendar.ics")]
    with servers.apache(SITE, "/toulouse/") as server:
        (server.folder.parent / ".htaccess").write_text(apache)
        moved.append(server.ask("calendar.ics"))
    assert [(answer.status, answer.headers["location"]) for answer in moved] == [
        (301, "https://new.example/toulouse/calendar.ics")
    ] * 2
