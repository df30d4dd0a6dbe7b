/* Without a net, a page says before she types what cannot wait on this phone. */
const model = document.getElementById("waits");

export const takeBack = () => {
  for (const line of document.querySelectorAll("main [data-needs-net]")) line.remove();
  for (const part of document.querySelectorAll("[data-without-net]")) part.hidden = true;
};

export const sayWhatNeedsNet = () => {
  takeBack();
  const line = model?.content.querySelector("[data-needs-net]");
  const forms = document.querySelectorAll('main form[method="post"]:not([data-later])');
  if (line) for (const form of forms) form.prepend(line.cloneNode(true));
  for (const part of document.querySelectorAll("[data-without-net]")) part.hidden = false;
};
