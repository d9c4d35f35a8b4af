// What is watched: tried on the past before it is switched on, each with the way to its evidence.
import { useState } from "react";
import { get, post, send } from "../../api/client";
import { attempt } from "../../conversation/actions";
import { idOf } from "../../lib/ids";
import { span } from "../../lib/time";
import { say } from "../../state/say";
import { administers, analyses, leads } from "../../state/session";
import { w } from "../../strings/insights";
import { Ago, Empty } from "../../ui/parts";
import { Card, Table, useTold } from "../frame";
import { useLook } from "./look";
import { Reached, type Channel } from "./Reached";
import type { Alert, Slice, Spikes } from "./types";
import { lookOf } from "./view";
import { sliceName, stretch } from "./words";

const KINDS = ["SPIKE", "DIP", "THRESHOLD"] as const;
const LEVELS = ["LOW", "MEDIUM", "HIGH"] as const;

type All = { alerts: Alert[]; channels: Channel[] };

async function readAll(): Promise<All> {
  const [alerts, channels] = await Promise.all([
    get<{ alerts?: Alert[] }>("/alerts").then((told) => told.alerts ?? []),
    get<{ channels?: Channel[] }>("/channels").then((told) => told.channels ?? [], () => []),
  ]);
  return { alerts, channels };
}

export const mayWatch = () => leads() || administers() || analyses();

export function Alerts() {
  const { told, problem, again } = useTold(readAll, 30);
  return (
    <>
      <Card title={w("alerts")}>
        <p className="quiet small">{w("alerts.about")}</p>
        {problem ? <p className="problem">{problem}</p> : null}
        {told && !told.alerts.length ? <Empty title={w("alerts.none")} /> : null}
        {told?.alerts.length ? <List alerts={told.alerts} again={again} /> : null}
      </Card>
      {told ? <Reached channels={told.channels} alerts={told.alerts} again={again} /> : null}
      {mayWatch() ? <New channels={told?.channels ?? []} again={again} /> : null}
    </>
  );
}

function List({ alerts, again }: { alerts: Alert[]; again: () => Promise<void> }) {
  const { change } = useLook();
  const drop = async (alert: Alert) => {
    if (await attempt(() => send("DELETE", `/${alert.name}`))) say(w("alert.dropped"));
    await again();
  };
  return (
    <Table label={w("alerts")} heads={[w("alert.name"), w("alert.kind"), w("alert.watches"), w("alert.silent"), w("alert.told"), ""]}>
      {alerts.map((alert) => {
        const name = alert.displayName || alert.name.replace("alerts/", "");
        const kind = alert.kind.replace("KIND_", "") as "SPIKE";
        return (
          <tr key={alert.name}>
            <th scope="row">{name}</th>
            <td>
              {w(`alert.kind.${KINDS.includes(kind) ? kind : "SPIKE"}`)}
              {alert.kind === "KIND_THRESHOLD" ? ` (${Number(alert.threshold).toLocaleString()})` : <small className="quiet"> {w(`sensitivity.${levelOf(alert)}`)}</small>}
            </td>
            <td>{sliceName(alert.slice ?? {})}</td>
            <td>{silenceOf(alert)}</td>
            <td>{alert.tellTime ? <Ago stamp={alert.tellTime} /> : <span className="quiet">{w("alert.never")}</span>}</td>
            <td className="row-does">
              <button type="button" className="ghost small" aria-label={w("alert.lookAt", { name })} onClick={() => change(lookOf(alert.slice ?? {}))}>
                {w("alert.look")}
              </button>
              {mayWatch() ? (
                <button type="button" className="ghost small" aria-label={w("alert.dropNamed", { name })} onClick={() => void drop(alert)}>
                  {w("alert.drop")}
                </button>
              ) : null}
            </td>
          </tr>
        );
      })}
    </Table>
  );
}

/** What a try found; where nobody could see anything, that is no "nothing". */
function triedWords(times: number, unseen: number, tried: Spikes): string {
  if (times) return w("alert.tried", { n: times });
  return unseen && unseen >= Number(tried.hourCount) ? w("alert.triedBlind") : w("alert.triedNone");
}

const levelOf = (alert: Alert) => LEVELS.find((each) => alert.sensitivity === `SENSITIVITY_${each}`) ?? "MEDIUM";

/** When an alert says nothing: for a while after a telling, and by the clock of its zone. */
function silenceOf(alert: Alert): string {
  const after = w("alert.silentAfter", { span: span(Number.parseFloat(alert.cooldown ?? "3600")) });
  if (alert.quietStartHour === alert.quietEndHour) return after;
  return `${after}, ${w("alert.silentFrom", { from: onClock(alert.quietStartHour), to: onClock(alert.quietEndHour), zone: alert.timeZone || "UTC" })}`;
}

const onClock = (hour: number) => `${String(hour).padStart(2, "0")}:00`;

function New({ channels, again }: { channels: Channel[]; again: () => Promise<void> }) {
  const { slice, zone, open } = useLook();
  const [name, setName] = useState("");
  const [kind, setKind] = useState<(typeof KINDS)[number]>("SPIKE");
  const [level, setLevel] = useState<(typeof LEVELS)[number]>("MEDIUM");
  const [threshold, setThreshold] = useState("50");
  const [hours, setHours] = useState("1");
  const [quiet, setQuiet] = useState({ from: "0", to: "0" });
  const [chosen, setChosen] = useState<string[]>([]);
  const [tried, setTried] = useState<{ key: string; spikes: Spikes } | null>(null);
  if (!slice.brands?.length) return <Card title={w("alert.new")}><p className="quiet">{w("alert.brand")}</p></Card>;
  const watched: Slice = { ...slice, startTime: undefined, endTime: undefined };
  const alert = {
    name: `alerts/${idOf(name)}`,
    displayName: name,
    slice: watched,
    kind: `KIND_${kind}`,
    sensitivity: `SENSITIVITY_${level}`,
    ...(kind === "THRESHOLD" ? { threshold } : {}),
    cooldown: `${Number(hours) * 3600}s`,
    timeZone: zone,
    quietStartHour: Number(quiet.from),
    quietEndHour: Number(quiet.to),
    channels: chosen,
  };
  const key = JSON.stringify({ ...alert, name: "", displayName: "", channels: [] });
  const fresh = tried?.key === key ? tried.spikes : null;
  const backtest = () => attempt(async () => setTried({ key, spikes: await post<Spikes>("/alerts:backtest", { alert: { ...alert, name: "" } }) }));
  const create = async () => {
    const done = await attempt(() => post("/alerts", { alert }));
    if (done) {
      say(w("alert.created"));
      setName("");
    }
    await again();
  };
  const found = fresh?.spikes ?? [];
  const unseen = Number(fresh?.blindHourCount ?? 0);
  return (
    <Card title={w("alert.new")}>
      <p className="quiet small">
        {w("alert.newWhat")} <b>{sliceName(watched)}</b>
      </p>
      <form
        className="alert-form"
        onSubmit={(event) => {
          event.preventDefault();
          void (fresh ? create() : backtest());
        }}
      >
        <label className="field">
          <span>{w("alert.name")}</span>
          <input value={name} required maxLength={100} onChange={(event) => setName(event.target.value)} />
        </label>
        <label className="field">
          <span>{w("alert.kind")}</span>
          <select value={kind} onChange={(event) => setKind(event.target.value as "SPIKE")}>
            {KINDS.map((each) => (
              <option key={each} value={each}>
                {w(`alert.kind.${each}`)}
              </option>
            ))}
          </select>
        </label>
        {kind === "THRESHOLD" ? (
          <label className="field">
            <span>{w("alert.threshold")}</span>
            <input type="number" min="1" value={threshold} required onChange={(event) => setThreshold(event.target.value)} />
          </label>
        ) : (
          <label className="field">
            <span>{w("spikes.sensitivity")}</span>
            <select value={level} onChange={(event) => setLevel(event.target.value as "LOW")}>
              {LEVELS.map((each) => (
                <option key={each} value={each}>
                  {w(`sensitivity.${each}`)}
                </option>
              ))}
            </select>
          </label>
        )}
        <label className="field">
          <span>{w("alert.cooldown")}</span>
          <select value={hours} onChange={(event) => setHours(event.target.value)}>
            {[1, 3, 6, 12, 24].map((each) => (
              <option key={each} value={each}>
                {w("alert.hours", { n: each })}
              </option>
            ))}
          </select>
        </label>
        {(["from", "to"] as const).map((end) => (
          <label key={end} className="field">
            <span>{w(end === "from" ? "alert.quietFrom" : "alert.quietTo")}</span>
            <select value={quiet[end]} onChange={(event) => setQuiet({ ...quiet, [end]: event.target.value })}>
              {Array.from({ length: 24 }, (_, hour) => (
                <option key={hour} value={hour}>
                  {onClock(hour)}
                </option>
              ))}
            </select>
          </label>
        ))}
        <p className="quiet small">{w("alert.quietWhat", { zone })}</p>
        <fieldset className="channels">
          <legend>{w("alert.channels")}</legend>
          {channels.map((channel) => (
            <label key={channel.name} className="tick">
              <input type="checkbox" checked={chosen.includes(channel.name)} onChange={() => setChosen(chosen.includes(channel.name) ? chosen.filter((each) => each !== channel.name) : [...chosen, channel.name])} />
              {channel.displayName || channel.name.replace("channels/", "")}
            </label>
          ))}
          {channels.length ? null : <p className="quiet small">{w("alert.noChannels")}</p>}
        </fieldset>
        <div className="alert-does">
          <button type="button" className={fresh ? "" : "primary"} onClick={() => void backtest()}>
            {w("alert.try")}
          </button>
          <button type="submit" className={fresh ? "primary" : ""} disabled={!fresh || !idOf(name)} aria-describedby="alert-first">
            {w("alert.create")}
          </button>
          <span id="alert-first" className="quiet small">
            {fresh ? "" : w("alert.first")}
          </span>
        </div>
      </form>
      {fresh ? (
        <div role="status" className="alert-tried">
          <p className={found.length || unseen ? "" : "fine"}>{triedWords(found.length, unseen, fresh)}</p>
          {unseen && unseen < Number(fresh.hourCount) ? <p className="quiet small">{w("spikes.blind", { n: unseen })}</p> : null}
          {fresh.coverage?.unknownReason ? <p className="quiet small">{w("seen.unknown", { why: fresh.coverage.unknownReason })}</p> : null}
          <ul className="list">
            {found.map((spike, at) => (
              <li key={at} className="list-line">
                <span>{stretch(spike.startTime, spike.endTime, zone)}</span>
                <button type="button" className="link" onClick={() => open({ title: stretch(spike.startTime, spike.endTime, zone), slices: [spike.slice ?? { ...watched, startTime: spike.startTime, endTime: spike.endTime }] })}>
                  {kind === "THRESHOLD" ? w("open", { n: Number(spike.mentionCount) }) : w("spike.more", { n: Number(spike.mentionCount), expected: Math.round(spike.expectedCount) })}
                </button>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </Card>
  );
}
