// Moments and spans in words. All words come from the catalogue; zones and formats from the browser.
import { t } from "../strings";

export function span(seconds: number): string {
  const left = Math.max(0, Math.floor(seconds));
  if (left < 60) return t("time.seconds", { n: left });
  if (left < 3600) return t("time.minutes", { n: Math.floor(left / 60) });
  if (left < 86400) {
    const minutes = Math.floor((left % 3600) / 60);
    const hours = Math.floor(left / 3600);
    return left < 10800 && minutes ? t("time.hoursMinutes", { h: hours, m: minutes }) : t("time.hours", { n: hours });
  }
  return t("time.days", { n: Math.floor(left / 86400) });
}

export function clock(seconds: number): string {
  const left = Math.max(0, Math.floor(seconds));
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
}

export function ago(stamp: string, now: number): string {
  const passed = (now - Date.parse(stamp)) / 1000;
  return passed < 10 ? t("time.now") : t("time.ago", { span: span(passed) });
}

export type Urgency = "calm" | "soon" | "late";

export type End = { kind: "window" | "due"; at: number };

/** When a network stops taking answers and when ours is due, the nearer first, as far as they apply. */
export function ends(item: { replyWindowEndTime?: string; deadlineTime?: string }): End[] {
  const found: End[] = [];
  if (item.replyWindowEndTime) found.push({ kind: "window", at: Date.parse(item.replyWindowEndTime) });
  if (item.deadlineTime) found.push({ kind: "due", at: Date.parse(item.deadlineTime) });
  return found.sort((a, b) => a.at - b.at);
}

export function urgency(at: number, now: number): Urgency {
  const left = (at - now) / 1000;
  return left <= 0 ? "late" : left < 900 ? "soon" : "calm";
}

export function left(at: number, now: number): string {
  const seconds = (at - now) / 1000;
  return seconds <= 0 ? t("time.over", { span: span(-seconds) }) : t("time.left", { span: span(seconds) });
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = zone + JSON.stringify(options);
  let known = formats.get(key);
  if (!known) {
    known = new Intl.DateTimeFormat(undefined, zone ? { ...options, timeZone: zone } : options);
    formats.set(key, known);
  }
  return known;
}

/** The moment as a calendar and a clock show it, in a zone; the browser's own where none is named. */
export function moment(stamp: string | number, zone = ""): string {
  const options: Intl.DateTimeFormatOptions = { dateStyle: "medium", timeStyle: "short" };
  return format(zone, options).format(typeof stamp === "number" ? stamp : Date.parse(stamp));
}

export function zones(): string[] {
  return "supportedValuesOf" in Intl ? Intl.supportedValuesOf("timeZone") : [];
}

/** `3.5s` as protobuf writes a span, in seconds. */
export function seconds(duration: string | undefined): number | null {
  return duration ? Number.parseFloat(duration) : null;
}
