// Pictures beside the words: picked, pasted or dropped, looked at and described before they go.
import { useRef } from "react";
import { t } from "../strings/media";
import { LONGEST_DESCRIPTION, sizeOf, type Limits, type Picked } from "./media";

type Props = { picked: Picked[]; limits: Limits; problem: string; reading: string; onAdd: (files: File[]) => void; onChange: (picked: Picked[]) => void };

export function Media({ picked, limits, problem, reading, onAdd, onChange }: Props) {
  const input = useRef<HTMLInputElement>(null);
  if (!limits.most && !picked.length && !problem) return null;
  const types = limits.types.map((type) => type.split("/").pop()?.toUpperCase()).join(", ");
  const told = limits.bytes ? t("limits", { n: limits.most, types, size: sizeOf(limits.bytes) }) : t("limitsFree", { n: limits.most, types });
  return (
    <div className="attachments">
      {picked.length ? (
        <ul aria-label={t("list")}>
          {picked.map((each) => (
            <One key={each.id} one={each} onChange={(next) => onChange(picked.map((other) => (other.id === each.id ? next : other)))} onRemove={() => onChange(picked.filter((other) => other.id !== each.id))} />
          ))}
        </ul>
      ) : null}
      {reading ? <p className="quiet small" role="status">{t("reading", { name: reading })}</p> : null}
      {problem ? <p className="composer-why" role="alert">{problem}</p> : null}
      {limits.most ? (
        <p className="attach">
          <input ref={input} type="file" hidden multiple accept={limits.types.join(",")} onChange={(event) => (onAdd([...(event.target.files ?? [])]), (event.target.value = ""))} />
          <button type="button" className="ghost small" disabled={picked.length >= limits.most} onClick={() => input.current?.click()}>
            {t("add")}
          </button>{" "}
          <span className="quiet small">{told}</span>
        </p>
      ) : null}
    </div>
  );
}

function One({ one, onChange, onRemove }: { one: Picked; onChange: (one: Picked) => void; onRemove: () => void }) {
  return (
    <li>
      <Look one={one} />
      <input aria-label={t("description", { name: one.name })} placeholder={t("hint")} value={one.description} maxLength={LONGEST_DESCRIPTION} dir="auto" onChange={(event) => onChange({ ...one, description: event.target.value })} />
      <span className="quiet small">{sizeOf(one.size)}</span>
      <button type="button" className="ghost small" aria-label={t("remove", { name: one.name })} onClick={onRemove}>
        ×
      </button>
    </li>
  );
}

export function Look({ one }: { one: Picked }) {
  const source = `data:${one.type};base64,${one.content}`;
  return one.type.startsWith("image/") ? <img src={source} alt={one.description} /> : <span className="film">{one.name}</span>;
}
