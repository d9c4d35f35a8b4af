// When people write, by hour of the week. What was never seen is hatched, not pale.
import { useId, useState, type KeyboardEvent } from "react";
import { w } from "../../strings/insights";
import { useAsked } from "./ask";
import { Chart, type Line } from "./Chart";
import { strength } from "./geometry";
import { useLook } from "./look";
import type { Cell, HeatMap as Told } from "./types";
import { asQuery, hoursOfWeek } from "./view";
import { num, weekday } from "./words";

const DAYS = [1, 2, 3, 4, 5, 6, 7];
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

const clock = (hour: number) => `${String(hour).padStart(2, "0")}:00`;
const rate = (cell: Cell) => (cell.seenHourCount > 0 ? num(cell.figures) / cell.seenHourCount : 0);
const told_ = (value: number) => value.toLocaleString(undefined, { maximumFractionDigits: value < 10 ? 1 : 0 });

export function HeatMap() {
  const { slice, zone, open } = useLook();
  const { told, problem, busy } = useAsked<Told>("/insights/heatMap", { ...asQuery(slice), timeZone: zone });
  const cells = told?.cells ?? [];
  const look = (cell: Cell) => open({ title: `${weekday(cell.weekday)} ${clock(cell.hour)}`, slices: hoursOfWeek(told?.slice ?? slice, cell.weekday, cell.hour, zone) });
  const rows: Line[] = cells.map((cell) => ({
    cells: [`${weekday(cell.weekday)} ${clock(cell.hour)}`, cell.seenHourCount > 0 ? num(cell.figures) : "", Number(cell.seenHourCount.toFixed(2)), Number(cell.hourCount.toFixed(2))],
    open: () => look(cell),
  }));
  return (
    <Chart title={w("heat")} about={w("heat.about", { zone })} heads={[w("when"), w("n.mentions"), w("sight.FULL"), w("hour")]} rows={rows} busy={busy} problem={problem} className="wide">
      {cells.length ? <Grid cells={cells} look={look} /> : <div className="chart-wait" style={{ minHeight: 220 }} />}
    </Chart>
  );
}

function saidOf(cell: Cell): string {
  const values = { day: weekday(cell.weekday), hour: clock(cell.hour), n: num(cell.figures), rate: told_(rate(cell)) };
  return w(cell.seenHourCount > 0 ? "heat.cell" : "heat.blind", values);
}

function Grid({ cells, look }: { cells: Cell[]; look: (cell: Cell) => void }) {
  const [at, setAt] = useState(0);
  const group = useId();
  const most = Math.max(0, ...cells.map(rate));
  const byPlace = new Map(cells.map((cell) => [(cell.weekday - 1) * 24 + cell.hour, cell]));
  const move = (event: KeyboardEvent) => {
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, ArrowDown: at + 24, ArrowUp: at - 24, Home: at - (at % 24), End: at - (at % 24) + 23 }[event.key];
    if (to === undefined || to < 0 || to >= 168) return;
    event.preventDefault();
    setAt(to);
    document.getElementById(`${group}-${to}`)?.focus();
  };
  const chosen = byPlace.get(at);
  return (
    <>
      <div className="heat-wrap">
        <div className="heat" role="grid" aria-label={w("heat")} aria-rowcount={8} aria-colcount={25} onKeyDown={move}>
          <div role="row" className="heat-row">
            <span role="columnheader" className="heat-day">
              <span className="visually-hidden">{w("day")}</span>
            </span>
            {HOURS.map((hour) => (
              <span key={hour} role="columnheader" className="heat-hour">
                <span className={hour % 3 ? "visually-hidden" : undefined}>{hour}</span>
              </span>
            ))}
          </div>
          {DAYS.map((day) => (
            <div key={day} role="row" className="heat-row">
              <span role="rowheader" className="heat-day">
                {weekday(day)}
              </span>
              {HOURS.map((hour) => {
                const place = (day - 1) * 24 + hour;
                const cell = byPlace.get(place);
                if (!cell) return <span key={hour} role="gridcell" className="heat-cell" />;
                const grade = strength(num(cell.figures), cell.seenHourCount, most);
                return (
                  <span key={hour} role="gridcell" className="heat-place">
                    <button
                      type="button"
                      id={`${group}-${place}`}
                      className={`heat-cell ${grade === null ? "blind" : `grade-${grade}`}`}
                      tabIndex={place === at ? 0 : -1}
                      aria-label={saidOf(cell)}
                      onFocus={() => setAt(place)}
                      onPointerEnter={() => setAt(place)}
                      onClick={() => look(cell)}
                    />
                  </span>
                );
              })}
            </div>
          ))}
        </div>
      </div>
      <p className="readout">
        <span>{chosen ? saidOf(chosen) : ""}</span>
        <span className="heat-legend" aria-hidden="true">
          {w("heat.less")}
          {[0, 1, 2, 3, 4, 5, 6].map((grade) => (
            <i key={grade} className={`heat-cell grade-${grade}`} />
          ))}
          {w("heat.more")} <i className="heat-cell blind" /> {w("seen.legend.blind")}
        </span>
      </p>
    </>
  );
}
