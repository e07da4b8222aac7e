// While the socket is away the page says so; where it never comes, the forms are plain forms.
const TRIES = 3;
const COMES_BACK = [1006, 1011, 1012, 1013]; // the codes after which htmx connects again
const IDLE = 4408; // nothing went through for long: it comes back with the reader
let failures = 0;
let isRefused = false;
let wasOpen = false;
let timer;
let asleep;

const chat = () => document.getElementById("chat");
// Once it was open, an outage is waited out: what is sent meanwhile goes out when the socket is back.
const isPlain = () => isRefused || (!wasOpen && failures >= TRIES);

function say(text) {
  const line = document.getElementById("chat-away");
  if (line && line.textContent !== text) line.textContent = text;
}

// It comes back with the largest number that the page shows, and is told of nothing else again.
htmx.createWebSocket = (address) => {
  const url = new URL(address);
  const seen = [...document.querySelectorAll("#messages > [data-seq]")].map((message) => Number(message.dataset.seq));
  url.searchParams.set("seen", Math.max(0, ...seen));
  // On another site no cookie says who this is (static/embed/frame.js).
  const token = document.getElementById("embed")?.dataset.token;
  return new WebSocket(url, token ? ["aisle", `aisle.token.${token}`] : []);
};

function wake() {
  asleep?.reconnect();
  asleep = undefined;
}

document.addEventListener("htmx:wsOpen", () => {
  failures = 0;
  isRefused = false;
  wasOpen = true;
  clearTimeout(timer);
  say("");
});

document.addEventListener("htmx:wsClose", ({ target, detail }) => {
  if (target !== chat()) return;
  if (detail.event.code === IDLE) {
    asleep = detail.socketWrapper;
    return;
  }
  failures += 1;
  isRefused = !COMES_BACK.includes(detail.event.code);
  clearTimeout(timer);
  // A connection that is back at once is not worth a word.
  timer = setTimeout(() => say(isPlain() ? "" : (document.getElementById("chat-away")?.dataset.text ?? "")), 1500);
});

// Capturing, so that the event never reaches htmx and the browser sends the form itself.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!isPlain() || !form.hasAttribute("ws-send")) return;
  event.stopPropagation();
  if (!form.hasAttribute("action")) form.action = document.getElementById("composer").action;
}, true);

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) wake();
});
document.addEventListener("pointerdown", wake);
document.addEventListener("focusin", wake);

// A machine that knows that it is offline says so at once: its socket may take a minute to find out.
window.addEventListener("offline", () => say(document.getElementById("chat-away")?.dataset.text ?? ""));
window.addEventListener("online", () => say(""));
