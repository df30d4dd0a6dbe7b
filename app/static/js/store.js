/* A list of records in the browser's own database. Pages and the service worker share this file,
   so it neither imports nor exports: `storeOf(name, options)` is its one word.

   Each look or change opens the database and closes it again: a worker may be ended at any moment,
   and a wipe waits for nobody. A change is over when it is on the disk. */
self.storeOf = (name, options) => {
  const opened = () =>
    new Promise((done, failed) => {
      const asked = indexedDB.open(name, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("records", options);
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });

  return async (mode, act) => {
    const base = await opened();
    try {
      return await new Promise((done, failed) => {
        const work = base.transaction("records", mode, { durability: "strict" });
        const asked = act(work.objectStore("records"));
        work.oncomplete = () => done(asked.result);
        work.onabort = () => failed(work.error);
      });
    } finally {
      base.close();
    }
  };
};
