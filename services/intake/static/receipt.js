// The report is safe: its draft goes. The receipt can be copied and printed with one press.
"use strict";

sessionStorage.removeItem("draft");

const actions = document.getElementById("actions");
const code = document.getElementById("receipt");

function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "quiet";
  made.textContent = words;
  made.addEventListener("click", () => act(made));
  actions.append(made);
}

function select() {
  const range = document.createRange();
  range.selectNodeContents(code);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}

// Where the browser forbids copying, the code is at least selected.
async function copy(pressed) {
  try {
    await navigator.clipboard.writeText(code.textContent.trim().replace(/\s+/g, " "));
    pressed.textContent = actions.dataset.copied;
  } catch {
    select();
  }
}

if (navigator.clipboard) button(actions.dataset.copy, copy);
button(actions.dataset.print, () => print());
actions.setAttribute("aria-live", "polite");
actions.hidden = false;
