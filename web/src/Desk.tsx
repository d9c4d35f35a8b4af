// The desk of an agent: queue, conversation, customer, and the keys that move between them.
import { useCallback, useEffect, useState } from "react";
import { post, Refused } from "./api/client";
import { claim, claimNext, release } from "./conversation/actions";
import { ConversationPane, nameOf } from "./conversation/ConversationPane";
import { Correct, Dismiss, NoteForm, Resolve, Snooze, Tags, Transfer, type Asking } from "./conversation/dialogs";
import { MergeConversations, SplitConversation } from "./conversation/Joining";
import { WhyDialog } from "./conversation/Why";
import { WriteFirst } from "./conversation/WriteFirst";
import { CustomerPane } from "./customer/CustomerPane";
import { useStore } from "./lib/store";
import { beside } from "./queue/order";
import { QueuePane } from "./queue/QueuePane";
import type { Row } from "./state/queue";
import { conversation } from "./state/conversation";
import { openItem, route } from "./state/route";
import { change, settings } from "./state/settings";
import { Outbox } from "./ui/Outbox";
import { useKeys } from "./ui/keys";

const WIDE = 1180;

export function Desk() {
  const uid = useStore(route, (value) => value.uid);
  const item = useStore(conversation, (value) => value.item);
  const pane = useStore(settings, (value) => value.pane);
  const [asking, setAsking] = useState<Asking>("");
  const [joined, setJoined] = useState<string[]>([]);
  const [drawer, setDrawer] = useState(false);
  const [writing, setWriting] = useState(false);
  const ask = useCallback((what: Asking) => conversation.get().item && setAsking(what), []);
  const close = useCallback(() => {
    setAsking("");
    setJoined([]);
  }, []);
  const mergePicked = (rows: Row[]) => {
    openItem(rows[0]?.uid ?? "");
    setJoined(rows.slice(1).map((row) => row.item.name));
    setAsking("merge");
  };

  useKeys({
    j: () => openItem(beside(uid, 1), Boolean(uid)),
    k: () => openItem(beside(uid, -1), Boolean(uid)),
    n: () => void claimNext(),
    c: () => void claim(),
    r: () => void claim(),
    u: () => void release(),
    d: () => ask("dismiss"),
    e: () => ask("resolve"),
    t: () => ask("transfer"),
    z: () => ask("snooze"),
    m: () => ask("note"),
    l: () => ask("tags"),
    x: () => ask("correct"),
    y: () => ask("why"),
    g: () => ask("merge"),
    s: () => ask("split"),
    i: () => toggle(),
    w: () => setWriting(true),
    "/": () => document.getElementById("search")?.focus(),
    Escape: () => (drawer ? setDrawer(false) : leave()),
  });

  useEffect(signOfLife, []);
  useEffect(() => {
    document.title = uid && item ? `${nameOf(item)} · Antiphon` : "Antiphon";
  }, [uid, item]);

  const toggle = () => (window.innerWidth >= WIDE ? change({ pane: !settings.get().pane }) : setDrawer((before) => !before));
  return (
    <div className="panes" data-view={uid ? "conversation" : "queue"} data-customer={pane ? "yes" : "no"} data-drawer={drawer ? "yes" : "no"}>
      <div className="left">
        <QueuePane onNext={() => void claimNext()} onWrite={() => setWriting(true)} onMerge={mergePicked} />
        <Outbox />
      </div>
      <ConversationPane uid={uid} onAsk={ask} onCustomer={toggle} />
      {uid && (pane || drawer) ? <CustomerPane onWhy={() => ask("why")} onClose={toggle} /> : null}
      {writing ? <WriteFirst onClose={() => setWriting(false)} /> : null}
      {item && uid ? <Asked asking={asking} item={item} joined={joined} onClose={close} /> : null}
    </div>
  );
}

const LIFE_MS = 30_000;

/** Says that somebody is here, so that what they hold stays theirs; who is no agent is not asked again. */
function signOfLife(): () => void {
  const ticking = setInterval(() => {
    post("/presence").catch((fault: unknown) => {
      if (fault instanceof Refused && fault.status >= 400 && fault.status < 500) clearInterval(ticking);
    });
  }, LIFE_MS);
  return () => clearInterval(ticking);
}

function leave(): void {
  const at = document.activeElement;
  if (at instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName)) {
    at.blur();
    document.getElementById("conversation")?.focus();
    return;
  }
  openItem("");
}

type AskedProps = { asking: Asking; item: Parameters<typeof WhyDialog>[0]["item"]; joined: string[]; onClose: () => void };

function Asked({ asking, item, joined, onClose }: AskedProps) {
  const props = { item, onClose };
  switch (asking) {
    case "dismiss":
      return <Dismiss {...props} />;
    case "resolve":
      return <Resolve {...props} />;
    case "transfer":
      return <Transfer {...props} />;
    case "snooze":
      return <Snooze {...props} />;
    case "tags":
      return <Tags {...props} />;
    case "note":
      return <NoteForm {...props} />;
    case "correct":
      return <Correct {...props} />;
    case "merge":
      return <MergeConversations {...props} joined={joined} />;
    case "split":
      return item.mentionCount > 1 ? <SplitConversation {...props} /> : null;
    case "why":
      return <WhyDialog {...props} />;
    default:
      return null;
  }
}

