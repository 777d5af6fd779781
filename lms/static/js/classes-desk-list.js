// The roster of a session on this device: finding people in it, and what has been marked. No network, no page.
(() => {
  "use strict";

  const ATTENDED = new Set(["present", "late", "left_early", "online_present"]);
  const TICKET = /\/diem-danh\/the\/([a-z0-9]{6,16})\/?\s*$/i;
  const SHOWN = 12;

  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("đ", "d");
  const wordsOf = (text) => fold(text).match(/[\p{L}\p{N}]+/gu) || [];

  const personOf = (row, agencies) => {
    const [pk, name, agency, year, ticket, position, awaits] = row;
    const [agencyName, short] = agencies[agency];
    return { pk, name, agency: agencyName, short: wordsOf(short).join(""), year, ticket, position, awaits, words: wordsOf(name) };
  };

  // Lower is nearer; -1 for somebody else. The same rule as on the server.
  const rank = (person, asked) => {
    let sum = 0;
    for (const word of asked) {
      if (person.words.at(-1)?.startsWith(word)) sum += 1;
      else if (person.words.some((name) => name.startsWith(word))) sum += 2;
      else if (person.short.startsWith(word)) sum += 4;
      else return -1;
    }
    return sum;
  };

  class List {
    constructor(listing) {
      this.marks = new Map();
      this.take(listing);
    }

    take(listing) {
      this.people = listing.people.map((row) => personOf(row, listing.agencies));
      this.byPk = new Map(this.people.map((person) => [person.pk, person]));
      this.byTicket = new Map(this.people.filter((person) => person.ticket).map((person) => [person.ticket, person]));
      this.statuses = listing.statuses;
      this.ways = listing.ways;
      listing.marks.forEach((row) => this.mark(row));
      this.claim(listing.claims);
    }

    // Whose taps came too late to count by themselves.
    claim(pks) {
      const before = this.claims?.size;
      this.claims = new Set(pks);
      return before !== this.claims.size;
    }

    // Keeps the mark; true when it says something new.
    mark([pk, status, time, way, mine]) {
      const before = this.marks.get(pk);
      this.marks.set(pk, { status, time, way, mine });
      return before?.status !== status || before?.time !== time;
    }

    isPresent(pk) {
      return ATTENDED.has(this.marks.get(pk)?.status);
    }

    // Somebody's mark that says absent; a slip that was taken back is none.
    isAbsent(pk) {
      return Boolean(this.marks.get(pk)?.status) && !this.isPresent(pk);
    }

    ticketIn(text) {
      const code = (TICKET.exec(text.trim())?.[1] || text.trim()).toLowerCase();
      return this.byTicket.get(code) || null;
    }

    looksLikeTicket(text) {
      return TICKET.test(text.trim());
    }

    search(text) {
      const holder = this.ticketIn(text);
      if (holder) return [holder];
      const asked = wordsOf(text);
      if (!asked.length) return [];
      const found = this.people.map((person) => ({ person, rank: rank(person, asked) })).filter((each) => each.rank >= 0);
      return found.sort((a, b) => a.rank - b.rank || this.isPresent(a.person.pk) - this.isPresent(b.person.pk)).slice(0, SHOWN).map((each) => each.person);
    }
  }

  window.HocaiDeskList = List;
})();
