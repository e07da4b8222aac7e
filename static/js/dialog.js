// A link that names a dialog (data-dialog) opens it, filled with what the link's own page has to say; without the script it leads there.
function isPlain(event) {
  return event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
}

async function fill(place, address) {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  const body = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-dialog-body]");
  if (!body) throw new Error(answer.status);
  place.replaceChildren(...body.childNodes);
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[data-dialog]");
  const dialog = link && document.getElementById(link.dataset.dialog);
  if (!dialog || !isPlain(event)) return;
  event.preventDefault();
  try {
    // What is written inside already is all that there is to say.
    if (!dialog.hasAttribute("data-filled")) await fill(dialog.querySelector("[data-dialog-here]"), link.href);
    dialog.showModal();
  } catch {
    location.assign(link.href);
  }
});

// A link inside that leads back to this page closes it.
document.addEventListener("click", (event) => {
  const back = event.target.closest?.("dialog[open] a[href]");
  if (!back || !isPlain(event) || back.href.split("#")[0] !== location.href.split("#")[0]) return;
  event.preventDefault();
  back.closest("dialog").close();
});
