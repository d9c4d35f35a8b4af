// One clock for all countdowns; it rests while the page is hidden.
import { useSyncExternalStore } from "react";

let now = Date.now();
const readers = new Set<() => void>();
let ticking = 0;

function tick(): void {
  now = Date.now();
  for (const reader of [...readers]) reader();
}

function follow(reader: () => void): () => void {
  readers.add(reader);
  if (!ticking) {
    now = Date.now();
    ticking = window.setInterval(() => document.hidden || tick(), 1000);
  }
  return () => {
    readers.delete(reader);
    if (!readers.size) {
      clearInterval(ticking);
      ticking = 0;
    }
  };
}

export function useNow(): number {
  return useSyncExternalStore(follow, () => now);
}

document.addEventListener("visibilitychange", () => document.hidden || tick());
