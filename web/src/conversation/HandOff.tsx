// Where a network takes answers by hand only: the words are written here, given there, and confirmed here.
import { useState } from "react";
import { freshId, post } from "../api/client";
import type { Opportunity } from "../api/types";
import { safeLink } from "../lib/stretches";
import { renew, tokenOf } from "../state/conversation";
import { keepLocal, local } from "../state/drafts";
import { t } from "../strings";
import { attempt } from "./actions";

export function HandOff({ item, onGiveBack }: { item: Opportunity; onGiveBack: () => void }) {
  const uid = item.name.split("/").pop() ?? "";
  const [text, setText] = useState(() => local(uid).text ?? "");
  const [id] = useState(freshId);
  const link = safeLink(item.mention?.link);
  const go = () =>
    attempt(async () => {
      await navigator.clipboard?.writeText(text).catch(() => undefined);
      const told = await post<{ link?: string }>(`/${item.name}:handOff`, { leaseToken: tokenOf(item), requestId: id, text });
      const target = safeLink(told.link) || link;
      if (target) window.open(target, "_blank", "noopener,noreferrer");
      await renew();
    });
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void go();
      }}
    >
      <p className="quiet">{item.replyabilityReason || t("handOff.what")}</p>
      <label className="visually-hidden" htmlFor="reply-text">
        {t("composer.label")}
      </label>
      <textarea
        id="reply-text"
        dir="auto"
        rows={3}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          keepLocal(uid, event.target.value);
        }}
      />
      <div className="composer-foot">
        <span className="push" />
        <button type="button" className="ghost" onClick={onGiveBack}>
          {t("action.giveBack")}
        </button>
        <button type="submit" className="primary" disabled={!text.trim()}>
          {t("handOff.go")}
        </button>
      </div>
    </form>
  );
}
