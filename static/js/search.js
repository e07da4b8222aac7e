// What htmx leaves open on the search page: clean addresses, the field in step with the chips, the sheet and the focus kept.
const results = () => document.getElementById("results");
const field = () => document.getElementById("search-form").elements.q;
const sheet = () => document.getElementById("facets");
let openAt = null;
let lids = [];
// Words that are typed within this time go on with the search that stands there, and are recorded as one with it.
const PAUSE = 4000;
let shownAt = 0;

document.addEventListener("htmx:configRequest", ({ detail }) => {
  const { parameters, elt, headers } = detail;
  if (elt.id === "search-form" && results().dataset.search && Date.now() - shownAt < PAUSE) headers["X-Search"] = results().dataset.search;
  for (const [name, value] of [...parameters.entries()]) {
    if (value === "" || (name === "sort" && value === "relevance")) parameters.delete(name);
  }
  // Other words are read anew: "as they are" was said of the ones before.
  if (detail.elt.id === "search-form" && parameters.get("q") !== results().dataset.words) parameters.delete("literal");
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target !== results()) return;
  lids = [...results().querySelectorAll("details[open]")].map((lid) => lid.id);
  openAt = sheet()?.matches(":popover-open") ? document.activeElement.id : null;
});

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id !== "results") return;
  for (const id of lids) document.getElementById(id)?.setAttribute("open", "");
  const isTyped = detail.requestConfig.elt.id === "search-form";
  shownAt = isTyped ? Date.now() : 0;
  if (!isTyped) field().value = results().dataset.words;
  if (openAt === null || !sheet()) return;
  sheet().dataset.kept = ""; // it was there before: no second entrance
  sheet().showPopover();
  (document.getElementById(openAt || "facets") ?? sheet()).focus();
});

// htmx gives the focus back to what has the same id; where that is gone, the results themselves take it.
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.target.id === "results" && document.activeElement === document.body) document.getElementById("results-title").focus({ preventScroll: true });
});
