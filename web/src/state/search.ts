// What the server finds by words: also what is done, put aside, or said earlier in a conversation.
import { get, sentenceOf } from "../api/client";
import type { Opportunity } from "../api/types";
import { Store } from "../lib/store";
import { put, uidOf } from "./queue";
import { say } from "./say";

type Told = { opportunities?: Opportunity[]; more?: boolean };

export type Search = { text: string; uids: ReadonlySet<string>; more: boolean; busy: boolean };

export const search = new Store<Search>({ text: "", uids: new Set(), more: false, busy: false });

/** The last words asked for win, whatever answers first. */
export async function searchFor(text: string): Promise<void> {
  if (search.get().text === text) return;
  search.set({ text, uids: new Set(), more: false, busy: Boolean(text) });
  if (!text) return;
  try {
    const told = await get<Told>("/opportunities:search", { text });
    if (search.get().text !== text) return;
    put((told.opportunities ?? []).map((each) => ({ ...each, mentions: [] })));
    search.set({ uids: new Set((told.opportunities ?? []).map((each) => uidOf(each.name))), more: told.more ?? false, busy: false });
  } catch (fault) {
    if (search.get().text !== text) return;
    search.set({ text: "", busy: false });
    say(sentenceOf(fault), { bad: true });
  }
}
