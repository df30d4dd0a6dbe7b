/* The first script of every page on this phone: it hears what she does before the others are there.
   A tap that would leave the page then, and be lost without a net, is held till htmx can take it. */
{
  const held = new Map(); // forms and their buttons, in the order they were tapped

  const hold = (event) => {
    const { target: form, submitter } = event;
    if (!submitter || !form.matches("[data-hx-post]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    held.set(form, submitter);
    form.classList.add("htmx-request"); // she sees that it was taken
  };

  const letGo = () => {
    removeEventListener("submit", hold, true);
    for (const button of held.values()) button.click();
  };

  /* The same page may be shown many times: each time its forms get numbers of their own. */
  const renumber = () => {
    for (const field of document.querySelectorAll('[name="op_id"]')) {
      field.value = crypto.randomUUID?.() ?? field.value;
    }
  };

  const touch = () => document.documentElement.setAttribute("data-touched", "");

  for (const name of ["pointerdown", "keydown"]) addEventListener(name, touch, true);
  addEventListener("submit", hold, true);
  addEventListener("DOMContentLoaded", renumber);
  addEventListener("load", () => setTimeout(letGo)); // htmx begins in a task of its own
}
