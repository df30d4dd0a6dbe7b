/* Pages from the server: who is here now, what this phone keeps for her, and how she leaves.

   A page that the phone shows from its own store asks the server first: see kept.js. */
import { wipe } from "./forget.js";
import {
  decisionOf, deletePacks, forgetOld, isNoNet, isWanted, noteExit, packs, person, readState,
  refreshInTurn, release, settleExit, writeState,
} from "./pack.js";

const root = document.documentElement;
const isOfflinePage = document.body.hasAttribute("data-offline");

/* ---- forgetting ---- */

/* The row of what waits is opened only where it can hold something. */
const later = async () => {
  await import("./store.js");
  await import("./later.js");
  return self.later;
};

/* Her other windows hear that she goes: nothing of her stays in sight there either. */
const tellOtherWindows = (who, to = "") => {
  localStorage.setItem("gone", `${who} ${to}`);
  localStorage.removeItem("gone");
};
addEventListener("storage", ({ key, newValue }) => {
  if (key !== "gone" || !newValue || root.hidden) return;
  const [who, to] = newValue.split(" ");
  if (who !== person) return;
  root.hidden = true;
  if (to) location.replace(to);
  else location.reload();
});

/* No reminder stays in sight; none comes any more, unless somebody else here wants them. */
const silence = async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  for (const shown of (await registration?.getNotifications?.()) ?? []) shown.close();
  if (Object.keys(localStorage).some((key) => key.startsWith("push-"))) return;
  const subscription = await registration?.pushManager?.getSubscription();
  subscription?.unsubscribe().catch(console.warn); // without a net nobody waits for that
};

const forget = async (who, { isHerWish = true } = {}) => {
  localStorage.removeItem(decisionOf(who)); // first: a page under way asks it before it keeps more
  localStorage.removeItem(`push-${who}`); // her yes to reminders on this phone: push.js
  sessionStorage.clear();
  if (isHerWish) await silence();
  await deletePacks(who);
  const row = await later();
  // Without her doing, what she tapped waits till she signs in again: without a word about what.
  await (isHerWish ? row.forget(who) : row.blank(who));
  tellOtherWindows(who);
  const state = await readState();
  if (state.person === who) await writeState({ language: state.language });
};

/* True when this phone keeps nothing of anybody any more, and nothing waits to be sent. */
const isNobodyLeft = async () =>
  (await packs()).length === 0 &&
  (await (await later()).all()).length === 0 &&
  !Number(localStorage.getItem("outreach")) &&
  !Object.keys(localStorage).some((key) => /^(offline|push)-/.test(key));

/* ---- knowing who is here ---- */

/* A page from the server that shows nobody, after one that showed her: her session has ended.
   True when she was the last one here: then nothing at all stays (but the cookie of a PIN, which
   lets her in again). */
const meet = async () => {
  const leaving = document.querySelector("[data-forget]")?.dataset.forget;
  const before = await readState();
  if (leaving) {
    await forget(leaving);
    if (await isNobodyLeft()) return true;
  }
  if (!person && before.person && before.person !== leaving) {
    await forget(before.person, { isHerWish: false });
  }
  const isVisiting = person && new URLSearchParams(location.search).has("lang");
  const language = isVisiting ? before.language : root.dataset.language;
  // Somebody else may be about to sign in: until then the worker shows nobody's pages.
  const here = location.pathname.startsWith("/signin") ? undefined : person;
  await writeState({ person: here, language });
  await keepOfflinePage(language ?? root.dataset.language);
  return false;
};

/* The page that says "no internet", in her language; asked for without the cookie. */
const keepOfflinePage = async (language) => {
  const shell = await caches.open(`shell-${release}`);
  const address = `/offline?lang=${language}`;
  if (await shell.match(address)) return;
  const page = await fetch(address, { credentials: "omit" });
  if (page.ok) await shell.put(address, page);
};

/* ---- her decision ---- */

const card = document.getElementById("offline-card");

const showCard = (state) => {
  for (const part of card.querySelectorAll("[data-when]")) {
    part.hidden = !part.dataset.when.split(" ").includes(state);
  }
};

const decide = async (answer) => {
  localStorage.setItem(decisionOf(person), answer);
  if (answer === "no") {
    showCard("no");
    await deletePacks(person);
    return;
  }
  showCard("working");
  await import("./waiting.js");
  const outcome = await refreshInTurn();
  if (isWanted()) showCard(outcome);
};

const offerCard = () => {
  const decided = localStorage.getItem(decisionOf(person));
  if (!card || (decided && card.dataset.asks === "once")) return;
  // Others use this phone too: then "no" is the answer that stands out.
  const isShared = Object.keys(localStorage).some(
    (key) => key.startsWith("offline-") && key !== decisionOf(person),
  );
  const suggested = isShared ? "no" : "yes";
  for (const button of card.querySelectorAll("[data-decide]")) {
    if (button.closest('[data-when="ask"]')) {
      button.toggleAttribute("data-kind", button.dataset.decide === suggested);
      if (button.dataset.decide === suggested) button.dataset.kind = "main";
    }
    button.addEventListener("click", () => decide(button.dataset.decide));
  }
  showCard(decided ?? "ask");
  card.hidden = false;
};

/* ---- what this page does ---- */

const follow = async () => {
  offerCard();
  const isOutbox = document.getElementById("outbox");
  if (isWanted() || isOutbox || (await (await later()).of(person)).length) await import("./waiting.js");
  if (isWanted()) refreshInTurn();
  // What she changes here shows without a net too, once she has stopped for a moment.
  let pause;
  document.addEventListener("htmx:after:swap", () => {
    if (!isWanted()) return;
    clearTimeout(pause);
    pause = setTimeout(refreshInTurn, 1500);
  });
};

/* A worker of a newer release may take over at any time: what waits is no page's and no worker's. */
export const start = async () => {
  if (await meet()) return wipe();
  await navigator.serviceWorker.register("/sw.js");
  await forgetOld();
  if (person) await follow();
  if (document.querySelector("[data-outreach]")) await (await import("./outbox.js")).follow();
};

/* ---- leaving at once ---- */

/* The screen is empty at once. That the server may not have heard of it is noted first, for the
   worker, which tells it before it shows the next page. Nothing may keep her here, a full phone
   neither: there a note fits only when her pages are gone. */
const leaveAtOnce = async (exit) => {
  root.hidden = true;
  const asked = fetch(exit.action, { method: "POST", keepalive: true, redirect: "manual" });
  const isHeard = asked.then(() => true, () => false);
  const isLate = new Promise((late) => setTimeout(late, 1000, false));
  try {
    tellOtherWindows(person, exit.dataset.to);
    const isNoted = noteExit().then(() => true, () => false);
    await forget(person);
    if (!(await isNoted)) await noteExit();
    if (await Promise.race([isHeard, isLate])) await settleExit();
  } finally {
    location.replace(exit.dataset.to);
  }
};

document.getElementById("exit")?.addEventListener("submit", (event) => {
  event.preventDefault();
  leaveAtOnce(event.target);
});

const unlessNoNet = (error) => {
  if (!isNoNet(error)) console.error(error);
};

if (isOfflinePage || root.hasAttribute("data-kept")) {
  import("./kept.js").then(({ look }) => look(start)).catch(unlessNoNet);
} else {
  start().catch(unlessNoNet);
}
