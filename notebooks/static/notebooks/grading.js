// Keys and small sums for graders. Every button of the page works without this file.
(() => {
  "use strict";

  const desk = document.querySelector("[data-grading]");
  const form = desk?.querySelector("[data-points-form]");
  if (!form) return;
  const score = form.elements.score;
  const comment = form.elements.comment;
  const lines = [...form.querySelectorAll("[data-points]")];
  const remarks = [...form.querySelectorAll("[data-remark]")];
  const comma = document.documentElement.lang === "vi" ? "," : ".";

  // The sum of the chosen lines is a proposal: whoever types another number keeps it.
  const propose = () => {
    const points = lines.map((line) => Number(line.dataset.points));
    const most = Number(form.dataset.max);
    const start = points.every((each) => each <= 0) ? most : 0;
    const sum = lines.reduce((total, line, place) => total + (line.checked ? points[place] : 0), start);
    const rounded = Math.round(Math.min(Math.max(sum, 0), most) * 100) / 100;
    score.value = lines.some((line) => line.checked) ? String(rounded).replace(".", comma) : "";
  };
  lines.forEach((line) => line.addEventListener("change", propose));

  const insert = (text) => {
    comment.value = comment.value.trim() ? `${comment.value.trimEnd()}\n${text}` : text;
    comment.dispatchEvent(new Event("input", { bubbles: true }));
    comment.scrollTop = comment.scrollHeight;
  };
  remarks.forEach((remark) =>
    remark.addEventListener("click", (event) => {
      event.preventDefault();
      insert(remark.dataset.remark);
    }),
  );

  // What is typed survives a visit to the rubric or the next answer; it is dropped when it is saved or out of date.
  const drawer = `grading ${form.dataset.answer}`;
  const typed = () => ({
    seen: form.elements.seen.value,
    score: score.value,
    comment: comment.value,
    lines: lines.filter((line) => line.checked).map((line) => line.value),
  });
  const fresh = JSON.stringify(typed());
  const stored = JSON.parse(sessionStorage.getItem(drawer) ?? "null");
  if (stored && stored.seen === form.elements.seen.value && !form.querySelector("[role=alert]")) {
    score.value = stored.score;
    comment.value = stored.comment;
    lines.forEach((line) => (line.checked = stored.lines.includes(line.value)));
  }
  let leaving = false;
  const keep = () => {
    const now = JSON.stringify(typed());
    if (leaving || now === fresh) sessionStorage.removeItem(drawer);
    else sessionStorage.setItem(drawer, now);
  };
  window.addEventListener("pagehide", keep);
  form.addEventListener("submit", (event) => {
    if (leaving) {
      event.preventDefault();
      return;
    }
    leaving = true;
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) leaving = false;
  });

  // A frame that was clicked keeps the keys for itself; when the pointer leaves it, they come back.
  const frame = desk.querySelector("iframe");
  frame?.addEventListener("mouseleave", () => {
    if (document.activeElement === frame) frame.blur();
  });

  const keys = desk.querySelector("[data-keys]");
  const press = (selector) => desk.querySelector(selector)?.click();
  const isTyping = (target) => target.closest("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])");
  const commands = {
    j: () => press("[data-key=j]"),
    ArrowRight: () => press("[data-key=j]"),
    k: () => press("[data-key=k]"),
    ArrowLeft: () => press("[data-key=k]"),
    n: () => press("[data-key=n]"),
    p: () => score.select(),
    c: () => comment.focus(),
    "?": () => {
      keys.open = !keys.open;
      if (keys.open) keys.scrollIntoView({ block: "nearest" });
    },
  };
  let choosesRemark = false;

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.repeat || event.altKey) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      if (event.target !== document.body && !desk.contains(event.target)) return;
      event.preventDefault();
      form.requestSubmit(form.querySelector("[name=then][value=next]"));
      return;
    }
    if (event.ctrlKey || event.metaKey) return;
    if (isTyping(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const number = "123456789".indexOf(event.key);
    if (number >= 0) {
      const found = choosesRemark ? remarks[number] : lines[number];
      choosesRemark = false;
      if (!found) return;
      event.preventDefault();
      found.click();
      return;
    }
    choosesRemark = event.key === "m";
    if (commands[event.key]) {
      event.preventDefault();
      commands[event.key]();
    }
  });
})();
