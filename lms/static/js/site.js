// Small comforts. Every page works without this file.
(() => {
  "use strict";

  // A form that is on its way is not sent a second time; the server is safe against it anyway.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    form.querySelectorAll("button:not([type=button])").forEach((button) => button.setAttribute("aria-disabled", "true"));
  });

  // Coming back with the browser's back button makes the form usable again.
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
    });
  });

  // Menus close with Escape and with a click elsewhere.
  const closeMenus = (except) =>
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (menu !== except) menu.open = false;
    });
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details.menu[open]");
    closeMenus();
    menu?.querySelector("summary").focus();
  });

  // The outline of a course stands open beside the lesson and starts closed above it on a telephone.
  if (window.matchMedia("(min-width: 60rem)").matches) {
    document.querySelectorAll("[data-outline]").forEach((outline) => (outline.open = true));
  }

  // What was wrong with a form is read out first.
  document.querySelector(".form-errors:not(.is-sample *)")?.focus();

  // When a part of the page could not be fetched, the reader learns it.
  const sayFailed = () => {
    const region = document.getElementById("toasts");
    if (!region || region.childElementCount) return;
    const message = document.createElement("p");
    message.className = "message message--error";
    message.textContent = region.dataset.failed;
    region.append(message);
    setTimeout(() => message.remove(), 8000);
  };
  document.addEventListener("htmx:sendError", sayFailed);
  document.addEventListener("htmx:responseError", sayFailed);
})();
