"""Makes the codes of `renderers/deflate.py` from cards as people make them: prints `_LENGTHS`.

    .venv/bin/python tools/codes.py

One table for all cards makes them a few per cent larger than one for each, and costs no time. Whoever changes it
moves `_DRAWING` of `renderers/cards.py`, for all cards get other bytes.
"""

from __future__ import annotations

import heapq
import sys
from collections import Counter
from itertools import count
from textwrap import wrap

from rencontres_feeds.renderers import deflate, drawing
from rencontres_feeds.renderers.cards import HEIGHT, WIDTH, Card

TITLES = """\
Ouvrir les données, et après ?
Habiter l’exemple : qui décide, et avec qui ?
Première rencontre
Prendre part à un budget participatif : est-ce possible dans une ville moyenne ?
Concertation et numérique : que change une plateforme en ligne, et à qui profite-t-elle vraiment dans la durée ?
Les conseils de quartier, vingt ans après
Débattre du climat à l’échelle d’un bassin de vie : retours d’expérience, méthodes et limites
Jurys citoyens, mode d’emploi
What a town hall can learn from its own archives
Évaluer la participation : pour quoi faire, pour qui, avec quels indicateurs, et jusqu’à quand ?
"""
DAYS = """\
Mardi 1er décembre 2015, à 18 h 30
Jeudi 15 mars 2018, de 18 h 30 à 20 h 30
Du 6 au 7 juillet 2029
Mercredi 24 septembre 2014, de 9 h à 12 h
Thursday 26 October 2023, 18:30 to 20:30
"""
PLACES = """\
Maison de l’Exemple, Exempleville
Salle Inventée, Autreville, En ligne
MJC des Essais, Ville-Exemple
"""
STATUSES = ("", "", "", "Annulée", "Nouvelle date : jeudi 12 mars 2026, au lieu du 10 mars")
HEADS = ("Cycle d’essai à Exempleville", "Rencontres de la concertation")
FEET = ("Association Exemple", "Institut des Essais de Ville-Exemple", "rencontres.example/essai")
ROW = 72
LONGEST = 15
"""Bits of a code (section 3.2.7)."""


def cards() -> list[Card]:
    """Each title on cards of all kinds."""
    days, places = DAYS.splitlines(), PLACES.splitlines()
    return [
        Card(HEADS[number % 2], STATUSES[number % 5], number % 5 == 3, days[(number // 2) % 5], *rest)
        for number, title in enumerate(TITLES.splitlines() * 2)
        for rest in [(title, places[number % 3], FEET[number % 3])]
    ]


def counted(shown: list[Card]) -> list[int]:
    """How often each symbol is needed; at least once, for any may be."""
    found = Counter({256: len(shown)})
    told = deflate.repetitions()
    for card in shown:
        for piece in drawing.picture(card, WIDTH, HEIGHT).rows():
            between, runs = deflate.parted(piece)[::2], deflate.parted(piece)[1::2]
            found.update(b"".join(between))
            found.update({0: len(runs)})
            found.update(told[len(run) - 1][0] for run in runs)
    return [max(1, found[symbol]) for symbol in range(286)]


def lengths(counts: list[int]) -> list[int]:
    """Bits of each symbol (Huffman); what is rare counts for more until no code is too long."""
    numbers = count(len(counts))
    trees: list[tuple[int, int, tuple[int, ...]]] = [
        (times, symbol, (symbol,)) for symbol, times in enumerate(counts)
    ]
    bits = [0] * len(counts)
    heapq.heapify(trees)
    while len(trees) > 1:
        (one, _, left), (other, _, right) = heapq.heappop(trees), heapq.heappop(trees)
        for symbol in (*left, *right):
            bits[symbol] += 1
        heapq.heappush(trees, (one + other, next(numbers), (*left, *right)))
    return bits if max(bits) <= LONGEST else lengths([times + max(1, sum(counts) >> 15) for times in counts])


if __name__ == "__main__":
    found = "".join(f"{bits:x}" for bits in lengths(counted(cards())))
    sys.stdout.write("\n".join(f'    "{row}"' for row in wrap(found, ROW)) + "\n")
