/* A button that hands a link to the phone's own sheet. Where the phone has none, it stays away. */
for (const button of document.querySelectorAll("[data-shares]")) {
  button.hidden = !navigator.share;
  button.addEventListener("click", () => {
    const url = document.getElementById(button.dataset.shares).value;
    navigator.share({ title: document.querySelector("h1").textContent, url }).catch(() => {
      /* closed again: nothing was shared */
    });
  });
}
