"""An institute: its cycles in one site, with calendars and feeds of all, and of each topic."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from urllib.parse import urljoin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from house import instant, refused, session
from institutes import URL, Place, cycle, events, ids, marks, tree
from rencontres_feeds import federation, gathering, ledger, remarks
from rencontres_feeds.catalogue import Message
from rencontres_feeds.gathering import Shelf
from rencontres_feeds.guards import Consent
from rencontres_feeds.problems import Problem, Refusal
from rencontres_feeds.site import Copied, Site


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """An institute with two cycles, that share a venue and a topic; nothing is published yet."""
    made = Place(tmp_path)
    made.institute("un", "deux")
    made.cycle("un", session("s1", venue="commun", topics="[participation]"), session("s2", date="2018-04-15"))
    made.cycle("deux", session("s1", "Un autre", "2018-05-15", topics="[Participation, numérique]"))
    return made


def test_a_second_build_writes_nothing(place: Place) -> None:
    before = place.built("--first")
    assert "0 files written" in place.build(now="2018-01-20").stdout
    assert tree(place.output) == before


def test_every_calendar_and_feed_shows_the_same_events_and_items(place: Place) -> None:
    site = place.built("--first")
    both = events(site["un/calendar.ics"]) | events(site["deux/calendar.ics"])
    assert events(site["calendar.ics"]) == both
    assert set(both) == {"s1@un.institut.fr", "s2@un.institut.fr", "s1@deux.institut.fr"}
    shared = events(site["topics/participation/calendar.ics"])
    assert shared == {uid: both[uid] for uid in ("s1@un.institut.fr", "s1@deux.institut.fr")}
    assert {*ids(site["atom.xml"])} == {*ids(site["un/atom.xml"]), *ids(site["deux/atom.xml"])}
    assert {*ids(site["topics/numerique/atom.xml"])} == {*ids(site["deux/atom.xml"])}


def test_what_a_session_shows_in_one_calendar_it_shows_in_all_with_one_revision(place: Place) -> None:
    place.built("--first")
    place.cycle("deux", session("s1", "Un autre", "2018-05-22", topics="[Participation, numérique]"))
    site = place.built(now="2018-01-12")
    for name in ("calendar.ics", "deux/calendar.ics", "topics/participation/calendar.ics"):
        assert marks(site[name])["s1@deux.institut.fr"] == 1
        assert marks(site[name]).get("s1@un.institut.fr", 0) == 0
    assert site["deux/sessions/s1.ics"].count(b"SEQUENCE:1") == 1
    change = "tag:institut.fr,2005:deux/s1/change"
    for name in ("atom.xml", "deux/atom.xml", "topics/numerique/atom.xml"):
        assert ids(site[name])[0] == change


def test_each_page_names_its_calendar_and_feeds_and_they_are_there(place: Place) -> None:
    site = place.built("--first")
    kinds = ["application/rss+xml", "application/atom+xml", "application/feed+json", "text/calendar"]
    for page, folder, more in (
        ("index.html", "", []),
        ("un/index.html", "un/", []),
        ("un/sessions/s1.html", "un/", []),
        ("topics/numerique/index.html", "topics/numerique/", kinds),
    ):
        links = html.fromstring(site[page]).xpath("//link[@rel='alternate']")
        assert [link.get("type") for link in links] == [*kinds, *more], page
        names = [urljoin(page, link.get("href")) for link in links]
        assert all(name in site for name in names)
        assert {Path(name).parent.as_posix().removeprefix(".") for name in names[:4]} == {folder.rstrip("/")}


def test_every_link_inside_the_site_leads_somewhere(place: Place) -> None:
    site = place.built("--first")
    for page in (name for name in site if name.endswith(".html") and name != "404.html"):
        for element in html.fromstring(site[page]).xpath("//*[@href or @src]"):
            target = (element.get("href") or element.get("src")).partition("#")[0]
            if "://" not in target and not target.startswith(("mailto:", "webcal:")) and target:
                assert urljoin(page, target) in site, (page, target)


def test_the_cycles_pages_lead_back_to_the_institute(place: Place) -> None:
    site = place.built("--first")
    for page, back in (("un/index.html", "../index.html"), ("un/sessions/s1.html", "../../index.html")):
        assert back in html.fromstring(site[page]).xpath("//header//a/@href")


def test_a_topic_is_one_whatever_its_accents_and_its_folder_stays(place: Place) -> None:
    place.built("--first")
    place.cycle("deux", session("s1", "Un autre", "2018-05-15", topics="[numerique, C, C++]"))
    site = place.built(now="2018-01-12")
    known = ledger.loads(site["ledger.json"]).topics
    assert sorted(known) == ["c", "c-2", "numerique", "participation"]
    assert known["numerique"].title == "numerique"
    assert events(site["topics/participation/calendar.ics"]).keys() == {"s1@un.institut.fr"}


def test_a_topic_that_nobody_has_any_more_keeps_an_empty_calendar_until_it_is_forgotten(place: Place) -> None:
    place.built("--first")
    place.cycle("deux", session("s1", "Un autre", "2018-05-15"))
    site = place.built(now="2018-01-12")
    assert events(site["topics/numerique/calendar.ics"]) == {}
    assert b"<updated>2018-01-12T12:00:00" in site["topics/numerique/atom.xml"]
    assert b'content="noindex"' in site["topics/numerique/index.html"]
    assert "topics/numerique" not in site["index.html"].decode()
    site = place.built("--forget", "topics/numerique", now="2018-01-13")
    assert not [name for name in site if name.startswith("topics/numerique")]
    assert "0 files written" in place.build(now="2018-01-14").stdout
    place.cycle("deux", session("s1", "Un autre", "2018-05-15", topics="[numérique]"))
    assert "s1@deux.institut.fr" in events(place.built(now="2018-01-15")["topics/numerique/calendar.ics"])


def test_a_new_cycle_wants_a_word_and_the_others_do_not_move(place: Place) -> None:
    before = place.built("--first")
    place.institute("un", "deux", "trois")
    place.cycle("trois", session("s1", "Le troisième", "2018-06-15"))
    result = place.build(now="2018-01-12")
    assert result.exit_code == 1
    assert "the cycle “trois” is new here" in result.stderr
    assert "institute.yaml:13:13:" in result.stderr
    assert tree(place.output) == before
    after = place.built("--first", now="2018-01-12")
    assert after["un/calendar.ics"] == before["un/calendar.ics"]
    assert events(after["calendar.ics"]).keys() > events(before["calendar.ics"]).keys()
    again = place.build("--first", now="2018-01-13")
    assert "this was already published" in again.stderr


def test_a_cycle_cannot_vanish_by_accident(place: Place) -> None:
    before = place.built("--first")
    place.institute("un")
    assert "the cycle “deux” is published, and missing in the file" in place.build().stderr
    assert tree(place.output) == before
    site = place.built("--forget", "deux", now="2018-01-12")
    assert not [name for name in site if name.startswith("deux/")]
    assert events(site["calendar.ics"]).keys() == events(before["un/calendar.ics"]).keys()
    place.institute("un", "deux")  # and it may come back, as itself
    site = place.built(now="2018-01-20")
    assert marks(site["calendar.ics"])["s1@deux.institut.fr"] == 1


def test_consents_name_sessions_with_their_cycle(place: Place) -> None:
    place.built("--first")
    place.cycle("un", session("s1", venue="commun", topics="[participation]"))
    assert "build --forget un/s2" in place.build().stderr
    assert "and the id of the session, as in un/s2" in place.build("--forget", "s2").stderr
    assert "“deux” is still in the file" in place.build("--forget", "deux").stderr
    assert "“topics/numerique” is still" in place.build("--forget", "topics/numerique").stderr
    site = place.built("--forget", "un/s2")
    assert "s2@un.institut.fr" not in events(site["calendar.ics"])


def test_without_a_ledger_a_real_address_wants_a_word(place: Place) -> None:
    result = place.build()
    assert result.exit_code == 1
    assert "rencontres-feeds build --first" in result.stderr
    assert result.stderr.count("is new here") == 2  # each of them may have had a site of its own
    assert not place.output.exists()


def test_a_rehearsal_ends_with_a_word(place: Place) -> None:
    example = "https://institut.example/"
    place.institute("un", "deux", url=example)
    for name in ("un", "deux"):
        place.cycle(name, url=f"{example}{name}/")
    place.built()
    place.institute("un", "deux")
    for name in ("un", "deux"):
        place.cycle(name)
    assert place.build().stderr.count("is new here") == 2
    site = place.built("--first")
    assert not ledger.loads(site["ledger.json"]).rehearsal
    place.institute("un", "deux", url=example)
    for name in ("un", "deux"):
        place.cycle(name, url=f"{example}{name}/")
    assert "this is published for real" in place.build().stderr


def test_a_folder_of_another_kind_is_refused(place: Place, tmp_path: Path) -> None:
    place.built("--first")
    alone = place.cycle("alone", url="https://seul.fr/")
    result = place.run("build", str(alone), "-o", str(place.output), "--first")
    assert "the folder holds the site of an institute, “institut”" in result.stderr
    place.run("build", str(alone), "-o", str(tmp_path / "alone-site"), "--first")
    result = place.run("build", place.file, "-o", str(tmp_path / "alone-site"))
    assert "the site of a single cycle, “alone”" in result.stderr
    (tmp_path / "institute.yaml").write_text(
        (tmp_path / "institute.yaml").read_text(encoding="utf-8").replace("id: institut", "id: autre"),
        encoding="utf-8",
    )
    assert "the folder belongs to another institute, “institut”, not “autre”" in place.build().stderr


def test_who_may_frame_a_cycle_may_frame_the_site(place: Place) -> None:
    path = place.cycle("un")
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("venues:", '  embed_from: ["https://ailleurs.fr"]\nvenues:', 1), encoding="utf-8"
    )
    site = place.built("--first")
    assert b"frame-ancestors 'self' https://ailleurs.fr" in site[".htaccess"]
    assert b"/rencontres/un/assets/*\n  Cache-Control: public" in site["_headers"]
    assert not [name for name in site if name.endswith(("/.htaccess", "/404.html", "/sitemap.xml"))]


def test_the_map_names_every_page(place: Place) -> None:
    site = place.built("--first")
    named = [URL + name for name in ("", "un/", "un/sessions/s1.html", "topics/participation/")]
    assert all(f"<loc>{address}</loc>" in site["sitemap.xml"].decode() for address in named)


def test_an_item_says_its_language_where_the_institute_has_another(place: Place) -> None:
    path = place.cycle("deux", session("s1", "Another", "2018-05-15"))
    path.write_text(path.read_text(encoding="utf-8").replace("language: fr", "language: en"), encoding="utf-8")
    site = place.built("--first")
    assert b'"language": "en"' in site["feed.json"]
    assert b'hreflang="en"' in site["atom.xml"]


def test_a_logo_of_the_institute_is_published(place: Place) -> None:
    place.institute("un", "deux")
    path = Path(place.file)
    path.write_text(
        path.read_text(encoding="utf-8").replace("cycles:", "  theme: {logo: logo.svg}\ncycles:"),
        encoding="utf-8",
    )
    (place.root / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    site = place.built("--first")
    (logo,) = (name for name in site if name.startswith("assets/logo."))
    assert f'src="{logo}"'.encode() in site["index.html"]


def test_the_news_of_the_index_are_among_the_newest_that_the_feeds_show(place: Place) -> None:
    path = Path(place.file)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("cycles:", "  feed_items: 10\ncycles:"), encoding="utf-8")
    place.cycle("deux", *(session(f"s{n}", f"N° {n}", f"2018-05-{n + 10}") for n in range(12)))
    site = place.built("--first")
    assert len(ids(site["atom.xml"])) == 10
    assert len(ids(site["un/atom.xml"])) == 2
    assert site["index.html"].count(b'class="h-entry"') == 5


def test_a_calendar_of_all_that_grows_begins_with_a_year(place: Place) -> None:
    path = Path(place.file)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("cycles:", "  calendar_from: 2018\ncycles:"), encoding="utf-8")
    place.cycle(
        "un", session("s1", date="2017-03-15", topics="[participation]"), session("s2", date="2018-04-15")
    )
    site = place.built("--first")
    assert events(site["calendar-2017.ics"]).keys() == {"s1@un.institut.fr"}
    assert "s1@un.institut.fr" not in events(site["calendar.ics"])
    assert b"calendar-2017.ics" in site["index.html"]
    assert "s1@un.institut.fr" in events(site["topics/participation/calendar.ics"])
    assert "s1@un.institut.fr" in events(site["un/calendar.ics"])


def test_a_calendar_of_all_near_the_limit_is_told(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remarks, "MANY_OCTETS", 1_000)
    said = place.build("--first").stderr
    assert "the calendar of all cycles has " in said


def test_a_preview_needs_no_ledger() -> None:
    files = {
        "institute.yaml": _institute("un"),
        "un.yaml": cycle("un", session("s1", draft="yes"), session("s2")),
    }
    seen = federation.preview(_gathered(files), None, instant("2018-01-10"))
    assert refused(Refusal(seen.refused))[0].startswith("there is no ledger")
    assert {"un/sessions/s1.html", "un/sessions/s2.html"} < seen.run.site.keys()
    run = federation.run(_gathered(files), None, instant("2018-01-10"), Consent(first=True))
    assert "un/sessions/s1.html" not in run.site


# In memory


def _gathered(files: dict[str, str]) -> gathering.Gathering:
    missing = Problem(Message("missing"))

    def octets(path: str) -> bytes | Problem:
        return files[path].encode() if path in files else missing

    return gathering.read(
        files["institute.yaml"].encode(), Shelf(octets, lambda _: lambda _: missing), instant("2018-01-10")
    )


def _institute(*names: str, more: str = "") -> str:
    members = "".join(f"  - {{folder: {name}, source: {name}.yaml}}\n" for name in names)
    head = (
        "institute: {id: institut, title: Institut, language: fr, timezone: Europe/Paris,"
        f' url: "{URL}"}}\ncycles:\n'
    )
    return head + members + more


def _made(site: Site, name: str) -> bytes:
    made = site[name]
    assert not isinstance(made, Copied)
    return made.data


DAYS = st.dates(date(2018, 1, 1), date(2018, 12, 31)).map(date.isoformat)
TOPICS = st.lists(st.sampled_from(["a", "A", "é", "e", "C++", "c", "à la carte"]), max_size=3, unique=True)
SESSIONS = st.lists(st.tuples(DAYS, TOPICS), min_size=1, max_size=4)


@settings(max_examples=20)  # each is two builds of an institute
@given(st.lists(SESSIONS, min_size=1, max_size=3))
def test_the_calendar_of_all_is_the_union_and_each_topic_a_part(
    cycles: list[list[tuple[str, list[str]]]],
) -> None:
    names = [f"c{number}" for number in range(len(cycles))]
    files = {"institute.yaml": _institute(*names)}
    for name, held in zip(names, cycles, strict=True):
        sessions = [
            session(f"s{number}", date=day, topics=f"[{', '.join(topics)}]" if topics else "")
            for number, (day, topics) in enumerate(held)
        ]
        files[f"{name}.yaml"] = cycle(name, *sessions)
    run = federation.run(_gathered(files), None, instant("2018-01-10"), Consent(first=True))
    parts = [events(_made(run.site, f"{name}/calendar.ics")) for name in names]
    union = {uid: event for part in parts for uid, event in part.items()}
    assert sum(map(len, parts)) == len(union)
    assert events(_made(run.site, "calendar.ics")) == union
    for topic in run.ledger.topics.values():
        shown = events(_made(run.site, f"topics/{topic.slug}/calendar.ics"))
        assert shown
        assert shown.items() <= union.items()
    again = federation.run(_gathered(files), _made(run.site, "ledger.json"), instant("2018-02-10"), Consent())
    assert again.site == run.site


@pytest.mark.parametrize(
    ("files", "wrong"),
    [
        ({"institute.yaml": _institute("un", "un"), "un.yaml": cycle("un")}, ["“un” is already on line 3"] * 1),
        ({"institute.yaml": _institute("sessions")}, ["“sessions” is a folder that every site has"]),
        ({"institute.yaml": _institute("un")}, ["missing"]),
        (
            {"institute.yaml": _institute("un"), "un.yaml": cycle("un", url="https://ailleurs.fr/")},
            ["in the institute, this cycle’s address is https://institut.fr/rencontres/un/"],
        ),
        (
            {"institute.yaml": _institute("institut"), "institut.yaml": cycle("institut")},
            ["the id “institut” is that of the institute as well"],
        ),
        (
            {
                "institute.yaml": _institute("un", "deux"),
                "un.yaml": cycle("un"),
                "deux.yaml": cycle("un", url=f"{URL}deux/"),
            },
            ["the id “un” is that of un.yaml as well"],
        ),
        (
            {"institute.yaml": _institute("un", more="venues:\n  ici: {name: Ici}\n"), "un.yaml": cycle("un")},
            ["the venue “ici” is in the institute’s file as well"],
        ),
        ({"institute.yaml": _institute("un").partition("cycles:")[0]}, ["the file needs “cycles”"]),
        (
            {"institute.yaml": _institute("un").partition("  - ")[0] + "  un: {folder: un}\n"},
            ["a list is expected here"],
        ),
        ({"institute.yaml": "institute: [\n"}, []),
        ({"institute.yaml": "- institute:\n"}, ["the file is written as “key: value” lines"]),
    ],
)
def test_what_is_wrong_with_an_institute_is_said(files: dict[str, str], wrong: list[str]) -> None:
    gathered = _gathered(files)
    assert gathered.programme is None
    said = refused(Refusal(gathered.problems))
    assert said[: len(wrong)] == wrong or not wrong
    assert said
    with pytest.raises(Refusal):
        federation.run(gathered, None, instant("2018-01-10"), Consent(first=True))
    with pytest.raises(Refusal):
        federation.preview(gathered, None, instant("2018-01-10"))


def test_two_cycles_cannot_give_one_uid() -> None:
    typed = session("s1", uid="1@ailleurs")
    files = {
        "institute.yaml": _institute("un", "deux"),
        "un.yaml": cycle("un", typed),
        "deux.yaml": cycle("deux", typed),
    }
    with pytest.raises(Refusal) as error:
        federation.run(_gathered(files), None, instant("2018-01-10"), Consent(first=True))
    assert refused(error.value) == ["the uid “1@ailleurs” belongs to “un/s1”"]
    assert error.value.problems[0].file == "deux.yaml"
