// What htmx leaves open on the search page: clean addresses, the field in step with the chips, the sheet and the focus kept.
const results = () => document.getElementById("results");
const field = () => document.getElementById("search-form").elements.q;
const sheet = () => document.getElementById("facets");
let openAt = null;
let lids = [];
// Words that are typed within this time of each other are recorded as one search. The page names it,
// because the answer to the first words may be on its way, or given up, when the next ones are sent.
const PAUSE = 4000;
let typing = { search: "", at: 0 };

function typedSearch() {
  const isNew = Date.now() - typing.at > PAUSE;
  const search = isNew ? String(1 + crypto.getRandomValues(new Uint32Array(1))[0] * 2 ** 20) : typing.search;
  typing = { search, at: Date.now() };
  return search;
}

document.addEventListener("htmx:configRequest", ({ detail }) => {
  const { parameters, elt, headers } = detail;
  if (elt.id === "search-form") headers["X-Search"] = typedSearch();
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
  if (!isTyped) {
    typing.at = 0;
    field().value = results().dataset.words;
  }
  if (openAt === null || !sheet()) return;
  sheet().dataset.kept = ""; // it was there before: no second entrance
  sheet().showPopover();
  (document.getElementById(openAt || "facets") ?? sheet()).focus();
});

// htmx gives the focus back to what has the same id; where that is gone, the results themselves take it.
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.target.id === "results" && document.activeElement === document.body) document.getElementById("results-title").focus({ preventScroll: true });
});
