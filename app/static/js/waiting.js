/* What she taps waits on this phone till the server has it: noted before it is sent, shown where
   she tapped, taken back by one tap. Nothing of a sensitive appointment is noted. */
import "./store.js";
import "./later.js";
import { sayWhatNeedsNet, takeBack } from "./no-net.js";
import { isNoNet, isWanted, person } from "./pack.js";
import { renewFromNet } from "./renew.js";

const { later } = self;
const message = document.getElementById("message");
const model = document.getElementById("waits"); // none where nothing may stay: at a kiosk
const PATIENCE = 1500; // ms: then it is shown as waiting, though an answer may still come
const UNSENT = ["csrf", "here", "is_page"]; // of a form: they belong to the page, not to the tap

const flying = new Set(); // op_ids on their way from this page: nothing waits yet
const opOf = (fields) => fields.find(([name]) => name === "op_id")?.[1];
const isFree = ({ fields }) => !flying.has(opOf(fields));

/* ---- showing ---- */

// Of some things there may be many: the form stays, for the next one.
const isForMany = (form) => form.dataset.later === "many";

const place = (form) => form.closest(".buttons, .replies") ?? form;

const markOne = ({ no, label, address }) => {
  const forms = [...document.querySelectorAll("main form[data-later]")].filter(
    (form) => new URL(form.action).pathname === address,
  );
  if (!forms.length) return;
  const line = model.content.cloneNode(true).firstElementChild;
  line.querySelector("b").textContent = label;
  line.querySelector("button").addEventListener("click", async () => {
    await later.drop(no);
    await show();
  });
  place(forms[0]).after(line);
  for (const form of forms) form.hidden = !isForMany(form);
};

/* Bring the page in line with what waits. */
const show = async () => {
  if (!model) return;
  const waiting = (await later.of(person)).filter(isFree); // first: two at once would mark twice
  for (const line of document.querySelectorAll("[data-waits]")) line.remove();
  for (const form of document.querySelectorAll("main form[data-later][hidden]")) form.hidden = false;
  const note = document.getElementById("unsent");
  note.hidden = !waiting.length || location.pathname === "/outbox";
  note.querySelector("[data-count]").textContent = waiting.length;
  for (const record of waiting.filter(later.isOpen)) markOne(record);
  document.dispatchEvent(new Event("waiting"));
};

const showAgain = () => show().catch(console.error);

/* ---- noting ---- */

const wordsOf = (element) => element?.textContent.replace(/\s+/g, " ").trim() ?? "";

/* What she tapped, in the words of the page, and on what: "Done", "Find a course". */
const labelOf = (form, button) => {
  const unfolded = button.name ? null : form.closest("details")?.querySelector("summary");
  return wordsOf(unfolded ?? button);
};
const aboutOf = (form) => wordsOf(form.closest("article, main").querySelector("h3, h1"));

const put = ({ sourceElement: form, request }) => {
  const fields = [...request.body.entries()].filter(([name]) => !UNSENT.includes(name));
  return later.put({
    owner: person,
    address: new URL(form.action).pathname,
    fields,
    label: labelOf(form, request.submitter ?? form.querySelector("button")),
    about: aboutOf(form),
    at: new Date().toISOString(),
  });
};

const isKept = ({ sourceElement: form, request: { body } }) =>
  model && isWanted() && !form.closest("[data-sensitive]") && !body.has("is_sensitive");

/* It could not be noted: the form stays as it is, and she knows. */
const tellFull = (error) => {
  console.error(error);
  message.textContent = model.dataset.full;
};

const showAsWaiting = async ({ op, sourceElement: form }) => {
  flying.delete(op);
  message.textContent = "";
  if (isForMany(form) && form.elements.op_id.value === op) {
    form.reset();
    form.elements.op_id.value = crypto.randomUUID();
  }
  await showAgain();
  const { sync } = (await navigator.serviceWorker?.getRegistration()) ?? {};
  await sync?.register("later").catch(() => {}); // refused: pages send it
};

/* app.js calls this before it lets a tap go. */
export const note = (ctx) => {
  if (!isKept(ctx)) return;
  ctx.op = ctx.request.body.get("op_id");
  flying.add(ctx.op);
  ctx.noted = put(ctx);
  ctx.noted.catch(() => {}); // looked at below, when the answer is there or is not
  ctx.slow = setTimeout(() => ctx.noted.then(() => showAsWaiting(ctx), () => {}), PATIENCE);
};

/* She reads on this page what became of it; only what the server did not look at waits on. */
document.addEventListener("htmx:after:request", async ({ detail: { ctx } }) => {
  if (!ctx.noted) return;
  clearTimeout(ctx.slow);
  const no = await ctx.noted.catch(() => null); // no room to note it, but it was sent
  const { status, headers } = ctx.response;
  const after = later.judged({}, { ok: status < 300, status, headers });
  if (no !== null && after !== null && later.isOpen(after)) return showAsWaiting(ctx);
  if (no !== null) await later.drop(no);
  flying.delete(ctx.op);
  await showAgain();
});

document.addEventListener("htmx:error", async ({ detail: { ctx } }) => {
  if (!ctx?.noted) return;
  clearTimeout(ctx.slow);
  await ctx.noted.then(() => showAsWaiting(ctx), tellFull);
});

document.addEventListener("htmx:after:swap", showAgain);
document.addEventListener("renewed", showAgain);

/* ---- sending ---- */

const flush = async () => {
  if (!(await later.of(person)).some(later.isOpen)) return;
  try {
    if (await later.send(person, isFree)) {
      await renewFromNet();
      message.textContent = model.dataset.arrived;
    }
  } catch (error) {
    if (!isNoNet(error)) throw error;
  }
  await show();
};

const flushInFront = () => document.hidden || flush().catch(console.error);
addEventListener("online", flushInFront);
addEventListener("online", takeBack);
addEventListener("offline", sayWhatNeedsNet);
document.addEventListener("visibilitychange", flushInFront);
setInterval(flushInFront, 15000);
// The worker sent it while this page stood here.
navigator.serviceWorker?.addEventListener("message", async ({ data }) => {
  if (data?.later) await renewFromNet().then(show);
});

/* ---- leaving ---- */

document.addEventListener("submit", (event) => {
  const waits = Number(document.querySelector("#unsent [data-count]")?.textContent);
  if (event.target.id !== "signout" || !waits) return;
  if (event.submitter?.hasAttribute("data-sure")) return;
  event.preventDefault();
  const ask = document.getElementById("unsent-ask");
  ask.hidden = false;
  ask.focus();
});

const start = async () => {
  const goes = document.getElementById("unsent-goes");
  if (goes) goes.hidden = (await later.all()).length === 0;
  const page = document.getElementById("outbox");
  if (page) (await import("./outbox-page.js")).follow(flush);
  await show();
  await flushInFront();
};

start().catch(console.error);
