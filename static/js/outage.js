// A request that htmx could not finish, or that was refused, is told in words; what was on the page stays.
const place = document.getElementById("outage");
const sentence = document.getElementById("outage-sentence");
let timer;

function tell(words) {
  if (!place.matches(":popover-open")) place.showPopover(); // above a dialog too
  place.replaceChildren(sentence.content.cloneNode(true));
  clearTimeout(timer);
  if (words) place.querySelector("[data-words]").textContent = words;
}

document.addEventListener("htmx:sendError", () => tell());
document.addEventListener("htmx:responseError", () => tell());
document.addEventListener("htmx:timeout", () => tell());
// The server's own sentence, which comes with an answer.
document.addEventListener("notice", ({ detail }) => {
  tell(detail.sentence);
  timer = setTimeout(() => place.hidePopover(), 8000); // the same press says it again
});
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful && place.matches(":popover-open")) place.hidePopover();
});
