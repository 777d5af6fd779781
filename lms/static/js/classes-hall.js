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
