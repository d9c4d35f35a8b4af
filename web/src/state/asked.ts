// What of the queue a query asks for. The server reads it: the desk never guesses what the language means.
import { pages, Refused, sentenceOf } from "../api/client";
import type { Opportunity } from "../api/types";
import { Store } from "../lib/store";
import { put, queue, ROWS, uidOf } from "./queue";

type Page = { opportunities?: Opportunity[]; nextPageToken?: string; queryReading?: string };

export type Asked = { query: string; states: string; uids: ReadonlySet<string>; reading: string; problem: string; busy: boolean };

const NOTHING: Asked = { query: "", states: "", uids: new Set(), reading: "", problem: "", busy: false };
const PAGE = 500;
const MOST = 5000;
const AGAIN = 5000; // a desk among hundreds asks again this seldom when the queue changes

export const asked = new Store<Asked>(NOTHING);

let turn = 0;

/** The last query asked for wins, whatever answers first; an empty one asks for nothing. */
export async function askFor(query: string, states: string[]): Promise<void> {
  const before = asked.get();
  if (before.query === query && before.states === states.join()) return;
  turn += 1;
  asked.set({ ...NOTHING, query, states: states.join(), busy: Boolean(query) });
  if (query) await ask(turn, query, states);
}

async function ask(mine: number, query: string, states: string[]): Promise<void> {
  const uids = new Set<string>();
  let reading = "";
  try {
    await pages<Page>("/opportunities", () => ({ query, states, pageSize: PAGE, view: ROWS }), (page) => {
      if (mine !== turn) return false;
      const found = page.opportunities ?? [];
      put(found.filter((each) => !queue.get().rows.has(uidOf(each.name)))); // what is there is fresh by events
      for (const each of found) uids.add(uidOf(each.name));
      reading = page.queryReading ?? "";
      asked.set((before) => ({ uids: new Set([...before.uids, ...uids]), reading }));
      return uids.size < MOST;
    });
    if (mine === turn) asked.set({ uids, busy: false, problem: "" });
  } catch (fault) {
    if (mine === turn) asked.set({ busy: false, problem: problemOf(fault) });
  }
}

/** The sentence without the name of a field that the agent never saw. */
export function problemOf(fault: unknown): string {
  const sentence = sentenceOf(fault);
  return fault instanceof Refused && fault.metadata.field === "query" ? sentence.replace(/^query: /u, "") : sentence;
}

let waiting = 0;

/** What came or changed since may be asked for too. */
export function followQueue(): () => void {
  return queue.follow(() => {
    if (!asked.get().query || waiting) return;
    waiting = window.setTimeout(() => {
      waiting = 0;
      const { query, states, busy, problem } = asked.get();
      if (query && !busy && !problem) void ask(turn, query, states ? states.split(",") : []);
    }, AGAIN);
  });
}
