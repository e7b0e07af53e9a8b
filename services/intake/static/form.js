// The form works without this. It adds: characters that are left, and a draft that lives as long as the browser's
// tab. Who the reporter is never enters the draft. It stands on report.js: form, RUNGS, descend.
"use strict";

const DRAFT = "draft";
const KEPT = ["standard", "clause", "problem", "title", "description", "current_text", "proposed_text",
  "region1", "region2", "region3", "reporter_kind"];

function countCharacters(area) {
  const most = Number(area.dataset.most);
  const count = document.createElement("p");
  count.className = "count";
  area.after(count);
  const show = () => {
    const left = most - [...area.value].length;
    count.classList.toggle("over", left < 0);
    const words = left < 0 ? area.dataset.over : area.dataset.left;
    count.textContent = words.replace("{n}", Math.abs(left).toLocaleString(document.documentElement.lang));
  };
  area.addEventListener("input", show);
  show();
}

function keep() {
  const draft = Object.fromEntries(KEPT.map((name) => [name, form.elements[name].value]));
  draft.danger = form.elements.danger.value;
  sessionStorage.setItem(DRAFT, JSON.stringify(draft));
}

async function restore() {
  const kept = sessionStorage.getItem(DRAFT);
  const untouched = KEPT.every((name) => !form.elements[name].value);
  if (!kept || !untouched) return;
  const draft = JSON.parse(kept);
  const words = KEPT.filter((name) => draft[name] && !RUNGS.some((rung) => rung.id === name));
  if (!words.length && !draft.region1) return;
  for (const name of words) form.elements[name].value = draft[name];
  form.elements.danger.value = draft.danger || "no";
  for (const [depth, rung] of RUNGS.entries()) {
    if (!draft[rung.id]) break;
    rung.value = draft[rung.id];
    await descend(depth);
  }
  const told = document.getElementById("draft");
  told.hidden = false;
  told.textContent = told.dataset.text;
  form.querySelectorAll("textarea, #standard").forEach((area) => area.dispatchEvent(new Event("input")));
}

form.querySelectorAll("textarea[data-most]").forEach(countCharacters);
restore().then(() => {
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
});
