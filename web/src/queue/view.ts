// Which rows fit the window, and where the list must stand so that an agent keeps the place.
export const OVERSCAN = 6;

export type Slice = { first: number; last: number };

export function slice(top: number, height: number, row: number, count: number): Slice {
  const first = Math.max(0, Math.floor(top / row) - OVERSCAN);
  const last = Math.min(count, Math.ceil((top + height) / row) + OVERSCAN);
  return { first, last };
}

/**
 * Where to scroll after the list changed: the row that stood first still stands where it stood. At the very
 * top nothing is kept, for there the agent waits for what comes.
 */
export function keepPlace(before: string[], after: string[], top: number, row: number): number {
  if (top < row / 2) return top;
  const at = Math.min(before.length - 1, Math.floor(top / row));
  const places = new Map(after.map((uid, index) => [uid, index]));
  for (let index = at; index < before.length; index += 1) {
    const found = places.get(before[index] ?? "");
    if (found !== undefined) return Math.max(0, found * row + (top - index * row));
  }
  return Math.min(top, Math.max(0, after.length * row - row));
}
