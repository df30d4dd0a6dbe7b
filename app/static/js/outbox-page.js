/* The page of what waits: since when, why, and what she can do about it. */
import { person } from "./pack.js";

const { later } = self;
const prototype = document.querySelector("#outbox li");
// As all our pages write them: 24 hours, and digits that stand in one order in every script.
const style = { dateStyle: "long", timeStyle: "short", hourCycle: "h23", numberingSystem: "latn" };

/* The page the answer belongs to: /plan/steps/7/finish stands on /plan/steps/7. */
const pageOf = (address) => address.match(/^\/(plan\/steps|plan|appointments|offers)\/[\w-]+/)?.[0];

/* What she wrote herself: it must not be lost when it cannot be sent. */
const OWN_WORDS = ["own_words", "because"];
const typedIn = (fields) =>
  fields.filter(([name]) => OWN_WORDS.includes(name)).map(([, words]) => words).join(" ");

const doing = {
  drop: ({ no }) => later.drop(no),
  // She has read what is different now: this time it is not measured against what she saw before.
  again: ({ words, mayRepeat, state, ...record }) =>
    later.put({ ...record, fields: record.fields.filter(([name]) => name !== "version") }),
};

const lineOf = (record, flush) => {
  const { label, about, at, state = "waits", words = "", mayRepeat = false, address, fields } = record;
  const line = prototype.cloneNode(true);
  line.hidden = false;
  if (label) line.querySelector("[data-label]").textContent = `${label}: ${about}`;
  const when = line.querySelector("time");
  when.dateTime = at;
  when.textContent = new Date(at).toLocaleString(document.documentElement.lang, style);
  for (const part of line.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== state;
  line.querySelector("[data-words]").textContent = words;
  const typed = line.querySelector("[data-typed]");
  typed.textContent = typedIn(fields);
  typed.hidden = !typed.textContent;
  line.querySelector("[data-may-repeat]").hidden = !mayRepeat;
  const open = line.querySelector("[data-open]");
  open.hidden = state !== "asks";
  open.href = pageOf(address) ?? "/plan";
  line.querySelector('[data-do="again"]').hidden = !mayRepeat;
  for (const button of line.querySelectorAll("[data-do]")) {
    button.addEventListener("click", async () => {
      await doing[button.dataset.do](record);
      await show(flush);
      await flush();
    });
  }
  return line;
};

const show = async (flush) => {
  const waiting = await later.of(person);
  const list = document.querySelector("#outbox ul");
  document.getElementById("nothing-waits").hidden = waiting.length > 0;
  list.hidden = waiting.length === 0;
  list.replaceChildren(...waiting.map((record) => lineOf(record, flush)));
};

/* `flush` sends what waits; each time something has changed, the page above says so. */
export const follow = (flush) => document.addEventListener("waiting", () => show(flush).catch(console.error));
