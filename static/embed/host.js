// The page around this frame: what it is told and what it says, as docs/embedding.md lists it. Only the origin that the server let in is
// spoken to and heard. Scripts here say with the event "aisle:say", and hear "aisle:hear".
const VERSION = 1;
const embed = () => document.getElementById("embed");

function say(type, more = {}) {
  if (parent === window || !embed()?.dataset.host) return;
  try {
    parent.postMessage({ source: "aisle", version: VERSION, type, ...more }, embed().dataset.host);
  } catch {
    // A refusal to an address that is none.
  }
}

// A frame is not told of a theme by the browser.
function dress(theme) {
  for (const part of [document.documentElement, embed()]) part.dataset.theme = theme;
}

document.addEventListener("aisle:say", ({ detail: { type, ...more } }) => say(type, more));

window.addEventListener("message", ({ origin, source, data }) => {
  if (source !== parent || origin !== embed()?.dataset.host || data?.source !== "aisle" || data.version !== VERSION) return;
  if (data.theme) dress(data.theme);
  document.dispatchEvent(new CustomEvent("aisle:hear", { detail: data }));
});

// A search field empties itself first, and a list closes.
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing && !event.defaultPrevented) say("close");
});

document.addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href*="/p/"]');
  if (!link) return;
  const url = new URL(link.href);
  const product = Number(url.pathname.match(/^\/p\/(\d+)\//)?.[1]);
  if (!product || url.origin !== location.origin) return;
  const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  const isForHost = embed().dataset.links === "host" && isPlain && parent !== window;
  if (isForHost) event.preventDefault();
  say("product", { id: product, url: link.href, name: link.textContent.trim(), follow: isForHost });
});

new ResizeObserver(() => say("resize", { height: embed()?.offsetHeight ?? 0 })).observe(document.getElementById("main"));

// Only now has every script here run and htmx taken the page: what is said to a frame before that would be heard by nobody.
document.addEventListener("DOMContentLoaded", () => {
  if (embed().dataset.code) say("error", { code: embed().dataset.code, sentence: embed().dataset.sentence });
  else say("ready", { theme: embed().dataset.theme });
});
