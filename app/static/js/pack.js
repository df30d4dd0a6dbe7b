/* One person's own pages on this phone: "pack-<release>-<person>", written here alone, after her
   yes. "state" says who is here and in which language; the worker reads both without a net. */
export const { person } = document.documentElement.dataset; // absent when nobody is signed in
export const release = new URL(import.meta.url).pathname.split("/")[2];
const PACK = `pack-${release}-${person}`;
// Inside a pack, for each part: when the server was last reached, and the pages' keys.
const OWN = { address: "/offline/pack", index: "/index" };
const OFFERS = { address: "/offline/offers", index: "/index-offers" };
const FRESH = "/fresh"; // inside a pack: the last tap it has seen
const TODAY = "/today"; // inside a pack: the day of its offers, and in which language they are
const NOTES = [OWN.index, OFFERS.index, FRESH, TODAY];
const MONTH = 30 * 24 * 3600 * 1000;
// What a page from the phone needs besides the files of every visit.
const TOOLS = ["hold", "kept", "no-net", "renew", "waiting", "outbox-page", "store", "later"].map(
  (name) => `${name}.js`,
);
const fileOf = (name) => new URL(`./${name}`, import.meta.url).href;

export const readState = async () => {
  const kept = await (await caches.open("state")).match("/state");
  return kept ? kept.json() : {};
};

/* On a full phone nobody is known rather than somebody of before: then the net alone says what is
   shown. */
const putState = async (name, text) => {
  try {
    await (await caches.open("state")).put(name, new Response(text));
  } catch (error) {
    await caches.delete("state");
    throw error;
  }
};
export const writeState = (state) => putState("/state", JSON.stringify(state));

/* She left at once and the server may not know: beside the state, which a page under way writes. */
export const noteExit = () => putState("/exited", "");
export const settleExit = async () => (await caches.open("state")).delete("/exited");

/* Each tap that goes out gets a mark from the worker: a pack fetched before it is old. "!": somebody
   may have come or gone as well, so that the net alone says what is shown. */
const readChange = async () => (await (await caches.open("state")).match("/change"))?.text() ?? "";
export const noteChange = () => putState("/change", `!${Math.random()}`);

export const decisionOf = (who) => `offline-${who}`;
export const isWanted = () => localStorage.getItem(decisionOf(person)) === "yes";

/* ---- letting go ---- */

export const packs = async () => (await caches.keys()).filter((name) => name.startsWith("pack-"));

/* One hand at a time, over all open pages: what is being laid by must not follow what is let go.
   Who lets go says so first (isWanted); who lays by asks once it is her turn. */
const inTurn = (work) => (navigator.locks ? navigator.locks.request("packs", work) : work());

export const deletePacks = (who) =>
  inTurn(async () => {
    for (const name of await packs()) if (name.endsWith(`-${who}`)) await caches.delete(name);
  });

export const deleteCaches = () =>
  inTurn(async () => {
    for (const name of await caches.keys()) await caches.delete(name);
  });

const noted = (name) => caches.match(name, { cacheName: PACK }); // a pack let go is not opened anew
const readKeys = async ({ index }) => (await noted(index))?.json() ?? {};

export const forgetOld = async () => {
  for (const name of await packs()) {
    const kept = await (await caches.open(name)).match(OWN.index);
    if (Date.now() - Number(kept?.headers.get("X-At") ?? 0) > MONTH) await caches.delete(name);
  }
};

/* The new pack is whole: those of older releases may go, and the files that only they needed. */
const dropOlder = async () => {
  for (const name of await packs()) {
    if (name.endsWith(`-${person}`) && name !== PACK) await caches.delete(name);
  }
  const used = (await packs()).map((name) => name.split("-")[1]);
  for (const name of await caches.keys()) {
    const [kind, of] = name.split("-");
    if (kind === "shell" && of !== release && !used.includes(of)) await caches.delete(name);
  }
};

/* ---- keeping ---- */

/* Sensitive parts never lie on the phone; neither does a sentence that was said once. Whoever taps
   before the other scripts are there is heard by the first. */
const cleaned = (html) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const part of page.querySelectorAll("[data-sensitive]")) {
    const section = part.closest("section");
    part.remove();
    if (section?.children.length === 1) section.remove(); // a heading over nothing
  }
  page.getElementById("message")?.replaceChildren();
  const first = page.createElement("script");
  first.src = fileOf("hold.js");
  page.head.prepend(first);
  return page;
};

// Of all our answers alike. Without its openers' policy a kept page would need a process of its own.
const HEADERS = [
  "Content-Security-Policy", "Cross-Origin-Embedder-Policy", "Cross-Origin-Opener-Policy",
  "Referrer-Policy",
];

/* Lay pages of one answer by; false when one of them shows somebody else. */
const layBy = async (pack, html, given) => {
  const headers = { "Content-Type": "text/html; charset=utf-8" };
  for (const name of HEADERS) headers[name] = given.get(name);
  for (const [address, text] of Object.entries(html)) {
    if (text === null) {
      await pack.delete(address);
      continue;
    }
    const page = cleaned(text);
    if (page.documentElement.dataset.person !== person) return false;
    const whole = `<!doctype html>\n${page.documentElement.outerHTML}`;
    await pack.put(address, new Response(whole, { headers }));
  }
  return true;
};

/* What neither part names any more goes. */
const dropOthers = async (pack, part, pages) => {
  const named = { ...(await readKeys(part === OWN ? OFFERS : OWN)), ...pages };
  for (const { url } of await pack.keys()) {
    const { pathname, search } = new URL(url);
    if (!NOTES.includes(pathname) && !(pathname + search in named)) await pack.delete(url);
  }
};

const writeKeys = (pack, { index }, keys) =>
  pack.put(index, new Response(JSON.stringify(keys), { headers: { "X-At": String(Date.now()) } }));

const layToolsBy = async () => {
  const shell = await caches.open(`shell-${release}`);
  const files = TOOLS.map(fileOf);
  for (const file of files) if (!(await shell.match(file))) await shell.add(file);
};

/* One answer laid by: the keys of what is here now, null when it was not hers; `more` follows. */
const takeIn = async (pack, part, given, keys, headers) => {
  const { person: owner, pages, html, is_more: more } = given;
  if (owner !== person || !(await layBy(pack, html, headers))) return { keys: null };
  await dropOthers(pack, part, pages);
  const isHere = ([address, key]) => address in html || keys[address] === key;
  return { keys: Object.fromEntries(Object.entries(pages).filter(isHere)), more };
};

/* What is here after this answer; null when she left meanwhile, or it was not hers. */
const keep = async (part, answer, keys) => {
  const given = answer.ok ? await answer.json() : null;
  return inTurn(async () => {
    if (!isWanted()) return { keys: null };
    const pack = await caches.open(PACK);
    const taken = given ? await takeIn(pack, part, given, keys, answer.headers) : { keys };
    if (taken.keys) await writeKeys(pack, part, taken.keys);
    return taken;
  });
};

const note = (name, text) =>
  inTurn(async () => {
    if (isWanted()) await (await caches.open(PACK)).put(name, new Response(text));
  });

const ask = ({ address }, keys) => {
  const known = Object.values(keys).map((key) => `"${key}"`).join(", ") || '"none"';
  const headers = { "If-None-Match": known, "X-Person": person };
  return fetch(address, { headers, redirect: "manual" });
};

/* Ask for what is new, naming the keys of what is here; true when all of it lies on the phone. */
const fetchPart = async (part) => {
  let keys = await readKeys(part);
  let more = true;
  while (more) {
    const answer = await ask(part, keys);
    if (!(answer.ok || answer.status === 304)) return false;
    ({ keys, more } = await keep(part, answer, keys));
    if (!keys) return false;
  }
  return true;
};

/* Offers change slowly and are many: they are looked at once a day. */
const fetchOffers = async () => {
  const today = `${new Date().toDateString()} ${(await readState()).language}`;
  if ((await (await noted(TODAY))?.text()) === today) return true;
  if (!(await fetchPart(OFFERS))) return false;
  await note(TODAY, today);
  return true;
};

/* Her own pages first. A tap meanwhile makes them old at once: the worker then asks the net first,
   till the next look. */
const refresh = async () => {
  await layToolsBy();
  const change = await readChange();
  if (!(await fetchPart(OWN))) return false;
  await note(FRESH, change);
  if (!(await fetchOffers())) return false;
  await inTurn(dropOlder);
  return true;
};

/* Without a net, fetch throws a TypeError: the next visit makes it good. The rest is a fault. */
export const isNoNet = (error) => error instanceof TypeError || error?.name === "AbortError";

const outcome = (error) => {
  if (error?.name === "QuotaExceededError") return "full";
  if (!isNoNet(error)) console.error(error);
  return "partly";
};

/* One after the other: two at once would fetch the same pages. */
let turn = Promise.resolve();
export const refreshInTurn = () => {
  turn = turn.then(async () => ((await refresh()) ? "yes" : "partly")).catch(outcome);
  return turn;
};
