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

  // Her screen changed: the German side may have changed too, unless somebody is typing there.
  // Something was changed on the German side: her screen shows it at once.
  document.addEventListener("htmx:after:swap", ({ detail }) => {
    const swapped = detail.ctx?.target?.id;
    if (swapped === "mirror") {
      if (!document.querySelector("#desk-plan form")) say("changed");
    } else if (swapped !== "client") {
      say("look");
    }
  });

  document.addEventListener("change", ({ target }) => {
    const form = target.closest("form");
    if (!form || !("selectAll" in target.dataset)) return;
    for (const box of form.querySelectorAll('input[name$="_ids[]"], [data-select-all]')) {
      box.checked = target.checked;
    }
  });
})();
