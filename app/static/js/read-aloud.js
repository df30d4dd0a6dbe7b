/* Read the page aloud: the button shows only where the phone has a voice for its language. */
const synthesis = window.speechSynthesis;
const button = document.getElementById("read-aloud");
const language = document.documentElement.dataset.language;
const primary = (tag) => tag.toLowerCase().split(/[-_]/)[0];

const BLOCKS = "p, li, h1, h2, h3, dt, dd, td, th, label, legend, summary, button, a, small, div";
const UNSAID = '[hidden], [aria-hidden="true"], svg, script, .visually-hidden, bdi[lang]';

const findVoice = () => {
  const voices = synthesis.getVoices().filter(({ lang }) => primary(lang) === primary(language));
  return voices.find(({ localService }) => localService) ?? voices[0];
};

/* Words in another language (the German original) would be gibberish in this voice. */
const isSaid = (element) => {
  const marked = element.closest("[lang]");
  const closed = element.closest("details:not([open])");
  return (
    !element.closest(UNSAID) &&
    primary(marked.lang) === primary(language) &&
    (!closed || element.closest("summary")?.parentElement === closed)
  );
};

/* Without marks of direction; Android says "Uhr" by itself after a time. */
const sayable = (text) =>
  text.replace(/[\u2066-\u2069]/g, "").replace(/\s+/g, " ").replace(/(\d:\d\d) Uhr/g, "$1").trim();

/* One piece per block, with the block: long speeches are cut off by some phones. */
const pieces = () => {
  const main = document.getElementById("main");
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  const found = [];
  let last = null;
  while (walker.nextNode()) {
    const { parentElement: parent, data } = walker.currentNode;
    if (!data.trim() || !isSaid(parent)) continue;
    const block = parent.closest(BLOCKS);
    if (block === last) found[found.length - 1].text += data;
    else found.push({ block, text: data });
    last = block;
  }
  return found.map(({ block, text }) => ({ block, text: sayable(text) }));
};

const word = button?.querySelector("span");
const start = word?.textContent;

const isPressed = () => button.getAttribute("aria-pressed") === "true";

/* What is being said is marked and comes into sight; again when a card above it comes in late. */
const calm = matchMedia("(prefers-reduced-motion: reduce)");
let spoken;
const bring = () =>
  spoken?.scrollIntoView({ block: "nearest", behavior: calm.matches ? "auto" : "smooth" });
const follow = (block) => {
  spoken?.removeAttribute("data-spoken");
  spoken = block;
  spoken?.setAttribute("data-spoken", "");
  bring();
};
new ResizeObserver(bring).observe(document.getElementById("main"));

const show = (isSpeaking) => {
  button.setAttribute("aria-pressed", isSpeaking);
  word.textContent = isSpeaking ? button.dataset.stop : start;
};

const stop = () => {
  synthesis.cancel();
  follow();
  show(false);
};

const speak = () => {
  const found = pieces();
  if (!found.length) return;
  const voice = findVoice();
  found.forEach(({ block, text }, number) => {
    const one = new SpeechSynthesisUtterance(text);
    one.voice = voice;
    one.lang = voice.lang;
    one.onstart = () => isPressed() && follow(block);
    if (number === found.length - 1) one.onend = stop;
    synthesis.speak(one);
  });
  show(true);
};

/* Voices arrive late on some phones. The account page says in words whether there is one. */
const offer = () => {
  const hasVoice = Boolean(findVoice());
  if (button) button.hidden = !hasVoice;
  for (const hint of document.querySelectorAll("[data-voice]")) {
    hint.hidden = hint.dataset.voice !== (hasVoice ? "yes" : "no");
  }
};

offer();
synthesis.addEventListener?.("voiceschanged", offer);
if (button) {
  button.addEventListener("click", () => (isPressed() ? stop() : speak()));
  addEventListener("pagehide", stop);
}
