// A message that is shown anew takes the focus and what was being typed along: both go back to what has the same id.
let held = null;

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
