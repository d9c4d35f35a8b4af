// A new source: its kind says what it needs. Its account comes next, where it has one.
import { useState } from "react";
import { post } from "../../api/client";
import type { Source, SourceType } from "../../api/types";
import { attempt } from "../../conversation/actions";
import { t } from "../../strings";
import { networkName } from "../../strings/networks";
import { Dialog } from "../../ui/parts";
import { filled, Keys } from "./Keys";

export function Connect({ kinds, onClose, onDone }: { kinds: SourceType[]; onClose: () => void; onDone: (made: Source) => Promise<void> }) {
  const [kind, setKind] = useState("");
  const [id, setId] = useState("");
  const [config, setConfig] = useState<Record<string, string>>({});
  const chosen = kinds.find((each) => each.name === kind);
  const create = async () => {
    let made: Source | undefined;
    const done = await attempt(async () => {
      made = await post<Source>("/sources", { sourceId: id, source: { type: kind, config: filled(config) } });
    });
    if (done && made) await onDone(made);
  };
  return (
    <Dialog title={t("sources.add")} onClose={onClose}>
      <form
        className="sheet-form"
        onSubmit={(event) => {
          event.preventDefault();
          void create();
        }}
      >
        <label className="field">
          <span>{t("sources.kind")}</span>
          <select value={kind} required data-first onChange={(event) => setKind(event.target.value)}>
            <option value="">{t("transfer.choose")}</option>
            {kinds.map((each) => (
              <option key={each.name} value={each.name}>
                {networkName(each.name)}
              </option>
            ))}
          </select>
        </label>
        {chosen ? <p className="quiet small">{chosen.summary}</p> : null}
        <label className="field">
          <span>{t("sources.id")}</span>
          <input value={id} required pattern="[a-z0-9][a-z0-9\-]{0,62}" onChange={(event) => setId(event.target.value)} />
        </label>
        <Keys keys={chosen?.settings ?? []} values={config} onChange={setConfig} />
        <div className="sheet-foot">
          <button type="button" className="ghost" onClick={onClose}>
            {t("cancel")}
          </button>
          <button type="submit" className="primary" disabled={!kind || !id}>
            {t("sources.connect")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
