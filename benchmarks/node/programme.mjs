// The made-up programme, read and made ready for templates: what the script and Eleventy have in common.

import { readFileSync } from "node:fs";
import yaml from "js-yaml";
import MarkdownIt from "markdown-it";

process.env.TZ = "Europe/Paris"; // Date knows no other zone than that of the process

export const NOW = new Date("2026-11-24T08:00:00Z");
const ITEMS = 100;
const markdown = new MarkdownIt();
const weekdays = ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"];
const months = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(" ");

export const zone = `BEGIN:VTIMEZONE
TZID:Europe/Paris
BEGIN:DAYLIGHT
DTSTART:19810329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
END:STANDARD
END:VTIMEZONE`;

export function read(path) {
  const { cycle, venues, sessions: typed } = yaml.load(readFileSync(path, "utf8"));
  const sessions = typed.map((session) => prepare(session, cycle, venues));
  sessions.sort((a, b) => a.start - b.start);
  sessions.forEach((session, number) => {
    session.previous = sessions[number - 1];
    session.following = sessions[number + 1];
  });
  const held = sessions.filter((session) => session.past).reverse();
  const past = [];
  for (const session of held) {
    const year = session.start.getFullYear();
    if (past.at(-1)?.year !== year) past.push({ year, sessions: [] });
    past.at(-1).sessions.push(session);
  }
  return {
    cycle: { ...cycle, description: cycle.description.trim(), html: markdown.render(cycle.description) },
    sessions,
    coming: sessions.filter((session) => !session.past),
    past,
    items: newest(sessions),
  };
}

function prepare(session, cycle, venues) {
  const [start, end] = session.time.split("-").map((hour) => at(session.date, ...hour.split("h").map(Number)));
  const venue = venues[session.venue];
  const text = markdown.render(session.description);
  const plain = toPlain(text);
  const town = `${venue.postal_code} ${venue.city}`;
  const prepared = {
    ...session,
    start,
    end,
    startIso: iso(start),
    endIso: iso(end),
    past: end <= NOW,
    announced: at(session.announced, 12),
    venue,
    location: [venue.name, venue.address, town].filter(Boolean).join(", "),
    day: sayDay(start),
    hours: `de ${sayHour(start)} à ${sayHour(end)}`,
    people: session.speakers ?? [],
    speakers: (session.speakers ?? []).map((one) => `${one.name}, ${one.role}, ${one.organization} (${one.city})`),
    html: text,
    plain,
    report: session.report && {
      ...session.report,
      published: at(session.report.published, 12),
      html: markdown.render(session.report.text),
    },
    page: `${cycle.url}sessions/${session.id}.html`,
  };
  prepared.summary = cut(`${prepared.day}. ${venue.name}, ${venue.city}. ${plain.replaceAll("\n", " ")}`, 300);
  prepared.details = details(prepared, cycle);
  prepared.google = `https://calendar.google.com/calendar/render?${new URLSearchParams({
    action: "TEMPLATE",
    text: session.title,
    dates: `${local(start)}/${local(end)}`,
    ctz: cycle.timezone,
    location: prepared.location,
    details: prepared.page,
  })}`;
  prepared.jsonLd = JSON.stringify(jsonLd(prepared, cycle)).replaceAll("<", "\\u003c");
  return prepared;
}

// What stands in a calendar, as plain text.
function details(session, cycle) {
  const lines = session.speakers.map((speaker) => `Avec ${speaker}`);
  if (lines.length) lines.push("");
  lines.push(cut(session.plain, 800), "", `Page : ${session.page}`);
  if (session.report) lines.push(`Compte rendu : ${session.page}`);
  lines.push("", `${cycle.title}, ${cycle.organizer.name}`);
  return lines.join("\n");
}

function jsonLd(session, cycle) {
  const { venue } = session;
  const address = {
    "@type": "PostalAddress",
    streetAddress: venue.address,
    postalCode: venue.postal_code,
    addressLocality: venue.city,
  };
  const place = { "@type": "Place", name: venue.name, address };
  if (venue.geo) place.geo = { "@type": "GeoCoordinates", latitude: venue.geo[0], longitude: venue.geo[1] };
  return {
    "@context": "https://schema.org",
    "@type": "Event",
    name: session.title,
    description: cut(session.plain, 300),
    startDate: session.startIso,
    endDate: session.endIso,
    eventStatus: "https://schema.org/EventScheduled",
    eventAttendanceMode: "https://schema.org/OfflineEventAttendanceMode",
    location: place,
    organizer: { "@type": "Organization", ...cycle.organizer },
    performer: session.people.map((one) => ({
      "@type": "Person",
      name: one.name,
      affiliation: { "@type": "Organization", name: one.organization },
    })),
    keywords: session.topics,
    inLanguage: cycle.language,
    url: session.page,
  };
}

// What the feeds show: each session and each report is news, at noon of its day.
function newest(sessions) {
  const items = [];
  for (const session of sessions) {
    const title = session.past
      ? `Séance du ${session.day} : ${session.title}`
      : `Nouvelle séance, ${session.day} à ${sayHour(session.start)} : ${session.title}`;
    items.push({ kind: "session", session, title, date: session.announced });
    if (session.report) {
      const reported = `Compte rendu, séance du ${sayDate(session.start)} : ${session.title}`;
      items.push({ kind: "report", session, title: reported, date: session.report.published });
    }
  }
  items.sort((a, b) => a.date - b.date);
  return items.slice(-ITEMS).reverse().map(finished);
}

function finished({ kind, session, title, date }) {
  const told = [`${session.day}, ${session.hours}, ${session.venue.name}`];
  told.push(...session.speakers.map((speaker) => `Avec ${speaker}`));
  const text = told.map((line) => `<p>${escaped(line)}</p>`).join("");
  return {
    id: `tag:rencontres.example,2005:${session.id}/${kind}`,
    session,
    title,
    date,
    iso: iso(date),
    day: sayDate(date),
    html: `${kind === "report" ? session.report.html : text + session.html}<p><a href="${session.page}">La page de la séance</a></p>`,
  };
}

export function escaped(text) {
  return text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]);
}

// js-yaml makes of a day the instant of its midnight in UTC.
function at(day, hours, minutes = 0) {
  return new Date(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate(), hours, minutes);
}

export function local(date) {
  return iso(date).slice(0, 19).replaceAll(/[-:]/g, "");
}

function iso(date) {
  const offset = -date.getTimezoneOffset();
  const shown = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, 19);
  return `${shown}+${two(Math.floor(offset / 60))}:${two(offset % 60)}`;
}

function two(number) {
  return String(number).padStart(2, "0");
}

function sayDay(date) {
  return `${weekdays[date.getDay()]} ${sayDate(date)}`;
}

function sayDate(date) {
  return `${date.getDate() === 1 ? "1er" : date.getDate()} ${months[date.getMonth()]} ${date.getFullYear()}`;
}

function sayHour(date) {
  return date.getMinutes() ? `${date.getHours()} h ${two(date.getMinutes())}` : `${date.getHours()} h`;
}

function toPlain(html) {
  return html
    .replace(/<[^>]+>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&")
    .trim();
}

function cut(text, limit) {
  return text.length <= limit ? text : `${text.slice(0, text.lastIndexOf(" ", limit - 2))} …`;
}
