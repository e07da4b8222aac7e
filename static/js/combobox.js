// Suggestions below the search field: an editable combobox with list autocomplete, as WAI-ARIA describes it. htmx fetches the options;
// without this script the field is a plain one, and its form submits.
function combobox(box, number) {
  const input = box.querySelector("input");
  const list = box.querySelector("[role=listbox]");
  const status = box.querySelector("[role=status]");
  let isWanted = false; // somebody types; an answer that comes after Enter, Escape or a choice opens nothing

  const options = () => [...list.querySelectorAll("[role=option]")];
  const active = () => list.querySelector("[aria-selected=true]");

  function activate(option) {
    active()?.setAttribute("aria-selected", "false");
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function show(isOpen) {
    isWanted = isOpen;
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) return;
    activate(null);
    status.textContent = "";
  }

  // One step from the option at hand; before the first and behind the last one is the field itself.
  function step(by) {
    const all = options();
    const places = all.length + 1;
    activate(all[(all.indexOf(active()) + 1 + by + places) % places - 1]);
  }

  function answered() {
    const answer = list.firstElementChild;
    // Whoever has typed on, or left the field, is not shown what was meant for other words.
    if (!isWanted || !answer || answer.dataset.for !== input.value || document.activeElement !== input) return;
    for (const option of options()) if (!option.id.startsWith(list.id)) option.id = `${list.id}-${option.id}`;
    show(options().length > 0);
    isWanted = true;
    status.textContent = input.value.trim() ? answer.dataset.said : "";
  }

  const keys = {
    ArrowDown: () => (list.hidden ? reopen() : step(1)),
    ArrowUp: () => !list.hidden && step(-1),
    Home: () => active() && activate(options()[0]),
    End: () => active() && activate(options().at(-1)),
    Escape: () => !list.hidden && show(false),
    Enter: () => active()?.click(),
  };

  function reopen() {
    if (list.firstElementChild?.dataset.for === input.value && options().length) show(true);
  }

  function pressed(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.shiftKey || !(event.key in keys)) return;
    const isTaken = event.key.startsWith("Arrow") || (event.key === "Escape" ? !list.hidden : active() !== null);
    keys[event.key]();
    if (isTaken) event.preventDefault();
    else if (event.key === "Enter") show(false);
  }

  // Words go through the form, as if they had been typed; a category, a brand or a product is a link and stays one.
  function chosen(event) {
    const option = event.target.closest("[role=option]");
    if (!option?.dataset.words || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    input.value = option.dataset.words;
    show(false);
    input.form.requestSubmit();
  }

  list.id = `suggestions-${number}`; // each field has its own
  const roles = { role: "combobox", "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-controls": list.id, "aria-expanded": "false" };
  for (const [name, value] of Object.entries(roles)) input.setAttribute(name, value);
  input.addEventListener("input", () => { isWanted = true; activate(null); });
  input.addEventListener("keydown", pressed);
  input.addEventListener("blur", () => show(false));
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", chosen);
  list.addEventListener("htmx:afterSwap", answered);
  window.addEventListener("pagehide", () => show(false));
  // A suggestion that fails is no outage: the form is there.
  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) box.addEventListener(name, (event) => event.stopPropagation());
}

document.querySelectorAll("[data-combobox]").forEach(combobox);
