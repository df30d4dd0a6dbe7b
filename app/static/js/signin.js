/* Signing in: the button asks at once; where the browser can, the field offers passkeys itself. */
import { ask, askOnce, canUsePasskeys, say } from "./passkey.js";

const RENEW = 240000; // ms; a challenge lives five minutes
const forms = [...document.querySelectorAll('form[data-passkey="get"]')];
const offered = forms.find((form) => "offer" in form.dataset);
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
    await ask(offered, { stop, mediation: "conditional", patience: RENEW });
  } catch {
    if (offering === stop && stop.signal.aborted) offer(); // the challenge is too old: a new one
  }
};

if (!canUsePasskeys()) {
  if (!document.getElementById("pin")) say("unsupported");
  for (const form of forms) form.querySelector("button").disabled = true;
} else if (offered) {
  canOffer().then((can) => {
    document.getElementById("offered").hidden = !can;
    if (can) offer();
  });
}

for (const form of forms) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    stopOffering();
    askOnce(form).catch(() => {}); // the sentence stands on the page already
  });
}
