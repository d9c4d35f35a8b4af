// Who sits at the desk.
import { get, setCsrf } from "../api/client";
import type { Me } from "../api/types";
import { Store } from "../lib/store";

export const session = new Store<{ me: Me | null; out: boolean }>({ me: null, out: false });

export async function enter(): Promise<void> {
  const me = await get<Me>("/me");
  if (me.csrf) setCsrf(me.csrf);
  session.set({ me, out: false });
}

export function isMine(holder: string | undefined): boolean {
  return Boolean(holder) && holder === session.get().me?.holder;
}

export function leads(): boolean {
  const roles = session.get().me?.roles ?? [];
  return roles.includes("lead") || roles.includes("administrator");
}

export function administers(): boolean {
  return (session.get().me?.roles ?? []).includes("administrator");
}

/** Whether somebody looks at numbers rather than at single conversations. */
export function analyses(): boolean {
  const roles = session.get().me?.roles ?? [];
  return roles.some((role) => role === "analyst" || role === "read-only");
}

/** Whether somebody may show dashboards to others: by links, and as reports. */
export function shares(): boolean {
  return leads() || (session.get().me?.roles ?? []).includes("analyst");
}

/** Whether somebody may take conversations and answer them. */
export function works(): boolean {
  return leads() || (session.get().me?.roles ?? []).includes("agent");
}

/** Whether somebody may say what the scorer got wrong. */
export function corrects(): boolean {
  return works() || (session.get().me?.roles ?? []).includes("analyst");
}

/** `bob` out of `user:local:bob` or `agents/bob`. */
export function person(holder: string): string {
  return holder.split("/").pop()?.split(":").pop() ?? holder;
}
