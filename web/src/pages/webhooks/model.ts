// Endpoints in both directions and what was given to them, as one list.
export type Source = {
  name: string; type: string; state: string; problem: string; config?: Record<string, string>; receiveTime?: string; receivedCount: string | number; webhookUri?: string;
};
export type Account = { name: string; secretNames?: string[]; mountedSecretNames?: string[]; problem: string };
export type Channel = { name: string; displayName: string; kind: string; recipients?: string[]; host: string };
export type ChannelDelivery = { name: string; alert: string; subject: string; state: string; attemptCount: number; problem: string; createTime?: string; nextTime?: string; endTime?: string };
export type EventDelivery = { name: string; type: string; eventId: string; state: string; attemptCount: number; status: number; reason: string; opportunity: string; eventTime?: string; dueTime?: string; updateTime?: string };

/** What a system answered to a test; `waitDuration` as `0.25s`. */
export type TestEvent = { eventId: string; status: number; reason: string; waitDuration?: string };

/** One thing that went out, or should. */
export type Row = { name: string; endpoint: string; what: string; state: string; tries: number; status: number; problem: string; time: string; next: string };

export function channelRow(each: ChannelDelivery): Row {
  const { name, subject: what, state, attemptCount: tries, problem } = each;
  return { name, endpoint: endpointOf(name), what, state, tries, status: 0, problem, time: each.endTime ?? each.createTime ?? "", next: each.nextTime ?? "" };
}

export function eventRow(each: EventDelivery): Row {
  const { name, type: what, state, attemptCount: tries, status, reason: problem } = each;
  return { name, endpoint: endpointOf(name), what, state, tries, status, problem, time: each.updateTime ?? each.eventTime ?? "", next: each.dueTime ?? "" };
}

/** `channels/pager` of `channels/pager/deliveries/7`. */
export function endpointOf(name: string): string {
  return name.split("/").slice(0, 2).join("/");
}

export function newestFirst(rows: Row[]): Row[] {
  return [...rows].sort((a, b) => Date.parse(b.time || "0") - Date.parse(a.time || "0"));
}

/** Whether a try of it failed: given up, or waiting after one that was not taken. */
export function failing(row: Row): boolean {
  return row.state === "STATE_GIVEN_UP" || (row.state === "STATE_QUEUED" && row.tries > 0);
}

/** Systems that are told of changes here. */
export function isTold(source: Source): boolean {
  return Boolean(source.config?.["url"] && source.config["events"]);
}

/** The host of an address; what is none is shown as it is. */
export function hostOf(address: string): string {
  try {
    return new URL(address).host;
  } catch {
    return address;
  }
}

/** Names of the secrets that an account has, whichever way they came. */
export function secretsOf(account: Account | undefined): string[] {
  return [...new Set([...(account?.secretNames ?? []), ...(account?.mountedSecretNames ?? [])])].sort();
}
