// What the pages of staffing ask for, and how a change is sent so that it replaces nothing that was not seen.
import { get, pages, post, send } from "../../api/client";
import type { Estimate } from "../../api/types";
import type { Agent, Calendar, DeadlinePolicy, Kind, Queue, Staff, Thing } from "./model";

export type Setting = Staff & { estimates: Map<string, Estimate>; warnings: string[]; unserved: string[]; brands: string[]; networks: string[] };

async function all<T>(kind: Kind): Promise<T[]> {
  const found: T[] = [];
  await pages<Record<string, unknown> & { nextPageToken?: string }>(`/${kind}`, () => ({ pageSize: 500 }), (page) => {
    found.push(...((page[kind] as T[] | undefined) ?? []));
  });
  return found;
}

export async function readStaff(): Promise<Setting> {
  const [queues, agents, calendars, deadlinePolicies, check, brands, networks] = await Promise.all([
    all<Queue>("queues"),
    all<Agent>("agents"),
    get<{ calendars?: Calendar[] }>("/calendars").then((told) => told.calendars ?? []),
    get<{ deadlinePolicies?: DeadlinePolicy[] }>("/deadlinePolicies").then((told) => told.deadlinePolicies ?? []),
    get<{ warnings?: string[]; unserved?: string[] }>("/staffing:check"),
    get<{ brands?: { name: string }[] }>("/brands").then((told) => (told.brands ?? []).map((each) => each.name), () => []),
    get<{ sourceTypes?: { network: string }[] }>("/sourceTypes").then((told) => [...new Set((told.sourceTypes ?? []).map((each) => each.network))].sort(), () => []),
  ]);
  // A queue that was deleted this moment has no estimate; the others have theirs.
  const told = await Promise.all(queues.map((each) => get<Estimate>(`/${each.name}/estimate`).catch(() => null)));
  const estimates = new Map(told.filter((each) => each !== null).map((each) => [each.queue, each]));
  return { queues, agents, calendars, deadlinePolicies, estimates, warnings: check.warnings ?? [], unserved: check.unserved ?? [], brands, networks };
}

const ONE: Record<Kind, string> = { queues: "queue", agents: "agent", calendars: "calendar", deadlinePolicies: "deadlinePolicy" };

export function create(kind: Kind, id: string, draft: Thing): Promise<Thing> {
  const named = kind === "queues" || kind === "agents";
  const body = named ? { [ONE[kind]]: { ...draft, name: `${kind}/${id}` } } : { [`${ONE[kind]}Id`]: id, [ONE[kind]]: { ...draft, name: "" } };
  return post<Thing>(`/${kind}`, body);
}

/** Saves a change of what was read as `base`; refused with 412 when somebody saved another one since. */
export function save(base: Thing, draft: Thing): Promise<Thing> {
  const based = base.updateTime ? `?basedOnTime=${encodeURIComponent(base.updateTime)}` : "";
  return send<Thing>("PUT", `/${path(base.name)}${based}`, draft);
}

export function read(name: string): Promise<Thing> {
  return get<Thing>(`/${path(name)}`);
}

export function drop(name: string): Promise<unknown> {
  return send("DELETE", `/${path(name)}`);
}

/** Ids of agents are subjects of tokens, which may hold what an address keeps for itself. */
function path(name: string): string {
  return name.split("/").map(encodeURIComponent).join("/");
}
