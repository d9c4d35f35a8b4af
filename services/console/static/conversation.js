// The open conversation: fetched as the server draws it, renewed region by region, so that what is being
// written stays where it is.

import * as api from "./api.js";
import { tickAll } from "./clocks.js";
import * as composer from "./composer.js";
import * as queue from "./queue.js";
import { say, toast } from "./say.js";

const main = document.getElementById("conversation");
const drawn = new Map();
let asked = 0;
let changes = 0;
let opening = "";
let again = "";
let active = Date.now();

export function talk() {
  return main.querySelector(".talk");
}

export function form() {
  return main.querySelector("form.composer");
}

function adopt(article) {
  drawn.clear();
  for (const region of article.querySelectorAll("[data-region]")) drawn.set(region.dataset.region, region.outerHTML);
}

function dress() {
  const article = talk();
  if (!article) return;
  tickAll(main);
  const writing = form();
  if (writing && !writing.dataset.ready) {
    writing.dataset.ready = "yes";
    composer.prepare(writing, article.dataset.uid);
  }
}

function merge(fresh) {
  const article = talk();
  for (const name of ["state", "mine", "token"]) article.dataset[name] = fresh.dataset[name];
  for (const region of fresh.querySelectorAll("[data-region]")) {
    const name = region.dataset.region;
    const html = region.outerHTML;
    const old = article.querySelector(`[data-region="${name}"]`);
    const same = name === "answer" ? old.dataset.key === region.dataset.key : drawn.get(name) === html;
    drawn.set(name, html);
    if (same && name === "answer") renewLease(old, region);
    if (!same) old.replaceWith(region);
  }
}

function renewLease(old, fresh) {
  const shown = old.querySelector("time[data-lease]");
  const now = fresh.querySelector("time[data-lease]");
  if (shown && now) shown.dateTime = now.dateTime;
}

function place(html, uid) {
  const box = document.createElement("template");
  box.innerHTML = html;
  const fresh = box.content.querySelector(".talk");
  const same = talk()?.dataset.uid === uid;
  if (same) merge(fresh);
  else {
    adopt(fresh);
    main.replaceChildren(fresh);
    const thread = main.querySelector(".thread");
    thread.scrollTop = thread.scrollHeight;
  }
  dress();
}

// Opens a conversation. The last one asked for wins, whatever answers first.
export async function open(uid, { push = true } = {}) {
  const turn = ++asked;
  opening = uid;
  queue.mark(uid);
  main.setAttribute("aria-busy", "true");
  try {
    const html = await api.fragment(uid);
    if (turn !== asked) return;
    place(html, uid);
    document.body.dataset.view = "conversation";
    document.body.dataset.uid = uid;
    document.title = `${main.querySelector("h2").textContent.trim()} · Antiphon`;
    if (push && location.pathname !== "/opportunities/" + uid) history.pushState({ uid }, "", "/opportunities/" + uid);
  } catch (refused) {
    if (turn === asked) toast(refused.message, true);
  } finally {
    if (turn === asked) {
      opening = "";
      main.removeAttribute("aria-busy");
    }
  }
  if (turn === asked && again === uid) await renew(uid);
}

// Draws the open conversation anew after a change; one that is just being opened is drawn again after that.
export async function renew(uid) {
  if (opening) {
    again = uid;
    return;
  }
  if (talk()?.dataset.uid !== uid) return;
  again = "";
  const turn = asked;
  const change = ++changes;
  try {
    const html = await api.fragment(uid);
    if (turn === asked && change === changes) place(html, uid);
  } catch {
    // The next change, or the reader's own action, says what is wrong.
  }
}

export function close() {
  document.body.dataset.view = "queue";
  if (location.pathname !== "/") history.pushState({}, "", "/");
}

export async function claim(uid) {
  await api.post(`/opportunities/${uid}:claim`);
  await open(uid);
  write();
}

export async function claimNext() {
  const next = await api.post("/opportunities:claimNext");
  await open(next.name.split("/").pop());
  write();
  say("Claimed. Write your reply.");
}

export function write() {
  const writing = form();
  if (!writing) return false;
  const field = writing.elements.text;
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
  return true;
}

export async function send() {
  const writing = form();
  const article = talk();
  const text = writing?.elements.text.value.trim();
  if (!text || writing.querySelector("[type=submit]").disabled) return;
  const uid = article.dataset.uid;
  writing.querySelector("[type=submit]").disabled = true;
  try {
    await api.post(`/opportunities/${uid}/replies`, {
      reply: { text },
      leaseToken: article.dataset.token,
      requestId: composer.requestId(uid, text),
    });
    composer.forget(uid);
    writing.elements.text.value = "";
    say("Your reply is on its way.");
    main.focus();
  } finally {
    if (form() === writing) composer.count(writing);
  }
  await renew(uid);
}

export async function end(verb, reason) {
  const { uid, token } = talk().dataset;
  await api.post(`/opportunities/${uid}:${verb}`, { lease_token: Number(token), reason });
  if (verb !== "release") composer.forget(uid);
  say({ dismiss: "Dismissed.", resolve: "Resolved." }[verb]);
  await renew(uid);
}

export async function release() {
  const { uid, token, mine } = talk().dataset;
  if (mine !== "yes") return;
  await api.post(`/opportunities/${uid}:release`, { lease_token: Number(token) });
  say("Given back to the queue. Your draft is kept here.");
  main.focus();
  await renew(uid);
}

export async function cancelReply(reply) {
  const { uid } = talk().dataset;
  await api.post(`/opportunities/${uid}/replies/${reply}:cancel`);
  await renew(uid);
}

// The lease is renewed while somebody is at work: a third of its time, and only if they moved of late.
async function beat() {
  const article = talk();
  const lease = form()?.querySelector("time[data-lease]");
  const idle = Date.now() - active > 5 * 60000 || document.hidden;
  let pause = 15000;
  if (article?.dataset.mine === "yes" && lease && !idle) {
    try {
      const renewed = await api.post(`/opportunities/${article.dataset.uid}:renew`, { lease_token: Number(article.dataset.token) });
      lease.dateTime = renewed.expire_time;
      pause = Math.min(Math.max((Date.parse(renewed.expire_time) - Date.now()) / 3, 2000), 60000);
    } catch (refused) {
      if (refused.reason === "LEASE_LOST" || refused.reason === "WRONG_STATE") {
        toast("Your claim ran out and somebody else may answer now. Your draft is kept; press r to claim it again.", true);
        await renew(article.dataset.uid);
      }
    }
  }
  setTimeout(beat, pause);
}

export function start() {
  for (const kind of ["keydown", "pointerdown"]) addEventListener(kind, () => { active = Date.now(); }, { passive: true });
  if (talk()) {
    adopt(talk());
    const thread = main.querySelector(".thread");
    thread.scrollTop = thread.scrollHeight;
    dress();
  }
  setTimeout(beat, 3000);
}
