// The middle pane: who wrote, until when, the thread, and the place to answer.
import { useEffect, useRef } from "react";
import type { Opportunity } from "../api/types";
import { post, Refused } from "../api/client";
import { Composer } from "../composer/Composer";
import { safeLink } from "../lib/stretches";
import { ends } from "../lib/time";
import { useStore } from "../lib/store";
import { conversation, open, renew } from "../state/conversation";
import { live } from "../state/live";
import { queue, uidOf } from "../state/queue";
import { openItem } from "../state/route";
import { say } from "../state/say";
import { isMine, person } from "../state/session";
import { settings } from "../state/settings";
import { t } from "../strings";
import { networkName } from "../strings/networks";
import { Back, Eye, Lock, Person } from "../ui/icons";
import { Countdown, Empty, Key, Moment } from "../ui/parts";
import { claim, claimNext, release } from "./actions";
import type { Asking } from "./dialogs";
import { HandOff } from "./HandOff";
import { IncidentBanner } from "./IncidentBanner";
import { Thread } from "./Thread";

type Props = { uid: string; onAsk: (asking: Asking) => void; onCustomer: () => void };

export function ConversationPane({ uid, onAsk, onCustomer }: Props) {
  const known = useStore(conversation, (value) => value);
  useEffect(() => {
    void open(uid, queue.get().rows.get(uid)?.item ?? null);
  }, [uid]);
  useHeartbeat();
  useTellLooking(uid);
  if (!uid) return <Welcome />;
  const { item, problem } = known.uid === uid ? known : { item: null, problem: "" };
  if (!item) {
    return (
      <main id="conversation" className="conversation" tabIndex={-1}>
        {problem ? <Empty title={problem}><button type="button" onClick={() => openItem("")}>{t("back")}</button></Empty> : <p className="rows-wait" aria-busy="true">{t("loading")}</p>}
      </main>
    );
  }
  return (
    <main id="conversation" className="conversation" tabIndex={-1}>
      <article className="talk" data-uid={uid} data-mine={isMine(item.lease?.holder) ? "yes" : "no"} aria-label={nameOf(item)}>
        <Head item={item} onCustomer={onCustomer} />
        {item.training ? (
          <p className="banner training" role="note">
            {t("talk.training")}
          </p>
        ) : null}
        <Toolbar item={item} onAsk={onAsk} />
        <IncidentBanner />
        <Thread />
        <Answer key={uid} item={item} uid={uid} />
      </article>
    </main>
  );
}

export function nameOf(item: Opportunity): string {
  return item.mention?.author?.displayName || item.mention?.author?.handle || t("someone");
}

function Head({ item, onCustomer }: { item: Opportunity; onCustomer: () => void }) {
  const author = item.mention?.author;
  const link = safeLink(author?.link);
  return (
    <header className="talk-head">
      <h1 className="only-phone visually-hidden">{nameOf(item)}</h1>
      <button type="button" className="icon-button only-phone" aria-label={t("backToQueue")} onClick={() => openItem("")}>
        <Back />
      </button>
      <div className="talk-who">
        <h2>
          <bdi>{nameOf(item)}</bdi>
          {author?.verified ? <span className="verified" title={t("verified")}> ✓</span> : null}
        </h2>
        <p className="quiet small">
          {author?.handle ? (link ? <a href={link} target="_blank" rel="noopener noreferrer nofollow">@{author.handle}</a> : <bdi>@{author.handle}</bdi>) : null}
          {author?.handle ? " · " : ""}
          {networkName(item.mention?.network ?? "")} · {t("talk.for", { brand: item.brand.replace("brands/", "") })}
        </p>
      </div>
      <Lookers uid={item.name.split("/").pop() ?? ""} />
      <div className="talk-due">
        {ends(item).map((end) => (
          <Countdown key={end.kind} end={end} named />
        ))}
      </div>
      <button type="button" className="icon-button customer-button" aria-label={t("customer.show")} onClick={onCustomer}>
        <Person />
      </button>
    </header>
  );
}

function Lookers({ uid }: { uid: string }) {
  const who = useStore(live, (value) => value.looking.get(uid));
  const others = (who ?? []).filter((each) => !isMine(each));
  if (!others.length) return null;
  return (
    <span className="lookers">
      <Eye /> {t("talk.looking", { names: others.map(person).join(", ") })}
    </span>
  );
}

const ENDED = new Set(["STATE_RESOLVED", "STATE_DISMISSED", "STATE_WITHDRAWN", "STATE_MERGED"]);

function Toolbar({ item, onAsk }: { item: Opportunity; onAsk: (asking: Asking) => void }) {
  const over = ENDED.has(item.state) || item.state === "STATE_ANSWERING";
  return (
    <div className="toolbar" role="toolbar" aria-label={t("action.title")}>
      {over ? null : (
        <>
          <Do asking="transfer" hint="t" onAsk={onAsk} />
          <Do asking="snooze" hint="z" onAsk={onAsk} />
          <Do asking="dismiss" hint="d" onAsk={onAsk} />
          <Do asking="resolve" hint="e" onAsk={onAsk} />
        </>
      )}
      <Do asking="note" hint="m" onAsk={onAsk} />
      <Do asking="tags" hint="l" onAsk={onAsk} />
      <Do asking="correct" hint="x" onAsk={onAsk} />
      {over ? null : <Do asking="merge" hint="g" onAsk={onAsk} />}
      {over || item.mentionCount < 2 ? null : <Do asking="split" hint="s" onAsk={onAsk} />}
      <Do asking="why" hint="y" onAsk={onAsk} />
      <ul className="chips" aria-label={t("tag.title")}>
        {(item.tags ?? []).map((tag) => (
          <li key={tag} className="chip">
            <span>{tag}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Do({ asking, hint, onAsk }: { asking: Exclude<Asking, "">; hint: string; onAsk: (asking: Asking) => void }) {
  return (
    <button type="button" className="ghost small" title={hint} onClick={() => onAsk(asking)} aria-keyshortcuts={hint}>
      {t(`action.${asking}`)} <Key>{hint}</Key>
    </button>
  );
}

function Answer({ item, uid }: { item: Opportunity; uid: string }) {
  const mine = isMine(item.lease?.holder);
  const sent = () => {
    document.getElementById("conversation")?.focus();
    if (settings.get().next) void claimNext();
  };
  if (item.state === "STATE_CLAIMED" && mine) {
    if (item.replyability === "REPLYABILITY_REPLY_MANUAL") return <HandOff item={item} onGiveBack={() => void release()} />;
    return <Composer item={item} uid={uid} onSent={sent} onGiveBack={() => void release()} />;
  }
  return (
    <section className="answer" aria-live="polite">
      <Standing item={item} mine={mine} />
    </section>
  );
}

function Standing({ item, mine }: { item: Opportunity; mine: boolean }) {
  const cannot = item.replyability !== "REPLYABILITY_REPLY_API" && item.replyability !== "REPLYABILITY_REPLY_MANUAL" && item.replyability !== "REPLYABILITY_PRIVATE_ONLY";
  if (item.state === "STATE_CLAIMED" || (item.state === "STATE_OFFERED" && !mine)) {
    return (
      <p className="standing held">
        <Lock /> {t(item.state === "STATE_OFFERED" ? "standing.offered" : "standing.writing", { name: person(item.lease?.holder ?? "") })}
      </p>
    );
  }
  if (item.state === "STATE_OFFERED") return <OfferedToMe item={item} />;
  if (item.state === "STATE_ANSWERING") return <p className="standing">{t("standing.answering")}</p>;
  if (item.state === "STATE_SNOOZED") {
    return (
      <p className="standing">
        {item.wakeTime ? <>{t("standing.snoozed")} <Moment stamp={item.wakeTime} /></> : t("standing.snoozedCustomer")}
        <Again uid={item.name} />
      </p>
    );
  }
  if (item.state === "STATE_MERGED") {
    return (
      <p className="standing">
        {t("standing.merged")}{" "}
        <button type="button" className="small" onClick={() => openItem(uidOf(item.mergedInto ?? ""))}>
          {t("join.goOn")}
        </button>
      </p>
    );
  }
  if (item.state !== "STATE_OPEN") return <p className="standing">{t(`standing.${item.state.replace("STATE_", "").toLowerCase()}` as "standing.resolved")}</p>;
  if (cannot) return <p className="standing warn">{item.replyabilityReason || t("standing.cannot")}</p>;
  return (
    <div className="standing">
      <p className="quiet">{t("standing.open")}</p>
      <button type="button" className="primary" onClick={() => void claim()} aria-keyshortcuts="r">
        {t("action.reply")} <Key>r</Key>
      </button>
    </div>
  );
}

function Again({ uid }: { uid: string }) {
  const wake = async () => {
    await post(`/${uid}:wake`);
    await renew();
  };
  return (
    <button type="button" className="small" onClick={() => void wake()}>
      {t("action.wake")}
    </button>
  );
}

function OfferedToMe({ item }: { item: Opportunity }) {
  const decline = async () => {
    await post(`/${item.name}:decline`);
    await renew();
  };
  return (
    <div className="standing offered">
      <p>{t("standing.offeredYou")}</p>
      <button type="button" className="primary" onClick={() => void claim()}>
        {t("action.accept")}
      </button>
      <button type="button" onClick={() => void decline()}>
        {t("action.decline")}
      </button>
    </div>
  );
}

function Welcome() {
  return (
    <main id="conversation" className="conversation welcome-pane" tabIndex={-1}>
      <Empty title={t("welcome.title")}>
        <p>
          {t("welcome.before")} <kbd>n</kbd> {t("welcome.after")}
        </p>
      </Empty>
    </main>
  );
}

const IDLE_MS = 5 * 60_000;

/** The lease is renewed while somebody is at work: at a third of its time, and only if they moved of late. */
function useHeartbeat(): void {
  const active = useRef(Date.now());
  useEffect(() => {
    const moved = () => (active.current = Date.now());
    addEventListener("keydown", moved, { passive: true });
    addEventListener("pointerdown", moved, { passive: true });
    let waiting = window.setTimeout(beat, 3000);
    async function beat() {
      const pause = await renewed(active.current);
      waiting = window.setTimeout(beat, pause);
    }
    return () => {
      clearTimeout(waiting);
      removeEventListener("keydown", moved);
      removeEventListener("pointerdown", moved);
    };
  }, []);
}

async function renewed(active: number): Promise<number> {
  const { item } = conversation.get();
  const idle = Date.now() - active > IDLE_MS || document.hidden;
  if (!item || item.state !== "STATE_CLAIMED" || !isMine(item.lease?.holder) || idle) return 5000;
  try {
    const lease = await post<NonNullable<Opportunity["lease"]>>(`/${item.name}:renew`, { leaseToken: item.lease?.token ?? "0" });
    const now = conversation.get().item;
    if (now?.name === item.name) conversation.set({ item: { ...now, lease: { ...lease, opportunity: item.name } } });
    return Math.min(Math.max((Date.parse(lease.expireTime ?? "") - Date.now()) / 3, 2000), 60_000) || 15_000;
  } catch (fault) {
    if (fault instanceof Refused && (fault.reason === "LEASE_LOST" || fault.reason === "WRONG_STATE")) {
      if (conversation.get().item?.name === item.name) {
        say(t("lease.lost"), { bad: true });
        await renew();
      }
    }
    return 15_000;
  }
}

const LOOK_MS = 20_000;
let lookingKnown = true;

/** Tells colleagues what is being looked at, where the interface has a place for it. */
function useTellLooking(uid: string): void {
  useEffect(() => {
    const tell = (opportunity: string) => {
      if (!lookingKnown) return;
      post("/looking", { opportunity }).catch((fault: unknown) => {
        if (fault instanceof Refused && (fault.status === 404 || fault.status === 405)) lookingKnown = false;
      });
    };
    if (!uid) return undefined;
    tell(`opportunities/${uid}`);
    const again = setInterval(() => document.hidden || tell(`opportunities/${uid}`), LOOK_MS);
    return () => {
      clearInterval(again);
      tell("");
    };
  }, [uid]);
}

