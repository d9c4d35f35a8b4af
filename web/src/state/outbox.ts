// What this person sent and what really became of it: a reply looks sent only when its network has it.
import { get, post } from "../api/client";
import type { Reply } from "../api/types";
import { Store } from "../lib/store";
import { onBack, onTouch } from "./live";

export type Sent = { reply: Reply; uid: string; to: string; seen: boolean };

const MOST = 6;
const KEPT_MS = 20_000;

export const outbox = new Store<{ sent: Sent[] }>({ sent: [] });

export function stateOf(reply: Reply): string {
  const found = reply.state.replace("STATE_", "").toLowerCase();
  return found === "unspecified" ? "checking" : found;
}

export const GOING = new Set(["queued", "sending", "checking", "scheduled", "awaiting_approval", "handed_off"]);
export const TAKEN_BACK = new Set(["queued", "scheduled", "awaiting_approval", "handed_off"]);

export function add(reply: Reply, to: string): void {
  const uid = reply.name.split("/")[1] ?? "";
  outbox.set((before) => ({
    sent: [{ reply, uid, to, seen: false }, ...before.sent.filter((each) => each.reply.name !== reply.name)].slice(0, MOST),
  }));
}

export function forget(name: string): void {
  outbox.set((before) => ({ sent: before.sent.filter((each) => each.reply.name !== name) }));
}

function update(reply: Reply): void {
  outbox.set((before) => ({
    sent: before.sent.map((each) => (each.reply.name === reply.name ? { ...each, reply } : each)),
  }));
  if (["sent", "cancelled"].includes(stateOf(reply))) setTimeout(() => forget(reply.name), KEPT_MS);
}

export async function refresh(uid: string): Promise<void> {
  for (const each of outbox.get().sent) {
    if (each.uid !== uid) continue;
    try {
      update(await get<Reply>(`/${each.reply.name}`));
    } catch {
      // It is asked again with the next event.
    }
  }
}

export async function takeBack(reply: Reply): Promise<Reply> {
  const told = await post<Reply>(`/${reply.name}:cancel`);
  update(told);
  return told;
}

/** After a break in the live view nothing is believed that was not read again. */
function refreshAll(): void {
  for (const uid of new Set(outbox.get().sent.map((each) => each.uid))) void refresh(uid);
}

export function follow(): () => void {
  const ends = [onTouch((change) => void refresh(change.uid)), onBack(refreshAll)];
  return () => ends.forEach((end) => end());
}

