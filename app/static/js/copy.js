/* A button that copies what stands in a field. Where the browser cannot, the button stays away. */
const offer = () => {
  for (const button of document.querySelectorAll("[data-copies]"))
    button.hidden = !navigator.clipboard;
};

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copies]");
  if (!button) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).value);
  document.querySelector("[data-copied]").hidden = false;
});
document.addEventListener("htmx:after:swap", offer);
offer();
