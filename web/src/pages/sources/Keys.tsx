// Settings and secrets as a kind of source asks for them, one field each.
import type { SourceType } from "../../api/types";

type Key = NonNullable<SourceType["settings"]>[number];
type Props = { keys: Key[]; values: Record<string, string>; secret?: boolean; kept?: string[]; onChange: (values: Record<string, string>) => void };

export function Keys({ keys, values, secret, kept = [], onChange }: Props) {
  return (
    <>
      {keys.map((key) => (
        <label key={key.name} className="field">
          <span>
            {key.name} <small className="quiet">{key.help}</small>
          </span>
          <input
            type={secret ? "password" : "text"}
            autoComplete="off"
            value={values[key.name] ?? ""}
            required={key.required && !kept.includes(key.name)}
            onChange={(event) => onChange({ ...values, [key.name]: event.target.value })}
          />
        </label>
      ))}
    </>
  );
}

export function filled(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim()));
}
