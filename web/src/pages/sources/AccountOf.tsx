// The account behind a source: agreed to on the network's page, or by secrets that a person brings.
import { useState } from "react";
import { post } from "../../api/client";
import type { Account, Source, SourceType } from "../../api/types";
import { attempt } from "../../conversation/actions";
import { t } from "../../strings";
import { s } from "../../strings/sources";
import { Dialog } from "../../ui/parts";
import { ask, redirectUri } from "./consent";
import { filled, Keys } from "./Keys";
import { idOf } from "./names";

const OF_APP = new Set(["client_id", "client_secret"]);

type Props = { source: Source; kind: SourceType; account: Account | undefined; onClose: () => void; onDone: () => Promise<void> };

export function AccountOf({ source, kind, account, onClose, onDone }: Props) {
  const onPage = kind.flow === "FLOW_OAUTH";
  const [byHand, setByHand] = useState(!onPage);
  const [secrets, setSecrets] = useState<Record<string, string>>({});
  const kept = account?.secretNames ?? [];
  const keys = (kind.secrets ?? []).filter((key) => byHand || OF_APP.has(key.name));
  const connect = async () => {
    const name = `${source.name}/account`;
    const given = Object.fromEntries(Object.entries(filled(secrets)).filter(([key]) => keys.some((each) => each.name === key)));
    if (!byHand) {
      await attempt(() => ask(name, given));
      return;
    }
    if (!(await attempt(() => post(`/${name}:connect`, { secrets: given })))) return;
    await onDone();
    onClose();
  };
  return (
    <Dialog title={s("account", { source: idOf(source) })} onClose={onClose}>
      <form
        className="sheet-form"
        onSubmit={(event) => {
          event.preventDefault();
          void connect();
        }}
      >
        {onPage ? (
          <fieldset className="choices">
            {([false, true] as const).map((hand) => (
              <label key={String(hand)}>
                <input type="radio" name="way" checked={byHand === hand} onChange={() => setByHand(hand)} /> {s(hand ? "account.byHand" : "account.onPage")}
              </label>
            ))}
          </fieldset>
        ) : null}
        {byHand ? null : (
          <p className="quiet small">
            {s("account.consent")} <code>{redirectUri()}</code>
          </p>
        )}
        <p className="quiet small">
          {s("account.given")} {kept.length ? s("account.kept", { names: kept.join(", ") }) : ""}
        </p>
        <Keys keys={keys} values={secrets} secret kept={kept} onChange={setSecrets} />
        <div className="sheet-foot">
          <button type="button" className="ghost" onClick={onClose}>
            {t("cancel")}
          </button>
          <button type="submit" className="primary">
            {s(byHand ? "account.save" : "account.go")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
