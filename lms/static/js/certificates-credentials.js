// Copying the address of a shared page. The page shows the address itself, so it works without this file.
(() => {
  "use strict";

  const copyOldWay = (text) => {
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "visually-hidden";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  };

  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return copyOldWay(text);
    }
  };

  document.querySelectorAll("[data-copy-value]").forEach((button) => {
    button.hidden = false;
    const label = button.querySelector("[data-copy-label]");
    const before = label.textContent;
    button.addEventListener("click", async () => {
      label.textContent = (await copy(button.dataset.copyValue)) ? button.dataset.copied : button.dataset.notCopied;
      setTimeout(() => (label.textContent = before), 4000);
    });
  });
})();
