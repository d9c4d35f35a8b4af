// Where everything comes from: health, what could not be seen, what it costs, and the accounts behind.
import { useEffect, useState } from "react";
import { get, post, send } from "../../api/client";
import type { Account, Coverage, Source, SourceType } from "../../api/types";
import { attempt } from "../../conversation/actions";
import { route } from "../../state/route";
import { administers } from "../../state/session";
import { t } from "../../strings";
import { networkName } from "../../strings/networks";
import { s } from "../../strings/sources";
import { Ago, Dialog, Empty, Moment } from "../../ui/parts";
import { Card, Page, Table, useTold } from "../frame";
import { AccountOf } from "./AccountOf";
import { Connect } from "./Connect";
import { complete } from "./consent";
import { idOf } from "./names";
import { Settings } from "./Settings";

type All = { sources: Source[]; accounts: Account[]; coverage: Coverage[] };
type Doing = { what: "settings" | "account" | "remove" | "disconnect"; source: Source };

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
  const [kinds, setKinds] = useState<SourceType[]>([]);
  const [adding, setAdding] = useState(false);
  const [doing, setDoing] = useState<Doing | null>(null);
  useEffect(() => {
    get<{ sourceTypes?: SourceType[] }>("/sourceTypes").then((found) => setKinds(found.sourceTypes ?? []), () => undefined);
    void complete(route.get().query).then((connected) => (connected ? again() : undefined));
  }, [again]);
  const kindOf = (source: Source) => kinds.find((each) => each.name === source.type);
  const accountOf = (source: Source) => told?.accounts.find((each) => each.name.startsWith(`${source.name}/`));
  const added = async (made: Source) => {
    await again();
    setAdding(false);
    if (kindOf(made)?.secrets?.length) setDoing({ what: "account", source: made });
  };
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
          <One key={source.name} source={source} kind={kindOf(source)} account={accountOf(source)} again={again} onDo={(what) => setDoing({ what, source })} />
        ))}
      </div>
      {told?.coverage.length ? <Gaps coverage={told.coverage} /> : null}
      {adding ? <Connect kinds={kinds} onClose={() => setAdding(false)} onDone={added} /> : null}
      {doing ? <Does doing={doing} kind={kindOf(doing.source)} account={accountOf(doing.source)} onClose={() => setDoing(null)} onDone={again} /> : null}
    </Page>
  );
}

type DoesProps = { doing: Doing; kind: SourceType | undefined; account: Account | undefined; onClose: () => void; onDone: () => Promise<void> };

function Does({ doing: { what, source }, kind, account, onClose, onDone }: DoesProps) {
  if (what === "settings" && kind) return <Settings source={source} kind={kind} onClose={onClose} onDone={onDone} />;
  if (what === "account" && kind) return <AccountOf source={source} kind={kind} account={account} onClose={onClose} onDone={onDone} />;
  if (what === "remove") return <Sure title={`${s("remove")}: ${idOf(source)}`} sentence={s("remove.sure")} verb={s("remove")} path={`/${source.name}`} onClose={onClose} onDone={onDone} />;
  return <Sure title={s("account", { source: idOf(source) })} sentence={s("account.drop.sure")} verb={s("account.drop")} path={`/${source.name}/account`} onClose={onClose} onDone={onDone} />;
}

type SureProps = { title: string; sentence: string; verb: string; path: string; onClose: () => void; onDone: () => Promise<void> };

function Sure({ title, sentence, verb, path, onClose, onDone }: SureProps) {
  const drop = async () => {
    if (!(await attempt(() => send("DELETE", path)))) return;
    await onDone();
    onClose();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{sentence}</p>
      <div className="sheet-foot">
        <button type="button" className="ghost" data-first onClick={onClose}>
          {t("cancel")}
        </button>
        <button type="button" className="danger" onClick={() => void drop()}>
          {verb}
        </button>
      </div>
    </Dialog>
  );
}

type OneProps = { source: Source; kind: SourceType | undefined; account: Account | undefined; again: () => Promise<void>; onDo: (what: Doing["what"]) => void };

function One({ source, kind, account, again, onDo }: OneProps) {
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
              <Term account={account} />
            </dd>
          </div>
        ) : null}
        {source.webhookUri ? (
          <div>
            <dt>{s("brought")}</dt>
            <dd>
              <code>{source.webhookUri}</code>
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
        <p className="does">
          <button type="button" className="small" onClick={() => void turn(state === "paused" ? "resume" : "pause")}>
            {state === "paused" ? t("sources.resume") : t("sources.pause")}
          </button>
          {kind ? (
            <button type="button" className="small" onClick={() => onDo("settings")}>
              {s("settings")}
            </button>
          ) : null}
          {kind?.secrets?.length ? (
            <button type="button" className="small" onClick={() => onDo("account")}>
              {s(account ? "account.again" : "account.connect")}
            </button>
          ) : null}
          {account && account.way !== "WAY_MOUNTED" ? (
            <button type="button" className="small" onClick={() => onDo("disconnect")}>
              {s("account.drop")}
            </button>
          ) : null}
          <button type="button" className="small" onClick={() => onDo("remove")}>
            {s("remove")}
          </button>
        </p>
      ) : null}
    </section>
  );
}

/** What the account may do, and until when. */
function Term({ account }: { account: Account }) {
  return (
    <span className="quiet small">
      {account.scopes?.length ? ` · ${s("account.may")} ${account.scopes.join(", ")}` : ""}
      {account.expireTime ? (
        <>
          {" "}
          · {s("account.ends")} <Moment stamp={account.expireTime} />
        </>
      ) : null}
      {account.renewable ? ` · ${s("account.renews")}` : ""}
    </span>
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
