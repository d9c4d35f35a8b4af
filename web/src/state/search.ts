// What the server finds by words or a query: also what is done, put aside, or said earlier in a conversation.
import { get } from "../api/client";
import type { Opportunity } from "../api/types";
import { Store } from "../lib/store";
import { inLanguage } from "../queue/language";
import { problemOf } from "./asked";
import { put, uidOf } from "./queue";
import { say } from "./say";

type Told = { opportunities?: Opportunity[]; more?: boolean; reading?: string };

export type Search = { text: string; uids: ReadonlySet<string>; more: boolean; busy: boolean; reading: string; problem: string };

const NOTHING: Search = { text: "", uids: new Set(), more: false, busy: false, reading: "", problem: "" };

export const search = new Store<Search>(NOTHING);

/** The last words asked for win, whatever answers first. */
export async function searchFor(text: string): Promise<void> {
  if (search.get().text === text) return;
  search.set({ ...NOTHING, text, busy: Boolean(text) });
  if (!text) return;
  const query = inLanguage(text);
  try {
    const told = await get<Told>("/opportunities:search", query ? { query: text } : { text });
    if (search.get().text !== text) return;
    put((told.opportunities ?? []).map((each) => ({ ...each, mentions: [] })));
    search.set({ uids: new Set((told.opportunities ?? []).map((each) => uidOf(each.name))), more: told.more ?? false, busy: false, reading: told.reading ?? "" });
  } catch (fault) {
    if (search.get().text !== text) return;
    const problem = problemOf(fault);
    search.set(query ? { busy: false, problem } : { text: "", busy: false });
    if (!query) say(problem, { bad: true });
  }
}
