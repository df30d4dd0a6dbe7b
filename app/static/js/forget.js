/* Wipe what this browser keeps of the whole site. The server's header does it where it is known;
   older phones need this. Only the cookie, which no script can see, is the server's to take. */
import { deleteCaches } from "./pack.js";

export const wipe = async () => {
  localStorage.clear();
  sessionStorage.clear();
  if (globalThis.caches) await deleteCaches();
  for (const { name } of (await indexedDB.databases?.()) ?? []) indexedDB.deleteDatabase(name);
  const workers = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  for (const worker of workers) await worker.unregister();
};

if (document.body.hasAttribute("data-wipes")) wipe();
