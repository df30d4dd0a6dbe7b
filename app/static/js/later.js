/* What a client tapped and what the server has not taken yet. Pages and the worker share it.

   A record: `no` (its place in the row), `owner` (whose it is), `address` and `fields` (the form
   as it will be sent, with its op_id: sent twice it counts once), `label`, `about` and `at` (what
   the list says), `state` and `words` (what became of it). It goes with the server's yes, or when she says
   so, and in no other way. The phone's clock decides nothing: it only says since when. */
self.later = (() => {
  const inStore = self.storeOf("later", { keyPath: "no", autoIncrement: true });
  const PATIENCE = 30_000; // ms

  const all = () => inStore("readonly", (store) => store.getAll());
  const of = async (owner) => (await all()).filter((record) => record.owner === owner);
  const put = (record) => inStore("readwrite", (store) => store.put(record));
  const drop = (no) => inStore("readwrite", (store) => store.delete(no));

  /* She goes, and with her what she tapped. */
  const forget = async (owner) => {
    for (const { no } of await of(owner)) await drop(no);
  };

  /* Her session has ended without her doing: what she tapped stays, what it was about does not. */
  const blank = async (owner) => {
    for (const record of await of(owner)) await put({ ...record, label: "", about: "", words: "" });
  };

  const post = async ({ address, fields, owner }) => {
    const giving = new AbortController();
    const timer = setTimeout(() => giving.abort(new TypeError("slow")), PATIENCE);
    try {
      return await fetch(address, {
        method: "POST",
        body: new URLSearchParams(fields),
        headers: { "HX-Request": "true", "HX-Request-Type": "partial", "X-Person": owner },
        redirect: "manual",
        signal: giving.signal,
      });
    } finally {
      clearTimeout(timer);
    }
  };

  /* What an answer makes of a record; null: the server has it. */
  const judged = (record, { ok, type, status, headers }) => {
    if (ok) return null;
    if (type === "opaqueredirect" || status === 401) return { ...record, state: "signin" };
    if (status === 422) {
      const words = decodeURIComponent(headers.get("X-Refused") ?? "");
      return { ...record, state: "asks", words, mayRepeat: headers.get("X-May-Repeat") === "1" };
    }
    const isFinal = [400, 403, 404, 413].includes(status);
    return { ...record, state: isFinal ? "gone" : "failed" };
  };

  const isOpen = ({ state }) => !["asks", "gone"].includes(state); // those wait for her

  /* It may have been taken back, or sent by another page, while its turn came. */
  const isStill = (no) => inStore("readonly", (store) => store.getKey(no));

  const sendOne = async (record) => {
    const after = judged(record, await post(record));
    if (after === null) await drop(record.no);
    else if (await isStill(record.no)) await put(after);
    return after === null;
  };

  /* Send in the order it was tapped, till the net is gone: how many arrived. */
  const sendInOrder = async (owner, isFree) => {
    let arrived = 0;
    for (const record of (await of(owner)).filter(isOpen).filter(isFree)) {
      if (await isStill(record.no)) arrived += (await sendOne(record)) ? 1 : 0;
    }
    return arrived;
  };

  /* One page or the worker at a time, where the browser can say so; else the op_id settles it.
     `isFree`: the page that asks has not just sent it itself. */
  const send = (owner, isFree = () => true) => {
    const work = () => sendInOrder(owner, isFree);
    return navigator.locks ? navigator.locks.request("later", work) : work();
  };

  return { all, of, put, drop, forget, blank, judged, isOpen, send };
})();
