"""What the world sees: real servers, some of them broken on purpose, and the commands that look at them."""

from __future__ import annotations

import functools
import http.server
import json
import re
import ssl
import subprocess
import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest
from click.testing import CliRunner

import servers
import test_hosting
from house import House, instant, refused, session, source
from rencontres_feeds import kinship, ledger, web
from rencontres_feeds.catalogue import Message, load
from rencontres_feeds.cli import commands
from rencontres_feeds.problems import Refusal
from rencontres_feeds.verification import hosts, judging, looking, programs, telling
from rencontres_feeds.verification.seen import Condition, Finding, Observations, Seen
from rencontres_feeds.web import Certificate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from click.testing import Result


SITE = test_hosting.SITE
PATH = test_hosting.PATH
NOW = instant("2026-01-10")
PAGE = b"<!DOCTYPE html><title>Accueil</title>"
COPY = {("address", "host"): (), ("plain", "host"): ()}
"""What is found of any copy on this machine."""

Lie = tuple[int, dict[str, str], bytes]


class _Liar(http.server.SimpleHTTPRequestHandler):
    """Serves the folder, but for what it is told to answer otherwise."""

    lies: Mapping[str, Lie] = {}

    def do_GET(self) -> None:
        name = self.path.removeprefix(PATH)
        lie = self.lies.get(name) or (self.lies.get("*") if name not in KNOWN else None)
        if not lie:
            super().do_GET()
            return
        status, headers, body = lie
        self.send_response(status)
        for header, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(header, value)
        self.end_headers()
        self.wfile.write(body)

    do_HEAD = do_GET  # noqa: N815  # http.server's name

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its own name
        pass


KNOWN = {"", "ledger.json", *test_hosting.NAMES}


@contextmanager
def lying(
    lies: Mapping[str, Lie], site: Path = SITE, tls: ssl.SSLContext | None = None
) -> Iterator[tuple[str, Path]]:
    with servers.place(site, PATH) as (base, copy):
        handler = functools.partial(type("Liar", (_Liar,), {"lies": lies}), directory=str(base / "root"))
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            if tls:
                server.socket = tls.wrap_socket(server.socket, server_side=True)
            thread = threading.Thread(target=server.serve_forever, args=(0.05,))
            thread.start()
            try:
                yield f"{'https' if tls else 'http'}://localhost:{server.server_port}{PATH}", copy
            finally:
                server.shutdown()
                thread.join()


def found(findings: Sequence[Finding]) -> dict[tuple[str, str], tuple[str, ...]]:
    """What is not fine: code and grade, to names."""
    return {(f.code, f.grade): f.names for f in findings if f.grade != "fine"}


def verdict(
    url: str, *, links: bool = False, at_hand: Path | None = SITE
) -> dict[tuple[str, str], tuple[str, ...]]:
    data = (at_hand / "ledger.json").read_bytes() if at_hand else None
    return found(judging.judge(looking.look(url, data, links=links), NOW))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(commands, ["verify", *arguments], env={"LANG": "en_GB.UTF-8", "LC_ALL": ""})


def test_the_folder_behind_nginx_and_apache_as_documented_is_fine() -> None:
    with servers.nginx(SITE, PATH, test_hosting._nginx_block()) as server:
        assert verdict(server.url) == COPY
    with servers.apache(SITE, PATH) as server:
        assert verdict(server.url) == COPY


def test_a_folder_served_as_it_is_by_any_plain_server_passes() -> None:
    with servers.python(SITE, PATH) as server:
        result = run(server.url, "-o", str(SITE))
        codes = set(verdict(server.url, at_hand=None))
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[-1] == "The world sees what was built."
    assert codes == {
        *COPY,
        ("charset", "host"),
        ("headers", "host"),
        ("caching", "host"),
        ("not-found", "host"),
    }


def test_apache_that_reads_no_htaccess_is_told_that_it_forgets_its_own_etags() -> None:
    with servers.apache(SITE, PATH, "None") as server:
        result = run(server.url, "-o", str(SITE))
        assert verdict(server.url)["no-304", "host"] == ("index.html", "rss.xml", "atom.xml")
    assert result.exit_code == 0
    assert result.output.count("docs/hosting/apache.md") == 1


def test_everything_that_people_would_meet_is_to_be_mended_and_said_with_its_files() -> None:
    turned = (SITE / "sessions" / "passee.ics").read_bytes().replace(b"\r\n", b"\n")
    html = {"Content-Type": "text/html; charset=utf-8"}
    lies: dict[str, Lie] = {
        "sessions/a-venir.ics": (404, {}, b""),
        "rss.xml": (200, html, PAGE),
        "sessions/passee.ics": (200, {"Content-Type": "text/calendar"}, turned),
        "atom.xml": (200, {"Content-Type": "application/xml"}, b"<feed>"),
        "feed.json": (200, {"Content-Type": "application/json"}, b"[]"),
        "calendar.ics": (200, {"Content-Type": "text/plain; charset=iso-8859-1"}, b"BEGIN:VCALENDAR\r\n"),
        "sessions/passee.html": (
            200,
            {"Content-Type": "text/plain"},
            (SITE / "sessions" / "passee.html").read_bytes(),
        ),
        "404.html": (503, {}, b""),
        "*": (200, html, PAGE),
    }
    with lying(lies) as (url, _):
        result = run(url, "-o", str(SITE))
        told = verdict(url)
        to_mend = {
            code: names for (code, grade), names in told.items() if grade == "mend" and code != "unparsable"
        }
    assert to_mend == {
        "missing": ("404.html", "sessions/a-venir.ics"),
        "fallback": ("rss.xml",),
        "line-ends": ("sessions/passee.ics",),
        "different": ("atom.xml", "calendar.ics", "feed.json"),
        "type": ("rss.xml", "sessions/passee.html"),
        "charset": ("calendar.ics",),
        "soft-404": (),
    }
    assert result.exit_code == 1
    assert "  2 files are not there (404.html, sessions/a-venir.ics)\n" in result.output
    assert "    → The server answers 503.\n" in result.output
    assert "It was uploaded as text." in result.output
    assert result.output.splitlines()[-1].endswith(" things to mend.")


def test_what_does_not_parse_is_said_for_each_file() -> None:
    broken: dict[str, Lie] = {
        "atom.xml": (200, {"Content-Type": "application/xml"}, b"<feed>"),
        "feed.json": (200, {"Content-Type": "application/json"}, b"[]"),
        "calendar.ics": (200, {"Content-Type": "text/calendar"}, b"Bonjour"),
    }
    with lying(broken) as (url, _):
        seen = looking.look(url, (SITE / "ledger.json").read_bytes())
    assert {f.names[0] for f in programs.judge(seen) if f.code == "unparsable"} == set(broken)


def test_files_with_neither_etag_nor_date_are_fetched_whole_each_time() -> None:
    rss = (SITE / "rss.xml").read_bytes()
    with lying({"rss.xml": (200, {"Content-Type": "text/xml"}, rss)}) as (url, _):
        assert verdict(url)["no-validator", "host"] == ("rss.xml",)


def test_another_address_is_followed_and_told() -> None:
    with lying({}) as (url, _):
        target = f"{url}atom.xml"
        with lying({"atom.xml": (301, {"Location": target}, b"")}) as (old, _):
            assert verdict(old)["redirected", "host"] == ("atom.xml",)


def test_an_address_without_a_ledger_of_ours_is_no_site() -> None:
    with lying({"ledger.json": (404, {}, b"")}) as (url, _), pytest.raises(Refusal) as refusal:
        looking.look(url, None)
    assert refused(refusal.value) == [f"there is no ledger.json of ours at {url}"]
    with lying({"ledger.json": (200, {}, b"{}")}) as (url, _), pytest.raises(Refusal):
        looking.look(f"{url}index.html", None)
    with lying({"ledger.json": (404, {}, b"")}) as (url, _):
        assert verdict(f"{url}feed.json")["missing", "mend"] == ("ledger.json",)


def test_a_host_that_does_not_answer_is_a_refusal_and_says_why() -> None:
    result = run("http://127.0.0.1:1/", "-o", str(SITE))
    assert result.exit_code == 1
    assert "http://127.0.0.1:1/ledger.json cannot be fetched: [Errno 111] Connection refused" in result.stderr


def _ledgers() -> tuple[bytes, bytes]:
    """Two builds of one cycle, one after the other."""
    house = House()
    house.build(source(session()))
    first = house.ledger
    house.build(source(session(date="2018-03-22")), now="2018-01-12")
    assert first
    assert house.ledger
    return first, house.ledger


def test_a_publication_of_another_cycle_is_refused() -> None:
    other = House()
    other.build(source(session()).replace("id: essai", "id: autre"))
    assert other.ledger
    with lying({"ledger.json": (200, {}, other.ledger)}) as (url, _), pytest.raises(Refusal) as refusal:
        looking.look(url, (SITE / "ledger.json").read_bytes())
    assert refused(refusal.value) == [f"{url} belongs to another cycle, “autre”, not “essai”"]


def _seen(name: str = "", **fields: object) -> Seen:
    address = f"https://essai.example/cycle/{name}"
    known = {"status": 200, "final": address, "sha256": "0", "headers": {"content-type": "text/html"}}
    return Seen(name, address, **{**known, **fields})  # type: ignore[arg-type]


FINE = Observations(
    base="https://essai.example/cycle/",
    named="https://essai.example/cycle/",
    files={"": "0"},
    source="local",
    seen=(_seen(headers={"content-type": "text/html", "cache-control": "max-age=60", **test_hosting.SECURITY}),),
    absent=(_seen("x.ics", status=404), _seen("x.html", status=404)),
)


def of(**fields: object) -> dict[tuple[str, str], tuple[str, ...]]:
    return found(judging.judge(replace(FINE, **fields), NOW))  # type: ignore[arg-type]


def test_what_is_public_is_held_against_what_was_built() -> None:
    first, second = (ledger.loads(data) for data in _ledgers())
    assert of(kinship=kinship.of("x", second, second)) == {("not-found", "host"): ()}
    assert ("behind", "mend") in of(kinship=kinship.of("x", first, second))
    assert ("elsewhere", "mend") in of(kinship=kinship.of("x", second, first))


def test_browsers_and_programs_are_not_sent_back_to_http() -> None:
    down = _seen("a.html", final="http://essai.example/cycle/a.html")
    assert of(seen=(*FINE.seen, down), files={"": "0", "a.html": "0"})["downgrade", "mend"] == ("a.html",)
    assert ("no-upgrade", "host") in of(plain=_seen(final="http://essai.example/cycle/"))
    assert ("no-upgrade", "host") not in of(plain=_seen())


def test_what_may_be_kept_for_long_is_told_but_not_what_is_asked_for_again() -> None:
    long = replace(FINE.seen[0], headers={**FINE.seen[0].headers, "cache-control": "public, max-age=604800"})
    again = replace(long, headers={**long.headers, "cache-control": "no-cache, max-age=604800"})
    assert of(seen=(long,))["kept-long", "host"] == ("index.html",)
    assert ("kept-long", "host") not in of(seen=(again,))


def test_a_page_in_place_of_one_that_is_missing_is_advice_and_in_place_of_a_calendar_a_mistake() -> None:
    ics, html = FINE.absent
    assert ("soft-404", "host") in of(absent=(ics, replace(html, status=200)))
    assert ("soft-404", "mend") in of(absent=(replace(ics, status=200), html))
    assert of(files={"": "0", "404.html": "0"}) == {}


def test_some_answers_may_know_the_date_and_not_the_etag() -> None:
    forgetful = Condition("rss.xml", compressed=True, by_etag=200, by_date=200)
    assert of(conditions=(forgetful,))["no-304", "host"] == ("rss.xml",)
    dated = Condition("rss.xml", compressed=True, by_etag=None, by_date=304)
    assert ("no-304", "host") not in of(conditions=(dated,))
    careless = Condition("rss.xml", compressed=True, by_etag=None, by_date=200)
    assert ("no-304", "host") in of(conditions=(careless,))


@pytest.mark.parametrize(
    ("headers", "codes"),
    [
        ({"content-type": "application/octet-stream"}, {("type", "host")}),
        ({"content-type": "text/html"}, {("type", "mend"), ("fallback", "mend")}),
        ({}, {("type", "host")}),
        ({"content-type": 'Text/Calendar; Charset="UTF-8"'}, set()),
    ],
)
def test_a_calendar_by_its_type(headers: dict[str, str], codes: set[tuple[str, str]]) -> None:
    calendar = _seen("s.ics", headers={"cache-control": "no-cache", **headers}, sha256="1")
    files = {"": "0", "s.ics": "0" if ("fallback", "mend") in codes else "1"}
    assert set(of(seen=(*FINE.seen, calendar), files=files)) - {("not-found", "host")} == codes


def test_a_calendar_that_names_another_address_or_is_too_large_is_told() -> None:
    text = (SITE / "calendar.ics").read_bytes()
    moved = replace(FINE, named="https://autre.example/", seen=(_seen("calendar.ics", body=text),))
    assert [(f.code, f.grade) for f in programs.judge(moved)] == [("self", "mend")]
    head, tail = text.split(b"END:VCALENDAR")
    large = replace(
        FINE, seen=(_seen("calendar.ics", body=head + b"X-LONG:a\r\n" * 100_000 + b"END:VCALENDAR" + tail),)
    )
    assert [(f.code, f.grade) for f in programs.judge(large)] == [("large", "host"), ("readable", "fine")]
    year = replace(large, seen=(replace(large.seen[0], name="calendar-2025.ics"),))
    assert [(f.code, f.names) for f in programs.judge(year)] == [
        ("large", ("calendar-2025.ics",)),
        ("self", ("calendar-2025.ics",)),
    ]
    feed = b'{"items": [], "x": "' + b"a" * 1_000_000 + b'"}'
    assert next(f.code for f in programs.judge(replace(FINE, seen=(_seen("feed.json", body=feed),)))) == "large"


@pytest.mark.parametrize(
    ("days", "grade"), [(timedelta(days=60), "fine"), (timedelta(days=14), "host"), (timedelta(days=2), "mend")]
)
def test_a_certificate_is_measured_by_its_own_length(days: timedelta, grade: str) -> None:
    shown = Certificate(NOW + days - timedelta(days=90), NOW + days)
    graded = [f.grade for f in judging.judge(replace(FINE, certificate=shown), NOW) if f.code == "certificate"]
    assert graded == [grade]


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    """A certificate of one day, made here, and a server's context with it."""
    folder = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-days", "1", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", key, "-out", cert),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return cert, context


def test_over_tls_the_days_left_are_told_and_a_certificate_that_nobody_trusts_is_refused(
    tls: tuple[Path, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    cert, context = tls
    with lying({}, tls=context) as (url, _):
        web._opener.cache_clear()
        with pytest.raises(Refusal) as refusal:
            looking.look(url, None)
        assert "certificate verify failed" in refused(refusal.value)[0]
        with pytest.raises(Refusal):
            web.certificate(url)
        monkeypatch.setenv("SSL_CERT_FILE", str(cert))
        web._opener.cache_clear()
        seen = looking.look(url, None)
    web._opener.cache_clear()
    assert seen.certificate
    assert seen.certificate.until - seen.certificate.since == timedelta(days=1)
    in_time = seen.certificate.since + timedelta(hours=1)
    late = seen.certificate.until - timedelta(minutes=30)
    assert ("certificate", "mend") not in found(judging.judge(seen, in_time))
    assert ("certificate", "mend") in found(judging.judge(seen, late))
    assert ("plain", "host") not in found(judging.judge(seen, in_time))


def test_http_is_asked_where_it_is_the_other_side_of_https() -> None:
    assert looking._plain("https://localhost:8443/") is None
    assert looking._plain("http://localhost/") is None
    asked = looking._plain("https://localhost.invalid/cycle/")
    assert asked
    assert asked.address == "http://localhost.invalid/cycle/"
    assert asked.error


def test_links_out_of_the_pages_are_asked_only_when_it_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    lies: dict[str, Lie] = {
        "elsewhere/alive": (200, {}, b"here"),
        "elsewhere/gone": (410, {}, b""),
        "elsewhere/shy": (403, {}, b""),
    }
    with lying(lies) as (other, _), servers.python(SITE, PATH) as server:
        targets = [f"{other}elsewhere/{name}" for name in ("alive#part", "gone", "shy")]
        leads = [*targets, targets[0], "http://127.0.0.1:1/", "local", f"{server.url}own"]
        text = "".join(f'<a href="{address}">x</a>' for address in leads)
        (server.folder / "index.html").write_text(text + '<a id="none">x</a><p>')
        links = {code: names for code, names in verdict(server.url, links=True).items() if "links" in code[0]}
        assert not any("links" in code for code, _ in verdict(server.url))
        monkeypatch.setattr(looking, "MAX_LINKS", 1)
        assert ("unasked-links", "host") in verdict(server.url, links=True)
    page = "index.html"
    assert links["dead-links", "mend"][0] == f"{page}: {targets[1]}"
    assert {f"{page}: {targets[2]}", f"{page}: http://127.0.0.1:1/"} <= set(links["mute-links", "host"])


@pytest.mark.parametrize(
    ("address", "server", "kind"),
    [
        ("https://x.github.io/y/", "GitHub.com", "github"),
        ("https://x.example/", "GitHub.com", "github"),
        ("https://x.gitlab.io/", "", "gitlab"),
        ("https://x.example/", "LiteSpeed", "apache"),
        ("https://x.example/", "nginx/1.22.1", "nginx"),
        ("https://x.example/", "", "unknown"),
    ],
)
def test_a_host_is_known_by_its_name_or_by_what_it_says(address: str, server: str, kind: str) -> None:
    assert hosts.kind(address, {"server": server}) == kind


def test_for_every_kind_of_host_there_is_something_to_do() -> None:
    assert set(hosts._TO_SET) == set(hosts.Host.__args__)  # type: ignore[attr-defined]
    assert {hosts.to_upload(kind) for kind in hosts._TO_SET} > {hosts.to_upload("apache")}


SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["format", "url", "now", "host", "ledger", "files", "mend", "findings"],
    "properties": {
        "format": {"const": 1},
        "url": {"type": "string", "pattern": "^https?://.*/$"},
        "now": {"type": "string", "pattern": "^[0-9-]{10}T[0-9:]{8}Z$"},
        "host": {"enum": list(hosts._TO_SET)},
        "ledger": {"enum": ["local", "public"]},
        "files": {"type": "integer", "minimum": 1},
        "mend": {"type": "boolean"},
        "findings": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["code", "grade", "what", "mend", "names"],
                "properties": {
                    "code": {"type": "string", "pattern": "^[a-z0-9-]+$"},
                    "grade": {"enum": ["mend", "host", "fine"]},
                    "what": {"type": "string"},
                    "mend": {"type": "array", "items": {"type": "string"}},
                    "names": {"type": "array", "items": {"type": "string"}},
                },
            },
        },
    },
}


def test_for_machines_it_is_one_object_as_documented() -> None:
    with lying({"rss.xml": (404, {}, b"")}) as (url, _):
        result = run(url, "-o", str(SITE), "--json", "--now", "2026-01-10T12:00:00Z")
    said = json.loads(result.stdout)
    jsonschema.validate(said, SCHEMA)
    assert result.exit_code == 1
    assert (said["mend"], said["host"], said["ledger"], said["now"]) == (
        True,
        "python",
        "local",
        "2026-01-10T12:00:00Z",
    )
    text = (servers.ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    shown = json.loads(text.partition("## `verify`")[2].partition("```json\n")[2].partition("```")[0])
    jsonschema.validate(shown, SCHEMA)
    codes = set(
        text.partition("## `verify`")[2].partition("| `mend` or `host` |")[2].partition("\n## ")[0].split("`")
    )
    assert {code for code, _ in verdict_codes()} <= codes


def verdict_codes() -> set[tuple[str, str]]:
    """Every code that the sources name."""
    folder = Path(judging.__file__).parent
    text = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    return {(code, "") for code in re.findall(r'(?:Finding|_several)\(\s*"([a-z0-9-]+)"', text)}


def test_by_default_the_address_is_that_of_the_last_build_else_of_the_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    example = "https://essai.example/cycle/ is an example, not yet an address of the web"
    assert example in run("-o", str(SITE)).stderr
    (tmp_path / "sessions.yaml").write_text(source(session()), encoding="utf-8")
    assert example in run().stderr
    (tmp_path / "sessions.yaml").write_text(source(session(), url="http://0.0.0.0:1/"), encoding="utf-8")
    assert "http://0.0.0.0:1/ledger.json cannot be fetched" in run().stderr
    (tmp_path / "sessions.yaml").write_text("cycle: {}\n", encoding="utf-8")
    assert run().exit_code == 1


def test_many_files_are_told_to_people_by_the_first() -> None:
    finding = Finding("missing", "mend", Message("x"), (), tuple(f"{n}.html" for n in range(9)))
    shown = list(telling.lines([finding, replace(finding, names=())], load("en")))
    assert shown == [
        "To mend:",
        "  x (0.html, 1.html, 2.html, 3.html, 4.html, 5.html …)",
        "  x",
        "2 things to mend.",
    ]


def test_a_site_of_which_nothing_is_as_built_has_no_file_that_is_fine() -> None:
    assert [f.code for f in judging.judge(replace(FINE, files={"": "1"}), NOW) if f.code == "files"] == []


def test_a_file_that_cannot_be_had_is_told_once_and_with_the_reason() -> None:
    cut: dict[str, Lie] = {"rss.xml": (200, {"Content-Length": "9"}, b"cut")}
    with lying(cut) as (url, _):
        seen = looking.look(url, (SITE / "ledger.json").read_bytes())
    (missing,) = [f for f in judging.judge(seen, NOW) if f.code == "missing"]
    assert missing.names == ("rss.xml",)
    assert load("en").say(missing.mend[1]) == f"{url}rss.xml cannot be fetched: the answer was cut off"
    assert [c.by_etag for c in seen.conditions if c.name == "rss.xml"] == [None]
