// A request that htmx could not finish, or that was refused, is told in words; what was on the page stays.
const place = document.getElementById("outage");
const sentence = document.getElementById("outage-sentence");

function tell(words) {
  if (!place.matches(":popover-open")) place.showPopover(); // above a dialog too
  place.replaceChildren(sentence.content.cloneNode(true));
  if (words) place.querySelector("[data-words]").textContent = words;
}

document.addEventListener("htmx:sendError", () => tell());
document.addEventListener("htmx:responseError", () => tell());
document.addEventListener("htmx:timeout", () => tell());
// The server's own sentence, which comes with an answer.
document.addEventListener("notice", ({ detail }) => tell(detail.sentence));
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful && place.matches(":popover-open")) place.hidePopover();
});
