// The page: two phones, the clock, and the stream that tells them what changed.

import { api } from "./api.js";
import { Clock } from "./clock.js";
import { Guide, stepsFor } from "./guide.js";
import { Phone } from "./phone.js";
import { askOpener, welcome } from "./sheets.js";

const SIZES = [15, 16, 18, 20, 22, 25];  // pixels of the page's own text
const RETRY = 1500;  // milliseconds between attempts to find the server again
// How the page is laid out when the window is less than so many letters' widths.
const ROOM = { folded: 80, single: 56, slim: 35 };

/** What the browser remembers of this page. */
const memory = {
  get(name, otherwise) {
    try { return JSON.parse(localStorage.getItem(`hongye.${name}`)) ?? otherwise; } catch { return otherwise; }
  },
  set(name, value) {
    try { localStorage.setItem(`hongye.${name}`, JSON.stringify(value)); } catch { /* a private window forgets */ }
  },
};

// Whoever has heard from the bot has come in: nobody to be invited any more.
const asNow = (person) => (person.incoming && toInvite(person) ? { ...person, hint: "" } : person);
const toInvite = (person) => person.hint.includes("邀请");

class Page {
  constructor() {
    this.people = new Map();
    this.read = memory.get("read", {});  // person → how many of the bot's messages they have seen
    this.phones = [new Phone(this, "左边的手机"), new Phone(this, "右边的手机")];
    this.guide = new Guide(memory);
    this.clock = new Clock((words) => this.phones[0].say(words), () => this.guide.did("拨钟"));
    document.querySelector(".desk").append(...this.phones.map((phone) => phone.node));
    document.querySelector(".help").addEventListener("click", () => this.welcome());
    for (const button of document.querySelectorAll("[data-size]")) {
      button.addEventListener("click", () => this.resize(Number(button.dataset.size)));
    }
    this.resize(0);
    addEventListener("resize", () => this.fit());
    document.addEventListener("visibilitychange", () => this.phones.forEach((phone) => this.saw(phone)));
    this.listen();
  }

  get calendar() { return this.clock.calendar; }
  now() { return this.clock.now(); }
  person(id) { return this.people.get(id); }

  // -- the stream ------------------------------------------------------------------------------

  listen() {
    const stream = new EventSource("/api/changes");
    const offline = document.querySelector(".offline");
    stream.addEventListener("world", (event) => { offline.hidden = true; this.begin(JSON.parse(event.data)); });
    stream.addEventListener("people", (event) => this.changed(JSON.parse(event.data)));
    stream.addEventListener("clock", (event) => {
      this.clock.set(JSON.parse(event.data));
      this.redrawDays();
    });
    stream.addEventListener("error", () => {
      offline.hidden = false;
      // The browser itself gives up for good after some answers; we never do.
      if (stream.readyState === EventSource.CLOSED) setTimeout(() => this.listen(), RETRY);
    });
  }

  /** The whole world: at the first visit, and again whenever the server was away. */
  begin({ bot, people, clock, samples }) {
    this.bot = bot.username;
    this.people = new Map(people.map((person) => [person.user_id, asNow(person)]));
    document.querySelectorAll(".bot-name").forEach((node) => { node.textContent = bot.name; });
    this.clock.set(clock);
    if (people.some((person) => (this.read[person.user_id] ?? 0) > person.incoming)) {
      // Fewer than were read: another world has begun.
      memory.set("step", 0);
      memory.set("guest", null);
    }
    for (const person of people) {
      this.read[person.user_id] = Math.min(this.read[person.user_id] ?? 0, person.incoming);
    }
    const chosen = memory.get("phones", []);
    const ids = people.map((person) => person.user_id);
    this.phones.forEach((phone, index) => {
      phone.composer.drawAttachMenu(samples);
      const wanted = [phone.person, chosen[index], this.first(index), ids[0]].find((id) => this.people.has(id));
      if (wanted === phone.person) phone.refresh();
      else if (wanted != null) phone.show(wanted);
    });
    this.drawOwners();
    // Whom the steps speak of stays the same when he has come in.
    memory.set("guest", memory.get("guest", null) ?? this.guest()?.name);
    this.guide.begin(stepsFor({ sample: samples?.[0]?.name, guest: memory.get("guest", undefined),
      secretary: this.secretary()?.name }));
    if (!memory.get("welcomed", false)) {
      memory.set("welcomed", true);
      this.welcome();
    }
  }

  /** At first the secretary is on the left, and on the right somebody who can still be invited. */
  first(index) {
    const people = [...this.people.values()];
    const secretary = this.secretary() ?? people[0];
    const other = this.guest() ?? people.find((person) => person !== secretary);
    return (index ? other : secretary)?.user_id;
  }

  secretary() { return [...this.people.values()].find((person) => /^(支部)?书记$/.test(person.role)); }

  guest() { return [...this.people.values()].find(toInvite); }

  async welcome() { if (await welcome(this.guide.steps)) this.guide.again(); }

  changed(people) {
    for (const person of people) this.people.set(person.user_id, asNow(person));
    for (const phone of this.phones) {
      if (people.some((person) => person.user_id === phone.person)) phone.refresh();
    }
    this.drawOwners();
  }

  // 「今天」 becomes 「昨天」 when the clock passes midnight.
  redrawDays() {
    const day = this.calendar.day(this.now());
    if (day !== this.day) this.phones.forEach((phone) => phone.refresh());
    this.day = day;
  }

  // -- who is where, and what they have read ---------------------------------------------------

  /** Give a phone to a person; one who is on the other phone changes places. */
  async put(person, phone) {
    const other = this.phones.find((one) => one !== phone);
    if (other.person === person) await other.show(phone.person);
    await phone.show(person);
    memory.set("phones", this.phones.map((one) => one.person));
    this.drawOwners();
  }

  unread(id) { return Math.max(0, (this.people.get(id)?.incoming ?? 0) - (this.read[id] ?? 0)); }

  unreadElsewhere() {
    const shown = this.phones.filter((phone) => phone.visible).map((phone) => phone.person);
    return [...this.people.keys()].filter((id) => !shown.includes(id))
      .reduce((total, id) => total + this.unread(id), 0);
  }

  /** A chat that is in sight has been read. */
  saw(phone) {
    const person = this.people.get(phone.person);
    if (!person || !phone.visible || document.hidden) return;
    if (this.read[phone.person] === person.incoming) return;
    this.read[phone.person] = person.incoming;
    memory.set("read", this.read);
    this.drawOwners();
  }

  drawOwners() {
    for (const phone of this.phones) if (phone.person != null) phone.drawOwner();
    const unread = [...this.people.keys()].reduce((total, id) => total + this.unread(id), 0);
    document.title = `${unread ? `(${unread}) ` : ""}红叶 · 试用间`;
  }

  // -- links between phones ----------------------------------------------------------------------

  async openLink(href, payload, phone) {
    const other = this.phones.find((one) => one !== phone);
    const likely = [other.person, phone.person].map((id) => this.people.get(id)).filter(Boolean);
    const opener = await askOpener({ href, likely, people: [...this.people.values()] });
    if (opener == null) return;
    const target = this.phones.find((one) => one.person === opener && one.visible) ?? (other.visible ? other : phone);
    await this.put(opener, target);
    await target.do(api.start, payload);
  }

  resize(step) {
    const at = Math.max(0, Math.min(SIZES.length - 1, memory.get("size", 1) + step));
    memory.set("size", at);
    document.documentElement.style.fontSize = `${SIZES[at]}px`;
    this.fit();
    for (const button of document.querySelectorAll("[data-size]")) {
      button.disabled = at + Number(button.dataset.size) < 0 || at + Number(button.dataset.size) >= SIZES.length;
    }
  }

  fit() {
    const letters = innerWidth / SIZES[memory.get("size", 1)];
    const wasSingle = document.documentElement.classList.contains("single");
    for (const [name, least] of Object.entries(ROOM)) {
      document.documentElement.classList.toggle(name, letters < least);
    }
    this.phones.forEach((phone) => phone.composer.grow());
    // A phone that comes back into sight is read now.
    if (wasSingle && letters >= ROOM.single) this.phones.forEach((phone) => this.saw(phone));
    this.drawOwners();
  }
}

new Page();
