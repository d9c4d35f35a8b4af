// A mention as an example of a query that is kept in a file.
import type { Mention } from "../../api/types";

/** A mention as a line under `must_not_match` of a file: what JSON quotes, YAML reads. */
export function exampleOf({ text, title }: Pick<Mention, "text" | "title">): string {
  const [said, head] = [text, title].map((each) => JSON.stringify(each.split(/\s+/).filter(Boolean).join(" ")));
  return title ? `- {text: ${said}, title: ${head}}` : `- ${said}`;
}
