// Deadline policies: what each priority may take, in whose hours.
import { seconds, span } from "../../lib/time";
import { t } from "../../strings/staffing";
import { Table } from "../frame";
import type { Setting } from "./ask";
import type { FieldsProps } from "./Editor";
import { fullName, type DeadlinePolicy, type Target } from "./model";
import { Choice, Group, Optional, Span, Tick } from "./parts";
import { Open, titleOf } from "./Rows";

type Props = { policies: DeadlinePolicy[]; staff: Setting; onOpen: (name: string) => void };

const PARTS = ["firstAnswer", "nextAnswer", "resolution"] as const;
const NEAR = 80;

export function Deadlines({ policies, staff, onOpen }: Props) {
  const titles = titleOf(staff);
  return (
    <Table label={t("deadlinePolicies")} heads={[t("deadlinePolicy"), t("field.calendar"), t("field.targets"), t("field.nearPercent")]}>
      {policies.map((each) => (
        <tr key={each.name}>
          <th scope="row">
            <Open thing={each} onOpen={onOpen} /> {each.builtIn ? <span className="badge">{t("builtIn")}</span> : null}
          </th>
          <td>{each.calendar ? titles(fullName("calendars", each.calendar)) : t("always")}</td>
          <td>
            {[...each.targets].sort((a, b) => b.minPriority - a.minPriority).map((target) => (
              <span key={target.minPriority} className="staff-line">
                {target.minPriority ? t("from", { n: target.minPriority }) : t("fromAny")} {told(target)}
              </span>
            ))}
          </td>
          <td className="number">{each.nearPercent || NEAR} %</td>
        </tr>
      ))}
    </Table>
  );
}

function told(target: Target): string {
  const found = PARTS.map((part) => [part, seconds(target[part]) ?? 0] as const).filter(([, value]) => value);
  return found.map(([part, value]) => `${t(`target.${part}`)} ${span(value)}`).join(", ");
}

export function deadlineFields(staff: Setting) {
  return function DeadlineFields({ draft, change }: FieldsProps<DeadlinePolicy>) {
    const put = (index: number, part: Partial<Target>) => change({ targets: draft.targets.map((each, at) => (at === index ? { ...each, ...part } : each)) });
    const lowest = Math.min(100, ...draft.targets.map((each) => each.minPriority));
    return (
      <>
        <div className="staff-two">
          <Choice label={t("field.calendar")} none={t("always")} value={fullName("calendars", draft.calendar)} options={staff.calendars} onChange={(calendar) => change({ calendar })} />
          <Optional label={t("field.nearPercent")} hint={String(NEAR)} value={draft.nearPercent || undefined} least={1} most={100} onChange={(value) => change({ nearPercent: value ?? 0 })} />
        </div>
        <Tick label={t("field.runWhileSnoozed")} value={draft.runWhileSnoozed} onChange={(runWhileSnoozed) => change({ runWhileSnoozed })} />
        <Group title={t("field.targets")} hint={t("targets.hint")}>
          {draft.targets.map((target, index) => (
            <fieldset className="staff-step" key={index}>
              <legend>{t("target", { n: index + 1 })}</legend>
              <div className="staff-two">
                <label className="field">
                  <span>{t("target.from")}</span>
                  <input type="number" min={0} max={100} required value={target.minPriority} onChange={(event) => put(index, { minPriority: event.target.valueAsNumber || 0 })} />
                </label>
                {PARTS.map((part) => (
                  <Span key={part} label={t(`target.${part}`)} value={seconds(target[part]) ?? 0} onChange={(value) => put(index, { [part]: value ? `${value}s` : undefined })} />
                ))}
              </div>
              {draft.targets.length > 1 ? (
                <button type="button" className="ghost small staff-add" onClick={() => change({ targets: draft.targets.filter((_, at) => at !== index) })}>
                  {t("target.remove", { n: index + 1 })}
                </button>
              ) : null}
            </fieldset>
          ))}
          <button type="button" className="ghost small staff-add" onClick={() => change({ targets: [...draft.targets, { minPriority: lowest > 0 ? 0 : 80, firstAnswer: "3600s" }] })}>
            {t("target.add")}
          </button>
        </Group>
      </>
    );
  };
}
