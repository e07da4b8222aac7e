// A message that is shown anew takes the focus and what was being typed along: both go back to what has the same id.
let held = null;
let rated = ""; // the answer whose opinion was just given, where the reader saw the button

document.addEventListener("htmx:wsBeforeMessage", () => {
  const { activeElement: element } = document;
  const isField = element?.matches?.("input, textarea");
  held = element?.id ? { id: element.id, value: isField ? element.value : null, start: element.selectionStart, end: element.selectionEnd } : null;
});

document.addEventListener("htmx:wsAfterMessage", () => {
  const element = held && document.activeElement === document.body && document.getElementById(held.id);
  if (!element) return;
  const around = element.closest("details");
  if (around && held.value !== null) around.open = true;
  element.focus({ preventScroll: true });
  if (held.value === null || !element.matches("input, textarea")) return;
  element.value = held.value;
  element.setSelectionRange(held.start, held.end);
});

const isSeen = (element) => {
  const { top, bottom } = element.getBoundingClientRect();
  const edge = document.getElementById("chat-scroll").getBoundingClientRect();
  return bottom > edge.top && top < edge.bottom;
};

document.addEventListener("htmx:wsConfigSend", ({ target, detail }) => {
  if (detail.parameters.type === "feedback") rated = isSeen(target) ? detail.parameters.answer : "";
});

// What the press asked for, or opened, is seen whole, not half below the edge of the window.
document.addEventListener("htmx:wsAfterMessage", () => {
  const question = rated && document.getElementById(`why-${rated}`);
  if (!question) return;
  rated = "";
  question.scrollIntoView({ block: "nearest" });
});
document.addEventListener("toggle", ({ target }) => {
  if (target.open && target.contains(document.activeElement) && target.closest("#messages")) target.scrollIntoView({ block: "nearest" });
}, true); // it does not bubble
