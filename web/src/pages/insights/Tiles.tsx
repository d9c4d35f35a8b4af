// The numbers on top: each with what it was before, and whether that is more than chance and more than sight.
import { w } from "../../strings/insights";
import { Problem } from "../../ui/parts";
import { useAsked } from "./ask";
import { useLook } from "./look";
import type { Comparison, Figures, Slice } from "./types";
import { asQuery } from "./view";
import { count, fineShare, num, share } from "./words";

export function Tiles() {
  const { view, slice } = useLook();
  const { told, problem, busy } = useAsked<Comparison>("/insights/comparison", asQuery(slice));
  const figures = told?.total?.figures;
  const before = view.compare ? told?.total?.against : undefined;
  return (
    <section className="tiles-part" aria-busy={busy} aria-label={w("show.overview")}>
      <Problem text={problem} />
      <dl className="tiles insight-tiles">
        <Tile name={w("tile.mentions")} figures={figures} measure="mentionCount" before={before} slice={slice} />
        <Negative told={told} slice={slice} compare={view.compare} />
        <Tile name={w("tile.reach")} figures={figures} measure="reach" before={before} />
        <Tile name={w("tile.engagement")} figures={figures} measure="engagement" before={before} />
        <div>
          <dt>{w("tile.seen")}</dt>
          <dd>{told?.coverage && !told.coverage.unknownReason ? share(told.coverage.seenShare) : "–"}</dd>
        </div>
        <div>
          <dt>{w("tile.certainty")}</dt>
          <dd>{figures?.certainty ? share(figures.certainty) : "–"}</dd>
        </div>
      </dl>
      {view.compare ? (told?.warnings ?? []).map((each) => <p key={each} className="warn-line" role="note">{each}</p>) : null}
      <People figures={figures} slice={slice} />
    </section>
  );
}

type TileProps = { name: string; figures: Figures | undefined; measure: keyof Figures; before: Figures | undefined; slice?: Slice };

function Tile({ name, figures, measure, before, slice }: TileProps) {
  const { open } = useLook();
  const now = num(figures, measure);
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {slice && figures ? (
          <button type="button" className="tile-open" aria-label={w("open", { n: now })} onClick={() => open({ title: w("measure.mentionCount"), slices: [slice], erased: num(figures, "erasedCount") })}>
            {count(now)}
          </button>
        ) : figures ? (
          count(now)
        ) : (
          "–"
        )}
        {before ? <Change now={now} then={num(before, measure)} /> : null}
      </dd>
    </div>
  );
}

function Change({ now, then }: { now: number; then: number }) {
  if (!then) return <small className="tile-change">{w("tile.none")}</small>;
  const change = (now - then) / then;
  if (Math.abs(change) < 0.005) return <small className="tile-change">{w("tile.same")}</small>;
  const value = share(Math.abs(change));
  return (
    <small className="tile-change" title={w(change > 0 ? "tile.more" : "tile.less", { value })}>
      <span aria-hidden="true">{change > 0 ? "▲" : "▼"} {value}</span>
      <span className="visually-hidden">{w(change > 0 ? "tile.more" : "tile.less", { value })}</span>
    </small>
  );
}

function Negative({ told, slice, compare }: { told: Comparison | null; slice: Slice; compare: boolean }) {
  const { open } = useLook();
  const row = told?.total;
  const all = num(row?.figures);
  const bad = num(row?.figures, "negativeCount");
  const opened: Slice = { ...slice, sentiments: ["LABEL_NEGATIVE"] };
  const points = Math.round((row?.negativeShareChange ?? 0) * 100);
  return (
    <div>
      <dt>{w("tile.negative")}</dt>
      <dd>
        {all ? (
          <button type="button" className="tile-open" title={w("open", { n: bad })} onClick={() => open({ title: w("measure.negativeCount"), slices: [opened] })}>
            {fineShare(bad / all)}
          </button>
        ) : (
          "–"
        )}
        {compare && all && num(row?.against) ? (
          <small className={row?.negativeShareDiffers ? (points > 0 ? "tile-change bad" : "tile-change good") : "tile-change"}>
            {row?.negativeShareDiffers ? w("tile.points", { value: `${points > 0 ? "+" : "\u2212"}${Math.abs(points)}` }) : w("tile.chance")}
          </small>
        ) : null}
      </dd>
    </div>
  );
}

/** Numbers that a person decided, and those whose author was forgotten: said, never hidden. */
function People({ figures, slice }: { figures: Figures | undefined; slice: Slice }) {
  const { open } = useLook();
  const corrected = num(figures, "correctedCount");
  const erased = num(figures, "erasedCount");
  if (!corrected && !erased) return null;
  return (
    <p className="quiet small people-line">
      {corrected ? (
        <button type="button" className="link" onClick={() => open({ title: w("tile.people", { n: corrected }), slices: [{ ...slice, corrected: true }] })}>
          {w("tile.people", { n: corrected })}
        </button>
      ) : null}
      {erased ? <span>{w("tile.erased", { n: erased })}</span> : null}
    </p>
  );
}
