"""What is made without the libraries that know a format is what they make, to the byte."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import icalendar
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import feedgen_alone
import publications as made
from house import House, content, session, source
from rencontres_feeds.catalogue import load
from rencontres_feeds.publication import Enclosure, Entry
from rencontres_feeds.renderers import everyday, feeds, fragments, markdown
from rencontres_feeds.renderers.wording import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

WORDS = Words(load("fr"))
BASES = ("https://a.example/cycle/page.html", "http://a.example/")

# Markdown

PIECES = (
    *(
        "mot",
        "é",
        "Un",
        "2018",
        "1.",
        "12)",
        "3",
        " ",
        "  ",
        "\n",
        "\n\n",
        "\n\n\n",
        "\t",
        "\u00a0",
        "\u202f",
        "\u3000",
    ),
    *(
        "- ",
        "\n- ",
        "\n- x",
        "* ",
        "+ ",
        "- - ",
        "# ",
        "\n# ",
        "> ",
        "\n> ",
        "===",
        "\n===",
        "---",
        "\n---",
        "    ",
    ),
    *(
        "*",
        "**",
        "***",
        "*a*",
        "**b**",
        "**a b**",
        "*a*.",
        "(*a*)",
        "l’**écouter**,",
        "x*y",
        "*a [b](https://a.example/) c*",
    ),
    *("_", "__", "_a_", "`", "~~", "[", "]", "(", ")", "![i](https://a.example/x.png)", "[x]: https://a.example"),
    *("[a](https://a.example/b)", "[ a b ](http://a-b.c.example)", '[a "b"](https://a.example/b_c,d)', "[a](b)"),
    *("[https://a.example](https://a.example)", "[a](https://a.example/../b;)", "[a](https://a.example/?q=1)"),
    *(
        "https://a.example",
        "a@b.example",
        "www.a.example",
        "//",
        "://",
        "mailto:",
        "http:",
        "\\",
        "\\*",
        "<",
        "<b>",
    ),
    *(
        "&",
        "&amp;",
        "& ",
        '"',
        "'",
        "’",
        "«\u00a0",
        "\u00a0»",
        "“",
        ":",
        "!",
        "?",
        "…",
        "–",
        "—",
        "-",
        ";",
        ",",
        ".",
        "/",
    ),
    *("|", "\n|-|", "a | b\n- | -", "😀", "½", "\u0301", "\u00ad", "$", "%", "^", "{", "}", "="),
)
"""Of what texts are put together: whatever means something in Markdown, and what stands beside it."""


def parsed(text: str, base: str) -> tuple[str, str]:
    """What the parser makes of a text."""
    html = str(markdown._parser().render(text, {"base": base})).strip()
    return html, markdown._parsed.__wrapped__(text)


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join), st.sampled_from(BASES))
@settings(max_examples=2000)
@example("*a*\u00a0: [b](https://a.example/)", BASES[0])
@example("- a\n- *b*\n\nfin", BASES[0])
def test_everyday_markdown_is_read_as_the_parser_reads_it(text: str, base: str) -> None:
    found = everyday.read(text)
    if found:
        assert tuple(found) == parsed(text, base)
        assert markdown.xhtml(text, base) == fragments.written(found.html)
    assert (markdown.html(text, base), markdown.plain(text)) == parsed(text, base)
    assert markdown.xhtml(text, base) == fragments.written(markdown.html(text, base))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Un mot.",
        "Un premier paragraphe, « entre guillemets » ;\nsur deux lignes.\n\nEt un second : R & D, 5 > 3.",
        "Il s’agit d’**écouter**, *puis* de décider (**ensemble**).",
        "- un\n- *deux* ;\n- [trois](https://trois.example/page-3.html)\n\n[Un lien](https://lien.example) !",
    ],
)
def test_what_most_people_type_needs_no_parser(text: str) -> None:
    assert everyday.read(text) is not None


@pytest.mark.parametrize(
    "text", ["- a\n\n- b", "- a\nb", "a\n- b", "1. un", "# Titre", "`code`", "a  \nb", "https://a.example/", "*a"]
)
def test_whatever_is_more_than_that_is_left_to_the_parser(text: str) -> None:
    assert everyday.read(text) is None


@given(st.text(st.sampled_from("ab \n\t\u00a0é"), max_size=40), st.integers(1, 40))
@settings(max_examples=500)
def test_a_text_is_cut_where_the_last_whole_word_ends(text: str, limit: int) -> None:
    head = text[: limit - 1]
    expected = text
    if len(text) > limit:
        whole = head if text[limit - 1].isspace() else re.sub(r"\s\S*$", "", head)
        expected = whole.rstrip() + " …"
    assert markdown.cut(text, limit) == expected


# Feeds

WORD = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"]) | st.sampled_from("<>&\"' é"),
    min_size=1,
    max_size=20,
).filter(lambda text: text.strip())
HTML = st.sampled_from(
    [
        '<p>Un <em>mot</em> &amp; <a href="https://a.example/?a=1&amp;b=%22">deux</a>.</p>',
        "<p>a<br />\nb</p>\n<ul>\n<li>un</li>\n<li></li>\n</ul>\n<hr />",
        '<pre><code class="language-x">a &lt; b\n</code></pre>\n<p><a href="https://a.example/"></a> "cité"</p>',
        "<p>😀 \u00a0 é</p>",
    ]
)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """An entry of any shape."""
    like = draw(st.sampled_from(made.WHOLE.entries))
    item = replace(like.item, updated=like.item.updated + timedelta(days=draw(st.integers(0, 9))))
    enclosure = draw(
        st.none()
        | st.builds(
            Enclosure,
            st.just("https://a.example/a%22.pdf"),
            st.just("application/pdf"),
            st.none() | st.integers(0, 10**9),
            WORD,
        )
    )
    topics = tuple(draw(st.lists(WORD, max_size=3, unique=True)))
    return Entry(
        item,
        draw(WORD),
        like.url,
        draw(HTML),
        draw(WORD),
        draw(WORD),
        topics,
        enclosure,
        draw(st.sampled_from(["", "en"])),
    )


@given(st.lists(entries(), max_size=3))
@settings(max_examples=60)
def test_the_feeds_are_what_feedgen_writes_by_itself(shown: Sequence[Entry]) -> None:
    publication = replace(made.WHOLE, entries=tuple(shown))
    assert feeds.atom(publication, WORDS) == feedgen_alone.atom(publication, WORDS)
    assert feeds.rss(publication, WORDS) == feedgen_alone.rss(publication, WORDS)


# Events


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"time": ""},
        {"time": "18h30", "online": "https://visio.example/a?b=1,2;3"},
        {"time": "", "until": "2018-03-17", "topics": '["a, b", "c; d", "e\\\\f"]'},
        {"title": '"Virgule, point-virgule; barre \\\\ et « guillemets »"', "uid": "a;b,c@d", "venue": "loin"},
        {"date": "2017-03-15", "report": "{url: 'https://a.example/cr.pdf', text: Dit.}", "venue": "utc"},
    ],
)
def test_an_event_is_what_icalendar_writes_of_it(fields: dict[str, str]) -> None:
    text = source(session(**fields))
    text = text.replace(
        "venues:", "venues:\n  loin: {name: Au loin, timezone: America/Argentina/Ushuaia, geo: [-0.0, 1]}"
    )
    text = text.replace("venues:", "venues:\n  utc: {name: Nulle part, timezone: Etc/UTC, geo: [0.0, 1.50]}")
    data = content(House().build(text), "calendar.ics")
    calendar: Any = icalendar.Calendar.from_ical(data)
    unfolded = data.decode().replace("\r\n ", "").split("\r\n")
    (event,) = calendar.walk("VEVENT")
    written = [str(line) for line in event.content_lines(sorted=False)]
    start = unfolded.index("BEGIN:VEVENT")
    assert unfolded[start : start + len(written) - 1] == written[:-1]
