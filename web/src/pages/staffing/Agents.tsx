// Agents: whether they are there, what they can, how much at once, and for whom.
import { post } from "../../api/client";
import { attempt } from "../../conversation/actions";
import { t as desk } from "../../strings";
import { t } from "../../strings/staffing";
import { Ago } from "../../ui/parts";
import { Table } from "../frame";
import type { Setting } from "./ask";
import type { FieldsProps } from "./Editor";
import { fullName, idOf, type Agent } from "./model";
import { Choice, LevelRows, Optional, Picks } from "./parts";
import { skillsOf } from "./Queues";
import { Found, Open, titleOf } from "./Rows";

type Props = { agents: Agent[]; staff: Setting; onOpen: (name: string) => void; again: () => Promise<void> };

export function Agents({ agents, staff, onOpen, again }: Props) {
  const titles = titleOf(staff);
  return (
    <Table label={t("agents")} heads={[desk("floor.agent"), desk("floor.status"), desk("floor.load"), t("field.skills"), t("field.queues"), t("shift"), desk("floor.seen"), t("found")]}>
      {agents.map((each) => (
        <tr key={each.name}>
          <th scope="row">
            <Open thing={each} onOpen={onOpen} />
          </th>
          <td>
            <Status agent={each} again={again} />
          </td>
          <td className="number">
            {each.load} / {each.softCapacity ?? each.hardCapacity ?? t("five")}
            {each.hardCapacity ? <span className="quiet"> · {t("atMost", { n: each.hardCapacity })}</span> : null}
          </td>
          <td>{levels(each.skills)}</td>
          <td>{each.queues.length ? each.queues.map(titles).join(", ") : t("everyQueue")}</td>
          <td>{each.calendar ? titles(fullName("calendars", each.calendar)) : t("always")}</td>
          <td>
            <Ago stamp={each.seenTime} />
          </td>
          <td>
            <Found sentences={[...(each.missedOffers ? [t("missed", { n: each.missedOffers })] : []), ...(each.warnings ?? [])]} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

function levels(skills: Record<string, number>): string {
  const told = Object.entries(skills).sort(([a], [b]) => (a < b ? -1 : 1));
  return told.map(([skill, level]) => `${skill} ${level}`).join(", ") || "–";
}

const SETTABLE = ["AVAILABLE", "BUSY", "AWAY", "OFFLINE"] as const;

function Status({ agent, again }: { agent: Agent; again: () => Promise<void> }) {
  const now = agent.status.replace("STATUS_", "");
  const set = async (status: string) => {
    await attempt(() => post("/presence", { name: agent.name, status: `STATUS_${status}` }));
    await again();
  };
  const name = agent.displayName || idOf(agent.name);
  return (
    <span className={`status ${now.toLowerCase()}`}>
      <i aria-hidden="true" />
      <select aria-label={t("statusOf", { name })} value={now} onChange={(event) => void set(event.target.value)}>
        {(SETTABLE as readonly string[]).includes(now) ? null : <option value={now}>{desk(`status.${now as "AWAY"}`)}</option>}
        {SETTABLE.map((each) => (
          <option key={each} value={each}>
            {desk(`status.${each}`)}
          </option>
        ))}
      </select>
    </span>
  );
}

export function agentFields(staff: Setting) {
  return function AgentFields({ draft, change }: FieldsProps<Agent>) {
    const titles = titleOf(staff);
    return (
      <>
        <div className="staff-two">
          <Optional label={t("field.softCapacity")} hint={draft.hardCapacity === undefined ? t("five") : String(draft.hardCapacity)} value={draft.softCapacity} least={1} onChange={(softCapacity) => change({ softCapacity })} />
          <Optional label={t("field.hardCapacity")} hint={t("noLimit")} value={draft.hardCapacity} least={1} onChange={(hardCapacity) => change({ hardCapacity })} />
          <Choice label={t("shift")} none={t("always")} value={fullName("calendars", draft.calendar)} options={staff.calendars} onChange={(calendar) => change({ calendar })} />
          <label className="field">
            <span>{t("field.team")}</span>
            <input value={draft.team ?? ""} maxLength={63} dir="ltr" pattern="[a-z0-9]([a-z0-9\-]{0,61}[a-z0-9])?" title={t("idHint")} onChange={(event) => change({ team: event.target.value })} />
          </label>
        </div>
        <LevelRows title={t("field.skills")} hint={t("skills.agent")} value={draft.skills} known={skillsOf(staff)} most={10} word={t("level")} onChange={(skills) => change({ skills })} />
        <Picks title={t("field.queues")} hint={t("queues.all")} options={staff.queues.map((each) => each.name)} value={draft.queues} nameOf={titles} onChange={(queues) => change({ queues })} />
        <Picks title={t("field.brands")} hint={t("brands.role")} options={staff.brands} value={draft.brands} nameOf={idOf} onChange={(brands) => change({ brands })} />
        <LevelRows title={t("field.channelLimits")} hint={t("limits")} value={draft.channelLimits} known={staff.networks} most={1000} word={t("limit")} onChange={(channelLimits) => change({ channelLimits })} />
      </>
    );
  };
}
