// Promises to customers, by brand: how many of those that came due were kept, and how many in time.
import { w } from "../../strings/insights";
import { useAsked } from "./ask";
import { Chart, Lines, type Line } from "./Chart";
import { useLook } from "./look";
import type { Promised } from "./types";
import { share } from "./words";

export function Promises() {
  const { slice } = useLook();
  const now = Date.now();
  const end = Math.min(Date.parse(slice.endTime ?? "") || now, now);
  const asked = { startTime: slice.startTime, endTime: new Date(Math.ceil(end / 60_000) * 60_000).toISOString(), brand: slice.brands?.length === 1 ? slice.brands[0] : undefined };
  const { told, problem, busy } = useAsked<{ lines?: Promised[] }>("/commitments:summary", asked);
  const rows: Line[] = (told?.lines ?? []).map((each) => {
    const [kept, late, off, over] = [each.keptCount, each.keptLateCount, each.cancelledCount, each.overdueCount].map(Number) as [number, number, number, number];
    const due = kept + late + over;
    return { cells: [each.brand.replace("brands/", ""), kept, late, over, off, due ? Number((kept / due).toFixed(4)) : ""], shown: [undefined, undefined, undefined, undefined, undefined, due ? share(kept / due) : "–"] };
  });
  const heads = [w("by.BRAND"), w("promises.kept"), w("promises.late"), w("promises.over"), w("promises.off"), w("promises.share")];
  return (
    <Chart title={w("promises")} about={w("promises.about")} heads={heads} rows={rows} busy={busy} problem={problem} none={told ? w("promises.none") : ""} className="wide">
      {rows.length ? <Lines title={w("promises")} heads={heads} rows={rows} /> : null}
    </Chart>
  );
}
