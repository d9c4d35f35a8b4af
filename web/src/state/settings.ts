// What a person prefers, kept in their browser.
import { Store } from "../lib/store";

export type Settings = {
  theme: "system" | "light" | "dark";
  zone: string;
  next: boolean;
  keys: boolean;
  sound: boolean;
  notices: boolean;
  push: boolean;
  quietFrom: string;
  quietTo: string;
  pane: boolean;
};

const KEY = "desk:settings";
const PLAIN: Settings = {
  theme: "system",
  zone: "",
  next: true,
  keys: true,
  sound: false,
  notices: false,
  push: false,
  quietFrom: "",
  quietTo: "",
  pane: true,
};

export function load<T>(key: string, otherwise: T): T {
  try {
    const kept = localStorage.getItem(key);
    return kept ? (JSON.parse(kept) as T) : otherwise;
  } catch {
    return otherwise;
  }
}

export function keep(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A full or forbidden storage costs that it is remembered, nothing else.
  }
}

export const settings = new Store<Settings>({ ...PLAIN, ...load<Partial<Settings>>(KEY, {}) });

export function change(part: Partial<Settings>): void {
  settings.set(part);
  keep(KEY, settings.get());
  dress();
}

export function dress(): void {
  const { theme } = settings.get();
  document.documentElement.dataset.theme = theme;
}

/** Whether nothing may make a sound now; the hours may pass over midnight. */
export function isQuiet(from: string, to: string, now: Date): boolean {
  if (!from || !to || from === to) return false;
  const at = `${String(now.getHours()).padStart(2, "0")}:${String(now.getMinutes()).padStart(2, "0")}`;
  return from < to ? at >= from && at < to : at >= from || at < to;
}
