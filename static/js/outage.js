// A request that htmx could not finish is told in words; what was on the page stays.
const place = document.getElementById("outage");
const sentence = document.getElementById("outage-sentence");

function tell() {
  if (place.matches(":popover-open")) return;
  place.showPopover(); // above a dialog too
  place.replaceChildren(sentence.content.cloneNode(true));
}

document.addEventListener("htmx:sendError", tell);
document.addEventListener("htmx:responseError", tell);
document.addEventListener("htmx:timeout", tell);
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful && place.matches(":popover-open")) place.hidePopover();
});
