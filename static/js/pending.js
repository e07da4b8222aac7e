// What was said and is not acknowledged yet: shown at once, kept over reloads and outages, and sent again with the same id. A message that
// begins a conversation is kept as well; what is said after it follows it there.
const AGAIN = 5000; // milliseconds after which a refusal that passes is tried again
const SLOW = 2000;
const FIRST = "aisle.pending.first";
let socket;
let timer;
let again;

const chat = () => document.getElementById("chat");
const list = () => document.getElementById("waiting");
const store = () => (chat()?.dataset.conversation ? `aisle.pending.${chat().dataset.conversation}` : FIRST);
const isHere = ({ client_id: id }) => document.querySelector(`#messages > [data-sent-as="${CSS.escape(id)}"]`);
const others = (frames, { client_id: id }) => frames.filter((each) => each.client_id !== id);

function read(name = store()) {
  try {
    return JSON.parse(sessionStorage.getItem(name)) ?? [];
  } catch {
    return [];
  }
}

function write(frames, name = store()) {
  if (frames.length) sessionStorage.setItem(name, JSON.stringify(frames));
  else sessionStorage.removeItem(name);
}

function keep(frame) {
  if (!chat() || !frame.client_id || !frame.message) return;
  write([...others(read(), frame), frame]);
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

// Forgets what has come back as a message; returns what still waits.
function waiting(name) {
  const frames = read(name);
  const left = frames.filter((frame) => !isHere(frame));
  if (left.length !== frames.length) write(left, name);
  return left;
}

function draw() {
  if (!list()) return;
  const frames = [...new Set([FIRST, store()])].flatMap(waiting);
  for (const shown of [...list().children]) {
    if (!frames.some((frame) => frame.client_id === shown.dataset.clientId)) shown.remove();
  }
  for (const frame of frames) {
    if (!list().querySelector(`[data-client-id="${CSS.escape(frame.client_id)}"]`)) list().append(bubble(frame));
  }
  clearTimeout(timer);
  if (frames.length) timer = setTimeout(explain, SLOW);
}

function sendAgain() {
  draw();
  const [first] = read(FIRST);
  if (first) post(first, true);
  if (store() === FIRST) return;
  for (const frame of read()) socket ? socket.send(JSON.stringify(frame)) : post(frame, false);
}

// Over HTTP, where connection.js takes that road.
function post(frame, isFirst) {
  document.dispatchEvent(new CustomEvent("aisle:post", { detail: { frame, isFirst } }));
}

// What cannot be taken now is sent again later; the words of what never can are given back.
function giveBack() {
  const refused = document.querySelector("#chat-notice [data-refused]");
  const frame = read().find((each) => each.client_id === refused?.dataset.refused);
  if (!frame) return;
  refused.removeAttribute("data-refused");
  if ("final" in refused.dataset) {
    write(others(read(), frame));
    document.dispatchEvent(new CustomEvent("aisle:refused", { detail: frame.message }));
  } else {
    explain();
    // One timer for all that is refused: each sends everything, so one of each would multiply what is sent.
    clearTimeout(again);
    again = setTimeout(sendAgain, AGAIN);
  }
}

document.addEventListener("htmx:wsConfigSend", ({ detail }) => keep(Object.assign({}, detail.parameters)));
document.addEventListener("aisle:road", sendAgain);
// Its conversation is there, or it was refused and stands in the field again.
document.addEventListener("aisle:begun", ({ detail: frame }) => {
  const left = others(read(FIRST), frame);
  if (store() === FIRST) return write(left, FIRST);
  write([], FIRST);
  if (left.length) write([...read(), ...left]);
  return sendAgain();
});
document.addEventListener("htmx:wsOpen", ({ target, detail }) => {
  if (target !== chat()) return;
  socket = detail.socketWrapper;
  // All that htmx kept back is kept here as well, except what has no words.
  const kept = new Set(read().map((frame) => frame.client_id));
  const rest = socket.queue.filter(({ message }) => !kept.has(JSON.parse(message).client_id));
  socket.queue.splice(0, socket.queue.length, ...rest);
  sendAgain();
});
document.addEventListener("htmx:wsClose", ({ target }) => {
  if (target !== chat()) return;
  socket = undefined;
  draw();
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
