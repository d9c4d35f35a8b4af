// Making several conversations one and one several. Both show first what they would do, and can be undone.
import { useEffect, useMemo, useState, type ReactNode } from "react";
import { get } from "../api/client";
import type { ConversationChange, ConversationMove, Opportunity } from "../api/types";
import { useStore } from "../lib/store";
import { renew } from "../state/conversation";
import { queue, uidOf } from "../state/queue";
import { say } from "../state/say";
import { t } from "../strings";
import { PreviewFoot } from "../ui/PreviewFoot";
import { Ago, Dialog, Moment } from "../ui/parts";
import { attempt } from "./actions";
import { candidates, load, merge, split, takeBack, type Leaving } from "./joining";

type Props = { item: Opportunity; onClose: () => void };

async function settle(words: string, change: ConversationChange): Promise<void> {
  const undo = async () => {
    const back = await takeBack(change);
    await renew(back?.opportunity);
    say(t("join.undone"));
  };
  say(words, { seconds: 15, action: { label: t("undo"), run: () => void attempt(undo) } });
  await renew(change.opportunity);
}

type SheetProps = {
  title: string;
  label: string;
  ready: boolean;
  preview: ConversationChange | null;
  onPreview: () => Promise<unknown>;
  onDo: (reason: string) => Promise<unknown>;
  onClose: () => void;
  children: ReactNode;
};

/** A question whose first answer is what would happen, and whose second does it. */
function Sheet({ title, label, ready, preview, onPreview, onDo, onClose, children }: SheetProps) {
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    setBusy(true);
    const done = await attempt(() => (preview ? onDo(reason) : onPreview()));
    setBusy(false);
    if (done && preview) onClose();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className="sheet-form"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {children}
        {preview ? <PreviewOf change={preview} /> : null}
        <PreviewFoot shown={preview !== null} label={label} ready={!busy && ready} reason={reason} onReason={setReason} onClose={onClose} />
      </form>
    </Dialog>
  );
}

function PreviewOf({ change }: { change: ConversationChange }) {
  const stays = change.opportunity;
  return (
    <div className="merge-preview" role="status">
      <ul>
        {(change.moves ?? []).map((move, index) => (
          <li key={index}>{t("join.moves", { what: load(move) || t("join.nothing") })}</li>
        ))}
      </ul>
      {stays ? <p className="quiet small">{t("join.then", { n: stays.mentionCount, priority: stays.priority })}</p> : null}
    </div>
  );
}

export function MergeConversations({ item, onClose, joined = [] }: Props & { joined?: string[] }) {
  const rows = useStore(queue, (value) => value.rows);
  const [words, setWords] = useState("");
  const [picked, setPicked] = useState<string[]>(joined);
  const [preview, setPreview] = useState<ConversationChange | null>(null);
  const found = useMemo(() => candidates(rows, item, words), [rows, item, words]);
  const shown = [...new Set([...picked, ...found.map((row) => row.item.name)])];
  const pick = (name: string, on: boolean) => {
    setPicked(on ? [...picked, name] : picked.filter((each) => each !== name));
    setPreview(null);
  };
  const look = async () => setPreview(await get<ConversationChange>(`/${item.name}:previewMerge`, { joined: picked }));
  const go = async (reason: string) => settle(t("join.merged"), await merge(item.name, picked, reason));
  return (
    <Sheet title={t("join.mergeTitle")} label={t("merge.do")} ready={picked.length > 0} preview={preview} onPreview={look} onDo={go} onClose={onClose}>
      <p className="quiet">{t("join.mergeWhat")}</p>
      <label className="field">
        <span>{t("join.find")}</span>
        <input value={words} data-first onChange={(event) => setWords(event.target.value)} />
      </label>
      <fieldset className="picks">
        <legend>{t("join.which")}</legend>
        {shown.map((name) => (
          <Pick key={name} on={picked.includes(name)} onPick={(on) => pick(name, on)} mention={rows.get(uidOf(name))?.item.mention} />
        ))}
        {shown.length ? null : <p className="quiet small">{t("join.none")}</p>}
      </fieldset>
    </Sheet>
  );
}

type PickProps = { on: boolean; onPick: (on: boolean) => void; mention: Opportunity["mention"]; first?: boolean };

function Pick({ on, onPick, mention, first }: PickProps) {
  return (
    <label className="pick-line">
      <input type="checkbox" checked={on} data-first={first || undefined} onChange={(event) => onPick(event.target.checked)} />
      <span className="pick-words">
        <span className="quiet small">
          <bdi>{mention?.author?.displayName || mention?.author?.handle || t("someone")}</bdi> · <Ago stamp={mention?.createTime} />
        </span>
        <span className="entry-text" dir="auto">{mention?.text || mention?.title || t("queue.noWords")}</span>
      </span>
    </label>
  );
}

export function SplitConversation({ item, onClose }: Props) {
  const [keys, setKeys] = useState<string[]>([]);
  const [move, setMove] = useState("");
  const [preview, setPreview] = useState<ConversationChange | null>(null);
  const merges = useMerges(item.name);
  const leaving: Leaving = move ? { move } : { mentionKeys: keys };
  const choose = (nextKeys: string[], nextMove: string) => {
    setKeys(nextKeys);
    setMove(nextMove);
    setPreview(null);
  };
  const look = async () => setPreview(await get<ConversationChange>(`/${item.name}:previewSplit`, leaving));
  const go = async (reason: string) => settle(t("join.wasSplit"), await split(item.name, leaving, reason));
  const mentions = item.mentions ?? [];
  return (
    <Sheet title={t("join.splitTitle")} label={t("join.split")} ready={Boolean(move) || keys.length > 0} preview={preview} onPreview={look} onDo={go} onClose={onClose}>
      <fieldset className="picks">
        <legend>{t("join.leave")}</legend>
        {mentions.map((mention, index) => (
          <Pick
            key={mention.key}
            first={index === 0}
            mention={mention}
            on={keys.includes(mention.key)}
            onPick={(on) => choose(on ? [...keys, mention.key] : keys.filter((each) => each !== mention.key), "")}
          />
        ))}
      </fieldset>
      {merges.length ? (
        <fieldset className="radios">
          <legend>{t("join.orBack")}</legend>
          {merges.map((each) => (
            <label key={each.name}>
              <input type="radio" name="move" checked={move === each.name} onChange={() => choose([], each.name)} /> <Moment stamp={each.createTime} />: {load(each)}{" "}
              {each.reason ? <q dir="auto">{each.reason}</q> : null}
            </label>
          ))}
        </fieldset>
      ) : null}
    </Sheet>
  );
}

/** Merges into this conversation that hold. */
function useMerges(name: string): ConversationMove[] {
  const [moves, setMoves] = useState<ConversationMove[]>([]);
  useEffect(() => {
    get<{ moves?: ConversationMove[] }>(`/${name}/moves`).then(
      (told) => setMoves((told.moves ?? []).filter((each) => each.kind === "KIND_MERGE" && each.target === name && !each.undoTime)),
      () => undefined, // mentions can be split off without them
    );
  }, [name]);
  return moves;
}
