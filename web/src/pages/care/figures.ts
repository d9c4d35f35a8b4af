// What the report of care says, as numbers: which steps each of them counts, and how it is written.
import { span } from "../../lib/time";
import { t } from "../../strings/care";

type Count = string | number | undefined;
type Spread = { median?: string; p95?: string; total?: string };

export type Kind =
  | "TAKEN" | "HANDLED" | "FIRST_ANSWER" | "NEXT_ANSWER" | "RESOLVED" | "DISMISSED" | "TRANSFERRED" | "REOPENED"
  | "FIRST_ANSWER_MET" | "FIRST_ANSWER_MISSED" | "NEXT_ANSWER_MET" | "NEXT_ANSWER_MISSED" | "RESOLUTION_MET" | "RESOLUTION_MISSED"
  | "ASKED" | "SATISFIED" | "NEUTRAL" | "DISSATISFIED";

export type Sums = { firstAnswerWait?: Spread; handling?: Spread } & Record<string, Count | Spread>;
export type Row = { key: string; displayName?: string; sums?: Sums };
export type Filter = { brand?: string; startTime?: string; endTime?: string; agent?: string; team?: string; queue?: string };
export type Report = { filter?: Filter; rows?: Row[]; total?: Sums; unseen?: string[] };
export type Step = { eventTime: string; kind: string; opportunity: string; brand: string; queue: string; agent?: string; team?: string; duration?: string };

export const GROUPS = ["AGENT", "TEAM", "QUEUE"] as const;
export type Group = (typeof GROUPS)[number];

export type Name = "taken" | "answers" | "resolved" | "dismissed" | "transferred" | "reopened" | "wait" | "wait95" | "hand" | "first" | "next" | "end" | "content";

/** A number of the report. `kinds` are the steps that it opens into, `value` what a bar shows of it. */
export type Figure = { name: Name; kinds: Kind[]; value: (sums: Sums) => number | null; shown: (sums: Sums) => string };

export function count(sums: Sums, kind: Kind): number {
  const camel = kind.toLowerCase().replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return Number((sums[`${camel}Count`] as Count) ?? 0);
}

export function seconds(told: string | undefined): number {
  return told ? Number.parseFloat(told) : 0;
}

function plain(name: Name, ...kinds: Kind[]): Figure {
  const value = (sums: Sums) => kinds.reduce((sum, kind) => sum + count(sums, kind), 0);
  return { name, kinds, value, shown: (sums) => value(sums).toLocaleString() };
}

function timed(name: Name, kind: Kind, of: "firstAnswerWait" | "handling", rank: keyof Spread): Figure {
  const value = (sums: Sums) => (count(sums, kind) ? seconds(sums[of]?.[rank]) : null);
  return {
    name,
    kinds: [kind],
    value,
    shown: (sums) => {
      const told = value(sums);
      return told === null ? "–" : span(told);
    },
  };
}

/** How many of all; the first kind is the good one. */
function share(name: Name, good: Kind, ...bad: Kind[]): Figure {
  const all = (sums: Sums) => [good, ...bad].reduce((sum, kind) => sum + count(sums, kind), 0);
  return {
    name,
    kinds: [good, ...bad],
    value: (sums) => (all(sums) ? count(sums, good) / all(sums) : null),
    shown: (sums) => (all(sums) ? t("of", { n: count(sums, good), of: all(sums) }) : "–"),
  };
}

export const FIGURES: Figure[] = [
  plain("taken", "TAKEN"),
  plain("answers", "FIRST_ANSWER", "NEXT_ANSWER"),
  plain("resolved", "RESOLVED"),
  plain("dismissed", "DISMISSED"),
  plain("transferred", "TRANSFERRED"),
  plain("reopened", "REOPENED"),
  timed("wait", "FIRST_ANSWER", "firstAnswerWait", "median"),
  timed("wait95", "FIRST_ANSWER", "firstAnswerWait", "p95"),
  timed("hand", "HANDLED", "handling", "median"),
  share("first", "FIRST_ANSWER_MET", "FIRST_ANSWER_MISSED"),
  share("next", "NEXT_ANSWER_MET", "NEXT_ANSWER_MISSED"),
  share("end", "RESOLUTION_MET", "RESOLUTION_MISSED"),
  share("content", "SATISFIED", "NEUTRAL", "DISSATISFIED"),
];

/** Names of those figures of which a bar reaches at most to the whole. */
export const SHARES: ReadonlySet<Name> = new Set<Name>(["first", "next", "end", "content"]);

export function figure(name: string): Figure {
  return FIGURES.find((each) => each.name === name) ?? (FIGURES[1] as Figure);
}

/** Whether a number says that something happened, so that it can be opened. */
export function opens(found: Figure, sums: Sums): boolean {
  return found.kinds.some((kind) => count(sums, kind) > 0);
}

export function nameOf(row: Row, group: Group): string {
  if (row.key === "agents/-") return t("nobody");
  if (row.key === "-") return t("noTeam");
  return row.displayName || row.key.replace(/^[a-z]+\//, "") || t(`by.${group}`);
}

/** The filter that asks for the steps of one row; without a row for those of all. */
export function narrowed(filter: Filter, group: Group, row: Row | null): Filter {
  return row ? { ...filter, [group.toLowerCase()]: row.key } : filter;
}
