// A picture that does not load leaves the tint and the glyph of its department, which lie under it.
const pictures = "img[data-picture]";

document.addEventListener("error", ({ target }) => {
  if (target instanceof Element && target.matches(pictures)) target.hidden = true;
}, true); // errors do not bubble

for (const picture of document.querySelectorAll(pictures)) {
  if (!picture.complete || picture.naturalWidth) continue;
  // A lazy one may have failed already, or may not have begun: asked for anew, it fails here, or goes on waiting.
  if (picture.loading === "lazy") picture.src = picture.getAttribute("src");
  else picture.hidden = true;
}
