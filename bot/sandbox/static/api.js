// The page's requests to its server; a refusal is an Error whose message is for the person.

async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Error("没有连上运行窗口，请稍后再试。");
  }
  if (!answer.ok) {
    const words = answer.status < 500 ? await answer.text() : "";
    throw new Error(words || "没有做成，请看运行窗口里的记录。");
  }
  return answer.json();
}

const post = (path, body) => ask(path, {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});

const of = (person) => `/api/people/${person}`;

export const api = {
  chat: (person, from, more) => ask(`${of(person)}/chat?${new URLSearchParams({
    ...(from == null ? {} : { from }), ...(more ? { more } : {}),
  })}`),
  text: (person, text) => post(`${of(person)}/text`, { text }),
  press: (person, message_id, data) => post(`${of(person)}/press`, { message_id, data }),
  start: (person, payload = "") => post(`${of(person)}/start`, { payload }),
  contact: (person, whose = null) => post(`${of(person)}/contact`, { of: whose }),
  block: (person, blocked) => post(`${of(person)}/block`, { blocked }),
  sample: (person, name) => post(`${of(person)}/sample`, { name }),
  upload: (person, file, { photo = false, caption = "", album = "" } = {}) => ask(
    `${of(person)}/file?${new URLSearchParams({
      name: file.name, mime: file.type, photo: photo ? "1" : "", caption, album,
    })}`, { method: "POST", body: file }),
  clock: (body) => post("/api/clock", body),
  file: (id) => `/api/files/${encodeURIComponent(id)}`,
};
