// Every sentence of the desk goes through here. Another language is another catalogue with the same keys.
import { en } from "./en";

export type Key = keyof typeof en;
type Values = Record<string, string | number>;

/** Of `one thing|{n} things` the first is taken for 1; `{name}` stands for a value. Falls back to the key. */
export function t(key: Key, values: Values = {}): string {
  const whole: string | undefined = en[key];
  if (whole === undefined) return key.slice(key.lastIndexOf(".") + 1).replaceAll("_", " ");
  const [one, many] = whole.split("|") as [string, string?];
  const words = many !== undefined && values["n"] !== 1 ? many : one;
  return words.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    return typeof value === "number" ? value.toLocaleString() : (value ?? "");
  });
}
