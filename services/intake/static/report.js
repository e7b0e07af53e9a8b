// What the forms have in common; they work without this. It adds: regions without a round trip, and that pressing
// twice sends once.
"use strict";

const form = document.getElementById("report");
const RUNGS = ["region1", "region2", "region3"].map((id) => document.getElementById(id));

function fill(select, regions) {
  const none = select.options[0];
  select.replaceChildren(none, ...regions.map((region) => new Option(region.name, region.code)));
  select.value = "";
  select.closest(".field").hidden = regions.length === 0;
}

async function below(code) {
  if (!code) return [];
  const answer = await fetch(`/regions/${encodeURIComponent(code)}.json`);
  return answer.ok ? answer.json() : [];
}

async function descend(depth) {
  RUNGS.slice(depth + 1).forEach((select) => fill(select, []));
  const next = RUNGS[depth + 1];
  const code = RUNGS[depth].value;
  if (!next || !code) return;
  const regions = await below(code);
  if (RUNGS[depth].value === code) fill(next, regions);
}

function sendOnce() {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (event.submitter && event.submitter.name === "step") return;
    if (sent) event.preventDefault();
    sent = true;
  });
  addEventListener("pageshow", () => { sent = false; });
}

document.getElementById("region-step").hidden = true;
RUNGS.forEach((select, depth) => select.addEventListener("change", () => descend(depth)));
sendOnce();
