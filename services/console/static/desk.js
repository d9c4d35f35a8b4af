// The desk comes together: what buttons do, what keys do, where the browser's back leads.

import { startClocks } from "./clocks.js";
import * as conversation from "./conversation.js";
import * as live from "./live.js";
import * as queue from "./queue.js";
import { toast } from "./say.js";

const help = document.getElementById("help");
const ending = document.getElementById("ending");
let verb = "dismiss";
const running = new Set();

// Each action once at a time: a key that is held down does not claim twice.
async function attempt(action, name = action.name) {
  if (running.has(name)) return;
  running.add(name);
  try {
    await action();
  } catch (refused) {
    toast(refused.message, !["QUEUE_EMPTY"].includes(refused.reason));
    const uid = conversation.talk()?.dataset.uid;
    if (uid) await conversation.renew(uid);
  } finally {
    running.delete(name);
  }
}

const ENDINGS = {
  dismiss: ["Dismiss", "It leaves the queue as not worth an answer."],
  resolve: ["Resolve", "It leaves the queue as dealt with, without an answer from here."],
};

function askToEnd(wanted) {
  const state = conversation.talk()?.dataset.state;
  if (state !== "open" && !(state === "claimed" && conversation.talk().dataset.mine === "yes")) return;
  verb = wanted;
  const [title, text] = ENDINGS[wanted];
  document.getElementById("ending-title").textContent = title;
  document.getElementById("ending-go").textContent = title;
  document.getElementById("ending-text").textContent = text;
  document.getElementById("ending-reason").value = "";
  ending.showModal();
}

const ACTIONS = {
  next: () => attempt(conversation.claimNext),
  reply: () => {
    const article = conversation.talk();
    if (conversation.write() || !article || article.dataset.state !== "open") return;
    attempt(() => conversation.claim(article.dataset.uid), "claim");
  },
  release: () => attempt(conversation.release),
  dismiss: () => askToEnd("dismiss"),
  resolve: () => askToEnd("resolve"),
  back: () => conversation.close(),
  help: () => (help.open ? help.close() : help.showModal()),
  "ending-cancel": () => ending.close(),
  "cancel-reply": (button) => attempt(() => conversation.cancelReply(button.dataset.reply), "cancel"),
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button) return ACTIONS[button.dataset.do](button);
  const link = event.target.closest(".card a");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
    event.preventDefault();
    conversation.open(link.closest(".card").dataset.uid);
  }
});

document.addEventListener("submit", (event) => {
  if (event.target.matches("form.composer")) {
    event.preventDefault();
    attempt(conversation.send);
  }
});

ending.addEventListener("close", () => {
  if (ending.returnValue !== "end") return;
  ending.returnValue = "";
  const reason = document.getElementById("ending-reason").value.trim();
  attempt(() => conversation.end(verb, reason), "end");
});

function step(by) {
  const uid = queue.neighbour(by);
  if (!uid) return;
  queue.mark(uid, { focus: true });
  conversation.open(uid);
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  n: ACTIONS.next,
  r: ACTIONS.reply,
  u: ACTIONS.release,
  d: ACTIONS.dismiss,
  e: ACTIONS.resolve,
  "?": ACTIONS.help,
};

document.addEventListener("keydown", (event) => {
  const writing = event.target.closest("textarea, input, select");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.closest("form.composer")) {
    event.preventDefault();
    return attempt(conversation.send);
  }
  if (event.key === "Escape" && writing && !event.target.closest("dialog")) return document.getElementById("conversation").focus();
  if (writing || document.querySelector("dialog[open]") || event.ctrlKey || event.metaKey || event.altKey || event.repeat && event.key === "n") return;
  const action = KEYS[event.key];
  if (!action) return;
  event.preventDefault();
  action();
});

addEventListener("popstate", () => {
  const uid = location.pathname.match(/^\/opportunities\/([^/]+)$/)?.[1];
  if (uid) conversation.open(uid, { push: false });
  else document.body.dataset.view = "queue";
});

startClocks();
conversation.start();
live.start();
