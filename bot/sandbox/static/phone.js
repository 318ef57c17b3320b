// One phone: whose it is, the chat with the bot on it, and where one was reading.

import { api } from "./api.js";
import { el, itemsOf, reconcile } from "./bubbles.js";
import { Composer, menu } from "./composer.js";
import { ask, avatar, peopleList, showPicture } from "./sheets.js";

const NEAR = 48;  // pixels from the end that still count as being at the end
const EARLIER = 80;  // messages
const LONG = 400;  // messages and days that are kept drawn
const PATIENCE = 5000;  // milliseconds that a pressed button waits for the bot

export class Phone {
  constructor(app, label) {
    this.app = app;
    this.node = document.getElementById("phone").content.firstElementChild.cloneNode(true);
    this.node.setAttribute("aria-label", label);
    this.find = (selector) => this.node.querySelector(selector);
    this.log = this.find(".log");
    this.person = null;
    this.rows = new Map();
    this.reading = new Map();  // person → where they were in the chat
    this.stuck = true;  // to the end of the chat
    this.composer = new Composer(this, this.node, app);
    this.find(".owner").addEventListener("click", () => this.choose(this.find(".people-panel").hidden));
    this.find(".people-panel").addEventListener("keydown", (event) => {
      if (event.key === "Escape") { this.choose(false); this.find(".owner").focus(); }
    });
    this.log.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.log.addEventListener("click", (event) => this.clicked(event));
    this.find(".earlier").addEventListener("click", () => this.refresh(EARLIER));
    this.find(".to-bottom").addEventListener("click", () => this.toEnd(true));
    menu(this.find(".more"), this.find(".more-menu"));
    this.find(".more-menu").addEventListener("click", (event) => {
      const item = event.target.closest("button");
      if (item?.dataset.say) this.do(api.text, item.dataset.say);
      else if (item) this.do(api.block, !this.blocked);
    });
    const keepEnd = new ResizeObserver(() => { if (this.stuck) this.toEnd(); });
    keepEnd.observe(this.log);
    keepEnd.observe(this.find(".rows"));
  }

  get visible() { return this.node.checkVisibility?.() ?? this.node.offsetParent !== null; }

  // -- whose phone ---------------------------------------------------------------------------

  async show(person) {
    this.choose(false);
    if (person === this.person) return;
    if (this.person != null) {
      this.reading.set(this.person, { stuck: this.stuck, top: this.log.scrollTop, oldest: this.oldest });
    }
    this.composer.swap(this.person, person);
    this.person = person;
    const place = this.reading.get(person) ?? { stuck: true, top: 0 };
    this.oldest = place.oldest;
    this.stuck = place.stuck;
    this.newest = null;
    this.fresh = 0;
    this.rows.clear();
    this.find(".rows").replaceChildren();
    this.say("");
    this.drawOwner();
    await this.refresh();
    if (!this.stuck) this.log.scrollTop = place.top;
  }

  drawOwner() {
    const person = this.app.person(this.person);
    if (!person) return;
    this.find(".owner .avatar").replaceWith(avatar(person));
    this.find(".owner-name").textContent = person.name;
    const hint = [...new Set([person.role, person.hint])].filter(Boolean).join(" · ");
    this.find(".owner-hint").textContent = hint;
    const waiting = this.app.unreadElsewhere();
    const badge = this.find(".owner > .badge");
    badge.hidden = !waiting;
    badge.textContent = waiting > 99 ? "99+" : waiting;
    this.find(".owner").setAttribute("aria-label",
      `${person.name}，${hint}。换一个人${waiting ? `，别人有 ${waiting} 条未读` : ""}`);
  }

  choose(open) {
    const panel = this.find(".people-panel");
    if (panel.hidden === !open) return;
    panel.hidden = !open;
    for (const part of this.find(".screen").children) part.inert = open && part !== panel;
    this.find(".owner").setAttribute("aria-expanded", String(open));
    if (open) this.drawPeople();
    else panel.replaceChildren();
  }

  drawPeople() {
    const panel = this.find(".people-panel");
    panel.replaceChildren(peopleList({ people: [...this.app.people.values()], current: this.person,
      unread: (person) => this.app.unread(person), onpick: (person) => this.app.put(person, this) }));
    (panel.querySelector(".search") ?? panel.querySelector("[aria-current]") ?? panel.querySelector("button"))?.focus();
  }

  // -- the chat ------------------------------------------------------------------------------

  /** Fetch the chat and redraw what changed; calls during a fetch become one more fetch. */
  async refresh(more = 0) {
    if (this.person == null) return;
    if (this.fetching) { this.again = true; return; }
    this.fetching = true;
    const person = this.person;
    // A chat that has grown long is cut to its end, unless somebody reads further up.
    if (this.stuck && !more && this.rows.size > LONG) this.oldest = undefined;
    try {
      const chat = await api.chat(person, this.oldest, more);
      if (person === this.person) this.render(chat);
    } catch (error) {
      this.say(error.message);
    } finally {
      this.fetching = false;
      if (this.again || person !== this.person) { this.again = false; this.refresh(); }
    }
  }

  render(chat) {
    const { messages } = chat;
    this.blocked = chat.standing === "blocked";
    this.oldest = messages[0]?.message_id;
    const context = { bot: this.app.bot, file: api.file };
    const anchor = this.stuck ? null : this.anchor();
    reconcile(this.find(".rows"), this.rows, itemsOf(messages, this.app.calendar, this.app.now(), context));
    this.find(".earlier").hidden = !chat.earlier;
    this.find(".empty").hidden = messages.length > 0 || this.blocked;
    this.drawMenu(chat.commands);
    this.find(".bot-state").textContent = this.blocked ? "已停用" : "机器人";
    this.composer.render(chat);
    const newest = messages.at(-1)?.message_id ?? 0;
    if (this.newest != null) {
      const arrived = messages.filter((message) => message.message_id > this.newest);
      // One's own words are always followed, wherever one was reading.
      if (arrived.some((message) => !message.from_bot)) this.stuck = true;
      this.fresh += arrived.filter((message) => message.from_bot).length;
    }
    this.hear(chat.toasts);
    this.newest = newest;
    if (this.stuck) this.toEnd();
    else if (anchor) {
      const node = this.find(`[data-id="${anchor.id}"]`);
      if (node) this.log.scrollTop += node.getBoundingClientRect().top - anchor.top;
    }
    this.drawEnd();
    this.app.saw(this);
  }

  drawMenu(commands) {
    this.find(".more-menu").replaceChildren(
      ...(this.blocked ? [] : commands).map(({ command, description }) => el("button", { type: "button",
        role: "menuitem", "data-say": `/${command}` }, el("span", {}, description), el("small", {}, `/${command}`))),
      el("button.block", { type: "button", role: "menuitem" }, this.blocked ? "重新启用机器人" : "停用机器人"),
    );
  }

  /** The first message in sight: it stays where it is, whatever changes above it. */
  anchor() {
    const edge = this.log.getBoundingClientRect().top;
    for (const node of this.find(".rows").children) {
      const box = node.getBoundingClientRect();
      // By its id, because the node itself may be redrawn.
      if (box.bottom > edge && node.dataset.id) return { id: node.dataset.id, top: box.top };
    }
    return null;
  }

  /** How large the chat and its window are: what changes this also scrolls, without anybody's hand. */
  get shape() { return `${this.log.clientWidth} ${this.log.clientHeight} ${this.log.scrollHeight}`; }

  scrolled() {
    // The news of a scroll comes after the next layout, and before the observer that would keep the end.
    if (this.stuck && this.shape !== this.atEnd) return this.toEnd();
    const { scrollHeight, scrollTop, clientHeight } = this.log;
    this.stuck = scrollHeight - scrollTop - clientHeight < NEAR;
    this.drawEnd();
  }

  toEnd(smooth = false) {
    this.stuck = true;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.log.scrollTo({ top: this.log.scrollHeight, behavior: smooth && !calm ? "smooth" : "instant" });
    this.atEnd = this.shape;
    this.drawEnd();
  }

  drawEnd() {
    if (this.stuck) this.fresh = 0;
    const button = this.find(".to-bottom");
    button.hidden = this.stuck;
    button.dataset.fresh = this.fresh || "";
  }

  // -- what is pressed in the chat -------------------------------------------------------------

  async clicked(event) {
    const target = event.target.closest("[data-press], [data-start], [data-picture], [data-copy], [data-say], .spoiler");
    if (!target) return;
    const { dataset } = target;
    if (dataset.press != null) await this.press(target);
    else if (dataset.start != null) {
      event.preventDefault();
      await this.app.openLink(target.href, dataset.start, this);
    } else if (dataset.picture) showPicture(dataset.picture);
    else if (dataset.copy != null) {
      await navigator.clipboard?.writeText(dataset.copy);
      this.say("已复制");
    } else if (dataset.say) await this.do(api.text, dataset.say);
    else target.classList.add("open");
  }

  async press(button) {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    const done = () => button.removeAttribute("aria-busy");
    if (!await this.do(api.press, Number(button.dataset.message), button.dataset.press)) return done();
    this.app.guide.did(button.textContent);
    setTimeout(done, PATIENCE);
  }

  /** What the bot answered to presses: a line that goes by itself, or an alert to close. */
  hear(toasts) {
    const news = this.newest == null ? [] : toasts.filter((toast) => !this.heard.has(toast.query_id));
    this.heard = new Set(toasts.map((toast) => toast.query_id));
    for (const button of this.node.querySelectorAll("[aria-busy=true]")) button.removeAttribute("aria-busy");
    for (const { text, show_alert: alert } of news) {
      if (alert) ask({ title: text, actions: [{ text: "知道了", main: true }] });
      else this.say(text);
    }
  }

  /** Do something as this person; true when it went through. */
  async do(act, ...args) {
    try {
      await act(this.person, ...args);
      if (act === api.text) this.app.guide.did(args[0]);
      if (act === api.contact) this.app.guide.did("名片");
      return true;
    } catch (error) {
      this.say(error.message);
      return false;
    }
  }

  say(words) {
    const toast = this.find(".toast");
    toast.textContent = words;
    toast.hidden = !words;
    clearTimeout(this.saying);
    if (words) this.saying = setTimeout(() => { toast.hidden = true; }, 2500 + 80 * words.length);
  }
}
