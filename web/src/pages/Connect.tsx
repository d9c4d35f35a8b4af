// A new source: its kind says what it needs, and secrets go straight to the listener, never back.
import { useEffect, useState } from "react";
import { get, post } from "../api/client";
import type { SourceType } from "../api/types";
import { attempt } from "../conversation/actions";
import { t } from "../strings";
import { networkName } from "../strings/networks";
import { Dialog } from "../ui/parts";

export function Connect({ onClose, onDone }: { onClose: () => void; onDone: () => Promise<void> }) {
  const [kinds, setKinds] = useState<SourceType[]>([]);
  const [kind, setKind] = useState("");
  const [id, setId] = useState("");
  const [config, setConfig] = useState<Record<string, string>>({});
  const [secrets, setSecrets] = useState<Record<string, string>>({});
  useEffect(() => {
    get<{ sourceTypes?: SourceType[] }>("/sourceTypes").then((told) => setKinds(told.sourceTypes ?? []), () => undefined);
  }, []);
  const chosen = kinds.find((each) => each.name === kind);
  const filled = (values: Record<string, string>) => Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim()));
  const create = async () => {
    const done = await attempt(async () => {
      await post("/sources", { sourceId: id, source: { type: kind, config: filled(config) } });
      const given = filled(secrets);
      if (Object.keys(given).length) await post(`/sources/${id}/account:connect`, { secrets: given });
    });
    if (!done) return;
    await onDone();
    onClose();
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
        {(chosen?.settings ?? []).map((key) => (
          <label key={key.name} className="field">
            <span>
              {key.name} <small className="quiet">{key.help}</small>
            </span>
            <input value={config[key.name] ?? ""} required={key.required} onChange={(event) => setConfig({ ...config, [key.name]: event.target.value })} />
          </label>
        ))}
        {(chosen?.secrets ?? []).map((key) => (
          <label key={key.name} className="field">
            <span>
              {key.name} <small className="quiet">{key.help}</small>
            </span>
            <input type="password" autoComplete="off" value={secrets[key.name] ?? ""} onChange={(event) => setSecrets({ ...secrets, [key.name]: event.target.value })} />
          </label>
        ))}
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
