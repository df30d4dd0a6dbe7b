/* A page that came from the phone's own store: it stands there at once, and the server is asked
   behind it. Then it becomes the server's page, or says that there is no internet and how old it
   is, or, when the server knows her no more, goes at once. */
import { sayWhatNeedsNet, takeBack } from "./no-net.js";
import { deletePacks, noteChange, person, readState, writeState } from "./pack.js";
import { isOfThisRelease, pageIn, renew } from "./renew.js";

const root = document.documentElement;
const message = document.getElementById("message");
const asOf = document.getElementById("as-of");
const PATIENCE = 3000; // ms till a page says how old it is, while the server is still silent

const tellAge = (isWithoutNet) => {
  asOf.querySelector("[data-no-net]").hidden = !isWithoutNet;
  asOf.hidden = false;
  (isWithoutNet ? sayWhatNeedsNet : takeBack)();
};

/* The line about its age leads past the store. */
asOf?.querySelector("a").addEventListener("click", async (event) => {
  event.preventDefault();
  await noteChange();
  location.reload();
});

/* ---- asking ---- */

const answerOf = async (answer) => {
  if (answer.ok) return { html: await answer.text() };
  return [502, 503, 504].includes(answer.status) ? {} : { isGone: true };
};

const askHere = async () => {
  const address = location.pathname === "/" ? "/home" : location.href;
  try {
    return await answerOf(await fetch(address, { redirect: "manual" }));
  } catch {
    return {}; // no net
  }
};

/* The worker has asked already, while this page was drawn; a worker that was ended has not. */
const askWorker = () =>
  new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => done(data ?? askHere());
    const { controller } = navigator.serviceWorker;
    if (controller) controller.postMessage("answer", [port2]);
    else done(askHere());
  });

/* ---- what follows ---- */

/* She is on her way out: nothing said of this page may call her back from it. */
let isLeaving = false;
addEventListener("submit", ({ target, defaultPrevented }) => {
  isLeaving ||= target.id === "exit" || !defaultPrevented;
});

/* Signed out elsewhere, somebody else by now, or no such page: nothing of it stays in sight. The
   worker asks the net first after a change, so that the server's own answer comes. */
const goAway = async (isSomebodyElse) => {
  if (isLeaving) return;
  root.hidden = true;
  try {
    await noteChange();
    if (isSomebodyElse) await writeState({ language: (await readState()).language });
  } catch (error) {
    console.warn(error); // a full phone: what cannot be marked as old goes
    await deletePacks(person);
  }
  if (!isLeaving) location.reload();
};

const settle = async ({ html, isGone }, start) => {
  if (isGone) return goAway(false);
  if (html === undefined) return stay(start);
  const page = pageIn(html);
  if (!page) return goAway(true);
  if (!isOfThisRelease(page)) return goAway(false);
  if (renew(page)) asOf.hidden = true;
  else tellAge(false);
  root.removeAttribute("data-kept");
  await start();
};

const hasNet = async () => {
  try {
    await fetch("/manifest.webmanifest", { method: "HEAD", cache: "no-store" });
    return true;
  } catch {
    return false;
  }
};

/* navigator.onLine lies on many phones: ask for something small, while the page is in front. */
const watchForNet = (follow) => {
  const ask = async () => {
    if (document.hidden || !(await hasNet())) return;
    clearInterval(timer);
    removeEventListener("online", ask);
    document.removeEventListener("visibilitychange", ask);
    await follow();
  };
  const timer = setInterval(ask, 15000);
  addEventListener("online", ask);
  document.addEventListener("visibilitychange", ask);
};

const stay = (start) => {
  tellAge(true);
  watchForNet(async () => {
    const found = await askHere();
    await settle(found, start);
    if (found.html && !asOf.hidden) message.textContent = message.dataset.online;
  });
};

/* The page of visits: what is being typed there stays. */
const sayThatItIsBack = () =>
  watchForNet(() => {
    message.textContent = message.dataset.online;
  });

/* ---- the page that says "no internet": once there is a net, it becomes the page she asked for ---- */

const showWhatIsKept = async () => {
  const { person: owner } = await readState();
  const names = owner ? await caches.keys() : [];
  const has = names.some((name) => name.startsWith("pack-") && name.endsWith(`-${owner}`));
  const parts = document.querySelectorAll("[data-kept]");
  for (const part of parts) part.hidden = !has;
  if (!parts.length) return sayThatItIsBack();
  let isGoingOn = false; // her own tap comes first
  addEventListener("beforeunload", () => {
    isGoingOn = true;
  });
  watchForNet(() => isGoingOn || location.reload());
};

export const look = async (start) => {
  if (!person) return showWhatIsKept();
  await import("./waiting.js");
  if (root.dataset.kept === "alone") return stay(start);
  const slow = setTimeout(tellAge, PATIENCE, false);
  const found = await askWorker();
  clearTimeout(slow);
  await settle(found, start);
};
