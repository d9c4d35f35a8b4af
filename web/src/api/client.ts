// Calls of the interface. A refusal becomes an error whose message is a sentence for people.
import { t } from "../strings";

export class Refused extends Error {
  constructor(
    message: string,
    readonly status: number,
    readonly reason = "",
    readonly metadata: Record<string, string> = {},
  ) {
    super(message);
  }
}

const VERSION = "/api/v1";

let csrf = document.querySelector<HTMLMetaElement>('meta[name="antiphon-csrf"]')?.content ?? "";

export function setCsrf(word: string): void {
  csrf = word;
}

type Query = Record<string, string | number | boolean | string[] | undefined>;

function address(path: string, query: Query): string {
  const found = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === "") continue;
    for (const each of Array.isArray(value) ? value : [String(value)]) found.append(name, each);
  }
  const text = found.toString();
  return VERSION + path + (text ? `?${text}` : "");
}

type Problem = { detail?: string; reason?: string; metadata?: Record<string, string> };

async function call<T>(url: string, options: RequestInit): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(url, options);
  } catch (fault) {
    if (options.signal?.aborted) throw fault;
    throw new Refused(t("error.unreachable"), 0, "UNREACHABLE");
  }
  const content: unknown = await answer.json().catch((fault: unknown) => {
    if (options.signal?.aborted) throw fault; // given up while it was read: half an answer is none
    return {};
  });
  if (answer.ok) return content as T;
  const problem = content as Problem;
  throw new Refused(problem.detail || t("error.unknown"), answer.status, problem.reason, problem.metadata);
}

export function get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  return call<T>(address(path, query), { headers: { accept: "application/json" }, ...(signal ? { signal } : {}) });
}

export function send<T = unknown>(
  method: "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  body: object = {},
  headers: Record<string, string> = {},
): Promise<T> {
  const bare = method === "DELETE";
  return call<T>(address(path, {}), {
    method,
    headers: { "x-antiphon-csrf": csrf, ...(bare ? {} : { "content-type": "application/json" }), ...headers },
    ...(bare ? {} : { body: JSON.stringify(body) }),
    keepalive: false,
  });
}

export function post<T = unknown>(path: string, body: object = {}): Promise<T> {
  return send<T>("POST", path, body);
}

/** Has a file made, and saves it under the name that the answer gives it. */
export async function download(path: string, body: object): Promise<void> {
  const headers = { "x-antiphon-csrf": csrf, "content-type": "application/json" };
  const answer = await fetch(address(path, {}), { method: "POST", headers, body: JSON.stringify(body) }).catch(() => null);
  if (!answer) throw new Refused(t("error.unreachable"), 0, "UNREACHABLE");
  if (!answer.ok) {
    const problem = (await answer.json().catch(() => ({}))) as Problem;
    throw new Refused(problem.detail || t("error.unknown"), answer.status, problem.reason, problem.metadata);
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition") ?? "")?.[1] ?? "antiphon";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Reads every page of a list, giving each as it comes. */
export async function pages<T extends { nextPageToken?: string }>(
  path: string,
  query: (first: boolean) => Query,
  each: (page: T) => boolean | void,
): Promise<void> {
  let token = "";
  do {
    const page: T = await get<T>(path, { ...query(!token), pageToken: token });
    if (each(page) === false) return;
    token = page.nextPageToken ?? "";
  } while (token);
}

export function freshId(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID(); // absent where the page is not secure
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 15) | 64;
  bytes[8] = ((bytes[8] ?? 0) & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export function sentenceOf(fault: unknown): string {
  return fault instanceof Error ? fault.message : t("error.unknown");
}
