// Fields that settings of staffing are made of.
import { useId, useState, type ReactNode } from "react";
import { t } from "../../strings/staffing";
import type { Levels } from "./model";

export function Group({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  const about = useId();
  return (
    <fieldset className="staff-group" aria-describedby={hint ? about : undefined}>
      <legend>{title}</legend>
      {hint ? (
        <p className="quiet small" id={about}>
          {hint}
        </p>
      ) : null}
      {children}
    </fieldset>
  );
}

export function Tick({ label, value, onChange }: { label: string; value: boolean; onChange: (value: boolean) => void }) {
  return (
    <label className="tick">
      <input type="checkbox" checked={value} onChange={(event) => onChange(event.target.checked)} /> <span>{label}</span>
    </label>
  );
}

type PicksProps = { title: string; hint?: string; options: string[]; value: string[]; nameOf: (value: string) => string; onChange: (value: string[]) => void };

/** Some of what there is; what was picked and is no longer there stays to be seen. */
export function Picks({ title, hint, options, value, nameOf, onChange }: PicksProps) {
  const shown = [...new Set([...options, ...value])];
  return (
    <Group title={title} hint={hint}>
      <div className="staff-picks">
        {shown.map((each) => (
          <Tick key={each} label={nameOf(each)} value={value.includes(each)} onChange={(on) => onChange(on ? [...value, each] : value.filter((one) => one !== each))} />
        ))}
      </div>
    </Group>
  );
}

type LevelsProps = { title: string; hint: string; value: Levels; known: string[]; least?: number; most: number; word: string; onChange: (value: Levels) => void };

/** Names with a number each. Lines are kept as they are typed; what has no name is not set. */
export function LevelRows({ title, hint, value, known, least = 1, most, word, onChange }: LevelsProps) {
  const [rows, setRows] = useState<[string, number][]>(() => Object.entries(value));
  const list = useId();
  const change = (next: [string, number][]) => {
    setRows(next);
    onChange(Object.fromEntries(next.map(([name, level]): [string, number] => [name.trim(), level]).filter(([name]) => name)));
  };
  const put = (index: number, row: [string, number]) => change(rows.map((each, at) => (at === index ? row : each)));
  return (
    <Group title={title} hint={hint}>
      {rows.map(([name, level], index) => (
        <div className="staff-row" key={index}>
          <input aria-label={t("named", { what: title, n: index + 1 })} list={list} value={name} dir="auto" autoFocus={!name} onChange={(event) => put(index, [event.target.value, level])} />
          <input className="staff-number" type="number" aria-label={t("of", { what: word, name: name || String(index + 1) })} min={least} max={most} required value={level} onChange={(event) => put(index, [name, event.target.valueAsNumber || least])} />
          <button type="button" className="icon-button" aria-label={t("remove", { name: name || String(index + 1) })} onClick={() => change(rows.filter((_, at) => at !== index))}>
            ×
          </button>
        </div>
      ))}
      <datalist id={list}>
        {known.map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
      <button type="button" className="ghost small staff-add" aria-label={t("addTo", { what: title })} onClick={() => change([...rows, ["", least]])}>
        {t("add")}
      </button>
    </Group>
  );
}

const UNITS = [1, 60, 3600, 86_400] as const;
const UNIT_WORDS = ["unit.s", "unit.min", "unit.h", "unit.d"] as const;

/** A span of whole seconds, in the largest unit that fits; 0 is shown as nothing. */
export function Span({ label, value, onChange, required = false }: { label: string; value: number; onChange: (seconds: number) => void; required?: boolean }) {
  const fits = [...UNITS].reverse().find((each) => value && value % each === 0);
  const [unit, setUnit] = useState<number>(fits ?? 60);
  return (
    <div className="field">
      <span aria-hidden="true">{label}</span>
      <div className="staff-span">
        <input type="number" min={required ? 1 : 0} step="any" required={required} aria-label={label} value={value ? value / unit : ""} onChange={(event) => onChange(Math.round((event.target.valueAsNumber || 0) * unit))} />
        <select aria-label={t("unitOf", { what: label })} value={unit} onChange={(event) => (setUnit(Number(event.target.value)), onChange(Math.round((value / unit) * Number(event.target.value))))}>
          {UNITS.map((each, index) => (
            <option key={each} value={each}>
              {t(UNIT_WORDS[index] ?? "unit.s")}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}

type ChoiceProps = { label: string; none: string; value: string; options: { name: string; displayName: string }[]; onChange: (value: string) => void };

/** One of what there is, or none. */
export function Choice({ label, none, value, options, onChange }: ChoiceProps) {
  const known = options.some((each) => each.name === value) || !value;
  return (
    <label className="field">
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">{none}</option>
        {known ? null : <option value={value}>{value}</option>}
        {options.map((each) => (
          <option key={each.name} value={each.name}>
            {each.displayName || each.name.slice(each.name.indexOf("/") + 1)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** A whole number that may be left out. */
export function Optional({ label, value, least, most, hint, onChange }: { label: string; value: number | undefined; least: number; most?: number; hint: string; onChange: (value: number | undefined) => void }) {
  return (
    <label className="field">
      <span>{label}</span>
      <input type="number" min={least} max={most} value={value ?? ""} placeholder={hint} onChange={(event) => onChange(event.target.value === "" ? undefined : event.target.valueAsNumber)} />
    </label>
  );
}
