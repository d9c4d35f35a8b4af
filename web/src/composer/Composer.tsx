// Writing an answer: a draft that survives everything, a true count, one request id per answer.
import { useCallback, useEffect, useRef, useState } from "react";
import { post, sentenceOf, Refused } from "../api/client";
import type { CheckedReply, Macro, Opportunity, Reply } from "../api/types";
import { length, signed } from "../lib/count";
import { useStore } from "../lib/store";
import { clock } from "../lib/time";
import { conversation, renew, tokenOf } from "../state/conversation";
import { forgetLocal, keepLocal, local, requestId, save, DraftChanged } from "../state/drafts";
import { add } from "../state/outbox";
import { useNow } from "../state/now";
import { announce, say } from "../state/say";
import { person, session } from "../state/session";
import { t } from "../strings";
import { t as mediaWords } from "../strings/media";
import { Key } from "../ui/parts";
import { Macros, rendered } from "./Macros";
import { Look, Media } from "./Media";
import { attachments, limitsOf, misfit, refusal, type Picked } from "./media";
import { keep, keptFor, read } from "./picking";
import { Options, type Choices } from "./Options";

const CHECK_MS = 400;
const SAVE_MS = 900;

type Props = { item: Opportunity; uid: string; onSent: () => void; onGiveBack: () => void };

export function Composer({ item, uid, onSent, onGiveBack }: Props) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(() => local(uid).text ?? "");
  const [choices, setChoices] = useState<Choices>({ source: "", split: false, submit: false, sendTime: "", private: false });
  const [busy, setBusy] = useState(false);
  const [preview, setPreview] = useState(false);
  const checked = useChecked(item, text, choices);
  const draft = useTeamDraft(uid, text, setText);
  const media = useMedia(uid, checked);
  const slash = /^\/(\S*)$/.exec(text);

  const write = useCallback((next: string) => {
    setText(next);
    keepLocal(uid, next);
  }, [uid]);

  const signature = checked?.signature ?? item.replySignature;
  const limit = checked?.maxLength || item.maxReplyLength;
  const unit = (checked?.lengthUnit ?? "").replace("LENGTH_UNIT_", "") || item.replyLengthUnit;
  const used = length(signed(text, signature), unit);
  const over = Boolean(limit) && used > limit && !choices.split;
  const blocked = busy || !text.trim() || Boolean(slash) || over || Boolean(media.reading || media.misfit);

  const sendIt = useCallback(async () => {
    if (blocked) return;
    setBusy(true);
    const words = text.trim();
    try {
      const reply = await post<Reply>(`/opportunities/${uid}/replies`, {
        reply: {
          text: words,
          ...(media.picked.length ? { media: attachments(media.picked) } : {}),
          ...(choices.source ? { source: choices.source } : {}),
          ...(choices.split ? { split: true } : {}),
          ...(choices.private ? { private: true } : {}),
          ...(choices.sendTime ? { sendTime: choices.sendTime } : {}),
        },
        leaseToken: tokenOf(item),
        requestId: requestId(uid, words, JSON.stringify([choices, ...media.picked.map((each) => [each.id, each.description])])),
        ...(choices.submit ? { submit: true } : {}),
        ...(item.mention?.key ? { readMentionKey: item.mention.key } : {}),
      });
      draft.drop();
      forgetLocal(uid);
      keep(uid, []);
      setText("");
      add(reply, item.mention?.author?.displayName || item.mention?.author?.handle || t("someone"));
      announce(t("reply.onItsWay"));
      await renew();
      onSent();
    } catch (fault) {
      const changed = fault instanceof Refused && fault.reason === "DRAFT_CHANGED";
      say(sentenceOf(fault), { bad: true });
      if (changed || (fault instanceof Refused && fault.status === 409)) await renew();
    } finally {
      setBusy(false);
    }
  }, [blocked, choices, draft, item, media.picked, onSent, text, uid]);

  const take = async (macro: Macro) => {
    try {
      write(await rendered(macro, uid));
    } catch (fault) {
      say(sentenceOf(fault), { bad: true });
    }
    field.current?.focus();
  };

  return (
    <form
      className="composer"
      onDragOver={(event) => event.dataTransfer.types.includes("Files") && event.preventDefault()}
      onDrop={(event) => {
        if (!event.dataTransfer.files.length) return;
        event.preventDefault();
        void media.add([...event.dataTransfer.files]);
      }}
      onSubmit={(event) => {
        event.preventDefault();
        void sendIt();
      }}
    >
      {draft.others.map((other) => (
        <div key={other.author} className="other-draft">
          <p dir="auto">
            <strong>{t("draft.by", { name: person(other.author) })}</strong> {other.text}
          </p>
          <button type="button" className="ghost small" onClick={() => write(text ? `${text}\n${other.text}` : other.text)}>
            {t("draft.use")}
          </button>
        </div>
      ))}
      {slash ? <Macros brand={item.brand} typed={slash[1] ?? ""} onTake={(macro) => void take(macro)} onLeave={() => write("")} /> : null}
      <label className="visually-hidden" htmlFor="reply-text">
        {t("composer.label")}
      </label>
      <textarea
        id="reply-text"
        ref={field}
        dir="auto"
        rows={3}
        value={text}
        placeholder={t("composer.placeholder")}
        aria-describedby="reply-count"
        aria-controls={slash ? "macros" : undefined}
        onChange={(event) => write(event.target.value)}
        onPaste={(event) => {
          if (!event.clipboardData.files.length || event.clipboardData.types.includes("text/plain")) return;
          event.preventDefault();
          void media.add([...event.clipboardData.files]);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            void sendIt();
          }
        }}
      />
      {preview ? <Preview text={text} checked={checked} signature={signature} split={choices.split} picked={media.picked} /> : null}
      <Media picked={media.picked} limits={limitsOf(checked)} problem={media.misfit || media.problem} reading={media.reading} onAdd={(files) => void media.add(files)} onChange={media.change} />
      {checked && !checked.fits && checked.reason ? <p className="composer-why">{checked.reason}</p> : null}
      <Options item={item} checked={checked} over={Boolean(limit) && used > limit} choices={choices} onChange={setChoices} preview={preview} onPreview={() => setPreview(!preview)} />
      <div className="composer-foot">
        <Lease item={item} />
        <output id="reply-count" htmlFor="reply-text" className={`reply-count${over ? " over" : limit && limit - used <= 20 ? " near" : ""}`}>
          {counted(used, limit)}
        </output>
        <span className="quiet small saved-word">{draft.word}</span>
        {busy && media.picked.length ? <span className="quiet small" role="status">{mediaWords("sending", { n: media.picked.length })}</span> : null}
        <span className="push" />
        <button type="button" className="ghost" onClick={onGiveBack} aria-keyshortcuts="u">
          {t("action.giveBack")} <Key>u</Key>
        </button>
        <button type="submit" className="primary" disabled={blocked} aria-keyshortcuts="Control+Enter">
          {choices.submit ? t("composer.ask") : choices.sendTime ? t("composer.schedule") : t("composer.send")} <Key>Ctrl ⏎</Key>
        </button>
      </div>
    </form>
  );
}

function counted(used: number, limit: number): string {
  if (!limit) return used ? String(used) : "";
  const left = limit - used;
  if (left < 0) return t("count.over", { n: -left });
  return left <= 50 ? t("count.left", { n: left }) : t("count.used", { n: used, of: limit });
}

function Lease({ item }: { item: Opportunity }) {
  return (
    <span className="lease">
      <i aria-hidden="true" /> {t("composer.yours")} <LeaseClock stamp={item.lease?.expireTime} />
    </span>
  );
}

function LeaseClock({ stamp }: { stamp: string | undefined }) {
  const now = useNow();
  if (!stamp) return null;
  const seconds = (Date.parse(stamp) - now) / 1000;
  return <time dateTime={stamp} className={seconds <= 0 ? "late" : ""}>{seconds <= 0 ? t("composer.ranOut") : clock(seconds)}</time>;
}

function useChecked(item: Opportunity, text: string, choices: Choices): CheckedReply | null {
  const [told, setTold] = useState<CheckedReply | null>(null);
  const { mention, brand } = item;
  useEffect(() => {
    if (!mention) return undefined;
    let stale = false;
    const waiting = setTimeout(() => {
      const body = { mention, brand, text, private: choices.private, ...(choices.source ? { source: choices.source } : {}) };
      post<CheckedReply>("/replies:check", body).then(
        (answer) => stale || setTold(answer),
        () => undefined, // the router checks again when it is sent
      );
    }, CHECK_MS);
    return () => {
      stale = true;
      clearTimeout(waiting);
    };
    // The mention's words decide, not the object that holds them.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [mention?.key, mention?.revision, brand, text, choices.private, choices.source]);
  return told;
}

type Attached = { picked: Picked[]; problem: string; misfit: string; reading: string; add: (files: File[]) => Promise<void>; change: (picked: Picked[]) => void };

/** What goes with the words: each file is asked about before it is read, and all again when another account answers. */
function useMedia(uid: string, checked: CheckedReply | null): Attached {
  const [picked, setPicked] = useState(() => keptFor(uid));
  const [problem, setProblem] = useState("");
  const [reading, setReading] = useState("");
  const change = (next: Picked[]) => {
    keep(uid, next);
    setPicked(next);
    setProblem("");
  };
  const turn = useRef(Promise.resolve()); // what is dropped while another is read waits, and is asked about then
  const add = (files: File[]) => (turn.current = turn.current.then(() => addAll(files)));
  const addAll = async (files: File[]) => {
    const limits = limitsOf(checked);
    let why = "";
    try {
      for (const file of files) {
        why = refusal(file, keptFor(uid), limits);
        if (why) break;
        setReading(file.name);
        const one = await read(file);
        change([...keptFor(uid), one]);
      }
    } catch (fault) {
      why = sentenceOf(fault);
    }
    setReading("");
    setProblem(why);
  };
  return { picked, problem, misfit: checked ? misfit(picked, limitsOf(checked)) : "", reading, add, change };
}

type TeamDraft = { word: string; others: { author: string; text: string }[]; drop: () => void };

/** Keeps the words with the team a moment after they were written; nobody's words are lost to another's. */
function useTeamDraft(uid: string, text: string, setText: (text: string) => void): TeamDraft {
  const draft = useStore(conversation, (value) => value.draft);
  const me = useStore(session, (value) => value.me?.holder ?? "");
  const revision = useRef("0");
  const saved = useRef<string | null>(null);
  const [word, setWord] = useState("");
  const ended = useRef(false);

  useEffect(() => {
    if (!draft) return;
    revision.current = String(draft.revision);
    if (saved.current === null) {
      saved.current = draft.author === me ? draft.text : "";
      if (!local(uid).text && draft.author === me && draft.text) setText(draft.text);
    }
  }, [draft, me, setText, uid]);

  useEffect(() => {
    if (ended.current || text === (saved.current ?? "") || text.startsWith("/")) return undefined;
    const waiting = setTimeout(() => {
      save(uid, text, revision.current).then(
        (kept) => {
          revision.current = String(kept.revision);
          saved.current = text;
          setWord(t("draft.saved"));
        },
        (fault: unknown) => setWord(fault instanceof DraftChanged ? t("draft.changed") : t("draft.here")),
      );
    }, SAVE_MS);
    return () => clearTimeout(waiting);
  }, [text, uid]);

  const everybody = draft ? [draft, ...(draft.others ?? [])] : [];
  const others = everybody.filter((each) => each.author && each.author !== me && each.text);
  return { word, others, drop: () => (ended.current = true) };
}

type PreviewProps = { text: string; checked: CheckedReply | null; signature: string; split: boolean; picked: Picked[] };

function Preview({ text, checked, signature, split, picked }: PreviewProps) {
  const posts = split && checked?.parts?.length ? checked.parts : [signed(text, signature)];
  return (
    <div className="preview" aria-label={t("composer.preview")} role="group">
      {posts.map((words, index) => (
        <p key={index} className="preview-post" dir="auto">
          {posts.length > 1 ? <span className="quiet small">{t("composer.part", { n: index + 1, of: posts.length })}</span> : null}
          {words || t("composer.nothing")}
        </p>
      ))}
      {picked.length ? (
        <p className="preview-media">
          {picked.map((each) => (
            <Look key={each.id} one={each} />
          ))}
        </p>
      ) : null}
    </div>
  );
}
