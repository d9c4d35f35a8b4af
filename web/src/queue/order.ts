// The order in which this desk shows the queue, for keys and for what comes next.
import { Store } from "../lib/store";

export const order = new Store<{ uids: string[]; plain: boolean }>({ uids: [], plain: true });

export function beside(uid: string, step: number): string {
  const { uids } = order.get();
  const at = uids.indexOf(uid);
  if (at < 0) return uids[step > 0 ? 0 : uids.length - 1] ?? "";
  return uids[at + step] ?? uid;
}
