/* A page from the phone becomes the page from the server, without a flash and without a jump. */
import { person, release } from "./pack.js";

const root = document.documentElement; // hold.js marks it once she has begun to do something

// They stay: scripts have begun to work with them.
const LIVING = ["offline-card", "push-ask", "install-card"];

/* Put the server's words in place of the phone's; false when she was already at work: nothing may
   move under her finger. */
export const renew = (page) => {
  if (root.hasAttribute("data-touched")) return false;
  const fresh = document.importNode(page.getElementById("main"), true);
  for (const id of LIVING) {
    const living = document.getElementById(id);
    if (living) fresh.querySelector(`#${id}`)?.replaceWith(living);
  }
  document.getElementById("main").replaceWith(fresh);
  window.htmx?.process(fresh);
  document.dispatchEvent(new Event("renewed"));
  return true;
};

/* What an answer of the server is to a page shown here: null when it is not hers (any more). */
export const pageIn = (html) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  return page.documentElement.dataset.person === person ? page : null;
};

/* Another release has other styles and scripts: its words do not fit into this page. */
export const isOfThisRelease = (page) =>
  page.querySelector('script[src$="/js/app.js"]')?.getAttribute("src").split("/")[2] === release;

/* Ask for this page once more: what she did arrived. */
export const renewFromNet = async () => {
  const answer = await fetch(location.href, { redirect: "manual" });
  const page = answer.ok ? pageIn(await answer.text()) : null;
  const isTyping = document.activeElement?.matches("input, textarea, select");
  root.toggleAttribute("data-touched", Boolean(isTyping));
  if (page && isOfThisRelease(page)) renew(page);
};
