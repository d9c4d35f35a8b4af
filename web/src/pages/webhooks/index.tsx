// Webhooks, both ways: who brings news here, who is told from here, and what became of it.
import { useState, type MouseEvent } from "react";
import { sentenceOf } from "../../api/client";
import { attempt } from "../../conversation/actions";
import { go, hrefOf } from "../../state/route";
import { say } from "../../state/say";
import { leads } from "../../state/session";
import { t as desk } from "../../strings";
import { networkName } from "../../strings/networks";
import { t } from "../../strings/webhooks";
import { Ago, Empty, Moment } from "../../ui/parts";
import { Card, Page, Table, useTold } from "../frame";
import { again, readHooks, tryOut, trySystem, type Hooks } from "./ask";
import { failing, hostOf, isTold, secretsOf, type Account, type Channel, type Row, type Source, type TestEvent } from "./model";
import "../../styles/webhooks.css";

const AGAIN = 10;

export default function WebhooksPage() {
  const { told, problem, again: renew } = useTold(readHooks, AGAIN);
  return (
    <Page title={t("title")} about={t("about")} problem={problem || told?.problems.join(" ")}>
      {told ? (
        <>
          <Incoming hooks={told} />
          <Systems hooks={told} />
          <Channels hooks={told} renew={renew} />
          <Log hooks={told} renew={renew} />
        </>
      ) : (
        <p className="rows-wait" aria-busy="true">
          {desk("loading")}
        </p>
      )}
    </Page>
  );
}

function accountOf(hooks: Hooks, source: Source): Account | undefined {
  return hooks.accounts.find((each) => each.name === `${source.name}/account`);
}

function State({ source, account }: { source: Source; account: Account | undefined }) {
  const state = source.state.replace("STATE_", "").toLowerCase();
  const lamp = state === "active" ? "available" : state === "paused" || state === "finished" ? "away" : "vanished";
  return (
    <>
      <span className={`status ${lamp}`}>
        <i aria-hidden="true" /> {desk(`source.${state as "active"}`)}
      </span>
      {[source.problem, account?.problem ?? ""].filter((each, index, all) => each && all.indexOf(each) === index).map((each) => (
        <p key={each} className="hook-problem">
          {each}
        </p>
      ))}
    </>
  );
}

function Signature({ account }: { account: Account | undefined }) {
  const secrets = secretsOf(account);
  if (!secrets.length) return <span className="badge failed">{t("unsigned")}</span>;
  return (
    <>
      <span className="badge good">{t("signed")}</span> <span className="quiet small">{t(secrets.includes("old_secret") ? "secrets.two" : "secrets", { what: secrets.join(", ") })}</span>
    </>
  );
}

/** How a source does, and whether what goes by it can be signed. */
function Standing({ source, account }: { source: Source; account: Account | undefined }) {
  return (
    <>
      <td>
        <State source={source} account={account} />
      </td>
      <td>
        <Signature account={account} />
      </td>
    </>
  );
}

function Incoming({ hooks }: { hooks: Hooks }) {
  const sources = hooks.sources.filter((each) => each.webhookUri);
  return (
    <Card title={t("in")}>
      {sources.length ? (
        <Table label={t("in")} heads={[t("source"), t("address"), t("state"), t("signature.in"), t("last")]}>
          {sources.map((each) => (
            <tr key={each.name}>
              <th scope="row">
                {each.name.replace("sources/", "")} <span className="quiet small">{networkName(each.type)}</span>
              </th>
              <td>
                <code className="hook-address" dir="ltr">
                  {each.webhookUri}
                </code>
                <button type="button" className="ghost small" aria-label={t("copyNamed", { name: each.name.replace("sources/", "") })} onClick={() => void navigator.clipboard?.writeText(each.webhookUri ?? "").then(() => say(t("copied")))}>
                  {t("copy")}
                </button>
              </td>
              <Standing source={each} account={accountOf(hooks, each)} />
              <td>{each.receiveTime ? <Ago stamp={each.receiveTime} /> : <span className="quiet">{t("never")}</span>}</td>
            </tr>
          ))}
        </Table>
      ) : (
        <p className="quiet">{t("in.none")}</p>
      )}
      <p className="quiet small">{t("in.about")}</p>
    </Card>
  );
}

function Systems({ hooks }: { hooks: Hooks }) {
  const sources = hooks.sources.filter(isTold);
  const [tried, setTried] = useState({ text: "", look: "" });
  return (
    <Card title={t("systems")}>
      {sources.length ? (
        <Table label={t("systems")} heads={[t("source"), t("host"), t("told"), t("state"), t("signature.out"), t("latest"), ""]}>
          {sources.map((each) => (
            <tr key={each.name}>
              <th scope="row">{each.name.replace("sources/", "")}</th>
              <td dir="ltr">{hostOf(each.config?.["url"] ?? "")}</td>
              <td>{(each.config?.["events"] ?? "").split(",").join(", ")}</td>
              <Standing source={each} account={accountOf(hooks, each)} />
              <td>
                <Latest rows={hooks.rows} endpoint={each.name} />
              </td>
              <td className="row-does">{leads() ? <TrySystem source={each} onTried={setTried} /> : null}</td>
            </tr>
          ))}
        </Table>
      ) : (
        <p className="quiet">{t("systems.none")}</p>
      )}
      <p role="status" className={tried.look}>
        {tried.text}
      </p>
      <p className="quiet small">{t("systems.about")}</p>
    </Card>
  );
}

/** The answer to a test in words: whether it was taken, with what status, after how long. */
function trialWords(name: string, { status, reason, waitDuration }: TestEvent): { text: string; look: string } {
  const seconds = (Number.parseFloat(waitDuration ?? "0") || 0).toFixed(2);
  if (!reason) return { text: t("trial.taken", { name, status: String(status), seconds }), look: "fine" };
  return { text: `${t("test.refused", { name, why: reason })} ${t("trial.after", { seconds })}`, look: "problem" };
}

/** Posts a test to a system and says what it answered, which no log keeps. */
function TrySystem({ source, onTried }: { source: Source; onTried: (tried: { text: string; look: string }) => void }) {
  const [busy, setBusy] = useState(false);
  const name = source.name.replace("sources/", "");
  const test = async () => {
    setBusy(true);
    onTried({ text: t("trial.waits", { name }), look: "quiet" });
    try {
      const found = await trySystem(source.name);
      onTried(trialWords(name, found));
    } catch (fault) {
      onTried({ text: t("test.refused", { name, why: sentenceOf(fault) }), look: "problem" });
    }
    setBusy(false);
  };
  return (
    <button type="button" className="small" disabled={busy} aria-label={t("testNamed", { name })} onClick={() => void test()}>
      {t("test")}
    </button>
  );
}

function Latest({ rows, endpoint }: { rows: Row[]; endpoint: string }) {
  const latest = rows.find((each) => each.endpoint === endpoint);
  if (!latest) return <span className="quiet">{t("nothing")}</span>;
  return (
    <>
      <Badge row={latest} /> <Ago stamp={latest.time} />
    </>
  );
}

function Badge({ row }: { row: Row }) {
  const state = row.state.replace("STATE_", "");
  const look = state === "DELIVERED" ? "good" : state === "GIVEN_UP" ? "failed" : failing(row) ? "warn" : "";
  return <span className={`badge ${look}`}>{t(failing(row) && state === "QUEUED" ? "state.AGAIN" : `state.${state as "QUEUED"}`)}</span>;
}

function Channels({ hooks, renew }: { hooks: Hooks; renew: () => Promise<void> }) {
  return (
    <Card title={t("channels")} actions={<SetUp />}>
      {hooks.channels.length ? (
        <Table label={t("channels")} heads={[t("channel"), t("kind"), t("goesTo"), t("signature.out"), t("latest"), ""]}>
          {hooks.channels.map((each) => (
            <OneChannel key={each.name} channel={each} rows={hooks.rows} renew={renew} />
          ))}
        </Table>
      ) : (
        <p className="quiet">{t("channels.none")}</p>
      )}
    </Card>
  );
}

/** The way to where channels are set up, changed and dropped. */
function SetUp() {
  const place = new URLSearchParams({ show: "alerts" });
  const visit = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    go("/insights", place);
  };
  return (
    <a className="button small" href={hrefOf("/insights", place)} onClick={visit}>
      {t("channels.setUp")}
    </a>
  );
}

function OneChannel({ channel, rows, renew }: { channel: Channel; rows: Row[]; renew: () => Promise<void> }) {
  const [busy, setBusy] = useState(false);
  const name = channel.displayName || channel.name.replace("channels/", "");
  const kind = channel.kind.replace("KIND_", "") as "EMAIL" | "CHAT" | "WEBHOOK";
  const test = async () => {
    setBusy(true);
    await attempt(async () => {
      const found = await tryOut(channel.name);
      if (found.state === "STATE_DELIVERED") say(t("test.taken", { name }));
      else say(t("test.refused", { name, why: found.problem }), { bad: true });
    });
    setBusy(false);
    await renew();
  };
  return (
    <tr>
      <th scope="row">
        <bdi>{name}</bdi>
      </th>
      <td>{t(`kind.${kind}`)}</td>
      <td dir="ltr">{channel.host || (channel.recipients ?? []).join(", ")}</td>
      <td>{kind === "WEBHOOK" ? <span className="badge good">{t("signed")}</span> : <span className="quiet small">{t(`unsigned.${kind as "CHAT"}`)}</span>}</td>
      <td>
        <Latest rows={rows} endpoint={channel.name} />
      </td>
      <td className="row-does">
        <button type="button" className="small" disabled={busy} aria-label={t("testNamed", { name })} onClick={() => void test()}>
          {t("test")}
        </button>
      </td>
    </tr>
  );
}

function Log({ hooks, renew }: { hooks: Hooks; renew: () => Promise<void> }) {
  const [endpoint, setEndpoint] = useState("");
  const [only, setOnly] = useState(false);
  const names = [...new Set([...hooks.rows.map((each) => each.endpoint), endpoint])].filter(Boolean).sort();
  const shown = hooks.rows.filter((each) => (!endpoint || each.endpoint === endpoint) && (!only || failing(each)));
  const filters = (
    <div className="hook-filters">
      <select aria-label={t("endpoint")} value={endpoint} onChange={(event) => setEndpoint(event.target.value)}>
        <option value="">{t("every")}</option>
        {names.map((each) => (
          <option key={each} value={each}>
            {each.slice(each.indexOf("/") + 1)}
          </option>
        ))}
      </select>
      <label className="tick">
        <input type="checkbox" checked={only} onChange={(event) => setOnly(event.target.checked)} /> {t("onlyFailing")}
      </label>
    </div>
  );
  return (
    <Card title={t("log")} actions={filters}>
      {shown.length ? (
        <Table label={t("log")} heads={[t("endpoint"), t("what"), t("state"), t("tries"), t("said"), t("when"), ""]}>
          {shown.map((each) => (
            <Delivery key={each.name} row={each} renew={renew} />
          ))}
        </Table>
      ) : (
        <Empty title={t(hooks.rows.length ? "log.noneSuch" : "log.none")} />
      )}
      <p className="quiet small">{t("log.about")}</p>
    </Card>
  );
}

function Delivery({ row, renew }: { row: Row; renew: () => Promise<void> }) {
  const name = row.endpoint.slice(row.endpoint.indexOf("/") + 1);
  const verb = t(row.state === "STATE_DELIVERED" ? "sendAgain" : "retry");
  const retry = async () => {
    if (await attempt(() => again(row.name))) say(t("retried", { name }));
    await renew();
  };
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        <bdi>{row.what}</bdi>
      </td>
      <td>
        <Badge row={row} />
      </td>
      <td className="number">{row.tries}</td>
      <td dir="auto" className="hook-said">
        {row.problem || (row.status ? t("status", { n: row.status }) : "–")}
      </td>
      <td>
        <Moment stamp={row.time || undefined} />
        {row.next ? (
          <span className="quiet small hook-next">
            {t("next")} <Moment stamp={row.next} />
          </span>
        ) : null}
      </td>
      <td className="row-does">
        <button type="button" className="ghost small" aria-label={t("retryNamed", { verb, what: row.what, name })} onClick={() => void retry()}>
          {verb}
        </button>
      </td>
    </tr>
  );
}
