// What lies over the phones for a moment: questions, lists of people, a picture, the welcome.

import { bytes, el } from "./bubbles.js";

const COLOURS = ["#8a2f27", "#5a5730", "#2c5d59", "#474879", "#7d521c", "#6d3f63", "#3d5a34", "#5c4a3a"];

/** The round sign of a person: the family name on a colour of their own. */
export function avatar(person) {
  const node = el("span.avatar", { "aria-hidden": "true" }, person.name.slice(0, 1));
  const sum = [...person.name].reduce((total, letter) => total + letter.codePointAt(0), 0);
  node.style.background = COLOURS[sum % COLOURS.length];
  return node;
}

/** Ask in a dialog; resolves with the pressed action's value, null when it is closed. */
export function ask({ title, body = [], actions = [], kind = "" }) {
  return new Promise((resolve) => {
    const dialog = el(`dialog.sheet${kind && `.${kind}`}`, { "aria-label": title });
    const close = (value) => { resolve(value); dialog.close(); };
    const content = body.map((part) => (typeof part === "function" ? part(close) : part));
    dialog.append(
      el("h2", {}, title),
      el("div.sheet-body", {}, ...content),
      el("div.actions", {}, ...actions.map(({ text, value, main }) => el(
        `button.action${main ? ".main" : ""}`, { type: "button", autofocus: main,
          onclick: () => close(typeof value === "function" ? value() : value) }, text))),
    );
    dialog.addEventListener("click", (event) => { if (event.target === dialog) close(null); });
    dialog.addEventListener("close", () => { resolve(null); dialog.remove(); });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** A searchable list of people; those with unread messages first, the others in their order. */
export function peopleList({ people, unread = () => 0, current = null, onpick }) {
  const list = el("ul.people-list");
  const none = el("p.none", { hidden: true }, "没有找到这个人。");
  const search = el("input.search", { type: "search", placeholder: "找人：姓名、身份、电话",
    "aria-label": "找人", autocomplete: "off" });
  const rows = [...people]
    .sort((a, b) => Boolean(unread(b.user_id)) - Boolean(unread(a.user_id)))
    .map((person) => {
      const count = unread(person.user_id);
      const words = [person.hint === person.role ? "" : person.hint, person.last?.text].filter(Boolean);
      return {
        found: `${person.name} ${person.role} ${person.hint} ${person.phone}`.toLowerCase(),
        node: el("li", {}, el("button.person", { type: "button", "data-person": person.user_id,
          "aria-current": person.user_id === current && "true", onclick: () => onpick(person.user_id) },
          avatar(person),
          el("span.person-words", {},
            el("span", {}, el("b", {}, person.name), el("em.role", {}, person.role)),
            el("small", {}, words.length ? words.join(" · ") : "还没有消息")),
          count ? el("span.badge", { "aria-label": `${count} 条未读` }, count > 99 ? "99+" : `${count}`) : null)),
      };
    });
  list.append(...rows.map((row) => row.node));
  search.addEventListener("input", () => {
    const wanted = search.value.trim().toLowerCase();
    for (const row of rows) row.node.hidden = !row.found.includes(wanted);
    none.hidden = rows.some((row) => !row.node.hidden);
  });
  const box = el("div.people", {}, people.length > 7 ? search : null, list, none);
  box.addEventListener("keydown", (event) => move(event, box, search));
  return box;
}

/** Arrow keys walk through the people, Enter in the search takes the first one found. */
function move(event, box, search) {
  const shown = [...box.querySelectorAll("li:not([hidden]) .person")];
  const at = shown.indexOf(document.activeElement);
  if (event.key === "ArrowDown") shown[Math.min(at + 1, shown.length - 1)]?.focus();
  else if (event.key === "ArrowUp") (at > 0 ? shown[at - 1] : search).focus();
  else if (event.key === "Enter" && event.target === search) shown[0]?.click();
  else return;
  event.preventDefault();
}

/** Who opens this link: the likely persons as large buttons, everybody else below. */
export function askOpener({ href, likely, people }) {
  return ask({
    title: "这条链接由谁的手机打开？",
    kind: "tall",
    body: [
      el("p.link", {}, href),
      (close) => el("div.likely", {}, ...likely.map((person, index) => el(
        `button.action.who${index ? "" : ".main"}`, { type: "button", autofocus: !index,
          "data-opener": person.user_id, onclick: () => close(person.user_id) },
        avatar(person), el("span", {}, el("b", {}, person.name), el("small", {}, person.role || person.hint))))),
      el("p.or", {}, "或者换一个人："),
      (close) => peopleList({ people: people.filter((one) => !likely.includes(one)), onpick: close }),
    ],
    actions: [{ text: "先不打开", value: null }],
  });
}

export function askPerson({ title, people }) {
  return ask({ title, kind: "tall", body: [(close) => peopleList({ people, onpick: close })],
    actions: [{ text: "取消", value: null }] });
}

export function askOwnContact(person) {
  return ask({
    title: "把您的手机号码发给机器人？",
    body: [el("p", {}, `机器人会收到：${person.name}，${person.phone || "（没有号码）"}`)],
    actions: [{ text: "不发", value: null }, { text: "发送", value: true, main: true }],
  });
}

/** Look at files before they go; resolves with {photo, caption} or null. */
export function askFiles(files) {
  const pictures = files.every((file) => /^image\/(png|jpeg|gif)$/.test(file.type));
  const asFile = el("input", { type: "checkbox" });
  const caption = el("textarea.caption", { rows: "1", placeholder: "加一句说明（可以不写）", "aria-label": "说明" });
  const shown = files.slice(0, 6).map((file) => {
    if (!pictures) return el("p.file", {}, el("b", {}, file.name), el("small", {}, bytes(file.size)));
    const url = URL.createObjectURL(file);
    return el("img", { src: url, alt: file.name, onload: () => URL.revokeObjectURL(url) });
  });
  return ask({
    title: files.length > 1 ? `发送 ${files.length} 个${pictures ? "图片" : "文件"}` : pictures ? "发送图片" : "发送文件",
    body: [
      el(`div.preview${pictures ? ".pictures" : ""}`, {}, ...shown),
      pictures ? el("label.check", {}, asFile, "作为文件发送（不当照片）") : null,
      caption,
    ].filter(Boolean),
    actions: [
      { text: "取消", value: null },
      { text: "发送", main: true, value: () => ({ photo: pictures && !asFile.checked, caption: caption.value.trim() }) },
    ],
  });
}

/** A date and time in the branch's zone, as the browser's own field gives it. */
export function askTime(value) {
  const field = el("input.when", { type: "datetime-local", value, min: value, required: true, "aria-label": "日期和时间" });
  return ask({
    title: "把支部的钟拨到",
    body: [field],
    actions: [{ text: "取消", value: null }, { text: "就到这时候", main: true, value: () => field.value || null }],
  });
}

export function showPicture(url) {
  const dialog = el("dialog.viewer", { "aria-label": "图片" }, el("img", { src: url, alt: "图片" }),
    el("a.action", { href: `${url}?download`, download: "" }, "保存"),
    el("button.action", { type: "button", autofocus: true, onclick: () => dialog.close() }, "关闭"));
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.tagName === "IMG") dialog.close();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/** What this is, and what to try first; comes by itself only once. */
export function welcome(steps) {
  return ask({
    title: "欢迎来到红叶试用间",
    kind: "welcome",
    body: [
      el("p", {}, "这里的两部手机连着真的机器人，支部是编出来的：名字、号码都不是真人，随便试，弄不坏什么。"),
      el("ol", {}, ...steps.map(({ title }) => el("li", {}, el("b", {}, title)))),
      el("p.aside", {}, "怎么做，页面上方一步一步告诉您。点手机上方的名字，可以换人。"),
    ],
    actions: [{ text: "开始试用", value: true, main: true }],
  });
}
