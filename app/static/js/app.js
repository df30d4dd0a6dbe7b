/* Every page: the message line, focus after a swap, polls only in front, what a phone can do.
   Words never stand here: the page brings them in data attributes, in its language. */
(() => {
  const box = document.getElementById("message");
  const here = document.currentScript.src;
  const load = (name) => import(new URL(name, here).href);
  const say = (words) => {
    box.textContent = words ?? "";
  };
  const sayKind = (kind) => say(box.dataset[kind] ?? box.dataset.failed);
  const isPoll = ({ sourceElement }) =>
    (sourceElement?.getAttribute?.("data-hx-trigger") ?? "").includes("every");

  // Whoever goes on has read it; a new message comes after this listener.
  document.addEventListener("click", () => say(""), true);

  document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
    const { status } = ctx.response;
    if (status !== 422 && !isPoll(ctx)) sayKind(`e${status}`);
  });
  document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
    if (ctx?.request && !isPoll(ctx)) sayKind("offline"); // the form stays as it is
  });
  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    const said = ctx.response.headers.get("X-Said");
    if (said) say(decodeURIComponent(said));
  });

  /* The element that had the focus may be gone: stay at the place, first at what is wrong. */
  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    const root = document.getElementById(ctx.target?.id);
    if (!root || isPoll(ctx)) return;
    const wrong = root.querySelector('#error-summary, [aria-invalid="true"]');
    const isLost = !document.activeElement || document.activeElement === document.body;
    const goal = wrong ?? (isLost ? root : null);
    if (!goal) return;
    if (goal.tabIndex < 0) goal.tabIndex = -1;
    goal.focus({ preventScroll: !wrong });
  });

  /* A page behind others asks nothing; back in front it asks at once. */
  document.addEventListener("htmx:before:request", (event) => {
    if (document.hidden && isPoll(event.detail.ctx)) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || !window.htmx) return;
    for (const asking of document.querySelectorAll('[data-hx-trigger*="every"]')) {
      window.htmx.trigger(asking, "every");
    }
  });

  /* A phone that keeps her pages notes each tap before it goes, in her order, however early. */
  let turn = Promise.resolve();
  const note = async (ctx) => {
    const { person } = document.documentElement.dataset;
    if (localStorage.getItem(`offline-${person}`) === "yes") (await load("waiting.js")).note(ctx);
  };
  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    if (!ctx.sourceElement.matches("[data-later]")) return;
    turn = turn.then(() => note(ctx)).catch(console.warn);
    const noted = turn;
    ctx.fetch = (...given) => noted.then(() => fetch(...given));
  });

  /* Without a net a form that htmx does not send would leave her on the browser's own error page, and
     what she typed is gone. Where the phone thinks so, it asks for something small first: phones
     err. Who leaves at once is kept by nothing. */
  const free = new WeakSet();
  const mayLackNet = () => !navigator.onLine || document.documentElement.hasAttribute("data-kept");
  const tryFirst = async (form, button) => {
    try {
      await fetch("/manifest.webmanifest", { method: "HEAD", cache: "no-store" });
    } catch {
      return sayKind("offline");
    }
    free.add(form);
    if (button) button.click();
    else form.submit();
  };

  /* Two taps are one: a form on its way is not sent again. htmx's own forms arrive prevented. */
  const sent = new WeakSet();
  addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.id !== "exit" && mayLackNet() && !free.has(form)) {
      event.preventDefault();
      tryFirst(form, submitter);
      return;
    }
    if (sent.has(form)) event.preventDefault();
    sent.add(form);
    setTimeout(() => [sent, free].forEach((forms) => forms.delete(form)), 5000);
  });

  /* The bar of places scrolls on a narrow screen: where one is stays in sight. */
  document.querySelector(".rail [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

  /* The browser offers to install only now and then: the button shows when it can. */
  addEventListener("beforeinstallprompt", (offered) => {
    const button = document.getElementById("install");
    if (!button) return;
    offered.preventDefault();
    button.hidden = false;
    button.onclick = async () => {
      offered.prompt();
      await offered.userChoice;
      button.hidden = true;
    };
  });

  /* More, only where the phone can use it. */
  const more = (name) => load(name).catch(console.warn); // or she went on
  addEventListener("load", () => {
    if (document.body.hasAttribute("data-wipes")) more("forget.js");
    else if ("serviceWorker" in navigator && "caches" in window) more("offline.js");
    if ("speechSynthesis" in window) more("read-aloud.js");
  });
})();
