// The assistant beside the page: links to it open the dock instead. Where there is no room beside the page it covers it and holds the focus.
const OPEN = "aisle.dock";
// An answer that is on its way, or has come, while nobody looks.
const WAITING = "aisle.waiting";
const dock = document.getElementById("dock");
const body = document.getElementById("dock-body");
const opener = document.getElementById("dock-open");
const narrow = matchMedia("(width < 64rem)");
let returnTo = opener;
let isMoving = false;

const load = (panel) => htmx.ajax("GET", panel, { target: body, swap: "innerHTML" });

function mark(isUnread) {
  opener.toggleAttribute("data-unread", isUnread);
  document.getElementById("dock-unread").hidden = !isUnread;
}

async function open(panel, { focus = true } = {}) {
  mark(false);
  if (!dock.open) narrow.matches ? dock.showModal() : dock.show();
  opener.setAttribute("aria-expanded", "true");
  opener.hidden = true;
  sessionStorage.setItem(OPEN, "yes");
  if (!body.querySelector("#chat") || panel.includes("?")) await load(panel);
  look();
  if (focus) document.getElementById("composer-message")?.focus();
  else if (dock.contains(document.activeElement)) document.activeElement.blur();
}

function close() {
  dock.close();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-ask]");
  const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!link || !isPlain) return;
  event.preventDefault();
  returnTo = link;
  open(link.dataset.panel);
});

dock.addEventListener("click", ({ target }) => {
  if (target.closest("[data-dock-close]")) close();
});
// Only a modal dialog closes by itself. A button that was pressed and is gone leaves the focus to nobody.
document.addEventListener("keydown", (event) => {
  const isHere = dock.contains(document.activeElement) || document.activeElement === document.body;
  if (event.key === "Escape" && !event.isComposing && dock.open && isHere) close();
});
dock.addEventListener("close", () => {
  if (isMoving) {
    isMoving = false;
    return;
  }
  opener.setAttribute("aria-expanded", "false");
  opener.hidden = false;
  sessionStorage.removeItem(OPEN);
  (returnTo.isConnected ? returnTo : opener).focus();
});

// A window that grows or shrinks past the width where there is room: the same dock, beside the page or over it.
narrow.addEventListener("change", () => {
  if (!dock.open) return;
  const { activeElement: used } = document;
  isMoving = true;
  dock.close();
  narrow.matches ? dock.showModal() : dock.show();
  used?.focus();
});

// It steps back while one reads on, and returns with the first move back.
const STEP = 8;
let shown = window.scrollY;
window.addEventListener("scroll", () => {
  const by = window.scrollY - shown;
  if (Math.abs(by) < STEP) return;
  shown = window.scrollY;
  const isEnd = window.innerHeight + shown >= document.documentElement.scrollHeight - STEP;
  opener.toggleAttribute("data-reading", by > 0 && !isEnd);
}, { passive: true });

opener.setAttribute("aria-expanded", "false");
opener.setAttribute("aria-controls", "dock");
// A conversation goes along from page to page where there is room for both; the page keeps the focus.
if (sessionStorage.getItem(OPEN) && !narrow.matches) open(opener.dataset.panel, { focus: false });

// What is asked here and answered while the dock is shut, on this page or the next, leaves a mark on it.
function look() {
  if (body.querySelector("#chat-state form")) sessionStorage.setItem(WAITING, "yes");
  else if (dock.open) sessionStorage.removeItem(WAITING);
  else mark(sessionStorage.getItem(WAITING) !== null);
}

document.addEventListener("htmx:wsAfterMessage", look);
if (!dock.open && sessionStorage.getItem(WAITING)) load(opener.dataset.panel).then(look);
