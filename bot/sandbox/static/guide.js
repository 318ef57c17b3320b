// The way through a first visit: five things to try, one at a time, each ticked off when it was done.

/** Each step: its name, how it is done, and the deeds that end it (a label, a word, a card, the clock). */
export const stepsFor = ({ sample = "花名册", guest = "一位同志", secretary = "书记" }) => [
  { title: "交花名册", ends: ["确认导入"],
    how: `在${secretary}的手机上点「写消息」左边的曲别针，选「${sample}」。先给您看它读懂了什么，点「确认导入」才算数。` },
  { title: "请一位同志进来", ends: ["名片", "请支部同意"],
    how: `${secretary}写「${guest}」发出去，点「手机邀请」，再点「用手机扫这个二维码」。在${guest}的手机上点「是我」，把电话发给支部。` },
  { title: "发一个通知", ends: ["确认发送"],
    how: `${secretary}点「发通知」，写一句话，点「写好了」。选好发给谁、要不要回音，看清样子，点「确认发送」。` },
  { title: "回一声收到", ends: ["看回音"],
    how: `通知过一分钟才走，等不及就拨「+1 小时」。在${guest}的手机上点「收到」，${secretary}再点「看回音」，看谁回了。` },
  { title: "拨一拨钟", ends: ["拨钟"],
    how: "把上面的钟拨到明天早上，看机器人自己会记得什么；再试试「停机跳过去」，看它怎样补上。" },
];

const DONE = { title: "走完了", how: "点手机上方的名字，换成干部、家属、陌生人，随便试。" };

export class Guide {
  constructor(memory) {
    this.memory = memory;
    this.node = document.querySelector(".guide");
    this.find = (selector) => this.node.querySelector(selector);
    this.find(".guide-title").addEventListener("click", () => this.open(!this.node.classList.contains("open")));
    this.find(".guide-skip").addEventListener("click", () => this.to(this.at + 1));
    // On a narrow screen the words lie over the phone until they or something else are touched.
    this.find(".guide-how").addEventListener("click", () => this.open(false));
    document.addEventListener("pointerdown", (event) => {
      if (!event.target.closest(".guide, dialog")) this.open(false);
    });
    this.find(".guide-away").addEventListener("click", () => this.to(this.steps.length + 1));
  }

  /** How far the visitor has come; beyond the end the guide has been put away. */
  get at() { return this.memory.get("step", 0); }

  begin(steps) {
    this.steps = steps;
    this.draw();
  }

  again() { if (this.at > this.steps.length) this.to(0); }

  /** Somebody did something: if it is what the step is about, the next one comes. */
  did(deed) {
    if (this.steps?.[this.at]?.ends.includes(deed.trim())) this.to(this.at + 1);
  }

  to(step) {
    this.memory.set("step", step);
    this.open(true);
    this.draw();
  }

  /** On a narrow screen the words unfold under the title. */
  open(open) {
    this.node.classList.toggle("open", open);
    this.find(".guide-title").setAttribute("aria-expanded", String(open));
  }

  draw() {
    const count = this.steps.length;
    const { title, how } = this.steps[this.at] ?? DONE;
    this.node.hidden = this.at > count;
    this.find(".guide-count").textContent = this.at < count ? `${this.at + 1}/${count}` : "✓";
    this.find(".guide-title b").textContent = title;
    this.find(".guide-how").textContent = how;
    this.find(".guide-skip").hidden = this.at >= count;
  }
}
