// Loads the page anew when the preview shows something else than it did; copies texts.
"use strict";
(() => {
  const { state } = document.currentScript.dataset;
  const ended = document.querySelector(".preview-ended");
  const said = document.querySelector("[data-copied]");

  async function now() {
    try {
      const answer = await fetch("/preview/state.txt", { cache: "no-store" });
      return answer.ok ? await answer.text() : "";
    } catch {
      return "";
    }
  }

  async function look() {
    const shown = await now();
    ended.hidden = shown !== "";
    if (shown && shown !== state) location.reload();
    else setTimeout(look, document.hidden ? 3000 : 500);
  }

  function select(element) {
    const range = document.createRange();
    range.selectNodeContents(element);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  }

  async function copy(text) {
    said.textContent = "";
    let told = said.dataset.copied;
    try {
      await navigator.clipboard.writeText(text.textContent);
    } catch {
      select(text); // no clipboard here: another address than this machine's, or not allowed
      told = said.dataset.selected;
    }
    // A moment later, so that the same words are read out a second time too.
    setTimeout(() => (said.textContent = told), 50);
  }

  for (const button of document.querySelectorAll("[data-take]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(document.getElementById(button.dataset.take)));
  }
  look();
})();
