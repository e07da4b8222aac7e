// A conversation on another site: who this is comes from the page around it and goes out with every request, as no cookie does.
const HEADER = "Aisle-Visitor";
const embed = () => document.getElementById("embed");
const say = (type, more) => document.dispatchEvent(new CustomEvent("aisle:say", { detail: { type, ...more } }));
const seen = new Map(); // id to state of the messages that are shown
let held = new Map(); // id to JSON of the messages that the page around holds, in order
let isOpen = false;
let unread = 0;
let coming = Promise.resolve(); // what was there before is being fetched

document.addEventListener("htmx:configRequest", ({ detail }) => {
  detail.headers[HEADER] = embed().dataset.token;
});

function count(number) {
  if (number === unread) return;
  unread = number;
  say("unread", { count: unread });
}

// Hands over the messages that changed, and the ids of all in order, so that the page around holds the same messages.
function hand() {
  const before = held;
  const rows = document.querySelectorAll("#messages > [data-message]");
  held = new Map(Array.from(rows, ({ id, dataset }) => [id.replace("message-", ""), dataset.message]));
  const changed = [...held].filter(([id, message]) => before.get(id) !== message);
  const isSame = !changed.length && before.size === held.size;
  if (!isSame) say("messages", { ids: [...held.keys()], messages: changed.map(([, message]) => JSON.parse(message)) });
}

// Says what was sent and answered; what was there at the start is not news.
function look({ isNews = true } = {}) {
  hand();
  for (const { id, dataset } of document.querySelectorAll("#messages > [data-role]")) {
    const before = seen.get(id);
    if (before === dataset.status) continue;
    seen.set(id, dataset.status);
    const isOver = dataset.status === "done" || dataset.status === "failed";
    if (!isNews || !isOver) continue;
    if (dataset.role === "assistant" && !isOpen) count(unread + 1);
    const state = dataset.role === "user" ? "sent" : "answered";
    say("message", { state, id: id.replace("message-", ""), message: JSON.parse(dataset.message) });
  }
  // From the first word on there is something to come back to.
  if (seen.size) say("keep", { token: embed().dataset.token });
}

function load(query = "", token = embed().dataset.token) {
  embed().dataset.token = token;
  coming = htmx.ajax("GET", location.pathname + location.search + query, { target: "#embed", select: "#embed", swap: "outerHTML" });
  return coming.then(() => look({ isNews: false }));
}

async function ask(text) {
  await coming;
  document.getElementById("composer-message").value = text;
  document.getElementById("composer").requestSubmit();
}

const HEARD = {
  start: ({ token }) => token && token !== embed().dataset.token && !seen.size && load("", token),
  open: async ({ focus }) => {
    isOpen = true;
    count(0);
    await coming;
    if (focus) document.getElementById("composer-message").focus();
  },
  close: () => { isOpen = false; },
  ask: ({ text }) => ask(String(text)),
  select: async ({ product }) => {
    await coming;
    await load(`&product=${encodeURIComponent(product)}`);
  },
};

document.addEventListener("aisle:hear", ({ detail }) => HEARD[detail.type]?.(detail));

// The token is none any more: the page around us forgets it, and a new conversation begins.
document.addEventListener("htmx:beforeOnLoad", ({ detail }) => {
  if (detail.xhr.status !== 401) return;
  say("keep", { token: "" });
  location.reload();
});

document.addEventListener("htmx:wsAfterMessage", () => look());
document.addEventListener("htmx:load", ({ target }) => {
  if (target.id !== "embed" && target.closest?.("#embed")) look();
});
