"""The preview: what is shown of a source, at which address, to whom; and that nothing is published by it."""

from __future__ import annotations

import http.client
import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from house import House, content, instant, refused, session, source
from rencontres_feeds import building, press, showing
from rencontres_feeds.catalogue import Message, load
from rencontres_feeds.guards import Consent
from rencontres_feeds.preview import LOOPBACK, Server
from rencontres_feeds.problems import Problem, Refusal, Span, Texts
from rencontres_feeds.renderers import preview
from rencontres_feeds.site import LEDGER
from rencontres_feeds.watch import Watch, state
from test_cli import tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rencontres_feeds.catalogue import Catalogue
    from rencontres_feeds.model import Language
    from rencontres_feeds.press import Preview
    from rencontres_feeds.showing import View

NOW = instant("2018-01-10")
REAL = "https://essai.exemple-reel.org/"
BROKEN = source(session()).replace("title: Un essai", "titre: Un: essai")


def french(said: Language | None) -> Catalogue:
    return load(said or "fr")


def seen(text: str, before: bytes | None = None, now: str = "2018-01-11") -> Preview:
    draft = press.read(text.encode(), lambda _: pytest.fail("no document"), instant(now))
    return press.preview(draft, before, instant(now))


def why(found: Preview) -> list[str]:
    return refused(Refusal(found.refused))


# What a preview is made of


def test_a_preview_is_what_a_build_would_make() -> None:
    house = House()
    house.build(source(session()))
    before = house.ledger
    text = source(session(date="2018-03-22"))
    assert seen(text, before).run == house.build(text, "2018-01-11")
    assert seen(text, before).refused == ()


def test_drafts_are_shown_everywhere_and_say_what_they_are() -> None:
    drafted = seen(source(session(), session("s2", "À venir", draft="true")))
    assert [s.title for s in drafted.run.publication.sessions] == ["Un essai", "BROUILLON – À venir"]
    for name in ("index.html", "sessions/s2.html", "calendar.ics", "rss.xml"):
        assert "BROUILLON" in content(drafted.run, name).decode()
    assert drafted.refused == ()


REFUSED = [
    ("no ledger", source(session(), url=REAL), None, ["there is no ledger: nothing tells what was already"]),
    ("damaged", source(session()), b"{", ["the ledger (ledger.json) is damaged"]),
    ("vanished", source(session("s2")), "ledger", ["“s1” is published, and missing in the file"]),
    (
        "a draft again",
        source(session(draft="true")),
        "ledger",
        ["“s1” is published, and cannot become a draft"],
    ),
    ("no day", source(session(date="2018-04", time="")), "ledger", ["members know the day already"]),
    (
        "two at once",
        source(session(status="postponed", date="2018-04-10"), session("s2", uid="s1@essai.essai.example")),
        "ledger",
        ["a postponed session keeps the day", "the uid “s1@essai.essai.example” belongs to “s1”"],
    ),
    (
        "typed over",
        source(session(title="Une autre", date="2019-03-15")),
        "ledger",
        ["the session “s1” was held on 2018-03-15"],
    ),
]


@pytest.mark.parametrize(
    ("text", "before", "said"), [one[1:] for one in REFUSED], ids=[one[0] for one in REFUSED]
)
def test_what_a_build_would_refuse_is_shown_all_the_same(
    text: str, before: bytes | str | None, said: list[str]
) -> None:
    house = House()
    house.build(source(session()))
    found = seen(text, house.ledger if isinstance(before, str) else before, "2018-06-01")
    assert [line[: len(start)] for line, start in zip(why(found), said, strict=True)] == said
    assert "index.html" in found.run.site


def test_without_a_programme_there_is_no_preview() -> None:
    with pytest.raises(Refusal):
        seen(BROKEN)


# What is shown at each address


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "cr.pdf").write_bytes(b"%PDF")
    write(tmp_path, source(session(report="{file: documents/cr.pdf}"), session("s2", draft="true")))
    return tmp_path


def write(folder: Path, text: str) -> None:
    (folder / "sessions.yaml").write_text(text, encoding="utf-8")


def look(folder: Path) -> View:
    return showing.look(folder / "sessions.yaml", folder / "output", NOW, french)


def page(view: View, name: str) -> str:
    body = view.answers[name].body
    assert isinstance(body, bytes)
    return body.decode()


def test_every_file_of_the_site_has_its_type_and_the_ledger_is_none_of_them(here: Path) -> None:
    types = {name: answer.media_type for name, answer in look(here).answers.items()}
    assets = {name: kind for name, kind in types.items() if name.startswith("assets/")}
    assert {name.rpartition(".")[2]: kind for name, kind in assets.items()} == {
        "css": "text/css; charset=utf-8",
        "js": "text/javascript; charset=utf-8",
        "svg": "image/svg+xml",
    }
    cards = {name: kind for name, kind in types.items() if name.startswith("cards/")}
    assert list(cards.values()) == ["image/png"] * 3
    html = "text/html; charset=utf-8"
    assert {name: kind for name, kind in types.items() if name not in assets | cards} == {
        "": html,
        "404.html": html,
        "embed.html": html,
        "atom.xml": "application/xml",
        "calendar.ics": "text/calendar; charset=utf-8",
        "documents/cr.pdf": "application/pdf",
        "feed.json": "application/feed+json",
        "index.html": html,
        "preview/favicon.svg": "image/svg+xml",
        "preview/preview.css": "text/css; charset=utf-8",
        "preview/preview.js": "text/javascript; charset=utf-8",
        "preview/problems.html": html,
        "preview/state.txt": "text/plain; charset=utf-8",
        "preview/texts.html": html,
        "rss.xml": "application/xml",
        "sessions/s1.html": html,
        "sessions/s1.ics": "text/calendar; charset=utf-8",
        "sessions/s2.html": html,
        "sessions/s2.ics": "text/calendar; charset=utf-8",
        "sitemap.xml": "application/xml",
    }


def test_calendar_and_feeds_are_those_that_a_build_would_write(here: Path) -> None:
    write(here, source(session()))
    made = House().build(source(session()))
    for name, answer in look(here).answers.items():
        if name in made.site and not name.endswith(".html"):
            assert answer.body == content(made, name)


def test_a_type_that_nobody_knows_is_said_to_be_bytes(here: Path) -> None:
    (here / "documents" / "cr.unknown-ending").write_bytes(b"?")
    write(here, source(session(report="{file: documents/cr.unknown-ending}")))
    assert look(here).answers["documents/cr.unknown-ending"].media_type == "application/octet-stream"


def test_public_addresses_of_the_site_lead_to_the_preview_and_are_still_told(here: Path) -> None:
    view = look(here)
    missing, index = page(view, "404.html"), page(view, "index.html")
    assert 'href="https://essai.example' not in missing
    assert '<link rel="canonical" href="https://essai.example/cycle/">' in index
    assert ">https://essai.example/cycle/calendar.ics<" in index


def test_the_policy_of_a_page_lets_its_script_ask_and_no_more(here: Path) -> None:
    for name in ("index.html", "sessions/s1.html", "404.html", "preview/problems.html"):
        shown = page(look(here), name)
        assert shown.count("content=\"connect-src 'self'; default-src 'none'; ") == 1
        assert shown.count("data-state=") == shown.count('class="preview-bar"') == 1


def test_the_bar_counts_what_is_to_be_mended_and_leads_to_it(here: Path) -> None:
    assert "problème" not in (fine := page(look(here), ""))
    assert '<a href="/preview/problems.html">3 avertissements</a>' in fine
    building.build(
        here / "sessions.yaml",
        building.read(here / "sessions.yaml", NOW),
        here / "output",
        NOW,
        Consent(),
    )
    write(here, source(session("s3", "Une autre")))
    view = look(here)
    assert '<a class="preview-refused" href="/preview/problems.html">1 problème à corriger</a>' in page(view, "")
    assert "Une autre" in page(view, "")
    told = page(view, "preview/problems.html")
    assert "«\u00a0s1\u00a0» est publiée" in told
    assert "Une publication serait refusée." in told


def test_what_cannot_be_read_is_told_at_every_address_with_its_line_and_caret(here: Path) -> None:
    write(here, source(session(time="'18h30 - 25h'")))
    view = look(here)
    assert set(view.answers) == {
        "preview/favicon.svg",
        "preview/preview.css",
        "preview/preview.js",
        "preview/problems.html",
        "preview/state.txt",
    }
    assert view.missing == view.answers["preview/problems.html"]
    told = page(view, "preview/problems.html")
    assert "sessions.yaml:15:11</span>" in told
    assert "<pre>  15 |     time: &#39;18h30 - 25h&#39;\n     |           ^^^^^^^^^^^^^</pre>" in told
    assert "Aucune page ne peut être faite" in told


def test_a_source_that_went_away_and_a_ledger_that_is_none_are_told(here: Path) -> None:
    (here / "output" / LEDGER).mkdir(parents=True)
    assert "n’est pas un simple fichier" in page(look(here), "preview/problems.html")
    assert "index.html" in look(here).answers
    (here / "sessions.yaml").unlink()
    assert "il n’y a pas de fichier" in page(look(here), "preview/problems.html")


def test_the_texts_to_copy_are_as_typed_the_next_first(here: Path) -> None:
    write(
        here,
        source(
            session(title="Passée", date="2018-01-02"),
            session("s2", "Qui &amp; pourquoi ?"),
            more="announcements:\n  - {id: a, date: 2018-01-05, title: Une annonce}\n",
        ),
    )
    shown = page(look(here), "preview/texts.html")
    titles = ["Qui &amp;amp; pourquoi\u202f?", "Passée", "Une annonce"]
    found = [shown.index(f"{title}</h2>") for title in titles]
    assert found == sorted(found)
    assert "Qui &amp;amp; pourquoi\u00a0?</pre>" in shown
    assert "un seul SMS" in shown
    write(here, source())
    assert "Il n’y a encore rien à dire." in page(look(here), "preview/texts.html")


def test_the_state_is_another_exactly_when_something_else_is_shown(here: Path) -> None:
    before = look(here).answers["preview/state.txt"]
    text = (here / "sessions.yaml").read_text(encoding="utf-8")
    write(here, text + "# une remarque\n")
    assert look(here).answers["preview/state.txt"] == before
    write(here, text.replace("Un essai", "Autrement"))
    assert look(here).answers["preview/state.txt"] != before
    write(here, text)
    (here / "documents" / "cr.pdf").write_bytes(b"%PDF-2")
    assert look(here).answers["preview/state.txt"] != before


# Saves


def test_a_look_names_every_file_that_it_depends_on(here: Path) -> None:
    text = source(
        session(report="{file: documents/cr.pdf}"), session("s2", report="{file: documents/absent.pdf}")
    )
    write(here, text)
    names = {path.relative_to(here).as_posix() for path in look(here).files}
    assert names == {"sessions.yaml", "output/ledger.json", "documents/cr.pdf", "documents/absent.pdf"}


def test_a_save_is_seen_once_the_file_has_come_to_rest(tmp_path: Path) -> None:
    file, absent = tmp_path / "un", tmp_path / "deux"
    file.write_bytes(b"")
    watch = Watch({path: state(path) for path in (file, absent)})
    assert [watch.saved(), watch.saved()] == [False, False]
    file.write_bytes(b"half")
    assert not watch.saved()
    file.write_bytes(b"half and half")
    assert [watch.saved(), watch.saved()] == [False, True]
    watch = Watch({path: state(path) for path in (file, absent)})
    absent.write_bytes(b"there")
    assert [watch.saved(), watch.saved()] == [False, True]


def test_a_name_that_no_file_can_have_is_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert state(tmp_path / "a\0b") is None


# The server


@contextmanager
def serving(server: Server) -> Iterator[None]:
    thread = threading.Thread(target=server.run, args=(lambda _: None,))
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()


def ask(
    server: Server, path: str, method: str = "GET", host: str | None = None
) -> tuple[int, dict[str, str], bytes]:
    address = "::1" if ":" in server.host else LOOPBACK
    connection = http.client.HTTPConnection(address, server.server_port, timeout=30)
    connection.request(method, path, headers={"Host": host} if host else {})
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    return answer.status, dict(answer.headers), data


def test_files_are_served_with_their_type_and_never_kept(here: Path) -> None:
    server = Server(LOOPBACK, 0, lambda: look(here))
    with serving(server):
        assert server.url == f"http://127.0.0.1:{server.server_port}/"
        status, headers, data = ask(server, "/calendar.ics?x=1")
        assert (status, data) == (200, server.view.answers["calendar.ics"].body)
        headers.pop("Date")
        assert headers == {
            "Server": "rencontres-feeds ",
            "Cache-Control": "no-store",
            "Content-Security-Policy": "frame-ancestors 'self'",
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "Content-Type": "text/calendar; charset=utf-8",
            "Content-Length": str(len(data)),
        }
        head = ask(server, "/calendar.ics", "HEAD")
        assert (head[0], head[1]["Content-Length"], head[2]) == (200, str(len(data)), b"")
        assert ask(server, "/documents/cr.pdf")[2] == b"%PDF"
        assert ask(server, "/sessions/%732.html")[0] == 200
        assert ask(server, "/", "POST")[0] == 501


@pytest.mark.parametrize(
    "path",
    [
        "/../sessions.yaml",
        "/%2e%2e/sessions.yaml",
        "/documents/../sessions.yaml",
        "/ledger.json",
        "//x",
        "/sessions/",
    ],
)
def test_what_is_no_part_of_the_site_is_not_found(path: str, here: Path) -> None:
    server = Server(LOOPBACK, 0, lambda: look(here))
    with serving(server):
        status, _, data = ask(server, path)
    assert (status, data) == (404, server.view.answers["404.html"].body)


def test_a_document_that_went_away_is_not_found_and_a_broken_source_is_unavailable(here: Path) -> None:
    server = Server(LOOPBACK, 0, lambda: look(here))
    with serving(server):
        (here / "documents" / "cr.pdf").unlink()
        assert ask(server, "/documents/cr.pdf")[0] == 404
    write(here, BROKEN)
    server = Server(LOOPBACK, 0, lambda: look(here))
    with serving(server):
        assert ask(server, "/calendar.ics")[0] == 503
        assert ask(server, "/preview/problems.html")[0] == 200


HOSTS = [
    (LOOPBACK, ["127.0.0.1", "localhost:1", "LOCALHOST", "[::1]:80"], ["essai.example", "192.0.2.7", "[", "a b"]),
    ("0.0.0.0", ["127.0.0.1", "192.0.2.7:80", "[2001:db8::1]"], ["essai.example:80", "127.0.0.1.essai.example"]),
    ("localhost", ["localhost", "127.0.0.1"], ["essai.example"]),
]  # fmt: skip  # a table reads best as one


@pytest.mark.parametrize(("host", "known", "unknown"), HOSTS, ids=[row[0] for row in HOSTS])
def test_only_who_asks_for_this_machine_is_answered(
    host: str, known: list[str], unknown: list[str], here: Path
) -> None:
    server = Server(host, 0, lambda: look(here))
    with serving(server):
        assert [ask(server, "/", host=name)[0] for name in known] == [200] * len(known)
        assert [ask(server, "/", host=name)[0] for name in unknown] == [421] * len(unknown)
        with socket.create_connection((LOOPBACK, server.server_port), timeout=30) as bare:
            bare.sendall(b"GET / HTTP/1.1\r\n\r\n")
            assert b" 421 " in bare.makefile("rb").readline()
            bare.close()
    assert server.url.startswith(f"http://{LOOPBACK if host == '0.0.0.0' else host}:")


def test_the_other_loopback_serves_too(here: Path) -> None:
    server = Server("::1", 0, lambda: look(here))
    with serving(server):
        assert server.url == f"http://[::1]:{server.server_port}/"
        assert ask(server, "/")[0] == 200


def test_a_save_gives_a_new_view_and_leaves_output_alone(here: Path) -> None:
    building.build(
        here / "sessions.yaml", building.read(here / "sessions.yaml", NOW), here / "output", NOW, Consent()
    )
    before = tree(here / "output")
    server = Server(LOOPBACK, 0, lambda: look(here))
    assert not server.follow()
    write(here, source(session(title="Un tout autre titre")))
    assert [server.follow(), server.follow(), server.follow()] == [False, True, False]
    assert "Un tout autre titre" in page(server.view, "")
    server.server_close()
    assert tree(here / "output") == before


def test_a_new_view_is_told_while_serving(here: Path) -> None:
    server = Server(LOOPBACK, 0, lambda: look(here))
    write(here, source(session(title="Un tout autre titre")))
    told: list[View] = []

    def saw(view: View) -> None:
        told.append(view)
        server.shutdown()

    server.run(saw)
    assert told == [server.view]


def test_a_mistake_of_ours_while_looking_ends_the_preview(here: Path) -> None:
    looks = iter([look(here)])
    server = Server(LOOPBACK, 0, lambda: next(looks))
    write(here, source(session(title="Un tout autre titre")))
    with pytest.raises(StopIteration):
        server.run(lambda _: None)


def test_a_browser_that_goes_away_is_not_told_and_a_mistake_is(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = Server(LOOPBACK, 0, lambda: look(here))
    for error in (BrokenPipeError(), TimeoutError(), ZeroDivisionError()):
        try:
            raise error
        except (OSError, ArithmeticError):
            server.handle_error(None, None)
        assert ("ZeroDivisionError" in capsys.readouterr().err) == isinstance(error, ZeroDivisionError)
    server.server_close()


def test_problems_without_a_place_or_beyond_the_file_are_shown_without_an_excerpt() -> None:
    problems = (Problem(Message("here")), Problem(Message("there"), span=Span(9, 1, 2)))
    shown = preview.problems(preview.Findings(Texts("un.yaml"), problems, pages=False), load("en"))
    assert "<pre" not in shown
    assert "un.yaml:9:1</span> there" in shown
    nothing = preview.problems(preview.Findings(Texts("un.yaml"), (), pages=True), load("en"))
    assert "<h1>Nothing to mend</h1>" in nothing
