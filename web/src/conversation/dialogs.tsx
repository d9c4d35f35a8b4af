// Questions that an action asks first.
import { useEffect, useState, type FormEvent, type ReactNode } from "react";
import { get, post } from "../api/client";
import type { Agent, Opportunity, Queue } from "../api/types";
import { act, renew, tokenOf } from "../state/conversation";
import { say } from "../state/say";
import { person } from "../state/session";
import { t } from "../strings";
import { Dialog } from "../ui/parts";
import { attempt, correct, end } from "./actions";

export type Asking = "" | "dismiss" | "resolve" | "transfer" | "snooze" | "tags" | "correct" | "note" | "why" | "merge" | "split";

type Props = { item: Opportunity; onClose: () => void };

export function Form({ title, onClose, onSubmit, label, children, ready = true }: { title: string; onClose: () => void; onSubmit: () => Promise<unknown>; label: string; children: ReactNode; ready?: boolean }) {
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    if (await onSubmit()) onClose();
    else setBusy(false);
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form className="sheet-form" onSubmit={(event) => void submit(event)}>
        {children}
        <div className="sheet-foot">
          <button type="button" className="ghost" onClick={onClose}>
            {t("cancel")}
          </button>
          <button type="submit" className="primary" disabled={busy || !ready}>
            {label}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

export function Field({ label, children }: { label: string; children: ReactNode }) {
  return (
    <label className="field">
      <span>{label}</span>
      {children}
    </label>
  );
}

const CAUSES = ["NO_ANSWER_NEEDED", "NOT_RELEVANT", "SPAM", "DUPLICATE"] as const;

export function Dismiss({ onClose }: Props) {
  const [cause, setCause] = useState<string>(CAUSES[0]);
  const [reason, setReason] = useState("");
  return (
    <Form title={t("dismiss.title")} label={t("action.dismiss")} onClose={onClose} onSubmit={() => end("dismiss", reason, `CAUSE_${cause}`)}>
      <fieldset className="radios">
        <legend>{t("dismiss.why")}</legend>
        {CAUSES.map((each) => (
          <label key={each}>
            <input type="radio" name="cause" value={each} checked={cause === each} onChange={() => setCause(each)} data-first={(each === CAUSES[0]) || undefined} /> {t(`cause.${each}`)}
          </label>
        ))}
      </fieldset>
      <Field label={t("dismiss.more")}>
        <input value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
      </Field>
    </Form>
  );
}

export function Resolve({ onClose }: Props) {
  const [reason, setReason] = useState("");
  return (
    <Form title={t("resolve.title")} label={t("action.resolve")} onClose={onClose} onSubmit={() => end("resolve", reason)}>
      <p className="quiet">{t("resolve.what")}</p>
      <Field label={t("dismiss.more")}>
        <input value={reason} maxLength={500} data-first onChange={(event) => setReason(event.target.value)} />
      </Field>
    </Form>
  );
}

export function Transfer({ item, onClose }: Props) {
  const [agents, setAgents] = useState<Agent[]>([]);
  const [queues, setQueues] = useState<Queue[]>([]);
  const [target, setTarget] = useState("");
  const [note, setNote] = useState("");
  useEffect(() => {
    get<{ agents?: Agent[] }>("/agents").then((told) => setAgents(told.agents ?? []), () => undefined);
    get<{ queues?: Queue[] }>("/queues").then((told) => setQueues(told.queues ?? []), () => undefined);
  }, []);
  const submit = () =>
    attempt(async () => {
      const [kind, name] = target.split("|") as [string, string];
      await act("transfer", { leaseToken: tokenOf(item), [kind]: name, note });
      say(t("said.transferred"));
    });
  return (
    <Form title={t("transfer.title")} label={t("action.transfer")} onClose={onClose} onSubmit={submit} ready={Boolean(target)}>
      <Field label={t("transfer.to")}>
        <select value={target} data-first onChange={(event) => setTarget(event.target.value)}>
          <option value="">{t("transfer.choose")}</option>
          <optgroup label={t("transfer.queues")}>
            {queues.map((each) => (
              <option key={each.name} value={`queue|${each.name}`}>
                {each.displayName || person(each.name)}
              </option>
            ))}
          </optgroup>
          <optgroup label={t("transfer.agents")}>
            {agents.map((each) => (
              <option key={each.name} value={`agent|${each.name}`}>
                {each.displayName || person(each.name)} · {t(`status.${each.status.replace("STATUS_", "") as "AWAY"}`)}
              </option>
            ))}
          </optgroup>
        </select>
      </Field>
      <Field label={t("transfer.note")}>
        <input value={note} maxLength={500} onChange={(event) => setNote(event.target.value)} />
      </Field>
    </Form>
  );
}

const NAPS: [string, number][] = [
  ["snooze.hour", 1],
  ["snooze.threeHours", 3],
  ["snooze.day", 24],
  ["snooze.week", 168],
];

export function Snooze({ item, onClose }: Props) {
  const [hours, setHours] = useState(3);
  const [at, setAt] = useState("");
  const submit = () =>
    attempt(async () => {
      const wake = at ? new Date(at) : hours ? new Date(Date.now() + hours * 3_600_000) : null;
      await act("snooze", { leaseToken: tokenOf(item), ...(wake ? { wakeTime: wake.toISOString() } : {}) });
      say(t("said.snoozed"));
    });
  return (
    <Form title={t("snooze.title")} label={t("action.snooze")} onClose={onClose} onSubmit={submit}>
      <fieldset className="radios">
        <legend>{t("snooze.until")}</legend>
        {NAPS.map(([words, value]) => (
          <label key={words}>
            <input type="radio" name="nap" checked={hours === value && !at} data-first={(value === 3) || undefined} onChange={() => (setHours(value), setAt(""))} /> {t(words as "snooze.hour")}
          </label>
        ))}
        <label>
          <input type="radio" name="nap" checked={hours === 0 && !at} onChange={() => (setHours(0), setAt(""))} /> {t("snooze.customer")}
        </label>
      </fieldset>
      <Field label={t("snooze.at")}>
        <input type="datetime-local" value={at} onChange={(event) => setAt(event.target.value)} />
      </Field>
    </Form>
  );
}

export function Tags({ item, onClose }: Props) {
  const [word, setWord] = useState("");
  const change = (body: object) => attempt(() => act("tag", body));
  return (
    <Form title={t("tag.title")} label={t("tag.add")} ready={Boolean(word.trim())} onClose={onClose} onSubmit={() => change({ add: [word.trim()] })}>
      <ul className="chips">
        {(item.tags ?? []).map((tag) => (
          <li key={tag} className="chip">
            <span>{tag}</span>
            <button type="button" aria-label={t("tag.remove", { tag })} onClick={() => void change({ remove: [tag] })}>
              ×
            </button>
          </li>
        ))}
      </ul>
      <Field label={t("tag.new")}>
        <input value={word} maxLength={50} pattern="[\p{L}\p{N}_\-]+" data-first onChange={(event) => setWord(event.target.value)} />
      </Field>
    </Form>
  );
}

export function NoteForm({ item, onClose }: Props) {
  const [text, setText] = useState("");
  const submit = () =>
    attempt(async () => {
      await post(`/${item.name}/notes`, { note: { text: text.trim() } });
      await renew();
    });
  return (
    <Form title={t("note.title")} label={t("note.keep")} ready={Boolean(text.trim())} onClose={onClose} onSubmit={submit}>
      <Field label={t("note.label")}>
        <textarea rows={4} dir="auto" maxLength={10_000} data-first value={text} onChange={(event) => setText(event.target.value)} />
      </Field>
    </Form>
  );
}

export function Correct({ item, onClose }: Props) {
  const [mood, setMood] = useState("");
  const [flags, setFlags] = useState<{ spam: string; shouldAnswer: string }>({ spam: "", shouldAnswer: "" });
  const name = item.mention?.name ?? "";
  const body = {
    ...(mood ? { sentiment: mood } : {}),
    ...(flags.spam ? { spam: flags.spam === "yes" } : {}),
    ...(flags.shouldAnswer ? { shouldAnswer: flags.shouldAnswer === "yes" } : {}),
  };
  const yesNo = [["", t("correct.asIs")], ["yes", t("yes")], ["no", t("no")]] as const;
  return (
    <Form title={t("correct.title")} label={t("correct.keep")} ready={Boolean(name) && Object.keys(body).length > 0} onClose={onClose} onSubmit={() => correct(name, body)}>
      <p className="quiet">{t("correct.what")}</p>
      <Field label={t("correct.mood")}>
        <select value={mood} data-first onChange={(event) => setMood(event.target.value)}>
          <option value="">{t("correct.asIs")}</option>
          {(["negative", "neutral", "positive"] as const).map((each) => (
            <option key={each} value={`LABEL_${each.toUpperCase()}`}>
              {t(`mood.${each}`)}
            </option>
          ))}
        </select>
      </Field>
      <Field label={t("correct.shouldAnswer")}>
        <select value={flags.shouldAnswer} onChange={(event) => setFlags({ ...flags, shouldAnswer: event.target.value })}>
          {yesNo.map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      </Field>
      <Field label={t("correct.spam")}>
        <select value={flags.spam} onChange={(event) => setFlags({ ...flags, spam: event.target.value })}>
          {yesNo.map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      </Field>
    </Form>
  );
}
