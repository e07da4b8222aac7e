// A request that htmx could not finish, or that was refused, is told in words; what was on the page stays. The words go after a while,
// let every press through, and stand at the other end of the window than what is being used.
const WHILE = 8000;
const place = document.getElementById("outage");
const sentence = document.getElementById("outage-sentence");
let timer;

// Where the field or button is in use that has the focus.
function isBelow() {
  const used = document.activeElement;
  if (!used || used === document.body) return false;
  const { top, bottom } = used.getBoundingClientRect();
  return top + bottom > window.innerHeight;
}

function tell(words) {
  place.toggleAttribute("data-above", isBelow());
  if (!place.matches(":popover-open")) place.showPopover(); // above a dialog too
  place.replaceChildren(sentence.content.cloneNode(true));
  if (words) place.querySelector("[data-words]").textContent = words;
  clearTimeout(timer);
  timer = setTimeout(() => place.hidePopover(), WHILE); // the same press says it again
}

// The conversation says of itself how it is connected (connection.js).
function failed({ target }) {
  if (!target.closest?.("[data-quiet]")) tell();
}

for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) document.addEventListener(name, failed);
// The server's own sentence, which comes with an answer.
document.addEventListener("notice", ({ detail }) => tell(detail.sentence));
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful && place.matches(":popover-open")) place.hidePopover();
});
