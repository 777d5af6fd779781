// The desk at the door: finds in the list on this device, marks by one tap, and merges when the network is there.
// Without this file the same page is a search form.
(() => {
  "use strict";

  const desk = document.querySelector("[data-desk]");
  if (!desk || !window.HocaiOutbox || !window.HocaiDeskList) return;

  const POLL_MS = 5000;
  const KEEP_MS = 120000;
  const UNDO_MS = 600000;
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
  let toSend = 0;
  let hasForeign = false; // taps of a helper who has logged out here
  let waiting = new Map(); // trainee → kind of the last tap that has not been answered

  const { stored, store, serverNow, setClock } = window.HocaiDeskStore(session, listing.at);
  const timeOf = (moment) => new Intl.DateTimeFormat("vi", { hour: "numeric", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" }).format(moment);

  // --- drawing -----------------------------------------------------------------------------------------------------
  const { element, button, markText, isHere, rowOf } = window.HocaiDeskRows({
    list,
    words,
    say,
    serverNow,
    waits: (pk) => waiting.get(pk),
    onTap: (person, kind, further) => tap(person, kind, further),
    phoneAddress: (pk) => desk.dataset.device.replace(/0\/$/, `${pk}/`),
  });

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
    part("claims").hidden = !list.claims.size;
    part("claims").textContent = say("claims", { n: list.claims.size });
    const state = part("state");
    const texts = [say("loaded", { time: timeOf(loadedAt) })];
    if (toSend) texts.push(say("to_send", { n: toSend }));
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
    if (answer.outcome === "claimed") list.claim([...list.claims, body.trainee]);
    if (person && answer.outcome !== "marked") tell(`${person.name}: ${answer.text}`, answer.outcome === "undone" ? "ok" : "warn");
  };

  const waitFor = (entries) => {
    waiting = new Map(entries.map((entry) => [entry.body.trainee, entry.body.kind]));
    toSend = entries.length;
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
    const hasNewClaims = list.claim(news.claims);
    changes.filter((row) => row[1]).forEach((row) => noteRecent(row[0]));
    const hasNewPeople = news.expected !== expected;
    ({ present, expected } = news);
    lastNews = news.at;
    setClock(news.at);
    if (hasNewPeople) list.take(await get(desk.dataset.list));
    return changes.length > 0 || hasNewPeople || hasNewClaims;
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
