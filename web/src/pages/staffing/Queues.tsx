// Queues: who serves them, how work reaches people, what they ask less of with age, and how long one would wait.
import { seconds, span } from "../../lib/time";
import { t as desk } from "../../strings";
import { t } from "../../strings/staffing";
import { Table } from "../frame";
import type { Setting } from "./ask";
import type { FieldsProps } from "./Editor";
import { fullName, idOf, type Queue, type Step } from "./model";
import { Choice, Group, LevelRows, Picks, Span, Tick } from "./parts";
import { Found, Open, titleOf } from "./Rows";

export function Queues({ queues, staff, onOpen }: { queues: Queue[]; staff: Setting; onOpen: (name: string) => void }) {
  return (
    <Table label={t("queues")} heads={[desk("floor.queue"), t("servedBy"), t("reaches"), desk("floor.waiting"), desk("floor.here"), desk("floor.wait"), t("found")]}>
      {queues.map((each) => {
        const told = staff.estimates.get(each.name);
        const wait = seconds(told?.wait);
        return (
          <tr key={each.name}>
            <th scope="row">
              <Open thing={each} onOpen={onOpen} />
            </th>
            <td>{each.members.length ? t("members", { n: each.members.length }) : t("everybody")}</td>
            <td>
              {t(isPush(each) ? "push" : "pull")}
              {isPush(each) ? <span className="quiet"> · {t(each.strategy === "STRATEGY_LEAST_LOADED" ? "leastLoaded" : "longestIdle")}</span> : null}
            </td>
            <td className="number">{told ? Number(told.waitingCount).toLocaleString() : "–"}</td>
            <td className="number">{told?.availableCount ?? "–"}</td>
            <td>
              {wait === null ? "–" : span(wait)}
              {told?.sentence ? <span className="quiet small staff-line">{told.sentence}</span> : null}
            </td>
            <td>
              <Found sentences={each.warnings ?? []} stuck={staff.unserved.filter((sentence) => names(sentence, each.name))} />
            </td>
          </tr>
        );
      })}
    </Table>
  );
}

function names(sentence: string, name: string): boolean {
  const at = sentence.indexOf(name);
  return at >= 0 && !/[\w-]/.test(sentence.charAt(at + name.length));
}

function isPush(queue: Queue): boolean {
  return queue.assignment === "ASSIGNMENT_PUSH";
}

export function queueFields(staff: Setting) {
  return function QueueFields({ draft, change }: FieldsProps<Queue>) {
    const others = staff.queues.filter((each) => each.name !== draft.name);
    const titles = titleOf(staff);
    const skills = skillsOf(staff);
    return (
      <>
        <Picks title={t("field.brands")} hint={t("brands.all")} options={staff.brands} value={draft.brands} nameOf={idOf} onChange={(brands) => change({ brands })} />
        <Picks title={t("field.members")} hint={t("members.all")} options={staff.agents.map((each) => each.name)} value={draft.members} nameOf={titles} onChange={(members) => change({ members })} />
        <LevelRows title={t("field.skills")} hint={t("skills.queue")} value={draft.skills} known={skills} most={10} word={t("level")} onChange={(value) => change({ skills: value })} />
        <Group title={t("field.assignment")}>
          <div className="radios">
            {(["PULL", "PUSH"] as const).map((each) => (
              <label key={each}>
                <input type="radio" name="assignment" checked={isPush(draft) === (each === "PUSH")} onChange={() => change({ assignment: `ASSIGNMENT_${each}` })} /> {t(`assign.${each}`)}
              </label>
            ))}
          </div>
          {isPush(draft) ? (
            <div className="staff-two">
              <label className="field">
                <span>{t("field.strategy")}</span>
                <select value={draft.strategy} onChange={(event) => change({ strategy: event.target.value })}>
                  {draft.strategy === "STRATEGY_UNSPECIFIED" ? <option value="STRATEGY_UNSPECIFIED">{t("longestIdle")}</option> : null}
                  {draft.strategy === "STRATEGY_UNSPECIFIED" ? null : <option value="STRATEGY_LONGEST_IDLE">{t("longestIdle")}</option>}
                  <option value="STRATEGY_LEAST_LOADED">{t("leastLoaded")}</option>
                </select>
              </label>
              <Span label={t("field.offerSeconds")} value={draft.offerSeconds} onChange={(offerSeconds) => change({ offerSeconds })} />
              <Tick label={t("field.sticky")} value={draft.sticky} onChange={(sticky) => change({ sticky })} />
            </div>
          ) : null}
        </Group>
        <LevelRows title={t("field.channelWeights")} hint={t("weights")} value={draft.channelWeights} known={staff.networks} most={100} word={t("weight")} onChange={(value) => change({ channelWeights: value })} />
        <div className="staff-two">
          <Choice label={t("field.calendar")} none={t("always")} value={fullName("calendars", draft.calendar)} options={staff.calendars} onChange={(calendar) => change({ calendar })} />
          <Choice label={t("field.deadlinePolicy")} none={t("theDefault")} value={fullName("deadlinePolicies", draft.deadlinePolicy)} options={staff.deadlinePolicies} onChange={(deadlinePolicy) => change({ deadlinePolicy })} />
          <Span label={t("field.headStartSeconds")} value={draft.headStartSeconds} onChange={(headStartSeconds) => change({ headStartSeconds })} />
        </div>
        <Steps steps={draft.steps} others={others} titles={titles} onChange={(steps) => change({ steps })} />
        <Group title={t("overflow")} hint={t("overflow.hint")}>
          <div className="staff-two">
            <Choice label={t("field.overflowQueue")} none={t("none")} value={draft.overflowQueue} options={others} onChange={(overflowQueue) => change({ overflowQueue, ...(overflowQueue ? {} : { overflowAfterSeconds: 0 }) })} />
            {draft.overflowQueue ? <Span label={t("field.overflowAfterSeconds")} value={draft.overflowAfterSeconds} required onChange={(overflowAfterSeconds) => change({ overflowAfterSeconds })} /> : null}
          </div>
        </Group>
      </>
    );
  };
}

/** Skills that anybody has or anything asks for, to pick from. */
export function skillsOf(staff: Setting): string[] {
  return [...new Set([...staff.agents, ...staff.queues].flatMap((each) => Object.keys(each.skills)))].sort();
}

type StepsProps = { steps: Step[]; others: Queue[]; titles: (name: string) => string; onChange: (steps: Step[]) => void };

function Steps({ steps, others, titles, onChange }: StepsProps) {
  const put = (index: number, part: Partial<Step>) => onChange(steps.map((each, at) => (at === index ? { ...each, ...part } : each)));
  const last = steps.at(-1)?.afterSeconds ?? 0;
  return (
    <Group title={t("field.steps")} hint={t("steps.hint")}>
      {steps.map((step, index) => (
        <fieldset className="staff-step" key={index}>
          <legend>{t("step", { n: index + 1 })}</legend>
          <div className="staff-two">
            <Span label={t("step.after")} value={step.afterSeconds} required onChange={(afterSeconds) => put(index, { afterSeconds })} />
            <label className="field">
              <span>{t("step.lower")}</span>
              <input type="number" min={0} max={10} value={step.lowerLevels ?? 0} onChange={(event) => put(index, { lowerLevels: event.target.valueAsNumber || 0 })} />
            </label>
            <Words label={t("step.drop")} value={step.dropSkills ?? []} onChange={(dropSkills) => put(index, { dropSkills })} />
          </div>
          <Tick label={t("step.dropAll")} value={step.dropAllSkills ?? false} onChange={(dropAllSkills) => put(index, { dropAllSkills })} />
          <Tick label={t("step.everyone")} value={step.everyone ?? false} onChange={(everyone) => put(index, { everyone })} />
          {others.length ? <Picks title={t("step.widen")} options={others.map((each) => each.name)} value={step.widenTo ?? []} nameOf={titles} onChange={(widenTo) => put(index, { widenTo })} /> : null}
          <button type="button" className="ghost small staff-add" onClick={() => onChange(steps.filter((_, at) => at !== index))}>
            {t("step.remove", { n: index + 1 })}
          </button>
        </fieldset>
      ))}
      <button type="button" className="ghost small staff-add" onClick={() => onChange([...steps, { afterSeconds: last + 600, lowerLevels: 1 }])}>
        {t("step.add")}
      </button>
    </Group>
  );
}

function Words({ label, value, onChange }: { label: string; value: string[]; onChange: (value: string[]) => void }) {
  return (
    <label className="field">
      <span>{label}</span>
      <input defaultValue={value.join(", ")} dir="auto" onChange={(event) => onChange(event.target.value.split(/[\s,]+/).filter(Boolean))} />
    </label>
  );
}
