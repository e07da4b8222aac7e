// The conversation keeps to its end while the reader is there, and stays put while they read further up.
// It is laid out from its end (column-reverse): scrollTop is 0 at the bottom and negative above it.
const NEAR = 48;
let height = 0;
let begun = "";

const scroller = () => document.getElementById("chat-scroll");
const isAway = () => scroller().scrollTop < -NEAR;

function offer() {
  document.getElementById("chat-latest").hidden = !isAway();
}

// An answer that is taller than its window is read from its first line; shown so once, then the reader decides.
function keepStart() {
  const last = scroller().querySelector("#messages > li:last-child");
  if (!last || last.id === begun) return;
  const above = scroller().getBoundingClientRect().top + 16 - last.getBoundingClientRect().top;
  if (above <= 0) return;
  begun = last.id;
  scroller().scrollTop -= above;
}

const observer = new ResizeObserver(([{ target }]) => {
  const grown = target.offsetHeight - height;
  height = target.offsetHeight;
  if (isAway()) scroller().scrollTop -= grown;
  else keepStart();
  offer();
});

function watch() {
  if (!scroller()) return;
  observer.disconnect();
  height = scroller().firstElementChild.offsetHeight;
  observer.observe(scroller().firstElementChild);
  scroller().addEventListener("scroll", offer, { passive: true });
  keepStart();
}

function toEnd() {
  scroller()?.scrollTo({ top: 0 });
}

document.addEventListener("htmx:wsConfigSend", toEnd);
document.addEventListener("click", ({ target }) => {
  if (target.closest?.("#chat-latest")) toEnd();
});
document.addEventListener("htmx:load", ({ target }) => {
  if (target.contains(scroller())) watch();
});
watch();
