"""The file that a new cycle begins with: its frame, and beside it, as a draft, what a session looks like.

The comments are for whoever opens it next year. Keys and words are those of the cycle's language.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rencontres_feeds.editing import handwriting

if TYPE_CHECKING:
    from datetime import date

    from rencontres_feeds.model import Language

FRENCH = """\
# Le programme du cycle : c'est le seul fichier à modifier.
# Après chaque changement : « rencontres-feeds check » dit ce qui est à corriger,
# « rencontres-feeds build » prépare le dossier output/, à déposer sur le site.
#
# Trois règles suffisent :
# - décaler avec des espaces (jamais de tabulation), comme dans les lignes voisines ;
# - mettre entre guillemets un texte qui contient « : » ou « # » ;
# - ne jamais changer un « id » : c'est l'identité de la séance chez les abonnés.

# Le cycle dans son ensemble.
cycle:
  id: {id}
  titre: {title}
  # Quelques phrases, que la page d'accueil montre.
  # présentation: |
  #   …
  langue: {language}
  fuseau: {timezone}
  # L'adresse publique du dossier output/. Tant que c'est un exemple, rien n'est publié pour de bon.
  url: {url}
{organizer}
# Les lieux, chacun sous une clé que les séances reprennent.
lieux:
  exemple:
    nom: Un lieu d'exemple
    # adresse: 1, rue de l'Exemple
    # code postal: "31000"
    # ville: Toulouse
    # accès: Métro A, arrêt Exemple
    # accessibilité: De plain-pied

# Les séances. « rencontres-feeds new » en ajoute une, ou copiez un bloc et donnez-lui un autre « id ».
# Une séance annulée reste ici, avec « statut: annulée » : c'est ainsi que les abonnés l'apprennent.
séances:
  # Un exemple, à remplacer par votre première séance. Un brouillon n'est pas publié :
  # ôtez cette ligne le moment venu.
  - id: exemple
    brouillon: oui
    titre: Une séance d'exemple
    date: {date}
    horaire: 18h30-20h30
    lieu: exemple
    présentation: |
      De quoi il s'agit, en quelques phrases. On peut écrire en *italique* ou en **gras**.
    intervenants:
      - nom: Personne Exemple
        fonction: sociologue
        organisme: Université d'exemple
        ville: Toulouse
    # Après la séance : « rencontres-feeds compte-rendu exemple documents/compte-rendu.pdf ».
    compte rendu:
      statut: à venir
"""

ENGLISH = """\
# The programme of the cycle: this is the only file to edit.
# After each change: “rencontres-feeds check” says what is to be mended,
# “rencontres-feeds build” makes the folder output/, which you put on the web site.
#
# Three rules are enough:
# - indent with spaces (never with tabs), as the lines around do;
# - put a text that holds “: ” or “#” in quotes;
# - never change an “id”: subscribers know the session by it.

# The cycle as a whole.
cycle:
  id: {id}
  title: {title}
  # A few sentences for the front page.
  # description: |
  #   …
  language: {language}
  timezone: {timezone}
  # The public address of the folder output/. While it is an example, nothing is published for good.
  url: {url}
{organizer}
# The venues, each under a key that the sessions refer to.
venues:
  example:
    name: An example venue
    # address: 1 Example Street
    # postal_code: AB1 2CD
    # city: London
    # access: Bus 1, stop Example
    # accessibility: Step-free

# The sessions. “rencontres-feeds new” adds one, or copy a block and give it another “id”.
# A cancelled session stays here, with “status: cancelled”: that is how subscribers learn of it.
sessions:
  # An example, to be replaced by your first session. A draft is not published:
  # delete that line when all is right.
  - id: example
    draft: yes
    title: An example session
    date: {date}
    time: 18:30-20:30
    venue: example
    description: |
      What it is about, in a few sentences, in *italics* or in **bold** where you like.
    speakers:
      - name: Example Person
        role: sociologist
        organization: Example University
        city: London
    # After the session: “rencontres-feeds minutes example documents/report.pdf”.
    report:
      status: forthcoming
"""

_ORGANIZER = {
    "fr": ("organisateur", "nom", "url", "courriel"),
    "en": ("organizer", "name", "url", "email"),
}


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a new cycle says of itself; an absent text is empty."""

    id: str
    title: str
    language: Language
    timezone: str
    url: str
    organizer: str = ""
    organizer_url: str = ""
    email: str = ""


def sample(beginning: Beginning, day: date) -> str:
    """The text of the file; `day` is that of its example."""
    return filled(FRENCH if beginning.language == "fr" else ENGLISH, beginning, date=day.isoformat())


def filled(template: str, beginning: Beginning, **more: str) -> str:
    """A template with what is said, as one types it, and with `more` as it is."""
    typed = {
        name: handwriting.scalar(getattr(beginning, name))
        for name in ("id", "title", "language", "timezone", "url")
    }
    return template.format(**typed, organizer=_organizer(beginning), **more)


def _organizer(beginning: Beginning) -> str:
    head, *keys = _ORGANIZER[beginning.language]
    values = zip(keys, (beginning.organizer, beginning.organizer_url, beginning.email), strict=True)
    lines = [f"    {key}: {handwriting.scalar(value)}\n" for key, value in values if value]
    return f"  {head}:\n{''.join(lines)}" if lines else ""
