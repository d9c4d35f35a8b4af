// What was picked of the dead letters, as the calls that act on it.
export type Letter = { name: string; consumer: string; subject: string; itemId: string; reason: string; cause: string; tries: number; deadTime: string };
export type Choice = { consumer: string; numbers: number[] };

export function numberOf(letter: Letter): number {
  return Number(letter.name.slice(letter.name.lastIndexOf("/") + 1));
}

/** One call for each consumer. None is ever without numbers: the interface takes that for all there are. */
export function choices(letters: Letter[], picked: ReadonlySet<string>): Choice[] {
  const found = new Map<string, number[]>();
  for (const letter of letters) {
    if (!picked.has(letter.name)) continue;
    found.set(letter.consumer, [...(found.get(letter.consumer) ?? []), numberOf(letter)]);
  }
  return [...found].map(([consumer, numbers]) => ({ consumer, numbers }));
}

/** What is still there of what was picked. */
export function stillThere(letters: Letter[], picked: ReadonlySet<string>): Set<string> {
  return new Set(letters.map((letter) => letter.name).filter((name) => picked.has(name)));
}
