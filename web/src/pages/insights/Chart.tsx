// A frame that every chart stands in: its name, its table, its file, and what to do while it is not there.
import { useId, useRef, useState, type ReactNode } from "react";
import { Problem } from "../../ui/parts";
import { w } from "../../strings/insights";
import { useNear } from "./ask";
import { save } from "./csv";

export type Line = { cells: (string | number)[]; shown?: ReactNode[]; open?: () => void };

type Props = {
  title: string;
  about?: string;
  tools?: ReactNode;
  heads: string[];
  rows: Line[];
  busy?: boolean;
  problem?: string;
  none?: string;
  /** Column whose cell opens the mentions of its row. */
  opens?: number;
  className?: string;
  children: ReactNode;
};

export function Chart({ title, about, tools, heads, rows, busy, problem, none, opens = 1, className, children }: Props) {
  const [table, setTable] = useState(false);
  const heading = useId();
  return (
    <section className={`panel chart ${className ?? ""}`} aria-labelledby={heading} aria-busy={busy ?? false}>
      <header className="panel-head chart-head">
        <div>
          <h2 id={heading}>{title}</h2>
          {about ? <p className="quiet small">{about}</p> : null}
        </div>
        <div className="chart-tools">
          {tools}
          <button type="button" className="ghost small" aria-label={w(table ? "chart.chartOf" : "chart.tableOf", { name: title })} onClick={() => setTable(!table)} disabled={!rows.length}>
            {w(table ? "chart.chart" : "chart.table")}
          </button>
          <button type="button" className="ghost small" aria-label={w("chart.csvOf", { name: title })} onClick={() => save(title, heads, rows.map((row) => row.cells))} disabled={!rows.length}>
            {w("chart.csv")}
          </button>
        </div>
      </header>
      <Problem text={problem ?? ""} />
      {!rows.length && !busy && !problem && none ? <p className="quiet">{none}</p> : null}
      {table ? <Lines title={title} heads={heads} rows={rows} opens={opens} /> : children}
    </section>
  );
}

export function Lines({ title, heads, rows, opens = 1 }: { title: string; heads: string[]; rows: Line[]; opens?: number }) {
  return (
    <div className="table-wrap tall" role="region" aria-label={w("chart.lines", { name: title })} tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={at}>
              {row.cells.map((cell, column) => {
                const shown = row.shown?.[column] ?? (typeof cell === "number" ? cell.toLocaleString() : cell);
                if (!column) return <th key={column} scope="row">{shown}</th>;
                return (
                  <td key={column} className={typeof cell === "number" ? "number" : undefined}>
                    {column === opens && row.open ? (
                      <button type="button" className="link" aria-label={w("open.cell", { n: cell.toLocaleString(), what: String(row.cells[0]) })} onClick={row.open}>
                        {shown}
                      </button>
                    ) : (
                      shown
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Draws its part of the page when somebody comes near it. */
export function Late({ children, height = 220 }: { children: ReactNode; height?: number }) {
  const place = useRef<HTMLDivElement>(null);
  const near = useNear(place);
  return (
    <div ref={place} className="late" style={near ? undefined : { minHeight: height }}>
      {near ? children : null}
    </div>
  );
}
