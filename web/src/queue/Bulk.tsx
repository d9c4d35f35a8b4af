// One action on many. It waits a few seconds before it is done, so that undoing it needs no undoing.
import { useState } from "react";
import { get, post, sentenceOf } from "../api/client";
import type { Opportunity } from "../api/types";
import { say, unsay } from "../state/say";
import { touch, type Row } from "../state/queue";
import { tokenOf } from "../state/conversation";
import { t } from "../strings";

const GRACE_SECONDS = 6;

type Deed = { words: string; one: (row: Row) => Promise<unknown> };

function later(rows: Row[], deed: Deed): void {
  let undone = false;
  const told = say(t("bulk.soon", { what: deed.words, n: rows.length }), {
    seconds: GRACE_SECONDS,
    action: {
      label: t("undo"),
      run: () => {
        undone = true;
        unsay(told);
        say(t("bulk.undone"));
      },
    },
  });
  setTimeout(() => undone || void all(rows, deed), GRACE_SECONDS * 1000);
}

async function all(rows: Row[], deed: Deed): Promise<void> {
  const left = [...rows];
  const failed: string[] = [];
  const work = async () => {
    for (let row = left.shift(); row; row = left.shift()) {
      try {
        await deed.one(row);
      } catch (fault) {
        failed.push(sentenceOf(fault));
      }
      touch(row.uid);
    }
  };
  await Promise.all([work(), work(), work(), work()]);
  if (failed.length) say(t("bulk.failed", { n: failed.length, why: failed[0] ?? "" }), { bad: true });
  else say(t("bulk.done", { what: deed.words, n: rows.length }));
}

/** The token of our own lease is not told with changes; it is asked for where there is one. */
async function tokenNow(row: Row): Promise<string> {
  if (row.item.state === "STATE_OPEN") return "0";
  return tokenOf(await get<Opportunity>(`/opportunities/${row.uid}`));
}

type Props = { rows: Row[]; onMerge: (rows: Row[]) => void; onDone: () => void };

export function Bulk({ rows, onMerge, onDone }: Props) {
  const [tag, setTag] = useState("");
  const start = (deed: Deed) => {
    later(rows, deed);
    onDone();
  };
  const end = (verb: "dismiss" | "resolve") => async (row: Row) =>
    post(`/opportunities/${row.uid}:${verb}`, { leaseToken: await tokenNow(row), ...(verb === "dismiss" ? { cause: "CAUSE_NO_ANSWER_NEEDED" } : {}) });
  const wake = () => new Date(Date.now() + 86_400_000).toISOString();
  return (
    <div className="bulk" role="region" aria-label={t("bulk.title")}>
      <strong>{t("bulk.picked", { n: rows.length })}</strong>
      <div className="bulk-does">
        <button type="button" className="small" onClick={() => start({ words: t("bulk.dismiss"), one: end("dismiss") })}>
          {t("bulk.dismiss")}
        </button>
        <button type="button" className="small" onClick={() => start({ words: t("bulk.resolve"), one: end("resolve") })}>
          {t("bulk.resolve")}
        </button>
        <button type="button" className="small" onClick={() => start({ words: t("bulk.snooze"), one: async (row) => post(`/opportunities/${row.uid}:snooze`, { leaseToken: await tokenNow(row), wakeTime: wake() }) })}>
          {t("bulk.snooze")}
        </button>
        {rows.length > 1 ? (
          <button type="button" className="small" onClick={() => (onMerge(rows), onDone())}>
            {t("action.merge")}
          </button>
        ) : null}
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const word = tag.trim();
            if (word) start({ words: t("bulk.tag", { tag: word }), one: (row) => post(`/opportunities/${row.uid}:tag`, { add: [word] }) });
          }}
        >
          <label>
            <span className="visually-hidden">{t("tag.new")}</span>
            <input className="small" value={tag} placeholder={t("tag.new")} maxLength={50} onChange={(event) => setTag(event.target.value)} />
          </label>
        </form>
        <button type="button" className="ghost small" onClick={onDone}>
          {t("cancel")}
        </button>
      </div>
    </div>
  );
}
