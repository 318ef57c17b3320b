// The foot of a phone: writing, attaching, dropping files, and the bot's reply keyboard.

import { api } from "./api.js";
import { bytes, el } from "./bubbles.js";
import { askFiles, askOwnContact, askPerson } from "./sheets.js";

/** Open and close a small menu with a button, Escape, or a click elsewhere. */
export function menu(button, panel) {
  const show = (open) => {
    panel.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    if (open) panel.querySelector("button")?.focus();
  };
  button.addEventListener("click", () => show(panel.hidden));
  panel.addEventListener("click", (event) => { if (event.target.closest("button")) show(false); });
  document.addEventListener("pointerdown", (event) => {
    if (!panel.hidden && !panel.contains(event.target) && !button.contains(event.target)) show(false);
  });
  panel.addEventListener("keydown", (event) => {
    const items = [...panel.querySelectorAll("button")];
    const at = items.indexOf(document.activeElement);
    if (event.key === "Escape") { show(false); button.focus(); }
    else if (event.key === "ArrowDown") items[(at + 1) % items.length].focus();
    else if (event.key === "ArrowUp") items[(at - 1 + items.length) % items.length].focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

export class Composer {
  constructor(phone, root, app) {
    this.phone = phone;
    this.app = app;
    this.find = (selector) => root.querySelector(selector);
    this.field = this.find("textarea");
    this.keys = this.find(".keys");
    this.drafts = new Map();
    this.putAway = new Map();  // person → the keyboard that was folded away, as JSON
    this.find(".composer").addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
    this.field.addEventListener("keydown", (event) => {
      // While a Chinese word is being composed, Enter belongs to the input method.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.send();
    });
    this.field.addEventListener("input", () => this.grow());
    this.field.addEventListener("paste", (event) => {
      const files = [...event.clipboardData.files];
      if (files.length) { event.preventDefault(); this.offer(files); }
    });
    this.find(".start").addEventListener("click", () => this.phone.do(api.start));
    this.find(".unblock").addEventListener("click", () => this.phone.do(api.block, false));
    this.find(".keys-toggle").addEventListener("click", () => this.toggleKeys());
    this.keys.addEventListener("click", (event) => this.key(event.target.closest("button")));
    menu(this.find(".attach"), this.find(".attach-menu"));
    this.acceptDrops(this.find(".screen"), this.find(".drop"));
  }

  /** Show what fits the chat: start, unblock, or writing with the bot's keyboard. */
  render({ messages, keyboard, standing }) {
    const blocked = standing === "blocked";
    const gone = standing === "deactivated";
    const empty = messages.length === 0;
    const started = !empty || standing === "member";
    this.find(".start").hidden = !empty || blocked || gone;
    this.find(".gone").hidden = !gone;
    this.find(".unblock").hidden = !blocked;
    this.find(".composer").hidden = !started || blocked || gone;
    this.keyboard = started && !blocked && !gone && keyboard?.keyboard?.length ? keyboard : null;
    const drawn = JSON.stringify(this.keyboard);
    if (drawn !== this.drawn) this.drawKeys(drawn);
    this.field.placeholder = this.keyboard?.input_field_placeholder || "写消息";
    this.showKeys();
  }

  drawKeys(drawn) {
    this.drawn = drawn;
    this.keys.replaceChildren(...(this.keyboard?.keyboard ?? []).map((row, y) => el("div.key-row", {},
      ...row.map((button, x) => el("button.key", { type: "button", "data-at": `${y} ${x}` }, button.text ?? button)))));
    this.keys.classList.toggle("resized", Boolean(this.keyboard?.resize_keyboard));
  }

  showKeys() {
    const folded = this.putAway.get(this.phone.person) === this.drawn;
    this.keys.hidden = !this.keyboard || folded;
    const toggle = this.find(".keys-toggle");
    toggle.hidden = !this.keyboard;
    toggle.setAttribute("aria-pressed", String(!this.keys.hidden));
  }

  toggleKeys() {
    this.putAway.set(this.phone.person, this.keys.hidden ? null : this.drawn);
    this.showKeys();
  }

  async key(button) {
    if (!button) return;
    const [y, x] = button.dataset.at.split(" ").map(Number);
    const wanted = this.keyboard.keyboard[y][x];
    if (wanted.request_contact) {
      const person = this.app.person(this.phone.person);
      if (!await askOwnContact(person)) return;
      await this.phone.do(api.contact);
    } else {
      await this.phone.do(api.text, wanted.text ?? wanted);
    }
    // Telegram folds a one-time keyboard after its use; it can still be unfolded.
    if (this.keyboard?.one_time_keyboard) { this.putAway.set(this.phone.person, this.drawn); this.showKeys(); }
  }

  async send() {
    const text = this.field.value.trim();
    if (!text) return;
    this.field.value = "";
    this.grow();
    if (!await this.phone.do(api.text, text) && !this.field.value) { this.field.value = text; this.grow(); }
  }

  /** Fit the field to what is written, and to the size of the letters. */
  grow() {
    this.field.style.height = "auto";
    // Out of sight it has no height that could be taken.
    if (this.field.scrollHeight) this.field.style.height = `${this.field.scrollHeight}px`;
  }

  /** Keep what was being written for the person who is put away, bring back the other's. */
  swap(from, to) {
    if (from != null) this.drafts.set(from, this.field.value);
    this.field.value = this.drafts.get(to) ?? "";
    this.drawn = undefined;
    this.grow();
  }

  // -- attachments ---------------------------------------------------------------------------

  drawAttachMenu(samples) {
    const item = (words, act, hint) => el("button", { type: "button", role: "menuitem", onclick: act },
      el("span", {}, words), hint ? el("small", {}, hint) : null);
    const pick = (accept) => () => {
      const input = el("input", { type: "file", multiple: true, accept });
      input.addEventListener("change", () => this.offer([...input.files]));
      input.click();
    };
    this.find(".attach-menu").replaceChildren(
      ...samples.map(({ name, size }) => item(name, () => this.phone.do(api.sample, name), `样例 · ${bytes(size)}`)),
      item("图片", pick("image/png,image/jpeg,image/gif")),
      item("文件", pick(null)),
      item("我的名片", () => this.ownContact()),
      item("别人的名片…", () => this.othersContact()),
    );
  }

  async ownContact() {
    if (await askOwnContact(this.app.person(this.phone.person))) this.phone.do(api.contact);
  }

  async othersContact() {
    const me = this.phone.person;
    const people = [...this.app.people.values()].filter((person) => person.user_id !== me);
    const whose = await askPerson({ title: "发谁的名片？", people });
    if (whose != null) this.phone.do(api.contact, whose);
  }

  async offer(files) {
    if (!files.length) return;
    const chosen = await askFiles(files);
    if (!chosen) return;
    const album = files.length > 1 ? String(Date.now()) : "";
    for (const [index, file] of files.entries()) {
      const caption = index ? "" : chosen.caption;
      if (!await this.phone.do(api.upload, file, { photo: chosen.photo, caption, album })) return;
    }
  }

  acceptDrops(screen, veil) {
    const carries = (event) => event.dataTransfer?.types.includes("Files");
    screen.addEventListener("dragover", (event) => {
      if (!carries(event)) return;
      event.preventDefault();
      veil.hidden = false;
    });
    screen.addEventListener("dragleave", (event) => {
      if (!screen.contains(event.relatedTarget)) veil.hidden = true;
    });
    screen.addEventListener("drop", (event) => {
      veil.hidden = true;
      if (!carries(event)) return;
      event.preventDefault();
      this.offer([...event.dataTransfer.files]);
    });
  }
}
