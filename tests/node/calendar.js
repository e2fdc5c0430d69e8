// A calendar app that subscribed: node calendar.js ADDRESS
//
// For each line on its input it asks again, as apps do (If-None-Match), reads with ical.js, the library of
// Thunderbird, and answers with a line: the status, and what a member now sees. Of an event that it knows it
// takes another version only if the marks say that it is newer, as Evolution and GNOME Calendar do.

import { createInterface } from "node:readline";
import ICAL from "ical.js";

const address = process.argv[2];
let etag = "";
let known = {};

function shown(time) {
  return time.isDate ? time.toString() : time.toJSDate().toISOString();
}

function read(component) {
  const event = new ICAL.Event(component);
  const dates = ["last-modified", "dtstamp"].map((name) => shown(component.getFirstPropertyValue(name)));
  return {
    marks: [event.sequence, ...dates],
    seen: {
      summary: event.summary,
      start: shown(event.startDate),
      end: shown(event.endDate),
      status: component.getFirstPropertyValue("status"),
      location: event.location,
      text: event.description,
    },
  };
}

function newer(marks, than) {
  const at = marks.findIndex((mark, index) => mark !== than[index]);
  return at >= 0 && marks[at] > than[at];
}

function take(body) {
  const events = {};
  for (const component of new ICAL.Component(ICAL.parse(body)).getAllSubcomponents("vevent")) {
    const uid = component.getFirstPropertyValue("uid");
    if (uid in events) throw new Error(`twice: ${uid}`);
    const found = read(component);
    events[uid] = uid in known && !newer(found.marks, known[uid].marks) ? known[uid] : found;
  }
  return events;
}

for await (const _ of createInterface({ input: process.stdin })) {
  const answer = await fetch(address, { headers: etag ? { "If-None-Match": etag } : {} });
  const body = await answer.text();
  if (answer.status === 200) {
    known = take(body);
    etag = answer.headers.get("etag");
  }
  const events = Object.fromEntries(Object.entries(known).map(([uid, event]) => [uid, event.seen]));
  console.log(JSON.stringify({ status: answer.status, events }));
}
