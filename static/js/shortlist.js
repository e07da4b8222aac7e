// Every button of the short list says what the list says: its ids stand at the link in the header, wherever a button came from.
const LAST = "aisle.shortlist";
const link = () => document.getElementById("shortlist-link");

function sync() {
  if (!link()) return;
  sessionStorage.setItem(LAST, link().dataset.ids);
  const ids = new Set(link().dataset.ids.split(" "));
  for (const form of document.querySelectorAll("form[data-shortlist]")) {
    const button = form.elements.namedItem("keep");
    const isKept = ids.has(form.dataset.shortlist);
    button.value = isKept ? "no" : "yes";
    button.setAttribute("aria-pressed", isKept);
  }
}

document.addEventListener("htmx:load", sync);
document.addEventListener("htmx:oobAfterSwap", ({ detail }) => {
  sync();
  if (detail.target.id === "toasts") fade(detail.target);
});

// What was just done is said for a while, and not taken away from whoever reads or uses it.
const WHILE = 6000;
let timer;

function fade(toasts) {
  clearTimeout(timer);
  timer = setTimeout(() => (toasts.matches(":hover, :focus-within") ? fade(toasts) : toasts.replaceChildren()), WHILE);
}

// Going back shows a page as the browser kept it, which knows nothing of what was chosen since.
function catchUp() {
  if (!link() || sessionStorage.getItem(LAST) === link().dataset.ids) return;
  htmx.ajax("GET", link().href, { target: link(), select: "#shortlist-link", swap: "outerHTML" });
}

if (performance.getEntriesByType("navigation")[0]?.type === "back_forward") catchUp();
window.addEventListener("pageshow", ({ persisted }) => {
  if (persisted) catchUp();
});

// What was taken off the page of the list takes its button along; reading goes on at the heading.
document.addEventListener("htmx:afterSwap", () => {
  if (document.activeElement === document.body) document.getElementById("shortlist-title")?.focus();
});
