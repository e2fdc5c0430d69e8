"""The words of the made-up programme: pieces of French sentences, places, people and topics, none real."""

from __future__ import annotations

SUBJECTS = (
    "Les budgets participatifs",
    "Les conseils de quartier",
    "Les ateliers de cartographie",
    "Les enquêtes publiques",
    "Les jurys citoyens",
    "Les outils numériques",
    "Les marches exploratoires",
    "Les réunions en plein air",
    "Les assemblées de village",
    "Les garants du débat",
    "Les conférences de consensus",
    "Les cahiers de doléances",
)
TURNS = (
    "qui en fait usage, et pour quoi faire",
    "ce que l’on en dit après dix ans",
    "une affaire de méthode ou de volonté",
    "retour sur trois essais",
    "quand peu de gens viennent",
    "à la campagne comme à la ville",
    "avec ceux que l’on n’entend pas",
    "du premier soir au dernier compte rendu",
    "entre élus, services et habitants",
    "avant, pendant et longtemps après",
)
OPENINGS = (
    "Cette soirée part d’une question simple",
    "On y vient avec un exemple, réussi ou manqué",
    "Deux récits ouvrent la séance",
    "Le sujet revient à chaque rencontre",
    "Rien n’oblige à parler, tout invite à écouter",
    "Trois groupes travaillent en même temps",
)
MIDDLES = (
    "chacun raconte ce qu’il a essayé, puis l’on compare",
    "les pratiques diffèrent d’une ville-exemple à l’autre",
    "le temps manque souvent, la confiance plus encore",
    "une carte dessinée à la main vaut parfois mieux qu’un long rapport",
    "l’on cherche ce qui reste une fois les chaises rangées",
    "les mêmes mots ne disent pas la même chose à tous",
    "il faut du café, des prénoms et des feuilles assez grandes",
    "ce qui est noté n’est pas toujours ce qui a été dit",
)
ENDINGS = (
    "et la discussion se poursuit debout",
    "et l’on repart avec une liste courte",
    "sans conclure trop vite",
    "jusqu’à l’heure dite, pas une minute de plus",
    "avec l’aide de celles et ceux qui ont déjà essayé",
    "pour en faire quelque chose dès le lendemain",
)
AIMS = (
    "d’**écouter**",
    "de *prendre le temps*",
    "de **décider**",
    "d’*habiter*",
    "de **rendre compte**",
    "d’*essayer*",
)
TOPICS = (
    "participation",
    "numérique",
    "budgets participatifs",
    "urbanisme",
    "éducation populaire",
    "travail social",
    "environnement",
    "jeunesse",
    "méthodes",
    "monde rural",
)
ROLES = ("animatrice", "urbaniste", "sociologue", "élue locale", "habitant", "garante", "bibliothécaire")
GIVEN_NAMES = ("Personne", "Camille", "Dominique", "Claude", "Maxime", "Alix", "Sacha", "Lou")
FAMILY_NAMES = ("Exemple", "Inventée", "Dessai", "Fictif", "Modèle")
ORGANIZATIONS = ("association Exemple", "collectif Essai", "régie Modèle", "université Inventée")
PLACES = (
    ("salle-essai", "Salle d’essai", "1, rue Inventée", "00100", "Ville-Exemple", (43.6, 1.44)),
    ("maison-modele", "Maison Modèle", "12, allée du Gabarit", "00100", "Ville-Exemple", (43.61, 1.45)),
    ("grange-fictive", "Grange Fictive", "route du Bac-Inventé", "00210", "Village-Témoin", None),
    ("mediatheque", "Médiathèque de l’Exemple", "3, place du Brouillon", "00100", "Ville-Exemple", (43.59, 1.43)),
    ("ferme-epreuve", "Ferme de l’Épreuve", "chemin des Essais", "00340", "Bourg-Prototype", (43.55, 1.5)),
    ("centre-maquette", "Centre social Maquette", "8, cours Imaginaire", "00100", "Ville-Exemple", None),
    ("ecole-esquisse", "École de l’Esquisse", "2, impasse du Croquis", "00120", "Faubourg-Exemple", (43.62, 1.4)),
    ("halle-patron", "Halle au Patron", "place du Marché-Fictif", "00450", "Port-Modèle", None),
    ("atelier-ebauche", "Atelier de l’Ébauche", "27, quai Supposé", "00100", "Ville-Exemple", (43.6, 1.41)),
    ("foyer-canevas", "Foyer du Canevas", "5, rue de l’Hypothèse", "00560", "Mont-Témoin", (43.5, 1.38)),
)
"""Key, name, address, postcode, town, coordinates."""
