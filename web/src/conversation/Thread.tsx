// The thread: posts as they stand on the network, our answers with their true state, notes between.
import { useLayoutEffect, useMemo, useRef } from "react";
import type { Mention, Reply, Score } from "../api/types";
import { sentenceOf, post } from "../api/client";
import { safeLink, stretches } from "../lib/stretches";
import { useStore } from "../lib/store";
import { conversation, renew } from "../state/conversation";
import { stateOf, takeBack, TAKEN_BACK } from "../state/outbox";
import { person } from "../state/session";
import { say } from "../state/say";
import { t } from "../strings";
import { t as mediaWords } from "../strings/media";
import { Out } from "../ui/icons";
import { Ago, Avatar, Moment } from "../ui/parts";
import { ModerateButton } from "./Moderate";
import { ToMarketing } from "./ToMarketing";
import { Translate } from "./Translate";
import { turns, type Turn } from "./turns";

export function Thread() {
  const known = useStore(conversation, (value) => value);
  const { item, archived, replies, notes } = known;
  const all = useMemo(() => (item ? turns(item, archived, replies, notes) : []), [item, archived, replies, notes]);
  const box = useRef<HTMLDivElement>(null);
  const opened = useRef("");
  const count = all.length;
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const near = element.scrollHeight - element.scrollTop - element.clientHeight < 240;
    if (opened.current !== known.uid || near) element.scrollTop = element.scrollHeight;
    opened.current = known.uid;
  }, [known.uid, count]);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    // When the place to answer opens below, the latest words stay in sight.
    let height = element.clientHeight;
    const watching = new ResizeObserver(() => {
      const stood = element.scrollHeight - element.scrollTop - height < 80;
      height = element.clientHeight;
      if (stood) element.scrollTop = element.scrollHeight;
    });
    watching.observe(element);
    return () => watching.disconnect();
  }, []);
  return (
    <div className="thread" ref={box} tabIndex={0} role="log" aria-label={t("thread.title")}>
      <ol className="turns">
        {all.map((turn) => (
          <li key={turn.key}>
            <One turn={turn} />
          </li>
        ))}
      </ol>
    </div>
  );
}

function One({ turn }: { turn: Turn }) {
  if (turn.kind === "note") return <NoteTurn turn={turn} />;
  if (turn.kind === "reply") return <ReplyTurn reply={turn.reply} />;
  return <Post mention={turn.mention} score={turn.score} current={turn.current} own={turn.own} />;
}

function Post({ mention, score, current, own }: { mention: Mention; score: Score | undefined; current: boolean; own: boolean }) {
  const name = mention.author?.displayName || mention.author?.handle || t("someone");
  const link = safeLink(mention.link);
  const media = (mention.entities ?? []).filter((each) => each.kind === "KIND_MEDIA");
  return (
    <article className={`turn${own ? " own" : ""}${current ? " current" : ""}`}>
      <Avatar name={name} seed={mention.author?.key ?? name} />
      <div className="bubble">
        <header className="turn-head">
          <bdi className="turn-name">{name}</bdi>
          {mention.private ? <span className="badge plain">{t("thread.private")}</span> : null}
          <span className="quiet">
            <Ago stamp={mention.createTime} />
          </span>
          {mention.editTime ? <span className="quiet small">{t("thread.edited")}</span> : null}
          {link ? (
            <a className="turn-link" href={link} target="_blank" rel="noopener noreferrer nofollow" aria-label={t("thread.onNetwork", { name })}>
              <Out />
            </a>
          ) : null}
          <ModerateButton mention={mention} name={name} />
        </header>
        {mention.title ? (
          <p className="turn-title" dir="auto">
            {mention.title}
          </p>
        ) : null}
        {isOpening(mention) ? <p className="turn-text quiet">{t("write.opening")}</p> : <Words mention={mention} score={own ? undefined : score} />}
        {own ? null : <Translate mention={mention} score={score} />}
        {own || !current || isOpening(mention) ? null : <ToMarketing mention={mention} name={name} />}
        {media.length ? (
          <ul className="media">
            {media.map((each, index) => (
              <li key={index}>{safeLink(each.value) ? <a href={each.value} target="_blank" rel="noopener noreferrer nofollow">{t("thread.media", { n: index + 1 })}</a> : t("thread.mediaGone")}</li>
            ))}
          </ul>
        ) : null}
      </div>
    </article>
  );
}

/** Where we write first there is no mention; what stands in its place says nothing. */
function isOpening(mention: Mention): boolean {
  return !mention.text && mention.key.split(":")[2]?.startsWith("first-") === true;
}

function Words({ mention, score }: { mention: Mention; score: Score | undefined }) {
  const parts = useMemo(() => stretches(mention, score), [mention, score]);
  return (
    <p className="turn-text" dir="auto">
      {parts.map((part, index) => {
        if (part.kind === "plain") return part.text;
        if (part.kind === "link") {
          return (
            <a key={index} href={part.note} target="_blank" rel="noopener noreferrer nofollow">
              {part.text}
            </a>
          );
        }
        const note = part.kind === "name" ? part.note : `${t(`mood.${part.kind}`)}, ${part.note}`;
        return (
          <mark key={index} className={part.kind} title={note}>
            {part.text}
          </mark>
        );
      })}
    </p>
  );
}

function NoteTurn({ turn }: { turn: Extract<Turn, { kind: "note" }> }) {
  return (
    <article className="note-turn">
      <p className="turn-head">
        <strong>{person(turn.note.author)}</strong> <span className="quiet">{t("note.wrote")}</span> <span className="quiet"><Ago stamp={turn.note.createTime} /></span>
      </p>
      <p className="note-text" dir="auto">{turn.note.text || t("note.erased")}</p>
    </article>
  );
}

const STEPS = ["queued", "sending", "sent"];

export function ReplyTurn({ reply }: { reply: Reply }) {
  const state = stateOf(reply);
  return (
    <article className="reply" data-reply={reply.name.split("/").pop()} data-state={state}>
      <p className="turn-head">
        <strong>{person(reply.author)}</strong> <span className="quiet">{reply.byHand ? t("reply.byHand") : t("reply.answered")}</span>{" "}
        <span className="quiet"><Ago stamp={reply.createTime} /></span>
      </p>
      <p className="reply-text" dir="auto">{reply.text}</p>
      {reply.mediaCount ? <p className="quiet small">{mediaWords("sent", { n: reply.mediaCount })}</p> : null}
      {STEPS.includes(state) ? <Steps state={state} /> : <p><span className={`badge ${state}`}>{t(`reply.${state as "sent"}`)}</span></p>}
      {reply.paused ? <p className="reply-why">{t("reply.pausedWhy")}</p> : null}
      <Rest reply={reply} state={state} />
    </article>
  );
}

function Steps({ state }: { state: string }) {
  const at = STEPS.indexOf(state);
  return (
    <ol className="steps" aria-label={t("reply.state", { state: t(`reply.${state as "sent"}`) })}>
      {STEPS.map((step, index) => (
        <li key={step} className={index < at || state === "sent" ? "done" : index === at ? "now" : ""}>
          {t(`reply.${step as "sent"}`)}
        </li>
      ))}
    </ol>
  );
}

const REASONS: Record<string, string> = {
  failed: "reply.failedWhy",
  checking: "reply.checkingWhy",
  unconfirmed: "reply.unconfirmedWhy",
};

function Rest({ reply, state }: { reply: Reply; state: string }) {
  const link = safeLink(reply.link);
  const why = state === "checking" ? "" : reply.reason;
  const known = REASONS[state];
  const words = why || (known ? t(known as "reply.failedWhy") : "");
  const cancel = async () => {
    try {
      await takeBack(reply);
      await renew();
    } catch (fault) {
      say(sentenceOf(fault), { bad: true });
    }
  };
  const release = async () => {
    try {
      const { item } = conversation.get();
      await post(`/${reply.name}:release`, { leaseToken: item?.lease?.token ?? "0" });
      await renew();
    } catch (fault) {
      say(sentenceOf(fault), { bad: true });
    }
  };
  return (
    <>
      {words ? <p className="reply-why">{words}</p> : null}
      {state === "sent" && link ? <a className="reply-link" href={link} target="_blank" rel="noopener noreferrer">{t("reply.see")}</a> : null}
      {state === "scheduled" ? <p className="reply-why">{t("reply.scheduledFor")} <Moment stamp={reply.sendTime} /></p> : null}
      {TAKEN_BACK.has(state) ? <button type="button" className="small" onClick={() => void cancel()}>{t("reply.takeBack")}</button> : null}
      {state === "held" ? <button type="button" className="small" onClick={() => void release()}>{t("reply.sendAnyway")}</button> : null}
      {state === "unconfirmed" ? (
        <p>
          {t("reply.lookFirst")} <button type="button" className="small" onClick={() => void cancel()}>{t("reply.looked")}</button>
        </p>
      ) : null}
    </>
  );
}
