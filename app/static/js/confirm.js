/* The provider's link: the code leaves the address before anything else can read it there. */
const code = location.hash.slice(1);
const form = document.getElementById("confirm-code");
if (code && form) {
  history.replaceState(null, "", location.pathname + location.search);
  form.elements.code.value = code;
  form.requestSubmit();
}
