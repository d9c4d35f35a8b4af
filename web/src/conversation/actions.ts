// What an agent does with a conversation. Each tells what went wrong in the words of whoever refused.
import { post, Refused, sentenceOf } from "../api/client";
import type { Opportunity } from "../api/types";
import { order } from "../queue/order";
import { act, conversation, renew, tokenOf } from "../state/conversation";
import { live } from "../state/live";
import { put, queue, touch, uidOf, type Rows } from "../state/queue";
import { openItem } from "../state/route";
import { say } from "../state/say";
import { isMine } from "../state/session";
import { t } from "../strings";
import * as ahead from "../ui/ahead";

export async function attempt(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (fault) {
    ahead.end();
    say(sentenceOf(fault), { bad: true });
    if (fault instanceof Refused && fault.status !== 0) {
      const { uid } = conversation.get();
      if (uid) touch(uid);
      await renew();
    }
    return false;
  }
}

export function focusReply(): boolean {
  const field = document.getElementById("reply-text");
  if (!(field instanceof HTMLTextAreaElement)) return false;
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
  return true;
}

const FRAMES = 30;

/** Puts the cursor into the answer as soon as it is there, and what was typed meanwhile with it. */
export function focusSoon(frames = FRAMES): void {
  requestAnimationFrame(() => {
    if (!focusReply() && frames > 0) return focusSoon(frames - 1);
    const typed = ahead.end();
    const field = document.getElementById("reply-text");
    if (typed && field instanceof HTMLTextAreaElement) ahead.fill(field, field.value + typed);
  });
}

/** Takes the open conversation, so that nobody else can answer it, and puts the cursor into the answer. */
export async function claim(): Promise<void> {
  const { item, uid } = conversation.get();
  if (!item || !uid) return;
  if (isMine(item.lease?.holder) && item.state === "STATE_CLAIMED") {
    focusReply();
    return;
  }
  const verb = item.state === "STATE_OFFERED" && isMine(item.lease?.holder) ? "accept" : "claim";
  ahead.begin();
  if (await attempt(() => act(verb, {}))) focusSoon();
}

/** Takes what comes next: of the whole queue as the router orders it, of a view as it is shown. */
export async function claimNext(): Promise<void> {
  const { plain } = order.get();
  if (!plain) return claimFirstShown();
  if (live.get().state === "live" && !anythingFree(queue.get())) {
    say(t("queue.empty"));
    return;
  }
  ahead.begin();
  const taken = await attempt(async () => {
    const next = await post<Opportunity>("/opportunities:claimNext");
    put([next]);
    openItem(uidOf(next.name));
  });
  if (taken) focusSoon();
}

/** Whether asking for what comes next could bring anything; while the queue is not read yet, it could. */
export function anythingFree({ rows, loaded }: { rows: Rows; loaded: boolean }): boolean {
  if (!loaded) return true;
  for (const { item } of rows.values()) if (item.state === "STATE_OPEN") return true;
  return false;
}

const TRIES = 4;

async function claimFirstShown(): Promise<void> {
  const open = order.get().uids.filter((uid) => queue.get().rows.get(uid)?.item.state === "STATE_OPEN");
  for (const uid of open.slice(0, TRIES)) {
    try {
      const taken = await post<Opportunity>(`/opportunities/${uid}:claim`);
      put([taken]);
      openItem(uid);
      focusSoon();
      return;
    } catch (fault) {
      touch(uid);
      if (!(fault instanceof Refused) || fault.status !== 409) {
        say(sentenceOf(fault), { bad: true });
        return;
      }
    }
  }
  say(t("queue.viewDone"));
}

export async function release(): Promise<void> {
  const { item } = conversation.get();
  if (!item || !isMine(item.lease?.holder)) return;
  if (await attempt(() => act("release", { leaseToken: tokenOf(item) }))) say(t("said.released"));
}

export async function end(verb: "dismiss" | "resolve", reason: string, cause = ""): Promise<boolean> {
  const { item } = conversation.get();
  if (!item) return false;
  const body = { leaseToken: tokenOf(item), reason, ...(cause ? { cause } : {}) };
  const key = item.mention?.key ?? "";
  return attempt(async () => {
    await act(verb, body);
    say(verb === "dismiss" ? t("said.dismissed") : t("said.resolved"), {
      seconds: 8,
      ...(key ? { action: { label: t("undo"), run: () => void takeBackIn(item.brand, key) } } : {}),
    });
  });
}

async function takeBackIn(brand: string, key: string): Promise<void> {
  await attempt(async () => {
    const item = await post<Opportunity>("/opportunities:take", { brand, mentionKey: key, reason: t("said.undoReason") });
    put([item]);
    openItem(uidOf(item.name));
    await renew();
  });
}

/** What a mention is called in the archive, for corrections. */
export async function correct(name: string, what: object): Promise<boolean> {
  return attempt(async () => {
    await post(`/${name}:correct`, what);
    say(t("said.corrected"));
  });
}

