// Ticking people off quickly, and copying a text. The pages work without this file.
(() => {
  "use strict";

  document.querySelectorAll("[data-needs-script]").forEach((part) => (part.hidden = false));

  for (const button of document.querySelectorAll("[data-copy]")) {
    button.addEventListener("click", async () => {
      const field = document.getElementById(button.dataset.copy);
      try {
        await navigator.clipboard.writeText(field.value);
        button.textContent = button.dataset.copied;
      } catch {
        field.select(); // the browser forbids it: Ctrl+C copies what is chosen
      }
    });
  }

  const form = document.querySelector("[data-hand-over]");
  const find = form?.querySelector("#find");
  if (!find) return;

  // As the site searches: without marks, đ as d.
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("đ", "d");
  const rows = [...form.querySelectorAll("[data-row]")].map((row) => ({
    row,
    text: plain(row.dataset.row),
    box: row.querySelector("input[type=checkbox]"),
  }));
  const counter = form.querySelector("[data-counter]");
  const shown = () => rows.filter(({ row }) => !row.hidden);

  const count = () => {
    const n = rows.filter(({ box }) => box?.checked).length;
    counter.textContent = n ? counter.dataset.text.replace("{n}", n) : "";
  };
  const narrow = () => {
    const words = plain(find.value).split(/\s+/).filter(Boolean);
    for (const { row, text } of rows) row.hidden = !words.every((word) => text.includes(word));
  };

  find.addEventListener("input", narrow);
  find.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const first = find.value.trim() && shown().find(({ box }) => box && !box.checked);
    if (!first) return;
    first.box.checked = true;
    find.value = "";
    narrow();
    count();
    first.row.scrollIntoView({ block: "nearest" });
  });
  form.querySelector("[data-tick-all]").addEventListener("click", () => {
    for (const { box } of shown()) if (box) box.checked = true;
    count();
  });
  form.addEventListener("change", count);
  count();
})();
