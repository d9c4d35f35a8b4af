// Hands what somebody wrote on to marketing: the archive tags it, and marketing's page finds it by the tag.
import { useEffect, useState } from "react";
import { post } from "../api/client";
import type { Mention } from "../api/types";
import { go } from "../state/route";
import { say } from "../state/say";
import { corrects } from "../state/session";
import { t } from "../strings";
import { attempt } from "./actions";

const TAG = "marketing";

export function ToMarketing({ mention, name }: { mention: Mention; name: string }) {
  const [sent, setSent] = useState(false);
  useEffect(() => setSent(false), [mention.name]);
  if (mention.private || !mention.name || !corrects()) return null;
  const send = () =>
    attempt(async () => {
      const told = await post<{ mentionCount?: string | number }>("/mentions:change", { names: [mention.name], addTags: [TAG], reason: t("marketing.reason") });
      if (!Number(told.mentionCount ?? 0)) throw new Error(t("marketing.notYet"));
      setSent(true);
      say(t("marketing.sent"));
    });
  const look = `/insights?tags=${TAG}`;
  if (!sent) {
    return (
      <button type="button" className="ghost small to-marketing" title={t("marketing.what", { name })} onClick={() => void send()}>
        {t("marketing.send")}
      </button>
    );
  }
  return (
    <a className="small to-marketing" href={look} onClick={(event) => (event.preventDefault(), go("/insights", new URLSearchParams({ tags: TAG })))}>
      {t("marketing.look")}
    </a>
  );
}
