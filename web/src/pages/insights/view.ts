// What is looked at: brand, time and filters, all of it in the address, so that a look can be sent to somebody.
import { inLanguage } from "../../queue/language";
import type { Slice } from "./types";
import { FIELD_OF, type Dimension } from "./types";

export const RANGES = ["24h", "7d", "30d", "90d", "365d"] as const;
export type Range = (typeof RANGES)[number] | "own";

export const LISTS = ["brands", "networks", "languages", "sentiments", "emotions", "intents", "countries", "queries", "tags"] as const;
export type List = (typeof LISTS)[number];

export const SHOWS = ["overview", "why", "answers", "alerts", "dashboards"] as const;
export type Show = (typeof SHOWS)[number];

export type Measure = "mentionCount" | "reach" | "engagement" | "negativeCount";
export const MEASURES: Measure[] = ["mentionCount", "negativeCount", "reach", "engagement"];

export type View = Record<List, string[]> & {
  range: Range;
  from: string;
  to: string;
  compare: boolean;
  text: string;
  voices: "all" | "others" | "own";
  spam: boolean;
  bucket: "" | "HOUR" | "DAY" | "WEEK" | "MONTH";
  by: "" | Dimension;
  measure: Measure;
  show: Show;
  dashboard: string;
};

const HOURS: Record<Exclude<Range, "own">, number> = { "24h": 24, "7d": 168, "30d": 720, "90d": 2160, "365d": 8760 };
const HOUR_MS = 3_600_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

function one<T extends string>(value: string | null, known: readonly T[], otherwise: T): T {
  return known.includes(value as T) ? (value as T) : otherwise;
}

const BY = ["", ...Object.keys(FIELD_OF)] as View["by"][];

export function readView(query: URLSearchParams): View {
  const from = query.get("from") ?? "";
  const to = query.get("to") ?? "";
  const own = DAY.test(from) && DAY.test(to) && from <= to;
  const given = sliceGiven(query);
  const lists = Object.fromEntries(LISTS.map((name) => [name, query.getAll(name)])) as Record<List, string[]>;
  return {
    ...lists,
    range: own ? "own" : one(query.get("range"), RANGES, "30d"),
    from: own ? from : "",
    to: own ? to : "",
    compare: query.get("compare") !== "no",
    text: query.get("q") ?? "",
    voices: one(query.get("voices"), ["all", "others", "own"] as const, "others"),
    spam: query.get("spam") === "yes",
    bucket: one(query.get("bucket"), ["", "HOUR", "DAY", "WEEK", "MONTH"] as const, ""),
    by: one(query.get("by"), BY, ""),
    measure: one(query.get("measure"), MEASURES, "mentionCount"),
    show: one(query.get("show"), SHOWS, "overview"),
    dashboard: query.get("dashboard") ?? "",
    ...(given ? lookOf(given) : {}),
  };
}

export function writeView(view: View): URLSearchParams {
  const found = new URLSearchParams();
  const put = (name: string, value: string, plain: string) => value !== plain && found.set(name, value);
  put("show", view.show, "overview");
  if (view.range === "own") {
    found.set("from", view.from);
    found.set("to", view.to);
  } else {
    put("range", view.range, "30d");
  }
  for (const name of LISTS) for (const value of view[name]) found.append(name, value);
  put("q", view.text, "");
  put("voices", view.voices, "others");
  put("spam", view.spam ? "yes" : "no", "no");
  put("compare", view.compare ? "yes" : "no", "yes");
  put("bucket", view.bucket, "");
  put("by", view.by, "");
  put("measure", view.measure, "mentionCount");
  put("dashboard", view.dashboard, "");
  return found;
}

/** A slice as a look of the page, but for its times. */
export function lookOf(slice: Slice): Partial<View> {
  const lists = Object.fromEntries(LISTS.map((list) => [list, (slice[list] ?? []).map((each) => each.replace(/^brands\/(?=[^/]+$)/, ""))])) as Partial<View>;
  return { ...lists, text: slice.query || slice.text || "", voices: slice.own === undefined ? "all" : slice.own ? "own" : "others", spam: slice.spam === undefined, range: "7d", show: "overview" };
}

/** The slice that an address opens, as an alert's message links to its evidence; what is no such thing is left out. */
export function sliceGiven(query: URLSearchParams): Slice | null {
  let found: unknown;
  try {
    found = JSON.parse(query.get("slice") ?? "null");
  } catch {
    return null;
  }
  if (typeof found !== "object" || found === null) return null;
  const told = found as Record<string, unknown>;
  const lists = LISTS.filter((list) => Array.isArray(told[list])).map((list) => [list, (told[list] as unknown[]).map(String)]);
  const texts = ["text", "query", "startTime", "endTime"].filter((name) => typeof told[name] === "string").map((name) => [name, told[name]]);
  const flags = ["own", "spam", "corrected"].filter((name) => typeof told[name] === "boolean").map((name) => [name, told[name]]);
  return Object.fromEntries([...lists, ...texts, ...flags]) as Slice;
}

/** Midnight of a day on the wall of a zone, as a moment. */
export function midnight(day: string, zone: string): number {
  const plain = Date.parse(`${day}T00:00:00Z`);
  // The offset there is that of the moment itself, which is not known yet; two steps are enough for all zones.
  let at = plain;
  for (let step = 0; step < 2; step += 1) at = plain - offset(at, zone);
  return at;
}

const parts = new Map<string, Intl.DateTimeFormat>();

/** Year, month, day, hour, minute, second and weekday (1 for Monday) on the wall of a zone. */
export function wall(at: number, zone: string): { year: number; month: number; day: number; hour: number; minute: number; weekday: number } {
  let format = parts.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", { timeZone: zone || undefined, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", weekday: "short" });
    parts.set(zone, format);
  }
  const found = Object.fromEntries(format.formatToParts(at).map((part) => [part.type, part.value])) as Record<string, string>;
  const weekday = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].indexOf(found["weekday"] ?? "") + 1;
  return { year: Number(found["year"]), month: Number(found["month"]), day: Number(found["day"]), hour: Number(found["hour"]), minute: Number(found["minute"]), weekday };
}

function offset(at: number, zone: string): number {
  const there = wall(at, zone);
  return Date.UTC(there.year, there.month - 1, there.day, there.hour, there.minute) - Math.floor(at / 60_000) * 60_000;
}

/** Begin and end of what is looked at. A range ends with the hour that has begun, so that all charts agree. */
export function times(view: View, now: number, zone: string): { start: number; end: number } {
  if (view.range === "own") {
    const after = new Date(Date.parse(`${view.to}T00:00:00Z`) + 24 * HOUR_MS).toISOString().slice(0, 10);
    return { start: midnight(view.from, zone), end: midnight(after, zone) };
  }
  const end = Math.ceil(now / HOUR_MS) * HOUR_MS;
  return { start: end - HOURS[view.range] * HOUR_MS, end };
}

const PREFIX: Partial<Record<List, string>> = { brands: "brands/" };

/** The slice that a look counts. */
export function sliceOf(view: View, now: number, zone: string): Slice {
  const { start, end } = times(view, now, zone);
  const made: Slice = { startTime: new Date(start).toISOString(), endTime: new Date(end).toISOString() };
  for (const name of LISTS) {
    const prefix = PREFIX[name] ?? "";
    if (view[name].length) made[name] = view[name].map((value) => (value.startsWith(prefix) ? value : prefix + value));
  }
  const text = view.text.trim();
  if (text) made[inLanguage(text) ? "query" : "text"] = text;
  if (view.voices !== "all") made.own = view.voices === "own";
  if (!view.spam) made.spam = false;
  return made;
}

/** The same length of time right before. */
export function before(slice: Slice): Slice {
  const start = Date.parse(slice.startTime ?? "");
  const end = Date.parse(slice.endTime ?? "");
  return { ...slice, startTime: new Date(2 * start - end).toISOString(), endTime: new Date(start).toISOString() };
}

/** A slice narrowed to a part of a dimension; the part that is not known is the empty value. */
export function narrowed(slice: Slice, by: Dimension, value: string): Slice {
  const { field, prefix } = FIELD_OF[by];
  const name = value === "" && prefix ? `${prefix}UNSPECIFIED` : value && !value.startsWith(prefix) ? prefix + value : value;
  return { ...slice, [field]: [name] };
}

/** A slice narrowed to a time inside it. */
export function during(slice: Slice, startTime: string, endTime: string): Slice {
  return { ...slice, startTime, endTime };
}

/** All hours of a slice that lie at this hour of the week, as slices; hours that follow each other stay apart. */
export function hoursOfWeek(slice: Slice, weekday: number, hour: number, zone: string): Slice[] {
  const start = Date.parse(slice.startTime ?? "");
  const end = Date.parse(slice.endTime ?? "");
  const found: Slice[] = [];
  const first = Math.floor(start / (HOUR_MS / 4)) * (HOUR_MS / 4);
  // Zones stand at quarters of an hour from UTC; the first quarter of a wall's hour is looked for once.
  let at = first;
  while (at < end) {
    const there = wall(at, zone);
    if (there.weekday === weekday && there.hour === hour) {
      const begin = at - there.minute * 60_000;
      found.push(during(slice, new Date(Math.max(begin, start)).toISOString(), new Date(Math.min(begin + HOUR_MS, end)).toISOString()));
      at = begin + HOUR_MS;
    } else {
      const skip = there.minute ? HOUR_MS - there.minute * 60_000 : HOUR_MS;
      at += skip;
    }
  }
  return found;
}

/** A slice as parameters of an address; what stands beside another follows its name and a dot. */
export function asQuery(slice: Slice, name = ""): Record<string, string | string[] | boolean> {
  const found: Record<string, string | string[] | boolean> = {};
  for (const [key, value] of Object.entries(slice)) {
    if (value === undefined || (Array.isArray(value) && !value.length)) continue;
    found[(name ? `${name}.` : "") + key] = value;
  }
  return found;
}
