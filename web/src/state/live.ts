// The live view: server-sent events, taken up again by the browser where they broke.
import { Refused } from "../api/client";
import type { Opportunity } from "../api/types";
import { Store } from "../lib/store";
import { put, readAll, touch } from "./queue";
import { trouble } from "./say";
import { enter, session } from "./session";
import { t } from "../strings";

export type Touched = {
  uid: string;
  kind: string;
  actor: string;
  agent?: string;
  replyState?: string;
  reply_state?: string;
  opportunity?: Opportunity;
};
export type Looking = { uid: string; who: string[] };

export const live = new Store<{ state: "connecting" | "live" | "away" | "out"; looking: ReadonlyMap<string, string[]> }>({
  state: "connecting",
  looking: new Map(),
});

/** Says true where it reads the opportunity anew itself. */
type Reader = (change: Touched) => boolean | void;
const readers = new Set<Reader>();

export function onTouch(reader: Reader): () => void {
  readers.add(reader);
  return () => readers.delete(reader);
}

const backs = new Set<() => void>();

/** Told when something may have been missed: after a break, or since somebody was forgotten. */
export function onBack(reader: () => void): () => void {
  backs.add(reader);
  return () => backs.delete(reader);
}

let lastHeard = "";

function touched(event: MessageEvent<string>): void {
  const change = JSON.parse(event.data) as Touched;
  heard(event);
  const none = !change.uid || change.uid === "-"; // about people or set-up, not about a conversation
  const read = [...readers].map((reader) => reader(change)).includes(true);
  if (change.opportunity) put([change.opportunity]);
  else if (!read && !none) touch(change.uid);
}

function looking(event: MessageEvent<string>): void {
  const { uid, who } = JSON.parse(event.data) as Looking;
  const known = new Map(live.get().looking);
  if (who.length) known.set(uid, who);
  else known.delete(uid);
  live.set({ looking: known });
}

function board(event: MessageEvent<string>): void {
  const told = JSON.parse(event.data) as { trouble?: string; order?: unknown; strip?: unknown };
  if (told.trouble !== undefined) trouble(told.trouble);
  const whole = told.order !== undefined && told.strip !== undefined;
  if (whole && lastHeard && runOf(event.lastEventId) === runOf(lastHeard)) readAnew(); // more was missed than is kept
  heard(event);
}

/** Ids begin with a word that changes with a restart of the desk, and when somebody was forgotten. */
function heard(event: MessageEvent<string>): void {
  if (lastHeard && runOf(event.lastEventId) !== runOf(lastHeard)) readAnew();
  lastHeard = event.lastEventId || lastHeard;
}

function runOf(id: string): string {
  return id.slice(0, id.lastIndexOf("-"));
}

function readAnew(): void {
  void readAll();
  for (const reader of [...backs]) reader();
}

const SETTLE_MS = 1500;
let begun = false;

export function start(): void {
  const events = new EventSource("/api/v1/events");
  events.addEventListener("open", () => {
    live.set({ state: "live" });
    if (begun) for (const reader of [...backs]) reader();
    else setTimeout(() => void readAll(), SETTLE_MS); // what came between the first read and now
    begun = true;
  });
  events.addEventListener("touched", touched);
  events.addEventListener("looking", looking);
  events.addEventListener("board", board);
  events.addEventListener("error", () => {
    live.set({ state: "away" });
    if (events.readyState !== EventSource.CLOSED) return;
    // The browser gives up on an answer that is no stream: not signed in any more, or not up yet.
    begun = false;
    setTimeout(() => void again(), 2000);
  });
}

async function again(): Promise<void> {
  try {
    await enter();
    start();
  } catch (fault) {
    if (fault instanceof Refused && fault.status === 401) {
      live.set({ state: "out" });
      session.set({ out: true });
      trouble(t("live.signedOut"));
      return;
    }
    setTimeout(() => void again(), 3000);
  }
}
