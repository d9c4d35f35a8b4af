// Leads' report: who did what, how long people waited, which deadlines were kept. Every number opens.
import { useState } from "react";
import { get } from "../../api/client";
import type { Brand } from "../../api/types";
import { useStore } from "../../lib/store";
import { go, route } from "../../state/route";
import { t } from "../../strings/care";
import { Card, Page, Table, useTold } from "../frame";
import { FIGURES, figure, GROUPS, nameOf, narrowed, opens, SHARES, type Figure, type Filter, type Group, type Report, type Row, type Sums } from "./figures";
import { Save, Steps, type Opened } from "./Steps";
import "../../styles/care.css";

const DAY_MS = 86_400_000;
const DAYS = [1, 7, 30, 90];
const USUAL = 30;
const AGAIN_SECONDS = 60;

type Wish = { group: Group; brand: string; days: number; measure: string };

function wishOf(query: URLSearchParams): Wish {
  const group = GROUPS.find((each) => each === query.get("by")) ?? "AGENT";
  const days = Number(query.get("days"));
  return { group, brand: query.get("brand") ?? "", days: DAYS.includes(days) ? days : USUAL, measure: query.get("show") ?? "answers" };
}

function ask({ group, brand, days }: Wish): Promise<Report> {
  const end = Date.now();
  const startTime = new Date(end - days * DAY_MS).toISOString();
  return get<Report>("/care/report", { group: `CARE_GROUP_${group}`, brand, startTime, endTime: new Date(end).toISOString() });
}

export default function CarePage() {
  const wish = wishOf(useStore(route, (value) => value.query));
  const { told, problem } = useTold(() => ask(wish), AGAIN_SECONDS, [wish.group, wish.brand, wish.days].join(" "));
  const [opened, setOpened] = useState<Opened | null>(null);
  const filter = told?.filter ?? {};
  const open = (found: Figure, row: Row | null) =>
    setOpened({ title: t("steps", { what: t(found.name), who: row ? nameOf(row, wish.group) : t("all") }), filter: narrowed(bare(filter), wish.group, row), kinds: found.kinds });
  const rows = told?.rows ?? [];
  return (
    <Page title={t("title")} about={t("about")} problem={problem} actions={<Asked wish={wish} />}>
      {told && !rows.length ? <p role="status">{t("none")}</p> : null}
      {rows.length ? (
        <div className="care">
          <Bars rows={rows} wish={wish} open={open} />
          <Everything rows={rows} total={told?.total ?? {}} group={wish.group} open={open} filter={bare(filter)} />
        </div>
      ) : null}
      {told?.unseen?.length ? (
        <Card title={t("unseen")}>
          <ul className="list">
            {told.unseen.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        </Card>
      ) : null}
      {opened ? <Steps opened={opened} onClose={() => setOpened(null)} /> : null}
    </Page>
  );
}

/** What a question takes of the filter that the answer tells. */
function bare({ brand, startTime, endTime }: Filter): Filter {
  return { ...(brand ? { brand } : {}), ...(startTime ? { startTime } : {}), ...(endTime ? { endTime } : {}) };
}

function turn(change: Record<string, string>): void {
  go("/care", new URLSearchParams({ ...Object.fromEntries(route.get().query), ...change }), true);
}

function Asked({ wish }: { wish: Wish }) {
  const { told: brands } = useTold(() => get<{ brands?: Brand[] }>("/brands", { pageSize: 200 }).then((told) => told.brands ?? []));
  return (
    <div className="line-form">
      <label className="field">
        <span>{t("by")}</span>
        <select value={wish.group} onChange={(event) => turn({ by: event.target.value })}>
          {GROUPS.map((each) => (
            <option key={each} value={each}>
              {t(`by.${each}`)}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        <span>{t("brand")}</span>
        <select value={wish.brand} onChange={(event) => turn({ brand: event.target.value })}>
          <option value="">{t("brandAll")}</option>
          {(brands ?? []).map((each) => (
            <option key={each.name} value={each.name}>
              {each.displayName}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        <span>{t("days")}</span>
        <select value={wish.days} onChange={(event) => turn({ days: event.target.value })}>
          {DAYS.map((n) => (
            <option key={n} value={n}>
              {t("daysOf", { n })}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

type Open = (found: Figure, row: Row | null) => void;

function Bars({ rows, wish, open }: { rows: Row[]; wish: Wish; open: Open }) {
  const shown = figure(wish.measure);
  const values = rows.map((row) => shown.value(row.sums ?? {}) ?? 0);
  const most = SHARES.has(shown.name) ? 1 : Math.max(...values, 0);
  return (
    <Card
      title={t("chart")}
      actions={
        <label className="field care-measure">
          <span>{t("measure")}</span>
          <select value={shown.name} onChange={(event) => turn({ show: event.target.value })}>
            {FIGURES.map((each) => (
              <option key={each.name} value={each.name}>
                {t(each.name)}
              </option>
            ))}
          </select>
        </label>
      }
    >
      <table className="parts care-bars" aria-label={t(shown.name)}>
        <tbody>
          {rows.map((row, at) => (
            <tr key={row.key}>
              <th scope="row">
                <bdi>{nameOf(row, wish.group)}</bdi>
              </th>
              <td>
                <svg className="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                  <rect width={most ? ((values[at] ?? 0) / most) * 100 : 0} height="10" rx="1.5" />
                </svg>
              </td>
              <td className="number">
                <Opening found={shown} row={row} sums={row.sums ?? {}} who={nameOf(row, wish.group)} open={open} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

type EverythingProps = { rows: Row[]; total: Sums; group: Group; open: Open; filter: Filter };

function Everything({ rows, total, group, open, filter }: EverythingProps) {
  return (
    <Card title={t("asTable")} actions={<Save filter={filter} kinds={[]} label={t("saveAll")} />}>
      <div className="care-table">
        <Table heads={[t(`by.${group}`), ...FIGURES.map((each) => t(each.name))]} label={t("asTable")}>
          {rows.map((row) => (
            <Line key={row.key} who={nameOf(row, group)} row={row} sums={row.sums ?? {}} open={open} />
          ))}
          {rows.length > 1 ? <Line who={t("all")} row={null} sums={total} open={open} /> : null}
        </Table>
      </div>
    </Card>
  );
}

function Line({ who, row, sums, open }: { who: string; row: Row | null; sums: Sums; open: Open }) {
  return (
    <tr className={row ? undefined : "care-all"}>
      <th scope="row">
        <bdi>{who}</bdi>
      </th>
      {FIGURES.map((each) => (
        <td key={each.name} className="number">
          <Opening found={each} row={row} sums={sums} who={who} open={open} />
        </td>
      ))}
    </tr>
  );
}

function Opening({ found, row, sums, who, open }: { found: Figure; row: Row | null; sums: Sums; who: string; open: Open }) {
  const shown = found.shown(sums);
  if (!opens(found, sums)) return <>{shown}</>;
  return (
    <button type="button" className="link" aria-label={t("open", { what: t(found.name), who, n: shown })} onClick={() => open(found, row)}>
      {shown}
    </button>
  );
}
