// What was just sent and what became of it: the way back while there is one, and never a sent that is none.
import { useStore } from "../lib/store";
import { safeLink } from "../lib/stretches";
import { sentenceOf } from "../api/client";
import { forget, GOING, outbox, stateOf, takeBack, TAKEN_BACK, type Sent } from "../state/outbox";
import { openItem } from "../state/route";
import { keepLocal } from "../state/drafts";
import { say } from "../state/say";
import { t } from "../strings";
import { Close } from "./icons";

export function Outbox() {
  const sent = useStore(outbox, (value) => value.sent);
  return (
    <section className="outbox" id="outbox" aria-label={t("outbox.title")} aria-live="polite" data-empty={sent.length ? "no" : "yes"}>
      {sent.map((each) => (
        <One key={each.reply.name} sent={each} />
      ))}
    </section>
  );
}

function One({ sent }: { sent: Sent }) {
  const { reply, uid, to } = sent;
  const state = stateOf(reply);
  const link = safeLink(reply.link);
  const undo = async () => {
    try {
      await takeBack(reply);
      keepLocal(uid, reply.signature ? reply.text.replace(reply.signature, "").trimEnd() : reply.text);
      openItem(uid);
    } catch (fault) {
      say(sentenceOf(fault), { bad: true });
    }
  };
  return (
    <div className="sent" data-state={state} data-reply={reply.name}>
      <i className={`lamp ${tone(state)}`} aria-hidden="true" />
      <button type="button" className="sent-open" onClick={() => openItem(uid)}>
        <span className="sent-state">{t(`reply.${state as "sent"}`)}</span> <bdi className="sent-to">{to}</bdi>
        {reply.reason && !GOING.has(state) ? <span className="sent-why">{reply.reason}</span> : null}
      </button>
      {TAKEN_BACK.has(state) ? (
        <button type="button" className="small" onClick={() => void undo()}>
          {t("undo")}
        </button>
      ) : null}
      {state === "sent" && link ? (
        <a className="small" href={link} target="_blank" rel="noopener noreferrer">
          {t("outbox.see")}
        </a>
      ) : null}
      {GOING.has(state) ? null : (
        <button type="button" className="icon-button" aria-label={t("outbox.forget")} onClick={() => forget(reply.name)}>
          <Close />
        </button>
      )}
    </div>
  );
}

function tone(state: string): string {
  if (state === "sent") return "good";
  if (state === "failed" || state === "rejected") return "bad";
  if (state === "unconfirmed" || state === "checking" || state === "partial" || state === "held") return "warn";
  return "going";
}
