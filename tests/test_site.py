"""The plan: what publishing a site does to a folder; whole plans."""

from __future__ import annotations

import hashlib

import pytest

from rencontres_feeds.catalogue import Message
from rencontres_feeds.problems import Problem
from rencontres_feeds.site import (
    LEDGER,
    STAGING,
    Copied,
    Drawn,
    Found,
    Made,
    Plan,
    Site,
    obstacles,
    plan,
    safe,
)

OTHER = Found("other")


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def file(data: bytes) -> Found:
    return Found("file", sha(data))


def test_made_content_carries_the_sha256_of_its_bytes() -> None:
    assert Made(b"abc").sha256 == sha(b"abc")


class Word:
    """What is drawn as itself."""

    def __init__(self, data: bytes) -> None:
        self.word = data

    def draw(self) -> bytes:
        return self.word


def test_drawn_contents_are_told_apart_by_their_bytes() -> None:
    assert len({Drawn(Word(b"one")), Drawn(Word(b"one"), sha(b"one")), Drawn(Word(b"two"))}) == 2


def test_first_publication_puts_in_place_what_is_linked_before_what_links() -> None:
    names = (
        "documents/b.pdf",
        "static/style.css",
        "archive.xml",
        "seances/un.html",
        "seances/un.ics",
        "calendar.ics",
        "rss.xml",
        "atom.xml",
        "feed.json",
        "index.html",
        LEDGER,
    )
    site: Site = {name: Made(b"") for name in sorted(names)}
    assert plan(site, {}, {}) == Plan(write=names)


def test_new_pages_come_before_changed_ones_that_may_link_to_them() -> None:
    site: Site = {name: Made(b"new") for name in ("a.html", "b.html", "index.html", "c.css")}
    ours = {"a.html": sha(b"old"), "index.html": sha(b"old"), "c.css": sha(b"old")}
    assert plan(site, {name: file(b"old") for name in ours}, ours) == Plan(
        write=("c.css", "b.html", "a.html", "index.html"),
        seen=(("c.css", sha(b"old")), ("a.html", sha(b"old")), ("index.html", sha(b"old"))),
    )


def test_the_same_bytes_are_kept_whoever_wrote_them() -> None:
    site: Site = {"a.html": Made(b"a"), "b.pdf": Copied("b.pdf", sha(b"b"), 1)}
    found = {"a.html": file(b"a"), "b.pdf": file(b"b")}
    assert plan(site, found, {"a.html": sha(b"a")}) == Plan(keep=("b.pdf", "a.html"))


def test_what_is_ours_and_no_more_part_of_the_site_is_removed_unless_it_was_changed() -> None:
    ours = {name: sha(b"old") for name in ("gone", "changed", "missing", "now-a-link")}
    found = {"gone": file(b"old"), "changed": file(b"by hand"), "now-a-link": OTHER}
    assert plan({}, found, ours) == Plan(
        remove=("gone",), left=("changed", "now-a-link"), seen=(("gone", sha(b"old")),)
    )


def test_a_page_is_removed_before_what_it_links_to() -> None:
    ours = dict.fromkeys(("a.pdf", "b.html", "cards/c.png", "events/d.ics", "z.html"), sha(b"old"))
    found = dict.fromkeys(ours, file(b"old"))
    assert plan({}, found, ours).remove == ("b.html", "events/d.ics", "z.html", "a.pdf", "cards/c.png")


def test_what_is_not_ours_is_foreign_and_never_written_over() -> None:
    site: Site = {name: Made(b"new") for name in ("index.html", "link", LEDGER)}
    found = {"index.html": file(b"a stranger's"), "link": OTHER, LEDGER: OTHER}
    ours = {"link": sha(b"old")}
    foreign = Plan(foreign=("link", "index.html", LEDGER))
    assert plan(site, found, ours) == foreign
    assert plan(site, found, ours, replace=True) == foreign


def test_what_was_altered_since_is_refused_unless_it_may_be_replaced() -> None:
    site: Site = {"index.html": Made(b"new"), "a.html": Made(b"new")}
    found = {"index.html": file(b"by hand"), "a.html": file(b"old")}
    ours = {"index.html": sha(b"old"), "a.html": sha(b"old")}
    assert plan(site, found, ours) == Plan(
        write=("a.html",), altered=("index.html",), seen=(("a.html", sha(b"old")),)
    )
    assert plan(site, found, ours, replace=True) == Plan(
        write=("a.html", "index.html"),
        seen=(("a.html", sha(b"old")), ("index.html", sha(b"by hand"))),
    )


def test_the_ledger_is_written_over_though_no_ledger_lists_itself() -> None:
    assert plan({LEDGER: Made(b"new")}, {LEDGER: file(b"old")}, {}) == Plan(
        write=(LEDGER,), seen=((LEDGER, sha(b"old")),)
    )


def test_each_file_in_the_way_is_told_with_its_mend() -> None:
    assert obstacles(Plan(write=("fine",))) == ()
    assert obstacles(Plan(foreign=("f",), altered=("a",))) == (
        Problem(
            Message("{name} is in the way: this program did not write it", name="f"),
            Message("Move it out of the output folder, then run the same command again."),
        ),
        Problem(
            Message("{name} was changed by somebody since it was published", name="a"),
            Message(
                "What is to stay belongs in the source. Then write over the file: run the same "
                "command again with --replace."
            ),
        ),
    )


@pytest.mark.parametrize("name", ["index.html", "a/b/c.d", ".htaccess", "séance n° 4.html", "..a"])
def test_names_inside_the_folder_are_safe(name: str) -> None:
    assert safe(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/etc/passwd",
        "../a",
        "a/../../b",
        "a//b",
        "a/",
        "./a",
        ".",
        "a\\b",
        "C:a",
        "a\x00b",
        "a\nb",
        "\ud800",
        "a.",
        "a /b",
        STAGING,
        f"{STAGING}/journal.json",
        f"{STAGING}.lock",
        ".Rencontres-Feeds/0",
    ],
)
def test_names_that_lead_elsewhere_on_any_system_are_not_safe(name: str) -> None:
    assert not safe(name)
