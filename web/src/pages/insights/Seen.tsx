// What could be seen of a time: a sentence, a ribbon along the time, and the stretches in a table.
import { moment } from "../../lib/time";
import { known, w } from "../../strings/insights";
import type { Coverage, Slice } from "./types";
import { share } from "./words";

export function seenSentence(coverage: Coverage): string {
  if (coverage.unknownReason) return w("seen.unknown", { why: coverage.unknownReason });
  if (coverage.seenShare >= 1) return w("seen.all");
  const parts = [w("seen", { value: share(coverage.seenShare) })];
  if (coverage.partialShare > 0) parts.push(w("seen.partly", { value: share(coverage.partialShare) }));
  if (coverage.blindShare > 0) parts.push(w("seen.blind", { value: share(coverage.blindShare) }));
  return parts.join(", ");
}

export function Seen({ coverage, slice, zone }: { coverage: Coverage | undefined; slice: Slice; zone: string }) {
  if (!coverage) return null;
  const gaps = coverage.gaps ?? [];
  return (
    <div className="seen">
      <p className="seen-line">
        <i className={`lamp ${coverage.unknownReason || coverage.seenShare < 0.95 ? "warn" : "good"}`} aria-hidden="true" />
        {seenSentence(coverage)}
      </p>
      <Ribbon coverage={coverage} slice={slice} />
      {slice.practiceBrands?.length ? <p className="quiet small">{w("seen.practice", { brands: slice.practiceBrands.map((each) => each.replace("brands/", "")).join(", ") })}</p> : null}
      {gaps.length ? (
        <details className="seen-gaps">
          <summary>{w("seen.gaps", { n: gaps.length })}</summary>
          <div className="table-wrap tall" role="region" aria-label={w("seen.gaps", { n: gaps.length })} tabIndex={0}>
            <table className="table">
              <thead>
                <tr>
                  {(["seen.from", "seen.to", "seen.sight", "seen.sources", "seen.why"] as const).map((head) => (
                    <th key={head} scope="col">
                      {w(head)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {gaps.map((gap, at) => (
                  <tr key={at}>
                    <th scope="row">{moment(gap.startTime, zone)}</th>
                    <td>{moment(gap.endTime, zone)}</td>
                    <td>{sightWord(gap.sight)}</td>
                    <td>{(gap.sources ?? []).map((each) => each.replace("sources/", "")).join(", ")}</td>
                    <td>{(gap.causes ?? []).map((each) => each.replace("CAUSE_", "").toLowerCase().replaceAll("_", " ")).join(", ")}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
      ) : null}
    </div>
  );
}

function sightWord(sight: string): string {
  const key = `sight.${sight.replace("SIGHT_", "")}`;
  return known(key) ? w(key) : "";
}

function Ribbon({ coverage, slice }: { coverage: Coverage; slice: Slice }) {
  const start = Date.parse(slice.startTime ?? "");
  const length = Date.parse(slice.endTime ?? "") - start;
  if (!(length > 0) || coverage.unknownReason) return null;
  const at = (stamp: string) => ((Date.parse(stamp) - start) / length) * 1000;
  return (
    <svg className="ribbon" viewBox="0 0 1000 8" preserveAspectRatio="none" aria-hidden="true">
      <rect className="ribbon-full" width="1000" height="8" rx="3" />
      {(coverage.gaps ?? []).map((gap, index) => (
        <rect key={index} className={gap.sight === "SIGHT_BLIND" ? "ribbon-blind" : "ribbon-partial"} x={at(gap.startTime)} width={Math.max(1.5, at(gap.endTime) - at(gap.startTime))} height="8" />
      ))}
    </svg>
  );
}
