/* The service worker: pages from the net first; without it, her own pack or a page that says so.

   It writes nothing of a person: offline.js keeps packs, with her yes. Only navigations by GET and
   our own static files pass through here. Fragments and forms go straight to the net: a worker's
   fetch would hide from the server which site began a request. */
{
  const { release, shell } = self.schrittweise;
  const SHELL = `shell-${release}`;
  const MONTH = 30 * 24 * 3600 * 1000;

  const install = async () => {
    await (await caches.open(SHELL)).addAll(shell);
    await self.skipWaiting();
  };

  /* Pages of an older release name files that are gone: their packs are fetched anew. */
  const activate = async () => {
    for (const name of await caches.keys()) {
      const [kind, of] = name.split("-");
      if (["shell", "pack"].includes(kind) && of !== release) await caches.delete(name);
    }
    await self.registration.navigationPreload?.enable();
    await self.clients.claim();
  };

  const readState = async () => {
    const kept = await (await caches.open("state")).match("/state");
    return kept ? kept.json() : {};
  };

  /* The pack of who is signed in here, unless the server was not reached for a month. */
  const findPack = async (person) => {
    const name = `pack-${release}-${person}`;
    if (!person || !(await caches.has(name))) return null;
    const pack = await caches.open(name);
    const index = await pack.match("/index");
    if (Date.now() - Number(index?.headers.get("X-At") ?? 0) <= MONTH) return pack;
    await caches.delete(name);
    return null;
  };

  /* The kept page with the line that says when it was fetched. */
  const findKept = async (url, { person }) => {
    const pack = await findPack(person);
    if (!pack) return null;
    const path = url.pathname === "/" ? "/home" : url.pathname;
    const isGerman = url.searchParams.get("lang") === "de";
    const kept = (isGerman && (await pack.match(`${path}?lang=de`))) || (await pack.match(path));
    if (!kept) return null;
    const html = (await kept.text()).replace(/(<[^>]* id="as-of"[^>]*?) hidden(="")?/, "$1");
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

  /* She left at once, without a net: the server hears of it before it shows anything again. */
  const finishExit = async ({ exited, language }) => {
    if (!exited) return;
    await fetch("/exit", { method: "POST", redirect: "manual" });
    const state = new Response(JSON.stringify({ language }));
    await (await caches.open("state")).put("/state", state);
  };

  const page = async (event) => {
    const url = new URL(event.request.url);
    const before = await readState();
    let answer;
    try {
      await finishExit(before);
      answer = (before.exited ? null : await event.preloadResponse) ?? (await fetch(event.request));
      // A proxy without its application: her own pages are better than its sentence.
      if (![502, 503, 504].includes(answer.status)) return answer;
    } catch {
      answer = null;
    }
    return (await findKept(url, before)) ?? (await findVisit(url)) ?? answer ?? offlinePage(before);
  };

  const asset = async (request) =>
    (await caches.match(request, { ignoreVary: true })) ?? fetch(request);

  self.addEventListener("install", (event) => event.waitUntil(install()));
  self.addEventListener("activate", (event) => event.waitUntil(activate()));
  self.addEventListener("fetch", (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== self.location.origin) return;
    if (request.mode === "navigate") event.respondWith(page(event));
    else if (url.pathname.startsWith("/static/")) event.respondWith(asset(request));
  });
}
