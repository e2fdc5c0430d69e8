"""The volunteers' guide is lived through, from its first command to its last: it shows what she will see.

Every `console` block is run on a terminal, in French and in order, in one folder; every `yaml` block is put into
the file where the guide says. What no reader need see stands in comments of the guide: the day, the answers at
the keyboard, the slip that a message is about. A line `…` in what is shown stands for any lines.
`UPDATE_GOLDEN=1` writes what is shown anew.
"""

from __future__ import annotations

import os
import pty
import re
import shlex
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import rencontres_feeds
from rencontres_feeds import press, stock
from rencontres_feeds.problems import errors

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
PATH = ROOT / "docs" / "guide.fr.md"
GUIDE = PATH.read_text(encoding="utf-8")
ADDRESS = "https://www.mon-association.fr/rencontres/"
PIECE = re.compile(
    r"^<!-- (?P<aside>[^\n]+) -->$|^```(?P<kind>\w+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL
)
CODE = re.compile(r"^ *```.*?^ *```$|^<!-- [^\n]+ -->$|`[^`\n]+`|\]\([^)]+\)", re.MULTILINE | re.DOTALL)
KINDS = {"console", "yaml", "text", "html"}


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """The web host: the address at which it shows the folder."""

    class Silent(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  # the name of the library
            """Nobody reads it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def on_a_terminal(folder: Path, arguments: list[str], answers: list[str]) -> str:
    """Run the program as she does: what stands on the screen at the end. A question without answer gets Enter."""
    ours, its = pty.openpty()
    command = [sys.executable, "-m", "rencontres_feeds", *arguments]
    french = {"LC_ALL": "fr_FR.UTF-8", "PYTHONUTF8": "1", "NO_COLOR": "1", "BROWSER": "true", "COLUMNS": "80"}
    process = subprocess.Popen(command, cwd=folder, env=os.environ | french, stdin=its, stdout=its, stderr=its)
    os.close(its)
    said = b""
    with process:
        while True:
            try:
                read = os.read(ours, 65536)
            except OSError:  # Linux says so when nobody holds the other end any more
                break
            said += read
            if said.endswith((b": ", b"[O/n] ")):
                os.write(ours, (answers.pop(0) if answers else "").encode() + b"\n")
            elif said.endswith(b"Ctrl-C y met fin.\r\n"):
                process.send_signal(signal.SIGINT)
    os.close(ours)
    assert not answers, f"never asked: {answers}"
    shown = said.decode().replace("\r\n", "\n")
    return re.sub(r"(?:\r[^\r\n]*)*\r", "", shown)  # the count of what takes long comes and goes


@dataclass
class Volunteer:
    """Who does what the guide says, in a folder of her own; `web` is what she put on the web host."""

    folder: Path
    web: Path
    host: str
    now: str = ""
    answers: list[str] = field(default_factory=list)
    named: str = ""
    before_the_slips: bytes | None = None

    @property
    def file(self) -> Path:
        return self.folder / "sessions.yaml"

    def follow(self, piece: re.Match[str]) -> str:
        """Do what a piece of the guide says; the piece as it should be."""
        if piece["aside"]:
            self.heed(piece["aside"])
            return piece[0]
        assert piece["kind"] in KINDS
        if piece["kind"] == "console":
            return f"```console\n{self.type(piece['body'])}```"
        if piece["kind"] == "yaml":
            self.edit(piece["body"])
        elif self.named:
            (self.folder / self.named).write_text(piece["body"], encoding="utf-8")
            self.named = ""
        return piece[0]

    def heed(self, aside: str) -> None:
        """Do what a comment says."""
        what, _, rest = aside.partition(" : ")
        if what == "le":
            self.now = f"{rest}T09:00:00Z"
        elif what == "réponses":
            self.answers = rest.split(" | ")
        elif what == "fichier":
            self.named = rest
        elif what == "on range":
            (self.folder / rest).write_bytes(b"%PDF-1.4\n")
        elif what == "on dépose":
            shutil.copytree(self.folder / rest, self.web, dirs_exist_ok=True)
        elif what == "on perd":
            (self.folder / rest).unlink()
        elif what == "on corrige":
            right, wrong = rest.split(" → ")
            self.file.write_bytes(self.file.read_bytes().replace(right.encode(), wrong.encode()))
        else:
            self.slip(what, rest)

    def slip(self, what: str, rest: str) -> None:
        """Make a mistake, which is mended after the next command."""
        data = self.file.read_bytes()
        self.before_the_slips = self.before_the_slips or data
        text = data.decode()
        if what == "on tape":
            right, wrong = rest.replace("\\t", "\t").replace("\\n", "\n").split(" → ")
            assert right in text
            self.file.write_bytes(wrong.join(text.rsplit(right, 1)).encode())
        elif what == "on efface":
            self.file.write_bytes(re.sub(rf"  - id: {rest}\n(?:    .*\n|\n)+", "", text).encode())
        else:
            assert what == "on enregistre en"
            self.file.write_bytes(text.encode(rest, "replace"))

    def type(self, block: str) -> str:
        """Type the commands of a block; the block with what they said."""
        told = ""
        for command, shown in re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
            program, *arguments = shlex.split(command)
            assert program == "rencontres-feeds"
            typed = [
                argument.replace(ADDRESS, self.host) if i else argument for i, argument in enumerate(arguments)
            ]
            said = on_a_terminal(self.folder, [*typed, "--now", self.now], self.answers)
            said = re.sub(r"(?<=127\.0\.0\.1:)\d+", "50123", said.replace(self.host, ADDRESS))
            told += f"$ {command}\n{shortened(said, shown)}"
        if self.before_the_slips:
            self.file.write_bytes(self.before_the_slips)
            self.before_the_slips = None
        return told

    def edit(self, block: str) -> None:
        """Put lines into the file by hand."""
        text = self.file.read_text(encoding="utf-8")
        opening, added = block.partition("\n")[0], block.removeprefix("cycle:\n")
        if opening == "cycle:":
            text = re.sub(r"^cycle:\n(?:[ #].*\n)+", rf"\g<0>{added}", text, flags=re.MULTILINE)
        elif opening == "lieux:":
            text = re.sub(r"^lieux:\n(?: .*\n)+", block, text, flags=re.MULTILINE)
        elif opening in text:
            text = re.sub(rf"^{opening}\n(?:    .*\n)+", block, text, flags=re.MULTILINE)
        else:
            assert opening.startswith("  - id: ")
            text = re.sub(r"(?=^annonces:)|\Z", f"\n{block}", text, count=1, flags=re.MULTILINE)
        assert added in text
        self.file.write_text(text, encoding="utf-8", newline="\n")
        draft = press.read(text.encode(), stock.of(self.folder), datetime.fromisoformat(self.now))
        assert errors(draft.problems) == ()


def shortened(said: str, shown: str) -> str:
    """What was said, with `…` where what is shown has it, instead of as many lines as it takes."""
    head, ellipsis, tail = shown.partition("…\n")
    if not ellipsis or (said.startswith(head) and said.endswith(tail) and len(said) > len(head + tail)):
        return shown if ellipsis else said
    lines = said.splitlines(keepends=True)
    before, after = head.count("\n"), tail.count("\n")
    return "".join([*lines[:before], ellipsis, *lines[len(lines) - after :]])


def test_what_the_guide_shows_is_what_a_volunteer_sees(tmp_path: Path) -> None:
    folder, web = tmp_path / "rencontres", tmp_path / "web"
    folder.mkdir()
    web.mkdir()
    with serve(web) as host:
        lived = PIECE.sub(Volunteer(folder, web, host).follow, GUIDE)
    if os.environ.get("UPDATE_GOLDEN") == "1":
        PATH.write_text(lived, encoding="utf-8", newline="\n")
    assert lived == GUIDE
    output = folder / "output"
    named = set(re.findall(rf"{re.escape(ADDRESS)}([\w./-]+)", GUIDE))
    assert all((output / name).exists() for name in named)
    assert {"embed.html", "rss.xml"} <= named
    assert ' id="s-abonner"' in (output / "index.html").read_text(encoding="utf-8")


def test_the_package_that_is_installed_is_of_this_version() -> None:
    for path in (PATH, ROOT / "LISEZMOI.md"):
        names = set(re.findall(r"rencontres_feeds-[^\s`]+", path.read_text(encoding="utf-8")))
        assert names == {f"rencontres_feeds-{rencontres_feeds.__version__}-py3-none-any.whl"}


def test_the_table_of_contents_leads_to_every_section() -> None:
    opening, *sections = re.split(r"^## ", GUIDE, flags=re.MULTILINE)
    names = [section.partition("\n")[0] for section in sections]
    anchors = [re.sub(r"[^\w -]", "", name.lower()).replace(" ", "-") for name in names]  # as GitHub makes them
    assert re.findall(r"\(#([^)]+)\)", opening) == anchors


def test_the_french_of_the_documents_is_set_as_the_french_set_it() -> None:
    """Typographic apostrophes, and no-break spaces before high punctuation and inside guillemets."""
    for path in (PATH, ROOT / "LISEZMOI.md"):
        prose = CODE.sub("", path.read_text(encoding="utf-8"))
        assert re.findall(r".*(?:'| [:;?!»]|« ).*", prose) == []
