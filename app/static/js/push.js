/* Reminders on this phone: asked for by a tap, compared at every start.

   The words stand in the page; `data-when` names the states in which a part is shown. What is
   kept here is one flag per person: that she said yes on this phone, since two who share a phone
   share its subscription. */
(() => {
  const card = document.getElementById("push-ask");
  const { person } = document.documentElement.dataset;
  if (!card || !person) return;
  const { key, store, drop, session, asks } = card.dataset;
  const YES = `push-${person}`;
  const PATIENCE = 12_000; // ms; without a push service subscribe() is silent for 25 s and more
  const QUIET_ON_HOME = ["none", "on", "blocked"];

  const show = (state) => {
    for (const part of card.querySelectorAll("[data-when]")) {
      part.hidden = !part.dataset.when.split(" ").includes(state);
    }
    card.dataset.state = state;
    card.hidden = asks === "once" && QUIET_ON_HOME.includes(state);
  };

  const within = (work) =>
    Promise.race([
      work,
      new Promise((_, fail) => {
        setTimeout(() => fail(new Error("slow")), PATIENCE);
      }),
    ]);

  const send = async (address, values) => {
    const answer = await fetch(address, { method: "POST", body: new URLSearchParams(values) });
    if (answer.status !== 204) throw new Error(`answer ${answer.status}`);
  };

  const pushManager = async () => (await within(navigator.serviceWorker.ready)).pushManager;

  const toBase64Url = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", "");

  /* The subscription of this browser, made for our present key. */
  const subscription = async () => {
    const manager = await pushManager();
    const found = await manager.getSubscription();
    const usedKey = found?.options?.applicationServerKey;
    if (found && (!usedKey || toBase64Url(usedKey) === key)) return found;
    await found?.unsubscribe();
    return within(manager.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
  };

  const keep = async (more = {}) => {
    const { endpoint, keys } = (await subscription()).toJSON();
    await send(store, { endpoint, p256dh: keys.p256dh, auth: keys.auth, ...more });
    localStorage.setItem(YES, "yes");
    sessionStorage.setItem("push", session);
    show("on");
  };

  const fail = (error) => show(error.message === "slow" ? "slow" : "failed");

  /* The permission is asked for first: browsers want it to follow the tap directly. */
  const ask = async () => {
    show("working");
    try {
      const permission = await Notification.requestPermission();
      if (permission === "granted") await keep();
      else show(permission === "denied" ? "blocked" : "ask");
    } catch (error) {
      fail(error);
    }
  };

  const stop = async () => {
    show("working");
    try {
      const found = await (await pushManager()).getSubscription();
      if (found) await send(drop, { endpoint: found.endpoint });
      localStorage.removeItem(YES);
      show("ask");
    } catch (error) {
      fail(error);
    }
  };

  /* Services give a browser a new address without telling: told once in each session. */
  const compare = async () => {
    show("on");
    if (sessionStorage.getItem("push") === session) return;
    try {
      await keep({ by_itself: 1 });
    } catch (error) {
      if (error.message === "answer 422") await forget();
      else fail(error);
    }
  };

  /* She took her yes back on another page or another phone: this one is no longer wanted. */
  const forget = async () => {
    localStorage.removeItem(YES);
    await (await (await pushManager()).getSubscription())?.unsubscribe();
    show("ask");
  };

  const mayKeep = () => {
    try {
      return Boolean(localStorage);
    } catch {
      return false; // she, or somebody for her, forbade it
    }
  };

  const canPush =
    mayKeep() && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  const isApple = /iPhone|iPad/.test(navigator.userAgent);
  const isInstalled = matchMedia("(display-mode: standalone)").matches;

  card.addEventListener("click", ({ target }) => {
    const choice = target.closest("[data-push]")?.dataset.push;
    if (choice === "yes") ask();
    if (choice === "no") stop();
    if (choice === "later") {
      sessionStorage.setItem("push-later", "yes");
      card.hidden = true;
    }
  });

  if (!canPush) show(isApple && !isInstalled ? "install" : "none");
  else if (Notification.permission === "denied") show("blocked");
  else if (Notification.permission === "granted" && localStorage.getItem(YES)) compare();
  else show("ask");
  if (canPush && asks === "once" && sessionStorage.getItem("push-later")) card.hidden = true;
})();
