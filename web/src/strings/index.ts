// Every sentence of the desk goes through here. Another language is another catalogue with the same keys.
import { en } from "./en";

export type Key = keyof typeof en;
export type Values = Record<string, string | number>;

/** Speaks a catalogue. Of `one thing|{n} things` the first is taken for 1; `{name}` stands for a value. Falls back to the key. */
export function speaker<C extends Record<string, string>>(words: C): (key: keyof C & string, values?: Values) => string {
  return (key, values = {}) => {
    const whole: string | undefined = words[key];
    if (whole === undefined) return key.slice(key.lastIndexOf(".") + 1).replaceAll("_", " ");
    const [one, many] = whole.split("|") as [string, string?];
    const told = many !== undefined && values["n"] !== 1 ? many : one;
    return told.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name];
      return typeof value === "number" ? value.toLocaleString() : (value ?? "");
    });
  };
}

export const t = speaker(en);
