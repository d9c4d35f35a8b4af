// Sums over time. A time that nobody could see is shaded and its line is broken; it is never drawn as nought.
import { useId, useMemo, useState, type KeyboardEvent, type PointerEvent } from "react";
import { w } from "../../strings/insights";
import { useAsked, useWidth } from "./ask";
import { Chart, type Line } from "./Chart";
import { areaPath, bucketOf, labelled, linePath, nearest, points, scale, shades, ticks } from "./geometry";
import { useLook } from "./look";
import { Seen } from "./Seen";
import { DIMENSIONS, type Figures, type Marker, type Series, type Spike, type Spikes, type Trend as Told } from "./types";
import { asQuery, before, during, MEASURES, narrowed, type View } from "./view";
import { count, longBucket, num, share, shortBucket, valueName } from "./words";

const HEIGHT = 268;
const LEFT = 46;
const RIGHT = 10;
const TOP = 16;
const FLOOR = HEIGHT - 28;

export function Trend({ fixed, title }: { fixed?: boolean; title?: string }) {
  const { view, slice, zone, change } = useLook();
  const by = view.by ? { dimension: view.by, partCount: 7 } : {};
  const bucket = view.bucket ? { bucket: view.bucket } : {};
  const here = useAsked<Told>("/insights/trend", { ...asQuery(slice), ...by, ...bucket, timeZone: zone });
  const compared = view.compare && !view.by && Boolean(here.told);
  const step = here.told?.bucket.replace("BUCKET_", "");
  const there = useAsked<Told>("/insights/trend", compared ? { ...asQuery(before(here.told?.slice ?? slice)), bucket: step, timeZone: zone } : null);
  const spikes = useAsked<Spikes>("/insights/spikes", { ...asQuery(slice), timeZone: zone });
  const told = here.told;
  const rows = useRows(told);
  const what = w(`measure.${view.measure}`);
  return (
    <Chart
      title={title ?? w("trend")}
      about={what}
      heads={[w("when"), ...(told?.series ?? []).map((each) => (view.by ? valueName(view.by, each.value) : what)), w("seen.sight")]}
      rows={rows}
      busy={here.busy}
      problem={here.problem}
      tools={fixed ? null : <Tools view={view} change={change} />}
      className="trend"
    >
      {told ? <Plot told={told} past={compared ? there.told : null} spikes={view.measure === "mentionCount" ? (spikes.told?.spikes ?? []) : []} /> : <div className="chart-wait" style={{ minHeight: HEIGHT }} />}
      {told ? <Seen coverage={told.coverage} slice={told.slice ?? slice} zone={zone} /> : null}
    </Chart>
  );
}

function useRows(told: Told | null): Line[] {
  const { view, slice, zone, open } = useLook();
  return useMemo(() => {
    if (!told) return [];
    return (told.spans ?? []).map((span, at) => {
      const name = longBucket(span.startTime, told.bucket, zone);
      const blind = span.sight === "SIGHT_BLIND";
      const values = (told.series ?? []).map((series) => (blind ? "" : num(series.figures?.[at], view.measure)));
      return {
        cells: [name, ...values, share(span.seenShare)],
        open: () => open({ title: name, slices: [during(slice, span.startTime, span.endTime)] }),
      };
    });
  }, [told, view.measure, slice, zone, open]);
}

function Tools({ view, change }: { view: View; change: (part: Partial<View>) => void }) {
  return (
    <>
      <select aria-label={w("measure")} value={view.measure} onChange={(event) => change({ measure: event.target.value as View["measure"] })}>
        {MEASURES.map((each) => (
          <option key={each} value={each}>
            {w(`measure.${each}`)}
          </option>
        ))}
      </select>
      <select aria-label={w("by")} value={view.by} onChange={(event) => change({ by: event.target.value as View["by"] })}>
        {(["", ...DIMENSIONS] as const).map((each) => (
          <option key={each} value={each}>
            {w(`by.${each}`)}
          </option>
        ))}
      </select>
      <select aria-label={w("bucket")} value={view.bucket} onChange={(event) => change({ bucket: event.target.value as View["bucket"] })}>
        {(["", "HOUR", "DAY", "WEEK", "MONTH"] as const).map((each) => (
          <option key={each} value={each}>
            {w(`bucket.${each}`)}
          </option>
        ))}
      </select>
    </>
  );
}

/** Colour of a series: feelings have their own, others go by rank. */
export function tint(series: string, at: number, by: View["by"]): string {
  if (by === "SENTIMENT") return { NEGATIVE: "tint-bad", POSITIVE: "tint-good", NEUTRAL: "tint-plain" }[series] ?? "tint-rest";
  return series === "other" ? "tint-rest" : `tint-${at % 7}`;
}

function useScales(told: Told, past: Told | null, width: number) {
  const { view } = useLook();
  return useMemo(() => {
    const spans = told.spans ?? [];
    const of = (series: Series | undefined) => (series?.figures ?? []).map((each: Figures) => num(each, view.measure));
    const lines = (told.series ?? []).map((series) => ({ series, values: of(series) }));
    const old = past ? { values: of(past.series?.[0]).slice(0, spans.length), sights: (past.spans ?? []).map((each) => each.sight) } : null;
    const most = Math.max(0, ...lines.flatMap((line) => line.values), ...(old?.values ?? []));
    const marks = ticks(most);
    const y = scale([0, marks.at(-1) ?? 1], [FLOOR, TOP]);
    const each = (width - LEFT - RIGHT) / Math.max(1, spans.length);
    const x = (at: number) => LEFT + (at + 0.5) * each;
    return { spans, lines, old, marks, y, x, each, sights: spans.map((span) => span.sight) };
  }, [told, past, width, view.measure]);
}

function Plot({ told, past, spikes }: { told: Told; past: Told | null; spikes: Spike[] }) {
  const { view, slice, zone, open } = useLook();
  const [place, width] = useWidth();
  const [cursor, setCursor] = useState<number | null>(null);
  const hatch = useId();
  const { spans, lines, old, marks, y, x, each, sights } = useScales(told, past, width);
  const count_ = spans.length;
  const look = (at: number) => {
    const span = spans[at];
    if (span) open({ title: longBucket(span.startTime, told.bucket, zone), slices: [during(slice, span.startTime, span.endTime)] });
  };
  const move = (event: KeyboardEvent) => {
    const at = cursor ?? count_ - 1;
    const to = { ArrowRight: at + 1, ArrowUp: at + 1, ArrowLeft: at - 1, ArrowDown: at - 1, Home: 0, End: count_ - 1, PageUp: at + 7, PageDown: at - 7 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      setCursor(Math.min(count_ - 1, Math.max(0, to)));
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      look(at);
    }
  };
  const point = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    setCursor(nearest(event.clientX - box.left, LEFT, width - LEFT - RIGHT, count_));
  };
  const said = (at: number) => sentence(told, at, view, zone);
  const chosen = cursor ?? count_ - 1;
  return (
    <>
      {lines.length > 1 || old ? <Legend lines={lines.map((line) => line.series.value)} old={Boolean(old)} /> : null}
      <div
        ref={place}
        className="plot"
        role="slider"
        tabIndex={0}
        aria-label={`${w("trend")}. ${w("trend.keys")}`}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, count_ - 1)}
        aria-valuenow={Math.max(0, chosen)}
        aria-valuetext={count_ ? said(chosen) : undefined}
        onKeyDown={move}
      >
        {width > 0 ? (
          <svg width={width} height={HEIGHT} aria-hidden="true" onPointerMove={point} onPointerDown={point} onPointerLeave={() => setCursor(null)} onClick={() => cursor !== null && look(cursor)}>
            <defs>
              <pattern id={hatch} width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                <rect width="7" height="7" className="hatch-back" />
                <line x1="0" y1="0" x2="0" y2="7" className="hatch-line" />
              </pattern>
            </defs>
            {shades(spans).map((shade) => (
              <rect key={shade.from} className={shade.sight === "SIGHT_BLIND" ? "shade-blind" : "shade-partial"} fill={shade.sight === "SIGHT_BLIND" ? `url(#${hatch})` : undefined} x={LEFT + shade.from * each} width={(shade.to - shade.from) * each} y={TOP} height={FLOOR - TOP} />
            ))}
            {marks.map((mark) => (
              <g key={mark}>
                <line className="rule" x1={LEFT} x2={width - RIGHT} y1={y(mark)} y2={y(mark)} />
                <text className="tick" x={LEFT - 8} y={y(mark) + 4} textAnchor="end">
                  {count(mark)}
                </text>
              </g>
            ))}
            {labelled(count_, width - LEFT - RIGHT, 76).map((at) => (
              <text key={at} className="tick" x={x(at)} y={HEIGHT - 8} textAnchor="middle">
                {shortBucket(spans[at]?.startTime ?? "", told.bucket, zone)}
              </text>
            ))}
            {(told.markers ?? []).map((marker) => (
              <Flag key={marker.name} marker={marker} at={bucketOf(marker.startTime, spans)} x={x} />
            ))}
            {old ? <path className="line-before" d={linePath(points(old.values, old.sights, x, y))} /> : null}
            {lines.map((line, at) => {
              const found = points(line.values, sights, x, y);
              const colour = tint(line.series.value, at, view.by);
              return (
                <g key={line.series.value} className={colour}>
                  {lines.length === 1 ? <path className="area" d={areaPath(found, FLOOR)} /> : null}
                  <path className="line" d={linePath(found)} />
                  {cursor !== null && found[cursor] ? <circle className="dot" cx={found[cursor].x} cy={found[cursor].y} r="4" /> : null}
                </g>
              );
            })}
            {spikes.map((spike, at) => (
              <SpikeMark key={at} spike={spike} at={bucketOf(spike.startTime, spans)} x={x} y={y} values={lines[0]?.values ?? []} alone={lines.length === 1} />
            ))}
            {cursor !== null && count_ ? <line className="cursor" x1={x(cursor)} x2={x(cursor)} y1={TOP} y2={FLOOR} /> : null}
          </svg>
        ) : (
          <div style={{ height: HEIGHT }} />
        )}
      </div>
      {count_ ? (
        <p className="readout">
          <span>{said(chosen)}</span>
          {spans[chosen]?.sight !== "SIGHT_BLIND" ? (
            <button type="button" className="link" onClick={() => look(chosen)}>
              {w("open", { n: total(told, chosen) })}
            </button>
          ) : null}
        </p>
      ) : null}
    </>
  );
}

function total(told: Told, at: number): number {
  return (told.series ?? []).reduce((sum, series) => sum + num(series.figures?.[at]), 0);
}

function sentence(told: Told, at: number, view: View, zone: string): string {
  const span = told.spans?.[at];
  if (!span) return "";
  const when = longBucket(span.startTime, told.bucket, zone);
  if (span.sight === "SIGHT_BLIND") return w("trend.blind", { when });
  const n = (told.series ?? []).reduce((sum, series) => sum + num(series.figures?.[at], view.measure), 0);
  const values = { when, n, what: w(`measure.${view.measure}`).toLowerCase(), seen: share(span.seenShare) };
  const whole = w(span.sight === "SIGHT_PARTIAL" ? "trend.partial" : "trend.read", values);
  if (!view.by) return whole;
  const by = view.by;
  const parts = (told.series ?? []).map((series) => `${valueName(by, series.value)} ${num(series.figures?.[at], view.measure).toLocaleString()}`);
  return `${whole} (${parts.join(", ")})`;
}

function Legend({ lines, old }: { lines: string[]; old: boolean }) {
  const { view, slice, open } = useLook();
  return (
    <ul className="legend">
      {view.by
        ? lines.map((value, at) => (
            <li key={value} className={tint(value, at, view.by)}>
              <i aria-hidden="true" />
              {value === "other" ? (
                w("trend.other")
              ) : (
                <button
                  type="button"
                  className="link"
                  onClick={() => {
                    const by = view.by as Exclude<View["by"], "">;
                    open({ title: valueName(by, value), slices: [narrowed(slice, by, value)], narrow: { by, value } });
                  }}
                >
                  {valueName(view.by as Exclude<View["by"], "">, value)}
                </button>
              )}
            </li>
          ))
        : null}
      {old ? (
        <>
          <li className="tint-0">
            <i aria-hidden="true" /> {w("trend.now")}
          </li>
          <li className="before">
            <i aria-hidden="true" /> {w("trend.before")}
          </li>
        </>
      ) : null}
    </ul>
  );
}

function Flag({ marker, at, x }: { marker: Marker; at: number; x: (at: number) => number }) {
  if (at < 0) return null;
  return (
    <g className="flag">
      <line x1={x(at)} x2={x(at)} y1={TOP - 8} y2={FLOOR} />
      <path d={`M${x(at)} ${TOP - 10}h9l-3 4 3 4h-9z`} />
      <text x={x(at) + 13} y={TOP}>
        {marker.displayName}
      </text>
    </g>
  );
}

function SpikeMark({ spike, at, x, y, values, alone }: { spike: Spike; at: number; x: (at: number) => number; y: (value: number) => number; values: number[]; alone: boolean }) {
  if (at < 0 || !alone) return null;
  const up = spike.direction === "DIRECTION_SPIKE";
  const top = Math.max(TOP + 4, y(values[at] ?? 0) - 12);
  return (
    <g className={up ? "spike-mark" : "spike-mark dip"}>
      <path d={up ? `M${x(at) - 5} ${top + 8}l5 -8l5 8z` : `M${x(at) - 5} ${top}l5 8l5 -8z`} />
    </g>
  );
}
