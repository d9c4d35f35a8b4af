// Pictures and films that go with an answer: what the network takes is told by the listener and asked before they go.
import type { CheckedReply } from "../api/types";
import { t } from "../strings/media";

export const TOGETHER = 6 * 1024 * 1024;
export const LONGEST_DESCRIPTION = 1500;

export type Limits = { most: number; bytes: number; types: string[] };
export type Picked = { id: string; name: string; type: string; size: number; content: string; description: string };
type Offered = { name: string; type: string; size: number };

export function limitsOf(checked: CheckedReply | null): Limits {
  return { most: checked?.maxMediaCount ?? 0, bytes: Number(checked?.maxMediaBytes ?? 0), types: checked?.mediaTypes ?? [] };
}

/** Why one more cannot go with what was picked already, in a sentence; empty when it can. */
export function refusal(file: Offered, picked: readonly Picked[], limits: Limits): string {
  const { name } = file;
  if (!limits.most) return t("none");
  if (!limits.types.includes(file.type)) return t("type", { name, types: limits.types.map(short).join(", ") });
  if (picked.length >= limits.most) return t("count", { name, n: limits.most });
  if (!file.size) return t("empty", { name });
  if (limits.bytes && file.size > limits.bytes) return t("large", { name, size: sizeOf(file.size), most: sizeOf(limits.bytes) });
  const whole = picked.reduce((sum, each) => sum + each.size, file.size);
  return whole > TOGETHER ? t("together", { name, most: sizeOf(TOGETHER) }) : "";
}

/** Why what was picked cannot go from another account or in another way; empty when it can. */
export function misfit(picked: readonly Picked[], limits: Limits): string {
  for (const [index, each] of picked.entries()) {
    const why = refusal(each, picked.slice(0, index), limits);
    if (why) return why;
  }
  return "";
}

/** Rounded up, so that what is a byte too large is not told to be as large as what may be. */
export function sizeOf(bytes: number): string {
  const mega = bytes / 1024 / 1024;
  return mega >= 1 ? `${(Math.ceil(mega * 10) / 10).toFixed(1)} MiB` : `${Math.ceil(bytes / 1024)} KiB`;
}

function short(type: string): string {
  return type.split("/").pop()?.toUpperCase() ?? type;
}

export function attachments(picked: readonly Picked[]): { contentType: string; content: string; description?: string }[] {
  return picked.map(({ type, content, description }) => ({ contentType: type, content, ...(description.trim() ? { description: description.trim() } : {}) }));
}
