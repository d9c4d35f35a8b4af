// Doing something with a post on its network: only what that network takes, only for who may.
import { useEffect, useState } from "react";
import { freshId } from "../api/client";
import type { Mention } from "../api/types";
import { renew } from "../state/conversation";
import { say } from "../state/say";
import { leads } from "../state/session";
import { t } from "../strings";
import { networkName } from "../strings/networks";
import { More } from "../ui/icons";
import { attempt } from "./actions";
import { Form } from "./dialogs";
import { actsOn, capabilities, GRAVE, moderate, type Act } from "./moderating";

type Props = { mention: Mention; name: string };

export function ModerateButton({ mention, name }: Props) {
  const [acts, setActs] = useState<Act[]>([]);
  const [open, setOpen] = useState(false);
  const may = leads();
  const own = Boolean(mention.author?.own);
  useEffect(() => {
    let stale = false;
    if (may) void capabilities().then((known) => stale || setActs(actsOn(known, mention.network, own)));
    return () => {
      stale = true;
    };
  }, [may, mention.network, own]);
  if (!acts.length) return null;
  return (
    <>
      <button type="button" className="icon-button moderate" aria-haspopup="dialog" aria-label={t("moderate.open", { name })} onClick={() => setOpen(true)}>
        <More />
      </button>
      {open ? <Moderate mention={mention} acts={acts} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function Moderate({ mention, acts, onClose }: { mention: Mention; acts: Act[]; onClose: () => void }) {
  const [act, setAct] = useState<Act>();
  const [requestId, setRequestId] = useState(freshId);
  const submit = () =>
    attempt(async () => {
      if (!act) return;
      const told = await moderate(mention, act, requestId);
      if (told.state === "STATE_FAILED") throw new Error(told.reason || t("reply.failedWhy"));
      const network = networkName(mention.network);
      say(told.state === "STATE_SENT" ? t("moderate.done", { network }) : t("moderate.unknown", { network }));
      await renew();
    });
  return (
    <Form title={t("moderate.title", { network: networkName(mention.network) })} label={t("moderate.do")} ready={Boolean(act)} onClose={onClose} onSubmit={submit}>
      <p className="entry-text quiet" dir="auto">{mention.text}</p>
      <fieldset className="radios">
        <legend>{t("moderate.what")}</legend>
        {acts.map((each, index) => (
          <label key={each}>
            <input type="radio" name="act" checked={act === each} data-first={index === 0 || undefined} onChange={() => (setAct(each), setRequestId(freshId()))} /> {t(`moderate.${each}`)}
          </label>
        ))}
      </fieldset>
      {act && GRAVE.has(act) ? <p className="warn" role="status">{t("moderate.grave")}</p> : null}
    </Form>
  );
}
