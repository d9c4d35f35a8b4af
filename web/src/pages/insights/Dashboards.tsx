// Looks that are kept: shared with roles, opened as charts that open themselves, sent as reports.
import { useMemo, useState, type ReactNode } from "react";
import { get, post, send } from "../../api/client";
import { attempt } from "../../conversation/actions";
import { idOf } from "../../lib/ids";
import { say } from "../../state/say";
import { person, shares } from "../../state/session";
import { w } from "../../strings/insights";
import { Empty, Moment } from "../../ui/parts";
import { Card, Table, useTold } from "../frame";
import { Spikes, Topics } from "./Behind";
import { Breakdown } from "./Breakdown";
import { Late } from "./Chart";
import { Links } from "./Links";
import { LookContext, useLook, type Look } from "./look";
import { Trend } from "./Trend";
import type { Dimension, Slice } from "./types";
import type { View } from "./view";

type Tile = { title: string; kind: string; slice?: Slice; span?: string; dimension?: string; bucket?: string };
type Board = { name: string; displayName: string; tiles?: Tile[]; timeZone: string; roles?: string[]; creator?: string };
type Report = { name: string; dashboard: string; channel: string; rhythm: string; hour: number; nextTime?: string };
type Channel = { name: string; displayName: string };
type All = { boards: Board[]; reports: Report[]; channels: Channel[] };

const ROLES = ["agent", "lead", "analyst", "administrator", "read-only"] as const;
const RHYTHMS = ["DAILY", "WEEKLY", "MONTHLY"] as const;
const HOUR_MS = 3_600_000;

async function readAll(): Promise<All> {
  const [boards, reports, channels] = await Promise.all([
    get<{ dashboards?: Board[] }>("/dashboards").then((told) => told.dashboards ?? []),
    get<{ reports?: Report[] }>("/reports").then((told) => told.reports ?? [], () => []),
    get<{ channels?: Channel[] }>("/channels").then((told) => told.channels ?? [], () => []),
  ]);
  return { boards, reports, channels };
}

const nameOf = (board: Board) => board.displayName || board.name.replace("dashboards/", "");

export function Dashboards() {
  const { view, change } = useLook();
  const { told, problem, again } = useTold(readAll, 60);
  const open = told?.boards.find((board) => board.name === `dashboards/${view.dashboard}`);
  if (open && told) return <Opened board={open} all={told} again={again} />;
  const drop = async (board: Board) => {
    if (await attempt(() => send("DELETE", `/${board.name}`))) say(w("board.dropped"));
    await again();
  };
  return (
    <>
      <Card title={w("boards")}>
        <p className="quiet small">{w("boards.about")}</p>
        {problem ? <p className="problem">{problem}</p> : null}
        {told && !told.boards.length ? <Empty title={w("boards.none")} /> : null}
        {told?.boards.length ? (
          <Table label={w("boards")} heads={[w("board.name"), w("boards"), w("board.by"), ""]}>
            {told.boards.map((board) => (
              <tr key={board.name}>
                <th scope="row">{nameOf(board)}</th>
                <td>{w("board.tiles", { n: board.tiles?.length ?? 0 })}</td>
                <td>{person(board.creator ?? "")}</td>
                <td className="row-does">
                  <button type="button" className="ghost small" aria-label={w("board.openNamed", { name: nameOf(board) })} onClick={() => change({ dashboard: board.name.replace("dashboards/", "") })}>
                    {w("board.open")}
                  </button>
                  <button type="button" className="ghost small" aria-label={w("board.dropNamed", { name: nameOf(board) })} onClick={() => void drop(board)}>
                    {w("board.drop")}
                  </button>
                </td>
              </tr>
            ))}
          </Table>
        ) : null}
      </Card>
      <Keep again={again} />
    </>
  );
}

/** The questions of a look, as a dashboard keeps them: without times, but with their length. */
export function tilesOf(slice: Slice, view: Pick<View, "by">): Tile[] {
  const seconds = Math.round((Date.parse(slice.endTime ?? "") - Date.parse(slice.startTime ?? "")) / 1000);
  const about: Slice = { ...slice, startTime: undefined, endTime: undefined, authorKeys: undefined };
  const tile = (title: string, kind: string, more: Partial<Tile> = {}): Tile => ({ title, kind: `KIND_${kind}`, slice: about, span: `${seconds}s`, ...more });
  return [
    tile(w("trend"), "TREND", view.by ? { dimension: `DIMENSION_${view.by}` } : {}),
    tile(w("feeling"), "BREAKDOWN", { dimension: "DIMENSION_SENTIMENT" }),
    tile(w("by.NETWORK"), "BREAKDOWN", { dimension: "DIMENSION_NETWORK" }),
    tile(w("topics"), "TOPICS"),
    tile(w("spikes"), "SPIKES"),
  ];
}

function Keep({ again }: { again: () => Promise<void> }) {
  const { slice, view, zone } = useLook();
  const [name, setName] = useState("");
  const [roles, setRoles] = useState<string[]>([]);
  const keep = async () => {
    const dashboard = { name: `dashboards/${idOf(name)}`, displayName: name, tiles: tilesOf(slice, view), timeZone: zone, roles };
    if (await attempt(() => post("/dashboards", { dashboard }))) {
      say(w("board.kept"));
      setName("");
    }
    await again();
  };
  return (
    <Card title={w("board.new")}>
      <p className="quiet small">{w("board.newWhat")}</p>
      <form
        className="alert-form"
        onSubmit={(event) => {
          event.preventDefault();
          void keep();
        }}
      >
        <label className="field">
          <span>{w("board.name")}</span>
          <input value={name} required maxLength={100} onChange={(event) => setName(event.target.value)} />
        </label>
        <fieldset className="channels">
          <legend>{w("board.shared")}</legend>
          {ROLES.map((role) => (
            <label key={role} className="tick">
              <input type="checkbox" checked={roles.includes(role)} onChange={() => setRoles(roles.includes(role) ? roles.filter((each) => each !== role) : [...roles, role])} />
              {w(`role.${role}`)}
            </label>
          ))}
        </fieldset>
        <div className="alert-does">
          <button type="submit" className="primary" disabled={!idOf(name)}>
            {w("board.keep")}
          </button>
        </div>
      </form>
    </Card>
  );
}

function Opened({ board, all, again }: { board: Board; all: All; again: () => Promise<void> }) {
  const { change } = useLook();
  return (
    <>
      <header className="page-head">
        <h2>{nameOf(board)}</h2>
        <button type="button" className="small" onClick={() => change({ dashboard: "" })}>
          {w("board.back")}
        </button>
      </header>
      {(board.tiles ?? []).map((tile, at) => (
        <Late key={at}>
          <Placed tile={tile} zone={board.timeZone}>
            <Drawn tile={tile} />
          </Placed>
        </Late>
      ))}
      <Reports board={board} all={all} again={again} />
      {shares() ? <Links board={board.name} /> : null}
    </>
  );
}

/** A look of the tile's own, so that the charts of this page draw it, and open what is behind it. */
function Placed({ tile, zone, children }: { tile: Tile; zone: string; children: ReactNode }) {
  const look = useLook();
  const inner: Look = useMemo(() => {
    const end = Math.ceil(Date.now() / HOUR_MS) * HOUR_MS;
    const length = Number.parseFloat(tile.span ?? "") * 1000 || 30 * 24 * HOUR_MS;
    const slice: Slice = { ...(tile.slice ?? {}), startTime: new Date(end - length).toISOString(), endTime: new Date(end).toISOString() };
    const by = (tile.dimension ?? "").replace(/^DIMENSION_(UNSPECIFIED)?/, "") as View["by"];
    const bucket = (tile.bucket ?? "").replace(/^BUCKET_(UNSPECIFIED)?/, "") as View["bucket"];
    return { ...look, slice, zone: zone || "UTC", view: { ...look.view, by, bucket, measure: "mentionCount" } };
  }, [look, tile, zone]);
  return <LookContext value={inner}>{children}</LookContext>;
}

function Drawn({ tile }: { tile: Tile }) {
  const { view } = useLook();
  switch (tile.kind) {
    case "KIND_TREND":
      return <Trend fixed title={tile.title} />;
    case "KIND_BREAKDOWN":
      return <Breakdown by={(view.by || "NETWORK") as Dimension} title={tile.title} />;
    case "KIND_TOPICS":
      return <Topics />;
    case "KIND_SPIKES":
      return <Spikes />;
    default:
      return (
        <Card title={tile.title}>
          <p className="quiet">{w("board.careOnly")}</p>
        </Card>
      );
  }
}

function Reports({ board, all, again }: { board: Board; all: All; again: () => Promise<void> }) {
  const [channel, setChannel] = useState("");
  const [rhythm, setRhythm] = useState<(typeof RHYTHMS)[number]>("WEEKLY");
  const [hour, setHour] = useState("8");
  const found = all.reports.filter((report) => report.dashboard === board.name);
  const chosen = channel || all.channels[0]?.name || "";
  const begin = async () => {
    const name = `reports/${`${board.name.replace("dashboards/", "")}-${chosen.replace("channels/", "")}-${rhythm.toLowerCase()}`.slice(0, 63)}`;
    if (await attempt(() => post("/reports", { report: { name, dashboard: board.name, channel: chosen, rhythm: `RHYTHM_${rhythm}`, hour: Number(hour) } }))) say(w("board.sending"));
    await again();
  };
  const does = async (work: Promise<unknown>, word: string) => {
    if (await attempt(() => work)) say(word);
    await again();
  };
  return (
    <Card title={w("board.send")}>
      <ul className="list">
        {found.map((report) => (
          <li key={report.name} className="list-line">
            <span>
              {w(`rhythm.${report.rhythm.replace("RHYTHM_", "") as "DAILY"}`)} · {report.channel.replace("channels/", "")} · {w("report.next")} <Moment stamp={report.nextTime} />
            </span>
            <span className="row-does">
              <button type="button" className="ghost small" onClick={() => void does(post(`/${report.name}:send`), w("report.nowDone"))}>
                {w("report.now")}
              </button>
              <button type="button" className="ghost small" onClick={() => void does(send("DELETE", `/${report.name}`), w("report.dropped"))}>
                {w("report.drop")}
              </button>
            </span>
          </li>
        ))}
      </ul>
      {all.channels.length ? (
        <form
          className="line-form"
          onSubmit={(event) => {
            event.preventDefault();
            void begin();
          }}
        >
          <label className="field">
            <span>{w("board.channel")}</span>
            <select value={chosen} onChange={(event) => setChannel(event.target.value)}>
              {all.channels.map((each) => (
                <option key={each.name} value={each.name}>
                  {each.displayName || each.name.replace("channels/", "")}
                </option>
              ))}
            </select>
          </label>
          <label className="field">
            <span>{w("board.rhythm")}</span>
            <select value={rhythm} onChange={(event) => setRhythm(event.target.value as "DAILY")}>
              {RHYTHMS.map((each) => (
                <option key={each} value={each}>
                  {w(`rhythm.${each}`)}
                </option>
              ))}
            </select>
          </label>
          <label className="field">
            <span>{w("board.hour")}</span>
            <select value={hour} onChange={(event) => setHour(event.target.value)}>
              {Array.from({ length: 24 }, (_, each) => (
                <option key={each} value={each}>
                  {`${String(each).padStart(2, "0")}:00`}
                </option>
              ))}
            </select>
          </label>
          <button type="submit">{w("board.sendIt")}</button>
        </form>
      ) : (
        <p className="quiet small">{w("alert.noChannels")}</p>
      )}
    </Card>
  );
}
