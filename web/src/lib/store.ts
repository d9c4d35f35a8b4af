// A value that components follow. Nothing more is needed for a desk, so no library is.
import { useSyncExternalStore } from "react";

export class Store<T extends object> {
  private readers = new Set<() => void>();

  constructor(private value: T) {}

  get = (): T => this.value;

  set = (change: Partial<T> | ((before: T) => Partial<T>)): void => {
    const part = typeof change === "function" ? change(this.value) : change;
    this.value = { ...this.value, ...part };
    for (const reader of [...this.readers]) reader();
  };

  follow = (reader: () => void): (() => void) => {
    this.readers.add(reader);
    return () => this.readers.delete(reader);
  };
}

export function useStore<T extends object, R>(store: Store<T>, pick: (value: T) => R): R {
  return useSyncExternalStore(store.follow, () => pick(store.get()));
}
