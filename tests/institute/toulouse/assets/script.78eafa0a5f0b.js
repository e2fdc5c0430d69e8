// Keeps "next", "to come" and "past" true as time goes by, and makes the buttons work.
// The pages are right without it, as of the day that they name.
"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const part = (name) => document.querySelector(`[data-part="${name}"]`);
  const list = (name) => part(name).querySelector("[data-list]");
  const ends = (element) => Date.parse(element.dataset.ends);
  const focused = (element) => element.contains(document.activeElement);

  // Titles are one level deeper among the past, under their year.
  function level(card, tag) {
    const title = card.querySelector(".title");
    if (title.localName === tag) return;
    const other = document.createElement(tag);
    other.className = title.className;
    other.append(...title.childNodes);
    title.replaceWith(other);
  }

  function fill(name, cards) {
    cards.forEach((card) => level(card, "h3"));
    list(name).replaceChildren(...cards);
  }

  function fillPast(cards) {
    const years = new Map();
    for (const card of cards) {
      const year = card.dataset.year;
      if (!years.has(year)) years.set(year, yearOf(year));
      level(card, "h4");
      years.get(year).append(card);
    }
    list("past").replaceChildren(...years.values());
  }

  function yearOf(year) {
    const section = document.createElement("section");
    const title = document.createElement("h3");
    section.className = "year";
    title.id = `annee-${year}`;
    title.textContent = year;
    section.setAttribute("aria-labelledby", title.id);
    section.append(title);
    return section;
  }

  // The order of the programme, whatever part a session is in.
  const cards = all(".card").sort((a, b) => a.dataset.order - b.dataset.order);
  let known = "";

  function arrange(now) {
    const parts = all("[data-part]");
    if (!parts.length || parts.some(focused)) return;
    const coming = cards.filter((card) => ends(card) > now);
    const held = coming.filter((card) => !("off" in card.dataset));
    const next = held.sort((a, b) => ends(a) - ends(b)).slice(0, 1);
    const others = coming.filter((card) => !next.includes(card));
    const past = cards.filter((card) => !coming.includes(card)).reverse();
    const wanted = [next, others, past].map((some) => some.map((card) => card.dataset.order)).join("|");
    if (wanted === known) return;
    known = wanted;
    fill("next", next);
    fill("coming", others);
    fillPast(past);
    part("next").querySelector("[data-nothing]").hidden = next.length > 0;
    part("coming").hidden = !others.length;
    for (const element of [part("past"), ...all("[data-with=past]")]) element.hidden = !past.length;
    asOfNow();
  }

  // In a frame of another site: the first few that are not over.
  function embed(now) {
    for (const few of all("[data-few]")) {
      if (focused(few)) return;
      const coming = cards.filter((card) => ends(card) > now).slice(0, Number(few.dataset.few));
      for (const card of cards) card.hidden = !coming.includes(card);
      document.querySelector("[data-nothing]").hidden = coming.length > 0;
      asOfNow();
    }
  }

  function asOfNow() {
    for (const element of all("[data-as-of]")) element.hidden = true;
  }

  function tell(now) {
    for (const element of all("[data-begins]")) {
      const begins = Date.parse(element.dataset.begins); // not a number where the hours are not fixed
      for (const live of all("[data-live]", element)) live.hidden = !(begins <= now && now < ends(element));
    }
    for (const element of all("[data-until]")) {
      if (!focused(element)) element.hidden = Date.parse(element.dataset.until) <= now;
    }
  }

  function look() {
    const now = Date.now();
    arrange(now);
    embed(now);
    tell(now);
  }

  function select(element) {
    const range = document.createRange();
    range.selectNodeContents(element);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  }

  async function copy(button) {
    const row = button.closest(".copy");
    const address = row.querySelector(".address");
    const said = row.querySelector("[role=status]");
    said.textContent = "";
    let told = button.dataset.done;
    try {
      await navigator.clipboard.writeText(address.textContent);
    } catch {
      select(address); // no clipboard here: old browser, plain http, or not allowed
      told = button.dataset.failed;
    }
    // A moment later, so that the same words are read out a second time too.
    setTimeout(() => (said.textContent = told), 50);
  }

  for (const button of all("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
  for (const item of all("[data-print]")) {
    item.hidden = false;
    item.addEventListener("click", () => print());
  }
  look();
  addEventListener("pageshow", look);
  addEventListener("beforeprint", look);
  document.addEventListener("visibilitychange", look);
  setInterval(look, 60_000);
})();
