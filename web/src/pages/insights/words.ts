// How values, numbers and times of charts are said.
import { moment } from "../../lib/time";
import { known, w, type Word } from "../../strings/insights";
import { networkName } from "../../strings/networks";
import type { Bucket, Figures, Slice } from "./types";
import type { Dimension } from "./types";

const compact = new Intl.NumberFormat(undefined, { notation: "compact", maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 0 });
const finePercent = new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 1 });

export const count = (value: number) => (value < 10_000 ? Math.round(value).toLocaleString() : compact.format(value));
/** A share; 100 % only where it is all, 0 % only where it is nothing. */
export function share(value: number): string {
  const rounded = Math.round(value * 100);
  const near = (rounded === 0 && value > 0) || (rounded === 100 && value < 1);
  if (!near) return percent.format(value);
  return rounded === 0 ? `< ${percent.format(0.01)}` : `> ${percent.format(0.99)}`;
}
export const fineShare = (value: number) => finePercent.format(value);

export function num(figures: Figures | undefined, measure: keyof Figures = "mentionCount"): number {
  return Number(figures?.[measure] ?? 0);
}

const LANGUAGES = "DisplayNames" in Intl ? new Intl.DisplayNames(undefined, { type: "language" }) : null;
const REGIONS = "DisplayNames" in Intl ? new Intl.DisplayNames(undefined, { type: "region" }) : null;

function named(names: Intl.DisplayNames | null, code: string): string {
  try {
    return names?.of(code) ?? code;
  } catch {
    return code; // what a network calls a language need not be one
  }
}

function word(kind: string, value: string): string {
  const key = `${kind}.${value}`;
  return known(key) ? w(key) : value.toLowerCase().replaceAll("_", " ");
}

/** A value of a dimension for people. */
export function valueName(by: Dimension, value: string): string {
  if (!value || value === "UNSPECIFIED") return w("value.unknown");
  if (value === "other") return w("trend.other");
  switch (by) {
    case "NETWORK":
      return networkName(value);
    case "LANGUAGE":
      return value === "und" ? w("value.und") : named(LANGUAGES, value);
    case "COUNTRY":
      return named(REGIONS, value.toUpperCase());
    case "SENTIMENT":
      return word("mood", value);
    case "EMOTION":
      return word("emotion", value);
    case "INTENT":
      return word("intent", value);
    default:
      return value.replace(/^brands\//, "").replace("/queries/", " · ");
  }
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = zone + JSON.stringify(options);
  let made = formats.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(undefined, zone ? { ...options, timeZone: zone } : options);
    formats.set(key, made);
  }
  return made;
}

const SHORT: Record<Bucket, Intl.DateTimeFormatOptions> = {
  BUCKET_HOUR: { hour: "2-digit", minute: "2-digit" },
  BUCKET_DAY: { day: "numeric", month: "short" },
  BUCKET_WEEK: { day: "numeric", month: "short" },
  BUCKET_MONTH: { month: "short", year: "numeric" },
};
const LONG: Record<Bucket, Intl.DateTimeFormatOptions> = {
  BUCKET_HOUR: { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
  BUCKET_DAY: { weekday: "short", day: "numeric", month: "short", year: "numeric" },
  BUCKET_WEEK: { day: "numeric", month: "short", year: "numeric" },
  BUCKET_MONTH: { month: "long", year: "numeric" },
};

export function shortBucket(stamp: string, bucket: Bucket, zone: string): string {
  return format(zone, SHORT[bucket] ?? SHORT.BUCKET_DAY).format(Date.parse(stamp));
}

export function longBucket(stamp: string, bucket: Bucket, zone: string): string {
  return format(zone, LONG[bucket] ?? LONG.BUCKET_DAY).format(Date.parse(stamp));
}

export function weekday(number: number): string {
  return format("UTC", { weekday: "short" }).format(Date.UTC(2024, 0, number)); // the first of that year was a Monday
}

export function stretch(from: string, to: string, zone: string): string {
  return `${moment(from, zone)} – ${moment(to, zone)}`;
}

/** A slice in words, for the head of what opens. */
export function sliceName(slice: Slice): string {
  const found = [
    ...(slice.brands ?? []).map((each) => valueName("BRAND", each)),
    ...(slice.networks ?? []).map((each) => valueName("NETWORK", each)),
    ...(slice.sentiments ?? []).map((each) => valueName("SENTIMENT", each.replace("LABEL_", ""))),
    ...(slice.intents ?? []).map((each) => valueName("INTENT", each.replace("KIND_", ""))),
    ...(slice.tags ?? []).map((each) => `#${each}`),
    ...(slice.text ? [`“${slice.text}”`] : []),
    ...(slice.query ? [slice.query] : []),
  ];
  return found.join(", ");
}

export type { Word };
