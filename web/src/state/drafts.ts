// What is being written, kept twice: at once in this browser, a moment later with the team's draft.
import { send, Refused } from "../api/client";
import { freshId } from "../api/client";
import type { Draft } from "../api/types";
import { keep, load } from "./settings";

type Kept = { text?: string; id?: string; sent?: string; time?: number };

const KEPT_MS = 7 * 86_400_000;

function key(uid: string): string {
  return `draft:${uid}`;
}

export function local(uid: string): Kept {
  return load<Kept>(key(uid), {});
}

export function keepLocal(uid: string, text: string): void {
  if (text) keep(key(uid), { ...local(uid), text, time: Date.now() });
  else forgetLocal(uid);
}

export function forgetLocal(uid: string): void {
  try {
    localStorage.removeItem(key(uid));
  } catch {
    // Nothing was kept then.
  }
}

/**
 * The id under which this is sent: words, and how they go out. The same keeps its id, so that trying again
 * never sends twice.
 */
export function requestId(uid: string, words: string, way: string): string {
  const held = local(uid);
  const sent = `${words}\n${way}`;
  if (held.id && held.sent === sent) return held.id;
  const id = freshId();
  keep(key(uid), { ...held, sent, id, time: Date.now() });
  return id;
}

/** Words of others that were saved meanwhile; ours are kept beside them. */
export class DraftChanged extends Error {}

export async function save(uid: string, text: string, revision: string): Promise<Draft> {
  try {
    return await send<Draft>("PUT", `/opportunities/${uid}/draft`, { text }, { "if-match": `"${revision}"` });
  } catch (fault) {
    if (fault instanceof Refused && fault.reason === "DRAFT_CHANGED") throw new DraftChanged(fault.message);
    throw fault;
  }
}

export function sweep(now: number): void {
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith("draft:") && now - (load<Kept>(name, {}).time ?? 0) > KEPT_MS) localStorage.removeItem(name);
  }
}
