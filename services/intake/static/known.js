// The known problems of a standard are shown without this, at the press of a button. With it they are shown while
// one types.
"use strict";

(() => {
  const field = document.getElementById("standard");
  const place = document.getElementById("known");
  const told = document.getElementById("known-told");
  const PAUSE = 600; // milliseconds after the last key
  let waiting = 0;
  let asked = field.value.trim();

  function show(content) {
    place.innerHTML = content;
    const head = place.querySelector("h2, .hint");
    told.textContent = head ? head.textContent : "";
  }

  async function look(typed) {
    const query = new URLSearchParams({ lang: document.documentElement.lang, q: typed });
    const reply = await fetch(`/standards/known?${query}`).catch(() => null);
    if (!reply || !reply.ok) return;
    const content = await reply.text();
    if (typed === asked) show(content);
  }

  function typing() {
    const typed = field.value.trim();
    if (typed === asked) return;
    clearTimeout(waiting);
    asked = typed;
    if (typed) waiting = setTimeout(look, PAUSE, typed);
    else show("");
  }

  document.getElementById("known-look").hidden = true;
  field.addEventListener("input", typing);
})();
