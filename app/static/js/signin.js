/* Signing in: the button asks at once; where the browser can, the field offers passkeys itself. */
import { ask, askOnce, canUsePasskeys, say } from "./passkey.js";

const RENEW = 240000; // ms; a challenge lives five minutes
const form = document.querySelector('form[data-passkey="get"]');
let offering = null;

const stopOffering = () => {
  if (offering) offering.abort();
  offering = null;
};

const canOffer = async () => {
  const asks = window.PublicKeyCredential.isConditionalMediationAvailable;
  return Boolean(asks) && (await asks.call(window.PublicKeyCredential));
};

/* Nobody asked for this dialog, so its failures stay silent: the button is there. */
const offer = async () => {
  const stop = new AbortController();
  offering = stop;
  try {
    await ask(form, { stop, mediation: "conditional", patience: RENEW });
  } catch {
    if (offering === stop && stop.signal.aborted) offer(); // the challenge is too old: a new one
  }
};

if (!canUsePasskeys()) {
  say("unsupported");
  form.querySelector("button").disabled = true;
} else if ("offer" in form.dataset) {
  canOffer().then((can) => {
    document.getElementById("offered").hidden = !can;
    if (can) offer();
  });
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  stopOffering();
  askOnce(form).catch(() => {}); // the sentence stands on the page already
});
