// The pages as template literals. `e` escapes whatever the author typed.

import { escaped as e } from "./programme.mjs";

const feeds = [
  ["application/rss+xml", "RSS", "rss.xml"],
  ["application/atom+xml", "Atom", "atom.xml"],
  ["application/feed+json", "JSON Feed", "feed.json"],
  ["text/calendar", "calendrier", "calendar.ics"],
];

const top = (cycle) => `<header>
<p class="site"><a href="../index.html">${e(cycle.title)}</a></p>
<nav aria-label="Le cycle">
<ul>
<li><a href="../index.html">Toutes les rencontres</a></li>
<li><a href="../index.html#s-abonner">S’abonner</a></li>
</ul>
</nav>
</header>`;

function base({ cycle, root, heading, title, summary, address, kind, head = "", header, main }) {
  return `<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${e(heading)}</title>
<meta name="description" content="${e(summary)}">
<link rel="canonical" href="${address}">
<meta property="og:type" content="${kind}">
<meta property="og:title" content="${e(title)}">
<meta property="og:description" content="${e(summary)}">
<meta property="og:url" content="${address}">
<meta property="og:site_name" content="${e(cycle.title)}">
<meta property="og:locale" content="fr_FR">
${head}<link rel="stylesheet" href="${root}style.css">
${feeds.map(([type, label, file]) => `<link rel="alternate" type="${type}" title="${e(cycle.title)} (${label})" href="${root}${file}">`).join("\n")}
</head>
<body>
<a class="skip" href="#contenu">Aller au contenu</a>
${header}
<main id="contenu">
${main}
</main>
<footer>
<p><a href="${cycle.organizer.url}">${e(cycle.organizer.name)}</a></p>
<ul>
<li>Ce site ne dépose aucun cookie.</li>
</ul>
</footer>
</body>
</html>
`;
}

const when = (session) =>
  `<p class="when"><time class="dt-start" datetime="${session.startIso}">${session.day}</time>, <time class="dt-end" datetime="${session.endIso}">${session.hours}</time></p>`;

function map([latitude, longitude]) {
  return `<p><a href="https://www.openstreetmap.org/?mlat=${latitude}&amp;mlon=${longitude}#map=17/${latitude}/${longitude}">Voir sur OpenStreetMap</a></p>\n`;
}

const speakers = (session) => `<section aria-labelledby="avec">
<h2 id="avec">Avec</h2>
<ul class="speakers">
${session.speakers.map((speaker) => `<li>${e(speaker)}</li>`).join("\n")}
</ul>
</section>
`;

const adding = (session) => `<section class="adding" aria-labelledby="ajouter">
<h2 id="ajouter">Ajouter cette rencontre</h2>
<ul>
<li><a href="${e(session.google)}">Google Agenda</a></li>
<li><a href="${session.id}.ics">Autre agenda (.ics)</a></li>
</ul>
<p>Cette copie ne suivra pas les changements : abonnez-vous pour les recevoir.</p>
</section>
`;

const report = (session) => `<section aria-labelledby="compte-rendu">
<h2 id="compte-rendu">Compte rendu</h2>
<div class="text">
${session.report.html}</div>
</section>
`;

const previous = (session) =>
  `<li class="previous"><a rel="prev" href="${session.id}.html">← Séance précédente<span>${e(session.title)}</span></a></li>\n`;
const following = (session) =>
  `<li class="following"><a rel="next" href="${session.id}.html">Séance suivante →<span>${e(session.title)}</span></a></li>\n`;

export function sessionPage(session, cycle) {
  const { venue } = session;
  return base({
    cycle,
    root: "../",
    heading: `${session.title}, ${session.day} – ${cycle.title}`,
    title: session.title,
    summary: session.summary,
    address: session.page,
    kind: "article",
    head: `<script type="application/ld+json">${session.jsonLd}</script>\n`,
    header: top(cycle),
    main: `<article class="h-event">
${when(session)}
<h1 class="p-name">${e(session.title)}</h1>
<div class="where p-location h-card">
<p class="place"><span class="p-name">${e(venue.name)}</span><br>${e(venue.address)}<br>${e(venue.postal_code)} ${e(venue.city)}</p>
${venue.geo ? map(venue.geo) : ""}</div>
${session.speakers.length ? speakers(session) : ""}<section class="about" aria-labelledby="presentation">
<h2 id="presentation">Présentation</h2>
<div class="text e-content">
${session.html}</div>
<p class="topics">Thèmes : ${session.topics.map((topic) => `<span class="p-category">${e(topic)}</span>`).join(", ")}</p>
</section>
${session.past ? "" : adding(session)}${session.report ? report(session) : ""}</article>
<nav class="beside" aria-label="Autres rencontres">
<ul>
${session.previous ? previous(session.previous) : ""}${session.following ? following(session.following) : ""}</ul>
</nav>`,
  });
}

const card = (session, level) => `<article class="card h-event">
${when(session)}
<h${level} class="title"><a class="p-name u-url" href="sessions/${session.id}.html">${e(session.title)}</a></h${level}>
<p class="place p-location">${e(session.venue.name)}, ${e(session.venue.city)}</p>
${session.speakers.length ? `<p class="speakers">Avec ${e(session.speakers.join(" ; "))}</p>\n` : ""}<p class="topics">Thèmes : ${e(session.topics.join(", "))}</p>
${session.report ? `<p><a href="sessions/${session.id}.html#compte-rendu">Lire le compte rendu</a></p>\n` : ""}</article>
`;

const year = (group) => `<section class="year">
<h3>${group.year}</h3>
${group.sessions.map((session) => card(session, 4)).join("")}</section>
`;

export function index({ cycle, coming, past, items }) {
  return base({
    cycle,
    root: "",
    heading: `${cycle.title} – ${cycle.organizer.name}`,
    title: cycle.title,
    summary: cycle.description,
    address: cycle.url,
    kind: "website",
    header: `<header>
<p class="site"><a href="${cycle.organizer.url}">${e(cycle.organizer.name)}</a></p>
<h1>${e(cycle.title)}</h1>
<div class="purpose">
${cycle.html}</div>
<nav aria-label="Sur cette page">
<ul>
<li><a href="#a-venir">À venir</a></li>
<li><a href="#s-abonner">S’abonner</a></li>
<li><a href="#passees">Passées</a></li>
</ul>
</nav>
</header>`,
    main: `<section class="next" id="a-venir">
<h2>Prochaine rencontre</h2>
${coming.length ? card(coming[0], 3) : "<p>Aucune rencontre n’est prévue pour le moment.</p>\n"}</section>
<section class="subscribe" id="s-abonner">
<h2>S’abonner au calendrier</h2>
<p>Abonnez-vous une fois : nouvelles dates, changements et annulations arrivent d’eux-mêmes.</p>
<p><code>${cycle.url}calendar.ics</code></p>
<ul>
<li><a href="${cycle.url.replace("https:", "webcal:")}calendar.ics">iPhone, iPad, Mac, Thunderbird</a></li>
<li><a href="calendar.ics">Toutes les rencontres en un fichier (.ics)</a></li>
<li><a href="rss.xml">Flux RSS</a>, <a href="atom.xml">Atom</a>, <a href="feed.json">JSON Feed</a></li>
</ul>
</section>
${coming.length > 1 ? `<section class="coming" id="autres">\n<h2>Autres rencontres à venir</h2>\n${coming.slice(1).map((session) => card(session, 3)).join("")}</section>\n` : ""}<section class="past" id="passees">
<h2>Rencontres passées et comptes rendus</h2>
${past.map(year).join("")}</section>
<section class="news" id="nouvelles">
<h2>Dernières nouvelles</h2>
<ol class="items">
${items.slice(0, 5).map((item) => `<li><time datetime="${item.iso}">${item.day}</time> <a href="sessions/${item.session.id}.html">${e(item.title)}</a></li>`).join("\n")}
</ol>
</section>`,
  });
}
