// The right pane: why this is here in a sentence, then the person behind it and what passed before.
import { useState } from "react";
import type { Author, TimelineEntry } from "../api/types";
import { safeLink } from "../lib/stretches";
import { useStore } from "../lib/store";
import { conversation } from "../state/conversation";
import { openItem } from "../state/route";
import { uidOf } from "../state/queue";
import { stateOf } from "../state/outbox";
import { t } from "../strings";
import { networkName } from "../strings/networks";
import { Close, Why } from "../ui/icons";
import { Ago, Key } from "../ui/parts";
import { Parts } from "../conversation/Why";
import { MergeTools } from "./Merging";

type Props = { onWhy: () => void; onClose: () => void };

export function CustomerPane({ onWhy, onClose }: Props) {
  const item = useStore(conversation, (value) => value.item);
  return (
    <aside className="customer" aria-label={t("customer.title")}>
      <button type="button" className="icon-button customer-close" aria-label={t("customer.hide")} onClick={onClose}>
        <Close />
      </button>
      {item ? (
        <>
          <section>
            <h3>{t("why.rank")}</h3>
            <p className="why-sentence" dir="auto">
              {item.explanation?.sentence || t("why.noSentence")}
            </p>
            <Parts item={item} most={5} />
            <button type="button" className="ghost small" onClick={onWhy} aria-keyshortcuts="y">
              <Why /> {t("why.more")} <Key>y</Key>
            </button>
          </section>
          <Who author={item.mention?.author} network={item.mention?.network ?? ""} />
          <Known />
        </>
      ) : null}
    </aside>
  );
}

function short(value: unknown): string {
  const number = Number(value);
  return Number.isFinite(number) ? new Intl.NumberFormat(undefined, { notation: "compact", maximumFractionDigits: 1 }).format(number) : "–";
}

function Who({ author, network }: { author: Author | undefined; network: string }) {
  if (!author) return null;
  const link = safeLink(author.link);
  return (
    <section>
      <h3>{t("customer.who")}</h3>
      <dl className="facts">
        {author.followerCount !== undefined ? (
          <div>
            <dt>{t("customer.followers")}</dt>
            <dd>{short(author.followerCount)}</dd>
          </div>
        ) : null}
        {author.postCount !== undefined ? (
          <div>
            <dt>{t("customer.posts")}</dt>
            <dd>{short(author.postCount)}</dd>
          </div>
        ) : null}
        {author.location ? (
          <div>
            <dt>{t("customer.place")}</dt>
            <dd dir="auto">{author.location}</dd>
          </div>
        ) : null}
      </dl>
      {author.bio ? <p className="quiet small" dir="auto">{author.bio}</p> : null}
      {link ? (
        <p>
          <a href={link} target="_blank" rel="noopener noreferrer nofollow">
            {t("customer.profile", { network: networkName(network) })}
          </a>
        </p>
      ) : null}
    </section>
  );
}

const FEW = 6;

function Known() {
  const customer = useStore(conversation, (value) => value.customer);
  const timeline = useStore(conversation, (value) => value.timeline);
  const merges = useStore(conversation, (value) => value.merges);
  const here = useStore(conversation, (value) => value.uid);
  const [all, setAll] = useState(false);
  if (!customer) return <p className="quiet small">{t("customer.unknown")}</p>;
  const before = timeline.filter((entry) => uidOf(entry.opportunity) !== here);
  return (
    <>
      <section>
        <h3>{t("customer.identities")}</h3>
        <ul className="identities">
          {(customer.identities ?? []).map((identity) => (
            <li key={identity.author?.key ?? identity.origin}>
              <span className="badge plain">{networkName(identity.network)}</span> <bdi>{identity.author?.displayName || identity.author?.handle || t("someone")}</bdi>{" "}
              <span className="quiet small"><Ago stamp={identity.lastTime} /></span>
            </li>
          ))}
        </ul>
        {customer.note ? <p className="note-text" dir="auto">{customer.note}</p> : null}
        <MergeTools customer={customer} merges={merges} />
      </section>
      <section>
        <h3>{t("customer.before")}</h3>
        {before.length ? (
          <ol className="timeline">
            {(all ? before : before.slice(0, FEW)).map((entry, index) => (
              <Entry key={`${entry.opportunity}${index}`} entry={entry} />
            ))}
          </ol>
        ) : (
          <p className="quiet">{t("customer.nothing")}</p>
        )}
        {before.length > FEW && !all ? (
          <button type="button" className="ghost small" onClick={() => setAll(true)}>
            {t("customer.more", { n: before.length - FEW })}
          </button>
        ) : null}
      </section>
    </>
  );
}

function Entry({ entry }: { entry: TimelineEntry }) {
  const { mention, reply } = entry;
  return (
    <li className={reply ? "entry ours" : "entry"}>
      <button type="button" className="entry-open" onClick={() => openItem(uidOf(entry.opportunity))}>
        <span className="quiet small">
          {reply ? t("customer.weAnswered", { state: t(`reply.${stateOf(reply) as "sent"}`) }) : networkName(mention?.network ?? "")} · <Ago stamp={entry.eventTime} />
        </span>
        <span className="entry-text" dir="auto">{reply?.text ?? mention?.text}</span>
      </button>
    </li>
  );
}
