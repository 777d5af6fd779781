// One person at the desk as a row: who it is, what the book says, and the one button that fits.
(() => {
  "use strict";

  const UNDO_MS = 600000;

  window.HocaiDeskRows = ({ list, words, say, serverNow, waits, onTap, phoneAddress }) => {
    const element = (tag, className, text) => {
      const made = document.createElement(tag);
      if (className) made.className = className;
      if (text) made.textContent = text;
      return made;
    };
    const button = (text, className, work) => {
      const made = element("button", `button ${className}`, text);
      made.type = "button";
      made.addEventListener("click", work);
      return made;
    };

    const markText = (pk) => {
      if (waits(pk)) return words[waits(pk) === "undo" ? "undo_waits" : "waits"];
      const mark = list.marks.get(pk);
      if (!mark?.status) return list.claims.has(pk) ? words.claimed : "";
      return say(list.isPresent(pk) ? "present_at" : "absent_at", { status: list.statuses[mark.status], time: mark.time, way: list.ways[mark.way] });
    };
    const isHere = (pk) => (waits(pk) ? waits(pk) === "mark" : list.isPresent(pk));
    const mayUndo = (pk) => (waits(pk) ? waits(pk) === "mark" : list.isPresent(pk) && serverNow() - (list.marks.get(pk)?.mine || 0) < UNDO_MS);

    const rowOf = (person, { isActive = false, withMore = false } = {}) => {
      const { pk } = person;
      const row = element("li", "desk-row");
      row.classList.toggle("is-present", isHere(pk) && !waits(pk));
      row.classList.toggle("is-waiting", Boolean(waits(pk)) || (list.claims.has(pk) && !isHere(pk)));
      row.classList.toggle("is-absent", !waits(pk) && list.isAbsent(pk));
      row.classList.toggle("is-active", isActive);
      const who = element("div", "desk-row__who");
      who.append(element("strong", "", person.name));
      who.append(element("span", "small muted", [person.agency, person.year || "", person.position, person.awaits ? words.awaits : ""].filter(Boolean).join(" · ")));
      const text = markText(pk);
      if (text) who.append(element("span", "desk-row__mark small", text));
      const actions = element("div", "desk-row__do");
      if (!isHere(pk)) {
        const isSure = list.isAbsent(pk) && !waits(pk);
        actions.append(button(words[isSure ? "mark_sure" : "mark"], "button--primary", () => onTap(person, "mark", isSure ? { sure: true } : {})));
      } else if (mayUndo(pk)) actions.append(button(words.undo, "", () => onTap(person, "undo")));
      if (withMore) {
        const more = element("a", "button button--quiet button--small", words.other_phone);
        more.href = phoneAddress(pk);
        actions.append(more);
      }
      row.append(who, actions);
      return row;
    };

    return { element, button, markText, isHere, rowOf };
  };
})();
