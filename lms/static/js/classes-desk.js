// The desk at the door: finds in the list on this device, marks by one tap, and merges when the network is there.
// Without this file the same page is a search form.
(() => {
  "use strict";

  const desk = document.querySelector("[data-desk]");
  if (!desk || !window.HocaiOutbox || !window.HocaiDeskList) return;

  const POLL_MS = 5000;
  const KEEP_MS = 120000;
  const UNDO_MS = 600000;
  const FORGET_MS = 3 * 86400000;
  const RECENT = 8;
  const session = desk.dataset.session;
  const part = (name) => desk.querySelector(`[data-${name}]`);
  const json = (id) => JSON.parse(document.getElementById(id).textContent);
  const words = json("desk-words");
  const listing = json("desk-list");
  const list = new window.HocaiDeskList(listing);
  const field = part("search").querySelector("input");
  const say = (name, values = {}) => words[name].replace(/\{(\w+)\}/g, (_all, key) => values[key]);

  let results = [];
  let active = 0;
  let isOnline = true;
  let mustLogIn = false;
  let loadedAt = listing.at;
  let lastNews = listing.at;
  let expected = listing.expected;
  let present = listing.present;
  let recent = [];
  let hasForeign = false; // taps of a helper who has logged out here
  let waiting = new Map(); // trainee → kind of the last tap that has not been answered

  // --- what stays on the device ------------------------------------------------------------------------------------
  const stored = (name) => {
    try {
      return JSON.parse(localStorage.getItem(`hocai-desk-${name}-${session}`));
    } catch {
      return null;
    }
  };
  const store = (name, value) => {
    try {
      localStorage.setItem(`hocai-desk-${name}-${session}`, JSON.stringify(value));
    } catch {
      // A full or forbidden store: the outbox still has the taps.
    }
  };

  // What other sessions left here goes when nobody has looked at them for days: it names people.
  const forgetOld = () => {
    for (const key of Object.keys(localStorage).filter((each) => each.startsWith("hocai-desk-clock-"))) {
      const isOld = Date.now() - JSON.parse(localStorage.getItem(key)).device > FORGET_MS;
      if (isOld) ["clock", "taps", "problems"].forEach((name) => localStorage.removeItem(key.replace("clock", name)));
    }
  };
  try {
    forgetOld();
  } catch {
    // A forbidden store holds nothing.
  }

  // The server's clock, carried on by what this device has counted since; a page that was kept is older than the last contact.
  let clock = { server: listing.at, device: Date.now(), counted: performance.now() };
  const known = stored("clock");
  if (known && known.server > listing.at) clock = { ...known, counted: null };
  const serverNow = () => {
    const counted = clock.counted === null ? 0 : performance.now() - clock.counted;
    return Math.round(clock.server + Math.max(counted, Date.now() - clock.device, 0));
  };
  const setClock = (server) => {
    clock = { server, device: Date.now(), counted: performance.now() };
    store("clock", clock);
  };
  const timeOf = (moment) => new Intl.DateTimeFormat("vi", { hour: "numeric", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" }).format(moment);

  // --- drawing -----------------------------------------------------------------------------------------------------
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
    if (waiting.has(pk)) return words[waiting.get(pk) === "undo" ? "undo_waits" : "waits"];
    const mark = list.marks.get(pk);
    if (!mark?.status) return "";
    return say(list.isPresent(pk) ? "present_at" : "absent_at", { status: list.statuses[mark.status], time: mark.time, way: list.ways[mark.way] });
  };
  const isHere = (pk) => (waiting.has(pk) ? waiting.get(pk) === "mark" : list.isPresent(pk));
  const mayUndo = (pk) => (waiting.has(pk) ? waiting.get(pk) === "mark" : list.isPresent(pk) && serverNow() - (list.marks.get(pk)?.mine || 0) < UNDO_MS);

  const rowOf = (person, { isActive = false, withMore = false } = {}) => {
    const { pk } = person;
    const row = element("li", "desk-row");
    row.classList.toggle("is-present", isHere(pk) && !waiting.has(pk));
    row.classList.toggle("is-waiting", waiting.has(pk));
    row.classList.toggle("is-absent", !waiting.has(pk) && list.isAbsent(pk));
    row.classList.toggle("is-active", isActive);
    const who = element("div", "desk-row__who");
    who.append(element("strong", "", person.name));
    who.append(element("span", "small muted", [person.agency, person.year || "", person.position, person.awaits ? words.awaits : ""].filter(Boolean).join(" · ")));
    const text = markText(pk);
    if (text) who.append(element("span", "desk-row__mark small", text));
    const actions = element("div", "desk-row__do");
    if (!isHere(pk)) {
      const isSure = list.isAbsent(pk) && !waiting.has(pk);
      actions.append(button(words[isSure ? "mark_sure" : "mark"], "button--primary", () => tap(person, "mark", isSure ? { sure: true } : {})));
    } else if (mayUndo(pk)) actions.append(button(words.undo, "", () => tap(person, "undo")));
    if (withMore) {
      const more = element("a", "button button--quiet button--small", words.other_phone);
      more.href = desk.dataset.device.replace(/0\/$/, `${pk}/`);
      actions.append(more);
    }
    row.append(who, actions);
    return row;
  };

  const drawResults = () => {
    const box = part("results");
    const withMore = results.length > 0 && results.length <= 3;
    box.replaceChildren(...results.map((person, index) => rowOf(person, { isActive: index === active, withMore })));
    if (!results.length && field.value.trim()) box.append(element("li", "desk-empty", words.nobody));
  };
  const drawRecent = () => {
    const people = recent.map((pk) => list.byPk.get(pk)).filter(Boolean);
    part("recent-box").hidden = !people.length || results.length > 0;
    part("recent").replaceChildren(...people.map((person) => rowOf(person)));
  };
  const drawCounts = () => {
    const ahead = [...waiting].filter(([pk, kind]) => kind === "mark" && !list.isPresent(pk)).length;
    part("present").textContent = present + ahead;
    part("expected").textContent = expected;
  };
  const drawState = () => {
    const state = part("state");
    const texts = [say("loaded", { time: timeOf(loadedAt) })];
    if (waiting.size) texts.push(say("to_send", { n: waiting.size }));
    if (hasForeign) texts.push(words.of_another);
    if (mustLogIn) texts.unshift(words.log_in);
    else if (!isOnline) texts.unshift(words.offline);
    state.hidden = false;
    state.classList.toggle("is-offline", !isOnline || mustLogIn);
    if (state.textContent !== texts.join(" · ")) state.textContent = texts.join(" · ");
  };
  const draw = () => [drawResults, drawRecent, drawCounts, drawState].forEach((each) => each());

  const tell = (text, kind = "ok") => {
    const live = part("live");
    live.textContent = text;
    live.className = `desk__flash desk__flash--${kind}`;
  };
  const noteRecent = (pk) => (recent = [pk, ...recent.filter((each) => each !== pk)].slice(0, RECENT));

  // --- taps --------------------------------------------------------------------------------------------------------
  const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

  const flush = async () => {
    await window.HocaiOutbox.flush().catch(() => {});
    // A tap that was made while others were on their way has not been sent with them.
    const left = await window.HocaiOutbox.pending();
    if (left.length && isOnline && !mustLogIn) window.HocaiOutbox.flush().catch(() => {});
  };

  const send = async (body) => {
    const signed = { ...body, by: desk.dataset.helper };
    store("taps", { ...stored("taps"), [body.id]: signed });
    await window.HocaiOutbox.add(desk.dataset.merge, signed);
    flush();
  };

  const tap = async (person, kind, further = {}) => {
    waiting.set(person.pk, kind);
    noteRecent(person.pk);
    tell(say(kind === "mark" ? "said_present" : "said_undo", { name: person.name }));
    field.value = "";
    results = [];
    draw();
    field.focus();
    await send({ id: newId(), kind, trainee: person.pk, made: serverNow(), ...further });
  };

  const card = (text) => {
    const person = list.ticketIn(text);
    if (!person) return tell(words.unknown_card, "bad");
    if (isHere(person.pk)) {
      noteRecent(person.pk);
      draw();
      tell(`${person.name}: ${markText(person.pk)}`, "warn");
      // Once the way out is open, the same card says that its bearer leaves; the server knows.
      if (!waiting.has(person.pk)) send({ id: newId(), kind: "mark", trainee: person.pk, made: serverNow(), way: "card" });
      return undefined;
    }
    return tap(person, "mark", { way: "card" });
  };

  // --- answers -----------------------------------------------------------------------------------------------------
  const drawProblems = () => {
    const problems = stored("problems") || [];
    part("problems").hidden = !problems.length;
    part("problem-list").replaceChildren(...problems.map(problemOf));
  };
  const dismiss = (id) => {
    store("problems", (stored("problems") || []).filter((problem) => problem.id !== id));
    drawProblems();
  };
  const problemOf = (problem) => {
    const row = element("li");
    const person = list.byPk.get(problem.trainee);
    row.append(element("span", "", [person?.name, problem.text].filter(Boolean).join(": ")));
    const actions = element("div", "cluster");
    if (problem.code === "desk_conflict" && person) {
      actions.append(
        button(words.mark_sure, "button--primary", () => {
          dismiss(problem.id);
          tap(person, "mark", { sure: true });
        }),
      );
    }
    actions.append(button(words[problem.code === "desk_conflict" ? "leave_as_is" : "seen"], "", () => dismiss(problem.id)));
    row.append(actions);
    return row;
  };

  const takeAnswer = ({ id, body, status, answer }) => {
    const taps = stored("taps") || {};
    delete taps[id];
    store("taps", taps);
    const person = list.byPk.get(body.trainee);
    if (status < 400 && !answer.outcome) {
      // Another page answered, the one that asks to log in or to agree: the tap is still to be made.
      mustLogIn = true;
      store("taps", { ...taps, [id]: body });
      window.HocaiOutbox.add(desk.dataset.merge, body);
      return;
    }
    if (status >= 400) {
      store("problems", [...(stored("problems") || []), { id, trainee: body.trainee, text: answer.text || words.not_taken, code: answer.code }]);
      drawProblems();
      tell(`${person?.name || ""}: ${answer.text || words.not_taken}`, "bad");
      return;
    }
    if (answer.mark) {
      const before = list.isPresent(body.trainee);
      list.mark(answer.mark);
      present += Number(list.isPresent(body.trainee)) - Number(before);
    }
    if (person && answer.outcome !== "marked") tell(`${person.name}: ${answer.text}`, answer.outcome === "undone" ? "ok" : "warn");
  };

  const waitFor = (entries) => {
    waiting = new Map(entries.map((entry) => [entry.body.trainee, entry.body.kind]));
    hasForeign = entries.some((entry) => entry.body.by && entry.body.by !== desk.dataset.helper);
  };

  window.HocaiOutbox.onchange((entries, answered) => {
    if (answered?.url === desk.dataset.merge) takeAnswer(answered);
    const mine = entries.filter((entry) => entry.url === desk.dataset.merge);
    waitFor(mine);
    draw();
  });

  // What the system has sent while the page was closed is asked for once more: the same tap gives the same answer.
  const askAgain = async () => {
    const entries = await window.HocaiOutbox.pending();
    const there = new Set(entries.map((entry) => entry.id));
    waitFor(entries.filter((entry) => entry.url === desk.dataset.merge));
    for (const body of Object.values(stored("taps") || {})) if (!there.has(body.id)) await window.HocaiOutbox.add(desk.dataset.merge, body);
    draw();
    flush();
  };

  // --- what others do ----------------------------------------------------------------------------------------------
  const get = async (address) => {
    const response = await fetch(address, { credentials: "same-origin", headers: { Accept: "application/json" }, signal: AbortSignal.timeout(15000) });
    mustLogIn = response.redirected;
    if (!response.ok || response.redirected) throw new Error(`${response.status}`);
    return response.json();
  };

  const takeNews = async () => {
    const news = await get(`${desk.dataset.news}?tu=${lastNews}`);
    const changes = news.marks.filter((row) => list.mark(row));
    changes.filter((row) => row[1]).forEach((row) => noteRecent(row[0]));
    const hasNewPeople = news.expected !== expected;
    ({ present, expected } = news);
    lastNews = news.at;
    setClock(news.at);
    if (hasNewPeople) list.take(await get(desk.dataset.list));
    return changes.length > 0 || hasNewPeople;
  };

  let keptAt = 0;
  const download = async () => {
    try {
      list.take(await get(desk.dataset.list));
      await window.HocaiOffline.keep();
      keptAt = Date.now();
      loadedAt = serverNow();
      isOnline = true;
      tell(say("loaded", { time: timeOf(loadedAt) }));
    } catch {
      tell(words.not_loaded, "bad");
    }
    draw();
  };

  const poll = async () => {
    if (document.hidden) return;
    let hasChanged = false;
    try {
      hasChanged = await takeNews();
      if (!isOnline) flush();
      isOnline = true;
    } catch {
      isOnline = mustLogIn;
    }
    if (isOnline && hasChanged && keptAt && Date.now() - keptAt > KEEP_MS) {
      keptAt = Date.now();
      window.HocaiOffline.keep().then(() => (loadedAt = serverNow()), () => {});
    }
    const isTyping = results.length > 0;
    if (hasChanged && isTyping) drawResults();
    [drawRecent, drawCounts, drawState].forEach((each) => each());
  };

  // --- the field ---------------------------------------------------------------------------------------------------
  const sayActive = () => {
    const person = results[active];
    if (person) part("choice").textContent = [person.name, person.agency, markText(person.pk) || words.not_marked].join(", ");
  };
  field.addEventListener("input", () => {
    results = list.search(field.value);
    active = 0;
    drawResults();
    drawRecent();
    sayActive();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      field.value = "";
      results = [];
    } else if (event.key === "ArrowDown") active = Math.min(active + 1, results.length - 1);
    else if (event.key === "ArrowUp") active = Math.max(active - 1, 0);
    else return;
    event.preventDefault();
    drawResults();
    drawRecent();
    sayActive();
  });
  part("search").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (list.looksLikeTicket(text) || list.ticketIn(text)) {
      card(text);
      field.value = "";
      results = [];
      draw();
      return;
    }
    const person = results[active];
    if (!person || text.length < 2) return;
    if (isHere(person.pk)) tell(`${person.name}: ${markText(person.pk)}`, "warn");
    else if (list.isAbsent(person.pk)) tell(`${person.name}: ${markText(person.pk)}. ${words.decide}`, "warn");
    else tap(person, "mark");
  });

  // --- start -------------------------------------------------------------------------------------------------------
  desk.classList.add("has-script");
  part("download").hidden = false;
  part("download").addEventListener("click", download);
  recent = listing.marks.filter((row) => row[4] && serverNow() - row[4] < UNDO_MS).sort((a, b) => b[4] - a[4]).slice(0, RECENT).map((row) => row[0]);
  window.HocaiDesk = { card, tell, words };
  window.addEventListener("offline", () => {
    isOnline = false;
    drawState();
  });
  window.addEventListener("online", poll);
  drawProblems();
  draw();
  askAgain();
  poll();
  setInterval(poll, POLL_MS);
  if (navigator.serviceWorker?.ready) navigator.serviceWorker.ready.then(() => (keptAt = Date.now()), () => {});
  field.focus();
})();
