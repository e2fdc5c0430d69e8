"""What others say of a built site: axe of its pages, the Nu checker of its HTML, schema.org of its events.

They are npm packages, installed by `make proofs` from tests/node/package-lock.json; the Nu checker wants Java.
"""

from __future__ import annotations

import functools
import http.server
import json
import re
import shutil
import subprocess
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from rencontres_feeds.cli import commands

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

HERE = Path(__file__).parent
MODULES = HERE / "node" / "node_modules"
AXE = MODULES / "axe-core" / "axe.min.js"
VNU = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
TSC = MODULES / "typescript" / "bin" / "tsc"
CHROMIUM, JAVA, NODE = (shutil.which(name) for name in ("chromium", "java", "node"))
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NOW = "2018-01-10T12:00:00Z"

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium here")
needs_axe = pytest.mark.skipif(not AXE.exists(), reason="axe is not here: make proofs")
needs_vnu = pytest.mark.skipif(
    not VNU.exists() or JAVA is None, reason="there is no Java, or no Nu checker: make proofs"
)
needs_types = pytest.mark.skipif(
    not TSC.exists() or NODE is None, reason="there is no Node, or no types: make proofs"
)


class Server(http.server.SimpleHTTPRequestHandler):
    """As a web server that knows what XML is."""

    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".xml": "application/xml"}  # noqa: RUF012  # as there

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its own name
        pass


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("quality")


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[str]:
    """Both cases, built whole under the very address at which they are served."""
    handler = functools.partial(Server, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        base = f"http://127.0.0.1:{server.server_port}/"
        for case in ("whole", "english"):
            source = folder.parent / f"{folder.name}-{case}"
            shutil.copytree(HERE / "cases" / case, source, ignore=shutil.ignore_patterns("output"))
            text = (source / "sessions.yaml").read_text(encoding="utf-8")
            text, count = re.subn(r"(?m)^(  url: ).*$", rf"\g<1>{base}{case}/", text, count=1)
            assert count == 1
            (source / "sessions.yaml").write_text(text, encoding="utf-8")
            arguments = ["build", str(source / "sessions.yaml"), "-o", str(folder / case), "--now", NOW]
            result = CliRunner().invoke(commands, arguments)
            assert result.exit_code == 0, result.stderr
        _institute(folder, base)
        yield base
        server.shutdown()
        thread.join()


def _institute(folder: Path, base: str) -> None:
    """The sample of an institute, likewise."""
    source = folder.parent / f"{folder.name}-institute"
    shutil.copytree(HERE.parent / "docs" / "sample-institute", source)
    for name in ("institut.yaml", "toulouse/sessions.yaml", "numerique/sessions.yaml"):
        path, within = source / name, name.rpartition("/")[0]
        address = f"{base}institute/{within}/" if within else f"{base}institute/"
        text, count = re.subn(r"(?m)^(  url: ).*$", rf"\g<1>{address}", path.read_text(encoding="utf-8"), count=1)
        assert count == 1
        path.write_text(text, encoding="utf-8")
    arguments = ["build", str(source / "institut.yaml"), "-o", str(folder / "institute"), "--now", NOW]
    result = CliRunner().invoke(commands, arguments)
    assert result.exit_code == 0, result.stderr


def pages(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))


# Accessibility


@needs_chromium
@needs_axe
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, site: str, folder: Path, scheme: Any, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.clock.set_fixed_time(NOW)
    found = []
    names = pages(folder)
    assert {"whole/index.html", "whole/404.html", "english/index.html"} < set(names)
    for name in names:
        page.goto(site + name)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        for violation in page.evaluate("axe.run()")["violations"]:
            found += [(name, violation["id"], node["html"]) for node in violation["nodes"]]
    context.close()
    assert found == []


# HTML, CSS and SVG

ALLOWED = {
    "^Inline script violates Content Security Policy": "JSON-LD is data, and only what is run is judged",
    "^Resource violates Content Security Policy": "a file has no « self »; test_browser sees what is blocked",
    "“container-type”: Property “container-type” doesn't exist": "it knows no container queries",
    "“transform”: (Unknown dimension|[Tt]oo few values)": "nor their units, cqw and cqh",
}
"""What the Nu checker may say, as a pattern, and why we let it."""


@needs_vnu
def test_the_nu_checker_finds_nothing(site: str, folder: Path) -> None:  # noqa: ARG001  # site: built
    assert JAVA
    files = [str(path) for path in sorted(folder.rglob("*")) if path.suffix in {".html", ".css", ".svg"}]
    kinds = ["--also-check-css", "--also-check-svg", "--stdout", "--format", "json"]
    run = subprocess.run([JAVA, "-jar", str(VNU), *kinds, *files], capture_output=True, text=True, check=False)
    messages = json.loads(run.stdout)["messages"]
    said = [
        f"{m.get('url')}:{m.get('lastLine')}: {m['message']}"
        for m in messages
        if not any(re.search(pattern, m["message"]) for pattern in ALLOWED)
    ]
    assert said == []


@needs_vnu
def test_the_nu_checker_would_find_something(tmp_path: Path) -> None:
    assert JAVA
    (tmp_path / "a.html").write_text("<!DOCTYPE html><html lang=en><title>A</title><b><p>x</b>")
    (tmp_path / "a.css").write_text("p { colour: red }")
    command = [JAVA, "-jar", str(VNU), "--also-check-css", "--stdout", str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "a.html" in run.stdout
    assert "a.css" in run.stdout


# Events, as schema.org has them


def judged(events: list[dict[str, Any]], folder: Path) -> str:
    """What TypeScript says of events, by the types that schema-dts makes of schema.org's vocabulary."""
    assert NODE
    types = {name: [str(MODULES / name / "dist" / "schema.d.ts")] for name in ("schema-dts", "schema-dts-lib")}
    types["schema-dts-lib"] = [str(next((MODULES / "schema-dts-lib").rglob("*.d.ts")))]
    options = {
        "noEmit": True,
        "strict": True,
        "skipLibCheck": True,
        "target": "es2022",
        "types": [],
        "paths": types,
    }
    settings = {"compilerOptions": options, "files": ["events.ts"]}
    (folder / "tsconfig.json").write_text(json.dumps(settings))
    lines = ['import type { Event, WithContext } from "schema-dts";']
    lines += [
        f"export const event{number}: WithContext<Event> = {json.dumps(event)};"
        for number, event in enumerate(events)
    ]
    (folder / "events.ts").write_text("\n".join(lines))
    run = subprocess.run([NODE, str(TSC), "--project", str(folder)], capture_output=True, text=True, check=False)
    return run.stdout + run.stderr


def events(folder: Path) -> list[dict[str, Any]]:
    script = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
    return [
        json.loads(text) for name in pages(folder) for text in script.findall((folder / name).read_text("utf-8"))
    ]


@needs_types
def test_events_are_as_schema_org_has_them(site: str, folder: Path, tmp_path: Path) -> None:  # noqa: ARG001
    found = events(folder)
    assert len(found) == len(list(folder.rglob("sessions/*.html")))
    assert judged(found, tmp_path) == ""


@needs_types
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"startDat": "2018-03-15"}, "startDat"),
        ({"eventStatus": "https://schema.org/EventMoved"}, "EventMoved"),
        ({"location": {"@type": "Room", "name": "Ici", "floor": 3}}, "floor"),
        ({"organizer": {"@type": "Place", "name": "Ici"}}, "Place"),
    ],
)
def test_a_wrong_event_is_found_out(wrong: dict[str, Any], said: str, tmp_path: Path) -> None:
    event = {"@context": "https://schema.org", "@type": "Event", "name": "Un"}
    assert judged([event], tmp_path) == ""
    assert said in judged([event | wrong], tmp_path)


# Weight


def test_pages_are_light(site: str, folder: Path) -> None:  # noqa: ARG001
    heavy = [name for name in pages(folder) if (folder / name).stat().st_size >= 100_000]
    assert heavy == []
    assets = list((folder / "whole" / "assets").iterdir())
    assert sum(path.stat().st_size for path in assets if path.suffix in {".css", ".js"}) < 30_000
    drawn = [path.stat().st_size for path in folder.rglob("cards/*.png")]
    assert max(drawn) < 40_000


# Feeds


@needs_chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("whole/rss.xml", "Ceci est un flux"),
        ("whole/atom.xml", "Ceci est un flux"),
        ("english/atom.xml", "This is a feed"),
        ("institute/atom.xml", "Ceci est un flux"),
        ("institute/topics/participation/rss.xml", "Ceci est un flux"),
    ],
)
def test_a_feed_is_a_page_that_says_what_it_is(
    browser: Browser, site: str, name: str, said: str, scheme: Any
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    page.goto(site + name)
    style = "getComputedStyle(document.querySelector(':root > [title], channel > [title]'), '{}').content"
    assert page.evaluate(style.format("::before")).startswith(f'"{said}')
    assert page.evaluate(style.format("::after")) == f'"{site}{name}"'
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    visible = "[...document.querySelectorAll('{}')].filter((e) => e.checkVisibility()).length"
    assert page.evaluate(visible.format("guid, id, pubDate, updated, encoded, summary, category")) == 0
    assert page.evaluate(visible.format("item > title, entry > title")) > 1
    assert page.evaluate(visible.format("item > description, entry > content")) > 1
    dark = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert dark == {"light": "rgb(252, 251, 248)", "dark": "rgb(20, 24, 26)"}[scheme]
    context.close()


@needs_chromium
def test_links_of_an_atom_feed_lead_somewhere(browser: Browser, site: str) -> None:
    page = browser.new_page()
    page.goto(f"{site}whole/atom.xml")
    page.locator("a", has_text="La page de la séance").last.click()
    page.wait_for_url(f"{site}whole/sessions/*.html")
    assert page.title()
    page.close()
