// What the desk tells: toasts that may offer a way back, and one line that stays while something is wrong.
import { Store } from "../lib/store";

export type Toast = { id: number; text: string; bad: boolean; action?: { label: string; run: () => void } };

export const toasts = new Store<{ shown: Toast[]; trouble: string; heard: string }>({ shown: [], trouble: "", heard: "" });

let last = 0;

export function say(text: string, options: { bad?: boolean; action?: Toast["action"]; seconds?: number } = {}): number {
  const id = ++last;
  const made: Toast = { id, text, bad: options.bad ?? false, ...(options.action ? { action: options.action } : {}) };
  toasts.set((before) => ({ shown: [...before.shown.slice(-3), made] }));
  setTimeout(() => unsay(id), (options.seconds ?? (made.bad ? 10 : 5)) * 1000);
  return id;
}

export function unsay(id: number): void {
  toasts.set((before) => ({ shown: before.shown.filter((each) => each.id !== id) }));
}

/** Told to who cannot see it, without anything on the page. */
export function announce(text: string): void {
  toasts.set({ heard: text });
}

export function trouble(text: string): void {
  if (toasts.get().trouble !== text) toasts.set({ trouble: text });
}
