// Cuts a text into stretches that carry something: a felt word, the brand's name, a link. Spans count
// code points; those that do not fit are left out, and of two that overlap the first wins, so that the
// text itself is always shown whole.
import type { Mention, Score } from "../api/types";

export type Stretch = { text: string; kind: "plain" | "positive" | "negative" | "name" | "link"; note: string };

type Mark = { start: number; end: number; kind: Stretch["kind"]; note: string };

export function safeLink(address: string | undefined): string {
  if (!address) return "";
  try {
    const parts = new URL(address);
    return (parts.protocol === "http:" || parts.protocol === "https:") && parts.host ? address : "";
  } catch {
    return "";
  }
}

function marks(mention: Mention, score: Score | undefined): Mark[] {
  const found: Mark[] = [];
  for (const term of score?.sentiment?.terms ?? []) {
    if (!term.span || !term.valence) continue;
    const kind = term.valence > 0 ? "positive" : "negative";
    found.push({ start: term.span.start, end: term.span.end, kind, note: signedNumber(term.valence) });
  }
  for (const match of mention.matches ?? []) {
    for (const each of match.spans ?? []) found.push({ ...each, kind: "name", note: match.brand.split("/").pop() ?? "" });
  }
  for (const entity of mention.entities ?? []) {
    if (entity.kind === "KIND_LINK" && entity.span && safeLink(entity.value)) {
      found.push({ ...entity.span, kind: "link", note: entity.value });
    }
  }
  return found;
}

export function stretches(mention: Mention, score?: Score): Stretch[] {
  const letters = [...(mention.text ?? "")];
  const kept: Mark[] = [];
  for (const mark of marks(mention, score)) {
    const fits = mark.start >= 0 && mark.start < mark.end && mark.end <= letters.length;
    if (fits && kept.every((other) => mark.end <= other.start || mark.start >= other.end)) kept.push(mark);
  }
  kept.sort((a, b) => a.start - b.start);
  const found: Stretch[] = [];
  let at = 0;
  const plain = (end: number) => {
    if (end > at) found.push({ text: letters.slice(at, end).join(""), kind: "plain", note: "" });
  };
  for (const mark of kept) {
    plain(mark.start);
    found.push({ text: letters.slice(mark.start, mark.end).join(""), kind: mark.kind, note: mark.note });
    at = mark.end;
  }
  plain(letters.length);
  return found;
}

export function signedNumber(value: number, digits = 1): string {
  return `${value < 0 ? "\u2212" : "+"}${Math.abs(value).toFixed(digits)}`;
}

/** How it sounds by what gave the label: the model, else the sum of the words. */
export function felt(score: Score): number {
  const { probability = 0, intensity = 0, compound = 0 } = score.sentiment ?? {};
  return probability ? intensity : intensity || compound;
}
