// Why it is here, why it stands where it stands, why it sounds so: first a sentence, then what decided.
import type { Opportunity, Reason, Score } from "../api/types";
import { felt, signedNumber } from "../lib/stretches";
import { t } from "../strings";
import { Dialog, Moment, Mood } from "../ui/parts";

export function WhyDialog({ item, onClose }: { item: Opportunity; onClose: () => void }) {
  return (
    <Dialog title={t("why.title")} onClose={onClose} wide id="why">
      <Rank item={item} />
      <Sound score={item.score} />
      <Way item={item} />
    </Dialog>
  );
}

export function Parts({ item, most: shown = Infinity }: { item: Opportunity; most?: number }) {
  const all = item.explanation?.parts ?? [];
  const parts = all.slice(0, shown);
  const most = Math.max(1, ...parts.map((part) => Math.abs(part.points)));
  if (!parts.length) return null;
  return (
    <table className="parts">
      <caption className="visually-hidden">{t("why.parts")}</caption>
      <tbody>
        {parts.map((part) => (
          <tr key={part.reason}>
            <th scope="row">{part.reason}</th>
            <td>
              <svg className="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
                <rect className="bar-all" width="100" height="6" rx="3" />
                <rect className={part.points < 0 ? "bar-less" : "bar-more"} width={(Math.abs(part.points) / most) * 100} height="6" rx="3" />
              </svg>
            </td>
            <td className="number">{signedNumber(part.points, 0)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{t("why.priority")}</th>
          <td />
          <td className="number">{item.priority}</td>
        </tr>
      </tfoot>
    </table>
  );
}

function Rank({ item }: { item: Opportunity }) {
  const why = item.explanation;
  const values = Object.entries(why?.values ?? {});
  return (
    <section>
      <h3>{t("why.rank")}</h3>
      <p className="why-sentence" dir="auto">{why?.sentence || t("why.noSentence")}</p>
      <Parts item={item} />
      {item.rankTime ? (
        <p className="quiet small">
          {t("why.rankTime")} <Moment stamp={item.rankTime} />
        </p>
      ) : null}
      {values.length ? (
        <dl className="facts">
          {values.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd dir="auto">{value}</dd>
            </div>
          ))}
        </dl>
      ) : null}
    </section>
  );
}

function percent(value: number): string {
  return `${Math.round(value * 100)} %`;
}

function named(label: string, prefix: string): string {
  return label.replace(prefix, "").toLowerCase().replaceAll("_", " ");
}

function Reasons({ reasons }: { reasons: Reason[] | undefined }) {
  if (!reasons?.length) return null;
  return (
    <span className="reasons">
      {reasons.slice(0, 6).map((reason, index) => (
        <span key={index} className="reason" dir="auto">
          {reason.text} <b>{signedNumber(reason.amount)}</b>
        </span>
      ))}
    </span>
  );
}

export function Sound({ score }: { score: Score | undefined }) {
  if (!score) return <p className="quiet">{t("why.noScore")}</p>;
  const mood = (score.sentiment?.label ?? "").replace("LABEL_", "").toLowerCase();
  return (
    <section>
      <h3>{t("why.sound")}</h3>
      {score.sentiment ? (
        <p>
          <Mood mood={mood} /> {signedNumber(felt(score), 2)} <span className="quiet">{t("why.ofOne")}</span>
          {score.sentiment.probability ? <span className="quiet">, {t("why.sure", { n: percent(score.sentiment.probability) })}</span> : null}
        </p>
      ) : (
        <p className="quiet">{score.abstentions?.find((each) => each.analyzer === "sentiment")?.reason || t("why.noSentiment")}</p>
      )}
      <p className="terms">
        {score.sentiment?.probability && score.sentiment.terms?.length ? (
          <span className="quiet small">{t("why.words", { n: signedNumber(score.sentiment.compound, 2) })}</span>
        ) : null}
        {(score.sentiment?.terms ?? []).map((term, index) => (
          <span key={index} className={`term ${term.valence < 0 ? "negative" : "positive"}`} dir="auto">
            {term.text} <b>{signedNumber(term.valence)}</b>
          </span>
        ))}
      </p>
      <dl className="facts wide">
        {(score.intents ?? []).filter((intent) => intent.kind !== "KIND_COMPLAINT" || !score.complaint).map((intent) => (
          <div key={intent.kind}>
            <dt>{named(intent.kind, "KIND_")}</dt>
            <dd>
              {percent(intent.probability)} <Reasons reasons={intent.reasons} />
            </dd>
          </div>
        ))}
        {score.urgency ? (
          <div>
            <dt>{t("why.urgency")}</dt>
            <dd>
              {Math.round(score.urgency.value)} <Reasons reasons={score.urgency.reasons} />
            </dd>
          </div>
        ) : null}
        {score.complaint ? (
          <div>
            <dt>{t("why.complaint")}</dt>
            <dd>
              {score.complaint.present ? t("yes") : t("no")}, {percent(score.complaint.probability)} <Reasons reasons={score.complaint.reasons} />
            </dd>
          </div>
        ) : null}
        {score.spam ? (
          <div>
            <dt>{t("why.spam")}</dt>
            <dd>
              {percent(score.spam.probability)} <Reasons reasons={score.spam.reasons} />
            </dd>
          </div>
        ) : null}
        {score.language ? (
          <div>
            <dt>{t("why.language")}</dt>
            <dd>
              {score.language.code || "?"}, {percent(score.language.probability)}
            </dd>
          </div>
        ) : null}
      </dl>
      <p className="quiet small">{score.modelVersion}</p>
    </section>
  );
}

function Way({ item }: { item: Opportunity }) {
  const skills = Object.entries(item.skills ?? {});
  return (
    <section>
      <h3>{t("why.way")}</h3>
      <p>
        {t("why.waySentence", { queue: (item.queue || "queues/default").replace("queues/", ""), rule: item.explanation?.rule || "–" })}
      </p>
      <dl className="facts">
        <div>
          <dt>{t("why.policy")}</dt>
          <dd>{item.explanation?.policy || "–"}</dd>
        </div>
        {skills.map(([skill, least]) => (
          <div key={skill}>
            <dt>{t("why.skill")}</dt>
            <dd>
              {skill} ≥ {least}
            </dd>
          </div>
        ))}
        {item.escalateTime ? (
          <div>
            <dt>{t("why.escalate")}</dt>
            <dd>
              <Moment stamp={item.escalateTime} />
            </dd>
          </div>
        ) : null}
      </dl>
    </section>
  );
}
