// What lines of all lists of staffing have.
import { t } from "../../strings/staffing";
import { idOf, type Staff, type Thing } from "./model";

export function Open({ thing, onOpen }: { thing: Thing; onOpen: (name: string) => void }) {
  const id = idOf(thing.name);
  return (
    <button type="button" className="ghost small staff-open" onClick={() => onOpen(thing.name)}>
      <bdi>{thing.displayName || id}</bdi>
      {thing.displayName && thing.displayName !== id ? <span className="quiet small">{id}</span> : null}
    </button>
  );
}

/** What does not look right with one, in sentences; what already waits in vain comes first. */
export function Found({ sentences, stuck = [] }: { sentences: string[]; stuck?: string[] }) {
  const rest = sentences.filter((each) => !stuck.includes(each));
  if (!stuck.length && !rest.length) return <span className="quiet">–</span>;
  return (
    <ul className="staff-found">
      {stuck.map((each) => (
        <li key={each} dir="auto">
          <span className="badge failed">{t("stuck")}</span> {each}
        </li>
      ))}
      {rest.map((each) => (
        <li key={each} dir="auto">{each}</li>
      ))}
    </ul>
  );
}

/** The name for people of anything that is set up. */
export function titleOf(staff: Staff): (name: string) => string {
  const known = new Map([...staff.queues, ...staff.agents, ...staff.calendars, ...staff.deadlinePolicies].map((each) => [each.name, each.displayName]));
  return (name) => known.get(name) || idOf(name);
}
