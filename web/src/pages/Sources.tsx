// Where everything comes from: health, what could not be seen, what it costs, and the accounts behind.
import { useState } from "react";
import { get, post } from "../api/client";
import type { Account, Coverage, Source } from "../api/types";
import { attempt } from "../conversation/actions";
import { administers } from "../state/session";
import { t } from "../strings";
import { networkName } from "../strings/networks";
import { Ago, Empty, Moment } from "../ui/parts";
import { Card, Page, Table, useTold } from "./frame";
import { Connect } from "./Connect";

type All = { sources: Source[]; accounts: Account[]; coverage: Coverage[] };

async function readSources(): Promise<All> {
  const since = new Date(Date.now() - 86_400_000).toISOString();
  const [sources, accounts, coverage] = await Promise.all([
    get<{ sources?: Source[] }>("/sources", { pageSize: 500 }).then((told) => told.sources ?? []),
    get<{ accounts?: Account[] }>("/accounts").then((told) => told.accounts ?? [], () => []),
    get<{ intervals?: Coverage[] }>("/sources/-/coverage", { startTime: since, pageSize: 100 }).then((told) => (told.intervals ?? []).filter((each) => each.sight !== "SIGHT_FULL"), () => []),
  ]);
  return { sources, accounts, coverage };
}

function word(value: string | undefined, prefix: string): string {
  return (value ?? "").replace(prefix, "").toLowerCase().replaceAll("_", " ");
}

export default function SourcesPage() {
  const { told, problem, again } = useTold(readSources, 10);
  const [adding, setAdding] = useState(false);
  return (
    <Page
      title={t("way.sources")}
      about={t("sources.about")}
      problem={problem}
      actions={
        administers() ? (
          <button type="button" className="primary" onClick={() => setAdding(true)}>
            {t("sources.add")}
          </button>
        ) : null
      }
    >
      {told && !told.sources.length ? <Empty title={t("sources.none")} /> : null}
      <div className="cards-grid">
        {told?.sources.map((source) => (
          <One key={source.name} source={source} account={told.accounts.find((each) => each.name.startsWith(`${source.name}/`))} again={again} />
        ))}
      </div>
      {told?.coverage.length ? <Gaps coverage={told.coverage} /> : null}
      {adding ? <Connect onClose={() => setAdding(false)} onDone={again} /> : null}
    </Page>
  );
}

function One({ source, account, again }: { source: Source; account: Account | undefined; again: () => Promise<void> }) {
  const state = word(source.state, "STATE_");
  const budget = source.budget;
  const most = Number(budget?.maxCallCount ?? 0);
  const used = Number(budget?.callCount ?? 0);
  const turn = async (verb: "pause" | "resume") => {
    await attempt(() => post(`/${source.name}:${verb}`));
    await again();
  };
  return (
    <section className="panel source" data-state={state}>
      <header className="panel-head">
        <h2>{source.name.replace("sources/", "")}</h2>
        <span className={`status ${state === "active" ? "available" : state === "paused" || state === "finished" ? "away" : "vanished"}`}>
          <i aria-hidden="true" /> {t(`source.${state as "active"}`)}
        </span>
      </header>
      {source.problem ? <p className="problem">{source.problem}</p> : null}
      <dl className="facts">
        <div>
          <dt>{t("sources.kind")}</dt>
          <dd>{networkName(source.type)}</dd>
        </div>
        <div>
          <dt>{t("sources.received")}</dt>
          <dd>{Number(source.receivedCount).toLocaleString()}</dd>
        </div>
        <div>
          <dt>{t("sources.matched")}</dt>
          <dd>{Number(source.matchedCount).toLocaleString()}</dd>
        </div>
        <div>
          <dt>{t("sources.last")}</dt>
          <dd>
            <Ago stamp={source.receiveTime} />
          </dd>
        </div>
        {source.sight ? (
          <div>
            <dt>{t("sources.sees")}</dt>
            <dd>{t(`sight.${word(source.sight, "SIGHT_") as "full"}`)}</dd>
          </div>
        ) : null}
        {account ? (
          <div>
            <dt>{t("sources.account")}</dt>
            <dd>
              <bdi>{account.login || t("yes")}</bdi>
            </dd>
          </div>
        ) : null}
      </dl>
      {most ? (
        <p className="budget">
          <meter min={0} max={most} high={most * 0.8} value={used} aria-label={t("sources.budget")} />
          <span className="quiet small">{t("sources.calls", { used: used.toLocaleString(), most: most.toLocaleString() })}</span>
        </p>
      ) : null}
      {account?.problem ? <p className="problem">{account.problem}</p> : null}
      {administers() ? (
        <button type="button" className="small" onClick={() => void turn(state === "paused" ? "resume" : "pause")}>
          {state === "paused" ? t("sources.resume") : t("sources.pause")}
        </button>
      ) : null}
    </section>
  );
}

function Gaps({ coverage }: { coverage: Coverage[] }) {
  return (
    <Card title={t("sources.gaps")}>
      <Table label={t("sources.gaps")} heads={[t("sources.source"), t("sources.sees"), t("sources.from"), t("sources.to"), t("sources.why")]}>
        {coverage.map((each, index) => (
          <tr key={index}>
            <th scope="row">{each.source.replace("sources/", "")}</th>
            <td>{t(`sight.${word(each.sight, "SIGHT_") as "full"}`)}</td>
            <td>
              <Moment stamp={each.startTime} />
            </td>
            <td>{each.endTime ? <Moment stamp={each.endTime} /> : t("sources.still")}</td>
            <td>{each.reason || word(each.cause, "CAUSE_")}</td>
          </tr>
        ))}
      </Table>
    </Card>
  );
}
