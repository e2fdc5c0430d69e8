// The same site by Eleventy. It is copied beside sessions.yaml, where `node` leads to ../node and its packages.

import { local, read, zone } from "../node/programme.mjs";

const head = (cycle) => `BEGIN:VCALENDAR
PRODID:-//exemple//Eleventy//FR
VERSION:2.0
METHOD:PUBLISH
${cycle}${zone}
`;

const safe = (text) => text.replace(/[\\,;]/g, "\\$&").replaceAll("\n", "\\n");
const rendered = new WeakMap();

function event(session, cycle) {
  if (!rendered.has(session)) {
    const geo = session.venue.geo ? `GEO:${session.venue.geo.join(";")}\n` : "";
    rendered.set(
      session,
      `BEGIN:VEVENT
UID:${session.id}@rencontres.example
DTSTAMP:${session.announced.toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z
DTSTART;TZID=Europe/Paris:${local(session.start)}
DTEND;TZID=Europe/Paris:${local(session.end)}
SUMMARY:${safe(session.title)}
DESCRIPTION:${safe(session.details)}
LOCATION:${safe(session.location)}
${geo}STATUS:CONFIRMED
CATEGORIES:${session.topics.map(safe).join(",")}
CONTACT:${safe(`${cycle.organizer.name}, ${cycle.organizer.url}`)}
URL:${session.page}
END:VEVENT
`,
    );
  }
  return rendered.get(session);
}

const crlf = (text) => text.replaceAll("\n", "\r\n");

export default function (config) {
  config.setUseGitIgnore(false);
  config.addGlobalData("programme", () => read("sessions.yaml"));
  config.addPassthroughCopy({ "site/style.css": "style.css" });
  config.addFilter("single", (session, cycle) => crlf(`${head("")}${event(session, cycle)}END:VCALENDAR\n`));
  config.addFilter("calendar", (sessions, cycle) => {
    const named = `NAME:${safe(cycle.title)}\nX-WR-CALNAME:${safe(cycle.title)}\nX-WR-TIMEZONE:Europe/Paris\n`;
    return crlf(`${head(named)}${sessions.map((session) => event(session, cycle)).join("")}END:VCALENDAR\n`);
  });
  config.addFilter("rfc822", (date) => date.toUTCString());
  config.addFilter("jsonFeed", ({ cycle, items }) =>
    JSON.stringify(
      {
        version: "https://jsonfeed.org/version/1.1",
        title: cycle.title,
        home_page_url: cycle.url,
        feed_url: `${cycle.url}feed.json`,
        description: cycle.description,
        authors: [{ name: cycle.organizer.name }],
        language: cycle.language,
        items: items.map((item) => ({
          id: item.id,
          url: item.session.page,
          title: item.title,
          content_html: item.html,
          summary: item.session.summary,
          date_published: item.iso,
          tags: item.session.topics,
        })),
      },
      null,
      1,
    ),
  );
  return { dir: { includes: "_includes" } };
}
