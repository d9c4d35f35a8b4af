// The queue as a list that changes under the eyes without moving under the hand.

import { tickAll } from "./clocks.js";

const list = document.getElementById("queue");
const holder = document.body.dataset.holder;
let cursor = document.body.dataset.uid || "";

function parse(html) {
  const box = document.createElement("template");
  box.innerHTML = html;
  return box.content.firstElementChild;
}

function cardOf(uid) {
  return uid ? list.querySelector(`[data-uid="${CSS.escape(uid)}"]`) : null;
}

function dress(card) {
  const held = card.dataset.holder;
  card.classList.toggle("mine", held === holder);
  card.classList.toggle("theirs", Boolean(held) && held !== holder);
  if (held === holder) {
    const badge = card.querySelector(".badge.claimed");
    if (badge) badge.textContent = "yours";
  }
  const link = card.querySelector("a");
  if (card.dataset.uid === cursor) link.setAttribute("aria-current", "true");
  else link.removeAttribute("aria-current");
}

// What the person looks at: the marked card, the one under the pointer, or the first that is seen.
function anchor() {
  const top = list.getBoundingClientRect().top;
  const candidates = [cardOf(cursor), list.querySelector(".card:hover"), ...list.children];
  const bottom = list.getBoundingClientRect().bottom;
  return candidates.find((card) => {
    if (!card) return false;
    const box = card.getBoundingClientRect();
    return box.bottom > top && box.top < bottom;
  });
}

export function update(order, cards) {
  const held = list.scrollTop > 4 ? anchor() : null;
  const uid = held?.dataset.uid;
  const before = held?.getBoundingClientRect().top;
  const focused = list.contains(document.activeElement) ? document.activeElement.closest(".card")?.dataset.uid : null;
  const known = list.children.length > 0;
  for (const [name, html] of Object.entries(cards || {})) {
    const card = parse(html);
    const old = cardOf(name);
    if (!old && known) card.classList.add("fresh");
    if (old) old.replaceWith(card);
    else list.append(card);
    dress(card);
    tickAll(card);
  }
  if (order) arrange(order);
  if (focused) cardOf(focused)?.querySelector("a").focus({ preventScroll: true });
  const after = uid && cardOf(uid);
  if (after) list.scrollTop += after.getBoundingClientRect().top - before;
}

function arrange(order) {
  const wanted = new Set(order);
  for (const card of [...list.children]) if (!wanted.has(card.dataset.uid)) card.remove();
  let place = list.firstElementChild;
  for (const uid of order) {
    const card = cardOf(uid);
    if (!card) continue;
    if (card === place) place = place.nextElementSibling;
    else list.insertBefore(card, place);
  }
  document.getElementById("queue-empty").hidden = order.length > 0;
}

export function total(number) {
  document.getElementById("queue-count").textContent = number.toLocaleString("en");
}

export function mark(uid, { focus = false } = {}) {
  cursor = uid;
  for (const card of list.children) dress(card);
  const card = cardOf(uid);
  card?.scrollIntoView({ block: "nearest" });
  if (focus) card?.querySelector("a").focus({ preventScroll: true });
}

export function marked() {
  return cursor;
}

export function neighbour(step) {
  const cards = [...list.children];
  if (!cards.length) return "";
  const at = cards.indexOf(cardOf(cursor));
  const next = at < 0 ? (step > 0 ? 0 : cards.length - 1) : Math.min(Math.max(at + step, 0), cards.length - 1);
  return cards[next].dataset.uid;
}

for (const card of list.children) dress(card);
