// The desk: asks for news while the page is in front, and ticks a whole list at once.
"use strict";
(() => {
  const SECONDS = 10;
  const say = (word) => document.dispatchEvent(new CustomEvent(word));
  const look = () => {
    if (!document.hidden) say("look");
  };
  setInterval(look, SECONDS * 1000);
  document.addEventListener("visibilitychange", look);

  // The client's screen changed: the German side beside it may have changed too.
  document.addEventListener("htmx:after:swap", ({ detail }) => {
    if (detail.ctx?.target?.id === "mirror") say("changed");
  });

  document.addEventListener("change", ({ target }) => {
    const form = target.closest("form");
    if (!form || !("selectAll" in target.dataset)) return;
    for (const box of form.querySelectorAll('input[name="client_ids"], [data-select-all]')) {
      box.checked = target.checked;
    }
  });
})();
