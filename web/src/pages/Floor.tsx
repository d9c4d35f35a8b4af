// The live floor: what waits, who works on what, what is at risk, and the stop for all sending.
import { useMemo, useState } from "react";
import { get, post } from "../api/client";
import type { Agent, Estimate, Offer, Queue, SendingPause, Summary } from "../api/types";
import { attempt } from "../conversation/actions";
import { seconds, span } from "../lib/time";
import { useStore } from "../lib/store";
import { useNow } from "../state/now";
import { queue, type Row } from "../state/queue";
import { openItem } from "../state/route";
import { person } from "../state/session";
import { t } from "../strings";
import { networkName } from "../strings/networks";
import { Ago, Nearest } from "../ui/parts";
import { Card, Page, Table, useTold } from "./frame";

type Floor = { summary: Summary; agents: Agent[]; queues: Queue[]; estimates: Estimate[]; offers: Offer[]; pauses: SendingPause[] };

async function readFloor(): Promise<Floor> {
  const [summary, agents, queues, offers, pauses] = await Promise.all([
    get<Summary>("/queue/summary"),
    get<{ agents?: Agent[] }>("/agents", { pageSize: 500 }).then((told) => told.agents ?? []),
    get<{ queues?: Queue[] }>("/queues").then((told) => told.queues ?? []),
    get<{ offers?: Offer[] }>("/offers", { agent: "agents/-" }).then((told) => told.offers ?? []),
    get<{ sendingPauses?: SendingPause[] }>("/sendingPauses").then((told) => told.sendingPauses ?? []),
  ]);
  const estimates = await Promise.all(queues.map((each) => get<Estimate>(`/${each.name}/estimate`)));
  return { summary, agents, queues, estimates, offers, pauses };
}

export default function FloorPage() {
  const { told, problem, again } = useTold(readFloor, 5);
  return (
    <Page title={t("way.floor")} about={t("floor.about")} problem={problem}>
      {told ? (
        <>
          <Numbers summary={told.summary} />
          <Sending pauses={told.pauses} again={again} />
          {(told.summary.unserved ?? []).map((sentence) => (
            <p key={sentence} className="problem">
              {sentence}
            </p>
          ))}
          <div className="grid">
            <Queues floor={told} />
            <AtRisk />
          </div>
          <Agents floor={told} />
        </>
      ) : null}
    </Page>
  );
}

function Numbers({ summary }: { summary: Summary }) {
  const now = (state: string) => Number(summary.opportunityCounts?.[state] ?? 0);
  const wait = seconds(summary.longestWait);
  const shown: [string, string][] = [
    [t("figure.open"), now("OPEN").toLocaleString()],
    [t("figure.claimed"), (now("CLAIMED") + now("OFFERED")).toLocaleString()],
    [t("figure.answering"), now("ANSWERING").toLocaleString()],
    [t("figure.snoozed"), now("SNOOZED").toLocaleString()],
    [t("figure.sent"), Number(summary.replyCounts?.["SENT"] ?? 0).toLocaleString()],
    [t("figure.failed"), Number(summary.replyCounts?.["FAILED"] ?? 0).toLocaleString()],
    [t("figure.unconfirmed"), Number(summary.replyCounts?.["UNCONFIRMED"] ?? 0).toLocaleString()],
    [t("figure.longest"), wait === null ? "–" : span(wait)],
  ];
  return (
    <dl className="tiles">
      {shown.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Sending({ pauses, again }: { pauses: SendingPause[]; again: () => Promise<void> }) {
  const [reason, setReason] = useState("");
  const [asked, setAsked] = useState(false);
  const pause = async () => {
    await attempt(() => post("/sendingPauses:pause", { reason }));
    setAsked(false);
    await again();
  };
  const resume = async (each: SendingPause) => {
    await attempt(() => post("/sendingPauses:resume", { brand: each.brand, network: each.network }));
    await again();
  };
  return (
    <Card
      title={t("sending.title")}
      actions={
        pauses.some((each) => !each.brand && !each.network) || asked ? null : (
          <button type="button" className="danger" onClick={() => setAsked(true)}>
            {t("sending.pause")}
          </button>
        )
      }
    >
      {asked ? (
        <form
          className="line-form"
          onSubmit={(event) => {
            event.preventDefault();
            void pause();
          }}
        >
          <label className="field grow">
            <span>{t("sending.why")}</span>
            <input value={reason} autoFocus maxLength={500} onChange={(event) => setReason(event.target.value)} />
          </label>
          <button type="submit" className="danger">
            {t("sending.pauseNow")}
          </button>
          <button type="button" className="ghost" onClick={() => setAsked(false)}>
            {t("cancel")}
          </button>
        </form>
      ) : null}
      {pauses.length ? (
        <ul className="list">
          {pauses.map((each) => (
            <li key={each.brand + each.network} className="list-line">
              <span>
                <strong>{[each.brand.replace("brands/", ""), each.network && networkName(each.network)].filter(Boolean).join(", ") || t("sending.everything")}</strong>{" "}
                <span className="quiet">
                  {t("sending.by", { name: person(each.actor), n: Number(each.heldBackCount) })} <Ago stamp={each.createTime} /> <bdi>{each.reason}</bdi>
                </span>
              </span>
              <button type="button" className="small" onClick={() => void resume(each)}>
                {t("sending.resume")}
              </button>
            </li>
          ))}
        </ul>
      ) : (
        <p className="quiet">{t("sending.fine")}</p>
      )}
    </Card>
  );
}

function Queues({ floor }: { floor: Floor }) {
  return (
    <Card title={t("floor.queues")}>
      {floor.queues.length ? (
        <Table label={t("floor.queues")} heads={[t("floor.queue"), t("floor.waiting"), t("floor.here"), t("floor.came"), t("floor.handled"), t("floor.wait")]}>
          {floor.estimates.map((each, index) => {
            const wait = seconds(each.wait);
            return (
              <tr key={each.queue}>
                <th scope="row">{floor.queues[index]?.displayName || person(each.queue)}</th>
                <td className="number">{Number(each.waitingCount).toLocaleString()}</td>
                <td className="number">{each.availableCount}</td>
                <td className="number">{Number(each.arrivedCount).toLocaleString()}</td>
                <td className="number">{Number(each.handledCount).toLocaleString()}</td>
                <td title={each.sentence}>{wait === null ? "–" : span(wait)}</td>
              </tr>
            );
          })}
        </Table>
      ) : (
        <p className="quiet">{t("floor.oneQueue")}</p>
      )}
    </Card>
  );
}

const RISK_MS = 15 * 60_000;

function AtRisk() {
  const rows = useStore(queue, (value) => value.rows);
  const now = useNow();
  const minute = Math.floor(now / 30_000);
  const found = useMemo(() => atRisk([...rows.values()], minute * 30_000), [rows, minute]);
  return (
    <Card title={t("floor.risk")}>
      {found.length ? (
        <ul className="list">
          {found.map((row) => (
            <li key={row.uid}>
              <button type="button" className="ghost list-button" onClick={() => openItem(row.uid)}>
                <bdi>{row.item.mention?.author?.displayName || t("someone")}</bdi>
                <span className="quiet cut" dir="auto">{row.item.mention?.text}</span>
                <Nearest item={row.item} />
              </button>
            </li>
          ))}
        </ul>
      ) : (
        <p className="quiet">{t("floor.noRisk")}</p>
      )}
    </Card>
  );
}

function atRisk(rows: Row[], now: number): Row[] {
  const due = (row: Row) => Date.parse(row.item.deadlineTime ?? "") || Infinity;
  return rows
    .filter((row) => ["STATE_OPEN", "STATE_CLAIMED", "STATE_OFFERED"].includes(row.item.state) && due(row) - now < RISK_MS)
    .sort((a, b) => due(a) - due(b))
    .slice(0, 8);
}

function Agents({ floor }: { floor: Floor }) {
  const rows = useStore(queue, (value) => value.rows);
  const held = useMemo(() => {
    const found = new Map<string, Row[]>();
    for (const row of rows.values()) {
      const holder = row.item.lease?.holder;
      if (holder && row.item.state === "STATE_CLAIMED") found.set(holder, [...(found.get(holder) ?? []), row]);
    }
    return found;
  }, [rows]);
  const known = new Set(floor.agents.map((agent) => agent.name.replace("agents/", "user:")));
  const others = [...held.keys()].filter((holder) => !known.has(holder));
  if (!floor.agents.length && !others.length) {
    return (
      <Card title={t("floor.agents")}>
        <p className="quiet">{t("floor.noAgents")}</p>
      </Card>
    );
  }
  return (
    <Card title={t("floor.agents")}>
      <Table label={t("floor.agents")} heads={[t("floor.agent"), t("floor.status"), t("floor.load"), t("floor.worksOn"), t("floor.seen")]}>
        {floor.agents.map((agent) => (
          <tr key={agent.name}>
            <th scope="row">{agent.displayName || person(agent.name)}</th>
            <td>
              <span className={`status ${agent.status.replace("STATUS_", "").toLowerCase()}`}>
                <i aria-hidden="true" /> {t(`status.${agent.status.replace("STATUS_", "") as "AWAY"}`)}
              </span>
            </td>
            <td className="number">
              {agent.load}
              {agent.softCapacity ? ` / ${agent.softCapacity}` : ""}
            </td>
            <td>
              <Held rows={held.get(agent.name.replace("agents/", "user:")) ?? []} />
            </td>
            <td>
              <Ago stamp={agent.seenTime} />
            </td>
          </tr>
        ))}
        {others.map((holder) => (
          <tr key={holder}>
            <th scope="row">{person(holder)}</th>
            <td className="quiet">{t("floor.notSetUp")}</td>
            <td className="number">{held.get(holder)?.length ?? 0}</td>
            <td>
              <Held rows={held.get(holder) ?? []} />
            </td>
            <td />
          </tr>
        ))}
      </Table>
    </Card>
  );
}

function Held({ rows }: { rows: Row[] }) {
  return (
    <span className="held-list">
      {rows.slice(0, 3).map((row) => (
        <button key={row.uid} type="button" className="ghost small" onClick={() => openItem(row.uid)}>
          <bdi>{row.item.mention?.author?.displayName || t("someone")}</bdi>
        </button>
      ))}
      {rows.length > 3 ? <span className="quiet">+{rows.length - 3}</span> : null}
    </span>
  );
}
