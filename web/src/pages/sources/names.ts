// How sources are called where people read.
import type { Source } from "../../api/types";

export function idOf(source: Pick<Source, "name">): string {
  return source.name.replace("sources/", "").replace(/\/account$/, "");
}
