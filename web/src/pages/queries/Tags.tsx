// A field that holds several words: each is a chip, Enter or a comma makes one, Backspace takes the last away.
import { useId, useState, type KeyboardEvent } from "react";
import { q } from "../../strings/queries";
import { bare } from "./builder";

type Props = { label: string; hint?: string; values: string[]; onChange: (values: string[]) => void; choices?: { value: string; name: string }[]; disabled?: boolean };

export function Tags({ label, hint, values, onChange, choices, disabled }: Props) {
  const [text, setText] = useState("");
  const field = useId();
  const list = useId();
  const add = (given: string) => {
    const words = given.split(/[,\n]/).map((each) => each.trim()).filter(Boolean);
    const found = choices ? words.map((word) => choices.find((each) => each.name.toLowerCase() === word.toLowerCase() || each.value === word)?.value ?? "").filter(Boolean) : words;
    const fresh = found.filter((word) => !values.includes(word));
    if (fresh.length) onChange([...values, ...fresh]);
    if (found.length || !choices) setText("");
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === "Enter" || event.key === ",") {
      event.preventDefault();
      add(text);
    } else if (event.key === "Backspace" && !text && values.length) {
      onChange(values.slice(0, -1));
    }
  };
  const nameOf = (value: string) => choices?.find((each) => each.value === value)?.name ?? bare(value);
  return (
    <div className="field tags">
      <label htmlFor={field}>{label}</label>
      <div className="tags-box">
        {values.map((value) => (
          <span key={value} className="chip on">
            <span>
              <bdi>{nameOf(value)}</bdi>
            </span>
            {disabled ? null : (
              <button type="button" aria-label={q("tags.drop", { name: nameOf(value) })} onClick={() => onChange(values.filter((each) => each !== value))}>
                ×
              </button>
            )}
          </span>
        ))}
        <input
          id={field}
          value={text}
          disabled={disabled}
          list={choices ? list : undefined}
          autoComplete="off"
          placeholder={values.length ? "" : hint}
          onChange={(event) => {
            setText(event.target.value);
            if (event.target.value.endsWith(",") || choices?.some((each) => each.name === event.target.value)) add(event.target.value);
          }}
          onKeyDown={press}
          onBlur={() => add(text)}
        />
        {choices ? (
          <datalist id={list}>
            {choices.filter((each) => !values.includes(each.value)).map((each) => (
              <option key={each.value} value={each.name} />
            ))}
          </datalist>
        ) : null}
      </div>
    </div>
  );
}
