/* What this phone keeps for reading without internet, and for whom.

   Caches: "state" (who is signed in here, her language), "shell-<release>" (public files),
   "pack-<release>-<person>" (one person's own pages, only after her yes). The worker reads them
   without a net; only this file writes packs. */
import { wipe } from "./forget.js";

const root = document.documentElement;
const { person } = root.dataset; // random id; absent when nobody is signed in
const release = new URL(import.meta.url).pathname.split("/")[2];
const message = document.getElementById("message");
const asOf = document.getElementById("as-of");
const isOfflinePage = document.body.hasAttribute("data-offline");
const isStored = isOfflinePage || asOf?.hidden === false; // no server was asked for this page
const PACK = `pack-${release}-${person}`;
const INDEX = "/index"; // inside a pack: when the server was last reached
const MONTH = 30 * 24 * 3600 * 1000;
const decisionOf = (who) => `offline-${who}`;

const readState = async () => {
  const kept = await (await caches.open("state")).match("/state");
  return kept ? kept.json() : {};
};
const writeState = async (state) =>
  (await caches.open("state")).put("/state", new Response(JSON.stringify(state)));

/* ---- forgetting ---- */

const packs = async () => (await caches.keys()).filter((name) => name.startsWith("pack-"));

const deletePacks = async (who) => {
  for (const name of await packs()) if (name.endsWith(`-${who}`)) await caches.delete(name);
};

const forget = async (who) => {
  await deletePacks(who);
  localStorage.removeItem(decisionOf(who));
  localStorage.removeItem(`push-${who}`); // her yes to reminders on this phone: push.js
  const state = await readState();
  if (state.person === who) await writeState({ language: state.language });
};

/* True when this phone keeps nothing of anybody any more, and no visit waits to be sent. */
const isNobodyLeft = async () =>
  (await packs()).length === 0 &&
  !Number(localStorage.getItem("outreach")) &&
  !Object.keys(localStorage).some((key) => /^(offline|push)-/.test(key));

const forgetOld = async () => {
  for (const name of await packs()) {
    const index = await (await caches.open(name)).match(INDEX);
    if (Date.now() - Number(index?.headers.get("X-At") ?? 0) > MONTH) await caches.delete(name);
  }
};

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
  if (!person && before.person && before.person !== leaving) await forget(before.person);
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

/* ---- keeping ---- */

/* Sensitive parts never lie on the phone; neither does a sentence that was said once. */
const cleaned = (html) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const part of page.querySelectorAll("[data-sensitive]")) part.remove();
  page.getElementById("message")?.replaceChildren();
  return page;
};

/* Fetch one page into the pack; false when the phone has changed hands meanwhile. */
const keepPage = async (pack, address, key) => {
  const answer = await fetch(address);
  if (!answer.ok || answer.redirected) {
    await pack.delete(address);
    return true;
  }
  const page = cleaned(await answer.text());
  // Somebody else signed in meanwhile, in another tab: her page has no place in this pack.
  if (page.documentElement.dataset.person !== person) return false;
  const headers = { "X-Key": key };
  for (const name of ["Content-Type", "Content-Security-Policy", "Referrer-Policy"]) {
    headers[name] = answer.headers.get(name);
  }
  const html = `<!doctype html>\n${page.documentElement.outerHTML}`;
  await pack.put(address, new Response(html, { headers }));
  return true;
};

const dropOthers = async (pack, pages) => {
  for (const { url } of await pack.keys()) {
    const { pathname, search } = new URL(url);
    if (pathname !== INDEX && !(pathname + search in pages)) await pack.delete(url);
  }
};

const hasKey = async (pack, address, key) =>
  (await pack.match(address))?.headers.get("X-Key") === key;

const isWanted = () => localStorage.getItem(decisionOf(person)) === "yes";

/* Ask which pages belong to the pack, fetch those that are new or have changed; true when all
   of them lie on the phone. */
const refresh = async (changed) => {
  const answer = await fetch("/offline/pack");
  if (!answer.ok || answer.redirected) return false;
  const { person: owner, pages } = await answer.json();
  if (owner !== person || !isWanted()) return false;
  const pack = await caches.open(PACK);
  await pack.put(INDEX, new Response("", { headers: { "X-At": String(Date.now()) } }));
  await dropOthers(pack, pages);
  for (const [address, key] of Object.entries(pages)) {
    const isStale = changed.includes(new URL(address, location.href).pathname);
    if (!isStale && (await hasKey(pack, address, key))) continue;
    if (!isWanted() || !(await keepPage(pack, address, key))) return false;
  }
  return isWanted();
};

/* Without a net, fetch throws a TypeError: the next visit makes it good. The rest is a fault. */
const onlyWithoutNet = (error) => {
  if (!(error instanceof TypeError)) console.error(error);
  return false;
};

/* One after the other: two at once would fetch the same pages. */
let turn = Promise.resolve();
const refreshInTurn = (changed = []) => {
  turn = turn.then(() => refresh(changed)).catch(onlyWithoutNet);
  return turn;
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
    await turn; // a fetch under way must not bring the pack back
    await deletePacks(person);
    return;
  }
  showCard("working");
  const isComplete = await refreshInTurn();
  if (isWanted()) showCard(isComplete ? "yes" : "partly");
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

/* ---- without a net ---- */

const hasNet = async () => {
  try {
    await fetch("/manifest.webmanifest", { method: "HEAD", cache: "no-store" });
    return true;
  } catch {
    return false;
  }
};

/* navigator.onLine lies on many phones: ask for something small, while the page is in front. */
const watchForNet = () => {
  const ask = async () => {
    if (document.hidden || !(await hasNet())) return;
    clearInterval(timer);
    message.textContent = message.dataset.online;
  };
  const timer = setInterval(ask, 15000);
  addEventListener("online", ask);
  document.addEventListener("visibilitychange", ask);
};

const showWhatIsKept = async () => {
  const { person: owner } = await readState();
  const has = owner && (await caches.has(`pack-${release}-${owner}`));
  for (const part of document.querySelectorAll("[data-kept]")) part.hidden = !has;
};

/* ---- what this page does ---- */

const follow = () => {
  offerCard();
  if (isWanted()) refreshInTurn();
  // What she changes here shows without a net too, once she has stopped for a moment.
  let pause;
  document.addEventListener("htmx:after:swap", () => {
    if (!isWanted()) return;
    clearTimeout(pause);
    pause = setTimeout(() => refreshInTurn([location.pathname, "/home"]), 1500);
  });
};

const start = async () => {
  if (await meet()) return wipe();
  await navigator.serviceWorker.register("/sw.js");
  await forgetOld();
  if (person) follow();
  if (document.querySelector("[data-outreach]")) await (await import("./outbox.js")).follow();
};

/* ---- leaving at once ---- */

/* The screen is empty at once; whether the server heard of it in time is noted for the worker,
   which tells it before it shows the next page. */
const leaveAtOnce = async (exit) => {
  root.hidden = true;
  const asked = fetch(exit.action, { method: "POST", keepalive: true, redirect: "manual" });
  const isHeard = asked.then(() => true, () => false);
  const isLate = new Promise((late) => setTimeout(late, 1000, false));
  await forget(person);
  if (!(await Promise.race([isHeard, isLate]))) {
    await writeState({ ...(await readState()), exited: true });
  }
  location.replace(exit.dataset.to);
};

document.getElementById("exit")?.addEventListener("submit", (event) => {
  event.preventDefault();
  leaveAtOnce(event.target);
});

if (isStored) {
  if (isOfflinePage) showWhatIsKept();
  watchForNet();
} else {
  start().catch(onlyWithoutNet);
}
