/* The service worker's half of reminders; sw.js' page loads it by importScripts().

   A message is always shown, even one that cannot be read: browsers take the subscription away
   from who stays silent. What it says was decided on our side; here nothing is put into words. */
{
  const NAME = "Schrittweise";

  const read = (data) => {
    try {
      return data.json().notification ?? {};
    } catch {
      return {};
    }
  };

  /* Only pages of our own open from a message. */
  const ownAddress = (address) => {
    try {
      const url = new URL(address, self.location.origin);
      return url.origin === self.location.origin ? url.href : `${self.location.origin}/`;
    } catch {
      return `${self.location.origin}/`;
    }
  };

  /* What the phone tells us back: a random token, no cookie. Nothing waits for the answer. */
  const tell = async (what, ack) => {
    if (!ack) return;
    const told = { method: "POST", credentials: "omit", body: new URLSearchParams({ ack }) };
    await fetch(`/push/${what}`, told).catch(() => {}); // without a net it stays untold
  };

  const windows = () => self.clients.matchAll({ type: "window", includeUncontrolled: true });

  const show = async (notification) => {
    const { title, body, dir, lang, tag, url, navigate, data } = notification;
    await self.registration.showNotification(title || NAME, {
      body: body ?? "",
      dir: dir ?? "auto",
      lang: lang ?? "",
      tag: tag ?? "",
      data: { ack: data?.ack, url: ownAddress(navigate ?? url ?? "/") },
    });
    for (const page of await windows()) page.postMessage({ push: notification });
    await tell("shown", data?.ack);
  };

  /* A window that stands there already comes to the front; else a new one opens. */
  const open = async (url) => {
    const pages = await windows();
    const there = pages.find((page) => page.url === url);
    if (there) return there.focus();
    return self.clients.openWindow(url);
  };

  const subscribeAgain = async ({ oldSubscription, newSubscription }) => {
    const options = oldSubscription?.options;
    const { pushManager } = self.registration;
    const made = newSubscription ?? (options && (await pushManager.subscribe(options)));
    if (!made || !oldSubscription) return;
    const { endpoint, keys } = made.toJSON();
    const body = new URLSearchParams({ endpoint, ...keys, old: oldSubscription.endpoint });
    await fetch("/push/subscription", { method: "POST", body });
  };

  self.addEventListener("push", (event) => event.waitUntil(show(read(event.data))));
  self.addEventListener("notificationclick", (event) => {
    const { ack, url } = event.notification.data ?? {};
    event.notification.close();
    event.waitUntil(Promise.all([open(ownAddress(url ?? "/")), tell("opened", ack)]));
  });
  self.addEventListener("pushsubscriptionchange", (event) =>
    event.waitUntil(subscribeAgain(event)),
  );
}
