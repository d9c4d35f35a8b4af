// The rows: only those that can be seen are drawn, whatever the length of the queue.
import { memo, useEffect, useLayoutEffect, useMemo, useRef, useState, type MouseEvent } from "react";
import type { Row } from "../state/queue";
import { useStore } from "../lib/store";
import { live } from "../state/live";
import { hrefOfItem, openItem } from "../state/route";
import { isMine, person } from "../state/session";
import { stateOf } from "../state/outbox";
import { t } from "../strings";
import { networkName } from "../strings/networks";
import { Eye, Lock } from "../ui/icons";
import { Mood, Nearest } from "../ui/parts";
import { moodOf } from "./filters";
import { keepPlace, slice } from "./view";

type Props = { rows: Row[]; open: string; picked: ReadonlySet<string>; onPick: (uid: string, range: boolean) => void };

function rowHeight(): number {
  const shown = getComputedStyle(document.documentElement).getPropertyValue("--row");
  return Number.parseFloat(shown) || 104;
}

export function QueueList({ rows, open, picked, onPick }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 800 });
  const [height, setHeight] = useState(104);
  const uids = useMemo(() => rows.map((row) => row.uid), [rows]);
  const before = useRef<string[]>(uids);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => {
      setHeight(rowHeight());
      setView({ top: element.scrollTop, height: element.clientHeight });
    };
    measure();
    const watching = new ResizeObserver(measure);
    watching.observe(element);
    return () => watching.disconnect();
  }, []);

  useLayoutEffect(() => {
    const element = box.current;
    if (element && before.current !== uids) {
      const top = keepPlace(before.current, uids, element.scrollTop, height);
      if (Math.abs(top - element.scrollTop) > 1) element.scrollTop = top;
      before.current = uids;
    }
  }, [uids, height]);

  const at = uids.indexOf(open);
  useEffect(() => {
    const element = box.current;
    if (!element || at < 0) return;
    if (at * height < element.scrollTop) element.scrollTop = at * height;
    else if ((at + 1) * height > element.scrollTop + element.clientHeight) element.scrollTop = (at + 1) * height - element.clientHeight;
    // Only a change of what is open may move the list, never a change of its place.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [open]);

  const { first, last } = slice(view.top, view.height, height, rows.length);
  return (
    <div className="rows" ref={box} onScroll={(event) => setView({ top: event.currentTarget.scrollTop, height: event.currentTarget.clientHeight })}>
      <ol id="queue" className="rows-all" style={{ height: rows.length * height }}>
        {rows.slice(first, last).map((row, index) => (
          <li
            key={row.uid}
            className="row-place"
            style={{ transform: `translateY(${(first + index) * height}px)` }}
            aria-setsize={rows.length}
            aria-posinset={first + index + 1}
          >
            <Card row={row} open={row.uid === open} picked={picked.has(row.uid)} onPick={onPick} />
          </li>
        ))}
      </ol>
    </div>
  );
}

type CardProps = { row: Row; open: boolean; picked: boolean; onPick: (uid: string, range: boolean) => void };

const Card = memo(function Card({ row, open, picked, onPick }: CardProps) {
  const { item, uid } = row;
  const mention = item.mention;
  const name = mention?.author?.displayName || mention?.author?.handle || t("someone");
  const enter = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    openItem(uid);
  };
  return (
    <div className={`card${open ? " open" : ""}${picked ? " picked" : ""}`} data-uid={uid}>
      <label className="card-pick">
        <span className="visually-hidden">{t("queue.pick", { name })}</span>
        <span className="prio" data-level={level(item.priority)} title={t("queue.priority", { n: item.priority })}>
          {item.priority}
        </span>
        <input type="checkbox" checked={picked} onChange={() => undefined} onClick={(event) => onPick(uid, event.shiftKey)} />
      </label>
      <a className="card-link" href={hrefOfItem(uid)} onClick={enter} aria-current={open ? "true" : undefined}>
        <span className="card-top">
          <bdi className="card-name">{name}</bdi>
          <span className="card-net">{networkName(mention?.network ?? "")}</span>
        </span>
        <span className="card-text" dir="auto">
          {mention?.text || mention?.title || t("queue.noWords")}
        </span>
      </a>
      <div className="card-foot">
        <Mood mood={moodOf(row)} bare={item.state === "STATE_CLAIMED" || item.state === "STATE_OFFERED"} />
        <Badge row={row} />
        <Watchers uid={uid} />
        <Nearest item={item} />
      </div>
    </div>
  );
});

function level(priority: number): string {
  return priority >= 70 ? "high" : priority >= 40 ? "middle" : "low";
}

function Watchers({ uid }: { uid: string }) {
  const who = useStore(live, (value) => value.looking.get(uid));
  const others = (who ?? []).filter((each) => !isMine(each));
  if (!others.length) return null;
  const names = others.map(person).join(", ");
  return (
    <span className="watchers" title={t("queue.looking", { names })}>
      <Eye />
      <span className="watchers-names">{names}</span>
    </span>
  );
}

function Badge({ row: { item } }: { row: Row }) {
  const { state, lease, latestReply, mentionCount } = item;
  if (state === "STATE_CLAIMED" || state === "STATE_OFFERED") {
    if (isMine(lease?.holder)) return <span className="badge yours">{state === "STATE_OFFERED" ? t("badge.offered") : t("badge.yours")}</span>;
    return (
      <span className="badge held">
        <Lock />
        {t("badge.writing", { name: person(lease?.holder ?? "") })}
      </span>
    );
  }
  const reply = latestReply ? stateOf(latestReply) : "";
  if (state === "STATE_ANSWERING" || ["failed", "unconfirmed", "rejected", "held", "partial"].includes(reply)) {
    return <span className={`badge ${reply}`}>{t(`reply.${reply as "sent"}`)}</span>;
  }
  return mentionCount > 1 ? <span className="badge plain">{t("badge.mentions", { n: mentionCount })}</span> : null;
}
