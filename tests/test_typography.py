"""The no-break spaces of French, on what is hard to tell apart. In the cases ~ is U+00A0 and ^ is U+202F."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from rencontres_feeds.renderers import typography


def marked(text: str) -> str:
    return text.replace("~", "\u00a0").replace("^", "\u202f")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Qui décide ?", "Qui décide^?"),
        ("Venez ! Nombreux ; et tôt !", "Venez^! Nombreux^; et tôt^!"),
        ("Thème : la ville", "Thème~: la ville"),
        ("Qui décide~?", "Qui décide^?"),  # as the catalogue has it
        ("Qui  décide  ?", "Qui  décide^?"),
        ("coupé\n: ici", "coupé~: ici"),
        ("« Regards croisés »", "«~Regards croisés~»"),
        ("«Regards croisés»", "«~Regards croisés~»"),
        ("l'«ordre», dit-on", "l'«~ordre~», dit-on"),
        ("« « a » »", "«~«~a~»~»"),
        ("« Vraiment ? » ; oui", "«~Vraiment^?~»^; oui"),
        ("quoi ?!", "quoi^?!"),
        ("50 % de 20 €", "50~% de 20~€"),
        ("de 18 h 30 à 20 h", "de 18~h~30 à 20~h"),
        ("18 h 30, le 1er décembre 2015", "18~h~30, le 1er~décembre 2015"),
        ("du 15 au 16 mars", "du 15 au 16~mars"),
        ("le n° 3, p. 12 et pp. 4-5, art. 7", "le n°~3, p.~12 et pp.~4-5, art.~7"),
        ("1 000 voix, 12 345 678 €", "1^000 voix, 12^345^678~€"),
        ("M. Exemple, Mme Exemple et le Dr Exemple", "M.~Exemple, Mme~Exemple et le Dr~Exemple"),
        ("à 5 km, 300 m, en 20 min, 240 ko, 19 °C", "à 5~km, 300~m, en 20~min, 240~ko, 19~°C"),
        ("« Oui », n° 1 000 : voir https://x.example/?a;b!", "«~Oui~», n°~1^000~: voir https://x.example/?a;b!"),
    ],
)
def test_spaces_that_may_not_break(typed: str, shown: str) -> None:
    assert typography.french(marked(typed)) == marked(shown)


@pytest.mark.parametrize(
    "typed",
    [
        "https://exemple.example/a?b=c;d=e!f:80/#x",
        "voir https://exemple.example:8080/?q=1, puis",
        "mailto:contact@exemple.example",
        "18:30 et 2018-03-15T18:30:00+01:00",
        "What's next? Nobody knows; try: yes!",
        "3:2, {a;b}, x!=y",
        "»Zitat« und »noch eins«",
        "5 heures, 3 habitants, 15 marsouins",
        "Salle 3",
        "si a != b, ou a ?= b, ou a := b, ou a :: b",
        "05 61 12 34 56, +33 561 123 456",
        "en 2018 345 voix",
        "nos 3 enfants, 5 menus, un grand M. et app. 3",
        "&lt;b&gt;",
        "",
    ],
)
def test_what_is_left_alone(typed: str) -> None:
    assert typography.french(typed) == typed


@pytest.mark.parametrize(
    ("fragment", "shown"),
    [
        ("<p>Qui décide ?</p>", "<p>Qui décide^?</p>"),
        ("<em>Qui</em> ?", "<em>Qui</em>^?"),
        ("«<em>Regards</em>»", "«~<em>Regards</em>~»"),
        ("<code>a ; b ?</code> ; c", "<code>a ; b ?</code>^; c"),
        ("<pre><code class='x'>a ;\n b : c</code></pre>", "<pre><code class='x'>a ;\n b : c</code></pre>"),
        (
            '<a href="https://x.example/" title="a ; b">a ; b</a>',
            '<a href="https://x.example/" title="a ; b">a^; b</a>',
        ),
        ("<p>a &amp; b ; c &lt; d : e</p>", "<p>a &amp; b^; c &lt; d~: e</p>"),
        ("l&#39;été ; &quot; oui &quot; ?", "l&#39;été^; &quot; oui &quot;^?"),
        ("a<!-- b ; c --> ; d", "a<!-- b ; c -->^; d"),
        ("<script>a ; b</script>", "<script>a ; b</script>"),
        ("a<br /> ; b", "a<br />^; b"),
    ],
)
def test_fragments(fragment: str, shown: str) -> None:
    done = typography.french(Markup(fragment))
    assert isinstance(done, Markup)
    assert done == marked(shown)


def test_plain_text_is_no_fragment() -> None:
    done = typography.french("a < b ; c > d ; e")
    assert not isinstance(done, Markup)
    assert done == marked("a < b^; c > d^; e")


PIECES = (
    *" ;!?:=«»%€hx.,+-()'\"<&\n\t\u00a0\u202f",
    *("M.", "Mme", "Dr", "A", "É", "1", "18", "000", "1er", "mai", "mars", "n°", "p.", "art.", "km", "°C", "min"),
)
pieced = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


@given(pieced)
def test_twice_is_once(text: str) -> None:
    once = typography.french(text)
    assert typography.french(once) == once
    element = Markup("<p>({})</p>").format(once)
    assert typography.french(element) == element


@given(pieced)
def test_signs_only_save_time(text: str) -> None:
    """A rule is left out only where it has nothing to find."""
    signs = (rule for _, rule in typography._SIGNS)
    every = text
    for pattern, replacement in (*signs, typography._HOURS, *typography._WORDS, *typography._NUMBERS):
        every = pattern.sub(replacement, every)
    assert typography.french(text) == every


def test_each_language_has_its_own() -> None:
    assert typography.of("fr")("Qui ?") == marked("Qui^?")
    assert typography.of("en")("Who ?") == "Who ?"
