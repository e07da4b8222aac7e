// Writing a message: Enter sends, a draft survives a reload, and no two messages carry the same id.
const DRAFT = "aisle.draft";

const composer = () => document.getElementById("composer");
const field = () => composer()?.querySelector("textarea");

// Not crypto.randomUUID: a shop on a plain http address in the house does not have it.
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

// One id a message: kept while the same one is tried again, new after it went out.
function renew(form) {
  const id = form?.elements.namedItem("client_id");
  if (id) id.value = uuid();
}

function grow() {
  if (CSS.supports("field-sizing", "content") || !field()) return;
  field().style.height = "auto";
  field().style.height = `${field().scrollHeight}px`;
}

function prepare() {
  if (!field()) return;
  renew(composer());
  field().value ||= sessionStorage.getItem(DRAFT) ?? "";
  grow();
}

document.addEventListener("keydown", (event) => {
  const isPlainEnter = event.key === "Enter" && !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey;
  // An Enter that ends a word of an input method is not the end of the message; Safari tells it by 229 alone.
  if (event.target !== field() || !isPlainEnter || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  composer().requestSubmit();
});

document.addEventListener("input", ({ target }) => {
  if (target !== field()) return;
  sessionStorage.setItem(DRAFT, target.value);
  grow();
});

// What the visitor looks at beside the dock: "which of these" means its products. On a page of its own the server has said it.
function shownPage() {
  const ids = document.getElementById("shortlist-link")?.dataset.ids.split(" ").filter(Boolean) ?? [];
  const isShortlist = location.pathname.endsWith("/shortlist/");
  return location.pathname + (isShortlist ? `?${ids.map((id) => `id=${id}`).join("&")}` : location.search);
}

document.addEventListener("submit", ({ target }) => {
  const page = target.elements.namedItem("page");
  if (page && target.closest("#dock")) page.value = shownPage().slice(0, Number(page.dataset.longest));
  if (target.elements.namedItem("client_id")?.value === "") renew(target);
  if (target !== composer()) return;
  if (field().value.trim()) sessionStorage.removeItem(DRAFT);
}, true);

// The frame was made when this fires, so the field is free for the next one.
document.addEventListener("htmx:wsConfigSend", ({ target }) => {
  if (target !== composer()) return;
  field().value = "";
  field().focus();
  grow();
  renew(composer());
});

// What was refused for good is given back to be written differently, unless something else is being written.
document.addEventListener("aisle:refused", ({ detail }) => {
  if (!field() || field().value) return;
  field().value = detail;
  sessionStorage.setItem(DRAFT, detail);
  grow();
});

document.addEventListener("click", (event) => {
  const off = event.target.closest?.("[data-topic-off]");
  if (!off) return;
  event.preventDefault();
  off.closest("[data-topic]").remove();
  document.getElementById("composer-topic-off")?.requestSubmit(); // the conversation forgets it too, in every tab
  field().focus();
});

// A product was chosen on a card: what comes next is the question about it.
document.addEventListener("htmx:wsConfigSend", ({ target }) => {
  if (target.matches("form[data-select]")) field().focus();
});

document.addEventListener("htmx:load", ({ target }) => {
  if (target.contains(composer())) prepare();
});
window.addEventListener("pageshow", prepare);
