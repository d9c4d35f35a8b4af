// Cuts a text where a query found its words.
import type { Mention } from "../../api/types";

/** A text in pieces; places count code points, and of two that overlap the first wins. */
export function marked(mention: Pick<Mention, "text">, spans: [number, number][]): { text: string; hit: boolean }[] {
  const letters = [...mention.text];
  const found: { text: string; hit: boolean }[] = [];
  let at = 0;
  for (const [start, end] of [...spans].sort((one, other) => one[0] - other[0])) {
    if (start < at || end <= start || end > letters.length) continue;
    if (start > at) found.push({ text: letters.slice(at, start).join(""), hit: false });
    found.push({ text: letters.slice(start, end).join(""), hit: true });
    at = end;
  }
  if (at < letters.length) found.push({ text: letters.slice(at).join(""), hit: false });
  return found;
}
