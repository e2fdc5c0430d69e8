"""The preview as it is used: the real command, a real browser, a file that is saved."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from chromium import CHROMIUM
from house import session, source
from test_cli import NOW, run, tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

expect.set_options(timeout=30_000)  # a busy machine is no mistake
browsing = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium here")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with something published, in French."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    save(tmp_path, session())
    run("build")
    return tmp_path


def save(folder: Path, *sessions: str) -> None:
    """As most editors do: whole, and at once."""
    (folder / "new.yaml").write_text(source(*sessions), encoding="utf-8")
    (folder / "new.yaml").replace(folder / "sessions.yaml")


@contextmanager
def preview(*arguments: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The command in a process of its own: its address, and the process."""
    command = [sys.executable, "-m", "rencontres_feeds", "preview", *NOW, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        said = process.stdout.readline().replace("\u00a0", " ")
        try:
            address = re.fullmatch(r"Aperçu : (http://127\.0\.0\.1:\d+/) – rien n’est publié\. .*\n", said)
            assert address, said
            yield address[1], process
        finally:
            process.kill()


def interrupted(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    process.send_signal(signal.SIGINT)
    said, err = process.communicate(timeout=60)
    return process.returncode, said.replace("\u00a0", " "), err


@contextmanager
def opened(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    page = context.new_page()
    page.goto(address)
    yield page
    context.close()


@browsing
def test_the_open_page_follows_each_save_and_output_stays_as_it_was(here: Path, browser: Browser) -> None:
    before = tree(here / "output")
    with preview("--no-browser") as (address, process), opened(browser, f"{address}sessions/s1.html") as page:
        title = page.locator("h1")
        expect(title).to_have_text("Un essai")
        expect(page.locator(".preview-bar")).to_contain_text("Aperçu – rien n’est publié")
        save(here, session(title="Autrement"), session("s2", "Un brouillon", draft="true"))
        expect(title).to_have_text("Autrement")
        save(here, session(title="Autrement", time="'18h30 - 25h'"))
        expect(title).to_have_text("1 problème à corriger")
        caret = page.locator(".problems pre").first
        assert caret.inner_text() == "  15 |     time: '18h30 - 25h'\n     |           ^^^^^^^^^^^^^"
        save(here, session(title="Mieux"))
        expect(title).to_have_text("Mieux")
        save(here, session("s2"))  # what was published vanishes: a build would be refused
        expect(title).to_have_text("Page introuvable")
        page.get_by_role("link", name="1 problème à corriger").click()
        expect(page.locator(".what").first).to_contain_text("s1")
        page.get_by_role("link", name="Voir les pages").click()
        expect(page.locator(".card .title")).to_have_text(["Un essai"])
        code, said, err = interrupted(process)
        read = "Lu : {} problème à corriger, 1 avertissement."
        overlapping = "Lu : 0 problème à corriger, 2 avertissements."  # a draft at the same time
        lines = [read.format(0), overlapping, *map(read.format, (1, 0, 1)), "L’aperçu est terminé."]
        # On a busy machine the first save may come before the first reading is told.
        assert said.splitlines() in (lines, lines[1:])
        assert (code, err) == (0, "")
        expect(page.locator(".preview-ended")).to_be_visible(timeout=30_000)
    assert tree(here / "output") == before


@pytest.mark.usefixtures("here")
@browsing
def test_the_policy_holds_and_no_other_host_is_asked(browser: Browser) -> None:
    with preview("--no-browser") as (address, _), opened(browser, address) as page:
        said: list[str] = []
        asked: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("request", lambda request: asked.append(request.url))
        for name in ("", "sessions/s1.html", "404.html", "preview/problems.html", "preview/texts.html"):
            with page.expect_response("**/preview/state.txt"):
                page.goto(address + name)
            assert page.evaluate("document.styleSheets.length") == (1 if name.startswith("preview/") else 2)
        page.goto(f"{address}404.html")
        page.get_by_role("link", name="Toutes les rencontres du cycle").click()
        assert page.url == address
        assert said == []
        assert all(url.startswith(address) for url in asked)


@pytest.mark.usefixtures("here")
@browsing
def test_a_text_is_copied_as_the_command_prints_it(browser: Browser) -> None:
    expected = run("message", "s1", "--for", "mastodon").stdout
    with preview("--no-browser") as (address, _), opened(browser, f"{address}preview/texts.html") as page:
        page.get_by_role("button", name="Copier le texte").nth(1).click()
        expect(page.get_by_role("status")).to_have_text("Copié.")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.replace("\u00a0", " ") == expected.removesuffix("\n").replace("\u00a0", " ")
        page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
        page.get_by_role("button", name="Copier l’objet").first.click()
        expect(page.get_by_role("status")).to_have_text(
            "Le texte est sélectionné\u202f: copiez-le.".replace("\u202f", "\u00a0")
        )
        assert page.evaluate("getSelection().toString()").startswith("Nouvelle séance, jeudi 15")


@pytest.mark.usefixtures("here")
def test_the_browser_is_opened_where_the_preview_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = tmp_path / "opened"
    os.mkfifo(pipe)
    monkeypatch.setenv("BROWSER", f"sh -c 'printf %s > {pipe}'")
    with preview() as (address, process):
        assert pipe.read_text() == address
        assert interrupted(process)[0] == 0


@pytest.mark.usefixtures("here")
def test_ctrl_c_ends_it_cleanly_and_frees_the_port() -> None:
    with preview("--no-browser", "--host", "127.0.0.1") as (address, process):
        assert interrupted(process)[0] == 0
    port = re.search(r":(\d+)/", address)
    assert port
    with preview("--no-browser", "--port", port[1]) as (again, process):
        assert again == address
        taken = run("preview", "--no-browser", "--port", port[1])
        assert (taken.exit_code, taken.stdout) == (1, "")
        assert f"127.0.0.1, port {port[1]}\u00a0: un autre programme occupe déjà cette place" in taken.stderr
        interrupted(process)


@pytest.mark.usefixtures("here")
def test_whoever_can_read_it_over_the_network_is_said() -> None:
    with preview("--no-browser", "--host", "0.0.0.0") as (_, process):
        assert process.stdout
        assert "par le réseau peut le lire, brouillons compris" in process.stdout.readline()
        assert interrupted(process)[0] == 0


def test_a_source_that_is_not_there_is_said_at_once(here: Path) -> None:
    (here / "sessions.yaml").unlink()
    result = run("preview", "--no-browser")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "sessions.yaml" in result.stderr


@pytest.mark.usefixtures("here")
def test_the_clock_is_that_of_the_machine_unless_told() -> None:
    """Without an instant every look is as of its own moment."""
    command = [sys.executable, "-m", "rencontres_feeds", "preview", "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
