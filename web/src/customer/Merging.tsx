// Making two customers one, and taking that back; both say first what they would do.
import { useState } from "react";
import { get, post } from "../api/client";
import type { Customer, Merge, MergePreview } from "../api/types";
import { attempt } from "../conversation/actions";
import { renew } from "../state/conversation";
import { say } from "../state/say";
import { t } from "../strings";
import { networkName } from "../strings/networks";
import { PreviewFoot } from "../ui/PreviewFoot";
import { Dialog, Moment } from "../ui/parts";

export function MergeTools({ customer, merges }: { customer: Customer; merges: Merge[] }) {
  const [asking, setAsking] = useState<"" | "merge" | "history">("");
  return (
    <p className="merge-tools">
      <button type="button" className="ghost small" onClick={() => setAsking("merge")}>
        {t("merge.start")}
      </button>
      {merges.length ? (
        <button type="button" className="ghost small" onClick={() => setAsking("history")}>
          {t("merge.history", { n: merges.length })}
        </button>
      ) : null}
      {asking === "merge" ? <MergeDialog customer={customer} onClose={() => setAsking("")} /> : null}
      {asking === "history" ? <History merges={merges} onClose={() => setAsking("")} /> : null}
    </p>
  );
}

function MergeDialog({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const [other, setOther] = useState("");
  const [reason, setReason] = useState("");
  const [preview, setPreview] = useState<MergePreview | null>(null);
  const joined = /opportunities\/([a-z0-9-]+)/.exec(other)?.[1] ?? other.trim();
  const [name, setName] = useState("");
  const look = () =>
    attempt(async () => {
      const found = joined.startsWith("customers/") ? joined : (await get<Customer>("/customers:lookUp", { opportunity: `opportunities/${joined}` })).name;
      setName(found);
      setPreview(await get<MergePreview>(`/${customer.name}:previewMerge`, { joined: found }));
    });
  const merge = async () => {
    const done = await attempt(async () => {
      await post(`/${customer.name}:merge`, { joined: name, reason });
      say(t("merge.done"));
      await renew();
    });
    if (done) onClose();
  };
  return (
    <Dialog title={t("merge.title")} onClose={onClose}>
      <form
        className="sheet-form"
        onSubmit={(event) => {
          event.preventDefault();
          void (preview ? merge() : look());
        }}
      >
        <label className="field">
          <span>{t("merge.other")}</span>
          <input value={other} data-first onChange={(event) => (setOther(event.target.value), setPreview(null))} />
        </label>
        {preview ? <PreviewOf preview={preview} /> : null}
        <PreviewFoot shown={preview !== null} label={t("merge.do")} ready={Boolean(joined)} reason={reason} onReason={setReason} onClose={onClose} />
      </form>
    </Dialog>
  );
}

function PreviewOf({ preview }: { preview: MergePreview }) {
  return (
    <div className="merge-preview">
      <ul>
        {(preview.moved ?? []).map((identity, index) => (
          <li key={index}>
            {networkName(identity.network)}: <bdi>{identity.author?.displayName || identity.author?.handle || t("someone")}</bdi>
          </li>
        ))}
      </ul>
      {(preview.reasons ?? []).map((reason) => (
        <p key={reason} className="quiet small">
          {reason}
        </p>
      ))}
    </div>
  );
}

function History({ merges, onClose }: { merges: Merge[]; onClose: () => void }) {
  const [shown, setShown] = useState<{ name: string; preview: MergePreview } | null>(null);
  const look = (name: string) =>
    attempt(async () => setShown({ name, preview: await get<MergePreview>(`/${name}:previewUnmerge`) }));
  const undo = async (name: string) => {
    const done = await attempt(async () => {
      await post(`/${name}:unmerge`);
      say(t("merge.undone"));
      await renew();
    });
    if (done) onClose();
  };
  return (
    <Dialog title={t("merge.historyTitle")} onClose={onClose}>
      <ul className="list">
        {merges.map((merge) => (
          <li key={merge.name}>
            <p>
              <Moment stamp={merge.createTime} /> · {t("merge.brought", { n: merge.identityCount })} {merge.reason ? <q dir="auto">{merge.reason}</q> : null}
            </p>
            {merge.undoTime ? (
              <p className="quiet small">{t("merge.wasUndone")}</p>
            ) : shown?.name === merge.name ? (
              <>
                <PreviewOf preview={shown.preview} />
                <button type="button" className="small" onClick={() => void undo(merge.name)}>
                  {t("merge.undo")}
                </button>
              </>
            ) : (
              <button type="button" className="ghost small" onClick={() => void look(merge.name)}>
                {t("merge.previewUndo")}
              </button>
            )}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
