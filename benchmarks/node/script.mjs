// The site by a plain script on ical-generator and feed: node script.mjs sessions.yaml OUTPUT
//
// No memory, everything written anew each time; pages are template literals, the fastest that Node has.

import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { Feed } from "feed";
import ical from "ical-generator";
import { index, sessionPage } from "./pages.mjs";
import { read, zone } from "./programme.mjs";

const [source, output] = process.argv.slice(2);
const programme = read(source);
const { cycle, sessions, items } = programme;
mkdirSync(`${output}/sessions`, { recursive: true });

function calendar(events) {
  return ical({
    prodId: { company: "exemple", product: "script", language: "FR" },
    method: "PUBLISH",
    timezone: { name: cycle.timezone, generator: () => zone },
    events,
  });
}

const events = sessions.map((session) => ({
  id: `${session.id}@rencontres.example`,
  stamp: session.announced,
  timezone: cycle.timezone,
  start: session.start,
  end: session.end,
  summary: session.title,
  description: session.details,
  location: {
    title: session.location,
    ...(session.venue.geo && { geo: { lat: session.venue.geo[0], lon: session.venue.geo[1] } }),
  },
  status: "CONFIRMED",
  categories: session.topics.map((name) => ({ name })),
  url: session.page,
}));
writeFileSync(`${output}/calendar.ics`, calendar(events).name(cycle.title).toString());

const feed = new Feed({
  id: cycle.url,
  title: cycle.title,
  description: cycle.description,
  link: cycle.url,
  language: cycle.language,
  updated: items[0].date,
  author: { name: cycle.organizer.name, link: cycle.organizer.url },
  feedLinks: { rss: `${cycle.url}rss.xml`, atom: `${cycle.url}atom.xml`, json: `${cycle.url}feed.json` },
});
for (const item of items) {
  feed.addItem({
    id: item.id,
    title: item.title,
    link: item.session.page,
    date: item.date,
    published: item.date,
    description: item.session.summary,
    content: item.html,
    category: item.session.topics.map((name) => ({ name, term: name })),
  });
}
writeFileSync(`${output}/rss.xml`, feed.rss2());
writeFileSync(`${output}/atom.xml`, feed.atom1());
writeFileSync(`${output}/feed.json`, feed.json1());

sessions.forEach((session, number) => {
  writeFileSync(`${output}/sessions/${session.id}.ics`, calendar([events[number]]).toString());
  writeFileSync(`${output}/sessions/${session.id}.html`, sessionPage(session, cycle));
});
writeFileSync(`${output}/index.html`, index(programme));
copyFileSync(new URL("../static/style.css", import.meta.url), `${output}/style.css`);
