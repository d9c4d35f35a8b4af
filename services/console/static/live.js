// The live view: server-sent events, taken up again by the browser where they broke.

import { tickAll } from "./clocks.js";
import * as conversation from "./conversation.js";
import * as queue from "./queue.js";
import { trouble } from "./say.js";

const lamp = document.getElementById("live");
const WORDS = { live: "Live", away: "Reconnecting", connecting: "Connecting", out: "Signed out" };

function light(state) {
  lamp.dataset.state = state;
  lamp.lastElementChild.textContent = WORDS[state];
}

function board(news) {
  if (news.cards || news.order) queue.update(news.order, news.cards);
  if (news.total !== undefined) queue.total(news.total);
  if (news.strip !== undefined) document.getElementById("strip").innerHTML = news.strip;
  if (news.sources !== undefined) {
    const box = document.getElementById("sources");
    box.innerHTML = news.sources;
    tickAll(box);
  }
  if (news.trouble !== undefined) trouble(news.trouble);
}

export function start() {
  const events = new EventSource("/api/v1/events");
  events.addEventListener("open", () => {
    light("live");
    const uid = conversation.talk()?.dataset.uid;
    if (uid) conversation.renew(uid);
  });
  events.addEventListener("board", (event) => board(JSON.parse(event.data)));
  events.addEventListener("touched", (event) => conversation.renew(JSON.parse(event.data).uid));
  events.addEventListener("error", () => {
    if (events.readyState !== EventSource.CLOSED) return light("away");
    // The browser gives up on an answer that is no stream: not signed in any more, or not up yet.
    light("away");
    setTimeout(again, 2000);
  });
}

async function again() {
  const answer = await fetch("/api/v1/me").catch(() => null);
  if (answer?.status === 401) {
    light("out");
    trouble("You are signed out: the desk was started anew with another key. Open the address it printed.");
    return;
  }
  start();
}
