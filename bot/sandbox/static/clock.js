// The bar with the branch's time, and the two ways to move it.

import { api } from "./api.js";
import { Calendar } from "./bubbles.js";
import { askTime } from "./sheets.js";

const DAY = 86_400_000;  // milliseconds
const HINTS = {
  run: "这段时间里该提醒的、该祝贺的，都会按时发生。",
  jump: "就像机器人停了这段时间：看它回来以后怎样补上。",
};

export class Clock {
  constructor(say, moved) {
    this.say = say;
    this.moved = moved;
    this.find = (selector) => document.querySelector(selector);
    this.calendar = new Calendar(null);
    this.face = this.find(".clock-face");
    this.face.addEventListener("click", () => this.open(this.face.getAttribute("aria-expanded") !== "true"));
    this.find(".ways").addEventListener("change", () => this.drawHint());
    this.find(".moves").addEventListener("click", (event) => this.pressed(event.target.closest("button")));
    document.addEventListener("pointerdown", (event) => {
      if (!event.target.closest(".clock, dialog")) this.open(false);
    });
    this.find(".clock").addEventListener("keydown", (event) => { if (event.key === "Escape") this.open(false); });
    this.drawHint();
    setInterval(() => this.draw(), 1000);
  }

  /** Take the server's word for the time; between two words it passes as everywhere. */
  set({ now, zone, walk, failure }) {
    const wasZone = this.zone;
    this.offset = Date.parse(now) - Date.now();
    this.zone = zone;
    this.movable = Boolean(zone);
    if (zone !== wasZone) this.calendar = new Calendar(zone);
    const arrived = this.walk && !walk && !failure;
    if (failure && failure !== this.failure) this.say(failure);
    this.failure = failure;
    this.walk = walk;
    if (arrived) this.say(`现在是${this.words()}`);
    this.draw();
  }

  now() { return new Date(Date.now() + (this.offset ?? 0)); }

  words(at = this.now()) { return `${this.calendar.long(at)} ${this.calendar.time(at)}`; }

  /** On a narrow screen the controls unfold under the face. */
  open(open) {
    this.face.setAttribute("aria-expanded", String(open));
    this.find(".clock").classList.toggle("open", open);
  }

  get way() { return this.find("[name=way]:checked").value; }

  drawHint() { this.find(".way-hint").textContent = HINTS[this.way]; }

  draw() {
    const now = this.walk ? new Date(this.walk.at) : this.now();
    this.find(".clock-day").textContent = this.calendar.long(now);
    this.find(".clock-time").textContent = this.calendar.time(now);
    this.face.disabled = !this.movable;
    this.find(".clock-controls").hidden = !this.movable;
    for (const button of document.querySelectorAll(".moves button")) button.disabled = Boolean(this.walk);
    const strip = this.find(".walk");
    strip.hidden = !this.walk;
    if (!this.walk) return;
    const [from, at, to] = [this.walk.from, this.walk.at, this.walk.to].map((word) => Date.parse(word));
    strip.querySelector("progress").value = (at - from) / (to - from);
    const words = this.walk.way === "jump" ? "停着机，跳到" : "正在走到";
    strip.querySelector("span").textContent = `${this.calendar.time(now)}，${words} ${this.words(new Date(to))}`;
  }

  async pressed(button) {
    if (!button) return;
    const { move, hours } = button.dataset;
    let body = { hours: Number(hours) };
    if (move === "morning") body = { to: `${this.calendar.day(new Date(this.now().getTime() + DAY))}T08:30` };
    if (move === "choose") {
      const now = this.now();
      const chosen = await askTime(`${this.calendar.day(now)}T${this.calendar.time(now)}`);
      if (!chosen) return;
      body = { to: chosen };
    }
    this.open(false);
    try {
      await api.clock({ ...body, way: this.way });
      this.moved();
    } catch (error) {
      this.say(error.message);
    }
  }
}
