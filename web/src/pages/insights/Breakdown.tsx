// A slice divided: bars with what chance leaves open, each opening what it counts.
import { w } from "../../strings/insights";
import { useAsked } from "./ask";
import { Chart, type Line } from "./Chart";
import { useLook } from "./look";
import { tint } from "./Trend";
import type { Breakdown as Told, Dimension, Part, Slice } from "./types";
import { asQuery, narrowed } from "./view";
import { count, num, share, valueName } from "./words";

const MOST = 7;

type Props = { by: Dimension; slice?: Slice; title?: string; about?: string; wide?: boolean };

export function Breakdown({ by, slice: given, title, about, wide }: Props) {
  const look = useLook();
  const slice = given ?? look.slice;
  const { told, problem, busy } = useAsked<Told>("/insights/breakdown", { ...asQuery(slice), dimension: by });
  const parts = told?.parts ?? [];
  const opened = (part: Part) => () =>
    look.open({ title: valueName(by, part.value), slices: [narrowed(slice, by, part.value)], erased: num(part.figures, "erasedCount"), narrow: { by, value: part.value } });
  const rows: Line[] = parts.map((part) => ({
    cells: [valueName(by, part.value), num(part.figures), Number((part.share?.value ?? 0).toFixed(4)), num(part.figures, "negativeCount"), num(part.figures, "reach"), num(part.figures, "engagement")],
    shown: [undefined, undefined, share(part.share?.value ?? 0)],
    open: opened(part),
  }));
  return (
    <Chart
      title={title ?? w(`by.${by}`)}
      about={about}
      heads={[w(`by.${by}`), w("n.mentions"), w("n.share"), w("n.negative"), w("n.reach"), w("n.engagement")]}
      rows={rows}
      busy={busy}
      problem={problem}
      none={w("breakdown.none")}
      className={wide ? "wide" : ""}
    >
      <ul className="bars">
        {parts.slice(0, MOST).map((part, at) => (
          <Bar key={part.value} part={part} by={by} at={at} most={parts[0]?.share?.value ?? 1} open={opened(part)} />
        ))}
      </ul>
      {parts.length > MOST ? <p className="quiet small">{w("breakdown.rest", { n: parts.length - MOST })}</p> : null}
    </Chart>
  );
}

function Bar({ part, by, at, most, open }: { part: Part; by: Dimension; at: number; most: number; open: () => void }) {
  const found = part.share ?? { value: 0, low: 0, high: 0 };
  const width = (value: number) => (most > 0 ? Math.min(100, (value / Math.max(most, 0.0001)) * 92) : 0);
  const colour = by === "SENTIMENT" ? tint(part.value, at, by) : by === "BRAND" ? `tint-${at % 7}` : "tint-0";
  const name = valueName(by, part.value);
  return (
    <li>
      <button type="button" className="bar-row" onClick={open} title={w("breakdown.range", { low: share(found.low), high: share(found.high) })}>
        <span className="bar-name">
          <bdi>{name}</bdi>
        </span>
        <svg className={`bar-line ${colour}`} viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true">
          <rect className="bar-fill" width={Math.max(0.6, width(found.value))} y="2" height="10" rx="1.5" />
          <line className="bar-span" x1={width(found.low)} x2={width(found.high)} y1="7" y2="7" />
        </svg>
        <span className="bar-count">{count(num(part.figures))}</span>
        <span className="bar-share">{share(found.value)}</span>
      </button>
    </li>
  );
}

/** Happy, neutral and unhappy as one bar, with what the scorer is sure of. */
export function Feeling() {
  const { slice, open } = useLook();
  const { told, problem, busy } = useAsked<Told>("/insights/breakdown", { ...asQuery(slice), dimension: "SENTIMENT" });
  const order = ["NEGATIVE", "NEUTRAL", "POSITIVE", "", "UNSPECIFIED"];
  const parts = [...(told?.parts ?? [])].sort((a, b) => order.indexOf(a.value) - order.indexOf(b.value));
  const opened = (part: Part) => () => open({ title: valueName("SENTIMENT", part.value), slices: [narrowed(slice, "SENTIMENT", part.value)], narrow: { by: "SENTIMENT", value: part.value } });
  let left = 0;
  const placed = parts.map((part) => {
    const width = (part.share?.value ?? 0) * 100;
    left += width;
    return { part, x: left - width, width };
  });
  const rows: Line[] = parts.map((part) => ({
    cells: [valueName("SENTIMENT", part.value), num(part.figures), Number((part.share?.value ?? 0).toFixed(4)), Number((part.share?.low ?? 0).toFixed(4)), Number((part.share?.high ?? 0).toFixed(4))],
    shown: [undefined, undefined, share(part.share?.value ?? 0), share(part.share?.low ?? 0), share(part.share?.high ?? 0)],
    open: opened(part),
  }));
  const sure = told?.total?.certainty ?? 0;
  return (
    <Chart title={w("feeling")} about={sure ? w("feeling.sure", { value: share(sure) }) : undefined} heads={[w("by.SENTIMENT"), w("n.mentions"), w("n.share"), w("seen.from"), w("seen.to")]} rows={rows} busy={busy} problem={problem} none={w("breakdown.none")}>
      <svg className="feeling-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
        {placed.map(({ part, x, width }) => (
          <rect key={part.value} className={`feeling-part ${tint(part.value, 0, "SENTIMENT")}`} x={x} width={Math.max(0, width - 0.3)} height="10" />
        ))}
      </svg>
      <ul className="feelings">
        {parts.map((part) => (
          <li key={part.value} className={tint(part.value, 0, "SENTIMENT")}>
            <button type="button" className="feeling" onClick={opened(part)}>
              <i aria-hidden="true" />
              <span>{valueName("SENTIMENT", part.value)}</span>
              <b>{share(part.share?.value ?? 0)}</b>
              <small>{count(num(part.figures))}</small>
            </button>
          </li>
        ))}
      </ul>
    </Chart>
  );
}
