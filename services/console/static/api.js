// Calls of the desk's own interface. A refusal becomes an error whose message is a sentence for people.

export class Refused extends Error {
  constructor(problem, status) {
    super(problem.detail || "The desk did not answer. Check that it still runs, then try again.");
    this.reason = problem.reason || "";
    this.metadata = problem.metadata || {};
    this.status = status;
  }
}

export async function post(path, body = {}) {
  return call(path, {
    method: "POST",
    headers: { "content-type": "application/json", "x-antiphon-csrf": document.body.dataset.csrf },
    body: JSON.stringify(body),
  });
}

async function call(path, options) {
  let answer;
  try {
    answer = await fetch("/api/v1" + path, options);
  } catch {
    throw new Refused({ detail: "The desk cannot be reached. What you wrote is kept; it tries again by itself." }, 0);
  }
  const content = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(content, answer.status);
  return content;
}

export async function fragment(uid) {
  let answer;
  try {
    answer = await fetch("/opportunities/" + uid, { headers: { "x-fragment": "1" } });
  } catch {
    throw new Refused({}, 0);
  }
  const text = await answer.text();
  if (answer.ok) return text;
  const page = new DOMParser().parseFromString(text, "text/html");
  throw new Refused({ detail: page.querySelector("main p")?.textContent.trim() }, answer.status);
}

export function freshId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
