// Who did what, who was refused.
import { useState } from "react";
import { get } from "../api/client";
import type { AuditEntry } from "../api/types";
import { openItem } from "../state/route";
import { person } from "../state/session";
import { t } from "../strings";
import { Moment } from "../ui/parts";
import { Card, Page, Table, useTold } from "./frame";

const PAGE = 200;

type Access = { eventTime: string; actor: string; action: string; target: string; reason: string; why?: string };

export default function AuditPage() {
  const [actor, setActor] = useState("");
  const [action, setAction] = useState("");
  const [day, setDay] = useState(() => new Date(Date.now() - 86_400_000).toISOString().slice(0, 10));
  const key = `${actor}|${action}|${day}`;
  const { told, problem } = useTold(
    () =>
      get<{ entries?: AuditEntry[] }>("/audit", {
        pageSize: PAGE,
        actor: actor && `user:${actor.replace(/^user:/, "")}`,
        action,
        startTime: day && new Date(`${day}T00:00`).toISOString(),
      }),
    15,
    key,
  );
  const access = useTold(() => get<{ entries?: Access[] }>("/access", { pageSize: 50 }), 15);
  return (
    <Page title={t("way.audit")} about={t("audit.about")} problem={problem}>
      <div className="line-form">
        <label className="field">
          <span>{t("audit.since")}</span>
          <input type="date" value={day} onChange={(event) => setDay(event.target.value)} />
        </label>
        <label className="field">
          <span>{t("audit.who")}</span>
          <input value={actor} onChange={(event) => setActor(event.target.value)} />
        </label>
        <label className="field">
          <span>{t("audit.what")}</span>
          <input value={action} onChange={(event) => setAction(event.target.value)} />
        </label>
      </div>
      <Card title={t("audit.work")}>
        <Table label={t("audit.work")} heads={[t("audit.when"), t("audit.who"), t("audit.what"), t("audit.on"), t("audit.detail")]}>
          {[...(told?.entries ?? [])].reverse().map((entry) => (
            <tr key={String(entry.id)}>
              <td>
                <Moment stamp={entry.eventTime} />
              </td>
              <td>{entry.actor ? person(entry.actor) : t("audit.router")}</td>
              <td>{entry.action}</td>
              <td>
                {entry.opportunity ? (
                  <button type="button" className="ghost small" onClick={() => openItem(entry.opportunity.split("/").pop() ?? "")}>
                    {entry.opportunity.split("/").pop()?.slice(0, 8)}
                  </button>
                ) : (
                  (entry.brand ?? "").replace("brands/", "")
                )}
              </td>
              <td dir="auto">{entry.detail}</td>
            </tr>
          ))}
        </Table>
      </Card>
      {access.told ? (
        <Card title={t("audit.access")}>
          <Table label={t("audit.access")} heads={[t("audit.when"), t("audit.who"), t("audit.what"), t("audit.on"), t("audit.refused")]}>
            {(access.told.entries ?? []).map((entry, index) => (
              <tr key={index}>
                <td>
                  <Moment stamp={entry.eventTime} />
                </td>
                <td>{entry.actor ? person(entry.actor) : "–"}</td>
                <td>{entry.action}</td>
                <td dir="auto">
                  {entry.target}
                  {entry.why ? <span className="quiet small"> · {entry.why}</span> : null}
                </td>
                <td>{entry.reason}</td>
              </tr>
            ))}
          </Table>
        </Card>
      ) : null}
    </Page>
  );
}
