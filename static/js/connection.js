// The road that a conversation takes. Where no socket opens (a proxy or a firewall lets none through, the server has none to give), forms
// are posted and what changed is fetched, until one opens after all. One quiet line says so.
const GRACE = 2500; // milliseconds in which a socket opens, or comes back, without a word
const WRITING = 1000; // between two looks while an answer is written
const QUIET = 15000;
const LONGEST = 30000;
const COMES_BACK = [1006, 1011, 1012, 1013]; // the codes after which htmx connects again
const IDLE = 4408;
const DENIED = [401, 403, 404, 410];
let isPolling = false;
let failures = 0;
let isDenied = false; // this conversation is not ours any more: asking again does not help
let isCutOff = false; // the machine says that it lost its network: a hint, until anything is heard from the server
let grace;
let next;
let going = Promise.resolve();
let wrapper; // htmx's own, whose queue holds what was sent before the socket opened
const underway = new Set();

const chat = () => document.getElementById("chat");
const line = () => document.getElementById("chat-away");

function say(name) {
  const text = name ? (line()?.dataset[name] ?? "") : "";
  if (line() && line().textContent !== text) line().textContent = text;
}

function tell() {
  if (isCutOff || failures) say("away");
  else say(isPolling && !isDenied ? "steps" : "");
}

// Resolves to whether the server took it. One request after the other; #chat-away stands for them all, and the page hears of none.
function request(verb, path, values, place = {}) {
  going = going.then(async () => {
    let isTaken = false;
    const source = line();
    const ended = ({ detail }) => {
      if (detail.requestConfig?.elt !== source) return;
      isTaken = detail.successful;
      isDenied = DENIED.includes(detail.xhr.status);
    };
    document.addEventListener("htmx:afterRequest", ended, { capture: true });
    await htmx.ajax(verb, path, { source, swap: "none", values, ...place }).catch(() => {});
    document.removeEventListener("htmx:afterRequest", ended, { capture: true });
    failures = isTaken || isDenied ? 0 : failures + 1;
    if (!failures) isCutOff = false;
    tell();
    return isTaken;
  });
  return going;
}

// The same events as over the socket: other scripts need not know the road.
function told(name) {
  if (chat()) htmx.trigger(chat(), name, {});
}

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.requestConfig?.elt === line()) told("htmx:wsBeforeMessage");
});

async function look() {
  const path = chat()?.dataset.changes;
  if (!path) return;
  const seen = [...document.querySelectorAll("#messages > [data-seq]")].map((message) => Number(message.dataset.seq));
  const topic = document.querySelector("#topic input[name=selected_product]")?.value ?? "0";
  await request("GET", path, { seen: Math.max(0, ...seen), topic });
  told("htmx:wsAfterMessage");
}

async function post(path, values) {
  const isTaken = await request("POST", path, values);
  told("htmx:wsAfterMessage");
  return isTaken;
}

// The first message makes its conversation, which comes back with it.
async function begin(frame) {
  const path = chat().dataset.begin;
  if (!(await request("POST", path, frame, { target: "#chat", swap: "outerHTML" }))) return;
  document.dispatchEvent(new CustomEvent("aisle:begun", { detail: frame }));
}

// What went into the queue of a socket that never opened; messages are kept apart (pending.js).
function drain() {
  for (const { message, sendElt } of wrapper?.queue.splice(0) ?? []) {
    const { HEADERS: _headers, ...values } = JSON.parse(message);
    if (!(values.client_id && values.message) && sendElt) post(sendElt.action, values);
  }
}

async function tick() {
  clearTimeout(next);
  // Also where navigator.onLine is false: a shop on this very machine is reached without a network.
  document.dispatchEvent(new CustomEvent("aisle:road"));
  if (isPolling) {
    drain();
    await look();
  }
  const isNeeded = (isPolling && !isDenied) || failures;
  const pause = failures ? Math.min(1000 * 2 ** failures, LONGEST) : document.querySelector("#chat-state form") ? WRITING : QUIET;
  clearTimeout(next);
  if (isNeeded) next = setTimeout(tick, pause);
}

function poll() {
  clearTimeout(grace);
  grace = undefined;
  if (isPolling) return;
  isPolling = true;
  tick();
}

// A frame that waits: to its conversation, or to begin one.
document.addEventListener("aisle:post", async ({ detail: { frame, isFirst } }) => {
  if (underway.has(frame.client_id) || !chat() || !(isFirst || isPolling)) return;
  underway.add(frame.client_id);
  await (isFirst ? begin(frame) : post(chat().dataset.post, frame));
  underway.delete(frame.client_id);
  if (failures) {
    clearTimeout(next);
    next = setTimeout(tick, Math.min(1000 * 2 ** failures, LONGEST));
  } else if (isPolling) tick();
});

document.addEventListener("htmx:wsConnecting", () => {
  if (!isPolling) grace ??= setTimeout(poll, GRACE);
});
document.addEventListener("htmx:wsConfigSend", ({ detail }) => {
  wrapper = detail.socketWrapper ?? wrapper;
});
document.addEventListener("htmx:wsOpen", () => {
  clearTimeout(grace);
  clearTimeout(next);
  grace = undefined;
  isPolling = false;
  isCutOff = false;
  failures = 0;
  tell();
});
document.addEventListener("htmx:wsBeforeMessage", () => {
  isCutOff = false;
  tell();
});
document.addEventListener("htmx:wsClose", ({ target, detail }) => {
  if (target !== chat() || detail.event.code === IDLE) return;
  wrapper = detail.socketWrapper;
  if (COMES_BACK.includes(detail.event.code)) grace ??= setTimeout(poll, GRACE);
  else poll();
});

// Capturing, so that htmx does not see it. What follows a frame is the same as over the socket (composer.js, pending.js, scroll.js).
document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  const isFirst = form.hasAttribute("data-begins");
  if (!chat() || (!isFirst && !(isPolling && form.hasAttribute("ws-send")))) return;
  event.preventDefault();
  event.stopPropagation();
  const frame = Object.fromEntries(new FormData(form, submitter));
  htmx.trigger(form, "htmx:wsConfigSend", { parameters: frame });
  if (frame.client_id && frame.message) document.dispatchEvent(new CustomEvent("aisle:road"));
  else post(form.action, frame).then(tick);
}, true);

// A machine that knows that it is offline says so at once: its socket may take a minute to find out.
// It may be wrong, and this machine's own shop needs no network, so everything is tried all the same.
window.addEventListener("offline", () => {
  isCutOff = true;
  tell();
});
window.addEventListener("online", () => {
  isCutOff = false;
  failures = 0;
  tell();
  tick();
});
window.addEventListener("pageshow", () => document.dispatchEvent(new CustomEvent("aisle:road")));
