// What agents called "not about us" of what a query finds: examples that the text is tried on, and exclusions with their effect.
import { useEffect, useState } from "react";
import { post } from "../../api/client";
import { attempt } from "../../conversation/actions";
import { say } from "../../state/say";
import { corrects } from "../../state/session";
import { networkName } from "../../strings/networks";
import { q } from "../../strings/queries";
import { Moment } from "../../ui/parts";
import { Card } from "../frame";
import { DAYS, suggest, type Exclusion, type Kept, type Suggested } from "./ask";
import { exampleOf } from "./example";

const WAIT_MS = 900;

type Props = { query: Kept; text: string; fixed: boolean; onUse: (text: string) => void };

export function Judged({ query, text, fixed, onUse }: Props) {
  const [turn, setTurn] = useState(0);
  const told = useSuggested(query.name, text, turn);
  if (!told) return null;
  const takeBack = async (name: string) => {
    const brand = query.name.split("/queries/")[0] ?? "";
    if (await attempt(() => post(`/${name}:correct`, { relevant: true, brand }))) say(q("judged.takenBack"));
    setTurn(turn + 1);
  };
  const examples = told.examples ?? [];
  const exclusions = told.exclusions ?? [];
  return (
    <Card title={q("judged")}>
      <p className="quiet small">{q(examples.length ? "judged.what" : "judged.none")}</p>
      {exclusions.length ? (
        <ul className="exclusions" aria-label={q("judged.exclusions")}>
          {exclusions.map((each) => (
            <Offer key={each.clause} exclusion={each} told={told} onUse={fixed ? null : onUse} />
          ))}
        </ul>
      ) : null}
      {examples.length && told.whyNone ? <p className="quiet">{told.whyNone}</p> : null}
      {query.managedIn && exclusions.length ? <p className="warn-line">{q("judged.inFiles", { file: query.managedIn, query: shortOf(query.name) })}</p> : null}
      {examples.length ? (
        <ul className="found" tabIndex={0} aria-label={q("judged")}>
          {examples.map(({ mention, found }) => (
            <li key={mention.name || mention.key} className={found ? "kept" : "removed"}>
              <span className="found-head">
                <bdi>{mention.author?.displayName || mention.author?.handle}</bdi>
                {networkName(mention.network)} · <Moment stamp={mention.createTime} />
                <em className={found ? "badge failed" : "badge sent"}>{q(found ? "judged.found" : "judged.left")}</em>
              </span>
              <span className="found-text" dir="auto">
                {mention.text || mention.title}
              </span>
              <span className="found-does">
                <button type="button" className="ghost small" onClick={() => void copy(exampleOf(mention))}>
                  {q("judged.copy")}
                </button>
                {corrects() ? (
                  <button type="button" className="ghost small" onClick={() => void takeBack(mention.name)}>
                    {q("judged.relevant")}
                  </button>
                ) : null}
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      {told.examplesLeft ? <p className="quiet small">{q("judged.more", { n: told.examplesLeft })}</p> : null}
    </Card>
  );
}

function Offer({ exclusion, told, onUse }: { exclusion: Exclusion; told: Suggested; onUse: ((text: string) => void) | null }) {
  const { clause, removed, removedAnswered } = exclusion;
  return (
    <li>
      <span>
        <strong>{q("judged.without")}</strong> <code>{clause}</code>
      </span>
      <span>{q("judged.takes", { unwanted: exclusion.unwanted, all: told.unwanted, wanted: exclusion.wanted, relevant: told.relevant })}</span>
      <span className="quiet small">
        {q("judged.effect", { n: removed, days: DAYS })}; {q("diff.answered", { n: removedAnswered })}
        {exclusion.price ? `; ${exclusion.price}` : ""}
      </span>
      {onUse ? (
        <button type="button" className="small" aria-label={q("judged.useNamed", { clause })} onClick={() => onUse(exclusion.expression)}>
          {q("judged.use")}
        </button>
      ) : null}
    </li>
  );
}

/** What was judged of a query, for a text of it, a little after that is written; what cannot be read leaves what was told. */
function useSuggested(name: string, text: string, turn: number): Suggested | null {
  const [told, setTold] = useState<Suggested | null>(null);
  useEffect(() => {
    let old = false;
    if (!text.trim()) return undefined;
    const waiting = setTimeout(() => suggest(name, text).then((found) => old || setTold(found), () => undefined), WAIT_MS);
    return () => {
      old = true;
      clearTimeout(waiting);
    };
  }, [name, text, turn]);
  return told;
}

const shortOf = (name: string) => name.replace("brands/", "").replace("/queries/", "/");

const copy = (line: string) => navigator.clipboard?.writeText(line).then(() => say(q("judged.copied")));
