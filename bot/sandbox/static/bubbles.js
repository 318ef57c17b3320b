// One message of a chat as an element: pure functions of Telegram's JSON, no state.

const DAY = 86_400_000;

/** Make an element: el("b.name", { title: "…" }, "text", child). */
export function el(what, attributes = {}, ...children) {
  const [tag, ...classes] = what.split(".");
  const node = document.createElement(tag);
  if (classes.length) node.className = classes.join(" ");
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value == null) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child != null && child !== ""));
  return node;
}

/** Dates and times as the branch sees them; `zone` is an IANA name. */
export class Calendar {
  constructor(zone) {
    const make = (options) => new Intl.DateTimeFormat("zh-CN", { timeZone: zone || undefined, ...options });
    this.clock = make({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    this.date = make({ month: "long", day: "numeric", weekday: "long" });
    this.dateOfYear = make({ year: "numeric", month: "long", day: "numeric", weekday: "long" });
    this.numbers = new Intl.DateTimeFormat("en-CA", { timeZone: zone || undefined });
  }

  time(at) { return this.clock.format(at); }
  day(at) { return this.numbers.format(at); }  // 2026-12-01
  long(at) { return spaced(this.date.format(at)); }

  /** The words between two days of a chat: 今天, 昨天, or the date. */
  separator(at, now) {
    const day = this.day(at);
    if (day === this.day(now)) return "今天";
    if (day === this.day(new Date(now - DAY))) return "昨天";
    return spaced((day.slice(0, 4) === this.day(now).slice(0, 4) ? this.date : this.dateOfYear).format(at));
  }
}

const spaced = (date) => date.replace("日星期", "日 星期");

/** What `reconcile` puts into a chat: separators, messages, and albums as one. */
export function itemsOf(messages, calendar, now, context) {
  const items = [];
  let day = "";
  for (const group of groups(messages)) {
    const [first] = group;
    const at = new Date(first.date * 1000);
    if (calendar.day(at) !== day) {
      day = calendar.day(at);
      const words = calendar.separator(at, now);
      items.push({ key: `day ${day}`, sig: words, make: () => el("div.day", {}, el("span", {}, words)) });
    }
    const before = items.at(-1);
    const follows = before?.mine === !first.from_bot;
    items.push({
      key: `message ${first.message_id}`,
      sig: JSON.stringify([group, follows]),
      mine: !first.from_bot,
      make: () => bubble(group, follows, calendar, context),
    });
  }
  return items;
}

function groups(messages) {
  const found = [];
  for (const message of messages) {
    const album = message.media_group_id;
    const last = found.at(-1);
    if (album && last?.[0].media_group_id === album && last[0].from_bot === message.from_bot) last.push(message);
    else found.push([message]);
  }
  return found;
}

/** Make `parent`'s children the items, touching only what is new, changed or gone. */
export function reconcile(parent, known, items) {
  const wanted = new Set(items.map((item) => item.key));
  for (const [key, row] of known) {
    if (!wanted.has(key)) { row.node.remove(); known.delete(key); }
  }
  let cursor = parent.firstElementChild;
  for (const { key, sig, make } of items) {
    const row = known.get(key);
    let node = row?.node;
    if (row?.sig !== sig) {
      const fresh = make();
      if (node) {
        const focused = [...node.querySelectorAll("button, a")].indexOf(document.activeElement);
        if (node === cursor) cursor = fresh;
        node.replaceWith(fresh);
        fresh.classList.add("redrawn");
        if (focused >= 0) fresh.querySelectorAll("button, a")[focused]?.focus({ preventScroll: true });
      }
      node = fresh;
      known.set(key, { sig, node });
    }
    if (node === cursor) cursor = cursor.nextElementSibling;
    else parent.insertBefore(node, cursor);
  }
}

function bubble(group, follows, calendar, context) {
  const [first] = group;
  const mine = !first.from_bot;
  const captioned = group.find((message) => message.caption) ?? first;
  const said = captioned.text ?? captioned.caption ?? "";
  // Of a followed invitation link a chat shows no more than this, as Telegram does.
  const words = mine && /^\/start \S+$/.test(said) ? "/start" : said;
  const entities = captioned.entities ?? captioned.caption_entities ?? [];
  const edited = group.some((message) => message.edited);
  const meta = el("span.meta", {}, edited ? "已编辑 " : "", calendar.time(new Date(first.date * 1000)));
  const box = el("div.bubble");
  if (first.reply_to_message) {
    const quoted = first.reply_to_message;
    box.append(el("div.quote", {}, quoted.text ?? quoted.caption ?? "[图片或文件]"));
  }
  const shown = media(group, context);
  box.append(...shown);
  if (words) box.append(el("div.words", {}, rich(words, entities, context), meta));
  else box.append(el("div.words.bare", {}, meta));
  if (!words && !shown.length) box.firstChild.prepend("[这里显示不了这种消息]");
  const scan = first.photo && startLinkIn(words, entities, context);
  if (scan) box.append(el("a.scan", { href: scan.href, "data-start": scan.payload }, "用手机扫这个二维码"));
  const node = el(`div.message.${mine ? "mine" : "theirs"}`, { "data-id": first.message_id }, box);
  if (follows) node.classList.add("follows");
  if (group.some((message) => message.photo)) node.classList.add("pictured");
  const keyboard = first.reply_markup?.inline_keyboard;
  if (keyboard?.length) {
    node.classList.add("asking");
    node.append(buttons(first, keyboard, context));
  }
  return node;
}

function buttons(message, keyboard, context) {
  return el("div.buttons", {}, ...keyboard.map((row) => el("div.button-row", {}, ...row.map((button) => {
    if (button.url) {
      const start = startOf(button.url, context);
      return el("a.key", { href: button.url, target: "_blank", rel: "noopener noreferrer",
        "data-start": start }, button.text, el("span.away", { "aria-hidden": "true" }, "↗"));
    }
    if (button.copy_text) return el("button.key", { type: "button", "data-copy": button.copy_text.text }, button.text);
    return el("button.key", { type: "button", "data-press": button.callback_data,
      "data-message": message.message_id }, button.text);
  }))));
}

function media(group, context) {
  const photos = group.filter((message) => message.photo);
  const shown = [];
  if (photos.length) {
    const grid = el(`div.photos.of${Math.min(photos.length, 4)}`);
    for (const message of photos) grid.append(picture(message, photos.length > 1, context));
    shown.push(grid);
  }
  for (const message of group) {
    if (message.document) shown.push(paper(message.document, context));
    const sound = message.voice ?? message.audio;
    if (sound) {
      shown.push(el("audio.voice", { controls: true, preload: "metadata",
        src: context.file(sound.file_id), "aria-label": "语音" }));
    }
    if (message.video) {
      shown.push(el("video.film", { controls: true, preload: "metadata", src: context.file(message.video.file_id) }));
    }
    if (message.contact) shown.push(card(message.contact));
  }
  return shown;
}

function picture(message, cropped, context) {
  const size = message.photo.at(-1);
  const image = el("img", { src: context.file(size.file_id), alt: message.caption || "图片",
    width: size.width || null, height: size.height || null });
  const button = el("button.photo", { type: "button", "data-picture": context.file(size.file_id),
    "aria-label": "放大图片" }, image);
  // The box has its height before the picture has come, so that nothing jumps.
  if (!cropped && size.width && size.height) button.style.aspectRatio = `${size.width} / ${size.height}`;
  return button;
}

function paper(file, context) {
  const name = file.file_name || "文件";
  const kind = name.includes(".") ? name.split(".").at(-1).slice(0, 4).toUpperCase() : "";
  return el("a.paper", { href: `${context.file(file.file_id)}?download`, download: name, title: `下载 ${name}` },
    el("span.paper-kind", { "aria-hidden": "true" }, kind),
    el("span.paper-words", {}, el("b", {}, name), el("small", {}, `${bytes(file.file_size ?? 0)} · 点这里下载`)));
}

function card(contact) {
  const name = [contact.last_name, contact.first_name].filter(Boolean).join("");
  return el("div.card", {}, el("span.avatar", {}, name.slice(0, 1)),
    el("span", {}, el("b", {}, name), el("small", {}, contact.phone_number)));
}

export function bytes(count) {
  if (count < 1024) return `${count} 字节`;
  if (count < 1024 * 1024) return `${Math.round(count / 1024)} KB`;
  return `${(count / 1024 / 1024).toFixed(1)} MB`;
}

// -- text with its entities ------------------------------------------------------------------

const PLAIN = { bold: "b", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote", hashtag: "span", cashtag: "span", mention: "span" };

/** Telegram counts in UTF-16 code units, and so do JavaScript's strings. */
function rich(text, entities, context) {
  const queue = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return nested(text, queue, 0, text.length, context, true);
}

function nested(text, queue, from, to, context, linkify) {
  const piece = document.createDocumentFragment();
  const plain = (start, end) => {
    if (start < end) piece.append(linkify ? linked(text.slice(start, end), context) : text.slice(start, end));
  };
  let at = from;
  while (queue.length && queue[0].offset < to) {
    const entity = queue.shift();
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    if (end <= start) continue;
    plain(at, start);
    const [node, inner] = element(entity, text.slice(start, end), context);
    node.append(nested(text, queue, start, end, context, linkify && inner));
    piece.append(node);
    at = end;
  }
  plain(at, to);
  return piece;
}

/** The element of an entity, and whether links may be found inside it. */
function element(entity, words, context) {
  switch (entity.type) {
    case "text_link": return [link(entity.url, context), false];
    case "url": return [link(words.includes("://") ? words : `https://${words}`, context), false];
    case "email": return [el("a", { href: `mailto:${words}` }), false];
    case "phone_number": return [el("a", { href: `tel:${words.replace(/[^\d+]/g, "")}` }), false];
    case "bot_command": return [el("button.command", { type: "button", "data-say": words }), false];
    case "spoiler": return [el("span.spoiler", { tabindex: "0", title: "点一下看" }), true];
    default: return [el(PLAIN[entity.type] ?? "span"), !["code", "pre"].includes(entity.type)];
  }
}

/** Links and commands that nobody marked are still links to a reader. */
function linked(text, context) {
  const piece = document.createDocumentFragment();
  let at = 0;
  for (const found of text.matchAll(/(?:https?:\/\/|\bt\.me\/)[\w\-./?=&%#~+:@]*[\w/=]|(?<![\w/])\/[a-z]\w{1,31}(?![\w/])/g)) {
    piece.append(text.slice(at, found.index));
    const [words] = found;
    const node = words.startsWith("/") ? el("button.command", { type: "button", "data-say": words })
      : link(words.includes("://") ? words : `https://${words}`, context);
    node.append(words);
    piece.append(node);
    at = found.index + words.length;
  }
  piece.append(text.slice(at));
  return piece;
}

function link(url, context) {
  // Whatever a message says, only a page of the web is ever opened by it.
  const safe = /^(https?|tg|mailto|tel):/i.test(url) ? url : "#";
  return el("a", { href: safe, target: "_blank", rel: "noopener noreferrer", "data-start": startOf(url, context) });
}

/** The payload of a link that starts the bot, or null: https://t.me/bot?start=… */
export function startOf(url, context) {
  const found = /^(?:https?:\/\/)?(?:t|telegram)\.me\/(\w+)(?:\?(.*))?$/i.exec(url);
  if (!found || (context.bot && found[1].toLowerCase() !== context.bot.toLowerCase())) return null;
  return new URLSearchParams(found[2] ?? "").get("start") ?? "";
}

function startLinkIn(words, entities, context) {
  const urls = entities.filter((entity) => entity.url).map((entity) => entity.url);
  urls.push(...(words.match(/(?:https?:\/\/)?t\.me\/\w+\?start=[\w-]+/g) ?? []));
  for (const href of urls) {
    const payload = startOf(href, context);
    if (payload) return { href, payload };
  }
  return null;
}
