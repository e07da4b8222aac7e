// The conversation keeps to its end while the reader is there, and stays put while they read further up.
// It is laid out from its end (column-reverse): scrollTop is 0 at the bottom and negative above it.
const NEAR = 48;
let height = 0;

const scroller = () => document.getElementById("chat-scroll");
const isAway = () => scroller().scrollTop < -NEAR;

function offer() {
  document.getElementById("chat-latest").hidden = !isAway();
}

const observer = new ResizeObserver(([{ target }]) => {
  const grown = target.offsetHeight - height;
  height = target.offsetHeight;
  if (isAway()) scroller().scrollTop -= grown;
  offer();
});

function watch() {
  if (!scroller()) return;
  observer.disconnect();
  height = scroller().firstElementChild.offsetHeight;
  observer.observe(scroller().firstElementChild);
  scroller().addEventListener("scroll", offer, { passive: true });
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
