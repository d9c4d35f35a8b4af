// What a policy, or other staffing, would have made of the past: asked for by hand, shown as charts that are tables too.
import { useState } from "react";
import { get, post } from "../../api/client";
import type { Brand, Mention } from "../../api/types";
import { attempt } from "../../conversation/actions";
import { span } from "../../lib/time";
import { t } from "../../strings/replays";
import { Card, useTold } from "../frame";
import { load, pairs, width, type Measure, type Move, type Pair, type Report } from "./compare";
import "../../styles/policies.css";

const DAY_MS = 86_400_000;
const DAYS = [1, 7, 30, 90];
const EXAMPLES = 5;

type Props = { text: string; same: boolean; bad: boolean };

export function Replay({ text, same, bad }: Props) {
  const { told: brands } = useTold(() => get<{ brands?: Brand[] }>("/brands", { pageSize: 200 }).then((told) => told.brands ?? []));
  const [brand, setBrand] = useState("");
  const [days, setDays] = useState(7);
  const [staffing, setStaffing] = useState("");
  const [candidateStaffing, setCandidate] = useState("");
  const [busy, setBusy] = useState(false);
  const [report, setReport] = useState<Report | null>(null);
  const chosen = brand || (brands?.[0]?.name ?? "");
  const run = async () => {
    setBusy(true);
    const startTime = new Date(Date.now() - days * DAY_MS).toISOString();
    await attempt(async () => setReport(await post<Report>("/policies:replay", { brand: chosen, text: same ? "" : text, staffing, candidateStaffing, startTime })));
    setBusy(false);
  };
  return (
    <Card title={t("title")}>
      <p className="quiet">{t(same ? "aboutStaffing" : "about")}</p>
      <div className="replay-form" aria-busy={busy}>
        <div className="line-form">
          <label className="field">
            <span>{t("brand")}</span>
            <select value={chosen} onChange={(event) => setBrand(event.target.value)}>
              {(brands ?? []).map((each) => (
                <option key={each.name} value={each.name}>
                  {each.displayName}
                </option>
              ))}
            </select>
          </label>
          <label className="field">
            <span>{t("days")}</span>
            <select value={days} onChange={(event) => setDays(Number(event.target.value))}>
              {DAYS.map((n) => (
                <option key={n} value={n}>
                  {t("daysOf", { n })}
                </option>
              ))}
            </select>
          </label>
          <button type="button" onClick={() => void run()} disabled={busy || bad || !chosen}>
            {t("run")}
          </button>
          {busy ? <progress aria-label={t("running")} /> : null}
        </div>
        <details>
          <summary>{t("staffing")}</summary>
          <p className="quiet small">{t("staffingHint")}</p>
          <Yaml label={t("today")} text={staffing} onChange={setStaffing} />
          <Yaml label={t("then")} text={candidateStaffing} onChange={setCandidate} />
        </details>
      </div>
      {report && !busy ? <Told report={report} /> : null}
    </Card>
  );
}

function Yaml({ label, text, onChange }: { label: string; text: string; onChange: (text: string) => void }) {
  return (
    <label className="field">
      <span>{label}</span>
      <textarea className="code" spellCheck={false} rows={6} value={text} onChange={(event) => onChange(event.target.value)} />
    </label>
  );
}

function Told({ report }: { report: Report }) {
  const all = Number(report.mentionCount ?? 0);
  if (!all) return <p role="status">{t("nothing")}</p>;
  const both = (of: "watchedCount" | "droppedCount") => t("pair", { now: Number(report.live?.[of] ?? 0), then: Number(report.candidate?.[of] ?? 0) });
  const unservable = pairs(report, "unservable").some((each) => each.now || each.then);
  return (
    <>
      <p className="replay-says" role="status">
        {t("says", { changed: Number(report.changedCount ?? 0), all, watched: both("watchedCount"), dropped: both("droppedCount") })}
      </p>
      <p className="key" aria-hidden="true">
        <span>{t("now")}</span>
        <span className="key-then">{t("candidate")}</span>
      </p>
      <div className="pairs">
        <Pairs report={report} measure="items" say={(n) => n.toLocaleString()} />
        <Pairs report={report} measure="met" say={(n) => `${Math.round(n * 100)} %`} most={1} />
        <Pairs report={report} measure="p50" say={span} />
        <Pairs report={report} measure="p95" say={span} />
        {unservable ? <Pairs report={report} measure="unservable" say={(n) => n.toLocaleString()} /> : null}
      </div>
      <Load report={report} />
      <Moves moves={report.differences ?? []} />
    </>
  );
}

type PairsProps = { report: Report; measure: Measure; say: (value: number) => string; most?: number };

function Pairs({ report, measure, say, most }: PairsProps) {
  const found = pairs(report, measure);
  const top = most ?? Math.max(0, ...found.flatMap((each) => [each.now ?? 0, each.then ?? 0]));
  const tell = (value: number | null) => (value === null ? "–" : say(value));
  return (
    <section>
      <h3 id={`replay-${measure}`}>{t(measure)}</h3>
      <table className="parts" aria-labelledby={`replay-${measure}`}>
        <tbody>
          {found.map((each) => (
            <tr key={each.name}>
              <th scope="row">{each.name}</th>
              <td>
                <Bars pair={each} most={top} />
              </td>
              <td className="number">{tell(each.now) === tell(each.then) ? tell(each.now) : t("pair", { now: tell(each.now), then: tell(each.then) })}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Bars({ pair, most }: { pair: Pair; most: number }) {
  return (
    <svg className="bar two" viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true">
      <rect className="bar-now" width={width(pair.now, most)} height="6" rx="1.5" />
      <rect className="bar-then" y="8" width={width(pair.then, most)} height="6" rx="1.5" />
    </svg>
  );
}

function Load({ report }: { report: Report }) {
  const hours = load(report);
  const most = Math.max(1, ...hours.flatMap((each) => [each.now, each.then]));
  const busiest = hours.reduce((best, each, hour) => (Math.max(each.now, each.then) > Math.max(hours[best]?.now ?? 0, hours[best]?.then ?? 0) ? hour : best), 0);
  const says = t("loadSays", { hour: busiest, now: Math.round(hours[busiest]?.now ?? 0), then: Math.round(hours[busiest]?.then ?? 0) });
  const tall = (value: number) => (value / most) * 84;
  return (
    <section className="load">
      <h3>{t("load")}</h3>
      <svg viewBox="0 0 480 104" role="img" aria-label={`${t("load")}. ${says}`}>
        <line x1="0" x2="480" y1="90" y2="90" />
        {hours.map((each, hour) => (
          <g key={hour} transform={`translate(${hour * 20})`}>
            <rect className="bar-now" x="2" width="7" y={90 - tall(each.now)} height={tall(each.now)} rx="1" />
            <rect className="bar-then" x="10" width="7" y={90 - tall(each.then)} height={tall(each.then)} rx="1" />
            {hour % 3 ? null : (
              <text x="2" y="101">
                {hour}
              </text>
            )}
          </g>
        ))}
      </svg>
      <details>
        <summary>{t("asTable")}</summary>
        <table className="parts">
          <thead>
            <tr>
              <th scope="col">{t("hour")}</th>
              <th scope="col">{t("now")}</th>
              <th scope="col">{t("candidate")}</th>
            </tr>
          </thead>
          <tbody>
            {hours.map((each, hour) => (
              <tr key={hour}>
                <th scope="row">{hour}</th>
                <td className="number">{Math.round(each.now).toLocaleString()}</td>
                <td className="number">{Math.round(each.then).toLocaleString()}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  );
}

function Moves({ moves }: { moves: Move[] }) {
  return (
    <section>
      <h3>{t("moves")}</h3>
      {moves.length ? null : <p className="quiet">{t("movesNone")}</p>}
      <ul className="list">
        {moves.map((each) => (
          <MoveLine key={[each.live, each.candidate, each.liveRule, each.candidateRule].join("\n")} move={each} />
        ))}
      </ul>
    </section>
  );
}

function MoveLine({ move }: { move: Move }) {
  const [examples, setExamples] = useState<Mention[] | null>(null);
  const open = () =>
    attempt(async () => {
      const found = await Promise.all((move.mentions ?? []).slice(0, EXAMPLES).map((name) => get<{ mention?: Mention }>(`/${name}`).catch(() => ({ mention: undefined }))));
      setExamples(found.flatMap((each) => (each.mention ? [each.mention] : [])));
    });
  return (
    <li>
      <b>{Number(move.count).toLocaleString()}</b> {t("pair", { now: move.live, then: move.candidate })}{" "}
      <small className="quiet">{t("pair", { now: move.liveRule || "–", then: move.candidateRule || "–" })}</small>{" "}
      {move.mentions?.length && !examples ? (
        <button type="button" className="ghost small" aria-label={t("examples", { from: move.live, to: move.candidate })} onClick={() => void open()}>
          {t("show")}
        </button>
      ) : null}
      {examples && !examples.length ? <p className="quiet">{t("gone")}</p> : null}
      {examples?.map((each) => (
        <blockquote key={each.key} className="example" dir="auto">
          {each.title ? `${each.title} · ` : ""}
          {each.text}
        </blockquote>
      ))}
    </li>
  );
}
