// From a card to its product the picture glides, in browsers that can: the one that was pressed is given the name.
document.addEventListener("click", ({ target }) => {
  const card = target.closest?.("article")?.querySelector(".card-link") === target.closest?.("a") && target.closest("article");
  const picture = card && card.querySelector(".tint");
  if (picture) picture.style.viewTransitionName = "product-picture";
});
window.addEventListener("pageshow", () => {
  for (const picture of document.querySelectorAll("article .tint[style]")) picture.style.viewTransitionName = "";
});
