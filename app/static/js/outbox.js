/* Visits without internet: what this tablet keeps till the server has it. New records alone, no
   name and nobody's file; each has a number of its own, so that sent twice it counts once. */
import "./store.js";

const ADDRESS = "/desk/outreach";
const release = new URL(import.meta.url).pathname.split("/")[2];
const { person } = document.documentElement.dataset;

/* ---- the store ---- */

const inStore = storeOf("outreach", { keyPath: "op_id" });

export const records = () => inStore("readonly", (store) => store.getAll());

/* While something waits, signing out wipes less: offline.js reads this number. */
const noteCount = async () => localStorage.setItem("outreach", (await records()).length);

export const keep = async (record) => {
  await inStore("readwrite", (store) => store.put(record));
  await noteCount();
};

export const drop = async (id) => {
  await inStore("readwrite", (store) => store.delete(id));
  await noteCount();
};

/* Whose records these are: who is signed in, or was when there was a net. */
export const findOwner = async () => {
  if (person) return person;
  const kept = await (await caches.open("state")).match("/state");
  return kept ? (await kept.json()).person : undefined;
};

/* ---- sending ---- */

const asForm = ({ op_id, owner, on, at, topics, minutes_bucket, remark }) => {
  const body = new URLSearchParams({ op_id, owner, on, minutes_bucket });
  body.set("remark", `${at} ${remark}`.trim());
  for (const topic of topics) body.append("topics[]", topic);
  return body;
};

/* A record goes with the server's yes alone; what is refused stays here and says why. */
const send = async (record) => {
  const body = asForm(record);
  const answer = await fetch(ADDRESS, { method: "POST", body, redirect: "manual" });
  if (answer.ok) return drop(record.op_id);
  const words = answer.status === 422 ? (await answer.json()).words : "";
  const isSignedOut = answer.type === "opaqueredirect" || answer.status === 401;
  const state = words ? "refused" : isSignedOut ? "signin" : "failed";
  return keep({ ...record, state, words });
};

/* Send what waits, one after the other; how many arrived. Without a net everything waits on. */
export const sendAll = async () => {
  const waiting = await records();
  try {
    for (const record of waiting) await send(record);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // no net
  }
  return waiting.length - (await records()).length;
};

/* ---- the page ---- */

/* The page of visits as it is for nobody: without places, tokens and the person. */
const emptied = (html) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const part of page.querySelectorAll('nav, [name="csrf"], .message')) {
    if (part.classList.contains("message")) part.replaceChildren();
    else part.remove();
  }
  page.documentElement.removeAttribute("data-person");
  page.body.dataset.offline = "";
  return page;
};

/* Lay the page and its files by for this release, so that it opens in a cellar. */
export const keepPage = async () => {
  const shell = await caches.open(`shell-${release}`);
  const answer = await fetch(ADDRESS);
  if (!answer.ok || answer.redirected) return;
  const page = emptied(await answer.text());
  const files = [...page.querySelectorAll('link[rel="stylesheet"], script[src]')];
  await shell.addAll([
    ...files.map((file) => file.getAttribute("href") ?? file.getAttribute("src")),
    new URL(import.meta.url).pathname,
    new URL("./store.js", import.meta.url).pathname,
  ]);
  const headers = {};
  for (const name of ["Content-Type", "Content-Security-Policy", "Referrer-Policy"]) {
    headers[name] = answer.headers.get(name);
  }
  const html = `<!doctype html>\n${page.documentElement.outerHTML}`;
  await shell.put(ADDRESS, new Response(html, { headers }));
};

/* On every page of a manager: be ready for the next visit, and bring what waits. */
export const follow = async () => {
  const shell = await caches.open(`shell-${release}`);
  if (!(await shell.match(ADDRESS))) await keepPage();
  if (Number(localStorage.getItem("outreach"))) await sendAll();
};
