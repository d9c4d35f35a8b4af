// What the page of webhooks asks for; what a service does not answer leaves the other half to be seen.
import { get, post, sentenceOf } from "../../api/client";
import { channelRow, eventRow, isTold, newestFirst, type Account, type Channel, type ChannelDelivery, type EventDelivery, type Row, type Source, type TestEvent } from "./model";

export type Hooks = { sources: Source[]; accounts: Account[]; channels: Channel[]; rows: Row[]; problems: string[] };

const MANY = 50;

export async function readHooks(): Promise<Hooks> {
  const problems: string[] = [];
  const missing = <T>(fallback: T) => (fault: unknown) => {
    problems.push(sentenceOf(fault));
    return fallback;
  };
  const [sources, accounts, channels, given] = await Promise.all([
    get<{ sources?: Source[] }>("/sources", { pageSize: 500 }).then((told) => told.sources ?? [], missing<Source[]>([])),
    get<{ accounts?: Account[] }>("/accounts").then((told) => told.accounts ?? [], missing<Account[]>([])),
    get<{ channels?: Channel[] }>("/channels").then((told) => told.channels ?? [], missing<Channel[]>([])),
    get<{ deliveries?: ChannelDelivery[] }>("/channels/-/deliveries", { pageSize: MANY }).then((told) => (told.deliveries ?? []).map(channelRow), missing<Row[]>([])),
  ]);
  const told = await Promise.all(
    sources.filter(isTold).map((each) =>
      get<{ eventDeliveries?: EventDelivery[] }>(`/${each.name}/events`, { pageSize: MANY }).then((answer) => (answer.eventDeliveries ?? []).map(eventRow), missing<Row[]>([])),
    ),
  );
  return { sources, accounts, channels, rows: newestFirst([...given, ...told.flat()]), problems: [...new Set(problems)] };
}

export function again(name: string): Promise<{ state: string }> {
  return post(`/${name}:retry`);
}

export function trySystem(source: string): Promise<TestEvent> {
  return post<TestEvent>(`/${source}:test`);
}

export function tryOut(channel: string): Promise<ChannelDelivery> {
  return post<ChannelDelivery>(`/${channel}:test`);
}
