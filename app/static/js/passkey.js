/* Asks the device for a passkey. Bytes travel as base64url by our own code: old phones know
   WebAuthn but not parse…OptionsFromJSON. No words here: the page brings them. */
const PATIENCE = 120000; // ms; a dialog nobody answers must end as a sentence
const NET = 15000; // ms

export const encode = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

export const decode = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

/* `kind` names the sentence on the page. */
export class Failure extends Error {
  constructor(kind) {
    super(kind);
    this.kind = kind;
  }
}

const KINDS = {
  NotAllowedError: "refused",
  AbortError: "timeout",
  InvalidStateError: "known",
  NotSupportedError: "unsupported",
  SecurityError: "unsupported",
};

export const say = (kind) => {
  const box = document.getElementById("passkey-words");
  box.hidden = !kind;
  box.textContent = kind ? box.dataset[kind] || box.dataset.failed : "";
};

/* A dialog inside another app's page opens nothing, and such a page soon forgets everything. */
export const isInsideApp = () => /; wv\)|FBAN|FBAV|Instagram|Line\//.test(navigator.userAgent);

export const canUsePasskeys = () => Boolean(window.PublicKeyCredential) && !isInsideApp();

export const post = async (url, form) => {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), NET);
  let answer;
  try {
    answer = await fetch(url, { method: "POST", body: new FormData(form), signal: stop.signal });
  } catch {
    throw new Failure("offline");
  } finally {
    clearTimeout(timer);
  }
  if (!answer.ok) throw new Failure(`e${answer.status}`);
  return answer;
};

const withBytes = (list) => (list || []).map((key) => ({ ...key, id: decode(key.id) }));

const readOptions = (options) => {
  const read = { ...options, challenge: decode(options.challenge) };
  if (options.user) read.user = { ...options.user, id: decode(options.user.id) };
  if (options.excludeCredentials) read.excludeCredentials = withBytes(options.excludeCredentials);
  if (options.allowCredentials) read.allowCredentials = withBytes(options.allowCredentials);
  return read;
};

const written = ({ id, rawId, type, authenticatorAttachment, response }) => {
  const parts = {};
  for (const name of [
    "clientDataJSON",
    "attestationObject",
    "authenticatorData",
    "signature",
    "userHandle",
  ]) {
    if (response[name]) parts[name] = encode(response[name]);
  }
  return JSON.stringify({ id, rawId: encode(rawId), type, authenticatorAttachment, response: parts });
};

/* Fetches the options, asks the device, fills the form and sends it as a browser sends forms. */
export const ask = async (form, { stop = new AbortController(), mediation, patience } = {}) => {
  const answer = await post(form.dataset.options, form);
  const publicKey = readOptions(await answer.json());
  const timer = setTimeout(() => stop.abort(), patience || PATIENCE);
  try {
    const asked = { publicKey, signal: stop.signal };
    if (mediation) asked.mediation = mediation;
    const credential = await navigator.credentials[form.dataset.passkey](asked);
    form.elements.credential.value = written(credential);
  } catch (error) {
    throw error instanceof Failure ? error : new Failure(KINDS[error.name] || "failed");
  } finally {
    clearTimeout(timer);
  }
  form.submit();
};

/* One press, one question: the button rests meanwhile. */
export const askOnce = async (form, options) => {
  const button = form.querySelector("button");
  if (button.disabled) return;
  button.disabled = true;
  say("");
  try {
    await ask(form, options);
  } catch (error) {
    button.disabled = false;
    say(error.kind || "failed");
    throw error;
  }
};
