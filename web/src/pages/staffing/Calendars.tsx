// Calendars: when a team works, day by day, and the days that differ.
import { useState } from "react";
import { zones } from "../../lib/time";
import { t } from "../../strings/staffing";
import { Moment } from "../../ui/parts";
import { Table } from "../frame";
import type { FieldsProps } from "./Editor";
import { readHours, week, WEEKDAYS, weekly, writeHours, type Calendar, type SpecialDay, type Stretch } from "./model";
import { Group } from "./parts";
import { Open } from "./Rows";

const ANY_MONDAY = Date.UTC(2024, 0, 1);

/** Names of weekdays as the reader's language has them. */
function dayName(index: number, style: "long" | "short"): string {
  return new Intl.DateTimeFormat(undefined, { weekday: style, timeZone: "UTC" }).format(ANY_MONDAY + index * 86_400_000);
}

export function Calendars({ calendars, onOpen }: { calendars: Calendar[]; onOpen: (name: string) => void }) {
  return (
    <Table label={t("calendars")} heads={[t("calendar"), t("field.timeZone"), t("field.hours"), t("field.specialDays"), t("now")]}>
      {calendars.map((each) => (
        <tr key={each.name}>
          <th scope="row">
            <Open thing={each} onOpen={onOpen} />
          </th>
          <td>{each.timeZone}</td>
          <td>
            {weekly(week(each.hours)).map((hours) => (
              <span key={hours.weekdays.join()} className="staff-line">
                {hours.weekdays.map((day) => dayName(WEEKDAYS.indexOf(day), "short")).join(", ")} <bdi>{writeHours(hours.stretches)}</bdi>
              </span>
            ))}
          </td>
          <td className="number">{each.specialDays.length || "–"}</td>
          <td>
            {each.open ? <span className="badge good">{t("isOpen")}</span> : <span className="badge">{t("isClosed")}</span>}{" "}
            {!each.open && each.nextOpenTime ? (
              <span className="quiet small">
                {t("opens")} <Moment stamp={each.nextOpenTime} />
              </span>
            ) : null}
          </td>
        </tr>
      ))}
    </Table>
  );
}

export function CalendarFields({ draft, change }: FieldsProps<Calendar>) {
  const days = week(draft.hours);
  const put = (index: number, stretches: Stretch[]) => change({ hours: weekly(days.map((each, at) => (at === index ? stretches : each))) });
  const putDay = (index: number, part: Partial<SpecialDay>) => change({ specialDays: draft.specialDays.map((each, at) => (at === index ? { ...each, ...part } : each)) });
  return (
    <>
      <label className="field">
        <span>{t("field.timeZone")}</span>
        <input list="zones" value={draft.timeZone} required dir="ltr" onChange={(event) => change({ timeZone: event.target.value })} />
        <datalist id="zones">
          {zones().map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
      </label>
      <Group title={t("field.hours")} hint={t("hours.hint")}>
        <div className="staff-week">
          {days.map((stretches, index) => (
            <Hours key={WEEKDAYS[index]} label={dayName(index, "long")} value={stretches} onChange={(next) => put(index, next)} />
          ))}
        </div>
      </Group>
      <Group title={t("field.specialDays")} hint={t("days.hint")}>
        {draft.specialDays.map((day, index) => (
          <div className="staff-row staff-day" key={index}>
            <input type="date" aria-label={t("day.date", { n: index + 1 })} required value={day.date} onChange={(event) => putDay(index, { date: event.target.value })} />
            <input aria-label={t("day.title", { n: index + 1 })} placeholder={t("day.why")} value={day.title} dir="auto" onChange={(event) => putDay(index, { title: event.target.value })} />
            <Hours label={t("day.hours", { n: index + 1 })} bare value={day.stretches ?? []} onChange={(stretches) => putDay(index, { stretches })} />
            <button type="button" className="icon-button" aria-label={t("remove", { name: day.title || day.date || String(index + 1) })} onClick={() => change({ specialDays: draft.specialDays.filter((_, at) => at !== index) })}>
              ×
            </button>
          </div>
        ))}
        <button type="button" className="ghost small staff-add" onClick={() => change({ specialDays: [...draft.specialDays, { date: "", title: "", stretches: [] }] })}>
          {t("day.add")}
        </button>
      </Group>
    </>
  );
}

/** Hours as they are typed; what cannot be read is said by the field and keeps the form from being sent. */
function Hours({ label, value, bare, onChange }: { label: string; value: Stretch[]; bare?: boolean; onChange: (value: Stretch[]) => void }) {
  const [text, setText] = useState(() => writeHours(value));
  const type = (field: HTMLInputElement) => {
    setText(field.value);
    const found = readHours(field.value);
    field.setCustomValidity(found ? "" : t("hours.wrong"));
    if (found) onChange(found);
  };
  const input = <input aria-label={bare ? label : undefined} value={text} placeholder={t("closed")} dir="ltr" inputMode="text" onChange={(event) => type(event.currentTarget)} />;
  return bare ? (
    input
  ) : (
    <label className="field">
      <span>{label}</span>
      {input}
    </label>
  );
}
