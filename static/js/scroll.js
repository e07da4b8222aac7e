// The conversation keeps to its end while the reader is there, and stays put while they read further up.
// It is laid out from its end (column-reverse): scrollTop is 0 at the bottom and negative above it.
const NEAR = 48;
const ABOVE = 16; // pixels of air above what is read first
let height = 0;
let begun = "";
let isHeld = false; // at the start of an answer, until the reader moves

const scroller = () => document.getElementById("chat-scroll");
const isAway = () => scroller().scrollTop < -NEAR;

// Far enough from the end that a gesture does not do: half a window.
const isFar = () => scroller().scrollTop < -Math.max(NEAR, scroller().clientHeight / 2);

function offer() {
  document.getElementById("chat-latest").hidden = !isFar();
  scroller().toggleAttribute("data-more", isAway());
}

// Where reading begins: at the question, if it leaves the answer most of the window.
function start(answer) {
  const question = answer.previousElementSibling;
  return question && question.offsetHeight < scroller().clientHeight / 3 ? question : answer;
}

// An answer that is taller than its window is read from its question; shown so once, then the reader decides.
function keepStart() {
  const last = scroller().querySelector("#messages > li:last-child");
  if (!last || last.id === begun) return;
  const above = scroller().getBoundingClientRect().top + ABOVE - start(last).getBoundingClientRect().top;
  if (above <= 0) return;
  begun = last.id;
  isHeld = true;
  scroller().scrollTop -= above;
}

// How much more there is than the window shows. Both change: words come, and what stands below the window comes and goes.
const rest = () => scroller().firstElementChild.offsetHeight - scroller().clientHeight;

const observer = new ResizeObserver(() => {
  if (!scroller()) return;
  const grown = rest() - height;
  height = rest();
  if (isAway() || isHeld) scroller().scrollTop -= grown;
  else keepStart();
  offer();
});

function release() {
  isHeld = false;
}

function watch() {
  if (!scroller()) return;
  observer.disconnect();
  release();
  height = rest();
  for (const part of [scroller(), scroller().firstElementChild]) observer.observe(part);
  scroller().addEventListener("scroll", offer, { passive: true });
  for (const name of ["wheel", "touchmove", "pointerdown", "keydown"]) scroller().addEventListener(name, release, { passive: true });
  keepStart();
}

function toEnd() {
  release();
  scroller()?.scrollTo({ top: 0 });
}

// Only what is answered leads to the end: an opinion or a choice leaves the reader where they are.
document.addEventListener("htmx:wsConfigSend", ({ detail }) => {
  if (detail.parameters.client_id) toEnd();
});
document.addEventListener("click", ({ target }) => {
  if (target.closest?.("#chat-latest")) toEnd();
});
document.addEventListener("htmx:load", ({ target }) => {
  if (target.contains(scroller())) watch();
});
watch();
