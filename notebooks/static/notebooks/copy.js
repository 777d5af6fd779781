// "Copy the address": shown only where it works.
(() => {
  "use strict";
  const button = document.querySelector("[data-copy]");
  const address = document.querySelector("[data-copy-from]");
  if (!button || !address || !navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const label = button.querySelector("[data-copied]");
    try {
      await navigator.clipboard.writeText(address.textContent.trim());
      label.textContent = label.dataset.copied;
    } catch {
      getSelection().selectAllChildren(address);
    }
  });
})();
