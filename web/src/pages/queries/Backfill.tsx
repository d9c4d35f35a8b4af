// A new query hears what is said from now on; what was said before is read where a source can, and after its price is known.
import { useState } from "react";
import { attempt } from "../../conversation/actions";
import { say } from "../../state/say";
import { q } from "../../strings/queries";
import { Card } from "../frame";
import { backfill, type Estimate, type Kept } from "./ask";

const LENGTHS = [1, 7, 30, 90];

export function Backfill({ query, onDone }: { query: Kept; onDone: () => void }) {
  const sources = query.backfillSources ?? [];
  const [source, setSource] = useState(sources[0] ?? "");
  const [days, setDays] = useState(7);
  const [told, setTold] = useState<{ key: string; estimate: Estimate } | null>(null);
  const key = `${source} ${days}`;
  const estimate = told?.key === key ? told.estimate : null;
  const ask = () => attempt(async () => setTold({ key, estimate: (await backfill(source, query.name, days, true)).estimate ?? { currency: "", note: "" } }));
  const begin = async () => {
    if (!(await attempt(() => backfill(source, query.name, days, false)))) return;
    say(q("past.begun"));
    onDone();
  };
  return (
    <Card title={q("past")}>
      <p>{q("past.what")}</p>
      {sources.length ? (
        <div className="line-form">
          <label className="field">
            <span>{q("past.source")}</span>
            <select value={source} onChange={(event) => setSource(event.target.value)}>
              {sources.map((each) => (
                <option key={each} value={each}>
                  {each.replace("sources/", "")}
                </option>
              ))}
            </select>
          </label>
          <label className="field">
            <span>{q("past.days")}</span>
            <select value={days} onChange={(event) => setDays(Number(event.target.value))}>
              {LENGTHS.map((each) => (
                <option key={each} value={each}>
                  {each}
                </option>
              ))}
            </select>
          </label>
          <button type="button" onClick={() => void ask()}>
            {q("past.estimate")}
          </button>
        </div>
      ) : (
        <p className="quiet">{q("past.none")}</p>
      )}
      {estimate ? (
        <p role="status">
          {q("past.says", { calls: amount(estimate.callCount), items: amount(estimate.itemCount), price: priceOf(estimate) })} {estimate.note}
        </p>
      ) : null}
      <div className="line-form">
        {sources.length ? (
          <button type="button" className="primary" disabled={!estimate} onClick={() => void begin()}>
            {q("past.begin")}
          </button>
        ) : null}
        <button type="button" onClick={onDone}>
          {q("past.later")}
        </button>
      </div>
    </Card>
  );
}

const amount = (value: string | number | undefined) => (value === undefined ? q("unknown") : Number(value).toLocaleString());

/** A price in millionths, as money; `no money` for nothing. */
export function priceOf(estimate: { priceMicros?: string | number; currency: string }): string {
  if (estimate.priceMicros === undefined) return q("unknown");
  return money(Number(estimate.priceMicros), estimate.currency);
}

export function money(micros: number, currency: string): string {
  if (!micros) return q("free");
  const value = micros / 1_000_000;
  return currency ? new Intl.NumberFormat(undefined, { style: "currency", currency, maximumFractionDigits: 4 }).format(value) : value.toFixed(2);
}
