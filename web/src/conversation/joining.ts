// Which conversations could be one, and what moving them came to, in words.
import { post, freshId } from "../api/client";
import type { ConversationChange, ConversationMove, Opportunity } from "../api/types";
import type { Row, Rows } from "../state/queue";
import { t } from "../strings";

const MOST = 8;

/** Conversations that could join this one: of its brand and network, what the same person wrote first. */
export function candidates(rows: Rows, item: Opportunity, words: string): Row[] {
  const author = item.mention?.author?.key ?? "";
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const same = (row: Row) => Number(Boolean(author) && row.item.mention?.author?.key === author);
  return [...rows.values()]
    .filter((row) => row.item.name !== item.name && row.item.brand === item.brand && row.item.mention?.network === item.mention?.network)
    .filter((row) => row.item.state !== "STATE_MERGED" && wanted.every((word) => row.hay.includes(word)))
    .sort((a, b) => same(b) - same(a) || (b.item.mention?.createTime ?? "").localeCompare(a.item.mention?.createTime ?? ""))
    .slice(0, MOST);
}

const PARTS: [keyof ConversationMove, "join.mentions" | "join.replies" | "join.notes" | "join.drafts" | "join.commitments"][] = [
  ["mentionCount", "join.mentions"],
  ["replyCount", "join.replies"],
  ["noteCount", "join.notes"],
  ["draftCount", "join.drafts"],
  ["commitmentCount", "join.commitments"],
];

/** What a move takes along: "3 mentions, 1 answer". */
export function load(move: ConversationMove): string {
  return PARTS.filter(([field]) => Number(move[field]) > 0)
    .map(([field, words]) => t(words, { n: Number(move[field]) }))
    .join(", ");
}

export function merge(name: string, joined: string[], reason: string): Promise<ConversationChange> {
  return post<ConversationChange>(`/${name}:merge`, { joined, reason, requestId: freshId() });
}

export type Leaving = { mentionKeys: string[] } | { move: string };

export function split(name: string, leaving: Leaving, reason: string): Promise<ConversationChange> {
  return post<ConversationChange>(`/${name}:split`, { ...leaving, reason, requestId: freshId() });
}

/** Takes a change back as its opposite: what was merged leaves again, what was split off joins again. */
export async function takeBack(change: ConversationChange): Promise<ConversationChange | null> {
  const stays = change.opportunity?.name ?? "";
  if (change.separated?.name) return merge(stays, [change.separated.name], t("said.undoReason"));
  let last: ConversationChange | null = null;
  for (const move of change.moves ?? []) last = await split(stays, { move: move.name }, t("said.undoReason"));
  return last;
}
