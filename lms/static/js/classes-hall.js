// The page that keeps a scan when there is no network, and says when it has been sent.
(() => {
  "use strict";

  const SCANNED = /^\/diem-danh\/(\d+)\/([\w-]+=*)\/$/;
  const keeper = document.querySelector("[data-scan-keeper]");
  const address = keeper?.dataset.scanKeeper;

  const show = (selector, isShown) => keeper.querySelectorAll(selector).forEach((each) => (each.hidden = !isShown));

  const say = (text) => {
    const item = document.createElement("li");
    item.textContent = text;
    keeper.querySelector("[data-scan-answers]").append(item);
  };

  const refresh = (waiting, answered) => {
    const scans = waiting.filter((entry) => entry.url === address);
    show("[data-scan-kept]", scans.length > 0);
    show("[data-scan-none]", scans.length === 0 && !answered);
    if (answered?.url === address) {
      if (answered.answer.text) say(answered.answer.text);
      if (answered.answer.next) location.assign(answered.answer.next);
    }
  };

  const start = async () => {
    HocaiOutbox.onchange(refresh);
    const scanned = SCANNED.exec(location.pathname);
    // The id is the scan itself: reloading the page does not put it into the box twice.
    if (scanned) await HocaiOutbox.add(address, { id: `scan-${scanned[1]}-${scanned[2]}`, session: Number(scanned[1]), token: scanned[2] });
    refresh(await HocaiOutbox.pending());
    HocaiOutbox.flush().catch(() => {});
  };

  if (!keeper) return;
  keeper.querySelector("[data-scan-send]").addEventListener("click", () => HocaiOutbox.flush().catch(() => {}));
  start();
})();

// Long lists narrow while somebody types; marks and capitals do not count.
(() => {
  "use strict";

  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();

  document.querySelectorAll("[data-filter]").forEach((field) => {
    const links = [...document.querySelectorAll(`${field.dataset.filter} [data-words]`)];
    field.addEventListener("input", () => {
      const words = fold(field.value).split(/\s+/).filter(Boolean);
      let found = 0;
      links.forEach((link) => {
        const text = fold(link.dataset.words);
        const fits = words.every((word) => text.includes(word));
        link.closest("li").hidden = !fits;
        found += fits;
      });
      document.querySelectorAll("[data-filter-none]").forEach((note) => (note.hidden = found > 0));
    });
  });
})();

// The scanner inside the page, where the browser can read codes itself.
(() => {
  "use strict";

  const OURS = /^\/diem-danh\/(\d+\/[\w-]+=*|the\/[\w-]+)\/$/;
  const scanner = document.querySelector("[data-scanner]");
  if (!scanner) return;
  const part = (name) => scanner.querySelector(`[data-scanner-${name}]`);
  const canRead = "BarcodeDetector" in window && Boolean(navigator.mediaDevices?.getUserMedia);

  const read = async (detector, video) => {
    for (const code of await detector.detect(video).catch(() => [])) {
      const address = URL.canParse(code.rawValue) ? new URL(code.rawValue) : null;
      if (address?.origin === location.origin && OURS.test(address.pathname)) return address.pathname;
    }
    return null;
  };

  const watch = async (detector, video) => {
    const address = await read(detector, video);
    if (!address) return void setTimeout(() => watch(detector, video), 200);
    video.srcObject.getTracks().forEach((track) => track.stop());
    location.assign(address);
  };

  const begin = async () => {
    const video = part("video");
    try {
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      await video.play();
    } catch {
      part("denied").hidden = false;
      return;
    }
    part("start").hidden = true;
    part("denied").hidden = true;
    part("frame").hidden = part("on").hidden = false;
    watch(new BarcodeDetector({ formats: ["qr_code"] }), video);
  };

  part(canRead ? "start" : "off").hidden = false;
  part("start").addEventListener("click", begin);
})();
