// How htmx opens the socket of a conversation, and when one that was idle comes back.
const IDLE = 4408; // nothing went through for long: it comes back with the reader
let asleep;

const largest = () => Math.max(0, ...[...document.querySelectorAll("#messages > [data-seq]")].map((message) => Number(message.dataset.seq)));

// It comes back with the largest number that the page shows, and is told of nothing else again.
htmx.createWebSocket = (address) => {
  const url = new URL(address);
  url.searchParams.set("seen", largest());
  // On another site no cookie says who this is (static/embed/frame.js).
  const token = document.getElementById("embed")?.dataset.token;
  return new WebSocket(url, token ? ["aisle", `aisle.token.${token}`] : []);
};

// A socket that was long in coming may tell again what was fetched meanwhile (connection.js): each message is shown once, at its newest.
document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
  const told = detail.fragment.firstElementChild;
  const shown = told?.matches("li[data-seq]") && document.getElementById(told.id);
  if (!shown) return;
  const isNewer = Number(told.dataset.seq) > Number(shown.dataset.seq);
  const isInPlace = detail.target === shown;
  detail.shouldSwap = isInPlace && Number(told.dataset.seq) >= Number(shown.dataset.seq);
  if (isNewer && !isInPlace) htmx.swap(shown, told.outerHTML, { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0 });
});

function wake() {
  asleep?.reconnect();
  asleep = undefined;
}

document.addEventListener("htmx:wsClose", ({ target, detail }) => {
  if (target.id === "chat" && detail.event.code === IDLE) asleep = detail.socketWrapper;
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) wake();
});
document.addEventListener("pointerdown", wake);
document.addEventListener("focusin", wake);
