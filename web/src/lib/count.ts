// Counts an answer as its network does, so that the number under the field is there with the key.
// What the network itself would say comes from CheckReply a moment later and wins.

const segmenter = "Segmenter" in Intl ? new Intl.Segmenter(undefined, { granularity: "grapheme" }) : null;

// As X counts: a link 23, an emoji 2, a letter outside the Latin range and its like 2, else 1.
const LINK = /(?<![\p{L}\d@#$_])(?:https?:\/\/[^\s]+|(?:[\p{L}\d-]+\.)+[a-z]{2,}(?![\p{L}@])(?:\/[^\s]*)?)/giu;
const LIGHT = /[\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]/u;
const PICTURE = /\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|\u20e3/u;

export type Unit = "CHARACTER" | "GRAPHEME" | "BYTE" | "WEIGHTED";

function clusters(text: string): string[] {
  return segmenter ? [...segmenter.segment(text)].map((part) => part.segment) : [...text];
}

function weigh(cluster: string): number {
  if (PICTURE.test(cluster) && cluster !== "\u00a9" && cluster !== "\u00ae") return 2;
  return [...cluster].reduce((sum, letter) => sum + (LIGHT.test(letter) ? 1 : 2), 0);
}

function weighted(text: string): number {
  const rest = text.normalize("NFC").split(LINK);
  const words = rest.flatMap(clusters).reduce((sum, cluster) => sum + weigh(cluster), 0);
  return (rest.length - 1) * 23 + words;
}

export function length(text: string, unit: string): number {
  if (unit === "WEIGHTED") return weighted(text);
  if (unit === "BYTE") return new TextEncoder().encode(text).length;
  if (unit === "GRAPHEME") return clusters(text).length;
  return [...text].length;
}

/** As the router signs: once, at the end; a text that ends with the signature already stays as it is. */
export function signed(text: string, signature: string): string {
  const mark = signature.trim();
  const body = text.trimEnd();
  if (!mark || !body.trim() || body === mark) return text;
  const before = body.slice(0, -mark.length).slice(-1);
  if (body.endsWith(mark) && !/[\p{L}\p{N}]/u.test(before)) return text;
  return body + signature.trimEnd();
}
