// Copying links and messages. Without this file the text can be marked and copied by hand.
(() => {
  "use strict";

  const copyOldWay = (text) => {
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "visually-hidden";
    document.body.append(field);
    field.focus();
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
      // Pages without https, and browsers inside messengers.
      return copyOldWay(text);
    }
  };

  document.querySelectorAll("[data-copy-value]").forEach((button) => {
    button.hidden = false;
    const label = button.querySelector("[data-label]") || button;
    const before = label.textContent;
    button.addEventListener("click", async () => {
      label.textContent = (await copy(button.dataset.copyValue)) ? button.dataset.copied : button.dataset.notCopied;
      setTimeout(() => (label.textContent = before), 2500);
    });
  });
})();
