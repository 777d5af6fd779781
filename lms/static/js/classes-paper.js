// Typing a signed sheet in: a number and Enter. Without this file the same field is understood by the server.
(() => {
  "use strict";

  const form = document.querySelector("[data-paper]");
  if (!form) return;
  const quick = form.querySelector("#quick");
  const said = form.querySelector("[data-said]");
  const left = form.querySelector("[data-unmarked]");
  const rows = new Map([...form.querySelectorAll("[data-number]")].map((row) => [Number(row.dataset.number), row]));
  const CYCLE = { unexcused: "late", late: "present" };
  const LETTERS = { v: "unexcused", k: "unexcused", m: "late", p: "excused", c: "present" };

  const statusOf = (row) => row.querySelector("input[type=radio]:checked")?.value || "";
  const choose = (row, status) => {
    const choice = row.querySelector(`input[value="${status}"]`);
    if (choice) choice.checked = true;
    return choice;
  };
  const refresh = () => {
    let unmarked = 0;
    for (const row of rows.values()) {
      const status = statusOf(row);
      if (!status) unmarked += 1;
      row.classList.toggle("has-missed", status === "late" || status === "left_early");
    }
    left.textContent = left.dataset.text.replace("{n}", unmarked);
  };

  const apply = () => {
    const texts = [];
    let isWrong = false;
    for (const [, number, letter] of quick.value.matchAll(/(\d{1,4})\s*([a-z]?)/gi)) {
      const row = rows.get(Number(number));
      const status = letter ? LETTERS[letter.toLowerCase()] : row && (CYCLE[statusOf(row)] || "unexcused");
      const choice = row && status && choose(row, status);
      if (choice) {
        rows.forEach((each) => each.classList.toggle("is-active", each === row));
        row.scrollIntoView({ block: "nearest" });
        texts.push(`${number}. ${row.querySelector("strong").textContent}: ${choice.parentElement.textContent.trim()}`);
      } else {
        isWrong = true;
        texts.push(`${number}${letter}?`);
      }
    }
    said.textContent = texts.join(" · ");
    said.classList.toggle("is-wrong", isWrong);
    quick.value = "";
    refresh();
  };

  quick.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    apply();
  });
  form.querySelector("[name=apply]").addEventListener("click", (event) => {
    event.preventDefault();
    apply();
    quick.focus();
  });
  form.querySelector("[name=rest_present]").addEventListener("click", (event) => {
    event.preventDefault();
    for (const row of rows.values()) if (!statusOf(row)) choose(row, "present");
    refresh();
    quick.focus();
  });
  form.addEventListener("change", refresh);
  form.classList.add("has-script");
  refresh();

  // What was typed and not yet written is not lost by a slip.
  let isWritten = false;
  form.addEventListener("submit", () => (isWritten = true));
  const before = JSON.stringify([...rows.values()].map(statusOf));
  window.addEventListener("beforeunload", (event) => {
    if (!isWritten && JSON.stringify([...rows.values()].map(statusOf)) !== before) event.preventDefault();
  });
})();
