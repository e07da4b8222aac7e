// What was said and is not acknowledged yet: shown at once, kept over reloads and outages, and sent again with the same id.
const AGAIN = 5000; // milliseconds after which a refusal that passes is tried again
const SLOW = 2000;
let socket;
let timer;

const chat = () => document.getElementById("chat");
const list = () => document.getElementById("waiting");
const store = () => (chat()?.dataset.conversation ? `aisle.pending.${chat().dataset.conversation}` : "");
const isHere = ({ client_id: id }) => document.querySelector(`#messages > [data-sent-as="${CSS.escape(id)}"]`);

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(store())) ?? [];
  } catch {
    return [];
  }
}

function write(frames) {
  if (frames.length) sessionStorage.setItem(store(), JSON.stringify(frames));
  else sessionStorage.removeItem(store());
}

function keep(frame) {
  if (!store() || !frame.client_id || !frame.message) return;
  write([...read().filter((each) => each.client_id !== frame.client_id), frame]);
  draw();
}

function bubble(frame) {
  const made = document.getElementById("waiting-message").content.cloneNode(true);
  made.firstElementChild.dataset.clientId = frame.client_id;
  made.querySelector("[data-words]").textContent = frame.message;
  return made;
}

function explain() {
  for (const line of list()?.querySelectorAll("[data-why]") ?? []) line.hidden = false;
}

// Shows what still waits; what has come back as a message is done with.
function draw() {
  if (!list() || !store()) return;
  const frames = read();
  const waiting = frames.filter((frame) => !isHere(frame));
  if (waiting.length !== frames.length) write(waiting);
  for (const shown of [...list().children]) {
    if (!waiting.some((frame) => frame.client_id === shown.dataset.clientId)) shown.remove();
  }
  for (const frame of waiting) {
    if (!list().querySelector(`[data-client-id="${CSS.escape(frame.client_id)}"]`)) list().append(bubble(frame));
  }
  clearTimeout(timer);
  if (!navigator.onLine || !socket) explain();
  else if (waiting.length) timer = setTimeout(explain, SLOW);
}

function sendAgain() {
  draw();
  if (!socket) return;
  for (const frame of read()) socket.send(JSON.stringify(frame));
}

// What cannot be taken now is sent again later; the words of what never can are given back.
function giveBack() {
  const refused = document.querySelector("#chat-notice [data-refused]");
  const frame = read().find((each) => each.client_id === refused?.dataset.refused);
  if (!frame) return;
  refused.removeAttribute("data-refused");
  if ("final" in refused.dataset) {
    write(read().filter((each) => each.client_id !== frame.client_id));
    document.dispatchEvent(new CustomEvent("aisle:refused", { detail: frame.message }));
  } else {
    explain();
    setTimeout(sendAgain, AGAIN);
  }
}

document.addEventListener("htmx:wsConfigSend", ({ detail }) => keep(Object.assign({}, detail.parameters)));
document.addEventListener("htmx:wsOpen", ({ target, detail }) => {
  if (target !== chat()) return;
  socket = detail.socketWrapper;
  // All that htmx kept back is kept here as well, except what has no words.
  const kept = new Set(read().map((frame) => frame.client_id));
  const others = socket.queue.filter(({ message }) => !kept.has(JSON.parse(message).client_id));
  socket.queue.splice(0, socket.queue.length, ...others);
  sendAgain();
});
document.addEventListener("htmx:wsClose", ({ target }) => {
  if (target !== chat()) return;
  socket = undefined;
  explain();
});
document.addEventListener("htmx:wsAfterMessage", () => {
  giveBack();
  draw();
});
document.addEventListener("htmx:load", ({ target }) => {
  if (target.contains(chat())) draw();
});
window.addEventListener("pageshow", draw);
window.addEventListener("offline", explain);
