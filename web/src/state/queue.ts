// The queue as this desk knows it: every row by its id, fresh by events, never by asking again and again.
import { get, pages, Refused, sentenceOf } from "../api/client";
import type { Opportunity } from "../api/types";
import { Store } from "../lib/store";
import { trouble } from "./say";

export type Row = { uid: string; item: Opportunity; rank: number; hay: string };
export type Rows = ReadonlyMap<string, Row>;

export const WORK = ["STATE_OPEN", "STATE_OFFERED", "STATE_CLAIMED", "STATE_ANSWERING"];

export const ROWS = "VIEW_BASIC"; // what rows show; a conversation that is opened is read whole
const FIRST = 60; // enough to fill the pane, and soon there
const PAGE = 500;
const MOST = 5000;
const GATHER = 80;
const SINGLE = 12;

export const queue = new Store<{ rows: Rows; loaded: boolean }>({ rows: new Map(), loaded: false });

export function uidOf(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

export function rowOf(item: Opportunity): Row {
  const mention = item.mention;
  const author = mention?.author;
  const words = [mention?.text, mention?.title, author?.displayName, author?.handle, ...(item.tags ?? [])];
  return {
    uid: uidOf(item.name),
    item,
    rank: item.rankTime ? Date.parse(item.rankTime) : Number.MAX_SAFE_INTEGER,
    hay: words.filter(Boolean).join("\n").toLowerCase(),
  };
}

function light(item: Opportunity): Opportunity {
  return item.mentions?.length ? { ...item, mentions: [] } : item;
}

export function put(items: Opportunity[]): void {
  if (!items.length) return;
  queue.set((before) => {
    const rows = new Map(before.rows);
    for (const item of items) rows.set(uidOf(item.name), rowOf(light(item)));
    return { rows };
  });
}

export function drop(uid: string): void {
  queue.set((before) => {
    const rows = new Map(before.rows);
    rows.delete(uid);
    return { rows };
  });
}

type Page = { opportunities?: Opportunity[]; nextPageToken?: string };

let reading = 0;

/** Reads the whole queue; what is there no longer goes with the last page. */
export async function readAll(): Promise<void> {
  const turn = ++reading;
  const found = new Map<string, Row>();
  try {
    await pages<Page>("/opportunities", (first) => ({ pageSize: first ? FIRST : PAGE, view: ROWS }), (page) => {
      if (turn !== reading) return false;
      for (const item of page.opportunities ?? []) found.set(uidOf(item.name), rowOf(item));
      if (!queue.get().loaded) queue.set({ rows: new Map(found), loaded: true });
      return found.size < MOST;
    });
    if (turn !== reading) return;
    queue.set((before) => {
      for (const [uid, row] of before.rows) if (!WORK.includes(row.item.state)) found.has(uid) || found.set(uid, row);
      return { rows: found, loaded: true };
    });
    trouble("");
  } catch (fault) {
    if (turn === reading) trouble(sentenceOf(fault));
    queue.set({ loaded: true });
    if (fault instanceof Refused && fault.status !== 401) setTimeout(() => turn === reading && void readAll(), 3000);
  }
}

/** Reads what is not work now, for a view that asks for it. */
export async function readStates(states: string[]): Promise<void> {
  try {
    const page = await get<Page>("/opportunities", { pageSize: PAGE, states, view: ROWS });
    put(page.opportunities ?? []);
  } catch (fault) {
    trouble(sentenceOf(fault));
  }
}

const touched = new Set<string>();
let gathering = 0;

/** Something happened to it; it is read again with what else happened in the same moment. */
export function touch(uid: string): void {
  touched.add(uid);
  gathering ||= window.setTimeout(() => void flush(), GATHER);
}

async function flush(): Promise<void> {
  const uids = [...touched];
  touched.clear();
  gathering = 0;
  if (uids.length > SINGLE) return readAll();
  const found = await Promise.all(uids.map(fetchOne));
  put(found.filter((item) => item !== null));
}

async function fetchOne(uid: string): Promise<Opportunity | null> {
  try {
    return await get<Opportunity>(`/opportunities/${uid}`);
  } catch (fault) {
    if (fault instanceof Refused && (fault.status === 404 || fault.status === 403)) drop(uid);
    return null;
  }
}
