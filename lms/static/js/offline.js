// What a page does without a network: it stays readable (HocaiOffline) and what it wanted to send waits (HocaiOutbox).
// The service worker loads the same file, so that the system may empty the box after the page was closed.
(() => {
  "use strict";

  const TAG = "hocai-outbox";
  const STORE = "entries";
  const WAIT_MS = 20000;
  const page = self.document;
  const listeners = new Set();
  let flushing = null;

  // --- the box ---------------------------------------------------------------------------------------------------
  const open = () =>
    new Promise((resolve, reject) => {
      const request = indexedDB.open("hocai-outbox", 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });

  const inStore = async (mode, work) => {
    const database = await open();
    try {
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction(STORE, mode);
        const request = work(transaction.objectStore(STORE));
        transaction.oncomplete = () => resolve(request.result);
        transaction.onerror = transaction.onabort = () => reject(transaction.error);
      });
    } finally {
      database.close();
    }
  };

  const newId = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  const pending = async () => (await inStore("readonly", (store) => store.getAll())).sort((a, b) => a.order - b.order);

  const changed = async (answered) => {
    if (!listeners.size) return;
    const waiting = await pending();
    listeners.forEach((listener) => listener(waiting, answered));
  };

  const add = async (url, body) => {
    const id = body.id || newId();
    await inStore("readwrite", (store) => store.put({ id, url, body: { ...body, id }, order: Date.now() }));
    await changed();
    wakeLater();
    return id;
  };

  const remove = (id) => inStore("readwrite", (store) => store.delete(id));

  // --- sending ---------------------------------------------------------------------------------------------------
  const ownToken = () => page?.querySelector("input[name=csrfmiddlewaretoken]")?.value;

  const freshToken = async () => {
    const response = await fetch("/ngoai-tuyen/ma/", { credentials: "same-origin", signal: AbortSignal.timeout(WAIT_MS) });
    return (await response.json()).token;
  };

  const post = (entry, token) =>
    fetch(entry.url, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token, Accept: "application/json" },
      body: JSON.stringify(entry.body),
      signal: AbortSignal.timeout(WAIT_MS),
    });

  const read = async (response) => {
    try {
      return await response.json();
    } catch {
      return {};
    }
  };

  // True when the entry has been answered for good. A network that fails throws, and all stays in the box.
  const send = async (entry) => {
    let response = await post(entry, ownToken() || (await freshToken()));
    let answer = await read(response);
    if (response.status === 403 && !answer.final) {
      // The page is older than the last login: its secret has changed since.
      response = await post(entry, await freshToken());
      answer = await read(response);
    }
    // A login or consent page that answers instead is no answer.
    const isDone = (response.ok && !response.redirected) || (response.status >= 400 && response.status < 500 && answer.final === true);
    if (!isDone) return false;
    await remove(entry.id);
    await changed({ ...entry, status: response.status, answer });
    return true;
  };

  const sendAll = async () => {
    let left = 0;
    for (const entry of await pending()) if (!(await send(entry))) left += 1;
    if (left) throw new Error(`${left} entries were not taken yet`);
  };

  // One sender at a time, over all tabs and the service worker. Resolves when the box is empty.
  const flush = () => {
    const work = () => (navigator.locks ? navigator.locks.request(TAG, sendAll) : sendAll());
    flushing ??= work().finally(() => (flushing = null));
    return flushing;
  };

  const tryFlush = () => flush().catch(() => {});

  const wakeLater = async () => {
    try {
      const registration = page ? await navigator.serviceWorker.getRegistration("/") : self.registration;
      await registration.sync.register(TAG);
    } catch {
      // No background sync here: the page itself tries again.
    }
  };

  self.HocaiOutbox = { add, flush, pending, onchange: (listener) => void listeners.add(listener) };
  if (!page) {
    self.addEventListener("sync", (event) => event.tag === TAG && event.waitUntil(flush()));
    return;
  }

  // --- the page --------------------------------------------------------------------------------------------------
  // This page, or the pages named.
  const keep = async (pages = [location.pathname + location.search]) => {
    await navigator.serviceWorker.register("/sw.js", { scope: "/" });
    const registration = await navigator.serviceWorker.ready;
    const channel = new MessageChannel();
    const answered = new Promise((resolve) => (channel.port1.onmessage = (event) => resolve(event.data)));
    registration.active.postMessage({ type: "keep", pages }, [channel.port2]);
    return answered;
  };

  self.HocaiOffline = { keep };

  const start = async () => {
    // data-keep-offline: this page (and further ones); data-keep-pages: only those that are named.
    const marked = page.querySelector("[data-keep-offline], [data-keep-pages]");
    const named = (marked?.dataset.keepOffline || marked?.dataset.keepPages || "").split(" ").filter(Boolean);
    const pages = marked?.matches("[data-keep-offline]") ? [location.pathname + location.search, ...named] : named;
    if (pages.length && navigator.serviceWorker) keep(pages).catch(() => {});
    if ((await pending()).length) tryFlush();
  };
  self.addEventListener("online", tryFlush);
  setInterval(async () => (await pending()).length && tryFlush(), 15000);
  start();
})();
