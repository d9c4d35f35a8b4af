// What a text finds in the archive, beside what is in force: counted, with its words marked.
import { q } from "../../strings/queries";
import { networkName } from "../../strings/networks";
import { Moment } from "../../ui/parts";
import { Card } from "../frame";
import { DAYS, type Compared, type Sample } from "./ask";
import { marked } from "./marked";

type Props = { told: Compared | null; why: string; isNew: boolean };

export function Preview({ told, why, isNew }: Props) {
  return (
    <Card title={q("preview")}>
      {why ? <p className="quiet">{q("preview.away", { why })}</p> : null}
      {!told && !why ? <p className="quiet">{q("preview.wait")}</p> : null}
      {told ? <Counts told={told} isNew={isNew} /> : null}
      {told?.samples?.length ? (
        <ul className="found" tabIndex={0} aria-label={q("preview")}>
          {[...told.samples].reverse().map((sample) => (
            <Found key={sample.mention.name || sample.mention.key} sample={sample} isNew={isNew} />
          ))}
        </ul>
      ) : null}
      {told ? <p className="quiet small">{q("preview.limits")}</p> : null}
    </Card>
  );
}

function Counts({ told, isNew }: { told: Compared; isNew: boolean }) {
  return (
    <div role="status">
      {told.found ? <p className="diff"><span><b>{told.found.toLocaleString()}</b> {q("preview.inDays", { days: DAYS })}</span></p> : <p>{q("preview.none", { days: DAYS })}</p>}
      {isNew ? null : told.added || told.removed ? (
        <p className="diff">
          <span className="more" title={q("diff.addedName", { n: told.added })}>
            <b>{q("diff.added", { n: told.added })}</b>
          </span>
          <span className="less" title={q("diff.removedName", { n: told.removed })}>
            <b>{q("diff.removed", { n: told.removed })}</b>
          </span>
          {told.removed ? <span>{q("diff.answered", { n: told.removedAnswered })}</span> : null}
        </p>
      ) : (
        <p className="quiet">{q("diff.same")}</p>
      )}
      {told.price ? <p>{told.price}</p> : null}
      {told.volume?.length ? (
        <>
          <h3>{q("volume")}</h3>
          <ul className="quiet small">
            {told.volume.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        </>
      ) : null}
      <p className="quiet small">{q("preview.read", { n: told.seen })}</p>
      {told.coverage ? <p className="quiet small">{told.coverage}</p> : null}
    </div>
  );
}

function Found({ sample, isNew }: { sample: Sample; isNew: boolean }) {
  const { mention, change } = sample;
  return (
    <li className={change}>
      <span className="found-head">
        <bdi>{mention.author?.displayName || mention.author?.handle}</bdi>
        {networkName(mention.network)} · <Moment stamp={mention.createTime} />
        {!isNew && change !== "kept" ? <em className={change === "added" ? "badge sent" : "badge failed"}>{q(`sample.${change}`)}</em> : null}
      </span>
      <span className="found-text" dir="auto">
        {marked(mention, sample.spans).map((piece, at) => (piece.hit ? <mark key={at}>{piece.text}</mark> : piece.text))}
      </span>
    </li>
  );
}
