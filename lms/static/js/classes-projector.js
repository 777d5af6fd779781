// The projector page. With this file it lives on codes laid down ahead, by the server's clock, and survives the network;
// without it htmx fetches the panel every few seconds, or the page is loaded again.
(() => {
  "use strict";

  const page = document.querySelector(".projector-page");
  const panel = document.getElementById("projector-panel");
  const source = document.getElementById("projector-codes");
  const find = (name) => document.querySelector(`[data-${name}]`);

  // --- the screen: size, black, full ---------------------------------------------------------------------------
  const SIZES = 5;
  const sizeKey = "hocai-projector-size";
  const remembered = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // a browser that keeps nothing
    }
  };
  const remember = (key, value) => {
    try {
      localStorage.setItem(key, value);
    } catch {
      // It works until the page is closed.
    }
  };
  const resize = (step) => {
    const size = Math.min(SIZES, Math.max(1, Number(page.dataset.size || 3) + step));
    page.dataset.size = size;
    remember(sizeKey, size);
  };
  const blackout = find("blackout");
  const toggleBlack = () => (blackout.hidden = !blackout.hidden);
  const toggleFull = () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen?.();
  };

  page.dataset.size = remembered(sizeKey) || 3;
  find("tools").hidden = false;
  find("fullscreen").hidden = !document.fullscreenEnabled;
  find("fullscreen").addEventListener("click", toggleFull);
  find("black").addEventListener("click", toggleBlack);
  find("smaller").addEventListener("click", () => resize(-1));
  find("larger").addEventListener("click", () => resize(1));
  blackout.addEventListener("click", toggleBlack);

  const KEYS = { f: toggleFull, b: toggleBlack, "+": () => resize(1), "=": () => resize(1), "-": () => resize(-1) };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, textarea, select")) return;
    const act = KEYS[event.key.toLowerCase()] || (event.key === "Escape" && !blackout.hidden && toggleBlack);
    if (!act) return;
    event.preventDefault();
    act();
  });

  if (!panel || !source) return;

  // --- the codes -------------------------------------------------------------------------------------------------
  const data = JSON.parse(source.textContent);
  if (!data.codes.length) return;
  // This file does from here on what htmx would do.
  panel.removeAttribute("hx-get");
  panel.removeAttribute("hx-trigger");

  const storeKey = "hocai-codes:" + location.pathname + location.search;
  const codes = new Map();
  const take = (rows) => rows.forEach(([number, address, digits, bits]) => codes.set(number, { address, digits, bits }));
  const windowOf = (milliseconds) => Math.floor(milliseconds / 1000 / data.seconds);

  const forgetOld = () => {
    try {
      for (const key of Object.keys(localStorage)) {
        if (!key.startsWith("hocai-codes:")) continue;
        const kept = JSON.parse(localStorage.getItem(key));
        const last = kept.codes.at(-1)?.[0] || 0;
        if (last < windowOf(Date.now() + kept.ahead)) localStorage.removeItem(key);
      }
    } catch {
      // Nothing is kept here, so nothing is to be forgotten.
    }
  };

  // --- the server's time -------------------------------------------------------------------------------------------
  // Only what has passed since the server spoke is measured here, so a wrong clock of this computer changes nothing.
  let base = data.now;
  let baseAt = performance.now();
  const serverNow = () => base + performance.now() - baseAt;
  const setTime = (now) => {
    base = now;
    baseAt = performance.now();
  };

  const keepCodes = () => {
    const rows = [...codes].map(([number, code]) => [number, code.address, code.digits, code.bits]);
    remember(storeKey, JSON.stringify({ codes: rows, ahead: serverNow() - Date.now(), seen: seen }));
  };

  let seen = null;
  const restore = () => {
    try {
      const kept = JSON.parse(remembered(storeKey));
      if (!kept) return;
      take(kept.codes);
      seen = kept.seen;
      // A page out of the offline store bears the time at which it was stored: it is older than what was learnt since.
      const guess = Date.now() + kept.ahead;
      if (guess > base) setTime(guess);
    } catch {
      // What was kept is of no use.
    }
  };

  // --- drawing -----------------------------------------------------------------------------------------------------
  const SVG = "http://www.w3.org/2000/svg";
  const BORDER = 2;
  const drawing = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  drawing.append(path);

  const draw = (bits) => {
    const bytes = Uint8Array.from(atob(bits), (sign) => sign.charCodeAt(0));
    const side = Math.floor(Math.sqrt(bytes.length * 8));
    const isDark = (at) => (bytes[at >> 3] >> (7 - (at & 7))) & 1;
    const runs = [];
    for (let y = 0; y < side; y += 1) {
      for (let x = 0; x < side; x += 1) {
        let length = 0;
        while (x + length < side && isDark(y * side + x + length)) length += 1;
        if (length) runs.push(`M${x + BORDER} ${y + BORDER}h${length}v1h-${length}z`);
        x += length;
      }
    }
    drawing.setAttribute("viewBox", `0 0 ${side + 2 * BORDER} ${side + 2 * BORDER}`);
    drawing.setAttribute("shape-rendering", "crispEdges");
    path.setAttribute("d", runs.join(""));
  };

  const clock = (milliseconds) =>
    new Intl.DateTimeFormat("vi-VN", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: data.zone }).format(milliseconds);
  const fill = (text, values) => Object.entries(values).reduce((filled, [name, value]) => filled.replace(`{${name}}`, value), text);

  let shown = null;
  const show = () => {
    const now = serverNow();
    const number = windowOf(now);
    const code = codes.get(number);
    const left = data.seconds - (Math.floor(now / 1000) % data.seconds);
    find("countdown").value = left;
    find("qr").classList.toggle("is-out", !code);
    if (number === shown) return;
    shown = number;
    if (code) {
      draw(code.bits);
      find("qr").href = code.address;
      find("qr").replaceChildren(drawing);
      find("code").textContent = code.digits.slice(0, 3) + " " + code.digits.slice(3);
    } else {
      find("code").textContent = "··· ···";
    }
    for (const old of codes.keys()) if (old < number - 1) codes.delete(old);
  };

  const showCount = () => {
    if (!seen) return;
    find("count").textContent = fill(find("count").dataset.text, seen);
    find("missing").textContent = seen.missing;
    const bar = find("count-bar");
    if (bar) {
      bar.max = seen.expected || 1;
      bar.value = seen.present;
    }
  };

  const showOffline = (isOffline) => {
    const line = find("offline");
    const last = Math.max(...codes.keys());
    const isUsable = codes.size && last >= windowOf(serverNow());
    line.hidden = !isOffline;
    panel.classList.toggle("is-offline", isOffline);
    if (!isOffline) return;
    const until = clock((last + 1) * data.seconds * 1000);
    line.textContent = isUsable ? fill(line.dataset.text, { until, at: seen?.at || clock(data.now) }) : line.dataset.empty;
  };

  // --- asking ------------------------------------------------------------------------------------------------------
  const POLL_MS = 5000;
  const PATIENCE_MS = 4000;
  const ask = async (address) => {
    const response = await fetch(address, { credentials: "same-origin", redirect: "error", signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!response.ok) throw new Error(String(response.status));
    return response.json();
  };

  const poll = async () => {
    try {
      const asked = performance.now();
      const answer = await ask(data.presenceAddress);
      setTime(answer.now + (performance.now() - asked) / 2);
      if (!answer.open || answer.out !== data.out) location.reload();
      seen = answer;
      showOffline(false);
      showCount();
      fetchMore();
    } catch {
      showOffline(true);
    }
    setTimeout(poll, POLL_MS);
  };

  // All windows until half an hour after the session, half an hour in one answer.
  let next = data.next;
  let isFetching = false;
  const fetchMore = async () => {
    const number = windowOf(serverNow());
    const missing = codes.has(number) ? next : number;
    if (isFetching || missing === null) return;
    isFetching = true;
    try {
      const answer = await ask(`${data.codesAddress}${data.codesAddress.includes("?") ? "&" : "?"}tu=${missing}`);
      take(answer.codes);
      next = answer.next;
      shown = null;
      keepCodes();
      if (next !== null) setTimeout(fetchMore, 1500);
    } catch {
      // Asked again after the next count.
    } finally {
      isFetching = false;
    }
  };

  restore();
  forgetOld();
  take(data.codes);
  keepCodes();
  show();
  setInterval(show, 250);
  poll();
  navigator.wakeLock?.request("screen").catch(() => {});
})();
