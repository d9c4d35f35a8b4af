// A conversation as people read it: what customers said and what the brand answered, oldest first.
import type { ArchivedMention, Mention, Note, Opportunity, Reply, Score } from "../api/types";

export type Turn =
  | { kind: "mention"; key: string; at: number; mention: Mention; score?: Score; current: boolean; own: boolean }
  | { kind: "reply"; key: string; at: number; reply: Reply }
  | { kind: "note"; key: string; at: number; note: Note };

function time(stamp: string | undefined): number {
  return stamp ? Date.parse(stamp) : 0;
}

/**
 * What archive and router know; where both know, the router is newer. An answer of ours that came back from
 * the network is left out: it is shown as the reply it is.
 */
export function turns(item: Opportunity, archived: ArchivedMention[], replies: Reply[], notes: Note[]): Turn[] {
  const found = new Map<string, { mention: Mention; score?: Score }>();
  for (const { mention, score } of archived) if (mention) found.set(mention.key, { mention, ...(score ? { score } : {}) });
  for (const mention of item.mentions ?? []) {
    const score = found.get(mention.key)?.score;
    found.set(mention.key, { mention, ...(score ? { score } : {}) });
  }
  if (item.mention?.key) found.set(item.mention.key, { mention: item.mention, ...(item.score ? { score: item.score } : {}) });
  const ours = new Set(replies.map((reply) => reply.link).filter(Boolean));
  const made: Turn[] = [...found.values()]
    .filter(({ mention }) => !(mention.author?.own && ours.has(mention.link)))
    .map(({ mention, score }) => ({
      kind: "mention",
      key: mention.key,
      at: time(mention.createTime),
      mention,
      ...(score ? { score } : {}),
      current: mention.key === item.mention?.key,
      own: Boolean(mention.author?.own),
    }));
  for (const reply of replies) made.push({ kind: "reply", key: reply.name, at: time(reply.createTime), reply });
  for (const note of notes) made.push({ kind: "note", key: note.name, at: time(note.createTime), note });
  return made.sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1));
}
