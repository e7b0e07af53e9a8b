// The field of the standard works without this. It adds, while one types: what was understood, what may have been
// meant, and a list to choose from, with the arrow keys, Enter and Escape as in any list of choices (ARIA combobox).
"use strict";

(() => {
  const field = document.getElementById("standard");
  const list = document.getElementById("standard-choices");
  const told = document.getElementById("standard-understood");
  const PAUSE = 200; // milliseconds after the last key
  let waiting = 0;
  let asked = "";
  let active = -1;

  function show(open) {
    list.hidden = !open || !list.children.length;
    field.setAttribute("aria-expanded", String(!list.hidden));
    if (list.hidden) mark(-1);
  }

  function mark(place) {
    active = place;
    [...list.children].forEach((choice, n) => choice.setAttribute("aria-selected", String(n === place)));
    const choice = list.children[place];
    if (!choice) return field.removeAttribute("aria-activedescendant");
    field.setAttribute("aria-activedescendant", choice.id);
    choice.scrollIntoView({ block: "nearest" });
  }

  function take(standard) {
    field.value = standard;
    list.replaceChildren();
    show(false);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    asked = standard;
    clearTimeout(waiting);
    ask(standard, false);
    field.focus();
  }

  function choiceOf(one, place) {
    const choice = document.createElement("li");
    choice.id = `standard-choice-${place}`;
    choice.setAttribute("role", "option");
    choice.append(one.standard);
    if (one.title) choice.append(Object.assign(document.createElement("small"), { textContent: one.title }));
    // Before the field loses its focus.
    choice.addEventListener("pointerdown", (event) => event.preventDefault());
    choice.addEventListener("click", () => take(one.standard));
    return choice;
  }

  function meantButton(standard) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "meant" });
    button.textContent = standard;
    button.addEventListener("click", () => take(standard));
    return button;
  }

  function tell(answer) {
    const lines = [];
    const line = document.createElement("p");
    line.textContent = answer.line;
    if (answer.line) lines.push(line);
    if (answer.maybe.length) {
      const maybe = document.createElement("p");
      maybe.append(told.dataset.maybe, ...answer.maybe.map(meantButton));
      lines.push(maybe);
    }
    told.classList.toggle("unread", !answer.standard);
    told.replaceChildren(...lines);
  }

  async function ask(typed, offer) {
    const query = new URLSearchParams({ lang: document.documentElement.lang, q: typed });
    const reply = await fetch(`/standards/understood?${query}`).catch(() => null);
    if (!reply || !reply.ok || typed !== asked) return;
    const answer = await reply.json();
    if (typed !== asked) return;
    const chosen = answer.complete.length === 1 && answer.complete[0].standard === answer.standard;
    const choices = offer && !chosen ? answer.complete : [];
    list.replaceChildren(...choices.map(choiceOf));
    mark(-1);
    show(document.activeElement === field);
    tell(choices.length && !answer.standard ? { line: "", maybe: [], standard: null } : answer);
    if (choices.length) {
      const count = Object.assign(document.createElement("p"), { className: "hidden" });
      count.textContent = told.dataset.count.replace("{n}", choices.length);
      told.append(count);
    }
  }

  function typing() {
    clearTimeout(waiting);
    asked = field.value.trim();
    if (!asked) {
      list.replaceChildren();
      told.replaceChildren();
      return show(false);
    }
    waiting = setTimeout(ask, PAUSE, asked, true);
  }

  function pressed(event) {
    const last = list.children.length - 1;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      show(false);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && last >= 0) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (list.hidden) show(true);
      mark(active < 0 ? (step > 0 ? 0 : last) : (active + step + last + 1) % (last + 1));
    } else if (event.key === "Enter" && !list.hidden && active >= 0) {
      event.preventDefault();
      list.children[active].click();
    }
  }

  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "false");
  field.addEventListener("input", typing);
  field.addEventListener("keydown", pressed);
  field.addEventListener("blur", () => show(false));
})();
