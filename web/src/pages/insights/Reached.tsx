// Whom alerts and reports reach: channels are set up, tried, changed and dropped. What is secret only goes in.
import { useState } from "react";
import { get, post, send, sentenceOf } from "../../api/client";
import { Field, Form } from "../../conversation/dialogs";
import { idOf } from "../../lib/ids";
import { say } from "../../state/say";
import { leads } from "../../state/session";
import { t } from "../../strings/channels";
import { Problem } from "../../ui/parts";
import { Card, Table, useTold } from "../frame";
import type { Alert } from "./types";

export type Channel = { name: string; displayName: string; kind: string; recipients?: string[]; host?: string };
type Kind = "EMAIL" | "CHAT" | "WEBHOOK";
type Told = { name: string; secret: string };
type Tried = { text: string; look: string };

const KINDS: Kind[] = ["EMAIL", "CHAT", "WEBHOOK"];

export const nameOf = (channel: Channel) => channel.displayName || channel.name.replace("channels/", "");
const kindOf = (channel: Channel) => channel.kind.replace("KIND_", "") as Kind;

/** Addresses out of what somebody wrote: separated by commas, semicolons, spaces or lines. */
export const addressesOf = (text: string) => text.split(/[\s,;]+/).filter(Boolean);

export function Reached({ channels, alerts, again }: { channels: Channel[]; alerts: Alert[]; again: () => Promise<void> }) {
  const [editing, setEditing] = useState<Channel | "new" | null>(null);
  const [dropping, setDropping] = useState<Channel | null>(null);
  const [told, setTold] = useState<Told | null>(null);
  const [tried, setTried] = useState<Tried>({ text: "", look: "" });
  const test = async (channel: Channel) => {
    setTried({ text: t("testing", { name: nameOf(channel) }), look: "quiet" });
    setTried(await tryOut(channel));
  };
  const actions = leads() ? (
    <button type="button" className="small" onClick={() => setEditing("new")}>
      {t("new")}
    </button>
  ) : null;
  return (
    <Card title={t("title")} actions={actions}>
      <p className="quiet small">{t("about")}</p>
      {channels.length ? (
        <Table label={t("title")} heads={[t("name"), t("kind"), t("goesTo"), ""]}>
          {channels.map((channel) => (
            <Row key={channel.name} channel={channel} onTest={() => void test(channel)} onChange={() => setEditing(channel)} onDrop={() => setDropping(channel)} />
          ))}
        </Table>
      ) : (
        <p className="quiet">{t("none")}</p>
      )}
      <p role="status" className={tried.look}>
        {tried.text}
      </p>
      {told ? <Secret told={told} /> : null}
      {editing ? <Edit channel={editing === "new" ? null : editing} onTold={setTold} again={again} onClose={() => setEditing(null)} /> : null}
      {dropping ? <Drop channel={dropping} alerts={alerts} again={again} onClose={() => setDropping(null)} /> : null}
    </Card>
  );
}

/** What became of a try, in the words of whoever took it or did not. */
async function tryOut(channel: Channel): Promise<Tried> {
  const name = nameOf(channel);
  try {
    const found = await post<{ state: string; problem: string }>(`/${channel.name}:test`);
    if (found.state === "STATE_DELIVERED") return { text: t(`taken.${kindOf(channel)}`, { name, host: channel.host ?? "" }), look: "fine" };
    return { text: t("refused", { name, why: found.problem }), look: "problem" };
  } catch (fault) {
    return { text: t("refused", { name, why: sentenceOf(fault) }), look: "problem" };
  }
}

type RowProps = { channel: Channel; onTest: () => void; onChange: () => void; onDrop: () => void };

function Row({ channel, onTest, onChange, onDrop }: RowProps) {
  const name = nameOf(channel);
  return (
    <tr>
      <th scope="row">
        <bdi>{name}</bdi>
      </th>
      <td>{t(`kind.${kindOf(channel)}`)}</td>
      <td dir="ltr">{channel.host || (channel.recipients ?? []).join(", ")}</td>
      <td className="row-does">
        {leads() ? (
          <>
            <button type="button" className="ghost small" aria-label={t("testNamed", { name })} onClick={onTest}>
              {t("test")}
            </button>
            <button type="button" className="ghost small" aria-label={t("changeNamed", { name })} onClick={onChange}>
              {t("change")}
            </button>
            <button type="button" className="ghost small" aria-label={t("dropNamed", { name })} onClick={onDrop}>
              {t("drop")}
            </button>
          </>
        ) : null}
      </td>
    </tr>
  );
}

function Secret({ told }: { told: Told }) {
  return (
    <div role="status" className="line-form">
      <label className="field grow">
        <span>{t("secret.once", { name: told.name })}</span>
        <input value={told.secret} readOnly dir="ltr" onFocus={(event) => event.target.select()} />
      </label>
      <button type="button" onClick={() => void navigator.clipboard?.writeText(told.secret).then(() => say(t("copied")))}>
        {t("copy")}
      </button>
    </div>
  );
}

type Ends = { again: () => Promise<void>; onClose: () => void };

/** Sets a channel up, or changes one; an address or a secret that is left empty stays as it is kept. */
function Edit({ channel, onTold, again, onClose }: Ends & { channel: Channel | null; onTold: (told: Told | null) => void }) {
  const [name, setName] = useState(channel ? nameOf(channel) : "");
  const [kind, setKind] = useState<Kind>(channel ? kindOf(channel) : "EMAIL");
  const [recipients, setRecipients] = useState((channel?.recipients ?? []).join(", "));
  const [url, setUrl] = useState("");
  const [secret, setSecret] = useState("");
  const [renew, setRenew] = useState(false);
  const [problem, setProblem] = useState("");
  const posted = kind !== "EMAIL";
  const given = {
    name: channel?.name ?? `channels/${idOf(name)}`,
    displayName: name.trim(),
    kind: `KIND_${kind}`,
    ...(posted ? { url: url.trim() } : { recipients: addressesOf(recipients) }),
    ...(kind === "WEBHOOK" && !renew ? { secret: secret.trim() } : {}),
  };
  const save = async () => {
    try {
      const kept = channel ? await send<{ secret?: string }>("PUT", `/${channel.name}${renew ? "?renewSecret=true" : ""}`, given) : await post<{ secret?: string }>("/channels", { channel: given });
      onTold(kept.secret ? { name: given.displayName, secret: kept.secret } : null);
    } catch (fault) {
      setProblem(sentenceOf(fault));
      return false;
    }
    say(t(channel ? "changed" : "created", { name: given.displayName }));
    await again();
    return true;
  };
  return (
    <Form title={channel ? t("changeNamed", { name: nameOf(channel) }) : t("new")} label={t(channel ? "change" : "create")} onClose={onClose} onSubmit={save} ready={Boolean(idOf(name))}>
      <Field label={t("name")}>
        <input value={name} maxLength={100} required data-first dir="auto" onChange={(event) => setName(event.target.value)} />
      </Field>
      {channel ? null : (
        <Field label={t("kind")}>
          <select value={kind} onChange={(event) => setKind(event.target.value as Kind)}>
            {KINDS.map((each) => (
              <option key={each} value={each}>
                {t(`kind.${each}`)}
              </option>
            ))}
          </select>
        </Field>
      )}
      {posted ? (
        <>
          <Field label={t(`url.${kind as "CHAT"}`)}>
            <input type="url" value={url} required={!channel} placeholder={channel ? t("url.keep") : ""} autoComplete="off" dir="ltr" onChange={(event) => setUrl(event.target.value)} />
          </Field>
          <p className="quiet small">{t("url.what")}</p>
        </>
      ) : (
        <Field label={t("recipients")}>
          <textarea value={recipients} required rows={3} dir="ltr" onChange={(event) => setRecipients(event.target.value)} />
        </Field>
      )}
      {kind === "WEBHOOK" ? (
        <>
          <Field label={t("secret")}>
            <input type="password" value={secret} disabled={renew} placeholder={t(channel ? "secret.keep" : "secret.make")} autoComplete="new-password" dir="ltr" onChange={(event) => setSecret(event.target.value)} />
          </Field>
          {channel ? (
            <label className="tick">
              <input type="checkbox" checked={renew} onChange={(event) => setRenew(event.target.checked)} /> {t("secret.renew")}
            </label>
          ) : null}
        </>
      ) : null}
      <Problem text={problem} />
    </Form>
  );
}

type Report = { name: string; channel: string };

/** Drops a channel, after it was said what goes by it. */
function Drop({ channel, alerts, again, onClose }: Ends & { channel: Channel; alerts: Alert[] }) {
  const { told } = useTold(() => get<{ reports?: Report[] }>("/reports").then((answer) => answer.reports ?? [], () => [] as Report[]), 0, channel.name);
  const [problem, setProblem] = useState("");
  const naming = alerts.filter((alert) => alert.channels?.includes(channel.name)).map((alert) => alert.displayName || alert.name.replace("alerts/", ""));
  const going = (told ?? []).filter((report) => report.channel === channel.name).map((report) => report.name.replace("reports/", ""));
  const drop = async () => {
    try {
      await send("DELETE", `/${channel.name}`);
    } catch (fault) {
      setProblem(sentenceOf(fault));
      return false;
    }
    say(t("dropped", { name: nameOf(channel) }));
    await again();
    return true;
  };
  return (
    <Form title={t("dropNamed", { name: nameOf(channel) })} label={t("drop")} onClose={onClose} onSubmit={drop} ready={told !== null}>
      <p>{t("dropSure")}</p>
      {naming.length ? <p>{t("dropAlerts", { n: naming.length, names: naming.join(", ") })}</p> : null}
      {going.length ? <p>{t("dropReports", { n: going.length, names: going.join(", ") })}</p> : null}
      <Problem text={problem} />
    </Form>
  );
}
