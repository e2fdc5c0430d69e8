"""The files that a new institute begins with: its own, and that of its first cycle.

The comments are for whoever opens it next year. Keys and words are those of the institute's language.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rencontres_feeds.editing import sample

if TYPE_CHECKING:
    from datetime import date

    from rencontres_feeds.editing.sample import Beginning

FRENCH = """\
# L'institut et ses cycles : ils sont publiés ensemble, en un seul site.
# Les séances sont dans le fichier de chaque cycle. Depuis n'importe lequel de ces dossiers,
# « rencontres-feeds check » et « rencontres-feeds build » concernent l'institut entier.

institut:
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
# Les cycles. Le dossier est le nom du cycle dans l'adresse : {address}
# Avant de publier, choisissez ici et dans le fichier du cycle un nom qui vous convienne.
cycles:
  - dossier: {folder}
    source: {folder}/sessions.yaml

# Les lieux que plusieurs cycles partagent, chacun sous une clé que les séances reprennent.
# lieux:
#   maison:
#     nom: Une maison d'exemple
"""
ENGLISH = """\
# The institute and its cycles: they are published together, as one site.
# The sessions are in the file of each cycle. From any of these folders,
# “rencontres-feeds check” and “rencontres-feeds build” are about the whole institute.

institute:
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
# The cycles. The folder is the name of the cycle in the address: {address}
# Before you publish, choose a name that suits you, here and in the file of the cycle.
cycles:
  - folder: {folder}
    source: {folder}/sessions.yaml

# The venues that several cycles share, each under a key that the sessions refer to.
# venues:
#   house:
#     name: An example house
"""
FIRST = {"fr": ("premier-cycle", "Premier cycle"), "en": ("first-cycle", "First cycle")}
"""Folder, id and title of the first cycle, until somebody names it."""


def samples(beginning: Beginning, day: date) -> dict[str, str]:
    """The texts of the files, the institute's own under `""`, the other by its path beside it.

    `beginning` is what the institute says of itself, `day` that of the example.
    """
    folder, title = FIRST[beginning.language]
    template = FRENCH if beginning.language == "fr" else ENGLISH
    address = f"{beginning.url.rstrip('/')}/{folder}/"
    whole = sample.filled(template, beginning, folder=folder, address=address)
    first = replace(beginning, id=folder, title=title, url=address)
    return {"": whole, f"{folder}/sessions.yaml": sample.sample(first, day)}
