// What a desk keeps on the device beside the taps themselves: the server's clock, unanswered taps, unsettled questions.
(() => {
  "use strict";

  const FORGET_MS = 3 * 86400000;
  const PREFIX = "hocai-desk-";

  const read = (key) => {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  };

  // What other sessions left goes when nobody has looked at them for days: it names people.
  const forgetOld = () => {
    for (const key of Object.keys(localStorage).filter((each) => each.startsWith(`${PREFIX}clock-`))) {
      const isOld = Date.now() - (read(key)?.device || 0) > FORGET_MS;
      if (isOld) ["clock", "taps", "problems"].forEach((name) => localStorage.removeItem(key.replace("clock", name)));
    }
  };

  window.HocaiDeskStore = (session, loadedAt) => {
    const stored = (name) => read(`${PREFIX}${name}-${session}`);
    const store = (name, value) => {
      try {
        localStorage.setItem(`${PREFIX}${name}-${session}`, JSON.stringify(value));
      } catch {
        // A full or forbidden store: the outbox still has the taps.
      }
    };

    // The server's clock, carried on by what this device has counted since; a kept page is older than the last contact.
    let clock = { server: loadedAt, device: Date.now(), counted: performance.now() };
    const known = stored("clock");
    if (known && known.server > loadedAt) clock = { ...known, counted: null };
    const serverNow = () => {
      const counted = clock.counted === null ? 0 : performance.now() - clock.counted;
      return Math.round(clock.server + Math.max(counted, Date.now() - clock.device, 0));
    };
    const setClock = (server) => {
      clock = { server, device: Date.now(), counted: performance.now() };
      store("clock", clock);
    };

    try {
      forgetOld();
    } catch {
      // A forbidden store holds nothing.
    }
    return { stored, store, serverNow, setClock };
  };
})();
