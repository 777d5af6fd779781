// Calling the roll by keyboard: 1 to 6 choose a mark and go on to the next person. The page works without this file.
(() => {
  "use strict";

  const form = document.querySelector("[data-rollcall]");
  if (!form) return;
  const groups = [...form.querySelectorAll("[role=radiogroup]")];

  form.addEventListener("keydown", (event) => {
    const group = event.target.closest("[role=radiogroup]");
    if (!group || event.ctrlKey || event.altKey || event.metaKey) return;
    const choice = group.querySelectorAll("input")[Number(event.key) - 1];
    if (!choice) return;
    event.preventDefault();
    choice.checked = true;
    const next = groups[groups.indexOf(group) + 1];
    if (next) (next.querySelector("input:checked") || next.querySelector("input")).focus();
    else choice.focus();
  });

  // A number of tiết missed is asked only of those who came late or left early.
  const showMissed = () => {
    for (const group of groups) {
      const chosen = group.querySelector("input:checked")?.value;
      const missed = group.closest("tr").querySelector(".rollcall__missed");
      missed.classList.toggle("is-unused", chosen !== "late" && chosen !== "left_early");
    }
  };
  form.addEventListener("change", showMissed);
  form.addEventListener("keyup", showMissed);
  showMissed();
})();
