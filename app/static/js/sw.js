/* The service worker: her own pages at once when they are fresh, else the net first; without it,
   her pack or a page that says so.

   It writes nothing of a person: pack.js keeps packs, with her yes. Only navigations by GET and
   our own static files pass through here. Fragments and forms go straight to the net: a worker's
   fetch would hide from the server which site began a request. */
{
  const { release, shell } = self.schrittweise;
  const SHELL = `shell-${release}`;
  const MONTH = 30 * 24 * 3600 * 1000;
  const PATIENCE = 5000; // ms; then her kept page stands there, though it may be older than her last tap

  /* A newer release takes over at once: what waits lies in the database, and is no worker's. */
  const install = async () => {
    await (await caches.open(SHELL)).addAll(shell);
    await self.skipWaiting();
  };

  /* A pack of an older release is read, with its files, till the page has fetched a new one. */
  const activate = async () => {
    const names = await caches.keys();
    const used = names.filter((name) => name.startsWith("pack-")).map((name) => name.split("-")[1]);
    for (const name of names) {
      const [kind, of] = name.split("-");
      if (kind === "shell" && of !== release && !used.includes(of)) await caches.delete(name);
    }
    await self.registration.navigationPreload?.enable();
    await self.clients.claim();
  };

  /* ---- who is here, and her pack ---- */

  const textIn = async (cache, key) => (await cache.match(key))?.text();
  const state = () => caches.open("state");
  const readState = async () => ({
    ...JSON.parse((await textIn(await state(), "/state")) ?? "{}"),
    exited: await (await state()).match("/exited"),
  });

  /* Packs of before are old: a tap went out, or ("!", till her next pack) somebody may have come or
     gone. */
  const readChange = async () => (await textIn(await state(), "/change")) ?? "";
  const noteChange = async (kind = "!") => {
    const noted = (await state()).put("/change", new Response(kind + Math.random()));
    await noted.catch(() => caches.delete("state")); // a full phone: nobody rather than somebody of before
  };
  const noteTap = async () => {
    const { person } = await readState();
    await noteChange((await isFresh(person)) || (await isStillHere()) ? "" : "!");
  };
  const isStillHere = async () => !(await readChange()).startsWith("!");

  /* The pack of who is signed in here, unless the server was not reached for a month. */
  const findPack = async (person) => {
    if (!person) return null;
    const own = (await caches.keys()).filter((name) => /^pack-/.test(name) && name.endsWith(`-${person}`));
    const name = own.find((one) => one === `pack-${release}-${person}`) ?? own[0];
    if (!name) return null;
    const pack = await caches.open(name);
    const index = await pack.match("/index");
    if (Date.now() - Number(index?.headers.get("X-At") ?? 0) <= MONTH) return pack;
    await caches.delete(name);
    return null;
  };

  /* True when nothing went out since this release's pack was fetched: its pages may stand first. */
  const isFresh = async (person) => {
    const name = `pack-${release}-${person}`;
    const seen = (await caches.has(name)) && (await textIn(await caches.open(name), "/fresh"));
    return seen === (await readChange());
  };

  /* A search, or a third language, is not what lies here: with a net it does not stand first. */
  const isKeptAsIs = ({ searchParams }, { language }) =>
    [...searchParams].every(([name, value]) => name === "source" || (name === "lang" && ["de", language].includes(value)));

  /* The kept page; `how` says whether the server is still being asked: kept.js goes on from there. */
  const findKept = async (url, pack, how) => {
    if (!pack) return null;
    const path = url.pathname === "/" ? "/home" : url.pathname;
    const isGerman = url.searchParams.get("lang") === "de";
    const kept = (isGerman && (await pack.match(`${path}?lang=de`))) || (await pack.match(path));
    if (!kept) return null;
    const html = (await kept.text()).replace("<html", `<html data-kept="${how}"`);
    return new Response(html, { headers: kept.headers });
  };

  /* A manager in a cellar: the empty form of a visit; outbox.js lays it by. */
  const findVisit = async ({ pathname }) =>
    pathname === "/desk/outreach" ? (await caches.open(SHELL)).match(pathname) : null;

  const offlinePage = async ({ language }) => {
    const cache = await caches.open(SHELL);
    const page =
      (await cache.match(`/offline?lang=${language}`)) ??
      (await cache.match("/offline", { ignoreSearch: true }));
    return page ? new Response(page.body, { headers: page.headers }) : Response.error();
  };

  /* ---- asking the server ---- */

  /* She left at once, without a net: the server hears of it before it shows anything again. */
  const finishExit = async ({ exited, language }) => {
    if (!exited) return;
    await fetch("/exit", { method: "POST", redirect: "manual" });
    const left = new Response(JSON.stringify({ language }));
    await (await state()).put("/state", left);
    await (await state()).delete("/exited");
  };

  // A proxy without its application: her own pages are better than its sentence.
  const isSilent = ({ status }) => [502, 503, 504].includes(status);

  /* What the browser asked for while we woke up. Firefox hands over a failure as an answer. */
  const preloaded = async ({ preloadResponse }) => {
    const answer = await preloadResponse;
    if (answer?.type === "error") throw new TypeError("no net");
    return answer;
  };

  /* null: no net. */
  const fromServer = async (event, { pathname }, before) => {
    try {
      await finishExit(before);
      const answer = (before.exited ? null : await preloaded(event)) ?? (await fetch(event.request));
      // Sent on to another page: behind a link somebody may have come in.
      if (answer.type === "opaqueredirect" && pathname !== "/") await noteChange();
      return answer;
    } catch {
      return null;
    }
  };

  const isLate = (answer) =>
    Promise.race([answer.then(() => false), new Promise((late) => setTimeout(late, PATIENCE, true))]);

  const page = async (event) => {
    const url = new URL(event.request.url);
    const before = await readState();
    const pack = await findPack(before.person);
    const isKept = pack && !before.exited && isKeptAsIs(url, before);
    if (isKept && (await isFresh(before.person))) {
      const kept = await findKept(url, pack, "asked");
      if (kept) return tellLater(event, told(event, url)), kept;
    }
    const asked = fromServer(event, url, before);
    if (isKept && url.pathname !== "/" && (await isStillHere()) && (await isLate(asked))) {
      const kept = await findKept(url, pack, "asked");
      if (kept) return tellLater(event, asked.then(saidBy).catch(() => ({}))), kept;
    }
    const answer = await asked;
    if (answer && !isSilent(answer)) return answer;
    return (
      (await findKept(url, pack, "alone")) ?? (await findVisit(url)) ?? answer ?? offlinePage(before)
    );
  };

  /* ---- pages that stand there already ---- */

  const answers = new Map(); // by page: what the server says of it, asked while it is drawn

  /* What an answer says of a kept page; {}: no net. */
  const saidBy = async (answer) => {
    if (answer?.ok) return { html: await answer.text() };
    return !answer || isSilent(answer) ? {} : { isGone: true };
  };

  const told = async (event, url) => {
    try {
      const isStart = url.pathname === "/"; // it would only send on
      const first = isStart ? await fetch("/home", { redirect: "manual" }) : await preloaded(event);
      return await saidBy(first ?? (await fetch(event.request)));
    } catch {
      return {};
    }
  };

  const tellLater = (event, answer) => {
    answers.set(event.resultingClientId, answer);
    event.waitUntil(answer);
  };

  const giveAnswer = async ({ source, ports: [port] }) => {
    const answer = answers.get(source.id);
    answers.delete(source.id);
    port.postMessage(await answer);
  };

  /* ---- what waits ---- */

  /* Chromium wakes us when there is a net again; it tries once more when this fails. */
  const sendWaiting = async () => {
    const { person } = await readState();
    if (!person) return;
    await noteTap();
    if (!(await self.later.send(person))) return;
    for (const open of await self.clients.matchAll()) open.postMessage({ later: true });
  };

  const asset = async (request) =>
    (await caches.match(request, { ignoreVary: true })) ?? fetch(request);

  self.addEventListener("install", (event) => event.waitUntil(install()));
  self.addEventListener("activate", (event) => event.waitUntil(activate()));
  self.addEventListener("message", (event) => event.waitUntil(giveAnswer(event)));
  self.addEventListener("sync", (event) => event.waitUntil(sendWaiting()));
  self.addEventListener("fetch", (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (url.origin !== self.location.origin) return;
    const isTap = request.headers.has("HX-Request");
    if (request.method !== "GET") event.waitUntil(isTap ? noteTap() : noteChange());
    else if (request.mode === "navigate") event.respondWith(page(event));
    else if (url.pathname.startsWith("/static/")) event.respondWith(asset(request));
  });
}
