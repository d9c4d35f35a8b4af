// What a network lets us do with somebody's words through its API, as the capability registry says.
import { get, post } from "../api/client";
import type { Mention } from "../api/types";

export type Capability = { network: string; actions?: string[] };
export type Delivery = { state: string; reason: string };

const OURS = ["DELETE_OWN"] as const;
const THEIRS = ["HIDE", "UNHIDE", "LIKE", "UNLIKE", "DELETE", "MUTE", "BLOCK", "REPORT"] as const;
export type Act = (typeof OURS)[number] | (typeof THEIRS)[number];

/** What cannot be taken back, or is about a person rather than a post. */
export const GRAVE: ReadonlySet<Act> = new Set<Act>(["DELETE", "DELETE_OWN", "BLOCK", "REPORT"]);

/** What can be done with a post of this network: with an answer of ours, take it away; with others', what there is. */
export function actsOn(capabilities: Capability[], network: string, own: boolean): Act[] {
  const allowed = new Set(capabilities.filter((each) => each.network === network).flatMap((each) => each.actions ?? []));
  return (own ? OURS : THEIRS).filter((act) => allowed.has(`ACTION_${act}`));
}

let asked: Promise<Capability[]> | null = null;

export function capabilities(): Promise<Capability[]> {
  asked ??= get<{ capabilities?: Capability[] }>("/capabilities", { pageSize: 1000 }).then(
    (told) => told.capabilities ?? [],
    () => {
      asked = null;
      return [];
    },
  );
  return asked;
}

/** Under the same id it is done once, however often it is asked. */
export function moderate(mention: Mention, act: Act, requestId: string): Promise<Delivery> {
  const what = act === "DELETE_OWN" ? { deletion: { mentionKey: mention.key } } : { moderation: { mentionKey: mention.key, action: `ACTION_${act}` } };
  return post<Delivery>("/deliveries:moderate", { requestId, ...what });
}
