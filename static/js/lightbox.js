// A link to a picture's page (data-lightbox names a dialog) opens the picture in place: to leaf through by arrow keys and swipes, and to zoom
// by a click, a pinch, the wheel or + and -. Arrow keys move a zoomed picture. Without the script the link leads to the page.
const LARGEST = 4;
const CLICKED = 2.5; // what a click zooms to
const SWIPE = 40; // pixels; less is a click

function lightbox(dialog, links) {
  const stage = dialog.querySelector("[data-stage]");
  const large = dialog.querySelector("[data-large]");
  const zoomButton = dialog.querySelector("[data-zoom]");
  const pointers = new Map();
  const isTurned = getComputedStyle(dialog).direction === "rtl";
  let place = 0;
  let zoom = 1;
  let start = null; // where a gesture began: the point, the distance of two fingers, the zoom

  function zoomTo(value, x = stage.clientWidth / 2, y = stage.clientHeight / 2) {
    const next = Math.min(LARGEST, Math.max(1, value));
    const [left, top] = [(stage.scrollLeft + x) / zoom, (stage.scrollTop + y) / zoom];
    zoom = next;
    large.style.inlineSize = large.style.blockSize = `${zoom * 100}%`;
    // What was under the pointer stays there.
    stage.scrollTo(left * zoom - x, top * zoom - y);
    dialog.toggleAttribute("data-zoomed", zoom > 1);
    zoomButton.setAttribute("aria-pressed", String(zoom > 1));
  }

  function show(number) {
    place = (number + links.length) % links.length;
    const alt = links[place].querySelector("img")?.alt ?? "";
    const position = dialog.dataset.place.replace("[n]", place + 1).replace("[total]", links.length);
    large.src = links[place].dataset.full;
    large.alt = alt || dialog.dataset.name;
    dialog.querySelector("[data-position]").textContent = links.length > 1 ? position : "";
    dialog.querySelector("[data-caption]").textContent = alt;
    dialog.querySelector("[data-status]").textContent = `${position}: ${large.alt}`;
    zoomTo(1);
  }

  const step = (by) => links.length > 1 && show(place + by);
  const pan = (x, y) => stage.scrollBy((x * stage.clientWidth) / 4, (y * stage.clientHeight) / 4);
  const aside = (by) => (zoom > 1 ? pan(by, 0) : step(isTurned ? -by : by));

  const keys = {
    ArrowRight: () => aside(1),
    ArrowLeft: () => aside(-1),
    ArrowDown: () => pan(0, 1),
    ArrowUp: () => pan(0, -1),
    Home: () => show(0),
    End: () => show(links.length - 1),
    "+": () => zoomTo(zoom * 1.5),
    "-": () => zoomTo(zoom / 1.5),
    0: () => zoomTo(1),
  };

  function begin() {
    const [one, other] = [...pointers.values()];
    start = one && { x: one.x, y: one.y, zoom, apart: other && Math.hypot(one.x - other.x, one.y - other.y) };
  }

  function moved(event) {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const [one, other] = [...pointers.values()];
    const box = stage.getBoundingClientRect();
    if (other && start.apart) {
      const apart = Math.hypot(one.x - other.x, one.y - other.y);
      zoomTo(start.zoom * apart / start.apart, (one.x + other.x) / 2 - box.left, (one.y + other.y) / 2 - box.top);
    } else if (zoom > 1) stage.scrollBy(before.x - event.clientX, before.y - event.clientY);
  }

  function ended(event) {
    const isAlone = pointers.size === 1;
    if (!pointers.delete(event.pointerId) || !start) return;
    const [x, y] = [event.clientX - start.x, event.clientY - start.y];
    const wasPinched = start.apart || zoom !== start.zoom;
    if (event.type === "pointerup" && isAlone && !wasPinched) {
      const box = stage.getBoundingClientRect();
      if (Math.hypot(x, y) < 8) zoomTo(zoom > 1 ? 1 : CLICKED, event.clientX - box.left, event.clientY - box.top);
      else if (zoom === 1 && Math.abs(x) > SWIPE && Math.abs(x) > Math.abs(y)) step((x < 0) !== isTurned ? 1 : -1);
    }
    if (!pointers.size) start = null;
  }

  stage.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    stage.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    begin();
  });
  stage.addEventListener("pointermove", moved);
  stage.addEventListener("pointerup", ended);
  stage.addEventListener("pointercancel", ended);
  stage.addEventListener("wheel", (event) => {
    event.preventDefault();
    const box = stage.getBoundingClientRect();
    zoomTo(zoom * (event.deltaY < 0 ? 1.2 : 1 / 1.2), event.clientX - box.left, event.clientY - box.top);
  }, { passive: false });
  zoomButton.addEventListener("click", () => zoomTo(zoom > 1 ? 1 : CLICKED));
  for (const button of dialog.querySelectorAll("[data-step]")) {
    button.hidden = links.length < 2;
    button.addEventListener("click", () => step(Number(button.dataset.step)));
  }
  dialog.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
    event.preventDefault();
    keys[event.key]();
  });
  // Whoever leafed on comes back to the picture that was looked at last.
  dialog.addEventListener("close", () => {
    pointers.clear();
    links[place].focus();
    if (history.state?.lightbox === dialog.id) history.back();
  });
  return (link) => {
    if (!dialog.open) dialog.showModal();
    show(Math.max(0, links.indexOf(link)));
  };
}

const opened = new Map();

function open(dialog, link) {
  if (!opened.has(dialog)) opened.set(dialog, lightbox(dialog, [...document.querySelectorAll(`a[data-lightbox="${dialog.id}"]`)]));
  opened.get(dialog)(link);
}

// An open picture is an entry of the history: back closes it, forward and a reload open it again.
function follow() {
  const dialog = history.state?.lightbox && document.getElementById(history.state.lightbox);
  if (dialog) open(dialog);
  else document.querySelector("dialog.lightbox[open]")?.close();
}

window.addEventListener("popstate", follow);
follow();

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-lightbox]");
  const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  const dialog = link && isPlain && document.getElementById(link.dataset.lightbox);
  if (!dialog) return;
  event.preventDefault();
  history.pushState({ lightbox: dialog.id }, "");
  open(dialog, link);
});
