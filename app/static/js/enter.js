/* The phone's side of the ceremony: hand over the code's secret, later make the passkey. */
import { Failure, askOnce, canUsePasskeys, isInsideApp, post, say } from "./passkey.js";

const code = document.getElementById("code");

const showUnable = () => {
  document.getElementById("unable").hidden = false;
  document.getElementById("ceremony").hidden = true;
};

/* The secret leaves the address before anything else can read it from there or the history. */
const handOver = async (secret) => {
  code.elements.secret.value = secret;
  try {
    const answer = await post(code.action, code);
    location.replace(answer.url);
  } catch (error) {
    say(error.kind || "failed");
    if (error.kind === "offline") addEventListener("online", () => handOver(secret), { once: true });
  }
};

const begin = () => {
  const secret = location.hash.slice(1);
  if (isInsideApp()) {
    showUnable();
  } else if (secret) {
    history.replaceState(null, "", location.pathname + location.search);
    handOver(secret);
  }
};

/* A browser that knows no passkeys goes on with a PIN; nobody has to press anything. */
const goWithout = async () => {
  const form = document.querySelector('form[data-passkey="create"]');
  if (!form || canUsePasskeys() || isInsideApp()) return;
  try {
    await post(form.dataset.without, form);
    location.reload();
  } catch (error) {
    say(error.kind || "failed");
  }
};

/* The third failure leads to another way: then the page says which. */
const countFailure = async (form) => {
  const answer = await post(form.dataset.failed, form);
  const { is_over: isOver } = await answer.json();
  if (isOver) location.reload();
};

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.dataset.passkey !== "create") return;
  event.preventDefault();
  try {
    await askOnce(form);
  } catch (error) {
    const isOurs = !(error instanceof Failure) || error.kind.startsWith("e");
    if (error.kind === "e409") location.reload();
    else if (!isOurs && error.kind !== "offline") await countFailure(form);
  }
});

/* What was said belonged to the step before; the new one brings its own words. */
document.addEventListener("htmx:after:swap", () => {
  say("");
  goWithout();
});
addEventListener("hashchange", begin);
begin();
goWithout();
