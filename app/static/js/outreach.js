/* The page of visits: keep what was tapped, show what waits, send it as soon as there is a net. */
import { drop, findOwner, keep, keepPage, records, sendAll } from "./outbox.js";

const form = document.getElementById("visit");
const waiting = document.getElementById("waiting");
const message = document.getElementById("message");
const [prototype] = waiting.querySelectorAll("li");

const two = (number) => String(number).padStart(2, "0");
const dayOf = (now) => `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
const timeOf = (now) => `${two(now.getHours())}:${two(now.getMinutes())}`;

/* A line says when the visit was and why it still waits; never what was written. */
const lineOf = ({ op_id, on, at, state = "waits", words = "" }) => {
  const line = prototype.cloneNode(true);
  line.hidden = false;
  const when = new Date(`${on}T${at}`);
  const style = { dateStyle: "long", timeStyle: "short" };
  line.querySelector("time").textContent = when.toLocaleString(document.documentElement.lang, style);
  for (const part of line.querySelectorAll("[data-when]")) {
    part.hidden = part.dataset.when !== state;
  }
  line.querySelector("[data-words]").textContent = words;
  const button = line.querySelector("button");
  button.hidden = state !== "refused";
  button.addEventListener("click", async () => {
    await drop(op_id);
    await show();
  });
  return line;
};

const show = async () => {
  const found = await records();
  waiting.hidden = found.length === 0;
  waiting.querySelector("[data-count]").textContent = found.length;
  waiting.querySelector("ul").replaceChildren(...found.map(lineOf));
};

const sendAndShow = async () => {
  const arrived = await sendAll();
  await show();
  if (arrived) message.textContent = form.dataset.arrived;
};

const read = (owner) => {
  const typed = new FormData(form);
  const now = new Date();
  return {
    op_id: crypto.randomUUID(),
    owner,
    on: dayOf(now),
    at: timeOf(now),
    topics: typed.getAll("topics[]"),
    minutes_bucket: typed.get("minutes_bucket"),
    remark: typed.get("remark"),
  };
};

const start = async () => {
  const owner = await findOwner();
  form.hidden = !owner;
  document.getElementById("nobody").hidden = Boolean(owner);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const record = read(owner);
    document.getElementById("no-topic").hidden = record.topics.length > 0;
    if (record.topics.length === 0) return;
    await keep(record);
    form.reset();
    message.textContent = form.dataset.stays;
    await show();
    await sendAndShow();
  });
  await sendAndShow();
  addEventListener("online", sendAndShow);
  setInterval(() => document.hidden || sendAndShow(), 15000);
  if (document.documentElement.dataset.person) await keepPage();
};

start();
