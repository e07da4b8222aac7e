// What a search found, on another site: other words come from the form of the page around it.
const embed = () => document.getElementById("embed");
const say = (type, more) => document.dispatchEvent(new CustomEvent("aisle:say", { detail: { type, ...more } }));
const own = new URLSearchParams(location.search);
let newest = 0;

function tell() {
  document.getElementById("results-status").textContent = document.getElementById("results-title").textContent;
  say("results", { total: Number(embed().dataset.total) });
}

async function search(query) {
  const number = ++newest;
  const asked = new URLSearchParams(query);
  for (const name of ["site", "origin", "accent", "links"]) if (own.has(name)) asked.set(name, own.get(name));
  const answer = await fetch(`${location.pathname}?${asked}`).catch(() => undefined);
  if (number !== newest) return; // other words were faster
  const found = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("embed");
  if (!found) {
    say("error", { code: "unreachable" });
    return;
  }
  embed().replaceWith(found);
  htmx.process(found);
  tell();
}

document.addEventListener("aisle:hear", ({ detail }) => {
  if (detail.type === "search") search(String(detail.query));
});
document.addEventListener("DOMContentLoaded", tell); // after "ready" (host.js)
