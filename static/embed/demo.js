// The demo's list of what a page is told, the newest first.
const list = document.getElementById("demo-events");

for (const type of ["ready", "open", "close", "messages", "message", "unread", "product", "results", "error"]) {
  addEventListener(`aisle:${type}`, (event) => {
    const line = document.createElement("li");
    line.textContent = `${event.type} ${event.detail ? JSON.stringify(event.detail).slice(0, 200) : ""}`;
    list.prepend(line);
    if (list.children.length > 12) list.lastElementChild.remove();
  });
}
