// How an answer goes out: from which account, in parts, in private, later, or only after somebody's consent.
import { useState } from "react";
import type { CheckedReply, Opportunity } from "../api/types";
import { t } from "../strings";

export type Choices = { source: string; split: boolean; submit: boolean; sendTime: string; private: boolean };

type Props = {
  item: Opportunity;
  checked: CheckedReply | null;
  over: boolean;
  choices: Choices;
  onChange: (choices: Choices) => void;
  preview: boolean;
  onPreview: () => void;
};

export function Options({ item, checked, over, choices, onChange, preview, onPreview }: Props) {
  const [later, setLater] = useState(false);
  const set = (part: Partial<Choices>) => onChange({ ...choices, ...part });
  const sources = checked?.possibleSources ?? [];
  return (
    <div className="options">
      {sources.length > 1 ? (
        <label className="choose">
          <span className="quiet small">{t("options.from")}</span>
          <select value={choices.source || checked?.source || ""} onChange={(event) => set({ source: event.target.value })}>
            {sources.map((source) => (
              <option key={source} value={source}>
                {source.replace("sources/", "")}
              </option>
            ))}
          </select>
        </label>
      ) : null}
      {over || choices.split ? <Tick label={t("options.split")} on={choices.split} onChange={(split) => set({ split })} /> : null}
      {item.replyability === "REPLYABILITY_PRIVATE_ONLY" ? <Tick label={t("options.private")} on={choices.private} onChange={(value) => set({ private: value })} /> : null}
      <Tick label={t("options.submit")} on={choices.submit} onChange={(submit) => set({ submit })} />
      <Tick
        label={t("options.later")}
        on={later}
        onChange={(on) => {
          setLater(on);
          if (!on) set({ sendTime: "" });
        }}
      />
      {later ? (
        <label>
          <span className="visually-hidden">{t("options.when")}</span>
          <input type="datetime-local" min={localNow()} onChange={(event) => set({ sendTime: event.target.value ? new Date(event.target.value).toISOString() : "" })} />
        </label>
      ) : null}
      <button type="button" className="ghost small" aria-pressed={preview} onClick={onPreview}>
        {t("options.preview")}
      </button>
    </div>
  );
}

function localNow(): string {
  const now = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000);
  return now.toISOString().slice(0, 16);
}

export function Tick({ label, on, onChange }: { label: string; on: boolean; onChange: (on: boolean) => void }) {
  return (
    <label className="tick">
      <input type="checkbox" checked={on} onChange={(event) => onChange(event.target.checked)} />
      <span>{label}</span>
    </label>
  );
}
