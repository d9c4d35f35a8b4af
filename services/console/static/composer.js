// Writing an answer: a draft that survives everything, a true count, one request id per answer.

import { freshId } from "./api.js";

const KEPT_DAYS = 7;

function key(uid) {
  return "draft:" + uid;
}

export function draft(uid) {
  try {
    return JSON.parse(localStorage.getItem(key(uid))) || {};
  } catch {
    return {};
  }
}

function keep(uid, content) {
  try {
    localStorage.setItem(key(uid), JSON.stringify({ ...content, time: Date.now() }));
  } catch {
    // A full or forbidden storage costs the draft's survival, not the draft.
  }
}

export function forget(uid) {
  localStorage.removeItem(key(uid));
}

// The id under which this text is sent. The same text keeps its id, so that trying again never sends twice.
export function requestId(uid, text) {
  const held = draft(uid);
  if (held.id && held.sent === text) return held.id;
  const id = freshId();
  keep(uid, { ...held, text, sent: text, id });
  return id;
}

const segmenter = "Segmenter" in Intl ? new Intl.Segmenter(undefined, { granularity: "grapheme" }) : null;

// As X counts: a link 23, an emoji 2, a letter outside the Latin range and its like 2, else 1.
const LINK = /(?<![\p{L}\d@#$_])(?:https?:\/\/[^\s]+|(?:[\p{L}\d-]+\.)+[a-z]{2,}(?![\p{L}@])(?:\/[^\s]*)?)/giu;
const LIGHT = /[\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]/u;

function weigh(cluster) {
  if (/\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|\u20e3/u.test(cluster) && cluster !== "\u00a9" && cluster !== "\u00ae") return 2;
  return [...cluster].reduce((sum, letter) => sum + (LIGHT.test(letter) ? 1 : 2), 0);
}

function weighted(text) {
  const rest = text.normalize("NFC").split(LINK);
  const links = rest.length - 1;
  const clusters = rest.flatMap((piece) => (segmenter ? [...segmenter.segment(piece)].map((part) => part.segment) : [...piece]));
  return links * 23 + clusters.reduce((sum, cluster) => sum + weigh(cluster), 0);
}

export function length(text, unit) {
  if (unit === "WEIGHTED") return weighted(text);
  if (unit === "BYTE") return new TextEncoder().encode(text).length;
  if (unit === "GRAPHEME" && segmenter) return [...segmenter.segment(text)].length;
  return [...text].length;
}

const UNITS = { BYTE: "bytes", GRAPHEME: "characters", CHARACTER: "characters" };

// As the router signs: once, at the end; a text that ends with the signature already stays as it is.
export function signed(text, signature) {
  const mark = signature.trim();
  const body = text.trimEnd();
  if (!mark || !body.trim() || body === mark) return text;
  const before = body.slice(0, -mark.length).slice(-1);
  if (body.endsWith(mark) && !/[\p{L}\p{N}]/u.test(before)) return text;
  return body + signature.trimEnd();
}

export function count(form) {
  const limit = Number(form.dataset.limit);
  const used = length(signed(form.elements.text.value, form.dataset.signature || ""), form.dataset.unit);
  const output = form.querySelector(".reply-count");
  const left = limit - used;
  output.value = limit ? (left < 0 ? `${-left} too many` : left <= 50 ? `${left} left` : `${used} / ${limit}`) : String(used || "");
  output.title = limit ? `${used} of at most ${limit} ${UNITS[form.dataset.unit] || "characters"}` : "";
  output.classList.toggle("near", Boolean(limit) && left >= 0 && left <= 20);
  output.classList.toggle("over", Boolean(limit) && left < 0);
  const empty = !form.elements.text.value.trim();
  form.querySelector("[type=submit]").disabled = empty || (Boolean(limit) && left < 0);
}

export function prepare(form, uid) {
  const field = form.elements.text;
  if (!field.value) field.value = draft(uid).text || "";
  count(form);
  field.addEventListener("input", () => {
    count(form);
    if (field.value) keep(uid, { ...draft(uid), text: field.value });
    else forget(uid);
  });
}

// Old drafts go by themselves.
for (const name of Object.keys(localStorage)) {
  if (name.startsWith("draft:") && Date.now() - (draft(name.slice(6)).time || 0) > KEPT_DAYS * 86400000) {
    localStorage.removeItem(name);
  }
}
