// Shows our own OpenAPI description with the ReDoc that ships inside django-ninja.
const pictures = HTMLImageElement.prototype;
const { setAttribute } = pictures;

// ReDoc's menu asks its maker for a logo. A picture of another site counts as one that could not be loaded, and is not asked for.
function load(picture, address) {
  const isOwn = new URL(address, location.href).origin === location.origin;
  if (isOwn) setAttribute.call(picture, "src", address);
  else queueMicrotask(() => picture.dispatchEvent(new Event("error")));
}

pictures.setAttribute = function (name, value) {
  if (name === "src") load(this, value);
  else setAttribute.call(this, name, value);
};
Object.defineProperty(pictures, "src", {
  get() { return this.getAttribute("src") ?? ""; },
  set(address) { load(this, address); },
});

const place = document.getElementById("redoc");
window.Redoc.init(place.dataset.openapi, { hideDownloadButtons: false, disableSearch: false }, place);
