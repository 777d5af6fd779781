// Counters that a thumb can tap, and a form that is kept on the phone while there is no network.
(() => {
  "use strict";

  const REFUSED = "hocai-community-refused";
  const NUMBER = /(?:\d[ .\-]?){8,}\d/;
  const form = document.querySelector(".community-form");
  if (!form) return;
  const box = document.getElementById("community-box");
  const counters = [...form.querySelectorAll(".counter__number")];

  const valueOf = (field) => Math.max(0, Number.parseInt(field.value, 10) || 0);
  const sum = () => counters.reduce((total, field) => total + valueOf(field), 0);
  const showSum = () => (form.querySelector("[data-sum]").textContent = sum());

  form.querySelectorAll(".counter__button, [data-topics]").forEach((part) => (part.hidden = false));
  form.addEventListener("click", (event) => {
    const step = event.target.closest("[data-step]");
    if (step) {
      const field = step.parentElement.querySelector(".counter__number");
      field.value = Math.max(0, valueOf(field) + Number(step.dataset.step)) || "";
      showSum();
    }
    const topic = event.target.closest("[data-topics] button");
    if (topic) form.elements.topic.value = topic.textContent;
  });
  form.addEventListener("input", showSum);
  showSum();

  const say = (text, isDone = false) => {
    box.textContent = text;
    box.hidden = !text;
    box.classList.toggle("is-done", isDone);
  };

  // --- without a network -------------------------------------------------------------------------------------------
  const address = form.dataset.community;
  if (!address || !self.HocaiOutbox || !self.indexedDB) return;

  const newUid = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  };
  const today = () => {
    const now = new Date();
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  };
  // A page that was kept shows the day on which it was kept, and its uid may have been used.
  const freshen = () => {
    form.elements.uid.value = newUid();
    form.elements.on.value = today();
    showSum();
  };
  if (!form.querySelector(".form-errors")) freshen();

  const fieldsOf = () =>
    Object.fromEntries([...new FormData(form)].filter(([name]) => !["csrfmiddlewaretoken", "uid"].includes(name)));

  const fill = (body) => {
    Object.entries(body).forEach(([name, value]) => form.elements[name] && (form.elements[name].value = value));
    form.elements.uid.value = newUid();
    showSum();
  };

  const refusedOnes = () => JSON.parse(localStorage.getItem(REFUSED) || "[]");

  // What the server would not take waits to be corrected: nothing that was counted is lost.
  const offerToMend = (sentence) => {
    const [entry] = refusedOnes();
    if (!entry) return;
    say(`${box.dataset.refused} ${sentence || entry.error} `);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--small";
    button.textContent = box.dataset.mend;
    button.addEventListener("click", () => {
      fill(entry.body);
      localStorage.setItem(REFUSED, JSON.stringify(refusedOnes().slice(1)));
      say("");
      form.elements.topic.focus();
    });
    box.append(button);
  };

  const isOurs = (entry) => /^\/cong-dong\/\d+\/ghi\/$/.test(entry.url);

  const showWaiting = async () => {
    const waiting = (await HocaiOutbox.pending()).filter(isOurs);
    if (waiting.length) say(`${box.dataset.waiting} ${waiting.length}`);
    else if (refusedOnes().length) offerToMend();
  };

  HocaiOutbox.onchange(async (_waiting, answered) => {
    if (!answered || !isOurs(answered)) return;
    if (answered.status >= 400) {
      const refused = { url: answered.url, body: answered.body, error: answered.answer.error };
      localStorage.setItem(REFUSED, JSON.stringify([...refusedOnes(), refused]));
      offerToMend(answered.answer.error);
    } else {
      say(answered.answer.said || "", true);
    }
  });

  const wrong = () => {
    const typed = ["topic", "place", "note", "names"].map((name) => form.elements[name].value).join("\n");
    if (!form.reportValidity()) return " ";
    if (sum() < 1) return box.dataset.nobody;
    return typed.split("\n").some((line) => NUMBER.test(line)) ? box.dataset.number : "";
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const sentence = wrong();
    if (sentence) {
      if (sentence.trim()) say(sentence);
      return box.scrollIntoView({ block: "center" });
    }
    await HocaiOutbox.add(address, { ...fieldsOf(), id: form.elements.uid.value });
    form.reset();
    freshen();
    say(box.dataset.kept);
    box.scrollIntoView({ block: "center" });
    HocaiOutbox.flush().catch(() => {});
  });

  showWaiting();
})();
