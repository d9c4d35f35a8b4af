// Staffing: who works on what, when, and by when it is due. What does not fit together is said in sentences.
import { useMemo, useState } from "react";
import { sentenceOf } from "../../api/client";
import { Form } from "../../conversation/dialogs";
import { useStore } from "../../lib/store";
import { go, route } from "../../state/route";
import { say } from "../../state/say";
import { settings } from "../../state/settings";
import { t as desk } from "../../strings";
import { t } from "../../strings/staffing";
import { useKeys } from "../../ui/keys";
import { Empty, Key, Problem } from "../../ui/parts";
import { Card, Page, useTold } from "../frame";
import { Agents, agentFields } from "./Agents";
import { drop, readStaff, type Setting } from "./ask";
import { CalendarFields, Calendars } from "./Calendars";
import { Deadlines, deadlineFields } from "./Deadlines";
import { Editor } from "./Editor";
import { fresh, KINDS, users, type Agent, type Calendar, type DeadlinePolicy, type Kind, type Queue, type Thing } from "./model";
import { Queues, queueFields } from "./Queues";
import { titleOf } from "./Rows";
import "../../styles/staffing.css";

const AGAIN = 15;
const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

type Asking = { verb: "edit" | "delete"; thing: Thing } | null;

export default function StaffingPage() {
  const show = useStore(route, (value) => KINDS.find((each) => each === value.query.get("show")) ?? "queues");
  const zone = useStore(settings, (value) => value.zone) || ZONE;
  const { told, problem, again } = useTold(readStaff, AGAIN);
  const [wanted, setWanted] = useState("");
  const [asking, setAsking] = useState<Asking>(null);
  const turn = (kind: Kind) => {
    setWanted("");
    go("/staffing", new URLSearchParams({ show: kind }));
  };
  const begin = () => told && setAsking({ verb: "edit", thing: fresh(show, zone) });
  useKeys({
    n: begin,
    "/": () => document.getElementById("staff-filter")?.focus(),
    j: () => step(1),
    k: () => step(-1),
    ...Object.fromEntries(KINDS.map((kind, index) => [String(index + 1), () => turn(kind)])),
  });
  const shown = useMemo(() => matching((told?.[show] ?? []) as Thing[], wanted), [told, show, wanted]);
  const open = (name: string) => {
    const thing = told?.[show].find((each) => each.name === name);
    if (thing) setAsking({ verb: "edit", thing });
  };
  return (
    <Page title={t("title")} about={t("about")} problem={problem}>
      {told ? <Findings staff={told} /> : null}
      <nav className="segments staff-kinds" aria-label={t("kinds")}>
        {KINDS.map((kind, index) => (
          <button key={kind} type="button" aria-pressed={kind === show} aria-keyshortcuts={String(index + 1)} onClick={() => turn(kind)}>
            {t(kind)}
          </button>
        ))}
      </nav>
      <Card
        title={t(show)}
        actions={
          <div className="staff-tools">
            <input id="staff-filter" type="search" aria-label={t("filter")} placeholder={t("filter")} aria-keyshortcuts="/" value={wanted} onChange={(event) => setWanted(event.target.value)} />
            <button type="button" className="primary" aria-keyshortcuts="n" disabled={!told} onClick={begin}>
              {t(`new.${show}`)} <Key>n</Key>
            </button>
          </div>
        }
      >
        {!told ? <p className="rows-wait" aria-busy="true">{desk("loading")}</p> : shown.length ? <List kind={show} things={shown} staff={told} onOpen={open} again={again} /> : <Empty title={wanted ? t("noneFound") : t(`none.${show}`)} />}
      </Card>
      {told && asking ? <Asked kind={show} staff={told} asking={asking} onAsk={setAsking} again={again} /> : null}
    </Page>
  );
}

function matching<T extends Thing>(things: T[], wanted: string): T[] {
  const word = wanted.trim().toLowerCase();
  return word ? things.filter((each) => `${each.name} ${each.displayName} ${"skills" in each ? Object.keys(each.skills).join(" ") : ""}`.toLowerCase().includes(word)) : things;
}

/** The line before or after the one that has the focus; the first where none has. */
function step(by: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>(".staff-open")];
  const at = rows.findIndex((each) => each === document.activeElement);
  rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))]?.focus();
}

function Findings({ staff }: { staff: Setting }) {
  const rest = staff.warnings.filter((each) => !staff.unserved.includes(each));
  if (!staff.unserved.length && !rest.length) return <p className="quiet staff-fine">{t("fine")}</p>;
  return (
    <section className="panel" aria-label={t("findings")}>
      {staff.unserved.length ? (
        <div className="staff-stuck" role="status">
          <h2>{t("nobody")}</h2>
          <ul>
            {staff.unserved.map((each) => (
              <li key={each} dir="auto">{each}</li>
            ))}
          </ul>
        </div>
      ) : null}
      {rest.length ? (
        <>
          <h2>{t("findings")}</h2>
          <ul className="staff-found">
            {rest.map((each) => (
              <li key={each} dir="auto">{each}</li>
            ))}
          </ul>
        </>
      ) : null}
    </section>
  );
}

type ListProps = { kind: Kind; things: Thing[]; staff: Setting; onOpen: (name: string) => void; again: () => Promise<void> };

function List({ kind, things, staff, onOpen, again }: ListProps) {
  switch (kind) {
    case "queues":
      return <Queues queues={things as Queue[]} staff={staff} onOpen={onOpen} />;
    case "agents":
      return <Agents agents={things as Agent[]} staff={staff} onOpen={onOpen} again={again} />;
    case "calendars":
      return <Calendars calendars={things as Calendar[]} onOpen={onOpen} />;
    default:
      return <Deadlines policies={things as DeadlinePolicy[]} staff={staff} onOpen={onOpen} />;
  }
}

type AskedProps = { kind: Kind; staff: Setting; asking: NonNullable<Asking>; onAsk: (asking: Asking) => void; again: () => Promise<void> };

function Asked({ kind, staff, asking, onAsk, again }: AskedProps) {
  const { verb, thing } = asking;
  const close = () => onAsk(null);
  // What can be picked stays as it was when the form opened, so that the fields are the same ones while the list is read again.
  const [fields] = useState(() => ({ queues: queueFields(staff), agents: agentFields(staff), calendars: CalendarFields, deadlinePolicies: deadlineFields(staff) })[kind]);
  if (verb === "delete") return <Delete kind={kind} thing={thing} staff={staff} onDone={() => void again()} onClose={close} />;
  return <Editor kind={kind} base={thing} fields={fields as never} onDone={() => void again()} onClose={close} onDelete={() => onAsk({ verb: "delete", thing })} />;
}

type DeleteProps = { kind: Kind; thing: Thing; staff: Setting; onDone: () => void; onClose: () => void };

function Delete({ kind, thing, staff, onDone, onClose }: DeleteProps) {
  const [problem, setProblem] = useState("");
  const titles = titleOf(staff);
  const named = users(kind, thing.name, staff);
  const act = () =>
    drop(thing.name).then(
      () => {
        say(t("deleted", { name: titles(thing.name) }));
        onDone();
        return true;
      },
      (fault: unknown) => {
        setProblem(sentenceOf(fault));
        return false;
      },
    );
  return (
    <Form title={t("deleteNamed", { name: titles(thing.name) })} label={t("delete")} onClose={onClose} onSubmit={act} ready={!named.length}>
      {named.length ? <p>{t("namedBy", { what: named.map((each) => `${titles(each)} (${each})`).join(", ") })}</p> : <p>{consequence(kind, thing, staff)}</p>}
      <Problem text={problem} />
    </Form>
  );
}

function consequence(kind: Kind, thing: Thing, staff: Setting): string {
  switch (kind) {
    case "queues":
      return t("consequence.queues", { n: Number(staff.estimates.get(thing.name)?.waitingCount ?? 0) });
    case "agents":
      return t("consequence.agents", { n: (thing as Agent).load });
    case "calendars":
      return t("consequence.calendars");
    default: {
      const n = staff.queues.filter((each) => each.deadlinePolicy && thing.name.endsWith(`/${each.deadlinePolicy.replace("deadlinePolicies/", "")}`)).length;
      return t(thing.name === "deadlinePolicies/default" ? "consequence.default" : "consequence.deadlinePolicies", { n });
    }
  }
}
