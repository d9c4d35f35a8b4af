// The open conversation with all that is read beside it. Each part comes by itself; one that cannot be
// had leaves the others as they are.
import { get, post, Refused, sentenceOf } from "../api/client";
import type { ArchivedMention, Customer, Draft, Incident, Merge, Note, Opportunity, Reply, TimelineEntry } from "../api/types";
import { Store } from "../lib/store";
import { onBack, onTouch, type Touched } from "./live";
import { put, ROWS, uidOf } from "./queue";
import { isMine } from "./session";

export type Conversation = {
  uid: string;
  item: Opportunity | null;
  problem: string;
  replies: Reply[];
  notes: Note[];
  draft: Draft | null;
  archived: ArchivedMention[];
  incident: Incident | null;
  customer: Customer | null;
  timeline: TimelineEntry[];
  merges: Merge[];
};

const NOTHING: Conversation = {
  uid: "",
  item: null,
  problem: "",
  replies: [],
  notes: [],
  draft: null,
  archived: [],
  incident: null,
  customer: null,
  timeline: [],
  merges: [],
};

export const conversation = new Store<Conversation>(NOTHING);

let turn = 0;

/** Opens a conversation. The last one asked for wins, whatever answers first. */
export async function open(uid: string, known: Opportunity | null): Promise<void> {
  const mine = ++turn;
  if (conversation.get().uid !== uid) conversation.set({ ...NOTHING, uid, item: known });
  if (!uid) return;
  const named = !known?.mention || Boolean(known.mention.author?.key);
  await Promise.all([readItem(uid, mine), readBeside(uid, mine), named ? readWho(uid, mine) : Promise.resolve()]);
}

async function readItem(uid: string, mine: number): Promise<void> {
  try {
    const item = await get<Opportunity>(`/opportunities/${uid}`);
    if (mine !== turn) return;
    conversation.set({ item, problem: "" });
    put([item]);
    void readThread(item, mine);
    void readIncident(item, mine);
  } catch (fault) {
    if (mine === turn) conversation.set({ problem: sentenceOf(fault), ...(gone(fault) ? { item: null } : {}) });
  }
}

function gone(fault: unknown): boolean {
  return fault instanceof Refused && (fault.status === 404 || fault.status === 403);
}

function readReplies(uid: string, mine: number): Promise<void> {
  const asked = get<{ replies?: Reply[] }>(`/opportunities/${uid}/replies`);
  return part(mine, asked, (told) => ({ replies: (told.replies ?? []).reverse() }));
}

function readNotes(uid: string, mine: number): Promise<void> {
  return part(mine, get<{ notes?: Note[] }>(`/opportunities/${uid}/notes`), (told) => ({ notes: told.notes ?? [] }));
}

function readDraft(uid: string, mine: number): Promise<void> {
  return part(mine, get<Draft>(`/opportunities/${uid}/draft`), (draft) => ({ draft }));
}

async function readBeside(uid: string, mine: number): Promise<void> {
  await Promise.all([readReplies(uid, mine), readNotes(uid, mine), readDraft(uid, mine)]);
}

function readWho(uid: string, mine: number): Promise<void> {
  return part(mine, get<Customer>("/customers:lookUp", { opportunity: `opportunities/${uid}` }), (customer) => {
    void readCustomer(customer.name, mine);
    return { customer };
  });
}

export async function readCustomer(name: string, mine = turn): Promise<void> {
  await Promise.all([
    part(mine, get<{ entries?: TimelineEntry[] }>(`/${name}/timeline`, { pageSize: 60 }), (told) => ({ timeline: told.entries ?? [] })),
    part(mine, get<{ merges?: Merge[] }>(`/${name}/merges`), (told) => ({ merges: told.merges ?? [] })),
  ]);
}

async function readThread(item: Opportunity, mine: number): Promise<void> {
  const filter = `conversation = ${JSON.stringify(item.conversationKey)}`;
  const asked = get<{ mentions?: ArchivedMention[] }>("/mentions", { filter, pageSize: 200 });
  await part(mine, asked, (told) => ({ archived: told.mentions ?? [] }));
}

type Membership = { incident: Incident; members: Set<string> };
let incidents: { brand: string; at: number; known: Promise<Membership[]> } | null = null;
const INCIDENTS_MS = 20_000;

async function readIncident(item: Opportunity, mine: number): Promise<void> {
  if (!incidents || incidents.brand !== item.brand || Date.now() - incidents.at > INCIDENTS_MS) {
    incidents = { brand: item.brand, at: Date.now(), known: memberships(item.brand) };
  }
  const found = (await incidents.known).find((each) => each.members.has(item.name));
  if (mine === turn) conversation.set({ incident: found?.incident ?? null });
}

async function memberships(brand: string): Promise<Membership[]> {
  try {
    const told = await get<{ incidents?: Incident[] }>("/incidents", { brand, pageSize: 10 });
    return await Promise.all((told.incidents ?? []).map(membersOf));
  } catch {
    return [];
  }
}

async function membersOf(incident: Incident): Promise<Membership> {
  const told = await get<{ opportunities?: Opportunity[] }>(`/${incident.name}/members`, { pageSize: 500, view: ROWS });
  return { incident, members: new Set((told.opportunities ?? []).map((each) => each.name)) };
}

async function part<T>(mine: number, asked: Promise<T>, take: (told: T) => Partial<Conversation>): Promise<void> {
  try {
    const told = await asked;
    if (mine === turn) conversation.set(take(told));
  } catch {
    // Said by the call that matters; what was shown stays.
  }
}

/** Reads what is open again after a change; `item` where the caller has it from an answer already. */
export async function renew(item?: Opportunity): Promise<void> {
  const { uid } = conversation.get();
  if (!uid) return;
  if (item && uidOf(item.name) === uid) {
    conversation.set({ item });
    put([item]);
  }
  const mine = turn;
  await Promise.all([item ? Promise.resolve() : readItem(uid, mine), readReplies(uid, mine), readNotes(uid, mine)]);
}

/** Reads only what a change is about. */
function heard(change: Touched): boolean {
  const { uid } = conversation.get();
  if (change.uid !== uid) return false;
  if (change.kind === "draft_changed") void readDraft(uid, turn);
  else if (change.kind === "note_created") void readNotes(uid, turn);
  else void readItem(uid, turn);
  if (change.kind === "reply_changed") void readReplies(uid, turn);
  return true;
}

export function follow(): () => void {
  const ends = [onTouch(heard), onBack(() => void renew())];
  return () => ends.forEach((end) => end());
}

export function tokenOf(item: Opportunity): string {
  return isMine(item.lease?.holder) ? String(item.lease?.token ?? 0) : "0";
}

export async function act(verb: string, body: object): Promise<void> {
  const { uid } = conversation.get();
  const told = await post<Opportunity>(`/opportunities/${uid}:${verb}`, body);
  await renew(told.name ? told : undefined);
}
