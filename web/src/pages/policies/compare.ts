// Two sides of a replay, laid beside each other.
import type { Long } from "../../api/types";
import { seconds } from "../../lib/time";

export type Queue = {
  queue: string;
  itemCount?: Long;
  answeredCount?: Long;
  deadlineCount?: Long;
  deadlineMetCount?: Long;
  waitP50?: string;
  waitP95?: string;
  unservableCount?: Long;
};
export type Side = { policy: string; queuedCount?: Long; watchedCount?: Long; droppedCount?: Long; queues?: Queue[]; loadMinutes?: number[] };
export type Move = { live: string; candidate: string; liveRule: string; candidateRule: string; count: Long; mentions?: string[] };
export type Report = { mentionCount?: Long; changedCount?: Long; live?: Side; candidate?: Side; differences?: Move[] };

/** One queue before and after; null where a side has nothing to say of it. */
export type Pair = { name: string; now: number | null; then: number | null };

export const MEASURES = {
  items: (queue: Queue) => Number(queue.itemCount ?? 0),
  met: (queue: Queue) => (Number(queue.deadlineCount ?? 0) ? Number(queue.deadlineMetCount ?? 0) / Number(queue.deadlineCount) : null),
  p50: (queue: Queue) => (Number(queue.answeredCount ?? 0) ? seconds(queue.waitP50) : null),
  p95: (queue: Queue) => (Number(queue.answeredCount ?? 0) ? seconds(queue.waitP95) : null),
  unservable: (queue: Queue) => Number(queue.unservableCount ?? 0),
} as const;
export type Measure = keyof typeof MEASURES;

/** Every queue of either side by its name, with one measure of both; counts of a queue that is not there are 0. */
export function pairs(report: Report, measure: Measure): Pair[] {
  const [now, then] = [byName(report.live), byName(report.candidate)];
  const names = [...new Set([...now.keys(), ...then.keys()])].sort();
  const of = (queue: Queue | undefined) => MEASURES[measure](queue ?? { queue: "" });
  return names.map((name) => ({ name, now: of(now.get(name)), then: of(then.get(name)) }));
}

function byName(side: Side | undefined): Map<string, Queue> {
  return new Map((side?.queues ?? []).map((each) => [each.queue, each]));
}

/** Width in percent on a scale that both sides share. */
export function width(value: number | null, most: number): number {
  return value && most > 0 ? Math.max(0.6, (value / most) * 100) : 0;
}

/** Minutes of work in each of the 24 hours, now and then. */
export function load(report: Report): { now: number; then: number }[] {
  return Array.from({ length: 24 }, (_, hour) => ({ now: report.live?.loadMinutes?.[hour] ?? 0, then: report.candidate?.loadMinutes?.[hour] ?? 0 }));
}
