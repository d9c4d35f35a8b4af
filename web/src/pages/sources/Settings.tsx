// What a source is set to. What others change meanwhile is told by the server, and nothing of theirs is lost.
import { useState } from "react";
import { send } from "../../api/client";
import type { Source, SourceType } from "../../api/types";
import { attempt } from "../../conversation/actions";
import { say } from "../../state/say";
import { t } from "../../strings";
import { s } from "../../strings/sources";
import { Dialog } from "../../ui/parts";
import { idOf } from "./names";
import { filled, Keys } from "./Keys";

export function Settings({ source, kind, onClose, onDone }: { source: Source; kind: SourceType; onClose: () => void; onDone: () => Promise<void> }) {
  const [config, setConfig] = useState<Record<string, string>>(source.config ?? {});
  const save = async () => {
    const done = await attempt(async () => {
      const body = { type: source.type, config: filled(config), etag: source.etag };
      const after = await send<Source>("PATCH", `/${source.name}`, body);
      say(s(source.cursor && !after.cursor ? "settings.anew" : "settings.done", { source: idOf(source) }));
    });
    if (!done) return;
    await onDone();
    onClose();
  };
  return (
    <Dialog title={`${s("settings")}: ${idOf(source)}`} onClose={onClose}>
      <form
        className="sheet-form"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <p className="quiet small">{s("settings.about")}</p>
        <Keys keys={kind.settings ?? []} values={config} onChange={setConfig} />
        <div className="sheet-foot">
          <button type="button" className="ghost" onClick={onClose}>
            {t("cancel")}
          </button>
          <button type="submit" className="primary">
            {s("settings.save")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
