// The foot of a question whose first answer is what would happen, and whose second does it.
import { t } from "../strings";

type Props = { shown: boolean; label: string; ready: boolean; reason: string; onReason: (reason: string) => void; onClose: () => void };

export function PreviewFoot({ shown, label, ready, reason, onReason, onClose }: Props) {
  return (
    <>
      {shown ? (
        <label className="field">
          <span>{t("dismiss.more")}</span>
          <input value={reason} maxLength={500} onChange={(event) => onReason(event.target.value)} />
        </label>
      ) : null}
      <div className="sheet-foot">
        <button type="button" className="ghost" onClick={onClose}>
          {t("cancel")}
        </button>
        <button type="submit" className="primary" disabled={!ready}>
          {shown ? label : t("merge.preview")}
        </button>
      </div>
    </>
  );
}
