// Where things of a chart stand: scales, round ticks, lines that break where nobody could see. No drawing here.
import type { Sight, Span } from "./types";

export type Point = { x: number; y: number; at: number };
export type Tick = { value: number; y: number };

/** Round numbers from 0 to at least `most`, about `count` of them. Whole ones, since mentions are whole. */
export function ticks(most: number, count = 4): number[] {
  if (!(most > 0)) return [0, 1];
  const rough = most / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 2.5, 5, 10].map((each) => each * power).find((each) => each >= rough) ?? 10 * power);
  const whole = Number.isInteger(step) ? step : Math.ceil(step);
  const last = Math.ceil(most / whole);
  return Array.from({ length: last + 1 }, (_, at) => at * whole);
}

export function scale(from: [number, number], to: [number, number]): (value: number) => number {
  const width = from[1] - from[0] || 1;
  return (value) => to[0] + ((value - from[0]) / width) * (to[1] - to[0]);
}

/** Points of a line by bucket; null where the bucket is blind, for nought would be a lie there. */
export function points(values: number[], sights: (Sight | undefined)[], x: (at: number) => number, y: (value: number) => number): (Point | null)[] {
  return values.map((value, at) => (sights[at] === "SIGHT_BLIND" ? null : { x: x(at), y: y(value), at }));
}

/** Runs of points that stand together. */
export function runs(found: (Point | null)[]): Point[][] {
  const made: Point[][] = [];
  let open: Point[] | null = null;
  for (const point of found) {
    if (!point) {
      open = null;
    } else if (open) {
      open.push(point);
    } else {
      open = [point];
      made.push(open);
    }
  }
  return made;
}

const n = (value: number) => value.toFixed(1);

export function linePath(found: (Point | null)[]): string {
  // A point alone is drawn as a dash as short as its cap, so that it can be seen.
  return runs(found)
    .map((run) => (run.length === 1 ? `M${n(run[0]!.x - 2)} ${n(run[0]!.y)}h4` : `M${run.map((point) => `${n(point.x)} ${n(point.y)}`).join("L")}`))
    .join("");
}

export function areaPath(found: (Point | null)[], floor: number): string {
  return runs(found)
    .filter((run) => run.length > 1)
    .map((run) => `M${n(run[0]!.x)} ${n(floor)}L${run.map((point) => `${n(point.x)} ${n(point.y)}`).join("L")}L${n(run.at(-1)!.x)} ${n(floor)}Z`)
    .join("");
}

export type Shade = { from: number; to: number; sight: Sight };

/** Stretches of buckets that were not seen whole, joined where they touch; `to` is the first bucket after. */
export function shades(spans: Pick<Span, "sight">[]): Shade[] {
  const found: Shade[] = [];
  spans.forEach(({ sight }, at) => {
    if (sight !== "SIGHT_BLIND" && sight !== "SIGHT_PARTIAL") return;
    const last = found.at(-1);
    if (last && last.sight === sight && last.to === at) last.to = at + 1;
    else found.push({ from: at, to: at + 1, sight });
  });
  return found;
}

/** Which of the buckets get a word below the axis, so that words of this width do not touch. */
export function labelled(count: number, width: number, each: number): number[] {
  const room = Math.max(1, Math.floor(width / each));
  const step = Math.max(1, Math.ceil(count / room));
  return Array.from({ length: Math.ceil(count / step) }, (_, at) => at * step);
}

/** Strength of a cell from 0 to `steps`, by what was said in an hour that could be seen; null where none could. */
export function strength(count: number, seenHours: number, most: number, steps = 6): number | null {
  if (!(seenHours > 0)) return null;
  if (!count || !(most > 0)) return 0;
  return Math.min(steps, Math.max(1, Math.ceil((count / seenHours / most) * steps)));
}

/** Which bucket lies at a place of the chart. */
export function nearest(x: number, left: number, width: number, count: number): number {
  if (count <= 0 || width <= 0) return 0;
  return Math.min(count - 1, Math.max(0, Math.floor(((x - left) / width) * count)));
}

/** Bucket that holds a moment; -1 outside. */
export function bucketOf(stamp: string, spans: Pick<Span, "startTime" | "endTime">[]): number {
  const at = Date.parse(stamp);
  return spans.findIndex((span) => Date.parse(span.startTime) <= at && at < Date.parse(span.endTime));
}
