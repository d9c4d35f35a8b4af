// What is behind a number: the mentions themselves, to be sent to care, corrected, or looked at alone.
import { useCallback, useEffect, useRef, useState } from "react";
import { get, post, sentenceOf } from "../../api/client";
import type { ArchivedMention, Mention, Opportunity } from "../../api/types";
import { safeLink, stretches } from "../../lib/stretches";
import { attempt } from "../../conversation/actions";
import { go, hrefOfItem } from "../../state/route";
import { corrects, works } from "../../state/session";
import { say } from "../../state/say";
import { w } from "../../strings/insights";
import { networkName } from "../../strings/networks";
import { Avatar, Dialog, Moment, Mood, Problem } from "../../ui/parts";
import type { Opened } from "./look";
import type { Mentions, Slice } from "./types";
import { asQuery } from "./view";
import { sliceName } from "./words";

const PAGE = 25;

type Place = { slice: number; token: string };

/** Reads through slices one after the other, a page at a time; a mention that is in two is shown once. */
export function useMentions(slices: Slice[]) {
  const [found, setFound] = useState<ArchivedMention[]>([]);
  const [place, setPlace] = useState<Place | null>({ slice: 0, token: "" });
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(true);
  const reading = useRef(false);
  const more = useCallback(
    async (from: Place | null) => {
      if (!from || reading.current) return;
      reading.current = true;
      setBusy(true);
      let at: Place | null = from;
      const fresh: ArchivedMention[] = [];
      try {
        while (at && fresh.length < PAGE) {
          const slice: Slice | undefined = slices[at.slice];
          if (!slice) {
            at = null;
            break;
          }
          const page: Mentions = await get<Mentions>("/insights/mentions", { ...asQuery(slice), pageSize: PAGE, pageToken: at.token });
          fresh.push(...(page.mentions ?? []));
          at = page.nextPageToken ? { slice: at.slice, token: page.nextPageToken } : at.slice + 1 < slices.length ? { slice: at.slice + 1, token: "" } : null;
        }
        setProblem("");
      } catch (fault) {
        setProblem(sentenceOf(fault));
      } finally {
        reading.current = false;
      }
      setFound((known) => {
        const names = new Set(known.map((each) => each.mention?.name));
        return [...known, ...fresh.filter((each) => !names.has(each.mention?.name) && names.add(each.mention?.name))];
      });
      setPlace(at);
      setBusy(false);
    },
    [slices],
  );
  useEffect(() => {
    setFound([]);
    void more({ slice: 0, token: "" });
  }, [more]);
  return { found, busy, problem, more: place ? () => void more(place) : null };
}

export function Drawer({ opened, onClose, onNarrow }: { opened: Opened; onClose: () => void; onNarrow: (what: NonNullable<Opened["narrow"]>) => void }) {
  const { found, busy, problem, more } = useMentions(opened.slices);
  const about = sliceName(opened.slices[0] ?? {});
  const byPerson = opened.slices.every((slice) => slice.corrected);
  return (
    <Dialog id="drawer" title={opened.title} onClose={onClose} wide>
      <div className="drawer-about">
        <p className="quiet small">
          {about ? `${about}. ` : ""}
          {w("drawer.order")}
        </p>
        {opened.narrow ? (
          <button type="button" className="small" onClick={() => opened.narrow && onNarrow(opened.narrow)}>
            {w("drawer.only")}
          </button>
        ) : null}
      </div>
      {opened.erased ? <p className="quiet small">{w("drawer.erased", { n: opened.erased })}</p> : null}
      <Problem text={problem} />
      <ul className="said" aria-busy={busy}>
        {found.map((each) => (each.mention ? <Said key={each.mention.name} kept={each} mention={each.mention} byPerson={byPerson} title={opened.title} /> : null))}
      </ul>
      {!found.length && !busy && !problem ? <p className="quiet">{w("drawer.none")}</p> : null}
      {more && !busy ? (
        <button type="button" onClick={more}>
          {w("drawer.more")}
        </button>
      ) : null}
      {busy ? <p className="rows-wait">…</p> : null}
    </Dialog>
  );
}

type SaidProps = { kept: ArchivedMention; mention: Mention; byPerson: boolean; title: string };

function Said({ kept, mention, byPerson, title }: SaidProps) {
  const [felt, setFelt] = useState("");
  const name = mention.author?.displayName || mention.author?.handle || "";
  const link = safeLink(mention.link);
  const mood = felt || (kept.score?.sentiment?.label ?? "").replace("LABEL_", "");
  return (
    <li className="said-one">
      <div className="said-head">
        <Avatar name={name} seed={mention.author?.key ?? ""} small />
        <span className="said-who">
          <bdi>{name}</bdi>{" "}
          <small className="quiet">
            {networkName(mention.network)} · <Moment stamp={mention.createTime} />
          </small>
        </span>
        <Mood mood={mood === "UNSPECIFIED" ? "" : mood.toLowerCase()} />
        {felt || byPerson ? <em className="badge yours">{w("drawer.byPerson")}</em> : null}
      </div>
      <p className="said-text" dir="auto">
        {stretches(mention, kept.score).map((each, at) =>
          each.kind === "plain" ? each.text : each.kind === "link" ? (
            <a key={at} href={each.note} target="_blank" rel="noreferrer noopener">
              {each.text}
            </a>
          ) : (
            <mark key={at} className={each.kind}>
              {each.text}
            </mark>
          ),
        )}
      </p>
      <div className="said-does">
        {works() ? <Care kept={kept} mention={mention} title={title} /> : null}
        {corrects() ? <Correct mention={mention} mood={mood} onFelt={setFelt} /> : null}
        {link ? (
          <a className="quiet small" href={link} target="_blank" rel="noreferrer noopener">
            {w("drawer.see", { network: networkName(mention.network) })}
          </a>
        ) : null}
      </div>
    </li>
  );
}

function Care({ kept, mention, title }: { kept: ArchivedMention; mention: Mention; title: string }) {
  const [taken, setTaken] = useState("");
  const brand = mention.matches?.[0]?.brand;
  if (!brand || mention.author?.own) return null;
  const send = () =>
    attempt(async () => {
      const made = await post<Opportunity>("/opportunities:take", { brand, mentionKey: mention.key, mention, score: kept.score, reason: w("drawer.reason", { what: title }).slice(0, 500) });
      setTaken(made.name.replace("opportunities/", ""));
      say(w("drawer.taken"));
    });
  if (!taken) {
    return (
      <button type="button" className="small" onClick={() => void send()}>
        {w("drawer.care")}
      </button>
    );
  }
  return (
    <a
      className="button small"
      href={hrefOfItem(taken)}
      onClick={(event) => {
        event.preventDefault();
        go(`/opportunities/${taken}`);
      }}
    >
      {w("drawer.go")}
    </a>
  );
}

function Correct({ mention, mood, onFelt }: { mention: Mention; mood: string; onFelt: (mood: string) => void }) {
  const choose = (label: string) =>
    attempt(async () => {
      await post(`/${mention.name}:correct`, { sentiment: `LABEL_${label}` });
      onFelt(label);
      say(w("drawer.corrected"));
    });
  return (
    <label className="said-felt">
      <span className="quiet small">{w("drawer.correct")}</span>
      <select value={["NEGATIVE", "NEUTRAL", "POSITIVE"].includes(mood) ? mood : ""} onChange={(event) => void choose(event.target.value)}>
        <option value="" disabled>
          –
        </option>
        {(["NEGATIVE", "NEUTRAL", "POSITIVE"] as const).map((each) => (
          <option key={each} value={each}>
            {w(`mood.${each}`)}
          </option>
        ))}
      </select>
    </label>
  );
}
