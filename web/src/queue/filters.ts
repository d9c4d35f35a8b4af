// What of the queue is shown. Filters live in the address, so that a view can be kept, shared and gone back to.
import type { Row, Rows } from "../state/queue";
import { inLanguage } from "./language";

export type Filters = { view: string; network: string; brand: string; mood: string; tag: string; queue: string; text: string };

export const VIEWS = ["all", "open", "mine", "others", "sending", "snoozed", "done", "any"] as const;

const NAMES: (keyof Filters)[] = ["view", "network", "brand", "mood", "tag", "queue", "text"];
const SHORT: Record<string, string> = { text: "q" };

const STATES: Record<string, string[]> = {
  all: ["STATE_OPEN", "STATE_OFFERED", "STATE_CLAIMED", "STATE_ANSWERING"],
  open: ["STATE_OPEN"],
  mine: ["STATE_CLAIMED", "STATE_OFFERED"],
  others: ["STATE_CLAIMED", "STATE_OFFERED"],
  sending: ["STATE_ANSWERING"],
  snoozed: ["STATE_SNOOZED"],
  done: ["STATE_RESOLVED", "STATE_DISMISSED", "STATE_WITHDRAWN"],
  any: [], // whatever became of it
};

export function readFilters(query: URLSearchParams): Filters {
  const found = { view: "all", network: "", brand: "", mood: "", tag: "", queue: "", text: "" };
  for (const name of NAMES) found[name] = query.get(SHORT[name] ?? name) ?? found[name];
  if (!STATES[found.view]) found.view = "all";
  return found;
}

export function writeFilters(filters: Filters): URLSearchParams {
  const query = new URLSearchParams();
  for (const name of NAMES) {
    const value = filters[name];
    if (value && !(name === "view" && value === "all")) query.set(SHORT[name] ?? name, value);
  }
  return query;
}

export function isPlain(filters: Filters): boolean {
  return writeFilters(filters).size === 0;
}

export function statesOf(view: string): string[] {
  return STATES[view] ?? [];
}

export function moodOf(row: Row): string {
  const label = row.item.score?.sentiment?.label ?? "";
  return label.replace("LABEL_", "").toLowerCase();
}

const NONE: ReadonlySet<string> = new Set();

/** `found` is what the server found: by words, which may be earlier ones than a row shows, or by a query. */
export function matches(row: Row, filters: Filters, me: string, found: ReadonlySet<string> = NONE): boolean {
  const { item } = row;
  const states = statesOf(filters.view);
  if (states.length ? !states.includes(item.state) : item.state === "STATE_MERGED") return false;
  if (filters.view === "mine" && item.lease?.holder !== me) return false;
  if (filters.view === "others" && item.lease?.holder === me) return false;
  if (filters.network && item.mention?.network !== filters.network) return false;
  if (filters.brand && item.brand !== `brands/${filters.brand}`) return false;
  if (filters.queue && item.queue !== `queues/${filters.queue}`) return false;
  if (filters.tag && !item.tags?.includes(filters.tag)) return false;
  if (filters.mood && moodOf(row) !== filters.mood) return false;
  if (filters.text === "" || found.has(row.uid)) return true;
  return !inLanguage(filters.text) && filters.text.toLowerCase().split(/\s+/).every((word) => row.hay.includes(word));
}

/** Rows that match, in the order of the queue; what is done, the latest first. */
export function shown(rows: Rows, filters: Filters, me: string, known: ReadonlySet<string> = NONE): Row[] {
  const found: Row[] = [];
  for (const row of rows.values()) if (matches(row, filters, me, known)) found.push(row);
  if (filters.view === "done" || filters.view === "any") return found.sort((a, b) => (b.item.updateTime ?? "").localeCompare(a.item.updateTime ?? ""));
  return found.sort((a, b) => a.rank - b.rank || (a.uid < b.uid ? -1 : 1));
}

export type Choice = { value: string; count: number };

/** Values that a filter could take, the most frequent first. */
export function choices(rows: Rows, of: (row: Row) => string[]): Choice[] {
  const counts = new Map<string, number>();
  for (const row of rows.values()) for (const value of of(row)) if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
}
