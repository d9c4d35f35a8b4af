// What is set up, as the interface has it, and how a change of it meets a change that somebody else made meanwhile.
export type Kind = "queues" | "agents" | "calendars" | "deadlinePolicies";
export const KINDS: Kind[] = ["queues", "agents", "calendars", "deadlinePolicies"];

export type Levels = Record<string, number>;
type Told = { name: string; displayName: string; updateTime?: string; warnings?: string[] };
export type Step = { afterSeconds: number; dropSkills?: string[]; dropAllSkills?: boolean; lowerLevels?: number; widenTo?: string[]; everyone?: boolean };
export type Queue = Told & {
  brands: string[]; members: string[]; skills: Levels; headStartSeconds: number; channelWeights: Levels; assignment: string; strategy: string; sticky: boolean;
  offerSeconds: number; steps: Step[]; overflowQueue: string; overflowAfterSeconds: number; calendar: string; deadlinePolicy: string;
};
export type Agent = Told & {
  skills: Levels; softCapacity?: number; hardCapacity?: number; channelLimits: Levels; brands: string[]; queues: string[]; calendar: string; team?: string;
  status: string; seenTime?: string; load: number; missedOffers: number;
};
export type Stretch = { start: string; end: string };
export type WeeklyHours = { weekdays: string[]; stretches: Stretch[] };
export type SpecialDay = { date: string; stretches?: Stretch[]; title: string };
export type Calendar = Told & { timeZone: string; hours: WeeklyHours[]; specialDays: SpecialDay[]; open?: boolean; nextOpenTime?: string };
export type Target = { minPriority: number; firstAnswer?: string; nextAnswer?: string; resolution?: string };
export type DeadlinePolicy = Told & { calendar: string; targets: Target[]; nearPercent: number; runWhileSnoozed: boolean; builtIn?: boolean };
export type Thing = Queue | Agent | Calendar | DeadlinePolicy;

const FRESH: { queues: Queue; agents: Agent; calendars: Calendar; deadlinePolicies: DeadlinePolicy } = {
  queues: {
    name: "", displayName: "", brands: [], members: [], skills: {}, headStartSeconds: 0, channelWeights: {}, assignment: "ASSIGNMENT_PULL", strategy: "STRATEGY_LONGEST_IDLE",
    sticky: false, offerSeconds: 0, steps: [], overflowQueue: "", overflowAfterSeconds: 0, calendar: "", deadlinePolicy: "",
  },
  agents: { name: "", displayName: "", skills: {}, channelLimits: {}, brands: [], queues: [], calendar: "", status: "STATUS_UNSPECIFIED", load: 0, missedOffers: 0 },
  calendars: { name: "", displayName: "", timeZone: "", hours: [], specialDays: [] },
  deadlinePolicies: { name: "", displayName: "", calendar: "", targets: [{ minPriority: 0, firstAnswer: "3600s" }], nearPercent: 0, runWhileSnoozed: false },
};

export function fresh(kind: Kind, zone: string): Thing {
  const made = structuredClone(FRESH[kind]);
  if (kind !== "calendars") return made;
  const weekdays = WEEKDAYS.slice(0, 5);
  return { ...(made as Calendar), timeZone: zone, hours: [{ weekdays, stretches: [{ start: "09:00", end: "17:00" }] }] };
}

/** `care` of `queues/care`. */
export function idOf(name: string): string {
  return name.slice(name.indexOf("/") + 1);
}

/** The name of a resource that may be told without its kind: `office` and `calendars/office` are the same. */
export function fullName(kind: Kind, name: string): string {
  return !name || name.includes("/") ? name : `${kind}/${name}`;
}

/** What the service tells and nobody sets: no reason to speak of a conflict. */
const TOLD = new Set(["name", "createTime", "updateTime", "warnings", "status", "seenTime", "idleTime", "load", "missedOffers", "open", "nextOpenTime", "builtIn"]);

function same(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner && typeof inner === "object" && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  ) ?? "";
}

/** Fields in which two states of a thing differ, beside those that are only told. */
export function changed(before: Thing, after: Thing): string[] {
  const [a, b] = [before as Record<string, unknown>, after as Record<string, unknown>];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => !TOLD.has(key) && !same(a[key], b[key]));
}

export type Rebased = { draft: Thing; theirs: string[]; both: string[] };

/** What I changed, laid over what somebody else saved meanwhile; of what both changed, mine stands and is named. */
export function rebase(base: Thing, mine: Thing, theirs: Thing): Rebased {
  const own = changed(base, mine);
  const other = changed(base, theirs);
  const draft: Record<string, unknown> = { ...theirs };
  for (const key of own) draft[key] = (mine as Record<string, unknown>)[key];
  const both = own.filter((key) => other.includes(key) && changed(mine, theirs).includes(key));
  return { draft: draft as Thing, theirs: other.filter((key) => !own.includes(key)), both };
}

export const WEEKDAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"].map((day) => `WEEKDAY_${day}`);

/** `09:00–12:00, 13:00–17:00` as stretches; null for what is none. Hours may stand alone: `9-17`. */
export function readHours(text: string): Stretch[] | null {
  const found: Stretch[] = [];
  for (const part of text.split(/[,;]/).map((each) => each.trim()).filter(Boolean)) {
    const match = /^(\d{1,2})(?::(\d{2}))?\s*(?:-|–|—)\s*(\d{1,2})(?::(\d{2}))?$/.exec(part);
    if (!match) return null;
    const [start, end] = [clockOf(match[1], match[2]), clockOf(match[3], match[4])];
    if (end > "24:00" || start >= end || (match[2] ?? "00") > "59" || (match[4] ?? "00") > "59") return null;
    found.push({ start, end });
  }
  return found;
}

function clockOf(hour = "0", minute = "00"): string {
  return `${hour.padStart(2, "0")}:${minute}`;
}

export function writeHours(stretches: Stretch[] | undefined): string {
  return (stretches ?? []).map((each) => `${each.start}–${each.end}`).join(", ");
}

/** The hours of each weekday, Monday first. */
export function week(hours: WeeklyHours[]): Stretch[][] {
  return WEEKDAYS.map((day) => hours.find((each) => each.weekdays.includes(day))?.stretches ?? []);
}

/** Weekdays that are alike, together. */
export function weekly(days: Stretch[][]): WeeklyHours[] {
  const found = new Map<string, WeeklyHours>();
  days.forEach((stretches, index) => {
    if (!stretches.length) return;
    const key = writeHours(stretches);
    const known = found.get(key) ?? { weekdays: [], stretches };
    found.set(key, { ...known, weekdays: [...known.weekdays, WEEKDAYS[index] ?? ""] });
  });
  return [...found.values()];
}

export type Staff = { queues: Queue[]; agents: Agent[]; calendars: Calendar[]; deadlinePolicies: DeadlinePolicy[] };

/** What names a thing, and must be changed before it can be deleted. */
export function users(kind: Kind, name: string, staff: Staff): string[] {
  const names = (each: string) => fullName(kind, each) === name;
  switch (kind) {
    case "queues": {
      const sends = staff.queues.filter((one) => names(one.overflowQueue) || (one.steps ?? []).some((step) => (step.widenTo ?? []).some(names)));
      return [...sends, ...staff.agents.filter((one) => one.queues.some(names))].map((each) => each.name);
    }
    case "agents":
      return staff.queues.filter((one) => one.members.some(names)).map((each) => each.name);
    case "calendars":
      return [...staff.queues, ...staff.agents, ...staff.deadlinePolicies].filter((one) => names(one.calendar)).map((each) => each.name);
    default:
      return [];
  }
}
