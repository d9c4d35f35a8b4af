// One thing that is set up or changed. What somebody else saved meanwhile is told, and what one wrote stays.
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from "react";
import { Refused, sentenceOf } from "../../api/client";
import { say } from "../../state/say";
import { t as desk } from "../../strings";
import { t } from "../../strings/staffing";
import { Dialog, Problem } from "../../ui/parts";
import { create, read, save } from "./ask";
import { changed, idOf, rebase, type Kind, type Thing } from "./model";

export type FieldsProps<T> = { draft: T; change: (part: Partial<T>) => void };

type Props = { kind: Kind; base: Thing; fields: (props: FieldsProps<never>) => ReactNode; onDone: () => void; onClose: () => void; onDelete: () => void };

const STALE = 412;

export function Editor({ kind, base: first, fields: Fields, onDone, onClose, onDelete }: Props) {
  const [base, setBase] = useState(first);
  const [draft, setDraft] = useState(first);
  const [id, setId] = useState(idOf(first.name));
  const [turn, setTurn] = useState(0); // fields that keep what is typed begin anew when it changes
  const [meanwhile, setMeanwhile] = useState<{ theirs: string[]; both: string[]; other: Thing } | null>(null);
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const isNew = !base.updateTime;
  const builtIn = isNew && Boolean(base.name);
  const dirty = changed(base, draft).length > 0 || (isNew && id !== idOf(first.name));
  const change = (part: object) => setDraft((before) => ({ ...before, ...part }));

  const meet = async () => {
    const other = await read(base.name);
    const found = rebase(base, draft, other);
    setMeanwhile({ ...found, other });
    setBase(other);
    setDraft(found.draft);
    setTurn((before) => before + 1);
    setProblem("");
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await (isNew ? create(kind, id, draft) : save(base, draft));
      say(t("saved", { name: draft.displayName || id }));
      onDone();
      onClose();
    } catch (fault) {
      if (fault instanceof Refused && fault.status === STALE) await meet().catch((other: unknown) => setProblem(sentenceOf(other)));
      else setProblem(sentenceOf(fault));
      setBusy(false);
    }
  };
  const takeTheirs = (key: string) => {
    change({ [key]: (meanwhile?.other as Record<string, unknown> | undefined)?.[key] });
    setMeanwhile((before) => before && { ...before, both: before.both.filter((each) => each !== key), theirs: [...before.theirs, key] });
    setTurn((before) => before + 1);
  };
  const leave = () => (dirty && !leaving ? setLeaving(true) : onClose());
  const title = isNew && !builtIn ? t(`new.${kind}`) : draft.displayName || id;
  return (
    <Dialog title={title} onClose={leave} wide>
      <form className="sheet-form staff-form" onSubmit={(event) => void submit(event)}>
        {meanwhile ? <Meanwhile {...meanwhile} onTake={takeTheirs} /> : null}
        <div className="staff-two">
          <label className="field">
            <span>{t(kind === "agents" ? "subject" : "id")}</span>
            <input value={id} required readOnly={!isNew || builtIn} dir="ltr" spellCheck={false} pattern={kind === "agents" ? undefined : "[a-z0-9]([a-z0-9\\-]{0,61}[a-z0-9])?"} title={kind === "agents" ? undefined : t("idHint")} data-first={isNew && !builtIn ? true : undefined} onChange={(event) => setId(event.target.value.trim())} />
          </label>
          <label className="field">
            <span>{t("displayName")}</span>
            <input value={draft.displayName} maxLength={200} dir="auto" data-first={isNew && !builtIn ? undefined : true} onChange={(event) => change({ displayName: event.target.value })} />
          </label>
        </div>
        <Fields key={turn} draft={draft as never} change={change as never} />
        <Problem text={problem} />
        {leaving ? (
          <div className="staff-leave" role="alert">
            <p>{t("leave")}</p>
            <button type="button" onClick={() => setLeaving(false)}>
              {t("stay")}
            </button>
            <button type="button" className="danger" onClick={onClose}>
              {t("throwAway")}
            </button>
          </div>
        ) : null}
        <div className="sheet-foot staff-foot">
          {isNew ? null : (
            <button type="button" className="ghost staff-delete" onClick={onDelete}>
              {t("delete")}
            </button>
          )}
          <button type="button" className="ghost" onClick={leave}>
            {desk("cancel")}
          </button>
          <button type="submit" className="primary" disabled={busy || (!dirty && !isNew)}>
            {t("save")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function wordOf(key: string): string {
  return t(`field.${key}` as "field.skills");
}

function Meanwhile({ theirs, both, onTake }: { theirs: string[]; both: string[]; onTake: (key: string) => void }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div className="staff-meanwhile" role="alert" tabIndex={-1} ref={box}>
      <p>
        <strong>{t("meanwhile")}</strong> {theirs.length ? t("meanwhile.theirs", { what: theirs.map(wordOf).join(", ") }) : null}{" "}
        {both.length ? t("meanwhile.both", { what: both.map(wordOf).join(", ") }) : t("meanwhile.none")}
      </p>
      {both.map((key) => (
        <button key={key} type="button" className="small" onClick={() => onTake(key)}>
          {t("meanwhile.take", { what: wordOf(key) })}
        </button>
      ))}
    </div>
  );
}
